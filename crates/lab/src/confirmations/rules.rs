//! How far a confirmation has come, who may do what with it, and what is late. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::UserId,
    refusal::Refusal,
    say, zone,
};

use super::book::{Agent, book};

/// What the confirming laboratory says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(super) enum Confirmed {
    /// 阳性
    Positive,
    /// 阴性
    Negative,
    /// 不确定
    Indeterminate,
}

/// How far a confirmation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// A later round: the donor is to be sampled.
    ToSample,
    /// The sample waits to be sent.
    ToSend,
    /// At the confirming laboratory.
    Sent,
    /// Typed, waits for a second person.
    Typed,
    /// Confirmed positive, and the law asks for a report.
    ToNotify,
    /// Nothing more to do.
    Done,
}

/// What is known of a confirmation.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// 1 the donation's own sample.
    pub(super) round: i32,
    pub(super) sample_from: Option<Day>,
    pub(super) sampled_on: Option<Day>,
    pub(super) sent_at: Option<Instant>,
    pub(super) outcome: Option<Confirmed>,
    pub(super) typed_by: Option<UserId>,
    pub(super) confirmed_at: Option<Instant>,
    pub(super) notified: bool,
}

impl Facts {
    /// How far it has come; `agent` says whether the law asks for a report.
    pub(super) fn stage(&self, agent: &Agent) -> Stage {
        let by_law = self.outcome == Some(Confirmed::Positive) && agent.notify_hours.is_some();
        match (self.sent_at, self.typed_by, self.confirmed_at) {
            (None, ..) if self.round > 1 && self.sampled_on.is_none() => Stage::ToSample,
            (None, ..) => Stage::ToSend,
            (Some(_), None, _) => Stage::Sent,
            (Some(_), Some(_), None) => Stage::Typed,
            (Some(_), Some(_), Some(_)) if by_law && !self.notified => Stage::ToNotify,
            (Some(_), Some(_), Some(_)) => Stage::Done,
        }
    }

    /// Until when the next step is due.
    pub(super) fn due(&self, agent: &Agent) -> Option<Instant> {
        let begins = |day: Day| day.start_in(&zone::china());
        match self.stage(agent) {
            Stage::ToSample => self.sample_from.and_then(|day| day.later(0, agent.days)).and_then(begins),
            Stage::Sent => begins(self.sent_at?.day_in(&zone::china()).later(0, agent.days + 1)?),
            Stage::ToNotify => Some(self.confirmed_at?.plus_seconds(agent.notify_hours? * 3600)),
            Stage::ToSend | Stage::Typed | Stage::Done => None,
        }
    }
}

/// The rules of an agent, of `day`. Refuses by `confirmation.no-rule` one of which the rulebook knows nothing.
pub(super) fn of_agent(agent: &str, day: Day) -> Result<&'static Agent, Refusal> {
    book().agent(agent, day).ok_or_else(|| {
        let reason = say!("规则库没有 {agent} 的确认规则", "the rulebook does not say how {agent} is confirmed");
        Refusal::new("confirmation.no-rule", reason)
    })
}

fn stage_is(found: Stage, wanted: Stage) -> Result<(), Refusal> {
    if found == wanted {
        return Ok(());
    }
    let (zh, en) = match wanted {
        Stage::ToSample => ("只有等待再次采样的才登记采样", "only one that waits for another sample is sampled"),
        Stage::ToSend => ("只有待送检的标本才能送检", "only what waits to be sent is sent"),
        Stage::Sent => ("只有已送检、未录入的才能录入结果", "only what was sent and has no result gets one"),
        Stage::Typed => ("只有已录入、未复核的结果才能复核或退回", "only a typed result is confirmed or returned"),
        Stage::ToNotify => {
            ("只有确认阳性且依法须报告的才登记报告", "only a confirmed case that the law asks for is reported")
        }
        Stage::Done => ("已完成", "it is done"),
    };
    Err(Refusal::new("confirmation.stage", say!("{zh}", "{en}")))
}

/// Samples the donor again, not before the time. Refuses by `confirmation.stage`, `confirmation.too-early` and
/// `confirmation.future`.
pub(super) fn may_sample(facts: &Facts, agent: &Agent, on: Day, today: Day) -> Result<(), Refusal> {
    stage_is(facts.stage(agent), Stage::ToSample)?;
    if let Some(from) = facts.sample_from.filter(|from| on < *from) {
        let reason = say!("{from} 起才能再次采样", "the donor is sampled again from {from} on");
        return Err(Refusal::new("confirmation.too-early", reason));
    }
    not_future(on, today)
}

/// A day that has come. Refuses by `confirmation.future`.
pub(super) fn not_future(day: Day, today: Day) -> Result<(), Refusal> {
    if day <= today {
        return Ok(());
    }
    Err(Refusal::new("confirmation.future", say!("{day} 还没有到", "{day} has not come yet")))
}

/// Sends a sample. Refuses by `confirmation.stage`.
pub(super) fn may_send(facts: &Facts, agent: &Agent) -> Result<(), Refusal> {
    stage_is(facts.stage(agent), Stage::ToSend)
}

/// Types a result from the report. Refuses by `confirmation.stage`, `confirmation.future` and `confirmation.before-sent`.
pub(super) fn may_enter(facts: &Facts, agent: &Agent, reported_on: Day, today: Day) -> Result<(), Refusal> {
    stage_is(facts.stage(agent), Stage::Sent)?;
    not_future(reported_on, today)?;
    match facts.sent_at.map(|at| at.day_in(&zone::china())) {
        Some(sent) if reported_on < sent => {
            let reason = say!("报告日期早于送检日期 {sent}", "the report is older than the day of sending, {sent}");
            Err(Refusal::new("confirmation.before-sent", reason))
        }
        _ => Ok(()),
    }
}

/// Another person reads the report and says the same. Refuses by `confirmation.stage` and `confirmation.same-person`.
pub(super) fn may_check(facts: &Facts, agent: &Agent, who: UserId) -> Result<(), Refusal> {
    stage_is(facts.stage(agent), Stage::Typed)?;
    if facts.typed_by == Some(who) {
        return Err(Refusal::new("confirmation.same-person", say!("须由另一人复核", "another person confirms it")));
    }
    Ok(())
}

/// What the second reader reads equals what the first has typed. Refuses by `confirmation.differs`.
pub(super) fn equal(typed: (Option<Confirmed>, &str), read: (Confirmed, &str)) -> Result<(), Refusal> {
    if typed.0 == Some(read.0) && typed.1.trim() == read.1.trim() {
        return Ok(());
    }
    let reason = say!(
        "与首次录入不一致，请对照报告原件；首次录入有误时退回重录",
        "this differs from what was typed first: look at the report again, and return it when the first was wrong"
    );
    Err(Refusal::new("confirmation.differs", reason))
}

/// Records the report by law. Refuses by `confirmation.stage`.
pub(super) fn may_notify(facts: &Facts, agent: &Agent) -> Result<(), Refusal> {
    stage_is(facts.stage(agent), Stage::ToNotify)
}
