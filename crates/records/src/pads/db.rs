//! Statements of sessions at pads.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{DocumentId, OrgId, PadId, UserId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::words::{PadChoice, PadState};

/// A session, with what it is about.
#[derive(Debug, FromRow)]
pub(crate) struct PadRow {
    pub(crate) pad_id: PadId,
    pub(crate) document_id: DocumentId,
    pub(crate) slot: String,
    pub(crate) digest: Vec<u8>,
    pub(crate) name_sealed: Vec<u8>,
    pub(crate) state: PadState,
    pub(crate) choice: Option<PadChoice>,
    pub(crate) created_at: Instant,
    pub(crate) created_by: UserId,
    pub(crate) created_by_name: String,
    pub(crate) expires_at: Instant,
    pub(crate) pad_user: Option<UserId>,
    pub(crate) pad_name: Option<String>,
    pub(crate) witness: Option<String>,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) reason: Option<String>,
    pub(crate) number: String,
    pub(crate) form: String,
    pub(crate) title: Json<Text>,
    pub(crate) slot_title: Json<Text>,
    pub(crate) seen_with: String,
}

/// A session to be opened.
#[derive(Debug)]
pub(super) struct NewPad<'a> {
    pub(super) pad_id: PadId,
    pub(super) document_id: DocumentId,
    pub(super) slot: &'a str,
    pub(super) digest: &'a [u8],
    pub(super) name_sealed: &'a [u8],
    pub(super) expires_at: Instant,
}

/// Opens a session at the caller's site; false when one is open for this place already.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewPad<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into records.pad
             (pad_id, org_id, site_id, document_id, slot, digest, name_sealed, state, created_at, created_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10)
         on conflict (document_id, slot) where state in ('waiting', 'shown', 'consented', 'captured', 'written') do nothing",
    )
    .bind(new.pad_id)
    .bind(scope.org)
    .bind(scope.site)
    .bind(new.document_id)
    .bind(new.slot)
    .bind(new.digest)
    .bind(new.name_sealed)
    .bind(now)
    .bind(scope.user)
    .bind(new.expires_at)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends what nobody has signed in time and what has lost its document, and erases what was captured; answers whose it was.
pub(super) async fn sweep(tx: &mut Tx) -> Result<Vec<OrgId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "with over as (
             update records.pad p set ended_at = $1, state = case when p.expires_at <= $1 then 'expired' else 'cancelled' end
             from records.document d
             where d.document_id = p.document_id and p.state in ('waiting', 'shown', 'consented', 'captured', 'written')
                 and (p.expires_at <= $1 or d.state <> 'open')
             returning p.pad_id, p.org_id
         ), erased as (
             delete from records.evidence e using over where e.pad_id = over.pad_id
         )
         select distinct org_id from over",
    )
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes everybody else who wants to change a session of the caller's site wait.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: PadId) -> Result<bool, Fault> {
    let sql = "select pad_id from records.pad where org_id = $1 and site_id = $2 and pad_id = $3 for update";
    let query = sqlx::query_scalar(sql).bind(scope.org).bind(scope.site).bind(id);
    let found: Option<PadId> = query.fetch_optional(tx.conn()).await?;
    Ok(found.is_some())
}

/// One session of the caller's site.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: PadId) -> Result<Option<PadRow>, Fault> {
    let sql = "select * from records.v_pad where org_id = $1 and site_id = $2 and pad_id = $3";
    let query = sqlx::query_as(sql).bind(scope.org).bind(scope.site).bind(id);
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// The sessions of the caller's site whose documents the caller may see, newest first; of one document when it is named.
pub(super) async fn here(tx: &mut Tx, scope: &Scope, document: Option<DocumentId>) -> Result<Vec<PadRow>, Fault> {
    let held: Vec<&str> = scope.permissions.iter().map(String::as_str).collect();
    let sql = "
        select * from records.v_pad
        where org_id = $1 and site_id = $2 and seen_with = any($3) and ($4::uuid is null or document_id = $4)
        order by pad_id desc limit 50";
    let query = sqlx::query_as(sql).bind(scope.org).bind(scope.site).bind(held).bind(document);
    Ok(query.fetch_all(tx.conn()).await?)
}

