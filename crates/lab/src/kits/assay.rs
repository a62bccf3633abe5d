//! What the instructions of a kit say: what an instrument reads with it, which controls stand beside the samples, and when a
//! run of it is valid. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    abo::{Abo, Rhd},
    refusal::Refusal,
    say,
    testing::MarkerKind,
    text::Text,
};

/// What one reading of a kit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LabGives)]
pub(crate) enum Gives {
    /// A signal (absorbance, light) that the cut-off of the run turns into a ratio. 信号值
    Signal,
    /// The ratio itself, worked out by the analyser. S/CO
    Ratio,
    /// Found or not, each tube with its own internal control. 核酸
    Detected,
    /// A number in the unit of the marker. 数值
    Number,
    /// A blood group. 血型
    Group,
}

impl Gives {
    /// Whether markers of `kind` are read so.
    pub(crate) const fn fits(self, kind: MarkerKind) -> bool {
        matches!(
            (self, kind),
            (Self::Signal | Self::Ratio, MarkerKind::Serology)
                | (Self::Detected, MarkerKind::NucleicAcid)
                | (Self::Number, MarkerKind::Measured)
                | (Self::Group, MarkerKind::Group)
        )
    }
}

/// How the cut-off follows from the negative controls: `factor` × their mean + `plus`, and never below `least`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LabCutOff)]
pub(crate) struct CutOff {
    /// How many times the mean.
    #[garde(range(min = 0.0, max = 1000.0))]
    pub(crate) factor: f64,
    /// What is added.
    #[garde(range(min = -1000.0, max = 1000.0))]
    #[serde(default)]
    pub(crate) plus: f64,
    /// The lowest cut-off.
    #[garde(range(min = 0.0, max = 1000.0))]
    pub(crate) least: Option<f64>,
}

/// What a control stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LabControlRole)]
pub(crate) enum ControlRole {
    /// 空白
    Blank,
    /// 阴性对照
    Negative,
    /// 阳性对照
    Positive,
    /// 室内质控品: of another maker than the kit.
    Quality,
}

/// From where to where a value is accepted; both ends belong to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LabRange)]
pub(crate) struct Range {
    /// Lowest accepted value.
    #[garde(range(min = -1_000_000.0, max = 1_000_000.0))]
    pub(crate) min: Option<f64>,
    /// Highest accepted value.
    #[garde(range(min = -1_000_000.0, max = 1_000_000.0))]
    pub(crate) max: Option<f64>,
}

impl Range {
    /// Whether `value` is accepted.
    pub(crate) fn holds(self, value: f64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }

    fn is_empty(self) -> bool {
        matches!((self.min, self.max), (Some(min), Some(max)) if min > max)
    }
}

/// What a control has to come out as, where it is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = LabExpected)]
pub(crate) enum Expected {
    /// 检出
    Detected,
    /// 未检出
    NotDetected,
    /// ABO
    Abo {
        /// The group.
        abo: Abo,
    },
    /// RhD
    Rhd {
        /// The group.
        rhd: Rhd,
    },
}

/// A control that stands in every run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LabControl)]
pub(crate) struct Control {
    /// As it is labelled, for example `NC`.
    #[garde(length(chars, min = 1, max = 12))]
    pub(crate) code: String,
    /// What it stands for.
    #[garde(skip)]
    pub(crate) role: ControlRole,
    /// The marker that it is read for; every marker of the kit when absent.
    #[garde(length(chars, max = 40))]
    pub(crate) marker: Option<String>,
    /// How many wells.
    #[garde(range(min = 1, max = 12))]
    pub(crate) count: u16,
    /// Where each reading has to lie.
    #[garde(dive)]
    #[serde(default)]
    pub(crate) each: Range,
    /// Where their mean has to lie.
    #[garde(dive)]
    #[serde(default)]
    pub(crate) mean: Range,
    /// What it has to come out as, where it is no number.
    #[garde(skip)]
    pub(crate) expects: Option<Expected>,
}

