//! The routes of drawing.

use std::collections::BTreeMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    id::{DrawId, SampleId, UnitId},
    product::ProductCode,
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Query, cursor},
};

use super::{
    DrawCreate, DrawList,
    db::{self, NewDraw},
    rules,
};
use crate::quality::book::quality;

/// The first day of a month written `2026-11`.
///
/// # Errors
/// 422 `quality.month` for anything else.
pub(crate) fn month_day(text: &str) -> Result<Day, Fault> {
    format!("{text}-01").parse().map_err(|_| {
        let detail = say!("月份应写作 2026-11", "a month is written 2026-11");
        Problem::invalid("month", text, "quality.month", detail).into()
    })
}

/// How many samples are due in a month of which `made` units have been made.
pub(crate) fn due(month: Day, made: i64) -> u32 {
    quality().sampling(month).map_or(0, |sampling| rules::due(sampling, small(made)))
}

/// The month in which a day lies, and when it begins and ends.
pub(crate) fn month_of(day: Day) -> Option<(Day, Instant, Instant)> {
    let date = day.date();
    let first = Day::new(date.year(), date.month(), 1)?;
    let (year, month) = if date.month() == 12 { (date.year() + 1, 1) } else { (date.year(), date.month() + 1) };
    Some((first, first.start_in(&zone::china())?, Day::new(year, month, 1)?.start_in(&zone::china())?))
}

/// What is drawn.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityDrawNew {
    /// Of this product; of every product when absent.
    #[garde(skip)]
    product: Option<ProductCode>,
}

/// What was drawn.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QualityDrawn {
    /// How many units.
    units: usize,
    /// Of each product.
    products: Vec<QualityDrawnProduct>,
}

/// What was drawn of a product.
#[derive(Debug, Serialize, ToSchema)]
struct QualityDrawnProduct {
    /// The product.
    product: ProductCode,
    /// How many were missing by the end of this part of the month.
    wanted: u32,
    /// The units; fewer than wanted when there are no more.
    units: Vec<UnitId>,
}

/// Draws what is due by the end of this part of the month and not drawn yet.
#[utoipa::path(post, path = "/api/process/quality/draws", tag = "process", operation_id = "process.quality_draw.create",
    request_body = QualityDrawNew, responses((status = 200, body = QualityDrawn)))]
pub(super) async fn draw(
    auth: Allowed<DrawCreate>,
    Body(new): Body<QualityDrawNew>,
) -> Result<Answer<QualityDrawn>, Fault> {
    let mut tx = auth.write().await?;
    let today = tx.now().day_in(&zone::china());
    let products = draw_due(&mut tx, &auth.scope, today, new.product).await?;
    tx.announce("quality", None).await?;
    let drawn = QualityDrawn { units: products.iter().map(|product| product.units.len()).sum(), products };
    tx.ok(drawn).await
}

async fn draw_due(
    tx: &mut Tx,
    scope: &Scope,
    today: Day,
    only: Option<ProductCode>,
) -> Result<Vec<QualityDrawnProduct>, Fault> {
    let Some(((month, from, to), sampling)) = month_of(today).zip(quality().sampling(today)) else {
        return Ok(Vec::new());
    };
    db::lock_month(tx, scope, month).await?;
    let stands = db::standing(tx, scope, month).await?;
    let stands: BTreeMap<String, u32> = stands.iter().map(|row| (row.product.to_string(), small(row.made))).collect();
    let part = rules::part(u32::from(today.date().day().unsigned_abs()));
    let measured = quality().products();
    let mut drawn = Vec::new();
    for row in db::made(tx, scope, from, to).await? {
        let asked = only.is_none_or(|only| only == row.product) && measured.contains(&row.product);
        let due = rules::due(sampling, small(row.made));
        let has = stands.get(row.product.as_str()).copied().unwrap_or(0);
        let wanted = rules::due_by(due, part).saturating_sub(has);
        if asked && wanted > 0 {
            let asks = Asks { month, within: (from, to), product: row.product, wanted, made: small(row.made), due };
            drawn.push(QualityDrawnProduct {
                product: row.product,
                wanted,
                units: draw_product(tx, scope, &asks).await?,
            });
        }
    }
    Ok(drawn)
}

