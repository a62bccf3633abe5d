//! Who may confirm a release. Pure.

use vena_kernel::{id::UserId, refusal::Refusal, say};

/// A second person confirms, once.
pub(super) fn may_confirm(proposed_by: UserId, confirmed: bool, user: UserId) -> Result<(), Refusal> {
    if confirmed {
        return Err(Refusal::new(
            "release.confirmed-already",
            say!("该放行单已确认", "this release has been confirmed already"),
        ));
    }
    if proposed_by == user {
        return Err(Refusal::new(
            "release.same-person",
            say!(
                "提出人不能确认，请由另一位放行人员确认",
                "who proposed may not confirm; another release officer has to"
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_person_confirms_once() {
        let [one, other] = [1, 2].map(|n| format!("user_{n:032x}").parse::<UserId>().expect("an id"));
        let rule = |result: Result<(), Refusal>| result.map_or_else(|refusal| refusal.rule, |()| "ok".into());
        assert_eq!(rule(may_confirm(one, false, other)), "ok");
        assert_eq!(rule(may_confirm(one, false, one)), "release.same-person");
        assert_eq!(rule(may_confirm(one, true, other)), "release.confirmed-already");
        assert_eq!(rule(may_confirm(one, true, one)), "release.confirmed-already");
    }
}
