//! The rules of consent and chair on board: lots, kits, identity again, signature, rest, the donor's sticker.

use vena_kernel::{collection::screening::Line, say};

use super::*;
use crate::entry::Consented;

#[test]
fn lots_on_board_are_judged_as_at_the_chair() {
    let kit = |lot: &str, others: &[(&str, &str)]| match bound("0160226000001", lot) {
        Step::Bound { number, lot, medium, expires_on, tubes, kit, piece, .. } => {
            let lots = others.iter().map(|(item, lot)| UsedLot { item: (*item).into(), lot: (*lot).into() }).collect();
            Step::Bound { number, lot, medium, expires_on, tubes, kit, piece, lots }
        }
        other => other,
    };
    for (lot, others, outcome) in [
        ("L1", &[][..], Ok(())),
        ("L2", &[], Err("binding.lot-expired")),
        ("L3", &[], Err("binding.lot-finished")),
        ("L4", &[], Err("binding.lot-unknown")),
        ("L9", &[], Err("binding.lot-recalled")),
        ("L1", &[("needle", "N1"), ("tube", "L2")], Ok(())), // no list of needles and tubes is kept here
    ] {
        let found = may(Stage::Accepted, &kit(lot, others), NURSE);
        assert_eq!(found, outcome.map_err(str::to_owned), "{lot} {others:?}");
    }
    let package = Package {
        recalled: vec![RecalledLot { item: "needle".into(), lot: "N1".into(), reason: "x".into() }],
        ..package()
    };
    let (journal, step) = (journal_at(Stage::Accepted), kit("L1", &[("needle", "N1")]));
    let moment = (Taken::from(&package), day("2026-03-01"), at("2026-03-01T02:08:00Z"));
    let found = rules::may_follow(&journal, &journal.visits[&visit()], &step, NURSE, moment);
    assert_eq!(found.expect_err("recalled").rule, "binding.lot-recalled");
}

#[test]
fn a_kit_is_used_once_and_a_needle_waits_for_the_signature_where_papers_are_signed_on_screen() {
    let piece = Piece { article: "06901234504002".into(), serial: "7".into() };
    let step = match bound("0160226000001", "L1") {
        Step::Bound { number, lot, medium, expires_on, tubes, kit, lots, .. } => {
            Step::Bound { number, lot, medium, expires_on, tubes, kit, piece: Some(piece.clone()), lots }
        }
        other => other,
    };
    assert_eq!(may(Stage::Accepted, &step, NURSE), Ok(()));
    let mut journal = journal_at(Stage::Accepted);
    journal.pieces.insert(piece, VisitId::from_uuid(Uuid::from_u128(10)));
    let package = Package { signed_papers: true, ..package() };
    let moment = (Taken::from(&package), day("2026-03-01"), at("2026-03-01T02:08:00Z"));
    let asked = |journal: &Journal, step: &Step| {
        let found = rules::may_follow(journal, &journal.visits[&visit()], step, NURSE, moment);
        found.map_err(|refusal| refusal.rule)
    };
    assert_eq!(asked(&journal, &step), Err("binding.kit-used".to_owned()));
    let mut bound = journal_at(Stage::Bound);
    assert_eq!(asked(&bound, &started()), Err("donation.unsigned".to_owned()));
    bound.visits.get_mut(&visit()).expect("a visit").strokes = Some(Bytes(vec![1]));
    assert_eq!(asked(&bound, &started()), Ok(()));
}

#[test]
fn who_sits_in_the_chair_is_asked_again() {
    let journal = journal_at(Stage::Bound);
    let visit = &journal.visits[&visit()];
    let born = day("1990-01-01");
    let (same, other) = (Bytes(vec![8; 16]), Bytes(vec![7; 16]));
    for (document, name, born_on, outcome) in [
        (Some(&same), "", born, "yes"),
        (Some(&other), "赵*一", born, "chair.identity"),
        (None, "赵*一", born, "yes"),
        (None, "赵*二", born, "chair.identity"),
        (None, "赵*一", day("1990-01-02"), "chair.identity"),
    ] {
        let found = rules::same_person(visit, document, (name, born_on));
        assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), outcome, "{name} {born_on}");
    }
}

