//! Why nothing was drawn.

use std::fmt;

use vena_kernel::{refusal::Refusal, text::Text};

/// Why a document was not drawn, with the field at fault when it is one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderFault {
    /// Path of the field, `rows[2].volume_ml` with rows from 0; `None` when the fault lies elsewhere.
    pub path: Option<String>,
    /// The field in the words of the form: `血液明细第 3 行容量`.
    pub label: Option<Text>,
    /// What is wrong.
    pub refusal: Refusal,
}

impl fmt::Display for RenderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.refusal)
    }
}

impl std::error::Error for RenderFault {}

impl From<Refusal> for RenderFault {
    fn from(refusal: Refusal) -> Self {
        Self { path: None, label: None, refusal }
    }
}

impl From<RenderFault> for Refusal {
    fn from(fault: RenderFault) -> Self {
        fault.refusal
    }
}
