use vena_kernel::clock::{Day, Instant};
use vena_testkit::table::rows;

use super::{book::OwnBook, rules};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn at(text: &str) -> Instant {
    format!("2026-02-11T{text}Z").parse().expect("an instant")
}

fn rule_of(result: Result<(), vena_kernel::refusal::Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned())
}

#[test]
fn how_often_codes_are_sent() {
    let table = "
        last     | hour | day | address | may be sent at 08:01:00
        none     | 0    | 0   | 0       | yes
        08:00:00 | 1    | 1   | 1       | yes                -- a minute is over
        08:00:01 | 1    | 1   | 1       | own.code-too-soon
        08:01:30 | 1    | 1   | 1       | own.code-too-soon  -- another machine's clock is ahead
        07:30:00 | 4    | 9   | 199     | yes
        07:30:00 | 5    | 5   | 5       | own.code-too-often
        06:00:00 | 0    | 10  | 0       | own.code-too-often
        none     | 0    | 0   | 200     | own.code-too-often
    ";
    let rule = OwnBook::get().code(day("2026-02-11")).expect("in force");
    for row in rows(table).into_iter().skip(1) {
        let number = |cell: &str| cell.parse().expect("a number");
        let before = rules::Before {
            last_at: (row[0] != "none").then(|| at(row[0])),
            hour: number(row[1]),
            day: number(row[2]),
            address_hour: number(row[3]),
        };
        assert_eq!(rule_of(rules::may_send(rule, &before, at("08:01:00"))), row[4], "{row:?}");
    }
}

#[test]
fn a_code_is_good_once_in_time_and_for_a_few_tries() {
    let table = "
        typed | tries | used | at           | answer
        right | 0     | no   | 08:04:00     | yes
        right | 4     | no   | 08:05:00     | yes             -- the last try, the last moment
        right | 5     | no   | 08:04:00     | own.code-wrong
        right | 0     | yes  | 08:04:00     | own.code-wrong
        right | 0     | no   | 08:05:00.001 | own.code-wrong
        wrong | 0     | no   | 08:04:00     | own.code-wrong
        none  | 0     | no   | 08:04:00     | own.code-wrong
    ";
    let rule = OwnBook::get().code(day("2026-02-11")).expect("in force");
    for row in rows(table).into_iter().skip(1) {
        let kept = rules::Kept {
            fingerprint: b"right",
            good_until: at("08:05:00"),
            tries: row[1].parse().expect("a number"),
            used: row[2] == "yes",
        };
        let kept = (row[0] != "none").then_some(&kept);
        assert_eq!(rule_of(rules::check(rule, kept, row[0].as_bytes(), at(row[3]))), row[4], "{row:?}");
    }
}

#[test]
fn a_report_has_words_and_not_too_many() {
    let rule = OwnBook::get().report(day("2026-02-11")).expect("in force");
    let of = |length: usize, open: i64| rule_of(rules::may_report(rule, &"好".repeat(length), open));
    assert_eq!([of(1, 0), of(1000, 4)], ["yes", "yes"]);
    assert_eq!([of(0, 0), of(1001, 0), of(1, 5)], ["own.report-empty", "own.report-long", "own.reports-open"]);
    assert_eq!(rule_of(rules::may_report(rule, "  \n", 0)), "own.report-empty");
}

#[test]
fn a_code_has_its_digits_and_the_rulebook_its_beginning() {
    assert_eq!((rules::code(7, 6), rules::code(1_234_567, 6)), ("000007".to_owned(), "234567".to_owned()));
    let before = OwnBook::get().code(day("2021-10-31")).expect_err("not in force");
    assert_eq!(before.rule, "own.no-rule");
    assert!(OwnBook::get().code(day("2021-11-01")).is_ok() && OwnBook::get().session(day("2021-11-01")).is_ok());
    assert!(OwnBook::get().report(day("2012-06-30")).is_err());
}
