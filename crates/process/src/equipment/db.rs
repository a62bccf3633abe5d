//! Statements about machines.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    id::{EquipmentId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A machine.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct EquipmentRecord {
    pub(crate) equipment_id: EquipmentId,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) code: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) maker: String,
    pub(crate) model: String,
    pub(crate) serial: String,
    pub(crate) places: i32,
    pub(crate) calibrated_until: Day,
    pub(crate) stopped_why: Option<String>,
    pub(crate) stopped_at: Option<Instant>,
    pub(crate) stopped_by_name: Option<String>,
}

/// A machine to be registered.
#[derive(Debug)]
pub(super) struct NewEquipment<'a> {
    pub(super) site: SiteId,
    pub(super) code: &'a str,
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) maker: &'a str,
    pub(super) model: &'a str,
    pub(super) serial: &'a str,
    pub(super) places: i32,
    pub(super) calibrated_until: Day,
}

/// All machines by kind and code; at most 500.
pub(crate) async fn all(tx: &mut Tx, scope: &Scope) -> Result<Vec<EquipmentRecord>, Fault> {
    let sql = "select * from process.v_equipment where org_id = $1 order by kind, code limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// One machine.
pub(crate) async fn one(tx: &mut Tx, scope: &Scope, id: EquipmentId) -> Result<Option<EquipmentRecord>, Fault> {
    let sql = "select * from process.v_equipment where org_id = $1 and equipment_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// The machine with this code, as it is scanned.
pub(crate) async fn named(tx: &mut Tx, scope: &Scope, code: &str) -> Result<Option<EquipmentRecord>, Fault> {
    let sql = "select * from process.v_equipment where org_id = $1 and upper(code) = upper($2)";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(code).fetch_optional(tx.conn()).await?)
}

/// Makes those who use or change a machine wait for each other.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, id: EquipmentId) -> Result<(), Fault> {
    sqlx::query("select equipment_id from process.equipment where org_id = $1 and equipment_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Registers a machine; `None` when the code is taken.
pub(super) async fn register(tx: &mut Tx, scope: &Scope, new: &NewEquipment<'_>) -> Result<Option<EquipmentId>, Fault> {
    let (id, now) = (EquipmentId::from_uuid(tx.new_id()), tx.now());
    Ok(sqlx::query_scalar(
        "insert into process.equipment (equipment_id, org_id, site_id, code, kind, name, maker, model, serial, places,
             calibrated_until, registered_at, registered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (org_id, code) do nothing returning equipment_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.site)
    .bind(new.code)
    .bind(new.kind)
    .bind(new.name)
    .bind(new.maker)
    .bind(new.model)
    .bind(new.serial)
    .bind(new.places)
    .bind(new.calibrated_until)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// Until when the machine is calibrated now.
pub(super) async fn calibrate(tx: &mut Tx, scope: &Scope, id: EquipmentId, until: Day) -> Result<(), Fault> {
    let sql = "update process.equipment set calibrated_until = $3 where org_id = $1 and equipment_id = $2";
    sqlx::query(sql).bind(scope.org).bind(id).bind(until).execute(tx.conn()).await?;
    Ok(())
}

/// Takes a machine out of use for a reason, or puts it back.
pub(super) async fn stop(tx: &mut Tx, scope: &Scope, id: EquipmentId, why: Option<&str>) -> Result<(), Fault> {
    let at = why.map(|_| tx.now());
    sqlx::query(
        "update process.equipment set stopped_why = $3, stopped_at = $4,
             stopped_by = case when $3::text is null then null else $5::uuid end
         where org_id = $1 and equipment_id = $2",
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
