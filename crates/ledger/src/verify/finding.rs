//! What can be wrong with a ledger, in words.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    id::{EventId, UnitId},
    say,
    text::Text,
};

/// The kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FindingKind)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The text or a column of an event is not what was hashed.
    EventAltered,
    /// An event is missing.
    EventRemoved,
    /// Events stand in another order than they were recorded in.
    EventReordered,
    /// An event stands in the ledger that cannot have been accepted there.
    EventForged,
    /// A unit's row is not what its events add up to.
    UnitAltered,
    /// A unit's row is missing.
    UnitRemoved,
    /// The genealogy is not what the births say.
    ParentAltered,
    /// A leaf of the tree is not its event's.
    LeafAltered,
    /// A leaf is missing.
    LeafRemoved,
    /// An inner node of the tree does not follow from its leaves.
    NodeAltered,
    /// A checkpoint is not signed by a registered key, or says something else than its row.
    SealAltered,
    /// The signed root does not follow from the leaves.
    RootDiffers,
    /// The ledger does not continue a checkpoint that was kept elsewhere.
    HistoryRewritten,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VerifyFinding)]
pub struct Finding {
    /// Kind of damage.
    pub what: What,
    /// The event at fault, when it can be named.
    pub event: Option<EventId>,
    /// The unit at fault, when it can be named.
    pub unit: Option<UnitId>,
    /// Its number in the unit's history, or the number of the leaf.
    pub place: Option<u64>,
    /// In a sentence.
    pub says: Text,
}

impl Finding {
    pub(crate) fn new(what: What, says: Text) -> Self {
        Self { what, event: None, unit: None, place: None, says }
    }

    pub(crate) fn of(mut self, event: Option<EventId>, unit: Option<UnitId>, place: impl TryInto<u64>) -> Self {
        self.event = event;
        self.unit = unit;
        self.place = place.try_into().ok();
        self
    }

    /// An event whose text, hash or columns do not agree.
    pub(crate) fn altered(event: EventId, unit: UnitId, version: i32, which: &str) -> Self {
        let says = say!("事件 {event} 被改动（{which}）", "event {event} was altered ({which})");
        Self::new(What::EventAltered, says).of(Some(event), Some(unit), version)
    }

    /// An event that stands where another one should.
    pub(crate) fn reordered(event: EventId, unit: UnitId, version: i32) -> Self {
        let says = say!("事件 {event} 不在原来的位置", "event {event} does not stand where it was recorded");
        Self::new(What::EventReordered, says).of(Some(event), Some(unit), version)
    }

    /// The event number `version` of a unit is not there.
    pub(crate) fn removed(unit: UnitId, version: i64, event: Option<EventId>) -> Self {
        let says = say!("单位 {unit} 的第 {version} 个事件被删除", "event number {version} of {unit} was removed");
        Self::new(What::EventRemoved, says).of(event, Some(unit), version)
    }

    /// An event that the transition table cannot have accepted after those before it.
    pub(crate) fn forged(event: EventId, unit: UnitId, version: i32) -> Self {
        let says = say!("事件 {event} 不可能发生在此处", "event {event} cannot have happened there");
        Self::new(What::EventForged, says).of(Some(event), Some(unit), version)
    }

    /// A unit row that does not equal the fold of its events.
    pub(crate) fn unit_altered(unit: UnitId, which: &str) -> Self {
        let says = say!(
            "单位 {unit} 的当前记录与事件不符（{which}）",
            "the record of {unit} is not what its events add up to ({which})"
        );
        Self::new(What::UnitAltered, says).of(None, Some(unit), u64::MAX).placeless()
    }

    /// Events of a unit that has no row.
    pub(crate) fn unit_removed(unit: UnitId) -> Self {
        let says = say!("单位 {unit} 有事件而无记录", "{unit} has events but no record");
        Self::new(What::UnitRemoved, says).of(None, Some(unit), u64::MAX).placeless()
    }

    /// Genealogy that does not equal the births.
    pub(crate) fn parent_altered(unit: UnitId) -> Self {
        let says = say!(
            "单位 {unit} 的来源记录与其出生事件不符",
            "the parents recorded for {unit} are not those of its birth"
        );
        Self::new(What::ParentAltered, says).of(None, Some(unit), u64::MAX).placeless()
    }

    fn placeless(mut self) -> Self {
        self.place = None;
        self
    }
}
