//! What a pad does: shows the form, asks about the fingerprint, takes it, takes the signature or the refusal.

use std::{fmt, time::Duration};

use axum::{
    Extension, Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use vena_kernel::{
    handwriting::{self, Point},
    id::{PadId, SiteId},
    refusal::Refusal,
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{
    Captured, PadConsent, PadFile, PadFingerprint, PadNext, PadRefuse, PadSign, SharedReader, db, hand, policy,
    rules::{self, PadAct},
    sweep, sweep_to_read,
    view::{self, Pad},
    words::{PadChoice, PadState},
};
use crate::{
    Desk,
    documents::{
        self,
        words::{DocumentState, DocumentStep},
    },
    evidence::{self, Caught, EvidenceKind},
};

/// What this pad shows, or what has waited longest at its site; nothing when nothing waits.
#[utoipa::path(get, path = "/api/records/pads/next", tag = "records", operation_id = "records.pad.next",
    responses((status = 200, body = Option<Pad>)))]
pub(super) async fn next(auth: Allowed<PadNext>) -> Result<Json<Option<Pad>>, Fault> {
    sweep_to_read(&auth.app).await?;
    let mut tx = auth.read().await?;
    let row = db::next(&mut tx, &auth.scope).await?;
    Ok(Json(row.map(|row| Pad::of(row, &auth.app.vault, &auth.scope)).transpose()?))
}

/// The exact bytes that are signed. The first pad that asks for them shows them; that it did becomes part of the
/// document's life.
#[utoipa::path(get, path = "/api/records/pads/{id}/file", tag = "records", operation_id = "records.pad.file",
    params(("id" = PadId, Path)), responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
pub(super) async fn file(auth: Allowed<PadFile>, Path(id): Path<PadId>) -> Result<Response, Fault> {
    sweep(&auth.app).await?;
    let mut tx = auth.app.db.begin().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    view::may(&row, &auth.scope, PadAct::Show)?;
    let (_, pdf) = db::document(&mut tx, &auth.scope, row.document_id).await?;
    let pdf = auth.app.vault.open_bytes(&pdf)?;
    hand::as_shown(&row, &pdf)?;
    if row.state == PadState::Waiting {
        db::show(&mut tx, &auth.scope, id).await?;
        tx.announce("pads", Some(auth.scope.org)).await?;
    }
    documents::db::note(&mut tx, row.document_id, DocumentStep::Viewed, auth.scope.user, None).await?;
    tx.commit().await?;
    let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, pdf).into_response())
}

/// The decision about the fingerprint, taken separately from everything else. Both ways are worth the same.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PadDecision {
    #[garde(skip)]
    fingerprint: PadChoice,
}

/// Keeps the decision; it may be changed until the person has signed. A fingerprint that was taken before is erased when
/// the witness is chosen.
#[utoipa::path(post, path = "/api/records/pads/{id}/consent", tag = "records", operation_id = "records.pad.consent",
    params(("id" = PadId, Path)), request_body = PadDecision, responses((status = 200, body = Pad)))]
pub(super) async fn consent(
    auth: Allowed<PadConsent>,
    Path(id): Path<PadId>,
    Body(PadDecision { fingerprint: choice }): Body<PadDecision>,
) -> Result<Answer<Pad>, Fault> {
    sweep(&auth.app).await?;
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    let state = view::may(&row, &auth.scope, PadAct::Choose(choice))?;
    if let Some(entry) = policy::by_hand(&row.form, tx.now().day_in(&zone::china())) {
        let (data, _) = db::document(&mut tx, &auth.scope, row.document_id).await?;
        rules::fits(entry, &serde_json::from_str::<Value>(&auth.app.vault.open(&data)?)?, choice)?;
    }
    db::choose(&mut tx, id, state, choice).await?;
    if choice == PadChoice::Witness {
        evidence::db::erase(&mut tx, id, EvidenceKind::Fingerprint).await?;
    }
    tx.announce("pads", Some(auth.scope.org)).await?;
    let pad = view::again(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(pad).await
}

/// Takes the fingerprint. What is not clear enough is not kept; the witness stays open to choose.
#[utoipa::path(post, path = "/api/records/pads/{id}/fingerprint", tag = "records",
    operation_id = "records.pad.fingerprint", params(("id" = PadId, Path)), responses((status = 200, body = Pad)))]
