//! The one door through which something happens to a unit.
//!
//! [`append`] takes a batch, locks its units, asks the transition table, and writes what may happen: two statements,
//! however many events. Expected refusals are outcomes, one for each event; an error is broken infrastructure, or a
//! collision after which the whole transaction is to be run again ([`Fault::Retry`]).
//!
//! A birth and the parents' side of it (`divided`, `pooled`, `modified`) stand in the same batch and happen together or
//! not at all.

mod db;
mod kin;
mod known;
mod plan;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use vena_kernel::{refusal::Refusal, unit_state::UnitEvent};
use vena_platform::{db::Tx, fault::Fault};

use crate::digest::Digest;

/// By how many seconds the clock of a reporter may be ahead of ours. Technical, not regulation.
pub(crate) const AHEAD_SECONDS_MAX: i64 = 300;

/// The most events that one call takes.
pub const BATCH_EVENTS_MAX: usize = 2000;

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = AppendOutcome)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is in the ledger once this transaction commits.
    Appended {
        /// Its number in the unit's history.
        version: u32,
        /// Its hash.
        hash: Digest,
    },
    /// The same event was recorded before; nothing changes.
    AlreadyAppended,
    /// It may not happen.
    Refused(Refusal),
}

impl Outcome {
    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// True when the event stands in the ledger, from now or from before.
    pub fn stands(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }
}

/// Appends a batch: one outcome for each event, in the order of the batch. Several events of a unit work in order.
///
/// # Errors
/// A problem when the batch is longer than [`BATCH_EVENTS_MAX`]; [`Fault::Retry`] when another transaction took the same
/// event id or number at the same moment; otherwise broken infrastructure.
pub async fn append(tx: &mut Tx, events: &[UnitEvent]) -> Result<Vec<Outcome>, Fault> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    known::check_size(events)?;
    let known = db::lock(tx, events).await?;
    let plan = plan::plan(known, events, tx.now());
    db::write(tx, &plan).await?;
    Ok(plan.outcomes)
}

/// Appends a batch of which nothing may be refused.
///
/// # Errors
/// The first refusal as a 409 problem that names its rule, beside the errors of [`append`]. The caller's transaction must
/// then be rolled back, which returning the error from a handler does.
pub async fn append_all_or_refuse(tx: &mut Tx, events: &[UnitEvent]) -> Result<Vec<Outcome>, Fault> {
    let outcomes = append(tx, events).await?;
    match first_cause(&outcomes) {
        Some(refusal) => Err(refusal.clone().into()),
        None => Ok(outcomes),
    }
}

/// The first refusal that is not merely the consequence of another one.
fn first_cause(outcomes: &[Outcome]) -> Option<&Refusal> {
    let refusals = || outcomes.iter().filter_map(Outcome::refusal);
    refusals().find(|refusal| refusal.rule != plan::LINKED).or_else(|| refusals().next())
}
