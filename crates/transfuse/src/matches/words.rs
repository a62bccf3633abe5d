//! The words of a match.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a match has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum MatchState {
    /// 已配血
    Matched,
    /// 配血已过期
    Lapsed,
    /// 配血不合
    Incompatible,
    /// 紧急用血，待医师签字
    Emergency,
    /// 紧急用血，医师已签字
    EmergencySigned,
    /// 已发到科室
    Dispensed,
    /// 床旁核对中，待第二人
    Starting,
    /// 输注中
    Running,
    /// 输注完成
    Finished,
    /// 已退回
    Returned,
    /// 已报废
    Discarded,
    /// 已取消
    Cancelled,
}

impl MatchState {
    /// The state that `word` names.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::from(word)).ok()
    }

    /// The word in columns and JSON.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Lapsed => "lapsed",
            Self::Incompatible => "incompatible",
            Self::Emergency => "emergency",
            Self::EmergencySigned => "emergency_signed",
            Self::Dispensed => "dispensed",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Returned => "returned",
            Self::Discarded => "discarded",
            Self::Cancelled => "cancelled",
        }
    }

    /// In Chinese and English.
    pub(crate) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Matched => ("已配血", "matched"),
            Self::Lapsed => ("配血已过期", "lapsed"),
            Self::Incompatible => ("配血不合", "incompatible"),
            Self::Emergency => ("待医师签字", "waiting for the physician"),
            Self::EmergencySigned => ("医师已签字", "signed by the physician"),
            Self::Dispensed => ("已发到科室", "dispensed"),
            Self::Starting => ("待第二人核对", "waiting for the second person"),
            Self::Running => ("输注中", "being transfused"),
            Self::Finished => ("输注完成", "finished"),
            Self::Returned => ("已退回", "returned"),
            Self::Discarded => ("已报废", "discarded"),
            Self::Cancelled => ("已取消", "cancelled"),
        }
    }
}

/// What the crossmatch came out as, or why there was none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Crossmatch {
    /// 相合
    Compatible,
    /// 不合
    Incompatible,
    /// 该品种不需要
    NotRequired,
    /// 来不及：紧急用血
    Emergency,
}

/// What a crossmatch afterwards came out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum LaterResult {
    /// 相合
    Compatible,
    /// 不合
    Incompatible,
}
