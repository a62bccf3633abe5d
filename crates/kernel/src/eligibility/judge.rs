//! The rule over everything: age, deferrals, other stations, intervals, limits of a year.

use super::{
    AgeRule, Block, Deferral, DonationKind, Eligibility, EligibilityOn, History, Interval, Line, Needle, NeedleOutcome,
    PermitKind, RepeatDonor, Verdict, YearCap,
};
use crate::{clock::Day, rulebook, say};

/// How many changes of the answer are followed into the future: more than a donor of a year's needles has.
const STEPS_MAX: usize = 200;

/// Whether and from when `kind` may be given, seen from `day`, by the rulebook of this build.
pub fn judge(history: &History, kind: DonationKind, day: Day) -> Verdict {
    judge_by(rulebook::eligibility(), history, kind, day)
}

/// The same for every kind, in their order.
pub fn judge_all(history: &History, day: Day) -> Vec<Verdict> {
    DonationKind::ALL.iter().map(|kind| judge(history, *kind, day)).collect()
}

/// The same by the rules of `book`.
pub(super) fn judge_by(book: &Eligibility, history: &History, kind: DonationKind, day: Day) -> Verdict {
    let found = Case { rules: book.effective_on(day), history, kind, day }.lines();
    let from = first_day(book, history, kind, day, &found.lines);
    let rest_ml = Case { rules: book.effective_on(day), history, kind, day }.rest_ml();
    Verdict { kind, may: found.lines.is_empty(), from, lines: found.lines, by_permit: found.by_permit, rest_ml }
}

/// The first day from `day` on against which nothing speaks. A permission that begins later may bring it forward.
fn first_day(book: &Eligibility, history: &History, kind: DonationKind, day: Day, lines: &[Line]) -> Option<Day> {
    if lines.is_empty() {
        return Some(day);
    }
    let begins = history.permits.iter().map(|permit| permit.from).filter(|from| *from > day);
    let later = begins.filter_map(|from| settled(book, history, kind, from));
    ended(lines, day).and_then(|next| settled(book, history, kind, next)).into_iter().chain(later).min()
}

/// The first day from `candidate` on: after the last line has ended it is judged again on that day, because age, limits of a
/// year and rules change while one waits.
fn settled(book: &Eligibility, history: &History, kind: DonationKind, mut candidate: Day) -> Option<Day> {
    for _ in 0..STEPS_MAX {
        let found = Case { rules: book.effective_on(candidate), history, kind, day: candidate }.lines();
        if found.lines.is_empty() {
            return Some(candidate);
        }
        candidate = ended(&found.lines, candidate)?;
    }
    None
}

/// The day after the last line has ended; `None` when one of them never ends.
fn ended(lines: &[Line], day: Day) -> Option<Day> {
    lines.iter().try_fold(day, |latest, line| Some(latest.max(after(line.until?))))
}

fn after(day: Day) -> Day {
    day.date().tomorrow().map_or(day, Day::from)
}

fn before(day: Day) -> Day {
    day.date().yesterday().map_or(day, Day::from)
}

/// The day `days` later, or earlier when negative; stops at the ends of the calendar.
fn shifted(day: Day, days: i32) -> Day {
    let span = jiff::Span::new().days(days);
    day.date().checked_add(span).map_or(day, Day::from)
}

/// One question about one day.
struct Case<'a> {
    rules: EligibilityOn<'a>,
    history: &'a History,
    kind: DonationKind,
    day: Day,
}

struct Found {
    lines: Vec<Line>,
    by_permit: Vec<PermitKind>,
}

