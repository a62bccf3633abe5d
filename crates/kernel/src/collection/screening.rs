//! The rule: every answer, every measurement, the interval; each reason with the clause that decides.

use crate::{
    citizen_id::Sex,
    clock::Day,
    eligibility::{self, DonationKind, EligibilityOn},
    refusal::Refusal,
    rulebook, say,
    text::Text,
};
use serde::{Deserialize, Serialize};

use super::{
    book::{self, Inquiry},
    inquiry::{self, About, Answers},
};

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
    /// Haemoglobin, g/L; absent where copper sulfate decides.
    #[cfg_attr(feature = "garde", garde(range(min = 1, max = 400)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hb_g_l: Option<i32>,
    /// Heaviest specific gravity of copper sulfate in which a drop of blood sank.
    #[cfg_attr(feature = "garde", garde(range(min = 1.0, max = 1.2)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copper_sulfate: Option<f64>,
    /// ALT by rate method, U/L.
    #[cfg_attr(feature = "garde", garde(range(min = 0.0, max = 5000.0)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt_u_l: Option<f64>,
    /// Platelets, 10^9/L.
    #[cfg_attr(feature = "garde", garde(range(min = 1, max = 3000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platelets_e9_l: Option<i32>,
    /// Platelets after the donation, as the machine predicts, 10^9/L.
    #[cfg_attr(feature = "garde", garde(range(min = 1, max = 3000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platelets_after_e9_l: Option<i32>,
    /// Haematocrit, a fraction of 1.
    #[cfg_attr(feature = "garde", garde(range(min = 0.05, max = 0.8)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hematocrit: Option<f64>,
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
    /// What is to be given.
    pub kind: DonationKind,
    /// Whether it is the donor's first donation, when somebody knows.
    pub first_time: Option<bool>,
    /// The sheet that was asked.
    pub inquiry: &'a Inquiry,
    /// The answers, complete.
    pub answers: &'a Answers,
    /// The measurements.
    pub check: &'a HealthCheck,
    /// What file and needles speak against the donation: the lines of the verdict on its kind.
    pub standing: &'a [eligibility::Line],
}

/// Every reason why the donation is refused today; empty when it may go on.
pub fn judge(facts: &Facts<'_>, today: Day) -> Vec<Line> {
    let mut lines: Vec<Line> = facts.standing.iter().map(from_file).collect();
    lines.extend(answered(facts, today));
    lines.extend(measured(facts.sex, facts.kind, facts.check, today));
    lines
}

fn from_file(line: &eligibility::Line) -> Line {
    let (rule, reason, clause) = (line.rule.clone(), line.reason.clone(), line.clause.clone());
    Line { rule, reason, clause, confidential: false }
}

fn line(refusal: Refusal, clause: &str) -> Line {
    Line { rule: refusal.rule, reason: refusal.reason, clause: clause.to_owned(), confidential: false }
}

/// The answers with which the donor may not go on.
fn answered(facts: &Facts<'_>, today: Day) -> Vec<Line> {
    let about = About { sex: facts.sex, kind: facts.kind, first_time: facts.first_time };
    let found = inquiry::findings(facts.inquiry, about, facts.answers, today);
    let line = |finding: inquiry::Finding<'_>| Line {
        rule: finding.rule(),
        reason: finding.reason,
        clause: facts.inquiry.clause.clone(),
        confidential: finding.question.confidential,
    };
    found.into_iter().map(line).collect()
}

/// A deferral that a refusal leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The rule that refuses.
    pub rule: String,
    /// Code of the deferral.
    pub code: String,
    /// Its case, where the code tells several apart.
    pub case: Option<String>,
    /// The day from which it counts; today when absent.
    pub event_on: Option<Day>,
    /// Its last day, where the answer says it; the rulebook's of the code when absent.
    pub until: Option<Day>,
}

/// The deferrals that answers and measurements leave, each code and case once with its latest end. What refuses and is not
/// here ends with the day.
pub fn dues(about: About, inquiry: &Inquiry, answers: &Answers, check: &HealthCheck, today: Day) -> Vec<Due> {
    let answered = inquiry::findings(inquiry, about, answers, today).into_iter().filter_map(|finding| {
        let (rule, code) = (finding.rule(), finding.deferral?.to_owned());
        let case = finding.case.map(ToOwned::to_owned);
        Some(Due { rule, code, case, event_on: finding.event_on, until: finding.until })
    });
    let limits = measured(about.sex, about.kind, check, today).into_iter().filter_map(|line| {
        let follows = book::follows(line.rule.strip_prefix("eligibility.")?, today)?;
        let (code, case) = (follows.deferral.clone()?, follows.case.clone());
        Some(Due { rule: line.rule, code, case, event_on: None, until: None })
    });
    let mut dues: Vec<Due> = Vec::new();
    for due in answered.chain(limits) {
        match dues.iter_mut().find(|known| known.code == due.code && known.case == due.case) {
            Some(known) if due.event_on.unwrap_or(today) > known.event_on.unwrap_or(today) => *known = due,
            Some(_) => {}
            None => dues.push(due),
        }
    }
    dues
}

