//! The rule: every answer, every measurement, the interval; each reason with the clause that decides.

use std::collections::BTreeMap;

use crate::{
    citizen_id::Sex,
    clock::Day,
    eligibility::{DonationKind, EligibilityOn},
    refusal::Refusal,
    rulebook, say,
    text::Text,
};
use serde::{Deserialize, Serialize};

use super::book::Inquiry;

/// What was measured before the donation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "garde", derive(garde::Validate))]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = DonationCheck))]
#[serde(deny_unknown_fields)]
pub struct HealthCheck {
    /// Body weight, kg.
    #[cfg_attr(feature = "garde", garde(range(min = 1.0, max = 400.0)))]
    pub weight_kg: f64,
    /// Systolic blood pressure, mmHg.
    #[cfg_attr(feature = "garde", garde(range(min = 1, max = 400)))]
    pub systolic_mmhg: i32,
    /// Diastolic blood pressure, mmHg.
    #[cfg_attr(feature = "garde", garde(range(min = 1, max = 400)))]
    pub diastolic_mmhg: i32,
    /// Pulse, beats per minute.
    #[cfg_attr(feature = "garde", garde(range(min = 1, max = 400)))]
    pub pulse_per_min: i32,
    /// A person trained for endurance may have a slower pulse.
    #[cfg_attr(feature = "garde", garde(skip))]
    #[serde(default)]
    pub endurance_athlete: bool,
    /// Body temperature, °C.
    #[cfg_attr(feature = "garde", garde(range(min = 20.0, max = 50.0)))]
    pub temperature_c: f64,
    /// Haemoglobin, g/L.
    #[cfg_attr(feature = "garde", garde(range(min = 1, max = 400)))]
    pub hb_g_l: i32,
}

/// One reason why the donation is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = DonationRefusal))]
pub struct Line {
    /// Stable name of the rule.
    pub rule: String,
    /// What it says, for people.
    pub reason: Text,
    /// Where the rule comes from.
    pub clause: String,
    /// Told to nobody but the physician.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
}

/// What decides.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Sex of the donor: limits and questions differ.
    pub sex: Sex,
    /// The sheet that was asked.
    pub inquiry: &'a Inquiry,
    /// The answers, complete.
    pub answers: &'a BTreeMap<String, bool>,
    /// The measurements.
    pub check: &'a HealthCheck,
    /// Day of the last needle, of a failed donation too.
    pub last_needle_on: Option<Day>,
    /// What the donor's file speaks against the donation.
    pub objections: Vec<Refusal>,
}

/// Every reason why the donation is refused today; empty when it may go on.
pub fn judge(facts: &Facts<'_>, today: Day) -> Vec<Line> {
    let rules = rulebook::eligibility().effective_on(today);
    let mut lines: Vec<Line> = facts.objections.iter().map(from_file).collect();
    lines.extend(interval(&rules, facts.last_needle_on, today));
    lines.extend(answered(facts));
    lines.extend(measured(&rules, facts));
    lines
}

/// The objection as the file worded it; its clause stands in the sentence.
fn from_file(objection: &Refusal) -> Line {
    Line {
        rule: objection.rule.clone(),
        reason: objection.reason.clone(),
        clause: "GB 18467-2011".to_owned(),
        confidential: false,
    }
}

fn line(refusal: Refusal, clause: &str) -> Line {
    Line { rule: refusal.rule, reason: refusal.reason, clause: clause.to_owned(), confidential: false }
}

fn interval(rules: &EligibilityOn<'_>, last: Option<Day>, today: Day) -> Option<Line> {
    let last = last?;
    let Some(rule) = rules.interval(DonationKind::WholeBlood, DonationKind::WholeBlood) else {
        return Some(no_version("donation.interval"));
    };
    let again = rule.first_day_after(last)?;
    let reason = say!(
        "距 {last} 进针的间隔未满，{again} 起可再次献血",
        "the interval since the needle of {last} is not over: again from {again}"
    );
    (today < again).then(|| line(Refusal::new("donation.interval", reason), &rule.basis.source))
}

