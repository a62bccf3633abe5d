//! What may be written into a deviation, by whom, and when it may be closed. Pure.

use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, say, zone};

/// The day by which a case opened on `day` has to be closed.
pub(super) fn due_on(day: Day, days: i64) -> Day {
    let zone = zone::china();
    day.start_in(&zone).map_or(day, |begin| begin.plus_seconds(days * 86_400).day_in(&zone))
}

/// What a case says when somebody wants to close it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    /// The steps that were written.
    pub(super) steps: &'a [String],
    /// How many actions it has.
    pub(super) actions: usize,
    /// How many of them are verified.
    pub(super) verified: usize,
    /// Who wrote how effective they were.
    pub(super) effect_by: Option<UserId>,
    /// Who opened it.
    pub(super) opened_by: UserId,
}

/// Nothing is added to a closed case.
pub(super) fn open(closed: bool) -> Result<(), Refusal> {
    if closed {
        let reason = say!("该偏差已关闭", "this deviation is closed");
        return Err(Refusal::new("deviation.closed", reason));
    }
    Ok(())
}

/// Whether `user` may close a case.
pub(super) fn may_close(case: &Case<'_>, user: UserId) -> Result<(), Refusal> {
    let missing = [
        ("immediate", "应急处置", "the immediate action"),
        ("investigation", "调查经过", "the investigation"),
        ("root_cause", "根本原因", "the root cause"),
        ("effectiveness", "效果评价", "the check of the effect"),
    ]
    .into_iter()
    .find(|(step, ..)| !case.steps.iter().any(|written| written == step));
    if let Some((_, zh, en)) = missing {
        let reason = say!("尚未填写{zh}", "{en} is not written yet");
        return Err(Refusal::new("deviation.incomplete", reason));
    }
    if case.actions == 0 {
        let reason = say!("尚无纠正或预防措施", "there is no corrective or preventive action");
        return Err(Refusal::new("deviation.no-action", reason));
    }
    if case.verified < case.actions {
        let open = case.actions - case.verified;
        let reason = say!("还有 {open} 项措施未完成验证", "{open} actions are not verified yet");
        return Err(Refusal::new("deviation.actions-open", reason));
    }
    if case.effect_by == Some(user) || case.opened_by == user {
        let reason = say!(
            "登记人和效果评价人不能关闭，请由另一人关闭",
            "who opened it or checked the effect may not close it; another person has to"
        );
        return Err(Refusal::new("deviation.same-person", reason));
    }
    Ok(())
}

/// The effect is checked after every action is verified.
pub(super) fn may_write(step: &str, actions: usize, verified: usize) -> Result<(), Refusal> {
    if step == "effectiveness" && (actions == 0 || verified < actions) {
        let reason = say!("措施全部验证后才能评价效果", "the effect is checked once every action is verified");
        return Err(Refusal::new("deviation.effect-early", reason));
    }
    Ok(())
}

/// An action is done once.
pub(super) fn may_finish(done: bool) -> Result<(), Refusal> {
    if done {
        let reason = say!("该措施已报完成", "this action is done already");
        return Err(Refusal::new("deviation.done-already", reason));
    }
    Ok(())
}

/// An action that is done is verified once, by another person.
pub(super) fn may_verify(done_by: Option<UserId>, verified: bool, user: UserId) -> Result<(), Refusal> {
    let Some(done_by) = done_by else {
        let reason = say!("该措施尚未完成", "this action is not done yet");
        return Err(Refusal::new("deviation.not-done", reason));
    };
    if verified {
        let reason = say!("该措施已验证", "this action is verified already");
        return Err(Refusal::new("deviation.verified-already", reason));
    }
    if done_by == user {
        let reason = say!("完成人不能验证，请由另一人验证", "who did it may not verify it; another person has to");
        return Err(Refusal::new("deviation.verify-same-person", reason));
    }
    Ok(())
}
