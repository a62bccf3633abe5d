//! Statements of documents, their places for signatures and their life.

mod find;
mod standing;

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    id::{CertificateId, DocumentId, OrgId, UserId},
    text::{Lang, Text},
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    documents::{Medium, PageBox, Slot},
    fault::Fault,
};

pub(super) use find::{Search, heads};
pub(crate) use find::{about, named};
pub(crate) use standing::{PaperRow, newest, of_things, supersede};

use super::words::{DocumentState, DocumentStep, SignatureHand, SignatureState};

/// A document without its bytes.
#[derive(Debug, FromRow)]
pub(crate) struct DocumentHead {
    pub(crate) document_id: DocumentId,
    pub(crate) number: String,
    pub(crate) form: String,
    pub(crate) form_version: i32,
    pub(crate) form_code: String,
    pub(crate) title: Json<Text>,
    pub(crate) template: String,
    pub(crate) subject_kind: Option<String>,
    pub(crate) subject_id: Option<String>,
    pub(crate) state: DocumentState,
    pub(crate) pdf_bytes: i32,
    pub(crate) boxes: Json<Vec<PageBox>>,
    pub(crate) created_at: Instant,
    pub(crate) created_by: UserId,
    pub(crate) created_by_name: String,
    pub(crate) organisation: String,
    pub(crate) closed_at: Option<Instant>,
    pub(crate) retain_until: Option<Day>,
    pub(crate) destroyed_at: Option<Instant>,
    pub(crate) signed: i64,
    pub(crate) wanted: i64,
    pub(crate) my_slot: Option<String>,
}

/// A document to be kept.
#[derive(Debug)]
pub(super) struct NewDocument<'a> {
    pub(super) document_id: DocumentId,
    pub(super) number: &'a str,
    pub(super) form: &'a str,
    pub(super) form_version: i32,
    pub(super) form_code: &'a str,
    pub(super) title: &'a Text,
    pub(super) template: &'a str,
    pub(super) subject: Option<(&'a str, &'a str)>,
    /// What is printed on it as a code.
    pub(super) codes: &'a [&'a str],
    /// Organisations that see and sign it besides the one that draws it up.
    pub(super) parties: &'a [OrgId],
    pub(super) lang: Lang,
    pub(super) seen_with: &'a str,
    pub(super) data_sealed: &'a [u8],
    pub(super) pdf_sealed: &'a [u8],
    pub(super) pdf_bytes: i32,
    pub(super) digest: &'a [u8],
    pub(super) boxes: &'a [PageBox],
}

/// The next running number of the organisation on `day`.
pub(super) async fn next_number(tx: &mut Tx, scope: &Scope, day: Day) -> Result<i32, Fault> {
    Ok(sqlx::query_scalar(
        "insert into records.day_number (org_id, day, last) values ($1, $2, 1)
         on conflict (org_id, day) do update set last = day_number.last + 1 returning last",
    )
    .bind(scope.org)
    .bind(day)
    .fetch_one(tx.conn())
    .await?)
}

/// Keeps a new document, with a place for each signature.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    new: &NewDocument<'_>,
    (slots, named): (&[Slot], &[(String, UserId)]),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into records.document
             (document_id, org_id, site_id, number, form, form_version, form_code, title, template, subject_kind, subject_id,
              lang, seen_with, state, data_sealed, pdf_sealed, pdf_bytes, digest, boxes, created_at, created_by,
              codes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', $14, $15, $16, $17, $18, $19, $20, $21)",
    )
    .bind(new.document_id)
    .bind(scope.org)
    .bind(scope.site)
    .bind(new.number)
    .bind(new.form)
    .bind(new.form_version)
    .bind(new.form_code)
    .bind(Json(new.title))
    .bind(new.template)
    .bind(new.subject.map(|(kind, _)| kind))
    .bind(new.subject.map(|(_, id)| id))
    .bind(if new.lang == Lang::Zh { "zh" } else { "en" })
    .bind(new.seen_with)
    .bind(new.data_sealed)
    .bind(new.pdf_sealed)
    .bind(new.pdf_bytes)
    .bind(new.digest)
    .bind(Json(new.boxes))
    .bind(now)
    .bind(scope.user)
    .bind(new.codes)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into records.party (org_id, document_id)
         select $1::uuid, $2::uuid union select n.org_id, $2::uuid from unnest($3::uuid[]) n (org_id)",
    )
    .bind(scope.org)
    .bind(new.document_id)
    .bind(new.parties)
    .execute(tx.conn())
    .await?;
    insert_slots(tx, new.document_id, slots, named).await
}

