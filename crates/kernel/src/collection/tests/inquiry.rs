use crate::collection::{
    book::{self, Inquiry},
    inquiry::*,
};
use crate::table::cells as rows;
use crate::{citizen_id::Sex, clock::Day, eligibility::DonationKind, refusal::Refusal};

const TODAY: &str = "2026-02-10";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn sheet() -> &'static Inquiry {
    book::inquiry(day(TODAY)).expect("in force")
}

fn about(sex: &str, kind: &str, first: &str) -> About {
    About {
        sex: if sex == "male" { Sex::Male } else { Sex::Female },
        kind: match kind {
            "platelets" => DonationKind::ApheresisPlatelets,
            "plasma" => DonationKind::ApheresisPlasma,
            _ => DonationKind::WholeBlood,
        },
        first_time: match first {
            "first" => Some(true),
            "again" => Some(false),
            _ => None,
        },
    }
}

/// `a=yes b=2026-01-01 c=code`
fn given(text: &str) -> Answers {
    let one = |pair: &str| {
        let (code, value) = pair.split_once('=').expect("a pair");
        let value = match value {
            "yes" => true.into(),
            "no" => false.into(),
            number if number.parse::<f64>().is_ok() => Given::Number(number.parse().expect("a number")),
            text => text.into(),
        };
        (code.to_owned(), value)
    };
    text.split_whitespace().map(one).collect()
}

/// Every question that is asked, answered so that the donor may go on; `besides` in their place.
fn fit_but(about: About, besides: &str) -> Answers {
    let mut answers = given(besides);
    while let Some(question) = next(sheet(), about, &answers) {
        let answer = match question.kind {
            QuestionKind::YesNo => question.expected.expect("yes or no").into(),
            QuestionKind::Date => "2020-01-01".into(),
            QuestionKind::Choice => {
                question.choices.iter().find(|choice| choice.fit).expect("one is fit").code.as_str().into()
            }
            QuestionKind::Several => {
                let fit = question.choices.iter().filter(|choice| choice.fit);
                Given::Several(fit.map(|choice| choice.code.clone()).take(1).collect())
            }
            QuestionKind::Text => "有点头晕".into(),
            QuestionKind::Number => Given::Number(question.min.unwrap_or(1.0)),
        };
        answers.insert(question.code.clone(), answer);
    }
    answers
}

fn rule(outcome: Result<(), (String, Refusal)>) -> String {
    outcome.map_or_else(|(field, refusal)| format!("{field} {}", refusal.rule), |()| "complete".into())
}

