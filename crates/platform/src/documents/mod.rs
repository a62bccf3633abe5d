//! What the heavy leaves do for the scenes: drawing documents and signing them. A scene sees these traits alone; the
//! server puts the real press and the real notary behind them. Both are pure work on bytes: no database, no clock.

mod check;
mod hand;
mod notary;
mod paper;
mod press;

pub use check::{Check, DocumentReport, HandKind, SignatureReport, Trust};
pub use hand::{BrowserAnswer, BrowserRegistration, Hand, Handwriting, OutsideAnswer, Party, Prepared, SecurityKey};
pub use notary::{
    CertificateInfo, Enrolled, Enrolment, KeyWanted, Notary, SharedNotary, SignOrder, Unlocked, Withdrawn,
};
pub use paper::PaperSource;
pub use press::{Draft, DrawFault, Drawn, Form, LabelDraft, LabelOutput, LabelSize, PageBox, Press, SharedPress, Slot};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// With which algorithms is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = SignatureProfile)]
pub enum Profile {
    /// SM2 with SM3 (GB/T 32918, GB/T 32905).
    Sm2,
    /// ECDSA on P-256 with SHA-256, for readers abroad.
    P256,
}

/// Where a private key lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = KeyMedium)]
pub enum Medium {
    /// On this server, encrypted with the owner's PIN: development and small sites.
    Software,
    /// A token at the workstation behind PKCS#11.
    Pkcs11,
    /// A USB key at the workstation behind SKF (GM/T 0016).
    Skf,
    /// A security key of the browser.
    Webauthn,
    /// An outside signature service.
    Service,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 2] = [Self::Sm2, Self::P256];

    /// Its name, as in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sm2 => "sm2",
            Self::P256 => "p256",
        }
    }
}
