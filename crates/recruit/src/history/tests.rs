use vena_kernel::clock::Day;
use vena_testkit::table::rows;

use super::rules::{check_day, known};

#[test]
fn the_day_of_a_donation_elsewhere_is_not_ahead_and_not_in_childhood() {
    let table = "
        given on   | outcome
        2026-02-11 | ok
        2026-02-12 | elsewhere.ahead
        2006-02-11 | ok
        2006-02-10 | elsewhere.too-young
    ";
    let day = |text: &str| text.parse::<Day>().expect("a day");
    for row in rows(table).iter().skip(1) {
        let outcome = check_day(day(row[0]), day("1990-02-11"), day("2026-02-11"));
        assert_eq!(outcome.map_or_else(|(_, refusal)| refusal.rule, |()| "ok".to_owned()), row[1], "{row:?}");
    }
    assert_eq!(known().rule, "elsewhere.known");
}
