//! Which lot may be used. Pure.

use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, say};

/// Where a lot stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) received_by: UserId,
    pub(crate) let_in: bool,
    pub(crate) finished: bool,
    pub(crate) expires_on: Day,
}

/// Refuses by `supply.finished`, `supply.not-let-in` and `supply.expired`: a lot is used up to its last day.
pub(crate) fn may_use(standing: Standing, today: Day) -> Result<(), Refusal> {
    may_finish(standing)?;
    if !standing.let_in {
        let reason = say!("该批号还没有准入", "this lot was not let in yet");
        return Err(Refusal::new("supply.not-let-in", reason));
    }
    let expires_on = standing.expires_on;
    if expires_on < today {
        let reason = say!("该批号已于 {expires_on} 过期", "this lot expired on {expires_on}");
        return Err(Refusal::new("supply.expired", reason));
    }
    Ok(())
}

/// Refuses by `supply.finished`, `supply.let-in` and `supply.same-person`.
pub(crate) fn may_let_in(standing: Standing, by: UserId) -> Result<(), Refusal> {
    may_finish(standing)?;
    if standing.let_in {
        return Err(Refusal::new("supply.let-in", say!("该批号已准入", "this lot was let in already")));
    }
    if standing.received_by == by {
        let reason = say!("接收耗材的人不能自己准入", "whoever received a lot does not let it in");
        return Err(Refusal::new("supply.same-person", reason));
    }
    Ok(())
}

/// Refuses by `supply.finished`.
pub(crate) fn may_finish(standing: Standing) -> Result<(), Refusal> {
    if standing.finished {
        return Err(Refusal::new("supply.finished", say!("该批号已停用", "this lot is not used any more")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn a_lot_is_used_once_it_was_let_in_and_up_to_its_last_day() {
        let table = "
            let in | finished | today      | by  | use               | let in             | finish
            no     | no       | 2026-12-31 | own | supply.not-let-in | supply.same-person | ok
            no     | no       | 2026-12-31 | two | supply.not-let-in | ok                 | ok
            yes    | no       | 2026-12-31 | two | ok                | supply.let-in      | ok
            yes    | no       | 2027-01-01 | two | supply.expired    | supply.let-in      | ok
            yes    | yes      | 2026-12-31 | two | supply.finished   | supply.finished    | supply.finished
        ";
        let user =
            |word: &str| format!("user_{:032x}", word.len() + usize::from(word == "own")).parse().expect("an id");
        let rule = |found: Result<(), Refusal>| found.map_or_else(|refusal| refusal.rule, |()| "ok".into());
        for row in &rows(table)[1..] {
            let standing = Standing {
                received_by: user("own"),
                let_in: row[0] == "yes",
                finished: row[1] == "yes",
                expires_on: "2026-12-31".parse().expect("a day"),
            };
            let today = row[2].parse().expect("a day");
            let found =
                [rule(may_use(standing, today)), rule(may_let_in(standing, user(row[3]))), rule(may_finish(standing))];
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), row[4..], "{row:?}");
        }
    }
}
