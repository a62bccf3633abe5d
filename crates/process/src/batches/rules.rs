//! What may be done with a batch, and which bag may go into it. Pure.

use vena_kernel::{
    clock::Instant,
    id::UserId,
    product::ProductCode,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Facts, Mode, State},
};

use crate::plans::{Route, Step};

/// How far a batch has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = HallBatchState)]
pub(crate) enum BatchState {
    /// Bags are scanned.
    Open,
    /// The machine works.
    Running,
    /// The step is over.
    Done,
    /// It was not finished.
    BrokenOff,
}

impl BatchState {
    const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::BrokenOff)
    }
}

fn over() -> Refusal {
    Refusal::new("batch.over", say!("该批已结束", "this batch is over"))
}

/// Refuses by `batch.begun` and `batch.over` to change the bags of a batch that works or is over.
pub(crate) fn may_change(state: BatchState) -> Result<(), Refusal> {
    match state {
        BatchState::Open => Ok(()),
        BatchState::Running => {
            let reason = say!("该批已启动，不能再增减血袋", "this batch has begun; its bags stay as they are");
            Err(Refusal::new("batch.begun", reason))
        }
        BatchState::Done | BatchState::BrokenOff => Err(over()),
    }
}

/// Refuses by `batch.empty`, and as [`may_change`].
pub(crate) fn may_begin(state: BatchState, bags: usize) -> Result<(), Refusal> {
    may_change(state)?;
    if bags == 0 {
        return Err(Refusal::new("batch.empty", say!("还没有扫描血袋", "no bag was scanned yet")));
    }
    Ok(())
}

/// Refuses by `batch.not-begun` and `batch.over`.
pub(crate) fn may_end(state: BatchState) -> Result<(), Refusal> {
    match state {
        BatchState::Running => Ok(()),
        BatchState::Open => {
            Err(Refusal::new("batch.not-begun", say!("该批还没有启动", "this batch has not begun yet")))
        }
        BatchState::Done | BatchState::BrokenOff => Err(over()),
    }
}

/// Refuses by `batch.over`.
pub(crate) fn may_break_off(state: BatchState) -> Result<(), Refusal> {
    if state.is_over() { Err(over()) } else { Ok(()) }
}

/// Who has had a hand in a batch, and how far it has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) state: BatchState,
    pub(crate) opened_by: UserId,
    pub(crate) began_by: Option<UserId>,
    pub(crate) ended_by: Option<UserId>,
    pub(crate) checked: bool,
}

/// Refuses by `batch.not-over`, `batch.checked` and `batch.same-person`.
pub(crate) fn may_check(record: Record, by: UserId) -> Result<(), Refusal> {
    if !record.state.is_over() {
        return Err(Refusal::new("batch.not-over", say!("该批还没有结束", "this batch is not over yet")));
    }
    if record.checked {
        return Err(Refusal::new("batch.checked", say!("批记录已复核", "this record was checked already")));
    }
    if record.opened_by == by || record.began_by == Some(by) || record.ended_by == Some(by) {
        let reason = say!("操作该批的人不能复核自己的批记录", "whoever has run a batch does not check its record");
        return Err(Refusal::new("batch.same-person", reason));
    }
    Ok(())
}

/// The product whose time after collection has passed for a bag, by `preparation.too-late`; and what a treatment says.
pub(crate) fn in_time(step: &Step, facts: &Facts, at: Instant) -> Result<(), Refusal> {
    if let Some(of) = step.deadline_of(facts.product) {
        rulebook::preparation().in_time(of, facts.collected_at, at)?;
    }
    treated(step, facts, at).map(drop)
}

/// When a bag ends after the treatment that the step gives; `None` when it gives none.
pub(crate) fn treated(step: &Step, facts: &Facts, at: Instant) -> Result<Option<Instant>, Refusal> {
    let Some(modifier) = step.treats.and_then(|code: ProductCode| rulebook::products().modifier(code)) else {
        return Ok(None);
    };
    let class = rulebook::products().named(facts.product)?.class;
    let ends = facts.expires_at.unwrap_or(facts.collected_at);
    modifier.expiry(class, facts.collected_at, at, ends).map(Some)
}

/// Where a batch stands for one more bag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room<'a> {
    pub(crate) step: &'a Step,
    pub(crate) site: vena_kernel::id::SiteId,
    pub(crate) places: usize,
    pub(crate) taken: usize,
    pub(crate) at: Instant,
}

impl Room<'_> {
    /// Refuses by `batch.full`, `batch.not-here`, `batch.held`, by what the bag's route says, and by its times.
    pub(crate) fn admits(&self, route: &Route<'_>, state: &State, facts: &Facts) -> Result<(), Refusal> {
        let places = self.places;
        if self.taken >= places {
            let reason = say!("设备一次最多 {places} 袋", "the machine takes {places} bags at once");
            return Err(Refusal::new("batch.full", reason));
        }
        if state.custody.place != Some(self.site) || state.custody.mode != Mode::InControl {
            let reason = say!("此袋不在本制备室，请先接收", "this bag is not in this hall: take it over first");
            return Err(Refusal::new("batch.not-here", reason));
        }
        if let Some(hold) = state.holds.first() {
            let (why, reason) = (&hold.reason, hold.kind.text());
            let (zh, en) = (&reason.zh, &reason.en);
            let reason = say!("此袋已锁定（{zh}：{why}）", "this bag is held ({en}: {why})");
            return Err(Refusal::new("batch.held", reason));
        }
        route.may_enter(self.step)?;
        in_time(self.step, facts, self.at)
    }
}
