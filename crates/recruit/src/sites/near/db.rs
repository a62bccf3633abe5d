//! Statements about where people live.

use sqlx::FromRow;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

#[derive(Debug, FromRow)]
pub(super) struct AreaRow {
    pub(super) district: String,
    pub(super) district_en: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) people: i32,
}

/// Where people live.
pub(super) async fn areas(tx: &mut Tx, scope: &Scope) -> Result<Vec<AreaRow>, Fault> {
    Ok(sqlx::query_as(
        "select district, district_en, latitude, longitude, people from recruit.area where $1::uuid is null order by area_id limit 5000",
    )
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}