#[test]
fn the_next_question_follows_from_the_answers() {
    let table = "
        sex    | kind      | first | answers                                                    | asked                  | not asked
        male   | whole     | first |                                                            | first_time_knows       | reaction_last_time
        male   | whole     | again |                                                            | reaction_last_time     | first_time_knows
        male   | whole     | -     |                                                            | well_today             | first_time_knows
        male   | whole     | again |                                                            | well_today             | menstruation
        female | whole     | again |                                                            | menstruation           | reaction_what
        female | whole     | again | reaction_last_time=yes                                     | reaction_what          | aspirin
        female | whole     | again | reaction_last_time=no                                      | pregnancy              | reaction_what
        male   | platelets | again |                                                            | aspirin                | aspirin_on
        male   | platelets | again | aspirin=yes                                                | aspirin_on             | menstruation
        male   | platelets | first |                                                            | aspirin                | citrate
        male   | plasma    | again |                                                            | citrate                | aspirin
        male   | whole     | -     |                                                            | dental                 | dental_which
        male   | whole     | -     | dental=yes                                                 | dental_which           | dental_cleaning_on
        male   | whole     | -     | dental=yes dental_which=cleaning                           | dental_cleaning_on     | minor_surgery_on
        male   | whole     | -     | dental=yes dental_which=surgery                            | minor_surgery_on       | dental_cleaning_on
        male   | whole     | -     | dental=no dental_which=surgery                             | dental                 | dental_cleaning_on
        male   | whole     | -     | surgery=yes surgery_which=small                            | surgery_small_on       | surgery_large_on
        male   | whole     | -     | surgery=yes surgery_which=large                            | surgery_large_on       | surgery_tumour_on
        male   | whole     | -     | surgery=yes surgery_which=tumour                           | surgery_tumour_on      | surgery_small_on
        male   | whole     | -     | received_blood=yes                                         | received_blood_on      | tattoo_or_needle_on
        male   | whole     | -     | tattoo_or_needle=yes                                       | tattoo_or_needle_on    | received_blood_on
        male   | whole     | -     | cold_or_diarrhoea=yes                                      | cold_or_diarrhoea_over | dental_which
        male   | whole     | -     | vaccination=yes                                            | vaccination_which      | vaccine_covid_on
        male   | whole     | -     | vaccination=yes vaccination_which=inactivated              | vaccine_inactivated_on | vaccine_covid_on
        male   | whole     | -     | vaccination=yes vaccination_which=covid                    | vaccine_covid_on       | vaccine_serum_on
        male   | whole     | -     | vaccination=yes vaccination_which=live_two_weeks           | vaccine_live_two_weeks_on  | vaccine_live_four_weeks_on
        male   | whole     | -     | vaccination=yes vaccination_which=live_four_weeks          | vaccine_live_four_weeks_on | vaccine_live_two_weeks_on
        male   | whole     | -     | vaccination=yes vaccination_which=serum                    | vaccine_serum_on       | vaccine_after_bite_on
        male   | whole     | -     | vaccination=yes vaccination_which=after_bite               | vaccine_after_bite_on  | vaccine_serum_on
        male   | whole     | -     | vaccination=yes vaccination_which=do_not_know              | vaccination_which      | vaccine_serum_on
        male   | whole     | -     | medicine_now=yes                                           | medicine_which         | aspirin
        male   | whole     | -     | malaria_area=yes                                           | malaria_area_back_on   | medicine_which
        female | whole     | -     | pregnancy=yes                                              | pregnancy_which        | delivery_on
        female | whole     | -     | pregnancy=yes pregnancy_which=delivered                    | delivery_on            | miscarriage_on
        female | whole     | -     | pregnancy=yes pregnancy_which=miscarried                   | miscarriage_on         | delivery_on
        female | whole     | -     | pregnancy=yes pregnancy_which=nursing                      | pregnancy_which        | delivery_on
    ";
    for row in rows(table).iter().skip(1) {
        let codes: Vec<&str> = asked(sheet(), about(row[0], row[1], row[2]), &given(row[3]))
            .into_iter()
            .map(|question| question.code.as_str())
            .collect();
        assert!(codes.contains(&row[4]), "{row:?} {codes:?}");
        assert!(!codes.contains(&row[5]), "{row:?} {codes:?}");
    }
}

