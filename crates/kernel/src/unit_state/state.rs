//! The state of a unit: life, safety, holds, promise and custody, kept apart so that no one of them can hide another.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Instant,
    id::{EventId, OrderId, OrgId, PatientId, ShipmentId, SiteId, UserId},
};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident as $schema:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = $schema))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the source.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used in tables, columns and JSON.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value that `word` names.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }

            /// The word that people read.
            pub fn text(self) -> $crate::text::Text {
                match self { $(Self::$variant => $crate::text::Text::new($zh, $en)),+ }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How far the unit has come from the donor's arm.
    Life as UnitLife {
        /// In the bag, not yet processed.
        Collected = "collected", "已采集", "collected";
        /// Prepared or labelled, waiting for release.
        InProcess = "in_process", "制备中", "in process";
        /// Part of a stock, of the station or of a hospital.
        Stock = "stock", "在库", "in stock";
        /// Dispensed for a patient and out of the blood bank's hands.
        Issued = "issued", "已发出", "dispensed";
        /// An end: given to a patient.
        Transfused = "transfused", "已输注", "transfused";
        /// An end: destroyed.
        Discarded = "discarded", "已报废", "discarded";
        /// An end: became other units.
        Consumed = "consumed", "已转化", "made into other units";
        /// An end: left for fractionation or research.
        Exported = "exported", "已外供", "exported";
        /// An end that `found` may undo: nobody knows where it is.
        Lost = "lost", "已丢失", "lost";
    }
}

impl Life {
    /// True when nothing can happen to the unit any more (a lost one may be found).
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Transfused | Self::Discarded | Self::Consumed | Self::Exported | Self::Lost)
    }
}

words! {
    /// Whether the unit is safe to give. The order is the order of badness: the worst of several is the greatest.
    Safety as UnitSafety {
        /// Released by the gate.
        Qualified = "qualified", "合格", "qualified";
        /// Not yet decided.
        Pending = "pending", "待检", "pending";
        /// Never to be given; nothing leads out of here.
        Rejected = "rejected", "不合格", "rejected";
    }
}

words! {
    /// Why a unit is held back.
    HoldKind as HoldKind {
        /// Temperature or time out of limits.
        Excursion = "excursion", "温度异常", "temperature excursion";
        /// Called back by the station or the maker.
        Recall = "recall", "召回", "recall";
        /// A later donation of the same donor was reactive.
        LookBack = "look_back", "回溯", "look-back";
        /// Being looked into.
        Investigation = "investigation", "调查", "investigation";
        /// Turned up again, or came without a history.
        Found = "found", "找回待查", "found";
        /// Bag, seal or appearance not in order.
        Damaged = "damaged", "破损", "damaged";
        /// Typed differently from before: possibly two people exchanged.
        GroupConflict = "group_conflict", "血型不符", "group conflict";
        /// A patient reacted, or donor or patient reported something later.
        PatientReport = "patient_report", "临床报告", "patient report";
    }
}

/// An open hold. Its id is the id of the event that opened it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitHold))]
pub struct Hold {
    /// The event that opened it.
    pub hold_id: EventId,
    /// Why, as a word.
    pub kind: HoldKind,
    /// Why, in the words of the person who opened it.
    pub reason: String,
    /// Who opened it.
    pub opened_by: UserId,
    /// For which organisation.
    pub org: OrgId,
    /// When.
    pub since: Instant,
}

/// Whom the unit is kept for. A promise with an end counts as free from that instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitPromise))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Promise {
    /// For nobody.
    Free,
    /// Set aside for an order.
    Promised {
        /// The order.
        order: OrderId,
        /// When this lapses.
        until: Instant,
    },
    /// Issued to another organisation; never lapses, ends when that organisation receives it or by `freed`.
    Committed {
        /// The order.
        order: OrderId,
        /// Who will get it.
        to: OrgId,
    },
    /// Crossmatched for a patient.
    Matched {
        /// The patient.
        patient: PatientId,
        /// Number of the patient's sample.
        sample: String,
        /// When the sample, and so the match, lapses.
        until: Instant,
    },
    /// Handed out for a patient; never lapses, ends by `returned`.
    Dispensed {
        /// The patient.
        patient: PatientId,
    },
}

