//! Statements of the way to the ward and back.

use vena_kernel::{
    clock::Instant,
    id::{MatchId, SiteId, UnitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Whether `site` is a place of the caller's hospital.
pub(super) async fn own_site(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from platform.v_site where site_id = $1 and org_id = $2)")
        .bind(site)
        .bind(scope.org)
        .fetch_one(tx.conn())
        .await?)
}

/// Notes that the unit left; `due` is set for an emergency.
pub(super) async fn dispense(
    tx: &mut Tx,
    scope: &Scope,
    id: MatchId,
    ward: SiteId,
    due: Option<Instant>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set state = 'dispensed', dispensed_at = $3, dispensed_by = $4, ward_id = $5,
             crossmatch_due_at = $6
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .bind(ward)
    .bind(due)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How often a unit came back before, and its minutes out in those exits. Whichever hospital it was: time adds up.
pub(super) async fn exits(tx: &mut Tx, unit: UnitId) -> Result<(i64, i64), Fault> {
    Ok(sqlx::query_as(
        "select count(*), coalesce(sum(minutes_out), 0)::bigint from transfuse.match
         where unit_id = $1 and state = 'returned'",
    )
    .bind(unit)
    .fetch_one(tx.conn())
    .await?)
}

/// Notes that the unit came back. An emergency that was not used needs no crossmatch any more.
pub(super) async fn take_back(
    tx: &mut Tx,
    scope: &Scope,
    id: MatchId,
    minutes: i32,
    reason: &str,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transfuse.match set state = 'returned', returned_at = $3, returned_by = $4, minutes_out = $5,
             return_reason = $6, crossmatch_due_at = null
         where match_id = $1 and org_id = $2",
    )
    .bind(id)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .bind(minutes)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
