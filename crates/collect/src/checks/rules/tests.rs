use vena_testkit::table::rows;

use super::*;

fn line(rule: &str) -> Line {
    Line { rule: rule.into(), reason: say!("不符合", "outside"), clause: "GB".into(), confidential: false }
}

#[test]
fn a_pressure_outside_its_limits_is_measured_again_after_a_rest() {
    let table = "
        line                       | measured at (minutes) | outcome
        -                          | 0                     | yes
        eligibility.hemoglobin     | 0                     | yes
        eligibility.systolic       | -                     | check.repeat-pressure
        eligibility.systolic       | 0                     | check.repeat-pressure
        eligibility.systolic       | 0 9                   | check.repeat-pressure
        eligibility.systolic       | 0 10                  | yes
        eligibility.diastolic      | 0 10                  | yes
        eligibility.pulse_pressure | 0 5                   | check.repeat-pressure
    ";
    let begin: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
    for row in rows(table).iter().skip(1) {
        let lines: Vec<Line> = (row[0] != "-").then(|| line(row[0])).into_iter().collect();
        let minutes = row[1].split_whitespace().filter_map(|text| text.parse::<i64>().ok());
        let at =
            |minutes: i64| Pressure { at: begin.plus_seconds(minutes * 60), systolic_mmhg: 142, diastolic_mmhg: 80 };
        let pressures: Vec<Pressure> = minutes.map(at).collect();
        let found = measured_again(&lines, &pressures, crate::day(begin));
        assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), row[2], "{row:?}");
    }
}

fn good() -> HealthCheck {
    serde_json::from_value(serde_json::json!({
        "weight_kg": 62.5, "systolic_mmhg": 118, "diastolic_mmhg": 76, "pulse_per_min": 72, "temperature_c": 36.6,
        "hb_g_l": 140
    }))
    .expect("a check")
}

const FIELDS: [&str; 6] = ["weight_kg", "systolic_mmhg", "diastolic_mmhg", "pulse_per_min", "temperature_c", "hb_g_l"];

fn by_hand(field: &str, reason: Option<&str>) -> Source {
    Source { field: field.into(), reading_id: None, reason: reason.map(str::to_owned) }
}

fn outcome(found: Result<(), Refusal>) -> String {
    found.map_or_else(|refusal| refusal.rule, |()| "yes".into())
}

#[test]
fn every_value_has_its_source_and_what_is_typed_by_hand_says_why() {
    let all = |reason: Option<&str>| FIELDS.map(|field| by_hand(field, reason)).to_vec();
    assert_eq!(outcome(sourced(&good(), &all(Some("秤故障")), &[])), "yes");
    for silent in [None, Some(" "), Some("x")] {
        assert_eq!(outcome(sourced(&good(), &all(silent), &[])), "check.by-hand", "{silent:?}");
    }
    for missing in FIELDS {
        let rest: Vec<Source> = all(Some("秤故障")).into_iter().filter(|source| source.field != missing).collect();
        assert_eq!(outcome(sourced(&good(), &rest, &[])), "check.source", "{missing}");
    }
    let mut more = good();
    more.alt_u_l = Some(30.0);
    assert_eq!(outcome(sourced(&more, &all(Some("秤故障")), &[])), "check.source", "what is not always measured");
}

#[test]
fn the_reading_of_an_instrument_says_the_same() {
    let id = ReadingId::from_uuid(uuid::Uuid::from_u128(7));
    let at: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
    let mut sources = FIELDS.map(|field| by_hand(field, Some("手测"))).to_vec();
    sources[0] = Source { field: "weight_kg".into(), reading_id: Some(id), reason: None };
    for (said, rule) in [(62.5, "yes"), (62.4, "check.reading-differs"), (44.0, "check.reading-differs")] {
        let values = ReadingValues::from([("weight_kg".to_owned(), said.into())]);
        assert_eq!(outcome(sourced(&good(), &sources, &[Taken { id, at, values }])), rule, "{said}");
    }
    let other = ReadingValues::from([("hb_g_l".to_owned(), 62.5.into())]);
    let taken = [Taken { id, at, values: other }];
    assert_eq!(outcome(sourced(&good(), &sources, &taken)), "check.reading-differs", "it says nothing of the weight");
}

