//! Statements about the records of loggers.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{ShipmentId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::Reading;

/// A record as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct RecordRow {
    pub(crate) logger: String,
    pub(crate) points: Json<Vec<Reading>>,
    pub(crate) read_at: Instant,
    pub(crate) read_by: UserId,
    pub(crate) read_by_name: Option<String>,
}

/// Keeps a record; a later reading out of the same logger takes the place of an earlier one, which stays in the audit.
pub(crate) async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    id: ShipmentId,
    (logger, points): (&str, &[Reading]),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.box_record (box_id, logger, points, read_at, read_by) values ($1, $2, $3, $4, $5)
         on conflict (box_id) do update set logger = excluded.logger, points = excluded.points,
             read_at = excluded.read_at, read_by = excluded.read_by",
    )
    .bind(id)
    .bind(logger)
    .bind(Json(points))
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The record of a box.
pub(crate) async fn of(tx: &mut Tx, id: ShipmentId) -> Result<Option<RecordRow>, Fault> {
    Ok(sqlx::query_as(
        "select r.logger, r.points, r.read_at, r.read_by, u.display_name as read_by_name
         from collect.box_record r left join platform.v_user u on u.user_id = r.read_by where r.box_id = $1",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}
