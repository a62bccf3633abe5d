//! Drawing documents.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    label::LabelFacts,
    refusal::Refusal,
    text::{Lang, Text},
};

use crate::fault::{Fault, Problem};

/// A place on a form for a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SignatureSlot)]
pub struct Slot {
    /// Its name in the template.
    pub name: String,
    /// Who signs there.
    pub title: Text,
}

/// A form that can be filled in.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FormInfo)]
pub struct Form {
    /// Its name, such as `transport-slip`.
    pub form: String,
    /// The version in force.
    pub version: u32,
    /// Its code in the quality system, such as `M14-P01-S38-R02`.
    pub code: String,
    /// Its title.
    pub title: Text,
    /// In force since.
    pub effective_from: Day,
    /// How long a filled-in one is kept, years; without end when absent.
    pub retention_years: Option<u32>,
    /// The permission that whoever sees a filled-in one has to have besides: a form that names donors is for those who see donors.
    pub seen_with: String,
    /// Who signs, in order.
    pub slots: Vec<Slot>,
    /// The fields whose text is printed as a code on the page: who scans it means this document.
    pub codes: Vec<String>,
    /// The fields by name: kind, title, whether they may be left out, choices, fields of their rows, and `place`, by which
    /// they are asked for in the order of the form.
    #[schema(value_type = Object)]
    pub fields: Value,
    /// A filled-in example with invented people.
    #[schema(value_type = Object)]
    pub example: Option<Value>,
}

/// A document to be drawn.
#[derive(Debug)]
pub struct Draft<'a> {
    /// Which form.
    pub form: &'a str,
    /// Which version of it.
    pub version: u32,
    /// In which language.
    pub lang: Lang,
    /// Whose document it is.
    pub organisation: &'a Text,
    /// Its number.
    pub number: &'a str,
    /// When it was drawn up.
    pub at: Instant,
    /// Where anybody may have it checked.
    pub check_url: Option<&'a str>,
    /// What is filled in.
    pub data: &'a Value,
}

/// A rectangle on a page, in points from the lower left corner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageBox {
    /// Its name: the slot that it belongs to.
    pub name: String,
    /// Page, from 1.
    pub page: usize,
    /// Left edge.
    pub left_pt: f64,
    /// Lower edge.
    pub bottom_pt: f64,
    /// Width.
    pub width_pt: f64,
    /// Height.
    pub height_pt: f64,
}

/// A drawn document.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// PDF/A; equal drafts give equal bytes.
    pub pdf: Vec<u8>,
    /// Where the signatures go.
    pub boxes: Vec<PageBox>,
    /// Digest of the template, hexadecimal.
    pub template: String,
}

/// Why a document was not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawFault {
    /// Path of the field at fault, `rows[2].volume_ml` with rows from 0; `None` when the fault lies elsewhere: in the
    /// template, in the fonts, in several fields at once.
    pub field: Option<String>,
    /// What is wrong, with the field in the words of the form.
    pub refusal: Refusal,
}

impl From<Refusal> for DrawFault {
    fn from(refusal: Refusal) -> Self {
        Self { field: None, refusal }
    }
}

impl From<DrawFault> for Fault {
    /// A field at fault is the caller's to mend: 422 with its path. The value may name a person and is not repeated.
    fn from(DrawFault { field, refusal }: DrawFault) -> Self {
        let Some(field) = field else { return refusal.into() };
        let problem = Problem::invalid(&field, "", &refusal.rule, refusal.reason);
        Problem { value: None, ..problem }.into()
    }
}

/// Which label of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum LabelSize {
    /// 100 × 100 mm in the four quadrants of ISBT 128.
    Quadrants,
    /// 70 × 40 mm, for small containers and divided units.
    Small,
}

/// What a label is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelOutput {
    /// A page in the size of the label.
    Pdf,
    /// The language of ZPL II printers, in dots of the print head: 8 a millimetre (203 dpi) or 12 (300 dpi).
    Zpl {
        /// Dots a millimetre.
        dots_per_mm: u8,
    },
}

/// A label to be drawn.
#[derive(Debug)]
pub struct LabelDraft<'a> {
    /// Which label.
    pub size: LabelSize,
    /// For what.
    pub output: LabelOutput,
    /// In which language.
    pub lang: Lang,
    /// When it was printed: decides the version of the label.
    pub printed_at: Instant,
    /// What stands on it.
    pub facts: &'a LabelFacts,
}

/// Draws documents and labels.
pub trait Press: Send + Sync {
    /// The forms in force on `day`, by name.
    fn forms(&self, day: Day) -> Vec<Form>;

    /// Draws a document.
    ///
    /// # Errors
    /// The field that is missing or wrong, or the line of the template that does not work.
    fn draw(&self, draft: &Draft<'_>) -> Result<Drawn, DrawFault>;

    /// Draws the label of a unit: the file that a printer takes. Equal drafts give equal bytes.
    ///
    /// # Errors
    /// What does not fit the label, a code that would not say what the facts say, no fonts, dots that no printer has.
    fn label(&self, draft: &LabelDraft<'_>) -> Result<Vec<u8>, Refusal>;
}

/// A press that the handlers share.
pub type SharedPress = Arc<dyn Press>;
