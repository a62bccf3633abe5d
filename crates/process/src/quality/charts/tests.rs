use vena_kernel::control_chart::{Baseline, ChartRule, baseline, broken};
use vena_testkit::table::rows;

use crate::quality::book::quality;

fn rule() -> &'static ChartRule {
    quality().chart("2026-11-24".parse().expect("a day")).expect("a rule")
}

/// What the last of these points breaks, given in standard deviations.
fn last(values: &[f64]) -> String {
    let found = broken(rule(), Baseline { mean: 0.0, sd: 1.0 }, values);
    let names: Vec<&str> = found.last().expect("a point").iter().map(|rule| rule.name.as_str()).collect();
    names.join(" ")
}

#[test]
fn each_rule_on_both_sides_of_its_limit() {
    let table = "
        points                               | broken
        3.0                                  | -
        3.01                                 | 1-3s
        -3.01                                | 1-3s
        2.1                                  | -
        0 2.1 2.1                            | 2of3-2s
        2.1 0 2.1                            | 2of3-2s
        2.1 2.1 0                            | -
        2.1 0 -2.1                           | -
        2.0 0 2.1                            | -
        -2.1 0 -2.1                          | 2of3-2s
        2.1 0 0 2.1                          | -
        1 2 1 2 1 2 1                        | -
        1 2 1 2 1 2 1 2                      | 8-side
        1 2 1 2 1 2 1 0                      | -
        -1 -2 -1 -2 -1 -2 -1 -2              | 8-side
        -1 0.1 0.2 0.3 0.4                   | -
        -1 -0.1 0.2 0.3 0.4 0.5              | 6-trend
        1 0.1 -0.2 -0.3 -0.4 -0.5            | 6-trend
        -1 -0.1 0.2 0.2 0.4 0.5              | -
        ";
    for row in &rows(table)[1..] {
        let values: Vec<f64> = row[0].split_whitespace().map(|text| text.parse().expect("a number")).collect();
        let broken = if row[1] == "-" { "" } else { row[1] };
        assert_eq!(last(&values), broken, "{values:?}");
    }
}

#[test]
fn the_first_values_give_the_centre_line_and_later_ones_change_nothing() {
    let needed = rule().baseline;
    let mut values: Vec<f64> = (0..needed).map(|n| if n % 2 == 0 { 50.0 } else { 52.0 }).collect();
    assert_eq!(baseline(rule(), &values[..needed - 1]), None, "one is missing");
    let found = baseline(rule(), &values).expect("enough");
    assert_eq!(found.mean, 51.0);
    assert!((found.sd - 2.0 / 1.128).abs() < 1e-12, "{found:?}");
    values.push(90.0);
    assert_eq!(baseline(rule(), &values), Some(found));
    assert_eq!(baseline(rule(), &vec![7.0; needed]), None, "nothing varies: no chart");
}
