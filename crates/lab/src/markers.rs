//! What is tested, as the rulebook says today.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{
    testing::{Marker, MarkerKind},
    text::Text,
    zone,
};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    fault::Fault,
    permission,
};

use crate::{
    judging::rules::Book,
    results::rules::{ValueKind, value_kind},
};

permission! {
    pub(crate) MarkerList = "lab.marker.list", "检验项目", "List what is tested";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![MarkerList::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A marker for people who type results.
#[derive(Debug, Serialize, ToSchema)]
struct LabMarker {
    /// Code, for example `HBSAG`.
    code: &'static str,
    /// Its name.
    name: Text,
    /// What kind of test.
    kind: MarkerKind,
    /// What is typed.
    value: ValueKind,
    /// No donation is judged without it.
    mandatory: bool,
    /// How many independent results are required.
    rounds: u32,
    /// The reagents of the rounds come from different makers.
    distinct_maker: bool,
    /// Highest accepted value of a measured quantity.
    max: Option<f64>,
    /// Unit of a measured value.
    unit: Option<&'static str>,
}

impl From<&'static Marker> for LabMarker {
    fn from(marker: &'static Marker) -> Self {
        Self {
            code: &marker.code,
            name: marker.name.clone(),
            kind: marker.kind,
            value: value_kind(marker),
            mandatory: marker.mandatory,
            rounds: marker.rounds,
            distinct_maker: marker.distinct_maker,
            max: marker.max,
            unit: marker.unit.as_deref(),
        }
    }
}

#[utoipa::path(get, path = "/api/lab/markers", tag = "lab", operation_id = "lab.marker.list",
    responses((status = 200, body = Vec<LabMarker>)))]
async fn list(auth: Allowed<MarkerList>) -> Result<Json<Vec<LabMarker>>, Fault> {
    let day = auth.app.db.clock().now().day_in(&zone::china());
    Ok(Json(Book::on(day)?.markers.into_iter().map(LabMarker::from).collect()))
}
