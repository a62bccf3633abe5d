//! What has to be known before a batch can be judged, and what is learned while judging it.

use std::collections::{HashMap, HashSet};

use vena_kernel::{
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::{EventId, UnitId},
    product::ProductCode,
    say,
    unit_state::{Fact, Safety, Unit, UnitEvent},
};
use vena_platform::fault::{Fault, Problem};

use super::BATCH_EVENTS_MAX;
use crate::digest::{Digest, Profile};

/// A unit as it stands, locked until the transaction ends.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) unit: Unit,
    pub(super) last_hash: Digest,
    pub(super) born_at: Instant,
    pub(super) last_at: Instant,
    pub(super) last_recorded_at: Instant,
}

/// An event that was recorded before.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) unit: UnitId,
    pub(super) event: UnitEvent,
}

/// A unit's own label.
pub(super) type Number = (DonationNumber, ProductCode, Division);

/// Everything that judging a batch needs.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) profile: Profile,
    pub(super) units: HashMap<UnitId, Standing>,
    pub(super) seen: HashMap<EventId, Seen>,
    /// Labels in use among the donations that the batch adds to.
    pub(super) numbers: HashSet<Number>,
    /// Donations of which a unit is rejected.
    pub(super) rejected: HashSet<DonationNumber>,
}

impl Known {
    pub(super) fn new(profile: Profile) -> Self {
        Self { profile, units: HashMap::new(), seen: HashMap::new(), numbers: HashSet::new(), rejected: HashSet::new() }
    }

    /// Learns of a unit of a donation that the batch adds to.
    pub(super) fn note_sibling(&mut self, number: Number, safety: Safety) {
        if safety == Safety::Rejected {
            self.rejected.insert(number.0);
        }
        self.numbers.insert(number);
    }
}

/// What the first statement of an append asks for.
#[derive(Debug, Default)]
pub(super) struct Question {
    pub(super) units: Vec<UnitId>,
    /// The events of the batch and those that it corrects.
    pub(super) events: Vec<EventId>,
    pub(super) donations: Vec<DonationNumber>,
}

/// Which units, events and donations a batch is about; each once.
pub(super) fn question(events: &[UnitEvent]) -> Question {
    let mut question = Question::default();
    for event in events {
        question.units.push(event.unit);
        question.events.push(event.event_id);
        match &event.fact {
            Fact::Corrected(correction) => question.events.push(correction.event),
            fact => {
                if let Some(birth) = fact.birth() {
                    question.units.extend(birth.parents.iter().map(|parent| parent.unit));
                    question.donations.push(birth.donation_number);
                }
            }
        }
    }
    question.units.sort_unstable();
    question.units.dedup();
    question.events.sort_unstable();
    question.events.dedup();
    question.donations.sort_unstable();
    question.donations.dedup();
    question
}

pub(super) fn check_size(events: &[UnitEvent]) -> Result<(), Fault> {
    if events.len() <= BATCH_EVENTS_MAX {
        return Ok(());
    }
    let (count, most) = (events.len(), BATCH_EVENTS_MAX);
    let detail = say!("一次最多 {most} 个事件，收到 {count} 个", "at most {most} events at once, {count} were given");
    Err(Problem::invalid("events", count, "ledger.batch-size", detail).into())
}
