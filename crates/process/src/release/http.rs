//! The routes of release.

use std::collections::HashMap;

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::Instant,
    id::{ReleaseId, UnitId, UserId},
    refusal::Refusal,
    say,
    unit_state::{Fact, UnitEvent},
};
use vena_ledger::{Outcome, append};
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
    permission,
};

use super::{
    db::{self, Decided},
    gate::{Gate, GateLine},
    gate_of, rules,
    sheet::{Release, ReleaseHead},
};
use crate::{
    Ports,
    events::{Hand, event_id},
    units,
};

permission! {
    pub(crate) ReleaseGate = "process.release.gate", "查看放行条件", "See the release gate of units";
    pub(crate) ReleaseList = "process.release.list", "查看放行单", "See releases";
    pub(crate) ReleaseView = "process.release.view", "查看放行单明细", "See a release with its units";
    pub(crate) ReleasePropose = "process.release.propose", "提出放行", "Propose a release";
    pub(crate) ReleaseConfirm = "process.release.confirm", "确认放行", "Confirm a release";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ReleaseGate::INFO, ReleaseList::INFO, ReleaseView::INFO, ReleasePropose::INFO, ReleaseConfirm::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(gate))
        .routes(routes!(list, propose))
        .routes(routes!(view))
        .routes(routes!(confirm))
}

/// Of which units the gate is asked.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct GateQuery {
    /// Unit ids, separated by commas; at most 100.
    #[garde(length(chars, min = 1, max = 4000))]
    units: String,
}

/// The gates of some units.
#[derive(Debug, Serialize, ToSchema)]
struct GateReport {
    /// When this was true.
    as_of: Instant,
    /// The units, in the order of the question; those that are not here are left out.
    units: Vec<GateUnit>,
}

/// The gate of one unit.
#[derive(Debug, Serialize, ToSchema)]
struct GateUnit {
    /// The unit.
    unit: UnitRow,
    /// Whether every line holds.
    ok: bool,
    /// Digest of what the gate saw.
    evidence: String,
    /// The lines.
    lines: Vec<GateLine>,
}

#[utoipa::path(get, path = "/api/process/releases/gate", tag = "process", operation_id = "process.release.gate",
    params(GateQuery), responses((status = 200, body = GateReport)))]
async fn gate(
    auth: Allowed<ReleaseGate>,
    Extension(ports): Extension<Ports>,
    Query(query): Query<GateQuery>,
) -> Result<Json<GateReport>, Fault> {
    let ids = ids(&query.units)?;
    let mut tx = auth.read().await?;
    let rows = own_units(&mut tx, &auth.scope, &ids).await?;
    let here: Vec<UnitId> = ids.into_iter().filter(|id| rows.contains_key(id)).collect();
    let gates = gate_of(&mut tx, &auth.scope, &ports, &here).await?;
    let unit = |gate: Gate| {
        let unit = rows.get(&gate.unit_id)?.clone();
        Some(GateUnit { unit, ok: gate.is_open(), evidence: gate.evidence, lines: gate.lines })
    };
    Ok(Json(GateReport { as_of: tx.now(), units: gates.into_iter().filter_map(unit).collect() }))
}

fn ids(text: &str) -> Result<Vec<UnitId>, Fault> {
    let invalid = |text: &str, rule: &str| {
        let detail = say!("应为以逗号分隔的血液单位标识，最多 100 个", "unit ids separated by commas, at most 100");
        Fault::from(Problem::invalid("units", text, rule, detail))
    };
    let read = |part: &str| part.trim().parse().map_err(|_| invalid(part, "unit.id"));
    let ids: Vec<UnitId> = text.split(',').map(read).collect::<Result<_, _>>()?;
    if ids.len() > 100 { Err(invalid(text, "units.at-most-100")) } else { Ok(ids) }
}

/// The units among `ids` in the custody of the caller's organisation.
async fn own_units(tx: &mut Tx, scope: &Scope, ids: &[UnitId]) -> Result<HashMap<UnitId, UnitRow>, Fault> {
    let rows = units::db::shown(tx, scope, ids).await?;
    Ok(rows.into_iter().filter(|row| row.custodian_org == scope.org).map(|row| (row.unit_id, row)).collect())
}

/// Most units of one release.
const UNITS_MAX: usize = 2000;

/// Units that shall leave quarantine: those that are named, or every one that is ready.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct ReleaseNew {
    /// The units.
    #[garde(length(max = UNITS_MAX))]
    #[serde(default)]
    units: Vec<UnitId>,
    /// Instead of naming any: every labelled unit whose gate is open, the oldest 2000.
    #[garde(skip)]
    #[serde(default)]
    all_ready: bool,
    /// A remark.
    #[garde(inner(length(chars, max = 300)))]
    note: Option<String>,
}

#[utoipa::path(post, path = "/api/process/releases", tag = "process", operation_id = "process.release.propose",
    request_body = ReleaseNew, responses((status = 201, body = Release)))]
async fn propose(
    auth: Allowed<ReleasePropose>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<ReleaseNew>,
) -> Result<Answer<Release>, Fault> {
    let mut tx = auth.write().await?;
    rules::named(new.units.len(), new.all_ready)?;
    let gates = if new.all_ready {
        ready(&mut tx, &auth.scope, &ports).await?
    } else {
        named(&mut tx, &auth.scope, &ports, new.units).await?
    };
    let id = ReleaseId::from_uuid(tx.new_id());
    db::insert(&mut tx, &auth.scope, id, new.note.as_deref(), &gates).await?;
    tx.announce("units", None).await?;
    let release = shown(&mut tx, &auth.scope, id).await?;
    tx.created(release).await
}

