//! Both sides of every lock and every boundary.

mod chair;

use uuid::Uuid;
use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    id::{SiteId, TripId, UserId, VisitId},
};

use crate::{
    entry::{Again, Entry, Piece, Sealed, Step, UsedLot, beginning},
    package::{
        Duty, Hand, LyingLot, Package, PackageError, Reading, RecalledLot, checked, is_pin, pack, pin_verifier, unpack,
    },
    rules::{self, Taken},
    seal::{self, Bytes, Key},
    standing::{From, Row, Table},
    state::{Journal, Stage},
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn trip() -> TripId {
    TripId::from_uuid(Uuid::from_u128(7))
}

fn visit() -> VisitId {
    VisitId::from_uuid(Uuid::from_u128(9))
}

#[test]
fn what_is_sealed_to_the_station_opens_there_and_nowhere_else() {
    let (secret, public) = seal::new_pair().expect("a pair");
    let (other, _) = seal::new_pair().expect("another");
    let sealed = seal::seal_to(&public, "赵一一".as_bytes()).expect("sealed");
    assert_eq!(seal::open_sealed(&secret, &sealed).expect("opens"), "赵一一".as_bytes());
    assert!(seal::open_sealed(&other, &sealed).is_err());
    for place in [0, 1, 64, 65, 77, sealed.len() - 1] {
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        assert!(seal::open_sealed(&secret, &changed).is_err(), "byte {place}");
    }
}

#[test]
fn the_table_answers_for_each_document_and_the_stricter_row_counts() {
    let first = |n: u8, from| Row { hash: [n; 16], from };
    let table = Table::new(vec![
        first(9, [From::Never; 3]),
        first(3, [From::On(day("2026-03-01")), From::Now, From::Never]),
        first(3, [From::Now, From::On(day("2026-02-20")), From::Now]),
        first(1, [From::Now; 3]),
    ]);
    let again = Table::from_bytes(table.bytes().to_vec()).expect("whole rows");
    let kinds = vena_kernel::eligibility::DonationKind::ALL;
    assert_eq!(again.len(), 3);
    assert_eq!(again.from(&[3; 16], kinds[0]), Some(From::On(day("2026-03-01"))));
    assert_eq!(again.from(&[3; 16], kinds[1]), Some(From::On(day("2026-02-20"))));
    assert_eq!(again.from(&[3; 16], kinds[2]), Some(From::Never));
    assert_eq!(again.from(&[2; 16], kinds[0]), None);
    assert!(Table::from_bytes(vec![0; 23]).is_none());
}

#[test]
fn a_standing_holds_until_its_day_and_not_on_it() {
    let today = day("2026-03-01");
    for (standing, refused) in [
        (None, false),
        (Some(From::Now), false),
        (Some(From::On(day("2026-03-01"))), false),
        (Some(From::On(day("2026-03-02"))), true),
        (Some(From::Never), true),
    ] {
        let line = rules::not_yet(standing, today);
        assert_eq!(line.map(|line| line.rule), refused.then(|| "trip.not-yet".to_owned()), "{standing:?}");
    }
}

#[test]
fn the_ages_hold_from_birthday_to_birthday() {
    let today = day("2026-03-01");
    for (born, known, fits) in [
        ("2008-03-01", false, true),
        ("2008-03-02", false, false),
        ("1970-03-02", false, true),
        ("1970-03-01", true, true),
        ("1965-03-01", true, false),
    ] {
        let line = rules::age(day(born), known, today);
        assert_eq!(line.map(|line| line.rule), (!fits).then(|| "trip.age".to_owned()), "{born} {known}");
    }
}

fn lying(lot: &str, expires_on: &str, finished: bool) -> LyingLot {
    LyingLot { item: "kit".into(), lot: lot.into(), expires_on: day(expires_on), finished }
}

const NURSE: Hand = Hand { duty: Duty::Nurse, decides: false };
const PHYSICIAN: Hand = Hand { duty: Duty::Physician, decides: true };

/// What a package says that names no lot.
fn bare(package: &Package) -> Taken<'_> {
    Taken { numbers: &package.numbers, lots: &[], recalled: &[], consent: "consent-1", signed_papers: false }
}

