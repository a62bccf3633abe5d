//! 确认规则: what confirms an agent, where, and by when, from `rulebook/cn/confirmation.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

/// The rules of confirmations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmations {
    agent: Vec<Agent>,
}

/// What follows a donation that is reactive for an agent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    code: String,
    /// What people call it.
    pub(super) title: Text,
    /// What confirms it.
    pub(super) method: Text,
    /// Where.
    pub(super) laboratory: Text,
    /// Until when the result is expected, from the day on which the sample was sent.
    pub(super) days: i64,
    /// After an indeterminate result the donor is sampled again.
    pub(super) follow_up_weeks: i64,
    /// Until when a confirmed case is reported by law.
    pub(super) notify_hours: Option<i64>,
    pub(super) basis: Basis,
}

/// The rules, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
pub(super) fn book() -> &'static Confirmations {
    static BOOK: LazyLock<Confirmations> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/confirmation.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/confirmation.toml is damaged: {error}"))
    });
    &BOOK
}

impl Confirmations {
    /// What follows a reactive donation, by the rules of `day`; `None` where nobody confirms the agent.
    pub(super) fn agent(&self, code: &str, day: Day) -> Option<&Agent> {
        in_force(self.agent.iter().filter(|agent| agent.code == code), day, |agent| &agent.basis)
    }
}

#[cfg(test)]
mod tests {
    use vena_kernel::rulebook;

    use super::*;

    #[test]
    fn every_agent_that_is_tested_for_is_confirmed_somewhere() {
        let day = "2026-02-11".parse().expect("a day");
        let rules = rulebook::testing().effective_on(day);
        for agent in rules.markers().iter().filter_map(|marker| marker.agent.as_deref()) {
            let found = book().agent(agent, day).unwrap_or_else(|| panic!("nobody confirms {agent}"));
            assert!(found.days > 0 && found.follow_up_weeks > 0, "{agent}");
        }
    }

    #[test]
    fn rules_do_not_hold_before_they_begin() {
        let [before, first] = ["2020-05-17", "2020-05-18"].map(|day| day.parse().expect("a day"));
        assert!(book().agent("HIV", before).is_none());
        assert!(book().agent("HIV", first).is_some());
    }
}