/// The gates of the units that were named, each once.
async fn named(tx: &mut Tx, scope: &Scope, ports: &Ports, mut ids: Vec<UnitId>) -> Result<Vec<Gate>, Fault> {
    let rows = own_units(tx, scope, &ids).await?;
    if let Some(stranger) = ids.iter().find(|id| !rows.contains_key(id)) {
        return Err(Problem::not_found("unit", stranger).into());
    }
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    gate_of(tx, scope, ports, &ids).await
}

/// The open gates of the oldest labelled units.
async fn ready(tx: &mut Tx, scope: &Scope, ports: &Ports) -> Result<Vec<Gate>, Fault> {
    let (mut open, mut after) = (Vec::new(), None);
    loop {
        let ids = units::db::labelled(tx, scope, after, UNITS_MAX).await?;
        let gates = gate_of(tx, scope, ports, &ids).await?;
        open.extend(gates.into_iter().filter(Gate::is_open));
        after = ids.last().copied();
        if open.len() >= UNITS_MAX || ids.len() < UNITS_MAX {
            break;
        }
    }
    open.truncate(UNITS_MAX);
    rules::something_ready(open.len())?;
    Ok(open)
}

async fn shown(tx: &mut Tx, scope: &Scope, id: ReleaseId) -> Result<Release, Fault> {
    let head = db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("release", id))?;
    let lines = db::lines(tx, scope, id).await?;
    Ok(Release::of(scope, head, lines))
}

/// Nothing has to be said: the release says it all.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct ReleaseConfirmation {}

#[utoipa::path(post, path = "/api/process/releases/{id}/confirm", tag = "process", operation_id = "process.release.confirm",
    params(("id" = ReleaseId, Path)), request_body = ReleaseConfirmation, responses((status = 200, body = Release)))]
async fn confirm(
    auth: Allowed<ReleaseConfirm>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<ReleaseId>,
    Body(ReleaseConfirmation {}): Body<ReleaseConfirmation>,
) -> Result<Answer<Release>, Fault> {
    let mut tx = auth.write().await?;
    let found = db::lock(&mut tx, &auth.scope, id).await?;
    let (proposed_by, confirmed) = found.ok_or_else(|| Problem::not_found("release", id))?;
    rules::may_confirm(proposed_by, confirmed, auth.scope.user)?;
    let units = db::unit_ids(&mut tx, &auth.scope, id).await?;
    let gates = gate_of(&mut tx, &auth.scope, &ports, &units).await?;
    let decided = release(&mut tx, &auth.scope, proposed_by, gates).await?;
    db::confirm(&mut tx, &auth.scope, id, &decided).await?;
    tx.announce("units", None).await?;
    tx.announce("stock", None).await?;
    let release = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(release).await
}

/// Releases the units whose gate is open; the ledger has the last word on each.
async fn release(tx: &mut Tx, scope: &Scope, proposed_by: UserId, gates: Vec<Gate>) -> Result<Vec<Decided>, Fault> {
    let hand = Hand { second: Some(proposed_by), ..Hand::of(scope, tx, None) };
    let released =
        |gate: &Gate| hand.event(event_id(tx), gate.unit_id, Fact::Released { evidence: gate.evidence.clone() });
    let events: Vec<UnitEvent> = gates.iter().filter(|gate| gate.is_open()).map(released).collect();
    let outcomes = append(tx, &events).await?;
    let refused: HashMap<UnitId, Refusal> = events
        .iter()
        .zip(&outcomes)
        .filter_map(|(event, outcome)| Some((event.unit, Outcome::refusal(outcome)?.clone())))
        .collect();
    let decide = |gate: Gate| {
        let refusal = gate.first_refusal().err().or_else(|| refused.get(&gate.unit_id).cloned());
        Decided { gate, refusal }
    };
    Ok(gates.into_iter().map(decide).collect())
}

/// How far a release has come.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReleaseState {
    /// Waits for its second person.
    Proposed,
    /// Decided.
    Confirmed,
}

/// Which releases.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct ReleaseQuery {
    /// How far they have come; all when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<ReleaseState>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/process/releases", tag = "process", operation_id = "process.release.list",
    params(ReleaseQuery), responses((status = 200, body = Page<ReleaseHead>)))]
async fn list(auth: Allowed<ReleaseList>, Query(query): Query<ReleaseQuery>) -> Result<Json<Page<ReleaseHead>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let confirmed = query.state.map(|state| matches!(state, ReleaseState::Confirmed));
    let before = cursor(query.cursor.as_deref())?;
    let rows = db::heads(&mut tx, &auth.scope, &db::Wanted { confirmed, before, limit: limit + 1 }).await?;
    let items = rows.into_iter().map(ReleaseHead::from).collect();
    Ok(Json(Page::cut(items, limit, tx.now(), |row: &ReleaseHead| row.release_id.to_string())))
}

#[utoipa::path(get, path = "/api/process/releases/{id}", tag = "process", operation_id = "process.release.view",
    params(("id" = ReleaseId, Path)), responses((status = 200, body = Release)))]
async fn view(auth: Allowed<ReleaseView>, Path(id): Path<ReleaseId>) -> Result<Json<Release>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}
