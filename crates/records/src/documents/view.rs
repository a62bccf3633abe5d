//! How a document is shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::DocumentId,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Can, Permission, Scope},
    db::Tx,
    documents::Medium,
    fault::{Fault, Problem},
    vault::Vault,
};

use super::{
    DocumentWithdraw,
    db::{self, DocumentHead, SlotRow, StepRow},
    rules::{self, DocumentFacts, SlotFacts},
    words::{DocumentState, DocumentStep, SignatureHand, SignatureState},
};
use crate::{
    keeping, pads,
    signing::{DocumentRefuse, DocumentSign},
};

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentRow {
    pub(crate) document_id: DocumentId,
    /// Its number, such as `202611220001`.
    number: String,
    /// Which form.
    form: String,
    form_version: i32,
    /// Its code in the quality system.
    form_code: String,
    title: Text,
    /// What it is about, such as `shipment`.
    subject_kind: Option<String>,
    subject_id: Option<String>,
    state: DocumentState,
    created_at: Instant,
    created_by: String,
    /// Whose document it is; other organisations that take part see and sign it.
    organisation: String,
    closed_at: Option<Instant>,
    /// The last day for which it is kept.
    retain_until: Option<Day>,
    /// When it was destroyed: bytes and data are gone, this entry stays.
    destroyed_at: Option<Instant>,
    /// Signatures there are.
    signed: i64,
    /// Signatures that are wanted.
    wanted: i64,
    /// Where the caller, and nobody else, has to sign.
    my_slot: Option<String>,
}

impl From<DocumentHead> for DocumentRow {
    fn from(head: DocumentHead) -> Self {
        Self {
            document_id: head.document_id,
            number: head.number,
            form: head.form,
            form_version: head.form_version,
            form_code: head.form_code,
            title: head.title.0,
            subject_kind: head.subject_kind,
            subject_id: head.subject_id,
            state: head.state,
            created_at: head.created_at,
            created_by: head.created_by_name,
            organisation: head.organisation,
            closed_at: head.closed_at,
            retain_until: head.retain_until,
            destroyed_at: head.destroyed_at,
            signed: head.signed,
            wanted: head.wanted,
            my_slot: head.my_slot,
        }
    }
}

/// A place for a signature.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentSignature {
    slot: String,
    /// Who signs here.
    title: Text,
    /// Whether it is signed on a pad, by a person without a key.
    by_hand: bool,
    /// The one person who has to sign here: who decided.
    named: Option<String>,
    state: SignatureState,
    /// Who has signed or refused.
    by: Option<String>,
    at: Option<Instant>,
    /// Why.
    reason: Option<String>,
    /// With what: a key or a hand on a pad.
    hand: Option<SignatureHand>,
    /// Who of the staff saw the person write on the pad.
    witness: Option<String>,
    /// Number of the certificate; none for a hand.
    certificate: Option<String>,
    /// Where the key of that certificate lives; none for a hand.
    medium: Option<Medium>,
    can: SignatureCan,
}

/// What the caller may do at this place now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignatureCan {
    sign: Can,
    refuse: Can,
}

/// A line of a document's life.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentLine {
    step: DocumentStep,
    by: String,
    at: Instant,
    note: Option<String>,
}

/// What the caller may do with a document now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentCan {
    withdraw: Can,
}

/// A document with its signatures and its life.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    #[serde(flatten)]
    head: DocumentRow,
    /// Size of the file.
    pdf_bytes: i32,
    signatures: Vec<DocumentSignature>,
    life: Vec<DocumentLine>,
    /// Who wants it kept beyond its time, and why.
    holds: Vec<keeping::Hold>,
    can: DocumentCan,
}

/// The facts of a document that the rules ask for.
pub(crate) fn facts(head: &DocumentHead, slots: &[SlotRow]) -> DocumentFacts {
    let by_hand = pads::policy::by_hand(&head.form, head.created_at.day_in(&zone::china()));
    let slot = |row: &SlotRow| SlotFacts {
        name: row.slot.clone(),
        state: row.state,
        by: row.by_user,
        for_user: row.for_user,
        by_hand: by_hand.is_some_and(|form| form.slots.contains(&row.slot)),
    };
    DocumentFacts { state: head.state, created_by: head.created_by, slots: slots.iter().map(slot).collect() }
}

/// The document as the caller sees it.
pub(crate) async fn document(tx: &mut Tx, vault: &Vault, scope: &Scope, id: DocumentId) -> Result<Document, Fault> {
    let head = db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("document", id))?;
    let (slots, steps) = (db::slots(tx, id).await?, db::steps(tx, id).await?);
    let facts = facts(&head, &slots);
    let withdraw = Can::by(scope, DocumentWithdraw::INFO.name, rules::may_withdraw(&facts, scope.user));
    let by_hand = pads::by_hand(&head.form, tx.now().day_in(&zone::china()));
    let signatures = slots.into_iter().map(|row| signature(vault, scope, (&facts, by_hand), row));
    Ok(Document {
        pdf_bytes: head.pdf_bytes,
        head: head.into(),
        signatures: signatures.collect::<Result<_, _>>()?,
        life: steps.into_iter().map(line).collect(),
        holds: keeping::standing(tx, id).await?,
        can: DocumentCan { withdraw },
    })
}

fn signature(
    vault: &Vault,
    scope: &Scope,
    (facts, by_hand): (&DocumentFacts, &[String]),
    row: SlotRow,
) -> Result<DocumentSignature, Fault> {
    let may = || rules::may_sign(facts, &row.slot, scope.user);
    let can = SignatureCan {
        sign: Can::by(scope, DocumentSign::INFO.name, may()),
        refuse: Can::by(scope, DocumentRefuse::INFO.name, may()),
    };
    // Whoever sees the document sees whom it names.
    let who_wrote = row.by_name_sealed.map(|sealed| vault.open(&sealed)).transpose()?;
    Ok(DocumentSignature {
        by_hand: by_hand.contains(&row.slot),
        named: row.for_name,
        slot: row.slot,
        title: row.title.0,
        state: row.state,
        by: row.by_name.or(who_wrote),
        at: row.at,
        reason: row.reason,
        hand: row.hand,
        witness: row.witness,
        certificate: row.certificate,
        medium: row.medium,
        can,
    })
}

fn line(row: StepRow) -> DocumentLine {
    DocumentLine { step: row.kind, by: row.by_name, at: row.at, note: row.note }
}
