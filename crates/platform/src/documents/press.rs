//! Drawing documents.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    refusal::Refusal,
    text::{Lang, Text},
};

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
    /// The fields by name: kind, title, whether they may be left out, choices, fields of their rows.
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

/// Draws documents.
pub trait Press: Send + Sync {
    /// The forms in force on `day`, by name.
    fn forms(&self, day: Day) -> Vec<Form>;

    /// Draws a document.
    ///
    /// # Errors
    /// The field that is missing or wrong, or the line of the template that does not work.
    fn draw(&self, draft: &Draft<'_>) -> Result<Drawn, Refusal>;
}

/// A press that the handlers share.
pub type SharedPress = Arc<dyn Press>;
