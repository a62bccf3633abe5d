//! How far a programme has come. Pure.

use vena_kernel::{id::UserId, refusal::Refusal, say};

/// Where a programme stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) entered_by: UserId,
    pub(crate) approved: bool,
    pub(crate) withdrawn: bool,
}

/// Refuses by `programme.not-approved` and `programme.withdrawn` what is no programme in force.
pub(crate) fn may_use(standing: Standing) -> Result<(), Refusal> {
    if standing.withdrawn {
        return Err(Refusal::new("programme.withdrawn", say!("该程序已撤销", "this programme was withdrawn")));
    }
    if !standing.approved {
        let reason = say!("该程序还没有第二人批准", "no second person has approved this programme yet");
        return Err(Refusal::new("programme.not-approved", reason));
    }
    Ok(())
}

/// Refuses by `programme.approved`, `programme.withdrawn` and `programme.same-person`.
pub(crate) fn may_approve(standing: Standing, by: UserId) -> Result<(), Refusal> {
    may_withdraw(standing)?;
    if standing.approved {
        return Err(Refusal::new("programme.approved", say!("该程序已批准", "this programme is approved already")));
    }
    if standing.entered_by == by {
        let reason = say!("录入程序的人不能自己批准", "whoever entered a programme does not approve it");
        return Err(Refusal::new("programme.same-person", reason));
    }
    Ok(())
}

/// Refuses by `programme.withdrawn`.
pub(crate) fn may_withdraw(standing: Standing) -> Result<(), Refusal> {
    if standing.withdrawn {
        return Err(Refusal::new("programme.withdrawn", say!("该程序已撤销", "this programme was withdrawn")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn a_programme_counts_between_its_approval_and_its_end() {
        let table = "
            approved | withdrawn | by  | use                    | approve               | withdraw
            no       | no        | own | programme.not-approved | programme.same-person | ok
            no       | no        | two | programme.not-approved | ok                    | ok
            yes      | no        | two | ok                     | programme.approved    | ok
            yes      | yes       | two | programme.withdrawn    | programme.withdrawn   | programme.withdrawn
        ";
        let user =
            |word: &str| format!("user_{:032x}", word.len() + usize::from(word == "own")).parse().expect("an id");
        let rule = |found: Result<(), Refusal>| found.map_or_else(|refusal| refusal.rule, |()| "ok".into());
        for row in &rows(table)[1..] {
            let standing = Standing { entered_by: user("own"), approved: row[0] == "yes", withdrawn: row[1] == "yes" };
            let found =
                [rule(may_use(standing)), rule(may_approve(standing, user(row[2]))), rule(may_withdraw(standing))];
            assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), row[3..], "{row:?}");
        }
    }
}
