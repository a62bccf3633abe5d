//! Statements behind the questions about units.

use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrderId, OrgId, ShipmentId, UnitId},
    product::ProductCode,
};
use vena_platform::{db::Tx, fault::Fault};

use super::{ROWS_MAX, StockCount, StockCursor, StockFilter, UnitRecord};

pub(super) async fn units(tx: &mut Tx, ids: &[UnitId]) -> Result<Vec<UnitRecord>, Fault> {
    let sql = "select unit_id, state, facts, born_at, last_at, last_recorded_at from ledger.v_unit
        where unit_id = any($1) order by unit_id";
    Ok(sqlx::query_as(sql).bind(ids).fetch_all(tx.conn()).await?)
}

pub(super) async fn units_of_donation(tx: &mut Tx, number: DonationNumber) -> Result<Vec<UnitRecord>, Fault> {
    let sql = "select unit_id, state, facts, born_at, last_at, last_recorded_at from ledger.v_unit
        where donation_number = $1 order by born_at, unit_id limit $2";
    Ok(sqlx::query_as(sql).bind(number).bind(i64::from(ROWS_MAX)).fetch_all(tx.conn()).await?)
}

pub(super) async fn units_of_order(tx: &mut Tx, order: OrderId) -> Result<Vec<UnitRecord>, Fault> {
    let sql = "select unit_id, state, facts, born_at, last_at, last_recorded_at from ledger.v_unit
        where order_id = $1 order by expires_at, unit_id limit $2";
    Ok(sqlx::query_as(sql).bind(order).bind(i64::from(ROWS_MAX)).fetch_all(tx.conn()).await?)
}

pub(super) async fn units_in_shipment(tx: &mut Tx, shipment: ShipmentId) -> Result<Vec<UnitRecord>, Fault> {
    let sql = "select unit_id, state, facts, born_at, last_at, last_recorded_at from ledger.v_unit
        where shipment_id = $1 order by expires_at, unit_id limit $2";
    Ok(sqlx::query_as(sql).bind(shipment).bind(i64::from(ROWS_MAX)).fetch_all(tx.conn()).await?)
}

/// `infinity` stands for units without an expiry, so that one comparison serves the whole order.
const STOCK: &str = "
select unit_id, state, facts, born_at, last_at, last_recorded_at from ledger.v_unit
where life = any($1)
    and ($2::uuid is null or custodian = $2)
    and ($3::uuid is null or place = $3)
    and (cardinality($4::text[]) = 0 or product = any($4))
    and (cardinality($5::text[]) = 0 or blood_group = any($5))
    and ($6::text is null or safety = $6)
    and ($7::boolean is null or (hold_count > 0) = $7)
    and ($8::timestamptz is null or (safety = 'qualified' and hold_count = 0 and expires_at > $8 and label_verified
        and mode = 'in_control' and (promise = 'free' or promise_until <= $8)))
    and ($9::timestamptz is null or expires_at < $9)
    and ($11::uuid is null or (coalesce(expires_at, 'infinity'), unit_id) > (coalesce($10::timestamptz, 'infinity'), $11))
order by coalesce(expires_at, 'infinity'), unit_id
limit $12";

pub(super) async fn stock(
    tx: &mut Tx,
    filter: &StockFilter,
    cursor: Option<StockCursor>,
    limit: u32,
) -> Result<Vec<UnitRecord>, Fault> {
    let lives: Vec<&str> = match filter.lives.as_slice() {
        [] => vec!["stock"],
        lives => lives.iter().map(|life| life.word()).collect(),
    };
    Ok(sqlx::query_as(STOCK)
        .bind(lives)
        .bind(filter.custodian)
        .bind(filter.place)
        .bind(filter.products.iter().map(ProductCode::as_str).collect::<Vec<_>>())
        .bind(filter.groups.iter().map(BloodGroup::as_str).collect::<Vec<_>>())
        .bind(filter.safety.map(|safety| safety.word()))
        .bind(filter.held)
        .bind(filter.usable_at)
        .bind(filter.expires_before)
        .bind(cursor.and_then(|cursor| cursor.expires_at))
        .bind(cursor.map(|cursor| cursor.unit_id))
        .bind(i64::from(limit))
        .fetch_all(tx.conn())
        .await?)
}

const STOCK_COUNTS: &str = "
with judged as (
    select custodian, product, blood_group, volume_ml, expires_at,
        case
            when expires_at <= $2 then 'expired'
            when safety <> 'qualified' or hold_count > 0 then 'quarantine'
            when promise = 'free' or promise_until <= $2 then 'free'
            else 'promised'
        end as standing
    from ledger.v_unit
    where life = 'stock' and ($1::uuid is null or custodian = $1)
)
select custodian, product, blood_group,
    count(*) filter (where standing = 'free') as free,
    count(*) filter (where standing = 'promised') as promised,
    count(*) filter (where standing = 'quarantine') as quarantine,
    count(*) filter (where standing = 'expired') as expired,
    coalesce(sum(volume_ml) filter (where standing = 'free'), 0)::bigint as free_volume_ml,
    min(expires_at) filter (where standing = 'free') as next_expiry
from judged
group by custodian, product, blood_group
order by custodian, product, blood_group";

pub(super) async fn stock_counts(
    tx: &mut Tx,
    custodian: Option<OrgId>,
    now: Instant,
) -> Result<Vec<StockCount>, Fault> {
    Ok(sqlx::query_as(STOCK_COUNTS).bind(custodian).bind(now).fetch_all(tx.conn()).await?)
}

/// Custody begins at a birth, a hand-over, a receipt or a find; the first two of these and the last name the acting
/// organisation, and whoever was handed a unit is its custodian until somebody else receives it.
pub(super) async fn touched(tx: &mut Tx, unit: UnitId, org: OrgId) -> Result<bool, Fault> {
    let sql = "
        select exists (select from ledger.unit where unit_id = $1 and (custodian = $2 or heading_to = $2))
            or exists (
                select from ledger.event where unit_id = $1 and org = $2
                    and kind in ('collected', 'prepared', 'taken_over', 'received', 'found')
            )";
    Ok(sqlx::query_scalar(sql).bind(unit).bind(org).fetch_one(tx.conn()).await?)
}
