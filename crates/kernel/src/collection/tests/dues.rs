//! What each answer and each measurement leaves: the table of questions, choices and limits against codes and ends.

use std::collections::BTreeSet;

use crate::{
    citizen_id::Sex,
    clock::Day,
    collection::{
        book::{self, Inquiry},
        inquiry::*,
        screening::{Due, HealthCheck, dues},
    },
    eligibility::DonationKind,
    rulebook,
    table::cells as rows,
};

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn sheet() -> &'static Inquiry {
    book::inquiry(day(TODAY)).expect("in force")
}

fn about(sex: Sex) -> About {
    About { sex, kind: DonationKind::ApheresisPlatelets, first_time: Some(false) }
}

fn good_check() -> HealthCheck {
    HealthCheck {
        weight_kg: 62.5,
        systolic_mmhg: 118,
        diastolic_mmhg: 76,
        pulse_per_min: 72,
        endurance_athlete: false,
        temperature_c: 36.6,
        hb_g_l: Some(140),
        copper_sulfate: None,
        alt_u_l: None,
        platelets_e9_l: Some(200),
        platelets_after_e9_l: Some(150),
        hematocrit: Some(0.42),
    }
}

fn of_each_sex(question: &book::Question) -> Sex {
    question.sex.unwrap_or(Sex::Male)
}

/// Answers that lead to `question`, which is not answered yet; everything else is as a fit donor answers.
fn towards(question: &book::Question, about: About) -> Answers {
    let mut wanted = Answers::new();
    let mut at = question;
    while let Some(condition) = &at.asked_if {
        let earlier = sheet().questions.iter().find(|one| one.code == condition.question).expect("an earlier question");
        let answer = match (&condition.is, earlier.kind) {
            (Given::Text(code), QuestionKind::Several) => Given::Several(vec![code.clone()]),
            (is, _) => is.clone(),
        };
        wanted.insert(earlier.code.clone(), answer);
        at = earlier;
    }
    for one in &sheet().questions {
        if one.kind == QuestionKind::YesNo && one.sex.is_none_or(|sex| sex == about.sex) {
            wanted.entry(one.code.clone()).or_insert(one.expected.expect("yes or no").into());
        }
    }
    wanted
}

fn left(answers: &Answers, about: About) -> Vec<Due> {
    dues(about, sheet(), answers, &good_check(), day(TODAY))
}

fn word(due: &Due) -> String {
    let case = due.case.as_deref().map(|case| format!("/{case}")).unwrap_or_default();
    let until = due.until.map(|until| format!(" {until}")).unwrap_or_default();
    format!("{}{case}{until}", due.code)
}

/// A question, with its choice or not, and what its refusal leaves when it happened a day ago.
const BRANCHES: &str = "
    branch                                | left
    cold_or_diarrhoea_over                | T10 2026-11-29
    covid_over                            | T24 2026-11-29
    infection_pneumonia_over              | T11 2027-02-22
    infection_urinary_over                | T12/urinary 2026-12-22
    infection_pyelonephritis_over         | T12/pyelonephritis 2027-02-22
    infection_wound_over                  | T13/local 2026-11-29
    infection_wide_skin_over              | T13/wide 2026-12-06
    infection_eye_over                    | T09/disease 2026-11-29
    dental_cleaning_on                    | T01 2026-11-25
    minor_surgery_on                      | T02 2026-12-07
    surgery_small_on                      | T03 2027-02-22
    surgery_eye_on                        | T09/surgery 2027-02-22
    surgery_tumour_on                     | T05 2027-11-22
    surgery_large_on                      | T04 2027-05-22
    organ                                 | P18
    received_blood_on                     | T19 2027-11-22
    tattoo_or_needle_on                   | T14 2027-11-22
    vaccination_which do_not_know         | the day
    vaccine_inactivated_on                | V01 2026-11-23
    vaccine_covid_inactivated_on          | V06/inactivated 2026-11-24
    vaccine_covid_on                      | V06/other 2026-12-06
    vaccine_live_two_weeks_on             | V02 2026-12-06
    vaccine_live_four_weeks_on            | V03 2026-12-20
    vaccine_after_bite_on                 | V04 2027-11-22
    vaccine_serum_on                      | V05 2026-12-20
    medicine_which long_term              | P16
    medicine_antibiotic_on                | T27/antibiotic 2026-11-29
    medicine_cold_pain_on                 | T27/cold_pain 2026-11-27
    medicine_acne_hair_on                 | T27/acne_hair 2026-12-22
    medicine_other_on                     | T27/other 2026-11-29
    aspirin_on                            | T22 2026-11-27
    citrate                               | the day
    chronic_which respiratory             | P01
    chronic_which circulatory             | P02
    chronic_which digestive               | P03
    chronic_which urinary                 | P04
    chronic_which blood                   | P05
    chronic_which endocrine               | P06
    chronic_which immune                  | P07
    chronic_which nervous                 | P10
    chronic_which tumour                  | P12
    chronic_which other                   | P99
    other_disease_which allergy           | P09
    other_disease_which skin              | P08
    other_disease_which parasite          | P14
    other_disease_which occupational      | P15
    rheumatic_over                        | T21 2028-11-22
    hepatitis_a_over                      | T16 2027-11-22
    typhoid_over                          | T16 2027-11-22
    dysentery_over                        | T17/dysentery 2027-05-22
    brucellosis_over                      | T17/brucellosis 2028-11-22
    malaria_over                          | T17/malaria 2029-11-22
    contact_which patient                 | T15
    contact_which area                    | T23
    infectious_disease                    | P13
    risk_behaviour                        | P17
    partner_at_risk_on                    | T20 2027-11-22
    graft_or_growth_hormone               | P11
    malaria_area_back_on                  | T18 2027-11-22
    gave_elsewhere                        | the day
    menstruation                          | T06
    pregnancy_which pregnant              | T07/pregnancy
    pregnancy_which nursing               | T08
    delivery_on                           | T08 2027-11-22
    miscarriage_on                        | T07/miscarriage 2027-05-22
    informed_and_willing                  | the day
    well_today                            | the day