impl Promise {
    /// What holds at `now`: a lapsed promise is free.
    pub fn at(&self, now: Instant) -> &Self {
        match self {
            Self::Promised { until, .. } | Self::Matched { until, .. } if *until <= now => &Self::Free,
            other => other,
        }
    }

    /// The word used in tables and columns.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Promised { .. } => "promised",
            Self::Committed { .. } => "committed",
            Self::Matched { .. } => "matched",
            Self::Dispensed { .. } => "dispensed",
        }
    }

    /// The order it is promised or committed to.
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::Promised { order, .. } | Self::Committed { order, .. } => Some(*order),
            _ => None,
        }
    }

    /// The patient it is matched for or dispensed to.
    pub const fn patient(&self) -> Option<PatientId> {
        match self {
            Self::Matched { patient, .. } | Self::Dispensed { patient } => Some(*patient),
            _ => None,
        }
    }

    /// When it lapses, if it does.
    pub const fn until(&self) -> Option<Instant> {
        match self {
            Self::Promised { until, .. } | Self::Matched { until, .. } => Some(*until),
            _ => None,
        }
    }
}

/// Who answers for the unit, where it is, and whether the cold chain is in their hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitCustody))]
pub struct Custody {
    /// The one custodian.
    pub org: OrgId,
    /// The site, as far as known.
    pub place: Option<SiteId>,
    /// Where in the site: door, rack, drawer.
    pub position: Option<String>,
    /// In control, in transit or out of control.
    pub mode: Mode,
}

/// Whether the custodian has the unit under control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = CustodyMode))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mode {
    /// In a monitored place of the custodian.
    InControl,
    /// In a sealed box on its way.
    InTransit {
        /// The journey.
        shipment: ShipmentId,
        /// Who shall receive it.
        to: OrgId,
    },
    /// Neither stored nor boxed: on a ward, or lost.
    OutOfControl {
        /// Since when.
        since: Instant,
    },
}

impl Mode {
    /// The word used in tables and columns.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::InControl => "in_control",
            Self::InTransit { .. } => "in_transit",
            Self::OutOfControl { .. } => "out_of_control",
        }
    }

    /// The journey it is on.
    pub const fn shipment(&self) -> Option<ShipmentId> {
        match self {
            Self::InTransit { shipment, .. } => Some(*shipment),
            _ => None,
        }
    }
}

/// A transfusion that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitTransfusion))]
pub struct Transfusion {
    /// The patient.
    pub patient: PatientId,
    /// When it began.
    pub started_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
}

/// Everything that events change. Four axes and custody; none of them can be derived from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitState))]
pub struct State {
    /// How far it has come.
    pub life: Life,
    /// Whether it is safe.
    pub safety: Safety,
    /// Open holds, in the order of their ids.
    pub holds: Vec<Hold>,
    /// Whom it is kept for.
    pub promise: Promise,
    /// Who has it and where.
    pub custody: Custody,
    /// When the final label was scanned again and equalled the record.
    pub label_verified_at: Option<Instant>,
    /// The transfusion, once begun.
    pub transfusion: Option<Transfusion>,
    /// How many events have happened to the unit.
    pub version: u32,
}

impl State {
    /// The open hold with this id.
    pub fn hold(&self, id: EventId) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.hold_id == id)
    }

    /// Where the unit is bound: the addressee of its journey or the organisation it was issued to.
    pub fn heading_to(&self) -> Option<OrgId> {
        match (&self.custody.mode, &self.promise) {
            (Mode::InTransit { to, .. }, _) | (_, Promise::Committed { to, .. }) => Some(*to),
            _ => None,
        }
    }

    /// Opens a hold; a hold with the same id is not opened twice.
    pub(super) fn open(&mut self, hold: Hold) {
        if let Err(place) = self.holds.binary_search_by_key(&hold.hold_id, |open| open.hold_id) {
            self.holds.insert(place, hold);
        }
    }
}
