use sqlx::types::Json;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{DonationId, DonorId, SiteId, UserId},
};
use vena_testkit::table::rows;

use super::*;
use crate::{
    book,
    screening::{HealthCheck, Line},
};
use vena_kernel::collection::inquiry::Answers;

const AT: &str = "2026-11-16T01:00:00Z";

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn check(hb_g_l: i32) -> HealthCheck {
    HealthCheck {
        weight_kg: 62.5,
        systolic_mmhg: 118,
        diastolic_mmhg: 76,
        pulse_per_min: 72,
        endurance_athlete: false,
        temperature_c: 36.5,
        hb_g_l: Some(hb_g_l),
        copper_sulfate: None,
        alt_u_l: None,
        platelets_e9_l: None,
        platelets_after_e9_l: None,
        hematocrit: None,
    }
}

/// A donation as it is registered, before anything happened at the chair.
fn registered(state: DonationState) -> DonationRecord {
    let id = Uuid::from_u128;
    let inquiry = book::inquiry(day(at(AT))).expect("an inquiry");
    DonationRecord {
        donation_id: DonationId::from_uuid(id(1)),
        donor_id: DonorId::from_uuid(id(2)),
        donor_name_masked: "王*明".into(),
        site_id: SiteId::from_uuid(id(3)),
        site_name: "五四广场献血屋".into(),
        state,
        registered_at: at(AT),
        registered_by: UserId::from_uuid(id(4)),
        registered_by_name: "周映雪".into(),
        inquiry_version: inquiry.version.clone(),
        answers: Json(Answers::new()),
        health_check: Json(check(140)),
        nominal_ml: 400,
        note: None,
        refusals: Json(Vec::new()),
        kind: vena_kernel::eligibility::DonationKind::WholeBlood,
        self_excluded: true,
        donation_number: None,
        started_at: None,
        ended_at: None,
        collected_ml: None,
        bag_lot: None,
        bag_medium: None,
        bag_expires_on: None,
        tubes: None,
        bound_at: None,
        bound_by: None,
        bound_by_name: None,
        reaction_severity: None,
        reaction_note: None,
        unit_id: None,
        completed_by: None,
        completed_by_name: None,
        needle_at: None,
        cancelled_at: None,
        cancelled_by: None,
        cancelled_by_name: None,
        cancelled_reason: None,
        visit_id: None,
        chair: None,
        seated_at: None,
        seated_by: None,
        seated_by_name: None,
        identified_way: None,
        kit: None,
        kit_typed_why: None,
        confirmed_at: None,
        confirmed_by: None,
        confirmed_by_name: None,
        arm: None,
        started_by: None,
        started_by_name: None,
        paused_at: None,
        ended_why: None,
        machine_ml: None,
        platelets_e11: None,
        anticoagulant_ml: None,
        left_at: None,
        left_by: None,
        left_by_name: None,
        gift: None,
    }
}

fn donation(state: DonationState, hb_g_l: i32) -> DonationRecord {
    let completed = state == DonationState::Completed;
    let inquiry = book::inquiry(day(at(AT))).expect("an inquiry");
    let answers = inquiry.questions.iter().filter(|q| q.is_always_asked() && q.asked_of(Sex::Male));
    DonationRecord {
        answers: Json(answers.map(|q| (q.code.clone(), q.expected.expect("yes or no").into())).collect()),
        health_check: Json(check(hb_g_l)),
        donation_number: completed.then(|| "0160226000001".parse().expect("a number")),
        started_at: completed.then(|| at("2026-11-16T01:10:00Z")),
        ended_at: completed.then(|| at("2026-11-16T01:17:00Z")),
        collected_ml: completed.then_some(402),
        ..registered(state)
    }
}

