//! A donation as the fields of its papers.

use serde::Serialize;
use serde_json::{Value, json};
use vena_contracts::recruit::DonorOnPaper;
use vena_kernel::{
    abo::Rhd,
    citizen_id::Sex,
    eligibility::Limit,
    refusal::Refusal,
    rulebook, say,
    text::{Lang, Text},
};

use crate::{
    book::Inquiry,
    day,
    donations::{DonationState, Severity, db::DonationRecord},
};

/// What a paper is made from.
pub(super) struct Facts<'a> {
    pub(super) donation: &'a DonationRecord,
    pub(super) donor: &'a DonorOnPaper,
    /// The questions that were asked.
    pub(super) inquiry: &'a Inquiry,
    pub(super) lang: Lang,
}

impl Facts<'_> {
    fn t(&self, text: &Text) -> String {
        text.get(self.lang).to_owned()
    }

    fn sex(&self) -> &'static str {
        if self.donor.male { "male" } else { "female" }
    }

    /// True while nothing speaks against the donation.
    fn fit(&self) -> bool {
        self.donation.state != DonationState::Refused
    }
}

/// A cancelled donation has no papers: nobody signs for what was called off.
fn going_on(facts: &Facts<'_>) -> Result<(), Refusal> {
    if facts.donation.state != DonationState::Cancelled {
        return Ok(());
    }
    Err(Refusal::new("donation.cancelled", say!("本次献血已取消", "the donation was cancelled")))
}

/// Keeps what is known; what is not is left out for people.
fn set(fields: &mut Value, name: &str, value: Option<impl Serialize>) {
    if let Some(value) = value {
        fields[name] = json!(value);
    }
}

/// The fields of the form `donor-registration`.
///
/// # Errors
/// `donation.cancelled`
pub(super) fn registration(facts: &Facts<'_>) -> Result<Value, Refusal> {
    going_on(facts)?;
    let (donation, donor) = (facts.donation, facts.donor);
    let mut fields = json!({
        "name": donor.name,
        "sex": facts.sex(),
        "born_on": donor.born_on,
        "id_kind": facts.t(&donor.id_kind),
        "id_shown": donor.id_shown,
        "phone": donor.phone_shown,
        "donations_before": donor.donations_before,
        "kind": "whole_blood",
        "site": donation.site_name,
        "donation_on": day(donation.registered_at),
        "rhd": rhd(donor),
    });
    set(&mut fields, "last_donation_on", donor.last_donation_on);
    set(&mut fields, "wanted", wanted(donation.nominal_ml));
    set(&mut fields, "abo", donor.group.map(|group| group.abo.to_string()));
    set(&mut fields, "examination", facts.fit().then_some("fit"));
    set(&mut fields, "conclusion", facts.fit().then_some("may_donate"));
    set(&mut fields, "drawn", donation.collected_ml.map(|volume_ml| format!("{volume_ml} mL")));
    set(&mut fields, "donation_number", donation.donation_number.map(|number| number.as_str().to_owned()));
    set(&mut fields, "donation_number_shown", donation.donation_number.map(|number| number.to_string()));
    set(&mut fields, "started_at", donation.started_at);
    set(&mut fields, "ended_at", donation.ended_at);
    let over = donation.state == DonationState::Completed;
    set(&mut fields, "reaction", over.then(|| facts.t(&reaction(donation.reaction_severity))));
    Ok(fields)
}

/// A group that two donations do not agree on is not known yet.
fn rhd(donor: &DonorOnPaper) -> &'static str {
    match donor.group.map(|group| group.rhd) {
        Some(Rhd::Positive) => "positive",
        Some(Rhd::Negative) => "negative",
        None => "pending",
    }
}

/// The volumes that the form offers.
fn wanted(nominal_ml: i32) -> Option<&'static str> {
    match nominal_ml {
        200 => Some("200"),
        300 => Some("300"),
        400 => Some("400"),
        _ => None,
    }
}

fn reaction(severity: Option<Severity>) -> Text {
    match severity {
        None => say!("无", "none"),
        Some(Severity::Mild) => say!("轻度", "mild"),
        Some(Severity::Moderate) => say!("中度", "moderate"),
        Some(Severity::Severe) => say!("重度", "severe"),
    }
}

/// The fields of the form `health-check`. Confidential questions and their answers stay with the physician.
///
/// # Errors
/// `donation.cancelled`
pub(super) fn health_check(facts: &Facts<'_>) -> Result<Value, Refusal> {
    going_on(facts)?;
    let (donation, donor, check) = (facts.donation, facts.donor, &facts.donation.health_check);
    let mut fields = json!({
        "name": donor.name,
        "sex": facts.sex(),
        "age": donor.born_on.years_until(day(donation.registered_at)),
        "id_shown": donor.id_shown,
        "site": donation.site_name,
        "checked_at": donation.registered_at,
        "weight_kg": tenth(check.weight_kg),
        "systolic_mmhg": check.systolic_mmhg,
        "diastolic_mmhg": check.diastolic_mmhg,
        "pulse_per_min": check.pulse_per_min,
        "temperature_c": tenth(check.temperature_c),
        "questions": questions(facts),
        "tests": hemoglobin(facts),
    });
    set(&mut fields, "conclusion", facts.fit().then_some("may_donate"));
    Ok(fields)
}

