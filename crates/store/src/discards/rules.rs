//! What may be proposed for discard, and who confirms. Pure.

use vena_kernel::{
    id::{UnitId, UserId},
    refusal::Refusal,
    say,
    unit_state::{Fact, Unit},
};

use super::book::DiscardReason;
use crate::hand::Hand;

/// Whether a unit may be proposed: what the ledger would say if a second person had confirmed already.
pub(crate) fn may_propose(hand: &Hand, id: UnitId, unit: &Unit) -> Result<(), Refusal> {
    let confirmed = Hand {
        second: Some(UserId::from_uuid(Default::default())),
        reason: Some("proposed".to_owned()),
        ..hand.clone()
    };
    confirmed.would(id, unit, Fact::Discarded { cause: "proposed".to_owned() })
}

/// The reason that was given, when it is one and says enough.
pub(super) fn known<'a>(
    reason: Option<&'a DiscardReason>,
    code: &str,
    note: Option<&str>,
) -> Result<&'a DiscardReason, Refusal> {
    let Some(reason) = reason else {
        let code: String = code.chars().take(40).collect();
        return Err(Refusal::new(
            "discard.reason",
            say!("没有报废原因“{code}”", "there is no reason of discard '{code}'"),
        ));
    };
    if reason.note && note.is_none_or(|note| note.trim().is_empty()) {
        let (zh, en) = (&reason.name.zh, &reason.name.en);
        return Err(Refusal::new("discard.note-needed", say!("“{zh}”须填写说明", "say more about '{en}'")));
    }
    Ok(reason)
}

/// A second person confirms, once.
pub(super) fn may_confirm(proposed_by: UserId, confirmed: bool, user: UserId) -> Result<(), Refusal> {
    if confirmed {
        return Err(Refusal::new(
            "discard.confirmed-already",
            say!("该报废单已确认", "this discard has been confirmed already"),
        ));
    }
    if proposed_by == user {
        return Err(Refusal::new(
            "discard.same-person",
            say!("提出人不能确认，请由另一人确认", "who proposed may not confirm; another person has to"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discards::book::reason;

    fn rule<T>(result: Result<T, Refusal>) -> String {
        result.map_or_else(|refusal| refusal.rule, |_| "ok".into())
    }

    #[test]
    fn a_reason_is_known_and_says_enough() {
        let day = "2026-02-11".parse().expect("a day");
        for (code, note, expected) in [
            ("expired", None, "ok"),
            ("expired", Some("x"), "ok"),
            ("damaged", Some("漏"), "ok"),
            ("damaged", Some(" "), "discard.note-needed"),
            ("damaged", None, "discard.note-needed"),
            ("tired of it", None, "discard.reason"),
        ] {
            assert_eq!(rule(known(reason(code, day), code, note)), expected, "{code} {note:?}");
        }
    }

    #[test]
    fn another_person_confirms_once() {
        let [one, other] = [1, 2].map(|n| format!("user_{n:032x}").parse::<UserId>().expect("an id"));
        assert_eq!(rule(may_confirm(one, false, other)), "ok");
        assert_eq!(rule(may_confirm(one, false, one)), "discard.same-person");
        assert_eq!(rule(may_confirm(one, true, other)), "discard.confirmed-already");
    }
}
