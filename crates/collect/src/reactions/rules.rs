//! What is due about a reaction, and when its case may be closed.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, collection::reactions::Grade, refusal::Refusal, say};

use super::db::Phase;

/// How a reaction stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) over_at: Option<Instant>,
    pub(crate) closed: bool,
    /// A physician has to treat.
    pub(crate) physician: bool,
    /// What was done is on record.
    pub(crate) treated: bool,
    /// Somebody has to call the donor by then.
    pub(crate) call_by: Option<Instant>,
    /// Somebody has.
    pub(crate) followed_up: bool,
    /// The rulebook proposes a deferral, and nobody has decided about it.
    pub(crate) deferral_open: bool,
}

/// What somebody has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReactionTask)]
pub(crate) enum Task {
    /// 医师处置
    Treat,
    /// 登记缓解
    End,
    /// 随访
    Call,
    /// 处理暂缓
    Defer,
    /// 结案
    Close,
}

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReactionDue)]
pub(crate) struct Due {
    /// What.
    pub(crate) task: Task,
    /// By when, where the rulebook says.
    pub(crate) by: Option<Instant>,
    /// It is later than that.
    pub(crate) late: bool,
}

/// By when a person calls the donor, of a reaction that became known at `known_at`.
pub(crate) fn call_by(grade: &Grade, known_at: Instant) -> Option<Instant> {
    grade.follow_up_hours.map(|hours| known_at.plus_seconds(hours * 3600))
}

/// Everything that is due, in the order in which it is done; closing alone when nothing else is.
pub(crate) fn dues(standing: Standing, now: Instant) -> Vec<Due> {
    if standing.closed {
        return Vec::new();
    }
    let call = standing.call_by.filter(|_| !standing.followed_up);
    let due = |task, by: Option<Instant>| Due { task, by, late: by.is_some_and(|by| by < now) };
    let mut dues = Vec::new();
    dues.extend((standing.physician && !standing.treated).then(|| due(Task::Treat, None)));
    dues.extend(standing.over_at.is_none().then(|| due(Task::End, None)));
    dues.extend(call.map(|by| due(Task::Call, Some(by))));
    dues.extend(standing.deferral_open.then(|| due(Task::Defer, None)));
    if dues.is_empty() {
        dues.push(due(Task::Close, None));
    }
    dues
}

/// Refuses by `reaction.phase` a time that contradicts the phase: before the needle, while it was in, or after.
pub(crate) fn fits(
    phase: Phase,
    onset_at: Instant,
    [needle_in, needle_out]: [Option<Instant>; 2],
) -> Result<(), Refusal> {
    let wrong = match phase {
        Phase::Before => needle_in.is_some_and(|at| onset_at > at),
        Phase::During => needle_in.is_some_and(|at| onset_at < at) || needle_out.is_some_and(|at| onset_at > at),
        Phase::After | Phase::Away => needle_out.or(needle_in).is_some_and(|at| onset_at < at),
    };
    if !wrong {
        return Ok(());
    }
    let reason = say!(
        "发生时间 {onset_at} 与所选阶段不符，请核对进针、拔针时间",
        "{onset_at} does not fit this phase: compare with when the needle went in and came out"
    );
    Err(Refusal::new("reaction.phase", reason))
}

/// Refuses by `reaction.closed`, by `reaction.same-grade` the grade that it has, and by `reaction.deferral-decided` a lighter
/// grade after a deferral was entered for the graver one.
pub(crate) fn may_regrade(standing: Standing, same: bool) -> Result<(), Refusal> {
    open(standing)?;
    if !same {
        return Ok(());
    }
    Err(Refusal::new("reaction.same-grade", say!("分级没有变化", "this is the grade that it has")))
}

/// Refuses by `reaction.closed` and by `reaction.no-proposal` when the rulebook proposes nothing, or somebody has decided.
pub(crate) fn may_defer(standing: Standing) -> Result<(), Refusal> {
    open(standing)?;
    if standing.deferral_open {
        return Ok(());
    }
    let reason = say!("没有待处理的暂缓建议", "no proposed deferral waits for a decision");
    Err(Refusal::new("reaction.no-proposal", reason))
}

/// Refuses by `reaction.closed` what is closed already.
pub(crate) fn open(standing: Standing) -> Result<(), Refusal> {
    if !standing.closed {
        return Ok(());
    }
    Err(Refusal::new("reaction.closed", say!("该献血反应已结束", "this reaction's case is closed")))
}

/// Refuses by `reaction.closed`, `reaction.not-over`, `reaction.untreated`, `reaction.follow-up` and `reaction.deferral-open`.
pub(crate) fn may_close(standing: Standing) -> Result<(), Refusal> {
    open(standing)?;
    if standing.over_at.is_none() {
        return Err(Refusal::new("reaction.not-over", say!("反应尚未登记缓解", "the reaction is not over yet")));
    }
    if standing.physician && !standing.treated {
        let reason = say!("中度以上反应须有医师处置记录", "what the physician did is not on record");
        return Err(Refusal::new("reaction.untreated", reason));
    }
    if standing.call_by.is_some() && !standing.followed_up {
        let reason = say!(
            "中度以上反应须先随访献血者（WS/T 551-2017）",
            "a reaction of this grade is followed up first (WS/T 551-2017)"
        );
        return Err(Refusal::new("reaction.follow-up", reason));
    }
    if standing.deferral_open {
        let reason = say!(
            "规则库建议暂缓献血，请先登记或说明不暂缓的理由",
            "the rulebook proposes a deferral: enter it, or say why not"
        );
        return Err(Refusal::new("reaction.deferral-open", reason));
    }
    Ok(())
}

