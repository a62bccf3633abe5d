//! When a step of a re-entry case is possible.

use std::collections::BTreeSet;

use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, say};

use super::book::Protocol;

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReentryState)]
pub(crate) enum State {
    /// The waiting time runs, or no sample was taken yet.
    Waiting,
    /// Samples were taken.
    Testing,
    /// Somebody has proposed how it ends.
    Proposed,
    /// The donor may give again.
    Lifted,
    /// The donor stays excluded.
    Kept,
    /// It was given up.
    Withdrawn,
}

impl State {
    /// As the column spells it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Testing => "testing",
            Self::Proposed => "proposed",
            Self::Lifted => "lifted",
            Self::Kept => "kept",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// As the column spells it, read back; the column allows nothing else.
    pub(super) fn read(word: &str) -> Self {
        let all = [Self::Waiting, Self::Testing, Self::Proposed, Self::Lifted, Self::Kept];
        all.into_iter().find(|state| state.word() == word).unwrap_or(Self::Withdrawn)
    }

    /// Whether nothing more can happen.
    pub(super) fn is_closed(self) -> bool {
        matches!(self, Self::Lifted | Self::Kept | Self::Withdrawn)
    }
}

/// A result of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) sample: String,
    pub(super) retest: String,
    pub(super) passed: bool,
    pub(super) compared: bool,
}

/// A case as far as its rules need it.
#[derive(Debug, Clone)]
pub(super) struct Case<'a> {
    pub(super) state: State,
    pub(super) protocol: &'a Protocol,
    pub(super) wait_until: Day,
    pub(super) samples: Vec<(String, Day)>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) proposed_by: Option<UserId>,
    pub(super) proposed_lift: Option<bool>,
}

/// Refuses by `reentry.protocol` a protocol that does not lift deferrals of `code`.
pub(super) fn may_ask(protocol: &Protocol, code: &str) -> Result<(), Refusal> {
    if protocol.codes.iter().any(|known| known == code) {
        return Ok(());
    }
    let reason = say!("该归队方案不适用于这条屏蔽", "this protocol does not lift this deferral");
    Err(Refusal::new("reentry.protocol", reason))
}

fn open(case: &Case<'_>) -> Result<(), Refusal> {
    if case.state.is_closed() {
        return Err(Refusal::new("reentry.closed", say!("该归队申请已结束", "this case is closed")));
    }
    Ok(())
}

fn not_proposed(case: &Case<'_>) -> Result<(), Refusal> {
    open(case)?;
    if case.state == State::Proposed {
        let reason = say!("结论已提出，待另一人确认", "a decision is proposed and waits for another person");
        return Err(Refusal::new("reentry.proposed", reason));
    }
    Ok(())
}

/// Refuses by `reentry.too-early` before the waiting time is over.
fn waited(case: &Case<'_>, day: Day) -> Result<(), Refusal> {
    let until = case.wait_until;
    if day >= until {
        return Ok(());
    }
    let months = case.protocol.waiting_months;
    let reason = say!(
        "屏蔽后须等待 {months} 个月，{until} 起方可进行",
        "{months} months have to pass after the exclusion: from {until} on"
    );
    Err(Refusal::new("reentry.too-early", reason))
}

/// Whether tubes of `taken_on` may be entered. Refuses by `reentry.closed`, `reentry.proposed`, `reentry.too-early`,
/// `reentry.enough-samples`, `reentry.sample-future` and `reentry.sample-gap`.
pub(super) fn may_sample(case: &Case<'_>, taken_on: Day, today: Day) -> Result<(), Refusal> {
    not_proposed(case)?;
    waited(case, taken_on)?;
    if taken_on > today {
        let reason = say!("采样日期不能晚于今天", "tubes cannot have been taken after today");
        return Err(Refusal::new("reentry.sample-future", reason));
    }
    let (count, needed) = (case.samples.len(), case.protocol.samples);
    if count >= needed {
        let reason = say!("该方案采样 {needed} 次，已采满", "the protocol asks for {needed} samples, all are taken");
        return Err(Refusal::new("reentry.enough-samples", reason));
    }
    let gap = case.protocol.sample_gap_days;
    let near = |(_, other): &(String, Day)| {
        taken_on.date().until(other.date()).is_ok_and(|span| span.get_days().abs() < gap.max(1))
    };
    if case.samples.iter().any(near) {
        let gap = gap.max(1);
        let reason = say!("两次采样须间隔至少 {gap} 天", "there are at least {gap} days between two samples");
        return Err(Refusal::new("reentry.sample-gap", reason));
    }
    Ok(())
}

