//! Which step a bag may go to, and whether what somebody wants to make of it has had its steps. Pure.

use std::collections::BTreeSet;

use vena_kernel::{
    clock::{Day, Instant},
    product::ProductCode,
    refusal::Refusal,
    say,
};

use super::{Hall, Plan, Step};

/// A step that a bag has been through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    pub(crate) step: String,
    pub(crate) ended_at: Instant,
    /// It passed, or quality has lifted the hold that its deviation had opened.
    pub(crate) counts: bool,
}

/// Where a bag of one product stands among the plans.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route<'a> {
    pub(crate) hall: &'static Hall,
    pub(crate) day: Day,
    pub(crate) product: ProductCode,
    pub(crate) done: &'a [Done],
}

impl Plan {
    /// Whether it makes all of `wanted` of one bag of `parent`.
    pub(crate) fn covers(&self, parent: ProductCode, wanted: &[ProductCode]) -> bool {
        let own = |code: &ProductCode| *code == parent;
        let fits = |code: &ProductCode| if self.divides { own(code) } else { !own(code) && self.makes.contains(code) };
        !wanted.is_empty() && self.from.contains(&parent) && wanted.iter().all(fits)
    }
}

impl Route<'_> {
    /// The plans that begin with this product.
    pub(crate) fn plans(&self) -> impl Iterator<Item = &'static Plan> + use<> {
        let product = self.product;
        self.hall.plans(self.day).into_iter().filter(move |plan| plan.from.contains(&product))
    }

    /// Whether the step was done and counts.
    pub(crate) fn has(&self, step: &str) -> bool {
        self.done.iter().any(|done| done.counts && done.step == step)
    }

    /// The plans that are still open for the bag.
    pub(crate) fn open_plans(&self) -> Vec<&'static Plan> {
        self.plans().filter(|plan| self.is_open(plan)).collect()
    }

    /// The first step of a plan that is not done.
    pub(crate) fn missing(&self, plan: &'static Plan) -> Option<&'static str> {
        plan.steps.iter().map(String::as_str).find(|step| !self.has(step))
    }

    /// The steps that may come next, each once, in the order of the plans.
    pub(crate) fn next(&self) -> Vec<&'static Step> {
        let mut found: Vec<&'static Step> = Vec::new();
        for plan in self.plans().filter(|plan| self.is_open(plan)) {
            let step = self.missing(plan).and_then(|code| self.hall.step(code, self.day));
            found.extend(step.filter(|step| !found.iter().any(|known| known.code == step.code)));
        }
        found
    }

    /// A plan is open for a bag when what was done to it is how the plan begins, in its order.
    fn is_open(&self, plan: &Plan) -> bool {
        let begun = plan.steps.iter().take_while(|step| self.has(step)).count();
        let done = self.done.iter().filter(|done| done.counts);
        done.into_iter().all(|done| plan.steps[..begun].contains(&done.step) || self.stands_alone(&done.step))
    }

    /// A treatment or a finish leaves every plan open.
    fn stands_alone(&self, step: &str) -> bool {
        let mut of = self.plans().filter(|plan| plan.steps.iter().any(|code| code == step)).peekable();
        of.peek().is_some() && of.all(|plan| plan.makes.is_empty())
    }

    /// Refuses by `step.not-for-product` a step that no plan has for this product, by `step.done` one that is done, and by
    /// `step.missing` one before which another must be done.
    pub(crate) fn may_enter(&self, step: &Step) -> Result<(), Refusal> {
        let (zh, en, product) = (&step.title.zh, &step.title.en, self.product);
        let with: Vec<&'static Plan> = self.plans().filter(|plan| plan.steps.contains(&step.code)).collect();
        if with.is_empty() {
            let reason = say!("{product} 没有“{zh}”工序", "{product} does not go through “{en}”");
            return Err(Refusal::new("step.not-for-product", reason));
        }
        if self.has(&step.code) {
            return Err(Refusal::new("step.done", say!("此袋已完成“{zh}”", "this bag has been through “{en}”")));
        }
        let mut next = with.iter().filter(|plan| self.is_open(plan)).filter_map(|plan| self.missing(plan));
        if next.clone().any(|code| code == step.code) {
            return Ok(());
        }
        Err(next.next().map_or_else(|| self.not_now(step), |code| self.lacking(code)))
    }

    fn lacking(&self, code: &str) -> Refusal {
        let title = self.hall.step_title(code, self.day);
        let (zh, en) = (&title.zh, &title.en);
        Refusal::new("step.missing", say!("此袋还没有完成“{zh}”", "this bag has not been through “{en}”"))
    }

    fn not_now(&self, step: &Step) -> Refusal {
        let (zh, en) = (&step.title.zh, &step.title.en);
        let reason = say!(
            "此袋已走另一条制备路线，不能再做“{zh}”",
            "this bag is on another way already and does not go through “{en}”"
        );
        Refusal::new("step.other-plan", reason)
    }

    /// The plan by which `wanted` may be made now: of the plans whose steps this hall does by program, one must be complete.
    /// Where the hall does none of them by program, paper says what was done and there is no plan.
    ///
    /// Refuses by `step.missing` and by `step.no-plan`.
    pub(crate) fn demanded(
        &self,
        adopted: &BTreeSet<String>,
        wanted: &[ProductCode],
    ) -> Result<Option<&'static Plan>, Refusal> {
        let by_program = |plan: &&Plan| plan.steps.iter().all(|step| adopted.contains(step));
        let covering: Vec<&'static Plan> = self.plans().filter(|plan| plan.covers(self.product, wanted)).collect();
        let controlled: Vec<&'static Plan> = covering.iter().copied().filter(by_program).collect();
        if let Some(complete) = controlled.iter().find(|plan| self.missing(plan).is_none()) {
            return Ok(Some(complete));
        }
        // Of several ways the one that has come furthest names what is missing.
        let left = |plan: &&&Plan| plan.steps.iter().filter(|step| !self.has(step)).count();
        if let Some(code) = controlled.iter().min_by_key(left).and_then(|plan| self.missing(plan)) {
            return Err(self.lacking(code));
        }
        let any_controlled =
            self.plans().any(|plan| !plan.steps.is_empty() && by_program(&plan) && !plan.makes.is_empty());
        if covering.is_empty() && any_controlled {
            let reason = say!("没有一个制备方案同时制备这些品种", "no plan makes these products together");
            return Err(Refusal::new("step.no-plan", reason));
        }
        Ok(None)
    }

    /// Refuses by `step.missing` a bag whose product must be finished before its label is printed.
    pub(crate) fn finished(&self, adopted: &BTreeSet<String>) -> Result<(), Refusal> {
        let finishing =
            self.plans().filter(|plan| plan.finishes && plan.steps.iter().all(|step| adopted.contains(step)));
        finishing.filter_map(|plan| self.missing(plan)).map(|code| Err(self.lacking(code))).next().unwrap_or(Ok(()))
    }
}
