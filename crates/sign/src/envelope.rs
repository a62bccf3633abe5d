//! What is signed is what was shown: the envelope binds the bytes of the document to who signed it, as whom, why, when,
//! where and for which event of the ledger. It is itself signed, as an attribute of the signature.
//!
//! Its canonical form is DER: one value has one spelling, whatever program wrote it. 电子签名法 article 13 asks that
//! every later change to signature or content can be noticed; a change to any field here is noticed under its own name.

use der::{Decode as _, Sequence, asn1::OctetString};
use serde::{Deserialize, Serialize};
use spki::AlgorithmIdentifierOwned;
use vena_kernel::clock::Instant;

use crate::{Digest, Fault, Result, wire, x509::Certificate};

/// Longer envelopes are no envelopes.
const MOST_BYTES: usize = 64 * 1024;

/// The document that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDigest {
    /// Which digest.
    pub digest: Digest,
    /// Its value.
    #[serde(with = "hexadecimal")]
    pub value: [u8; 32],
    /// How many bytes were shown. A PDF grows with each signature; these are its first bytes.
    pub bytes: u64,
}

impl DocumentDigest {
    /// The digest of what was shown.
    pub fn of(digest: Digest, document: &[u8]) -> Self {
        Self { digest, value: digest.of(document), bytes: document.len() as u64 }
    }

    /// Whether `document` begins with what was shown.
    pub fn is_beginning_of(&self, document: &[u8]) -> bool {
        let shown = usize::try_from(self.bytes).ok().and_then(|bytes| document.get(..bytes));
        shown.is_some_and(|shown| self.digest.of(shown) == self.value)
    }
}

/// Everything that a signature means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The bytes that were shown.
    pub document: DocumentDigest,
    /// The template they were made from.
    pub template: String,
    /// The version of that template.
    pub template_version: String,
    /// The name of the signer.
    pub signer: String,
    /// The account of the signer.
    pub account: String,
    /// The number of the signer's certificate, in lower-case hexadecimal.
    pub certificate: String,
    /// As whom: `检验者`, `审核者`, …
    pub role: String,
    /// Why: `审核通过`, `双人核对`, …
    pub reason: String,
    /// When, on the clock of the server.
    pub at: Instant,
    /// The device at which it was signed.
    pub device: String,
    /// The event of the ledger that it belongs to; empty when there is none.
    pub event: String,
    /// The code of the form, such as `M14-P01-S38-R02`.
    pub form_code: String,
    /// The number of the document, such as `202208180`.
    pub number: String,
}

/// The envelope in ASN.1. New fields come at the end, with a new version.
#[derive(Sequence)]
struct Written {
    version: u8,
    algorithm: AlgorithmIdentifierOwned,
    digest: OctetString,
    bytes: u64,
    template: String,
    template_version: String,
    signer: String,
    account: String,
    certificate: String,
    role: String,
    reason: String,
    at: String,
    device: String,
    event: String,
    form_code: String,
    number: String,
}

impl Envelope {
    /// The canonical bytes.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let written = Written {
            version: 1,
            algorithm: self.document.digest.algorithm(),
            digest: OctetString::new(self.document.value).map_err(|_| Fault::Malformed { what: "envelope" })?,
            bytes: self.document.bytes,
            template: self.template.clone(),
            template_version: self.template_version.clone(),
            signer: self.signer.clone(),
            account: self.account.clone(),
            certificate: self.certificate.clone(),
            role: self.role.clone(),
            reason: self.reason.clone(),
            at: self.at.to_string(),
            device: self.device.clone(),
            event: self.event.clone(),
            form_code: self.form_code.clone(),
            number: self.number.clone(),
        };
        wire::encode(&written, "envelope")
    }

    /// From the canonical bytes.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let malformed = || Fault::Malformed { what: "envelope" };
        if der.len() > MOST_BYTES {
            return Err(Fault::TooLarge { what: "envelope" });
        }
        let written = Written::from_der(der).map_err(|_| malformed())?;
        if written.version != 1 {
            return Err(malformed());
        }
        let read = Self {
            document: DocumentDigest {
                digest: Digest::of_algorithm(&written.algorithm)?,
                value: written.digest.as_bytes().try_into().map_err(|_| malformed())?,
                bytes: written.bytes,
            },
            template: written.template,
            template_version: written.template_version,
            signer: written.signer,
            account: written.account,
            certificate: written.certificate,
            role: written.role,
            reason: written.reason,
            at: written.at.parse().map_err(|_| malformed())?,
            device: written.device,
            event: written.event,
            form_code: written.form_code,
            number: written.number,
        };
        // A second spelling of the same instant or digest is not what we wrote.
        if read.to_der()? == der { Ok(read) } else { Err(malformed()) }
    }

    /// The digest of the canonical bytes: the challenge for a security key.
    pub fn digest(&self, digest: Digest) -> Result<[u8; 32]> {
        Ok(digest.of(&self.to_der()?))
    }

    /// Refuses an envelope that differs from what should have been signed; the first difference names itself.
    pub fn check_is(&self, expected: &Self) -> Result<()> {
        let differences = [
            (self.document != expected.document, Fault::EnvelopeDocument),
            (
                (&self.template, &self.template_version) != (&expected.template, &expected.template_version),
                Fault::EnvelopeTemplate,
            ),
            ((&self.signer, &self.account) != (&expected.signer, &expected.account), Fault::EnvelopeSigner),
            (self.certificate != expected.certificate, Fault::EnvelopeCertificate),
            (self.role != expected.role, Fault::EnvelopeRole),
            (self.reason != expected.reason, Fault::EnvelopeReason),
            (self.at != expected.at, Fault::EnvelopeTime),
            (self.device != expected.device, Fault::EnvelopeDevice),
            (self.event != expected.event, Fault::EnvelopeEvent),
            (self.form_code != expected.form_code, Fault::EnvelopeForm),
            (self.number != expected.number, Fault::EnvelopeNumber),
        ];
        differences.into_iter().find(|(differs, _)| *differs).map_or(Ok(()), |(_, fault)| Err(fault))
    }

    /// Refuses a certificate of somebody else: another number, name or account than the envelope names.
    pub fn check_signer(&self, certificate: &Certificate) -> Result<()> {
        if certificate.serial() != self.certificate {
            return Err(Fault::EnvelopeCertificate);
        }
        let subject = certificate.subject();
        let same_account = subject.account.as_ref().is_none_or(|account| *account == self.account);
        if subject.name == self.signer && same_account { Ok(()) } else { Err(Fault::EnvelopeSigner) }
    }
}

