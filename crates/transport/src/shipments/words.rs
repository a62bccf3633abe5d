//! The words of a journey.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a journey has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum ShipmentState {
    /// 已装箱
    Packed,
    /// 已交出，在途
    HandedOver,
    /// 已签收
    Received,
    /// 已取消
    Cancelled,
}

impl ShipmentState {
    /// The state that `word` names.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::from(word)).ok()
    }

    /// The word in columns and JSON.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Packed => "packed",
            Self::HandedOver => "handed_over",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
        }
    }

    /// In Chinese and English.
    pub(crate) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Packed => ("已装箱", "packed"),
            Self::HandedOver => ("在途", "on its way"),
            Self::Received => ("已签收", "received"),
            Self::Cancelled => ("已取消", "cancelled"),
        }
    }
}

/// How a unit was found when the box was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Condition {
    /// 完好
    Good,
    /// 破损或异常：收下并锁定
    Damaged,
    /// 箱内没有：留在途，立案
    Missing,
}