/// Whether a result may be entered. Refuses by `reentry.closed`, `reentry.proposed`, `reentry.unknown-sample`,
/// `reentry.unknown-retest` and `reentry.result-known`.
pub(super) fn may_enter(case: &Case<'_>, sample: &str, retest: &str) -> Result<(), Refusal> {
    not_proposed(case)?;
    if !case.samples.iter().any(|(number, _)| number == sample) {
        let reason = say!("该编号不是本次归队的采样", "this number is no sample of the case");
        return Err(Refusal::new("reentry.unknown-sample", reason));
    }
    if !case.protocol.retests.iter().any(|known| known.code == retest) {
        let reason = say!("该方案没有这项检测", "the protocol has no such test");
        return Err(Refusal::new("reentry.unknown-retest", reason));
    }
    if case.outcomes.iter().any(|known| known.sample == sample && known.retest == retest) {
        let reason = say!("该项结果已录入", "this result was entered before");
        return Err(Refusal::new("reentry.result-known", reason));
    }
    Ok(())
}

/// Whether the second person's reading of the report confirms the first one's. Refuses by `reentry.proposed`,
/// `reentry.closed`, `reentry.compared`, `reentry.same-person` and `reentry.differs`.
pub(super) fn may_compare(
    case: &Case<'_>,
    known: &Outcome,
    (entered_by, by): (UserId, UserId),
    passed: bool,
) -> Result<(), Refusal> {
    not_proposed(case)?;
    if known.compared {
        return Err(Refusal::new("reentry.compared", say!("该项结果已核对", "this result was compared before")));
    }
    if entered_by == by {
        let reason = say!("须由另一人核对结果", "another person compares a result than the one who entered it");
        return Err(Refusal::new("reentry.same-person", reason));
    }
    if known.passed != passed {
        let reason = say!(
            "与第一人录入的不一致，请两人对照报告原件",
            "this differs from what the first person entered: look at the report together"
        );
        return Err(Refusal::new("reentry.differs", reason));
    }
    Ok(())
}

/// Whether an end may be proposed. To lift asks for every result, compared and passed, and the waiting time. Refuses by
/// `reentry.closed`, `reentry.proposed`, `reentry.too-early`, `reentry.results-missing` and `reentry.not-passed`.
pub(super) fn may_propose(case: &Case<'_>, lift: bool, today: Day) -> Result<(), Refusal> {
    not_proposed(case)?;
    if lift { fit_to_lift(case, today) } else { Ok(()) }
}

fn fit_to_lift(case: &Case<'_>, today: Day) -> Result<(), Refusal> {
    waited(case, today)?;
    let done: BTreeSet<(&str, &str)> = case
        .outcomes
        .iter()
        .filter(|outcome| outcome.compared)
        .map(|outcome| (outcome.sample.as_str(), outcome.retest.as_str()))
        .collect();
    let (found, needed) = (done.len(), case.protocol.samples * case.protocol.retests.len());
    if case.samples.len() < case.protocol.samples || found < needed {
        let reason = say!(
            "须有 {needed} 项经两人核对的结果，现有 {found} 项",
            "{needed} results compared by two people are needed, there are {found}"
        );
        return Err(Refusal::new("reentry.results-missing", reason));
    }
    if case.outcomes.iter().any(|outcome| !outcome.passed) {
        let reason = say!("有检测结果不合格，不能解除屏蔽", "a result did not pass: the exclusion is not lifted");
        return Err(Refusal::new("reentry.not-passed", reason));
    }
    Ok(())
}

/// Whether `by` may decide on the proposal; to lift is judged again. Refuses by `reentry.closed`, `reentry.not-proposed`,
/// `reentry.own` and what keeps from lifting.
pub(super) fn may_decide(case: &Case<'_>, confirm: bool, by: UserId, today: Day) -> Result<(), Refusal> {
    open(case)?;
    if case.state != State::Proposed {
        return Err(Refusal::new("reentry.not-proposed", say!("尚未提出结论", "no decision is proposed yet")));
    }
    if case.proposed_by == Some(by) {
        let reason = say!("结论须由另一人确认", "another person decides than the one who proposed it");
        return Err(Refusal::new("reentry.own", reason));
    }
    if confirm && case.proposed_lift == Some(true) { fit_to_lift(case, today) } else { Ok(()) }
}

/// Whether the case may be given up. Refuses by `reentry.closed`.
pub(super) fn may_withdraw(case: &Case<'_>) -> Result<(), Refusal> {
    open(case)
}
