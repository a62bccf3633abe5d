use vena_kernel::{clock::Day, id::UserId};
use vena_testkit::table::rows;

use super::{
    book::Protocol,
    rules::{Case, Outcome, State, may_ask, may_compare, may_decide, may_enter, may_propose, may_sample, may_withdraw},
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn person(number: u128) -> UserId {
    UserId::from_uuid(uuid::Uuid::from_u128(number))
}

fn protocol(code: &str) -> &'static Protocol {
    Protocol::get(code, day("2026-02-10")).expect("in force")
}

/// A case excluded on 2026-01-31; samples and results as `number:retest+` (passed and compared), `-` (failed and compared) or
/// `?` (passed, not compared).
fn case(code: &str, state: State, samples: &str, outcomes: &str) -> Case<'static> {
    let protocol = protocol(code);
    let outcome = |word: &str| {
        let (sample, rest) = word.split_once(':').expect("sample:retest");
        let (retest, sign) = rest.split_at(rest.len() - 1);
        Outcome { sample: sample.into(), retest: retest.into(), passed: sign != "-", compared: sign != "?" }
    };
    Case {
        state,
        protocol,
        wait_until: protocol.wait_until(day("2026-01-31")),
        samples: samples
            .split_whitespace()
            .map(|word| word.split_once('@').map(|(number, on)| (number.into(), day(on))).expect("number@day"))
            .collect(),
        outcomes: outcomes.split_whitespace().map(outcome).collect(),
        proposed_by: (state == State::Proposed).then(|| person(1)),
        proposed_lift: (state == State::Proposed).then_some(true),
    }
}

fn said(outcome: Result<(), vena_kernel::refusal::Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
}

#[test]
fn a_protocol_lifts_its_own_codes_and_nothing_else() {
    let table = "
        protocol       | code | outcome
        hbv            | TTI  | yes
        hbv            | P13  | reentry.protocol
        hbv            | ALT  | reentry.protocol
        alt            | ALT  | yes
        review         | P12  | yes
        review         | P13  | reentry.protocol
        review         | P17  | reentry.protocol
        syphilis_false | TTI  | yes
        unspecific     | TTI  | yes
    ";
    for row in rows(table).iter().skip(1) {
        assert_eq!(said(may_ask(protocol(row[0]), row[1])), row[2], "{row:?}");
    }
    assert_eq!(Protocol::get("hiv", day("2026-02-10")).expect_err("none").rule, "reentry.unknown-protocol");
    assert_eq!(Protocol::get("hbv", day("2012-06-30")).expect_err("none").rule, "reentry.unknown-protocol");
    assert!(Protocol::all(day("2026-02-10")).len() >= 5 && Protocol::all(day("2012-06-30")).is_empty());
}

#[test]
fn the_waiting_time_is_calendar_months() {
    let table = "
        protocol | excluded   | first day
        hbv      | 2026-01-31 | 2026-07-31
        hbv      | 2025-08-31 | 2026-02-28
        hbv      | 2027-08-31 | 2028-02-29
        alt      | 2026-01-31 | 2026-02-28
    ";
    for row in rows(table).iter().skip(1) {
        assert_eq!(protocol(row[0]).wait_until(day(row[1])), day(row[2]), "{row:?}");
    }
}

#[test]
fn when_tubes_may_be_taken() {
    let table = "
        protocol   | state    | samples      | taken      | today      | outcome
        hbv        | waiting  |              | 2026-07-30 | 2026-07-31 | reentry.too-early
        hbv        | waiting  |              | 2026-07-31 | 2026-07-31 | yes
        hbv        | waiting  |              | 2026-08-01 | 2026-07-31 | reentry.sample-future
        hbv        | testing  | 1@2026-07-31 | 2026-08-01 | 2026-08-01 | reentry.enough-samples
        unspecific | testing  | 1@2026-07-31 | 2026-08-27 | 2026-09-01 | reentry.sample-gap
        unspecific | testing  | 1@2026-07-31 | 2026-08-28 | 2026-09-01 | yes
        unspecific | testing  | 1@2026-08-28 | 2026-08-01 | 2026-09-01 | reentry.sample-gap
        hbv        | proposed |              | 2026-07-31 | 2026-07-31 | reentry.proposed
        hbv        | lifted   |              | 2026-07-31 | 2026-07-31 | reentry.closed
        hbv        | kept     |              | 2026-07-31 | 2026-07-31 | reentry.closed
        review     | waiting  |              | 2026-07-31 | 2026-07-31 | reentry.enough-samples
    ";
    for row in rows(table).iter().skip(1) {
        let case = case(row[0], State::read(row[1]), row[2], "");
        assert_eq!(said(may_sample(&case, day(row[3]), day(row[4]))), row[5], "{row:?}");
    }
}

