//! Statements about lots of supplies.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    id::{SupplyId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::Standing;

/// A lot.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct SupplyRecord {
    pub(crate) supply_id: SupplyId,
    pub(crate) kind: String,
    pub(crate) lot: String,
    pub(crate) maker: String,
    pub(crate) expires_on: Day,
    pub(crate) received_at: Instant,
    pub(crate) received_by: UserId,
    pub(crate) received_by_name: String,
    pub(crate) let_in_at: Option<Instant>,
    pub(crate) let_in_by_name: Option<String>,
    pub(crate) finished_at: Option<Instant>,
    pub(crate) finished_by_name: Option<String>,
    pub(crate) finished_why: Option<String>,
}

impl SupplyRecord {
    /// Where it stands, for the rules.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            received_by: self.received_by,
            let_in: self.let_in_at.is_some(),
            finished: self.finished_at.is_some(),
            expires_on: self.expires_on,
        }
    }
}

/// A lot that came.
#[derive(Debug)]
pub(super) struct NewSupply<'a> {
    pub(super) kind: &'a str,
    pub(super) lot: &'a str,
    pub(super) maker: &'a str,
    pub(super) expires_on: Day,
}

/// All lots, those in use first; at most 500.
pub(super) async fn all(tx: &mut Tx, scope: &Scope) -> Result<Vec<SupplyRecord>, Fault> {
    let sql = "select * from process.v_supply where org_id = $1
         order by finished_at is not null, kind, expires_on, supply_id limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// One lot.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: SupplyId) -> Result<Option<SupplyRecord>, Fault> {
    let sql = "select * from process.v_supply where org_id = $1 and supply_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// The lots with this number, as it is scanned: makers of different things may use the same.
pub(crate) async fn named(tx: &mut Tx, scope: &Scope, lot: &str) -> Result<Vec<SupplyRecord>, Fault> {
    let sql = "select * from process.v_supply where org_id = $1 and upper(lot) = upper($2) order by supply_id limit 20";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(lot).fetch_all(tx.conn()).await?)
}

/// Makes those who change a lot wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: SupplyId) -> Result<(), Fault> {
    sqlx::query("select supply_id from process.supply where org_id = $1 and supply_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Receives a lot; `None` when it is known.
pub(super) async fn receive(tx: &mut Tx, scope: &Scope, new: &NewSupply<'_>) -> Result<Option<SupplyId>, Fault> {
    let (id, now) = (SupplyId::from_uuid(tx.new_id()), tx.now());
    Ok(sqlx::query_scalar(
        "insert into process.supply (supply_id, org_id, kind, lot, maker, expires_on, received_at, received_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (org_id, kind, lot) do nothing returning supply_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.kind)
    .bind(new.lot)
    .bind(new.maker)
    .bind(new.expires_on)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// A second person lets it in.
pub(super) async fn let_in(tx: &mut Tx, scope: &Scope, id: SupplyId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update process.supply set let_in_at = $3, let_in_by = $4 where org_id = $1 and supply_id = $2")
        .bind(scope.org)
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Nobody uses it any more.
pub(super) async fn finish(tx: &mut Tx, scope: &Scope, id: SupplyId, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.supply set finished_at = $3, finished_by = $4, finished_why = $5
         where org_id = $1 and supply_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(why)
    .execute(tx.conn())
    .await?;
    Ok(())
}
