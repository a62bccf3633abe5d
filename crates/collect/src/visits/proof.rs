//! What has to be sure before a check and a decision: who it is, and that they agree; and who may change what a donor said in
//! confidence. Pure.

use vena_kernel::{
    clock::Day,
    collection::{
        book::Inquiry,
        inquiry::{self, About, Answers},
    },
    refusal::Refusal,
    say,
};

use super::words::{AnsweredWhere, FaceVerdict, IdentifiedBy};

/// Whether it is known who it is: a document that was read or looked at, or a face like the one on it. The number of a document
/// that somebody typed and the code of a reservation are only what the person says.
pub(crate) fn is_proven(by: Option<IdentifiedBy>, face: Option<FaceVerdict>) -> bool {
    match by {
        Some(IdentifiedBy::Document | IdentifiedBy::Staff) => true,
        Some(IdentifiedBy::Claimed | IdentifiedBy::Booking) => face == Some(FaceVerdict::Same),
        None => false,
    }
}

/// Refuses by `visit.unidentified` what needs to know who it is.
pub(crate) fn proven(by: Option<IdentifiedBy>, face: Option<FaceVerdict>) -> Result<(), Refusal> {
    if is_proven(by, face) {
        return Ok(());
    }
    let reason = match by {
        None => say!("还没有核对身份，请先核对证件", "nobody knows yet who this is: check the document first"),
        Some(_) => say!(
            "身份只是本人所报，还没有人看过证件：请看证件后点“已核对证件”",
            "the visitor only says who they are and nobody has seen the document: look at it and confirm"
        ),
    };
    Err(Refusal::new("visit.unidentified", reason))
}

/// Refuses by `decision.no-consent` a decision about somebody who has not agreed to the text in force.
pub(crate) fn consented(given: Option<&str>, current: &str) -> Result<(), Refusal> {
    let reason = match given {
        Some(version) if version == current => return Ok(()),
        Some(version) => say!(
            "知情同意的是旧文本 {version}，现行 {current}：请重新告知并签署（GB 18467-2011 献血前告知）",
            "the consent is to the old text {version}, in force is {current}: tell and sign again (GB 18467-2011)"
        ),
        None => say!(
            "还没有知情同意（{current}）：在自助机上同意，或在服务台登记纸质签署（GB 18467-2011 献血前告知）",
            "there is no consent yet ({current}): give it at a kiosk, or sign on paper at the desk (GB 18467-2011)"
        ),
    };
    Err(Refusal::new("decision.no-consent", reason))
}

