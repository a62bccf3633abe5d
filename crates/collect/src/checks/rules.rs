//! Where values come from, and how often the blood pressure is measured.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    collection::{chair, reading::ReadingValues},
    id::ReadingId,
    refusal::Refusal,
    say,
};

use crate::screening::{HealthCheck, Line};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckSource)]
pub(crate) struct Source {
    /// Which value, as the check names it.
    #[garde(length(chars, min = 1, max = 40))]
    pub(crate) field: String,
    /// The reading of an instrument; typed by hand when absent.
    #[garde(skip)]
    pub(crate) reading_id: Option<ReadingId>,
    /// Why it was typed by hand.
    #[garde(length(chars, max = 200))]
    pub(crate) reason: Option<String>,
}

/// One measurement of the blood pressure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckPressure)]
pub(crate) struct Pressure {
    /// When.
    #[garde(skip)]
    pub(crate) at: Instant,
    /// Systolic, mmHg.
    #[garde(range(min = 1, max = 400))]
    pub(crate) systolic_mmhg: i32,
    /// Diastolic, mmHg.
    #[garde(range(min = 1, max = 400))]
    pub(crate) diastolic_mmhg: i32,
}

/// One measurement of the temperature by hand.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CheckTemperature)]
pub(crate) struct Temperature {
    /// When.
    #[garde(skip)]
    pub(crate) at: Instant,
    /// Temperature, °C.
    #[garde(range(min = 20.0, max = 50.0))]
    pub(crate) temperature_c: f64,
}

/// A reading that was taken for the visit.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) id: ReadingId,
    pub(crate) at: Instant,
    pub(crate) values: ReadingValues,
}

/// How far back a measurement of a visit may lie.
#[derive(Debug)]
pub(crate) struct Within {
    /// When the visitor came.
    pub(crate) from: Instant,
    /// Now.
    pub(crate) now: Instant,
    /// The day whose rules count.
    pub(crate) today: Day,
}

