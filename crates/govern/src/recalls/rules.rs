//! When a unit is settled, and who may close a case. Pure.

use vena_kernel::{
    clock::Instant,
    id::UserId,
    refusal::Refusal,
    say,
    unit_state::{HoldKind, Life, Safety},
};

/// Most donations of one case: more is not a case but a crisis, and is cut into several.
pub(super) const DONATIONS_MAX: usize = 5_000;

/// What decides about a unit of a case.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) life: Life,
    pub(super) safety: Safety,
    /// Kinds of its open holds.
    pub(super) holds: Vec<HoldKind>,
    /// Somebody has reported what became of who received it.
    pub(super) followed: bool,
}

/// What has to be done about a unit before the case can be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    /// Nothing: destroyed, became other units, let go by quality, or its recipient was followed.
    Settled,
    /// It is kept apart and has to be discarded, or let go.
    Judge,
    /// It was received by somebody, who has to be followed.
    Follow,
    /// Nobody knows where it is.
    Search,
}

/// What has to be done about a unit.
pub(super) fn open(found: &Found) -> Open {
    let held = found.holds.iter().any(|kind| matches!(kind, HoldKind::Recall | HoldKind::LookBack));
    match found.life {
        Life::Discarded | Life::Consumed => Open::Settled,
        Life::Transfused | Life::Exported if found.followed => Open::Settled,
        Life::Transfused | Life::Exported => Open::Follow,
        Life::Lost => Open::Search,
        _ if held || found.safety == Safety::Rejected => Open::Judge,
        _ => Open::Settled,
    }
}

/// A case as far as it decides about its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) drill: bool,
    pub(super) closed: bool,
    pub(super) opened_by: UserId,
    /// Who has not confirmed yet.
    pub(super) silent: usize,
    /// Units that are not settled.
    pub(super) unsettled: usize,
}

/// A second person closes what is answered and settled; an exercise ends when it was answered.
pub(super) fn may_close(case: &Case, user: UserId) -> Result<(), Refusal> {
    if case.closed {
        return Err(Refusal::new("recall.closed", say!("已结束", "it is closed")));
    }
    if case.opened_by == user {
        let reason = say!("发起人不能结束，请由另一人结束", "who opened it may not close it; another person has to");
        return Err(Refusal::new("recall.same-person", reason));
    }
    if case.silent > 0 {
        let silent = case.silent;
        let reason = say!("还有 {silent} 家机构未确认", "{silent} organisations have not confirmed yet");
        return Err(Refusal::new("recall.not-confirmed", reason));
    }
    if case.unsettled > 0 && !case.drill {
        let left = case.unsettled;
        let reason = say!("还有 {left} 袋未处置或未随访", "{left} units are not settled or followed yet");
        return Err(Refusal::new("recall.unsettled", reason));
    }
    Ok(())
}

/// Somebody who received it can be followed only where somebody did.
pub(super) fn may_follow(closed: bool, open: Open) -> Result<(), Refusal> {
    if closed {
        return Err(Refusal::new("recall.closed", say!("已结束", "it is closed")));
    }
    if open != Open::Follow {
        let reason = say!("该血液没有待随访的受者", "nobody has to be followed for this unit");
        return Err(Refusal::new("recall.nobody-to-follow", reason));
    }
    Ok(())
}

/// Who is asked confirms, once, while the case is open.
pub(super) fn may_acknowledge(asked: bool, closed: bool) -> Result<(), Refusal> {
    if asked && !closed {
        return Ok(());
    }
    let reason = say!("本机构无须确认，或已确认", "your organisation is not asked, or has confirmed already");
    Err(Refusal::new("recall.nothing-to-confirm", reason))
}

/// A window of time has an end after its beginning, and begins in the past.
pub(super) fn window((from, to): (Instant, Instant), now: Instant) -> Result<(), Refusal> {
    if from < to && from <= now {
        return Ok(());
    }
    Err(Refusal::new("recall.window", say!("起止时间无效", "the window of time is not one")))
}

/// A case concerns something, and not everything.
pub(super) fn size(donations: usize) -> Result<(), Refusal> {
    match donations {
        0 => Err(Refusal::new("recall.nothing", say!("没有涉及任何献血", "no donation is concerned"))),
        1..=DONATIONS_MAX => Ok(()),
        _ => {
            let reason = say!(
                "涉及超过 {DONATIONS_MAX} 份献血，请分段处理",
                "more than {DONATIONS_MAX} donations: take a part of them"
            );
            Err(Refusal::new("recall.too-many", reason))
        }
    }
}