";

/// Every branch that refuses, with the day of the event a day ago. Generated from the sheet, so that a new question without a
/// line here fails.
#[test]
fn every_question_and_choice_leaves_the_deferral_of_its_code_until_its_end() {
    let table = rows(BRANCHES);
    let known: BTreeSet<(String, String)> =
        table.iter().skip(1).map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    let mut found = BTreeSet::new();
    for question in &sheet().questions {
        let about = about(of_each_sex(question));
        for (branch, given) in branches(question) {
            let mut answers = towards(question, about);
            answers.insert(question.code.clone(), given);
            if findings(sheet(), about, &answers, day(TODAY)).iter().all(|one| one.question.code != question.code) {
                continue;
            }
            let all = left(&answers, about)
                .iter()
                .filter(|due| due.rule == format!("inquiry.{}", question.code))
                .map(word)
                .collect::<Vec<_>>()
                .join(" ");
            found.insert((branch, if all.is_empty() { "the day".to_owned() } else { all }));
        }
    }
    let extra: Vec<_> = found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&found).collect();
    assert!(extra.is_empty() && gone.is_empty(), "not in the table: {extra:#?}\nnot asked: {gone:#?}");
}

/// Each answer that may refuse: the other of yes and no, each choice, a day that was yesterday.
fn branches(question: &book::Question) -> Vec<(String, Given)> {
    let code = &question.code;
    match question.kind {
        QuestionKind::YesNo if !question.follow_up_decides => {
            vec![(code.clone(), (!question.expected.expect("yes or no")).into())]
        }
        QuestionKind::Choice | QuestionKind::Several => question
            .choices
            .iter()
            .map(|choice| (format!("{code} {}", choice.code), Given::Several(vec![choice.code.clone()])))
            .collect(),
        QuestionKind::Date => vec![(code.clone(), "2026-11-22".into())],
        _ => Vec::new(),
    }
}

#[test]
fn what_holds_at_once_each_counts_from_its_own_day() {
    let who = about(Sex::Male);
    let mut answers =
        towards(sheet().questions.iter().find(|one| one.code == "vaccine_after_bite_on").expect("one"), who);
    answers.insert("vaccination_which".into(), Given::Several(vec!["inactivated".into(), "after_bite".into()]));
    answers.insert("vaccine_inactivated_on".into(), "2026-11-13".into());
    let asked: Vec<&str> = asked(sheet(), who, &answers).iter().map(|one| one.code.as_str()).collect();
    assert!(asked.contains(&"vaccine_inactivated_on") && asked.contains(&"vaccine_after_bite_on"));
    assert!(!asked.contains(&"vaccine_serum_on"));
    answers.insert("vaccine_after_bite_on".into(), "2026-08-23".into());
    assert_eq!(left(&answers, who).iter().map(word).collect::<Vec<_>>(), ["V04 2027-08-23"]);
    // A day that nobody remembers, or an illness that is not over, counts from today.
    answers.insert("vaccine_after_bite_on".into(), UNSURE.into());
    let dues = left(&answers, who);
    assert_eq!((dues[0].event_on, dues[0].until, dues.len()), (Some(day(TODAY)), None, 1));
    // The last choice taken away takes its day with it.
    answers.insert("vaccination_which".into(), Given::Several(vec!["inactivated".into()]));
    assert!(!kept(sheet(), who, answers.clone()).contains_key("vaccine_after_bite_on"));
    let which = sheet().questions.iter().find(|one| one.code == "vaccination_which").expect("one");
    let rule = |codes: &[&str]| {
        let given = Given::Several(codes.iter().map(|code| (*code).to_owned()).collect());
        fits(which, &given, day(TODAY)).map_or_else(|refusal| refusal.rule, |()| "fits".to_owned())
    };
    assert_eq!([rule(&["serum", "covid"]), rule(&[])], ["fits", "inquiry.none-chosen"]);
    assert_eq!([rule(&["serum", "serum"]), rule(&["tea"])], ["inquiry.none-chosen", "inquiry.choice"]);
    assert_eq!(fits(which, &"serum".into(), day(TODAY)).expect_err("one word").rule, "inquiry.answer-kind");
}

