//! Every conflict on both sides of its boundary, and how cases and trips end.

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility,
    id::UserId,
    say,
};

use super::{
    pack::known_on_board,
    plan::{numbers_from, station_sees},
    policy::policy,
    rules::{Decided, Ending, Known, TripDecision, conflicts, may_close, may_confirm, may_propose, may_report},
    settle::opened,
};

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn number() -> DonationNumber {
    "0160226000001".parse().expect("a number")
}

fn line(rule: &str) -> eligibility::Line {
    eligibility::Line { rule: rule.into(), reason: say!("因", "why"), until: None, clause: "GB".into() }
}

fn agreed<'a>() -> Known<'a> {
    Known {
        needle_at: at("2026-03-01T04:00:00Z"),
        package_made_at: Some(at("2026-02-28T22:00:00Z")),
        package_hours_max: 30,
        rules_then: "a",
        rules_now: "a",
        broken: false,
        number: Some(number()),
        number_used: false,
        number_of_trip: true,
        differs: false,
        alike: 0,
        standing: &[],
        judged: &[],
        strangers: &[],
        decided: Decided { by: Some(physician()), then: Some(CREW), still: true },
        irregular: false,
        consent: Some("consent-1"),
        consent_now: "consent-1",
        not_asked_again: false,
        unsigned: false,
        lots: &[],
    }
}

/// The one physician of the crew.
const CREW: &[UserId] = &[UserId::from_uuid(Uuid::from_u128(4))];

fn physician() -> UserId {
    CREW[0]
}

#[test]
fn a_decision_counts_when_a_physician_of_the_package_made_it_who_still_may() {
    let decided = |by: Option<u128>, then: Option<&'static [UserId]>, still| {
        let by = by.map(|n| UserId::from_uuid(Uuid::from_u128(n)));
        kinds(&Known { decided: Decided { by, then, still }, ..agreed() })
    };
    let case = vec!["decision_unqualified"];
    assert_eq!(decided(Some(4), Some(CREW), true), [""; 0]);
    assert_eq!(decided(Some(4), Some(CREW), false), case, "the permission was taken away");
    assert_eq!(decided(Some(5), Some(CREW), true), case, "somebody else, who may decide elsewhere");
    assert_eq!(decided(Some(4), Some(&[]), true), case, "not when the package was made");
    assert_eq!(decided(Some(4), None, true), case, "a package that was never made");
    assert_eq!(decided(None, Some(CREW), true), case, "nobody");
}

