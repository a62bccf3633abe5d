//! Who takes a shift over. Pure.

use vena_kernel::{id::UserId, refusal::Refusal, say};

/// Refuses by `shift.taken` and `shift.same-person`.
pub(crate) fn may_take(handed_by: UserId, taken: bool, by: UserId) -> Result<(), Refusal> {
    if taken {
        return Err(Refusal::new("shift.taken", say!("该班次已接班", "this shift was taken over already")));
    }
    if handed_by == by {
        let reason = say!("交班人不能自己接班", "whoever hands a shift over does not take it over");
        return Err(Refusal::new("shift.same-person", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_taken_over_once_and_by_somebody_else() {
        let user = |number: u32| format!("user_{number:032x}").parse().expect("an id");
        let rule = |taken, by| may_take(user(1), taken, user(by)).map_or_else(|refusal| refusal.rule, |()| "ok".into());
        assert_eq!([rule(false, 2), rule(false, 1), rule(true, 2)], ["ok", "shift.same-person", "shift.taken"]);
    }
}
