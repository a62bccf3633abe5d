//! Who may let go of what was held.

use vena_kernel::{id::UserId, refusal::Refusal, say, unit_state::HoldKind};

/// Kinds of hold that a person opens; the others are opened by what the system sees (an excursion on receipt, a group
/// conflict, a unit that turned up).
pub(super) fn by_hand(kind: HoldKind) -> Result<(), Refusal> {
    let by_hand =
        [HoldKind::Investigation, HoldKind::Recall, HoldKind::Damaged, HoldKind::PatientReport, HoldKind::Excursion];
    if by_hand.contains(&kind) {
        return Ok(());
    }
    let text = kind.text();
    let (zh, en) = (text.zh, text.en);
    Err(Refusal::new("hold.by-system", say!("“{zh}”锁定只由系统设置", "a hold '{en}' is opened by the system only")))
}

/// The one who opened a hold may not lift it (two-person principle, 血站管理办法 quality chapter).
pub(super) fn another_person(opened_by: UserId, lifted_by: UserId) -> Result<(), Refusal> {
    if opened_by != lifted_by {
        return Ok(());
    }
    Err(Refusal::new(
        "hold.same-person",
        say!("解除须由设置者以外的人办理", "a hold is lifted by another person than the one who opened it"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_opens_some_kinds_and_the_system_the_others() {
        let refused: Vec<&str> =
            HoldKind::ALL.iter().filter(|kind| by_hand(**kind).is_err()).map(|kind| kind.word()).collect();
        assert_eq!(refused, ["look_back", "found", "group_conflict"], "hold.by-system");
    }

    #[test]
    fn who_opened_may_not_lift() {
        let user = |n| UserId::from_uuid(uuid::Uuid::from_u128(n));
        assert_eq!(another_person(user(1), user(2)), Ok(()));
        assert_eq!(
            another_person(user(1), user(1)).map_err(|refusal| refusal.rule),
            Err("hold.same-person".to_owned())
        );
    }
}
