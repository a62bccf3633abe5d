//! The route of charts.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::Instant,
    control_chart,
    id::{SampleId, UnitId},
    product::ProductCode,
    text::Text,
    zone,
};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::Query,
};

use super::{ChartView, db};
use crate::quality::book::quality;

/// Which chart.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityChartQuery {
    /// The product.
    #[garde(skip)]
    product: ProductCode,
    /// The indicator.
    #[garde(length(chars, min = 1, max = 40))]
    indicator: String,
}

/// A chart of an indicator of a product.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QualityChart {
    /// The indicator.
    name: Text,
    /// In what it is measured.
    unit: String,
    /// How many first values inside their limits give the centre line.
    needed: usize,
    /// The centre line; none while there are too few.
    mean: Option<f64>,
    /// The standard deviation from moving ranges.
    sd: Option<f64>,
    /// Where the rules come from.
    source: String,
    /// The newest values, oldest first; at most 200.
    points: Vec<QualityChartPoint>,
}

/// A value on a chart.
#[derive(Debug, Serialize, ToSchema)]
struct QualityChartPoint {
    /// The sample.
    sample_id: SampleId,
    /// The unit.
    unit_id: UnitId,
    /// When it was confirmed.
    at: Instant,
    /// What was measured.
    value: f64,
    /// Not less than this.
    minimum: Option<f64>,
    /// Not more than this.
    maximum: Option<f64>,
    /// Inside its limits.
    inside: bool,
    /// The rules that it breaks together with those before it.
    broken: Vec<String>,
}

/// A chart of an indicator of a product.
#[utoipa::path(get, path = "/api/process/quality/chart", tag = "process", operation_id = "process.quality_chart.view",
    params(QualityChartQuery), responses((status = 200, body = QualityChart), (status = 404)))]
pub(super) async fn view(
    auth: Allowed<ChartView>,
    Query(query): Query<QualityChartQuery>,
) -> Result<Json<QualityChart>, Fault> {
    let mut tx = auth.read().await?;
    let today = tx.now().day_in(&zone::china());
    let missing = || Problem::not_found("chart", &query.indicator);
    let indicator = quality().indicator(query.product, &query.indicator, today).ok_or_else(missing)?;
    let rule = quality().chart(today).ok_or_else(missing)?;
    let which = (query.product, query.indicator.as_str());
    let count = i64::try_from(rule.baseline).unwrap_or(i64::MAX);
    let first = db::first(&mut tx, &auth.scope, which, count).await?;
    let rows = db::newest(&mut tx, &auth.scope, which).await?;
    let baseline = control_chart::baseline(rule, &first);
    let values: Vec<f64> = rows.iter().map(|row| row.value).collect();
    let broken = baseline.map(|baseline| control_chart::broken(rule, baseline, &values));
    let mut broken = broken.into_iter().flatten();
    let points = rows
        .into_iter()
        .map(|row| QualityChartPoint {
            sample_id: row.sample_id,
            unit_id: row.unit_id,
            at: row.confirmed_at,
            value: row.value,
            minimum: row.minimum,
            maximum: row.maximum,
            inside: row.inside,
            broken: broken.next().unwrap_or_default().iter().map(|rule| rule.name.clone()).collect(),
        })
        .collect();
    Ok(Json(QualityChart {
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        needed: rule.baseline,
        mean: baseline.map(|found| found.mean),
        sd: baseline.map(|found| found.sd),
        source: rule.basis.source.clone(),
        points,
    }))
}
