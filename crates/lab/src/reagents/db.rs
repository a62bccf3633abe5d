//! Statements about lots of reagents.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    id::{LotId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Lot, LotState};

/// A lot with the names of those who did something with it.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct LotRecord {
    pub(crate) lot_id: LotId,
    pub(crate) kit_code: String,
    pub(crate) kit_name: Option<String>,
    pub(crate) kit_maker: Option<String>,
    pub(crate) kit_markers: Option<Vec<String>>,
    pub(crate) lot: String,
    pub(crate) expires_on: Day,
    pub(crate) tests: i32,
    pub(crate) used: i64,
    pub(crate) state: LotState,
    pub(crate) received_at: Instant,
    pub(crate) received_by_name: String,
    pub(crate) samples: Option<i32>,
    pub(crate) agreed: Option<i32>,
    pub(crate) compared_note: Option<String>,
    pub(crate) compared_at: Option<Instant>,
    pub(crate) compared_by: Option<UserId>,
    pub(crate) compared_by_name: Option<String>,
    pub(crate) decided_at: Option<Instant>,
    pub(crate) decided_by_name: Option<String>,
    pub(crate) finished_at: Option<Instant>,
    pub(crate) finished_by_name: Option<String>,
    pub(crate) finished_why: Option<String>,
}

impl LotRecord {
    /// What decides about it.
    pub(crate) fn facts(&self) -> Lot {
        Lot {
            state: self.state,
            expires_on: self.expires_on,
            compared_by: self.compared_by,
            compared: self.samples.zip(self.agreed),
        }
    }
}

/// Lots, those that are over too when `all`; newest first, at most 500.
pub(super) async fn lots(tx: &mut Tx, scope: &Scope, all: bool) -> Result<Vec<LotRecord>, Fault> {
    let sql = "select * from lab.v_reagent_lot
         where org_id = $1 and ($2 or state not in ('refused', 'finished')) order by received_at desc, lot_id limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(all).fetch_all(tx.conn()).await?)
}

/// One lot.
pub(crate) async fn lot(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<Option<LotRecord>, Fault> {
    let sql = "select * from lab.v_reagent_lot where org_id = $1 and lot_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes those who do something with a lot wait for each other.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<(), Fault> {
    sqlx::query("select lot_id from lab.reagent_lot where org_id = $1 and lot_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes a lot in; `None` when this lot of the kit is known.
pub(super) async fn receive(
    tx: &mut Tx,
    scope: &Scope,
    (kit, lot): (&str, &str),
    expires_on: Day,
    tests: i32,
) -> Result<Option<LotId>, Fault> {
    let (id, now) = (LotId::from_uuid(tx.new_id()), tx.now());
    Ok(sqlx::query_scalar(
        "insert into lab.reagent_lot (lot_id, org_id, kit_code, lot, expires_on, tests, state, received_at, received_by)
         values ($1, $2, $3, $4, $5, $6, 'received', $7, $8) on conflict (org_id, kit_code, lot) do nothing
         returning lot_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(kit)
    .bind(lot)
    .bind(expires_on)
    .bind(tests)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// Keeps how a lot compares with the one before it.
pub(super) async fn compare(
    tx: &mut Tx,
    scope: &Scope,
    id: LotId,
    (samples, agreed): (i32, i32),
    note: Option<&str>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.reagent_lot set state = 'compared', samples = $3, agreed = $4, compared_note = $5, compared_at = $6,
             compared_by = $7
         where org_id = $1 and lot_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(samples)
    .bind(agreed)
    .bind(note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets a lot in, or refuses it.
pub(super) async fn decide(tx: &mut Tx, scope: &Scope, id: LotId, state: LotState) -> Result<(), Fault> {
    let now = tx.now();
    let sql =
        "update lab.reagent_lot set state = $3, decided_at = $4, decided_by = $5 where org_id = $1 and lot_id = $2";
    sqlx::query(sql).bind(scope.org).bind(id).bind(state).bind(now).bind(scope.user).execute(tx.conn()).await?;
    Ok(())
}

/// Ends the use of a lot.
pub(super) async fn finish(tx: &mut Tx, scope: &Scope, id: LotId, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.reagent_lot set state = 'finished', finished_at = $3, finished_by = $4, finished_why = $5
         where org_id = $1 and lot_id = $2",
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
