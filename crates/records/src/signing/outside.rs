//! A signature by a key outside the server: what it has to sign goes out, its answer comes back, and everything is judged
//! again.

use vena_kernel::{
    clock::Instant,
    id::{CeremonyId, CertificateId},
    zone,
};
use vena_platform::{
    app::App,
    auth::Scope,
    db::Tx,
    documents::{Hand, Medium, OutsideAnswer, Party, SecurityKey},
    fault::{Fault, Problem},
};

use super::{
    db::{self, Ceremony},
    one::{self, Given, Wish, locked, usable},
    order::{Order, Proofs, Words},
    rules,
};
use crate::{
    Desk,
    certificates::{self, db::CertificateRow, rules::lives_elsewhere, seal},
    challenges::{answer::KeyAssertion, party::party, wire::Octets},
    digest,
    documents::{self, db::DocumentHead, view},
    policy,
};

/// A key outside the server, as far as the server has it.
pub(super) struct OutsideKey {
    pub(super) certificate: CertificateRow,
    proofs: Proofs,
    /// The organisation's, around the answer of a security key.
    seal: Option<Vec<u8>>,
}

impl OutsideKey {
    /// The caller's, locked, when it may sign now.
    pub(super) async fn take(
        tx: &mut Tx,
        (app, scope): (&App, &Scope),
        desk: &Desk,
        id: CertificateId,
    ) -> Result<Self, Fault> {
        let certificate = usable(tx, scope, id).await?;
        lives_elsewhere(certificate.medium)?;
        let seal = match certificate.medium {
            Medium::Webauthn => Some(seal::of(tx, app, desk, scope.org, certificate.profile).await?),
            _ => None,
        };
        let proofs = Proofs::of(tx, &app.vault, desk, &certificate).await?;
        Ok(Self { certificate, proofs, seal })
    }
}

fn hand<'a>(certificate: &'a [u8], seal: Option<&'a [u8]>) -> Hand<'a> {
    seal.map_or(Hand::Token { certificate }, |seal| Hand::SecurityKey { certificate, seal })
}

/// Whether blood moves on the strength of this document.
fn releases(head: &DocumentHead, now: Instant) -> bool {
    policy::release(now.day_in(&zone::china())).releases(&head.form)
}

/// What the key is asked.
pub(super) struct Begun {
    pub(super) ceremony_id: CeremonyId,
    pub(super) to_sign: Octets,
    pub(super) expires_at: Instant,
}

/// Judges whether the caller may sign here, and prepares what the key has to sign.
pub(super) async fn begin(
    tx: &mut Tx,
    (app, scope): (&App, &Scope),
    (desk, key): (&Desk, &OutsideKey),
    wish: &Wish<'_>,
) -> Result<Begun, Fault> {
    let (head, slots) = locked(tx, scope, wish.document_id).await?;
    documents::rules::may_sign(&view::facts(&head, &slots), wish.words.slot, scope.user)?;
    if releases(&head, tx.now()) {
        certificates::rules::may_release(key.certificate.may_have_copies())?;
    }
    let pdf = one::bytes(tx, app, scope, wish.document_id).await?;
    let shown = digest(&pdf);
    let order = Order::new(&key.proofs, (&head, &slots), pdf, wish.words, tx.now());
    let (notary, certificate, seal) = (desk.notary.clone(), key.certificate.der.clone(), key.seal.clone());
    let work = tokio::task::spawn_blocking(move || notary.prepare(&order.with(hand(&certificate, seal.as_deref()))));
    let prepared = work.await.map_err(anyhow::Error::from)??;
    let ceremony_id = CeremonyId::from_uuid(tx.new_id());
    let seconds = policy::ceremonies(tx.now().day_in(&zone::china())).signature_seconds;
    let waits = Ceremony {
        document_id: wish.document_id,
        slot: wish.words.slot.to_owned(),
        certificate_id: key.certificate.certificate_id,
        at: tx.now(),
        reason: wish.words.reason.to_owned(),
        device: wish.words.device.to_owned(),
        digest: shown,
        state_sealed: app.vault.seal_bytes(&prepared.state)?,
        to_sign: prepared.to_sign,
        expires_at: tx.now().plus_seconds(seconds),
        finished_at: None,
    };
    db::insert(tx, scope, ceremony_id, &waits).await?;
    Ok(Begun { ceremony_id, to_sign: Octets(waits.to_sign), expires_at: waits.expires_at })
}

