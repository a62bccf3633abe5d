//! ISBT 128 data structures as scanners deliver them: which one, and what it says.
//!
//! Syntax only. The licensed code tables of ICCBBA are not part of this program; product and special testing codes stay
//! opaque. Source: ISBT 128 Standard Technical Specification.

mod date;
mod phenotype;
mod read;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use phenotype::Phenotype;
pub use read::parse;

use crate::{
    abo::GroupCode,
    clock::{Day, Instant},
    donation_number::{DonationNumber, FlagKind, Flags},
};

/// What one scan delivered: one structure, or the structures of a compound message in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = IsbtMessage))]
pub struct Message {
    /// For a compound message (structure 023) its order code `bbb`; `000` leaves the order free.
    pub compound: Option<String>,
    /// The structures; exactly one without `compound`.
    pub structures: Vec<Structure>,
}

/// One data structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = IsbtStructure))]
pub struct Structure {
    /// Its number in the specification, for example 1 for the donation number.
    pub structure: u16,
    /// The characters after the identifier, as scanned.
    pub content: String,
    /// What it says.
    pub data: Data,
}

/// What a data structure says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = IsbtData))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Data {
    /// 001
    DonationNumber {
        /// The number.
        number: DonationNumber,
        /// Its flags.
        flags: Flags,
        /// What the flags say.
        flag_kind: FlagKind,
    },
    /// 002
    BloodGroup {
        /// Group and intended use.
        code: GroupCode,
        /// Rh, Kell and Mi(a) phenotype.
        phenotype: Phenotype,
    },
    /// 003
    Product {
        /// The first five characters: what it is. Opaque.
        description: String,
        /// The type of donation, one character.
        donation_type: char,
        /// Division characters; `99` says that structure 032 tells the division.
        division: String,
    },
    /// 004: usable until 23:59 of the day.
    ExpiryDate {
        /// The last day.
        day: Day,
        /// The minute at which it ends.
        at: Instant,
    },
    /// 005
    ExpiryTime {
        /// The minute at which it ends.
        at: Instant,
    },
    /// 006
    CollectionDate {
        /// The day.
        day: Day,
    },
    /// 007
    CollectionTime {
        /// The minute.
        at: Instant,
    },
    /// 008
    ProductionDate {
        /// The day.
        day: Day,
    },
    /// 009
    ProductionTime {
        /// The minute.
        at: Instant,
    },
    /// 010. Opaque.
    SpecialTesting {
        /// Five characters.
        code: String,
    },
    /// 017
    Container {
        /// Position of the container in its set.
        position: char,
        /// Maker.
        maker: String,
        /// Catalogue number.
        catalogue: String,
    },
    /// 018
    ContainerLot {
        /// Lot.
        lot: String,
    },
    /// 020
    Staff {
        /// Facility.
        facility: String,
        /// Number of the person.
        id: String,
    },
    /// 021
    SupplyItem {
        /// Maker.
        maker: String,
        /// Catalogue number without padding.
        catalogue: String,
    },
    /// 022
    SupplyLot {
        /// Lot without padding.
        lot: String,
    },
    /// 028: a box of a consignment.
    Consignment {
        /// Facility.
        facility: String,
        /// Year, two digits.
        year: String,
        /// Serial number.
        serial: String,
        /// Number of this box; 0 on the papers.
        box_number: u8,
        /// How many boxes there are.
        boxes: u8,
    },
    /// A structure of known length that this program carries but does not read.
    Other,
}
