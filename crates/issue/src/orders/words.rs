//! The words of an order: how urgent it is, how far it and its units have come, and how full its lines are.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How urgent an order is; decides how long units are kept for it and how much life they must have left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Urgency {
    /// 常规
    Routine,
    /// 紧急
    Urgent,
    /// 特急，抢救
    Emergency,
}

impl Urgency {
    /// Every urgency.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 3] = [Self::Routine, Self::Urgent, Self::Emergency];
}

/// How far an order has come. It follows from its lines and units; nobody sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum OrderState {
    /// 已提交
    Submitted,
    /// 部分调配
    PartAllocated,
    /// 已调配
    Allocated,
    /// 部分发放
    PartIssued,
    /// 已发放
    Issued,
    /// 已收到
    Received,
    /// 已取消
    Cancelled,
}

impl OrderState {
    /// The state that `word` names.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::from(word)).ok()
    }

    /// The word in columns and JSON.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::PartAllocated => "part_allocated",
            Self::Allocated => "allocated",
            Self::PartIssued => "part_issued",
            Self::Issued => "issued",
            Self::Received => "received",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How far a unit has come for its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum OrderUnitState {
    /// Set aside.
    Promised,
    /// Was set aside too long.
    Lapsed,
    /// Set free again.
    Freed,
    /// Given out, on its way.
    Issued,
    /// Arrived in order.
    Received,
    /// Arrived, not in order.
    Damaged,
    /// Was not in the box.
    Missing,
}

/// How full a line is, in bags.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Progress {
    /// Ordered.
    pub(crate) asked: i64,
    /// Set aside now; lapsed promises do not count.
    pub(crate) promised: i64,
    /// Given out and on its way.
    pub(crate) issued: i64,
    /// Arrived in order.
    pub(crate) received: i64,
    /// Arrived, not in order; the line waits for another one.
    pub(crate) damaged: i64,
    /// Was not in the box; the line waits for another one.
    pub(crate) missing: i64,
    /// Still to be found.
    pub(crate) open: i64,
}

impl Progress {
    /// The same with `open` counted out.
    pub(crate) fn counted(mut self) -> Self {
        self.open = (self.asked - self.promised - self.issued - self.received).max(0);
        self
    }
}