pub(super) async fn fingerprint(
    auth: Allowed<PadFingerprint>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<PadId>,
) -> Result<Answer<Pad>, Fault> {
    sweep(&auth.app).await?;
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    view::may(&row, &auth.scope, PadAct::Fingerprint)?;
    let policy = policy::pads(tx.now().day_in(&zone::china()));
    // Nobody waits for a finger while holding the session: everything is judged again afterwards.
    drop(tx);
    let captured = captured(&desk.fingerprints, auth.scope.site, policy.fingerprint_wait_seconds).await?;
    rules::is_clear(policy, captured.quality)?;
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    view::may(&row, &auth.scope, PadAct::Fingerprint)?;
    let caught = Caught {
        kind: EvidenceKind::Fingerprint,
        bytes: &captured.bytes,
        format: &captured.format,
        device: &captured.device,
        quality: Some(captured.quality.min(100)),
    };
    evidence::keep(&mut tx, &auth.app.vault, id, &caught).await?;
    db::captured(&mut tx, id).await?;
    tx.announce("pads", Some(auth.scope.org)).await?;
    let pad = view::again(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(pad).await
}

async fn captured(reader: &SharedReader, site: SiteId, seconds: u64) -> Result<Captured, Fault> {
    let reader = reader.clone();
    let work = tokio::task::spawn_blocking(move || reader.capture(site));
    match tokio::time::timeout(Duration::from_secs(seconds), work).await {
        Ok(done) => Ok(done.map_err(anyhow::Error::from)??),
        Err(_) => {
            let reason = say!(
                "指纹仪没有应答，请重试，或改为工作人员见证",
                "the reader does not answer: try again, or choose the witness"
            );
            Err(Refusal::new("fingerprint.no-answer", reason).into())
        }
    }
}

/// What the person wrote.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PadStrokes {
    /// Stroke after stroke; times count from the first point of the first one and never go back.
    #[garde(skip)]
    strokes: Vec<Vec<Point>>,
}

impl fmt::Debug for PadStrokes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PadStrokes").field("strokes", &self.strokes.len()).finish_non_exhaustive()
    }
}

/// Signs by hand. With a fingerprint the document carries the signature at once, otherwise when it is witnessed.
#[utoipa::path(post, path = "/api/records/pads/{id}/sign", tag = "records", operation_id = "records.pad.sign",
    params(("id" = PadId, Path)), request_body = PadStrokes, responses((status = 200, body = Pad)))]
pub(super) async fn sign(
    auth: Allowed<PadSign>,
    Extension(desk): Extension<Desk>,
    Path(id): Path<PadId>,
    Body(PadStrokes { strokes }): Body<PadStrokes>,
) -> Result<Answer<Pad>, Fault> {
    sweep(&auth.app).await?;
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    let state = view::may(&row, &auth.scope, PadAct::Write)?;
    handwriting::check(&strokes, tx.now().day_in(&zone::china()))?;
    let caught = Caught {
        kind: EvidenceKind::Strokes,
        bytes: &serde_json::to_vec(&strokes)?,
        format: "strokes",
        device: &auth.scope.user_name,
        quality: None,
    };
    evidence::keep(&mut tx, &auth.app.vault, id, &caught).await?;
    // The document is locked before the session changes, as whoever sends one to a pad does.
    if state == PadState::Signed {
        hand::sign(&mut tx, &auth.app, &auth.scope, (&desk, &row)).await?;
    }
    db::written(&mut tx, id, state == PadState::Signed).await?;
    hand::announce(&mut tx, &auth.scope).await?;
    let pad = view::again(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(pad).await
}

/// Why the person does not sign.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PadRefusal {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// The person will not sign: the document is closed and keeps the reason, what was captured is erased.
#[utoipa::path(post, path = "/api/records/pads/{id}/refuse", tag = "records", operation_id = "records.pad.refuse",
    params(("id" = PadId, Path)), request_body = PadRefusal, responses((status = 200, body = Pad)))]
pub(super) async fn refuse(
    auth: Allowed<PadRefuse>,
    Path(id): Path<PadId>,
    Body(PadRefusal { reason }): Body<PadRefusal>,
) -> Result<Answer<Pad>, Fault> {
    sweep(&auth.app).await?;
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    let state = view::may(&row, &auth.scope, PadAct::Refuse)?;
    hand::still_next(&mut tx, &auth.scope, &row).await?;
    tx.because(&reason);
    db::end(&mut tx, id, state, Some(&reason)).await?;
    db::refuse(&mut tx, &row, &reason).await?;
    documents::db::close(&mut tx, row.document_id, DocumentState::Refused, None).await?;
    documents::db::note(&mut tx, row.document_id, DocumentStep::Refused, auth.scope.user, Some(&reason)).await?;
    hand::announce(&mut tx, &auth.scope).await?;
    let pad = view::again(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(pad).await
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    };

    use uuid::Uuid;

    use super::*;
    use crate::pads::FingerprintReader;

    /// A reader that waits for a finger until the test is over.
    struct Waiting(Mutex<Receiver<()>>);

    impl FingerprintReader for Waiting {
        fn capture(&self, _: SiteId) -> Result<Captured, Refusal> {
            let _ = self.0.lock().expect("one caller").recv();
            Err(Refusal::new("fingerprint.no-finger", say!("没有手指", "no finger")))
        }
    }

    #[tokio::test]
    async fn a_reader_that_does_not_answer_is_not_waited_for() {
        let (finger, never) = channel();
        let reader: SharedReader = Arc::new(Waiting(Mutex::new(never)));
        let refused = captured(&reader, SiteId::from_uuid(Uuid::nil()), 0).await.expect_err("no answer");
        drop(finger);
        let rule = refused.problem().and_then(|problem| problem.rule.clone());
        assert_eq!(rule.as_deref(), Some("fingerprint.no-answer"));
    }
}
