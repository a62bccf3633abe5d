//! Statements about which document of a form counts, whoever asks: the newest that nothing has superseded.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{DocumentId, OrgId, UserId},
    text::Text,
};
use vena_platform::{db::Tx, fault::Fault};

use crate::documents::words::DocumentState;

/// A document that counts, with one of its places.
#[derive(Debug, FromRow)]
pub(crate) struct PlaceRow {
    pub(crate) document_id: DocumentId,
    pub(crate) subject_id: String,
    pub(crate) form: String,
    pub(crate) number: String,
    pub(crate) state: DocumentState,
    pub(crate) slot: String,
    pub(crate) title: Json<Text>,
    pub(crate) signed: bool,
    pub(crate) for_name: Option<String>,
}

/// Every place of the documents of `forms` about these things that are open or complete, in order.
pub(crate) async fn newest(
    tx: &mut Tx,
    (kind, ids): (&str, &[String]),
    forms: &[String],
) -> Result<Vec<PlaceRow>, Fault> {
    Ok(sqlx::query_as(
        "with counts as (
             select distinct on (subject_id, form) document_id, subject_id, form, number, state
             from records.document
             where subject_kind = $1 and subject_id = any($2) and form = any($3) and state in ('open', 'complete')
             order by subject_id, form, created_at desc, number desc
         )
         select c.document_id, c.subject_id, c.form, c.number, c.state, s.slot, s.title, s.state = 'signed' as signed,
             u.display_name as for_name
         from counts c join records.signature s using (document_id)
             left join platform.v_user u on u.user_id = s.for_user
         order by c.subject_id, c.form, s.place",
    )
    .bind(kind)
    .bind(ids)
    .bind(forms)
    .fetch_all(tx.conn())
    .await?)
}

/// Marks the documents about a thing as superseded: those of `form`, or of every form when it is absent. Nothing of them is
/// changed but the mark. Answers which.
pub(crate) async fn supersede(
    tx: &mut Tx,
    (org, user): (OrgId, UserId),
    (kind, id): (&str, &str),
    form: Option<&str>,
    why: &str,
) -> Result<Vec<DocumentId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "with over as (
             update records.document set state = 'superseded', closed_at = coalesce(closed_at, $6)
             where org_id = $1 and subject_kind = $3 and subject_id = $4 and ($5::text is null or form = $5)
                 and state in ('open', 'complete') and destroyed_at is null
             returning document_id
         ), noted as (
             insert into records.step (document_id, kind, by_user, at, note)
             select document_id, 'superseded', $2, $6, $7 from over
         )
         select document_id from over",
    )
    .bind(org)
    .bind(user)
    .bind(kind)
    .bind(id)
    .bind(form)
    .bind(now)
    .bind(why)
    .fetch_all(tx.conn())
    .await?)
}

/// A document as whoever it is about gets it.
#[derive(Debug, FromRow)]
pub(crate) struct PaperRow {
    pub(crate) document_id: DocumentId,
    pub(crate) form: String,
    pub(crate) number: String,
    pub(crate) title: Json<Text>,
    pub(crate) created_at: Instant,
    pub(crate) complete: bool,
    pub(crate) pdf_sealed: Option<Vec<u8>>,
}

/// The documents of `forms` about these things that carry a signature and count; with their bytes when `wanted` names one.
pub(crate) async fn of_things(
    tx: &mut Tx,
    (kind, ids): (&str, &[String]),
    forms: &[String],
    wanted: Option<DocumentId>,
) -> Result<Vec<PaperRow>, Fault> {
    Ok(sqlx::query_as(
        "select d.document_id, d.form, d.number, d.title, d.created_at,
             d.state = 'complete' as complete, case when d.document_id = $4 then d.pdf_sealed end as pdf_sealed
         from records.document d
         where d.subject_kind = $1 and d.subject_id = any($2) and d.form = any($3) and d.destroyed_at is null
             and d.state in ('open', 'complete') and ($4::uuid is null or d.document_id = $4)
             and exists (select from records.signature s where s.document_id = d.document_id and s.state = 'signed')
         order by d.created_at desc, d.number desc limit 100",
    )
    .bind(kind)
    .bind(ids)
    .bind(forms)
    .bind(wanted)
    .fetch_all(tx.conn())
    .await?)
}
