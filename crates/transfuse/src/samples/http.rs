//! Registering, typing and listing samples.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_kernel::{abo::BloodGroup, clock::Instant, id::PatientId, say};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    SampleCreate, SampleList, SampleType, db, rules,
    view::{self, Sample},
};
use crate::{patients, policy::Policy};

/// A sample to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleNew {
    /// Whose.
    #[garde(skip)]
    patient_id: PatientId,
    /// Number on the tube.
    #[garde(length(chars, min = 1, max = 40))]
    sample_no: String,
    /// When it was drawn.
    #[garde(skip)]
    drawn_at: Instant,
    /// What it was typed as, when that is known already.
    #[garde(skip)]
    group: Option<BloodGroup>,
}

/// What a sample was typed as.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleTyped {
    /// ABO and RhD.
    #[garde(skip)]
    group: BloodGroup,
}

/// Which page of which samples.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleQuery {
    /// Whose.
    #[garde(skip)]
    patient_id: Option<PatientId>,
    /// Where the page begins: `next` of the page before.
    #[garde(skip)]
    cursor: Option<Uuid>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(post, path = "/api/transfuse/samples", tag = "transfuse", operation_id = "transfuse.sample.create",
    request_body = SampleNew, responses((status = 201, body = Sample)))]
pub(super) async fn create(auth: Allowed<SampleCreate>, Body(new): Body<SampleNew>) -> Result<Answer<Sample>, Fault> {
    let mut tx = auth.write().await?;
    patients::view::row_or_404(&mut tx, &auth.scope, new.patient_id).await?;
    let valid_until = new.drawn_at.plus_seconds(Policy::book().sample(tx.now())?.hours * 3600);
    rules::may_register(new.drawn_at, valid_until, tx.now())?;
    let id = tx.new_id();
    let times = [new.drawn_at, valid_until];
    if !db::insert(&mut tx, &auth.scope, id, new.sample_no.trim(), new.patient_id, times).await? {
        let detail = say!("标本号已使用", "this sample number is in use");
        return Err(Problem::invalid("sample_no", &new.sample_no, "sample.number-unique", detail).into());
    }
    if let Some(group) = new.group {
        db::insert_result(&mut tx, &auth.scope, id, new.patient_id, group).await?;
    }
    let sample = shown(&mut tx, &auth.scope, id).await?;
    tx.created(sample).await
}

async fn shown(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Sample, Fault> {
    let row = view::row_or_404(tx, scope, id).await?;
    Ok(view::sample(row, tx.now()))
}

#[utoipa::path(post, path = "/api/transfuse/samples/{id}/type", tag = "transfuse",
    operation_id = "transfuse.sample.type", params(("id" = Uuid, Path)), request_body = SampleTyped,
    responses((status = 200, body = Sample)))]
pub(super) async fn type_sample(
    auth: Allowed<SampleType>,
    Path(id): Path<Uuid>,
    Body(typed): Body<SampleTyped>,
) -> Result<Answer<Sample>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::row_or_404(&mut tx, &auth.scope, id).await?;
    rules::may_type(row.blood_group.is_some())?;
    let first = db::insert_result(&mut tx, &auth.scope, id, row.patient_id, typed.group).await?;
    rules::may_type(!first)?;
    let sample = shown(&mut tx, &auth.scope, id).await?;
    tx.ok(sample).await
}

#[utoipa::path(get, path = "/api/transfuse/samples", tag = "transfuse", operation_id = "transfuse.sample.list",
    params(SampleQuery), responses((status = 200, body = Page<Sample>)))]
pub(super) async fn list(
    auth: Allowed<SampleList>,
    Query(page): Query<SampleQuery>,
) -> Result<Json<Page<Sample>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = page.limit.unwrap_or(50);
    let rows = db::samples(&mut tx, &auth.scope, None, page.patient_id, page.cursor, limit + 1).await?;
    let samples = rows.into_iter().map(|row| view::sample(row, tx.now())).collect();
    Ok(Json(Page::cut(samples, limit, tx.now(), |sample: &Sample| sample.sample_id.to_string())))
}
