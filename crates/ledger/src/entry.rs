//! What is written down about an event, word for word, and the hash that chains it to the one before.

use serde::{Deserialize, Serialize};
use vena_kernel::{clock::Instant, unit_state::UnitEvent};

use crate::digest::{Digest, Profile};

/// Stands before everything that is hashed as an event, so that it cannot be taken for anything else.
const DOMAIN: &[u8] = b"vena.ledger.event.v1\n";

/// One line of a unit's history. Its JSON, without spaces and with the fields in this order, is the text that is hashed
/// and stored; readers hash the stored text and never write it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LedgerEntry)]
pub struct Entry {
    /// 1 for the unit's first event.
    pub version: u32,
    /// When it was recorded; never before the record time of the event before.
    pub recorded_at: Instant,
    /// What happened, completed by the ledger where a child inherits.
    pub event: UnitEvent,
}

impl Entry {
    /// The text that is hashed and stored.
    pub fn body(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Reads a stored text.
    pub fn read(body: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(body)
    }
}

/// The hash of an event: over the hash of the unit's event before (zeros for the first) and the stored text.
pub fn event_hash(profile: Profile, prev: Digest, body: &str) -> Digest {
    profile.hash(&[DOMAIN, &prev.0, body.as_bytes()])
}

/// The event as its reporter knew it: without what the ledger filled in.
pub fn as_reported(event: &UnitEvent) -> UnitEvent {
    let mut event = event.clone();
    if let Some(birth) = event.fact.birth_mut() {
        birth.inherited = Default::default();
    }
    event
}
