//! Events as people of the store report them, and the question what the ledger would say to one. Pure.

use vena_kernel::{
    clock::Instant,
    id::{EventId, OrgId, SiteId, UnitId, UserId},
    refusal::Refusal,
    unit_state::{Fact, Recorded, Unit, UnitEvent, apply},
};
use vena_platform::{auth::Scope, db::Tx};

/// Who does something, where, when and why.
#[derive(Debug, Clone)]
pub(crate) struct Hand {
    pub(crate) user: UserId,
    pub(crate) second: Option<UserId>,
    pub(crate) org: OrgId,
    pub(crate) site: SiteId,
    pub(crate) at: Instant,
    pub(crate) reason: Option<String>,
}

impl Hand {
    /// The caller at their own site, at `at` or now.
    pub(crate) fn of(scope: &Scope, tx: &Tx, at: Option<Instant>) -> Self {
        let at = at.unwrap_or_else(|| tx.now());
        Self { user: scope.user, second: None, org: scope.org, site: scope.site, at, reason: None }
    }

    /// The event by this hand.
    pub(crate) fn event(&self, id: EventId, unit: UnitId, fact: Fact) -> UnitEvent {
        UnitEvent {
            event_id: id,
            unit,
            at: self.at,
            actor: self.user,
            second: self.second,
            org: self.org,
            site: self.site,
            device: None,
            reason: self.reason.clone(),
            fact,
        }
    }

    /// What the transition table would say to `fact` at this moment, without recording anything.
    pub(crate) fn would(&self, id: UnitId, unit: &Unit, fact: Fact) -> Result<(), Refusal> {
        // The table never looks at the id of an event that opens no hold, so any will do.
        let event = self.event(EventId::from_uuid(id.uuid()), id, fact);
        apply(Some(unit), &event, Recorded { at: self.at, ahead_seconds_max: 0 }).map(drop)
    }
}

/// A fresh event id of this transaction.
pub(crate) fn event_id(tx: &Tx) -> EventId {
    EventId::from_uuid(tx.new_id())
}
