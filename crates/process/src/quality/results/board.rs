//! The month of quality control, product by product, and what is out of control.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    product::ProductCode,
    rulebook, say,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Allowed, Scope},
    db::Tx,
    fault::Fault,
    http::Query,
};

use super::{
    MonthView,
    db::{self, StepsRow, TallyRow},
    rules::{self, Standing},
};
use crate::{
    deviations::{self, NewDeviation, Origin},
    quality::{
        book::quality,
        plan::{SampleRow, due, made, month_day, month_of},
    },
};

/// Which month.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityMonthQuery {
    /// The month, `2026-11`; this one when absent.
    #[garde(inner(length(chars, max = 7)))]
    month: Option<String>,
}

/// A month of quality control.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QualityMonth {
    /// Its first day.
    month: Day,
    /// Product by product, in the order of the rulebook.
    products: Vec<QualityMonthProduct>,
    /// When this was true.
    as_of: Instant,
}

/// A product in a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QualityMonthProduct {
    /// The product.
    product: ProductCode,
    /// Its name.
    name: Text,
    /// How many units were made.
    pub(crate) made: i64,
    /// How many samples that asks for.
    due: u32,
    /// How many were drawn and not replaced.
    drawn: i64,
    /// How many were taken.
    taken: i64,
    /// How many could not be taken.
    replaced: i64,
    /// The worst of the indicators.
    pub(crate) state: Standing,
    /// Indicator by indicator.
    indicators: Vec<QualityMonthIndicator>,
}

/// An indicator of a product in a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QualityMonthIndicator {
    /// Code.
    code: String,
    /// Its name.
    name: Text,
    /// How many results are confirmed.
    tested: i64,
    /// How many of them are inside.
    inside: i64,
    /// Permille that have to be inside.
    share: u32,
    /// Whether the month is in control.
    state: Standing,
}

/// A month of quality control.
#[utoipa::path(get, path = "/api/process/quality/month", tag = "process", operation_id = "process.quality_month.view",
    params(QualityMonthQuery), responses((status = 200, body = QualityMonth)))]
pub(super) async fn month(
    auth: Allowed<MonthView>,
    Query(query): Query<QualityMonthQuery>,
) -> Result<Json<QualityMonth>, Fault> {
    let mut tx = auth.read().await?;
    let as_of = tx.now();
    let day = query.month.as_deref().map_or_else(|| Ok(as_of.day_in(&zone::china())), month_day)?;
    let Some((month, from, to)) = month_of(day) else {
        return Ok(Json(QualityMonth { month: day, products: Vec::new(), as_of }));
    };
    let output = made(&mut tx, &auth.scope, from, to).await?;
    let steps = db::steps(&mut tx, &auth.scope, month).await?;
    let tallies = db::tallies(&mut tx, &auth.scope, month).await?;
    let row = |product: ProductCode| {
        let made = output.iter().find(|row| row.product == product).map_or(0, |row| row.made);
        let steps = steps.iter().find(|row| row.product == product);
        (made > 0 || steps.is_some()).then(|| of_product(product, month, made, steps, &tallies))
    };
    let products = quality().products().into_iter().filter_map(row).collect();
    Ok(Json(QualityMonth { month, products, as_of }))
}

fn of_product(
    product: ProductCode,
    month: Day,
    made: i64,
    steps: Option<&StepsRow>,
    tallies: &[TallyRow],
) -> QualityMonthProduct {
    let due = due(month, made).max(steps.map_or(0, |row| row.due.unsigned_abs()));
    let indicators: Vec<QualityMonthIndicator> = quality()
        .indicators(product, month)
        .into_iter()
        .map(|indicator| {
            let tally = tallies.iter().find(|row| row.product == product && row.indicator == indicator.code);
            let (tested, inside) = tally.map_or((0, 0), |row| (row.tested, row.inside));
            let state = rules::control(indicator.share, u64::from(due), tested.unsigned_abs(), inside.unsigned_abs());
            let (code, name) = (indicator.code.clone(), indicator.name.clone());
            QualityMonthIndicator { code, name, tested, inside, share: indicator.share, state }
        })
        .collect();
    QualityMonthProduct {
        product,
        name: rulebook::products()
            .get(product)
            .map_or_else(|| Text::new(product.as_str(), product.as_str()), |known| known.name.clone()),
        made,
        due,
        drawn: steps.map_or(0, |row| row.drawn),
        taken: steps.map_or(0, |row| row.taken),
        replaced: steps.map_or(0, |row| row.replaced),
        state: indicators.iter().map(|one| one.state).max().unwrap_or(Standing::Open),
        indicators,
    }
}

/// One product of a month; none when nothing of it was made or sampled.
pub(crate) async fn product_month(
    tx: &mut Tx,
    scope: &Scope,
    product: ProductCode,
    month: Day,
) -> Result<Option<QualityMonthProduct>, Fault> {
    let Some((month, from, to)) = month_of(month) else { return Ok(None) };
    let output = made(tx, scope, from, to).await?;
    let steps = db::steps(tx, scope, month).await?;
    let tallies = db::tallies(tx, scope, month).await?;
    let made = output.iter().find(|row| row.product == product).map_or(0, |row| row.made);
    let steps = steps.iter().find(|row| row.product == product);
    Ok((made > 0 || steps.is_some()).then(|| of_product(product, month, made, steps, &tallies)))
}

/// Opens a deviation for every indicator of the product that cannot reach its share in this month any more.
pub(super) async fn open_deviations(tx: &mut Tx, scope: &Scope, sample: &SampleRow) -> Result<(), Fault> {
    let Some((month, ..)) = month_of(sample.drawn_at.day_in(&zone::china())) else { return Ok(()) };
    let product = sample.product;
    let Some(state) = product_month(tx, scope, product, month).await? else { return Ok(()) };
    let tallies = db::tallies(tx, scope, month).await?;
    for one in state.indicators.iter().filter(|one| one.state == Standing::Out) {
        let outside = tallies.iter().find(|row| row.product == product && row.indicator == one.code);
        let (zh, en, year_month) = (&one.name.zh, &one.name.en, month.date().strftime("%Y-%m").to_string());
        let (tested, inside) = (one.tested, one.inside);
        let new = NewDeviation {
            origin: Origin::QualityControl,
            key: Some(format!("quality/{month}/{product}/{}", one.code)),
            title: say!(
                "{year_month} {product} 质控失控：{zh} {inside}/{tested} 合格",
                "{year_month} {product} out of control: {en}, {inside} of {tested} inside"
            ),
            units: outside.map_or_else(Vec::new, |row| row.units_outside.clone()),
            lots: Vec::new(),
            place: None,
        };
        deviations::open(tx, scope, new).await?;
    }
    Ok(())
}
