//! The files that a printer of labels takes. What stands on a label and what its codes say is `vena_kernel::label`.

mod dots;
mod zpl;

use serde_json::json;
use vena_kernel::{
    abo::Rhd,
    clock::Instant,
    division::Division,
    label::{LabelCodes, LabelFacts, codes},
    refusal::Refusal,
    text::Lang,
    zone,
};

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

/// What the template of a label takes.
fn data(facts: &LabelFacts, codes: &LabelCodes, lang: Lang) -> serde_json::Value {
    let minute = |at: Instant| at.to_string();
    json!({
        "station": facts.station.get(lang),
        "licence": facts.licence,
        "number_shown": facts.number.to_string(),
        "check_character": facts.number.check_character().to_string(),
        "product_name": facts.product_name.get(lang),
        "product_shown": codes.product_shown,
        "abo": facts.group.abo.to_string(),
        "rhd_negative": facts.group.rhd == Rhd::Negative,
        "volume_ml": facts.volume_ml,
        "amount": facts.amount,
        "division": (facts.division != Division::WHOLE).then(|| facts.division.as_str().to_owned()),
        "collected_at": minute(facts.collected_at),
        "prepared_at": facts.prepared_at.map(minute),
        "expires_at": minute(facts.expires_at),
        "storage": facts.storage,
        "remarks": facts.remarks,
        "copy": (facts.copy > 1).then_some(facts.copy),
        "donation_code": codes.donation,
        "group_code": codes.group,
        "product_code": codes.product,
        "expiry_code": codes.expiry,
        "matrix_code": codes.matrix,
        "details_code": codes.details,
        "trace_url": facts.trace_url,
    })
}

impl Renderer {
    /// The label as PDF, in its own size, in the version that holds on the day of `printed_at`.
    ///
    /// Refuses like [`codes`] and [`Renderer::render`].
    pub fn label_pdf(
        &self,
        size: Size,
        facts: &LabelFacts,
        lang: Lang,
        printed_at: Instant,
    ) -> Result<Document, Refusal> {
        self.with_label_sheet(size, facts, lang, printed_at, |sheet| Ok(self.render(sheet)?))
    }

    /// The label in the dots of a printer, codes in whole dots a module.
    ///
    /// Refuses like [`Renderer::label_pdf`], and by `label.code-too-wide` when a code has less than one dot a module.
    pub fn label_dots(
        &self,
        size: Size,
        facts: &LabelFacts,
        lang: Lang,
        printed_at: Instant,
        density: Density,
    ) -> Result<Picture, Refusal> {
        let picture =
            self.with_label_sheet(size, facts, lang, printed_at, |sheet| dots::draw(&self.lay_out(sheet)?, density));
        self.forget();
        picture
    }

    /// The label in the language of ZPL II printers. Refuses like [`Renderer::label_dots`].
    pub fn label_zpl(
        &self,
        size: Size,
        facts: &LabelFacts,
        lang: Lang,
        printed_at: Instant,
        density: Density,
    ) -> Result<String, Refusal> {
        self.label_dots(size, facts, lang, printed_at, density).map(|picture| zpl::write(&picture))
    }

    fn with_label_sheet<T>(
        &self,
        size: Size,
        facts: &LabelFacts,
        lang: Lang,
        printed_at: Instant,
        done: impl FnOnce(&Sheet) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let data = data(facts, &codes(facts)?, lang);
        let version = self.templates().current(size.form(), printed_at.day_in(&zone::china()))?.manifest.version;
        let number = facts.unit_label().to_string();
        let head = Head { organisation: facts.station.clone(), number, made_at: printed_at, verify_url: None };
        done(&Sheet { form: size.form(), version, lang, head: &head, data: &data })
    }
}
