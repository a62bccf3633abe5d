//! Statements of what pads have captured.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{DocumentId, PadId},
    text::Text,
};
use vena_platform::{db::Tx, fault::Fault};

use super::EvidenceKind;
use crate::pads::PadChoice;

/// A captured thing to be kept.
#[derive(Debug)]
pub(crate) struct NewEvidence<'a> {
    pub(crate) kind: EvidenceKind,
    pub(crate) sealed: &'a [u8],
    pub(crate) digest: &'a [u8],
    pub(crate) format: &'a str,
    pub(crate) device: &'a str,
    pub(crate) quality: Option<u8>,
}

/// Keeps what was captured in a session; a second try takes the place of the first.
pub(crate) async fn keep(tx: &mut Tx, pad: PadId, new: &NewEvidence<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into records.evidence (pad_id, kind, sealed, digest, format, device, quality, captured_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (pad_id, kind) do update set sealed = excluded.sealed, digest = excluded.digest, format = excluded.format,
             device = excluded.device, quality = excluded.quality, captured_at = excluded.captured_at",
    )
    .bind(pad)
    .bind(new.kind)
    .bind(new.sealed)
    .bind(new.digest)
    .bind(new.format)
    .bind(new.device)
    .bind(new.quality.map(i32::from))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Erases what was captured of one kind.
pub(crate) async fn erase(tx: &mut Tx, pad: PadId, kind: EvidenceKind) -> Result<(), Fault> {
    let sql = "delete from records.evidence where pad_id = $1 and kind = $2";
    sqlx::query(sql).bind(pad).bind(kind).execute(tx.conn()).await?;
    Ok(())
}

/// A captured thing, sealed.
#[derive(Debug, FromRow)]
pub(crate) struct EvidenceRow {
    pub(crate) kind: EvidenceKind,
    pub(crate) sealed: Vec<u8>,
    pub(crate) digest: Vec<u8>,
    pub(crate) format: String,
    pub(crate) device: String,
    pub(crate) quality: Option<i32>,
    pub(crate) captured_at: Instant,
}

/// What was captured in a session.
pub(crate) async fn of_pad(tx: &mut Tx, pad: PadId) -> Result<Vec<EvidenceRow>, Fault> {
    let sql = "
        select kind, sealed, digest, format, device, quality, captured_at
        from records.evidence where pad_id = $1 order by kind";
    Ok(sqlx::query_as(sql).bind(pad).fetch_all(tx.conn()).await?)
}

/// A signature by hand on a document that the caller may see.
#[derive(Debug, FromRow)]
pub(super) struct SignedByHand {
    pub(super) pad_id: PadId,
    pub(super) slot: String,
    pub(super) slot_title: Json<Text>,
    pub(super) name_sealed: Vec<u8>,
    pub(super) choice: Option<PadChoice>,
    pub(super) pad_name: Option<String>,
    pub(super) witness: Option<String>,
    pub(super) ended_at: Option<Instant>,
}

/// The signatures by hand on a document.
pub(super) async fn signatures(tx: &mut Tx, document: DocumentId) -> Result<Vec<SignedByHand>, Fault> {
    let sql = "
        select pad_id, slot, slot_title, name_sealed, choice, pad_name, witness, ended_at
        from records.v_pad where document_id = $1 and state = 'signed' order by pad_id";
    Ok(sqlx::query_as(sql).bind(document).fetch_all(tx.conn()).await?)
}
