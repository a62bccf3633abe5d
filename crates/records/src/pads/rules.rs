//! How a session at a pad goes on, and who may do what in it.

use serde_json::Value;
use vena_kernel::{id::UserId, refusal::Refusal, say};

use super::{
    policy::{ByHand, PadPolicy},
    words::{PadChoice, PadState},
};

/// What is done in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PadAct {
    /// A pad shows the document.
    Show,
    /// The person decides on the fingerprint.
    Choose(PadChoice),
    /// The reader takes the fingerprint.
    Fingerprint,
    /// The person has written and confirms.
    Write,
    /// The person will not sign.
    Refuse,
    /// The member of the staff confirms to have seen it.
    Witness,
    /// The staff calls it back.
    Cancel,
}

/// Where `act` leads from `state`, or why it is not its turn. A fingerprint is taken after separate consent alone, and
/// whoever does not give it signs before a witness: 个人信息保护法 articles 28 and 29.
pub(crate) fn after(state: PadState, choice: Option<PadChoice>, act: PadAct) -> Result<PadState, Refusal> {
    use PadAct::{Cancel, Choose, Fingerprint, Refuse, Show, Witness, Write};
    use PadChoice::{Agreed, Witness as Before};
    use PadState::{Cancelled, Captured, Consented, Expired, Refused, Shown, Signed, Waiting, Written};
    match (state, act) {
        (Signed | Refused | Cancelled | Expired, _) => Err(over(state)),
        (_, Cancel) => Ok(Cancelled),
        (Waiting, Show) => Ok(Shown),
        (Waiting, _) => Err(Refusal::new("pad.not-shown", say!("签名板尚未显示该文书", "no pad shows it yet"))),
        (_, Show) => Ok(state),
        (_, Refuse) => Ok(Refused),
        (Written, Witness) => Ok(Signed),
        (Written, _) => {
            Err(Refusal::new("pad.written", say!("已签名，等待见证人确认", "it is written and waits for the witness")))
        }
        (_, Witness) => Err(Refusal::new("pad.not-written", say!("签署人尚未签名", "the person has not signed yet"))),
        (Captured, Choose(Agreed)) => Ok(Captured),
        (_, Choose(_)) => Ok(Consented),
        (Shown, _) => {
            Err(Refusal::new("pad.consent-first", say!("请先选择是否采集指纹", "first decide about the fingerprint")))
        }
        (_, Fingerprint) if choice == Some(Agreed) => Ok(Captured),
        (_, Fingerprint) => {
            Err(Refusal::new("pad.no-consent", say!("未同意采集指纹", "there is no consent to a fingerprint")))
        }
        (Captured, Write) => Ok(Signed),
        (_, Write) if choice == Some(Before) => Ok(Written),
        (_, Write) => Err(Refusal::new(
            "pad.fingerprint-first",
            say!("请先采集指纹，或改为工作人员见证", "first the fingerprint, or choose the witness instead"),
        )),
    }
}

fn over(state: PadState) -> Refusal {
    let reason = match state {
        PadState::Signed => say!("已经签名", "it is signed already"),
        PadState::Refused => say!("签署人已拒签", "the person refused to sign"),
        PadState::Expired => say!("超时未签，请工作人员重新发送", "nobody signed in time: it has to be sent again"),
        _ => say!("工作人员已取消", "it was called back"),
    };
    Refusal::new("pad.over", reason)
}

/// Whether this pad may go on: of two pads of one site, the one that was first to show it.
pub(crate) fn at_this_pad(shown_by: Option<UserId>, pad: UserId) -> Result<(), Refusal> {
    match shown_by {
        Some(other) if other != pad => {
            Err(Refusal::new("pad.taken", say!("该文书已在另一块签名板上显示", "another pad shows it already")))
        }
        _ => Ok(()),
    }
}