/// The questions with another answer than the one with which the donor may go on.
fn answered<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Line> + 'a {
    let asked = facts.inquiry.questions.iter().filter(|question| question.asked_of(facts.sex));
    let unfit = asked.filter(|question| facts.answers.get(&question.code) != Some(&question.expected));
    unfit.map(|question| {
        let Text { zh, en } = &question.text;
        Line {
            rule: format!("inquiry.{}", question.code),
            reason: say!("健康征询：{zh}", "Inquiry: {en}"),
            clause: facts.inquiry.clause.clone(),
            confidential: question.confidential,
        }
    })
}

/// The measurements outside their limits.
fn measured(rules: &EligibilityOn<'_>, facts: &Facts<'_>) -> Vec<Line> {
    let check = facts.check;
    let pulse = if check.endurance_athlete { "pulse_athlete" } else { "pulse" };
    let values = [
        ("weight", check.weight_kg),
        ("systolic", f64::from(check.systolic_mmhg)),
        ("diastolic", f64::from(check.diastolic_mmhg)),
        ("pulse_pressure", f64::from(check.systolic_mmhg - check.diastolic_mmhg)),
        (pulse, f64::from(check.pulse_per_min)),
        ("temperature", check.temperature_c),
        ("hemoglobin", f64::from(check.hb_g_l)),
    ];
    let outside = |(code, value): (&str, f64)| match rules.limit(code, facts.sex) {
        None => Some(no_version(&format!("eligibility.{code}"))),
        Some(limit) => limit.check(value).err().map(|refusal| line(refusal, &limit.basis.source)),
    };
    values.into_iter().filter_map(outside).collect()
}

/// Without a rule in force nobody gives.
fn no_version(rule: &str) -> Line {
    let reason = say!("规则库中没有当日生效的该项要求", "the rulebook has no such limit in force on that day");
    line(Refusal::new(rule, reason), "")
}

/// Whether the sheet is the one in force and every question for this sex is answered, and no other.
///
/// Returns the field at fault with the refusal: `inquiry.version`, `inquiry.incomplete`, `inquiry.unknown-question`.
pub fn complete_answers(
    inquiry: &Inquiry,
    sex: Sex,
    version: &str,
    answers: &BTreeMap<String, bool>,
) -> Result<(), (String, Refusal)> {
    if version != inquiry.version {
        let current = &inquiry.version;
        let reason = say!("征询表已更新为 {current}，请重新填写", "the inquiry is now {current}: ask again");
        return Err(("inquiry_version".to_owned(), Refusal::new("inquiry.version", reason)));
    }
    let asked: Vec<&str> = inquiry
        .questions
        .iter()
        .filter(|question| question.asked_of(sex))
        .map(|question| question.code.as_str())
        .collect();
    if let Some(code) = asked.iter().find(|code| !answers.contains_key(**code)) {
        let reason = say!("还有问题未回答：{code}", "a question is not answered: {code}");
        return Err((format!("answers.{code}"), Refusal::new("inquiry.incomplete", reason)));
    }
    if let Some(code) = answers.keys().find(|code| !asked.contains(&code.as_str())) {
        let reason = say!("征询表中没有该问题，或不询问该性别", "the inquiry has no such question for this donor");
        return Err((format!("answers.{code}"), Refusal::new("inquiry.unknown-question", reason)));
    }
    Ok(())
}

/// Refuses by `donation.volume` a volume that the rulebook does not know.
pub fn volume_allowed(volume_ml: i32, today: Day) -> Result<(), Refusal> {
    let rules = rulebook::eligibility().effective_on(today);
    let allowed = rules.volumes(DonationKind::WholeBlood).map(|rule| rule.allowed_ml.clone()).unwrap_or_default();
    if allowed.contains(&volume_ml) {
        return Ok(());
    }
    let allowed = allowed.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
    Err(Refusal::new("donation.volume", say!("全血献血量应为 {allowed} mL", "whole blood is given as {allowed} mL")))
}
