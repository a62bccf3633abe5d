//! 入库: a unit is put into a place that may hold it. Released units and all others are kept apart.

use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    clock::Instant,
    id::SiteId,
    rulebook,
    unit_state::{Fact, Spot},
};
use vena_ledger::append_all_or_refuse;
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo},
    fault::{Fault, Problem},
    http::Body,
    permission,
};

use crate::{
    hand::{Hand, event_id},
    places,
    stock::{self, StockRow},
    units,
};

permission! {
    pub(crate) PutAwayCreate = "store.put_away.create", "血液入库", "Put units away";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![PutAwayCreate::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create))
}

/// A unit and its place.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct PutAwayNew {
    /// Unit id, label, or donation number when only one unit of it is here.
    #[garde(length(chars, min = 1, max = 200))]
    unit: String,
    /// The place.
    #[garde(skip)]
    site_id: SiteId,
    /// Door, rack, drawer.
    #[garde(inner(length(chars, min = 1, max = 60)))]
    position: Option<String>,
    /// When, if not now.
    #[garde(skip)]
    at: Option<Instant>,
}

#[utoipa::path(post, path = "/api/store/put-aways", tag = "store", operation_id = "store.put_away.create",
    request_body = PutAwayNew, responses((status = 201, body = StockRow)))]
async fn create(auth: Allowed<PutAwayCreate>, Body(new): Body<PutAwayNew>) -> Result<Answer<StockRow>, Fault> {
    let mut tx = auth.write().await?;
    let id = units::one(&mut tx, &auth.scope, &new.unit).await?;
    let found = places::db::site(&mut tx, &auth.scope, new.site_id).await?;
    let place = found.ok_or_else(|| Problem::not_found("site", new.site_id))?.place();
    let spot = Spot { place: new.site_id, position: new.position };
    let event = Hand::of(&auth.scope, &tx, new.at).event(event_id(&tx), id, Fact::PutAway(spot));
    append_all_or_refuse(&mut tx, &[event]).await?;
    // Judged after the append, which holds the unit's lock: nobody can hold or reject it in between.
    let unit = vena_ledger::unit_or_404(&mut tx, id).await?.unit();
    let product = rulebook::products().named(unit.facts.product)?;
    place.may_take(auth.scope.org, &unit, product, tx.now())?;
    tx.announce("stock", Some(auth.scope.org)).await?;
    let row = stock::row(&mut tx, &auth.scope, id).await?;
    tx.created(row).await
}
