//! A signature by hand: the session, the document and what was captured become one more signature under the seal.

use vena_kernel::{handwriting::Point, refusal::Refusal, say, zone};
use vena_platform::{
    app::App,
    auth::{Scope, Write},
    db::Tx,
    documents::{Hand, Handwriting, Profile},
    fault::Fault,
};

use super::{
    db::{self, PadRow},
    policy, view,
    words::PadChoice,
};
use crate::{
    Desk,
    certificates::{self, seal},
    digest,
    documents::{
        self,
        db::{DocumentHead, SlotRow},
        words::{DocumentStep, SignatureState},
    },
    evidence::{self, EvidenceKind},
    signing::{self, Order, Proofs, Words},
};

/// Whether these are the bytes that were sent to the pad.
pub(super) fn as_shown(row: &PadRow, pdf: &[u8]) -> Result<(), Refusal> {
    if digest(pdf) == row.digest {
        return Ok(());
    }
    let reason = say!("文书已变更，请重新发送到签名板", "the document has changed: send it to the pad again");
    Err(Refusal::new("pad.document-changed", reason))
}

/// The document, locked, when it still waits for this very signature.
pub(super) async fn still_next(
    tx: &mut Tx,
    scope: &Scope,
    row: &PadRow,
) -> Result<(DocumentHead, Vec<SlotRow>), Fault> {
    let (head, slots) = signing::locked(tx, &view::lent(scope, row), row.document_id).await?;
    let facts = documents::view::facts(&head, &slots);
    documents::rules::is_next(&facts, &row.slot)?;
    Ok((head, slots))
}

/// What was captured, as the signature binds it.
struct Captures {
    strokes: Vec<Vec<Point>>,
    strokes_digest: [u8; 32],
    fingerprint_digest: Option<[u8; 32]>,
}

/// Signs the document for the hand. The caller is the pad, or the witness.
pub(super) async fn sign(tx: &mut Tx, app: &App, scope: &Scope, (desk, row): (&Desk, &PadRow)) -> Result<(), Fault> {
    let (head, slots) = still_next(tx, scope, row).await?;
    let (_, pdf) = db::document(tx, scope, row.document_id).await?;
    let pdf = app.vault.open_bytes(&pdf)?;
    as_shown(row, &pdf)?;
    let witness = (row.choice == Some(PadChoice::Witness)).then_some(scope);
    let reason =
        if witness.is_some() { "本人签名，由工作人员见证" } else { "本人签名，同意采集指纹" };
    let device = row.pad_name.as_deref().unwrap_or_default();
    let words = Words { slot: &row.slot, reason, device };
    let seal = seal::of(tx, app, desk, scope.org, profile(tx)).await?;
    let pdf = grown(tx, app, (desk, row), (seal, witness), (&head, &slots, words), pdf).await?;
    let signed = db::ByHand {
        reason,
        witness: witness.map(|scope| scope.user),
        pdf_sealed: &app.vault.seal_bytes(&pdf)?,
        pdf_bytes: i32::try_from(pdf.len()).unwrap_or(i32::MAX),
        digest: &digest(&pdf),
    };
    db::sign(tx, row, &signed).await?;
    let by = row.pad_user.unwrap_or(scope.user);
    documents::db::note(tx, row.document_id, DocumentStep::SignedByHand, by, Some(&row.slot)).await?;
    let others_wait = slots.iter().any(|other| other.slot != row.slot && other.state == SignatureState::Waiting);
    if others_wait { Ok(()) } else { signing::file(tx, scope, desk, &head).await }
}

/// With which algorithms the seal signs now.
fn profile(tx: &Tx) -> Profile {
    policy::pads(tx.now().day_in(&zone::china())).profile
}

/// The document with one signature more.
async fn grown(
    tx: &mut Tx,
    app: &App,
    (desk, row): (&Desk, &PadRow),
    (seal, witness): (Vec<u8>, Option<&Scope>),
    (head, slots, words): (&DocumentHead, &[SlotRow], Words<'_>),
    pdf: Vec<u8>,
) -> Result<Vec<u8>, Fault> {
    let proofs = Proofs::of_profile(tx, &app.vault, desk, profile(tx)).await?;
    let captures = captures(tx, app, row).await?;
    let mut order = Order::new(&proofs, (head, slots), pdf, words, tx.now());
    order.stamp_serial = certificates::db::next_stamp(tx).await?.unsigned_abs();
    let (notary, name) = (desk.notary.clone(), app.vault.open(&row.name_sealed)?);
    let witness = witness.map(|scope| scope.user_name.clone()).unwrap_or_default();
    let work = tokio::task::spawn_blocking(move || {
        let handwriting = Handwriting {
            name: &name,
            strokes: &captures.strokes,
            strokes_digest: captures.strokes_digest,
            fingerprint_digest: captures.fingerprint_digest,
            witness: &witness,
        };
        notary.sign(&order.with(Hand::Pad { seal: &seal, handwriting: &handwriting }))
    });
    Ok(work.await.map_err(anyhow::Error::from)??)
}

/// What was captured in the session, opened; what is not what was captured signs nothing.
async fn captures(tx: &mut Tx, app: &App, row: &PadRow) -> Result<Captures, Fault> {
    let (mut strokes, mut fingerprint_digest) = (None, None);
    for found in evidence::db::of_pad(tx, row.pad_id).await? {
        let (bytes, intact) = evidence::opened(&app.vault, &found)?;
        let bound: [u8; 32] = found.digest.try_into().map_err(|_| damaged())?;
        match found.kind {
            _ if !intact => return Err(damaged().into()),
            EvidenceKind::Strokes => strokes = Some((serde_json::from_slice(&bytes)?, bound)),
            EvidenceKind::Fingerprint => fingerprint_digest = Some(bound),
            EvidenceKind::Identity => {}
        }
    }
    let (strokes, strokes_digest) = strokes.ok_or_else(damaged)?;
    Ok(Captures { strokes, strokes_digest, fingerprint_digest })
}

fn damaged() -> Refusal {
    let reason =
        say!("采集的笔迹或指纹已损坏，请重新发送到签名板", "what was captured is damaged: send it to the pad again");
    Refusal::new("evidence.damaged", reason)
}

/// Tells open screens that a session, and with it perhaps a document, has changed.
pub(super) async fn announce(tx: &mut Write, scope: &Scope) -> Result<(), Fault> {
    tx.announce("pads", Some(scope.org)).await?;
    tx.announce("documents", Some(scope.org)).await
}
