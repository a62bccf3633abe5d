use vena_kernel::{clock::Day, id::UserId, refusal::Refusal};
use vena_testkit::table::rows;

use super::{
    book::{Rule, environment},
    rules::{
        Last, Level, PlateState, Standing, Steps, due_on, level, may_decide, may_put, may_read, may_take, note,
        plate_state, standing, unfinished,
    },
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn of(class: &str, kind: &str) -> &'static Rule {
    environment().rule(class, kind, day("2026-11-01")).expect("a rule")
}

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

#[test]
fn a_value_on_a_limit_is_inside_and_one_above_the_alert_level_is_marked() {
    let table = "
        class   | kind        | value  | level
        storage | settle      | 0      | Within
        storage | settle      | 5      | Within
        storage | settle      | 6      | Alert
        storage | settle      | 7      | Alert
        storage | settle      | 8      | Outside
        room    | settle      | 4      | Alert
        room    | settle      | 4.5    | Outside
        room    | surface     | 10     | Alert
        room    | surface     | 10.1   | Outside
        room    | hand        | 5      | Within
        room    | hand        | 10.1   | Outside
        room    | temperature | 17.9   | Outside
        room    | temperature | 18     | Within
        room    | temperature | 26     | Within
        room    | temperature | 26.1   | Outside
        room    | humidity    | 29.9   | Outside
        room    | humidity    | 70     | Within
        bench   | settle      | 0      | Within
        bench   | settle      | 1      | Alert
        bench   | settle      | 2      | Outside
        bench   | particle    | 3520   | Within
        bench   | particle    | 3521   | Outside
        ";
    for row in &rows(table)[1..] {
        let value = row[2].parse().expect("a number");
        assert_eq!(format!("{:?}", level(of(row[0], row[1]), value)), row[3], "{row:?}");
    }
}

#[test]
fn a_point_is_due_at_once_then_every_so_often_and_soon_after_a_value_that_was_not_good() {
    let rule = of("storage", "settle");
    let last = |level| Some(Last { on: day("2026-10-01"), level });
    let table = "
        last    | due        | today      | standing
        none    | 2026-09-15 | 2026-09-15 | Due
        none    | 2026-09-15 | 2026-09-18 | Due
        none    | 2026-09-15 | 2026-09-19 | Overdue
        within  | 2026-10-31 | 2026-10-30 | Fine
        within  | 2026-10-31 | 2026-10-31 | Due
        within  | 2026-10-31 | 2026-11-03 | Due
        within  | 2026-10-31 | 2026-11-04 | Overdue
        alert   | 2026-10-04 | 2026-10-03 | Repeat
        alert   | 2026-10-04 | 2026-10-04 | Due
        outside | 2026-10-04 | 2026-10-08 | Overdue
        ";
    for row in &rows(table)[1..] {
        let before = match row[0] {
            "none" => None,
            "within" => last(Level::Within),
            "alert" => last(Level::Alert),
            _ => last(Level::Outside),
        };
        let due = due_on(rule, day("2026-09-15"), before);
        assert_eq!(due.to_string(), row[1], "{row:?}");
        assert_eq!(format!("{:?}", standing(rule, (due, before), (false, false), day(row[2]))), row[3], "{row:?}");
    }
    let today = day("2026-12-31");
    assert_eq!(standing(rule, (today, None), (true, false), today), Standing::Running);
    assert_eq!(standing(rule, (today, None), (false, true), today), Standing::Closed);
}

#[test]
fn a_dish_is_taken_in_and_read_at_its_time_and_not_before_nor_after() {
    let rule_of = of("storage", "settle");
    let grown = environment().kind("settle", day("2026-11-01")).and_then(|kind| kind.grown).expect("a dish");
    let put = day("2026-11-02").start_in(&vena_kernel::zone::china()).expect("an instant");
    let table = "
        after put, s | take
        599          | environment.exposure-short
        600          | ok
        720          | ok
        721          | environment.exposure-long
        ";
    for row in &rows(table)[1..] {
        let now = put.plus_seconds(row[0].parse().expect("a number"));
        assert_eq!(rule(may_take(rule_of, put, now)), row[1], "{row:?}");
    }
    let table = "
        after taking, s | read                    | state
        172799          | environment.too-early   | Incubating
        172800          | ok                      | Readable
        432000          | ok                      | Readable
        432001          | environment.overgrown   | Overgrown
        ";
    let steps = |taken_at| Steps { put_at: put, taken_at, void: false, waiting: false, confirmed: false };
    for row in &rows(table)[1..] {
        let now = put.plus_seconds(row[0].parse().expect("a number"));
        assert_eq!(rule(may_read(grown, put, now)), row[1], "{row:?}");
        let state = plate_state(rule_of, Some(grown), steps(Some(put)), now);
        assert_eq!(format!("{state:?}"), row[2], "{row:?}");
    }
    let open = |seconds| plate_state(rule_of, Some(grown), steps(None), put.plus_seconds(seconds));
    assert_eq!([open(720), open(721)], [PlateState::Exposed, PlateState::Forgotten]);
    let swab = of("room", "surface");
    assert_eq!(rule(may_take(swab, put, put)), "ok", "what does not stand open has no time to stand open");
}

#[test]
fn a_dish_ends_once_and_by_a_second_person() {
    let [one, other]: [UserId; 2] = [1, 2].map(|n| format!("user_{n:032x}").parse().expect("an id"));
    let decide = |decided, by| rule(may_decide(one, decided, by));
    assert_eq!(decide(false, other), "ok");
    assert_eq!(decide(false, one), "environment.same-person");
    assert_eq!(decide(true, other), "environment.decided-already");
    let notes = [(true, None), (false, Some("重数")), (false, Some("  ")), (false, None)];
    let refused = "environment.return-reason";
    assert_eq!(notes.map(|(confirmed, text)| rule(note(confirmed, text))), ["ok", "ok", refused, refused]);
    let put = [(false, false), (true, false), (false, true)].map(|(closed, running)| rule(may_put(closed, running)));
    assert_eq!(put, ["ok", "environment.closed", "environment.running"]);
    let ends = [PlateState::Readable, PlateState::Confirmed, PlateState::Void, PlateState::Unconfirmed];
    let expected = ["ok", "environment.ended", "environment.ended", "environment.unconfirmed"];
    assert_eq!(ends.map(|state| rule(unfinished(state))), expected);
}
