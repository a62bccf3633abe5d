//! Statements of signatures that wait for the answer of a key outside the server.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    id::{CeremonyId, CertificateId, DocumentId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A signature that waits for its answer.
#[derive(Debug, FromRow)]
pub(super) struct Ceremony {
    pub(super) document_id: DocumentId,
    pub(super) slot: String,
    pub(super) certificate_id: CertificateId,
    pub(super) at: Instant,
    pub(super) reason: String,
    pub(super) device: String,
    /// SHA-256 of the bytes that were shown.
    pub(super) digest: Vec<u8>,
    /// What the key was asked to sign.
    pub(super) to_sign: Vec<u8>,
    pub(super) state_sealed: Vec<u8>,
    pub(super) expires_at: Instant,
    pub(super) finished_at: Option<Instant>,
}

/// Keeps what waits.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, id: CeremonyId, new: &Ceremony) -> Result<(), Fault> {
    sqlx::query(
        "insert into records.ceremony
             (ceremony_id, document_id, slot, user_id, certificate_id, at, reason, device, digest, to_sign, state_sealed, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id)
    .bind(new.document_id)
    .bind(&new.slot)
    .bind(scope.user)
    .bind(new.certificate_id)
    .bind(new.at)
    .bind(&new.reason)
    .bind(&new.device)
    .bind(&new.digest)
    .bind(&new.to_sign)
    .bind(&new.state_sealed)
    .bind(new.expires_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the caller has begun, locked: of two answers at the same moment the second one sees that the first has finished it.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: CeremonyId) -> Result<Option<Ceremony>, Fault> {
    Ok(sqlx::query_as(
        "select document_id, slot, certificate_id, at, reason, device, digest, to_sign, state_sealed, expires_at, finished_at
         from records.ceremony where ceremony_id = $1 and user_id = $2 for update",
    )
    .bind(id)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// Marks it as finished.
pub(super) async fn finish(tx: &mut Tx, id: CeremonyId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.ceremony set finished_at = $2 where ceremony_id = $1 and finished_at is null")
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}
