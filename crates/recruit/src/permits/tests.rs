use vena_kernel::{
    clock::Day,
    eligibility::{DonationKind, PermitKind},
};
use vena_testkit::table::rows;

use super::rules::{Typed, check, may_withdraw};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn what_a_permission_must_hold() {
    let table = "
        permits  | kind     | from       | until      | today      | outcome
        interval | platelets | 2026-02-11 | 2026-02-11 | 2026-02-11 | given
        interval | platelets | 2026-02-11 | 2026-03-12 | 2026-02-11 | given        -- thirty days
        interval | platelets | 2026-02-11 | 2026-03-13 | 2026-02-11 | until permit.too-long
        interval | platelets | 2026-02-11 | 2026-02-10 | 2026-02-11 | from permit.order
        interval | platelets | 2026-02-01 | 2026-02-10 | 2026-02-11 | until permit.past
        interval | platelets | 2026-02-01 | 2026-02-11 | 2026-02-11 | given
        interval | whole    | 2026-02-11 | 2026-02-12 | 2026-02-11 | kind permit.no-shorter-interval
        age      | whole    | 2026-02-11 | 2026-02-12 | 2026-02-11 | given
        age      | whole    | 2012-06-30 | 2012-06-30 | 2012-06-30 | permits permit.no-version
    ";
    for row in rows(table).iter().skip(1) {
        let permits = if row[0] == "age" { PermitKind::Age } else { PermitKind::Interval };
        let kind = if row[1] == "whole" { DonationKind::WholeBlood } else { DonationKind::ApheresisPlatelets };
        let typed = Typed { permits, kind, from: day(row[2]), until: day(row[3]) };
        let outcome = match check(&typed, day(row[4])) {
            Ok(()) => "given".to_owned(),
            Err((field, refusal)) => format!("{field} {}", refusal.rule),
        };
        assert_eq!(outcome, row[5], "{row:?}");
    }
}

#[test]
fn what_is_over_is_not_withdrawn() {
    assert!(may_withdraw(false, false).is_ok());
    for (used, withdrawn) in [(true, false), (false, true)] {
        assert_eq!(may_withdraw(used, withdrawn).expect_err("over").rule, "permit.over");
    }
}
