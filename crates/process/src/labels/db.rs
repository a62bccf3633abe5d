//! Statements about label prints and checks.

use sqlx::{FromRow, types::Json};
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{EventId, UnitId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, documents::LabelSize, fault::Fault};

use super::sheet::LabelSheet;

/// A label that is about to be printed.
#[derive(Debug)]
pub(super) struct NewPrint<'a> {
    pub(super) unit: UnitId,
    pub(super) label: &'a LabelSheet,
    pub(super) size: LabelSize,
    /// The hold that the check of this print lifts.
    pub(super) hold: Option<EventId>,
}

/// Keeps a print; answers which copy it is. Two prints of one unit at once wait for each other on the unit's number.
pub(super) async fn insert_print(tx: &mut Tx, scope: &Scope, new: &NewPrint<'_>) -> Result<(Uuid, i32), Fault> {
    let (print, now) = (tx.new_id(), tx.now());
    let copy: i32 = sqlx::query_scalar(
        "insert into process.label_print (print_id, unit_id, copy, label, size, hold_id, printed_at, printed_by)
         select $1, $2, coalesce(max(copy), 0) + 1, $3, $4, $5, $6, $7 from process.label_print where unit_id = $2
         returning copy",
    )
    .bind(print)
    .bind(new.unit)
    .bind(Json(new.label))
    .bind(new.size)
    .bind(new.hold)
    .bind(now)
    .bind(scope.user)
    .fetch_one(tx.conn())
    .await
    .map_err(again)?;
    Ok((print, copy))
}

/// Somebody printed the same copy at the same moment: run again.
fn again(error: sqlx::Error) -> Fault {
    match vena_platform::db::violated_constraint(&error) {
        Some("label_print_unit_id_copy_key") => Fault::Retry(error.into()),
        _ => error.into(),
    }
}

/// The newest print of a unit.
#[derive(Debug, FromRow)]
pub(crate) struct Print {
    pub(crate) print_id: Uuid,
    /// 1 for the first.
    pub(crate) copy: i32,
    pub(crate) size: LabelSize,
    /// The hold that its check lifts.
    pub(crate) hold_id: Option<EventId>,
    pub(crate) printed_at: Instant,
    /// What it says.
    #[sqlx(json)]
    pub(crate) label: LabelSheet,
}

/// The newest print of a unit; `None` when none was made. Units are reached through the ledger, which knows whose they are.
pub(crate) async fn newest(tx: &mut Tx, _: &Scope, unit: UnitId) -> Result<Option<Print>, Fault> {
    let sql = "select print_id, copy, size, hold_id, printed_at, label from process.v_label_newest where unit_id = $1";
    Ok(sqlx::query_as(sql).bind(unit).fetch_optional(tx.conn()).await?)
}

/// Those of `units` whose newest print was not scanned again.
pub(crate) async fn unchecked(tx: &mut Tx, _: &Scope, units: &[UnitId]) -> Result<Vec<UnitId>, Fault> {
    let sql = "select unit_id from process.v_label_newest where unit_id = any($1) and not checked";
    Ok(sqlx::query_scalar(sql).bind(units).fetch_all(tx.conn()).await?)
}

/// A file that goes to a printer.
#[derive(Debug)]
pub(super) struct HandedFile {
    pub(super) print: Uuid,
    pub(super) size: LabelSize,
    pub(super) format: &'static str,
    pub(super) dots_per_mm: Option<i32>,
}

/// Notes that a file was handed out.
pub(super) async fn insert_file(tx: &mut Tx, scope: &Scope, file: &HandedFile) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into process.label_file (file_id, print_id, size, format, dots_per_mm, handed_at, handed_to)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(file.print)
    .bind(file.size)
    .bind(file.format)
    .bind(file.dots_per_mm)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A look at a labelled bag.
#[derive(Debug)]
pub(super) struct Check<'a> {
    pub(super) unit: UnitId,
    pub(super) print: Uuid,
    pub(super) scans: &'a [String],
    pub(super) appearance: &'static str,
    pub(super) note: Option<&'a str>,
}

/// Keeps a check.
pub(super) async fn insert_check(tx: &mut Tx, scope: &Scope, check: &Check<'_>) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into process.label_check (check_id, unit_id, print_id, scans, appearance, note, checked_at, checked_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(check.unit)
    .bind(check.print)
    .bind(check.scans)
    .bind(check.appearance)
    .bind(check.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How each of these units looked when it was last checked.
pub(crate) async fn appearances(tx: &mut Tx, _: &Scope, units: &[UnitId]) -> Result<Vec<(UnitId, String)>, Fault> {
    Ok(sqlx::query_as(
        "select distinct on (unit_id) unit_id, appearance from process.label_check where unit_id = any($1)
         order by unit_id, check_id desc",
    )
    .bind(units)
    .fetch_all(tx.conn())
    .await?)
}

/// Name of the caller's organisation, for the label.
pub(super) async fn own_name(tx: &mut Tx, scope: &Scope) -> Result<Text, Fault> {
    let (zh, en): (String, String) = sqlx::query_as("select name, name_en from platform.v_org where org_id = $1")
        .bind(scope.org)
        .fetch_one(tx.conn())
        .await?;
    Ok(Text::new(zh, en))
}
