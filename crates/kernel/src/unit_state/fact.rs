//! Short questions to a fact, asked by demands, effects, columns and screens.

use super::{
    event::{Amendment, Fact, Making, Outcome, Purpose, Spot, Travel},
    facts::Birth,
};
use crate::id::{OrderId, OrgId, PatientId, ShipmentId};

impl Fact {
    /// The word of the event, as in JSON and in columns.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Collected(_) => "collected",
            Self::Prepared(_) => "prepared",
            Self::TakenOver(_) => "taken_over",
            Self::Divided(_) => "divided",
            Self::Pooled(_) => "pooled",
            Self::Modified(_) => "modified",
            Self::Treated { .. } => "treated",
            Self::Tested(_) => "tested",
            Self::LabelVerified(_) => "label_verified",
            Self::Released { .. } => "released",
            Self::Rejected => "rejected",
            Self::Held { .. } => "held",
            Self::Lifted { .. } => "lifted",
            Self::PutAway(_) => "put_away",
            Self::Moved(_) => "moved",
            Self::Seen(_) => "seen",
            Self::Promised { .. } => "promised",
            Self::Freed => "freed",
            Self::Issued { .. } => "issued",
            Self::Dispatched(_) => "dispatched",
            Self::HandedOver { .. } => "handed_over",
            Self::Received { .. } => "received",
            Self::Matched { .. } => "matched",
            Self::Dispensed { .. } => "dispensed",
            Self::Returned(_) => "returned",
            Self::TransfusionStarted { .. } => "transfusion_started",
            Self::TransfusionEnded { .. } => "transfusion_ended",
            Self::Discarded { .. } => "discarded",
            Self::Exported { .. } => "exported",
            Self::Recalled { .. } => "recalled",
            Self::Lost => "lost",
            Self::Found(_) => "found",
            Self::Corrected(_) => "corrected",
        }
    }

    /// The row of the transition table: the word of the event, with its variant where the table has one.
    pub fn row(&self) -> &'static str {
        match self {
            Self::Tested(test) if test.outcome == Outcome::Reactive => "tested.reactive",
            Self::Dispatched(dispatch) => match dispatch.purpose {
                Travel::Delivery => "dispatched.delivery",
                Travel::Internal => "dispatched.internal",
                Travel::Quarantine => "dispatched.quarantine",
            },
            Self::Dispensed { emergency: Some(_), .. } => "dispensed.emergency",
            Self::Exported { purpose: Purpose::Fractionation, .. } => "exported.fractionation",
            Self::Exported { .. } => "exported.research",
            Self::Corrected(correction) if correction.facts == Amendment::default() => "corrected.remark",
            other => other.kind(),
        }
    }

    /// The facts of a birth.
    pub const fn birth(&self) -> Option<&Birth> {
        match self {
            Self::Collected(birth) | Self::Prepared(birth) | Self::TakenOver(birth) => Some(birth),
            _ => None,
        }
    }

    /// The facts of a birth, to be completed by the ledger.
    pub const fn birth_mut(&mut self) -> Option<&mut Birth> {
        match self {
            Self::Collected(birth) | Self::Prepared(birth) | Self::TakenOver(birth) => Some(birth),
            _ => None,
        }
    }

    /// A parent's side of making other units.
    pub const fn making(&self) -> Option<&Making> {
        match self {
            Self::Divided(making) | Self::Pooled(making) | Self::Modified(making) => Some(making),
            _ => None,
        }
    }

    /// The place it names.
    pub const fn spot(&self) -> Option<&Spot> {
        match self {
            Self::PutAway(spot) | Self::Moved(spot) | Self::Seen(spot) | Self::Found(spot) => Some(spot),
            _ => None,
        }
    }

    /// The order it names.
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Promised { order, .. } | Self::Issued { order, .. } => Some(*order),
            _ => None,
        }
    }

    /// The receiving organisation it names.
    pub const fn to(&self) -> Option<OrgId> {
        match self {
            Self::Issued { to, .. } | Self::HandedOver { to, .. } => Some(*to),
            Self::Dispatched(dispatch) => Some(dispatch.to),
            _ => None,
        }
    }

    /// The patient it names.
    pub const fn patient(&self) -> Option<PatientId> {
        match self {
            Self::Matched { patient, .. }
            | Self::Dispensed { patient, .. }
            | Self::TransfusionStarted { patient, .. }
            | Self::TransfusionEnded { patient, .. } => Some(*patient),
            _ => None,
        }
    }

    /// The journey it names.
    pub const fn shipment(&self) -> Option<ShipmentId> {
        match self {
            Self::HandedOver { shipment, .. } | Self::Received { shipment, .. } => Some(*shipment),
            Self::Dispatched(dispatch) => Some(dispatch.shipment),
            _ => None,
        }
    }

    /// The digest of what was seen or signed before this was done.
    pub fn evidence(&self) -> Option<&str> {
        match self {
            Self::Released { evidence } => Some(evidence),
            Self::Returned(found) => Some(&found.evidence),
            Self::Dispensed { emergency: Some(emergency), .. } => Some(&emergency.signature),
            _ => None,
        }
    }
}
