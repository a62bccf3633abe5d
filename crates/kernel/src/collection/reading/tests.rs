use std::collections::BTreeSet;

use super::*;
use crate::{clock::Day, table::cells};

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn values(text: &str) -> ReadingValues {
    let pairs = text.split_whitespace().map(|pair| pair.split_once('=').expect("name=value"));
    let value = |text: &str| match text {
        "yes" => ReadingValue::Flag(true),
        text => text.parse().map_or_else(|_| ReadingValue::from(text), ReadingValue::Number),
    };
    pairs.map(|(name, text)| (name.to_owned(), value(text))).collect()
}

fn sent(kind: ReadingKind, said: &str) -> ReadingSent {
    ReadingSent {
        reading_id: None,
        device: "BP-0017".to_owned(),
        kind,
        at: at("2026-11-16T01:00:00Z"),
        clock_at: at("2026-11-16T01:00:00Z"),
        clock_compared: true,
        values: values(said),
        about: None,
    }
}

/// In use, and no calibration of these tests ends before.
fn good() -> Known {
    Known { in_use_here: true, calibrated_until: Some(day("2099-12-31")) }
}

fn shown(marks: &[Mark]) -> String {
    let one = |mark: &Mark| {
        let field = mark.field.as_deref().map(|field| format!("({field})")).unwrap_or_default();
        format!("{}{field}{}", mark.rule, if mark.blocking { "!" } else { "" })
    };
    if marks.is_empty() { "good".to_owned() } else { marks.iter().map(one).collect::<Vec<_>>().join(" ") }
}

#[test]
fn both_sides_of_what_can_be_true() {
    let table = "
        kind             | values                                                   | outcome
        temperature_gate | temperature_c=36.6                                       | good
        temperature_gate | temperature_c=30                                         | good
        temperature_gate | temperature_c=29.9                                       | reading.implausible(temperature_c)!
        temperature_gate | temperature_c=45                                         | good
        temperature_gate | temperature_c=45.1                                       | reading.implausible(temperature_c)!
        temperature_gate | temperature_c=hot                                        | reading.implausible(temperature_c)!
        temperature_gate | temperature_c=yes                                        | reading.implausible(temperature_c)!
        blood_pressure   | systolic_mmhg=118 diastolic_mmhg=76 pulse_per_min=72     | good
        blood_pressure   | systolic_mmhg=300 diastolic_mmhg=250 pulse_per_min=250   | good
        blood_pressure   | systolic_mmhg=301 diastolic_mmhg=251 pulse_per_min=251   | reading.implausible(systolic_mmhg)! reading.implausible(diastolic_mmhg)! reading.implausible(pulse_per_min)!
        blood_pressure   | systolic_mmhg=39 diastolic_mmhg=19 pulse_per_min=19      | reading.implausible(systolic_mmhg)! reading.implausible(diastolic_mmhg)! reading.implausible(pulse_per_min)!
        blood_pressure   | systolic_mmhg=118 diastolic_mmhg=76                      | reading.incomplete(pulse_per_min)!
        scale_weight     | weight_kg=20                                             | good
        scale_weight     | weight_kg=19.9                                           | reading.implausible(weight_kg)!
        scale_weight     | weight_kg=300.1                                          | reading.implausible(weight_kg)!
        hemoglobin       | hb_g_l=0                                                 | good
        hemoglobin       | hb_g_l=-1                                                | reading.implausible(hb_g_l)!
        hemoglobin       | hb_g_l=257                                               | reading.implausible(hb_g_l)!
        chemistry        | alt_u_l=2000                                             | good
        chemistry        | alt_u_l=2000.1                                           | reading.implausible(alt_u_l)!
        hematology       | plt_10e9_l=215 hct_percent=41                            | good
        hematology       | plt_10e9_l=215                                           | reading.incomplete(hct_percent)!
        blood_group      | abo=A rhd=positive                                       | good
        mixer            | phase=end volume_ml=402                                  | good
        mixer            | phase=end                                                | reading.incomplete(volume_ml)!
        apheresis        | phase=end processed_ml=4200 platelets_10e11=5.1 doses=2  | good
        apheresis        | phase=end processed_ml=12001                             | reading.implausible(processed_ml)!
    ";
    for row in &cells(table)[1..] {
        let [kind, said, outcome] = row[..] else { panic!("three cells: {row:?}") };
        let sent = sent(kind.parse().expect("a kind"), said);
        assert_eq!(well_formed(&sent), Ok(()), "{row:?}");
        let found = marks(&Facts { sent: &sent, received_at: sent.at, device: Some(good()) });
        assert_eq!(shown(&found), outcome, "{row:?}");
        assert!(found.iter().all(|mark| !mark.reason.zh.is_empty() && !mark.reason.en.is_empty()));
    }
}

