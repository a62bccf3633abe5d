//! How many come without a booking: what the rulebook believes, corrected by what the site has seen.

use std::collections::BTreeMap;

use vena_kernel::{clock::Day, id::SiteId, zone};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::db;
use crate::sites::{
    book::PlanRules,
    calendar::{Calendar, SiteDay, later},
};

/// Donors without a booking in an hour of one chair, by site.
#[derive(Debug, Default)]
pub(super) struct WalkIns {
    rates: BTreeMap<SiteId, f64>,
    belief: f64,
}

impl WalkIns {
    /// What the days before `today` have shown, site by site.
    pub(super) async fn load(
        tx: &mut Tx,
        scope: &Scope,
        sites: &[SiteId],
        (rules, today): (&PlanRules, Day),
    ) -> Result<Self, Fault> {
        let belief = rules.walk_ins_per_chair_hour;
        let first = later(today, -rules.walk_ins_days);
        let Some(since) = first.start_in(&zone::china()) else { return Ok(Self { belief, ..Self::default() }) };
        let Some(begins) = db::history_begins(tx, scope, since).await? else {
            return Ok(Self { belief, ..Self::default() });
        };
        // Days before anything was recorded say nothing about who came.
        let days = (begins.day_in(&zone::china()), later(today, -1));
        let seen: BTreeMap<SiteId, i64> = db::walk_ins(tx, scope, since).await?.into_iter().collect();
        let calendar = Calendar::load(tx, scope, sites, days).await?;
        let mut hours: BTreeMap<SiteId, f64> = BTreeMap::new();
        for (site, day) in calendar.all() {
            *hours.entry(site).or_default() += chair_hours(day);
        }
        let rate = |(site, hours): (SiteId, f64)| {
            let came = seen.get(&site).copied().unwrap_or_default() as f64;
            (site, rate(rules, came, hours))
        };
        Ok(Self { rates: hours.into_iter().map(rate).collect(), belief })
    }

    /// How many are expected in the hours of a day.
    pub(super) fn expected(&self, site: SiteId, day: &SiteDay) -> f64 {
        self.rates.get(&site).copied().unwrap_or(self.belief) * chair_hours(day)
    }
}

/// Hours of all chairs of a day.
fn chair_hours(day: &SiteDay) -> f64 {
    let sessions = day.sessions.iter().chain(&day.group_sessions);
    sessions.map(|session| f64::from(session.beds * (session.window.closes - session.window.opens)) / 60.0).sum()
}

/// The belief weighs as many hours as the rulebook says, the history as many as it has.
fn rate(rules: &PlanRules, came: f64, hours: f64) -> f64 {
    let weight = rules.walk_ins_belief_chair_hours;
    (came + rules.walk_ins_per_chair_hour * weight) / (hours + weight)
}

#[cfg(test)]
mod tests {
    use super::rate;
    use crate::sites::book::BookingBook;

    #[test]
    fn the_belief_holds_before_there_is_a_history_and_gives_way_to_it() {
        let rules = BookingBook::get().plan("2026-02-10".parse().expect("a day")).expect("in force");
        let near = |found: f64, expected: f64| (found - expected).abs() < 1e-9;
        assert!(near(rate(rules, 0.0, 0.0), 0.4), "nothing is known");
        assert!(near(rate(rules, 40.0, 40.0), 0.7), "as much history as belief: halfway between 0.4 and 1");
        assert!(near(rate(rules, 0.0, 40.0), 0.2), "nobody came");
        assert!((rate(rules, 4000.0, 4000.0) - 1.0).abs() < 0.01, "a long history is believed");
    }
}
