//! The rulebook's page on places at the chair: `rulebook/cn/booking.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    eligibility::DonationKind,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
};

/// The entries of the page, all versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BookingBook {
    place: Vec<Place>,
    walk_in: Vec<WalkIn>,
    limits: Vec<Limits>,
    reminder: Vec<Reminder>,
    quiet: Vec<Quiet>,
    overbooking: Vec<Overbooking>,
    no_show: Vec<NoShow>,
    travel: Vec<Travel>,
    plan: Vec<PlanRules>,
}

/// What one place of a kind needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    pub(crate) kind: DonationKind,
    /// How far apart places begin.
    pub(crate) slot_minutes: i32,
    /// How long a chair or machine is taken, set-up and cleaning included.
    pub(crate) chair_minutes: i32,
    /// A place is one named machine and its own time.
    pub(crate) on_machine: bool,
    /// How many donors one person at the chair serves in an hour.
    pub(crate) donors_per_staff_hour: i32,
    pub(crate) basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WalkIn {
    per_mille: i32,
    basis: Basis,
}

/// How far ahead and until when.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    pub(crate) days_ahead_max: i32,
    pub(crate) book_minutes_before: i64,
    pub(crate) cancel_minutes_before: i64,
    pub(crate) grace_minutes: i64,
    /// How long nobody counts as missed while a vehicle that took the list along has not told of the day, hours.
    pub(crate) away_hours: i64,
    pub(crate) offer_minutes: i64,
    pub(crate) offer_minutes_before: i64,
    pub(crate) group_names_hours_before: i64,
    pub(crate) group_places_max: i32,
    pub(crate) waiting_per_donor_max: i64,
    pub(crate) basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reminder {
    minutes_before: Vec<i64>,
    basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quiet {
    from_hour: i8,
    until_hour: i8,
    basis: Basis,
}

/// How much may be promised beyond the places.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Overbooking {
    pub(crate) too_many_per_mille: i32,
    pub(crate) outcomes_min: i32,
    basis: Basis,
}

/// What is believed of who stays away before there are own data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoShow {
    pub(crate) outcomes_min: i32,
    pub(crate) prior_weight: f64,
    pub(crate) weights: Weights,
    pub(crate) basis: Basis,
}

/// Weights by feature, for the chance of staying away.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    pub(crate) base: f64,
    pub(crate) lead_days: f64,
    pub(crate) shown_before: f64,
    pub(crate) missed_before: f64,
    pub(crate) first_time: f64,
    pub(crate) on_machine: f64,
    pub(crate) weekend: f64,
    pub(crate) confirmed: f64,
}

/// How fast people get about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Travel {
    pub(crate) mode: String,
    pub(crate) kmh: f64,
    pub(crate) detour: f64,
    pub(crate) start_minutes: i32,
    basis: Basis,
}

/// What a plan of sessions is measured by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanRules {
    pub(crate) staff_min: i32,
    pub(crate) turnaround_minutes: i32,
    pub(crate) vehicle_mode: String,
    /// What is believed of those who come without a booking, before a site has its own history.
    pub(crate) walk_ins_per_chair_hour: f64,
    /// How many chair-hours of history the belief weighs.
    pub(crate) walk_ins_belief_chair_hours: f64,
    /// How far back the history counts, days.
    pub(crate) walk_ins_days: i32,
    pub(crate) basis: Basis,
}

fn none(day: Day) -> Refusal {
    let reason = say!("规则库中没有 {day} 生效的预约规则", "the rulebook has no rules of booking in force on {day}");
    Refusal::new("booking.no-version", reason)
}

impl BookingBook {
    /// The page, read once.
    ///
    /// # Panics
    /// Only if the compiled-in file is damaged, which the tests of this module would have shown.
    pub(crate) fn get() -> &'static Self {
        static BOOK: LazyLock<BookingBook> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../../rulebook/cn/booking.toml"))
                .unwrap_or_else(|error| panic!("rulebook/cn/booking.toml is damaged: {error}"))
        });
        &BOOK
    }

    /// What a place of `kind` needs on `day`. This and all below refuse by `booking.no-version`.
    pub(crate) fn place(&self, kind: DonationKind, day: Day) -> Result<&Place, Refusal> {
        in_force(self.place.iter().filter(|place| place.kind == kind), day, |place| &place.basis)
            .ok_or_else(|| none(day))
    }

    /// Share of the chairs' places that is never promised, per mille.
    pub(crate) fn walk_in_per_mille(&self, day: Day) -> Result<i32, Refusal> {
        in_force(&self.walk_in, day, |entry| &entry.basis).map(|entry| entry.per_mille).ok_or_else(|| none(day))
    }

    /// How far ahead and until when.
    pub(crate) fn limits(&self, day: Day) -> Result<&Limits, Refusal> {
        in_force(&self.limits, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }

    /// How long before a place donors are reminded, minutes, longest first.
    pub(crate) fn reminders(&self, day: Day) -> &[i64] {
        in_force(&self.reminder, day, |entry| &entry.basis).map_or(&[], |entry| &entry.minutes_before)
    }

    /// From which hour until which hour nothing is sent.
    pub(crate) fn quiet(&self, day: Day) -> Option<(i8, i8)> {
        in_force(&self.quiet, day, |entry| &entry.basis).map(|entry| (entry.from_hour, entry.until_hour))
    }

    /// How much may be promised beyond the places.
    pub(crate) fn overbooking(&self, day: Day) -> Result<&Overbooking, Refusal> {
        in_force(&self.overbooking, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }

    /// What is believed of who stays away.
    pub(crate) fn no_show(&self, day: Day) -> Result<&NoShow, Refusal> {
        in_force(&self.no_show, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }

    /// How fast `mode` is; `None` for a mode that the rulebook does not know.
    pub(crate) fn travel(&self, mode: &str, day: Day) -> Option<&Travel> {
        in_force(self.travel.iter().filter(|entry| entry.mode == mode), day, |entry| &entry.basis)
    }

    /// What a plan of sessions is measured by.
    pub(crate) fn plan(&self, day: Day) -> Result<&PlanRules, Refusal> {
        in_force(&self.plan, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_every_kind_needs_and_sums_up() {
        let (before, day) = ("2025-12-31".parse().expect("a day"), "2026-01-01".parse().expect("a day"));
        let book = BookingBook::get();
        for kind in [DonationKind::WholeBlood, DonationKind::ApheresisPlatelets, DonationKind::ApheresisPlasma] {
            let place = book.place(kind, day).expect("in force");
            assert_eq!(1440 % place.slot_minutes, 0, "{kind:?}: a day is not cut evenly");
            assert_eq!(place.on_machine, kind != DonationKind::WholeBlood);
            assert_eq!(book.place(kind, before).expect_err("not yet").rule, "booking.no-version");
        }
        assert!(
            book.reminders(day).is_sorted_by(|longer, shorter| longer > shorter) && book.reminders(before).is_empty()
        );
        assert!(book.travel("walk", day).is_some() && book.travel("fly", day).is_none());
        assert_eq!(book.quiet(day), Some((21, 8)));
    }
}
