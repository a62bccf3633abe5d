//! The routes of the worklist.

use std::collections::{BTreeMap, BTreeSet};

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::{
    lab::Verdict,
    shown::{Can, UnitRow},
};
use vena_kernel::{
    clock::Instant,
    id::UnitId,
    product::{MediumCode, ProductCode},
    refusal::Refusal,
    rulebook,
    text::Text,
    unit_state::Unit,
    zone,
};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    db::Tx,
    fault::{Fault, Problem},
    http::{Page, Path, Query, cursor},
    permission,
};

use super::db::{self, Wanted, WorkRow};
use crate::{
    Ports,
    events::Hand,
    labels,
    origins::Origins,
    plans::{Route, hall},
    programmes, release,
    splits::{self, bench::donated, rules::Bench},
    steps,
};

permission! {
    pub(crate) UnitList = "process.unit.list", "查看待制备血液", "See the worklist of preparation";
    pub(crate) UnitView = "process.unit.view", "查看单袋制备信息", "See what may be made of a unit";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![UnitList::INFO, UnitView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(view))
}

/// For which step a unit waits.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WorkState {
    /// Collected, not in the component hall yet.
    Expected,
    /// In the component hall, not processed.
    Received,
    /// Prepared, label not verified.
    Split,
    /// Label verified, waits for release.
    Labelled,
}

impl WorkState {
    const fn word(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Received => "received",
            Self::Split => "split",
            Self::Labelled => "labelled",
        }
    }
}

/// Which part of the worklist.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct WorkQuery {
    /// For which step; all when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<WorkState>,
    /// Beginning of a donation number, or a product code.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A unit of the worklist.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkUnit {
    /// The unit.
    #[serde(flatten)]
    unit: UnitRow,
    /// For which step it waits: `expected`, `received`, `split`, `labelled`; `done` when it waits for nothing here.
    state: String,
    /// Whether its newest label was scanned again and equalled the record.
    label_verified: bool,
}

impl From<WorkRow> for WorkUnit {
    fn from(row: WorkRow) -> Self {
        Self { unit: row.unit, state: row.state, label_verified: row.label_holds }
    }
}

/// A unit with what may be done with it.
#[derive(Debug, Serialize, ToSchema)]
struct WorkUnitDetail {
    /// The unit and its step.
    #[serde(flatten)]
    work: WorkUnit,
    /// In what it is kept.
    medium: Option<MediumCode>,
    /// What may be made of it, and what not any more.
    outputs: Vec<ProductOutput>,
    /// `split`, `label`, `label_file`, `label_check`, `release`.
    can: BTreeMap<String, Can>,
    /// When this was true.
    as_of: Instant,
}

/// A product that may be made of a unit, or the reason why not.
#[derive(Debug, Serialize, ToSchema)]
struct ProductOutput {
    /// The product.
    product: ProductCode,
    /// Its name.
    product_name: Text,
    /// True when it may be made now.
    ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Refusal>,
    /// In what it may be kept, the usual medium first; empty when there is no choice.
    media: Vec<MediumCode>,
    /// Until when it may be made.
    latest_at: Option<Instant>,
}

#[utoipa::path(get, path = "/api/process/units", tag = "process", operation_id = "process.unit.list", params(WorkQuery),
    responses((status = 200, body = Page<WorkUnit>)))]
async fn list(auth: Allowed<UnitList>, Query(query): Query<WorkQuery>) -> Result<Json<Page<WorkUnit>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let q: String = query.q.unwrap_or_default().chars().filter(|letter| !letter.is_whitespace()).collect();
    let wanted = Wanted {
        state: query.state.map(WorkState::word),
        q: &numbers_without_hyphen(&q),
        after: cursor(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let rows = db::worklist(&mut tx, &auth.scope, &wanted).await?;
    let items = rows.into_iter().map(WorkUnit::from).collect();
    Ok(Json(Page::cut(items, limit, tx.now(), |row| row.unit.unit_id.to_string())))
}

/// `01602-26000001` is kept as `0160226000001`; the hyphen of a product code stays.
fn numbers_without_hyphen(text: &str) -> String {
    let is_number = text.chars().all(|letter| letter.is_ascii_digit() || letter == '-');
    if is_number { text.replace('-', "") } else { text.to_owned() }
}

#[utoipa::path(get, path = "/api/process/units/{id}", tag = "process", operation_id = "process.unit.view",
    params(("id" = UnitId, Path)), responses((status = 200, body = WorkUnitDetail)))]
