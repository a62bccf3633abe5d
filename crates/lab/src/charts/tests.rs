use vena_kernel::{
    levey_jennings::{Baseline, Judged, Point, baseline, judge},
    rulebook,
    testing::{ControlChartRule, ControlVerdict},
};
use vena_testkit::table::rows;

fn book() -> &'static ControlChartRule {
    let today = "2026-11-23".parse().expect("a day");
    rulebook::testing().effective_on(today).control_chart().expect("a rule")
}

fn points(values: &[f64]) -> Vec<Point> {
    values.iter().map(|value| Point { value: *value, valid: true }).collect()
}

/// What the last of these points breaks, given in standard deviations.
fn last(z: &[f64]) -> String {
    let plain = Baseline { runs: 20, mean: 0.0, sd: 1.0 };
    let judged = judge(book(), Some(plain), &points(z));
    let names: Vec<&str> = judged.last().expect("a point").broken.iter().map(|rule| rule.name.as_str()).collect();
    names.join(" ")
}

#[test]
fn each_rule_on_both_sides_of_its_limit() {
    let table = "
        points                                                      | broken
        0.1                                                         | -
        2.0                                                         | -
        2.01                                                        | 1-2s
        -2.01                                                       | 1-2s
        3.0                                                         | 1-2s
        3.01                                                        | 1-2s 1-3s
        2.1 2.1                                                     | 1-2s 2-2s
        2.1 -2.1                                                    | 1-2s R-4s
        2.1 0.5 2.1                                                 | 1-2s
        2.0 -2.0                                                    | -
        1.1 1.2 1.3                                                 | -
        1.1 1.2 1.3 1.01                                            | 4-1s
        1.1 1.2 1.3 1.0                                             | -
        1.1 1.2 -1.3 1.1                                            | -
        0.1 0.2 0.1 0.2 0.1 0.2 0.1 0.2 0.1                         | -
        0.1 0.2 0.1 0.2 0.1 0.2 0.1 0.2 0.1 0.3                     | 10x
        0.1 0.2 0.1 0.2 0.1 0.2 0.1 0.2 0.1 0                       | -
        -0.1 -0.2 -0.1 -0.2 -0.1 -0.2 -0.1 -0.2 -0.1 -0.3           | 10x
        0.1 0.2 0.1 0.2 0.1 -0.2 0.1 0.2 0.1 0.3                    | -
        ";
    for row in &rows(table)[1..] {
        let z: Vec<f64> = row[0].split_whitespace().map(|text| text.parse().expect("a number")).collect();
        let broken = if row[1] == "-" { "" } else { row[1] };
        assert_eq!(last(&z), broken, "{z:?}");
    }
}

#[test]
fn the_gravest_rule_decides() {
    let plain = Baseline { runs: 20, mean: 10.0, sd: 2.0 };
    let judged = judge(book(), Some(plain), &points(&[11.0, 14.5, 17.0]));
    let verdicts: Vec<_> = judged.iter().map(Judged::verdict).collect();
    assert_eq!(verdicts, [None, Some(ControlVerdict::Warn), Some(ControlVerdict::Reject)]);
    assert_eq!(judged[1].z, Some(2.25));
}

#[test]
fn the_first_valid_runs_give_mean_and_deviation() {
    let needed = book().baseline;
    let mut all = points(&(0..needed).map(|run| f64::from(u32::try_from(run % 2).expect("small"))).collect::<Vec<_>>());
    let found = baseline(book(), &all).expect("enough runs");
    assert_eq!((found.runs, found.mean), (needed, 0.5));
    // The same by the statistics of another program: numpy.std([0, 1] * 10, ddof=1).
    assert!((found.sd - 0.512_989_176_042_577).abs() < 1e-12, "{found:?}");
    // Later runs and void ones change nothing.
    all.insert(0, Point { value: 90.0, valid: false });
    all.push(Point { value: 50.0, valid: true });
    assert_eq!(baseline(book(), &all), Some(found));
    assert_eq!(baseline(book(), &all[..needed]), None, "one valid run is missing");
    assert_eq!(baseline(book(), &points(&vec![3.0; needed])), None, "nothing varies: no chart");
    assert!(judge(book(), None, &points(&[9.0])).iter().all(|point| point.z.is_none() && point.broken.is_empty()));
}
