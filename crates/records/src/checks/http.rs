//! The routes that are open to anyone.

use axum::{
    Extension, Json,
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use vena_platform::{
    app::App,
    documents::{DocumentReport, Profile, Trust},
    fault::Fault,
    http::Path,
};

use crate::{
    Desk,
    certificates::{authority, db},
};

/// Says what a PDF is worth: every signature, who gave it, and what was checked. The file is not kept.
#[utoipa::path(post, path = "/api/records/checks", tag = "records", operation_id = "records.check.create",
    request_body(content = Vec<u8>, content_type = "application/pdf"), responses((status = 200, body = DocumentReport)))]
pub(super) async fn check(
    State(app): State<App>,
    Extension(desk): Extension<Desk>,
    pdf: Bytes,
) -> Result<Json<DocumentReport>, Fault> {
    let mut tx = app.db.begin().await?;
    let now = tx.now();
    let mut trust = Trust::default();
    for (profile, authority) in authority::all(&mut tx, &app.vault).await? {
        trust.roots.push(desk.notary.root(&authority)?);
        let withdrawn = authority::withdrawn(&mut tx, profile).await?;
        let number = db::next_list(&mut tx).await?.unsigned_abs();
        trust.lists.push(desk.notary.list(&authority, &withdrawn, number, now)?);
    }
    tx.commit().await?;
    let work = tokio::task::spawn_blocking(move || desk.notary.check(&pdf, &trust, now));
    Ok(Json(work.await.map_err(anyhow::Error::from)?))
}

/// The root certificate of the development authority, DER: what an outside program has to trust.
#[utoipa::path(get, path = "/api/records/authorities/{profile}/root", tag = "records", operation_id = "records.authority.root",
    params(("profile" = Profile, Path)), responses((status = 200, content_type = "application/pkix-cert", body = Vec<u8>)))]
pub(super) async fn root(
    State(app): State<App>,
    Extension(desk): Extension<Desk>,
    Path(profile): Path<Profile>,
) -> Result<Response, Fault> {
    let mut tx = app.db.begin().await?;
    let authority = authority::known(&mut tx, &app.vault, profile).await?;
    tx.commit().await?;
    Ok(([(header::CONTENT_TYPE, "application/pkix-cert")], desk.notary.root(&authority)?).into_response())
}

/// The list of withdrawn certificates (CRL), DER.
#[utoipa::path(get, path = "/api/records/authorities/{profile}/list", tag = "records", operation_id = "records.authority.list",
    params(("profile" = Profile, Path)), responses((status = 200, content_type = "application/pkix-crl", body = Vec<u8>)))]
pub(super) async fn list(
    State(app): State<App>,
    Extension(desk): Extension<Desk>,
    Path(profile): Path<Profile>,
) -> Result<Response, Fault> {
    let mut tx = app.db.begin().await?;
    let authority = authority::known(&mut tx, &app.vault, profile).await?;
    let withdrawn = authority::withdrawn(&mut tx, profile).await?;
    let (number, now) = (db::next_list(&mut tx).await?.unsigned_abs(), tx.now());
    tx.commit().await?;
    let list = desk.notary.list(&authority, &withdrawn, number, now)?;
    Ok(([(header::CONTENT_TYPE, "application/pkix-crl")], list).into_response())
}

/// The development time-stamp service: an RFC 3161 query in, a reply out.
#[utoipa::path(post, path = "/api/records/authorities/{profile}/stamp", tag = "records", operation_id = "records.authority.stamp",
    params(("profile" = Profile, Path)), request_body(content = Vec<u8>, content_type = "application/timestamp-query"),
    responses((status = 200, content_type = "application/timestamp-reply", body = Vec<u8>)))]
pub(super) async fn stamp(
    State(app): State<App>,
    Extension(desk): Extension<Desk>,
    Path(profile): Path<Profile>,
    query: Bytes,
) -> Result<Response, Fault> {
    let mut tx = app.db.begin().await?;
    let authority = authority::known(&mut tx, &app.vault, profile).await?;
    let (serial, now) = (db::next_stamp(&mut tx).await?.unsigned_abs(), tx.now());
    tx.commit().await?;
    let reply = desk.notary.stamp(&authority, &query, serial, now)?;
    Ok(([(header::CONTENT_TYPE, "application/timestamp-reply")], reply).into_response())
}
