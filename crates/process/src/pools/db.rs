//! Statements about pools.

use std::collections::HashMap;

use sqlx::{FromRow, types::Json};
use vena_kernel::{clock::Instant, donation_number::DonationNumber, id::UnitId, product::ProductCode};
use vena_ledger::UnitRecord;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::list::PoolMember;
use crate::splits::db::column;

/// A pool as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct PoolRow {
    pub(super) donation_number: DonationNumber,
    pub(super) unit_id: UnitId,
    pub(super) product: ProductCode,
    pub(super) volume_ml: i32,
    pub(super) surplus_ml: i32,
    pub(super) loss_ml: i32,
    pub(super) plan: Option<String>,
    pub(super) pooled_at: Instant,
    pub(super) pooled_by_name: String,
    pub(super) members: Json<Vec<PoolMember>>,
}

/// A pool to be kept.
#[derive(Debug)]
pub(super) struct NewPool<'a> {
    pub(super) number: DonationNumber,
    pub(super) unit: UnitId,
    pub(super) product: ProductCode,
    pub(super) volume_ml: u32,
    pub(super) surplus_ml: u32,
    pub(super) loss_ml: u32,
    pub(super) plan: Option<&'a str>,
    pub(super) at: Instant,
}

/// The donations of those of `numbers` that are pools, in the order of their numbers.
pub(crate) async fn members_of(
    tx: &mut Tx,
    numbers: &[DonationNumber],
) -> Result<HashMap<DonationNumber, Vec<DonationNumber>>, Fault> {
    let rows: Vec<(DonationNumber, DonationNumber)> = sqlx::query_as(
        "select distinct pool_number, donation_number from process.pool_member where pool_number = any($1)
         order by pool_number, donation_number",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?;
    let mut members: HashMap<DonationNumber, Vec<DonationNumber>> = HashMap::new();
    for (pool, donation) in rows {
        members.entry(pool).or_default().push(donation);
    }
    Ok(members)
}

/// Makes those who use one number wait for each other.
pub(super) async fn lock_number(tx: &mut Tx, number: DonationNumber) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended(concat('process.pool:', $1::text), 0))")
        .bind(number)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a pool and what is in it.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    pool: &NewPool<'_>,
    members: &[UnitRecord],
) -> Result<(), Fault> {
    sqlx::query(
        "insert into process.pool (donation_number, unit_id, org_id, product, volume_ml, surplus_ml, loss_ml, plan,
             pooled_at, pooled_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(pool.number)
    .bind(pool.unit)
    .bind(scope.org)
    .bind(pool.product)
    .bind(column(pool.volume_ml))
    .bind(column(pool.surplus_ml))
    .bind(column(pool.loss_ml))
    .bind(pool.plan)
    .bind(pool.at)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into process.pool_member (pool_number, unit_id, donation_number, product, volume_ml)
         select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::int[])",
    )
    .bind(pool.number)
    .bind(members.iter().map(|one| one.unit_id).collect::<Vec<_>>())
    .bind(members.iter().map(|one| one.facts.donation_number).collect::<Vec<_>>())
    .bind(members.iter().map(|one| one.facts.product).collect::<Vec<_>>())
    .bind(members.iter().map(|one| column(one.facts.volume_ml)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which pools.
#[derive(Debug)]
pub(super) struct Search<'a> {
    /// Beginning of the number of a pool, or of a donation in it.
    pub(super) q: &'a str,
    pub(super) after: Option<UnitId>,
    pub(super) limit: i64,
}

/// Pools of the organisation, latest first.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, search: &Search<'_>) -> Result<Vec<PoolRow>, Fault> {
    Ok(sqlx::query_as(
        "select p.donation_number, p.unit_id, p.product, p.volume_ml, p.surplus_ml, p.loss_ml, p.plan, p.pooled_at,
             u.display_name as pooled_by_name, (
                 select jsonb_agg(jsonb_build_object('unit_id', m.unit_id, 'donation_number', m.donation_number,
                     'product', m.product, 'volume_ml', m.volume_ml) order by m.donation_number, m.unit_id)
                 from process.pool_member m where m.pool_number = p.donation_number) as members
         from process.pool p join platform.v_user u on u.user_id = p.pooled_by
         where p.org_id = $1 and ($3::uuid is null or p.unit_id < $3)
           and ($2 = '' or starts_with(p.donation_number, $2) or exists (
               select from process.pool_member m where m.pool_number = p.donation_number and starts_with(m.donation_number, $2)))
         order by p.unit_id desc limit $4",
    )
    .bind(scope.org)
    .bind(search.q)
    .bind(search.after)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Units in the own custody and control that are of `parents` and not used up, expired, rejected, promised or held; the first to
/// expire first.
pub(super) async fn candidates(
    tx: &mut Tx,
    scope: &Scope,
    parents: &[ProductCode],
    limit: i64,
) -> Result<Vec<UnitId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "select unit_id from ledger.v_unit_shown
         where custodian = $1 and product = any($2) and life in ('collected', 'in_process', 'stock') and mode = 'in_control'
           and safety <> 'rejected' and hold_count = 0 and promise = 'free'
           and (expires_at is null or expires_at > $4)
         order by expires_at nulls last, unit_id limit $3",
    )
    .bind(scope.org)
    .bind(parents)
    .bind(limit)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}
