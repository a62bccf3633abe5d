//! The label of a blood unit: what stands on it, its codes, and the files that a printer takes.
//!
//! Codes are ISBT 128 structures where the number and the product have an ISBT 128 form. A Chinese station number that
//! begins with 0 has none: it is printed bare, and the two-dimensional code then holds our own unit label. Every code is
//! read back with the grammar of the scan field before it is drawn, so a code that says something else is never printed.

mod codes;
mod dots;
mod zpl;

use serde_json::json;
use vena_kernel::{
    abo::{BloodGroup, Rhd},
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    product::ProductCode,
    refusal::Refusal,
    text::{Lang, Text},
    unit_label::UnitLabel,
    zone,
};

pub use codes::{Codes, codes};
pub use dots::Density;

use crate::{Document, Head, Picture, Renderer, Sheet};

/// Which label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 100 × 100 mm in the four quadrants of ISBT 128: number, group, product, expiry.
    Quadrants,
    /// 70 × 40 mm, for small containers and divided units.
    Small,
}

impl Size {
    /// Name of the template.
    pub const fn form(self) -> &'static str {
        match self {
            Self::Quadrants => "unit-label",
            Self::Small => "unit-label-small",
        }
    }
}

/// What is printed on a unit.
#[derive(Debug, Clone)]
pub struct UnitFacts {
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
    /// Address of the page that shows where this unit has been.
    pub trace_url: Option<String>,
}

impl UnitFacts {
    fn unit_label(&self) -> UnitLabel {
        UnitLabel { number: self.number, product: self.product, division: self.division }
    }

    fn data(&self, codes: &Codes, lang: Lang) -> serde_json::Value {
        let minute = |at: Instant| at.to_string();
        json!({
            "station": self.station.get(lang),
            "licence": self.licence,
            "number_shown": self.number.to_string(),
            "check_character": self.number.check_character().to_string(),
            "product_name": self.product_name.get(lang),
            "product_shown": codes.product_shown,
            "abo": self.group.abo.to_string(),
            "rhd_negative": self.group.rhd == Rhd::Negative,
            "volume_ml": self.volume_ml,
            "amount": self.amount,
            "division": (self.division != Division::WHOLE).then(|| self.division.as_str().to_owned()),
            "collected_at": minute(self.collected_at),
            "prepared_at": self.prepared_at.map(minute),
            "expires_at": minute(self.expires_at),
            "storage": self.storage,
            "remarks": self.remarks,
            "donation_code": codes.donation,
            "group_code": codes.group,
            "product_code": codes.product,
            "expiry_code": codes.expiry,
            "matrix_code": codes.matrix,
            "trace_url": self.trace_url,
        })
    }
}

impl Renderer {
    /// The label as PDF, in its own size, in the version that holds on the day of `printed_at`.
    ///
    /// Refuses like [`codes`] and [`Renderer::render`].
    pub fn label_pdf(
        &self,
        size: Size,
        facts: &UnitFacts,
        lang: Lang,
        printed_at: Instant,
    ) -> Result<Document, Refusal> {
        self.with_label_sheet(size, facts, lang, printed_at, |sheet| self.render(sheet))
    }

    /// The label in the dots of a printer, codes in whole dots a module.
    ///
    /// Refuses like [`Renderer::label_pdf`], and by `label.code-too-wide` when a code has less than one dot a module.
    pub fn label_dots(
        &self,
        size: Size,
        facts: &UnitFacts,
        lang: Lang,
        printed_at: Instant,
        density: Density,
    ) -> Result<Picture, Refusal> {
        let picture = self.with_label_sheet(size, facts, lang, printed_at, |sheet| {
            self.lay_out(sheet).and_then(|laid_out| dots::draw(&laid_out, density))
        });
        self.forget();
        picture
    }

    /// The label in the language of ZPL II printers. Refuses like [`Renderer::label_dots`].
    pub fn label_zpl(
        &self,
        size: Size,
        facts: &UnitFacts,
        lang: Lang,
        printed_at: Instant,
        density: Density,
    ) -> Result<String, Refusal> {
        self.label_dots(size, facts, lang, printed_at, density).map(|picture| zpl::write(&picture))
    }

    fn with_label_sheet<T>(
        &self,
        size: Size,
        facts: &UnitFacts,
        lang: Lang,
        printed_at: Instant,
        done: impl FnOnce(&Sheet) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let data = facts.data(&codes(facts)?, lang);
        let version = self.templates().current(size.form(), printed_at.day_in(&zone::china()))?.manifest.version;
        let number = facts.unit_label().to_string();
        let head = Head { organisation: facts.station.clone(), number, made_at: printed_at, verify_url: None };
        done(&Sheet { form: size.form(), version, lang, head: &head, data: &data })
    }
}
