//! How near a limit is, for what a bag waits, and whether a yield is low. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::clock::Instant;

use crate::plans::{Lights, Route};

/// How near a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HallLight)]
pub(crate) enum Light {
    /// There is time.
    Green,
    /// Soon.
    Amber,
    /// Now.
    Red,
    /// It has passed.
    Over,
}

/// The colour of a limit.
pub(crate) fn light(latest: Instant, now: Instant, lights: Lights) -> Light {
    let left = latest.seconds_since(now);
    match left {
        ..0 => Light::Over,
        _ if left <= lights.red_minutes * 60 => Light::Red,
        _ if left <= lights.amber_minutes * 60 => Light::Amber,
        _ => Light::Green,
    }
}

/// For what a bag waits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Isolated: for quality.
    Held,
    /// For its first step.
    Begin,
    /// For this step.
    Step(String),
    /// To be recorded as what it became: its steps are done.
    Make,
    /// For its label or its release.
    Label,
}

impl Stage {
    /// Its word on pages.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Held => "held",
            Self::Begin => "begin",
            Self::Step(code) => code,
            Self::Make => "make",
            Self::Label => "label",
        }
    }
}

/// For what a bag waits that is in no batch. `born_here`: it was made in this hall.
pub(crate) fn stage(route: &Route<'_>, held: bool, born_here: bool) -> Stage {
    if held {
        return Stage::Held;
    }
    let making = || route.open_plans().into_iter().filter(|plan| !plan.makes.is_empty() && !plan.steps.is_empty());
    let begun = || making().filter(|plan| plan.steps.first().is_some_and(|step| route.has(step)));
    if let Some(step) = begun().find_map(|plan| route.missing(plan)) {
        // A plan that is complete may be recorded, though a longer one goes on.
        let complete = begun().any(|plan| route.missing(plan).is_none());
        return if complete { Stage::Make } else { Stage::Step(step.to_owned()) };
    }
    if begun().next().is_some() {
        return Stage::Make;
    }
    let finishing = route.open_plans().into_iter().filter(|plan| plan.finishes);
    match finishing.filter_map(|plan| route.missing(plan)).next() {
        Some(step) => Stage::Step(step.to_owned()),
        None if born_here => Stage::Label,
        None => Stage::Begin,
    }
}

/// Whole percent of `part` in `whole`.
pub(crate) fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 100 + whole / 2) / whole)
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::plans::{Done, hall};

    #[test]
    fn a_limit_turns_amber_red_and_is_over() {
        let lights = Lights { amber_minutes: 120, red_minutes: 30, stuck_minutes: 180 };
        let table = "
            seconds left | light
            7201         | green
            7200         | amber
            1801         | amber
            1800         | red
            0            | red
            -1           | over
        ";
        let now: Instant = "2026-02-11T08:00:00+08:00".parse().expect("an instant");
        for row in &rows(table)[1..] {
            let found = light(now.plus_seconds(row[0].parse().expect("seconds")), now, lights);
            assert_eq!(serde_json::to_value(found).expect("a word"), row[1], "{row:?}");
        }
    }

    #[test]
    fn a_bag_waits_for_what_comes_next() {
        let table = "
            product | done            | held | made | stage
            WB      | -               | no   | no   | begin
            WB      | spin_hard       | no   | no   | press
            WB      | spin_hard press | no   | no   | make
            WB      | spin_hard       | yes  | no   | held
            WB      | spin_soft       | no   | no   | press
            WB      | spin_soft press | no   | no   | spin_platelets
            WB      | filter          | no   | no   | make         -- leukoreduced whole blood, or on to the spin
            FFP     | -               | no   | yes  | freeze_plasma
            FFP     | freeze_plasma   | no   | yes  | label
            FFP     | freeze_plasma thaw_slow | no | yes | spin_cold
            RBC-S   | -               | no   | yes  | label
            RBC-S   | weld            | no   | yes  | make
        ";
        let now: Instant = "2026-02-11T08:00:00+08:00".parse().expect("an instant");
        for row in &rows(table)[1..] {
            let words = row[1].split(' ').filter(|word| *word != "-");
            let done: Vec<Done> =
                words.map(|step| Done { step: step.to_owned(), ended_at: now, counts: true }).collect();
            let day = "2026-02-11".parse().expect("a day");
            let route = Route { hall: hall(), day, product: row[0].parse().expect("a product"), done: &done };
            assert_eq!(stage(&route, row[2] == "yes", row[3] == "yes").word(), row[4], "{row:?}");
        }
    }

    #[test]
    fn percents_are_rounded() {
        assert_eq!([percent(1, 3), percent(2, 3), percent(1, 2), percent(0, 0)], [Some(33), Some(67), Some(50), None]);
    }
}
