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

/// Either units are named, or every one that is ready is meant.
pub(super) fn named(units: usize, all_ready: bool) -> Result<(), Refusal> {
    if (units == 0) == all_ready {
        return Ok(());
    }
    let reason = say!(
        "请列出血液单位，或选择全部可放行的，二者取一",
        "name the units, or ask for every one that is ready: one of the two"
    );
    Err(Refusal::new("release.units-or-all", reason))
}

/// A release of nothing is none.
pub(super) fn something_ready(units: usize) -> Result<(), Refusal> {
    if units > 0 {
        return Ok(());
    }
    Err(Refusal::new("release.nothing-ready", say!("没有可放行的血液", "no unit is ready for release")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_named_or_all_are_meant() {
        let rule = |result: Result<(), Refusal>| result.map_or_else(|refusal| refusal.rule, |()| "ok".into());
        assert_eq!(rule(named(1, false)), "ok");
        assert_eq!(rule(named(0, true)), "ok");
        assert_eq!(rule(named(0, false)), "release.units-or-all");
        assert_eq!(rule(named(1, true)), "release.units-or-all");
        assert_eq!(rule(something_ready(1)), "ok");
        assert_eq!(rule(something_ready(0)), "release.nothing-ready");
    }

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
