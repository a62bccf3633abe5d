//! A bag's steps: what is behind it and what may come next.

use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::{
    clock::{Day, Instant},
    id::{BatchId, EventId},
    product::ProductCode,
    refusal::Refusal,
    rulebook,
    text::Text,
    zone,
};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::Path,
};

use super::{
    StepView,
    db::{self, StepRow},
    done,
};
use crate::{
    Ports,
    origins::Origins,
    plans::{Deviation, Plan, Route, hall},
    splits::{bench::donated, rules::Bench},
    units,
};

/// A step that is behind a bag, or in which it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HallStepDone {
    /// As the rulebook names it.
    step: String,
    /// What people call it.
    title: Text,
    /// The batch.
    batch_id: BatchId,
    /// Its number.
    batch_no: String,
    /// `open`, `running`, `done`, `broken_off`.
    state: String,
    /// The machine.
    equipment_code: String,
    /// What people call it.
    equipment_name: String,
    /// The programme.
    programme_name: String,
    /// When it began.
    began_at: Option<Instant>,
    /// When it ended.
    ended_at: Option<Instant>,
    /// Who ended it; before that, who opened it.
    by_name: String,
    /// `passed` or `deviated`.
    outcome: Option<String>,
    /// What was not as it should be.
    deviations: Vec<Deviation>,
    /// The hold that a deviation opened.
    hold_id: Option<EventId>,
    /// Whether it counts for what comes next.
    counts: bool,
}

/// A step that may come next.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HallStepNext {
    /// As the rulebook names it.
    step: String,
    /// What people call it.
    title: Text,
    /// The kind of machine.
    kind: String,
    /// What people call that kind.
    kind_title: Text,
    /// True when the bag may go to it now, apart from the machine.
    ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Refusal>,
}

/// A way on which a bag is.
#[derive(Debug, Serialize, ToSchema)]
struct HallWay {
    /// The plan.
    plan: String,
    /// What people call it.
    title: Text,
    /// What comes out of it.
    makes: Vec<ProductCode>,
    /// Its steps.
    steps: Vec<HallWayStep>,
}

/// A step on the way.
#[derive(Debug, Serialize, ToSchema)]
struct HallWayStep {
    /// As the rulebook names it.
    step: String,
    /// What people call it.
    title: Text,
    /// Behind the bag.
    done: bool,
}

/// A bag with its steps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HallBag {
    /// The bag.
    unit: UnitRow,
    /// What is behind it, and the batch in which it is.
    done: Vec<HallStepDone>,
    /// What may come next.
    next: Vec<HallStepNext>,
    /// The ways that are open for it.
    ways: Vec<HallWay>,
    /// When this was true.
    as_of: Instant,
}

/// A bag's steps, by its id, label or donation number.
#[utoipa::path(get, path = "/api/process/bags/{text}", tag = "process", operation_id = "process.step.view",
    params(("text" = String, Path)), responses((status = 200, body = HallBag), (status = 404)))]
pub(super) async fn view(
    auth: Allowed<StepView>,
    Extension(ports): Extension<Ports>,
    Path(text): Path<String>,
) -> Result<Json<HallBag>, Fault> {
    let mut tx = auth.read().await?;
    let scope = &auth.scope;
    let read = UnitText::read(&text)?;
    let found = units::db::meant(&mut tx, scope, &read, &["collected", "in_process", "stock"]).await?;
    let id = UnitText::one(&text, found)?;
    let record = vena_ledger::unit_or_404(&mut tx, id).await?;
    let unit = units::db::shown(&mut tx, scope, &[id]).await?.pop().ok_or_else(|| Problem::not_found("unit", id))?;
    let rows = db::of_units(&mut tx, scope, &[id]).await?;
    let (done, as_of) = (done(&rows, &record), tx.now());
    let day = as_of.day_in(&zone::china());
    let number = record.facts.donation_number;
    let origins = Origins::donated(&mut tx, &ports, &[number]).await?;
    let donations = origins.donations(&number);
    let bench = Bench::usual(&record.facts, donated(&donations), as_of);
    let route = Route { hall: hall(), day, product: record.facts.product, done: &done };
    let in_time = |deadline: Option<ProductCode>| {
        deadline.map_or(Ok(()), |of| rulebook::preparation().in_time(of, record.facts.collected_at, as_of))
    };
    let next = route.next().into_iter().map(|step| {
        let allowed = in_time(step.deadline_of(record.facts.product));
        HallStepNext {
            step: step.code.clone(),
            title: step.title.clone(),
            kind: step.kind.clone(),
            kind_title: hall().kind_title(&step.kind, day),
            ok: allowed.is_ok(),
            reason: allowed.err(),
        }
    });
    Ok(Json(HallBag {
        unit,
        next: next.collect(),
        ways: ways(&route, &bench),
        done: rows.into_iter().map(|row| shown(row, &done, day)).collect(),
        as_of,
    }))
}

fn shown(row: StepRow, done: &[crate::plans::Done], day: Day) -> HallStepDone {
    let counts = done.iter().any(|one| one.counts && one.step == row.step && Some(one.ended_at) == row.ended_at);
    HallStepDone {
        title: hall().step_title(&row.step, day),
        step: row.step,
        batch_id: row.batch_id,
        batch_no: row.batch_no,
        state: row.state,
        equipment_code: row.equipment_code,
        equipment_name: row.equipment_name,
        programme_name: row.programme_name,
        began_at: row.began_at,
        ended_at: row.ended_at,
        by_name: row.by_name,
        outcome: row.outcome,
        deviations: row.deviations.map(|deviations| deviations.0).unwrap_or_default(),
        hold_id: row.hold_id,
        counts,
    }
}

/// The ways on which something may still be made of the bag.
fn ways(route: &Route<'_>, bench: &Bench<'_>) -> Vec<HallWay> {
    let may =
        |code: &ProductCode| rulebook::products().get(*code).is_some_and(|product| bench.may_make(product).is_ok());
    let way = |plan: &Plan| {
        let makes: Vec<ProductCode> = plan.makes.iter().copied().filter(may).collect();
        let step = |code: &String| HallWayStep {
            step: code.clone(),
            title: route.hall.step_title(code, route.day),
            done: route.has(code),
        };
        let leads = plan.finishes || !makes.is_empty();
        leads.then(|| HallWay {
            plan: plan.code.clone(),
            title: plan.title.clone(),
            makes,
            steps: plan.steps.iter().map(step).collect(),
        })
    };
    route.open_plans().into_iter().filter(|plan| !plan.steps.is_empty()).filter_map(way).collect()
}
