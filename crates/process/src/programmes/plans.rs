//! The rules of the hall as pages show them: plans with their steps, kinds of machines, and what is used up.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::product_name;
use vena_kernel::{
    clock::{Day, Instant},
    product::ProductCode,
    rulebook,
    rulebook::Basis,
    text::Text,
    zone,
};
use vena_platform::{auth::Allowed, fault::Fault};

use super::{ProgrammePlans, db};
use crate::plans::{Check, Kind, Plan, Range, Step, System, Window, hall};

/// A step of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct HallPlanStep {
    /// As the rulebook names it.
    code: String,
    /// What people call it.
    title: Text,
    /// The kind of machine.
    kind: String,
    /// What people call that kind.
    kind_title: Text,
    /// What is used up at it.
    supplies: Vec<HallSupplyKind>,
    /// What a programme sets, and between what.
    targets: Vec<HallTarget>,
    /// What must be true whatever was set.
    windows: Vec<Window>,
    /// Whether a programme of this step was ever approved here.
    by_program: bool,
}

/// A kind of what is used up.
#[derive(Debug, Serialize, ToSchema)]
struct HallSupplyKind {
    /// As the rulebook names it.
    code: String,
    /// What people call it.
    title: Text,
}

/// What a programme sets.
#[derive(Debug, Serialize, ToSchema)]
struct HallTarget {
    /// Name of the value.
    value: String,
    /// Not less.
    min: f64,
    /// Not more.
    max: f64,
}

/// A product in a plan.
#[derive(Debug, Serialize, ToSchema)]
struct HallPlanProduct {
    /// Its code.
    product: ProductCode,
    /// Its name.
    product_name: Text,
    /// Latest begin after collection, hours.
    begin_hours: Option<i64>,
    /// Usual share of the parent's volume, percent.
    usual_percent: Option<i64>,
}

/// What is made of what, by which steps.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallPlan {
    /// As the rulebook names it.
    code: String,
    /// What people call it.
    title: Text,
    /// Of what.
    from: Vec<ProductCode>,
    /// What.
    makes: Vec<HallPlanProduct>,
    /// By which steps, in order.
    steps: Vec<HallPlanStep>,
    /// Whether air may have come in.
    system: System,
    /// How a bag waits for it.
    hold: Range,
    /// No label is printed before it is done.
    finishes: bool,
    /// Whether every step has had an approved programme here: then its steps are demanded.
    by_program: bool,
    /// Where it comes from.
    basis: Basis,
}

/// A kind of machine.
#[derive(Debug, Serialize, ToSchema)]
struct HallKind {
    /// As the rulebook names it.
    code: String,
    /// What people call it.
    title: Text,
    /// How many bags it takes at most.
    places_max: i32,
    /// What it reports.
    values: Vec<HallValue>,
}

/// What a machine reports or a person reads off it.
#[derive(Debug, Serialize, ToSchema)]
struct HallValue {
    /// As messages name it.
    name: String,
    /// What people call it.
    title: Text,
    /// In what it is measured.
    unit: String,
}

/// The rules of the hall.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallRules {
    /// What is made of what.
    plans: Vec<HallPlan>,
    /// Every step.
    steps: Vec<HallPlanStep>,
    /// Every kind of machine.
    kinds: Vec<HallKind>,
    /// Everything that is used up.
    supplies: Vec<HallSupplyKind>,
    /// When this was true.
    as_of: Instant,
}

/// The plans of the rulebook and which of them this hall makes by program, its steps, kinds of machines and supplies.
#[utoipa::path(get, path = "/api/process/plans", tag = "process", operation_id = "process.programme.plans",
    responses((status = 200, body = HallRules)))]
pub(super) async fn plans(auth: Allowed<ProgrammePlans>) -> Result<Json<HallRules>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, today) = (tx.now(), tx.now().day_in(&zone::china()));
    let adopted = db::adopted(&mut tx, &auth.scope, as_of).await?;
    let supply = |known: &crate::plans::Supply| HallSupplyKind { code: known.code.clone(), title: known.title.clone() };
    Ok(Json(HallRules {
        plans: hall().plans(today).into_iter().map(|plan| shown_plan(plan, &adopted, today)).collect(),
        steps: hall().steps(today).into_iter().map(|step| shown_step(step, &adopted, today)).collect(),
        kinds: hall().kinds(today).into_iter().map(|kind| shown_kind(kind, today)).collect(),
        supplies: hall().supplies(today).into_iter().map(supply).collect(),
        as_of,
    }))
}

fn shown_plan(plan: &Plan, adopted: &BTreeSet<String>, today: Day) -> HallPlan {
    HallPlan {
        code: plan.code.clone(),
        title: plan.title.clone(),
        from: plan.from.clone(),
        makes: plan.makes.iter().map(|code| shown_product(*code, today)).collect(),
        steps: plan
            .steps
            .iter()
            .filter_map(|code| Some(shown_step(hall().step(code, today)?, adopted, today)))
            .collect(),
        system: plan.system,
        hold: plan.hold,
        finishes: plan.finishes,
        by_program: plan.steps.iter().all(|step| adopted.contains(step)),
        basis: plan.basis.clone(),
    }
}

fn shown_kind(kind: &Kind, today: Day) -> HallKind {
    let value = |name: &String| {
        let known = hall().value(name, today)?;
        Some(HallValue { name: name.clone(), title: known.title.clone(), unit: known.unit.clone() })
    };
    HallKind {
        code: kind.code.clone(),
        title: kind.title.clone(),
        places_max: kind.places_max,
        values: kind.values.iter().filter_map(value).collect(),
    }
}

fn shown_product(product: ProductCode, today: Day) -> HallPlanProduct {
    HallPlanProduct {
        product,
        product_name: product_name(product),
        begin_hours: rulebook::preparation().deadline(product).map(|deadline| deadline.hours),
        usual_percent: hall().expected(product, today).map(|expected| expected.usual_percent),
    }
}

fn shown_step(step: &Step, adopted: &BTreeSet<String>, today: Day) -> HallPlanStep {
    let supply = |code: &String| {
        hall().supply(code, today).map(|known| HallSupplyKind { code: known.code.clone(), title: known.title.clone() })
    };
    let target = |check: &Check| check.target.map(|(min, max)| HallTarget { value: check.value.clone(), min, max });
    HallPlanStep {
        code: step.code.clone(),
        title: step.title.clone(),
        kind: step.kind.clone(),
        kind_title: hall().kind_title(&step.kind, today),
        supplies: step.supplies.iter().filter_map(supply).collect(),
        targets: step.check.iter().filter_map(target).collect(),
        windows: step.windows(hall(), &BTreeMap::new(), today),
        by_program: adopted.contains(&step.code),
    }
}
