//! Who may ask for, confirm and withdraw a discard.

use vena_kernel::{id::UserId, refusal::Refusal, say};

/// The cause is one that the rulebook names.
pub(crate) fn known_cause(cause: &str, known: bool) -> Result<(), Refusal> {
    if known {
        return Ok(());
    }
    let shown: String = cause.chars().filter(|letter| !letter.is_control()).take(30).collect();
    let reason = say!("没有报废原因代码 {shown}", "there is no discard cause {shown}");
    Err(Refusal::new("discard.cause", reason))
}

/// Whether the request waits still.
pub(crate) fn may_withdraw(state: &str) -> Result<(), Refusal> {
    if state == "pending" {
        return Ok(());
    }
    Err(Refusal::new("discard.state", say!("该报废申请已处理", "this request is settled already")))
}

/// Whether the caller may confirm: another person than the one who asked.
pub(crate) fn may_confirm(state: &str, asked_by: UserId, caller: UserId) -> Result<(), Refusal> {
    may_withdraw(state)?;
    if asked_by == caller {
        let reason = say!("报废须由另一人复核", "another person has to confirm a discard");
        return Err(Refusal::new("discard.second-person", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::matches::tests::{rule, user};

    #[test]
    fn two_persons_discard() {
        let table = "
            state     | caller | confirm               | withdraw
            pending   | other  | yes                   | yes
            pending   | same   | discard.second-person | yes
            done      | other  | discard.state         | discard.state
            withdrawn | other  | discard.state         | discard.state
        ";
        for row in &rows(table)[1..] {
            let caller = user(if row[1] == "same" { 1 } else { 2 });
            let found = [rule(may_confirm(row[0], user(1), caller)), rule(may_withdraw(row[0]))];
            assert_eq!(found, row[2..], "{row:?}");
        }
        assert_eq!(
            (rule(known_cause("expired", true)), rule(known_cause("x", false))),
            ("yes".into(), "discard.cause".into())
        );
    }
}
