//! Demands about who acts, why, and on what evidence.

use super::{Moment, demand};
use crate::{refusal::Refusal, say, unit_state::event::Fact};

/// A second person is named, and is another one.
pub(super) fn two_persons(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.event.second.is_some_and(|second| second != m.event.actor), "unit.second-person", || {
        say!("需要另一人复核", "a second person, not the same one, has to confirm")
    })
}

/// The patient was identified by two different things.
pub(super) fn two_identifiers(m: &Moment<'_>) -> Result<(), Refusal> {
    let Fact::TransfusionStarted { identifiers, .. } = &m.event.fact else { return Ok(()) };
    let mut different: Vec<&str> = identifiers.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
    different.sort_unstable();
    different.dedup();
    demand(different.len() >= 2, "unit.two-identifiers", || {
        say!("需核对患者的两种身份标识", "the patient has to be identified by two different identifiers")
    })
}

/// A reason is given.
pub(super) fn reason(m: &Moment<'_>) -> Result<(), Refusal> {
    let given = m.event.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    demand(given, "unit.reason-missing", || say!("请填写原因", "give a reason"))
}

/// The digest of what was seen or signed is given.
pub(super) fn evidence(m: &Moment<'_>) -> Result<(), Refusal> {
    let given = m.event.fact.evidence().is_some_and(|digest| !digest.trim().is_empty());
    demand(given, "unit.evidence-missing", || say!("缺少判定依据的摘要", "the digest of the evidence is missing"))
}
