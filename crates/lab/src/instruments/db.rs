//! Statements about instruments.

use std::collections::BTreeMap;

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    id::InstrumentId,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// An instrument.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct InstrumentRecord {
    pub(crate) instrument_id: InstrumentId,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) maker: String,
    pub(crate) model: String,
    pub(crate) serial: String,
    pub(crate) calibrated_until: Day,
    pub(crate) codes: Json<BTreeMap<String, String>>,
    pub(crate) out_why: Option<String>,
    pub(crate) out_at: Option<Instant>,
    pub(crate) out_by_name: Option<String>,
}

/// An instrument to be registered.
#[derive(Debug)]
pub(super) struct NewInstrument<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) maker: &'a str,
    pub(super) model: &'a str,
    pub(super) serial: &'a str,
    pub(super) calibrated_until: Day,
}

/// All instruments by code; at most 500.
pub(super) async fn all(tx: &mut Tx, scope: &Scope) -> Result<Vec<InstrumentRecord>, Fault> {
    let sql = "select * from lab.v_instrument where org_id = $1 order by code limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// One instrument.
pub(crate) async fn one(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<Option<InstrumentRecord>, Fault> {
    let sql = "select * from lab.v_instrument where org_id = $1 and instrument_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes those who change an instrument wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<(), Fault> {
    sqlx::query("select instrument_id from lab.instrument where org_id = $1 and instrument_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Registers an instrument; `None` when the code is taken.
pub(super) async fn register(
    tx: &mut Tx,
    scope: &Scope,
    new: &NewInstrument<'_>,
) -> Result<Option<InstrumentId>, Fault> {
    let (id, now) = (InstrumentId::from_uuid(tx.new_id()), tx.now());
    Ok(sqlx::query_scalar(
        "insert into lab.instrument (instrument_id, org_id, code, name, maker, model, serial, calibrated_until,
             registered_at, registered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (org_id, code) do nothing returning instrument_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.code)
    .bind(new.name)
    .bind(new.maker)
    .bind(new.model)
    .bind(new.serial)
    .bind(new.calibrated_until)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// Until when the instrument is calibrated now.
pub(super) async fn calibrate(tx: &mut Tx, scope: &Scope, id: InstrumentId, until: Day) -> Result<(), Fault> {
    let sql = "update lab.instrument set calibrated_until = $3 where org_id = $1 and instrument_id = $2";
    sqlx::query(sql).bind(scope.org).bind(id).bind(until).execute(tx.conn()).await?;
    Ok(())
}

/// What the analyser calls the tests.
pub(super) async fn set_codes(
    tx: &mut Tx,
    scope: &Scope,
    id: InstrumentId,
    codes: &BTreeMap<String, String>,
) -> Result<(), Fault> {
    let sql = "update lab.instrument set codes = $3 where org_id = $1 and instrument_id = $2";
    sqlx::query(sql).bind(scope.org).bind(id).bind(Json(codes)).execute(tx.conn()).await?;
    Ok(())
}

/// Takes an instrument out of use for a reason, or puts it back.
pub(super) async fn stop(tx: &mut Tx, scope: &Scope, id: InstrumentId, why: Option<&str>) -> Result<(), Fault> {
    let at = why.map(|_| tx.now());
    sqlx::query(
        "update lab.instrument set out_why = $3, out_at = $4, out_by = case when $3::text is null then null else $5::uuid end
         where org_id = $1 and instrument_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(why)
    .bind(at)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}