fn donor() -> DonorOnPaper {
    DonorOnPaper {
        name: "王晓明".into(),
        male: true,
        born_on: "1990-05-20".parse().expect("a day"),
        id_kind: say!("居民身份证", "citizen's card"),
        id_shown: "3702**********1234".into(),
        phone_shown: "138****2046".into(),
        group: "A-".parse().ok(),
        donations_before: 3,
        last_donation_on: "2025-11-01".parse().ok(),
        told: true,
    }
}

type Paper = fn(&Facts<'_>) -> Result<Value, Refusal>;

fn of(paper: Paper, donation: &DonationRecord) -> Result<Value, Refusal> {
    let (donor, inquiry) = (donor(), book::inquiry(day(donation.registered_at)).expect("an inquiry"));
    paper(&Facts { donation, donor: &donor, inquiry, lang: Lang::Zh, decided: None, choices: None })
}

/// The health check after a decision with these deferrals.
fn decided(donation: &DonationRecord, deferrals: &[&str]) -> Value {
    let (donor, inquiry) = (donor(), book::inquiry(day(donation.registered_at)).expect("an inquiry"));
    let decided = Decided {
        decided_by: UserId::from_uuid(Uuid::from_u128(5)),
        appearance: Some("良好".into()),
        arms: Some("完好".into()),
        deferred_until: (!deferrals.is_empty()).then(|| "2026-12-01".parse().expect("a day")),
        deferrals: Json(deferrals.iter().map(|code| (*code).to_owned()).collect()),
        methods: Json(vec![("hb_g_l".into(), Some("血红蛋白仪 2".into())), ("weight_kg".into(), None)]),
    };
    let facts = Facts { donation, donor: &donor, inquiry, lang: Lang::Zh, decided: Some(&decided), choices: None };
    health_check(&facts).expect("a paper")
}

#[test]
fn what_the_physician_decided_stands_on_the_health_check_and_no_confidential_reason() {
    let fit = decided(&donation(DonationState::Accepted, 140), &[]);
    assert_eq!((&fit["conclusion"], &fit["reason"]), (&json!("may_donate"), &Value::Null));
    assert_eq!((&fit["appearance"], &fit["arms"]), (&json!("良好"), &json!("完好")));
    assert_eq!(fit["tests"][0]["method"], "血红蛋白仪 2");
    let line = |reason: &str, confidential| Line {
        rule: "inquiry.x".into(),
        reason: Text::new(reason, reason),
        clause: "GB 18467-2011".into(),
        confidential,
    };
    let mut refused = donation(DonationState::Refused, 110);
    refused.refusals = Json(vec![line("血红蛋白偏低", false), line("不可告人", true), line("也不可告人", true)]);
    let (no, later) = (decided(&refused, &[]), decided(&refused, &["T02"]));
    assert_eq!((&no["conclusion"], &no["deferred_until"]), (&json!("not"), &Value::Null));
    assert_eq!((&later["conclusion"], &later["deferred_until"]), (&json!("deferred"), &json!("2026-12-01")));
    assert_eq!(no["reason"], "血红蛋白偏低; 健康征询不符合献血要求");
}

#[test]
fn the_registration_grows_with_the_donation() {
    let table = "
        field              | accepted    | completed
        name               | 王晓明      | 王晓明
        id_shown           | 3702**********1234 | 3702**********1234
        abo                | A           | A
        rhd                | negative    | negative
        wanted             | 400         | 400
        donations_before   | 3           | 3
        conclusion         | may_donate  | may_donate
        drawn              | -           | 402 mL
        donation_number    | -           | 0160226000001
        reaction           | -           | 无
        donation_number_shown | -        | 01602-26000001
    ";
    let accepted = of(registration, &donation(DonationState::Accepted, 140)).expect("a paper");
    let completed = of(registration, &donation(DonationState::Completed, 140)).expect("a paper");
    let shown = |paper: &Value, field: &str| match &paper[field] {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    for row in rows(table).iter().skip(1) {
        assert_eq!([shown(&accepted, row[0]), shown(&completed, row[0])], [row[1], row[2]], "{}", row[0]);
    }
}

#[test]
fn what_was_measured_is_compared_with_the_rulebook_and_a_refused_donor_is_concluded_about_by_people() {
    let paper = of(health_check, &donation(DonationState::Accepted, 140)).expect("a paper");
    let test =
        json!({ "item": paper["tests"][0]["item"], "result": "140 g/L", "expected": "≥ 120 g/L", "passed": true });
    assert_eq!((&paper["tests"][0], &paper["age"], &paper["temperature_c"]), (&test, &json!(36), &json!(36.5)));
    assert_eq!(paper["conclusion"], "may_donate");
    let refused = of(health_check, &donation(DonationState::Refused, 110)).expect("a paper");
    assert_eq!((&refused["tests"][0]["passed"], &refused["conclusion"]), (&json!(false), &Value::Null));
}

#[test]
fn no_paper_tells_a_confidential_answer_or_the_donors_own_exclusion() {
    let inquiry = book::inquiry(day(at(AT))).expect("an inquiry");
    let secret = inquiry.questions.iter().filter(|question| question.confidential).collect::<Vec<_>>();
    assert!(!secret.is_empty());
    for paper in [registration, health_check, consent] as [Paper; 3] {
        let text = of(paper, &donation(DonationState::Completed, 140)).expect("a paper").to_string();
        assert!(secret.iter().all(|question| !text.contains(&question.text.zh)), "{text}");
        assert!(!text.contains("exclu"), "{text}");
    }
}

#[test]
fn what_was_asked_because_of_an_answer_stands_behind_it() {
    let mut donation = donation(DonationState::Accepted, 140);
    let more = [("dental_which", "cleaning"), ("dental_cleaning_on", "2026-11-01")];
    donation.answers.insert("dental".into(), true.into());
    donation.answers.extend(more.map(|(code, text)| (code.to_owned(), text.into())));
    let paper = of(health_check, &donation).expect("a paper");
    let rows = paper["questions"].as_array().expect("questions");
    let dental = rows.iter().find(|row| row["answer"] == true && row["question"].to_string().contains("洗牙、拔牙"));
    let shown = dental.expect("it was asked")["question"].as_str().expect("text").to_owned();
    assert!(shown.ends_with("(洗牙或口腔护理; 2026-11-01)"), "{shown}");
    assert!(rows.iter().all(|row| row["answer"].is_boolean()), "{rows:?}");
}

#[test]
fn the_choices_of_the_consent_are_the_donors_and_a_cancelled_donation_has_no_papers() {
    let paper = of(consent, &donation(DonationState::Accepted, 140)).expect("a paper");
    assert_eq!(
        (&paper["informer"], &paper["volume"], &paper["notice"]),
        (&json!("周映雪"), &json!("400 mL"), &json!("wanted"))
    );
    assert_eq!((&paper["fingerprint"], &paper["research"]), (&Value::Null, &Value::Null));
    let chosen = |research, notice| {
        let donation = donation(DonationState::Accepted, 140);
        let (donor, inquiry) = (donor(), book::inquiry(day(donation.registered_at)).expect("an inquiry"));
        let choices = Some(Choices { research, notice });
        let facts = Facts { donation: &donation, donor: &donor, inquiry, lang: Lang::Zh, decided: None, choices };
        let paper = consent(&facts).expect("a paper");
        (paper["research"].clone(), paper["notice"].clone())
    };
    assert_eq!(chosen(true, false), (json!("agreed"), json!("unwanted")), "whatever the file says of messages");
    assert_eq!(chosen(false, true), (json!("refused"), json!("wanted")));
    for paper in [registration, health_check, consent] as [Paper; 3] {
        let fault = of(paper, &donation(DonationState::Cancelled, 140)).expect_err("cancelled");
        assert_eq!(fault.rule, "donation.cancelled");
    }
}
