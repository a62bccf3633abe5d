//! What a hospital does not see of a unit's history: donors, tests, why something was found unsafe, and the patients of
//! other hospitals.

use uuid::Uuid;
use vena_kernel::{
    id::PatientId,
    unit_state::{HoldKind, Promise},
};

use super::TracedEvent;
use crate::{
    proof::hidden,
    read::{Sight, UnitRecord},
};

/// The event as `sight` may see it: that it happened, by whose hand and when always; what it says not always.
pub(super) fn event(mut event: TracedEvent, sight: Sight) -> TracedEvent {
    if hidden(&event.kind, event.org.id, sight) {
        event.fact = None;
        event.reason = None;
        event.device = None;
    }
    event
}

/// The unit as `sight` may see it: no reasons of a look-back, no patients of others.
pub(crate) fn seen_by(mut record: UnitRecord, sight: Sight) -> UnitRecord {
    let Some(own) = sight.only() else { return record };
    for hold in record.state.holds.iter_mut().filter(|hold| hold.kind == HoldKind::LookBack) {
        hold.reason.clear();
    }
    if record.state.custody.org != own {
        let nobody = PatientId::from_uuid(Uuid::nil());
        match &mut record.state.promise {
            Promise::Matched { patient, sample, .. } => {
                *patient = nobody;
                sample.clear();
            }
            Promise::Dispensed { patient } => *patient = nobody,
            _ => {}
        }
        if let Some(transfusion) = &mut record.state.transfusion {
            transfusion.patient = nobody;
        }
    }
    record
}
