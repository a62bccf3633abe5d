//! Statements about hand-overs of shifts.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{ShiftId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::http::HallSlip;

/// A hand-over.
#[derive(Debug, Clone, FromRow)]
pub(super) struct ShiftRecord {
    pub(super) shift_id: ShiftId,
    pub(super) note: Option<String>,
    pub(super) slip: Json<HallSlip>,
    pub(super) handed_at: Instant,
    pub(super) handed_by: UserId,
    pub(super) handed_by_name: String,
    pub(super) taken_at: Option<Instant>,
    pub(super) taken_by_name: Option<String>,
    pub(super) taken_note: Option<String>,
}

/// Hand-overs, latest first.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<ShiftId>,
    limit: i64,
) -> Result<Vec<ShiftRecord>, Fault> {
    let sql = "select * from process.v_shift where org_id = $1 and ($2::uuid is null or shift_id < $2)
         order by shift_id desc limit $3";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(after).bind(limit).fetch_all(tx.conn()).await?)
}

/// One hand-over.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: ShiftId) -> Result<Option<ShiftRecord>, Fault> {
    let sql = "select * from process.v_shift where org_id = $1 and shift_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes those who take a shift over wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: ShiftId) -> Result<(), Fault> {
    sqlx::query("select shift_id from process.shift where org_id = $1 and shift_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Writes a slip down.
pub(super) async fn hand_over(
    tx: &mut Tx,
    scope: &Scope,
    note: Option<&str>,
    slip: &HallSlip,
) -> Result<ShiftId, Fault> {
    let (id, now) = (ShiftId::from_uuid(tx.new_id()), tx.now());
    sqlx::query(
        "insert into process.shift (shift_id, org_id, site_id, note, slip, handed_at, handed_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(scope.site)
    .bind(note)
    .bind(Json(slip))
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Somebody else has it now.
pub(super) async fn take_over(tx: &mut Tx, scope: &Scope, id: ShiftId, note: Option<&str>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.shift set taken_at = $3, taken_by = $4, taken_note = $5 where org_id = $1 and shift_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(note)
    .execute(tx.conn())
    .await?;
    Ok(())
}
