//! Statements of cases.

use sqlx::FromRow;
use uuid::Uuid;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::Instant,
    id::{OrderId, OrgId, ShipmentId, UnitId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A case with what is needed to show and to close it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct CaseRow {
    pub(super) case_id: Uuid,
    #[sqlx(rename = "journey_id")]
    pub(super) shipment_id: ShipmentId,
    pub(super) shipment_no: String,
    pub(super) order_id: OrderId,
    pub(super) from_org: OrgId,
    pub(super) to_org: OrgId,
    pub(super) opened_at: Instant,
    pub(super) opened_by: UserId,
    pub(super) opened_by_name: String,
    pub(super) case_note: String,
    pub(super) outcome: Option<String>,
    pub(super) closed_at: Option<Instant>,
    pub(super) closed_by: Option<UserId>,
    pub(super) closed_by_name: Option<String>,
    pub(super) close_note: Option<String>,
    #[sqlx(flatten)]
    pub(super) unit: UnitRow,
}

/// Opens a case about a unit that was not in the box.
pub(crate) async fn open(
    tx: &mut Tx,
    scope: &Scope,
    shipment: ShipmentId,
    unit: UnitId,
    note: &str,
) -> Result<(), Fault> {
    let (case_id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into transport.missing_case (case_id, shipment_id, unit_id, opened_at, opened_by, note)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(case_id)
    .bind(shipment)
    .bind(unit)
    .bind(now)
    .bind(scope.user)
    .bind(note)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Locks a case that `scope` may see against a second closing. False when there is none.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, case: Uuid) -> Result<bool, Fault> {
    let found: Option<Uuid> = sqlx::query_scalar(
        "select m.case_id from transport.missing_case m join transport.shipment h using (shipment_id)
         where m.case_id = $1 and ($2::uuid is null or h.to_org = $2) for update of m",
    )
    .bind(case)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.is_some())
}

/// Cases that `scope` may see, newest first: one (`case`), or those that are open, closed or both, before `before`.
pub(super) async fn cases(
    tx: &mut Tx,
    scope: &Scope,
    case: Option<Uuid>,
    open: Option<bool>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<CaseRow>, Fault> {
    Ok(sqlx::query_as(
        "select m.case_id, m.shipment_id as journey_id, h.shipment_no, h.order_id, h.from_org, h.to_org, m.opened_at, m.opened_by,
                o.display_name as opened_by_name, m.note as case_note, m.outcome, m.closed_at, m.closed_by,
                c.display_name as closed_by_name, m.close_note, v.*
         from transport.missing_case m join transport.shipment h using (shipment_id)
         join ledger.v_unit_shown v on v.unit_id = m.unit_id
         join platform.v_user o on o.user_id = m.opened_by
         left join platform.v_user c on c.user_id = m.closed_by
         where ($1::uuid is null or h.to_org = $1)
           and ($2::uuid is null or m.case_id = $2)
           and ($3::boolean is null or (m.outcome is null) = $3)
           and ($4::uuid is null or m.case_id < $4)
         order by m.case_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(case)
    .bind(open)
    .bind(before)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Notes what became of the unit.
pub(super) async fn close(tx: &mut Tx, scope: &Scope, case: Uuid, outcome: &str, note: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transport.missing_case set outcome = $2, closed_at = $3, closed_by = $4, close_note = $5
         where case_id = $1 and outcome is null",
    )
    .bind(case)
    .bind(outcome)
    .bind(now)
    .bind(scope.user)
    .bind(note)
    .execute(tx.conn())
    .await?;
    Ok(())
}
