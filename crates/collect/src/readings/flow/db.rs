//! Statements about the record of a machine that was taken for a donation.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    collection::flow::Difference,
    id::{DonationId, ReadingId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// The record that was taken.
#[derive(Debug, FromRow)]
pub(crate) struct FlowRecord {
    pub(crate) reading_id: ReadingId,
    pub(crate) differences: Json<Vec<Difference>>,
    pub(crate) explained: Option<String>,
    pub(crate) explained_by_name: Option<String>,
}

/// A record to be kept beside a donation.
#[derive(Debug)]
pub(super) struct NewFlow<'a> {
    pub(super) reading: ReadingId,
    pub(super) duration_s: Option<f64>,
    pub(super) differences: &'a [Difference],
    /// Why they differ.
    pub(super) why: Option<&'a str>,
}

/// The record that was taken for a donation.
pub(super) async fn attached(tx: &mut Tx, donation: DonationId) -> Result<Option<FlowRecord>, Fault> {
    Ok(sqlx::query_as(
        "select f.reading_id, f.differences, f.explained, u.display_name as explained_by_name
         from collect.flow f left join platform.v_user u on u.user_id = f.explained_by
         where f.donation_id = $1",
    )
    .bind(donation)
    .fetch_optional(tx.conn())
    .await?)
}

/// The durations of these donations that a machine has read, s.
pub(super) async fn durations(tx: &mut Tx, donations: &[DonationId]) -> Result<Vec<(DonationId, f64)>, Fault> {
    Ok(sqlx::query_as(
        "select donation_id, duration_s from collect.flow where donation_id = any($1) and duration_s is not null",
    )
    .bind(donations)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps the record beside the donation.
pub(super) async fn attach(tx: &mut Tx, scope: &Scope, donation: DonationId, new: &NewFlow<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.flow (donation_id, reading_id, duration_s, differences, explained, explained_by, kept_at)
         values ($1, $2, $3, $4, $5, case when $5::text is null then null else $6::uuid end, $7)",
    )
    .bind(donation)
    .bind(new.reading)
    .bind(new.duration_s)
    .bind(Json(new.differences))
    .bind(new.why)
    .bind(scope.user)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