#[test]
fn what_is_measured_is_measured_during_the_visit() {
    let came: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
    let within = Within { from: came, now: came.plus_seconds(20 * 60), today: crate::day(came) };
    let table = "
        seconds after coming | outcome
        -121                 | check.instants
        -120                 | yes
        0                    | yes
        1200                 | yes
        1320                 | yes
        1321                 | check.instants
        0 600                | yes
        600 0                | check.instants
    ";
    for row in rows(table).iter().skip(1) {
        let at: Vec<Instant> =
            row[0].split(' ').filter_map(|text| text.parse().ok()).map(|seconds| came.plus_seconds(seconds)).collect();
        let pressures: Vec<Pressure> =
            at.iter().map(|at| Pressure { at: *at, systolic_mmhg: 118, diastolic_mmhg: 76 }).collect();
        let temperatures: Vec<Temperature> = at.iter().map(|at| Temperature { at: *at, temperature_c: 36.6 }).collect();
        assert_eq!(outcome(instants(&within, &pressures, &[], &[])), row[1], "{row:?}");
        assert_eq!(outcome(instants(&within, &[], &temperatures, &[])), row[1], "{row:?}");
        let id = ReadingId::from_uuid(uuid::Uuid::from_u128(7));
        let taken = [Taken { id, at: at[0], values: ReadingValues::new() }];
        let alone = if at.len() == 1 { row[1] } else { "yes" };
        assert_eq!(outcome(instants(&within, &[], &[], &taken)), alone, "{row:?}");
    }
}

#[test]
fn the_last_measurement_counts() {
    let at: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
    let pressure = |systolic_mmhg: i32| Pressure { at, systolic_mmhg, diastolic_mmhg: 76 };
    let warm = |temperature_c: f64| Temperature { at, temperature_c };
    assert_eq!(outcome(last_counts(&good(), &[pressure(142), pressure(118)], &[warm(37.9), warm(36.6)])), "yes");
    assert_eq!(outcome(last_counts(&good(), &[pressure(118), pressure(142)], &[])), "check.last-counts");
    assert_eq!(outcome(last_counts(&good(), &[], &[warm(36.6), warm(37.9)])), "check.last-counts");
    assert_eq!(outcome(last_counts(&good(), &[], &[])), "yes");
}

#[test]
fn a_check_after_something_was_outside_its_limits_says_why_and_rests() {
    let failing = [line("eligibility.hemoglobin")];
    for (before, again, rule) in [
        (&[][..], None, "yes"),
        (&failing[..], None, "check.again"),
        (&failing[..], Some(" "), "check.again"),
        (&failing[..], Some("换设备"), "yes"),
    ] {
        assert_eq!(outcome(said_again(before, again)), rule, "{again:?}");
    }
    let begin: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
    let at = |seconds: i64| vec![Pressure { at: begin.plus_seconds(seconds), systolic_mmhg: 142, diastolic_mmhg: 80 }];
    let high = [line("eligibility.systolic")];
    let again = |lines: &[Line], now: &[Pressure]| outcome(rested_since((lines, &at(0)), now, crate::day(begin)));
    assert_eq!(again(&high, &at(599)), "check.repeat-pressure");
    assert_eq!(again(&high, &at(600)), "yes");
    assert_eq!(again(&high, &[]), "check.repeat-pressure");
    assert_eq!(again(&failing, &at(1)), "yes", "the pressure was fine");
}

#[test]
fn a_hot_forehead_at_the_door_is_answered_by_a_second_measurement() {
    let table = "
        hot  | by instrument | by hand at (seconds) | answered
        -    | no            | -                    | yes
        39.2 | no            | -                    | no
        39.2 | yes           | -                    | yes
        39.2 | no            | 0                    | no
        39.2 | no            | 0 299                | no
        39.2 | no            | 0 300                | yes
        39.2 | no            | 0 100 300            | yes
    ";
    let begin: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
    for row in rows(table).iter().skip(1) {
        let seconds = row[2].split(' ').filter_map(|text| text.parse().ok());
        let by_hand: Vec<Temperature> =
            seconds.map(|seconds| Temperature { at: begin.plus_seconds(seconds), temperature_c: 36.6 }).collect();
        let found = hot_at_the_door(row[0].parse().ok(), row[1] == "yes", &by_hand, crate::day(begin));
        let rule = found.map(|line| line.rule);
        assert_eq!(rule.as_deref(), (row[3] == "no").then_some("check.hot-at-the-door"), "{row:?}");
    }
}

#[test]
fn a_group_that_contradicts_the_file_stops() {
    let group = |text: &str| (text != "-").then(|| text.parse::<BloodGroup>().expect("a group"));
    for (rapid, file, stops) in
        [("A+", "A+", false), ("A+", "B+", true), ("A+", "A-", true), ("-", "B+", false), ("A+", "-", false)]
    {
        let found = same_group(group(rapid), group(file)).map(|line| line.rule);
        assert_eq!(found.as_deref(), stops.then_some("check.group-differs"), "{rapid} {file}");
    }
}
