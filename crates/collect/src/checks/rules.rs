//! Where values come from, and how often the blood pressure is measured.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    collection::chair,
    id::ReadingId,
    refusal::Refusal,
    say,
};

use crate::screening::Line;

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

/// Refuses by `check.by-hand` a value that was typed without saying why.
pub(crate) fn sourced(sources: &[Source]) -> Result<(), Refusal> {
    let silent = |source: &&Source| {
        source.reading_id.is_none() && source.reason.as_deref().is_none_or(|reason| reason.trim().chars().count() < 2)
    };
    match sources.iter().find(silent) {
        None => Ok(()),
        Some(source) => {
            let field = &source.field;
            let reason = say!("{field} 为手工录入，请说明原因", "{field} was typed by hand: say why");
            Err(Refusal::new("check.by-hand", reason))
        }
    }
}

/// Refuses by `check.repeat-pressure` a refusal for the blood pressure before it was measured again after a rest.
pub(crate) fn measured_again(lines: &[Line], pressures: &[Pressure], day: Day) -> Result<(), Refusal> {
    let about = ["eligibility.systolic", "eligibility.diastolic", "eligibility.pulse_pressure"];
    if !lines.iter().any(|line| about.contains(&line.rule.as_str())) {
        return Ok(());
    }
    let Some(rule) = chair::repeat_pressure(day) else { return Ok(()) };
    let (times, minutes, source) = (rule.times, rule.rest_minutes, &rule.basis.source);
    let rested = match (pressures.first(), pressures.last()) {
        (Some(first), Some(last)) => last.at.seconds_since(first.at) >= minutes * 60,
        _ => false,
    };
    if pressures.len() >= times && rested {
        return Ok(());
    }
    let reason = say!(
        "血压不符合要求时须休息 {minutes} 分钟后复测，共测 {times} 次（{source}）",
        "a blood pressure outside its limits is measured {times} times, {minutes} minutes of rest apart ({source})"
    );
    Err(Refusal::new("check.repeat-pressure", reason))
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
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn line(rule: &str) -> Line {
        Line { rule: rule.into(), reason: say!("不符合", "outside"), clause: "GB".into(), confidential: false }
    }

    #[test]
    fn a_pressure_outside_its_limits_is_measured_again_after_a_rest() {
        let table = "
            line                       | measured at (minutes) | outcome
            -                          | 0                     | yes
            eligibility.hemoglobin     | 0                     | yes
            eligibility.systolic       | -                     | check.repeat-pressure
            eligibility.systolic       | 0                     | check.repeat-pressure
            eligibility.systolic       | 0 9                   | check.repeat-pressure
            eligibility.systolic       | 0 10                  | yes
            eligibility.diastolic      | 0 10                  | yes
            eligibility.pulse_pressure | 0 5                   | check.repeat-pressure
        ";
        let begin: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
        for row in rows(table).iter().skip(1) {
            let lines: Vec<Line> = (row[0] != "-").then(|| line(row[0])).into_iter().collect();
            let minutes = row[1].split_whitespace().filter_map(|text| text.parse::<i64>().ok());
            let at = |minutes: i64| Pressure {
                at: begin.plus_seconds(minutes * 60),
                systolic_mmhg: 142,
                diastolic_mmhg: 80,
            };
            let pressures: Vec<Pressure> = minutes.map(at).collect();
            let found = measured_again(&lines, &pressures, crate::day(begin));
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), row[2], "{row:?}");
        }
    }

    #[test]
    fn what_is_typed_by_hand_says_why() {
        let source = |reason: Option<&str>| Source {
            field: "weight_kg".into(),
            reading_id: None,
            reason: reason.map(str::to_owned),
        };
        for (reason, ok) in [(None, false), (Some(" "), false), (Some("秤故障"), true)] {
            let found = sourced(&[source(reason)]);
            assert_eq!(found.map_err(|refusal| refusal.rule).err().as_deref(), (!ok).then_some("check.by-hand"));
        }
    }

    #[test]
    fn a_group_that_contradicts_the_file_stops() {
        let group = |text: &str| (text != "-").then(|| text.parse::<BloodGroup>().expect("a group"));
        for (rapid, file, stops) in
            [("A+", "A+", false), ("A+", "B+", true), ("A+", "A-", true), ("-", "B+", false), ("A+", "-", false)]
        {
            let found = same_group(group(rapid), group(file)).map(|line| line.rule);
            assert_eq!(found.as_deref(), stops.then_some("check.group-differs"), "{rapid} {file}");
        }
    }
}
