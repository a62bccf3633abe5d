//! Requests and answers about lots of reagents.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    id::LotId,
    refusal::Refusal,
    rulebook, say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    ReagentCompare, ReagentDecide, ReagentFinish, ReagentList, ReagentReceive, db,
    rules::{self, LotState},
};
use crate::kits;

/// Which lots.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LotQuery {
    /// Those that are over too.
    #[garde(skip)]
    #[serde(default)]
    all: bool,
}

/// A lot that arrives.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabLotNew {
    /// Code of the kit; one of its versions is approved.
    #[garde(length(chars, min = 1, max = 30))]
    kit_code: String,
    /// Lot of the maker.
    #[garde(length(chars, min = 1, max = 60))]
    lot: String,
    /// Last day on which it may be used.
    #[garde(skip)]
    expires_on: Day,
    /// For how many tests.
    #[garde(range(min = 1, max = 1_000_000))]
    tests: i32,
}

/// How a lot compares with the one before it.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabLotComparison {
    /// Samples that were tested with both.
    #[garde(range(min = 1, max = 10_000))]
    samples: i32,
    /// Those that came out alike.
    #[garde(range(min = 0, max = 10_000))]
    agreed: i32,
    /// What was seen.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

/// Whether a lot is let in.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabLotDecision {
    /// It is used from now on; else it never is.
    #[garde(skip)]
    accepted: bool,
}

/// Why a lot is used no more.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabLotEnd {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What may be done with a lot now.
#[derive(Debug, Serialize, ToSchema)]
struct LabLotCan {
    /// Record how it compares.
    compare: Can,
    /// Let it in.
    accept: Can,
    /// Refuse it.
    refuse: Can,
    /// Use it no more.
    finish: Can,
}

/// A lot of reagents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabLot {
    /// Identity.
    lot_id: LotId,
    /// Code of the kit.
    kit_code: String,
    /// Name of the kit.
    kit_name: Option<String>,
    /// Its maker.
    maker: Option<String>,
    /// What it tests.
    markers: Vec<String>,
    /// Lot of the maker.
    lot: String,
    /// Last day on which it may be used.
    expires_on: Day,
    /// It is over.
    expired: bool,
    /// For how many tests it was received.
    tests: i32,
    /// How many samples were tested with it.
    used: i64,
    /// How it stands.
    state: LotState,
    /// When it came.
    received_at: Instant,
    /// Who took it in.
    received_by_name: String,
    /// Samples that were tested with it and the lot before.
    samples: Option<i32>,
    /// Those that came out alike.
    agreed: Option<i32>,
    /// What was seen.
    compared_note: Option<String>,
    /// When it was compared.
    compared_at: Option<Instant>,
    /// By whom.
    compared_by_name: Option<String>,
    /// When it was let in or refused.
    decided_at: Option<Instant>,
    /// By whom.
    decided_by_name: Option<String>,
    /// When its use ended.
    finished_at: Option<Instant>,
    /// By whom.
    finished_by_name: Option<String>,
    /// Why.
    finished_why: Option<String>,
    /// What may be done.
    can: LabLotCan,
}

fn opens(lot: &rules::Lot, today: Day) -> Result<(), Refusal> {
    let Some(rule) = rulebook::testing().effective_on(today).lot_check() else {
        let reason =
            say!("规则库中没有 {today} 生效的检验规则", "the rulebook has no testing rules in force on {today}");
        return Err(Refusal::new("lab.no-rules", reason));
    };
    rules::may_open(lot, rule, today)
}

impl LabLot {
    fn of(record: db::LotRecord, scope: &Scope, today: Day) -> Self {
        let lot = record.facts();
        let decide = rules::may_decide(&lot, scope.user);
        Self {
            can: LabLotCan {
                compare: Can::by(scope, ReagentCompare::INFO.name, rules::may_compare(&lot, today)),
                accept: Can::by(scope, ReagentDecide::INFO.name, decide.clone().and_then(|()| opens(&lot, today))),
                refuse: Can::by(scope, ReagentDecide::INFO.name, decide),
                finish: Can::by(scope, ReagentFinish::INFO.name, rules::may_finish(&lot)),
            },
            expired: rules::in_date(record.expires_on, today).is_err(),
            lot_id: record.lot_id,
            kit_code: record.kit_code,
            kit_name: record.kit_name,
            maker: record.kit_maker,
            markers: record.kit_markers.unwrap_or_default(),
            lot: record.lot,
            expires_on: record.expires_on,
            tests: record.tests,
            used: record.used,
            state: record.state,
            received_at: record.received_at,
            received_by_name: record.received_by_name,
            samples: record.samples,
            agreed: record.agreed,
            compared_note: record.compared_note,
            compared_at: record.compared_at,
            compared_by_name: record.compared_by_name,
            decided_at: record.decided_at,
            decided_by_name: record.decided_by_name,
            finished_at: record.finished_at,
            finished_by_name: record.finished_by_name,
            finished_why: record.finished_why,
        }
    }
}

fn today(tx: &Tx) -> Day {
    tx.now().day_in(&zone::china())
}

