use uuid::Uuid;
use vena_contracts::booking::{BookingState, DueBooking};
use vena_kernel::{
    clock::Instant,
    eligibility::DonationKind,
    id::{BookingId, DonorId, OrgId, SiteId, UserId},
    refusal::Refusal,
    text::Lang,
};
use vena_platform::auth::{OrgKind, Scope};
use vena_testkit::table::rows;

use super::{door, policy, rules::*, words::*};

fn at(text: &str) -> Instant {
    format!("2026-11-16T{text}:00+08:00").parse().expect("an instant")
}

fn rule(outcome: Result<(), Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.rule, |()| "yes".into())
}

#[test]
fn whose_turn_comes_when() {
    let table = "
        arrived | slot  | put back | due   | who
        08:50   | 09:00 | -        | 08:50 | reserved and early: ten minutes before the slot
        08:10   | 09:00 | -        | 08:50 | much too early: not before that
        09:15   | 09:00 | -        | 08:50 | late within grace keeps its turn
        09:16   | 09:00 | -        | 09:36 | later than grace: as without a reservation
        08:30   | -     | -        | 08:50 | without a reservation: after twenty minutes
        08:29   | -     | -        | 08:49 | and before a reservation that comes due later
        08:30   | 09:00 | 09:20    | 09:25 | did not come when called
        08:30   | -     | 09:20    | 09:25 | nor did this one
    ";
    let policy = policy::visits("2026-11-16".parse().expect("a day"));
    for row in rows(table).iter().skip(1) {
        let maybe = |cell: usize| (row[cell] != "-").then(|| at(row[cell]));
        let waiting = Waiting { arrived_at: at(row[0]), slot_at: maybe(1), put_back_at: maybe(2) };
        assert_eq!(due(&waiting, policy), at(row[3]), "{row:?}");
    }
}

fn state(word: &str) -> VisitState {
    serde_json::from_value(word.into()).expect("a state")
}

#[test]
fn a_visit_goes_forward_only_and_nobody_nameless_goes_far() {
    let table = "
        from     | identified | answered | to      | outcome
        arrived  | yes        | yes      | asked   | yes
        arrived  | no         | no       | asked   | visit.unidentified
        arrived  | yes        | no       | asked   | yes
        arrived  | yes        | no       | checked | visit.unanswered
        asked    | yes        | yes      | checked | yes
        checked  | yes        | yes      | decided | yes
        decided  | yes        | yes      | seated  | yes
        seated   | yes        | yes      | resting | yes
        resting  | yes        | yes      | left    | yes
        arrived  | no         | no       | left    | yes
        arrived  | yes        | yes      | decided | yes             -- on paper, in one step
        asked    | yes        | yes      | asked   | visit.state
        checked  | yes        | yes      | asked   | visit.state
        left     | yes        | yes      | asked   | visit.over
        left     | yes        | yes      | left    | visit.over
    ";
    for row in rows(table).iter().skip(1) {
        let stand = Stand {
            state: state(row[0]),
            identified: row[1] == "yes",
            answered: row[2] == "yes",
            called: false,
            refused: false,
        };
        assert_eq!(rule(may_go(&stand, state(row[3]))), row[4], "{row:?}");
    }
}

#[test]
fn who_may_be_called_put_back_and_asked() {
    let table = "
        state    | called | call              | pass             | answer
        arrived  | no     | yes               | visit.not-called | yes
        arrived  | yes    | yes               | yes              | yes
        asked    | yes    | yes               | yes              | yes
        checked  | no     | yes               | visit.not-called | visit.checked
        decided  | yes    | yes               | yes              | visit.checked
        seated   | no     | visit.not-waiting | visit.not-called | visit.checked
        resting  | no     | visit.not-waiting | visit.not-called | visit.checked
        left     | no     | visit.over        | visit.over       | visit.over
    ";
    for row in rows(table).iter().skip(1) {
        let stand =
            Stand { state: state(row[0]), identified: true, answered: true, called: row[1] == "yes", refused: false };
        let found = [rule(may_call(&stand)), rule(may_pass(&stand)), rule(may_answer(&stand))];
        assert_eq!(found, row[2..], "{row:?}");
    }
    let nameless =
        Stand { state: VisitState::Arrived, identified: false, answered: false, called: false, refused: false };
    assert_eq!(rule(may_answer(&nameless)), "visit.unidentified");
}

#[test]
fn a_temperature_is_a_persons() {
    for (celsius, outcome) in [(29.9, "visit.temperature"), (30.0, "yes"), (45.0, "yes"), (45.1, "visit.temperature")] {
        assert_eq!(rule(temperature(celsius)), outcome, "{celsius}");
    }
    assert_eq!(rule(temperature(f64::NAN)), "visit.temperature");
}

