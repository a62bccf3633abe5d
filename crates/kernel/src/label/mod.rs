//! The label of a blood unit: what stands on it and the texts of its codes.
//!
//! Codes are ISBT 128 structures where the number and the product have an ISBT 128 form. A Chinese station number that
//! begins with 0 has none: it is printed bare, and the two-dimensional code then holds our own unit label. Every code is
//! read back with the grammar of the scan field before it is handed out, so a code that says something else is never printed.

mod codes;
#[cfg(test)]
mod tests;

use crate::{
    abo::BloodGroup, clock::Instant, division::Division, donation_number::DonationNumber, product::ProductCode,
    text::Text, unit_label::UnitLabel,
};

pub use codes::{LabelCodes, codes};

/// What is printed on a unit.
#[derive(Debug, Clone)]
pub struct LabelFacts {
    /// Name of the station.
    pub station: Text,
    /// Number of its licence.
    pub licence: Option<String>,
    /// Donation number.
    pub number: DonationNumber,
    /// Product.
    pub product: ProductCode,
    /// Its name.
    pub product_name: Text,
    /// First six characters of the ISBT 128 product code (description and type of donation, `E5445V`), when the customer
    /// holds the licensed table.
    pub isbt_product: Option<String>,
    /// Which part.
    pub division: Division,
    /// Group, from the verdict of the laboratory.
    pub group: BloodGroup,
    /// Volume, mL.
    pub volume_ml: u32,
    /// Amount in the words of the product: `2 单位`.
    pub amount: Option<String>,
    /// When the donation ended.
    pub collected_at: Instant,
    /// When the product was made.
    pub prepared_at: Option<Instant>,
    /// When it may no longer be used. To the minute: seconds are not printed.
    pub expires_at: Instant,
    /// How it is kept: `2–6 ℃`.
    pub storage: String,
    /// What else a person at the bedside must see: anticoagulant, additive, 已辐照.
    pub remarks: Vec<String>,
    /// Which print of this unit's label it is, 1 for the first: later ones say so.
    pub copy: u32,
    /// Address of the page that shows where this unit has been.
    pub trace_url: Option<String>,
}

impl LabelFacts {
    /// Which bag this is.
    pub fn unit_label(&self) -> UnitLabel {
        UnitLabel { number: self.number, product: self.product, division: self.division }
    }
}
