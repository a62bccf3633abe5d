//! Statements about programmes.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{EquipmentId, ProgrammeId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::Standing;

/// A programme.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ProgrammeRecord {
    pub(crate) programme_id: ProgrammeId,
    pub(crate) equipment_id: EquipmentId,
    pub(crate) equipment_code: String,
    pub(crate) step: String,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) settings: Json<BTreeMap<String, f64>>,
    pub(crate) source: String,
    pub(crate) entered_at: Instant,
    pub(crate) entered_by: UserId,
    pub(crate) entered_by_name: String,
    pub(crate) approved_at: Option<Instant>,
    pub(crate) approved_by_name: Option<String>,
    pub(crate) withdrawn_at: Option<Instant>,
    pub(crate) withdrawn_by_name: Option<String>,
    pub(crate) withdrawn_why: Option<String>,
}

impl ProgrammeRecord {
    /// Where it stands, for the rules.
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            entered_by: self.entered_by,
            approved: self.approved_at.is_some(),
            withdrawn: self.withdrawn_at.is_some(),
        }
    }
}

/// A programme to be entered.
#[derive(Debug)]
pub(super) struct NewProgramme<'a> {
    pub(super) equipment: EquipmentId,
    pub(super) step: &'a str,
    pub(super) number: &'a str,
    pub(super) name: &'a str,
    pub(super) settings: &'a BTreeMap<String, f64>,
    pub(super) source: &'a str,
}

/// All programmes by machine and number, those that were withdrawn last; at most 1000.
pub(super) async fn all(tx: &mut Tx, scope: &Scope) -> Result<Vec<ProgrammeRecord>, Fault> {
    let sql = "select * from process.v_programme where org_id = $1
         order by withdrawn_at is not null, equipment_code, number, programme_id limit 1000";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// One programme.
pub(crate) async fn one(tx: &mut Tx, scope: &Scope, id: ProgrammeId) -> Result<Option<ProgrammeRecord>, Fault> {
    let sql = "select * from process.v_programme where org_id = $1 and programme_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// The programmes in force of a machine for a step.
pub(crate) async fn of_machine(
    tx: &mut Tx,
    scope: &Scope,
    equipment: EquipmentId,
    step: &str,
) -> Result<Vec<ProgrammeRecord>, Fault> {
    let sql = "select * from process.v_programme where org_id = $1 and equipment_id = $2 and step = $3
           and approved_at is not null and withdrawn_at is null order by number, programme_id limit 100";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(equipment).bind(step).fetch_all(tx.conn()).await?)
}

/// Makes those who change a programme wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: ProgrammeId) -> Result<(), Fault> {
    sqlx::query("select programme_id from process.programme where org_id = $1 and programme_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The steps that the hall does by program: those of which a programme was approved before `until`. One that is withdrawn later
/// leaves them so: a hall does not fall back to paper because its only machine is out.
pub(crate) async fn adopted(tx: &mut Tx, scope: &Scope, until: Instant) -> Result<BTreeSet<String>, Fault> {
    let sql = "select distinct step from process.programme
         where org_id = $1 and approved_at <= $2";
    let steps: Vec<String> = sqlx::query_scalar(sql).bind(scope.org).bind(until).fetch_all(tx.conn()).await?;
    Ok(steps.into_iter().collect())
}

/// Enters a programme.
pub(super) async fn enter(tx: &mut Tx, scope: &Scope, new: &NewProgramme<'_>) -> Result<ProgrammeId, Fault> {
    let (id, now) = (ProgrammeId::from_uuid(tx.new_id()), tx.now());
    sqlx::query(
        "insert into process.programme (programme_id, org_id, equipment_id, step, number, name, settings, source,
             entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.equipment)
    .bind(new.step)
    .bind(new.number)
    .bind(new.name)
    .bind(Json(new.settings))
    .bind(new.source)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// A second person approves.
pub(super) async fn approve(tx: &mut Tx, scope: &Scope, id: ProgrammeId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.programme set approved_at = $3, approved_by = $4 where org_id = $1 and programme_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Nobody uses it any more.
pub(super) async fn withdraw(tx: &mut Tx, scope: &Scope, id: ProgrammeId, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.programme set withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5
         where org_id = $1 and programme_id = $2",
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
