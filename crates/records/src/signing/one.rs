//! One signature: rules, key, bytes, records.

use ring::rand::{SecureRandom, SystemRandom};
use vena_kernel::{
    id::{CertificateId, DocumentId},
    refusal::Refusal,
    say, zone,
};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, Scope, Write},
    db::Tx,
    documents::{Hand, Medium, Unlocked},
    fault::{Fault, Problem},
};

use super::order::{Order, Proofs, Words};
use crate::{
    Desk,
    certificates::{self, db::CertificateRow},
    digest,
    documents::{
        db::{self, DocumentHead, Signed, SlotRow},
        rules, view,
        words::{DocumentState, DocumentStep, SignatureState},
    },
    policy,
};

/// The document, after whoever was changing it is done.
pub(crate) async fn locked(tx: &mut Tx, scope: &Scope, id: DocumentId) -> Result<(DocumentHead, Vec<SlotRow>), Fault> {
    if !db::lock(tx, scope, id).await? {
        return Err(Problem::not_found("document", id).into());
    }
    let head = db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("document", id))?;
    Ok((head, db::slots(tx, id).await?))
}

/// Everything that a person signs with during one request.
pub(super) struct Pen {
    certificate: CertificateRow,
    key: Unlocked,
    proofs: Proofs,
}

impl Pen {
    /// Opens the caller's key and begins to write. No transaction is open while the PIN is tried, so that people who wait for
    /// each other never hold two connections; a request that was answered before is answered again without trying.
    pub(super) async fn take<P: Permission>(
        auth: &Allowed<P>,
        desk: &Desk,
        (id, pin): (CertificateId, &str),
    ) -> Result<(Write, Self), Fault> {
        drop(auth.write().await?);
        let key = opened(&auth.app, &auth.scope, desk, (id, pin)).await?;
        let mut tx = auth.write().await?;
        // Locked until the signatures are kept: a loss is reported before them or after them, never in between.
        let certificate = usable(&mut tx, &auth.scope, id).await?;
        let proofs = Proofs::of(&mut tx, &auth.app.vault, desk, &certificate).await?;
        Ok((tx, Self { certificate, key, proofs }))
    }

    /// Whether the key belongs to its certificate: some random bytes are signed and the signature is checked.
    pub(super) async fn tried(&self, desk: &Desk) -> Result<(), Fault> {
        let mut bytes = [0_u8; 32];
        SystemRandom::new().fill(&mut bytes).map_err(|_| Fault::Internal(anyhow::anyhow!("no random numbers")))?;
        let (notary, key, certificate) = (desk.notary.clone(), self.key.clone(), self.certificate.der.clone());
        let work =
            tokio::task::spawn_blocking(move || notary.verify(&certificate, &bytes, &notary.sign_bytes(&key, &bytes)?));
        Ok(work.await.map_err(anyhow::Error::from)??)
    }
}

/// The caller's certificate, locked, when it may sign now.
pub(super) async fn usable(tx: &mut Tx, scope: &Scope, id: CertificateId) -> Result<CertificateRow, Fault> {
    let none = || {
        let reason = say!("您没有这张证书，请先在“我的证书”中申请", "you have no such certificate: get one first");
        Refusal::new("certificate.none", reason)
    };
    let certificate = certificates::db::one_locked(tx, scope, id).await?.ok_or_else(none)?;
    let policy = policy::keys(tx.now().day_in(&zone::china()));
    certificates::rules::may_sign(policy, &certificate.standing(), tx.now())?;
    Ok(certificate)
}

/// The key, opened with its PIN or with what the signature service asks for.
async fn opened(app: &App, scope: &Scope, desk: &Desk, (id, pin): (CertificateId, &str)) -> Result<Unlocked, Fault> {
    let tried = counted(app, scope, id).await?;
    let Some(sealed) = &tried.key_sealed else {
        return Ok(desk.notary.service_key(&tried.der, pin)?);
    };
    let (notary, sealed, pin) = (desk.notary.clone(), app.vault.open(sealed)?, pin.to_owned());
    let profile = tried.profile;
    let opened = tokio::task::spawn_blocking(move || notary.unlock(profile, &sealed, &pin));
    let key = opened.await.map_err(anyhow::Error::from)??;
    forget_tries(app, &tried).await?;
    Ok(key)
}

