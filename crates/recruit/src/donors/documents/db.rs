//! Statements of documents.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::DonorId,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::donors::DocumentKind;

/// A document as kept.
#[derive(Debug, FromRow)]
pub(crate) struct DocumentRecord {
    pub(crate) document_id: Uuid,
    pub(crate) donor_id: DonorId,
    pub(crate) kind: DocumentKind,
    pub(crate) naming: Option<String>,
    pub(crate) number_sealed: Vec<u8>,
    pub(crate) valid_until: Option<Day>,
    pub(crate) added_at: Instant,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) ended_how: Option<String>,
    pub(crate) ended_reason: Option<String>,
    pub(crate) main: bool,
}

/// Every document of all files of a person, the main one first, mistyped ones last.
pub(crate) async fn of_person(tx: &mut Tx, scope: &Scope, person: DonorId) -> Result<Vec<DocumentRecord>, Fault> {
    Ok(sqlx::query_as(
        "select t.document_id, t.donor_id, t.kind, t.naming, t.number_sealed, t.valid_until, t.added_at, t.ended_at,
             t.ended_how, t.ended_reason, t.document_id = r.main_document as main
         from recruit.donor m
         join recruit.donor r on r.donor_id = m.person_id
         join recruit.document t on t.donor_id = m.donor_id
         where m.person_id = $1 and $2::uuid is null
         order by t.document_id = r.main_document desc, t.ended_at is not null, t.added_at, t.document_id limit 100",
    )
    .bind(person)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// A document to be kept.
#[derive(Debug)]
pub(crate) struct NewDocument<'a> {
    pub(crate) document_id: Uuid,
    pub(crate) donor: DonorId,
    pub(crate) kind: DocumentKind,
    pub(crate) naming: Option<&'a str>,
    pub(crate) sealed: &'a [u8],
    pub(crate) fingerprint: &'a [u8],
    pub(crate) valid_until: Option<Day>,
}

/// Keeps a document that nobody has: see [`lock_fingerprint`].
pub(crate) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewDocument<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.document (document_id, donor_id, kind, naming, number_sealed, fingerprint, valid_until, added_at,
             added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.document_id)
    .bind(new.donor)
    .bind(new.kind)
    .bind(new.naming)
    .bind(new.sealed)
    .bind(new.fingerprint)
    .bind(new.valid_until)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes all who bring the same document wait for each other.
pub(crate) async fn lock_fingerprint(tx: &mut Tx, fingerprint: &[u8]) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('recruit.document:' || encode($1, 'hex'), 0))")
        .bind(fingerprint)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The person who has this document.
pub(crate) async fn holder(tx: &mut Tx, fingerprint: &[u8]) -> Result<Option<DonorId>, Fault> {
    Ok(sqlx::query_scalar(
        "select d.person_id from recruit.document t join recruit.donor d on d.donor_id = t.donor_id
         where t.fingerprint = $1 and t.ended_how is distinct from 'corrected'",
    )
    .bind(fingerprint)
    .fetch_optional(tx.conn())
    .await?)
}

/// Ends a document that is in use, because of another one.
pub(super) async fn end(
    tx: &mut Tx,
    scope: &Scope,
    document: Uuid,
    (how, reason): (&str, &str),
    by: Option<Uuid>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.document set ended_at = $2, ended_by = $3, ended_how = $4, ended_reason = $5, replaced_by = $6
         where document_id = $1 and ended_at is null",
    )
    .bind(document)
    .bind(now)
    .bind(scope.user)
    .bind(how)
    .bind(reason)
    .bind(by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes a document the main one of its person.
pub(super) async fn make_main(tx: &mut Tx, person: DonorId, document: Uuid) -> Result<(), Fault> {
    sqlx::query("update recruit.donor set main_document = $2 where donor_id = $1")
        .bind(person)
        .bind(document)
        .execute(tx.conn())
        .await?;
    Ok(())
}
