//! Who may give blood, as the rulebook says: limits of the body, intervals, reasons for deferral, the questions before a
//! donation. 献血者健康检查要求
//!
//! Here stand the data and the calendar; what is decided with them stands in the `rules.rs` of the scenes.

mod deferral;
mod inquiry;
mod limits;
#[cfg(test)]
mod tests;

pub use deferral::{DeferralKind, DeferralReason, Deferrals};
pub use inquiry::{Inquiries, Inquiry, Question};
pub use limits::{
    AgeLimits, BloodPressureLimits, CollectionLimits, Eligibility, HaemoglobinLimits, IntervalLimits, Limits,
    PulseLimits, TemperatureLimits, WeightLimits, WholeBloodLimits,
};
