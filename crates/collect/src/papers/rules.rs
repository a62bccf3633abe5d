//! A donation as the fields of its papers.

use serde::Serialize;
use serde_json::{Value, json};
use vena_contracts::recruit::DonorOnPaper;
use vena_kernel::{
    abo::Rhd,
    citizen_id::Sex,
    collection::inquiry::{Given, UNSURE},
    eligibility::{DonationKind, Limit},
    refusal::Refusal,
    rulebook, say,
    text::{Lang, Text},
};

use super::db::Decided;
use crate::{
    book::{Inquiry, Question},
    day,
    donations::{
        DonationState, Severity,
        db::{Choices, DonationRecord},
    },
};

/// What a paper is made from.
pub(super) struct Facts<'a> {
    pub(super) donation: &'a DonationRecord,
    pub(super) donor: &'a DonorOnPaper,
    /// The questions that were asked.
    pub(super) inquiry: &'a Inquiry,
    pub(super) lang: Lang,
    /// What the physician decided, where there was a visit.
    pub(super) decided: Option<&'a Decided>,
    /// What the donor chose with the consent.
    pub(super) choices: Option<Choices>,
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

    /// What was concluded; people say it of a refusal that no physician has decided.
    fn conclusion(&self) -> Option<&'static str> {
        match self.decided {
            _ if self.fit() => Some("may_donate"),
            Some(decided) if !decided.deferrals.is_empty() => Some("deferred"),
            Some(_) => Some("not"),
            None => None,
        }
    }

    /// Why not, in words that may stand on paper: what only the physician may know is not among them.
    fn why_not(&self) -> Option<String> {
        let lines = self.donation.refusals.iter();
        let mut told: Vec<String> = Vec::new();
        for reason in lines.map(|line| if line.confidential { withheld() } else { line.reason.clone() }) {
            let reason = self.t(&reason);
            if !told.contains(&reason) {
                told.push(reason);
            }
        }
        let told: String = told.join("; ").chars().take(REASON_CHARACTERS_MAX).collect();
        Some(told).filter(|told| !told.is_empty())
    }
}

/// As many as the form takes.
const REASON_CHARACTERS_MAX: usize = 300;

/// Stands for a reason that is told to nobody but the physician.
fn withheld() -> Text {
    say!("健康征询不符合献血要求", "the inquiry does not allow a donation")
}

/// As the forms name it.
fn kind(kind: DonationKind) -> &'static str {
    match kind {
        DonationKind::WholeBlood => "whole_blood",
        DonationKind::ApheresisPlatelets => "platelets",
        DonationKind::ApheresisPlasma => "plasma",
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
        "kind": kind(donation.kind),
        "site": donation.site_name,
        "donation_on": day(donation.registered_at),
        "rhd": rhd(donor),
    });
    set(&mut fields, "last_donation_on", donor.last_donation_on);
    set(&mut fields, "wanted", wanted(donation.nominal_ml).filter(|_| donation.kind == DonationKind::WholeBlood));
    set(&mut fields, "abo", donor.group.map(|group| group.abo.to_string()));
    let examined = facts.conclusion().map(|_| if facts.fit() { "fit" } else { "unfit" });
    set(&mut fields, "examination", examined);
    set(&mut fields, "conclusion", facts.conclusion());
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
    set(&mut fields, "conclusion", facts.conclusion());
    set(&mut fields, "reason", facts.why_not());
    set(&mut fields, "appearance", facts.decided.and_then(|decided| decided.appearance.as_ref()));
    set(&mut fields, "arms", facts.decided.and_then(|decided| decided.arms.as_ref()));
    set(&mut fields, "deferred_until", facts.decided.and_then(|decided| decided.deferred_until));
    Ok(fields)
}

/// As the form prints a measurement.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Every open question that was answered by yes or no; what was asked because of it stands behind it.
fn questions(facts: &Facts<'_>) -> Vec<Value> {
    let open = facts.inquiry.questions.iter().filter(|question| !question.confidential);
    let answered = |question: &Question| {
        let answer = facts.donation.answers.get(&question.code)?.yes_no()?;
        let more = follow_ups(facts, &question.code).join("; ");
        let more = if more.is_empty() { more } else { format!(" ({more})") };
        Some(json!({ "question": format!("{}{more}", facts.t(&question.text)), "answer": answer }))
    };
    open.filter_map(answered).collect()
}