/// What a draw asks for.
pub(super) struct Asks {
    pub(super) month: Day,
    pub(super) within: (Instant, Instant),
    pub(super) product: ProductCode,
    pub(super) wanted: u32,
    pub(super) made: u32,
    pub(super) due: u32,
}

/// Draws units of one product and keeps with what seed and of what they were drawn.
pub(super) async fn draw_product(tx: &mut Tx, scope: &Scope, asks: &Asks) -> Result<Vec<UnitId>, Fault> {
    let candidates = db::candidates(tx, scope, asks.product, asks.within).await?;
    // Chosen after the candidates were read, by the program: nobody can try seeds until one pleases.
    let seed = tx.new_id().simple().to_string();
    let units = rules::draw(&seed, &candidates, usize::try_from(asks.wanted).unwrap_or(usize::MAX));
    if units.is_empty() {
        return Ok(units);
    }
    let drawn: Vec<(SampleId, UnitId)> = units.iter().map(|unit| (SampleId::from_uuid(tx.new_id()), *unit)).collect();
    let Asks { month, product, wanted, made, due, .. } = *asks;
    let draw = DrawId::from_uuid(tx.new_id());
    let new = NewDraw { draw, month, product, seed: &seed, candidates: &candidates, wanted, made, due, drawn: &drawn };
    db::insert(tx, scope, &new).await?;
    Ok(units)
}

/// A count of a month as a small number.
pub(super) fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Which draws.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct QualityDrawQuery {
    /// The month, `2026-11`.
    #[garde(length(chars, max = 7))]
    month: String,
    /// The product.
    #[garde(skip)]
    product: ProductCode,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 20 when absent.
    #[garde(range(min = 1, max = 50))]
    limit: Option<i64>,
}

/// A draw with everything that is needed to draw again: the units whose SHA-256 of `seed:unit` is lowest.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QualityDraw {
    /// Identity.
    draw_id: DrawId,
    /// The product.
    product: ProductCode,
    /// The seed.
    seed: String,
    /// Of what was drawn.
    candidates: Vec<UnitId>,
    /// How many were wanted.
    wanted: i32,
    /// How many had been made that month.
    made: i64,
    /// How many samples that asks for.
    due: i32,
    /// When.
    drawn_at: Instant,
    /// By whom.
    drawn_by_name: String,
    /// What was drawn.
    units: Vec<UnitId>,
    /// Drawing again gives the same.
    again: bool,
}

impl From<db::DrawRow> for QualityDraw {
    fn from(row: db::DrawRow) -> Self {
        let mut again = rules::draw(&row.seed, &row.candidates, usize::try_from(row.wanted).unwrap_or(0));
        again.sort_unstable();
        Self {
            draw_id: row.draw_id,
            product: row.product,
            seed: row.seed,
            candidates: row.candidates,
            wanted: row.wanted,
            made: row.made,
            due: row.due,
            drawn_at: row.drawn_at,
            drawn_by_name: row.drawn_by_name,
            again: again == row.units,
            units: row.units,
        }
    }
}

/// The draws of a product in a month, newest first.
#[utoipa::path(get, path = "/api/process/quality/draws", tag = "process", operation_id = "process.quality_draw.list",
    params(QualityDrawQuery), responses((status = 200, body = Page<QualityDraw>)))]
pub(super) async fn draws(
    auth: Allowed<DrawList>,
    Query(query): Query<QualityDrawQuery>,
) -> Result<Json<Page<QualityDraw>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(20);
    let page = (cursor(query.cursor.as_deref())?, limit + 1);
    let rows = db::draws(&mut tx, &auth.scope, month_day(&query.month)?, query.product, page).await?;
    let items = rows.into_iter().map(QualityDraw::from).collect();
    Ok(Json(Page::cut(items, limit, tx.now(), |row: &QualityDraw| row.draw_id.to_string())))
}