/// The measurements outside their limits, and those that are missing for this kind.
pub fn measured(sex: Sex, kind: DonationKind, check: &HealthCheck, today: Day) -> Vec<Line> {
    let rules = rulebook::eligibility().effective_on(today);
    let outside = |(code, value): (&str, Value)| match value {
        Value::Unasked => None,
        Value::Missing => Some(missing(&rules, code, sex)),
        Value::Of(value) => match rules.limit(code, sex) {
            None => Some(no_version(&format!("eligibility.{code}"))),
            Some(limit) => limit.check(value).err().map(|refusal| line(refusal, &limit.basis.source)),
        },
    };
    values(kind, check).into_iter().filter_map(outside).collect()
}

/// A value as it counts for one kind of donation.
enum Value {
    Of(f64),
    /// Nobody measured it, and nobody needs it.
    Unasked,
    /// Nobody measured it, and without it nobody gives.
    Missing,
}

fn values(kind: DonationKind, check: &HealthCheck) -> Vec<(&'static str, Value)> {
    let pulse = if check.endurance_athlete { "pulse_athlete" } else { "pulse" };
    let if_any = |value: Option<f64>| value.map_or(Value::Unasked, Value::Of);
    let needed = |value: Option<f64>| value.map_or(Value::Missing, Value::Of);
    let platelets = kind == DonationKind::ApheresisPlatelets;
    let for_platelets = |value: Option<f64>| if platelets { needed(value) } else { if_any(value) };
    let either = match (check.hb_g_l, check.copper_sulfate) {
        (None, Some(gravity)) => ("copper_sulfate", Value::Of(gravity)),
        (hb, _) => ("hemoglobin", needed(hb.map(f64::from))),
    };
    vec![
        ("weight", Value::Of(check.weight_kg)),
        ("systolic", Value::Of(f64::from(check.systolic_mmhg))),
        ("diastolic", Value::Of(f64::from(check.diastolic_mmhg))),
        ("pulse_pressure", Value::Of(f64::from(check.systolic_mmhg - check.diastolic_mmhg))),
        (pulse, Value::Of(f64::from(check.pulse_per_min))),
        ("temperature", Value::Of(check.temperature_c)),
        either,
        ("alt", if_any(check.alt_u_l)),
        ("platelets", for_platelets(check.platelets_e9_l.map(f64::from))),
        ("platelets_after", if_any(check.platelets_after_e9_l.map(f64::from))),
        ("hematocrit", for_platelets(check.hematocrit)),
    ]
}

fn missing(rules: &EligibilityOn<'_>, code: &str, sex: Sex) -> Line {
    let Some(limit) = rules.limit(code, sex) else { return no_version(&format!("eligibility.{code}")) };
    let (zh, en) = (&limit.name.zh, &limit.name.en);
    let reason = say!("{zh}未检测，该种献血必须检测", "{en} was not measured; this kind of donation needs it");
    line(Refusal::new("check.missing", reason), &limit.basis.source)
}

/// Without a rule in force nobody gives.
fn no_version(rule: &str) -> Line {
    let reason = say!("规则库中没有当日生效的该项要求", "the rulebook has no such limit in force on that day");
    line(Refusal::new(rule, reason), "")
}

/// Refuses by `donation.volume` a volume that the rulebook does not know. A machine's volume follows from its products.
pub fn volume_allowed(kind: DonationKind, volume_ml: i32, today: Day) -> Result<(), Refusal> {
    let rules = rulebook::eligibility().effective_on(today);
    let Some(rule) = rules.volumes(kind) else {
        return if kind == DonationKind::WholeBlood { Err(volume_refused(&[])) } else { Ok(()) };
    };
    if rule.allowed_ml.contains(&volume_ml) { Ok(()) } else { Err(volume_refused(&rule.allowed_ml)) }
}

fn volume_refused(allowed: &[i32]) -> Refusal {
    let allowed = allowed.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
    Refusal::new("donation.volume", say!("全血献血量应为 {allowed} mL", "whole blood is given as {allowed} mL"))
}
