//! The rulebook's page on what follows a donation: `rulebook/cn/care.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    eligibility::DonationKind,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
};

/// The entries of the page, all versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CareBook {
    thanks: Vec<Thanks>,
    points: Vec<Points>,
    gift: Vec<GiftRule>,
}

/// Messages after a donation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thanks {
    /// Not sent any more after so many days.
    pub(crate) late_days: i64,
    basis: Basis,
}

/// Honour points of one kind of donation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Points {
    kind: DonationKind,
    each_ml: Option<i32>,
    points: i32,
    basis: Basis,
}

/// Stock of gifts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiftRule {
    /// So few are few.
    pub(crate) low_pieces: i64,
    basis: Basis,
}

/// The page, read once.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
fn page() -> &'static CareBook {
    static BOOK: LazyLock<CareBook> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../rulebook/cn/care.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/care.toml is damaged: {error}"))
    });
    &BOOK
}

/// How thanks are told on `day`. Refuses by `care.no-rule` where the rulebook says nothing.
pub(crate) fn thanks(day: Day) -> Result<&'static Thanks, Refusal> {
    in_force(&page().thanks, day, |entry| &entry.basis).ok_or_else(|| none(day))
}

/// What a stock of gifts has to be on `day`. Refuses by `care.no-rule`.
pub(crate) fn gift(day: Day) -> Result<&'static GiftRule, Refusal> {
    in_force(&page().gift, day, |entry| &entry.basis).ok_or_else(|| none(day))
}

/// The points for a donation of `volume_ml` on `day`, and where the rule comes from; `None` where the rulebook gives none.
pub(crate) fn points(kind: DonationKind, volume_ml: i32, day: Day) -> Option<(i32, &'static str)> {
    let rules = page().points.iter().filter(|rule| rule.kind == kind);
    let rule = in_force(rules, day, |rule| &rule.basis)?;
    let times = rule.each_ml.map_or(1, |each| volume_ml / each.max(1));
    Some((rule.points * times, rule.basis.source.as_str())).filter(|(points, _)| *points > 0)
}

fn none(day: Day) -> Refusal {
    let reason = say!(
        "规则库中没有 {day} 生效的献血后服务规则",
        "the rulebook has no rules in force on {day} about what follows a donation"
    );
    Refusal::new("care.no-rule", reason)
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    // rule: care.no-rule
    #[test]
    fn points_begin_with_their_rule_and_count_whole_portions() {
        let table = "
            kind                | volume_ml | day        | points
            whole_blood         | 400       | 2026-11-16 | 20
            whole_blood         | 399       | 2026-11-16 | 10
            whole_blood         | 200       | 2026-11-16 | 10
            whole_blood         | 199       | 2026-11-16 | none
            whole_blood         | 400       | 2022-12-30 | 20
            whole_blood         | 400       | 2022-12-29 | none
            apheresis_platelets | 250       | 2026-11-16 | 20
            apheresis_plasma    | 600       | 2026-11-16 | 10
        ";
        for row in rows(table).into_iter().skip(1) {
            let kind = serde_json::from_value(serde_json::json!(row[0])).expect("a kind");
            let found = points(kind, row[1].parse().expect("a number"), day(row[2])).map(|(points, _)| points);
            assert_eq!(found.map_or("none".to_owned(), |points| points.to_string()), row[3], "{row:?}");
        }
    }

    #[test]
    fn before_the_first_rule_there_is_none() {
        assert_eq!(thanks(day("2012-06-30")).expect_err("none").rule, "care.no-rule");
        assert!(thanks(day("2012-07-01")).expect("a rule").late_days > 0);
        assert_eq!(gift(day("2019-04-27")).expect_err("none").rule, "care.no-rule");
        assert!(gift(day("2019-04-28")).expect("a rule").low_pieces > 0);
    }
}
