//! Words of sample tubes, as columns and answers carry them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::collection::chair::TubeRole;

/// What became of a tube at its receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum TubeOutcome {
    /// As it should be.
    Accepted,
    /// Of use, though something is to be said of it.
    Remarked,
    /// Of no use.
    Refused,
}

/// The word of a role in a column.
pub(crate) const fn column(role: TubeRole) -> &'static str {
    match role {
        TubeRole::Serology => "serology",
        TubeRole::Nat => "nat",
        TubeRole::Retention => "retention",
    }
}

/// The role of a column; a word that no column may have is a retention tube's.
pub(crate) fn role(column: &str) -> TubeRole {
    TubeRole::ALL.into_iter().find(|role| self::column(*role) == column).unwrap_or(TubeRole::Retention)
}
