//! Statements about places.

use sqlx::FromRow;
use vena_kernel::{
    id::{OrgId, SiteId},
    temperature::{Celsius, TempRange},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Place, kinds};

/// A site that may hold blood.
#[derive(Debug, FromRow)]
pub(crate) struct PlaceRow {
    pub(crate) site_id: SiteId,
    pub(crate) org_id: OrgId,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) name_en: String,
    pub(crate) kind: String,
    temp_c_min: Option<f64>,
    temp_c_max: Option<f64>,
    /// Living units that lie there under control.
    pub(crate) bags: i64,
}

impl PlaceRow {
    /// What decides about it.
    pub(crate) fn place(&self) -> Place {
        let celsius = |degrees: Option<f64>| degrees.and_then(Celsius::from_degrees);
        let range = TempRange { min_c: celsius(self.temp_c_min), max_c: celsius(self.temp_c_max) };
        let stated = range.min_c.is_some() || range.max_c.is_some();
        Place { org: self.org_id, kind: self.kind.clone(), range: stated.then_some(range) }
    }
}

/// The places of one organisation, or of all, that may hold blood and that `scope` may see; by pinyin.
pub(super) async fn places(tx: &mut Tx, scope: &Scope, org: Option<OrgId>) -> Result<Vec<PlaceRow>, Fault> {
    Ok(sqlx::query_as(
        "select s.site_id, s.org_id, s.code, s.name, s.name_en, s.kind, s.temp_c_min, s.temp_c_max,
             (select count(*) from ledger.v_unit u
              where u.place = s.site_id and u.life in ('collected', 'in_process', 'stock') and u.mode = 'in_control') as bags
         from platform.v_site s
         where ($1::uuid is null or s.org_id = $1) and ($2::uuid is null or s.org_id = $2) and s.kind = any($3)
         order by s.pinyin, s.code limit 1000",
    )
    .bind(scope.only_org())
    .bind(org)
    .bind(kinds())
    .fetch_all(tx.conn())
    .await?)
}

/// Any site that `scope` may see, whatever its kind.
pub(crate) async fn site(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Option<PlaceRow>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, org_id, code, name, name_en, kind, temp_c_min, temp_c_max, 0::bigint as bags
         from platform.v_site where site_id = $1 and ($2::uuid is null or org_id = $2)",
    )
    .bind(site)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}
