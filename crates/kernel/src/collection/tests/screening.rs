use crate::table::cells as rows;
use crate::{
    citizen_id::Sex,
    clock::Day,
    eligibility::{self, DonationKind},
    say,
};

use crate::collection::screening::*;
use crate::collection::{
    book,
    inquiry::{self, About, Answers},
};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn sex(word: &str) -> Sex {
    if word == "male" { Sex::Male } else { Sex::Female }
}

/// The answers of somebody who may give.
fn good_answers(sex: Sex) -> Answers {
    let inquiry = book::inquiry(day("2026-02-10")).expect("in force");
    let asked = inquiry::asked(inquiry, About::whole_blood(sex), &Answers::new());
    asked.into_iter().map(|q| (q.code.clone(), q.expected.expect("yes or no").into())).collect()
}

fn good_check() -> HealthCheck {
    HealthCheck {
        weight_kg: 62.5,
        systolic_mmhg: 118,
        diastolic_mmhg: 76,
        pulse_per_min: 72,
        endurance_athlete: false,
        temperature_c: 36.6,
        hb_g_l: Some(135),
        copper_sulfate: None,
        alt_u_l: None,
        platelets_e9_l: None,
        platelets_after_e9_l: None,
        hematocrit: None,
    }
}

fn facts<'a>(sex: Sex, answers: &'a Answers, check: &'a HealthCheck) -> Facts<'a> {
    let inquiry = book::inquiry(day("2026-02-10")).expect("in force");
    Facts { sex, kind: DonationKind::WholeBlood, first_time: None, inquiry, answers, check, standing: &[] }
}

fn judged(sex: Sex, answers: &Answers, check: &HealthCheck, today: &str) -> Vec<Line> {
    judge(&facts(sex, answers, check), day(today))
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
            hb_g_l: Some(whole(7)),
            ..good_check()
        };
        let lines = judged(sex(row[0]), &good_answers(sex(row[0])), &check, "2026-02-10");
        assert_eq!(rules(&lines), row[8], "{row:?}");
        assert!(lines.iter().all(|line| !line.clause.is_empty()), "{lines:?}");
    }
}

#[test]
fn every_question_refuses_its_other_answer_and_only_that() {
    for sex in [Sex::Male, Sex::Female] {
        let good = good_answers(sex);
        assert_eq!(rules(&judged(sex, &good, &good_check(), "2026-02-10")), "accepted");
        let inquiry = book::inquiry(day("2026-02-10")).expect("in force");
        for (code, expected) in &good {
            let mut answers = good.clone();
            answers.insert(code.clone(), (!expected.yes_no().expect("yes or no")).into());
            let lines = judged(sex, &answers, &good_check(), "2026-02-10");
            let question = inquiry.questions.iter().find(|question| question.code == *code).expect("a question");
            if question.follow_up_decides {
                // Whoever says yes is asked more, and refused until it is answered.
                assert!(lines.iter().all(|line| line.rule != format!("inquiry.{code}")), "{code}");
                continue;
            }
            assert_eq!(rules(&lines), format!("inquiry.{code}"), "{sex:?}");
            let sensitive = ["infectious_disease", "risk_behaviour", "partner_at_risk"].contains(&code.as_str());
            assert_eq!(lines[0].confidential, sensitive, "{code}");
        }
    }
}

#[test]
fn what_one_kind_needs_and_another_does_not() {
    // Hb g/L, copper sulfate, ALT U/L, platelets 10^9/L and after the donation, haematocrit
    let table = "
        kind                | sex    | hb  | cuso4 | alt  | plt | after | hct   | outcome
        whole_blood         | male   | 120 | -     | -    | -   | -     | -     | accepted
        whole_blood         | male   | -   | -     | -    | -   | -     | -     | check.missing
        whole_blood         | male   | -   | 1.052 | -    | -   | -     | -     | accepted
        whole_blood         | male   | -   | 1.051 | -    | -   | -     | -     | eligibility.copper_sulfate
        whole_blood         | female | -   | 1.051 | -    | -   | -     | -     | accepted
        whole_blood         | female | -   | 1.05  | -    | -   | -     | -     | eligibility.copper_sulfate
        whole_blood         | male   | 119 | 1.06  | -    | -   | -     | -     | eligibility.hemoglobin
        whole_blood         | male   | 130 | -     | 50   | -   | -     | -     | accepted
        whole_blood         | male   | 130 | -     | 50.1 | -   | -     | -     | eligibility.alt
        apheresis_platelets | male   | 130 | -     | -    | 150 | 100   | 0.36  | accepted
        apheresis_platelets | male   | 130 | -     | -    | 149 | 100   | 0.36  | eligibility.platelets
        apheresis_platelets | male   | 130 | -     | -    | 449 | 100   | 0.36  | accepted
        apheresis_platelets | male   | 130 | -     | -    | 450 | 100   | 0.36  | eligibility.platelets
        apheresis_platelets | male   | 130 | -     | -    | 150 | 99    | 0.36  | eligibility.platelets_after
        apheresis_platelets | male   | 130 | -     | -    | 150 | -     | 0.359 | eligibility.hematocrit
        apheresis_platelets | male   | 130 | -     | -    | -   | -     | 0.4   | check.missing
        apheresis_platelets | male   | 130 | -     | -    | 200 | -     | -     | check.missing
        apheresis_plasma    | male   | 130 | -     | -    | -   | -     | -     | accepted
    ";
    for row in rows(table).iter().skip(1) {
        let kind = serde_json::from_value(row[0].into()).expect("a kind");
        let check = HealthCheck {
            hb_g_l: row[2].parse().ok(),
            copper_sulfate: row[3].parse().ok(),
            alt_u_l: row[4].parse().ok(),
            platelets_e9_l: row[5].parse().ok(),
            platelets_after_e9_l: row[6].parse().ok(),
            hematocrit: row[7].parse().ok(),
            ..good_check()
        };
        assert_eq!(self::rules(&measured(sex(row[1]), kind, &check, day("2026-02-10"))), row[8], "{row:?}");
    }
}

#[test]
fn every_reason_is_named_not_only_the_first() {
    let mut answers = good_answers(Sex::Female);
    answers.insert("well_today".into(), false.into());
    let check = good_check();
    let line = |rule: &str| eligibility::Line {
        rule: rule.into(),
        reason: say!("不宜献血", "not to donate"),
        until: None,
        clause: "GB 18467-2011".into(),
    };
    let standing = [line("donor.deferred"), line("donor.interval")];
    let check = HealthCheck { hb_g_l: Some(100), ..check };
    let facts = Facts { standing: &standing, ..facts(Sex::Female, &answers, &check) };
    let lines = judge(&facts, day("2026-02-10"));
    assert_eq!(rules(&lines), "donor.deferred donor.interval inquiry.well_today eligibility.hemoglobin");
}

#[test]
fn without_a_rule_in_force_nobody_gives() {
    let lines = judged(Sex::Male, &good_answers(Sex::Male), &good_check(), "2012-06-30");
    assert_eq!(lines.len(), 7, "{lines:?}");
}

#[test]
fn whole_blood_is_given_in_three_volumes() {
    for (volume_ml, allowed) in [(199, false), (200, true), (300, true), (400, true), (401, false), (250, false)] {
        assert_eq!(
            volume_allowed(DonationKind::WholeBlood, volume_ml, day("2026-02-10")).is_ok(),
            allowed,
            "{volume_ml}"
        );
    }
}
