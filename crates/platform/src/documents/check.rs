//! What a signed document is worth.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, refusal::Refusal, text::Text};

/// Whom a check trusts.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// Roots, DER.
    pub roots: Vec<Vec<u8>>,
    /// Lists of withdrawn certificates, DER.
    pub lists: Vec<Vec<u8>>,
}

/// One thing that was checked.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = DocumentCheck)]
pub struct Check {
    /// What.
    pub title: Text,
    /// Whether it holds.
    pub ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
}

/// With what a person has signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SignatureHand)]
pub enum HandKind {
    /// A key of their own made the signature.
    Key,
    /// A security key of the browser; the organisation's seal is around its answer.
    SecurityKey,
    /// Their hand on a pad; the organisation's seal says so.
    Pad,
}

/// What one signature is worth.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignatureReport {
    /// Who signed: the person, also where the organisation's seal made the signature.
    pub signer: String,
    /// With what.
    pub hand: HandKind,
    /// Whose seal made the signature; absent when the signer's own key did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sealed_by: Option<String>,
    /// Who saw the person write, for a signature on a pad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// As whom.
    pub role: String,
    /// Why.
    pub reason: String,
    /// When, as the signer says.
    pub at: Option<Instant>,
    /// When, as the time stamp proves.
    pub stamped_at: Option<Instant>,
    /// Number of the signer's certificate; of the seal's for a signature on a pad.
    pub certificate: String,
    /// Whether everything holds.
    pub ok: bool,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// What a document is worth.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DocumentReport {
    /// Whether it is signed and everything holds.
    pub ok: bool,
    /// One sentence.
    pub verdict: Text,
    /// What was checked of the document as a whole.
    pub checks: Vec<Check>,
    /// Its signatures, first to last.
    pub signatures: Vec<SignatureReport>,
}
