//! Checking a signed document offline: the bytes, the roots one trusts, and the present instant are enough. The answer
//! is a list of checks in plain words, each passed or failed for one reason.

mod carried;
mod detached;
mod hand;
mod pdf;
mod report;
mod signature;
mod stamp;
mod trust;
mod words;

pub use self::{
    detached::detached,
    pdf::embedded,
    report::{Check, Report, SignatureReport},
};
use vena_kernel::clock::Instant;

use self::{carried::check_carried, signature::examine};
use crate::{cms::Evidence, x509::Anchors};

/// Checks a document whatever it is: with `signatures` beside it, or else a PDF with its signatures inside.
pub fn document(document: &[u8], signatures: Option<&[u8]>, policy: &Policy) -> Report {
    match signatures {
        Some(signatures) => detached(document, signatures, policy),
        None => embedded(document, policy),
    }
}

/// How far the clock of a signing device may run ahead of the time-stamp authority.
pub(crate) const CLOCK_SKEW_SECONDS: i64 = 300;

/// What the reader trusts and asks for.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The roots of signers and time-stamp authorities.
    pub anchors: Anchors,
    /// Certificates and lists that the reader has besides those in the document.
    pub evidence: Evidence,
    /// The present.
    pub now: Instant,
    /// A signature without a time-stamp fails.
    pub needs_stamp: bool,
    /// A signature without an envelope fails: it says neither as whom nor why.
    pub needs_envelope: bool,
}

impl Policy {
    /// What documents of this product are checked by: time-stamp and envelope are required.
    pub fn strict(anchors: Anchors, now: Instant) -> Self {
        Self { anchors, evidence: Evidence::default(), now, needs_stamp: true, needs_envelope: true }
    }

    /// What documents of others are checked by: neither is required, and without a time-stamp the certificate must hold
    /// at present.
    pub fn lenient(anchors: Anchors, now: Instant) -> Self {
        Self { needs_stamp: false, needs_envelope: false, ..Self::strict(anchors, now) }
    }
}
