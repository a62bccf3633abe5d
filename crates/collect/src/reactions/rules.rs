//! When a reaction's case may be closed.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

/// How a reaction stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) over_at: Option<Instant>,
    pub(crate) closed: bool,
    /// Somebody has to call the donor.
    pub(crate) follow_up: bool,
    /// Somebody has.
    pub(crate) followed_up: bool,
}

/// Refuses by `reaction.closed` what is closed already.
pub(crate) fn open(standing: Standing) -> Result<(), Refusal> {
    if !standing.closed {
        return Ok(());
    }
    Err(Refusal::new("reaction.closed", say!("该献血反应已结束", "this reaction's case is closed")))
}

/// Refuses by `reaction.closed`, `reaction.not-over` and `reaction.follow-up`.
pub(crate) fn may_close(standing: Standing) -> Result<(), Refusal> {
    open(standing)?;
    if standing.over_at.is_none() {
        return Err(Refusal::new("reaction.not-over", say!("反应尚未登记缓解", "the reaction is not over yet")));
    }
    if standing.follow_up && !standing.followed_up {
        let reason = say!(
            "中度以上反应须先随访献血者（WS/T 551-2017）",
            "a reaction of this grade is followed up first (WS/T 551-2017)"
        );
        return Err(Refusal::new("reaction.follow-up", reason));
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

    #[test]
    fn a_case_is_closed_when_it_is_over_and_the_donor_was_called() {
        let table = "
            over | closed | follow up | followed up | outcome
            no   | no     | no        | no          | reaction.not-over
            yes  | no     | no        | no          | yes
            yes  | no     | yes       | no          | reaction.follow-up
            yes  | no     | yes       | yes         | yes
            no   | no     | yes       | yes         | reaction.not-over
            yes  | yes    | no        | no          | reaction.closed
        ";
        for row in rows(table).iter().skip(1) {
            let is = |cell: usize| row[cell] == "yes";
            let over_at = is(0).then(|| Instant::from_micros(1).expect("an instant"));
            let standing = Standing { over_at, closed: is(1), follow_up: is(2), followed_up: is(3) };
            assert_eq!(rule(may_close(standing)), row[4], "{row:?}");
        }
    }

    #[test]
    fn it_ends_after_it_began_and_not_in_the_future() {
        let at = |micros| Instant::from_micros(micros).expect("an instant");
        assert_eq!(rule(may_end(at(5), at(4), at(9))), "reaction.times");
        assert_eq!(rule(may_end(at(5), at(5), at(9))), "yes");
        assert_eq!(rule(may_end(at(5), at(9), at(9))), "yes");
        assert_eq!(rule(may_end(at(5), at(10), at(9))), "donation.future");
    }
}
