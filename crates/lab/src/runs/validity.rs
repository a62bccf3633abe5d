//! Whether a run is valid, and what its readings mean. A run whose controls fail is void: it says nothing of any sample, and
//! never that a sample is negative. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    abo::{Abo, Rhd},
    say,
    text::Text,
};

use crate::{
    kits::assay::{Assay, Control, ControlRole, Expected, Gives},
    words::Value,
};

/// What an instrument or a person read in a well, for one marker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = LabRaw)]
pub(crate) enum Raw {
    /// 信号值
    Signal {
        /// Absorbance or light.
        #[garde(range(min = -100.0, max = 100_000_000.0))]
        signal: f64,
    },
    /// S/CO
    Ratio {
        /// Without unit.
        #[garde(range(min = 0.0, max = 100_000.0))]
        s_co: f64,
    },
    /// 核酸
    Detected {
        /// Found.
        #[garde(skip)]
        detected: bool,
        /// The internal control of the tube came up; without it nothing found means nothing.
        #[garde(skip)]
        internal: bool,
    },
    /// 数值
    Number {
        /// In the unit of the marker.
        #[garde(range(min = -1000.0, max = 100_000.0))]
        number: f64,
    },
    /// ABO
    Abo {
        /// The group.
        #[garde(skip)]
        abo: Abo,
    },
    /// RhD
    Rhd {
        /// The group.
        #[garde(skip)]
        rhd: Rhd,
    },
    /// 无效孔: clot, bubble, too little, an error of the instrument.
    Unreadable {
        /// Why.
        #[garde(length(chars, min = 1, max = 200))]
        why: String,
    },
}

impl Raw {
    /// Whether it is what the kit gives, or says that nothing could be read.
    pub(crate) fn is_of(&self, gives: Gives) -> bool {
        match self {
            Self::Signal { .. } => gives == Gives::Signal,
            Self::Ratio { .. } => gives == Gives::Ratio,
            Self::Detected { .. } => gives == Gives::Detected,
            Self::Number { .. } => gives == Gives::Number,
            Self::Abo { .. } | Self::Rhd { .. } => gives == Gives::Group,
            Self::Unreadable { .. } => true,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Signal { signal: number } | Self::Ratio { s_co: number } | Self::Number { number } => Some(*number),
            _ => None,
        }
    }

    fn is(&self, expected: Expected) -> bool {
        match (self, expected) {
            // A positive control shows itself; a negative one shows nothing, and its internal control has to say so.
            (Self::Detected { detected, .. }, Expected::Detected) => *detected,
            (Self::Detected { detected, internal }, Expected::NotDetected) => !detected && *internal,
            (Self::Abo { abo }, Expected::Abo { abo: wanted }) => *abo == wanted,
            (Self::Rhd { rhd }, Expected::Rhd { rhd: wanted }) => *rhd == wanted,
            _ => false,
        }
    }
}

/// One line of the judgement of a run: a control for one marker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = LabControlLine)]
pub(crate) struct ControlLine {
    /// The control.
    pub(crate) control: String,
    /// The marker.
    pub(crate) marker: String,
    /// Its readings, as people read them.
    pub(crate) readings: Vec<String>,
    /// Mean of those that are numbers.
    pub(crate) mean: Option<f64>,
    /// It came out as it should.
    pub(crate) good: bool,
    /// Why not.
    pub(crate) why: Option<Text>,
}

/// The cut-off of a marker in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = LabCutOffFound)]
pub(crate) struct CutOffFound {
    /// The marker.
    pub(crate) marker: String,
    /// From here on a signal is reactive.
    pub(crate) cut_off: f64,
}

/// Whether a run is valid.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = LabValidity)]
pub(crate) struct Validity {
    /// Every control came out as it should.
    pub(crate) valid: bool,
    /// Control by control.
    pub(crate) controls: Vec<ControlLine>,
    /// The cut-offs, where signals are read.
    pub(crate) cut_offs: Vec<CutOffFound>,
}

/// The readings of the controls of a run: control, marker, what was read.
pub(crate) type ControlReadings<'a> = [(&'a str, &'a str, &'a Raw)];

/// Judges the controls of a run of `assay` that was read for `markers`.
pub(crate) fn judge(assay: &Assay, markers: &[&str], readings: &ControlReadings<'_>) -> Validity {
    let mut validity = Validity { valid: true, ..Validity::default() };
    for marker in markers {
        validity.valid &= assay.controls.iter().any(|control| control.reads(marker));
        for control in assay.controls.iter().filter(|control| control.reads(marker)) {
            let own: Vec<&Raw> = of(readings, &control.code, marker).collect();
            let line = line(control, marker, &own);
            validity.valid &= line.good;
            validity.controls.push(line);
        }
        if let Some(cut_off) = cut_off(assay, marker, readings) {
            // A cut-off of nothing would call everything reactive, or nothing: no run is judged by it.
            validity.valid &= cut_off.is_finite() && cut_off > 0.0;
            validity.cut_offs.push(CutOffFound { marker: (*marker).to_owned(), cut_off });
        }
    }
    validity
}