#[test]
fn nobody_goes_home_before_the_rest_and_a_reaction_are_over() {
    let package = package();
    let mut journal = journal_at(Stage::Ended);
    let left = Step::Left { reason: "回家".into() };
    let ended = at("2026-03-01T02:00:00Z");
    let rest = |journal: &Journal, seconds: i64| {
        let moment = (bare(&package), day("2026-03-01"), ended.plus_seconds(seconds));
        let found = rules::may_follow(journal, &journal.visits[&visit()], &left, NURSE, moment);
        found.map_or_else(|refusal| refusal.rule, |()| "yes".into())
    };
    let resting = |reaction| {
        let resting = vena_kernel::collection::reactions::Resting { since: ended, reaction };
        vena_kernel::collection::reactions::may_leave_from(resting, day("2026-03-01"))
    };
    let minutes = resting(None).expect("a rest").seconds_since(ended);
    assert!(minutes > 60);
    assert_eq!((rest(&journal, minutes - 1), rest(&journal, minutes)), ("rest.short".into(), "yes".into()));
    let reaction = Step::Reaction { severity: "mild".into(), kind: "vasovagal".into(), note: None };
    journal.apply(20, &entry(reaction), ended);
    assert_eq!(rest(&journal, 86_400), "rest.reaction");
    journal.apply(21, &entry(Step::Over), ended.plus_seconds(minutes));
    let grade = vena_kernel::collection::reactions::grade("mild", day("2026-03-01")).expect("known");
    let from = resting(Some((grade, Some(ended.plus_seconds(minutes))))).expect("over").seconds_since(ended);
    assert_eq!((rest(&journal, from - 1), rest(&journal, from)), ("rest.short".into(), "yes".into()));
    journal.apply(22, &entry(left.clone()), ended.plus_seconds(from));
    assert_eq!(rest(&journal, from), "trip.order", "gone is gone");
    let visit = &journal.visits[&visit()];
    assert_eq!((visit.stage, visit.irregular, visit.went_at.is_some()), (Stage::Ended, false, true));
}

#[test]
fn a_sticker_is_scanned_once_and_a_forged_order_of_steps_is_seen() {
    let wish = Step::Wish { code: Bytes(vec![1]) };
    assert_eq!(may(Stage::Accepted, &wish, NURSE), Err("trip.order".to_owned()));
    assert_eq!(may(Stage::Bound, &wish, NURSE), Ok(()));
    let mut journal = journal_at(Stage::Bound);
    journal.apply(9, &entry(wish.clone()), at("2026-03-01T02:00:00Z"));
    let package = package();
    let moment = (bare(&package), day("2026-03-01"), at("2026-03-01T02:08:00Z"));
    let again = rules::may_follow(&journal, &journal.visits[&visit()], &wish, NURSE, moment);
    assert_eq!(again.expect_err("used").rule, "wish.used");
    assert!(!journal.visits[&visit()].irregular);
    // A second decision, written over the first; and a needle without any.
    journal.apply(10, &entry(accepted()), at("2026-03-01T02:00:00Z"));
    assert!(journal.visits[&visit()].irregular);
    let mut bare = journal_at(Stage::Identified);
    bare.apply(2, &entry(bound("0160226000001", "L1")), at("2026-03-01T02:00:00Z"));
    assert!(bare.visits[&visit()].irregular);
}

// rule: trip.no-consent
#[test]
fn nobody_answers_who_has_not_agreed_to_the_text_on_board() {
    let given = |version: &str| Some(Consented { version: version.into(), research: false, notice: true });
    for (consent, rule) in
        [(None, "trip.no-consent"), (given("consent-0"), "trip.no-consent"), (given("consent-1"), "inquiry.version")]
    {
        let step = Step::Answered { version: "v".into(), answers: Default::default(), consent, strokes: None };
        assert_eq!(may(Stage::Identified, &step, NURSE), Err(rule.to_owned()));
    }
}

#[test]
fn the_needle_stays_no_longer_than_can_be_true() {
    let package = package();
    let taken = bare(&package);
    let journal = journal_at(Stage::Started);
    let ended = Step::Ended { volume_ml: 400, self_excluded: false };
    for (when, fits) in [
        ("2026-03-01T02:00:00Z", false),
        ("2026-03-01T02:00:01Z", true),
        ("2026-03-01T03:00:00Z", true),
        ("2026-03-01T03:00:01Z", false),
    ] {
        let moment = (taken, day("2026-03-01"), at(when));
        let found = rules::may_follow(&journal, &journal.visits[&visit()], &ended, NURSE, moment);
        assert_eq!(
            found.map_err(|refusal| refusal.rule),
            if fits { Ok(()) } else { Err("trip.times".to_owned()) },
            "{when}"
        );
    }
}

// rule: decision.reason
#[test]
fn a_no_of_the_physicians_own_has_its_reason() {
    let lines = |any: bool| {
        let line = Line { rule: "x".into(), reason: say!("因", "why"), clause: "GB".into(), confidential: false };
        if any { vec![line] } else { Vec::new() }
    };
    for (refused_by_rule, note, outcome) in [
        (false, None, Err("decision.reason")),
        (false, Some("  累 "), Err("decision.reason")),
        (false, Some("很累"), Ok(())),
        (true, None, Ok(())),
    ] {
        let (refusals, note) = (lines(refused_by_rule), note.map(str::to_owned));
        let step = Step::Decided { accepted: false, volume_ml: 400, refusals, note };
        assert_eq!(may(Stage::Checked, &step, PHYSICIAN), outcome.map_err(str::to_owned));
    }
}
