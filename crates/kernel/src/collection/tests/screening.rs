use std::collections::BTreeMap;

use crate::table::cells as rows;
use crate::{citizen_id::Sex, clock::Day, refusal::Refusal, say};

use crate::collection::book;
use crate::collection::screening::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn sex(word: &str) -> Sex {
    if word == "male" { Sex::Male } else { Sex::Female }
}

/// The answers of somebody who may give.
fn good_answers(sex: Sex) -> BTreeMap<String, bool> {
    let inquiry = book::inquiry(day("2026-02-10")).expect("in force");
    inquiry.questions.iter().filter(|question| question.asked_of(sex)).map(|q| (q.code.clone(), q.expected)).collect()
}

fn good_check() -> HealthCheck {
    HealthCheck {
        weight_kg: 62.5,
        systolic_mmhg: 118,
        diastolic_mmhg: 76,
        pulse_per_min: 72,
        endurance_athlete: false,
        temperature_c: 36.6,
        hb_g_l: 135,
    }
}

fn judged(
    sex: Sex,
    answers: &BTreeMap<String, bool>,
    check: &HealthCheck,
    last: Option<Day>,
    today: &str,
) -> Vec<Line> {
    let inquiry = book::inquiry(day("2026-02-10")).expect("in force");
    judge(&Facts { sex, inquiry, answers, check, last_needle_on: last, objections: Vec::new() }, day(today))
}

fn rules(lines: &[Line]) -> String {
    let names: Vec<&str> = lines.iter().map(|line| line.rule.as_str()).collect();
    if names.is_empty() { "accepted".to_owned() } else { names.join(" ") }
}

#[test]
fn both_sides_of_every_measurement() {
    let table = "
        sex    | kg   | sys | dia | pulse | athlete | temp | hb  | outcome
        male   | 62.5 | 118 | 76  | 72    | no      | 36.6 | 135 | accepted
        male   | 50   | 118 | 76  | 72    | no      | 36.6 | 135 | accepted
        male   | 49.9 | 118 | 76  | 72    | no      | 36.6 | 135 | eligibility.weight
        female | 45   | 118 | 76  | 72    | no      | 36.6 | 135 | accepted
        female | 44.9 | 118 | 76  | 72    | no      | 36.6 | 135 | eligibility.weight
        male   | 62.5 | 90  | 60  | 72    | no      | 36.6 | 135 | accepted
        male   | 62.5 | 89  | 59  | 72    | no      | 36.6 | 135 | eligibility.systolic eligibility.diastolic
        male   | 62.5 | 139 | 89  | 72    | no      | 36.6 | 135 | accepted
        male   | 62.5 | 140 | 89  | 72    | no      | 36.6 | 135 | eligibility.systolic
        male   | 62.5 | 139 | 90  | 72    | no      | 36.6 | 135 | eligibility.diastolic
        male   | 62.5 | 110 | 80  | 72    | no      | 36.6 | 135 | accepted
        male   | 62.5 | 110 | 81  | 72    | no      | 36.6 | 135 | eligibility.pulse_pressure
        male   | 62.5 | 118 | 76  | 60    | no      | 36.6 | 135 | accepted
        male   | 62.5 | 118 | 76  | 59    | no      | 36.6 | 135 | eligibility.pulse
        male   | 62.5 | 118 | 76  | 50    | yes     | 36.6 | 135 | accepted
        male   | 62.5 | 118 | 76  | 49    | yes     | 36.6 | 135 | eligibility.pulse_athlete
        male   | 62.5 | 118 | 76  | 100   | no      | 36.6 | 135 | accepted
        male   | 62.5 | 118 | 76  | 101   | no      | 36.6 | 135 | eligibility.pulse
        male   | 62.5 | 118 | 76  | 101   | yes     | 36.6 | 135 | eligibility.pulse_athlete
        male   | 62.5 | 118 | 76  | 72    | no      | 37.3 | 135 | accepted
        male   | 62.5 | 118 | 76  | 72    | no      | 37.4 | 135 | eligibility.temperature
        male   | 62.5 | 118 | 76  | 72    | no      | 36.6 | 120 | accepted
        male   | 62.5 | 118 | 76  | 72    | no      | 36.6 | 119 | eligibility.hemoglobin
        female | 62.5 | 118 | 76  | 72    | no      | 36.6 | 115 | accepted
        female | 62.5 | 118 | 76  | 72    | no      | 36.6 | 114 | eligibility.hemoglobin
    ";
    for row in rows(table).iter().skip(1) {
        let number = |cell: usize| row[cell].parse::<f64>().expect("a number");
        let whole = |cell: usize| row[cell].parse::<i32>().expect("a whole number");
        let check = HealthCheck {
            weight_kg: number(1),
            systolic_mmhg: whole(2),
            diastolic_mmhg: whole(3),
            pulse_per_min: whole(4),
            endurance_athlete: row[5] == "yes",
            temperature_c: number(6),
            hb_g_l: whole(7),
        };
        let lines = judged(sex(row[0]), &good_answers(sex(row[0])), &check, None, "2026-02-10");
        assert_eq!(rules(&lines), row[8], "{row:?}");
        assert!(lines.iter().all(|line| !line.clause.is_empty()), "{lines:?}");
    }
}

