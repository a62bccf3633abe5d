//! The seal of an organisation: a certificate that names no person, and its key.

use serde::{Deserialize, Serialize};
use vena_kernel::{clock::Instant, refusal::Refusal};
use vena_sign::{Fault, profile::SecretKey, x509::Certificate};

use super::{authority::Opened, secret};

#[derive(Serialize, Deserialize)]
struct Kept {
    /// Opens the key; whoever keeps this seals the whole.
    pin: String,
    certificate: String,
    key: String,
}

/// A seal with its key open.
pub(super) struct Seal {
    pub(super) certificate: Certificate,
    pub(super) key: SecretKey,
}

/// A new seal, certified by the authority.
pub(super) fn found(
    opened: &Opened,
    organisation: &str,
    (from, until): (Instant, Instant),
) -> Result<Vec<u8>, Refusal> {
    let key = SecretKey::generate(opened.authority.profile())?;
    let certificate = opened.authority.issue_seal(organisation, key.public_key(), from, until)?;
    let pin = secret()?;
    let kept = Kept { certificate: certificate.to_pem()?, key: key.to_pem(&pin)?.to_string(), pin };
    serde_json::to_vec(&kept).map_err(|_| Fault::Malformed { what: "seal" }.into())
}

impl Seal {
    pub(super) fn open(kept: &[u8]) -> Result<Self, Fault> {
        let kept: Kept = serde_json::from_slice(kept).map_err(|_| Fault::Malformed { what: "seal" })?;
        let certificate = Certificate::from_pem(&kept.certificate)?;
        let key = SecretKey::from_pem(certificate.profile(), &kept.key, Some(&kept.pin))?;
        if key.public_key() == certificate.public_key() {
            Ok(Self { certificate, key })
        } else {
            Err(Fault::KeyMismatch)
        }
    }
}
