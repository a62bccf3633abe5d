//! Statements about the donor's wish.

use vena_kernel::id::DonationId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Keeps a sticker; `false` when there is one of this code.
pub(super) async fn card(tx: &mut Tx, scope: &Scope, code: &str, use_it: bool) -> Result<bool, Fault> {
    let sql = "insert into collect.wish_card (code, org_id, use_it) values ($1, $2, $3) on conflict do nothing";
    let done = sqlx::query(sql).bind(code).bind(scope.org).bind(use_it).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// What a sticker means, and for which donation it was scanned; locked.
pub(super) async fn meaning(
    tx: &mut Tx,
    scope: &Scope,
    code: &str,
) -> Result<Option<(bool, Option<DonationId>)>, Fault> {
    let sql = "select use_it, donation_id from collect.wish_card where code = $1 and org_id = $2 for update";
    Ok(sqlx::query_as(sql).bind(code).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// Whether a sticker was scanned for this donation.
pub(super) async fn scanned(tx: &mut Tx, id: DonationId) -> Result<Option<String>, Fault> {
    let sql = "select code from collect.wish_card where donation_id = $1";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_optional(tx.conn()).await?)
}

/// The sticker is used.
pub(super) async fn scan(tx: &mut Tx, code: &str, id: DonationId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.wish_card set donation_id = $2, scanned_at = $3 where code = $1")
        .bind(code)
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Remembers the wish; the first way by which it came stays.
pub(super) async fn wish(tx: &mut Tx, scope: &Scope, id: DonationId, way: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.wish (donation_id, way, told_at, told_to) values ($1, $2, $3, $4)
         on conflict (donation_id) do nothing",
    )
    .bind(id)
    .bind(way)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query("update collect.donation set self_excluded = true where donation_id = $1")
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}