fn package() -> Package {
    let (_, public) = seal::new_pair().expect("a pair");
    Package {
        trip_id: trip(),
        site_id: SiteId::from_uuid(Uuid::from_u128(1)),
        site_name: "献血车 1 号".into(),
        day: day("2026-03-01"),
        made_at: at("2026-02-28T22:00:00Z"),
        rulebook: crate::rulebook_version(),
        numbers: vec!["0160226000001".parse().expect("a number")],
        crew: Vec::new(),
        bookings: Vec::new(),
        sessions: Vec::new(),
        lots: vec![lying("L1", "2026-03-01", false), lying("L2", "2026-02-28", false), lying("L3", "2026-12-31", true)],
        recalled: vec![RecalledLot { item: "kit".into(), lot: "L9".into(), reason: "导管微漏".into() }],
        reading: Reading { version: "consent-1".into(), pages: Vec::new() },
        signed_papers: false,
        identity_key: Bytes(vec![1; 32]),
        journal_key: Bytes(vec![2; 32]),
        station: Bytes(public.to_vec()),
    }
}

#[test]
fn a_package_opens_by_its_code_when_the_station_has_signed_it() {
    let signing = seal::new_signing_key().expect("a key");
    let public = seal::signing_public(&signing).expect("public");
    let code = seal::new_code().expect("a code");
    let table = Table::new(vec![Row { hash: [5; 16], from: [From::Now; 3] }]);
    let bytes = pack(&package(), &table, &code, &signing).expect("packed");
    let (opened, found) = unpack(&bytes, &public, &code.to_lowercase().replace('-', " ")).expect("opens");
    assert_eq!((opened.trip_id, found.len()), (trip(), 1));
    assert_eq!(unpack(&bytes, &public, "22222-22222").expect_err("another code"), PackageError::Code);
    let other = seal::signing_public(&seal::new_signing_key().expect("a key")).expect("public");
    assert_eq!(checked(&bytes, &other).expect_err("not signed"), PackageError::Signature);
    let mut changed = bytes.clone();
    *changed.last_mut().expect("bytes") ^= 1;
    assert_eq!(checked(&changed, &public).expect_err("changed"), PackageError::Signature);
    for length in [0, 7, 8, 11, 12, 40, 200] {
        assert!(checked(&bytes[..length.min(bytes.len() - 1)], &public).is_err(), "{length}");
    }
}

#[test]
fn a_pin_is_good_for_its_own_verifier() {
    let verifier = pin_verifier("482915").expect("hashed");
    assert!(is_pin("482915", &verifier));
    assert!(!is_pin("482916", &verifier));
    assert!(!is_pin("482915", "no verifier"));
}

fn entry(step: Step) -> Entry {
    Entry {
        entry_id: Uuid::from_u128(3),
        visit_id: Some(visit()),
        at: at("2026-03-01T02:00:00Z"),
        offset_ms: Some(0),
        boot: "boot".into(),
        uptime_ms: 1,
        staff: Some(UserId::from_uuid(Uuid::from_u128(4))),
        device: "tablet".into(),
        step,
    }
}

#[test]
fn the_chain_shows_what_was_moved_changed_or_left_out() {
    let key = Key::random().expect("a key");
    let start = beginning(trip());
    let one = Sealed::new(&key, trip(), &start, 1, &entry(started())).expect("sealed");
    let two = Sealed::new(&key, trip(), &one.digest.0, 2, &entry(Step::Closed)).expect("sealed");
    assert!(one.follows(&start) && two.follows(&one.digest.0));
    assert!(!two.follows(&start), "one is missing");
    assert_eq!(two.open(&key, trip()).expect("opens").step, Step::Closed);
    let moved = Sealed { counter: 1, ..two.clone() };
    assert!(!moved.follows(&one.digest.0) && moved.open(&key, trip()).is_err());
    assert!(two.open(&Key::random().expect("another"), trip()).is_err());
}

fn arrived() -> Step {
    Step::Identified {
        who: Bytes(vec![1]),
        identity: Bytes(vec![8; 16]),
        known: false,
        name_masked: "赵*一".into(),
        sex: Sex::Male,
        born_on: day("1990-01-01"),
        booking: None,
        kind: rules::KIND,
    }
}

fn bound(number: &str, lot: &str) -> Step {
    Step::Bound {
        number: number.parse().expect("a number"),
        lot: lot.into(),
        medium: "CPDA-1".parse().expect("a medium"),
        expires_on: day("2026-03-01"),
        tubes: 2,
        kit: None,
        piece: None,
        lots: Vec::new(),
    }
}

fn started() -> Step {
    Step::Started { again: Some(Again::Document) }
}

fn accepted() -> Step {
    Step::Decided { accepted: true, volume_ml: 400, refusals: Vec::new(), note: None }
}

