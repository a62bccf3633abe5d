//! Statements of imports.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{ImportId, OrgId, UserId},
    text::Text,
};

use super::{Outcome, Reason, Subject, Values};
use crate::{auth::Scope, db::Tx, fault::Fault};

/// An import with its counts.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Head {
    pub(super) import_id: ImportId,
    pub(super) kind: String,
    pub(super) file_name: String,
    pub(super) size_bytes: i32,
    pub(super) encoding: String,
    pub(super) header: Vec<String>,
    pub(super) notes: Json<Vec<Text>>,
    pub(super) org_id: OrgId,
    pub(super) by_user: UserId,
    pub(super) by_name: String,
    pub(super) at: Instant,
    pub(super) accepted: i64,
    pub(super) rejected: i64,
    pub(super) duplicate: i64,
}

/// A row with its present fate.
#[derive(Debug, Clone, FromRow)]
pub(super) struct RowNow {
    pub(super) row_no: i32,
    pub(super) line_no: i32,
    pub(super) raw: Vec<String>,
    pub(super) current: Json<Values>,
    pub(super) version: i32,
    pub(super) outcome: Outcome,
    pub(super) reasons: Json<Vec<Reason>>,
    pub(super) subject: Option<Json<Subject>>,
    pub(super) decided_by: UserId,
    pub(super) decided_by_name: String,
    pub(super) decided_at: Instant,
}

/// What a row said before a correction.
#[derive(Debug, Clone, FromRow)]
pub(super) struct RowPast {
    pub(super) row_no: i32,
    pub(super) version: i32,
    pub(super) current: Json<Values>,
    pub(super) outcome: Outcome,
    pub(super) reasons: Json<Vec<Reason>>,
    pub(super) decided_by: UserId,
    pub(super) decided_by_name: String,
    pub(super) decided_at: Instant,
}

/// A file to be kept.
#[derive(Debug)]
pub(super) struct NewImport<'a> {
    pub(super) import_id: ImportId,
    pub(super) kind: &'a str,
    pub(super) file_name: &'a str,
    pub(super) digest: &'a [u8],
    pub(super) size_bytes: i32,
    pub(super) encoding: &'a str,
    pub(super) header: &'a [String],
    pub(super) notes: &'a [Text],
}

/// A row as judged.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) row_no: i32,
    pub(super) current: &'a Values,
    pub(super) identity: Option<&'a str>,
    pub(super) outcome: Outcome,
    pub(super) reasons: &'a [Reason],
    pub(super) subject: Option<&'a Subject>,
}

/// Until this transaction ends, nobody else judges rows of `kind`: two rows of one thing must see each other.
pub(super) async fn lock_kind(tx: &mut Tx, kind: &str) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtext('import:' || $1))").bind(kind).execute(tx.conn()).await?;
    Ok(())
}

/// The import of the very same bytes, if there was one.
pub(super) async fn same_file(
    tx: &mut Tx,
    scope: &Scope,
    kind: &str,
    digest: &[u8],
) -> Result<Option<ImportId>, Fault> {
    Ok(sqlx::query_scalar("select import_id from platform.import where org_id = $1 and kind = $2 and digest = $3")
        .bind(scope.org)
        .bind(kind)
        .bind(digest)
        .fetch_optional(tx.conn())
        .await?)
}

/// Keeps the file's head.
pub(super) async fn insert_import(tx: &mut Tx, scope: &Scope, new: &NewImport<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into platform.import
           (import_id, kind, file_name, digest, size_bytes, encoding, header, notes, org_id, by_user, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(new.import_id)
    .bind(new.kind)
    .bind(new.file_name)
    .bind(new.digest)
    .bind(new.size_bytes)
    .bind(new.encoding)
    .bind(new.header)
    .bind(Json(new.notes))
    .bind(scope.org)
    .bind(scope.user)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps a row as read, with its first fate.
pub(super) async fn insert_row(
    tx: &mut Tx,
    scope: &Scope,
    import: ImportId,
    line_no: i32,
    raw: &[String],
    judged: &Judged<'_>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into platform.import_row (import_id, row_no, line_no, raw, current, identity, version, outcome, reasons,
           subject, decided_by, decided_at)
         values ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11)",
    )
    .bind(import)
    .bind(judged.row_no)
    .bind(line_no)
    .bind(raw)
    .bind(Json(judged.current))
    .bind(judged.identity)
    .bind(judged.outcome)
    .bind(Json(judged.reasons))
    .bind(judged.subject.map(Json))
    .bind(scope.user)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts the present fate of a row into its past and gives it the new one.
pub(super) async fn replace_fate(
    tx: &mut Tx,
    scope: &Scope,
    import: ImportId,
    judged: &Judged<'_>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into platform.import_row_past
           (import_id, row_no, version, current, outcome, reasons, decided_by, decided_at)
         select import_id, row_no, version, current, outcome, reasons, decided_by, decided_at
         from platform.import_row where import_id = $1 and row_no = $2",
    )
    .bind(import)
    .bind(judged.row_no)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update platform.import_row set version = version + 1, current = $3, identity = $4, outcome = $5, reasons = $6,
           subject = $7, decided_by = $8, decided_at = $9
         where import_id = $1 and row_no = $2",
    )
    .bind(import)
    .bind(judged.row_no)
    .bind(Json(judged.current))
    .bind(judged.identity)
    .bind(judged.outcome)
    .bind(Json(judged.reasons))
    .bind(judged.subject.map(Json))
    .bind(scope.user)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Other rows of this import that speak of the same thing.
