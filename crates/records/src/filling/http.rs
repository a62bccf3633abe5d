//! The routes of forms and what fills them in.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{say, zone};
use vena_platform::{
    auth::Allowed,
    documents::Form,
    fault::{Fault, Problem},
    http::{Path, Query},
};

use super::{FormFill, FormList, rules};
use crate::Desk;

/// A form, and what it may be filled in from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FormOffer {
    #[serde(flatten)]
    form: Form,
    /// Kinds of things that fill it in, such as `shipment`; empty when it is filled in by hand.
    filled_from: Vec<&'static str>,
}

/// Which forms.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct FormQuery {
    /// Only those that such a thing fills in: `shipment`.
    #[garde(length(chars, max = 40))]
    subject: Option<String>,
}

/// The forms in force today that the caller may fill in.
#[utoipa::path(get, path = "/api/records/forms", tag = "records", operation_id = "records.form.list", params(FormQuery),
    responses((status = 200, body = Vec<FormOffer>)))]
pub(super) async fn forms(
    auth: Allowed<FormList>,
    Extension(desk): Extension<Desk>,
    Query(query): Query<FormQuery>,
) -> Json<Vec<FormOffer>> {
    let forms = desk.press.forms(auth.app.db.clock().now().day_in(&zone::china())).into_iter();
    let offer = |form: Form| FormOffer { filled_from: desk.sources.of_form(&form.form), form };
    let fits = |offer: &FormOffer| query.subject.as_deref().is_none_or(|kind| offer.filled_from.contains(&kind));
    Json(forms.filter(|form| auth.scope.may(&form.seen_with)).map(offer).filter(fits).collect())
}

/// From what.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct FillQuery {
    /// Kind and id: `shipment:shipment_…`.
    #[garde(length(chars, max = 140))]
    subject: String,
}

/// What the system knows for a form.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FormFilled {
    /// By the fields of the form.
    #[schema(value_type = Object)]
    data: Value,
    /// What people still have to fill in: paths such as `tests[0].method`.
    missing: Vec<String>,
}

/// What the system knows for a form, before anything is drawn up.
#[utoipa::path(get, path = "/api/records/forms/{form}/filled", tag = "records", operation_id = "records.form.fill",
    params(("form" = String, Path), FillQuery), responses((status = 200, body = FormFilled)))]
pub(super) async fn filled(
    auth: Allowed<FormFill>,
    Extension(desk): Extension<Desk>,
    Path(form): Path<String>,
    Query(query): Query<FillQuery>,
) -> Result<Json<FormFilled>, Fault> {
    let forms = desk.press.forms(auth.app.db.clock().now().day_in(&zone::china()));
    let form = forms.into_iter().find(|known| known.form == form).ok_or_else(|| Problem::not_found("form", &form))?;
    if !auth.scope.may(&form.seen_with) {
        return Err(Problem::forbidden(&form.seen_with).into());
    }
    let subject = query.subject.split_once(':').ok_or_else(|| no_source(&query.subject))?;
    auth.note_view(&format!("{} {}", form.form, query.subject)).await?;
    let mut tx = auth.read().await?;
    let known = desk.sources.known(&mut tx, &auth.scope, &form.form, subject).await?;
    let data = known.ok_or_else(|| no_source(subject.0))?;
    Ok(Json(FormFilled { missing: rules::missing(&form.fields, &data), data }))
}

fn no_source(kind: &str) -> Problem {
    Problem::invalid(
        "subject",
        kind,
        "document.subject",
        say!("没有业务为此表提供数据", "nothing of this kind fills in the form"),
    )
}
