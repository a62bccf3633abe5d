//! Statements about bags that were not in their boxes.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{ShipmentId, UnitId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::CaseState;
use crate::boxes::db::{BagRecord, BoxRecord};

/// A case as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct CaseRow {
    pub(super) case_id: Uuid,
    pub(super) box_id: ShipmentId,
    pub(super) code: String,
    pub(super) from_site_name: String,
    pub(super) unit_id: UnitId,
    pub(super) donation_number: DonationNumber,
    pub(super) opened_at: Instant,
    pub(super) opened_by: UserId,
    pub(super) opened_by_name: String,
    pub(super) owner: UserId,
    pub(super) owner_name: String,
    pub(super) due_at: Instant,
    pub(super) state: CaseState,
    pub(super) said: Option<String>,
    pub(super) asked_by: Option<UserId>,
    pub(super) asked_by_name: Option<String>,
    pub(super) closed_at: Option<Instant>,
    pub(super) closed_by: Option<UserId>,
    pub(super) closed_by_name: Option<String>,
}

/// Opens a case about a bag; whoever sent the box looks for it first.
pub(crate) async fn open(
    tx: &mut Tx,
    scope: &Scope,
    (head, bag): (&BoxRecord, &BagRecord),
    due_at: Instant,
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into collect.box_case (case_id, org_id, box_id, unit_id, donation_number, opened_at, opened_by, owner,
             due_at, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')",
    )
    .bind(id)
    .bind(scope.org)
    .bind(head.box_id)
    .bind(bag.unit_id)
    .bind(bag.donation_number)
    .bind(now)
    .bind(scope.user)
    .bind(head.sent_by.unwrap_or(scope.user))
    .bind(due_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Cases of the caller's organisation: one, or those that go on, or those that are over.
pub(super) async fn cases(
    tx: &mut Tx,
    scope: &Scope,
    (only, open): (Option<Uuid>, Option<bool>),
    limit: i64,
) -> Result<Vec<CaseRow>, Fault> {
    Ok(sqlx::query_as(
        "select c.case_id, c.box_id, b.code, s.name as from_site_name, c.unit_id, c.donation_number, c.opened_at,
             c.opened_by, p.display_name as opened_by_name, c.owner, o.display_name as owner_name, c.due_at, c.state,
             c.said, c.asked_by, a.display_name as asked_by_name, c.closed_at, c.closed_by,
             e.display_name as closed_by_name
         from collect.box_case c
         join collect.box b on b.box_id = c.box_id
         join platform.v_site s on s.site_id = b.from_site
         join platform.v_user p on p.user_id = c.opened_by
         join platform.v_user o on o.user_id = c.owner
         left join platform.v_user a on a.user_id = c.asked_by
         left join platform.v_user e on e.user_id = c.closed_by
         where c.org_id = $1 and ($2::uuid is null or c.case_id = $2)
             and ($3::boolean is null or (c.state in ('open', 'loss_asked')) = $3)
         order by case when $3 then c.case_no else -c.case_no end limit $4",
    )
    .bind(scope.org)
    .bind(only)
    .bind(open)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes those who work on one case wait for each other.
pub(super) async fn lock(tx: &mut Tx, id: Uuid) -> Result<(), Fault> {
    sqlx::query("select from collect.box_case where case_id = $1 for update").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// Somebody takes the case over.
pub(super) async fn take(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<(), Fault> {
    sqlx::query("update collect.box_case set owner = $2 where case_id = $1")
        .bind(id)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Somebody says that the bag is lost, or takes that back with other words.
pub(super) async fn ask(tx: &mut Tx, scope: &Scope, id: Uuid, said: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.box_case set state = 'loss_asked', said = $2, asked_at = $3, asked_by = $4 where case_id = $1",
    )
    .bind(id)
    .bind(said)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes the case; the words of an earlier step stay unless there are new ones.
pub(super) async fn close(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (state, said): (CaseState, Option<&str>),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.box_case set state = $2, said = coalesce($3, said), closed_at = $4, closed_by = $5
         where case_id = $1",
    )
    .bind(id)
    .bind(state)
    .bind(said)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}
