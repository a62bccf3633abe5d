//! Reading time-stamps and deciding whether they hold.

use der::{
    Decode as _, Tag, Tagged as _,
    asn1::{Any, ObjectIdentifier},
};
use vena_kernel::clock::Instant;

use super::{
    request::{Imprint, StampRequest},
    structure::{Accuracy, TimeStampResp, TstInfo},
};
use crate::{
    Fault, Result,
    cms::{Content, Evidence, Message},
    oid, wire,
    x509::{Anchors, Certificate, Path, Purpose, check_revocation},
};

/// What a time-stamp says; nothing is checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    token: Vec<u8>,
    message: Message,
    imprint: Imprint,
    at: Instant,
    accuracy_micros: i64,
    policy: ObjectIdentifier,
    serial: Vec<u8>,
    nonce: Option<Vec<u8>>,
}

/// A time-stamp that holds.
#[derive(Debug, Clone)]
pub struct StampCheck {
    /// The instant it proves.
    pub at: Instant,
    /// Who says so.
    pub certificate: Certificate,
    /// From there to the root.
    pub path: Path,
}

/// The token of a granted response. Refuses a response that grants nothing.
pub fn token_of_response(response: &[u8]) -> Result<Vec<u8>> {
    let malformed = || Fault::Malformed { what: "time-stamp response" };
    let response = TimeStampResp::from_der(response).map_err(|_| malformed())?;
    // 0 granted, 1 granted with modifications (RFC 3161 section 2.4.2).
    if response.status.status > 1 {
        return Err(Fault::StampRefused { status: u32::from(response.status.status) });
    }
    wire::encode(&response.token.ok_or_else(malformed)?, "time-stamp")
}

impl Stamp {
    /// From a token in DER.
    pub fn from_der(token: &[u8]) -> Result<Self> {
        let malformed = || Fault::Malformed { what: "time-stamp" };
        let message = Message::from_der(token)?;
        if message.content_type() != oid::TST_INFO {
            return Err(malformed());
        }
        let info = TstInfo::from_der(message.content().ok_or_else(malformed)?).map_err(|_| malformed())?;
        if info.version != 1 {
            return Err(malformed());
        }
        Ok(Self {
            imprint: Imprint::read(&info.imprint)?,
            at: instant(&info.time)?,
            accuracy_micros: info.accuracy.as_ref().map_or(0, accuracy_micros),
            policy: info.policy,
            serial: info.serial.as_bytes().to_vec(),
            nonce: info.nonce.map(|nonce| nonce.as_bytes().to_vec()),
            token: token.to_vec(),
            message,
        })
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.token
    }

    /// The instant it names.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// By how many microseconds that may be off.
    pub fn accuracy_micros(&self) -> i64 {
        self.accuracy_micros
    }

    /// Its number in hexadecimal, unique for its authority.
    pub fn serial(&self) -> String {
        wire::hex(&self.serial)
    }

    /// What was stamped.
    pub fn imprint(&self) -> Imprint {
        self.imprint
    }

    /// The certificates and lists it carries.
    pub fn evidence(&self) -> Result<Evidence> {
        self.message.evidence()
    }

    /// Refuses a token that does not answer `request`.
    pub fn check_answers(&self, request: &StampRequest) -> Result<()> {
        if self.imprint != request.imprint {
            return Err(Fault::StampImprint);
        }
        if self.nonce != request.nonce {
            return Err(Fault::StampNonce);
        }
        match request.policy {
            Some(asked) if asked != self.policy => Err(Fault::StampPolicy { oid: self.policy.to_string() }),
            _ => Ok(()),
        }
    }

    /// Refuses a token over other bytes than `parts`.
    pub fn check_over(&self, parts: &[&[u8]]) -> Result<()> {
        let held = self.imprint.digest.of_parts(parts) == self.imprint.value;
        if held { Ok(()) } else { Err(Fault::StampImprint) }
    }

    /// Refuses a token that its authority did not sign, or that has more than one signature (RFC 3161 section 2.4.2).
    pub fn signed_by(&self, evidence: &Evidence) -> Result<Certificate> {
        let signers = self.message.signers();
        let [signer] = signers.as_slice() else { return Err(Fault::StampSignature { why: "signers".into() }) };
        let mut pool = self.evidence()?;
        pool.add(evidence);
        let content = self.message.content().unwrap_or_default();
        let parts = [content];
        let checked = signer.check(&Content { parts: &parts, content_type: Some(oid::TST_INFO) }, &pool.certificates);
        let checked = checked.map_err(|fault| Fault::StampSignature { why: fault.text().zh })?;
        signer.check_unsigned()?;
        // Without it, whoever holds another certificate of the same key could be put in its place.
        if checked.is_bound {
            Ok(checked.certificate)
        } else {
            Err(Fault::BadAttributes { what: "signingCertificateV2" })
        }
    }

    /// Whether it holds: signature, a certificate for nothing but time-stamps, valid and not revoked at its instant, up
    /// to one of `anchors`, and not from the future.
    pub fn check(&self, anchors: &Anchors, evidence: &Evidence, now: Instant) -> Result<StampCheck> {
        let certificate = self.signed_by(evidence)?;
        let mut pool = self.evidence()?;
        pool.add(evidence);
        let path = Path::find(&certificate, &pool.certificates, anchors)?;
        path.check(self.at, Purpose::TimeStamping)?;
        check_revocation(&path, &pool.crls, self.at)?;
        if self.at.micros() - self.accuracy_micros > now.micros() {
            return Err(Fault::StampFuture { at: self.at });
        }
        Ok(StampCheck { at: self.at, certificate, path })
    }
}

fn accuracy_micros(accuracy: &Accuracy) -> i64 {
    let (seconds, millis) = (accuracy.seconds.unwrap_or(0), accuracy.millis.unwrap_or(0));
    i64::from(seconds) * 1_000_000 + i64::from(millis) * 1_000 + i64::from(accuracy.micros.unwrap_or(0))
}

/// `YYYYMMDDhhmmss[.f…]Z` with no trailing zero in the fraction (RFC 3161 section 2.4.2).
fn instant(time: &Any) -> Result<Instant> {
    let malformed = Fault::Malformed { what: "time of the time-stamp" };
    let text =
        std::str::from_utf8(time.value()).ok().and_then(|text| text.strip_suffix('Z')).ok_or(malformed.clone())?;
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fraction_fits = fraction.is_none_or(|fraction| digits(fraction) && !fraction.ends_with('0'));
    if time.tag() != Tag::GeneralizedTime || whole.len() != 14 || !digits(whole) || !fraction_fits {
        return Err(malformed);
    }
    let (date, clock) = whole.split_at(8);
    let fraction = fraction.map(|fraction| format!(".{}", &fraction[..fraction.len().min(6)])).unwrap_or_default();
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let (hour, minute, second) = (&clock[..2], &clock[2..4], &clock[4..]);
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}{fraction}Z").parse().map_err(|_| malformed)
}