/// Rows and columns of a plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LabPlate)]
pub(crate) struct Plate {
    /// Rows, named by letters.
    #[garde(range(min = 1, max = 26))]
    pub(crate) rows: u16,
    /// Columns, named by numbers.
    #[garde(range(min = 1, max = 48))]
    pub(crate) columns: u16,
}

impl Plate {
    /// How many wells.
    pub(crate) const fn wells(self) -> u16 {
        self.rows * self.columns
    }

    /// The name of the well at `at`, from 0: down the columns, as plates are filled. `A1`, `B1`, … `H12`.
    pub(crate) fn name(self, at: u16) -> String {
        let letter = char::from(b'A' + u8::try_from(at % self.rows).unwrap_or(0));
        format!("{letter}{}", at / self.rows + 1)
    }
}

/// What the instructions of a kit say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LabAssay)]
pub(crate) struct Assay {
    /// What a reading is.
    #[garde(skip)]
    pub(crate) gives: Gives,
    /// Wells of a plate; a rack of tubes counts in one column.
    #[garde(dive)]
    pub(crate) plate: Plate,
    /// How the cut-off is worked out; for signals, and for nothing else.
    #[garde(dive)]
    pub(crate) cut_off: Option<CutOff>,
    /// The controls of every run.
    #[garde(length(min = 1, max = 20), dive)]
    pub(crate) controls: Vec<Control>,
    /// Most donations in one tube; 1 where each is tested alone.
    #[garde(range(min = 1, max = 48))]
    #[serde(default = "one")]
    pub(crate) pool_max: u16,
    /// One reading stands for all markers of the kit together; which of them was found it does not say. 联合检测
    #[garde(skip)]
    #[serde(default)]
    pub(crate) combined: bool,
}

const fn one() -> u16 {
    1
}

impl Control {
    /// Whether it is read for this marker.
    pub(crate) fn reads(&self, marker: &str) -> bool {
        self.marker.as_deref().is_none_or(|own| own == marker)
    }
}

fn field_of(at: usize, part: &str) -> String {
    format!("assay.controls[{at}].{part}")
}

/// A control has one line for a marker, and in all its lines the same wells.
fn sound_beside(controls: &[Control], at: usize) -> Result<(), Flaw> {
    let (others, control) = (&controls[..at], &controls[at]);
    let code = &control.code;
    for other in others.iter().filter(|other| other.code == *code) {
        if other.marker.is_none() || control.marker.is_none() || other.marker == control.marker {
            let reason = say!("质控 {code} 重复", "the control {code} stands twice");
            return wrong(field_of(at, "code"), reason);
        }
        if other.count != control.count {
            let reason = say!("质控 {code} 的孔数前后不一", "the control {code} has different numbers of wells");
            return wrong(field_of(at, "count"), reason);
        }
    }
    Ok(())
}

/// What is wrong with instructions, and in which field of them.
#[derive(Debug)]
pub(crate) struct Flaw {
    /// As the request names it.
    pub(crate) field: String,
    /// Why no run could be judged.
    pub(crate) refusal: Refusal,
}

fn wrong(field: impl Into<String>, reason: Text) -> Result<(), Flaw> {
    Err(Flaw { field: field.into(), refusal: Refusal::new("kit.assay", reason) })
}

impl Assay {
    /// The controls as they stand on the plate, with the number of their wells; one that is judged marker by marker stands there
    /// once.
    pub(crate) fn controls_placed(&self) -> Vec<(&str, u16)> {
        let mut placed: Vec<(&str, u16)> = Vec::new();
        for control in &self.controls {
            if placed.iter().all(|(code, _)| *code != control.code) {
                placed.push((&control.code, control.count));
            }
        }
        placed
    }

    /// How many wells the controls take.
    pub(crate) fn control_wells(&self) -> u16 {
        self.controls_placed().iter().map(|(_, count)| count).sum()
    }