#[test]
fn a_ticket_says_its_line() {
    let kinds = [DonationKind::WholeBlood, DonationKind::ApheresisPlatelets, DonationKind::ApheresisPlasma];
    assert_eq!(kinds.map(|kind| Queue::of(true, kind)), [Queue::B, Queue::A, Queue::A]);
    assert_eq!(kinds.map(|kind| Queue::of(false, kind)), [Queue::C; 3]);
    assert_eq!([Queue::A.ticket(1), Queue::C.ticket(1042)], ["A001", "C1042"]);
    assert!(kinds.into_iter().all(|kind| kind_of(kind_word(kind)) == kind));
}

#[test]
fn a_likeness_and_not_the_kiosk_says_what_the_comparison_means() {
    let table = "
        said       | score | verdict
        same       | 0.55  | same
        same       | 0.54  | unsure
        same       | 0.41  | unsure
        same       | 0.40  | different
        different  | 0.90  | same
        unsure     | -     | unsure
        not_wanted | -     | not_wanted
        same       | -     | visit.face-score
        different  | -     | visit.face-score
    ";
    let limits = policy::kiosk("2026-11-16".parse().expect("a day"));
    let verdict = |word: &str| -> FaceVerdict { serde_json::from_value(word.into()).expect("a verdict") };
    for row in rows(table).iter().skip(1) {
        let found = face(verdict(row[0]), row[1].parse().ok(), limits);
        let shown = found.map_or_else(
            |refusal| refusal.rule,
            |found| serde_json::to_value(found).expect("JSON").as_str().expect("a word").to_owned(),
        );
        assert_eq!(shown, row[2], "{row:?}");
    }
}

#[test]
fn consent_is_given_by_name_in_the_order_of_the_rulebook_and_to_the_text_in_force() {
    let table = "
        state   | identified | answered | version | first | outcome
        asked   | yes        | yes      | v2      | no    | yes
        asked   | yes        | yes      | v1      | no    | visit.consent-version
        arrived | yes        | no       | v2      | no    | visit.unanswered
        arrived | yes        | no       | v2      | yes   | yes
        arrived | yes        | no       | v1      | yes   | visit.consent-version
        asked   | yes        | yes      | v2      | yes   | yes
        arrived | no         | no       | v2      | yes   | visit.unidentified
        left    | yes        | yes      | v2      | yes   | visit.over
    ";
    for row in rows(table).iter().skip(1) {
        let stand = Stand {
            state: state(row[0]),
            identified: row[1] == "yes",
            answered: row[2] == "yes",
            called: false,
            refused: false,
        };
        assert_eq!(rule(may_consent(&stand, row[3], "v2", row[4] == "yes")), row[5], "{row:?}");
    }
    for (consented, first, outcome) in
        [(false, true, "visit.consent-first"), (true, true, "yes"), (false, false, "yes"), (true, false, "yes")]
    {
        assert_eq!(rule(may_be_asked(consented, first)), outcome, "{consented} {first}");
    }
    assert_eq!(rule(camera_consent(None, "v2")), "visit.camera-consent");
    assert_eq!(rule(camera_consent(Some("v1"), "v2")), "visit.consent-version");
    assert_eq!(rule(camera_consent(Some("v2"), "v2")), "yes");
}

#[test]
fn one_goes_home_by_oneself_before_the_chair_only() {
    let go = |word: &str| {
        rule(may_go_home(&Stand {
            state: state(word),
            identified: true,
            answered: true,
            called: false,
            refused: false,
        }))
    };
    assert_eq!(["arrived", "asked", "checked", "decided"].map(go), ["yes"; 4]);
    assert_eq!(["seated", "resting", "left"].map(go), ["visit.state", "visit.state", "visit.over"]);
}

