//! The interval between two donations.

use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use super::DonationKind;
use crate::{clock::Day, rulebook::Basis};

/// How long a donor waits from one donation to the next. Exactly one of months and days is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = DonationInterval))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// What was given.
    pub previous: DonationKind,
    /// What is to be given.
    pub next: DonationKind,
    /// Calendar months.
    pub months: Option<i32>,
    /// Days.
    pub days: Option<i32>,
    /// Days with a physician's approval.
    pub approved_days: Option<i32>,
    /// Where this rule comes from.
    pub basis: Basis,
}

impl Interval {
    /// The first day on which the next donation is allowed after one on `previous`. A month that lacks the day ends on its
    /// last day: six months after 31 August is 28 or 29 February. `None` beyond the calendar.
    pub fn first_day_after(&self, previous: Day) -> Option<Day> {
        later(previous, self.months, self.days)
    }

    /// The same with a physician's approval, where the rule knows one.
    pub fn first_day_with_approval(&self, previous: Day) -> Option<Day> {
        later(previous, None, Some(self.approved_days?))
    }
}

fn later(day: Day, months: Option<i32>, days: Option<i32>) -> Option<Day> {
    let span = months.unwrap_or(0).months().days(days.unwrap_or(0));
    day.date().checked_add(span).ok().map(Day::from)
}