impl Case<'_> {
    fn lines(&self) -> Found {
        let mut by_permit = Vec::new();
        let mut lines: Vec<Line> = self.deferred().into_iter().chain(self.blocked()).collect();
        lines.extend(self.permitted(self.age(false), PermitKind::Age, || self.age(true), &mut by_permit));
        lines.extend(self.permitted(
            self.interval(false),
            PermitKind::Interval,
            || self.interval(true),
            &mut by_permit,
        ));
        lines.extend(self.times_a_year());
        lines.extend(self.volume_a_year());
        Found { lines, by_permit }
    }

    /// The line without a permit, or what is left of it with one; notes the permit when it changes the answer to yes.
    fn permitted(
        &self,
        plain: Option<Line>,
        what: PermitKind,
        permitted: impl FnOnce() -> Option<Line>,
        used: &mut Vec<PermitKind>,
    ) -> Option<Line> {
        let covered = self.history.permits.iter().any(|permit| permit.covers(what, self.kind, self.day));
        if plain.is_none() || !covered {
            return plain;
        }
        let left = permitted();
        if left.is_none() {
            used.push(what);
        }
        left
    }

    fn line(rule: &str, reason: crate::text::Text, until: Option<Day>, clause: &str) -> Line {
        Line { rule: rule.to_owned(), reason, until, clause: clause.to_owned() }
    }

    /// Without a rule in force nobody gives.
    fn no_version(rule: &str) -> Line {
        let reason = say!("规则库中没有当日生效的献血者要求", "the rulebook has no donor limits in force on that day");
        Self::line(rule, reason, None, "")
    }

    /// One line for the deferral that lasts longest. Why is told elsewhere, and not to everybody.
    fn deferred(&self) -> Option<Line> {
        let stands = |deferral: &&Deferral| {
            let concerns = deferral.kinds.is_empty() || deferral.kinds.contains(&self.kind);
            concerns && deferral.until.is_none_or(|until| until >= self.day)
        };
        let untils = || self.history.deferrals.iter().filter(stands).map(|deferral| deferral.until);
        let until = longest(untils())?;
        let reason = match until {
            Some(until) => say!("不宜献血，至 {until}", "not to donate until {until}"),
            None => say!("不宜献血", "not to donate"),
        };
        // clause: donor.deferred
        let clause = self.rules.clause("deferred").map_or("", |clause| clause.basis.source.as_str());
        Some(Self::line("donor.deferred", reason, until, clause))
    }

    /// One line for every station that says no.
    fn blocked(&self) -> Vec<Line> {
        let stands = |block: &&Block| {
            block.kind.is_none_or(|kind| kind == self.kind) && block.until.is_none_or(|until| until >= self.day)
        };
        let clause = self.rules.clause("blocked_elsewhere").map_or("", |clause| clause.basis.source.as_str());
        let line = |block: &Block| {
            let station = &block.station;
            let reason = match block.until {
                Some(until) => say!(
                    "其他血站登记为不宜献血，至 {until}；请向 {station} 核实",
                    "another station says not to donate until {until}; ask {station}"
                ),
                None => say!(
                    "其他血站登记为不宜献血；请向 {station} 核实",
                    "another station says not to donate; ask {station}"
                ),
            };
            // clause: donor.blocked-elsewhere
            Self::line("donor.blocked-elsewhere", reason, block.until, clause)
        };
        self.history.blocks.iter().filter(stands).map(line).collect()
    }

    /// The oldest age at which this donor may give.
    fn oldest(&self, rule: &AgeRule, asked: bool) -> i16 {
        let (donations, reaction) = self.history.donations();
        let may = |repeat: &RepeatDonor| {
            donations >= repeat.donations_min && !reaction && (asked || !repeat.request_on_paper)
        };
        if self.rules.repeat_donor().is_some_and(may) { rule.repeat_max_years } else { rule.max_years }
    }

    fn age(&self, asked: bool) -> Option<Line> {
        let Some(rule) = self.rules.age() else {
            return Some(Self::no_version("donor.age"));
        };
        let (min, max) = (rule.min_years, self.oldest(rule, asked));
        let born_on = self.history.born_on;
        let first = birthday(born_on, min);
        let too_old = self.day >= birthday(born_on, max.saturating_add(1));
        let until = (self.day < first).then(|| before(first));
        let reason = say!("年龄应为 {min}–{max} 周岁", "the age has to be {min} to {max} years");
        // clause: donor.age
        (until.is_some() || too_old).then(|| Self::line("donor.age", reason, until, &rule.basis.source))
    }

    /// The line of the needle after which one waits longest.
    fn interval(&self, approved: bool) -> Option<Line> {
        let failed_free = self.rules.failed_needle().is_some_and(|rule| !rule.interval);
        let needles = self.history.needles.iter();
        let mut waits: Option<(Day, &Needle, &Interval)> = None;
        for needle in needles.filter(|needle| needle.outcome != NeedleOutcome::Failed || !failed_free) {
            let Some(rule) = self.rules.interval(needle.kind, self.kind) else {
                return Some(Self::no_version("donor.interval"));
            };
            let again = Self::again(rule, needle.on, approved);
            if self.day < again && waits.is_none_or(|(latest, ..)| latest < again) {
                waits = Some((again, needle, rule));
            }
        }
        let (again, needle, rule) = waits?;
        let (last, previous) = (needle.on, needle.kind.name());
        let (zh, en) = (previous.zh, previous.en);
        let reason = say!(
            "距上次进针（{last}，{zh}）的间隔未满，{again} 起可再次献血",
            "the interval since the needle of {last} ({en}) is not over: again from {again}"
        );
        // clause: donor.interval
        Some(Self::line("donor.interval", reason, Some(before(again)), &rule.basis.source))
    }

    /// The first day after the needle of `last`; the last day of the calendar when the interval leads beyond it.
    fn again(rule: &Interval, last: Day, approved: bool) -> Day {
        let usual = rule.first_day_after(last).unwrap_or(Day::from(jiff::civil::Date::MAX));
        if approved { rule.first_day_with_approval(last).unwrap_or(usual) } else { usual }
    }

    /// The needles that count against a limit over `days` days before the day, oldest first.
    fn counted(&self, kinds: &[DonationKind], days: i32) -> Vec<&Needle> {
        let opens = shifted(self.day, -days);
        let failed_count = self.rules.failed_needle().is_none_or(|rule| rule.year_cap);
        let counts = |needle: &&Needle| {
            let concerns = kinds.contains(&needle.kind) && needle.on >= opens;
            concerns && (needle.outcome != NeedleOutcome::Failed || failed_count)
        };
        let mut needles: Vec<&Needle> = self.history.needles.iter().filter(counts).collect();
        needles.sort_by_key(|needle| needle.on);
        needles
    }

    fn times_a_year(&self) -> Option<Line> {
        let rule: &YearCap = self.rules.year_cap(self.kind)?;
        let needles = self.counted(&[self.kind], rule.window_days);
        let most = usize::try_from(rule.donations).unwrap_or(usize::MAX);
        let leaves = needles.len().checked_sub(most)?;
        let until = needles.get(leaves).map(|needle| shifted(needle.on, rule.window_days))?;
        let (count, days, max) = (needles.len(), rule.window_days, rule.donations);
        let reason = say!(
            "此前 {days} 天内已献 {count} 次，上限 {max} 次",
            "{count} donations in the {days} days before, at most {max} are allowed"
        );
        // clause: donor.year-cap
        Some(Self::line("donor.year-cap", reason, Some(until), &rule.basis.source))
    }

    /// What may still be given within the limit of a year.
    fn rest_ml(&self) -> Option<i32> {
        let rule = self.rules.volume_cap(self.kind)?;
        let given: i32 = self.counted(&rule.kinds, rule.window_days).iter().map(|needle| needle.volume_ml).sum();
        Some((rule.volume_ml - given).max(0))
    }

    fn volume_a_year(&self) -> Option<Line> {
        let rule = self.rules.volume_cap(self.kind)?;
        let needles = self.counted(&rule.kinds, rule.window_days);
        let mut given: i32 = needles.iter().map(|needle| needle.volume_ml).sum();
        let (total, max, days) = (given, rule.volume_ml, rule.window_days);
        let least =
            self.rules.volumes(self.kind).and_then(|choice| choice.allowed_ml.iter().min()).copied().unwrap_or(1);
        if given + least <= max {
            return None;
        }
        let opens = needles.iter().find(|needle| {
            given -= needle.volume_ml;
            given + least <= max
        });
        let reason = say!(
            "此前 {days} 天内已单采 {total} mL，上限 {max} mL",
            "{total} mL were given by apheresis in the {days} days before, at most {max} mL are allowed"
        );
        // clause: donor.year-volume
        let until = opens.map(|needle| shifted(needle.on, days));
        Some(Self::line("donor.year-volume", reason, until, &rule.basis.source))
    }
}

/// The longest of several last days: `Some(None)` when one never ends, `None` when there is none at all.
fn longest(untils: impl Iterator<Item = Option<Day>>) -> Option<Option<Day>> {
    untils.reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other)))
}

/// The day on which a person born on `born_on` completes `years`. Born on 29 February: 1 March in a common year.
fn birthday(born_on: Day, years: i16) -> Day {
    let date = born_on.date();
    let year = date.year().saturating_add(years);
    Day::new(year, date.month(), date.day()).or_else(|| Day::new(year, 3, 1)).unwrap_or(born_on)
}
