//! Statements that find documents.

use vena_kernel::{
    clock::Instant,
    id::{DocumentId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{DocumentHead, held};
use crate::documents::words::DocumentState;

/// Which documents.
#[derive(Debug)]
pub(in crate::documents) struct Search<'a> {
    /// Beginning of the number, or a code that is printed.
    pub(in crate::documents) number: &'a str,
    pub(in crate::documents) form: Option<&'a str>,
    pub(in crate::documents) form_code: Option<&'a str>,
    pub(in crate::documents) from: Option<Instant>,
    /// Before this instant.
    pub(in crate::documents) until: Option<Instant>,
    pub(in crate::documents) state: Option<DocumentState>,
    /// About one of these: kinds and ids.
    pub(in crate::documents) subject: Option<(&'a [String], &'a [String])>,
    /// Only those whose next signature nobody who has signed them may give: this one may. Those that wait for one person who
    /// decided are that person's alone until then.
    pub(in crate::documents) waiting_for: Option<UserId>,
    pub(in crate::documents) digest: Option<&'a [u8]>,
    pub(in crate::documents) before: Option<DocumentId>,
    pub(in crate::documents) limit: i64,
}

/// Documents of the caller's organisation, newest first.
pub(in crate::documents) async fn heads(
    tx: &mut Tx,
    scope: &Scope,
    search: &Search<'_>,
) -> Result<Vec<DocumentHead>, Fault> {
    Ok(sqlx::query_as(
        "select d.document_id, d.number, d.form, d.form_version, d.form_code, d.title, d.template, d.subject_kind, d.subject_id,
             d.state, d.pdf_bytes, d.boxes, d.created_at, d.created_by, u.display_name as created_by_name, o.name as organisation, d.closed_at,
             d.retain_until, d.destroyed_at,
             (select count(*) from records.signature s where s.document_id = d.document_id and s.state = 'signed') as signed,
             (select count(*) from records.signature s where s.document_id = d.document_id) as wanted,
             (select s.slot from records.signature s where s.document_id = d.document_id and d.state = 'open'
                 and s.state = 'waiting' and s.for_user = $15 order by s.place limit 1) as my_slot
         from records.party y join records.document d using (document_id)
             join platform.v_user u on u.user_id = d.created_by join platform.v_org o on o.org_id = d.org_id
         where y.org_id = $1 and d.seen_with = any($11) and (starts_with(d.number, $2) or d.codes @> array[$2])
             and ($3::text is null or d.form = $3)
             and ($4::text is null or d.state = $4)
             and ($5::text[] is null or (d.subject_kind, d.subject_id) in (select * from unnest($5, $6::text[])))
             and ($7::uuid is null or (d.state = 'open'
                 and not exists (select from records.signature s where s.document_id = d.document_id and s.by_user = $7)
                 and (exists (select from records.signature s
                         where s.document_id = d.document_id and s.state = 'waiting' and s.for_user = $7)
                     or not exists (select from records.signature s
                         where s.document_id = d.document_id and s.state = 'waiting' and s.for_user is not null))))
             and ($8::bytea is null or d.digest = $8)
             and ($9::uuid is null or y.document_id < $9)
             and ($12::text is null or d.form_code = $12)
             and ($13::timestamptz is null or d.created_at >= $13) and ($14::timestamptz is null or d.created_at < $14)
         order by y.document_id desc limit $10",
    )
    .bind(scope.org)
    .bind(search.number)
    .bind(search.form)
    .bind(search.state)
    .bind(search.subject.map(|(kinds, _)| kinds))
    .bind(search.subject.map(|(_, ids)| ids))
    .bind(search.waiting_for)
    .bind(search.digest)
    .bind(search.before)
    .bind(search.limit)
    .bind(held(scope))
    .bind(search.form_code)
    .bind(search.from)
    .bind(search.until)
    .bind(scope.user)
    .fetch_all(tx.conn())
    .await?)
}

/// Documents whose number begins with `number`, or that carry `code`; an empty text names none. The newest five.
pub(crate) async fn named(tx: &mut Tx, scope: &Scope, (number, code): (&str, &str)) -> Result<Vec<DocumentId>, Fault> {
    Ok(sqlx::query_scalar(
        r#"select document_id from records.document
         where document_id in (select y.document_id from records.party y where y.org_id = $1) and seen_with = any($4)
             and (($2 <> '' and number collate "C" >= $2 and number collate "C" < $2 || ':')
                 or ($3 <> '' and codes @> array[$3]))
         order by document_id desc limit 5"#,
    )
    .bind(scope.org)
    .bind(number)
    .bind(code)
    .bind(held(scope))
    .fetch_all(tx.conn())
    .await?)
}

/// Documents about one thing, the newest five.
pub(crate) async fn about(tx: &mut Tx, scope: &Scope, (kind, id): (&str, &str)) -> Result<Vec<DocumentId>, Fault> {
    let sql = "
        select document_id from records.document
        where document_id in (select y.document_id from records.party y where y.org_id = $1) and seen_with = any($4)
            and subject_kind = $2 and subject_id = $3
        order by document_id desc limit 5";
    let query = sqlx::query_scalar(sql).bind(scope.org).bind(kind).bind(id).bind(held(scope));
    Ok(query.fetch_all(tx.conn()).await?)
}
