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
    /// A newer one counts, or what it says holds no longer; kept as it was signed.
    Superseded,
}

impl DocumentState {
    /// In Chinese and English.
    pub(crate) const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Open => ("签署中", "waits for signatures"),
            Self::Complete => ("已完成", "complete"),
            Self::Refused => ("已拒签", "refused"),
            Self::Withdrawn => ("已撤回", "withdrawn"),
            Self::Superseded => ("已被替代", "superseded"),
        }
    }
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

/// With what somebody signed or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DocumentHand)]
pub(crate) enum SignatureHand {
    /// A key of their own.
    Key,
    /// Their hand on a pad.
    Pad,
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
    /// Sent to the pads of a site.
    SentToPad,
    /// Signed by hand at one place.
    SignedByHand,
    /// Somebody of the staff confirmed to have seen it signed.
    Witnessed,
    /// A newer one took its place, or what it says holds no longer.
    Superseded,
    /// The donor has opened or saved the own copy.
    GivenToDonor,
    /// Somebody looked at strokes and fingerprint.
    EvidenceViewed,
    /// Held beyond its time.
    Held,
    /// Its holds were lifted.
    HoldLifted,
    /// Somebody proposed to destroy it.
    DestructionProposed,
    /// Somebody decided that it is not destroyed.
    DestructionRejected,
    /// Destroyed: bytes and data are gone.
    Destroyed,
}
