//! Statements about kits.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{KitId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::assay::Assay;

/// A version of a kit's instructions.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct KitRecord {
    pub(crate) kit_id: KitId,
    pub(crate) code: String,
    pub(crate) version: i32,
    pub(crate) name: String,
    pub(crate) maker: String,
    pub(crate) round: i16,
    pub(crate) confirms: bool,
    pub(crate) markers: Vec<String>,
    pub(crate) assay: Json<Assay>,
    pub(crate) source: String,
    pub(crate) entered_at: Instant,
    pub(crate) entered_by: UserId,
    pub(crate) entered_by_name: String,
    pub(crate) approved_at: Option<Instant>,
    pub(crate) approved_by_name: Option<String>,
}

/// A version to be kept.
#[derive(Debug)]
pub(super) struct NewKit<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) maker: &'a str,
    pub(super) round: i16,
    pub(super) confirms: bool,
    pub(super) markers: &'a [String],
    pub(super) assay: &'a Assay,
    pub(super) source: &'a str,
}

/// Every version, newest first of each kit; at most 500.
pub(crate) async fn all(tx: &mut Tx, scope: &Scope) -> Result<Vec<KitRecord>, Fault> {
    let sql = "select * from lab.v_kit where org_id = $1 order by code, version desc limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// The kits that count: of each the latest version that was approved.
pub(crate) async fn approved(tx: &mut Tx, scope: &Scope) -> Result<Vec<KitRecord>, Fault> {
    let sql = "select distinct on (code) * from lab.v_kit where org_id = $1 and approved_at is not null
         order by code, version desc";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// One version.
pub(crate) async fn one(tx: &mut Tx, scope: &Scope, id: KitId) -> Result<Option<KitRecord>, Fault> {
    let sql = "select * from lab.v_kit where org_id = $1 and kit_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// The version of a kit that counts: the latest that was approved.
pub(crate) async fn standing(tx: &mut Tx, scope: &Scope, code: &str) -> Result<Option<KitRecord>, Fault> {
    let sql = "select * from lab.v_kit where org_id = $1 and code = $2 and approved_at is not null
         order by version desc limit 1";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(code).fetch_optional(tx.conn()).await?)
}

/// Keeps the next version of a kit; two who do so at once wait for each other.
pub(super) async fn enter(tx: &mut Tx, scope: &Scope, new: &NewKit<'_>) -> Result<KitId, Fault> {
    let (id, now) = (KitId::from_uuid(tx.new_id()), tx.now());
    sqlx::query("select pg_advisory_xact_lock(hashtextextended(concat('lab.kit:', $1::uuid, ':', $2::text), 0))")
        .bind(scope.org)
        .bind(new.code)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "insert into lab.kit (kit_id, org_id, code, version, name, maker, round, confirms, markers, assay, source,
             entered_at, entered_by)
         select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12
         from lab.kit where org_id = $2 and code = $3",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.code)
    .bind(new.name)
    .bind(new.maker)
    .bind(new.round)
    .bind(new.confirms)
    .bind(new.markers)
    .bind(Json(new.assay))
    .bind(new.source)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Approves a version; `false` when it was approved before.
pub(super) async fn approve(tx: &mut Tx, scope: &Scope, id: KitId) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update lab.kit set approved_at = $3, approved_by = $4
         where org_id = $1 and kit_id = $2 and approved_at is null",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
