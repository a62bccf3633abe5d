//! Limits of a unit, results against them, who may do what, and when a month is in control. Pure.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{id::UserId, quantity::VolumeMl, refusal::Refusal, rulebook, say};

use crate::quality::book::{Indicator, Limit};

/// How far a sample has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QualitySampleState)]
pub(crate) enum SampleState {
    /// Drawn, waits to be taken.
    Drawn,
    /// Taken, results are missing.
    Taken,
    /// Every result is confirmed.
    Tested,
    /// Could not be taken.
    Replaced,
}

impl SampleState {
    /// The state of a sample with these steps behind it.
    pub(crate) fn of(replaced: bool, taken: bool, all_confirmed: bool) -> Self {
        match (replaced, taken, all_confirmed) {
            (true, ..) => Self::Replaced,
            (_, true, true) => Self::Tested,
            (_, true, false) => Self::Taken,
            _ => Self::Drawn,
        }
    }
}

/// What decides which limit of an indicator is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// The size of the donation by the plans of preparation, mL.
    pub(crate) nominal_ml: Option<i32>,
    /// How many units were pooled.
    pub(crate) pooled: i64,
}

impl Size {
    /// The size of a unit of a donation of which so much was drawn, or that was pooled of so many.
    pub(crate) fn of(drawn_ml: Option<i32>, pooled: i64) -> Self {
        let nominal = drawn_ml.and_then(VolumeMl::new).and_then(|drawn| rulebook::preparation().nominal(drawn));
        Self { nominal_ml: nominal.map(VolumeMl::ml), pooled }
    }
}

/// The limits of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = QualityLimits)]
pub(crate) struct Limits {
    /// Not less than this.
    pub(crate) minimum: Option<f64>,
    /// Not more than this.
    pub(crate) maximum: Option<f64>,
    /// A value equal to a limit is outside.
    pub(crate) open: bool,
}

impl Limits {
    /// Whether a value lies inside.
    pub(crate) fn hold(&self, value: f64) -> bool {
        let above = |limit: f64| value > limit || (!self.open && value >= limit);
        let below = |limit: f64| value < limit || (!self.open && value <= limit);
        self.minimum.is_none_or(above) && self.maximum.is_none_or(below)
    }
}

/// The limits of an indicator for a unit of this size.
pub(crate) fn limits(indicator: &Indicator, size: Size) -> Result<Limits, Refusal> {
    let of = |limit: Option<Limit>| limit.map(|limit| number(limit, size)).transpose();
    Ok(Limits { minimum: of(indicator.minimum)?, maximum: of(indicator.maximum)?, open: indicator.open })
}

fn number(limit: Limit, size: Size) -> Result<f64, Refusal> {
    let unknown = || {
        let reason = say!(
            "无法确定该单位对应的采血量规格，不能判定",
            "which size of donation this unit is of is not known, so no limit can be chosen"
        );
        Refusal::new("quality.size-unknown", reason)
    };
    match limit {
        Limit::Fixed(limit) => Ok(limit),
        Limit::BySize { of_200, of_300, of_400 } => match size.nominal_ml.ok_or_else(unknown)? {
            200 => Ok(of_200),
            300 => Ok(of_300),
            400 => Ok(of_400),
            _ => Err(unknown()),
        },
        Limit::Pooled { per_pooled } => {
            let pooled = i32::try_from(size.pooled).ok().filter(|pooled| *pooled > 0).ok_or_else(unknown)?;
            Ok(per_pooled * f64::from(pooled))
        }
    }
}

/// Whether results of a sample may be typed.
pub(super) fn may_type(state: SampleState) -> Result<(), Refusal> {
    match state {
        SampleState::Taken => Ok(()),
        SampleState::Tested => {
            let reason = say!("该样品的结果已全部确认", "every result of this sample is confirmed");
            Err(Refusal::new("quality.tested-already", reason))
        }
        SampleState::Drawn | SampleState::Replaced => {
            let reason = say!("尚未取样，不能录入结果", "the sample has not been taken: it has no results");
            Err(Refusal::new("quality.not-taken", reason))
        }
    }
}

/// A second person decides over typed results, once.
pub(super) fn may_decide(typed_by: UserId, decided: bool, user: UserId) -> Result<(), Refusal> {
    if decided {
        let reason = say!("该结果单已复核", "these results have been decided already");
        return Err(Refusal::new("quality.decided-already", reason));
    }
    if typed_by == user {
        let reason = say!("录入人不能复核，请由另一人复核", "who typed may not confirm; another person has to");
        return Err(Refusal::new("quality.same-person", reason));
    }
    Ok(())
}

/// Who returns results says why.
pub(super) fn note(confirmed: bool, note: Option<&str>) -> Result<(), Refusal> {
    if confirmed || note.is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    let reason = say!("退回时须写明原因", "say why the results are returned");
    Err(Refusal::new("quality.return-reason", reason))
}

/// Whether results are in control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QualityState)]
pub(crate) enum Standing {
    /// Enough results are inside.
    InControl,
    /// Results are missing, and the share can still be reached.
    Open,
    /// The share cannot be reached any more.
    Out,
}

/// Whether `inside` of `tested` results are enough, when `due` are expected in all.
pub(crate) fn control(share: u32, due: u64, tested: u64, inside: u64) -> Standing {
    let expected = due.max(tested);
    let needed = expected * u64::from(share);
    let outside = tested.saturating_sub(inside);
    if (expected - outside) * 1000 < needed {
        Standing::Out
    } else if tested >= due && tested > 0 {
        Standing::InControl
    } else {
        Standing::Open
    }
}
