//! Who may say what became of a missing unit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{id::OrgId, refusal::Refusal, say};

/// What became of a missing unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// 随后送达：接收方已收下
    Arrived,
    /// 确认丢失
    Lost,
    /// 退回发出方
    CameBack,
}

impl Outcome {
    /// Every outcome.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 3] = [Self::Arrived, Self::Lost, Self::CameBack];

    /// The word in columns and JSON.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Lost => "lost",
            Self::CameBack => "came_back",
        }
    }
}

/// Who has the unit in hand says so: the receiver that it arrived, the sender that it came back or is lost.
///
/// # Errors
/// `case.closed`, `case.who`.
pub(crate) fn may_close(closed: bool, outcome: Outcome, caller: OrgId, from: OrgId, to: OrgId) -> Result<(), Refusal> {
    if closed {
        let reason = say!("该异常已了结", "this case is closed");
        return Err(Refusal::new("case.closed", reason));
    }
    let by = if outcome == Outcome::Arrived { to } else { from };
    if caller == by {
        return Ok(());
    }
    let reason = match outcome {
        Outcome::Arrived => say!("只有接收方可以确认收到", "only the receiver confirms that it arrived"),
        Outcome::Lost => say!("只有发出方可以确认丢失", "only the sender declares it lost"),
        Outcome::CameBack => say!("只有发出方可以确认退回", "only the sender confirms that it came back"),
    };
    Err(Refusal::new("case.who", reason))
}
