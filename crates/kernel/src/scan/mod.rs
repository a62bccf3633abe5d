//! What a scanned or typed text means. One grammar for every search and scan field, for `vena scan` and for devices.
//!
//! Rules are tried in a fixed order and the first that claims the text decides, also when it refuses it: a damaged number
//! never falls through to free text.

mod claims;
mod symbology;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use symbology::Symbology;

use crate::{
    abo::{BloodGroup, GroupCode},
    citizen_id::CitizenId,
    clock::Instant,
    division::Division,
    donation_number::{DonationNumber, Flags, Form},
    id::{OrderId, ShipmentId, UnitId},
    isbt128::{Phenotype, Structure},
    product::ProductCode,
    refusal::Refusal,
    say,
    text::Text,
};

/// The longest text that is looked at, in characters.
pub const LONGEST: usize = 2_000;

/// A text with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Scanned {
    /// The text as it came; masked where it is a person's number.
    pub raw: String,
    /// The kind of bar code, when the scanner said so.
    pub symbology: Option<Symbology>,
    /// By whose rules it was read.
    pub scheme: Scheme,
    /// The one form of this meaning, for storing and comparing; masked where it is a person's number.
    pub normalized: String,
    /// The meaning.
    pub meaning: Meaning,
}

/// By whose rules a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ScanScheme))]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// ISBT 128.
    Isbt128,
    /// Numbers and codes of Chinese stations and Chinese public standards.
    National,
    /// Our own ids and labels.
    Vena,
    /// No scheme: words.
    Free,
}

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ScanMeaning))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Meaning {
    /// A donation. 献血编号
    DonationNumber {
        /// Its number.
        number: DonationNumber,
        /// The number as people read it.
        shown: String,
        /// Flags of the label that was scanned.
        #[serde(skip_serializing_if = "Option::is_none")]
        flags: Option<Flags>,
        /// The form in which it was read.
        form: Form,
        /// Whether a check character or value was present and right.
        checked: bool,
    },
    /// One bag. 血袋标签
    UnitLabel {
        /// Donation number.
        number: DonationNumber,
        /// Product.
        product: ProductCode,
        /// Division.
        division: Division,
    },
    /// A blood group. 血型
    BloodGroup {
        /// The group, when the text names one complete group.
        group: Option<BloodGroup>,
        /// What an ISBT 128 code said beside it.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<GroupCode>,
        /// The phenotype that an ISBT 128 code carries.
        #[serde(skip_serializing_if = "Option::is_none")]
        phenotype: Option<Phenotype>,
    },
    /// A product. 血液品种
    Product {
        /// The code or name as it was read.
        text: String,
        /// Our product, when the rulebook knows the text.
        product: Option<ProductCode>,
        /// Its name.
        name: Option<Text>,
        /// Division characters of an ISBT 128 product code.
        #[serde(skip_serializing_if = "Option::is_none")]
        division: Option<String>,
    },
    /// The end of a unit. 失效时间
    ExpiresAt {
        /// The minute.
        at: Instant,
    },
    /// Another ISBT 128 structure.
    Structure {
        /// The structure.
        structure: Structure,
    },
    /// Several ISBT 128 structures in one symbol.
    Compound {
        /// Order code; `000` leaves the order free.
        order: String,
        /// The structures.
        structures: Vec<Structure>,
    },
    /// One of our units.
    Unit {
        /// Its id.
        id: UnitId,
    },
    /// One of our orders.
    Order {
        /// Its id.
        id: OrderId,
    },
    /// One of our shipments.
    Shipment {
        /// Its id.
        id: ShipmentId,
    },
    /// The number of a transport slip, `SFCF230316022`. 搬运单号
    SlipNumber {
        /// The number.
        number: String,
    },
    /// A transport box: `BOX:…` or an ISBT 128 consignment. 运输箱
    TransportBox {
        /// The code that names the box.
        code: String,
    },
    /// A person of staff by badge, `BADGE:…`. 工牌
    Badge {
        /// What stands behind `BADGE:`.
        badge: String,
    },
    /// A citizen identity number; printed masked. 身份号码
    CitizenId {
        /// The number.
        #[serde(serialize_with = "masked")]
        #[cfg_attr(feature = "utoipa", schema(value_type = String))]
        id: CitizenId,
    },
    /// Words to search for.
    Text {
        /// The words.
        text: String,
    },
}

fn masked<S: serde::Serializer>(id: &CitizenId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&id.masked())
}

/// Says what `text` means.
///
/// Refuses by `scan.empty`, `scan.too-long`, `scan.fifteen-digits`, and by the rule of the kind that claims the text, for
/// example `donation-number.damaged`.
pub fn interpret(text: &str) -> Result<Scanned, Refusal> {
    if text.chars().count() > LONGEST {
        return Err(Refusal::new(
            "scan.too-long",
            say!("文本超过 {LONGEST} 个字符", "the text has more than {LONGEST} characters"),
        ));
    }
    let (symbology, plain) = symbology::strip(text);
    if plain.is_empty() {
        return Err(Refusal::new("scan.empty", say!("没有读到内容", "nothing was read")));
    }
    let (scheme, normalized, meaning) = claims::first(&plain)?;
    let raw = if matches!(meaning, Meaning::CitizenId { .. }) { normalized.clone() } else { text.to_owned() };
    Ok(Scanned { raw, symbology, scheme, normalized, meaning })
}