    /// Refuses by `kit.assay` instructions by which no run could be judged, for markers of these kinds.
    pub(crate) fn sound(&self, markers: &[(&str, MarkerKind)]) -> Result<(), Flaw> {
        if let Some((code, _)) = markers.iter().find(|(_, kind)| !self.gives.fits(*kind)) {
            return wrong("assay.gives", say!("{code} 的结果不能由这种读数得出", "{code} is not read so"));
        }
        self.sound_cut_off()?;
        if self.control_wells() >= self.plate.wells() {
            let reason = say!("质控已占满整板，没有样本孔", "the controls leave no well for a sample");
            return wrong("assay.plate.rows", reason);
        }
        if self.pool_max > 1 && self.gives != Gives::Detected {
            let reason = say!("只有核酸检测可以混样", "only nucleic acids are tested in pools");
            return wrong("assay.pool_max", reason);
        }
        if self.combined && (self.gives != Gives::Detected || markers.len() < 2) {
            let reason = say!("只有两项以上的核酸可以联合检测", "only two or more nucleic acids are read together");
            return wrong("assay.combined", reason);
        }
        let controlled = |code: &str| self.controls.iter().any(|control| control.reads(code));
        if let Some((code, _)) = markers.iter().find(|(code, _)| !controlled(code)) {
            return wrong("assay.controls", say!("{code} 没有质控", "no control is read for {code}"));
        }
        (0..self.controls.len()).try_for_each(|at| {
            sound_beside(&self.controls, at)?;
            self.sound_control(at, markers)
        })
    }

    fn sound_cut_off(&self) -> Result<(), Flaw> {
        let negative = self.controls.iter().any(|control| control.role == ControlRole::Negative);
        match (self.gives, self.cut_off) {
            (Gives::Signal, None) => {
                wrong("assay.cut_off.factor", say!("信号值须规定临界值的算法", "a signal needs a rule for its cut-off"))
            }
            (Gives::Signal, Some(_)) if !negative => wrong(
                "assay.controls",
                say!(
                    "临界值由阴性对照得出，缺阴性对照",
                    "the cut-off comes from a negative control, and there is none"
                ),
            ),
            (Gives::Signal, Some(_)) | (_, None) => Ok(()),
            (_, Some(_)) => wrong("assay.cut_off.factor", say!("只有信号值需要临界值", "only signals have a cut-off")),
        }
    }

    fn sound_control(&self, at: usize, markers: &[(&str, MarkerKind)]) -> Result<(), Flaw> {
        let control = &self.controls[at];
        let code = &control.code;
        if let Some(marker) = control.marker.as_ref().filter(|marker| markers.iter().all(|(known, _)| known != marker))
        {
            let reason = say!("质控 {code}：试剂盒不含项目 {marker}", "control {code}: the kit does not test {marker}");
            return wrong(field_of(at, "marker"), reason);
        }
        let limited = |range: Range| range.min.is_some() || range.max.is_some();
        if control.each.is_empty() || control.mean.is_empty() {
            let reason = say!("质控 {code}：下限高于上限", "control {code}: its lower limit lies above the upper one");
            return wrong(field_of(at, if control.each.is_empty() { "each.min" } else { "mean.min" }), reason);
        }
        let fits = match (self.gives, control.expects) {
            (Gives::Detected, expects) => matches!(expects, Some(Expected::Detected | Expected::NotDetected)),
            (Gives::Group, expects) => matches!(expects, Some(Expected::Abo { .. } | Expected::Rhd { .. })),
            (Gives::Signal | Gives::Ratio | Gives::Number, expects) => {
                if expects.is_some() || !(limited(control.each) || limited(control.mean)) {
                    let reason = say!("质控 {code} 须有数值界限", "control {code} needs limits of its value");
                    return wrong(field_of(at, "each.min"), reason);
                }
                true
            }
        };
        if !fits {
            let reason = say!("质控 {code} 须写明应得结果", "control {code}: say what it has to come out as");
            return wrong(field_of(at, "expects"), reason);
        }
        Ok(())
    }
}