fn kinds(known: &Known<'_>) -> Vec<&'static str> {
    conflicts(known).into_iter().map(|conflict| conflict.kind).collect()
}

#[test]
fn blood_goes_its_way_when_everything_agrees() {
    assert_eq!(kinds(&agreed()), [""; 0]);
}

#[test]
fn each_conflict_is_named() {
    let (interval, deferred) = ([line("donor.interval")], [line("donor.deferred")]);
    let stranger = [UserId::from_uuid(Uuid::from_u128(1))];
    let both = [line("donor.interval"), line("donor.deferred")];
    let recalled = [vena_kernel::refusal::Refusal::new("binding.lot-recalled", say!("召回", "recalled"))];
    let refused = [vena_kernel::collection::screening::Line {
        rule: "eligibility.hemoglobin".into(),
        reason: say!("低", "low"),
        clause: "GB".into(),
        confidential: false,
    }];
    for (known, expected) in [
        (Known { number_used: true, number_of_trip: false, ..agreed() }, vec!["number_used"]),
        (Known { number_of_trip: false, ..agreed() }, vec!["number_foreign"]),
        (Known { number: None, ..agreed() }, vec![]),
        (Known { differs: true, ..agreed() }, vec!["identity_differs"]),
        (Known { alike: 2, ..agreed() }, vec!["duplicate"]),
        (Known { standing: &interval, ..agreed() }, vec!["gave_elsewhere"]),
        (Known { standing: &deferred, ..agreed() }, vec!["deferred"]),
        (Known { standing: &both, ..agreed() }, vec!["gave_elsewhere", "deferred"]),
        (Known { judged: &refused, ..agreed() }, vec!["judged_otherwise"]),
        (Known { rules_now: "b", ..agreed() }, vec!["rules_changed"]),
        (Known { broken: true, ..agreed() }, vec!["chain_broken"]),
        (Known { strangers: &stranger, ..agreed() }, vec!["staff_revoked"]),
        (Known { package_made_at: None, ..agreed() }, vec!["package_old"]),
        (Known { irregular: true, ..agreed() }, vec!["steps_missing"]),
        (Known { consent: None, ..agreed() }, vec!["no_consent"]),
        (Known { consent: Some("consent-0"), ..agreed() }, vec!["no_consent"]),
        (Known { not_asked_again: true, ..agreed() }, vec!["not_asked_again"]),
        (Known { unsigned: true, ..agreed() }, vec!["unsigned"]),
        (Known { lots: &recalled, ..agreed() }, vec!["lot_refused"]),
    ] {
        assert_eq!(kinds(&known), expected);
    }
}

#[test]
fn why_a_donor_is_deferred_stays_in_the_file() {
    let deferred = [line("donor.deferred")];
    let found = conflicts(&Known { standing: &deferred, ..agreed() });
    assert!(!found[0].reason.zh.contains('因') && !found[0].reason.en.contains("why"));
}

#[test]
fn a_package_is_good_for_its_hours_and_not_a_second_longer() {
    for (made, expected) in [
        ("2026-02-27T22:00:00Z", vec![]),
        ("2026-02-27T21:59:59Z", vec!["package_old"]),
        ("2026-03-01T04:00:00Z", vec![]),
    ] {
        assert_eq!(kinds(&Known { package_made_at: Some(at(made)), ..agreed() }), expected, "{made}");
    }
}

#[test]
fn a_trip_ends_when_everything_has_come_back() {
    let ending = Ending { taken_out: true, closed: false, vehicle_closed: true, waiting: 0, open: 0 };
    let rule = |ending: Ending| may_close(&ending).map_err(|refusal| refusal.rule);
    assert_eq!(rule(ending), Ok(()));
    assert_eq!(rule(Ending { taken_out: false, vehicle_closed: false, ..ending }), Ok(()), "it never left");
    for (ending, expected) in [
        (Ending { closed: true, ..ending }, "trip.ended"),
        (Ending { vehicle_closed: false, ..ending }, "trip.entries-missing"),
        (Ending { waiting: 1, ..ending }, "trip.entries-missing"),
        (Ending { open: 1, ..ending }, "trip.unsettled"),
    ] {
        assert_eq!(rule(ending), Err(expected.to_owned()));
    }
}

#[test]
fn the_report_waits_for_the_last_entry() {
    let rule = |closed, waiting| may_report(closed, waiting).map_err(|refusal| refusal.rule);
    assert_eq!(rule(true, 0), Ok(()));
    assert_eq!(rule(true, 1), Err("trip.not-back".to_owned()));
    assert_eq!(rule(false, 0), Err("trip.not-back".to_owned()));
}

#[test]
fn a_case_ends_as_it_may_and_a_hold_by_two_people() {
    let propose = |closed, kind: &str, decision, number| {
        may_propose(closed, kind, decision, number).map_err(|refusal| refusal.rule)
    };
    let refused = |rule: &str| Err(rule.to_owned());
    assert_eq!(propose(false, "deferred", TripDecision::Lift, false), Ok(()));
    assert_eq!(propose(false, "number_used", TripDecision::Renumber, true), Ok(()));
    assert_eq!(propose(true, "deferred", TripDecision::Keep, false), refused("trip.case-closed"));
    assert_eq!(propose(false, "deferred", TripDecision::Renumber, true), refused("trip.case-renumber"));
    assert_eq!(propose(false, "number_used", TripDecision::Renumber, false), refused("trip.case-renumber"));
    assert_eq!(propose(false, "deferred", TripDecision::Discard, true), refused("trip.case-renumber"));
    assert_eq!(propose(false, "number_used", TripDecision::Lift, false), refused("trip.case-lift"));
    let (one, two) = (UserId::from_uuid(Uuid::from_u128(1)), UserId::from_uuid(Uuid::from_u128(2)));
    let confirm = |closed, first| may_confirm(closed, first, one).map_err(|refusal| refusal.rule);
    assert_eq!(confirm(false, Some(two)), Ok(()));
    assert_eq!(confirm(false, Some(one)), refused("trip.second-person"));
    assert_eq!(confirm(false, None), refused("trip.case-not-proposed"));
    assert_eq!(confirm(true, Some(two)), refused("trip.case-closed"));
    assert!(TripDecision::Lift.needs_second() && TripDecision::Renumber.needs_second());
    assert!(!TripDecision::Keep.needs_second() && !TripDecision::Discard.needs_second());
}

#[test]
fn a_roll_of_labels_has_its_numbers_in_order() {
    let limits = policy("2026-03-01".parse::<Day>().expect("a day")).expect("in force");
    let numbers = numbers_from(number(), 3, limits).expect("a roll");
    let texts: Vec<&str> = numbers.iter().map(DonationNumber::as_str).collect();
    assert_eq!(texts, ["0160226000001", "0160226000002", "0160226000003"]);
    let most = limits.numbers_max;
    assert!(numbers_from(number(), most, limits).is_ok());
    assert_eq!(numbers_from(number(), most + 1, limits).expect_err("too many").rule, "trip.numbers-max");
    let last: DonationNumber = "0160226999999".parse().expect("a number");
    assert!(numbers_from(last, 1, limits).is_ok());
    assert_eq!(numbers_from(last, 2, limits).expect_err("beyond").rule, "trip.roll-end");
    assert_eq!(policy("2019-04-27".parse().expect("a day")).expect_err("too early").rule, "trip.no-version");
}

#[test]
fn trips_are_the_stations_and_a_sealed_identity_opens_for_its_trip_only() {
    use vena_platform::auth::OrgKind;
    assert!(station_sees(OrgKind::Station).is_ok());
    assert_eq!(station_sees(OrgKind::Hospital).expect_err("a hospital").rule, "trip.station-only");
    let ((secret, public), (other, _)) =
        (vena_trip::seal::new_pair().expect("a pair"), vena_trip::seal::new_pair().expect("another"));
    let who =
        br#"{"document_kind":"citizen_id","document_number":"1","name":null,"phone":null,"born_on":null,"sex":null}"#;
    let sealed = vena_trip::seal::seal_to(&public, who).expect("sealed");
    assert_eq!(opened(&secret, &sealed).expect("opens").document_number, "1");
    assert_eq!(opened(&other, &sealed).expect_err("another trip").rule, "trip.identity-unreadable");
}

#[test]
fn in_a_larger_city_nobody_who_may_not_give_is_left_out() {
    let today: Day = "2026-03-01".parse().expect("a day");
    let row = |n: u8, first: Option<&str>| {
        let first = first.map(|day| day.parse().expect("a day"));
        vena_contracts::recruit::StandingRow { key: [n; 16], first: [first; 3] }
    };
    let rows =
        || vec![row(1, Some("2026-03-01")), row(2, Some("2026-03-02")), row(3, None), row(4, Some("2026-02-28"))];
    let booked = vena_contracts::booking::DayPlace {
        booking_id: vena_kernel::id::BookingId::from_uuid(Uuid::from_u128(1)),
        code: "23456789".into(),
        starts_at: at("2026-03-01T02:00:00Z"),
        kind: vena_trip::rules::KIND,
        name_masked: "赵*".into(),
        group: None,
        keys: vec![[4; 16]],
    };
    let known = |most| {
        let known = known_on_board(rows(), std::slice::from_ref(&booked), today, most);
        known.iter().map(|row| row.key[0]).collect::<Vec<_>>()
    };
    assert_eq!(known(4), [1, 2, 3, 4]);
    assert_eq!(known(3), [2, 3, 4], "whoever may give and has not booked is like somebody new");
}
