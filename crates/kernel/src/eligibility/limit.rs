//! One measured limit.

use serde::{Deserialize, Serialize};

use crate::{citizen_id::Sex, refusal::Refusal, rulebook::Basis, say, text::Text};

/// Which values of a measurement allow a donation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = EligibilityLimit))]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Code, for example `hemoglobin`.
    pub code: String,
    /// 名称
    pub name: Text,
    /// For donors of this sex only.
    pub sex: Option<Sex>,
    /// Unit of the values.
    pub unit: String,
    /// Lowest allowed value.
    pub min: Option<f64>,
    /// Highest allowed value.
    pub max: Option<f64>,
    /// The value must be below this one.
    pub below: Option<f64>,
    /// Where this limit comes from.
    pub basis: Basis,
}

impl Limit {
    /// Whether `value` is allowed. What is no number is not.
    pub fn allows(&self, value: f64) -> bool {
        let low = self.min.is_none_or(|min| value >= min);
        let high = self.max.is_none_or(|max| value <= max) && self.below.is_none_or(|below| value < below);
        value.is_finite() && low && high
    }

    /// Refuses by `eligibility.<code>` a value that is not allowed, and says what would be.
    pub fn check(&self, value: f64) -> Result<(), Refusal> {
        if self.allows(value) {
            return Ok(());
        }
        let (zh, en, unit, allowed) = (&self.name.zh, &self.name.en, &self.unit, self.allowed());
        let unit = if unit == "1" { String::new() } else { format!(" {unit}") };
        Err(Refusal::new(
            format!("eligibility.{}", self.code),
            say!(
                "{zh} {value}{unit} 不符合献血条件（{allowed}）",
                "{en} {value}{unit} does not allow a donation ({allowed})"
            ),
        ))
    }

    fn allowed(&self) -> String {
        let parts = [("≥", self.min), ("≤", self.max), ("<", self.below)];
        let parts: Vec<_> =
            parts.iter().filter_map(|(sign, bound)| bound.map(|bound| format!("{sign} {bound}"))).collect();
        parts.join(", ")
    }
}
