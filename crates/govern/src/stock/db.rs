//! Statements about the city's stock. All read the ledger's views.

use sqlx::FromRow;
use vena_kernel::{abo::BloodGroup, clock::Instant, division::Division, product::ProductCode, rulebook};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Heap, Used};

#[derive(Debug, FromRow)]
struct HeapRow {
    product: ProductCode,
    blood_group: Option<BloodGroup>,
    division: Division,
    drawn_ml: Option<i32>,
    bags: i64,
    promised: i64,
    volume_ml: i64,
    expiring: i64,
    as_of: Instant,
}

/// Usable bags in heaps that count alike. `soon` ends the time in which a bag counts as expiring.
pub(super) async fn heaps(tx: &mut Tx, scope: &Scope, soon: Instant) -> Result<Vec<Heap>, Fault> {
    let now = tx.now();
    let rows: Vec<HeapRow> = sqlx::query_as(
        "select u.product, u.blood_group, u.division, d.drawn_ml, count(*) as bags,
             count(*) filter (where u.promise <> 'free' and (u.promise_until is null or u.promise_until > $1)) as promised,
             sum(u.volume_ml)::bigint as volume_ml, count(*) filter (where u.expires_at <= $3) as expiring,
             max(u.last_recorded_at) as as_of
         from ledger.v_unit u
         left join lateral (
             select drawn_ml from ledger.v_drawn where donation_number = u.donation_number and u.product = any($4) limit 1
         ) d on true
         where u.life = 'stock' and u.safety = 'qualified' and u.hold_count = 0 and u.expires_at > $1
           and ($2::uuid is null or u.custodian = $2)
         group by u.product, u.blood_group, u.division, d.drawn_ml",
    )
    .bind(now)
    .bind(scope.only_org())
    .bind(soon)
    .bind(counted_in_units())
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Heap::from).collect())
}

impl From<HeapRow> for Heap {
    fn from(row: HeapRow) -> Self {
        Self {
            product: row.product,
            group: row.blood_group,
            division: row.division,
            drawn_ml: row.drawn_ml,
            bags: row.bags,
            promised: row.promised,
            volume_ml: row.volume_ml,
            expiring: row.expiring,
            as_of: row.as_of,
        }
    }
}

/// Only these products ask what was drawn.
fn counted_in_units() -> Vec<String> {
    let counted = |product: &&vena_kernel::product::Product| {
        matches!(product.account, vena_kernel::product::Account::Unit { .. })
    };
    rulebook::products().iter().filter(counted).map(|product| product.code.to_string()).collect()
}

/// When blood was first dispensed; `None` while none was.
pub(super) async fn first_use(tx: &mut Tx) -> Result<Option<Instant>, Fault> {
    let sql = "select min(recorded_at) from ledger.v_event where kind in ('dispensed', 'returned')";
    Ok(sqlx::query_scalar(sql).fetch_one(tx.conn()).await?)
}

/// What was dispensed less what came back since then. An event is never recorded before it happens, so the record time
/// narrows the search.
pub(super) async fn used(tx: &mut Tx, scope: &Scope, since: Instant) -> Result<Vec<Used>, Fault> {
    let rows: Vec<(ProductCode, Option<BloodGroup>, i64)> = sqlx::query_as(
        "select u.product, u.blood_group, sum(case e.kind when 'dispensed' then 1 else -1 end)::bigint
         from ledger.v_event e join ledger.v_unit u on u.unit_id = e.unit_id
         where e.recorded_at >= $1 and e.at >= $1 and e.kind in ('dispensed', 'returned')
           and ($2::uuid is null or e.org = $2)
         group by u.product, u.blood_group",
    )
    .bind(since)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(product, group, bags)| Used { product, group, bags }).collect())
}

/// How many organisations keep blood, and how many of them have recorded anything since then.
pub(super) async fn reporting(tx: &mut Tx, scope: &Scope, since: Instant) -> Result<(i64, i64), Fault> {
    Ok(sqlx::query_as(
        "with wrote as (select distinct org from ledger.v_event where recorded_at >= $1),
             keeper as (
                 select distinct org_id from platform.v_site
                 where kind in ('blood_bank', 'cold_room') and ($2::uuid is null or org_id = $2)
             )
         select count(*), count(wrote.org) from keeper left join wrote on wrote.org = keeper.org_id",
    )
    .bind(since)
    .bind(scope.only_org())
    .fetch_one(tx.conn())
    .await?)
}