/// What the key has answered.
#[derive(Clone)]
pub(super) enum KeyAnswer {
    /// A USB key.
    Signature(Octets),
    /// A security key.
    Assertion(KeyAssertion),
}

/// Takes the answer: judges everything again and keeps the signature.
pub(super) async fn finish(
    tx: &mut Tx,
    (app, scope): (&App, &Scope),
    desk: &Desk,
    (id, answer): (CeremonyId, KeyAnswer),
) -> Result<Ceremony, Fault> {
    let ceremony = db::locked(tx, scope, id).await?.ok_or_else(|| Problem::not_found("ceremony", id))?;
    rules::may_finish(ceremony.finished_at, ceremony.expires_at, tx.now())?;
    let key = OutsideKey::take(tx, (app, scope), desk, ceremony.certificate_id).await?;
    let (head, slots) = locked(tx, scope, ceremony.document_id).await?;
    let pdf = one::bytes(tx, app, scope, ceremony.document_id).await?;
    rules::same_document(&ceremony.digest, &digest(&pdf))?;
    documents::rules::may_sign(&view::facts(&head, &slots), &ceremony.slot, scope.user)?;
    let party = party(&app.config);
    let counter = asserted(desk, &key, &party, (&ceremony, &answer), releases(&head, tx.now()))?;
    let words = Words { slot: &ceremony.slot, reason: &ceremony.reason, device: &ceremony.device };
    let mut order = Order::new(&key.proofs, (&head, &slots), pdf, words, ceremony.at);
    order.stamp_serial = certificates::db::next_stamp(tx).await?.unsigned_abs();
    let state = app.vault.open_bytes(&ceremony.state_sealed)?;
    let pdf = grown(desk, &key, order, (state, answer, party), tx.now()).await?;
    one::keep(tx, app, scope, desk, &Given { head: &head, slots: &slots, words, by: &key.certificate, pdf: &pdf })
        .await?;
    if let Some(counter) = counter {
        certificates::db::note_counter(tx, key.certificate.certificate_id, counter).await?;
    }
    db::finish(tx, id).await?;
    Ok(ceremony)
}

/// The new counter of a security key whose answer holds; `None` for a USB key, whose signature the notary checks.
fn asserted(
    desk: &Desk,
    key: &OutsideKey,
    party: &Party,
    (ceremony, answer): (&Ceremony, &KeyAnswer),
    releases: bool,
) -> Result<Option<u32>, Fault> {
    let known: Option<&SecurityKey> = key.certificate.credential.as_deref();
    match (known, answer) {
        (None, KeyAnswer::Signature(_)) => Ok(None),
        (Some(known), KeyAnswer::Assertion(assertion)) => {
            let challenge = ceremony.to_sign.as_slice().try_into().map_err(anyhow::Error::from)?;
            Ok(Some(desk.notary.assert(party, known, challenge, &assertion.answer(), releases)?))
        }
        _ => Err(rules::other_kind().into()),
    }
}

/// The document with one signature more.
async fn grown(
    desk: &Desk,
    key: &OutsideKey,
    order: Order,
    (state, answer, party): (Vec<u8>, KeyAnswer, Party),
    now: Instant,
) -> Result<Vec<u8>, Fault> {
    let (notary, certificate, seal) = (desk.notary.clone(), key.certificate.der.clone(), key.seal.clone());
    let work = tokio::task::spawn_blocking(move || {
        let answer = match &answer {
            KeyAnswer::Signature(signature) => OutsideAnswer::Signature(signature.as_ref()),
            KeyAnswer::Assertion(assertion) => OutsideAnswer::Assertion { party: &party, answer: assertion.answer() },
        };
        notary.finish(&order.with(hand(&certificate, seal.as_deref())), &state, &answer, now)
    });
    Ok(work.await.map_err(anyhow::Error::from)??)
}
