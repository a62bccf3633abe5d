//! 档 records. What is drawn up, signed and kept.
//!
//! - **Scene**: a form is filled in and drawn, the people it names sign it one after the other with their own keys
//!   or by hand on a pad, it is filed, and anybody who holds the file can have it checked.
//! - **Owns** schema `records`: documents, signatures, their life, certificates, the development authority, what pads captured.
//! - **Asks** the scenes what fills in a form (`PaperSource`) and which units a thing is about (`DocumentSubject`); drawing and
//!   signing themselves stand behind [`Press`] and [`Notary`], fingerprints behind [`FingerprintReader`].
//! - **Tells** nothing yet; announces `documents` and `pads`.
//! - **Where to add**: a form is a folder of `templates/`; a way to sign is a neighbour of `signing`.
//!
//! Invariant: what is signed is the bytes that were shown; a document only ever grows, until two persons destroy it.
//!
//! [`Press`]: vena_platform::documents::Press
//! [`Notary`]: vena_platform::documents::Notary

mod certificates;
mod challenges;
mod checks;
mod documents;
mod evidence;
mod filling;
mod finder;
mod keeping;
mod pads;
mod policy;
mod sign_in;
mod signing;
mod standing;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::records::{DocumentSubject, OwnPapers, SignedPapers};
use vena_platform::{
    auth::PermissionInfo,
    documents::{PaperSource, SharedNotary, SharedPress},
    module::Module,
    vault::Vault,
};

pub use pads::{Captured, FingerprintReader, FolderReader, SharedReader, lay_drawn_finger};

/// The heavy work that handlers reach for.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) press: SharedPress,
    pub(crate) notary: SharedNotary,
    pub(crate) sources: filling::Sources,
    pub(crate) subjects: keeping::Subjects,
    pub(crate) fingerprints: SharedReader,
}

/// The scene, given who draws, who signs, which scene fills in which form and knows what documents are about, and the reader
/// of fingerprints at the pads.
pub fn module(
    press: SharedPress,
    notary: SharedNotary,
    sources: Vec<Arc<dyn PaperSource>>,
    subjects: Vec<Arc<dyn DocumentSubject>>,
    fingerprints: SharedReader,
) -> Module {
    let (sources, subjects) = (filling::Sources(sources.into()), keeping::Subjects(subjects.into()));
    let desk = Desk { press, notary, sources, subjects, fingerprints };
    let routers = [
        documents::router(),
        filling::router(),
        keeping::router(),
        certificates::router(),
        challenges::router(),
        sign_in::router(),
        signing::router(),
        checks::router(),
        pads::router(),
        evidence::router(),
    ];
    let router = routers.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge);
    Module {
        name: "records",
        glyph: "档",
        title: ("文书", "Documents"),
        router: router.layer(Extension(desk)),
        permissions: permissions(),
        finder: Some(Arc::new(finder::Documents)),
        jobs: [challenges::jobs(), pads::jobs()].concat(),
        ..Module::default()
    }
}

/// The port on which donors get the papers that they have signed.
pub fn own(vault: Vault) -> Arc<dyn OwnPapers> {
    Arc::new(standing::Own { vault })
}

/// The port on which other scenes ask what is signed.
pub fn signed() -> Arc<dyn SignedPapers> {
    Arc::new(standing::Standing)
}

fn permissions() -> Vec<PermissionInfo> {
    [
        certificates::permissions(),
        challenges::permissions(),
        filling::permissions(),
        documents::permissions(),
        signing::permissions(),
        keeping::permissions(),
        pads::permissions(),
        evidence::permissions(),
    ]
    .concat()
}

/// SHA-256 of a file, by which it is found again.
pub(crate) fn digest(bytes: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec()
}
