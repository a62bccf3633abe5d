//! What was checked, and with what result.

use serde::Serialize;
use vena_kernel::{clock::Instant, refusal::Refusal, text::Text};

use crate::{Fault, Result, cms::Handwriting, envelope::Envelope, x509::Subject};

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was asked, in plain words.
    pub what: Text,
    /// Whether it holds.
    pub ok: bool,
    /// Why not.
    pub refusal: Option<Refusal>,
}

/// One signature.
#[derive(Debug, Clone, Serialize)]
pub struct SignatureReport {
    /// The name of its field in a PDF.
    pub field: Option<String>,
    /// Who signed, as the certificate says; the person also where a seal made the signature.
    pub signer: Option<Subject>,
    /// Whose seal made the signature for the person.
    pub sealed_by: Option<Subject>,
    /// What a pad captured of the person's hand.
    #[serde(skip)]
    pub handwriting: Option<Handwriting>,
    /// The number of the signer's certificate; of the seal's where the person has none.
    pub certificate: Option<String>,
    /// When, as the signer claims.
    pub claimed_at: Option<Instant>,
    /// When at the latest, as a time-stamp that holds proves.
    pub proven_at: Option<Instant>,
    /// What was signed, in words.
    pub envelope: Option<Envelope>,
    /// The questions and answers.
    pub checks: Vec<Check>,
    /// Signatures on this signature.
    pub counter_signatures: Vec<SignatureReport>,
}

/// A document and all its signatures.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Questions about the document as a whole.
    pub checks: Vec<Check>,
    /// Its signatures, oldest first in a PDF.
    pub signatures: Vec<SignatureReport>,
}

impl Check {
    pub(crate) fn of(what: Text, outcome: &Result<()>) -> Self {
        let refusal = outcome.as_ref().err().map(Fault::refusal);
        Self { what, ok: refusal.is_none(), refusal }
    }
}

impl SignatureReport {
    pub(crate) fn new() -> Self {
        Self {
            field: None,
            signer: None,
            sealed_by: None,
            handwriting: None,
            certificate: None,
            claimed_at: None,
            proven_at: None,
            envelope: None,
            checks: Vec::new(),
            counter_signatures: Vec::new(),
        }
    }

    /// Notes the answer to a question and hands it on.
    pub(crate) fn note<T>(&mut self, what: Text, outcome: Result<T>) -> Option<T> {
        let (value, outcome) = match outcome {
            Ok(value) => (Some(value), Ok(())),
            Err(fault) => (None, Err(fault)),
        };
        self.checks.push(Check::of(what, &outcome));
        value
    }

    /// Whether everything about it holds, counter-signatures included.
    pub fn is_ok(&self) -> bool {
        self.checks.iter().all(|check| check.ok) && self.counter_signatures.iter().all(Self::is_ok)
    }

    fn refusals(&self) -> Vec<&Refusal> {
        let own = self.checks.iter().filter_map(|check| check.refusal.as_ref());
        own.chain(self.counter_signatures.iter().flat_map(Self::refusals)).collect()
    }
}

impl Report {
    /// A report about something that could not even be read.
    pub(crate) fn unreadable(what: Text, fault: Fault) -> Self {
        Self { checks: vec![Check::of(what, &Err(fault))], signatures: Vec::new() }
    }

    /// Whether everything holds.
    pub fn is_ok(&self) -> bool {
        self.checks.iter().all(|check| check.ok) && self.signatures.iter().all(SignatureReport::is_ok)
    }

    /// Everything that does not hold, the document first.
    pub fn refusals(&self) -> Vec<&Refusal> {
        let own = self.checks.iter().filter_map(|check| check.refusal.as_ref());
        own.chain(self.signatures.iter().flat_map(SignatureReport::refusals)).collect()
    }

    /// The rules that refused, for tables.
    pub fn rules(&self) -> Vec<&str> {
        self.refusals().into_iter().map(|refusal| refusal.rule.as_str()).collect()
    }
}
