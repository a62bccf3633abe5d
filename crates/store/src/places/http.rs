//! The route of places.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::Instant,
    id::{OrgId, SiteId},
    product::ProductCode,
    rulebook,
    temperature::TempRange,
    text::Text,
};
use vena_platform::{
    app::App,
    auth::{Allowed, OrgKind, Permission, PermissionInfo, Scope},
    fault::{Fault, Problem},
    http::Query,
    permission,
};

use super::{
    db::{self, PlaceRow},
    rules::PlaceUse,
};

permission! {
    pub(crate) PlaceList = "store.place.list", "查看库位", "See places";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![PlaceList::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Whose places.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
struct PlaceQuery {
    /// An organisation; the caller's own when absent, every one for the commission.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    org_id: Option<OrgId>,
}

/// Places and when this was true.
#[derive(Debug, Serialize, ToSchema)]
struct Places {
    /// When this was true.
    as_of: Instant,
    /// The places, by name.
    items: Vec<StorePlace>,
}

/// A place that holds blood.
#[derive(Debug, Serialize, ToSchema)]
struct StorePlace {
    /// The site.
    site_id: SiteId,
    /// Whose.
    org_id: OrgId,
    /// Code of the site.
    code: String,
    /// Name of the site.
    name: Text,
    /// Kind of the site.
    kind: String,
    /// What it is used for.
    r#use: PlaceUse,
    /// The temperatures that it keeps; absent for several refrigerators under one name.
    temp_range: Option<TempRange>,
    /// Units that lie there now.
    bags: i64,
    /// What may be kept there.
    products: Vec<ProductCode>,
}

impl StorePlace {
    /// `None` for a site that holds no blood, because it does not say how cold it is.
    fn of(row: PlaceRow) -> Option<Self> {
        let place = row.place();
        let products = rulebook::products().iter();
        Some(Self {
            r#use: place.purpose()?,
            products: products
                .filter(|product| place.may_hold(product, None).is_ok())
                .map(|product| product.code)
                .collect(),
            temp_range: place.range,
            site_id: row.site_id,
            org_id: row.org_id,
            code: row.code,
            name: Text::new(row.name, row.name_en),
            kind: row.kind,
            bags: row.bags,
        })
    }
}

/// Whose things a list shows: of the organisation asked for, else the own one; the commission's default is everybody.
///
/// # Errors
/// 404 for an organisation that the caller may not see.
pub(crate) fn whose(scope: &Scope, asked: Option<OrgId>) -> Result<Option<OrgId>, Fault> {
    match asked {
        Some(org) if scope.sees(org) => Ok(Some(org)),
        Some(org) => Err(Problem::not_found("organisation", org).into()),
        None if scope.org_kind == OrgKind::Commission => Ok(None),
        None => Ok(Some(scope.org)),
    }
}

#[utoipa::path(get, path = "/api/store/places", tag = "store", operation_id = "store.place.list", params(PlaceQuery),
    responses((status = 200, body = Places)))]
async fn list(auth: Allowed<PlaceList>, Query(query): Query<PlaceQuery>) -> Result<Json<Places>, Fault> {
    let mut tx = auth.read().await?;
    let rows = db::places(&mut tx, &auth.scope, whose(&auth.scope, query.org_id)?).await?;
    Ok(Json(Places { as_of: tx.now(), items: rows.into_iter().filter_map(StorePlace::of).collect() }))
}