pub(super) async fn twins(tx: &mut Tx, import: ImportId, row_no: i32, identity: &str) -> Result<Vec<i32>, Fault> {
    Ok(sqlx::query_scalar(
        "select row_no from platform.import_row where import_id = $1 and row_no <> $2 and identity = $3 order by row_no",
    )
    .bind(import)
    .bind(row_no)
    .bind(identity)
    .fetch_all(tx.conn())
    .await?)
}

/// Where the very same row (but for the `incidental` columns) was accepted from another file: its import, file and number.
pub(super) async fn accepted_before(
    tx: &mut Tx,
    scope: &Scope,
    import: ImportId,
    kind: &str,
    judged: &Judged<'_>,
    incidental: &[&str],
) -> Result<Option<(ImportId, String, i32)>, Fault> {
    Ok(sqlx::query_as(
        "select i.import_id, i.file_name, r.row_no from platform.import_row r join platform.import i using (import_id)
         where r.identity = $1 and r.outcome = 'accepted' and i.org_id = $2 and i.kind = $3 and i.import_id <> $4
           and r.current - $5::text[] = $6::jsonb - $5::text[]
         order by r.decided_at limit 1",
    )
    .bind(judged.identity)
    .bind(scope.org)
    .bind(kind)
    .bind(import)
    .bind(incidental)
    .bind(Json(judged.current))
    .fetch_optional(tx.conn())
    .await?)
}

/// One import that `scope` may see.
pub(super) async fn head(tx: &mut Tx, scope: &Scope, import: ImportId) -> Result<Option<Head>, Fault> {
    Ok(sqlx::query_as(
        "select i.import_id, i.kind, i.file_name, i.size_bytes, i.encoding, i.header, i.notes, i.org_id, i.by_user,
                u.display_name as by_name, i.at, c.accepted, c.rejected, c.duplicate
         from platform.import i join platform.app_user u on u.user_id = i.by_user
         cross join lateral (
             select count(*) filter (where outcome = 'accepted') as accepted,
                    count(*) filter (where outcome = 'rejected') as rejected,
                    count(*) filter (where outcome = 'duplicate') as duplicate
             from platform.import_row r where r.import_id = i.import_id
         ) c
         where i.import_id = $1 and ($2::uuid is null or i.org_id = $2)",
    )
    .bind(import)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Imports that `scope` may see and whose file name or kind begins with `query`, newest first, after `after`.
pub(super) async fn heads(
    tx: &mut Tx,
    scope: &Scope,
    query: &str,
    after: Option<(Instant, ImportId)>,
    limit: i64,
) -> Result<Vec<Head>, Fault> {
    Ok(sqlx::query_as(
        "select i.import_id, i.kind, i.file_name, i.size_bytes, i.encoding, i.header, i.notes, i.org_id, i.by_user,
                u.display_name as by_name, i.at, c.accepted, c.rejected, c.duplicate
         from platform.import i join platform.app_user u on u.user_id = i.by_user
         cross join lateral (
             select count(*) filter (where outcome = 'accepted') as accepted,
                    count(*) filter (where outcome = 'rejected') as rejected,
                    count(*) filter (where outcome = 'duplicate') as duplicate
             from platform.import_row r where r.import_id = i.import_id
         ) c
         where ($1::uuid is null or i.org_id = $1) and (starts_with(i.file_name, $2) or starts_with(i.kind, $2))
           and ($3::timestamptz is null or (i.at, i.import_id) < ($3, $4::uuid))
         order by i.at desc, i.import_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(query)
    .bind(after.map(|(at, _)| at))
    .bind(after.map(|(_, import)| import))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Rows of an import after number `after`, of one outcome or of all.
pub(super) async fn rows(
    tx: &mut Tx,
    import: ImportId,
    outcome: Option<Outcome>,
    after: i32,
    limit: i64,
) -> Result<Vec<RowNow>, Fault> {
    Ok(sqlx::query_as(
        "select r.row_no, r.line_no, r.raw, r.current, r.version, r.outcome, r.reasons, r.subject, r.decided_by,
                u.display_name as decided_by_name, r.decided_at
         from platform.import_row r join platform.app_user u on u.user_id = r.decided_by
         where r.import_id = $1 and ($2::text is null or r.outcome = $2) and r.row_no > $3 order by r.row_no limit $4",
    )
    .bind(import)
    .bind(outcome)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// What the rows `from` to `to` said before their corrections, oldest first.
pub(super) async fn pasts(tx: &mut Tx, import: ImportId, from: i32, to: i32) -> Result<Vec<RowPast>, Fault> {
    Ok(sqlx::query_as(
        "select p.row_no, p.version, p.current, p.outcome, p.reasons, p.decided_by, u.display_name as decided_by_name,
                p.decided_at
         from platform.import_row_past p join platform.app_user u on u.user_id = p.decided_by
         where p.import_id = $1 and p.row_no between $2 and $3 order by p.row_no, p.version limit 2000",
    )
    .bind(import)
    .bind(from)
    .bind(to)
    .fetch_all(tx.conn())
    .await?)
}