mod hexadecimal {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(value: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::wire::hex(value))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        crate::wire::unhex(&text)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| D::Error::custom("64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentDigest, Envelope};
    use crate::{Digest, Fault};

    fn envelope() -> Envelope {
        Envelope {
            document: DocumentDigest::of(Digest::Sm3, "血液搬运单".as_bytes()),
            template: "transport_slip".into(),
            template_version: "3".into(),
            signer: "林知夏".into(),
            account: "lin.zhixia".into(),
            certificate: "4a01".into(),
            role: "发血者".into(),
            reason: "交接".into(),
            at: "2026-03-02T08:30:00.25Z".parse().expect("an instant"),
            device: "工作站 07".into(),
            event: "evt_01".into(),
            form_code: "M14-P01-S38-R02".into(),
            number: "202603020".into(),
        }
    }

    #[test]
    fn one_value_has_one_spelling() {
        let envelope = envelope();
        let der = envelope.to_der().expect("DER");
        assert_eq!(Envelope::from_der(&der), Ok(envelope.clone()));
        assert_eq!(der, envelope.clone().to_der().expect("DER"));
        let json = serde_json::to_string(&envelope).expect("JSON");
        assert_eq!(serde_json::from_str::<Envelope>(&json).expect("an envelope"), envelope);
        for at in 0..der.len() {
            let mut flipped = der.clone();
            flipped[at] ^= 1;
            assert_ne!(Envelope::from_der(&flipped), Ok(envelope.clone()), "byte {at}");
        }
    }

    #[test]
    fn every_field_that_differs_names_itself() {
        type Change = fn(&mut Envelope);
        let changes: [(Change, Fault); 13] = [
            (|envelope| envelope.document.value[0] ^= 1, Fault::EnvelopeDocument),
            (|envelope| envelope.document.bytes += 1, Fault::EnvelopeDocument),
            (|envelope| envelope.template.push('x'), Fault::EnvelopeTemplate),
            (|envelope| envelope.template_version.push('1'), Fault::EnvelopeTemplate),
            (|envelope| envelope.account.push('x'), Fault::EnvelopeSigner),
            (|envelope| envelope.certificate.push('0'), Fault::EnvelopeCertificate),
            (|envelope| envelope.role.push('x'), Fault::EnvelopeRole),
            (|envelope| envelope.reason.push('x'), Fault::EnvelopeReason),
            (|envelope| envelope.at = envelope.at.plus_seconds(1), Fault::EnvelopeTime),
            (|envelope| envelope.device.push('x'), Fault::EnvelopeDevice),
            (|envelope| envelope.event.push('x'), Fault::EnvelopeEvent),
            (|envelope| envelope.form_code.push('x'), Fault::EnvelopeForm),
            (|envelope| envelope.number.push('x'), Fault::EnvelopeNumber),
        ];
        for (change, fault) in changes {
            let mut changed = envelope();
            change(&mut changed);
            assert_eq!(changed.check_is(&envelope()), Err(fault));
            assert_ne!(changed.digest(Digest::Sha256), envelope().digest(Digest::Sha256));
        }
        assert_eq!(envelope().check_is(&envelope()), Ok(()));
    }

    #[test]
    fn what_was_shown_is_the_beginning_of_what_is_filed() {
        let shown = DocumentDigest::of(Digest::Sha256, b"shown");
        assert!(shown.is_beginning_of(b"shown and signed"));
        assert!(!shown.is_beginning_of(b"show"));
        assert!(!shown.is_beginning_of(b"shOwn and signed"));
    }
}
