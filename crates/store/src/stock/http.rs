//! The routes of the stock.

use std::collections::HashMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    id::{OrgId, SiteId, UnitId},
    product::ProductCode,
};
use vena_ledger::{StockCursor, UnitRecord};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    fault::Fault,
    http::{Page, Query},
    permission,
};

use super::{
    db::{self, Wanted},
    row::StockRow,
    summary::{ClassSum, StockSum, by_class, by_product},
};
use crate::{hand::Hand, places::whose};

permission! {
    pub(crate) StockList = "store.stock.list", "查看库存明细", "See the stock unit by unit";
    pub(crate) StockSummary = "store.stock.summary", "查看库存汇总", "See the stock added up";
}

/// A bag that expires within so many seconds is shown as expiring.
const SOON_SECONDS: i64 = 72 * 3600;

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![StockList::INFO, StockSummary::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(summary))
}

/// What can be done with a unit.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StockState {
    /// Released, unheld, unexpired, promised to nobody.
    Available,
    /// The same, but promised, committed or matched.
    Promised,
    /// Not released.
    Quarantine,
    /// Under an open hold.
    Held,
    /// Found unsafe.
    Rejected,
    /// Past its expiry.
    Expired,
    /// In a sealed box.
    InTransit,
}

impl StockState {
    const fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Promised => "promised",
            Self::Quarantine => "quarantine",
            Self::Held => "held",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::InTransit => "in_transit",
        }
    }
}

/// Which units.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct StockQuery {
    /// Group, `O+`.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    group: Option<BloodGroup>,
    /// Product code.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    product: Option<ProductCode>,
    /// Place.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Whose; the caller's own when absent, everybody's for the commission.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    org_id: Option<OrgId>,
    /// State; all when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<StockState>,
    /// Only what expires within so many hours, what has expired included.
    #[garde(range(min = 0, max = 87_600))]
    expiring_within_hours: Option<i64>,
    /// Beginning of a donation number.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/store/stock", tag = "store", operation_id = "store.stock.list", params(StockQuery),
    responses((status = 200, body = Page<StockRow>)))]
async fn list(auth: Allowed<StockList>, Query(query): Query<StockQuery>) -> Result<Json<Page<StockRow>>, Fault> {
    let mut tx = auth.read().await?;
    let (now, limit) = (tx.now(), query.limit.unwrap_or(50));
    let after: Option<StockCursor> = query.cursor.as_deref().map(str::parse).transpose()?;
    let q: String = query.q.unwrap_or_default().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let wanted = Wanted {
        org: whose(&auth.scope, query.org_id)?,
        site: query.site_id,
        group: query.group,
        product: query.product,
        state: query.state.map(StockState::word),
        expires_before: query.expiring_within_hours.map(|hours| now.plus_seconds(hours * 3600)),
        q: &q,
    };
    let rows = db::list(&mut tx, &auth.scope, &wanted, after, limit + 1).await?;
    let ids: Vec<UnitId> = rows.iter().map(|row| row.unit.unit_id).collect();
    let records: HashMap<UnitId, UnitRecord> =
        vena_ledger::units(&mut tx, &ids).await?.into_iter().map(|record| (record.unit_id, record)).collect();
    let hand = Hand::of(&auth.scope, &tx, None);
    let shown = rows.into_iter().map(|row| {
        let record = records.get(&row.unit.unit_id);
        StockRow::of(&auth.scope, &hand, row, record, now)
    });
    let cursor =
        |row: &StockRow| StockCursor { expires_at: row.unit.expires_at, unit_id: row.unit.unit_id }.to_string();
    Ok(Json(Page::cut(shown.collect(), limit, now, cursor)))
}

/// What is added up.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct SummaryQuery {
    /// Place.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Whose; the caller's own when absent, everybody's for the commission.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    org_id: Option<OrgId>,
    /// State; `available` when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<StockState>,
}

/// The stock added up.
#[derive(Debug, Serialize, ToSchema)]
struct StockSummaryReport {
    /// When this was true.
    as_of: Instant,
    /// By product and group.
    rows: Vec<StockSum>,
    /// By class.
    totals: Vec<ClassSum>,
}

#[utoipa::path(get, path = "/api/store/summary", tag = "store", operation_id = "store.stock.summary", params(SummaryQuery),
    responses((status = 200, body = StockSummaryReport)))]
async fn summary(
    auth: Allowed<StockSummary>,
    Query(query): Query<SummaryQuery>,
) -> Result<Json<StockSummaryReport>, Fault> {
    let mut tx = auth.read().await?;
    let now = tx.now();
    let wanted = Wanted {
        org: whose(&auth.scope, query.org_id)?,
        site: query.site_id,
        state: Some(query.state.unwrap_or(StockState::Available).word()),
        ..Wanted::default()
    };
    let heaps = db::heaps(&mut tx, &auth.scope, &wanted, now.plus_seconds(SOON_SECONDS)).await?;
    Ok(Json(StockSummaryReport { as_of: now, rows: by_product(&heaps), totals: by_class(&heaps) }))
}