#[test]
fn a_result_is_entered_once_and_compared_by_another_person() {
    let open = case("syphilis_false", State::Testing, "1@2026-07-31", "1:elisa?");
    let table = "
        sample | retest | outcome
        1      | tppa   | yes
        1      | elisa  | reentry.result-known
        1      | nat    | reentry.unknown-retest
        2      | tppa   | reentry.unknown-sample
    ";
    for row in rows(table).iter().skip(1) {
        assert_eq!(said(may_enter(&open, row[0], row[1])), row[2], "{row:?}");
    }
    let known = &open.outcomes[0];
    assert_eq!(said(may_compare(&open, known, (person(1), person(2)), true)), "yes");
    assert_eq!(said(may_compare(&open, known, (person(1), person(1)), true)), "reentry.same-person");
    assert_eq!(said(may_compare(&open, known, (person(1), person(2)), false)), "reentry.differs");
    let compared = Outcome { compared: true, ..known.clone() };
    assert_eq!(said(may_compare(&open, &compared, (person(1), person(2)), true)), "reentry.compared");
    let closed = case("syphilis_false", State::Kept, "1@2026-07-31", "");
    assert_eq!(said(may_enter(&closed, "1", "tppa")), "reentry.closed");
}

#[test]
fn two_people_decide_and_only_on_complete_results_that_passed() {
    let table = "
        state    | results          | lift | today      | propose                 | decide by another
        testing  | 1:elisa+ 1:tppa+ | yes  | 2026-07-31 | yes                     | reentry.not-proposed
        testing  | 1:elisa+ 1:tppa+ | yes  | 2026-07-30 | reentry.too-early       | reentry.not-proposed
        testing  | 1:elisa+ 1:tppa? | yes  | 2026-08-10 | reentry.results-missing | reentry.not-proposed
        testing  | 1:elisa+         | yes  | 2026-08-10 | reentry.results-missing | reentry.not-proposed
        testing  | 1:elisa+ 1:tppa- | yes  | 2026-08-10 | reentry.not-passed      | reentry.not-proposed
        testing  | 1:elisa+ 1:tppa- | no   | 2026-08-10 | yes                     | reentry.not-proposed
        waiting  |                  | no   | 2026-02-10 | yes                     | reentry.not-proposed
        proposed | 1:elisa+ 1:tppa+ | yes  | 2026-08-10 | reentry.proposed        | yes
        proposed | 1:elisa+ 1:tppa- | yes  | 2026-08-10 | reentry.proposed        | reentry.not-passed
        lifted   | 1:elisa+ 1:tppa+ | yes  | 2026-08-10 | reentry.closed          | reentry.closed
    ";
    for row in rows(table).iter().skip(1) {
        let case = case("syphilis_false", State::read(row[0]), "1@2026-07-31", row[1]);
        let (lift, today) = (row[2] == "yes", day(row[3]));
        let found = (said(may_propose(&case, lift, today)), said(may_decide(&case, true, person(2), today)));
        assert_eq!(found, (row[4].to_owned(), row[5].to_owned()), "{row:?}");
        if case.state == State::Proposed {
            assert_eq!(said(may_decide(&case, true, person(1), today)), "reentry.own");
            assert_eq!(said(may_decide(&case, false, person(2), today)), "yes");
        }
        assert_eq!(said(may_withdraw(&case)), if case.state.is_closed() { "reentry.closed" } else { "yes" });
    }
    // an illness is reviewed without samples, after the waiting time
    let review = case("review", State::Waiting, "", "");
    assert_eq!(said(may_propose(&review, true, day("2026-07-30"))), "reentry.too-early");
    assert_eq!(said(may_propose(&review, true, day("2026-07-31"))), "yes");
    let both = [State::Waiting, State::Testing, State::Proposed, State::Lifted, State::Kept, State::Withdrawn];
    assert!(both.into_iter().all(|state| State::read(state.word()) == state));
}