/// As the form prints a measurement.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn questions(facts: &Facts<'_>) -> Vec<Value> {
    let open = facts.inquiry.questions.iter().filter(|question| !question.confidential);
    let answered = |question: &crate::book::Question| {
        let answer = facts.donation.answers.get(&question.code)?;
        Some(json!({ "question": facts.t(&question.text), "answer": answer }))
    };
    open.filter_map(answered).collect()
}

/// What is tested at the chair, against the limit of the rulebook. With which device, people say.
fn hemoglobin(facts: &Facts<'_>) -> Vec<Value> {
    let sex = if facts.donor.male { Sex::Male } else { Sex::Female };
    let rules = rulebook::eligibility().effective_on(day(facts.donation.registered_at));
    let Some(limit) = rules.limit("hemoglobin", sex) else { return Vec::new() };
    let measured = facts.donation.health_check.hb_g_l;
    vec![json!({
        "item": facts.t(&limit.name),
        "result": format!("{measured} {}", limit.unit),
        "expected": range(limit),
        "passed": limit.allows(f64::from(measured)),
    })]
}

/// `≥ 120 g/L`, `120–160 g/L`
fn range(limit: &Limit) -> String {
    let bounds = match (limit.min, limit.max.or(limit.below)) {
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => format!("≥ {min}"),
        (None, Some(max)) => format!("≤ {max}"),
        (None, None) => return "/".to_owned(),
    };
    format!("{bounds} {}", limit.unit)
}

/// The fields of the form `informed-consent`. The donor's own choices are the donor's to make.
///
/// # Errors
/// `donation.cancelled`
pub(super) fn consent(facts: &Facts<'_>) -> Result<Value, Refusal> {
    going_on(facts)?;
    let (donation, donor) = (facts.donation, facts.donor);
    Ok(json!({
        "name": donor.name,
        "id_shown": donor.id_shown,
        "kind": "whole_blood",
        "volume": format!("{} mL", donation.nominal_ml),
        "site": donation.site_name,
        "informer": donation.registered_by_name,
        "notice": if donor.told { "wanted" } else { "unwanted" },
    }))
}

#[cfg(test)]
mod tests {
    use sqlx::types::Json;
    use uuid::Uuid;
    use vena_kernel::{
        clock::Instant,
        id::{DonationId, DonorId, SiteId, UserId},
    };
    use vena_testkit::table::rows;

    use super::*;
    use crate::{book, screening::HealthCheck};

    const AT: &str = "2026-11-16T01:00:00Z";

    fn at(text: &str) -> Instant {
        text.parse().expect("an instant")
    }

    fn donation(state: DonationState, hb_g_l: i32) -> DonationRecord {
        let id = Uuid::from_u128;
        let completed = state == DonationState::Completed;
        let check = HealthCheck {
            weight_kg: 62.5,
            systolic_mmhg: 118,
            diastolic_mmhg: 76,
            pulse_per_min: 72,
            endurance_athlete: false,
            temperature_c: 36.5,
            hb_g_l,
        };
        let inquiry = book::inquiry(day(at(AT))).expect("an inquiry");
        let answers = inquiry.questions.iter().filter(|question| question.asked_of(Sex::Male));
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
            answers: Json(answers.map(|question| (question.code.clone(), question.expected)).collect()),
            health_check: Json(check),
            nominal_ml: 400,
            note: None,
            refusals: Json(Vec::new()),
            donation_number: completed.then(|| "0160226000001".parse().expect("a number")),
            bag_lot: None,
            bag_medium: None,
            bag_expires_on: None,
            tubes: None,
            bound_at: None,
            bound_by: None,
            bound_by_name: None,
            started_at: completed.then(|| at("2026-11-16T01:10:00Z")),
            ended_at: completed.then(|| at("2026-11-16T01:17:00Z")),
            collected_ml: completed.then_some(402),
            reaction_severity: None,
            reaction_note: None,
            self_excluded: true,
            unit_id: None,
            completed_by: None,
            completed_by_name: None,
            needle_at: None,
            cancelled_at: None,
            cancelled_by: None,
            cancelled_by_name: None,
            cancelled_reason: None,
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
        paper(&Facts { donation, donor: &donor, inquiry, lang: Lang::Zh })
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
    fn the_choices_of_the_consent_are_left_to_the_donor_and_a_cancelled_donation_has_no_papers() {
        let paper = of(consent, &donation(DonationState::Accepted, 140)).expect("a paper");
        assert_eq!(
            (&paper["informer"], &paper["volume"], &paper["notice"]),
            (&json!("周映雪"), &json!("400 mL"), &json!("wanted"))
        );
        assert_eq!((&paper["fingerprint"], &paper["research"]), (&Value::Null, &Value::Null));
        for paper in [registration, health_check, consent] as [Paper; 3] {
            let fault = of(paper, &donation(DonationState::Cancelled, 140)).expect_err("cancelled");
            assert_eq!(fault.rule, "donation.cancelled");
        }
    }
}
