//! The bench as handlers set it up: the rulebook of this country and what collect knows of the donation.

use vena_contracts::collect::DonationFacts;
use vena_kernel::{clock::Instant, rulebook, unit_state::Facts};

use super::rules::{Bench, Donated};
use crate::book::steps;

impl<'a> Bench<'a> {
    /// The bench for a unit by the rulebook, at `at`.
    pub(crate) fn usual(parent: &'a Facts, donated: Donated, at: Instant) -> Self {
        Self { rules: rulebook::preparation(), steps: steps(), products: rulebook::products(), parent, donated, at }
    }
}

/// What decides about preparation in the facts of a donation.
pub(crate) fn donated(facts: Option<&DonationFacts>) -> Donated {
    let Some(facts) = facts else { return Donated::default() };
    let filling_seconds = facts.started_at.zip(facts.ended_at).map(|(start, end)| end.seconds_since(start));
    Donated { volume_ml: facts.volume_ml, filling_seconds }
}
