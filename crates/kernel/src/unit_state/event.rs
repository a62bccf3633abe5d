//! What can happen to a unit. Events are facts: they are recorded, never changed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    facts::{Attribute, Birth},
    state::{HoldKind, words},
};
use crate::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::{EventId, OrderId, OrgId, PatientId, ShipmentId, SiteId, UnitId, UserId},
    product::ProductCode,
};

/// One event in the life of one unit. Whoever reports it chooses its id, so that reporting twice is harmless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct UnitEvent {
    /// Chosen by the reporter.
    pub event_id: EventId,
    /// To which unit it happened.
    pub unit: UnitId,
    /// When it happened; may be long before it is recorded.
    pub at: Instant,
    /// Who did it.
    pub actor: UserId,
    /// Who checked or did it together with the actor.
    pub second: Option<UserId>,
    /// For which organisation.
    pub org: OrgId,
    /// At which site.
    pub site: SiteId,
    /// With which device.
    pub device: Option<String>,
    /// Why, in the words of the actor.
    pub reason: Option<String>,
    /// What happened.
    pub fact: Fact,
}

/// What happened. The word in `kind` names the row of the transition table, together with the variant where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitFact))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// Born from a donor's arm.
    Collected(Birth),
    /// Born from parents.
    Prepared(Birth),
    /// Born from the records of another system: into stock, pending, under a hold `found`.
    TakenOver(Birth),
    /// Became parts.
    Divided(Making),
    /// Went into a pool.
    Pooled(Making),
    /// Became another product: washed, thawed, frozen.
    Modified(Making),
    /// Treated and still the same product: irradiated.
    Treated {
        /// What it is now as well.
        attribute: Attribute,
        /// When it may no longer be used; never later than before.
        expires_at: Instant,
    },
    /// A mandatory marker has its final result.
    Tested(Test),
    /// The final label was scanned again.
    LabelVerified(Label),
    /// Left quarantine through the release gate.
    Released {
        /// Digest of the evidence that the gate saw.
        evidence: String,
    },
    /// Found unsafe.
    Rejected,
    /// Held back.
    Held {
        /// What kind of hold.
        hold: HoldKind,
    },
    /// A hold was closed.
    Lifted {
        /// Id of the event that opened the hold.
        hold_id: EventId,
    },
    /// Put into its place.
    PutAway(Spot),
    /// Moved to another place of the same custodian.
    Moved(Spot),
    /// Seen by a person, a gate or a shelf.
    Seen(Spot),
    /// Set aside for an order.
    Promised {
        /// The order.
        order: OrderId,
        /// When the promise lapses.
        until: Instant,
    },
    /// Promise, commitment or match undone.
    Freed,
    /// Given to an order: belongs to its hospital from now on.
    Issued {
        /// The order.
        order: OrderId,
        /// Who will get it.
        to: OrgId,
    },
    /// Left in a sealed box.
    Dispatched(Dispatch),
    /// Changed hands with the box still sealed; actor and second are the two sides.
    HandedOver {
        /// The journey.
        shipment: ShipmentId,
        /// Who answers for it now.
        to: OrgId,
    },
    /// Checked on receipt and taken into control.
    Received {
        /// The journey.
        shipment: ShipmentId,
        /// Where in the site it lies.
        position: Option<String>,
    },
    /// Crossmatched for a patient.
    Matched {
        /// The patient.
        patient: PatientId,
        /// Number of the patient's sample.
        sample: String,
        /// When sample and match lapse.
        until: Instant,
    },
    /// Handed out for a patient.
    Dispensed {
        /// The patient.
        patient: PatientId,
        /// To which ward.
        ward: Option<SiteId>,
        /// Set when there was no time for a crossmatch.
        emergency: Option<Emergency>,
    },
    /// Came back from the ward.
    Returned(Return),
    /// The transfusion began; the second person checked at the bedside.
    TransfusionStarted {
        /// The patient.
        patient: PatientId,
        /// By what the patient was identified, for example `wristband`, `name`, `birth_date`; two different ones at least.
        identifiers: Vec<String>,
    },
    /// The transfusion ended.
    TransfusionEnded {
        /// The patient.
        patient: PatientId,
        /// How much was given, in mL.
        volume_ml: u32,
        /// True when a reaction was seen.
        reaction: bool,
    },
    /// Destroyed.
    Discarded {
        /// The reason code of the rulebook.
        cause: String,
    },
    /// Left for fractionation or research.
    Exported {
        /// For what.
        purpose: Purpose,
        /// Who got it.
        recipient: String,
    },
    /// Called back: by donor, lot, device or window.
    Recalled {
        /// Number of the recall.
        recall: String,
    },
    /// Nobody knows where it is.
    Lost,
    /// Turned up again.
    Found(Spot),
    /// An earlier event was recorded wrongly; this one says what is right. The earlier one stays readable.
    Corrected(Correction),
}

