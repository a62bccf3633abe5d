//! Statements about months of a product.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{SampleId, UnitId},
    product::ProductCode,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// What people said of a month with too few samples.
#[derive(Debug, FromRow)]
pub(super) struct ConclusionRow {
    pub(super) reason: String,
    pub(super) concluded_at: Instant,
    pub(super) concluded_by_name: String,
}

/// What was concluded of a product's month.
pub(super) async fn conclusion(
    tx: &mut Tx,
    scope: &Scope,
    (product, month): (ProductCode, Day),
) -> Result<Option<ConclusionRow>, Fault> {
    let sql = "select c.reason, c.concluded_at, u.display_name as concluded_by_name
         from process.quality_conclusion c join platform.v_user u on u.user_id = c.concluded_by
         where c.org_id = $1 and c.product = $2 and c.month = $3::text::date";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(product).bind(month.to_string()).fetch_optional(tx.conn()).await?)
}

/// Keeps a conclusion; false when there is one.
pub(super) async fn conclude(
    tx: &mut Tx,
    scope: &Scope,
    (product, month): (ProductCode, Day),
    reason: &str,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into process.quality_conclusion (org_id, month, product, reason, concluded_at, concluded_by)
         values ($1, $2::text::date, $3, $4, $5, $6) on conflict do nothing",
    )
    .bind(scope.org)
    .bind(month.to_string())
    .bind(product)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many typed sheets of a product's month wait for their second person.
pub(super) async fn waiting(tx: &mut Tx, scope: &Scope, (product, month): (ProductCode, Day)) -> Result<i64, Fault> {
    let sql = "select count(*) from process.quality_sheet h join process.quality_sample s using (sample_id)
         join process.quality_draw d using (draw_id)
         where d.org_id = $1 and d.product = $2 and d.month = $3::text::date and h.decided_at is null";
    Ok(sqlx::query_scalar(sql).bind(scope.org).bind(product).bind(month.to_string()).fetch_one(tx.conn()).await?)
}

/// A confirmed result of a product's month.
#[derive(Debug, Clone, FromRow)]
pub(super) struct ValueRow {
    pub(super) sample_id: SampleId,
    pub(super) donation_number: DonationNumber,
    pub(super) made_at: Instant,
    pub(super) taken_at: Instant,
    pub(super) confirmed_at: Instant,
    pub(super) drawn_ml: Option<i32>,
    pub(super) indicator: String,
    pub(super) value: f64,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) inside: bool,
    pub(super) source: String,
}

/// The confirmed results of a product's month, by sample; at most 4,000.
pub(super) async fn values(
    tx: &mut Tx,
    scope: &Scope,
    (product, month): (ProductCode, Day),
) -> Result<Vec<ValueRow>, Fault> {
    let sql = "select r.sample_id, v.donation_number, v.born_at as made_at, s.taken_at, r.confirmed_at,
             a.drawn_ml, r.indicator, r.value, r.minimum, r.maximum, r.inside, r.source
         from process.v_quality_value r join process.quality_sample s using (sample_id)
         join ledger.v_unit v on v.unit_id = r.unit_id
         left join lateral (select drawn_ml from ledger.v_drawn w where w.donation_number = v.donation_number limit 1) a on true
         where r.org_id = $1 and r.product = $2 and r.month = $3::text::date
         order by r.sample_id, r.indicator limit 4000";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(product).bind(month.to_string()).fetch_all(tx.conn()).await?)
}

/// The units of which results of a product's month are confirmed, whoever asks; at most 1,000.
pub(super) async fn units(tx: &mut Tx, (product, month): (ProductCode, Day)) -> Result<Vec<UnitId>, Fault> {
    let sql = "select distinct unit_id from process.v_quality_value where product = $1 and month = $2::text::date
         order by unit_id limit 1000";
    Ok(sqlx::query_scalar(sql).bind(product).bind(month.to_string()).fetch_all(tx.conn()).await?)
}