/// Refuses by `reaction.times` an end before the beginning, and by `donation.future` what lies ahead.
pub(crate) fn may_end(onset_at: Instant, over_at: Instant, now: Instant) -> Result<(), Refusal> {
    crate::donations::rules::not_ahead(over_at, now)?;
    if over_at >= onset_at {
        return Ok(());
    }
    let reason = say!(
        "缓解时间 {over_at} 早于发生时间 {onset_at}",
        "it cannot be over at {over_at}, before it began at {onset_at}"
    );
    Err(Refusal::new("reaction.times", reason))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn rule(found: Result<(), Refusal>) -> String {
        found.map_or_else(|refusal| refusal.rule, |()| "yes".into())
    }

    fn at(minute: i64) -> Instant {
        Instant::from_micros(minute * 60_000_000).expect("an instant")
    }

    /// `over`, `closed`, `physician`, `treated`, `call`, `called`, `defer`: what holds.
    fn standing(words: &str) -> Standing {
        let is = |word: &str| words.split_whitespace().any(|other| other == word);
        Standing {
            over_at: is("over").then(|| at(1)),
            closed: is("closed"),
            physician: is("physician"),
            treated: is("treated"),
            call_by: is("call").then(|| at(60)),
            followed_up: is("called"),
            deferral_open: is("defer"),
        }
    }

    #[test]
    fn what_is_due_and_when_a_case_is_closed() {
        let table = "
            stands                                 | due              | closing
            -                                      | end              | reaction.not-over
            over                                   | close            | yes
            over physician                         | treat            | reaction.untreated
            over physician treated call            | call             | reaction.follow-up
            over physician treated call called     | close            | yes
            physician call defer                   | treat end call defer | reaction.not-over
            over physician treated call called defer | defer          | reaction.deferral-open
            over closed                            | -                | reaction.closed
        ";
        for row in rows(table).iter().skip(1) {
            let stands = standing(row[0]);
            let words: Vec<String> = dues(stands, at(60))
                .iter()
                .map(|due| serde_json::to_value(due.task).expect("a word").as_str().expect("a text").to_owned())
                .collect();
            assert_eq!(words.join(" "), row[1].replace('-', ""), "{row:?}");
            assert_eq!(rule(may_close(stands)), row[2], "{row:?}");
        }
    }

    #[test]
    fn a_call_is_late_after_its_minute() {
        let late = |now| dues(standing("over call"), now).iter().map(|due| due.late).collect::<Vec<_>>();
        assert_eq!([late(at(60)), late(at(61))], [[false], [true]]);
        let grade = |code| {
            vena_kernel::collection::reactions::grade(code, "2026-02-10".parse().expect("a day")).expect("known")
        };
        assert_eq!(call_by(grade("mild"), at(0)), None);
        assert_eq!(call_by(grade("moderate"), at(0)), Some(at(24 * 60)));
        assert_eq!(call_by(grade("severe"), at(0)), Some(at(12 * 60)));
    }

    #[test]
    fn grades_change_and_deferrals_are_decided_while_the_case_is_open() {
        assert_eq!(rule(may_regrade(standing("over"), false)), "yes");
        assert_eq!(rule(may_regrade(standing("over"), true)), "reaction.same-grade");
        assert_eq!(rule(may_regrade(standing("closed"), false)), "reaction.closed");
        assert_eq!(rule(may_defer(standing("defer"))), "yes");
        assert_eq!(rule(may_defer(standing("over"))), "reaction.no-proposal");
        assert_eq!(rule(may_defer(standing("closed defer"))), "reaction.closed");
    }

    #[test]
    fn the_phase_fits_the_needle() {
        // The needle went in at minute 10 and came out at minute 20.
        let table = "
            phase  | onset | outcome
            before | 10    | yes
            before | 11    | reaction.phase
            during | 9     | reaction.phase
            during | 10    | yes
            during | 20    | yes
            during | 21    | reaction.phase
            after  | 19    | reaction.phase
            after  | 20    | yes
            away   | 19    | reaction.phase
            away   | 2000  | yes
        ";
        for row in rows(table).iter().skip(1) {
            let phase: Phase = serde_json::from_value(row[0].into()).expect("a phase");
            let onset = at(row[1].parse().expect("a minute"));
            assert_eq!(rule(fits(phase, onset, [Some(at(10)), Some(at(20))])), row[2], "{row:?}");
        }
        assert_eq!(rule(fits(Phase::During, at(1), [None, None])), "yes", "nobody knows when the needle went in");
    }

    #[test]
    fn it_ends_after_it_began_and_not_in_the_future() {
        assert_eq!(rule(may_end(at(5), at(4), at(9))), "reaction.times");
        assert_eq!(rule(may_end(at(5), at(5), at(9))), "yes");
        assert_eq!(rule(may_end(at(5), at(9), at(9))), "yes");
        assert_eq!(rule(may_end(at(5), at(10), at(9))), "donation.future");
    }
}
