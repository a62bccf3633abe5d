//! Who looked at a donor's file, and why: read from the audit, for the donor and for those who answer to them.

mod db;

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{clock::Instant, id::DonorId};
use vena_platform::{
    app::App,
    auth::{Allowed, Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    http::Path,
    permission,
};

use super::record_or_404;

permission! {
    pub(crate) DonorViews = "recruit.donor.list_views", "谁查看过此档案", "See who looked at a donor's file";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DonorViews::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Somebody looked at what is usually masked.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = DonorFileView)]
pub(crate) struct View {
    /// When.
    at: Instant,
    /// Who.
    user_name: Option<String>,
    /// Of which organisation.
    org_name: Option<String>,
    /// What was looked at.
    operation: String,
    /// Why.
    reason: Option<String>,
}

/// Every recorded view of a person's files, latest first.
pub(crate) async fn of(tx: &mut Tx, donor: DonorId) -> Result<Vec<View>, Fault> {
    let files = super::db::family(tx, donor).await?;
    let parts = ["unmask", "deferrals/reasons"];
    let paths = files.iter().flat_map(|file| parts.map(|part| format!("/api/recruit/donors/{file}/{part}")));
    db::views(tx, &paths.collect::<Vec<_>>()).await
}

/// Who looked at a donor's file, latest first.
#[utoipa::path(get, path = "/api/recruit/donors/{id}/views", tag = "recruit", operation_id = "recruit.donor.list_views",
    params(("id" = DonorId, Path)), responses((status = 200, body = Vec<View>)))]
async fn list(auth: Allowed<DonorViews>, Path(id): Path<DonorId>) -> Result<Json<Vec<View>>, Fault> {
    let mut tx = auth.read().await?;
    let record = record_or_404(&mut tx, &auth.scope, id).await?;
    Ok(Json(of(&mut tx, record.person_id).await?))
}
