//! One signature: rules, key, bytes, records.

use vena_kernel::{id::DocumentId, refusal::Refusal, say, zone};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, Scope, Write},
    db::Tx,
    documents::{Hand, Profile, SignOrder, Unlocked, Withdrawn},
    fault::{Fault, Problem},
};

use crate::{
    Desk,
    certificates::{self, authority, db::CertificateRow},
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
    authority: Vec<u8>,
    withdrawn: Vec<Withdrawn>,
    list_number: u64,
}

impl Pen {
    /// Opens the caller's key and begins to write. No transaction is open while the PIN is tried, so that people who wait for
    /// each other never hold two connections; a request that was answered before is answered again without trying.
    pub(super) async fn take<P: Permission>(
        auth: &Allowed<P>,
        desk: &Desk,
        (profile, pin): (Profile, &str),
    ) -> Result<(Write, Self), Fault> {
        drop(auth.write().await?);
        let (app, scope) = (&auth.app, &auth.scope);
        let tried = counted(app, scope, profile).await?;
        let (notary, sealed, pin) = (desk.notary.clone(), app.vault.open(&tried.key_sealed)?, pin.to_owned());
        let opened = tokio::task::spawn_blocking(move || notary.unlock(profile, &sealed, &pin));
        let key = opened.await.map_err(anyhow::Error::from)??;
        forget_tries(app, &tried).await?;
        let mut tx = auth.write().await?;
        // Locked until the signatures are kept: a loss is reported before them or after them, never in between.
        let certificate = usable(&mut tx, scope, profile).await?;
        if certificate.certificate_id != tried.certificate_id {
            return Err(none().into());
        }
        let pen = Self {
            certificate,
            key,
            authority: authority::of(&mut tx, &app.vault, &*desk.notary, profile).await?,
            withdrawn: authority::withdrawn(&mut tx, profile).await?,
            list_number: certificates::db::next_list(&mut tx).await?.unsigned_abs(),
        };
        Ok((tx, pen))
    }
}

fn none() -> Refusal {
    let reason =
        say!("您还没有此类证书，请先在“我的证书”中申请", "you have no certificate of this kind: get one first");
    Refusal::new("certificate.none", reason)
}

/// The caller's certificate, locked, when it may sign now.
async fn usable(tx: &mut Tx, scope: &Scope, profile: Profile) -> Result<CertificateRow, Fault> {
    let certificate = certificates::db::in_use(tx, scope, profile).await?.ok_or_else(none)?;
    let policy = policy::keys(tx.now().day_in(&zone::china()));
    certificates::rules::may_sign(policy, &certificate.standing(), tx.now())?;
    Ok(certificate)
}

/// Counts a try before the PIN is tried, in a transaction of its own: whatever becomes of the request, the try has been
/// made, and of any number of requests at once no more get through than there are tries.
async fn counted(app: &App, scope: &Scope, profile: Profile) -> Result<CertificateRow, Fault> {
    let mut tx = app.db.begin().await?;
    let certificate = usable(&mut tx, scope, profile).await?;
    certificates::db::note_pin(&mut tx, certificate.certificate_id, false).await?;
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
    pub(super) slot: &'a str,
    pub(super) reason: &'a str,
    pub(super) device: &'a str,
}

/// Signs one document and, when it was the last signature, files it.
pub(super) async fn sign(
    tx: &mut Tx,
    app: &App,
    scope: &Scope,
    (desk, pen): (&Desk, &Pen),
    wish: &Wish<'_>,
) -> Result<(), Fault> {
    let id = wish.document_id;
    let (head, slots) = locked(tx, scope, id).await?;
    rules::may_sign(&view::facts(head.state, head.created_by, &slots), wish.slot, scope.user)?;
    let sealed = db::pdf(tx, scope, id).await?.ok_or_else(|| Problem::not_found("document", id))?;
    let pdf = grown(tx, desk, pen, (&head, &slots, wish), app.vault.open_bytes(&sealed)?).await?;
    let signed = Signed {
        slot: wish.slot,
        certificate_id: pen.certificate.certificate_id,
        reason: wish.reason,
        pdf_sealed: &app.vault.seal_bytes(&pdf)?,
        pdf_bytes: i32::try_from(pdf.len()).unwrap_or(i32::MAX),
        digest: &digest(&pdf),
    };
    db::sign(tx, scope, id, &signed).await?;
    db::note(tx, id, DocumentStep::Signed, scope.user, Some(wish.slot)).await?;
    let others_wait = slots.iter().any(|slot| slot.slot != wish.slot && slot.state == SignatureState::Waiting);
    if !others_wait {
        file(tx, scope, desk, &head).await?;
    }
    Ok(())
}

/// The document with one signature more.
async fn grown(
    tx: &mut Tx,
    desk: &Desk,
    pen: &Pen,
    (head, slots, wish): (&DocumentHead, &[SlotRow], &Wish<'_>),
    pdf: Vec<u8>,
) -> Result<Vec<u8>, Fault> {
    let stamp_serial = certificates::db::next_stamp(tx).await?.unsigned_abs();
    let (notary, at) = (desk.notary.clone(), tx.now());
    let place = head.boxes.iter().find(|place| place.name == wish.slot).cloned();
    let title = slots.iter().find(|slot| slot.slot == wish.slot).map(|slot| slot.title.zh.clone());
    let role = title.unwrap_or_else(|| wish.slot.to_owned());
    let (key, certificate, authority) = (pen.key.clone(), pen.certificate.der.clone(), pen.authority.clone());
    let (withdrawn, list_number) = (pen.withdrawn.clone(), pen.list_number);
    let (template, number, code) = (head.template.clone(), head.number.clone(), head.form_code.clone());
    let (reason, device) = (wish.reason.to_owned(), wish.device.to_owned());
    let template_version = head.form_version.unsigned_abs();
    let work = tokio::task::spawn_blocking(move || {
        notary.sign(&SignOrder {
            authority: &authority,
            pdf: &pdf,
            place: place.as_ref(),
            hand: Hand::Key { certificate: &certificate, key: &key },
            template: &template,
            template_version,
            form_code: &code,
            number: &number,
            role: &role,
            reason: &reason,
            device: &device,
            event: "",
            at,
            stamp_serial,
            withdrawn: &withdrawn,
            list_number,
        })
    });
    Ok(work.await.map_err(anyhow::Error::from)??)
}

async fn file(tx: &mut Tx, scope: &Scope, desk: &Desk, head: &DocumentHead) -> Result<(), Fault> {
    let today = tx.now().day_in(&zone::china());
    let form = desk.press.forms(today).into_iter().find(|form| form.form == head.form);
    let until = rules::retained_until(today, form.and_then(|form| form.retention_years));
    db::close(tx, head.document_id, DocumentState::Complete, until).await?;
    db::note(tx, head.document_id, DocumentStep::Completed, scope.user, None).await
}