async fn view(
    auth: Allowed<UnitView>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<UnitId>,
) -> Result<Json<WorkUnitDetail>, Fault> {
    let mut tx = auth.read().await?;
    let row = db::work_unit(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("unit", id))?;
    let record = vena_ledger::unit_or_404(&mut tx, id).await?;
    let number = record.facts.donation_number;
    let origins = Origins::of(&mut tx, &ports, &[number]).await?;
    let donations = origins.donations(&number);
    let at = tx.now();
    let bench = Bench::usual(&record.facts, donated(&donations), at);
    let hand = Hand::of(&auth.scope, &tx, None);
    let steps = steps::db::of_units(&mut tx, &auth.scope, &[id]).await?;
    let done = steps::done(&steps, &record);
    let route = Route { hall: hall(), day: at.day_in(&zone::china()), product: record.facts.product, done: &done };
    let adopted = programmes::db::adopted(&mut tx, &auth.scope, at).await?;
    let detail = WorkUnitDetail {
        outputs: outputs(&bench, &route, &adopted),
        can: verbs(&mut tx, &auth, &hand, (id, &record.unit()), &origins.verdict(&number), &ports).await?,
        medium: record.facts.medium,
        work: row.into(),
        as_of: at,
    };
    Ok(Json(detail))
}

async fn verbs(
    tx: &mut Tx,
    auth: &Allowed<UnitView>,
    hand: &Hand,
    (id, unit): (UnitId, &Unit),
    verdict: &Verdict,
    ports: &Ports,
) -> Result<BTreeMap<String, Can>, Fault> {
    let printed = labels::db::newest(tx, &auth.scope, id).await?;
    let gate = release::gate_of(tx, &auth.scope, ports, &[id]).await?;
    let split = splits::rules::may_begin(hand, id, unit);
    let label = labels::rules::may_print(hand, id, unit, verdict).map(drop);
    let check = labels::rules::may_check(hand, id, unit, printed.as_ref().map(|print| &print.label));
    let ready = gate.first().map_or(Ok(()), release::gate::Gate::first_refusal);
    let file = labels::rules::current(&unit.facts, printed.as_ref().map(|print| &print.label)).map(drop);
    let can = |name, decision| Can::by(&auth.scope, name, decision);
    Ok(BTreeMap::from([
        ("split".to_owned(), can("process.split.create", split)),
        ("label".to_owned(), can("process.label.print", label)),
        ("label_file".to_owned(), can("process.label.file", file)),
        ("label_check".to_owned(), can("process.label.check", check)),
        ("release".to_owned(), can("process.release.propose", ready)),
    ]))
}

/// Every product of the catalogue that may come from this one, with what the rules say now and which steps are lacking.
fn outputs(bench: &Bench<'_>, route: &Route<'_>, adopted: &BTreeSet<String>) -> Vec<ProductOutput> {
    let of_this = rulebook::products().iter().filter(|product| product.may_come_from(bench.parent.product));
    let output = |product: &vena_kernel::product::Product| {
        let decision = bench.may_make(product).and_then(|()| route.demanded(adopted, &[product.code]).map(drop));
        ProductOutput {
            product: product.code,
            product_name: product.name.clone(),
            ok: decision.is_ok(),
            reason: decision.err(),
            media: bench.media(product),
            latest_at: bench.latest(product),
        }
    };
    of_this.map(output).collect()
}

#[cfg(test)]
mod tests {
    use super::numbers_without_hyphen;

    #[test]
    fn a_number_is_found_with_and_without_its_hyphen() {
        assert_eq!(numbers_without_hyphen("01602-2600"), "016022600");
        assert_eq!(numbers_without_hyphen("RBC-S-LR"), "RBC-S-LR");
    }
}
