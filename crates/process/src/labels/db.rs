//! Statements about label prints and checks.

use sqlx::types::Json;
use uuid::Uuid;
use vena_kernel::{id::UnitId, text::Text};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::sheet::LabelSheet;

/// Keeps a print; answers which copy it is. Two prints of one unit at once wait for each other on the unit's number.
pub(super) async fn insert_print(
    tx: &mut Tx,
    scope: &Scope,
    unit: UnitId,
    label: &LabelSheet,
) -> Result<(Uuid, i32), Fault> {
    let (print, now) = (tx.new_id(), tx.now());
    let copy: i32 = sqlx::query_scalar(
        "insert into process.label_print (print_id, unit_id, copy, label, printed_at, printed_by)
         select $1, $2, coalesce(max(copy), 0) + 1, $3, $4, $5 from process.label_print where unit_id = $2
         returning copy",
    )
    .bind(print)
    .bind(unit)
    .bind(Json(label))
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

/// What the newest label of a unit says; `None` when none was printed. Units are reached through the ledger, which knows
/// whose they are.
pub(crate) async fn printed(tx: &mut Tx, _: &Scope, unit: UnitId) -> Result<Option<LabelSheet>, Fault> {
    let label: Option<Json<LabelSheet>> =
        sqlx::query_scalar("select label from process.label_print where unit_id = $1 order by copy desc limit 1")
            .bind(unit)
            .fetch_optional(tx.conn())
            .await?;
    Ok(label.map(|Json(label)| label))
}

/// A look at a labelled bag.
#[derive(Debug)]
pub(super) struct Check<'a> {
    pub(super) unit: UnitId,
    pub(super) scans: &'a [String],
    pub(super) appearance: &'static str,
    pub(super) note: Option<&'a str>,
}

/// Keeps a check.
pub(super) async fn insert_check(tx: &mut Tx, scope: &Scope, check: &Check<'_>) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into process.label_check (check_id, unit_id, scans, appearance, note, checked_at, checked_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(check.unit)
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
