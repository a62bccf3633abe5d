//! The route of evidence.

use axum::Json;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::Instant,
    handwriting::Point,
    id::{DocumentId, PadId},
    text::Text,
};
use vena_platform::{
    auth::Allowed,
    db::Tx,
    fault::{Fault, Problem},
    http::{Path, Query},
    vault::Vault,
};

use super::{
    EvidenceKind, EvidenceView,
    db::{self, EvidenceRow, SignedByHand},
    opened,
};
use crate::{
    documents::{self, words::DocumentStep},
    pads::PadChoice,
};

/// What was captured for one signature by hand.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Evidence {
    pad_id: PadId,
    /// Where was signed.
    slot: String,
    slot_title: Text,
    /// Who signed.
    name: String,
    signed_at: Option<Instant>,
    /// The pad.
    device: Option<String>,
    /// What the person decided about the fingerprint.
    choice: Option<PadChoice>,
    /// Who saw the person sign.
    witness: Option<String>,
    /// Which proof of identity was shown.
    identity: Option<String>,
    /// What the person wrote, with time and pressure.
    strokes: Vec<Vec<Point>>,
    /// SHA-256 of the strokes, hexadecimal, as the signature binds it.
    strokes_digest: Option<String>,
    fingerprint: Option<FingerprintEvidence>,
    /// Whether everything is what was captured.
    intact: bool,
}

/// A fingerprint.
#[derive(Debug, Serialize, ToSchema)]
struct FingerprintEvidence {
    /// `image/png`, or the name of a template format.
    format: String,
    /// The picture or template, base64 with padding, as `data:` addresses want it.
    data: String,
    /// How clear it is, 0 to 100.
    quality: Option<i32>,
    /// Which reader it was.
    device: String,
    captured_at: Instant,
    /// SHA-256, hexadecimal, as the signature binds it.
    digest: String,
}

/// Why somebody looks.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceQuery {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What was captured for the signatures by hand on a document. The look and its reason are recorded.
#[utoipa::path(get, path = "/api/records/documents/{id}/evidence", tag = "records", operation_id = "records.evidence.view",
    params(("id" = DocumentId, Path), EvidenceQuery), responses((status = 200, body = Vec<Evidence>)))]
pub(super) async fn view(
    auth: Allowed<EvidenceView>,
    Path(id): Path<DocumentId>,
    Query(why): Query<EvidenceQuery>,
) -> Result<Json<Vec<Evidence>>, Fault> {
    let mut tx = auth.app.db.begin().await?;
    if documents::db::head(&mut tx, &auth.scope, id).await?.is_none() {
        return Err(Problem::not_found("document", id).into());
    }
    documents::db::note(&mut tx, id, DocumentStep::EvidenceViewed, auth.scope.user, Some(&why.reason)).await?;
    let mut shown = Vec::new();
    for signature in db::signatures(&mut tx, id).await? {
        shown.push(of(&mut tx, &auth.app.vault, signature).await?);
    }
    tx.commit().await?;
    auth.note_view(&why.reason).await?;
    Ok(Json(shown))
}

async fn of(tx: &mut Tx, vault: &Vault, signature: SignedByHand) -> Result<Evidence, Fault> {
    let rows = db::of_pad(tx, signature.pad_id).await?;
    let mut evidence = Evidence {
        pad_id: signature.pad_id,
        slot: signature.slot,
        slot_title: signature.slot_title.0,
        name: vault.open(&signature.name_sealed)?,
        signed_at: signature.ended_at,
        device: signature.pad_name,
        choice: signature.choice,
        witness: signature.witness,
        identity: None,
        strokes: Vec::new(),
        strokes_digest: None,
        fingerprint: None,
        intact: true,
    };
    for row in rows {
        evidence.add(vault, row)?;
    }
    Ok(evidence)
}

impl Evidence {
    fn add(&mut self, vault: &Vault, row: EvidenceRow) -> Result<(), Fault> {
        let (bytes, intact) = opened(vault, &row)?;
        self.intact &= intact;
        match row.kind {
            EvidenceKind::Identity => self.identity = Some(String::from_utf8_lossy(&bytes).into_owned()),
            EvidenceKind::Strokes => {
                self.strokes = serde_json::from_slice(&bytes)?;
                self.strokes_digest = Some(hexadecimal(&row.digest));
            }
            EvidenceKind::Fingerprint => {
                self.fingerprint = Some(FingerprintEvidence {
                    format: row.format,
                    data: STANDARD.encode(&bytes),
                    quality: row.quality,
                    device: row.device,
                    captured_at: row.captured_at,
                    digest: hexadecimal(&row.digest),
                });
            }
        }
        Ok(())
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
