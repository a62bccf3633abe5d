//! One month of one product, and what people conclude of it.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{clock::Instant, say};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    MonthConclude, MonthProduct, MonthReport,
    db::{self, ConclusionRow, ValueRow},
    rules::{self, Month, MonthOf},
};
use crate::quality::{
    book::{Indicator, quality},
    plan::month_of,
    results::board::{QualityMonthProduct, product_month},
};

/// What people concluded of a month with too few samples.
#[derive(Debug, Serialize, ToSchema)]
struct QualityConclusion {
    /// In their words.
    reason: String,
    /// When.
    concluded_at: Instant,
    /// By whom.
    concluded_by_name: String,
}

/// A month of one product.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QualityMonthOf {
    /// Identity, for its papers: `RBC-S-LR@2026-10`.
    id: String,
    /// How it stands.
    #[serde(flatten)]
    product: QualityMonthProduct,
    /// It is over.
    ended: bool,
    /// Sheets that wait for their second person.
    waiting: i64,
    /// What people concluded.
    conclusion: Option<QualityConclusion>,
    /// Whether the caller may conclude it.
    can_conclude: Can,
    /// Whether the caller may draw up its report.
    can_report: Can,
    /// When this was true.
    as_of: Instant,
}

/// A month as the rules see it.
pub(super) struct Seen {
    pub(super) product: QualityMonthProduct,
    pub(super) month: Month,
    pub(super) conclusion: Option<ConclusionRow>,
    pub(super) indicators: Vec<&'static Indicator>,
    pub(super) values: Vec<ValueRow>,
}

/// A month of a product with everything that is confirmed.
pub(super) async fn load(tx: &mut Tx, scope: &Scope, of: MonthOf) -> Result<Seen, Fault> {
    let MonthOf { product, month } = of;
    let missing = || Problem::not_found("quality_month", of);
    let (_, _, to) = month_of(month).ok_or_else(missing)?;
    let shown = product_month(tx, scope, product, month).await?.ok_or_else(missing)?;
    let conclusion = db::conclusion(tx, scope, (product, month)).await?;
    let standing = Month {
        ended: tx.now() >= to,
        waiting: db::waiting(tx, scope, (product, month)).await?,
        standing: shown.state,
        concluded: conclusion.is_some(),
    };
    let values = db::values(tx, scope, (product, month)).await?;
    Ok(Seen { product: shown, month: standing, conclusion, indicators: quality().indicators(product, month), values })
}

async fn shown(tx: &mut Tx, scope: &Scope, of: MonthOf) -> Result<QualityMonthOf, Fault> {
    let as_of = tx.now();
    let seen = load(tx, scope, of).await?;
    let told = |row: ConclusionRow| QualityConclusion {
        reason: row.reason,
        concluded_at: row.concluded_at,
        concluded_by_name: row.concluded_by_name,
    };
    Ok(QualityMonthOf {
        id: of.to_string(),
        can_conclude: Can::by(scope, MonthConclude::INFO.name, rules::may_conclude(seen.month)),
        can_report: Can::by(scope, MonthReport::INFO.name, rules::may_report(seen.month)),
        ended: seen.month.ended,
        waiting: seen.month.waiting,
        conclusion: seen.conclusion.map(told),
        product: seen.product,
        as_of,
    })
}

fn named(id: &str) -> Result<MonthOf, Fault> {
    id.parse().map_err(|()| Problem::not_found("quality_month", id).into())
}

/// A month of one product.
#[utoipa::path(get, path = "/api/process/quality/months/{id}", tag = "process",
    operation_id = "process.quality_month.product", params(("id" = String, Path, description = "`RBC-S-LR@2026-10`")),
    responses((status = 200, body = QualityMonthOf), (status = 404)))]
pub(super) async fn product(
    auth: Allowed<MonthProduct>,
    Path(id): Path<String>,
) -> Result<Json<QualityMonthOf>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope, named(&id)?).await?))
}

/// What follows from a month with too few samples.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityConclude {
    /// Why there were too few, and what follows.
    #[garde(length(chars, min = 8, max = 500))]
    reason: String,
}

/// Concludes a month with too few samples, once. Refuses by `quality.month-running`, `quality.month-waiting`,
/// `quality.month-judged` and `quality.month-concluded`.
#[utoipa::path(post, path = "/api/process/quality/months/{id}/conclude", tag = "process",
    operation_id = "process.quality_month.conclude", params(("id" = String, Path)), request_body = QualityConclude,
    responses((status = 200, body = QualityMonthOf), (status = 404), (status = 409)))]
pub(super) async fn conclude(
    auth: Allowed<MonthConclude>,
    Path(id): Path<String>,
    Body(new): Body<QualityConclude>,
) -> Result<Answer<QualityMonthOf>, Fault> {
    let mut tx = auth.write().await?;
    let of = named(&id)?;
    let reason = new.reason.trim();
    if reason.chars().count() < 8 {
        let detail = say!("请写明原因和结论", "say why, and what follows");
        return Err(Problem::invalid("reason", new.reason, "quality.month-reason", detail).into());
    }
    let mut month = load(&mut tx, &auth.scope, of).await?.month;
    rules::may_conclude(month)?;
    // Two at the same second: the second one is told that it is concluded.
    month.concluded = !db::conclude(&mut tx, &auth.scope, (of.product, of.month), reason).await?;
    rules::may_conclude(month)?;
    tx.announce("quality", None).await?;
    let shown = shown(&mut tx, &auth.scope, of).await?;
    tx.ok(shown).await
}
