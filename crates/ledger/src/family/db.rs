//! Statements about genealogy.

use vena_kernel::{donation_number::DonationNumber, id::UnitId};
use vena_platform::{db::Tx, fault::Fault};

/// A family of this size is a fault in the records, not a family.
const MEMBERS_MAX: i64 = 100_000;

pub(crate) async fn descendants(tx: &mut Tx, of: &[UnitId]) -> Result<Vec<UnitId>, Fault> {
    let sql = "
        with recursive made (unit_id) as (
            select child from ledger.parent where parent = any($1)
            union
            select p.child from ledger.parent p join made on p.parent = made.unit_id
        )
        select unit_id from made order by unit_id limit $2";
    Ok(sqlx::query_scalar(sql).bind(of).bind(MEMBERS_MAX).fetch_all(tx.conn()).await?)
}

pub(crate) async fn ancestors(tx: &mut Tx, of: &[UnitId]) -> Result<Vec<UnitId>, Fault> {
    let sql = "
        with recursive source (unit_id) as (
            select parent from ledger.parent where child = any($1)
            union
            select p.parent from ledger.parent p join source on p.child = source.unit_id
        )
        select unit_id from source order by unit_id limit $2";
    Ok(sqlx::query_scalar(sql).bind(of).bind(MEMBERS_MAX).fetch_all(tx.conn()).await?)
}

pub(super) async fn units_of_donations(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<UnitId>, Fault> {
    let sql = "select unit_id from ledger.unit where donation_number = any($1) order by unit_id limit $2";
    Ok(sqlx::query_scalar(sql).bind(numbers).bind(MEMBERS_MAX).fetch_all(tx.conn()).await?)
}

pub(super) async fn lock(tx: &mut Tx, units: &[UnitId]) -> Result<(), Fault> {
    let sql = "select unit_id from ledger.unit where unit_id = any($1) order by unit_id for no key update";
    sqlx::query(sql).bind(units).execute(tx.conn()).await?;
    Ok(())
}
