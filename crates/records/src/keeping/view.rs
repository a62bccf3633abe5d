//! How keeping and destroying are shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::DocumentId,
    refusal::Refusal,
    text::Text,
};
use vena_platform::{
    auth::{Can, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    DestructionConfirm, DestructionReject, Subjects,
    db::{self, DestructionRow, DestructionState, KeptRow},
    rules::{self, Kept},
};

/// A document whose time is over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DocumentDue {
    pub(super) document_id: DocumentId,
    /// Its number.
    number: String,
    /// Which form.
    form: String,
    /// Its code in the quality system.
    form_code: String,
    title: Text,
    /// What it is about.
    subject_kind: Option<String>,
    subject_id: Option<String>,
    /// When it was filed.
    closed_at: Option<Instant>,
    /// The last day for which it had to be kept.
    pub(super) retain_until: Option<Day>,
    /// Why it may not be destroyed all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<Refusal>,
}

/// A document of a destruction.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DestructionDocument {
    document_id: DocumentId,
    number: String,
    form: String,
    title: Text,
    destroyed_at: Option<Instant>,
}

/// What the caller may do with a destruction now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DestructionCan {
    confirm: Can,
    reject: Can,
}

/// A destruction in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DestructionRow)]
pub(super) struct DestructionLine {
    pub(super) destruction_id: uuid::Uuid,
    state: DestructionState,
    /// Why.
    reason: String,
    /// How many documents.
    documents: i64,
    proposed_at: Instant,
    proposed_by: String,
    decided_at: Option<Instant>,
    decided_by: Option<String>,
    /// Why it was rejected.
    decision_note: Option<String>,
    can: DestructionCan,
}

/// A destruction.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Destruction {
    #[serde(flatten)]
    head: DestructionLine,
    items: Vec<DestructionDocument>,
}

impl DestructionLine {
    pub(super) fn of(row: DestructionRow, scope: &Scope) -> Self {
        let may_confirm = rules::may_confirm(row.state, row.proposed_by, scope.user);
        let can = DestructionCan {
            confirm: Can::by(scope, DestructionConfirm::INFO.name, may_confirm),
            reject: Can::by(scope, DestructionReject::INFO.name, rules::may_reject(row.state)),
        };
        Self {
            destruction_id: row.destruction_id,
            state: row.state,
            reason: row.reason,
            documents: row.documents,
            proposed_at: row.proposed_at,
            proposed_by: row.proposed_by_name,
            decided_at: row.decided_at,
            decided_by: row.decided_by_name,
            decision_note: row.decision_note,
            can,
        }
    }
}

/// The row of a destruction that the caller may see, or 404.
pub(super) async fn row(tx: &mut Tx, scope: &Scope, id: uuid::Uuid) -> Result<DestructionRow, Fault> {
    let found = db::destructions(tx, scope, Some(id), None, None, 1).await?;
    found.into_iter().next().ok_or_else(|| Problem::not_found("destruction", id).into())
}

/// The destruction as the caller sees it.
pub(super) async fn destruction(tx: &mut Tx, scope: &Scope, id: uuid::Uuid) -> Result<Destruction, Fault> {
    let head = DestructionLine::of(row(tx, scope, id).await?, scope);
    let documents = db::items(tx, id).await?;
    let items = db::kept(tx, scope, &documents).await?.into_iter().map(|row| DestructionDocument {
        document_id: row.document_id,
        number: row.number,
        form: row.form,
        title: row.title.0,
        destroyed_at: row.destroyed_at,
    });
    Ok(Destruction { head, items: items.collect() })
}

/// What the rules ask about a document.
pub(super) async fn facts(tx: &mut Tx, subjects: &Subjects, row: &KeptRow) -> Result<Kept, Fault> {
    let subject = row.subject_kind.as_deref().zip(row.subject_id.as_deref());
    let units = subjects.units(tx, subject).await?;
    Ok(Kept {
        number: row.number.clone(),
        state: row.state,
        destroyed: row.destroyed_at.is_some(),
        retain_until: row.retain_until,
        held: row.held,
        subject_held: !units.is_empty() && db::any_held(tx, &units).await?,
    })
}

/// A document whose time is over, with what keeps it all the same.
pub(super) async fn due(tx: &mut Tx, subjects: &Subjects, row: KeptRow, today: Day) -> Result<DocumentDue, Fault> {
    let kept = rules::may_destroy(&facts(tx, subjects, &row).await?, today).err();
    Ok(DocumentDue {
        document_id: row.document_id,
        number: row.number,
        form: row.form,
        form_code: row.form_code,
        title: row.title.0,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        closed_at: row.closed_at,
        retain_until: row.retain_until,
        kept,
    })
}