#[test]
fn both_sides_of_late_and_early_and_of_a_calibration() {
    // The reading says 01:00:00; the day in China is the 16th, and a calibration holds through its last day.
    let table = "
        arrives  | in use | calibrated | compared | outcome
        01:00:00 | yes    | 2026-11-17 | yes      | good
        01:00:00 | yes    | 2026-11-16 | yes      | good
        01:00:00 | yes    | 2026-11-15 | yes      | reading.calibration-over!
        01:00:00 | yes    | -          | yes      | reading.calibration-unknown!
        01:00:00 | no     | 2026-11-17 | yes      | reading.not-in-use-here!
        01:00:00 | -      | -          | yes      | reading.unknown-device!
        01:00:00 | yes    | 2026-11-17 | no       | reading.clock-unsure
        01:10:00 | yes    | 2026-11-17 | yes      | good
        01:10:01 | yes    | 2026-11-17 | yes      | reading.late
        00:58:00 | yes    | 2026-11-17 | yes      | good
        00:57:59 | yes    | 2026-11-17 | yes      | reading.clock-ahead
        00:50:00 | yes    | 2026-11-15 | no       | reading.clock-ahead reading.clock-unsure reading.calibration-over!
    ";
    for row in &cells(table)[1..] {
        let [arrives, in_use, calibrated, compared, outcome] = row[..] else { panic!("five cells: {row:?}") };
        let received_at = at(&format!("2026-11-16T{arrives}Z"));
        let calibrated_until = (calibrated != "-").then(|| day(calibrated));
        let device = (in_use != "-").then_some(Known { in_use_here: in_use == "yes", calibrated_until });
        let sent = ReadingSent {
            clock_compared: compared == "yes",
            ..sent(ReadingKind::BloodPressure, "systolic_mmhg=118 diastolic_mmhg=76 pulse_per_min=72")
        };
        let found = marks(&Facts { sent: &sent, received_at, device });
        assert_eq!(shown(&found), outcome, "{row:?}");
        assert_eq!(moment(&sent, received_at), sent.at.min(received_at), "never after its arrival: {row:?}");
    }
}

#[test]
fn the_last_day_of_a_calibration_ends_at_midnight_in_china() {
    let until = Known { in_use_here: true, calibrated_until: Some(day("2026-11-16")) };
    for (moment, outcome) in [("2026-11-16T15:59:59Z", "good"), ("2026-11-16T16:00:00Z", "reading.calibration-over!")] {
        let sent = ReadingSent { at: at(moment), ..sent(ReadingKind::ScaleWeight, "weight_kg=62.5") };
        let found = marks(&Facts { sent: &sent, received_at: at(moment), device: Some(until) });
        assert_eq!(shown(&found), outcome, "{moment}");
    }
}

#[test]
fn what_is_no_reading_is_refused_with_its_field() {
    let whole = || sent(ReadingKind::ScaleWeight, "weight_kg=62.5");
    let refused = |sent: &ReadingSent| well_formed(sent).map_err(|(field, refusal)| (field, refusal.rule));
    assert_eq!(refused(&whole()), Ok(()));
    let form = |field: &str| Err((field.to_owned(), "reading.form".to_owned()));
    for serial in ["", " A1", "A1 ", "A\n1", &"9".repeat(61)] {
        assert_eq!(refused(&ReadingSent { device: serial.to_owned(), ..whole() }), form("device"), "{serial:?}");
    }
    assert_eq!(refused(&ReadingSent { about: Some("1".repeat(201)), ..whole() }), form("about"));
    assert_eq!(refused(&ReadingSent { about: Some("a\u{7}".to_owned()), ..whole() }), form("about"));
    assert_eq!(refused(&ReadingSent { values: ReadingValues::new(), ..whole() }), form("values"));
    let unknown = refused(&sent(ReadingKind::ScaleWeight, "weight_kg=62.5 systolic_mmhg=118"));
    assert_eq!(unknown, Err(("values.systolic_mmhg".to_owned(), "reading.unknown-value".to_owned())));
    for value in [
        ReadingValue::Number(f64::NAN),
        ReadingValue::Number(f64::INFINITY),
        ReadingValue::Text("9".repeat(201)),
        ReadingValue::Text("a\u{0}".to_owned()),
        ReadingValue::Points(vec![[0.0, 0.0]; 601]),
        ReadingValue::Points(vec![[0.0, f64::NAN]]),
    ] {
        let bad = ReadingSent { values: [("weight_kg".to_owned(), value)].into(), ..whole() };
        assert_eq!(refused(&bad), form("values.weight_kg"));
    }
}

#[test]
fn every_kind_stands_in_the_rulebook_with_named_values_and_sensible_ranges() {
    for of in ReadingKind::ALL {
        let page = kind(of, day("2026-11-16"));
        assert_eq!(of.as_str().parse(), Ok(of));
        let names: BTreeSet<&str> = page.values.iter().map(|value| value.name.as_str()).collect();
        assert_eq!(names.len(), page.values.len(), "{of}: a name stands twice");
        assert!(page.values.iter().any(|value| value.needed), "{of} needs nothing");
        for value in &page.values {
            assert_eq!(value.min.is_some(), value.max.is_some(), "{of} {}", value.name);
            assert!(value.min < value.max || value.max.is_none(), "{of} {}", value.name);
            assert!(!value.title.zh.is_empty() && !value.title.en.is_empty() && value.name.len() <= 40);
        }
    }
    let limits = limits(day("1990-01-01"));
    assert!(limits.late_seconds > 0 && limits.ahead_seconds > 0 && limits.per_minute_max > 0);
    assert!(limits.unknown_max > 0 && limits.agent_silence_seconds > 0);
}

#[test]
fn a_reading_travels_as_json_and_back() {
    let json = r#"{"device":"BP-0017","kind":"blood_pressure","at":"2026-11-16T01:00:00.000000Z",
        "clock_at":"2026-11-16T01:10:00.000000Z","clock_compared":true,
        "values":{"systolic_mmhg":118,"irregular":false,"points":[[0,1.5]],"alarm":"none"},"about":"0160226000001"}"#;
    let read: ReadingSent = serde_json::from_str(json).expect("a reading");
    assert_eq!(read.values["systolic_mmhg"].number(), Some(118.0));
    assert_eq!(read.values["irregular"], ReadingValue::Flag(false));
    assert_eq!(read.values["points"], ReadingValue::Points(vec![[0.0, 1.5]]));
    assert_eq!(read.values["alarm"].text(), Some("none"));
    let again: ReadingSent = serde_json::from_value(serde_json::to_value(&read).expect("JSON")).expect("a reading");
    assert_eq!(again, read);
}