/// What of the answers from home is shown at the door: nothing to whoever has only typed the number of a document, for it may be
/// somebody else's; and to the staff nothing that was said in confidence.
pub(crate) fn shown_at_the_door(
    inquiry: &Inquiry,
    mut answers: Answers,
    (by, face, place): (Option<IdentifiedBy>, Option<FaceVerdict>, AnsweredWhere),
) -> Option<Answers> {
    match (place, by) {
        (AnsweredWhere::Staff, _) => {
            let secret = inquiry.questions.iter().filter(|question| question.confidential);
            secret.for_each(|question| drop(answers.remove(&question.code)));
            Some(answers)
        }
        (_, None | Some(IdentifiedBy::Claimed)) if face != Some(FaceVerdict::Same) => None,
        _ => Some(answers),
    }
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answerer {
    /// The donor, with nobody beside.
    Donor,
    /// Somebody of the staff asks.
    Staff,
    /// A physician who says why.
    Physician,
}

/// Refuses by `visit.confidential-answer` that anybody but the donor or a physician with a reason changes an answer that was
/// given in confidence and refuses the donation.
pub(crate) fn keeps_confidence(
    (inquiry, about, today): (&Inquiry, About, Day),
    (before, now): (&Answers, &Answers),
    by: Answerer,
) -> Result<(), Refusal> {
    if by != Answerer::Staff {
        return Ok(());
    }
    let found = inquiry::findings(inquiry, about, before, today);
    let confided = |finding: &&inquiry::Finding<'_>| finding.question.confidential;
    let changed = |code: &str| before.contains_key(code) && before.get(code) != now.get(code);
    if !found.iter().filter(confided).any(|finding| changed(&finding.question.code)) {
        return Ok(());
    }
    let reason = say!(
        "保密题与本人先前所答不同：只能由本人在自助机上、或由医师说明原因后更改",
        "a confidential answer differs from what the donor said: only the donor at a kiosk, or a physician with a reason, changes it"
    );
    Err(Refusal::new("visit.confidential-answer", reason))
}

#[cfg(test)]
mod tests {
    use vena_kernel::{citizen_id::Sex, collection::book};
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn who_typed_a_number_is_not_known_yet() {
        let table = "
            by       | face       | proven
            -        | -          | no
            document | -          | yes
            document | different  | yes
            staff    | -          | yes
            claimed  | -          | no
            claimed  | not_wanted | no
            claimed  | unsure     | no
            claimed  | different  | no
            claimed  | same       | yes
            booking  | -          | no
            booking  | same       | yes
        ";
        for row in rows(table).iter().skip(1) {
            let read = |word: &str| serde_json::from_value(serde_json::json!(word));
            let by = (row[0] != "-").then(|| read(row[0]).expect("a word"));
            let face = (row[1] != "-").then(|| serde_json::from_value(serde_json::json!(row[1])).expect("a verdict"));
            let found = proven(by, face).map_or_else(|refusal| refusal.rule, |()| "yes".into());
            assert_eq!(found, if row[2] == "yes" { "yes" } else { "visit.unidentified" }, "{row:?}");
        }
    }

    #[test]
    fn only_the_text_in_force_was_agreed_to() {
        let rule = |given| consented(given, "consent-2").map_or_else(|refusal| refusal.rule, |()| "yes".to_owned());
        assert_eq!(rule(Some("consent-2")), "yes");
        assert_eq!(rule(Some("consent-1")), "decision.no-consent");
        assert_eq!(rule(None), "decision.no-consent");
    }

    #[test]
    fn what_was_said_in_confidence_is_the_donors_to_change() {
        let today: Day = "2026-11-16".parse().expect("a day");
        let inquiry = book::inquiry(today).expect("an inquiry");
        let about = About::whole_blood(Sex::Female);
        let said = |risk: bool, well: bool| {
            Answers::from([("risk_behaviour".to_owned(), risk.into()), ("well_today".to_owned(), well.into())])
        };
        let changed = |before: (bool, bool), now: (bool, bool), by| {
            let (before, now) = (said(before.0, before.1), said(now.0, now.1));
            keeps_confidence((inquiry, about, today), (&before, &now), by).is_ok()
        };
        assert!(!changed((true, true), (false, true), Answerer::Staff));
        assert!(changed((true, true), (false, true), Answerer::Donor));
        assert!(changed((true, true), (false, true), Answerer::Physician));
        assert!(changed((true, true), (true, false), Answerer::Staff), "an answer that is no secret");
        assert!(changed((false, true), (true, true), Answerer::Staff), "a yes may come late");
        let none = Answers::new();
        assert!(keeps_confidence((inquiry, about, today), (&none, &said(true, true)), Answerer::Staff).is_ok());
    }

    #[test]
    fn what_was_said_at_home_is_the_donors_alone() {
        let inquiry = book::inquiry("2026-11-16".parse().expect("a day")).expect("an inquiry");
        let said = || Answers::from([("risk_behaviour".to_owned(), true.into()), ("surgery".to_owned(), false.into())]);
        let table = "
            by       | face   | read at | shown
            -        | -      | kiosk   | -
            claimed  | -      | kiosk   | -
            claimed  | unsure | kiosk   | -
            claimed  | same   | kiosk   | risk_behaviour surgery
            booking  | -      | kiosk   | risk_behaviour surgery
            document | -      | kiosk   | risk_behaviour surgery
            staff    | -      | kiosk   | risk_behaviour surgery
            claimed  | same   | staff   | surgery
            document | -      | staff   | surgery
        ";
        for row in rows(table).iter().skip(1) {
            let read = |word: &str| serde_json::from_value(serde_json::json!(word)).expect("a word");
            let by = (row[0] != "-").then(|| read(row[0]));
            let face = (row[1] != "-").then(|| serde_json::from_value(serde_json::json!(row[1])).expect("a verdict"));
            let place = serde_json::from_value(serde_json::json!(row[2])).expect("a place");
            let found = shown_at_the_door(inquiry, said(), (by, face, place));
            let told = found.map(|answers| answers.into_keys().collect::<Vec<_>>().join(" "));
            assert_eq!(told.as_deref().unwrap_or("-"), row[3], "{row:?}");
        }
    }
}
