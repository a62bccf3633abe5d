//! How far a session at a pad has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a session at a pad has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum PadState {
    /// Sent to the pads of a site; none shows it yet.
    Waiting,
    /// The person reads the document.
    Shown,
    /// The person has decided on the fingerprint.
    Consented,
    /// The fingerprint is there.
    Captured,
    /// The person has written; the witness has not confirmed yet.
    Written,
    /// The document carries the signature.
    Signed,
    /// The person would not sign.
    Refused,
    /// Called back by the staff, or the document was closed meanwhile.
    Cancelled,
    /// Nobody signed in time.
    Expired,
}

/// What the person decided about the fingerprint. Both ways are worth the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum PadChoice {
    /// Agreed, separately from everything else, that it is taken.
    Agreed,
    /// A member of the staff witnesses the signature instead.
    Witness,
}
