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
    /// The needle is in.
    Started,
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
            Self::Started => ("采集中", "running"),
            Self::Completed => ("已完成", "completed"),
            Self::Cancelled => ("已取消", "cancelled"),
        }
    }
}

/// An arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DonationArm)]
pub(crate) enum Arm {
    /// 左臂
    Left,
    /// 右臂
    Right,
}

impl Arm {
    /// Its stable name.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }
}

/// Why the needle came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DonationEnd)]
pub(crate) enum EndedWhy {
    /// 采足
    Full,
    /// 流速过慢
    Slow,
    /// 献血者不适
    Unwell,
    /// 血肿
    Haematoma,
    /// 设备故障
    Machine,
    /// 献血者要求停止
    Stopped,
}

/// How two identifiers were asked again at the chair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DonationIdentifiedWay)]
pub(crate) enum IdentifiedWay {
    /// 扫描证件
    Document,
    /// 自报姓名和生日
    Asked,
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

impl Severity {
    /// Its stable name in the rulebook.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::Severe => "severe",
        }
    }
}
