//! The routes of results.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::Instant,
    id::{SampleId, SheetId},
    say,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    SampleView, SheetCreate, SheetDecide, board,
    db::{self, NewResult, ResultRow, SheetRow},
    rules::{self, Limits, Size},
};
use crate::quality::{
    book::{Indicator, quality},
    plan::{SampleRow, lock_sample, sample, samples::QualitySample},
};

/// A sample with what is measured of it and what was typed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QualitySampleDetail {
    /// The sample.
    #[serde(flatten)]
    sample: QualitySample,
    /// What was drawn from the donor, in millilitres.
    drawn_ml: Option<i32>,
    /// What is measured.
    indicators: Vec<QualityIndicator>,
    /// What was typed, oldest first.
    sheets: Vec<QualitySheet>,
}

/// What is measured of a sample.
#[derive(Debug, Serialize, ToSchema)]
struct QualityIndicator {
    /// Code.
    code: String,
    /// Its name.
    name: Text,
    /// In what it is measured.
    unit: String,
    /// Its limits; none when the size of the donation is not known.
    limits: Option<Limits>,
    /// Where they come from.
    source: String,
    /// The result is confirmed.
    confirmed: bool,
}

/// Results as one person typed them.
#[derive(Debug, Serialize, ToSchema)]
struct QualitySheet {
    /// Identity.
    sheet_id: SheetId,
    /// When they were typed.
    typed_at: Instant,
    /// By whom.
    typed_by_name: String,
    /// When they were confirmed or returned.
    decided_at: Option<Instant>,
    /// By whom.
    decided_by_name: Option<String>,
    /// `confirmed` or `returned`.
    decision: Option<String>,
    /// Why they were returned.
    note: Option<String>,
    /// The results.
    results: Vec<QualityResult>,
    /// Whether the caller may decide.
    can_decide: Can,
}

/// A result.
#[derive(Debug, Serialize, ToSchema)]
struct QualityResult {
    /// Code of the indicator.
    indicator: String,
    /// What was measured.
    value: f64,
    /// Not less than this.
    minimum: Option<f64>,
    /// Not more than this.
    maximum: Option<f64>,
    /// Inside its limits.
    inside: bool,
    /// Where the limits come from.
    source: String,
}

/// What is measured of a sample, by the rules of the day when it was drawn.
fn measured(row: &SampleRow) -> Vec<&'static Indicator> {
    quality().indicators(row.product, row.drawn_at.day_in(&zone::china()))
}

fn size(row: &SampleRow) -> Size {
    Size::of(row.drawn_ml, row.pooled)
}

async fn shown(tx: &mut Tx, scope: &Scope, id: SampleId) -> Result<QualitySampleDetail, Fault> {
    let row = sample(tx, scope, id).await?.ok_or_else(|| Problem::not_found("sample", id))?;
    let sheets = db::sheets(tx, scope, id).await?;
    let mut results = db::results(tx, scope, id).await?;
    let sheet = |sheet: SheetRow| {
        let (own, others) = std::mem::take(&mut results).into_iter().partition(|one| one.sheet_id == sheet.sheet_id);
        results = others;
        QualitySheet::of(scope, sheet, own)
    };
    let indicator = |one: &Indicator| QualityIndicator {
        code: one.code.clone(),
        name: one.name.clone(),
        unit: one.unit.clone(),
        limits: rules::limits(one, size(&row)).ok(),
        source: one.basis.source.clone(),
        confirmed: row.confirmed.contains(&one.code),
    };
    Ok(QualitySampleDetail {
        indicators: measured(&row).into_iter().map(indicator).collect(),
        sheets: sheets.into_iter().map(sheet).collect(),
        drawn_ml: row.drawn_ml,
        sample: row.into(),
    })
}

impl QualitySheet {
    fn of(scope: &Scope, row: SheetRow, results: Vec<ResultRow>) -> Self {
        let decision = rules::may_decide(row.typed_by, row.decided_at.is_some(), scope.user);
        let result = |one: ResultRow| QualityResult {
            indicator: one.indicator,
            value: one.value,
            minimum: one.minimum,
            maximum: one.maximum,
            inside: one.inside,
            source: one.source,
        };
        Self {
            can_decide: Can::by(scope, "process.quality_sheet.decide", decision),
            sheet_id: row.sheet_id,
            typed_at: row.typed_at,
            typed_by_name: row.typed_by_name,
            decided_at: row.decided_at,
            decided_by_name: row.decided_by_name,
            decision: row.decision,
            note: row.note,
            results: results.into_iter().map(result).collect(),
        }
    }
}

/// A sample with its results.
#[utoipa::path(get, path = "/api/process/quality/samples/{id}", tag = "process", operation_id = "process.quality_sample.view",
    params(("id" = SampleId, Path)), responses((status = 200, body = QualitySampleDetail)))]
pub(super) async fn view(
    auth: Allowed<SampleView>,
    Path(id): Path<SampleId>,
) -> Result<Json<QualitySampleDetail>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, id).await?))
}

/// What was measured.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualitySheetNew {
    /// The results, one for each indicator.
    #[garde(length(min = 1, max = 20), dive)]
    results: Vec<QualityValue>,
}

