//! Words of a donation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a donation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DonationState {
    /// An end: the donor may not give today.
    Refused,
    /// The donor may give; nothing has a number yet.
    Accepted,
    /// Bag, tubes and record carry one number.
    Bound,
    /// An end: the bag is a unit of the ledger.
    Completed,
    /// An end: nothing was collected.
    Cancelled,
}

impl DonationState {
    /// The word that people read, Chinese and English.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Refused => ("已拒绝", "refused"),
            Self::Accepted => ("已通过", "accepted"),
            Self::Bound => ("已绑定", "bound"),
            Self::Completed => ("已完成", "completed"),
            Self::Cancelled => ("已取消", "cancelled"),
        }
    }
}

/// How bad a reaction was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ReactionSeverity)]
pub(crate) enum Severity {
    /// 轻度
    Mild,
    /// 中度
    Moderate,
    /// 重度
    Severe,
}
