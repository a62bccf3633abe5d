//! What is written on and about a unit: facts beside the state, never part of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::state::{Hold, Safety, words};
use crate::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::UnitId,
    product::{MediumCode, ProductCode},
};

words! {
    /// What was done to a unit, or what it is by nature, that a patient may need.
    Attribute as UnitAttribute {
        /// White cells filtered out.
        Leukoreduced = "leukoreduced", "去白细胞", "leukoreduced";
        /// Irradiated against graft-versus-host disease.
        Irradiated = "irradiated", "辐照", "irradiated";
        /// Plasma washed out.
        Washed = "washed", "洗涤", "washed";
        /// Pathogens inactivated.
        PathogenReduced = "pathogen_reduced", "病毒灭活", "pathogen reduced";
        /// Low titre of anti-A and anti-B.
        LowTitre = "low_titre", "低效价", "low titre";
        /// Collected by a machine.
        Apheresis = "apheresis", "单采", "apheresis";
        /// For the donor alone.
        Autologous = "autologous", "自体", "autologous";
        /// Given for a named patient.
        Directed = "directed", "定向", "directed";
    }
}

words! {
    /// By which step a unit came out of its parents.
    Role as ParentRole {
        /// Part of one parent: separation, aliquot.
        Divided = "divided", "分离/分装", "divided";
        /// Several parents in one bag.
        Pooled = "pooled", "汇集", "pooled";
        /// The same blood changed: irradiated, washed, thawed, frozen.
        Modified = "modified", "加工", "modified";
    }
}

/// One parent of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitParent))]
pub struct Parent {
    /// The parent.
    pub unit: UnitId,
    /// By which step.
    pub role: Role,
    /// How much of the parent went into this unit, in mL.
    pub volume_ml: u32,
}

/// What a child takes over from its parents; filled in by the ledger, whatever the caller wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitInherited))]
pub struct Inherited {
    /// The worst safety of the parents, or `rejected` when another unit of the same donation is; `None` is pending.
    pub safety: Option<Safety>,
    /// All open holds of the parents.
    pub holds: Vec<Hold>,
    /// The group that the parents share.
    pub group: Option<BloodGroup>,
}

/// What is known at a birth: of a donation, of a product made from parents, or of a unit taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitBirth))]
pub struct Birth {
    /// Number of the donation or pool.
    pub donation_number: DonationNumber,
    /// What it is.
    pub product: ProductCode,
    /// Which part of a divided unit.
    #[serde(default)]
    pub division: Division,
    /// In what it is kept: anticoagulant, additive, kind of bag.
    pub medium: Option<MediumCode>,
    /// ABO and RhD, when known already.
    pub group: Option<BloodGroup>,
    /// Volume in mL.
    pub volume_ml: u32,
    /// When the donation ended; of a pool, the earliest of its members.
    pub collected_at: Instant,
    /// When this product was made.
    pub prepared_at: Option<Instant>,
    /// When it may no longer be used.
    pub expires_at: Option<Instant>,
    /// Parents; empty for a donation and for a unit taken over.
    #[serde(default)]
    pub parents: Vec<Parent>,
    /// Attributes.
    #[serde(default)]
    pub attributes: BTreeSet<Attribute>,
    /// Where in the site it lies.
    pub position: Option<String>,
    /// Filled in by the ledger.
    #[serde(default)]
    pub inherited: Inherited,
}

impl Birth {
    /// A birth with the words that every birth needs; the rest is empty and can be set.
    pub fn new(donation_number: DonationNumber, product: ProductCode, volume_ml: u32, collected_at: Instant) -> Self {
        Self {
            donation_number,
            product,
            division: Division::WHOLE,
            medium: None,
            group: None,
            volume_ml,
            collected_at,
            prepared_at: None,
            expires_at: None,
            parents: Vec::new(),
            attributes: BTreeSet::new(),
            position: None,
            inherited: Inherited::default(),
        }
    }
}

/// What is known about a unit, beside its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = UnitFacts))]
pub struct Facts {
    /// Number of the donation or pool.
    pub donation_number: DonationNumber,
    /// What it is.
    pub product: ProductCode,
    /// Which part of a divided unit.
    pub division: Division,
    /// In what it is kept: anticoagulant, additive, kind of bag.
    pub medium: Option<MediumCode>,
    /// ABO and RhD, once known.
    pub group: Option<BloodGroup>,
    /// Volume in mL; less after a part was taken.
    pub volume_ml: u32,
    /// When the donation ended.
    pub collected_at: Instant,
    /// When this product was made.
    pub prepared_at: Option<Instant>,
    /// When it may no longer be used.
    pub expires_at: Option<Instant>,
    /// Parents, in the order given at birth.
    pub parents: Vec<Parent>,
    /// Attributes.
    pub attributes: BTreeSet<Attribute>,
}

impl Facts {
    /// The unit as people name it: number, product and, when divided, which part.
    pub fn label(&self) -> String {
        let (number, product) = (self.donation_number, &self.product);
        if self.division == Division::WHOLE {
            format!("{number} {product}")
        } else {
            format!("{number} {product} {}", self.division)
        }
    }

    /// True from the instant of expiry on. A unit without an expiry has not expired.
    pub fn is_expired(&self, now: Instant) -> bool {
        self.expires_at.is_some_and(|expires| expires <= now)
    }
}
