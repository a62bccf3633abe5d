//! The statement of the cold store's check list.

use sqlx::FromRow;
use vena_kernel::id::SiteId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A cold room with its range, °C.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub(super) struct ColdRoom {
    pub(super) site_id: SiteId,
    pub(super) name: String,
    pub(super) name_en: String,
    pub(super) temp_c_min: Option<f64>,
    pub(super) temp_c_max: Option<f64>,
}

/// The cold rooms of the person's own organisation.
pub(super) async fn cold_rooms(tx: &mut Tx, scope: &Scope) -> Result<Vec<ColdRoom>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, name, name_en, temp_c_min, temp_c_max from platform.v_site
         where org_id = $1 and kind = 'cold_room' and (temp_c_min is not null or temp_c_max is not null)
         order by code limit 200",
    )
    .bind(scope.org)
    .fetch_all(tx.conn())
    .await?)
}
