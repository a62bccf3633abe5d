use vena_kernel::clock::Day;
use vena_testkit::table::rows;

use super::act::{may_wait, not_too_many};
use crate::sites::book::BookingBook;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn for_which_days_somebody_may_wait() {
    let table = "
        today      | from       | until      | outcome
        2026-02-10 | 2026-02-10 | 2026-02-10 | ok
        2026-02-10 | 2026-02-01 | 2026-02-10 | ok             -- what is over is only not offered
        2026-02-10 | 2026-02-01 | 2026-02-09 | waiting.days
        2026-02-10 | 2026-02-12 | 2026-02-11 | waiting.days
        2026-02-10 | 2026-02-10 | 2026-03-12 | ok             -- thirty days
        2026-02-10 | 2026-02-10 | 2026-03-13 | waiting.days
    ";
    let limits = BookingBook::get().limits(day("2026-02-10")).expect("in force");
    for row in rows(table).iter().skip(1) {
        let found = may_wait(limits, day(row[0]), (day(row[1]), day(row[2])));
        assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "ok".to_owned()), row[3], "{row:?}");
    }
}

#[test]
fn nobody_waits_everywhere() {
    let limits = BookingBook::get().limits(day("2026-02-10")).expect("in force");
    assert!(not_too_many(limits, 2).is_ok());
    assert_eq!(not_too_many(limits, 3).expect_err("too many").rule, "waiting.too-many");
}
