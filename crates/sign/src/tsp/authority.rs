//! A time-stamp authority for development and trial: request bytes in, response bytes out.

use der::{
    Decode as _,
    asn1::{Any, BitString, Int, ObjectIdentifier},
};
use vena_kernel::clock::Instant;

use super::{
    request::StampRequest,
    structure::{Accuracy, StatusInfo, TimeStampResp, TstInfo},
};
use crate::{Fault, Result, cms, key::Identity, oid, time, wire};

/// Why a request is refused (PKIFailureInfo, RFC 3161 section 2.4.2): the number of the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Refusal {
    /// A digest of neither profile.
    BadAlgorithm = 0,
    /// The bytes are no request.
    BadDataFormat = 5,
    /// The policy is not ours.
    UnacceptedPolicy = 15,
}

/// Signs instants.
pub struct DevelopmentStamper<'k> {
    identity: Identity<'k>,
    policy: ObjectIdentifier,
}

impl<'k> DevelopmentStamper<'k> {
    /// With a key whose certificate is for nothing but time-stamps.
    pub fn new(identity: Identity<'k>) -> Result<Self> {
        let only_stamps =
            identity.certificate().extensions().purposes.clone() == Some((true, vec![oid::TIME_STAMPING]));
        if !only_stamps {
            return Err(Fault::StampUsage);
        }
        Ok(Self { identity, policy: oid::DEVELOPMENT_TIME_STAMP })
    }

    /// Answers `request` at the instant `now` under the number `serial`, which no other answer may have. A request that
    /// cannot be granted gets its answer too; an error means that this authority itself is broken.
    pub fn answer(&self, request: &[u8], serial: u64, now: Instant) -> Result<Vec<u8>> {
        match self.token(request, serial, now) {
            Ok(token) => granted(&token),
            Err(Ok(refusal)) => refused(refusal),
            Err(Err(fault)) => Err(fault),
        }
    }

    fn token(
        &self,
        request: &[u8],
        serial: u64,
        now: Instant,
    ) -> std::result::Result<Vec<u8>, std::result::Result<Refusal, Fault>> {
        let request = StampRequest::from_der(request).map_err(|fault| Ok(refusal_for(&fault)))?;
        if request.policy.is_some_and(|asked| asked != self.policy) {
            return Err(Ok(Refusal::UnacceptedPolicy));
        }
        let info = self.info(&request, serial, now).map_err(Err)?;
        cms::encapsulate(&self.identity, oid::TST_INFO, &info, now, request.wants_certificates).map_err(Err)
    }

    fn info(&self, request: &StampRequest, serial: u64, now: Instant) -> Result<Vec<u8>> {
        let malformed = |_| Fault::Malformed { what: "time-stamp" };
        let mut number = vec![0];
        number.extend(serial.to_be_bytes());
        let info = TstInfo {
            version: 1,
            policy: self.policy,
            imprint: request.imprint.write()?,
            serial: Int::new(significant(&number)).map_err(malformed)?,
            time: Any::encode_from(&time::to_generalized(now)?).map_err(malformed)?,
            // The fraction of the second is cut off.
            accuracy: Some(Accuracy { seconds: Some(1), millis: None, micros: None }),
            ordering: false,
            nonce: request.nonce.as_ref().map(|nonce| Int::new(nonce)).transpose().map_err(malformed)?,
            authority: None,
            extensions: None,
        };
        wire::encode(&info, "time-stamp")
    }
}

/// Without leading zeros, except the one that keeps a number positive.
fn significant(number: &[u8]) -> &[u8] {
    let redundant = number.windows(2).take_while(|pair| pair[0] == 0 && pair[1] < 0x80).count();
    &number[redundant..]
}

fn refusal_for(fault: &Fault) -> Refusal {
    match fault {
        Fault::UnknownAlgorithm { .. } => Refusal::BadAlgorithm,
        _ => Refusal::BadDataFormat,
    }
}

fn granted(token: &[u8]) -> Result<Vec<u8>> {
    let token = Any::from_der(token).map_err(|_| Fault::Malformed { what: "time-stamp" })?;
    let status = StatusInfo { status: 0, words: None, failure: None };
    wire::encode(&TimeStampResp { status, token: Some(token) }, "time-stamp response")
}

fn refused(refusal: Refusal) -> Result<Vec<u8>> {
    let bit = refusal as u8;
    let mut bytes = vec![0; usize::from(bit / 8) + 1];
    bytes[usize::from(bit / 8)] = 0x80 >> (bit % 8);
    // A named list of bits ends with its last set bit (X.690 section 11.2.2).
    let failure = BitString::new(7 - bit % 8, bytes).map_err(|_| Fault::Malformed { what: "time-stamp response" })?;
    let status = StatusInfo { status: 2, words: None, failure: Some(failure) };
    wire::encode(&TimeStampResp { status, token: None }, "time-stamp response")
}