#[test]
fn every_question_refuses_its_other_answer_and_only_that() {
    for sex in [Sex::Male, Sex::Female] {
        let good = good_answers(sex);
        assert_eq!(rules(&judged(sex, &good, &good_check(), None, "2026-02-10")), "accepted");
        for (code, expected) in &good {
            let mut answers = good.clone();
            answers.insert(code.clone(), !expected);
            let lines = judged(sex, &answers, &good_check(), None, "2026-02-10");
            assert_eq!(rules(&lines), format!("inquiry.{code}"), "{sex:?}");
            let sensitive = ["infectious_disease", "risk_behaviour", "partner_at_risk_1_year"].contains(&code.as_str());
            assert_eq!(lines[0].confidential, sensitive, "{code}");
        }
    }
}

#[test]
fn six_months_from_the_last_needle() {
    let table = "
        last       | today      | outcome
        -          | 2026-02-10 | accepted
        2025-08-10 | 2026-02-09 | donation.interval
        2025-08-10 | 2026-02-10 | accepted
        2025-08-31 | 2026-02-27 | donation.interval
        2025-08-31 | 2026-02-28 | accepted
        2026-02-10 | 2026-02-10 | donation.interval
    ";
    for row in rows(table).iter().skip(1) {
        let last = (row[0] != "-").then(|| day(row[0]));
        let lines = judged(Sex::Male, &good_answers(Sex::Male), &good_check(), last, row[1]);
        assert_eq!(rules(&lines), row[2], "{row:?}");
    }
}

#[test]
fn every_reason_is_named_not_only_the_first() {
    let mut answers = good_answers(Sex::Female);
    answers.insert("well_today".into(), false);
    let check = HealthCheck { hb_g_l: 100, ..good_check() };
    let facts = Facts {
        sex: Sex::Female,
        inquiry: book::inquiry(day("2026-02-10")).expect("in force"),
        answers: &answers,
        check: &check,
        last_needle_on: Some(day("2026-01-10")),
        objections: vec![Refusal::new("donor.deferred", say!("不宜献血", "not to donate"))],
    };
    let lines = judge(&facts, day("2026-02-10"));
    assert_eq!(rules(&lines), "donor.deferred donation.interval inquiry.well_today eligibility.hemoglobin");
}

#[test]
fn without_a_rule_in_force_nobody_gives() {
    let lines = judged(Sex::Male, &good_answers(Sex::Male), &good_check(), Some(day("2000-01-01")), "2012-06-30");
    assert_eq!(lines.len(), 8, "{lines:?}");
}

#[test]
fn a_sheet_is_complete_current_and_of_this_donor() {
    let inquiry = book::inquiry(day("2026-02-10")).expect("in force");
    let outcome = |sex: Sex, version: &str, answers: &BTreeMap<String, bool>| {
        complete_answers(inquiry, sex, version, answers)
            .map_or_else(|(field, refusal)| format!("{field} {}", refusal.rule), |()| "complete".into())
    };
    let (male, female) = (good_answers(Sex::Male), good_answers(Sex::Female));
    assert_eq!(outcome(Sex::Male, &inquiry.version, &male), "complete");
    assert_eq!(outcome(Sex::Female, &inquiry.version, &female), "complete");
    assert_eq!(outcome(Sex::Male, "cn-1999-1", &male), "inquiry_version inquiry.version");
    assert_eq!(outcome(Sex::Female, &inquiry.version, &male), "answers.menstruation_3_days inquiry.incomplete");
    assert_eq!(outcome(Sex::Male, &inquiry.version, &female), "answers.menstruation_3_days inquiry.unknown-question");
    let mut short = male.clone();
    short.remove("well_today");
    assert_eq!(outcome(Sex::Male, &inquiry.version, &short), "answers.well_today inquiry.incomplete");
}

#[test]
fn whole_blood_is_given_in_three_volumes() {
    for (volume_ml, allowed) in [(199, false), (200, true), (300, true), (400, true), (401, false), (250, false)] {
        assert_eq!(volume_allowed(volume_ml, day("2026-02-10")).is_ok(), allowed, "{volume_ml}");
    }
}