#[test]
fn both_sides_of_every_day_after_which_one_waits() {
    let table = "
        branch                                            | question                   | on         | today      | until
        dental=yes dental_which=cleaning                  | dental_cleaning_on         | 2026-02-07 | 2026-02-10 | 2026-02-10
        dental=yes dental_which=cleaning                  | dental_cleaning_on         | 2026-02-06 | 2026-02-10 | -
        dental=yes dental_which=surgery                   | minor_surgery_on           | 2026-01-26 | 2026-02-10 | 2026-02-10
        dental=yes dental_which=surgery                   | minor_surgery_on           | 2026-01-25 | 2026-02-10 | -
        surgery=yes surgery_which=small                   | surgery_small_on           | 2025-11-10 | 2026-02-10 | 2026-02-10
        surgery=yes surgery_which=small                   | surgery_small_on           | 2025-11-09 | 2026-02-10 | -
        surgery=yes surgery_which=small                   | surgery_small_on           | 2025-11-30 | 2026-02-28 | 2026-02-28  -- no 30 February
        surgery=yes surgery_which=small                   | surgery_small_on           | 2025-11-30 | 2026-03-01 | -
        surgery=yes surgery_which=large                   | surgery_large_on           | 2025-08-10 | 2026-02-10 | 2026-02-10
        surgery=yes surgery_which=large                   | surgery_large_on           | 2025-08-09 | 2026-02-10 | -
        surgery=yes surgery_which=tumour                  | surgery_tumour_on          | 2025-02-10 | 2026-02-10 | 2026-02-10
        surgery=yes surgery_which=tumour                  | surgery_tumour_on          | 2025-02-09 | 2026-02-10 | -
        received_blood=yes                                | received_blood_on          | 2025-02-10 | 2026-02-10 | 2026-02-10
        received_blood=yes                                | received_blood_on          | 2025-02-09 | 2026-02-10 | -
        received_blood=yes                                | received_blood_on          | 2028-02-29 | 2029-02-28 | 2029-02-28  -- a leap day
        received_blood=yes                                | received_blood_on          | 2028-02-29 | 2029-03-01 | -
        tattoo_or_needle=yes                              | tattoo_or_needle_on        | 2025-02-10 | 2026-02-10 | 2026-02-10
        tattoo_or_needle=yes                              | tattoo_or_needle_on        | 2025-02-09 | 2026-02-10 | -
        cold_or_diarrhoea=yes                             | cold_or_diarrhoea_over     | 2026-02-03 | 2026-02-10 | 2026-02-10
        cold_or_diarrhoea=yes                             | cold_or_diarrhoea_over     | 2026-02-02 | 2026-02-10 | -
        vaccination=yes vaccination_which=inactivated     | vaccine_inactivated_on     | 2026-02-09 | 2026-02-10 | 2026-02-10
        vaccination=yes vaccination_which=inactivated     | vaccine_inactivated_on     | 2026-02-08 | 2026-02-10 | -
        vaccination=yes vaccination_which=covid           | vaccine_covid_on           | 2026-01-27 | 2026-02-10 | 2026-02-10
        vaccination=yes vaccination_which=covid           | vaccine_covid_on           | 2026-01-26 | 2026-02-10 | -
        vaccination=yes vaccination_which=live_two_weeks  | vaccine_live_two_weeks_on  | 2026-01-27 | 2026-02-10 | 2026-02-10
        vaccination=yes vaccination_which=live_two_weeks  | vaccine_live_two_weeks_on  | 2026-01-26 | 2026-02-10 | -
        vaccination=yes vaccination_which=live_four_weeks | vaccine_live_four_weeks_on | 2026-01-13 | 2026-02-10 | 2026-02-10
        vaccination=yes vaccination_which=live_four_weeks | vaccine_live_four_weeks_on | 2026-01-12 | 2026-02-10 | -
        vaccination=yes vaccination_which=serum           | vaccine_serum_on           | 2026-01-13 | 2026-02-10 | 2026-02-10
        vaccination=yes vaccination_which=serum           | vaccine_serum_on           | 2026-01-12 | 2026-02-10 | -
        vaccination=yes vaccination_which=after_bite      | vaccine_after_bite_on      | 2025-02-10 | 2026-02-10 | 2026-02-10
        vaccination=yes vaccination_which=after_bite      | vaccine_after_bite_on      | 2025-02-09 | 2026-02-10 | -
        malaria_area=yes                                  | malaria_area_back_on       | 2025-02-10 | 2026-02-10 | 2026-02-10
        malaria_area=yes                                  | malaria_area_back_on       | 2025-02-09 | 2026-02-10 | -
        pregnancy=yes pregnancy_which=delivered           | delivery_on                | 2025-02-10 | 2026-02-10 | 2026-02-10
        pregnancy=yes pregnancy_which=delivered           | delivery_on                | 2025-02-09 | 2026-02-10 | -
        pregnancy=yes pregnancy_which=miscarried          | miscarriage_on             | 2025-08-10 | 2026-02-10 | 2026-02-10
        pregnancy=yes pregnancy_which=miscarried          | miscarriage_on             | 2025-08-09 | 2026-02-10 | -
        aspirin=yes                                       | aspirin_on                 | 2026-02-05 | 2026-02-10 | 2026-02-10
        aspirin=yes                                       | aspirin_on                 | 2026-02-04 | 2026-02-10 | -
    ";
    let mut judged = std::collections::BTreeSet::new();
    for row in rows(table).iter().skip(1) {
        let who = about("female", if row[1] == "aspirin_on" { "platelets" } else { "whole" }, "again");
        let answers = fit_but(who, &format!("{} {}={}", row[0], row[1], row[2]));
        assert_eq!(rule(complete(sheet(), who, &sheet().version, &answers, day(row[3]))), "complete", "{row:?}");
        let found = findings(sheet(), who, &answers, day(row[3]));
        let shown: Vec<(String, Option<Day>)> = found.iter().map(|one| (one.rule(), one.until)).collect();
        let expected = if row[4] == "-" { vec![] } else { vec![(format!("inquiry.{}", row[1]), Some(day(row[4])))] };
        assert_eq!(shown, expected, "{row:?}");
        judged.insert(row[1].to_owned());
    }
    let waits = sheet().questions.iter().filter(|question| question.wait.is_some());
    for question in waits {
        assert!(judged.contains(&question.code), "{} stands in the table", question.code);
    }
}

