//! The model of who comes: kept fits, and what the model sees of a booking.
//!
//! Who may: `recruit.model.view`. Fitted once a day from our own outcomes; before there are enough, the rulebook's belief.

pub(crate) mod db;

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    rulebook::Basis,
};
use vena_platform::{auth::Allowed, db::Tx, fault::Fault};

use super::{
    ModelView,
    db::{BookingRow, Habit},
    show::{self, FEATURES, Known, Tenth, Weights},
};
use crate::{sites::book::BookingBook, today};

/// How far back outcomes count, days.
const DAYS_BACK: i64 = 365;
const SECONDS_PER_DAY: i64 = 86_400;
const NAMES: [&str; FEATURES] =
    ["base", "lead_days", "shown_before", "missed_before", "first_time", "on_machine", "weekend", "confirmed"];

fn weekend(day: Day) -> bool {
    day.date().weekday().to_monday_one_offset() >= 6
}

/// What is known of a booking that is being made.
pub(crate) fn known_new(habit: Habit, lead_days: f64, (on_machine, day): (bool, Day)) -> Known {
    Known {
        lead_days,
        shown_before: habit.shown,
        missed_before: habit.missed,
        first_time: habit.first_time,
        on_machine,
        weekend: weekend(day),
        confirmed: false,
    }
}

/// What is known of a booking that was made.
pub(crate) fn known(booking: &BookingRow, confirmed: bool) -> Known {
    Known {
        lead_days: booking.starts_at.seconds_since(booking.booked_at) as f64 / SECONDS_PER_DAY as f64,
        shown_before: booking.shown_before,
        missed_before: booking.missed_before,
        first_time: booking.first_time,
        on_machine: booking.machine_id.is_some(),
        weekend: weekend(booking.day),
        confirmed,
    }
}

/// The weights in use: the latest fit, or the rulebook's belief.
pub(crate) async fn weights(tx: &mut Tx) -> Result<Weights, Fault> {
    let belief = show::belief(&BookingBook::get().no_show(today::day(tx.now()))?.weights);
    let fitted = db::latest(tx).await?;
    Ok(fitted.and_then(|row| row.weights.try_into().ok()).unwrap_or(belief))
}

/// Whether there are enough outcomes of our own to promise places twice.
pub(crate) async fn measured(tx: &mut Tx) -> Result<bool, Fault> {
    let needed = BookingBook::get().overbooking(today::day(tx.now()))?.outcomes_min;
    Ok(db::latest(tx).await?.is_some_and(|row| row.outcomes >= needed))
}

/// Fits the model to the outcomes of the last year, once a day; `false` when that was done already or there are too few.
pub(crate) async fn refit(tx: &mut Tx) -> Result<bool, Fault> {
    let now = tx.now();
    let today = today::day(now);
    if db::latest(tx).await?.is_some_and(|row| today::day(row.fitted_at) == today) {
        return Ok(false);
    }
    let rules = BookingBook::get().no_show(today)?;
    let rows = db::outcomes(tx, now.plus_seconds(-DAYS_BACK * SECONDS_PER_DAY)).await?;
    if rows.len() < usize::try_from(rules.outcomes_min).unwrap_or(usize::MAX) {
        return Ok(false);
    }
    let outcomes: Vec<(Known, bool)> = rows.iter().map(|row| (of_row(row), row.came)).collect();
    let fit = show::fit(&show::belief(&rules.weights), rules.prior_weight, &outcomes);
    let row = db::ModelRow {
        fitted_at: now,
        outcomes: i32::try_from(outcomes.len()).unwrap_or(i32::MAX),
        weights: fit.weights.to_vec(),
        brier: fit.brier,
        base_brier: fit.base_brier,
        calibration: serde_json::to_value(&fit.calibration)?,
    };
    db::keep(tx, &row).await?;
    Ok(true)
}

fn of_row(row: &db::OutcomeRow) -> Known {
    Known {
        lead_days: row.starts_at.seconds_since(row.booked_at) as f64 / SECONDS_PER_DAY as f64,
        shown_before: row.shown_before,
        missed_before: row.missed_before,
        first_time: row.first_time,
        on_machine: row.kind != "whole_blood",
        weekend: weekend(row.day),
        confirmed: row.confirmed,
    }
}

/// One feature and what it does to the chance of staying away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShowWeight {
    /// Which feature.
    name: &'static str,
    /// Its weight in use; above zero it makes staying away likelier.
    weight: f64,
    /// What the rulebook believed.
    belief: f64,
}

/// The model of who comes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShowModel {
    /// When it was fitted; absent while the rulebook's belief is in use.
    fitted_at: Option<Instant>,
    /// How many outcomes it rests on.
    outcomes: i32,
    /// How many are needed before it is fitted.
    outcomes_min: i32,
    /// Places are promised twice by it.
    overbooks: bool,
    /// At most so likely, per mille, more come than there are places.
    too_many_per_mille: i32,
    /// Its weights.
    weights: Vec<ShowWeight>,
    /// Mean squared distance of chance and outcome.
    brier: Option<f64>,
    /// The same for somebody who only knows the overall share.
    base_brier: Option<f64>,
    /// Expected and real shares by tenths.
    calibration: Vec<Tenth>,
    /// Where the belief comes from.
    basis: Basis,
}

/// The model of who comes, and how right it was.
#[utoipa::path(get, path = "/api/recruit/show-model", tag = "recruit", operation_id = "recruit.model.view",
    responses((status = 200, body = ShowModel)))]
pub(crate) async fn view(auth: Allowed<ModelView>) -> Result<Json<ShowModel>, Fault> {
    let mut tx = auth.read().await?;
    let today = today::day(tx.now());
    let (rules, over) = (BookingBook::get().no_show(today)?, BookingBook::get().overbooking(today)?);
    let (row, weights) = (db::latest(&mut tx).await?, weights(&mut tx).await?);
    let belief = show::belief(&rules.weights);
    let names = NAMES.iter().zip(weights).zip(belief);
    let calibration = row.as_ref().map(|row| serde_json::from_value(row.calibration.clone())).transpose()?;
    Ok(Json(ShowModel {
        fitted_at: row.as_ref().map(|row| row.fitted_at),
        outcomes: row.as_ref().map_or(0, |row| row.outcomes),
        outcomes_min: rules.outcomes_min,
        overbooks: row.as_ref().is_some_and(|row| row.outcomes >= over.outcomes_min),
        too_many_per_mille: over.too_many_per_mille,
        weights: names.map(|((name, weight), belief)| ShowWeight { name, weight, belief }).collect(),
        brier: row.as_ref().map(|row| row.brier),
        base_brier: row.as_ref().map(|row| row.base_brier),
        calibration: calibration.unwrap_or_default(),
        basis: rules.basis.clone(),
    }))
}
