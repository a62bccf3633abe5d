//! How far a person has come on the vehicle.

use serde::Serialize;

/// How far a person has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TripStage)]
pub enum Stage {
    /// 已识别
    Identified,
    /// 已征询
    Answered,
    /// 已检查
    Checked,
    /// 判定可献
    Accepted,
    /// 判定不可献
    Refused,
    /// 已绑定
    Bound,
    /// 采血中
    Started,
    /// 已采集
    Ended,
    /// 已离开，未献血
    Left,
    /// 采集失败
    Failed,
}

impl Stage {
    /// Nothing follows but a reaction.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Refused | Self::Ended | Self::Left | Self::Failed)
    }

    /// In both languages.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Identified => ("已识别身份", "identified"),
            Self::Answered => ("已征询", "answered"),
            Self::Checked => ("已检查", "checked"),
            Self::Accepted => ("判定可献", "accepted"),
            Self::Refused => ("判定不可献", "refused"),
            Self::Bound => ("已绑定编号", "bound"),
            Self::Started => ("采血中", "bleeding"),
            Self::Ended => ("已采集", "collected"),
            Self::Left => ("已离开", "gone"),
            Self::Failed => ("采集失败", "failed"),
        }
    }
}