/// Counts a try before the PIN is tried, in a transaction of its own: whatever becomes of the request, the try has been
/// made, and of any number of requests at once no more get through than there are tries. A signature service counts by
/// itself.
async fn counted(app: &App, scope: &Scope, id: CertificateId) -> Result<CertificateRow, Fault> {
    let mut tx = app.db.begin().await?;
    let certificate = usable(&mut tx, scope, id).await?;
    certificates::rules::opens_here(certificate.medium)?;
    if certificate.medium == Medium::Software {
        certificates::db::note_pin(&mut tx, certificate.certificate_id, false).await?;
    }
    tx.commit().await?;
    Ok(certificate)
}

/// The PIN was right, even if the document then refuses.
async fn forget_tries(app: &App, certificate: &CertificateRow) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    certificates::db::note_pin(&mut tx, certificate.certificate_id, true).await?;
    tx.commit().await
}

/// What is signed where and why.
pub(super) struct Wish<'a> {
    pub(super) document_id: DocumentId,
    pub(super) words: Words<'a>,
}

/// Signs one document and, when it was the last signature, files it.
pub(super) async fn sign(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (desk, pen): (&Desk, &Pen),
    wish: &Wish<'_>,
) -> Result<(), Fault> {
    let (head, slots) = locked(tx, scope, wish.document_id).await?;
    rules::may_sign(&view::facts(&head, &slots), wish.words.slot, scope.user)?;
    let pdf = bytes(tx, app, scope, wish.document_id).await?;
    let mut order = Order::new(&pen.proofs, (&head, &slots), pdf, wish.words, tx.now());
    order.stamp_serial = certificates::db::next_stamp(tx).await?.unsigned_abs();
    let (notary, certificate, key) = (desk.notary.clone(), pen.certificate.der.clone(), pen.key.clone());
    let work = tokio::task::spawn_blocking(move || {
        notary.sign(&order.with(Hand::Key { certificate: &certificate, key: &key }))
    });
    let pdf = work.await.map_err(anyhow::Error::from)??;
    keep(
        tx,
        app,
        scope,
        desk,
        &Given { head: &head, slots: &slots, words: wish.words, by: &pen.certificate, pdf: &pdf },
    )
    .await
}

/// The newest bytes of a document.
pub(super) async fn bytes(tx: &mut Tx, app: &App, scope: &Scope, id: DocumentId) -> Result<Vec<u8>, Fault> {
    let sealed = db::pdf(tx, scope, id).await?.ok_or_else(|| Problem::not_found("document", id))?;
    Ok(app.vault.open_bytes(&sealed)?)
}

/// A signature that was given.
pub(super) struct Given<'a> {
    pub(super) head: &'a DocumentHead,
    pub(super) slots: &'a [SlotRow],
    pub(super) words: Words<'a>,
    pub(super) by: &'a CertificateRow,
    /// The document that carries it.
    pub(super) pdf: &'a [u8],
}

/// Keeps a signature and, when it was the last one, files the document.
pub(super) async fn keep(tx: &mut Tx, app: &App, scope: &Scope, desk: &Desk, given: &Given<'_>) -> Result<(), Fault> {
    let (id, slot) = (given.head.document_id, given.words.slot);
    let signed = Signed {
        slot,
        certificate_id: given.by.certificate_id,
        reason: given.words.reason,
        pdf_sealed: &app.vault.seal_bytes(given.pdf)?,
        pdf_bytes: i32::try_from(given.pdf.len()).unwrap_or(i32::MAX),
        digest: &digest(given.pdf),
    };
    db::sign(tx, scope, id, &signed).await?;
    db::note(tx, id, DocumentStep::Signed, scope.user, Some(slot)).await?;
    let others_wait = given.slots.iter().any(|other| other.slot != slot && other.state == SignatureState::Waiting);
    if !others_wait {
        file(tx, scope, desk, given.head).await?;
    }
    Ok(())
}

/// Files a document that everybody has signed.
pub(crate) async fn file(tx: &mut Tx, scope: &Scope, desk: &Desk, head: &DocumentHead) -> Result<(), Fault> {
    let today = tx.now().day_in(&zone::china());
    let form = desk.press.forms(today).into_iter().find(|form| form.form == head.form);
    let until = rules::retained_until(today, form.and_then(|form| form.retention_years));
    db::close(tx, head.document_id, DocumentState::Complete, until).await?;
    db::note(tx, head.document_id, DocumentStep::Completed, scope.user, None).await
}
