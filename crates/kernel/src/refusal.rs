//! Why something may not be done: the rule that decided and a sentence for the person who asked.

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// A refusal is an answer, not an error: it names the rule that decided and says in both languages what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// Stable name of the deciding rule, for example `unit.held` or `compatibility.red-cells`.
    pub rule: String,
    /// What is wrong and what to do.
    pub reason: Text,
}

impl Refusal {
    /// A refusal by `rule` for `reason`.
    pub fn new(rule: impl Into<String>, reason: Text) -> Self {
        Self { rule: rule.into(), reason }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.rule, self.reason.en)
    }
}

impl std::error::Error for Refusal {}
