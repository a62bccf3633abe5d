//! Statements of the hospital's stock.

use serde::Serialize;
use sqlx::FromRow;
use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::{abo::BloodGroup, clock::Instant, product::ProductCode};
use vena_ledger::{StockCursor, UnitRecord};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// One product of one group, counted.
#[derive(Debug, Clone, FromRow, Serialize)]
pub(super) struct Cell {
    pub(super) product: ProductCode,
    pub(super) blood_group: Option<BloodGroup>,
    pub(super) bags: i64,
    pub(super) volume_ml: i64,
    pub(super) free: i64,
    pub(super) matched: i64,
    pub(super) held: i64,
    pub(super) expired: i64,
    pub(super) expiring: i64,
    pub(super) next_expiry: Option<Instant>,
}

/// The stock in the custody of the caller's organisation; what expires before `soon` counts as expiring.
pub(super) async fn cells(tx: &mut Tx, scope: &Scope, soon: Instant) -> Result<Vec<Cell>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select product, blood_group, count(*) as bags, sum(volume_ml)::bigint as volume_ml,
                count(*) filter (where standing = 'free') as free,
                count(*) filter (where standing = 'matched') as matched,
                count(*) filter (where standing = 'held') as held,
                count(*) filter (where standing = 'expired') as expired,
                count(*) filter (where standing in ('free', 'matched') and expires_at <= $3) as expiring,
                min(expires_at) filter (where standing in ('free', 'matched')) as next_expiry
         from (
             select product, blood_group, volume_ml, expires_at,
                 case
                     when expires_at <= $2 then 'expired'
                     when safety <> 'qualified' or hold_count > 0 or mode <> 'in_control' then 'held'
                     when promise = 'free' or promise_until <= $2 then 'free'
                     else 'matched'
                 end as standing
             from ledger.v_unit where custodian = $1 and life = 'stock'
         ) judged
         group by product, blood_group order by product, blood_group",
    )
    .bind(scope.org)
    .bind(now)
    .bind(soon)
    .fetch_all(tx.conn())
    .await?)
}

/// Which units.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) product: Option<ProductCode>,
    pub(super) group: Option<BloodGroup>,
    pub(super) after: Option<StockCursor>,
    pub(super) limit: i64,
}

/// Units in the custody of the caller's organisation, first expiry first.
pub(super) async fn units(tx: &mut Tx, scope: &Scope, search: &Search) -> Result<Vec<UnitRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from ledger.v_unit_shown v
         where v.custodian = $1 and v.life = 'stock'
           and ($2::text is null or v.product = $2) and ($3::text is null or v.blood_group = $3)
           and ($5::uuid is null
                or (coalesce(v.expires_at, 'infinity'), v.unit_id) > (coalesce($4::timestamptz, 'infinity'), $5))
         order by coalesce(v.expires_at, 'infinity'), v.unit_id limit $6",
    )
    .bind(scope.org)
    .bind(search.product)
    .bind(search.group)
    .bind(search.after.and_then(|cursor| cursor.expires_at))
    .bind(search.after.map(|cursor| cursor.unit_id))
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Units in the custody of the caller's organisation that a scanned text may mean; two are enough to be unsure. Units
/// that have come to an end answer to their id only.
pub(crate) async fn meant(tx: &mut Tx, scope: &Scope, text: &UnitText) -> Result<Vec<UnitRecord>, Fault> {
    Ok(sqlx::query_as(
        "select unit_id, state, facts, born_at, last_at, last_recorded_at from ledger.v_unit
         where custodian = $1 and (unit_id = $2 or (donation_number = $3 and life in ('stock', 'issued')
             and ($4::text is null or product = $4) and ($5::text is null or division = $5)))
         limit 2",
    )
    .bind(scope.org)
    .bind(text.id)
    .bind(text.number)
    .bind(text.product)
    .bind(text.division)
    .fetch_all(tx.conn())
    .await?)
}
