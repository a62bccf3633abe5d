//! Signatures: who put which name under which bytes, when, and how anyone can check it without us.
//!
//! A heavy leaf: it knows the kernel and files of other standards, no database, no HTTP and no clock; instants and
//! random numbers that matter to a result are arguments.
//!
//! * [`profile`] SM2 with SM3, and ECDSA P-256 with SHA-256, behind one trait
//! * [`x509`] certificates, revocation lists, paths; the development authority
//! * [`key`] where private keys live: file, PKCS#11 token, SKF key, signature service
//! * [`webauthn`] a security key of the browser that signs the digest of the envelope
//! * [`envelope`] what is signed is what was shown
//! * [`tsp`] time-stamps, and a development time-stamp authority
//! * [`cms`] signatures beside the document, with everything that proves them later
//! * [`pdf`] signatures inside a PDF
//! * [`verify`] checking a signed document offline, in plain words
//!
//! **Where to add**: a new way to refuse gets its own [`fault::Fault`]; a new attribute of a signature its object
//! identifier in [`oid`] and its line in `docs/decisions/0009-signatures.md`; a new key medium a module in [`key`].

pub mod cms;
pub mod envelope;
pub mod fault;
pub mod key;
pub mod oid;
pub mod pdf;
pub mod profile;
mod time;
pub mod tsp;
pub mod verify;
pub mod webauthn;
mod wire;
pub mod x509;

pub use fault::{Fault, Result};
pub use profile::{Digest, Profile, PublicKey};
