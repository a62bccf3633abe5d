//! The route of the trace report.

use axum::Json;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::id::UnitId;
use vena_ledger::{Sight, note, note::Checkpoint, trace, verifiers};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    http::Path,
    permission,
};

use super::{
    db,
    report::{TraceReport, report},
};

permission! {
    pub(crate) TraceReportView = "govern.trace.view", "查看追溯报告", "See the trace report of a unit";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![TraceReportView::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(view))
}

#[utoipa::path(get, path = "/api/govern/traces/{text}", tag = "govern", operation_id = "govern.trace.view",
    params(("text" = String, Path, description = "unit id, donation number or scanned label")),
    responses((status = 200, body = TraceReport)))]
async fn view(auth: Allowed<TraceReportView>, Path(text): Path<String>) -> Result<Json<TraceReport>, Fault> {
    let mut tx = auth.read().await?;
    let found = trace(&mut tx, Sight::from(&auth.scope), &text).await?;
    let ids: Vec<UnitId> = found.units.iter().map(|unit| unit.unit_id).collect();
    let rows = db::units(&mut tx, &auth.scope, &ids).await?;
    let checkpoint = opened(&mut tx, found.checkpoint.as_deref()).await?;
    let rows = rows.into_iter().map(|row| (row.unit_id, row)).collect();
    Ok(Json(report(found, rows, checkpoint)))
}

/// The checkpoint, when one of the ledger's keys has signed it.
pub(crate) async fn opened(tx: &mut Tx, signed: Option<&str>) -> Result<Option<Checkpoint>, Fault> {
    let Some(signed) = signed else { return Ok(None) };
    let keys = verifiers(tx).await?;
    Ok(keys.iter().find_map(|key| note::open(signed, key).ok()))
}
