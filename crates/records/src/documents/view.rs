//! How a document is shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DocumentId, UserId},
    text::Text,
};
use vena_platform::{
    auth::{Can, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    DocumentWithdraw,
    db::{self, DocumentHead, SlotRow, StepRow},
    rules::{self, DocumentFacts, SlotFacts},
    words::{DocumentState, DocumentStep, SignatureState},
};
use crate::signing::{DocumentRefuse, DocumentSign};

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
    closed_at: Option<Instant>,
    /// The last day for which it is kept.
    retain_until: Option<Day>,
    /// Signatures there are.
    signed: i64,
    /// Signatures that are wanted.
    wanted: i64,
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
            closed_at: head.closed_at,
            retain_until: head.retain_until,
            signed: head.signed,
            wanted: head.wanted,
        }
    }
}

/// A place for a signature.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentSignature {
    slot: String,
    /// Who signs here.
    title: Text,
    state: SignatureState,
    /// Who has signed or refused.
    by: Option<String>,
    at: Option<Instant>,
    /// Why.
    reason: Option<String>,
    /// Number of the certificate.
    certificate: Option<String>,
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
    can: DocumentCan,
}

/// The facts of a document that the rules ask for.
pub(crate) fn facts(state: DocumentState, created_by: UserId, slots: &[SlotRow]) -> DocumentFacts {
    let slot = |row: &SlotRow| SlotFacts { name: row.slot.clone(), state: row.state, by: row.by_user };
    DocumentFacts { state, created_by, slots: slots.iter().map(slot).collect() }
}

/// The document as the caller sees it.
pub(crate) async fn document(tx: &mut Tx, scope: &Scope, id: DocumentId) -> Result<Document, Fault> {
    let head = db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("document", id))?;
    let (slots, steps) = (db::slots(tx, id).await?, db::steps(tx, id).await?);
    let facts = facts(head.state, head.created_by, &slots);
    let withdraw = Can::by(scope, DocumentWithdraw::INFO.name, rules::may_withdraw(&facts, scope.user));
    Ok(Document {
        pdf_bytes: head.pdf_bytes,
        head: head.into(),
        signatures: slots.into_iter().map(|row| signature(scope, &facts, row)).collect(),
        life: steps.into_iter().map(line).collect(),
        can: DocumentCan { withdraw },
    })
}

fn signature(scope: &Scope, facts: &DocumentFacts, row: SlotRow) -> DocumentSignature {
    let may = || rules::may_sign(facts, &row.slot, scope.user);
    let can = SignatureCan {
        sign: Can::by(scope, DocumentSign::INFO.name, may()),
        refuse: Can::by(scope, DocumentRefuse::INFO.name, may()),
    };
    DocumentSignature {
        slot: row.slot,
        title: row.title.0,
        state: row.state,
        by: row.by_name,
        at: row.at,
        reason: row.reason,
        certificate: row.certificate,
        can,
    }
}

fn line(row: StepRow) -> DocumentLine {
    DocumentLine { step: row.kind, by: row.by_name, at: row.at, note: row.note }
}