/// What this pad shows, or else what has waited longest at its site.
pub(super) async fn next(tx: &mut Tx, scope: &Scope) -> Result<Option<PadRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from records.v_pad
         where org_id = $1 and site_id = $2
             and (state = 'waiting' or (state in ('shown', 'consented', 'captured', 'written') and pad_user = $3))
         order by (state = 'waiting'), pad_id limit 1",
    )
    .bind(scope.org)
    .bind(scope.site)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// What a document was drawn from, and its newest bytes, both sealed. The session has been checked before.
pub(super) async fn document(tx: &mut Tx, scope: &Scope, id: DocumentId) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let sql = "select data_sealed, pdf_sealed from records.document where org_id = $1 and document_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_one(tx.conn()).await?)
}

/// The caller's pad shows it.
pub(super) async fn show(tx: &mut Tx, scope: &Scope, id: PadId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.pad set state = 'shown', pad_user = $2, shown_at = $3 where pad_id = $1")
        .bind(id)
        .bind(scope.user)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The person has decided.
pub(super) async fn choose(tx: &mut Tx, id: PadId, state: PadState, choice: PadChoice) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.pad set state = $2, choice = $3, chosen_at = $4 where pad_id = $1")
        .bind(id)
        .bind(state)
        .bind(choice)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The fingerprint is there.
pub(super) async fn captured(tx: &mut Tx, id: PadId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.pad set state = 'captured', captured_at = $2 where pad_id = $1")
        .bind(id)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The person has written; `signed` when nobody has to witness it.
pub(super) async fn written(tx: &mut Tx, id: PadId, signed: bool) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update records.pad set state = case when $3 then 'signed' else 'written' end, written_at = $2::timestamptz,
             ended_at = case when $3 then $2::timestamptz end
         where pad_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(signed)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The caller has witnessed it.
pub(super) async fn witnessed(tx: &mut Tx, scope: &Scope, id: PadId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.pad set state = 'signed', witnessed_by = $2, ended_at = $3 where pad_id = $1")
        .bind(id)
        .bind(scope.user)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends it without a signature, and erases what was captured.
pub(super) async fn end(tx: &mut Tx, id: PadId, state: PadState, reason: Option<&str>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "with erased as (delete from records.evidence where pad_id = $1)
         update records.pad set state = $2, reason = $3, ended_at = $4 where pad_id = $1",
    )
    .bind(id)
    .bind(state)
    .bind(reason)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A signature by hand, and the bytes that carry it.
#[derive(Debug)]
pub(super) struct ByHand<'a> {
    pub(super) reason: &'a str,
    pub(super) witness: Option<UserId>,
    pub(super) pdf_sealed: &'a [u8],
    pub(super) pdf_bytes: i32,
    pub(super) digest: &'a [u8],
}

/// Keeps a signature by hand.
pub(super) async fn sign(tx: &mut Tx, pad: &PadRow, signed: &ByHand<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.document set pdf_sealed = $2, pdf_bytes = $3, digest = $4 where document_id = $1")
        .bind(pad.document_id)
        .bind(signed.pdf_sealed)
        .bind(signed.pdf_bytes)
        .bind(signed.digest)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "update records.signature
         set state = 'signed', pad_id = $3, by_name_sealed = $4, witnessed_by = $5, at = $6, reason = $7
         where document_id = $1 and slot = $2",
    )
    .bind(pad.document_id)
    .bind(&pad.slot)
    .bind(pad.pad_id)
    .bind(&pad.name_sealed)
    .bind(signed.witness)
    .bind(now)
    .bind(signed.reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that the person would not sign.
pub(super) async fn refuse(tx: &mut Tx, pad: &PadRow, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update records.signature set state = 'refused', pad_id = $3, by_name_sealed = $4, at = $5, reason = $6
         where document_id = $1 and slot = $2",
    )
    .bind(pad.document_id)
    .bind(&pad.slot)
    .bind(pad.pad_id)
    .bind(&pad.name_sealed)
    .bind(now)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
