//! The bench as handlers set it up: the rulebook of this country and what collect knows of the donation.

use vena_contracts::collect::DonationFacts;
use vena_kernel::{clock::Instant, rulebook, unit_state::Facts};

use super::rules::{Bench, Donated};
use crate::book::steps;

impl<'a> Bench<'a> {
    /// The bench for a unit by the rulebook, at `at`.
    pub(crate) fn usual(parent: &'a Facts, donated: Donated<'a>, at: Instant) -> Self {
        Self { rules: rulebook::preparation(), steps: steps(), products: rulebook::products(), parent, donated, at }
    }
}

/// What decides about preparation in the facts of a donation. Of two filling times the longer one counts: the machine's own,
/// and what was typed.
pub(crate) fn donated(facts: Option<&DonationFacts>) -> Donated<'_> {
    let Some(facts) = facts else { return Donated::default() };
    let typed = facts.started_at.zip(facts.ended_at).map(|(start, end)| end.seconds_since(start));
    Donated {
        volume_ml: facts.volume_ml,
        agreed_ml: facts.makes.map(|_| facts.nominal_ml),
        filling_seconds: typed.max(facts.machine_seconds.filter(|_| typed.is_some())),
        makes: facts.makes,
        why: facts.makes_why.as_ref(),
    }
}
