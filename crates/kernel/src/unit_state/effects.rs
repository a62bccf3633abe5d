//! The words of the column `effects`: each one small change.

use super::{
    Unit,
    event::{Amendment, Fact, UnitEvent},
    facts::Facts,
    state::{Custody, Hold, HoldKind, Life, Mode, Promise, Safety, State, Transfusion},
};
/// An effect: changes the unit as the event says.
pub(super) type Effect = fn(&mut Unit, &UnitEvent);

/// The effect that `word` names.
pub(super) fn by_word(word: &str) -> Option<Effect> {
    Some(match word {
        "born" => born,
        "inherit" => inherit,
        "open-found" => |unit, event| open(unit, event, HoldKind::Found),
        "open-recall" => |unit, event| open(unit, event, HoldKind::Recall),
        "open-investigation" => |unit, event| open(unit, event, HoldKind::Investigation),
        "open-hold" => open_hold,
        "close-hold" => close_hold,
        "use-up" => use_up,
        "treat" => treat,
        "set-group" => set_group,
        "verify-label" => |unit, event| unit.state.label_verified_at = Some(event.at),
        "qualify" => |unit, _| unit.state.safety = Safety::Qualified,
        "reject" => reject,
        "place" => place,
        "place-if-kept" => place_if_kept,
        "take-in" => take_in,
        "control" => |unit, _| unit.state.custody.mode = Mode::InControl,
        "lose-sight" => |unit, event| unit.state.custody.mode = Mode::OutOfControl { since: event.at },
        "depart" => depart,
        "hand-over" => hand_over,
        "arrive" => arrive,
        "promise" | "commit" | "match" => promise,
        "free-promise" => |unit, _| unit.state.promise = Promise::Free,
        "dispense" => dispense,
        "start-transfusion" => start_transfusion,
        "end-transfusion" => end_transfusion,
        "amend" => amend,
        _ => return None,
    })
}

/// The unit as its birth describes it, before any effect; `None` when the event is not a birth.
pub(super) fn newborn(event: &UnitEvent) -> Option<Unit> {
    let birth = event.fact.birth()?;
    let facts = Facts {
        donation_number: birth.donation_number,
        product: birth.product,
        division: birth.division,
        medium: birth.medium,
        group: birth.group,
        volume_ml: birth.volume_ml,
        collected_at: birth.collected_at,
        prepared_at: birth.prepared_at,
        expires_at: birth.expires_at,
        parents: birth.parents.clone(),
        attributes: birth.attributes.clone(),
    };
    let custody =
        Custody { org: event.org, place: Some(event.site), position: birth.position.clone(), mode: Mode::InControl };
    let state = State {
        life: Life::Collected,
        safety: Safety::Pending,
        holds: Vec::new(),
        promise: Promise::Free,
        custody,
        label_verified_at: None,
        transfusion: None,
        version: 0,
    };
    Some(Unit { state, facts })
}

/// Born pending, in control of the organisation that made it, at the site where it was made.
fn born(unit: &mut Unit, event: &UnitEvent) {
    if let Some(newborn) = newborn(event) {
        *unit = newborn;
    }
}

/// Takes over the worst safety, all holds and the shared group of its parents.
fn inherit(unit: &mut Unit, event: &UnitEvent) {
    let Some(birth) = event.fact.birth() else { return };
    unit.state.safety = birth.inherited.safety.unwrap_or(Safety::Pending);
    for hold in &birth.inherited.holds {
        unit.state.open(hold.clone());
    }
    unit.facts.group = birth.group.or(birth.inherited.group);
}

fn open(unit: &mut Unit, event: &UnitEvent, kind: HoldKind) {
    let reason = event.reason.clone().unwrap_or_default();
    unit.state.open(Hold {
        hold_id: event.event_id,
        kind,
        reason,
        opened_by: event.actor,
        org: event.org,
        since: event.at,
    });
}

fn open_hold(unit: &mut Unit, event: &UnitEvent) {
    if let Fact::Held { hold } = event.fact {
        open(unit, event, hold);
    }
}

fn close_hold(unit: &mut Unit, event: &UnitEvent) {
    if let Fact::Lifted { hold_id } = event.fact {
        unit.state.holds.retain(|hold: &Hold| hold.hold_id != hold_id);
    }
}

/// The parent keeps the rest; nothing left ends it. Its label shows the old volume and has to be verified again.
fn use_up(unit: &mut Unit, event: &UnitEvent) {
    let Some(making) = event.fact.making() else { return };
    unit.facts.volume_ml = making.rest_ml;
    unit.state.label_verified_at = None;
    if making.rest_ml == 0 {
        unit.state.life = Life::Consumed;
    }
}

/// The same unit with one more attribute and a nearer expiry. Its label shows neither yet and has to be verified again.
fn treat(unit: &mut Unit, event: &UnitEvent) {
    if let Fact::Treated { attribute, expires_at } = event.fact {
        unit.facts.attributes.insert(attribute);
        unit.facts.expires_at = Some(expires_at);
        unit.state.label_verified_at = None;
    }
}

