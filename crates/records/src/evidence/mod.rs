//! Evidence 签名证据: what a pad has captured, kept sealed beside the document whose signature binds its digests.
//!
//! Who may: `records.evidence.view`, for a stated reason, on documents that the caller sees anyway; each look is in the
//! audit and in the document's life.

pub(crate) mod db;
mod http;

use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::id::PadId;
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    permission,
    vault::Vault,
};

use crate::digest;

permission! {
    pub(crate) EvidenceView = "records.evidence.view", "查看手写签名证据", "See strokes and fingerprints of signatures by hand";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![EvidenceView::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view))
}

/// What was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum EvidenceKind {
    /// What the person wrote.
    Strokes,
    /// The fingerprint.
    Fingerprint,
    /// Which proof of identity was shown.
    Identity,
}

/// A captured thing in the clear.
pub(crate) struct Caught<'a> {
    pub(crate) kind: EvidenceKind,
    pub(crate) bytes: &'a [u8],
    pub(crate) format: &'a str,
    pub(crate) device: &'a str,
    /// Of a fingerprint.
    pub(crate) quality: Option<u8>,
}

impl Caught<'_> {
    /// What the signature binds. A proof of identity is too easily guessed for a bare digest.
    fn digest(&self, vault: &Vault) -> Vec<u8> {
        match self.kind {
            EvidenceKind::Identity => vault.fingerprint_bytes(self.bytes),
            EvidenceKind::Strokes | EvidenceKind::Fingerprint => digest(self.bytes),
        }
    }
}

/// Seals what was captured in a session and keeps it.
pub(crate) async fn keep(tx: &mut Tx, vault: &Vault, pad: PadId, caught: &Caught<'_>) -> Result<(), Fault> {
    let row = db::NewEvidence {
        kind: caught.kind,
        sealed: &vault.seal_bytes(caught.bytes)?,
        digest: &caught.digest(vault),
        format: caught.format,
        device: caught.device,
        quality: caught.quality,
    };
    db::keep(tx, pad, &row).await
}

/// What was captured, opened, and whether it is what was captured.
pub(crate) fn opened(vault: &Vault, row: &db::EvidenceRow) -> Result<(Vec<u8>, bool), Fault> {
    let bytes = vault.open_bytes(&row.sealed)?;
    let caught = Caught { kind: row.kind, bytes: &bytes, format: &row.format, device: &row.device, quality: None };
    let intact = caught.digest(vault) == row.digest;
    Ok((bytes, intact))
}
