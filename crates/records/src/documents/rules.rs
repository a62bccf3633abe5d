//! Who may do what with a document, and in which order it is signed.

use vena_kernel::{
    clock::{Day, Instant},
    id::UserId,
    refusal::Refusal,
    say, zone,
};

use super::words::{DocumentState, SignatureState};

/// A place for a signature, as the rules see it.
#[derive(Debug, Clone)]
pub(crate) struct SlotFacts {
    pub(crate) name: String,
    pub(crate) state: SignatureState,
    pub(crate) by: Option<UserId>,
    /// Somebody without a key signs here, at a pad.
    pub(crate) by_hand: bool,
    /// Nobody else signs here: who decided what the document says.
    pub(crate) for_user: Option<UserId>,
}

/// A document, as the rules see it; slots in the order in which they are signed.
#[derive(Debug, Clone)]
pub(crate) struct DocumentFacts {
    pub(crate) state: DocumentState,
    pub(crate) created_by: UserId,
    pub(crate) slots: Vec<SlotFacts>,
}

impl DocumentFacts {
    /// The slot that is signed next.
    pub(crate) fn next(&self) -> Option<&SlotFacts> {
        self.slots.iter().find(|slot| slot.state == SignatureState::Waiting)
    }
}

/// Whether `user` may sign at `slot` with a key now: the document is open, it is this slot's turn, nobody signs in the place of
/// a donor, and nobody checks what they did
/// themselves (电子签名法 article 13: the data of a signature belong to its signer alone; four-eyes principle). Where one
/// person is named because that person decided (GB 18467: 健康检查表由作出判定的医师签名), nobody else signs, and that
/// person waits for nobody before.
pub(crate) fn may_sign(document: &DocumentFacts, slot: &str, user: UserId) -> Result<(), Refusal> {
    let wanted = waits(document, slot)?;
    match wanted.for_user {
        Some(named) if named == user => {}
        Some(_) => {
            let reason =
                say!("此处由作出判定的本人签名，别人不能代签", "who decided signs here, and nobody in their place");
            return Err(Refusal::new("signature.named", reason));
        }
        None => in_turn(document, slot)?,
    }
    if document.slots.iter().any(|other| other.name == slot && other.by_hand) {
        let reason = say!("此处由本人在签名板上手写签名", "the person signs here by hand, at the pad");
        return Err(Refusal::new("signature.by-hand", reason));
    }
    if document.slots.iter().any(|other| other.by == Some(user)) {
        let reason = say!("同一文书须由不同的人签名", "a document is signed by different people");
        return Err(Refusal::new("signature.other-person", reason));
    }
    Ok(())
}

/// Whether this place waits and is the next one. Who signs by hand has no account, and is another person than everybody
/// who signs with a key.
pub(crate) fn is_next(document: &DocumentFacts, slot: &str) -> Result<(), Refusal> {
    waits(document, slot)?;
    in_turn(document, slot)
}

/// The place, when its signature is still wanted.
fn waits<'a>(document: &'a DocumentFacts, slot: &str) -> Result<&'a SlotFacts, Refusal> {
    open(document)?;
    let Some(wanted) = document.slots.iter().find(|other| other.name == slot) else {
        return Err(Refusal::new(
            "signature.slot",
            say!("该文书没有“{slot}”签名处", "the document has no place '{slot}' for a signature"),
        ));
    };
    if wanted.state != SignatureState::Waiting {
        return Err(Refusal::new("signature.settled", say!("此处已签名", "this place is signed already")));
    }
    Ok(wanted)
}

/// Whether nobody before this place is still wanted.
fn in_turn(document: &DocumentFacts, slot: &str) -> Result<(), Refusal> {
    if document.next().is_some_and(|next| next.name != slot) {
        return Err(Refusal::new("signature.order", say!("前面还有人未签名", "somebody before has not signed yet")));
    }
    Ok(())
}

/// Whether the one who drew the document up may take it back: before anybody else has trusted it.
pub(crate) fn may_withdraw(document: &DocumentFacts, user: UserId) -> Result<(), Refusal> {
    open(document)?;
    if document.created_by != user {
        return Err(Refusal::new("document.author", say!("只有拟制人可以撤回", "only who drew it up may withdraw it")));
    }
    Ok(())
}

/// Whether there is a file to look at.
pub(crate) fn may_open(destroyed_at: Option<Instant>) -> Result<(), Refusal> {
    let Some(at) = destroyed_at else { return Ok(()) };
    let day = at.day_in(&zone::china());
    Err(Refusal::new("document.destroyed", say!("该文书已于 {day} 销毁", "the document was destroyed on {day}")))
}

fn open(document: &DocumentFacts) -> Result<(), Refusal> {
    let (zh, en) = match document.state {
        DocumentState::Open => return Ok(()),
        DocumentState::Complete => ("文书已签署完成", "the document is complete"),
        DocumentState::Refused => ("文书已被拒签", "a signature of the document was refused"),
        DocumentState::Withdrawn => ("文书已撤回", "the document was withdrawn"),
        DocumentState::Superseded => ("文书已被新的版本替代", "a newer document has taken its place"),
    };
    Err(Refusal::new("document.closed", vena_kernel::text::Text::new(zh, en)))
}