#[test]
fn a_choice_that_is_not_fit_refuses_and_names_its_deferral() {
    let table = "
        branch                                        | rule                      | deferral
        vaccination=yes vaccination_which=do_not_know | inquiry.vaccination_which | -
        medicine_now=yes medicine_which=other         | inquiry.medicine_which    | P16
        medicine_now=yes medicine_which=harmless      | -                         | -
        pregnancy=yes pregnancy_which=pregnant        | inquiry.pregnancy_which   | T07
        pregnancy=yes pregnancy_which=nursing         | inquiry.pregnancy_which   | T08
        reaction_last_time=yes                        | -                         | -
        chronic_disease=yes                           | inquiry.chronic_disease   | P99
        risk_behaviour=yes                            | inquiry.risk_behaviour    | P17
        gave_elsewhere=yes                            | inquiry.gave_elsewhere    | -
    ";
    let who = about("female", "whole", "again");
    for row in rows(table).iter().skip(1) {
        let answers = fit_but(who, row[0]);
        let found = findings(sheet(), who, &answers, day(TODAY));
        let shown = found.first().map_or(("-".to_owned(), "-"), |one| (one.rule(), one.deferral.unwrap_or("-")));
        assert_eq!((shown.0.as_str(), shown.1), (row[1], row[2]), "{row:?}");
        assert!(found.len() < 2, "{row:?}");
    }
}

#[test]
fn a_day_that_nobody_remembers_is_the_physicians() {
    let who = about("male", "whole", "again");
    let answers = fit_but(who, "dental=yes dental_which=surgery minor_surgery_on=unsure");
    assert_eq!(rule(complete(sheet(), who, &sheet().version, &answers, day(TODAY))), "complete");
    let found = findings(sheet(), who, &answers, day(TODAY));
    assert_eq!((found[0].rule().as_str(), found[0].until), ("inquiry.minor_surgery_on", None));
}

#[test]
fn a_sheet_is_complete_current_and_of_this_donor() {
    let table = "
        sex    | kind      | first | besides                                        | without      | outcome
        male   | whole     | -     |                                                | -            | complete
        female | platelets | again |                                                | -            | complete
        female | plasma    | first |                                                | -            | complete
        male   | whole     | -     |                                                | well_today   | answers.well_today inquiry.incomplete
        female | whole     | -     |                                                | menstruation | answers.menstruation inquiry.incomplete
        male   | whole     | -     | menstruation=no                                | -            | answers.menstruation inquiry.unknown-question
        male   | whole     | -     | hair_colour=no                                 | -            | answers.hair_colour inquiry.unknown-question
        male   | whole     | first | reaction_last_time=no                          | -            | answers.reaction_last_time inquiry.unknown-question
        male   | whole     | -     | reaction_last_time=no                          | -            | complete  -- perhaps it was asked
        male   | whole     | again | dental=no dental_which=cleaning                | -            | answers.dental_which inquiry.unknown-question
        male   | whole     | again | dental=yes                                     | dental_which | answers.dental_which inquiry.incomplete
        male   | whole     | again | well_today=gladly                              | -            | answers.well_today inquiry.answer-kind
        male   | whole     | again | dental=yes dental_which=both                   | -            | answers.dental_which inquiry.choice
        male   | whole     | again | dental=yes dental_which=yes                    | -            | answers.dental_which inquiry.answer-kind
        male   | whole     | again | malaria_area=yes malaria_area_back_on=2026-02-10 | -          | complete
        male   | whole     | again | malaria_area=yes malaria_area_back_on=2026-02-11 | -          | answers.malaria_area_back_on inquiry.date-ahead
        male   | whole     | again | malaria_area=yes malaria_area_back_on=2026-02-30 | -          | answers.malaria_area_back_on inquiry.answer-kind
        male   | whole     | again | malaria_area=yes malaria_area_back_on=7          | -          | answers.malaria_area_back_on inquiry.answer-kind
    ";
    for row in rows(table).iter().skip(1) {
        let who = about(row[0], row[1], row[2]);
        let mut answers = fit_but(who, row[3]);
        answers.remove(row[4]);
        // What hung on the answer that is missing would be unknown now.
        let answers = if row[4] == "-" { answers } else { kept(sheet(), who, answers) };
        assert_eq!(rule(complete(sheet(), who, &sheet().version, &answers, day(TODAY))), row[5], "{row:?}");
    }
    let who = about("male", "whole", "again");
    let old = rule(complete(sheet(), who, "cn-1999-1", &fit_but(who, ""), day(TODAY)));
    assert_eq!(old, "version inquiry.version");
    assert_eq!(rule(begun(sheet(), who, &sheet().version, &given("well_today=yes"), day(TODAY))), "complete");
    assert_eq!(rule(begun(sheet(), who, "cn-1999-1", &Answers::new(), day(TODAY))), "version inquiry.version");
}