#[test]
fn a_reservation_is_for_one_place_one_day_and_one_person() {
    let id = Uuid::from_u128;
    let (here, there) = (SiteId::from_uuid(id(1)), SiteId::from_uuid(id(2)));
    let table = "
        state     | place | starts     | outcome
        booked    | here  | 2026-11-16 | yes
        arrived   | here  | 2026-11-16 | yes
        missed    | here  | 2026-11-16 | yes
        booked    | there | 2026-11-16 | visit.booking-elsewhere
        booked    | here  | 2026-11-15 | visit.booking-day
        booked    | here  | 2026-11-17 | visit.booking-day
        fulfilled | here  | 2026-11-16 | visit.booking-over
        cancelled | here  | 2026-11-16 | visit.booking-over
        moved     | here  | 2026-11-16 | visit.booking-over
        offered   | here  | 2026-11-16 | visit.booking-over
    ";
    for row in rows(table).iter().skip(1) {
        let starts_at: Instant = format!("{}T23:59:00+08:00", row[2]).parse().expect("an instant");
        let booking = DueBooking {
            booking_id: BookingId::from_uuid(id(3)),
            code: "ABCD2345".into(),
            donor_id: None,
            site_id: if row[1] == "here" { here } else { there },
            kind: DonationKind::WholeBlood,
            starts_at,
            ends_at: starts_at.plus_seconds(900),
            state: match row[0] {
                "booked" => BookingState::Booked,
                "arrived" => BookingState::Arrived,
                "missed" => BookingState::Missed,
                "fulfilled" => BookingState::Fulfilled,
                "cancelled" => BookingState::Cancelled,
                "moved" => BookingState::Moved,
                _ => BookingState::Offered,
            },
        };
        assert_eq!(rule(door::for_here(&booking, here, at("00:01"))), row[3], "{row:?}");
    }
    let [one, merged, other] = [5, 6, 7].map(|number| DonorId::from_uuid(id(number)));
    assert_eq!(rule(door::of_this_person(merged, &[one, merged])), "yes");
    assert_eq!(rule(door::of_this_person(other, &[one, merged])), "visit.booking-of-another");
}

#[test]
fn people_come_to_the_station_only() {
    let id = Uuid::from_u128;
    let scope = |org_kind| Scope {
        user: UserId::from_uuid(id(1)),
        user_name: "周映雪".into(),
        org: OrgId::from_uuid(id(2)),
        org_kind,
        site: SiteId::from_uuid(id(3)),
        permissions: Default::default(),
        lang: Lang::Zh,
    };
    assert_eq!(rule(door::station_only(&scope(OrgKind::Station))), "yes");
    assert_eq!(rule(door::station_only(&scope(OrgKind::Hospital))), "visit.station-only");
    assert_eq!(rule(door::station_only(&scope(OrgKind::Commission))), "visit.station-only");
}

#[test]
fn answers_at_home_are_for_a_reservation_that_is_near_and_count_for_some_hours() {
    let (day, policy) = ("2026-11-16".parse().expect("a day"), policy::home("2026-11-16".parse().expect("a day")));
    let table = "
        reservation on | may
        2026-11-15     | visit.home-day
        2026-11-16     | yes
        2026-11-17     | yes
        2026-11-18     | visit.home-day
    ";
    for row in rows(table).iter().skip(1) {
        let on = row[0].parse().expect("a day");
        assert_eq!(rule(may_answer_at_home(on, day, policy.days_ahead)), row[1], "{row:?}");
    }
    let hours = |seconds: i64| at("08:00").plus_seconds(policy.hours * 3600 + seconds);
    let counts = |version: &str, now: Instant| home_counts((at("08:00"), version), (now, "cn-2026-2"), policy);
    assert!(counts("cn-2026-2", hours(0)), "as old as they may be");
    assert!(!counts("cn-2026-2", hours(1)), "a second older");
    assert!(!counts("cn-2026-1", at("08:01")), "another sheet is asked anew");
}

#[test]
fn nobody_leaves_a_needle_skips_the_rest_or_is_said_to_have_given() {
    use Ending::{Accepted, AtNeedle, Nothing, Resting};
    let reasons = ["refused", "changed_mind", "sent_away", "vanished", "mistake"];
    let table = [
        (Nothing, "yes", "visit.not-donated"),
        (Accepted, "yes", "visit.not-donated"),
        (AtNeedle, "visit.needle", "visit.needle"),
        (Resting, "visit.rest", "visit.rest"),
    ];
    for (ending, others, donated) in table {
        let of = |word: &str| serde_json::from_value::<LeftReason>(word.into()).expect("a reason");
        let stand =
            |word| Stand { state: state(word), identified: true, answered: true, called: false, refused: false };
        for word in ["arrived", "asked", "checked", "decided", "seated", "resting"] {
            for reason in reasons {
                assert_eq!(rule(may_end(&stand(word), ending, of(reason))), others, "{word} {ending:?} {reason}");
            }
            assert_eq!(rule(may_end(&stand(word), ending, of("donated"))), donated, "{word} {ending:?}");
        }
        assert_eq!(rule(may_end(&stand("left"), ending, of("refused"))), "visit.over");
    }
}

#[test]
fn who_is_not_fit_to_give_is_not_called_to_a_chair() {
    for (word, refused, outcome) in [
        ("decided", false, "yes"),
        ("decided", true, "visit.not-fit"),
        ("left", true, "visit.over"),
        ("seated", false, "visit.not-waiting"),
    ] {
        let stand = Stand { state: state(word), identified: true, answered: true, called: false, refused };
        assert_eq!(rule(may_call(&stand)), outcome, "{word} {refused}");
    }
}
