//! What may be done with a run. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{refusal::Refusal, say};

use super::cells::Cell;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = LabRunState)]
pub(crate) enum RunState {
    /// 进行中: laid out, being read.
    Planned,
    /// 作废: says nothing of any sample.
    Void,
    /// 有效
    Accepted,
    /// 已取消: nothing was read.
    Cancelled,
}

fn open(state: RunState) -> Result<(), Refusal> {
    if state == RunState::Planned {
        return Ok(());
    }
    Err(Refusal::new("run.closed", say!("该检测批已结束", "this run is over")))
}

/// Refuses by `run.closed` to add readings to a run that is over.
pub(crate) fn may_enter(state: RunState) -> Result<(), Refusal> {
    open(state)
}

/// Refuses by `run.closed`, `run.unread` and `run.differs` to close a run of which something is not known; `wells` are their
/// names.
pub(crate) fn may_close<'a>(
    state: RunState,
    cells: impl Iterator<Item = (&'a str, &'a Cell)> + Clone,
) -> Result<(), Refusal> {
    open(state)?;
    if let Some((well, _)) = cells.clone().find(|(_, cell)| matches!(cell, Cell::Differs)) {
        let reason =
            say!("{well} 两人录入不一致，请各自核对", "{well}: two people have typed different things, look again");
        return Err(Refusal::new("run.differs", reason));
    }
    let unread = cells.clone().filter(|(_, cell)| matches!(cell, Cell::Empty | Cell::Once(_))).count();
    let Some((well, cell)) = cells.clone().find(|(_, cell)| matches!(cell, Cell::Empty | Cell::Once(_))) else {
        return Ok(());
    };
    let reason = match cell {
        Cell::Once(_) => say!(
            "{well} 等 {unread} 个读数只有一人录入，须由另一人再录入一次",
            "{unread} readings, {well} first, were typed by one person only: another types them too"
        ),
        _ => say!("{well} 等 {unread} 个读数缺失", "{unread} readings are missing, {well} first"),
    };
    Err(Refusal::new("run.unread", reason))
}

/// Refuses by `run.closed` to declare a run void that is over.
pub(crate) fn may_void(state: RunState) -> Result<(), Refusal> {
    open(state)
}

/// Refuses by `run.closed`, and by `run.begun` to cancel a run of which something was read: that is declared void.
pub(crate) fn may_cancel(state: RunState, read: bool) -> Result<(), Refusal> {
    open(state)?;
    if !read {
        return Ok(());
    }
    let reason = say!("已有读数，不能取消；请作废并说明原因", "something was read: declare it void, and say why");
    Err(Refusal::new("run.begun", reason))
}