#[test]
fn words_and_numbers_have_bounds() {
    let question = |kind: &str| -> book::Question {
        let text = format!(
            "code = \"x\"\ntext = {{ zh = \"问\", en = \"asked\" }}\nkind = \"{kind}\"\nmin = 1.0\nmax = 9.5\n"
        );
        toml::from_str(&text).expect("a question")
    };
    let rule = |kind: &str, given: Given| {
        fits(&question(kind), &given, day(TODAY)).map_or_else(|refusal| refusal.rule, |()| "yes".into())
    };
    let long = |letters: usize| Given::Text("字".repeat(letters));
    assert_eq!([rule("text", long(300)), rule("text", long(301))], ["yes", "inquiry.text-length"]);
    assert_eq!([rule("text", " ".into()), rule("text", true.into())], ["inquiry.text-length", "inquiry.answer-kind"]);
    let number = |value: f64| rule("number", Given::Number(value));
    assert_eq!([number(1.0), number(9.5)], ["yes", "yes"]);
    assert_eq!([number(0.9), number(9.6), number(f64::NAN)], ["inquiry.number-range"; 3]);
}

#[test]
fn changing_an_answer_takes_away_what_hung_on_it() {
    let who = about("male", "whole", "again");
    let mut answers = fit_but(who, "dental=yes dental_which=cleaning dental_cleaning_on=2026-01-01");
    answers.insert("dental".into(), false.into());
    let left = kept(sheet(), who, answers);
    assert!(left.contains_key("dental") && !left.contains_key("dental_which"));
    assert!(!left.contains_key("dental_cleaning_on"), "a follow-up of a follow-up");
}

#[test]
fn an_answered_sheet_of_an_older_version_is_still_read() {
    for inquiry in book::inquiries() {
        assert_eq!(book::inquiry_named(&inquiry.version), Some(inquiry));
    }
    assert!(book::inquiry_named("cn-1999-1").is_none());
    let first = book::inquiry_named("cn-2026-1").expect("the first version stays");
    let who = about("male", "whole", "-");
    let answers: Answers = asked(first, who, &Answers::new())
        .into_iter()
        .map(|question| (question.code.clone(), question.expected.expect("yes or no").into()))
        .collect();
    assert!(findings(first, who, &answers, day(TODAY)).is_empty());
    assert_eq!(rule(complete(first, who, "cn-2026-1", &answers, day(TODAY))), "complete");
}

#[test]
fn an_answer_reads_itself_back_and_yes_is_still_a_plain_yes() {
    for (json, given) in
        [("true", Given::YesNo(true)), ("37.5", Given::Number(37.5)), ("\"2026-01-31\"", "2026-01-31".into())]
    {
        assert_eq!(serde_json::from_str::<Given>(json).expect("an answer"), given);
        assert_eq!(serde_json::to_string(&given).expect("JSON"), json);
    }
    let several: Given = serde_json::from_str(r#"["covid","serum"]"#).expect("an answer");
    assert_eq!(several, Given::Several(vec!["covid".into(), "serum".into()]));
    assert!(serde_json::from_str::<Given>("null").is_err() && serde_json::from_str::<Given>("[true]").is_err());
}

#[test]
fn every_sheet_of_the_rulebook_can_be_asked() {
    for inquiry in book::inquiries() {
        for (place, question) in inquiry.questions.iter().enumerate() {
            let code = &question.code;
            assert_eq!(question.kind == QuestionKind::YesNo, question.expected.is_some(), "{code}");
            let choosing = [QuestionKind::Choice, QuestionKind::Several].contains(&question.kind);
            assert_eq!(choosing, question.choices.len() > 1, "{code}");
            for choice in question.choices.iter().filter(|choice| choice.fit) {
                assert!(choice.deferral.is_none(), "{code} {} may go on", choice.code);
            }
            assert!(question.wait.is_none() || question.kind == QuestionKind::Date, "{code}");
            if let Some(wait) = question.wait {
                assert_eq!([wait.days, wait.months, wait.years].into_iter().flatten().count(), 1, "{code}");
            }
            assert!(
                !question.is_always_asked() || question.expected.is_some(),
                "{code}: everybody's questions are yes or no"
            );
            if let Some(condition) = &question.asked_if {
                let earlier = inquiry.questions[..place].iter().find(|other| other.code == condition.question);
                let earlier = earlier.unwrap_or_else(|| panic!("{code} follows an earlier question"));
                let known = match (&condition.is, earlier.kind) {
                    (Given::Text(code), QuestionKind::Several) => {
                        fits(earlier, &Given::Several(vec![code.clone()]), day(TODAY))
                    }
                    (is, _) => fits(earlier, is, day(TODAY)),
                };
                assert!(known.is_ok(), "{code}");
            }
        }
    }
}
