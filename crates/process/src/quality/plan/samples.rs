//! The routes of samples: what was drawn, taking it, replacing what is gone.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::UnitText;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{SampleId, UnitId},
    product::ProductCode,
    refusal::Refusal,
    unit_state::{Fact, HoldKind},
    zone,
};
use vena_ledger::{Outcome, append};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    SampleList, SampleReplace, SampleTake,
    db::{self, SampleRow},
    http::{Asks, draw_product, month_day, month_of, small},
    rules,
};
use crate::{
    events::{Hand, event_id},
    quality::{book::quality, results::rules::SampleState},
    units,
};

/// Which samples.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualitySampleQuery {
    /// The month, `2026-11`.
    #[garde(length(chars, max = 7))]
    month: String,
    /// Of this product.
    #[garde(skip)]
    product: Option<ProductCode>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A unit that was drawn for quality control.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QualitySample {
    /// Identity.
    pub(crate) sample_id: SampleId,
    /// The unit.
    pub(crate) unit_id: UnitId,
    /// Its donation.
    donation_number: DonationNumber,
    /// What it is.
    product: ProductCode,
    /// The first day of its month.
    month: String,
    /// Where it lies.
    site_name: Option<String>,
    /// Where there.
    position: Option<String>,
    /// When it was drawn.
    drawn_at: Instant,
    /// How far it has come.
    state: SampleState,
    /// When it was taken.
    taken_at: Option<Instant>,
    /// By whom.
    taken_by_name: Option<String>,
    /// `bag` or `segment`.
    taken_as: Option<String>,
    /// Why another was drawn instead.
    replaced_why: Option<Refusal>,
    /// How many results are outside their limits.
    outside: i64,
    /// Results wait for their second person.
    waiting: bool,
}

impl From<SampleRow> for QualitySample {
    fn from(row: SampleRow) -> Self {
        let indicators = quality().indicators(row.product, row.drawn_at.day_in(&zone::china()));
        let all = indicators.iter().all(|indicator| row.confirmed.contains(&indicator.code));
        Self {
            state: SampleState::of(row.replaced_at.is_some(), row.taken_at.is_some(), all),
            sample_id: row.sample_id,
            unit_id: row.unit_id,
            donation_number: row.donation_number,
            product: row.product,
            month: row.month,
            site_name: row.site_name,
            position: row.position,
            drawn_at: row.drawn_at,
            taken_at: row.taken_at,
            taken_by_name: row.taken_by_name,
            taken_as: row.taken_as,
            replaced_why: row.replaced_why.map(|why| why.0),
            outside: row.outside,
            waiting: row.waiting,
        }
    }
}

/// The samples of a month, newest first.
#[utoipa::path(get, path = "/api/process/quality/samples", tag = "process", operation_id = "process.quality_sample.list",
    params(QualitySampleQuery), responses((status = 200, body = Page<QualitySample>)))]
pub(super) async fn list(
    auth: Allowed<SampleList>,
    Query(query): Query<QualitySampleQuery>,
) -> Result<Json<Page<QualitySample>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let (month, before) = (month_day(&query.month)?, cursor(query.cursor.as_deref())?);
    let wanted = db::Wanted { month, product: query.product, before, limit: limit + 1 };
    let rows = db::samples(&mut tx, &auth.scope, &wanted).await?;
    let items = rows.into_iter().map(QualitySample::from).collect();
    Ok(Json(Page::cut(items, limit, tx.now(), |row: &QualitySample| row.sample_id.to_string())))
}

/// What is taken of a unit.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum QualityTakenAs {
    /// The whole bag, which is destroyed.
    Bag,
    /// A segment of its tube.
    Segment,
}

/// The bag in the hand.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityTaking {
    /// Its label, as scanned.
    #[garde(length(chars, min = 1, max = 200))]
    scan: String,
    /// What is taken of it.
    #[garde(skip)]
    taken_as: QualityTakenAs,
}

async fn waiting(tx: &mut Tx, scope: &Scope, id: SampleId) -> Result<SampleRow, Fault> {
    db::lock_sample(tx, scope, id).await?;
    let row = db::sample(tx, scope, id).await?.ok_or_else(|| Problem::not_found("sample", id))?;
    rules::waits(row.taken_at.is_some(), row.replaced_at.is_some())?;
    Ok(row)
}