/// A journal in which the person has come to `stage`.
fn journal_at(stage: Stage) -> Journal {
    let mut journal = Journal::default();
    let check = serde_json::json!({ "weight_kg": 60.0, "systolic_mmhg": 120, "diastolic_mmhg": 80, "pulse_per_min": 70,
        "temperature_c": 36.5, "hb_g_l": 140 });
    let check = Step::Checked { check: serde_json::from_value(check).expect("a check") };
    let answered = Step::Answered { version: "v".into(), answers: Default::default(), consent: None, strokes: None };
    let steps = [
        (Stage::Identified, arrived()),
        (Stage::Answered, answered),
        (Stage::Checked, check),
        (Stage::Accepted, accepted()),
        (Stage::Bound, bound("0160226000001", "L1")),
        (Stage::Started, started()),
        (Stage::Ended, Step::Ended { volume_ml: 400, self_excluded: false }),
    ];
    let steps = steps.into_iter().map(|(to, step)| match (stage, to) {
        (Stage::Refused, Stage::Accepted) => {
            (to, Step::Decided { accepted: false, volume_ml: 400, refusals: Vec::new(), note: None })
        }
        _ => (to, step),
    });
    for (counter, (to, step)) in (1..).zip(steps) {
        if to <= stage {
            journal.apply(counter, &entry(step), at("2026-03-01T02:00:00Z"));
        }
    }
    journal
}

fn may(stage: Stage, step: &Step, hand: Hand) -> Result<(), String> {
    let package = package();
    let taken = Taken::from(&package);
    let journal = journal_at(stage);
    let moment = (taken, day("2026-03-01"), at("2026-03-01T02:08:00Z"));
    rules::may_follow(&journal, &journal.visits[&visit()], step, hand, moment).map_err(|refusal| refusal.rule)
}

#[test]
fn steps_follow_in_order_and_by_whom_they_belong_to() {
    let refused = |rule: &str| Err(rule.to_owned());
    let (nurse, physician) = (NURSE, PHYSICIAN);
    assert_eq!(may(Stage::Checked, &accepted(), physician), Ok(()));
    for hand in [
        nurse,
        Hand { duty: Duty::Physician, decides: false }, // planned as a physician, without the permission to decide
        Hand { duty: Duty::Nurse, decides: true },
    ] {
        assert_eq!(may(Stage::Checked, &accepted(), hand), refused("trip.not-physician"), "{hand:?}");
    }
    assert_eq!(may(Stage::Answered, &accepted(), physician), refused("trip.order"));
    assert_eq!(may(Stage::Accepted, &bound("0160226000001", "L1"), nurse), Ok(()));
    assert_eq!(may(Stage::Accepted, &bound("0160226000002", "L1"), nurse), refused("trip.number-foreign"));
    assert_eq!(may(Stage::Accepted, &bound("0160226000001", "L9"), nurse), refused("binding.lot-recalled"));
    assert_eq!(may(Stage::Bound, &bound("0160226000001", "L1"), nurse), refused("trip.order"));
    assert_eq!(may(Stage::Bound, &started(), nurse), Ok(()));
    assert_eq!(may(Stage::Bound, &Step::Started { again: None }, nurse), refused("donation.not-seated"));
    let ended = Step::Ended { volume_ml: 400, self_excluded: false };
    assert_eq!(may(Stage::Started, &ended, nurse), Ok(()));
    assert_eq!(may(Stage::Bound, &ended, nurse), refused("trip.order"));
    assert_eq!(may(Stage::Refused, &Step::Left { reason: "x".into() }, nurse), refused("trip.order"));
    let reaction = |severity: &str| Step::Reaction { severity: severity.into(), kind: "vasovagal".into(), note: None };
    assert_eq!(may(Stage::Ended, &reaction("mild"), nurse), Ok(()));
    assert_eq!(may(Stage::Ended, &reaction("bad"), nurse), refused("trip.severity"));
    let unknown = Step::Reaction { severity: "mild".into(), kind: "boredom".into(), note: None };
    assert_eq!(may(Stage::Ended, &unknown, nurse), refused("reaction.type"));
}

#[test]
fn what_speaks_against_a_donation_cannot_be_accepted() {
    let journal = journal_at(Stage::Checked);
    let lines = rules::judge(&journal.visits[&visit()], Some(From::Never), day("2026-03-01")).expect("judged");
    assert!(lines.iter().any(|line| line.rule == "trip.not-yet"));
    let step = Step::Decided { accepted: true, volume_ml: 400, refusals: lines.clone(), note: None };
    assert_eq!(may(Stage::Checked, &step, PHYSICIAN), Err("trip.not-accepted".to_owned()));
    let step = Step::Decided { accepted: false, volume_ml: 400, refusals: lines, note: None };
    assert_eq!(may(Stage::Checked, &step, PHYSICIAN), Ok(()));
}