/// A parent's side of making other units. Conservation: what was there + what was added = children + rest + loss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitMaking))]
pub struct Making {
    /// The children and how much of this unit went into each, additive included, in mL.
    pub children: Vec<Share>,
    /// Additive solution that went into the children, in mL.
    #[serde(default)]
    pub added_ml: u32,
    /// Lost in tubing and samples, in mL.
    #[serde(default)]
    pub loss_ml: u32,
    /// What stays in this unit, in mL; nothing ends it.
    #[serde(default)]
    pub rest_ml: u32,
}

/// How much of a unit went into one child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitShare))]
pub struct Share {
    /// The child.
    pub unit: UnitId,
    /// How much, in mL.
    pub volume_ml: u32,
}

/// The final result of one mandatory test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitTest))]
pub struct Test {
    /// Which test, as the rulebook names it: `hbsag`, `nat`, `abo_rhd`, …
    pub marker: String,
    /// What came out.
    pub outcome: Outcome,
    /// The group, when this was a group test.
    pub group: Option<BloodGroup>,
}

words! {
    /// What a test came out as.
    Outcome as TestOutcome {
        /// Nothing found.
        NonReactive = "non_reactive", "无反应性", "non-reactive";
        /// Something found: the unit is rejected.
        Reactive = "reactive", "有反应性", "reactive";
        /// No marker test, or no clear answer.
        Neutral = "neutral", "不适用", "neutral";
    }
}

words! {
    /// What an exported unit is for.
    Purpose as ExportPurpose {
        /// Medicines made from plasma.
        Fractionation = "fractionation", "血浆制品", "fractionation";
        /// Research, teaching, reagents; never a patient.
        Research = "research", "科研", "research";
    }
}

/// What was read from the label that is on the bag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = LabelRead))]
pub struct Label {
    /// Donation number.
    pub donation_number: DonationNumber,
    /// Product.
    pub product: ProductCode,
    /// Division.
    #[serde(default)]
    pub division: Division,
    /// Group, when the label shows one.
    pub group: Option<BloodGroup>,
    /// Expiry to the minute, when the label shows one.
    pub expires_at: Option<Instant>,
}

/// A place within the custodian's sites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitSpot))]
pub struct Spot {
    /// The site.
    pub place: SiteId,
    /// Door, rack, drawer.
    pub position: Option<String>,
}

/// Departure in a sealed box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitDispatch))]
pub struct Dispatch {
    /// The journey.
    pub shipment: ShipmentId,
    /// Who shall receive it.
    pub to: OrgId,
    /// Why it travels.
    pub purpose: Travel,
}

words! {
    /// Why a unit travels.
    Travel as TravelPurpose {
        /// To the organisation it was issued to.
        Delivery = "delivery", "送血", "delivery";
        /// Between sites of one organisation.
        Internal = "internal", "内部转运", "internal transfer";
        /// Back or away from patients: always arrives under a hold.
        Quarantine = "quarantine", "隔离退回", "to quarantine";
    }
}

/// Who decided that there was no time for a crossmatch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitEmergency))]
pub struct Emergency {
    /// The physician who signed.
    pub physician: UserId,
    /// Digest of what was signed.
    pub signature: String,
}

/// What was found when a dispensed unit came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitReturn))]
pub struct Return {
    /// The thermal record allows return to stock.
    pub thermal_ok: bool,
    /// Digest of the thermal record that was judged.
    pub evidence: String,
    /// The seal is whole.
    pub seal_intact: bool,
    /// A giving set has been in the port.
    pub spiked: bool,
}

/// What is right, where an earlier event was wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitAmendment))]
pub struct Amendment {
    /// The group.
    pub group: Option<BloodGroup>,
    /// The volume in mL.
    pub volume_ml: Option<u32>,
    /// The end of the donation.
    pub collected_at: Option<Instant>,
    /// The expiry.
    pub expires_at: Option<Instant>,
    /// All attributes.
    pub attributes: Option<BTreeSet<Attribute>>,
}

/// A correction names the event that it corrects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitCorrection))]
pub struct Correction {
    /// The event that was recorded wrongly, of the same unit.
    pub event: EventId,
    /// What is right; nothing when only a remark is added.
    #[serde(default)]
    pub facts: Amendment,
}