/// Everything that was measured, by its name in the check.
fn figures(check: &HealthCheck) -> Vec<(&'static str, f64)> {
    let whole = |value: i32| Some(f64::from(value));
    let all = [
        ("weight_kg", Some(check.weight_kg)),
        ("systolic_mmhg", whole(check.systolic_mmhg)),
        ("diastolic_mmhg", whole(check.diastolic_mmhg)),
        ("pulse_per_min", whole(check.pulse_per_min)),
        ("temperature_c", Some(check.temperature_c)),
        ("hb_g_l", check.hb_g_l.map(f64::from)),
        ("copper_sulfate", check.copper_sulfate),
        ("alt_u_l", check.alt_u_l),
        ("platelets_e9_l", check.platelets_e9_l.map(f64::from)),
        ("platelets_after_e9_l", check.platelets_after_e9_l.map(f64::from)),
        ("hematocrit", check.hematocrit),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Every value has its source: the reading of an instrument that says the same, or a hand with the reason.
///
/// # Errors
/// `check.source`, `check.by-hand`, `check.reading-differs`
pub(crate) fn sourced(check: &HealthCheck, sources: &[Source], taken: &[Taken]) -> Result<(), Refusal> {
    figures(check).into_iter().try_for_each(|(field, value)| {
        let source = sources.iter().find(|source| source.field == field).ok_or_else(|| no_source(field))?;
        match source.reading_id {
            None => by_hand(source),
            Some(id) => says_so((field, value), taken.iter().find(|reading| reading.id == id)),
        }
    })
}

fn no_source(field: &str) -> Refusal {
    let reason = say!(
        "{field} 没有来源：取自仪器读数，或注明手工录入的原因",
        "{field} has no source: take the reading of an instrument, or say why it was typed by hand"
    );
    Refusal::new("check.source", reason)
}

fn by_hand(source: &Source) -> Result<(), Refusal> {
    if source.reason.as_deref().is_some_and(|reason| reason.trim().chars().count() >= 2) {
        return Ok(());
    }
    let field = &source.field;
    let reason = say!("{field} 为手工录入，请说明原因", "{field} was typed by hand: say why");
    Err(Refusal::new("check.by-hand", reason))
}

fn says_so((field, value): (&str, f64), reading: Option<&Taken>) -> Result<(), Refusal> {
    let said = reading.and_then(|reading| reading.values.get(field)?.number());
    // Both come from the same digits: what is equal is equal.
    if said.is_some_and(|said| (said - value).abs() < f64::EPSILON * said.abs().max(1.0)) {
        return Ok(());
    }
    let shown = said.map_or_else(|| "—".to_owned(), |said| said.to_string());
    let reason = say!(
        "{field} 录入 {value}，仪器读数为 {shown}：请重新取用，或改为手工录入并说明原因",
        "{field} was given as {value}, the instrument says {shown}: take it again, or type it by hand and say why"
    );
    Err(Refusal::new("check.reading-differs", reason))
}

/// Refuses by `check.instants` what was measured before the visitor came, in the future, or in another order than it is told.
pub(crate) fn instants(
    within: &Within,
    pressures: &[Pressure],
    temperatures: &[Temperature],
    taken: &[Taken],
) -> Result<(), Refusal> {
    let off = chair::repeat_temperature(within.today).map_or(0, |rule| rule.clock_seconds);
    let (first, last) = (within.from.plus_seconds(-off), within.now.plus_seconds(off));
    let pressures: Vec<Instant> = pressures.iter().map(|one| one.at).collect();
    let temperatures: Vec<Instant> = temperatures.iter().map(|one| one.at).collect();
    let read = taken.iter().map(|reading| reading.at);
    let outside = pressures.iter().chain(&temperatures).copied().chain(read).any(|at| at < first || at > last);
    if !outside && pressures.is_sorted() && temperatures.is_sorted() {
        return Ok(());
    }
    let reason = say!(
        "测量时间应在本次到访之内、不晚于现在，并按先后排列",
        "what is measured is measured during this visit, not in the future, and told in its order"
    );
    Err(Refusal::new("check.instants", reason))
}

/// Refuses by `check.last-counts` a check whose blood pressure or temperature is not the last that was measured.
pub(crate) fn last_counts(
    check: &HealthCheck,
    pressures: &[Pressure],
    temperatures: &[Temperature],
) -> Result<(), Refusal> {
    let pressure = pressures
        .last()
        .is_none_or(|last| (last.systolic_mmhg, last.diastolic_mmhg) == (check.systolic_mmhg, check.diastolic_mmhg));
    let temperature =
        temperatures.last().is_none_or(|last| (last.temperature_c - check.temperature_c).abs() < f64::EPSILON * 50.0);
    if pressure && temperature {
        return Ok(());
    }
    let reason =
        say!("以最后一次测量为准：数值与最后一次不符", "the last measurement counts: the values differ from it");
    Err(Refusal::new("check.last-counts", reason))
}

/// Refuses by `check.again` to measure once more without a word after something was outside its limits.
pub(crate) fn said_again(before: &[Line], again: Option<&str>) -> Result<(), Refusal> {
    if before.is_empty() || again.is_some_and(|why| why.trim().chars().count() >= 2) {
        return Ok(());
    }
    let wrong = before.len();
    let reason = say!(
        "前一次检查有 {wrong} 项不符合要求：请说明为何重测（休息后、换另一侧手臂、换设备……）；两次都会给医师看",
        "in the check before, {wrong} were outside their limits: say why it is measured again (rest, other arm, other instrument); the physician sees both"
    );
    Err(Refusal::new("check.again", reason))
}

const PRESSURE: [&str; 3] = ["eligibility.systolic", "eligibility.diastolic", "eligibility.pulse_pressure"];

fn about_pressure(lines: &[Line]) -> bool {
    lines.iter().any(|line| PRESSURE.contains(&line.rule.as_str()))
}

/// Refuses by `check.repeat-pressure` another check before the rest is over that a pressure outside its limits asks for.
pub(crate) fn rested_since((lines, before): (&[Line], &[Pressure]), now: &[Pressure], day: Day) -> Result<(), Refusal> {
    let Some(rule) = chair::repeat_pressure(day).filter(|_| about_pressure(lines)) else { return Ok(()) };
    let rested = match (before.last(), now.first()) {
        (Some(before), Some(now)) => now.at.seconds_since(before.at) >= rule.rest_minutes * 60,
        (None, _) => true,
        (Some(_), None) => false,
    };
    if rested { Ok(()) } else { Err(too_soon(rule)) }
}

fn too_soon(rule: &chair::RepeatPressure) -> Refusal {
    let (times, minutes, source) = (rule.times, rule.rest_minutes, &rule.basis.source);
    let reason = say!(
        "血压不符合要求时须休息 {minutes} 分钟后复测，共测 {times} 次（{source}）",
        "a blood pressure outside its limits is measured {times} times, {minutes} minutes of rest apart ({source})"
    );
    Refusal::new("check.repeat-pressure", reason)
}

/// A temperature above the limit at the door stays a reason until an instrument has measured, or two measurements by hand
/// minutes apart.
pub(crate) fn hot_at_the_door(
    hottest_c: Option<f64>,
    by_device: bool,
    by_hand: &[Temperature],
    day: Day,
) -> Option<Line> {
    let (hot, rule) = hottest_c.filter(|_| !by_device).zip(chair::repeat_temperature(day))?;
    let (times, minutes) = (rule.times, rule.rest_minutes);
    let apart = match (by_hand.first(), by_hand.last()) {
        (Some(first), Some(last)) => last.at.seconds_since(first.at) >= minutes * 60,
        _ => false,
    };
    (by_hand.len() < times || !apart).then(|| Line {
        rule: "check.hot-at-the-door".to_owned(),
        reason: say!(
            "门口体温 {hot} °C 超限，尚未复测：用仪器测一次，或手工间隔 {minutes} 分钟测 {times} 次",
            "{hot} °C at the door, above the limit and not measured again: once by an instrument, or {times} times by hand {minutes} minutes apart"
        ),
        clause: rule.basis.source.clone(),
        confidential: false,
    })
}

/// Refuses by `check.repeat-pressure` a refusal for the blood pressure before it was measured again after a rest.
pub(crate) fn measured_again(lines: &[Line], pressures: &[Pressure], day: Day) -> Result<(), Refusal> {
    let Some(rule) = chair::repeat_pressure(day).filter(|_| about_pressure(lines)) else { return Ok(()) };
    let rested = match (pressures.first(), pressures.last()) {
        (Some(first), Some(last)) => last.at.seconds_since(first.at) >= rule.rest_minutes * 60,
        _ => false,
    };
    if pressures.len() >= rule.times && rested { Ok(()) } else { Err(too_soon(rule)) }
}

/// A rapid test that contradicts the file: two persons may have been exchanged.
pub(crate) fn same_group(rapid: Option<BloodGroup>, on_file: Option<BloodGroup>) -> Option<Line> {
    let (rapid, on_file) = rapid.zip(on_file)?;
    (rapid != on_file).then(|| Line {
        rule: "check.group-differs".to_owned(),
        reason: say!(
            "快速血型 {rapid} 与既往 {on_file} 不符：停止，核对身份并上报",
            "the rapid test says {rapid}, the file {on_file}: stop, find out who this is, and report it"
        ),
        clause: "GB 18467-2011".to_owned(),
        confidential: false,
    })
}

#[cfg(test)]
mod tests;
