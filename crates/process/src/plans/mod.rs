//! 制备工序: what machines report, which steps are done at which machine, and which steps make what, from
//! `rulebook/cn/hall.toml`. Times after collection, expiry and volumes are the kernel's. Pure.

mod checks;
mod route;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::Day,
    product::ProductCode,
    rulebook::{Basis, in_force},
    text::Text,
};

pub(crate) use checks::{Check, Deviation, Readings, Told, Window};
pub(crate) use route::{Done, Route};

/// The rules of the component hall.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hall {
    value: Vec<Value>,
    kind: Vec<Kind>,
    supply: Vec<Supply>,
    step: Vec<Step>,
    plan: Vec<Plan>,
    #[serde(rename = "yield")]
    yields: Vec<Yield>,
    traffic: Vec<Traffic>,
}

/// What a machine reports or a person reads off it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) title: Text,
    #[serde(default)]
    pub(crate) unit: String,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    basis: Basis,
}

/// A kind of machine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    pub(crate) code: String,
    pub(crate) title: Text,
    /// The values that it reports.
    pub(crate) values: Vec<String>,
    /// How many bags it takes at most.
    pub(crate) places_max: i32,
    basis: Basis,
}

/// What is used up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Supply {
    pub(crate) code: String,
    pub(crate) title: Text,
    basis: Basis,
}

/// What is done at one machine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) code: String,
    pub(crate) title: Text,
    /// The kind of machine.
    pub(crate) kind: String,
    /// What is used up at it.
    #[serde(default)]
    pub(crate) supplies: Vec<String>,
    deadline_of: Option<String>,
    pub(crate) after: Option<After>,
    /// The modifier that it gives.
    pub(crate) treats: Option<ProductCode>,
    pub(crate) check: Vec<Check>,
    basis: Basis,
}

/// How soon a step must follow another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct After {
    pub(crate) step: String,
    pub(crate) minutes_max: i64,
}

/// Whether air may have come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HallSystem)]
pub(crate) enum System {
    /// It has not.
    Closed,
    /// It may have.
    Open,
}

/// Between which temperatures a bag waits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HallRange)]
pub(crate) struct Range {
    /// Not colder, °C.
    pub(crate) min_c: Option<f64>,
    /// Not warmer, °C.
    pub(crate) max_c: Option<f64>,
}

/// What is made of what, by which steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    pub(crate) code: String,
    pub(crate) title: Text,
    pub(crate) from: Vec<ProductCode>,
    pub(crate) makes: Vec<ProductCode>,
    /// In their order.
    pub(crate) steps: Vec<String>,
    pub(crate) system: System,
    pub(crate) hold: Range,
    /// Parts of the same product.
    #[serde(default)]
    divides: bool,
    /// Demanded before a label is printed.
    #[serde(default)]
    pub(crate) finishes: bool,
    pub(crate) basis: Basis,
}

/// What comes out of a parent's volume.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Yield {
    products: Vec<ProductCode>,
    pub(crate) usual_percent: i64,
    pub(crate) low_percent: i64,
    basis: Basis,
}

/// When a limit turns amber and red.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lights {
    pub(crate) amber_minutes: i64,
    pub(crate) red_minutes: i64,
    pub(crate) stuck_minutes: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Traffic {
    amber_minutes: i64,
    red_minutes: i64,
    stuck_minutes: i64,
    basis: Basis,
}

/// The rules, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
pub(crate) fn hall() -> &'static Hall {
    static BOOK: LazyLock<Hall> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/hall.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/hall.toml is damaged: {error}"))
    });
    &BOOK
}

impl Hall {
    /// The kind of machine with this code.
    pub(crate) fn kind(&self, code: &str, day: Day) -> Option<&Kind> {
        in_force(self.kind.iter().filter(|kind| kind.code == code), day, |kind| &kind.basis)
    }

    /// Every kind of machine.
    pub(crate) fn kinds(&self, day: Day) -> Vec<&Kind> {
        standing(&self.kind, day, |kind| &kind.code, |kind| &kind.basis)
    }

    /// The value with this name.
    pub(crate) fn value(&self, name: &str, day: Day) -> Option<&Value> {
        in_force(self.value.iter().filter(|value| value.name == name), day, |value| &value.basis)
    }

    /// What is used up, by its code.
    pub(crate) fn supply(&self, code: &str, day: Day) -> Option<&Supply> {
        in_force(self.supply.iter().filter(|supply| supply.code == code), day, |supply| &supply.basis)
    }

    /// Everything that is used up.
    pub(crate) fn supplies(&self, day: Day) -> Vec<&Supply> {
        standing(&self.supply, day, |supply| &supply.code, |supply| &supply.basis)
    }

    /// The step with this code.
    pub(crate) fn step(&self, code: &str, day: Day) -> Option<&Step> {
        in_force(self.step.iter().filter(|step| step.code == code), day, |step| &step.basis)
    }

    /// Every step.
    pub(crate) fn steps(&self, day: Day) -> Vec<&Step> {
        standing(&self.step, day, |step| &step.code, |step| &step.basis)
    }

    /// Every plan.
    pub(crate) fn plans(&self, day: Day) -> Vec<&Plan> {
        standing(&self.plan, day, |plan| &plan.code, |plan| &plan.basis)
    }

    /// What usually comes out of `product`.
    pub(crate) fn expected(&self, product: ProductCode, day: Day) -> Option<&Yield> {
        in_force(self.yields.iter().filter(|one| one.products.contains(&product)), day, |one| &one.basis)
    }

    /// When limits change their colour.
    pub(crate) fn lights(&self, day: Day) -> Option<Lights> {
        in_force(&self.traffic, day, |entry| &entry.basis).map(|entry| Lights {
            amber_minutes: entry.amber_minutes,
            red_minutes: entry.red_minutes,
            stuck_minutes: entry.stuck_minutes,
        })
    }

    /// What people call a step; its code when the rulebook has forgotten it.
    pub(crate) fn step_title(&self, code: &str, day: Day) -> Text {
        self.step(code, day).map_or_else(|| Text::new(code, code), |step| step.title.clone())
    }

    /// What people call a kind of machine.
    pub(crate) fn kind_title(&self, code: &str, day: Day) -> Text {
        self.kind(code, day).map_or_else(|| Text::new(code, code), |kind| kind.title.clone())
    }
}

impl Step {
    /// Whose time after collection the step keeps, for a bag of `own`.
    pub(crate) fn deadline_of(&self, own: ProductCode) -> Option<ProductCode> {
        match self.deadline_of.as_deref()? {
            "own" => Some(own),
            code => code.parse().ok(),
        }
    }
}

/// Of each entry the version in force on `day`, in the order of the file.
fn standing<'a, T>(
    all: &'a [T],
    day: Day,
    code: impl Fn(&T) -> &str,
    basis: impl Fn(&T) -> &Basis + Copy,
) -> Vec<&'a T> {
    let newest = |one: &&'a T| {
        let versions = all.iter().filter(|other| code(other) == code(one));
        in_force(versions, day, basis).is_some_and(|standing| std::ptr::eq(standing, *one))
    };
    all.iter().filter(newest).collect()
}
