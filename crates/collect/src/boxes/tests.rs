use std::collections::BTreeMap;

use vena_kernel::{
    clock::Day,
    donation_number::DonationNumber,
    id::{DonationId, SiteId, UnitId},
    refusal::Refusal,
};
use vena_testkit::table::rows;

use super::{book, rules::*};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn number(serial: u32) -> DonationNumber {
    crate::binding::number_of(&format!("01602-26{serial:06}")).expect("a number")
}

fn unit(n: u32) -> UnitId {
    format!("unit_{n:032x}").parse().expect("an id")
}

fn site(word: &str) -> SiteId {
    format!("site_{:032x}", word.len()).parse().expect("an id")
}

fn rule<T>(outcome: Result<T, Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.rule, |_| "ok".into())
}

fn given(state: &str, at: &str, tubes: (i32, i32)) -> Given {
    Given {
        donation: format!("donation_{:032x}", 1).parse::<DonationId>().expect("an id"),
        number: number(1),
        site: site(at),
        state: serde_json::from_value(state.into()).expect("a state"),
        tubes: tubes.0,
        boxed_tubes: tubes.1,
    }
}

#[test]
fn only_what_was_given_here_is_packed() {
    let table = "
        state     | site  | outcome
        completed | here  | ok
        completed | there!| box.other-site
        started   | here  | box.not-completed
        bound     | here  | box.not-completed
        cancelled | here  | box.not-completed
        refused   | here  | box.not-completed
    ";
    for row in rows(table).iter().skip(1) {
        assert_eq!(rule(from_here(Some(given(row[0], row[1], (3, 0))), "x", site("here"))), row[2], "{row:?}");
    }
    assert_eq!(rule(from_here(None, "0160226000001", site("here"))), "box.unknown-number");
}

#[test]
fn each_bag_is_packed_once_and_each_tube() {
    let bags = |boxed: [bool; 2]| -> Vec<Bag> {
        let bag = |(n, boxed): (u32, bool)| Bag { unit: unit(n), in_box: boxed.then(|| "BOX-1".into()) };
        [(1, boxed[0]), (2, boxed[1])].into_iter().map(bag).collect()
    };
    let donation = given("completed", "here", (3, 0));
    assert_eq!(next_bag(&donation, &bags([false, false])).expect("the first"), unit(1));
    assert_eq!(next_bag(&donation, &bags([true, false])).expect("the second"), unit(2));
    let refusal = next_bag(&donation, &bags([true, true])).expect_err("both packed");
    assert_eq!((refusal.rule.as_str(), refusal.reason.zh.contains("BOX-1")), ("box.in-a-box", true));
    let table = "
        drawn | packed | outcome
        3     | 0      | ok
        3     | 2      | ok
        3     | 3      | box.tube-extra
        0     | 0      | box.tube-extra
    ";
    for row in rows(table).iter().skip(1) {
        let tubes = (row[0].parse().expect("a number"), row[1].parse().expect("a number"));
        assert_eq!(rule(one_more_tube(&given("completed", "here", tubes))), row[2], "{row:?}");
    }
}

#[test]
fn a_box_leaves_with_something_in_it_and_all_its_tubes_or_a_word() {
    let table = "
        state    | bags | tubes | short | note | outcome
        packing  | 2    | 6     | -     | -    | ok
        packing  | 0    | 6     | -     | -    | ok
        packing  | 0    | 0     | -     | -    | box.empty
        packing  | 2    | 5     | 1     | -    | box.tubes-missing
        packing  | 2    | 5     | 1     | 破   | ok
        sent     | 2    | 6     | -     | -    | box.state
        received | 2    | 6     | -     | -    | box.state
        undone   | 0    | 0     | -     | -    | box.state
    ";
    for row in rows(table).iter().skip(1) {
        let state = serde_json::from_value(row[0].into()).expect("a state");
        let contents = (row[1].parse().expect("bags"), row[2].parse().expect("tubes"));
        let short: Vec<DonationNumber> = row[3].parse().map(number).into_iter().collect();
        let note = (row[4] != "-").then_some(row[4]);
        assert_eq!(rule(may_send(state, contents, &short, note)), row[5], "{row:?}");
    }
    assert_eq!(rule(may_send(BoxState::Packing, (1, 2), &[number(1)], Some("  "))), "box.tubes-missing");
}