/// Both sides of each limit: inside leaves nothing, outside what the rulebook says.
#[test]
fn every_limit_leaves_its_deferral_or_ends_with_the_day() {
    let table = "
        weight_kg=49.9          | the day
        systolic_mmhg=140       | T25/blood_pressure
        systolic_mmhg=139       | nothing
        diastolic_mmhg=59       | T25/blood_pressure
        diastolic_mmhg=89       | T25/blood_pressure -- the pulse pressure is 29
        pulse_per_min=101       | the day
        temperature_c=37.4      | the day
        hb_g_l=119              | T25/hemoglobin
        hb_g_l=120              | nothing
        alt_u_l=50.1            | T25/alt
        alt_u_l=50              | nothing
        platelets_e9_l=149      | the day
        platelets_after_e9_l=99 | the day
        hematocrit=0.35         | the day
    ";
    let base = serde_json::to_value(good_check()).expect("JSON");
    let good = towards(sheet().questions.iter().find(|one| one.code == "well_today").expect("one"), about(Sex::Male));
    for row in rows(table) {
        let (field, value) = row[0].split_once('=').expect("a pair");
        let mut check = base.clone();
        check[field] = serde_json::from_str(value).expect("a number");
        let check: HealthCheck = serde_json::from_value(check).expect("a check");
        let refused =
            !crate::collection::screening::measured(Sex::Male, DonationKind::ApheresisPlatelets, &check, day(TODAY))
                .is_empty();
        let all =
            dues(about(Sex::Male), sheet(), &good, &check, day(TODAY)).iter().map(word).collect::<Vec<_>>().join(" ");
        let found = match (refused, all.is_empty()) {
            (true, true) => "the day".to_owned(),
            (false, true) => "nothing".to_owned(),
            _ => all,
        };
        assert_eq!(found, row[1], "{row:?}");
    }
    let limits = rulebook::eligibility().effective_on(day(TODAY));
    for code in [
        "weight",
        "systolic",
        "diastolic",
        "pulse_pressure",
        "pulse",
        "pulse_athlete",
        "temperature",
        "hemoglobin",
        "copper_sulfate",
        "alt",
        "platelets",
        "platelets_after",
        "hematocrit",
    ] {
        assert!(limits.limit(code, Sex::Male).is_some() && book::follows(code, day(TODAY)).is_some(), "{code}");
    }
}

/// Whatever the deferral table knows of, somebody asks or measures.
#[test]
fn every_code_of_the_deferral_table_is_reached_by_a_question_or_told_why_not() {
    let not_asked = [
        ("T25", "measured: screening.toml"),
        ("T26", "a reaction: reactions.toml"),
        ("T99", "the physician's own judgement"),
    ];
    let page: toml::Table = include_str!("../../../../../rulebook/cn/donors.toml").parse().expect("a page");
    let by_laboratory = |reason: &toml::Value| reason.get("by_laboratory").is_some();
    let reasons = page["reason"].as_array().expect("reasons").iter().filter(|reason| !by_laboratory(reason));
    let asked: BTreeSet<&str> = sheet()
        .questions
        .iter()
        .flat_map(|one| {
            one.deferral
                .as_deref()
                .into_iter()
                .chain(one.choices.iter().filter_map(|choice| choice.deferral.as_deref()))
        })
        .collect();
    for code in reasons.filter_map(|reason| reason["code"].as_str()) {
        assert_ne!(asked.contains(code), not_asked.iter().any(|(known, _)| *known == code), "{code}");
    }
}
