//! The consent on paper: who cannot or does not want to use the kiosk reads and signs by pen, before a witness.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Day, id::VisitId};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{VisitConsent, db, policy, rules, view, view::Visit};
use crate::day;

/// A consent that was signed on paper.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitConsentOnPaper)]
pub(super) struct OnPaper {
    /// Version of the text that was read; the one in force when absent.
    #[garde(length(chars, min = 1, max = 60))]
    version: Option<String>,
    /// The rest of a sample may serve research.
    #[garde(skip)]
    research: bool,
    /// News of the use of the blood are wanted.
    #[garde(skip)]
    notice: bool,
    /// Before whom it was signed, when not before the one who files it.
    #[garde(length(chars, min = 2, max = 60))]
    witness: Option<String>,
}

/// The text that is in force on `day`.
pub(crate) fn text(day: Day) -> &'static policy::Consent {
    policy::consent(day)
}

/// The version of the text that is in force on `day`.
pub(crate) fn in_force(day: Day) -> &'static str {
    &text(day).version
}

/// Files a consent that was signed on paper, and before whom. The questions may have been asked already.
#[utoipa::path(post, path = "/api/collect/visits/{id}/consent", tag = "collect", operation_id = "collect.visit.consent",
    params(("id" = VisitId, Path)), request_body = OnPaper, responses((status = 200, body = Visit)))]
pub(super) async fn on_paper(
    auth: Allowed<VisitConsent>,
    Path(id): Path<VisitId>,
    Body(given): Body<OnPaper>,
) -> Result<Answer<Visit>, Fault> {
    let mut tx = auth.write().await?;
    let record = view::opened(&mut tx, &auth.scope, id).await?;
    let current = in_force(day(tx.now()));
    rules::may_consent(&view::stand(&record), given.version.as_deref().unwrap_or(current), current, true)?;
    let choices = BTreeMap::from([("research".to_owned(), given.research), ("notice".to_owned(), given.notice)]);
    db::consent_on_paper(&mut tx, &auth.scope, id, (current, given.witness.as_deref()), &choices).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}
