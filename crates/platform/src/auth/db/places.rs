//! Statements of organisations and sites.

use sqlx::FromRow;
use vena_kernel::id::{OrgId, SiteId};

use crate::{
    auth::{OrgKind, Scope},
    db::Tx,
    fault::Fault,
};

/// An organisation, for lists.
#[derive(Debug, Clone, FromRow, serde::Serialize, utoipa::ToSchema)]
pub struct Organisation {
    /// Identity.
    pub org_id: OrgId,
    /// Short code.
    pub code: String,
    /// What it is.
    pub kind: OrgKind,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// District.
    pub district: String,
}

/// Organisations that `scope` may see, by pinyin.
pub(in crate::auth) async fn organisations(tx: &mut Tx, scope: &Scope) -> Result<Vec<Organisation>, Fault> {
    Ok(sqlx::query_as(
        "select org_id, code, kind, name, name_en, district from platform.org
         where $1::uuid is null or org_id = $1 or kind = 'station' order by kind desc, pinyin limit 500",
    )
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// A place of work, for lists.
#[derive(Debug, Clone, FromRow, serde::Serialize, utoipa::ToSchema)]
pub struct Site {
    /// Identity.
    pub site_id: SiteId,
    /// Whose.
    pub org_id: OrgId,
    /// Short code.
    pub code: String,
    /// What kind of place.
    pub kind: String,
    /// Chinese name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// District.
    pub district: String,
    /// Coldest allowed, °C.
    pub temp_c_min: Option<f64>,
    /// Warmest allowed, °C.
    pub temp_c_max: Option<f64>,
}

/// Sites that `scope` may see, by organisation and pinyin.
pub(in crate::auth) async fn sites(tx: &mut Tx, scope: &Scope) -> Result<Vec<Site>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, org_id, code, kind, name, name_en, district, temp_c_min, temp_c_max from platform.site
         where $1::uuid is null or org_id = $1 order by org_id, pinyin limit 2000",
    )
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Whether the account may be used.
pub async fn is_active(tx: &mut Tx, user: vena_kernel::id::UserId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from platform.app_user where user_id = $1 and disabled_at is null)")
        .bind(user)
        .fetch_one(tx.conn())
        .await?)
}

/// The roles of those of `users` whose accounts may be used, as the roles stand now.
pub async fn roles_of(
    tx: &mut Tx,
    users: &[vena_kernel::id::UserId],
) -> Result<Vec<(vena_kernel::id::UserId, Vec<String>)>, Fault> {
    let sql = "select user_id, roles from platform.app_user where user_id = any($1) and disabled_at is null";
    Ok(sqlx::query_as(sql).bind(users).fetch_all(tx.conn()).await?)
}

/// Whether `site` belongs to `org`.
pub async fn site_belongs(tx: &mut Tx, site: SiteId, org: OrgId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from platform.site where site_id = $1 and org_id = $2)")
        .bind(site)
        .bind(org)
        .fetch_one(tx.conn())
        .await?)
}

/// Whether any organisation exists.
pub(in crate::auth) async fn has_organisations(tx: &mut Tx) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from platform.org)").fetch_one(tx.conn()).await?)
}

/// Creates the station and its first site.
pub(in crate::auth) async fn insert_station(
    tx: &mut Tx,
    org: OrgId,
    site: SiteId,
    code: &str,
    name: &str,
    pinyin: &str,
) -> Result<(), Fault> {
    sqlx::query(
        "insert into platform.org (org_id, code, kind, name, name_en, pinyin, district)
         values ($1, $2, 'station', $3, $3, $4, '')",
    )
    .bind(org)
    .bind(code)
    .bind(name)
    .bind(pinyin)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into platform.site (site_id, org_id, code, kind, name, name_en, pinyin, district)
         values ($1, $2, $3, 'office', $4, $4, $5, '')",
    )
    .bind(site)
    .bind(org)
    .bind(code)
    .bind(name)
    .bind(pinyin)
    .execute(tx.conn())
    .await?;
    Ok(())
}
