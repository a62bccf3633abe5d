//! Statements about decisions.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    id::{DonationId, DonorId, VisitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::screening::Line;

/// What the physician said besides yes or no.
#[derive(Debug)]
pub(super) struct Said<'a> {
    /// Codes of the deferrals that were entered.
    pub(super) deferrals: &'a [String],
    /// Last day of the longest of them.
    pub(super) deferred_until: Option<Day>,
    pub(super) appearance: Option<&'a str>,
    pub(super) arms: Option<&'a str>,
}

/// Keeps a decision.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    (visit, donation): (VisitId, DonationId),
    accepted: bool,
    said: &Said<'_>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.visit_decision
             (visit_id, donation_id, accepted, deferrals, decided_at, decided_by, appearance, arms, deferred_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(visit)
    .bind(donation)
    .bind(accepted)
    .bind(Json(said.deferrals))
    .bind(now)
    .bind(scope.user)
    .bind(said.appearance)
    .bind(said.arms)
    .bind(said.deferred_until)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks the decision that stands about a visit as recalled.
pub(super) async fn recall(tx: &mut Tx, scope: &Scope, donation: DonationId, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit_decision set recalled_at = $2, recalled_by = $3, recall_reason = $4
         where donation_id = $1 and recalled_at is null",
    )
    .bind(donation)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The visit waits for questions, check and decision again.
pub(super) async fn reopen(tx: &mut Tx, visit: VisitId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.visit set state = 'asked', since = $2, donation_id = null where visit_id = $1")
        .bind(visit)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A donation that was refused.
#[derive(Debug, FromRow)]
pub(super) struct RefusedRecord {
    pub(super) donation_id: DonationId,
    pub(super) registered_at: Instant,
    pub(super) site_name: String,
    pub(super) refusals: Json<Vec<Line>>,
}

/// What was refused to the person of these files since `since`, the last first; at most 20.
pub(super) async fn refused_since(
    tx: &mut Tx,
    scope: &Scope,
    files: &[DonorId],
    since: Instant,
) -> Result<Vec<RefusedRecord>, Fault> {
    let files: Vec<_> = files.iter().map(|donor| donor.uuid()).collect();
    Ok(sqlx::query_as(
        "select d.donation_id, d.registered_at, s.name as site_name, d.refusals
         from collect.donation d join platform.v_site s on s.site_id = d.site_id
         where d.donor_id = any($1) and d.org_id = $2 and d.state = 'refused' and d.registered_at >= $3
         order by d.registered_at desc, d.donation_id limit 20",
    )
    .bind(files)
    .bind(scope.org)
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}