/// The first group is written down; another group later changes nothing but opens a hold: it may be two people's blood.
fn set_group(unit: &mut Unit, event: &UnitEvent) {
    let Fact::Tested(test) = &event.fact else { return };
    match (unit.facts.group, test.group) {
        (None, Some(group)) => {
            unit.facts.group = Some(group);
            unit.state.label_verified_at = None;
        }
        (Some(known), Some(group)) if known != group => open(unit, event, HoldKind::GroupConflict),
        _ => {}
    }
}

/// Rejected for good; what was promised is free again, what is on a ward stays recorded as dispensed.
fn reject(unit: &mut Unit, _: &UnitEvent) {
    unit.state.safety = Safety::Rejected;
    if !matches!(unit.state.promise, Promise::Dispensed { .. }) {
        unit.state.promise = Promise::Free;
    }
}

fn place(unit: &mut Unit, event: &UnitEvent) {
    if let Some(spot) = event.fact.spot() {
        unit.state.custody.place = Some(spot.place);
        unit.state.custody.position.clone_from(&spot.position);
    }
}

/// One stray sighting is not an arrival: only the custodian's own sightings of a unit in control say where it is.
fn place_if_kept(unit: &mut Unit, event: &UnitEvent) {
    let kept = unit.state.custody.org == event.org && unit.state.custody.mode == Mode::InControl;
    if kept && !unit.state.life.is_end() {
        place(unit, event);
    }
}

/// Who finds it has it.
fn take_in(unit: &mut Unit, event: &UnitEvent) {
    unit.state.custody.org = event.org;
    unit.state.custody.mode = Mode::InControl;
    place(unit, event);
}

fn depart(unit: &mut Unit, event: &UnitEvent) {
    if let Fact::Dispatched(dispatch) = &event.fact {
        unit.state.custody.mode = Mode::InTransit { shipment: dispatch.shipment, to: dispatch.to };
        unit.state.custody.position = None;
    }
}

fn hand_over(unit: &mut Unit, event: &UnitEvent) {
    let Fact::HandedOver { to, .. } = event.fact else { return };
    if unit.state.custody.org != to {
        unit.state.custody.org = to;
        unit.state.custody.place = None;
    }
}

/// Received: in control at the receiving site. A commitment to the receiver is fulfilled.
fn arrive(unit: &mut Unit, event: &UnitEvent) {
    let Fact::Received { position, .. } = &event.fact else { return };
    unit.state.custody =
        Custody { org: event.org, place: Some(event.site), position: position.clone(), mode: Mode::InControl };
    if matches!(unit.state.promise, Promise::Committed { to, .. } if to == event.org) {
        unit.state.promise = Promise::Free;
    }
}

fn promise(unit: &mut Unit, event: &UnitEvent) {
    unit.state.promise = match &event.fact {
        Fact::Promised { order, until } => Promise::Promised { order: *order, until: *until },
        Fact::Issued { order, to } => Promise::Committed { order: *order, to: *to },
        Fact::Matched { patient, sample, until } => {
            Promise::Matched { patient: *patient, sample: sample.clone(), until: *until }
        }
        _ => return,
    };
}

fn dispense(unit: &mut Unit, event: &UnitEvent) {
    let Fact::Dispensed { patient, ward, .. } = &event.fact else { return };
    unit.state.promise = Promise::Dispensed { patient: *patient };
    unit.state.custody.mode = Mode::OutOfControl { since: event.at };
    unit.state.custody.place = ward.or(unit.state.custody.place);
    unit.state.custody.position = None;
}

fn start_transfusion(unit: &mut Unit, event: &UnitEvent) {
    if let Fact::TransfusionStarted { patient, .. } = event.fact {
        unit.state.transfusion = Some(Transfusion { patient, started_at: event.at, ended_at: None });
    }
}

fn end_transfusion(unit: &mut Unit, event: &UnitEvent) {
    if let Some(transfusion) = &mut unit.state.transfusion {
        transfusion.ended_at = Some(event.at);
    }
}

/// Facts are corrected; the label has to be verified and the unit released again, for both were judged by the old facts.
fn amend(unit: &mut Unit, event: &UnitEvent) {
    let Fact::Corrected(correction) = &event.fact else { return };
    let Amendment { group, volume_ml, collected_at, expires_at, attributes } = correction.facts.clone();
    let facts = &mut unit.facts;
    facts.group = group.or(facts.group);
    facts.volume_ml = volume_ml.unwrap_or(facts.volume_ml);
    facts.collected_at = collected_at.unwrap_or(facts.collected_at);
    facts.expires_at = expires_at.or(facts.expires_at);
    facts.attributes = attributes.unwrap_or_else(|| std::mem::take(&mut facts.attributes));
    unit.state.label_verified_at = None;
    if unit.state.safety == Safety::Qualified {
        unit.state.safety = Safety::Pending;
    }
    if !matches!(unit.state.promise, Promise::Dispensed { .. }) {
        unit.state.promise = Promise::Free;
    }
}
