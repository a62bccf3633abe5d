//! Statements about the stock.

use sqlx::FromRow;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    id::{OrgId, SiteId, UnitId},
    product::ProductCode,
};
use vena_ledger::StockCursor;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A unit, its state in the store, and what was drawn for it.
#[derive(Debug, FromRow)]
pub(super) struct StockDbRow {
    #[sqlx(flatten)]
    pub(super) unit: UnitRow,
    pub(super) state: String,
    pub(super) drawn_ml: Option<i32>,
}

/// Which part of the stock; absent is all.
#[derive(Debug, Default)]
pub(super) struct Wanted<'a> {
    pub(super) org: Option<OrgId>,
    pub(super) site: Option<SiteId>,
    pub(super) group: Option<BloodGroup>,
    pub(super) product: Option<ProductCode>,
    pub(super) state: Option<&'a str>,
    pub(super) expires_before: Option<Instant>,
    /// Beginning of a donation number.
    pub(super) q: &'a str,
}

/// The stock, soonest expiry first; units without an expiry come last.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    wanted: &Wanted<'_>,
    after: Option<StockCursor>,
    limit: i64,
) -> Result<Vec<StockDbRow>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select w.*, d.drawn_ml from (
            select v.*, case
                when v.safety = 'rejected' then 'rejected'
                when v.mode = 'in_transit' then 'in_transit'
                when v.expires_at <= $1 then 'expired'
                when v.hold_count > 0 then 'held'
                when v.life <> 'stock' or v.safety <> 'qualified' then 'quarantine'
                when v.promise <> 'free' and (v.promise_until is null or v.promise_until > $1) then 'promised'
                else 'available' end as state
            from ledger.v_unit_shown v
            where v.life in ('collected', 'in_process', 'stock')
              and ($2::uuid is null or v.custodian = $2) and ($3::uuid is null or v.custodian = $3)
              and ($4::uuid is null or v.place = $4) and ($5::text is null or v.blood_group = $5)
              and ($6::text is null or v.product = $6) and ($7::timestamptz is null or v.expires_at < $7)
              and ($8 = '' or starts_with(v.donation_number, $8))
         ) w
         left join lateral (
             select drawn_ml from ledger.v_drawn where donation_number = w.donation_number limit 1
         ) d on true
         where ($9::text is null or w.state = $9)
           and ($11::uuid is null or (coalesce(w.expires_at, 'infinity'), w.unit_id) > (coalesce($10::timestamptz, 'infinity'), $11))
         order by coalesce(w.expires_at, 'infinity'), w.unit_id limit $12",
    )
    .bind(now)
    .bind(scope.only_org())
    .bind(wanted.org)
    .bind(wanted.site)
    .bind(wanted.group)
    .bind(wanted.product)
    .bind(wanted.expires_before)
    .bind(wanted.q)
    .bind(wanted.state)
    .bind(after.and_then(|cursor| cursor.expires_at))
    .bind(after.map(|cursor| cursor.unit_id))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One unit that `scope` may see.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, unit: UnitId) -> Result<Option<StockDbRow>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select v.*, d.drawn_ml, case
            when v.safety = 'rejected' then 'rejected'
            when v.mode = 'in_transit' then 'in_transit'
            when v.expires_at <= $1 then 'expired'
            when v.hold_count > 0 then 'held'
            when v.life <> 'stock' or v.safety <> 'qualified' then 'quarantine'
            when v.promise <> 'free' and (v.promise_until is null or v.promise_until > $1) then 'promised'
            else 'available' end as state
         from ledger.v_unit_shown v
         left join lateral (
             select drawn_ml from ledger.v_drawn where donation_number = v.donation_number limit 1
         ) d on true
         where v.unit_id = $3 and ($2::uuid is null or v.custodian = $2)",
    )
    .bind(now)
    .bind(scope.only_org())
    .bind(unit)
    .fetch_optional(tx.conn())
    .await?)
}

/// Bags of one kind that count alike.
#[derive(Debug, FromRow)]
pub(super) struct Heap {
    pub(super) product: ProductCode,
    pub(super) blood_group: Option<BloodGroup>,
    pub(super) division: Division,
    /// What was drawn for each of them.
    pub(super) drawn_ml: Option<i32>,
    pub(super) bags: i64,
    pub(super) volume_ml: i64,
    pub(super) earliest_expiry: Option<Instant>,
    pub(super) expiring: i64,
}

/// The stock in heaps of bags that count alike. `soon` ends the time in which a bag counts as expiring.
pub(super) async fn heaps(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>, soon: Instant) -> Result<Vec<Heap>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select w.product, w.blood_group, w.division, d.drawn_ml, count(*) as bags, sum(w.volume_ml)::bigint as volume_ml,
             min(w.expires_at) as earliest_expiry, count(*) filter (where w.expires_at > $1 and w.expires_at <= $7) as expiring
         from (
            select v.product, v.blood_group, v.division, v.volume_ml, v.expires_at, v.donation_number, case
                when v.safety = 'rejected' then 'rejected'
                when v.mode = 'in_transit' then 'in_transit'
                when v.expires_at <= $1 then 'expired'
                when v.hold_count > 0 then 'held'
                when v.life <> 'stock' or v.safety <> 'qualified' then 'quarantine'
                when v.promise <> 'free' and (v.promise_until is null or v.promise_until > $1) then 'promised'
                else 'available' end as standing
            from ledger.v_unit v
            where v.life in ('collected', 'in_process', 'stock')
              and ($2::uuid is null or v.custodian = $2) and ($3::uuid is null or v.custodian = $3)
              and ($4::uuid is null or v.place = $4)
         ) w
         left join lateral (
             select drawn_ml from ledger.v_drawn where donation_number = w.donation_number and w.product = any($6) limit 1
         ) d on true
         where $5::text is null or w.standing = $5
         group by w.product, w.blood_group, w.division, d.drawn_ml
         order by w.product, w.blood_group",
    )
    .bind(now)
    .bind(scope.only_org())
    .bind(wanted.org)
    .bind(wanted.site)
    .bind(wanted.state)
    .bind(counted_in_units())
    .bind(soon)
    .fetch_all(tx.conn())
    .await?)
}

/// Only these products ask what was drawn.
fn counted_in_units() -> Vec<String> {
    let products = vena_kernel::rulebook::products().iter();
    let counted = products.filter(|product| matches!(product.account, vena_kernel::product::Account::Unit { .. }));
    counted.map(|product| product.code.to_string()).collect()
}
