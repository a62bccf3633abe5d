//! Looking at the hospital's stock.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::{UnitRow, product_name};
use vena_kernel::{abo::BloodGroup, clock::Instant, id::OrgId, product::ProductCode, text::Text};
use vena_ledger::StockCursor;
use vena_platform::{
    auth::Allowed,
    fault::Fault,
    http::{Page, Query},
};

use super::{StockUnits, StockView, db};
use crate::policy::Policy;

/// The stock of a hospital.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HospitalStock {
    /// When this was true.
    as_of: Instant,
    /// Whose.
    org_id: OrgId,
    /// By product and group.
    cells: Vec<StockCell>,
}

/// One product of one group. Every bag counts in exactly one of free, matched, held and expired.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StockCell {
    /// Product.
    product: ProductCode,
    /// Its name.
    product_name: Text,
    /// Group.
    group: Option<BloodGroup>,
    /// Bags.
    bags: i64,
    /// Volume, mL.
    volume_ml: i64,
    /// For any patient.
    free: i64,
    /// Matched for a patient.
    matched: i64,
    /// Held or not qualified.
    held: i64,
    /// Past its expiry.
    expired: i64,
    /// Of the free and matched ones, those that expire soon.
    expiring: i64,
    /// The nearest expiry of the free and matched ones.
    next_expiry: Option<Instant>,
}

impl From<db::Cell> for StockCell {
    fn from(cell: db::Cell) -> Self {
        Self {
            product: cell.product,
            product_name: product_name(cell.product),
            group: cell.blood_group,
            bags: cell.bags,
            volume_ml: cell.volume_ml,
            free: cell.free,
            matched: cell.matched,
            held: cell.held,
            expired: cell.expired,
            expiring: cell.expiring,
            next_expiry: cell.next_expiry,
        }
    }
}

/// Which page of which units.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct StockUnitQuery {
    /// Product.
    #[garde(skip)]
    product: Option<ProductCode>,
    /// Group.
    #[garde(skip)]
    group: Option<BloodGroup>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/transfuse/stock", tag = "transfuse", operation_id = "transfuse.stock.view",
    responses((status = 200, body = HospitalStock)))]
pub(super) async fn view(auth: Allowed<StockView>) -> Result<Json<HospitalStock>, Fault> {
    let mut tx = auth.read().await?;
    let soon = tx.now().plus_seconds(Policy::book().expiring_hours(tx.now())? * 3600);
    let cells = db::cells(&mut tx, &auth.scope, soon).await?.into_iter().map(StockCell::from).collect();
    Ok(Json(HospitalStock { as_of: tx.now(), org_id: auth.scope.org, cells }))
}

#[utoipa::path(get, path = "/api/transfuse/stock/units", tag = "transfuse", operation_id = "transfuse.stock.units",
    params(StockUnitQuery), responses((status = 200, body = Page<UnitRow>)))]
pub(super) async fn units(
    auth: Allowed<StockUnits>,
    Query(page): Query<StockUnitQuery>,
) -> Result<Json<Page<UnitRow>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = page.limit.unwrap_or(50);
    let after = page.cursor.as_deref().map(str::parse::<StockCursor>).transpose()?;
    let search = db::Search { product: page.product, group: page.group, after, limit: limit + 1 };
    let rows = db::units(&mut tx, &auth.scope, &search).await?;
    let rows = rows.into_iter().map(|unit| unit.for_scope(&auth.scope)).collect();
    let cursor = |unit: &UnitRow| StockCursor { expires_at: unit.expires_at, unit_id: unit.unit_id }.to_string();
    Ok(Json(Page::cut(rows, limit, tx.now(), cursor)))
}
