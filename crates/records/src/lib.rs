//! 档 records. What is drawn up, signed and kept.
//!
//! - **Scene**: a form is filled in and drawn, the people it names sign it one after the other with their own keys, it is
//!   filed, and anybody who holds the file can have it checked.
//! - **Owns** schema `records`: documents, signatures, their life, certificates, the development authority.
//! - **Asks** nobody; drawing and signing themselves stand behind [`Press`] and [`Notary`].
//! - **Tells** nothing yet; announces `documents`.
//! - **Where to add**: a form is a folder of `templates/`; a way to sign is a neighbour of `signing`.
//!
//! Invariant: what is signed is the bytes that were shown; a document only ever grows.
//!
//! [`Press`]: vena_platform::documents::Press
//! [`Notary`]: vena_platform::documents::Notary

mod certificates;
mod checks;
mod documents;
mod policy;
mod signing;

use axum::Extension;
use vena_platform::{
    documents::{SharedNotary, SharedPress},
    module::Module,
};

/// The heavy work that handlers reach for.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) press: SharedPress,
    pub(crate) notary: SharedNotary,
}

/// The scene, given who draws and who signs.
pub fn module(press: SharedPress, notary: SharedNotary) -> Module {
    let desk = Desk { press, notary };
    let router = documents::router().merge(certificates::router()).merge(signing::router()).merge(checks::router());
    Module {
        name: "records",
        glyph: "档",
        title: ("文书", "Documents"),
        router: router.layer(Extension(desk)),
        permissions: [certificates::permissions(), documents::permissions(), signing::permissions()].concat(),
        ..Module::default()
    }
}

/// SHA-256 of a file, by which it is found again.
pub(crate) fn digest(bytes: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec()
}
