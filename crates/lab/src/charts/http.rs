//! Requests and answers about charts of controls.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::Instant,
    id::{InstrumentId, LotId, RunId},
    levey_jennings::{self, Point},
    rulebook,
    testing::ControlVerdict,
    zone,
};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::{Page, Query},
};

use super::{
    ChartList, ChartView,
    db::{self, ChartRecord},
};

/// A chart of a control.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabChartRow {
    /// The instrument.
    instrument_id: InstrumentId,
    /// Code of the instrument.
    instrument_code: String,
    /// Its name.
    instrument_name: String,
    /// Code of the kit.
    kit_code: String,
    /// Its name.
    kit_name: String,
    /// The lot of reagents.
    lot_id: LotId,
    /// As its maker calls it.
    lot: String,
    /// The control.
    control: String,
    /// The marker.
    marker: String,
    /// How many runs have read it.
    runs: i64,
    /// When the last of them was closed.
    last_at: Instant,
}

impl From<ChartRecord> for LabChartRow {
    fn from(record: ChartRecord) -> Self {
        Self {
            instrument_id: record.instrument_id,
            instrument_code: record.instrument_code,
            instrument_name: record.instrument_name,
            kit_code: record.kit_code,
            kit_name: record.kit_name,
            lot_id: record.lot_id,
            lot: record.lot,
            control: record.control,
            marker: record.marker,
            runs: record.runs,
            last_at: record.last_at,
        }
    }
}

/// The charts of the laboratory, those with the latest run first; at most 500.
#[utoipa::path(get, path = "/api/lab/charts", tag = "lab", operation_id = "lab.chart.list",
    responses((status = 200, body = Page<LabChartRow>)))]
pub(super) async fn list(auth: Allowed<ChartList>) -> Result<Json<Page<LabChartRow>>, Fault> {
    let mut tx = auth.read().await?;
    let as_of = tx.now();
    let items = db::list(&mut tx, &auth.scope).await?.into_iter().map(LabChartRow::from).collect();
    Ok(Json(Page { items, next: None, as_of }))
}

/// Which chart.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartQuery {
    /// The instrument.
    #[garde(skip)]
    instrument_id: InstrumentId,
    /// The lot of reagents.
    #[garde(skip)]
    lot_id: LotId,
    /// The control.
    #[garde(length(chars, min = 1, max = 12))]
    control: String,
    /// The marker.
    #[garde(length(chars, min = 1, max = 40))]
    marker: String,
}

/// A run on a chart.
#[derive(Debug, Serialize, ToSchema)]
struct LabChartPoint {
    /// The run.
    run_id: RunId,
    /// As people call it.
    run_no: String,
    /// When it was closed.
    at: Instant,
    /// The run was valid.
    valid: bool,
    /// Mean of the readings of the control.
    value: f64,
    /// Standard deviations from the mean of the chart.
    z: Option<f64>,
    /// The rules that it breaks, for example `1-3s`.
    broken: Vec<String>,
    /// The gravest of them.
    verdict: Option<ControlVerdict>,
}

/// A chart of a control with its points.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabChart {
    /// How many valid runs its mean and standard deviation need.
    needed: usize,
    /// Mean of the first of them; none while there are too few.
    mean: Option<f64>,
    /// Their standard deviation.
    sd: Option<f64>,
    /// Where the rules come from.
    basis: String,
    /// Run by run, oldest first.
    points: Vec<LabChartPoint>,
}

/// The points of a chart, and which rules they break.
#[utoipa::path(get, path = "/api/lab/charts/points", tag = "lab", operation_id = "lab.chart.view", params(ChartQuery),
    responses((status = 200, body = LabChart), (status = 404)))]
pub(super) async fn view(auth: Allowed<ChartView>, Query(query): Query<ChartQuery>) -> Result<Json<LabChart>, Fault> {
    let mut tx = auth.read().await?;
    let ChartQuery { instrument_id: instrument, lot_id: lot, control, marker } = &query;
    let which = db::Which { instrument: *instrument, lot: *lot, control, marker };
    let records = db::points(&mut tx, &auth.scope, &which).await?;
    let today = tx.now().day_in(&zone::china());
    let rule = rulebook::testing().effective_on(today).control_chart();
    let rule = rule.filter(|_| !records.is_empty()).ok_or_else(|| Problem::not_found("chart", control))?;
    let points: Vec<Point> = records.iter().map(|record| Point { value: record.value, valid: record.valid }).collect();
    let baseline = levey_jennings::baseline(rule, &points);
    let judged = levey_jennings::judge(rule, baseline, &points);
    let shown = |(record, judged): (db::PointRecord, levey_jennings::Judged<'_>)| LabChartPoint {
        run_id: record.run_id,
        run_no: record.run_no,
        at: record.closed_at,
        valid: record.valid,
        value: record.value,
        z: judged.z,
        verdict: judged.verdict(),
        broken: judged.broken.iter().map(|rule| rule.name.clone()).collect(),
    };
    Ok(Json(LabChart {
        needed: rule.baseline,
        mean: baseline.map(|found| found.mean),
        sd: baseline.map(|found| found.sd),
        basis: rule.basis.source.clone(),
        points: records.into_iter().zip(judged).map(shown).collect(),
    }))
}
