//! Statements of keeping and destroying.

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Json};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DocumentId, UnitId, UserId},
    text::Text,
};
use vena_platform::{
    auth::Scope,
    db::{Tx, violated_constraint},
    fault::Fault,
};

use crate::documents::words::DocumentState;

/// How far a destruction has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(super) enum DestructionState {
    /// Waits for another person.
    Proposed,
    /// Done.
    Done,
    /// Not to be done.
    Rejected,
}

/// A document, as far as its keeping goes.
#[derive(Debug, Clone, FromRow)]
pub(super) struct KeptRow {
    pub(super) document_id: DocumentId,
    pub(super) number: String,
    pub(super) form: String,
    pub(super) form_code: String,
    pub(super) title: Json<Text>,
    pub(super) subject_kind: Option<String>,
    pub(super) subject_id: Option<String>,
    pub(super) state: DocumentState,
    pub(super) closed_at: Option<Instant>,
    pub(super) retain_until: Option<Day>,
    pub(super) destroyed_at: Option<Instant>,
    pub(super) held: bool,
}

fn permissions(scope: &Scope) -> Vec<&str> {
    scope.permissions.iter().map(String::as_str).collect()
}

/// Filed documents whose last day is before `day`, those that are over longest first.
pub(super) async fn due(
    tx: &mut Tx,
    scope: &Scope,
    day: Day,
    after: Option<(Day, DocumentId)>,
    limit: i64,
) -> Result<Vec<KeptRow>, Fault> {
    Ok(sqlx::query_as(
        "select d.document_id, d.number, d.form, d.form_code, d.title, d.subject_kind, d.subject_id, d.state, d.closed_at,
             d.retain_until, d.destroyed_at,
             exists (select from records.legal_hold h where h.document_id = d.document_id and h.lifted_at is null) as held
         from records.document d
         where d.org_id = $1 and d.seen_with = any($2) and d.state in ('complete', 'superseded') and d.destroyed_at is null
             and d.retain_until < $3 and ($4::date is null or (d.retain_until, d.document_id) > ($4, $5))
         order by d.retain_until, d.document_id limit $6",
    )
    .bind(scope.org)
    .bind(permissions(scope))
    .bind(day)
    .bind(after.map(|(day, _)| day))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes everybody else who wants to change these documents wait. What is read of them afterwards is true until the end.
pub(super) async fn lock_documents(tx: &mut Tx, ids: &[DocumentId]) -> Result<(), Fault> {
    sqlx::query("select document_id from records.document where document_id = any($1) order by document_id for update")
        .bind(ids)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// These documents of the caller's organisation, as far as the caller may see them.
pub(super) async fn kept(tx: &mut Tx, scope: &Scope, ids: &[DocumentId]) -> Result<Vec<KeptRow>, Fault> {
    Ok(sqlx::query_as(
        "select d.document_id, d.number, d.form, d.form_code, d.title, d.subject_kind, d.subject_id, d.state, d.closed_at,
             d.retain_until, d.destroyed_at,
             exists (select from records.legal_hold h where h.document_id = d.document_id and h.lifted_at is null) as held
         from records.document d
         where d.org_id = $1 and d.seen_with = any($2) and d.document_id = any($3) order by d.document_id",
    )
    .bind(scope.org)
    .bind(permissions(scope))
    .bind(ids)
    .fetch_all(tx.conn())
    .await?)
}

/// Whether one of `units` is held, recalled or looked back at.
pub(super) async fn any_held(tx: &mut Tx, units: &[UnitId]) -> Result<bool, Fault> {
    let sql = "select exists (select from ledger.v_unit where unit_id = any($1) and hold_count > 0)";
    Ok(sqlx::query_scalar(sql).bind(units).fetch_one(tx.conn()).await?)
}

/// A hold of a document.
#[derive(Debug, FromRow, Serialize, ToSchema)]
#[schema(as = DocumentHold)]
pub(crate) struct Hold {
    /// Why it is kept.
    reason: String,
    /// Since when.
    placed_at: Instant,
    /// Who wants it kept.
    placed_by: String,
}

/// The holds of a document that stand.
pub(crate) async fn standing(tx: &mut Tx, id: DocumentId) -> Result<Vec<Hold>, Fault> {
    Ok(sqlx::query_as(
        "select h.reason, h.placed_at, u.display_name as placed_by
         from records.legal_hold h join platform.v_user u on u.user_id = h.placed_by
         where h.document_id = $1 and h.lifted_at is null order by h.placed_at, h.hold_id limit 50",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// Holds a document.
pub(super) async fn hold(tx: &mut Tx, scope: &Scope, id: DocumentId, reason: &str) -> Result<(), Fault> {
    let (now, hold) = (tx.now(), tx.new_id());
    sqlx::query(
        "insert into records.legal_hold (hold_id, document_id, reason, placed_at, placed_by) values ($1, $2, $3, $4, $5)",
    )
    .bind(hold)
    .bind(id)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lifts every hold of a document; how many there were.
pub(super) async fn lift(tx: &mut Tx, scope: &Scope, id: DocumentId, reason: &str) -> Result<u64, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update records.legal_hold set lifted_at = $2, lifted_by = $3, lift_reason = $4
         where document_id = $1 and lifted_at is null",
    )
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// A destruction.
#[derive(Debug, FromRow)]
pub(super) struct DestructionRow {
    pub(super) destruction_id: Uuid,
    pub(super) state: DestructionState,
    pub(super) reason: String,
    pub(super) proposed_at: Instant,
    pub(super) proposed_by: UserId,
    pub(super) proposed_by_name: String,
    pub(super) decided_at: Option<Instant>,
    pub(super) decided_by_name: Option<String>,
    pub(super) decision_note: Option<String>,
    pub(super) documents: i64,
}

/// Destructions of the caller's organisation in which everything may be seen by the caller, newest first.
pub(super) async fn destructions(
    tx: &mut Tx,
    scope: &Scope,
    only: Option<Uuid>,
    state: Option<DestructionState>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<DestructionRow>, Fault> {
    Ok(sqlx::query_as(
        "select x.destruction_id, x.state, x.reason, x.proposed_at, x.proposed_by, p.display_name as proposed_by_name,
             x.decided_at, c.display_name as decided_by_name, x.decision_note,
             (select count(*) from records.destruction_item i where i.destruction_id = x.destruction_id) as documents
         from records.destruction x join platform.v_user p on p.user_id = x.proposed_by
             left join platform.v_user c on c.user_id = x.decided_by
         where x.org_id = $1 and ($2::uuid is null or x.destruction_id = $2) and ($3::text is null or x.state = $3)
             and ($4::uuid is null or x.destruction_id < $4)
             and not exists (select from records.destruction_item i join records.document d using (document_id)
                 where i.destruction_id = x.destruction_id and d.seen_with <> all($5))
         order by x.destruction_id desc limit $6",
    )
    .bind(scope.org)
    .bind(only)
    .bind(state)
    .bind(before)
    .bind(permissions(scope))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes everybody else who decides about this destruction wait.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<(), Fault> {
    sqlx::query("select destruction_id from records.destruction where org_id = $1 and destruction_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The documents of a destruction.
pub(super) async fn items(tx: &mut Tx, id: Uuid) -> Result<Vec<DocumentId>, Fault> {
    let sql = "select document_id from records.destruction_item where destruction_id = $1 order by document_id";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_all(tx.conn()).await?)
}

/// Keeps a proposal. False when one of the documents stands in another open one.
pub(super) async fn propose(
    tx: &mut Tx,
    scope: &Scope,
    (id, reason): (Uuid, &str),
    documents: &[DocumentId],
) -> Result<bool, Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into records.destruction (destruction_id, org_id, state, reason, proposed_at, proposed_by)
         values ($1, $2, 'proposed', $3, $4, $5)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    let done = sqlx::query(
        "insert into records.destruction_item (destruction_id, document_id, open)
         select $1, document_id, true from unnest($2::uuid[]) as n (document_id)",
    )
    .bind(id)
    .bind(documents)
    .execute(tx.conn())
    .await;
    match done {
        Ok(_) => Ok(true),
        Err(error) if violated_constraint(&error) == Some("destruction_item_once") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Keeps what was decided.
pub(super) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    state: DestructionState,
    note: Option<&str>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update records.destruction set state = $2, decided_at = $3, decided_by = $4, decision_note = $5
         where destruction_id = $1",
    )
    .bind(id)
    .bind(state)
    .bind(now)
    .bind(scope.user)
    .bind(note)
    .execute(tx.conn())
    .await?;
    sqlx::query("update records.destruction_item set open = false where destruction_id = $1")
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Erases bytes, data, and what was captured of people; number, form, digest, codes and life stay.
pub(super) async fn erase(tx: &mut Tx, documents: &[DocumentId]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update records.document set data_sealed = null, pdf_sealed = null, destroyed_at = $2 where document_id = any($1)",
    )
    .bind(documents)
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "delete from records.evidence e using records.pad p where p.pad_id = e.pad_id and p.document_id = any($1)",
    )
    .bind(documents)
    .execute(tx.conn())
    .await?;
    sqlx::query("delete from records.ceremony where document_id = any($1)").bind(documents).execute(tx.conn()).await?;
    Ok(())
}
