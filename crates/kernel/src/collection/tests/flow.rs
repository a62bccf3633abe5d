use crate::collection::flow::*;
use crate::table::cells as rows;
use crate::{clock::Day, eligibility::DonationKind, rulebook};

fn today() -> Day {
    "2026-02-10".parse().expect("a day")
}

fn flow(agreed_ml: i32, volume_ml: f64, seconds: f64) -> Flow {
    Flow {
        kind: DonationKind::WholeBlood,
        agreed_ml,
        volume_ml: Some(volume_ml),
        duration_s: Some(seconds),
        points: Vec::new(),
        alarms: Vec::new(),
        ended: true,
        cut: false,
    }
}

fn rules(flow: &Flow) -> String {
    let found = judge(flow, rulebook::preparation(), today()).expect("rules in force");
    assert!(found.iter().all(|finding| !finding.clause.is_empty() && !finding.reason.en.is_empty()));
    found.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_bag_is_judged_by_what_the_machine_has_weighed_and_timed() {
    let table = "
        agreed | mL    | seconds | findings
        400    | 400   | 480     | -
        400    | 360   | 480     | -
        400    | 359.4 | 480     | flow.under
        400    | 440   | 480     | -
        400    | 441   | 480     | flow.over
        400    | 400   | 600     | -                      -- ten minutes: everything
        400    | 400   | 601     | flow.long              -- no platelets
        400    | 400   | 780     | flow.long
        400    | 400   | 781     | flow.long flow.long    -- and no fresh frozen plasma
        200    | 200   | 300     | -
        200    | 200   | 301     | flow.long
        400    | 330   | 700     | flow.under flow.long
    ";
    for row in rows(table).iter().skip(1) {
        let number = |cell: usize| row[cell].parse::<f64>().expect("a number");
        let found = rules(&flow(row[0].parse().expect("mL"), number(1), number(2)));
        assert_eq!(found, row[3].replace('-', "").trim(), "{row:?}");
    }
    let runs = Flow { ended: false, ..flow(400, 100.0, 120.0) };
    assert_eq!(rules(&runs), "", "a bag that fills is not judged yet");
    let before = judge(&flow(400, 400.0, 480.0), rulebook::preparation(), "2013-05-31".parse().expect("a day"));
    assert_eq!(before.expect_err("no rules yet").rule, "chair.no-version");
}

#[test]
fn a_flow_that_stops_and_goes_on_is_interrupted() {
    // One point every ten seconds; `=` stands still, `+` gains 10 mL.
    let table = "
        course                  | finding
        ++++++++++              | -
        +++=====+++             | -                   -- 50 s without gain
        +++======+++            | flow.interrupted    -- 60 s
        +++=======              | -                   -- and did not go on: the end
        =======+++              | flow.interrupted    -- no flow at first
    ";
    for row in rows(table).iter().skip(1) {
        let mut ml = 0.0;
        let mut points = vec![[0.0, 0.0]];
        for (at, letter) in row[0].chars().enumerate() {
            ml += if letter == '+' { 10.0 } else { 0.0 };
            points.push([f64::from(u32::try_from(at + 1).expect("small")) * 10.0, ml]);
        }
        let found = rules(&Flow { points, ..flow(400, 400.0, 480.0) });
        assert_eq!(found, row[1].trim_start_matches('-'), "{row:?}");
    }
}

#[test]
fn alarms_and_a_record_that_breaks_off_are_told() {
    let alarms = vec!["LOW_FLOW".to_owned()];
    assert_eq!(rules(&Flow { alarms, cut: true, ..flow(400, 400.0, 480.0) }), "flow.cut flow.alarm");
}

#[test]
fn what_was_typed_may_lie_a_little_apart_from_what_was_recorded() {
    let table = "
        figure           | typed | told  | outcome
        volume_ml        | 400   | 410   | yes
        volume_ml        | 400   | 410.5 | donation.reading-differs
        seconds          | 480   | 600   | yes
        seconds          | 480   | 601   | donation.reading-differs
        anticoagulant_ml | 400   | 420   | yes
        anticoagulant_ml | 400   | 421   | donation.reading-differs
        platelets_e11    | 5.2   | 5.5   | yes
        platelets_e11    | 5.2   | 5.6   | donation.reading-differs
    ";
    for row in rows(table).iter().skip(1) {
        let figures = |cell: usize| {
            let (mut figures, number) = (Figures::default(), row[cell].parse().ok());
            match row[0] {
                "volume_ml" => figures.volume_ml = number,
                "seconds" => figures.seconds = number,
                "anticoagulant_ml" => figures.anticoagulant_ml = number,
                _ => figures.platelets_e11 = number,
            }
            figures
        };
        let found = differences(figures(1), figures(2), today());
        let rule = |why| explained(&found, why).map_or_else(|refusal| refusal.rule, |()| "yes".to_owned());
        assert_eq!(rule(None), row[3], "{row:?}");
        assert_eq!([rule(Some("秤未清零")), rule(Some(" 好 "))], ["yes".to_owned(), row[3].to_owned()], "{row:?}");
        assert!(differences(figures(1), Figures::default(), today()).is_empty(), "nothing was recorded");
    }
}
