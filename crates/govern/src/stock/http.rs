//! The route of the city's stock.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::{Day, Instant},
    rulebook::{self, Basis},
    text::Text,
    zone,
};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

use super::{
    book::{Reach, book},
    db,
    rules::{self, CityCell, Judge},
};

permission! {
    pub(crate) CityStockView = "govern.stock.view", "查看全市库存", "See the city's stock";
}

/// A bag that expires within so many seconds is shown as expiring.
const SOON_SECONDS: i64 = 72 * 3600;

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![CityStockView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(view))
}

/// The stock of the city, or of one hospital, with its age and completeness.
#[derive(Debug, Serialize, ToSchema)]
struct CityStock {
    /// When this was true.
    as_of: Instant,
    /// Organisations that keep blood and have recorded anything within `reporting_hours`.
    sites_reporting: i64,
    /// Organisations that keep blood.
    sites_total: i64,
    /// Within how many hours an organisation has to record anything to count as reporting.
    reporting_hours: i64,
    /// From what the average use is taken.
    cover: CityCover,
    /// The entry of the rulebook behind it; absent before the first one begins.
    policy: Option<Basis>,
    /// The stock by class and group.
    cells: Vec<CityCell>,
}

/// From what the average use is taken.
#[derive(Debug, Serialize, ToSchema)]
struct CityCover {
    /// Days over which use is averaged.
    days: i64,
    /// When those days began; later in a young ledger.
    since: Instant,
    /// Fewest bags used for which an average is shown.
    minimum_bags: i64,
    /// Where these numbers come from, for people.
    source: Text,
}

#[utoipa::path(get, path = "/api/govern/stock", tag = "govern", operation_id = "govern.stock.view",
    responses((status = 200, body = CityStock)))]
async fn view(auth: Allowed<CityStockView>) -> Result<Json<CityStock>, Fault> {
    let mut tx = auth.read().await?;
    let (scope, now) = (&auth.scope, tx.now());
    let day = now.day_in(&zone::china());
    let (cover, policy) = cover(&mut tx, day).await?;
    let reporting_hours = book().reporting(day).map_or(0, |reporting| reporting.hours);
    let (sites_total, sites_reporting) =
        db::reporting(&mut tx, scope, now.plus_seconds(-reporting_hours * 3600)).await?;
    let heaps = db::heaps(&mut tx, scope, now.plus_seconds(SOON_SECONDS)).await?;
    let used = db::used(&mut tx, scope, cover.since).await?;
    let judge = Judge {
        book: book(),
        products: rulebook::products(),
        rules: rulebook::preparation(),
        reach: reach(scope),
        day,
        now,
        window_seconds: now.seconds_since(cover.since),
    };
    let cells = judge.cells(&heaps, &used);
    Ok(Json(CityStock { as_of: now, sites_reporting, sites_total, reporting_hours, cover, policy, cells }))
}

fn reach(scope: &Scope) -> Reach {
    if scope.only_org().is_some() { Reach::Hospital } else { Reach::City }
}

async fn cover(tx: &mut Tx, day: Day) -> Result<(CityCover, Option<Basis>), Fault> {
    let rule = book().cover(day);
    let days = rule.map_or(0, |rule| rule.days);
    let since = rules::window_start(tx.now(), days, db::first_use(tx).await?);
    let minimum_bags = rule.map_or(0, |rule| rule.minimum_bags);
    let source = rule.map_or_else(|| Text::new("", ""), |rule| rule.words.clone());
    Ok((CityCover { days, since, minimum_bags, source }, rule.map(|rule| rule.basis.clone())))
}
