//! Where a rule comes from.

use serde::{Deserialize, Serialize};

use crate::clock::Day;

/// The ground on which an entry of the rulebook stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = RuleBasis))]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The standard, law or practice, with its clause where known; in Chinese, the language of the texts it names.
    pub source: String,
    /// The first day on which the entry applies.
    pub effective_from: Day,
    /// How sure we are of the entry.
    pub confidence: Confidence,
}

/// How sure we are of an entry. Everything below [`Confidence::High`] is to be confirmed by the station before use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = RuleConfidence))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A guess of good practice; decide locally.
    Low,
    /// General knowledge, not compared with the text of the source.
    Medium,
    /// Compared with a text of the source.
    High,
}

/// Of several versions of one entry, the one in force on `day`: the latest that has begun.
pub fn in_force<'a, T>(
    versions: impl IntoIterator<Item = &'a T>,
    day: Day,
    basis: impl Fn(&T) -> &Basis,
) -> Option<&'a T> {
    versions
        .into_iter()
        .filter(|entry| basis(entry).effective_from <= day)
        .max_by_key(|entry| basis(entry).effective_from)
}
