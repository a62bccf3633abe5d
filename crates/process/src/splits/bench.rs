//! The bench as handlers set it up: the rulebook of this country and what collect knows of the donation.

use vena_contracts::collect::DonationFacts;
use vena_kernel::{clock::Instant, collection::chair::Makes, rulebook, unit_state::Facts};

use super::rules::{Bench, Donated};
use crate::book::steps;

impl<'a> Bench<'a> {
    /// The bench for a unit by the rulebook, at `at`.
    pub(crate) fn usual(parent: &'a Facts, donated: Donated<'a>, at: Instant) -> Self {
        Self { rules: rulebook::preparation(), steps: steps(), products: rulebook::products(), parent, donated, at }
    }
}

/// What decides about preparation in the facts of the donations behind a unit. Of a pool only what none of them may become
/// counts: sizes and times are those of a donation.
pub(crate) fn donated<'a>(donations: &[Option<&'a DonationFacts>]) -> Donated<'a> {
    if let [donation] = donations {
        return donation.map_or_else(Donated::default, of_one);
    }
    let rank = |makes: Option<Makes>| match makes {
        Some(Makes::Nothing) => 2,
        Some(Makes::RedCells) => 1,
        None | Some(Makes::Everything) => 0,
    };
    let worst = donations.iter().flatten().max_by_key(|facts| rank(facts.makes));
    worst.map_or_else(Donated::default, |facts| Donated {
        makes: facts.makes,
        why: facts.makes_why.as_ref(),
        ..Donated::default()
    })
}

/// Of two filling times the longer one counts: the machine's own, and what was typed.
fn of_one(facts: &DonationFacts) -> Donated<'_> {
    let typed = facts.started_at.zip(facts.ended_at).map(|(start, end)| end.seconds_since(start));
    Donated {
        volume_ml: facts.volume_ml,
        agreed_ml: facts.makes.map(|_| facts.nominal_ml),
        filling_seconds: typed.max(facts.machine_seconds.filter(|_| typed.is_some())),
        makes: facts.makes,
        why: facts.makes_why.as_ref(),
    }
}