/// One of them.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct QualityValue {
    /// Code of the indicator.
    #[garde(length(chars, min = 1, max = 40))]
    indicator: String,
    /// What was measured.
    #[garde(range(min = 0.0, max = 1_000_000.0))]
    value: f64,
}

/// Types results of a taken sample; each indicator once.
#[utoipa::path(post, path = "/api/process/quality/samples/{id}/sheets", tag = "process",
    operation_id = "process.quality_sheet.create", params(("id" = SampleId, Path)), request_body = QualitySheetNew,
    responses((status = 201, body = QualitySampleDetail)))]
pub(super) async fn create(
    auth: Allowed<SheetCreate>,
    Path(id): Path<SampleId>,
    Body(new): Body<QualitySheetNew>,
) -> Result<Answer<QualitySampleDetail>, Fault> {
    let mut tx = auth.write().await?;
    lock_sample(&mut tx, &auth.scope, id).await?;
    let row = sample(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("sample", id))?;
    let all = measured(&row).iter().all(|indicator| row.confirmed.contains(&indicator.code));
    rules::may_type(rules::SampleState::of(row.replaced_at.is_some(), row.taken_at.is_some(), all))?;
    let waiting = waiting(&mut tx, &auth.scope, id).await?;
    let results = judged(&row, &waiting, new.results)?;
    let sheet = SheetId::from_uuid(tx.new_id());
    db::insert(&mut tx, &auth.scope, (sheet, id), &results).await?;
    tx.announce("quality", None).await?;
    let detail = shown(&mut tx, &auth.scope, id).await?;
    tx.created(detail).await
}

/// The indicators that wait for their second person.
async fn waiting(tx: &mut Tx, scope: &Scope, id: SampleId) -> Result<Vec<String>, Fault> {
    let open: Vec<SheetId> =
        db::sheets(tx, scope, id).await?.iter().filter(|one| one.decision.is_none()).map(|one| one.sheet_id).collect();
    let results = db::results(tx, scope, id).await?;
    Ok(results.into_iter().filter(|one| open.contains(&one.sheet_id)).map(|one| one.indicator).collect())
}

/// Each value against the limits of its unit.
fn judged(row: &SampleRow, waiting: &[String], values: Vec<QualityValue>) -> Result<Vec<NewResult>, Fault> {
    let measured = measured(row);
    let mut results: Vec<NewResult> = Vec::with_capacity(values.len());
    for QualityValue { indicator: code, value } in values {
        let field = format!("results[{}]", results.len());
        let Some(indicator) = measured.iter().find(|one| one.code == code) else {
            let detail = say!("该品种没有这项质控指标", "this is not measured of this product");
            return Err(Problem::invalid(&field, code, "quality.indicator", detail).into());
        };
        let typed = row.confirmed.contains(&code) || waiting.contains(&code);
        if typed || results.iter().any(|one| one.indicator == code) {
            let detail = say!("该指标已有结果", "this has been typed already");
            return Err(Problem::invalid(&field, code, "quality.typed-already", detail).into());
        }
        let limits = rules::limits(indicator, size(row))?;
        results.push(NewResult {
            value,
            inside: limits.hold(value),
            minimum: limits.minimum,
            maximum: limits.maximum,
            source: indicator.basis.source.clone(),
            indicator: code,
        });
    }
    Ok(results)
}

/// What the second person says.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityDecision {
    /// The results equal what the instruments say; else they are returned and typed again.
    #[garde(skip)]
    confirmed: bool,
    /// Why they are returned.
    #[garde(inner(length(chars, max = 300)))]
    note: Option<String>,
}

/// Confirms or returns typed results.
#[utoipa::path(post, path = "/api/process/quality/sheets/{id}/decide", tag = "process",
    operation_id = "process.quality_sheet.decide", params(("id" = SheetId, Path)), request_body = QualityDecision,
    responses((status = 200, body = QualitySampleDetail)))]
pub(super) async fn decide(
    auth: Allowed<SheetDecide>,
    Path(id): Path<SheetId>,
    Body(QualityDecision { confirmed, note }): Body<QualityDecision>,
) -> Result<Answer<QualitySampleDetail>, Fault> {
    let mut tx = auth.write().await?;
    let found = db::lock(&mut tx, &auth.scope, id).await?;
    let (typed_by, sample_id, decided) = found.ok_or_else(|| Problem::not_found("sheet", id))?;
    rules::may_decide(typed_by, decided, auth.scope.user)?;
    rules::note(confirmed, note.as_deref())?;
    let decision = if confirmed { "confirmed" } else { "returned" };
    db::decide(&mut tx, &auth.scope, id, (decision, note.as_deref())).await?;
    let row = sample(&mut tx, &auth.scope, sample_id).await?.ok_or_else(|| Problem::not_found("sample", sample_id))?;
    if confirmed {
        board::open_deviations(&mut tx, &auth.scope, &row).await?;
    }
    tx.announce("quality", None).await?;
    let detail = shown(&mut tx, &auth.scope, sample_id).await?;
    tx.ok(detail).await
}