async fn insert_slots(tx: &mut Tx, id: DocumentId, slots: &[Slot], named: &[(String, UserId)]) -> Result<(), Fault> {
    let who = |slot: &Slot| named.iter().find(|(name, _)| *name == slot.name).map(|(_, user)| *user);
    let for_users: Vec<Option<UserId>> = slots.iter().map(who).collect();
    let names: Vec<&str> = slots.iter().map(|slot| slot.name.as_str()).collect();
    let titles: Vec<Json<&Text>> = slots.iter().map(|slot| Json(&slot.title)).collect();
    sqlx::query(
        "insert into records.signature (document_id, slot, place, title, state, for_user)
         select $1, slot, place, title, 'waiting', for_user
         from unnest($2::text[], $3::jsonb[], $4::uuid[]) with ordinality s (slot, title, for_user, place)",
    )
    .bind(id)
    .bind(names)
    .bind(titles)
    .bind(for_users)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes a line of a document's life.
pub(crate) async fn note(
    tx: &mut Tx,
    id: DocumentId,
    step: DocumentStep,
    user: UserId,
    note: Option<&str>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("insert into records.step (document_id, kind, by_user, at, note) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(step)
        .bind(user)
        .bind(now)
        .bind(note)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// One document of the caller's organisation.
pub(crate) async fn head(tx: &mut Tx, scope: &Scope, id: DocumentId) -> Result<Option<DocumentHead>, Fault> {
    Ok(sqlx::query_as(
        "select d.document_id, d.number, d.form, d.form_version, d.form_code, d.title, d.template, d.subject_kind, d.subject_id,
             d.state, d.pdf_bytes, d.boxes, d.created_at, d.created_by, u.display_name as created_by_name, o.name as organisation, d.closed_at,
             d.retain_until, d.destroyed_at,
             (select count(*) from records.signature s where s.document_id = d.document_id and s.state = 'signed') as signed,
             (select count(*) from records.signature s where s.document_id = d.document_id) as wanted,
             (select s.slot from records.signature s where s.document_id = d.document_id and d.state = 'open'
                 and s.state = 'waiting' and s.for_user = $4 order by s.place limit 1) as my_slot
         from records.party y join records.document d using (document_id)
             join platform.v_user u on u.user_id = d.created_by join platform.v_org o on o.org_id = d.org_id
         where y.org_id = $1 and d.document_id = $2 and d.seen_with = any($3)",
    )
    .bind(scope.org)
    .bind(id)
    .bind(held(scope))
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// What the caller may do: a document is seen by those who may see what it shows.
fn held(scope: &Scope) -> Vec<&str> {
    scope.permissions.iter().map(String::as_str).collect()
}

/// Makes everybody else who wants to change this document wait.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, id: DocumentId) -> Result<bool, Fault> {
    let sql = "
        select document_id from records.document
        where document_id = $2 and seen_with = any($3)
            and exists (select from records.party y where y.document_id = document.document_id and y.org_id = $1)
        for update";
    let query = sqlx::query_scalar(sql).bind(scope.org).bind(id).bind(held(scope));
    let found: Option<DocumentId> = query.fetch_optional(tx.conn()).await?;
    Ok(found.is_some())
}

/// The newest bytes, sealed; none of a document that is destroyed.
pub(crate) async fn pdf(tx: &mut Tx, scope: &Scope, id: DocumentId) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "
        select pdf_sealed from records.document
        where document_id = $2 and seen_with = any($3)
            and exists (select from records.party y where y.document_id = document.document_id and y.org_id = $1)
            and destroyed_at is null";
    let query = sqlx::query_scalar(sql).bind(scope.org).bind(id).bind(held(scope));
    Ok(query.fetch_optional(tx.conn()).await?)
}

/// A place for a signature.
#[derive(Debug, FromRow)]
pub(crate) struct SlotRow {
    pub(crate) slot: String,
    pub(crate) title: Json<Text>,
    pub(crate) state: SignatureState,
    pub(crate) by_user: Option<UserId>,
    pub(crate) by_name: Option<String>,
    /// Who has to sign here, when it is one person.
    pub(crate) for_user: Option<UserId>,
    pub(crate) for_name: Option<String>,
    pub(crate) at: Option<Instant>,
    pub(crate) reason: Option<String>,
    pub(crate) certificate: Option<String>,
    /// Where the key of that certificate lives.
    pub(crate) medium: Option<Medium>,
    /// With what, once signed or refused.
    pub(crate) hand: Option<SignatureHand>,
    /// The name of who signed by hand.
    pub(crate) by_name_sealed: Option<Vec<u8>>,
    /// Who saw it.
    pub(crate) witness: Option<String>,
}

/// The places for signatures, in order.
pub(crate) async fn slots(tx: &mut Tx, id: DocumentId) -> Result<Vec<SlotRow>, Fault> {
    Ok(sqlx::query_as(
        "select s.slot, s.title, s.state, s.by_user, u.display_name as by_name, s.at, s.reason, c.serial as certificate,
             c.medium, s.hand, s.by_name_sealed, w.display_name as witness, s.for_user, f.display_name as for_name
         from records.signature s
             left join platform.v_user u on u.user_id = s.by_user
             left join platform.v_user w on w.user_id = s.witnessed_by
             left join platform.v_user f on f.user_id = s.for_user
             left join records.certificate c using (certificate_id)
         where s.document_id = $1 order by s.place",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// A line of a document's life.
#[derive(Debug, FromRow)]
pub(crate) struct StepRow {
    pub(crate) kind: DocumentStep,
    pub(crate) by_name: String,
    pub(crate) at: Instant,
    pub(crate) note: Option<String>,
}

/// The life of a document, oldest first, the last five hundred lines.
pub(crate) async fn steps(tx: &mut Tx, id: DocumentId) -> Result<Vec<StepRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from (
             select s.kind, u.display_name as by_name, s.at, s.note, s.step_no
             from records.step s join platform.v_user u on u.user_id = s.by_user
             where s.document_id = $1 order by s.step_no desc limit 500
         ) newest order by step_no",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// One signature more: the new bytes and who has given it.
#[derive(Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) slot: &'a str,
    pub(crate) certificate_id: CertificateId,
    pub(crate) reason: &'a str,
    pub(crate) pdf_sealed: &'a [u8],
    pub(crate) pdf_bytes: i32,
    pub(crate) digest: &'a [u8],
}

/// Keeps a signature and the bytes that carry it.
pub(crate) async fn sign(tx: &mut Tx, scope: &Scope, id: DocumentId, signed: &Signed<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.document set pdf_sealed = $2, pdf_bytes = $3, digest = $4 where document_id = $1")
        .bind(id)
        .bind(signed.pdf_sealed)
        .bind(signed.pdf_bytes)
        .bind(signed.digest)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "update records.signature set state = 'signed', by_user = $3, certificate_id = $4, at = $5, reason = $6
         where document_id = $1 and slot = $2",
    )
    .bind(id)
    .bind(signed.slot)
    .bind(scope.user)
    .bind(signed.certificate_id)
    .bind(now)
    .bind(signed.reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that somebody would not sign.
pub(crate) async fn refuse(tx: &mut Tx, scope: &Scope, id: DocumentId, slot: &str, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.signature set state = 'refused', by_user = $3, at = $4, reason = $5 where document_id = $1 and slot = $2")
        .bind(id)
        .bind(slot)
        .bind(scope.user)
        .bind(now)
        .bind(reason)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the life of a document.
pub(crate) async fn close(
    tx: &mut Tx,
    id: DocumentId,
    state: DocumentState,
    retain_until: Option<Day>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update records.document set state = $2, closed_at = $3, retain_until = $4 where document_id = $1")
        .bind(id)
        .bind(state)
        .bind(now)
        .bind(retain_until)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The name of an organisation in both languages.
pub(super) async fn organisation(tx: &mut Tx, org: OrgId) -> Result<Text, Fault> {
    let sql = "select name, coalesce(name_en, name) from platform.v_org where org_id = $1";
    let (zh, en): (String, String) = sqlx::query_as(sql).bind(org).fetch_one(tx.conn()).await?;
    Ok(Text::new(zh, en))
}
