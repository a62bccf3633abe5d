//! How far a document has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a document has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DocumentState {
    /// Waits for signatures.
    Open,
    /// Signed by everybody it names, and filed.
    Complete,
    /// Somebody refused to sign.
    Refused,
    /// Taken back by who drew it up.
    Withdrawn,
}

/// How far one signature has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum SignatureState {
    /// Not signed yet.
    Waiting,
    /// Signed.
    Signed,
    /// Refused, with a reason.
    Refused,
}

/// What happened to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DocumentStep {
    /// Drawn up.
    Drawn,
    /// Signed at one place.
    Signed,
    /// Refused at one place.
    Refused,
    /// Taken back.
    Withdrawn,
    /// Signed by everybody.
    Completed,
    /// Looked at.
    Viewed,
    /// Printed.
    Printed,
}
