//! Statements about the model of who comes.

use sqlx::FromRow;
use vena_kernel::clock::{Day, Instant};
use vena_platform::{db::Tx, fault::Fault};

/// A fit as it was kept.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ModelRow {
    pub(crate) fitted_at: Instant,
    pub(crate) outcomes: i32,
    pub(crate) weights: Vec<f64>,
    pub(crate) brier: f64,
    pub(crate) base_brier: f64,
    pub(crate) calibration: serde_json::Value,
}

/// The latest fit.
pub(crate) async fn latest(tx: &mut Tx) -> Result<Option<ModelRow>, Fault> {
    Ok(sqlx::query_as(
        "select fitted_at, outcomes, weights, brier, base_brier, calibration from recruit.show_model order by fitted_at desc limit 1",
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Keeps a fit.
pub(crate) async fn keep(tx: &mut Tx, row: &ModelRow) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.show_model (fitted_at, outcomes, weights, brier, base_brier, calibration)
         values ($1, $2, $3, $4, $5, $6) on conflict (fitted_at) do nothing",
    )
    .bind(row.fitted_at)
    .bind(row.outcomes)
    .bind(&row.weights)
    .bind(row.brier)
    .bind(row.base_brier)
    .bind(&row.calibration)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A booking whose outcome is known.
#[derive(Debug, FromRow)]
pub(crate) struct OutcomeRow {
    pub(crate) kind: String,
    pub(crate) day: Day,
    pub(crate) starts_at: Instant,
    pub(crate) booked_at: Instant,
    pub(crate) shown_before: i32,
    pub(crate) missed_before: i32,
    pub(crate) first_time: bool,
    pub(crate) confirmed: bool,
    pub(crate) came: bool,
}

/// The latest bookings whose outcome is known.
pub(crate) async fn outcomes(tx: &mut Tx, since: Instant) -> Result<Vec<OutcomeRow>, Fault> {
    Ok(sqlx::query_as(
        "select kind, day, starts_at, booked_at, shown_before, missed_before, first_time, confirmed_at is not null as confirmed,
             state <> 'missed' as came
         from recruit.booking
         where state in ('arrived', 'fulfilled', 'missed') and donor_id is not null and starts_at > $1
         order by starts_at desc limit 20000",
    )
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}
