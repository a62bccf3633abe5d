//! What a template says about itself: form code, titles, since when it holds, how long its documents are kept, and the
//! data it takes.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use vena_kernel::{clock::Day, text::Text};

/// `manifest.toml` of one version of a form.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name of the form, the folder it stands in: `transport-slip`.
    pub form: String,
    /// Its version, the folder inside: 1, 2, 3.
    pub version: u32,
    /// Version of the shared library under `lib/` that it imports.
    pub lib: u32,
    /// Form code of the station's document system, for example `M14-P01-S38-R02`.
    pub code: String,
    /// Title in both languages.
    pub title: Text,
    /// The first day for which a document may be made with this version.
    pub effective_from: Day,
    /// How long documents of this form are kept.
    pub retention: Retention,
    /// The permission that whoever sees a document of this form has to have besides: a form that names donors is for those
    /// who may see donors. Absent for what is never filed, such as labels.
    pub seen_with: Option<String>,
    /// The boxes that the page must offer for signatures, in the order of signing.
    #[serde(default)]
    pub signatures: Vec<SignaturePlace>,
    /// Codes on the page by name. The code `verify` is made from the address of the verification page.
    #[serde(default)]
    pub codes: BTreeMap<String, CodeOf>,
    /// The data it takes, in the order of the form.
    pub fields: Fields,
}

/// Fields by name, in the order of the form.
pub type Fields = IndexMap<String, Field>;

/// A box for a signature.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SignaturePlace {
    /// Its name in the template.
    pub name: String,
    /// Who signs there, Chinese.
    pub zh: String,
    /// Who signs there, English.
    pub en: String,
}

/// How long documents of a form are kept.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Years after the document was made; absent: for ever.
    pub years: Option<u32>,
    /// Where the number comes from.
    pub source: String,
    /// How sure we are of it: high, medium or low.
    pub confidence: String,
}

/// A code that is drawn from a text of the data.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CodeOf {
    /// Kind of code.
    pub kind: CodeKind,
    /// Field that holds its text.
    pub field: String,
}

/// Kinds of code that can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// Code 128, linear.
    Code128,
    /// Data Matrix ECC 200.
    DataMatrix,
    /// QR code.
    Qr,
}

/// One piece of data.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name for people, 简体中文.
    pub zh: String,
    /// Name for people, English.
    pub en: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// May be left out.
    #[serde(default)]
    pub optional: bool,
    /// Most characters of a text, most rows of a list.
    pub max: Option<usize>,
    /// What may be chosen, in the order of the page.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// How many decimals a number is printed with: `7` becomes `7.0`. More are refused, never rounded. Absent: as given.
    pub decimals: Option<u8>,
    /// Fields of a record or of each row of a list, in the order of the form.
    #[serde(default)]
    pub fields: Fields,
    /// Its place among its neighbours, from 1: objects of JSON have no order that readers must keep.
    #[serde(skip_deserializing)]
    pub place: usize,
}

/// Writes the places that the order of the file means.
pub(super) fn number(fields: &mut Fields) {
    for (index, field) in fields.values_mut().enumerate() {
        field.place = index + 1;
        number(&mut field.fields);
    }
}

/// One thing that may be chosen.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The word in the data.
    pub value: String,
    /// The word on the page, 简体中文.
    pub zh: String,
    /// The word on the page, English.
    pub en: String,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Words of people, at most 200 characters unless the manifest says more; line breaks are kept.
    Text,
    /// A whole number.
    Integer,
    /// A JSON number. A binary number forgets the zero of `7.0`; `decimals` brings it back.
    Number,
    /// Yes or no.
    YesNo,
    /// `2026-03-16`
    Day,
    /// An instant; printed to the minute on Chinese clocks.
    Instant,
    /// One of the choices.
    Choice,
    /// Several of the choices.
    Choices,
    /// Texts in their order, at most 200 unless the manifest says more.
    Texts,
    /// Named fields.
    Record,
    /// Rows with the same named fields, at most 500 unless the manifest says more.
    List,
}
