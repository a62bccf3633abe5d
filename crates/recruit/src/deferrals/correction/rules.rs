//! When a deferral may be called a mistake, and who decides that it was.

use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, say};

use super::{
    super::rules::{Standing, may_touch},
    Mistake,
};

/// What is asked.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The day of the entry.
    pub(crate) made_on: Day,
    /// A correction waits for a decision.
    pub(crate) open: bool,
    /// The donor has a deferral of another code that stands.
    pub(crate) another_code: bool,
    /// What was wrong.
    pub(crate) mistake: Option<Mistake>,
}

/// Refuses by `deferral.ended`, `deferral.laboratory`, `deferral.correction-open`, `deferral.correction-late` after `days`, and
/// `deferral.correct-first` while the right code of a wrong one is not entered.
pub(crate) fn may_propose(standing: &Standing, asked: &Asked, days: Option<i64>, today: Day) -> Result<(), Refusal> {
    may_touch(standing)?;
    if asked.open {
        let text = say!("更正已提出，待另一位医师确认", "a correction waits for another person with a medical role");
        return Err(Refusal::new("deferral.correction-open", text));
    }
    let days = days.unwrap_or(0);
    if after(asked.made_on, days).is_none_or(|last| today > last) {
        let text = say!(
            "登记超过 {days} 天，不再按误登记更正；请走归队程序或由医师处理",
            "a mistake is corrected within {days} days of the entry: use re-entry, or ask a physician"
        );
        return Err(Refusal::new("deferral.correction-late", text));
    }
    if asked.mistake == Some(Mistake::WrongCode) && !asked.another_code {
        let text = say!("请先登记正确的代码，再更正这一条", "enter the right code first, then correct this one");
        return Err(Refusal::new("deferral.correct-first", text));
    }
    Ok(())
}

/// Whether `by` decides. Refuses by `deferral.no-correction`, `deferral.ended`, `deferral.laboratory` and
/// `deferral.correction-own`.
pub(crate) fn may_decide(standing: &Standing, proposed_by: Option<UserId>, by: UserId) -> Result<(), Refusal> {
    let Some(proposed_by) = proposed_by else {
        let text = say!("没有待确认的更正", "no correction waits for a decision");
        return Err(Refusal::new("deferral.no-correction", text));
    };
    may_touch(standing)?;
    if proposed_by == by {
        let text = say!("更正须由另一人确认", "another person confirms a correction than the one who asked for it");
        return Err(Refusal::new("deferral.correction-own", text));
    }
    Ok(())
}

/// The day so many days later; `None` beyond the calendar.
pub(super) fn after(day: Day, days: i64) -> Option<Day> {
    let span = jiff::Span::new().try_days(days).ok()?;
    day.date().checked_add(span).ok().map(Day::from)
}
