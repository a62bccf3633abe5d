//! Statements about discards.

use sqlx::{FromRow, types::Json};
use uuid::Uuid;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::Instant,
    id::{OrgId, UnitId, UserId},
    refusal::Refusal,
};
use vena_platform::{
    auth::{OrgKind, Scope},
    db::Tx,
    fault::Fault,
};

/// A discard and its counts.
#[derive(Debug, FromRow)]
pub(super) struct HeadRow {
    pub(super) discard_id: Uuid,
    pub(super) reason_code: String,
    pub(super) note: Option<String>,
    pub(super) proposed_at: Instant,
    pub(super) proposed_by: UserId,
    pub(super) proposed_by_name: String,
    pub(super) confirmed_at: Option<Instant>,
    pub(super) confirmed_by: Option<UserId>,
    pub(super) confirmed_by_name: Option<String>,
    pub(super) bags: i64,
    pub(super) discarded: i64,
}

/// A unit of a discard.
#[derive(Debug, FromRow)]
pub(super) struct LineRow {
    #[sqlx(flatten)]
    pub(super) unit: UnitRow,
    pub(super) outcome: Option<String>,
    pub(super) refusal: Option<Json<Refusal>>,
}

/// A proposal.
#[derive(Debug)]
pub(super) struct Proposal<'a> {
    pub(super) id: Uuid,
    pub(super) reason_code: &'a str,
    pub(super) note: Option<&'a str>,
    pub(super) units: &'a [UnitId],
}

/// Writes a proposal and its lines.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, proposal: &Proposal<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into store.discard (discard_id, org_id, site_id, reason_code, note, proposed_at, proposed_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(proposal.id)
    .bind(scope.org)
    .bind(scope.site)
    .bind(proposal.reason_code)
    .bind(proposal.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into store.discard_unit (discard_id, unit_id, line_no)
         select $1, unit_id, line_no from unnest($2::uuid[]) with ordinality as n (unit_id, line_no)",
    )
    .bind(proposal.id)
    .bind(proposal.units)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What a confirmation needs to know of a discard.
#[derive(Debug, FromRow)]
pub(super) struct Locked {
    pub(super) proposed_by: UserId,
    pub(super) confirmed: bool,
    pub(super) reason_code: String,
    pub(super) note: Option<String>,
}

/// A discard of the own organisation, locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, discard: Uuid) -> Result<Option<Locked>, Fault> {
    Ok(sqlx::query_as(
        "select proposed_by, confirmed_at is not null as confirmed, reason_code, note from store.discard
         where discard_id = $1 and org_id = $2 for update",
    )
    .bind(discard)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// The units of a discard, in the order of the proposal.
pub(super) async fn unit_ids(tx: &mut Tx, scope: &Scope, discard: Uuid) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select n.unit_id from store.discard_unit n join store.discard d using (discard_id)
         where discard_id = $1 and d.org_id = $2 order by n.line_no",
    )
    .bind(discard)
    .bind(scope.org)
    .fetch_all(tx.conn())
    .await?)
}

/// Writes down what the confirmation decided about each unit.
pub(super) async fn confirm(
    tx: &mut Tx,
    scope: &Scope,
    discard: Uuid,
    decided: &[(UnitId, Option<Refusal>)],
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update store.discard set confirmed_at = $2, confirmed_by = $3 where discard_id = $1 and org_id = $4")
        .bind(discard)
        .bind(now)
        .bind(scope.user)
        .bind(scope.org)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "update store.discard_unit u
         set refusal = n.refusal, outcome = case when n.refusal is null then 'discarded' else 'refused' end
         from unnest($2::uuid[], $3::jsonb[]) as n (unit_id, refusal)
         where u.discard_id = $1 and u.unit_id = n.unit_id",
    )
    .bind(discard)
    .bind(decided.iter().map(|(unit, _)| *unit).collect::<Vec<_>>())
    .bind(decided.iter().map(|(_, refusal)| refusal.as_ref().map(Json)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which discards.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) confirmed: Option<bool>,
    pub(super) before: Option<Uuid>,
    pub(super) limit: i64,
}

/// Whose discards `scope` sees: its own; the commission sees all.
fn owner(scope: &Scope) -> Option<OrgId> {
    if scope.org_kind == OrgKind::Commission { None } else { Some(scope.org) }
}

/// Discards, newest first.
pub(super) async fn heads(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<Vec<HeadRow>, Fault> {
    Ok(sqlx::query_as(
        "select d.discard_id, d.reason_code, d.note, d.proposed_at, d.proposed_by, p.display_name as proposed_by_name,
             d.confirmed_at, d.confirmed_by, c.display_name as confirmed_by_name, n.bags, n.discarded
         from store.discard d
         join platform.v_user p on p.user_id = d.proposed_by
         left join platform.v_user c on c.user_id = d.confirmed_by
         cross join lateral (
             select count(*) as bags, count(*) filter (where outcome = 'discarded') as discarded
             from store.discard_unit u where u.discard_id = d.discard_id
         ) n
         where ($1::uuid is null or d.org_id = $1) and ($2::boolean is null or (d.confirmed_at is not null) = $2)
           and ($3::uuid is null or d.discard_id < $3)
         order by d.discard_id desc limit $4",
    )
    .bind(owner(scope))
    .bind(wanted.confirmed)
    .bind(wanted.before)
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One discard.
pub(super) async fn head(tx: &mut Tx, scope: &Scope, discard: Uuid) -> Result<Option<HeadRow>, Fault> {
    Ok(sqlx::query_as(
        "select d.discard_id, d.reason_code, d.note, d.proposed_at, d.proposed_by, p.display_name as proposed_by_name,
             d.confirmed_at, d.confirmed_by, c.display_name as confirmed_by_name, n.bags, n.discarded
         from store.discard d
         join platform.v_user p on p.user_id = d.proposed_by
         left join platform.v_user c on c.user_id = d.confirmed_by
         cross join lateral (
             select count(*) as bags, count(*) filter (where outcome = 'discarded') as discarded
             from store.discard_unit u where u.discard_id = d.discard_id
         ) n
         where d.discard_id = $1 and ($2::uuid is null or d.org_id = $2)",
    )
    .bind(discard)
    .bind(owner(scope))
    .fetch_optional(tx.conn())
    .await?)
}

/// The units of a discard, in the order of the proposal.
pub(super) async fn lines(tx: &mut Tx, scope: &Scope, discard: Uuid) -> Result<Vec<LineRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.*, n.outcome, n.refusal
         from store.discard_unit n
         join store.discard d on d.discard_id = n.discard_id
         join ledger.v_unit_shown v on v.unit_id = n.unit_id
         where n.discard_id = $1 and ($2::uuid is null or d.org_id = $2) order by n.line_no",
    )
    .bind(discard)
    .bind(owner(scope))
    .fetch_all(tx.conn())
    .await?)
}