/// The last day for which a document is kept; without end when nothing is said.
pub(crate) fn retained_until(closed: Day, years: Option<u32>) -> Option<Day> {
    let years = i16::try_from(years?).ok()?;
    Day::new(closed.date().year() + years, 12, 31)
}

/// Where anybody may have the document checked; the scan field finds it by the number at the end.
pub(crate) fn check_url(address: &str, number: &str) -> String {
    format!("{address}/check?number={number}")
}

/// The number in a text of the scan field: typed (`202611220001`, with or without blanks), or the address of [`check_url`].
pub(crate) fn number_in(text: &str) -> Option<String> {
    let text = text.rsplit_once("/check?number=").map_or(text, |(_, number)| number);
    let number: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    // The year and the month at least: less would find half of everything.
    let plausible = (6..=16).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
    (plausible && number.starts_with("20")).then_some(number)
}

/// The first instant after `day`, on Chinese clocks.
pub(crate) fn end_of(day: Day) -> Option<Instant> {
    let next = day.date().tomorrow().ok()?;
    Day::new(next.year(), next.month(), next.day())?.start_in(&zone::china())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vena_testkit::table::rows;

    use super::*;

    fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    /// `s` signed by the user of that place, `h` signed by hand, `w` waiting, `p` waiting for a pad, `n` waiting for user 7, `r` refused.
    fn document(state: DocumentState, slots: &str) -> DocumentFacts {
        let slot = |(n, letter): (usize, char)| SlotFacts {
            name: format!("slot{n}"),
            state: match letter {
                's' | 'h' => SignatureState::Signed,
                'r' => SignatureState::Refused,
                _ => SignatureState::Waiting,
            },
            by: (!"whpn".contains(letter)).then(|| user(n as u128)),
            by_hand: "hp".contains(letter),
            for_user: (letter == 'n').then(|| user(7)),
        };
        DocumentFacts { state, created_by: user(9), slots: slots.chars().enumerate().map(slot).collect() }
    }

    fn rule(answer: Result<(), Refusal>) -> String {
        answer.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
    }

    #[test]
    fn one_signs_after_the_other_and_nobody_twice() {
        let table = "
            state     | slots | slot  | user | answer
            open      | www   | slot0 | 5    | yes
            open      | www   | slot1 | 5    | signature.order
            open      | sww   | slot0 | 5    | signature.settled
            open      | sww   | slot1 | 5    | yes
            open      | sww   | slot1 | 0    | signature.other-person
            open      | ssw   | slot2 | 1    | signature.other-person
            open      | ssw   | slot2 | 9    | yes
            open      | hww   | slot1 | 0    | yes
            open      | hww   | slot0 | 0    | signature.settled
            open      | pww   | slot0 | 5    | signature.by-hand
            open      | pww   | slot1 | 5    | signature.order
            open      | ssw   | slot7 | 9    | signature.slot
            complete  | sss   | slot2 | 9    | document.closed
            refused   | srw   | slot2 | 9    | document.closed
            withdrawn | sww   | slot1 | 9    | document.closed
            superseded | sww  | slot1 | 9    | document.closed
            open      | pnw   | slot1 | 7    | yes
            open      | pnw   | slot1 | 5    | signature.named
            open      | pnw   | slot2 | 5    | signature.order
            open      | hnw   | slot1 | 7    | yes
            open      | hnw   | slot1 | 5    | signature.named
            open      | hsw   | slot2 | 5    | yes
            superseded | pnw  | slot1 | 7    | document.closed
        ";
        for row in rows(table).iter().skip(1) {
            let state = serde_json::from_value(row[0].into()).expect("a state");
            let who = user(row[3].parse().expect("a number"));
            assert_eq!(rule(may_sign(&document(state, row[1]), row[2], who)), row[4], "{row:?}");
        }
    }

    #[test]
    fn only_the_author_withdraws_and_only_what_is_open() {
        assert_eq!(rule(may_withdraw(&document(DocumentState::Open, "sw"), user(9))), "yes");
        assert_eq!(rule(may_withdraw(&document(DocumentState::Open, "sw"), user(0))), "document.author");
        for state in [DocumentState::Complete, DocumentState::Refused, DocumentState::Withdrawn] {
            assert_eq!(rule(may_withdraw(&document(state, "ss"), user(9))), "document.closed");
        }
    }

    #[test]
    fn years_of_keeping_count_from_the_end_of_the_year() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert_eq!(retained_until(day("2026-01-01"), Some(10)), Some(day("2036-12-31")));
        assert_eq!(retained_until(day("2026-12-31"), Some(10)), Some(day("2036-12-31")));
        assert_eq!(retained_until(day("2026-12-31"), None), None);
    }

    #[test]
    fn a_number_is_typed_or_scanned_and_less_than_a_month_is_none() {
        let scanned = check_url("https://vena.example", "202611220001");
        let table = [
            ("202611220001", Some("202611220001")),
            (" 2026 1122 0001 ", Some("202611220001")),
            ("202611", Some("202611")),
            ("20261", None),
            ("199911220001", None),
            ("0160222096813", None),
            ("Y20261122-0001", None),
            ("20261122000100000", None),
            ("", None),
            (scanned.as_str(), Some("202611220001")),
        ];
        for (text, expected) in table {
            assert_eq!(number_in(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight_in_china() {
        let end = end_of("2026-12-31".parse().expect("a day"));
        assert_eq!(end, "2026-12-31T16:00:00Z".parse().ok());
    }
}