/// What was answered to the questions that followed from the one of this code, and from those.
fn follow_ups(facts: &Facts<'_>, code: &str) -> Vec<String> {
    let follows = |question: &&Question| question.asked_if.as_ref().is_some_and(|because| because.question == code);
    let told = |question: &Question| {
        let own = facts.donation.answers.get(&question.code).and_then(|given| said(facts, question, given));
        own.into_iter().chain(follow_ups(facts, &question.code)).collect::<Vec<_>>()
    };
    facts.inquiry.questions.iter().filter(follows).filter(|question| !question.confidential).flat_map(told).collect()
}

/// An answer in words; yes and no stand beside their question.
fn said(facts: &Facts<'_>, question: &Question, given: &Given) -> Option<String> {
    match given {
        Given::YesNo(_) => None,
        Given::Number(number) => Some(number.to_string()),
        Given::Text(text) if text == UNSURE => Some(facts.t(&say!("日期不确定", "day unknown"))),
        Given::Text(text) => Some(chosen(facts, question, text)),
        Given::Several(codes) => {
            Some(codes.iter().map(|code| chosen(facts, question, code)).collect::<Vec<_>>().join("、"))
        }
    }
}

/// A choice in words; what was written in words as it stands.
fn chosen(facts: &Facts<'_>, question: &Question, text: &str) -> String {
    let choice = question.choices.iter().find(|choice| choice.code == text);
    choice.map_or_else(|| text.to_owned(), |choice| facts.t(&choice.text))
}

/// What is tested at the chair, against the limit of the rulebook. With which device, people say.
fn hemoglobin(facts: &Facts<'_>) -> Vec<Value> {
    let sex = if facts.donor.male { Sex::Male } else { Sex::Female };
    let rules = rulebook::eligibility().effective_on(day(facts.donation.registered_at));
    let check = &facts.donation.health_check;
    let values = [
        ("hemoglobin", "hb_g_l", check.hb_g_l.map(f64::from)),
        ("copper_sulfate", "copper_sulfate", check.copper_sulfate),
        ("alt", "alt_u_l", check.alt_u_l),
        ("platelets", "platelets_e9_l", check.platelets_e9_l.map(f64::from)),
        ("hematocrit", "hematocrit", check.hematocrit),
    ];
    let shown = |(code, field, value): (&str, &str, Option<f64>)| {
        let (limit, value) = (rules.limit(code, sex)?, value?);
        let mut line = json!({
            "item": facts.t(&limit.name),
            "result": format!("{value} {}", limit.unit),
            "expected": range(limit),
            "passed": limit.allows(value),
        });
        set(&mut line, "method", method(facts, field));
        Some(line)
    };
    values.into_iter().filter_map(shown).collect()
}

/// The instrument that a value was read from, or that it was typed; people say it where no visit was checked.
fn method(facts: &Facts<'_>, field: &str) -> Option<String> {
    let (_, device) = facts.decided?.methods.iter().find(|(measured, _)| measured == field)?;
    Some(device.clone().unwrap_or_else(|| facts.t(&say!("人工录入", "typed by hand"))))
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

/// The fields of the form `informed-consent`, with the choices that the donor made on a screen or on paper.
///
/// # Errors
/// `donation.cancelled`
pub(super) fn consent(facts: &Facts<'_>) -> Result<Value, Refusal> {
    going_on(facts)?;
    let (donation, donor) = (facts.donation, facts.donor);
    let told = facts.choices.map_or(donor.told, |choices| choices.notice);
    let mut fields = json!({
        "name": donor.name,
        "id_shown": donor.id_shown,
        "kind": kind(donation.kind),
        "volume": format!("{} mL", donation.nominal_ml),
        "site": donation.site_name,
        "informer": donation.registered_by_name,
        "notice": if told { "wanted" } else { "unwanted" },
    });
    let research = facts.choices.map(|choices| if choices.research { "agreed" } else { "refused" });
    set(&mut fields, "research", research);
    Ok(fields)
}

#[cfg(test)]
mod tests;
