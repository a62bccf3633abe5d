//! When a tube may be destroyed, and who may do what with a batch of them. Pure.

use sha2::{Digest, Sha256};
use vena_kernel::{
    clock::{Day, Instant},
    id::UserId,
    refusal::Refusal,
    say, zone,
};

use crate::samples::book::Keep;

/// What decides whether a tube may be destroyed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// When the report of its donation was issued.
    pub(super) issued_at: Option<Instant>,
    /// Units of the donation that are neither used nor discarded.
    pub(super) units_left: usize,
    /// When the last unit came to its end.
    pub(super) last_end: Option<Instant>,
    /// Something of the donation is held: a look-back, a recall, an investigation.
    pub(super) held: bool,
}

/// Whether a tube may be destroyed at `now`.
///
/// Refuses by `disposal.held`, `disposal.no-report`, `disposal.kept` with the day on which it may, and `disposal.blood-left`.
pub(super) fn may_dispose(keep: Option<&Keep>, facts: &Facts, now: Instant) -> Result<(), Refusal> {
    let Some(keep) = keep else {
        let reason = say!("规则库没有此种标本的保存期", "the rulebook does not say how long such a tube is kept");
        return Err(Refusal::new("disposal.no-rule", reason));
    };
    let source = &keep.basis.source;
    if facts.held {
        let reason = say!("该献血有未解除的锁定", "something of this donation is held");
        return Err(Refusal::new("disposal.held", reason));
    }
    let Some(issued_at) = facts.issued_at else {
        return Err(Refusal::new("disposal.no-report", say!("报告尚未签发", "its report is not issued")));
    };
    until(day(issued_at).later(0, keep.days_after_report), now, source)?;
    let Some(years) = keep.years_after_use else { return Ok(()) };
    if facts.units_left > 0 {
        let left = facts.units_left;
        let reason =
            say!("还有 {left} 袋血未使用或报废（{source}）", "{left} units of it are not at their end ({source})");
        return Err(Refusal::new("disposal.blood-left", reason));
    }
    until(facts.last_end.and_then(|end| day(end).later(years, 0)), now, source)
}

fn day(at: Instant) -> Day {
    at.day_in(&zone::china())
}

/// Kept through the day before; a day that no calendar has never comes.
fn until(from: Option<Day>, now: Instant, source: &str) -> Result<(), Refusal> {
    match from {
        Some(from) if day(now) >= from => Ok(()),
        Some(from) => {
            let reason = say!("保存至 {from} 前（{source}）", "kept until {from} ({source})");
            Err(Refusal::new("disposal.kept", reason))
        }
        None => {
            Err(Refusal::new("disposal.kept", say!("保存期未知（{source}）", "nobody knows until when ({source})")))
        }
    }
}

/// How far a batch has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage {
    pub(super) proposed_by: UserId,
    pub(super) confirmed: bool,
    pub(super) handed: bool,
}

/// Another person confirms, once. Refuses by `disposal.confirmed` and `disposal.same-person`.
pub(super) fn may_confirm(stage: Stage, who: UserId) -> Result<(), Refusal> {
    if stage.confirmed {
        return Err(Refusal::new("disposal.confirmed", say!("已确认销毁", "it is confirmed already")));
    }
    if stage.proposed_by == who {
        return Err(Refusal::new("disposal.same-person", say!("须由另一人确认", "another person confirms it")));
    }
    Ok(())
}

/// What is confirmed is handed over, once. Refuses by `disposal.not-confirmed` and `disposal.handed`.
pub(super) fn may_hand_over(stage: Stage) -> Result<(), Refusal> {
    match (stage.confirmed, stage.handed) {
        (false, _) => Err(Refusal::new("disposal.not-confirmed", say!("尚未确认销毁", "nobody has confirmed it yet"))),
        (true, true) => Err(Refusal::new("disposal.handed", say!("已交出", "it was handed over already"))),
        (true, false) => Ok(()),
    }
}

/// SHA-256, hexadecimal, over one line for each tube, in the order of the list.
pub(super) fn digest(lines: &[String]) -> String {
    Sha256::digest(lines.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use vena_kernel::collection::chair::TubeRole;
    use vena_testkit::table::rows;

    use super::*;
    use crate::samples::{book::samples, words};

    fn outcome(role: TubeRole, facts: &Facts) -> String {
        let now: Instant = "2026-03-31T04:00:00Z".parse().expect("an instant");
        let keep = samples().keep(role, day(now));
        may_dispose(keep, facts, now).map_or_else(|refusal| refusal.rule, |()| "may".to_owned())
    }

    #[test]
    fn nothing_goes_before_its_time_nor_while_it_is_held() {
        let table = "
            tube      | issued     | left | last end   | held | may it
            serology  | 2026-03-01 | 3    | -          | no   | may                 -- thirty days, whatever the blood does
            serology  | 2026-03-02 | 0    | -          | no   | disposal.kept
            nat       | 2026-03-01 | 1    | -          | no   | may
            nat       | -          | 0    | -          | no   | disposal.no-report
            nat       | 2026-01-01 | 0    | -          | yes  | disposal.held
            retention | 2024-01-01 | 0    | 2024-03-31 | no   | may                 -- two years after the last use
            retention | 2024-01-01 | 0    | 2024-04-01 | no   | disposal.kept
            retention | 2024-01-01 | 1    | 2024-01-09 | no   | disposal.blood-left
            retention | 2024-01-01 | 0    | -          | no   | disposal.kept       -- nobody knows of its blood
            retention | 2026-03-02 | 0    | 2020-01-01 | no   | disposal.kept
        ";
        let at = |text: &str| (text != "-").then(|| format!("{text}T04:00:00Z").parse().expect("an instant"));
        for row in rows(table).into_iter().skip(1) {
            let facts = Facts {
                issued_at: at(row[1]),
                units_left: row[2].parse().expect("a count"),
                last_end: at(row[3]),
                held: row[4] == "yes",
            };
            assert_eq!(outcome(words::role(row[0]), &facts), row[5], "{row:?}");
        }
        let now: Instant = "2026-03-31T04:00:00Z".parse().expect("an instant");
        assert_eq!(may_dispose(None, &Facts::default(), now).expect_err("no rule").rule, "disposal.no-rule");
    }

    #[test]
    fn two_persons_destroy_and_what_is_destroyed_is_handed_over_once() {
        let [one, two] = [1, 2].map(|n| format!("user_{n:032x}").parse::<UserId>().expect("an id"));
        let stage = |confirmed, handed| Stage { proposed_by: one, confirmed, handed };
        let rule = |answer: Result<(), Refusal>| answer.map_or_else(|refusal| refusal.rule, |()| "ok".to_owned());
        assert_eq!(rule(may_confirm(stage(false, false), two)), "ok");
        assert_eq!(rule(may_confirm(stage(false, false), one)), "disposal.same-person");
        assert_eq!(rule(may_confirm(stage(true, false), two)), "disposal.confirmed");
        assert_eq!(rule(may_hand_over(stage(false, false))), "disposal.not-confirmed");
        assert_eq!(rule(may_hand_over(stage(true, false))), "ok");
        assert_eq!(rule(may_hand_over(stage(true, true))), "disposal.handed");
    }

    #[test]
    fn a_list_that_differs_has_another_digest() {
        let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_ne!(digest(&lines("a b")), digest(&lines("b a")));
        assert_eq!(digest(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "of nothing");
    }
}