/// Lots of reagents, newest first; at most 500.
#[utoipa::path(get, path = "/api/lab/reagents", tag = "lab", operation_id = "lab.reagent.list", params(LotQuery),
    responses((status = 200, body = Page<LabLot>)))]
pub(super) async fn list(
    auth: Allowed<ReagentList>,
    Query(query): Query<LotQuery>,
) -> Result<Json<Page<LabLot>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, today) = (tx.now(), today(&tx));
    let lots = db::lots(&mut tx, &auth.scope, query.all).await?;
    let items = lots.into_iter().map(|lot| LabLot::of(lot, &auth.scope, today)).collect();
    Ok(Json(Page { items, next: None, as_of }))
}

/// Takes a lot in. Refuses by `reagent.kit-unknown`, `reagent.expired` and `reagent.known`.
#[utoipa::path(post, path = "/api/lab/reagents", tag = "lab", operation_id = "lab.reagent.receive",
    request_body = LabLotNew, responses((status = 201, body = LabLot), (status = 409)))]
pub(super) async fn receive(
    auth: Allowed<ReagentReceive>,
    Body(new): Body<LabLotNew>,
) -> Result<Answer<LabLot>, Fault> {
    let mut tx = auth.write().await?;
    let (kit, lot) = (new.kit_code.as_str(), new.lot.trim());
    if kits::db::standing(&mut tx, &auth.scope, kit).await?.is_none() {
        let reason = say!("没有已批准的试剂盒 {kit}", "no kit {kit} is approved");
        return Err(Problem::invalid("kit_code", kit, "reagent.kit-unknown", reason).into());
    }
    rules::in_date(new.expires_on, today(&tx))
        .map_err(|refusal| Problem::invalid("expires_on", new.expires_on, &refusal.rule, refusal.reason))?;
    let Some(id) = db::receive(&mut tx, &auth.scope, (kit, lot), new.expires_on, new.tests).await? else {
        let reason = say!("{kit} 的批号 {lot} 已登记", "the lot {lot} of {kit} is on the list already");
        return Err(Refusal::new("reagent.known", reason).into());
    };
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.created(shown).await
}

/// Records how a lot compares with the one before it; recorded anew it counts anew.
#[utoipa::path(post, path = "/api/lab/reagents/{id}/compare", tag = "lab", operation_id = "lab.reagent.compare",
    params(("id" = LotId, Path)), request_body = LabLotComparison,
    responses((status = 200, body = LabLot), (status = 404), (status = 409)))]
pub(super) async fn compare(
    auth: Allowed<ReagentCompare>,
    Path(id): Path<LotId>,
    Body(new): Body<LabLotComparison>,
) -> Result<Answer<LabLot>, Fault> {
    let mut tx = auth.write().await?;
    let lot = locked(&mut tx, &auth.scope, id).await?;
    rules::may_compare(&lot, today(&tx))?;
    rules::comparison(new.samples, new.agreed)?;
    db::compare(&mut tx, &auth.scope, id, (new.samples, new.agreed), new.note.as_deref()).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Lets a lot in, or refuses it.
#[utoipa::path(post, path = "/api/lab/reagents/{id}/decide", tag = "lab", operation_id = "lab.reagent.decide",
    params(("id" = LotId, Path)), request_body = LabLotDecision,
    responses((status = 200, body = LabLot), (status = 404), (status = 409)))]
pub(super) async fn decide(
    auth: Allowed<ReagentDecide>,
    Path(id): Path<LotId>,
    Body(new): Body<LabLotDecision>,
) -> Result<Answer<LabLot>, Fault> {
    let mut tx = auth.write().await?;
    let lot = locked(&mut tx, &auth.scope, id).await?;
    rules::may_decide(&lot, auth.scope.user)?;
    if new.accepted {
        opens(&lot, today(&tx))?;
    }
    let state = if new.accepted { LotState::Open } else { LotState::Refused };
    db::decide(&mut tx, &auth.scope, id, state).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Ends the use of a lot.
#[utoipa::path(post, path = "/api/lab/reagents/{id}/finish", tag = "lab", operation_id = "lab.reagent.finish",
    params(("id" = LotId, Path)), request_body = LabLotEnd,
    responses((status = 200, body = LabLot), (status = 404), (status = 409)))]
pub(super) async fn finish(
    auth: Allowed<ReagentFinish>,
    Path(id): Path<LotId>,
    Body(end): Body<LabLotEnd>,
) -> Result<Answer<LabLot>, Fault> {
    let mut tx = auth.write().await?;
    let lot = locked(&mut tx, &auth.scope, id).await?;
    rules::may_finish(&lot)?;
    tx.because(&end.reason);
    db::finish(&mut tx, &auth.scope, id, end.reason.trim()).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn locked(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<rules::Lot, Fault> {
    db::lock(tx, scope, id).await?;
    Ok(lot_or_404(tx, scope, id).await?.facts())
}

async fn changed(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<LabLot, Fault> {
    tx.announce("reagents", Some(scope.org)).await?;
    let lot = lot_or_404(tx, scope, id).await?;
    Ok(LabLot::of(lot, scope, today(tx)))
}

async fn lot_or_404(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<db::LotRecord, Fault> {
    db::lot(tx, scope, id).await?.ok_or_else(|| Problem::not_found("reagent", id).into())
}
