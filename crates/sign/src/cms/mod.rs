//! Signatures beside the document: Cryptographic Message Syntax, SignedData (RFC 5652). SM2 uses the same structure
//! and identifiers, which is what other readers know; the outer identifiers of GM/T 0010 are read too.

mod attribute;
mod build;
mod check;
mod evidence;
mod message;
mod signer;
pub(crate) mod structure;
#[cfg(test)]
mod tests;

pub(crate) use self::build::encapsulate;
pub use self::{
    build::Request,
    check::{Checked, Content},
    evidence::Evidence,
    message::Message,
    signer::Signer,
};
