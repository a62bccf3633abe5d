//! Statements about what lies in the hall and what preparations gave.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::UnitId,
    product::ProductCode,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::view::HallChild;

/// What a product gave on a day.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Gave {
    pub(super) product: ProductCode,
    pub(super) bags: i64,
    pub(super) volume_ml: i64,
    pub(super) parent_ml: i64,
}

/// The balance of a day.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Sums {
    pub(super) preparations: i64,
    pub(super) parent_ml: i64,
    pub(super) added_ml: i64,
    pub(super) surplus_ml: i64,
    pub(super) loss_ml: i64,
    pub(super) children_ml: i64,
}

/// What batches of a day left.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Counts {
    pub(super) deviated: i64,
    pub(super) unchecked: i64,
}

/// A preparation with what came out of it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct PreparationRow {
    pub(super) preparation_id: uuid::Uuid,
    pub(super) donation_number: DonationNumber,
    pub(super) product: ProductCode,
    pub(super) volume_ml: i32,
    pub(super) added_ml: i32,
    pub(super) surplus_ml: i32,
    pub(super) loss_ml: i32,
    pub(super) plan: Option<String>,
    pub(super) prepared_at: Instant,
    pub(super) prepared_by_name: String,
    pub(super) children: Json<Vec<HallChild>>,
}

/// Which preparations.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub(super) day: Option<Day>,
    pub(super) q: &'a str,
    pub(super) after: Option<uuid::Uuid>,
    pub(super) limit: i64,
}

/// The units that lie in the organisation's halls and are not labelled yet, the oldest first.
pub(super) async fn in_hall(tx: &mut Tx, scope: &Scope, limit: i64) -> Result<Vec<UnitId>, Fault> {
    let sql = "select v.unit_id from ledger.v_unit_shown v join platform.v_site s on s.site_id = v.place
         where v.custodian = $1 and v.life in ('collected', 'in_process') and v.mode = 'in_control'
           and s.kind = 'component_hall' and not v.label_verified and v.safety <> 'rejected'
         order by v.collected_at, v.unit_id limit $2";
    Ok(sqlx::query_scalar(sql).bind(scope.org).bind(limit).fetch_all(tx.conn()).await?)
}

/// When each of these units came to where it lies, or was made there.
pub(super) async fn came(tx: &mut Tx, scope: &Scope, units: &[UnitId]) -> Result<Vec<(UnitId, Instant)>, Fault> {
    let sql = "select unit_id, max(at) from ledger.v_event
         where unit_id = any($2) and org = $1 and kind in ('moved', 'received', 'prepared', 'put_away', 'collected')
         group by unit_id limit 1000";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(units).fetch_all(tx.conn()).await?)
}

/// What each product gave on a day.
pub(super) async fn gave(tx: &mut Tx, scope: &Scope, day: Day) -> Result<Vec<Gave>, Fault> {
    Ok(sqlx::query_as(
        "select c.product, count(distinct c.unit_id) as bags, sum(c.volume_ml) as volume_ml, sum(p.volume_ml) as parent_ml
         from process.preparation p join process.preparation_child c on c.preparation_id = p.preparation_id
         where p.org_id = $1 and (p.prepared_at at time zone 'Asia/Shanghai')::date = $2
         group by c.product order by c.product limit 100",
    )
    .bind(scope.org)
    .bind(day)
    .fetch_all(tx.conn())
    .await?)
}

/// The balance of a day.
pub(super) async fn sums(tx: &mut Tx, scope: &Scope, day: Day) -> Result<Sums, Fault> {
    Ok(sqlx::query_as(
        "select count(*) as preparations, coalesce(sum(p.volume_ml), 0) as parent_ml,
             coalesce(sum(p.added_ml), 0) as added_ml, coalesce(sum(p.surplus_ml), 0) as surplus_ml,
             coalesce(sum(p.loss_ml), 0) as loss_ml, coalesce(sum(c.ml), 0)::bigint as children_ml
         from process.preparation p cross join lateral (
             select sum(volume_ml) as ml from process.preparation_child where preparation_id = p.preparation_id) c
         where p.org_id = $1 and (p.prepared_at at time zone 'Asia/Shanghai')::date = $2",
    )
    .bind(scope.org)
    .bind(day)
    .fetch_one(tx.conn())
    .await?)
}

/// What batches of a day left behind: bags that deviated, and on whatever day records that nobody has checked.
pub(super) async fn counts(tx: &mut Tx, scope: &Scope, day: Day) -> Result<Counts, Fault> {
    Ok(sqlx::query_as(
        "select coalesce(sum(deviated) filter (where (ended_at at time zone 'Asia/Shanghai')::date = $2), 0)::bigint as deviated,
             count(*) filter (where checked_at is null) as unchecked
         from process.v_batch where org_id = $1 and state in ('done', 'broken_off')",
    )
    .bind(scope.org)
    .bind(day)
    .fetch_one(tx.conn())
    .await?)
}

/// Preparations, latest first.
pub(super) async fn preparations(
    tx: &mut Tx,
    scope: &Scope,
    search: &Search<'_>,
) -> Result<Vec<PreparationRow>, Fault> {
    Ok(sqlx::query_as(
        "select p.preparation_id, p.donation_number, p.product, p.volume_ml, p.added_ml, p.surplus_ml, p.loss_ml, p.plan,
             p.prepared_at, u.display_name as prepared_by_name, (
                 select coalesce(jsonb_agg(jsonb_build_object('unit_id', c.unit_id, 'product', c.product, 'volume_ml', c.volume_ml)
                     order by c.product, c.unit_id), '[]'::jsonb)
                 from process.preparation_child c where c.preparation_id = p.preparation_id) as children
         from process.preparation p join platform.v_user u on u.user_id = p.prepared_by
         where p.org_id = $1 and ($2::date is null or (p.prepared_at at time zone 'Asia/Shanghai')::date = $2)
           and ($3 = '' or starts_with(p.donation_number, $3)) and ($4::uuid is null or p.preparation_id < $4)
         order by p.preparation_id desc limit $5",
    )
    .bind(scope.org)
    .bind(search.day)
    .bind(search.q)
    .bind(search.after)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}
