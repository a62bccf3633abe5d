//! The answer with codes and limits.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::text::Text;
use vena_platform::{auth::Allowed, fault::Fault};

use super::CodesView;
use crate::policy::{Code, Policy};

/// Codes and limits in force.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TransfusionCodes {
    /// Kinds of transfusion reactions.
    reactions: Vec<NamedCode>,
    /// Causes of discards.
    discard_causes: Vec<NamedCode>,
    /// Limits.
    policy: TransfusionLimits,
}

/// A code with its name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NamedCode {
    /// The code.
    code: String,
    /// What it means.
    name: Text,
}

/// Limits of the rulebook, for hints on screens; the server decides.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TransfusionLimits {
    /// Hours for which a sample serves.
    sample_hours: i64,
    /// Minutes from leaving the blood bank to the start.
    start_minutes: i64,
    /// Hours from start to end.
    finish_hours: i64,
    /// Minutes for the second person's confirmation.
    confirm_minutes: i64,
    /// Minutes for the crossmatch after an emergency.
    crossmatch_minutes: i64,
}

impl From<&Code> for NamedCode {
    fn from(code: &Code) -> Self {
        Self { code: code.code.clone(), name: code.name.clone() }
    }
}

#[utoipa::path(get, path = "/api/transfuse/codes", tag = "transfuse", operation_id = "transfuse.codes.view",
    responses((status = 200, body = TransfusionCodes)))]
pub(super) async fn view(auth: Allowed<CodesView>) -> Result<Json<TransfusionCodes>, Fault> {
    let now = auth.read().await?.now();
    let (book, bedside) = (Policy::book(), Policy::book().bedside(now)?);
    let policy = TransfusionLimits {
        sample_hours: book.sample(now)?.hours,
        start_minutes: bedside.start_minutes,
        finish_hours: bedside.finish_hours,
        confirm_minutes: bedside.confirm_minutes,
        crossmatch_minutes: bedside.crossmatch_minutes,
    };
    let reactions = book.reactions(now).map(NamedCode::from).collect();
    Ok(Json(TransfusionCodes { reactions, discard_causes: book.discards(now).map(NamedCode::from).collect(), policy }))
}
