//! The routes of the board and of the balance of preparations.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::product_name;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    product::ProductCode,
    text::Text,
    zone,
};
use vena_platform::{
    auth::Allowed,
    fault::Fault,
    http::{Page, Query, cursor},
};

use super::{
    BalanceList, BoardView,
    db::{self, PreparationRow},
    load::load,
    view::{HallBoard, HallChild},
};
use crate::{Ports, plans::hall};

/// Of which day.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoardQuery {
    /// The day of yields and balance; today when absent.
    #[garde(skip)]
    day: Option<Day>,
}

/// The board of the hall.
#[utoipa::path(get, path = "/api/process/hall", tag = "process", operation_id = "process.board.view",
    params(BoardQuery), responses((status = 200, body = HallBoard)))]
pub(super) async fn view(
    auth: Allowed<BoardView>,
    Extension(ports): Extension<Ports>,
    Query(query): Query<BoardQuery>,
) -> Result<Json<HallBoard>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(load(&mut tx, &auth.scope, &ports, query.day).await?))
}

/// Which preparations.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BalanceQuery {
    /// Done on this day; all when absent.
    #[garde(skip)]
    day: Option<Day>,
    /// Beginning of a donation number.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// What went into a preparation and what came out.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallPreparation {
    /// Identity.
    preparation_id: uuid::Uuid,
    /// Number of the donation or pool.
    donation_number: DonationNumber,
    /// What was divided.
    product: ProductCode,
    /// Its name.
    product_name: Text,
    /// Went in, mL.
    volume_ml: i32,
    /// Additive that went in, mL.
    added_ml: i32,
    /// Weighed too much, within the tolerance, mL.
    surplus_ml: i32,
    /// Lost, mL.
    loss_ml: i32,
    /// Came out.
    children: Vec<HallChild>,
    /// The plan whose steps were done; none where paper says what was done.
    plan_title: Option<Text>,
    /// When.
    prepared_at: Instant,
    /// By whom.
    prepared_by_name: String,
}

impl HallPreparation {
    fn of(row: PreparationRow) -> Self {
        let day = row.prepared_at.day_in(&zone::china());
        let title = |code: String| {
            let plans = hall().plans(day);
            let known = plans.into_iter().find(|plan| plan.code == code);
            known.map_or_else(|| Text::new(&code, &code), |plan| plan.title.clone())
        };
        Self {
            preparation_id: row.preparation_id,
            donation_number: row.donation_number,
            product: row.product,
            product_name: product_name(row.product),
            volume_ml: row.volume_ml,
            added_ml: row.added_ml,
            surplus_ml: row.surplus_ml,
            loss_ml: row.loss_ml,
            children: row.children.0,
            plan_title: row.plan.map(title),
            prepared_at: row.prepared_at,
            prepared_by_name: row.prepared_by_name,
        }
    }
}

/// Preparations with their balance, latest first.
#[utoipa::path(get, path = "/api/process/balances", tag = "process", operation_id = "process.balance.list",
    params(BalanceQuery), responses((status = 200, body = Page<HallPreparation>)))]
pub(super) async fn balances(
    auth: Allowed<BalanceList>,
    Query(query): Query<BalanceQuery>,
) -> Result<Json<Page<HallPreparation>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, limit) = (tx.now(), query.limit.unwrap_or(50));
    let q: String = query.q.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let after = cursor(query.cursor.as_deref())?;
    let search = db::Search { day: query.day, q: &q, after, limit: limit + 1 };
    let rows = db::preparations(&mut tx, &auth.scope, &search).await?;
    let rows = rows.into_iter().map(HallPreparation::of).collect();
    Ok(Json(Page::cut(rows, limit, as_of, |row: &HallPreparation| row.preparation_id.to_string())))
}
