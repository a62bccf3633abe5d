//! Statements that change the end of a day at a site.

use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::super::rules::{Counted, Kind};

/// Keeps the count.
pub(crate) async fn count(tx: &mut Tx, scope: &Scope, session: Uuid, counted: Counted) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.session set counted_bags = $2, counted_tubes = $3, counted_forms = $4, counted_at = $5,
             counted_by = $6
         where session_id = $1",
    )
    .bind(session)
    .bind(counted.bags)
    .bind(counted.tubes)
    .bind(counted.forms)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps why something differs; later words take the place of earlier ones, which stay in the audit.
pub(crate) async fn explain(
    tx: &mut Tx,
    scope: &Scope,
    session: Uuid,
    (kind, about): (Kind, &str),
    said: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.session_explanation (session_id, kind, about, said, said_at, said_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (session_id, kind, about) do update
         set said = excluded.said, said_at = excluded.said_at, said_by = excluded.said_by",
    )
    .bind(session)
    .bind(kind)
    .bind(about)
    .bind(said)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps what was spoiled.
pub(crate) async fn spoil(
    tx: &mut Tx,
    scope: &Scope,
    session: Uuid,
    (item, lot): (&str, &str),
    (pieces, reason): (i32, &str),
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into collect.session_spoiled (spoiled_id, session_id, item, lot, pieces, reason, noted_at, noted_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(session)
    .bind(item)
    .bind(lot)
    .bind(pieces)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes the day with what the system says of it.
pub(crate) async fn close(tx: &mut Tx, scope: &Scope, session: Uuid, summary: Value) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.session set closed_at = $2, closed_by = $3, summary = $4 where session_id = $1")
        .bind(session)
        .bind(now)
        .bind(scope.user)
        .bind(Json(summary))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Opens it again; what it had said stays.
pub(crate) async fn reopen(tx: &mut Tx, scope: &Scope, session: Uuid, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.session_reopening
             (session_id, reopened_at, reopened_by, reason, closed_at, closed_by, summary)
         select session_id, $2, $3, $4, closed_at, closed_by, summary from collect.session where session_id = $1",
    )
    .bind(session)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    sqlx::query("update collect.session set closed_at = null, closed_by = null, summary = null where session_id = $1")
        .bind(session)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What was counted counts no more: more has come since.
pub(crate) async fn count_again(tx: &mut Tx, session: Uuid) -> Result<(), Fault> {
    sqlx::query(
        "update collect.session set counted_bags = null, counted_tubes = null, counted_forms = null, counted_at = null,
             counted_by = null
         where session_id = $1",
    )
    .bind(session)
    .execute(tx.conn())
    .await?;
    Ok(())
}
