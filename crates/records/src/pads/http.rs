//! What the staff does with a pad: send, follow, witness, call back.

use std::fmt;

use axum::{Extension, Json};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    id::{DocumentId, PadId},
    refusal::Refusal,
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope, Write},
    fault::{Fault, Problem},
    http::{Body, Path, Query},
    vault::Vault,
};

use super::{
    PadCancel, PadCreate, PadList, PadView, PadWitness,
    db::{self, NewPad},
    hand, policy,
    rules::{self, PadAct},
    sweep, sweep_to_read,
    view::{self, Pad},
    words::PadState,
};
use crate::{
    Desk, digest,
    documents::{self, words::DocumentStep},
    evidence::{self, Caught, EvidenceKind},
    signing,
};

/// A form for the pads of the caller's site.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PadNew {
    /// Which document.
    #[garde(skip)]
    document_id: DocumentId,
    /// Where it is signed by hand.
    #[garde(length(chars, min = 1, max = 60))]
    slot: String,
    /// Who is here, as the proof of identity says; the document has to name the same person.
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    /// Which proof of identity was shown, such as its kind and masked number; kept sealed.
    #[garde(length(chars, max = 120))]
    identity_shown: Option<String>,
}

impl fmt::Debug for PadNew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PadNew").field("document_id", &self.document_id).finish_non_exhaustive()
    }
}

/// Sends a form to the pads of the caller's site.
#[utoipa::path(post, path = "/api/records/pads", tag = "records", operation_id = "records.pad.create",
    request_body = PadNew, responses((status = 201, body = Pad)))]
pub(super) async fn create(auth: Allowed<PadCreate>, Body(new): Body<PadNew>) -> Result<Answer<Pad>, Fault> {
    sweep(&auth.app).await?;
    let vault = &auth.app.vault;
    let mut tx = auth.write().await?;
    let (head, slots) = signing::locked(&mut tx, &auth.scope, new.document_id).await?;
    let entry = rules::by_hand(policy::by_hand(&head.form, tx.now().day_in(&zone::china())), &new.slot)?;
    documents::rules::is_next(&documents::view::facts(&head, &slots), &new.slot)?;
    let (data, pdf) = db::document(&mut tx, &auth.scope, new.document_id).await?;
    let data: Value = serde_json::from_str(&vault.open(&data)?)?;
    rules::is_named(entry, &data, &new.name)
        .map_err(|refusal| Problem::invalid("name", "", &refusal.rule, refusal.reason))?;
    let id = open(&mut tx, &auth.scope, vault, (&new, &digest(&vault.open_bytes(&pdf)?))).await?;
    documents::db::note(&mut tx, new.document_id, DocumentStep::SentToPad, auth.scope.user, Some(&new.slot)).await?;
    tx.announce("pads", Some(auth.scope.org)).await?;
    let pad = view::again(&mut tx, vault, &auth.scope, id).await?;
    tx.created(pad).await
}

async fn open(tx: &mut Write, scope: &Scope, vault: &Vault, (new, digest): (&PadNew, &[u8])) -> Result<PadId, Fault> {
    let policy = policy::pads(tx.now().day_in(&zone::china()));
    let pad_id = PadId::from_uuid(tx.new_id());
    let row = NewPad {
        pad_id,
        document_id: new.document_id,
        slot: &new.slot,
        digest,
        name_sealed: &vault.seal(new.name.trim())?,
        expires_at: tx.now().plus_seconds(policy.session_minutes * 60),
    };
    if !db::insert(tx, scope, &row).await? {
        let reason = say!("已发送到签名板，请先取消", "it is at a pad already: call that one back first");
        return Err(Refusal::new("pad.at-work", reason).into());
    }
    if let Some(shown) = new.identity_shown.as_deref().map(str::trim).filter(|shown| !shown.is_empty()) {
        let caught = Caught {
            kind: EvidenceKind::Identity,
            bytes: shown.as_bytes(),
            format: "text",
            device: &scope.user_name,
            quality: None,
        };
        evidence::keep(tx, vault, pad_id, &caught).await?;
    }
    Ok(pad_id)
}

/// Which sessions.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PadQuery {
    /// Only those of this document.
    #[garde(skip)]
    document_id: Option<DocumentId>,
}

/// What is and was at the pads of the caller's site, newest first, at most fifty.
#[utoipa::path(get, path = "/api/records/pads", tag = "records", operation_id = "records.pad.list", params(PadQuery),
    responses((status = 200, body = Vec<Pad>)))]
pub(super) async fn list(auth: Allowed<PadList>, Query(query): Query<PadQuery>) -> Result<Json<Vec<Pad>>, Fault> {
    sweep_to_read(&auth.app).await?;
    let mut tx = auth.read().await?;
    let rows = db::here(&mut tx, &auth.scope, query.document_id).await?;
    Ok(Json(rows.into_iter().map(|row| Pad::of(row, &auth.app.vault, &auth.scope)).collect::<Result<_, _>>()?))
}

/// One session; a pad sees the one that it shows.
#[utoipa::path(get, path = "/api/records/pads/{id}", tag = "records", operation_id = "records.pad.view",
    params(("id" = PadId, Path)), responses((status = 200, body = Pad)))]
pub(super) async fn view(auth: Allowed<PadView>, Path(id): Path<PadId>) -> Result<Json<Pad>, Fault> {
    sweep_to_read(&auth.app).await?;
    let mut tx = auth.read().await?;
    let row = view::seen(&mut tx, &auth.scope, id).await?;
    Ok(Json(Pad::of(row, &auth.app.vault, &auth.scope)?))
}

/// Confirms that the caller saw the person sign; the document carries the signature now.
#[utoipa::path(post, path = "/api/records/pads/{id}/witness", tag = "records", operation_id = "records.pad.witness",
    params(("id" = PadId, Path)), responses((status = 200, body = Pad)))]
pub(super) async fn witness(
    auth: Allowed<PadWitness>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<PadId>,
) -> Result<Answer<Pad>, Fault> {
    sweep(&auth.app).await?;
    let mut tx = auth.write().await?;
    let row = view::for_staff(&mut tx, &auth.scope, id).await?;
    view::may(&row, &auth.scope, PadAct::Witness)?;
    hand::sign(&mut tx, &auth.app, &auth.scope, (&desk, &row)).await?;
    db::witnessed(&mut tx, &auth.scope, id).await?;
    documents::db::note(&mut tx, row.document_id, DocumentStep::Witnessed, auth.scope.user, Some(&row.slot)).await?;
    hand::announce(&mut tx, &auth.scope).await?;
    let pad = view::again(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(pad).await
}

/// Calls a form back; what was captured is erased.
#[utoipa::path(post, path = "/api/records/pads/{id}/cancel", tag = "records", operation_id = "records.pad.cancel",
    params(("id" = PadId, Path)), responses((status = 200, body = Pad)))]
pub(super) async fn cancel(auth: Allowed<PadCancel>, Path(id): Path<PadId>) -> Result<Answer<Pad>, Fault> {
    sweep(&auth.app).await?;
    let mut tx = auth.write().await?;
    let row = view::for_staff(&mut tx, &auth.scope, id).await?;
    view::may(&row, &auth.scope, PadAct::Cancel)?;
    db::end(&mut tx, id, PadState::Cancelled, None).await?;
    tx.announce("pads", Some(auth.scope.org)).await?;
    let pad = view::again(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(pad).await
}
