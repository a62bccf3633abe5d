//! Signatures inside a PDF (ISO 32000-1 section 12.8; PAdES, ETSI EN 319 142): each is a new revision that covers every
//! byte before it. Files are only ever added to.

mod appearance;
mod change;
mod dss;
mod field;
mod file;
mod filter;
mod ink;
mod lexer;
mod object;
mod read;
mod update;
mod xref;

pub use self::{
    appearance::{Appearance, InkPoint, Seal},
    dss::{add_evidence, evidence},
    field::{FieldOrder, Prepared, SubFilter, prepare, prepare_stamp},
    read::{Embedded, signatures},
};
pub(crate) use self::{change::check_unchanged, read::ends_properly};

/// The whole way for one signer without a time-stamp: prepare, sign the digest with an envelope over `pdf` as it is
/// now, and put the signature in.
pub fn sign(
    pdf: &[u8],
    order: &FieldOrder<'_>,
    identity: &crate::key::Identity<'_>,
    envelope: Option<&crate::envelope::Envelope>,
) -> crate::Result<Vec<u8>> {
    let prepared = prepare(pdf, order)?;
    let message = sign_prepared(&prepared, order, identity, envelope)?;
    prepared.finish(&message.to_der()?)
}

/// The signature for a prepared file; a time-stamp may be added to it before it is put in.
pub fn sign_prepared(
    prepared: &Prepared,
    order: &FieldOrder<'_>,
    identity: &crate::key::Identity<'_>,
    envelope: Option<&crate::envelope::Envelope>,
) -> crate::Result<crate::cms::Message> {
    let digest = prepared.digest(identity.certificate().profile().digest());
    let envelope = envelope.map(crate::envelope::Envelope::to_der).transpose()?;
    let request = crate::cms::Request { digest, at: order.at, envelope: envelope.as_deref() };
    crate::cms::Message::sign(identity, &request)
}
