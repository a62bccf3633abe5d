//! Why nothing was drawn.

use std::fmt;

use vena_kernel::{refusal::Refusal, text::Text};

/// Why a document was not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderFault {
    /// The field at fault; `None` when the fault lies elsewhere: in the template, in the fonts, in several fields at once.
    pub field: Option<Box<FaultyField>>,
    /// What is wrong.
    pub refusal: Refusal,
}

/// A field for programs and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyField {
    /// Its path, `rows[2].volume_ml` with rows from 0.
    pub path: String,
    /// In the words of the form: `血液 第 3 行 合计血量`.
    pub label: Text,
}

impl RenderFault {
    /// Path of the field at fault.
    pub fn path(&self) -> Option<&str> {
        self.field.as_ref().map(|field| field.path.as_str())
    }
}

impl fmt::Display for RenderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.refusal)
    }
}

impl std::error::Error for RenderFault {}

impl From<Refusal> for RenderFault {
    fn from(refusal: Refusal) -> Self {
        Self { field: None, refusal }
    }
}

impl From<RenderFault> for Refusal {
    fn from(fault: RenderFault) -> Self {
        fault.refusal
    }
}
