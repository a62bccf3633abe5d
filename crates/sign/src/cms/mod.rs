//! Signatures beside the document: Cryptographic Message Syntax, SignedData (RFC 5652). SM2 uses the same structure
//! and identifiers, which is what other readers know; the outer identifiers of GM/T 0010 are read too.

mod attribute;
mod build;
mod check;
mod draft;
mod evidence;
mod hand;
mod message;
mod shown;
mod signer;
pub(crate) mod structure;
#[cfg(test)]
mod tests;

pub(crate) use self::build::encapsulate;
pub use self::{
    build::Request,
    check::{Checked, Content},
    draft::Draft,
    evidence::Evidence,
    hand::{Assertion, Hand, Handwriting},
    message::Message,
    shown::shown_in,
    signer::Signer,
};
