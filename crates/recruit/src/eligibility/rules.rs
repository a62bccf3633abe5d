//! The rule: age, deferrals and the interval since the last needle, each with the clause that decides.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    eligibility::{AgeRule, DonationKind, EligibilityOn},
    refusal::Refusal,
    rulebook, say,
    text::Text,
};

use crate::book::Book;

/// What decides.
#[derive(Debug, Clone)]
pub(crate) struct DonorFacts {
    /// Birthday.
    pub(crate) born_on: Day,
    /// Completed donations.
    pub(crate) donations: i64,
    /// Donations with a reaction.
    pub(crate) reactions: i64,
    /// Day of the last needle that is known here, of a donation or in vain.
    pub(crate) last_needle_on: Option<Day>,
    /// Deferrals that were not lifted.
    pub(crate) deferrals: Vec<Standing>,
}

/// A deferral that was not lifted; permanent without `until`, otherwise `until` is its last day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// Last day; never when absent.
    pub(crate) until: Option<Day>,
}

impl Standing {
    /// Whether it still stands on `day`.
    pub(crate) fn stands_on(self, day: Day) -> bool {
        self.until.is_none_or(|until| until >= day)
    }
}

/// One rule that says not yet, or never.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EligibilityLine)]
pub(crate) struct Line {
    /// Stable name of the rule.
    pub(crate) rule: &'static str,
    /// What it says, for people.
    pub(crate) reason: Text,
    /// Last day on which it says so; absent when it will not change by waiting.
    pub(crate) until: Option<Day>,
    /// Where the rule comes from.
    pub(crate) clause: String,
}

/// Whether whole blood may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EligibilityVerdict)]
pub(crate) struct Verdict {
    /// Today.
    pub(crate) may: bool,
    /// The first day on which it may be given, today included; absent when never.
    pub(crate) from: Option<Day>,
    /// Every rule that says no today.
    pub(crate) lines: Vec<Line>,
}

impl Verdict {
    /// `Ok` when blood may be given, else the first rule that says no.
    pub(crate) fn decision(&self) -> Result<(), Refusal> {
        self.lines.first().map_or(Ok(()), |line| Err(refusal(line)))
    }
}

/// Whether and from when whole blood may be given, seen from `today`.
pub(crate) fn whole_blood(facts: &DonorFacts, today: Day) -> Verdict {
    let rules = rulebook::eligibility().effective_on(today);
    let mut lines: Vec<Line> = deferred(facts, today).into_iter().chain(age(&rules, facts, today)).collect();
    lines.extend(interval(&rules, facts, today));
    let from = first_day(&lines, today).filter(|day| last_day(&rules, facts, today).is_some_and(|last| *day <= last));
    Verdict { may: lines.is_empty(), from, lines }
}

/// What speaks against a donation on `day` apart from intervals, which whoever holds the needle knows better.
pub(crate) fn objections(facts: &DonorFacts, day: Day) -> Vec<Refusal> {
    let rules = rulebook::eligibility().effective_on(day);
    deferred(facts, day).iter().chain(&age(&rules, facts, day)).map(refusal).collect()
}

/// The line as a refusal, with its clause in the sentence.
fn refusal(line: &Line) -> Refusal {
    let (Text { zh, en }, clause) = (&line.reason, &line.clause);
    Refusal::new(line.rule, say!("{zh}（依据：{clause}）", "{en} (by: {clause})"))
}

/// The day after the last line has ended; `None` when one of them never ends.
fn first_day(lines: &[Line], today: Day) -> Option<Day> {
    lines.iter().try_fold(today, |latest, line| Some(latest.max(after(line.until?))))
}

fn after(day: Day) -> Day {
    day.date().tomorrow().map_or(day, Day::from)
}

fn before(day: Day) -> Day {
    day.date().yesterday().map_or(day, Day::from)
}

/// One line for the deferral that lasts longest. Why is told elsewhere, and not to everybody.
fn deferred(facts: &DonorFacts, today: Day) -> Option<Line> {
    let standing: Vec<Standing> =
        facts.deferrals.iter().copied().filter(|deferral| deferral.stands_on(today)).collect();
    let forever = standing.iter().any(|deferral| deferral.until.is_none());
    let until = standing.iter().filter_map(|deferral| deferral.until).max().filter(|_| !forever);
    if standing.is_empty() {
        return None;
    }
    let reason = match until {
        Some(until) => say!("不宜献血，至 {until}", "not to donate until {until}"),
        None => say!("不宜献血", "not to donate"),
    };
    Some(Line { rule: "donor.deferred", reason, until, clause: "GB 18467-2011".to_owned() })
}

/// The day on which a person born on `born_on` completes `years`. Born on 29 February: 1 March in a common year.
fn birthday(born_on: Day, years: i16) -> Day {
    let date = born_on.date();
    let year = date.year().saturating_add(years);
    Day::new(year, date.month(), date.day()).or_else(|| Day::new(year, 3, 1)).unwrap_or(born_on)
}

/// The oldest age at which this donor may give.
fn oldest(rule: &AgeRule, facts: &DonorFacts, today: Day) -> i16 {
    let needed = Book::get().repeat_donations_min(today);
    let repeat = facts.reactions == 0 && needed.is_some_and(|needed| facts.donations >= needed);
    if repeat { rule.repeat_max_years } else { rule.max_years }
}

/// The last day on which this donor may ever give.
fn last_day(rules: &EligibilityOn<'_>, facts: &DonorFacts, today: Day) -> Option<Day> {
    rules.age().map(|rule| before(birthday(facts.born_on, oldest(rule, facts, today) + 1)))
}

fn age(rules: &EligibilityOn<'_>, facts: &DonorFacts, today: Day) -> Option<Line> {
    let Some(rule) = rules.age() else {
        return Some(no_version("donor.age"));
    };
    let (min, max) = (rule.min_years, oldest(rule, facts, today));
    let first = birthday(facts.born_on, min);
    let too_old = last_day(rules, facts, today).is_some_and(|last| last < today);
    let reason = say!("年龄应为 {min}–{max} 周岁", "the age has to be {min} to {max} years");
    let until = (today < first).then(|| before(first));
    (until.is_some() || too_old).then(|| Line { rule: "donor.age", reason, until, clause: rule.basis.source.clone() })
}

fn interval(rules: &EligibilityOn<'_>, facts: &DonorFacts, today: Day) -> Option<Line> {
    let last = facts.last_needle_on?;
    let Some(rule) = rules.interval(DonationKind::WholeBlood, DonationKind::WholeBlood) else {
        return Some(no_version("donor.interval"));
    };
    let again = rule.first_day_after(last)?;
    let reason = say!(
        "距上次进针（{last}）的间隔未满，{again} 起可再次献血",
        "the interval since the needle of {last} is not over: again from {again}"
    );
    (today < again).then(|| Line {
        rule: "donor.interval",
        reason,
        until: Some(before(again)),
        clause: rule.basis.source.clone(),
    })
}

/// Without a rule in force nobody may give.
fn no_version(rule: &'static str) -> Line {
    let reason = say!("规则库中没有当日生效的献血者要求", "the rulebook has no donor limits in force on that day");
    Line { rule, reason, until: None, clause: String::new() }
}