#[test]
fn the_receiver_finds_what_was_packed() {
    let packed = [(unit(1), number(1)), (unit(2), number(1)), (unit(3), number(3))];
    assert_eq!(bag_found(&packed, &[], number(1)).expect("the first"), unit(1));
    assert_eq!(bag_found(&packed, &[unit(1)], number(1)).expect("the second"), unit(2));
    assert_eq!(rule(bag_found(&packed, &[unit(1), unit(2)], number(1))), "box.bag-twice");
    assert_eq!(rule(bag_found(&packed, &[], number(9))), "box.bag-not-in-box");
    let tubes: BTreeMap<DonationNumber, i32> = [(number(1), 3), (number(3), 2)].into();
    let found = tubes_found(&tubes, &[number(1), number(1), number(1), number(1)]).expect("known numbers");
    assert_eq!(found, [(number(1), 4), (number(3), 0)].into(), "one too many and two missing are kept as found");
    assert_eq!(rule(tubes_found(&tubes, &[number(9)])), "box.tube-not-in-box");
    assert_eq!(
        (rule(elsewhere(site("a"), site("a"))), rule(elsewhere(site("a"), site("bb")))),
        ("box.same-site".into(), "ok".into())
    );
}

#[test]
fn a_seal_that_differs_needs_a_word() {
    assert_eq!(rule(seal("S-0017", " S-0017 ", None)), "ok");
    assert_eq!(rule(seal("S-0017", "S-0018", None)), "box.seal-differs");
    assert_eq!(rule(seal("S-0017", "", Some(" "))), "box.seal-differs");
    assert_eq!(rule(seal("S-0017", "", Some("封签途中断裂，内容已核对"))), "ok");
}

#[test]
fn temperatures_and_times_come_from_the_rulebook() {
    let table = "
        mode    | °C   | verdict
        cold    | 1.9  | out
        cold    | 2.0  | in
        cold    | 10.0 | in
        cold    | 10.1 | out
        ambient | 19.9 | out
        ambient | 20.0 | in
        ambient | 24.0 | in
        ambient | 24.1 | out
    ";
    for row in rows(table).iter().skip(1) {
        let mode = book::mode(row[0], day("2026-02-10")).expect("in force");
        let out = out_of_range(mode, Some(row[1].parse().expect("a number"))).is_some();
        assert_eq!(if out { "out" } else { "in" }, row[2], "{row:?}");
    }
    let cold = book::mode("cold", day("2026-02-10")).expect("in force");
    assert_eq!(out_of_range(cold, None), None);
    let oldest = "2026-02-10T08:00:00Z".parse().expect("an instant");
    let until = deadline(cold, Some(oldest)).expect("a deadline");
    assert_eq!(until.seconds_since(oldest), 18 * 3600);
    assert_eq!(rule(book::mode("boiling", day("2026-02-10"))), "box.mode");
    assert_eq!(rule(book::mode("cold", day("2019-04-27"))), "box.mode");
    assert_eq!(book::modes(day("2026-02-10")).len(), 2);
}

// rule: box.no-rule
#[test]
fn before_the_first_page_there_is_no_rule_of_records_and_missing_bags() {
    let day = |text: &str| text.parse().expect("a day");
    assert_eq!(super::book::record(day("2019-04-27")).expect_err("none").rule, "box.no-rule");
    assert_eq!(super::book::missing(day("2019-04-27")).expect_err("none").rule, "box.no-rule");
    assert!(super::book::missing(day("2019-04-28")).expect("a rule").hours > 0);
}