/// Whether `user` is the member of the staff who is with the person: who sent it here.
pub(crate) fn witnesses(sent_by: UserId, user: UserId) -> Result<(), Refusal> {
    if sent_by == user {
        return Ok(());
    }
    Err(Refusal::new(
        "pad.other-witness",
        say!("须由发送该文书的工作人员见证", "who sent it to the pad is the witness"),
    ))
}

/// Whether this place of this form is signed by hand.
pub(crate) fn by_hand<'a>(entry: Option<&'a ByHand>, slot: &str) -> Result<&'a ByHand, Refusal> {
    entry.filter(|entry| entry.slots.iter().any(|known| known == slot)).ok_or_else(|| {
        Refusal::new("pad.not-by-hand", say!("此处不在签名板上签名", "this place is not signed on a pad"))
    })
}

/// Whether the person whose identity was checked is the one whom the document names.
pub(crate) fn is_named(entry: &ByHand, data: &Value, name: &str) -> Result<(), Refusal> {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    if data[&entry.name_field].as_str().is_some_and(|known| bare(known) == bare(name)) {
        return Ok(());
    }
    Err(Refusal::new(
        "pad.name-differs",
        say!("与文书上的姓名不一致，请核对证件", "the document names somebody else: check who is here"),
    ))
}

/// Whether the decision may be taken on this document. A fingerprint needs a document that does not say the opposite; who
/// takes an earlier consent back always may (个人信息保护法 article 15).
pub(crate) fn fits(entry: &ByHand, data: &Value, choice: PadChoice) -> Result<(), Refusal> {
    let said = entry.fingerprint_field.as_ref().and_then(|field| data[field].as_str());
    if choice == PadChoice::Agreed && said == Some("refused") {
        let reason = say!(
            "文书上写明不采集指纹，请由工作人员见证，或重新拟制文书",
            "the document says that no fingerprint is taken: sign before the witness, or have it drawn up again"
        );
        return Err(Refusal::new("pad.consent-differs", reason));
    }
    Ok(())
}