#[test]
fn nobody_comes_twice_and_no_number_is_used_twice() {
    let here = Bytes(vec![8; 16]);
    let rule = |found: Result<(), vena_kernel::refusal::Refusal>| found.map_err(|refusal| refusal.rule);
    assert_eq!(rule(rules::may_arrive(&Journal::default(), &here)), Ok(()));
    assert_eq!(rule(rules::may_arrive(&journal_at(Stage::Ended), &here)), Err("trip.already-here".to_owned()));
    let mut left = journal_at(Stage::Identified);
    left.apply(9, &entry(Step::Left { reason: "busy".into() }), at("2026-03-01T02:00:00Z"));
    assert_eq!(rule(rules::may_arrive(&left, &here)), Ok(()), "who left before the needle may come again");
    let package = package();
    let taken = bare(&package);
    let number = package.numbers[0];
    assert_eq!(rule(rules::may_void(&Journal::default(), number, taken)), Ok(()));
    assert_eq!(rule(rules::may_void(&journal_at(Stage::Bound), number, taken)), Err("trip.number-used".to_owned()));
    let mut void = journal_at(Stage::Accepted);
    void.apply(
        9,
        &Entry { visit_id: None, ..entry(Step::NumberVoid { number, reason: "torn".into() }) },
        at("2026-03-01T02:00:00Z"),
    );
    let moment = (taken, day("2026-03-01"), at("2026-03-01T02:08:00Z"));
    let found = rules::may_follow(&void, &void.visits[&visit()], &bound("0160226000001", "L1"), NURSE, moment);
    assert_eq!(rule(found), Err("binding.number-used".to_owned()));
}

#[test]
fn the_day_closes_once_and_only_when_everybody_is_finished() {
    let rule = |found: Result<(), vena_kernel::refusal::Refusal>| found.map_err(|refusal| refusal.rule);
    assert_eq!(rule(rules::may_close(&journal_at(Stage::Started))), Err("trip.open-visits".to_owned()));
    let mut journal = journal_at(Stage::Ended);
    assert_eq!(rule(rules::may_close(&journal)), Ok(()));
    journal.apply(10, &Entry { visit_id: None, ..entry(Step::Closed) }, at("2026-03-01T09:00:00Z"));
    assert_eq!(rule(rules::may_close(&journal)), Err("trip.closed".to_owned()));
    assert_eq!(rule(rules::may_arrive(&journal, &Bytes(vec![9; 16]))), Err("trip.closed".to_owned()));
    let (package, visit) = (package(), journal.visits[&visit()].clone());
    let taken = bare(&package);
    let moment = (taken, day("2026-03-01"), at("2026-03-01T09:30:00Z"));
    let late = Step::Reaction { severity: "mild".into(), kind: "vasovagal_delayed".into(), note: None };
    assert_eq!(
        rule(rules::may_follow(&journal, &visit, &late, NURSE, moment)),
        Ok(()),
        "who feels unwell later is kept"
    );
    let left = Step::Left { reason: "x".into() };
    assert_eq!(rule(rules::may_follow(&journal, &visit, &left, NURSE, moment)), Ok(()), "whoever rests goes home");
    let wish = Step::Wish { code: Bytes(vec![1]) };
    assert_eq!(rule(rules::may_follow(&journal, &visit, &wish, NURSE, moment)), Err("trip.closed".to_owned()));
}

#[test]
fn every_reaction_is_kept_and_the_gravest_is_shown() {
    let mut journal = journal_at(Stage::Ended);
    for (n, severity) in ["mild", "severe", "moderate"].into_iter().enumerate() {
        let step = Step::Reaction { severity: severity.into(), kind: "vasovagal".into(), note: Some(severity.into()) };
        let told = Entry { entry_id: Uuid::from_u128(100 + n as u128), ..entry(step) };
        journal.apply(20 + n as i64, &told, at("2026-03-01T03:00:00Z"));
    }
    let visit = &journal.visits[&visit()];
    assert_eq!(visit.reactions.len(), 3);
    assert_eq!(visit.reaction.as_ref().map(|(severity, _)| severity.as_str()), Some("severe"));
    let old = r#"{"step":"reaction","severity":"mild","note":null}"#;
    let read: Step = serde_json::from_str(old).expect("an entry of an older program");
    assert_eq!(read, Step::Reaction { severity: "mild".into(), kind: "other".into(), note: None });
}

#[test]
fn a_package_grows_by_22_bytes_for_each_document_so_that_a_million_fit_in_22_megabytes() {
    let signing = seal::new_signing_key().expect("a key");
    let size = |count: u32| {
        let hash = |n: u32| seal::sha256(&[&n.to_be_bytes()]).first_chunk().copied().expect("16 bytes");
        let rows = (0..count).map(|n| Row { hash: hash(n), from: [From::Now; 3] }).collect();
        pack(&package(), &Table::new(rows), "22222-33333", &signing).expect("packed").len()
    };
    assert_eq!(size(10_000) - size(0), 220_000);
}
