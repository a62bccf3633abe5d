//! Statements about releases.

use sqlx::{FromRow, types::Json};
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::Instant,
    id::{OrgId, ReleaseId, UnitId, UserId},
    refusal::Refusal,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::gate::{Gate, GateLine};

/// A release and its counts.
#[derive(Debug, FromRow)]
pub(super) struct HeadRow {
    pub(super) release_id: ReleaseId,
    pub(super) note: Option<String>,
    pub(super) proposed_at: Instant,
    pub(super) proposed_by: UserId,
    pub(super) proposed_by_name: String,
    pub(super) confirmed_at: Option<Instant>,
    pub(super) confirmed_by: Option<UserId>,
    pub(super) confirmed_by_name: Option<String>,
    pub(super) units: i64,
    pub(super) ready: i64,
    pub(super) released: i64,
    pub(super) refused: i64,
}

/// A unit of a release.
#[derive(Debug, FromRow)]
pub(super) struct LineRow {
    #[sqlx(flatten)]
    pub(super) unit: UnitRow,
    pub(super) gate: Json<Vec<GateLine>>,
    pub(super) ready: bool,
    pub(super) outcome: Option<String>,
    pub(super) refusal: Option<Json<Refusal>>,
    pub(super) evidence: Option<String>,
}

/// Writes a proposal and its lines.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    release: ReleaseId,
    note: Option<&str>,
    gates: &[Gate],
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into process.release (release_id, org_id, site_id, note, proposed_at, proposed_by)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(release)
    .bind(scope.org)
    .bind(scope.site)
    .bind(note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into process.release_unit (release_id, unit_id, line_no, gate, ready)
         select $1, unit_id, line_no, gate, ready
         from unnest($2::uuid[], $3::jsonb[], $4::boolean[]) with ordinality as n (unit_id, gate, ready, line_no)",
    )
    .bind(release)
    .bind(gates.iter().map(|gate| gate.unit_id).collect::<Vec<_>>())
    .bind(gates.iter().map(|gate| Json(&gate.lines)).collect::<Vec<_>>())
    .bind(gates.iter().map(Gate::is_open).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who proposed a release of the own organisation and whether it is confirmed; locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, release: ReleaseId) -> Result<Option<(UserId, bool)>, Fault> {
    Ok(sqlx::query_as(
        "select proposed_by, confirmed_at is not null from process.release where release_id = $1 and org_id = $2 for update",
    )
    .bind(release)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// The units of a release, in the order of the proposal.
pub(super) async fn unit_ids(tx: &mut Tx, scope: &Scope, release: ReleaseId) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select n.unit_id from process.release_unit n join process.release r using (release_id)
         where release_id = $1 and r.org_id = $2 order by n.line_no",
    )
    .bind(release)
    .bind(scope.org)
    .fetch_all(tx.conn())
    .await?)
}

/// What became of one unit at the confirmation: its gate then, and the refusal, if any.
#[derive(Debug)]
pub(super) struct Decided {
    pub(super) gate: Gate,
    pub(super) refusal: Option<Refusal>,
}

/// Writes down what the confirmation decided.
pub(super) async fn confirm(tx: &mut Tx, scope: &Scope, release: ReleaseId, decided: &[Decided]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.release set confirmed_at = $2, confirmed_by = $3 where release_id = $1 and org_id = $4",
    )
    .bind(release)
    .bind(now)
    .bind(scope.user)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    let evidence = |one: &Decided| one.refusal.is_none().then(|| one.gate.evidence.clone());
    sqlx::query(
        "update process.release_unit u
         set gate = n.gate, ready = n.ready, refusal = n.refusal, evidence = n.evidence,
             outcome = case when n.refusal is null then 'released' else 'refused' end
         from unnest($2::uuid[], $3::jsonb[], $4::boolean[], $5::jsonb[], $6::text[])
             as n (unit_id, gate, ready, refusal, evidence)
         where u.release_id = $1 and u.unit_id = n.unit_id",
    )
    .bind(release)
    .bind(decided.iter().map(|one| one.gate.unit_id).collect::<Vec<_>>())
    .bind(decided.iter().map(|one| Json(&one.gate.lines)).collect::<Vec<_>>())
    .bind(decided.iter().map(|one| one.gate.is_open()).collect::<Vec<_>>())
    .bind(decided.iter().map(|one| one.refusal.as_ref().map(Json)).collect::<Vec<_>>())
    .bind(decided.iter().map(evidence).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which releases.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) confirmed: Option<bool>,
    pub(super) before: Option<ReleaseId>,
    pub(super) limit: i64,
}

/// Whose releases `scope` sees: its own; the commission sees all.
fn owner(scope: &Scope) -> Option<OrgId> {
    match scope.org_kind {
        vena_platform::auth::OrgKind::Commission => None,
        _ => Some(scope.org),
    }
}

/// Releases, newest first.
pub(super) async fn heads(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<Vec<HeadRow>, Fault> {
    Ok(sqlx::query_as(
        "select r.release_id, r.note, r.proposed_at, r.proposed_by, p.display_name as proposed_by_name, r.confirmed_at,
             r.confirmed_by, c.display_name as confirmed_by_name, n.units, n.ready, n.released, n.refused
         from process.release r
         join platform.v_user p on p.user_id = r.proposed_by
         left join platform.v_user c on c.user_id = r.confirmed_by
         cross join lateral (
             select count(*) as units, count(*) filter (where ready) as ready,
                 count(*) filter (where outcome = 'released') as released,
                 count(*) filter (where outcome = 'refused') as refused
             from process.release_unit u where u.release_id = r.release_id
         ) n
         where ($1::uuid is null or r.org_id = $1) and ($2::boolean is null or (r.confirmed_at is not null) = $2)
           and ($3::uuid is null or r.release_id < $3)
         order by r.release_id desc limit $4",
    )
    .bind(owner(scope))
    .bind(wanted.confirmed)
    .bind(wanted.before)
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One release.
pub(super) async fn head(tx: &mut Tx, scope: &Scope, release: ReleaseId) -> Result<Option<HeadRow>, Fault> {
    Ok(sqlx::query_as(
        "select r.release_id, r.note, r.proposed_at, r.proposed_by, p.display_name as proposed_by_name, r.confirmed_at,
             r.confirmed_by, c.display_name as confirmed_by_name, n.units, n.ready, n.released, n.refused
         from process.release r
         join platform.v_user p on p.user_id = r.proposed_by
         left join platform.v_user c on c.user_id = r.confirmed_by
         cross join lateral (
             select count(*) as units, count(*) filter (where ready) as ready,
                 count(*) filter (where outcome = 'released') as released,
                 count(*) filter (where outcome = 'refused') as refused
             from process.release_unit u where u.release_id = r.release_id
         ) n
         where r.release_id = $1 and ($2::uuid is null or r.org_id = $2)",
    )
    .bind(release)
    .bind(owner(scope))
    .fetch_optional(tx.conn())
    .await?)
}

/// The units of a release with their gates, in the order of the proposal.
pub(super) async fn lines(tx: &mut Tx, scope: &Scope, release: ReleaseId) -> Result<Vec<LineRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.*, n.gate, n.ready, n.outcome, n.refusal, n.evidence
         from process.release_unit n
         join process.release r on r.release_id = n.release_id
         join ledger.v_unit_shown v on v.unit_id = n.unit_id
         where n.release_id = $1 and ($2::uuid is null or r.org_id = $2) order by n.line_no",
    )
    .bind(release)
    .bind(owner(scope))
    .fetch_all(tx.conn())
    .await?)
}
