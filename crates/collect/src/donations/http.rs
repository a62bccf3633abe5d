//! Reading donations.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::Instant,
    collection::inquiry::Answers,
    id::{DonationId, SiteId},
    say,
};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    DonationAnswers, DonationList, DonationState, DonationView, db,
    row::DonationRow,
    view::{Donation, donation_or_404, record_or_404},
};
use crate::{binding, screening::Line};

/// Which page of which donations.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationQuery {
    /// How far they have come.
    #[garde(skip)]
    state: Option<DonationState>,
    /// Where.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// A donation number in any form, or its beginning.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Everything that was asked and judged.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonationAnswerSheet {
    /// Version of the inquiry.
    inquiry_version: String,
    /// Every answer.
    #[schema(value_type = std::collections::BTreeMap<String, vena_kernel::collection::inquiry::Given>)]
    answers: Answers,
    /// Every rule that refused.
    refusals: Vec<Line>,
    /// What was noted.
    note: Option<String>,
}

/// Why something is looked at.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationViewReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Donations, latest registration first.
#[utoipa::path(get, path = "/api/collect/donations", tag = "collect", operation_id = "collect.donation.list",
    params(DonationQuery), responses((status = 200, body = Page<DonationRow>)))]
pub(super) async fn list(
    auth: Allowed<DonationList>,
    Query(query): Query<DonationQuery>,
) -> Result<Json<Page<DonationRow>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let number = number_prefix(query.q.as_deref().unwrap_or_default());
    let after = query.cursor.as_deref().map(cursor).transpose()?;
    let wanted = db::Wanted { state: query.state, site: query.site_id, number: &number, after, limit: limit + 1 };
    let mut tx = auth.read().await?;
    let records = db::list(&mut tx, &auth.scope, &wanted).await?;
    let rows = records.into_iter().map(DonationRow::from).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), DonationRow::cursor)))
}

/// The canonical number that a text means, or the canonical beginning of one.
fn number_prefix(text: &str) -> String {
    let typed =
        || text.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_uppercase()).take(13).collect();
    binding::number_of(text).map_or_else(|_| typed(), |number| number.as_str().to_owned())
}

fn cursor(text: &str) -> Result<(Instant, DonationId), Fault> {
    let read = || {
        let (micros, id) = text.split_once('.')?;
        Some((Instant::from_micros(micros.parse().ok()?)?, id.parse().ok()?))
    };
    read().ok_or_else(|| {
        let detail = say!("翻页位置无效，请从第一页开始", "the cursor is not one of ours; begin with the first page");
        Problem::invalid("cursor", text, "page.cursor", detail).into()
    })
}

/// A donation.
#[utoipa::path(get, path = "/api/collect/donations/{id}", tag = "collect", operation_id = "collect.donation.view",
    params(("id" = DonationId, Path)), responses((status = 200, body = Donation)))]
pub(super) async fn view(auth: Allowed<DonationView>, Path(id): Path<DonationId>) -> Result<Json<Donation>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(donation_or_404(&mut tx, &auth.scope, id).await?))
}

/// Every answer of a donor. The reading is recorded before anything is shown.
#[utoipa::path(post, path = "/api/collect/donations/{id}/answers", tag = "collect",
    operation_id = "collect.donation.view_answers", params(("id" = DonationId, Path)), request_body = DonationViewReason,
    responses((status = 200, body = DonationAnswerSheet)))]
pub(super) async fn answers(
    auth: Allowed<DonationAnswers>,
    Path(id): Path<DonationId>,
    Body(why): Body<DonationViewReason>,
) -> Result<Json<DonationAnswerSheet>, Fault> {
    let mut tx = auth.read().await?;
    let record = record_or_404(&mut tx, &auth.scope, id).await?;
    auth.note_view(&why.reason).await?;
    Ok(Json(DonationAnswerSheet {
        inquiry_version: record.inquiry_version,
        answers: record.answers.0,
        refusals: record.refusals.0,
        note: record.note,
    }))
}