fn of<'a>(readings: &'a ControlReadings<'a>, code: &'a str, marker: &'a str) -> impl Iterator<Item = &'a Raw> {
    readings.iter().filter(move |(control, about, _)| (*control, *about) == (code, marker)).map(|(_, _, raw)| *raw)
}

fn mean(numbers: &[f64]) -> Option<f64> {
    // At most a dozen wells: the cast loses nothing.
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

fn cut_off(assay: &Assay, marker: &str, readings: &ControlReadings<'_>) -> Option<f64> {
    let rule = assay.cut_off?;
    let negatives = assay.controls.iter().filter(|control| control.role == ControlRole::Negative);
    let numbers: Vec<f64> = negatives
        .filter(|control| control.reads(marker))
        .flat_map(|control| of(readings, &control.code, marker))
        .filter_map(Raw::number)
        .collect();
    let worked_out = rule.factor * mean(&numbers)? + rule.plus;
    Some(rule.least.map_or(worked_out, |least| worked_out.max(least)))
}

fn line(control: &Control, marker: &str, readings: &[&Raw]) -> ControlLine {
    let numbers: Vec<f64> = readings.iter().filter_map(|raw| raw.number()).collect();
    let mean = mean(&numbers);
    let why = fault(control, readings, mean);
    ControlLine {
        control: control.code.clone(),
        marker: marker.to_owned(),
        readings: readings.iter().map(|raw| shown(raw)).collect(),
        mean,
        good: why.is_none(),
        why,
    }
}

fn fault(control: &Control, readings: &[&Raw], mean: Option<f64>) -> Option<Text> {
    let (code, count) = (&control.code, control.count);
    if readings.len() != usize::from(count) {
        let read = readings.len();
        return Some(say!("{code} 应有 {count} 孔，读到 {read} 孔", "{code}: {count} wells are due, {read} were read"));
    }
    if let Some(Raw::Unreadable { why }) = readings.iter().find(|raw| matches!(raw, Raw::Unreadable { .. })) {
        return Some(say!("{code} 有无效孔：{why}", "{code}: a well could not be read: {why}"));
    }
    if let Some(expected) = control.expects {
        let other = readings.iter().find(|raw| !raw.is(expected))?;
        let found = shown(other);
        return Some(say!("{code} 结果不符：{found}", "{code} did not come out as it should: {found}"));
    }
    if let Some(outside) = readings.iter().find(|raw| raw.number().is_none_or(|number| !control.each.holds(number))) {
        let found = shown(outside);
        return Some(say!("{code} 读数 {found} 超出界限", "{code}: {found} lies outside its limits"));
    }
    let mean = mean.filter(|mean| !control.mean.holds(*mean))?;
    Some(say!("{code} 均值 {mean:.3} 超出界限", "{code}: the mean {mean:.3} lies outside its limits"))
}

fn shown(raw: &Raw) -> String {
    match raw {
        Raw::Signal { signal: number } | Raw::Ratio { s_co: number } | Raw::Number { number } => format!("{number}"),
        Raw::Detected { detected: true, .. } => "检出".to_owned(),
        Raw::Detected { internal: true, .. } => "未检出".to_owned(),
        Raw::Detected { .. } => "内标无效".to_owned(),
        Raw::Abo { abo } => abo.to_string(),
        Raw::Rhd { rhd } => rhd.to_string(),
        Raw::Unreadable { why } => why.clone(),
    }
}

/// What a reading of a sample means in a valid run; `None` when it means nothing and the sample has to be tested again: the well
/// could not be read, or its internal control did not come up and nothing was found.
pub(crate) fn meaning(raw: &Raw, marker: &str, validity: &Validity) -> Option<Value> {
    let cut_off = || validity.cut_offs.iter().find(|found| found.marker == marker).map(|found| found.cut_off);
    Some(match raw {
        Raw::Signal { signal } => Value::Ratio { s_co: ratio(*signal, cut_off()?) },
        Raw::Ratio { s_co } => Value::Ratio { s_co: *s_co },
        Raw::Detected { detected: true, .. } => Value::Reactive,
        Raw::Detected { internal: true, .. } => Value::NonReactive,
        Raw::Detected { .. } | Raw::Unreadable { .. } => return None,
        // Noise around nothing is nothing.
        Raw::Number { number } => Value::Number { number: number.max(0.0) },
        Raw::Abo { abo } => Value::Abo { abo: *abo },
        Raw::Rhd { rhd } => Value::Rhd { rhd: *rhd },
    })
}

/// Signal over cut-off to a thousandth, rounded up: rounding may call a sample that is almost reactive so, and never the reverse.
fn ratio(signal: f64, cut_off: f64) -> f64 {
    ((signal / cut_off * 1000.0).ceil() / 1000.0).max(0.0)
}
