//! The words of the column `demands`: each a small question with yes, or no and why.

mod custody;
mod family;
mod people;
mod promise;
mod safety;

use super::{Unit, event::UnitEvent};
use crate::{clock::Instant, refusal::Refusal, text::Text};

/// What a demand is asked about.
#[derive(Debug)]
pub(super) struct Moment<'a> {
    /// The unit before the event; at a birth, the newborn.
    pub(super) unit: &'a Unit,
    /// What happened.
    pub(super) event: &'a UnitEvent,
    /// The later of event time and record time: a late entry is judged by what is true when it is recorded.
    pub(super) now: Instant,
}

impl Moment<'_> {
    /// The unit as people name it.
    fn label(&self) -> String {
        self.unit.facts.label()
    }
}

/// A demand: `Ok`, or the refusal.
pub(super) type Demand = fn(&Moment<'_>) -> Result<(), Refusal>;

/// `Ok` when `holds`, else the refusal by `rule` for the reason that `reason` words.
fn demand(holds: bool, rule: &'static str, reason: impl FnOnce() -> Text) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::new(rule, reason())) }
}

/// The demand that `word` names.
pub(super) fn by_word(word: &str) -> Option<Demand> {
    Some(match word {
        "own-custody" => custody::own_custody,
        "in-control" => custody::in_control,
        "out-of-control" => custody::out_of_control,
        "in-this-shipment" => custody::in_this_shipment,
        "to-own" => custody::to_own,
        "to-other" => custody::to_other,
        "party" => custody::party,
        "addressed" => custody::addressed,
        "receiver" => custody::receiver,
        "qualified" => safety::qualified,
        "not-rejected" => safety::not_rejected,
        "not-released" => safety::not_released,
        "no-hold" => safety::no_hold,
        "hold-open" => safety::hold_open,
        "may-lift" => safety::may_lift,
        "unexpired" => safety::unexpired,
        "not-past-expiry" => safety::not_past_expiry,
        "group-known" => safety::group_known,
        "label-verified" => safety::label_verified,
        "label-equal" => safety::label_equal,
        "return-allowed" => safety::return_allowed,
        "free" => promise::free,
        "free-or-same-patient" => promise::free_or_same_patient,
        "something-promised" => promise::something_promised,
        "promised-to-order" => promise::promised_to_order,
        "committed-to" => promise::committed_to,
        "matched-to-patient" => promise::matched_to_patient,
        "dispensed-to-patient" => promise::dispensed_to_patient,
        "transfusion-open" => promise::transfusion_open,
        "until-ahead" => promise::until_ahead,
        "unexpired-until" => promise::unexpired_until,
        "two-persons" => people::two_persons,
        "two-identifiers" => people::two_identifiers,
        "reason" => people::reason,
        "evidence" => people::evidence,
        "volume" => family::volume,
        "times" => family::times,
        "no-parents" => family::no_parents,
        "parents-named" => family::parents_named,
        "mass-balance" => family::mass_balance,
        "expiry-nearer" => family::expiry_nearer,
        "amendment-sane" => family::amendment_sane,
        _ => return None,
    })
}