/// Whether the unit of a sample can be taken now.
async fn there(tx: &mut Tx, scope: &Scope, unit: UnitId) -> Result<Result<(), Refusal>, Fault> {
    let record = vena_ledger::unit_or_404(tx, unit).await?;
    let own = record.state.custody.org == scope.org;
    Ok(rules::there(&record.state, record.facts.expires_at, own, tx.now()))
}

/// Takes a drawn unit; a whole bag is held from then on.
#[utoipa::path(post, path = "/api/process/quality/samples/{id}/take", tag = "process",
    operation_id = "process.quality_sample.take", params(("id" = SampleId, Path)), request_body = QualityTaking,
    responses((status = 200, body = QualitySample)))]
pub(super) async fn take(
    auth: Allowed<SampleTake>,
    Path(id): Path<SampleId>,
    Body(taking): Body<QualityTaking>,
) -> Result<Answer<QualitySample>, Fault> {
    let mut tx = auth.write().await?;
    let row = waiting(&mut tx, &auth.scope, id).await?;
    let text = UnitText::read(&taking.scan)?;
    let meant = units::db::meant(&mut tx, &auth.scope, &text, &["in_process", "stock"]).await?;
    let meant = if meant.contains(&row.unit_id) && text.product.is_some() { vec![row.unit_id] } else { meant };
    rules::drawn(row.unit_id, UnitText::one(&taking.scan, meant)?)?;
    there(&mut tx, &auth.scope, row.unit_id).await??;
    let word = match taking.taken_as {
        QualityTakenAs::Bag => {
            hold(&mut tx, &auth.scope, row.unit_id).await?;
            "bag"
        }
        QualityTakenAs::Segment => "segment",
    };
    db::take(&mut tx, &auth.scope, id, word).await?;
    tx.announce("quality", None).await?;
    tx.announce("units", None).await?;
    let row = db::sample(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("sample", id))?;
    tx.ok(row.into()).await
}

/// Nobody gives out a bag that the laboratory opens.
async fn hold(tx: &mut Tx, scope: &Scope, unit: UnitId) -> Result<(), Fault> {
    let hand = Hand::of(scope, tx, None);
    let mut event = hand.event(event_id(tx), unit, Fact::Held { hold: HoldKind::Investigation });
    event.reason = Some("质控抽样".into());
    let outcomes = append(tx, &[event]).await?;
    outcomes.first().and_then(Outcome::refusal).map_or(Ok(()), |refusal| Err(refusal.clone().into()))
}

/// Nothing has to be said: the ledger knows why the unit is gone.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityReplacement {}

/// What was drawn instead.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QualityReplaced {
    /// Why the first could not be taken.
    why: Refusal,
    /// The units drawn instead; none when there is no other.
    units: Vec<UnitId>,
}

/// Draws another for a unit that cannot be taken any more.
#[utoipa::path(post, path = "/api/process/quality/samples/{id}/replace", tag = "process",
    operation_id = "process.quality_sample.replace", params(("id" = SampleId, Path)), request_body = QualityReplacement,
    responses((status = 200, body = QualityReplaced)))]
pub(super) async fn replace(
    auth: Allowed<SampleReplace>,
    Path(id): Path<SampleId>,
    Body(QualityReplacement {}): Body<QualityReplacement>,
) -> Result<Answer<QualityReplaced>, Fault> {
    let mut tx = auth.write().await?;
    let row = waiting(&mut tx, &auth.scope, id).await?;
    let why = rules::may_replace(there(&mut tx, &auth.scope, row.unit_id).await?)?;
    db::replace(&mut tx, &auth.scope, id, &why).await?;
    let month = row.drawn_at.day_in(&zone::china());
    let mut units = Vec::new();
    if let Some(((month, from, to), sampling)) = month_of(month).zip(quality().sampling(month)) {
        db::lock_month(&mut tx, &auth.scope, month).await?;
        let made = db::made(&mut tx, &auth.scope, from, to).await?;
        let made = made.iter().find(|made| made.product == row.product).map_or(0, |made| small(made.made));
        let due = rules::due(sampling, made);
        let asks = Asks { month, within: (from, to), product: row.product, wanted: 1, made, due };
        units = draw_product(&mut tx, &auth.scope, &asks).await?;
    }
    tx.announce("quality", None).await?;
    tx.ok(QualityReplaced { why, units }).await
}