/// Whether a fingerprint is good enough to prove anything.
pub(crate) fn is_clear(policy: &PadPolicy, quality: u8) -> Result<(), Refusal> {
    let least = policy.fingerprint_quality_min;
    if quality >= least {
        return Ok(());
    }
    let reason = say!(
        "指纹不清晰（{quality}，至少 {least}），请擦净手指再试，或改为工作人员见证",
        "the fingerprint is not clear ({quality}, at least {least}): wipe the finger and try again, or choose the witness"
    );
    Err(Refusal::new("fingerprint.quality", reason))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;
    use vena_testkit::table::rows;

    use super::*;
    use crate::pads::policy;

    fn word<T: serde::de::DeserializeOwned>(text: &str) -> T {
        serde_json::from_value(text.into()).unwrap_or_else(|_| panic!("{text}"))
    }

    fn act(text: &str) -> PadAct {
        match text {
            "show" => PadAct::Show,
            "agree" => PadAct::Choose(PadChoice::Agreed),
            "decline" => PadAct::Choose(PadChoice::Witness),
            "finger" => PadAct::Fingerprint,
            "write" => PadAct::Write,
            "refuse" => PadAct::Refuse,
            "witness" => PadAct::Witness,
            "cancel" => PadAct::Cancel,
            other => panic!("{other}"),
        }
    }

    fn rule(answer: Result<(), Refusal>) -> String {
        answer.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
    }

    #[test]
    fn a_session_goes_on_step_by_step() {
        let table = "
            state     | choice  | show      | agree             | decline           | finger            | write                 | refuse        | witness         | cancel
            waiting   | -       | shown     | pad.not-shown     | pad.not-shown     | pad.not-shown     | pad.not-shown         | pad.not-shown | pad.not-shown   | cancelled
            shown     | -       | shown     | consented         | consented         | pad.consent-first | pad.consent-first     | refused       | pad.not-written | cancelled
            consented | agreed  | consented | consented         | consented         | captured          | pad.fingerprint-first | refused       | pad.not-written | cancelled
            consented | witness | consented | consented         | consented         | pad.no-consent    | written               | refused       | pad.not-written | cancelled
            captured  | agreed  | captured  | captured          | consented         | captured          | signed                | refused       | pad.not-written | cancelled
            written   | witness | written   | pad.written       | pad.written       | pad.written       | pad.written           | refused       | signed          | cancelled
            signed    | agreed  | pad.over  | pad.over          | pad.over          | pad.over          | pad.over              | pad.over      | pad.over        | pad.over
            refused   | -       | pad.over  | pad.over          | pad.over          | pad.over          | pad.over              | pad.over      | pad.over        | pad.over
            cancelled | witness | pad.over  | pad.over          | pad.over          | pad.over          | pad.over              | pad.over      | pad.over        | pad.over
            expired   | agreed  | pad.over  | pad.over          | pad.over          | pad.over          | pad.over              | pad.over      | pad.over        | pad.over
        ";
        let table = rows(table);
        for row in &table[1..] {
            let choice = (row[1] != "-").then(|| word(row[1]));
            for (column, expected) in row.iter().enumerate().skip(2) {
                let answer = after(word(row[0]), choice, act(table[0][column]));
                let shown = answer.map_or_else(
                    |refusal| refusal.rule,
                    |state| serde_json::to_value(state).expect("JSON").as_str().expect("a word").to_owned(),
                );
                assert_eq!(&shown, expected, "{} {} {}", row[0], row[1], table[0][column]);
            }
        }
    }

    #[test]
    fn one_pad_shows_it_and_who_sent_it_is_the_witness() {
        let user = |n| UserId::from_uuid(Uuid::from_u128(n));
        assert_eq!(rule(at_this_pad(None, user(1))), "yes");
        assert_eq!(rule(at_this_pad(Some(user(1)), user(1))), "yes");
        assert_eq!(rule(at_this_pad(Some(user(2)), user(1))), "pad.taken");
        assert_eq!(rule(witnesses(user(1), user(1))), "yes");
        assert_eq!(rule(witnesses(user(2), user(1))), "pad.other-witness");
    }

    #[test]
    fn the_document_decides_where_who_and_what_was_agreed() {
        let day = "2026-11-22".parse().expect("a day");
        let consent = policy::by_hand("informed-consent", day);
        let entry = by_hand(consent, "donor").expect("signed by hand");
        assert_eq!(rule(by_hand(consent, "informer").map(|_| ())), "pad.not-by-hand");
        assert_eq!(rule(by_hand(None, "donor").map(|_| ())), "pad.not-by-hand");
        let table = "
            name on it | name here | said    | choice  | named            | fits
            陈沐阳     | 陈沐阳    | agreed  | agreed  | yes              | yes
            陈 沐阳    | 陈沐阳    | agreed  | witness | yes              | yes
            陈沐阳     | 陈沐     | refused | agreed  | pad.name-differs | pad.consent-differs
            陈沐阳     | 林晚舟    | refused | witness | pad.name-differs | yes
        ";
        for row in rows(table).iter().skip(1) {
            let data = json!({ "name": row[0], "fingerprint": row[2] });
            assert_eq!(rule(is_named(entry, &data, row[1])), row[4], "{row:?}");
            assert_eq!(rule(fits(entry, &data, word(row[3]))), row[5], "{row:?}");
        }
        assert_eq!(rule(is_named(entry, &json!({}), "")), "pad.name-differs");
        assert_eq!(rule(fits(entry, &json!({}), PadChoice::Agreed)), "yes");
    }

    #[test]
    fn a_blurred_fingerprint_proves_nothing() {
        let policy = policy::pads("2026-11-22".parse().expect("a day"));
        assert_eq!(rule(is_clear(policy, 39)), "fingerprint.quality");
        assert_eq!(rule(is_clear(policy, 40)), "yes");
    }
}
