//! What must have been true before a patient is reached, found by reading the history again from its beginning, without
//! the state that the program keeps.

use crate::{clock::Instant, id::OrgId, unit_state::*};

/// An accepted event with the instant at which it was judged.
pub(super) struct Line {
    pub(super) event: UnitEvent,
    pub(super) judged_at: Instant,
}

/// The events before `index`, newest first.
fn earlier(history: &[Line], index: usize) -> impl Iterator<Item = &Line> {
    history[..index].iter().rev()
}

fn is_amendment(fact: &Fact) -> bool {
    matches!(fact, Fact::Corrected(correction) if correction.facts != Amendment::default())
}

fn condemned(line: &Line) -> bool {
    match &line.event.fact {
        Fact::Rejected => true,
        Fact::Tested(test) => test.outcome == Outcome::Reactive,
        fact => fact.birth().is_some_and(|birth| birth.inherited.safety == Some(Safety::Rejected)),
    }
}

fn released(history: &[Line], index: usize) -> bool {
    earlier(history, index).take_while(|line| !is_amendment(&line.event.fact)).any(|line| match &line.event.fact {
        Fact::Released { .. } => true,
        fact => fact.birth().is_some_and(|birth| birth.inherited.safety == Some(Safety::Qualified)),
    })
}

/// The group as the first one who knew it wrote it down, or as last corrected.
fn group_before(history: &[Line], index: usize) -> Option<crate::abo::BloodGroup> {
    history[..index].iter().fold(None, |group, line| match &line.event.fact {
        Fact::Tested(test) => group.or(test.group),
        Fact::Corrected(correction) => correction.facts.group.or(group),
        fact => group.or(fact.birth().and_then(|birth| birth.group.or(birth.inherited.group))),
    })
}

fn opens_hold(history: &[Line], index: usize) -> bool {
    match &history[index].event.fact {
        Fact::Held { .. } | Fact::Recalled { .. } | Fact::TakenOver(_) | Fact::Found(_) => true,
        Fact::Dispatched(dispatch) => dispatch.purpose == Travel::Quarantine,
        Fact::Tested(test) => {
            let known = group_before(history, index);
            known.is_some() && test.group.is_some() && known != test.group
        }
        _ => false,
    }
}

fn held(history: &[Line], index: usize) -> bool {
    let lifted =
        |id| history[..index].iter().any(|line| matches!(line.event.fact, Fact::Lifted { hold_id } if hold_id == id));
    let inherited = history[..index].iter().filter_map(|line| line.event.fact.birth());
    let inherited = inherited.flat_map(|birth| birth.inherited.holds.iter().map(|hold| hold.hold_id));
    let opened = (0..index).filter(|&at| opens_hold(history, at)).map(|at| history[at].event.event_id);
    opened.chain(inherited).any(|id| !lifted(id))
}

fn expiry(history: &[Line], index: usize) -> Option<Instant> {
    history[..index].iter().fold(None, |expiry, line| match &line.event.fact {
        Fact::Treated { expires_at, .. } => Some(*expires_at),
        Fact::Corrected(correction) => correction.facts.expires_at.or(expiry),
        fact => expiry.or(fact.birth().and_then(|birth| birth.expires_at)),
    })
}

/// Who answers for the unit after the first `index` events, by the last event that hands it over.
pub(super) fn custodian(history: &[Line], index: usize) -> Option<OrgId> {
    earlier(history, index).find_map(|line| match &line.event.fact {
        Fact::HandedOver { to, .. } => Some(*to),
        Fact::Received { .. } | Fact::Found(_) | Fact::Collected(_) | Fact::Prepared(_) | Fact::TakenOver(_) => {
            Some(line.event.org)
        }
        _ => None,
    })
}

/// Matched for the patient of event `index`, not lapsed at `now`, and nothing has undone it.
fn matched(history: &[Line], index: usize, now: Instant) -> bool {
    let undone = |fact: &Fact| {
        matches!(fact, Fact::Freed | Fact::Rejected | Fact::Returned(_) | Fact::Lost)
            || matches!(fact, Fact::Dispatched(dispatch) if dispatch.purpose == Travel::Quarantine)
            || is_amendment(fact)
    };
    let mut since = earlier(history, index).take_while(|line| !undone(&line.event.fact) && !condemned(line));
    since.any(|line| match &line.event.fact {
        Fact::Matched { patient, until, .. } => Some(*patient) == history[index].event.fact.patient() && *until > now,
        _ => false,
    })
}

fn dispensed(history: &[Line], index: usize) -> bool {
    let last =
        earlier(history, index).find(|line| matches!(line.event.fact, Fact::Dispensed { .. } | Fact::Returned(_)));
    let patient = history[index].event.fact.patient();
    last.is_some_and(|line| matches!(line.event.fact, Fact::Dispensed { patient: to, .. } if Some(to) == patient))
}

/// Law 1 for the event at `index`, if it is one that reaches a patient.
pub(super) fn reaches_a_patient_lawfully(history: &[Line], index: usize) -> Result<(), String> {
    let Line { event, judged_at } = &history[index];
    let promised = match &event.fact {
        Fact::Dispensed { emergency: None, .. } => matched(history, index, *judged_at),
        Fact::Dispensed { emergency: Some(signed), .. } => !signed.signature.is_empty(),
        Fact::TransfusionStarted { .. } => dispensed(history, index),
        _ => return Ok(()),
    };
    let conditions = [
        ("released", released(history, index)),
        ("never condemned", !history[..index].iter().any(condemned)),
        ("not held", !held(history, index)),
        ("unexpired", expiry(history, index).is_some_and(|expiry| expiry > *judged_at)),
        ("in the custody of who hands it out", custodian(history, index) == Some(event.org)),
        ("kept for this patient", promised),
    ];
    match conditions.iter().find(|(_, holds)| !holds) {
        Some((condition, _)) => Err(format!("{} although not {condition}", event.fact.kind())),
        None => Ok(()),
    }
}
