//! Statements about checks before a donation.

use sqlx::{FromRow, types::Json};
use vena_kernel::{abo::BloodGroup, clock::Instant, eligibility::DonationKind, id::VisitId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Pressure, Source, Temperature};
use crate::screening::{HealthCheck, Line};

/// A check.
#[derive(Debug, FromRow)]
pub(crate) struct CheckRecord {
    pub(crate) kind: DonationKind,
    pub(crate) health_check: Json<HealthCheck>,
    pub(crate) sources: Json<Vec<Source>>,
    pub(crate) pressures: Json<Vec<Pressure>>,
    pub(crate) temperatures: Json<Vec<Temperature>>,
    pub(crate) again: Option<String>,
    pub(crate) rapid_group: Option<BloodGroup>,
    pub(crate) lines: Json<Vec<Line>>,
    pub(crate) checked_at: Instant,
    pub(crate) checked_by_name: String,
}

/// What is kept.
#[derive(Debug)]
pub(super) struct NewCheck<'a> {
    pub(super) kind: DonationKind,
    pub(super) check: &'a HealthCheck,
    pub(super) sources: &'a [Source],
    pub(super) pressures: &'a [Pressure],
    pub(super) temperatures: &'a [Temperature],
    /// Why it was measured once more.
    pub(super) again: Option<&'a str>,
    pub(super) rapid_group: Option<BloodGroup>,
    pub(super) lines: &'a [Line],
}

/// Keeps a check; the visit has been checked.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, visit: VisitId, new: &NewCheck<'_>) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into collect.visit_check (check_id, visit_id, kind, health_check, sources, pressures, rapid_group, lines,
             checked_at, checked_by, temperatures, again, no)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce(max(no), 0) + 1
         from collect.visit_check where visit_id = $2",
    )
    .bind(id)
    .bind(visit)
    .bind(new.kind)
    .bind(Json(new.check))
    .bind(Json(new.sources))
    .bind(Json(new.pressures))
    .bind(new.rapid_group)
    .bind(Json(new.lines))
    .bind(now)
    .bind(scope.user)
    .bind(Json(new.temperatures))
    .bind(new.again)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update collect.visit set state = 'checked', since = $2 where visit_id = $1 and state in ('arrived', 'asked')",
    )
    .bind(visit)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every check of a visit, the last first.
pub(crate) async fn all(tx: &mut Tx, visit: VisitId) -> Result<Vec<CheckRecord>, Fault> {
    Ok(sqlx::query_as(
        "select c.kind, c.health_check, c.sources, c.pressures, c.temperatures, c.again, c.rapid_group, c.lines,
             c.checked_at, u.display_name as checked_by_name
         from collect.visit_check c join platform.v_user u on u.user_id = c.checked_by
         where c.visit_id = $1 order by c.no desc",
    )
    .bind(visit)
    .fetch_all(tx.conn())
    .await?)
}

/// The latest check of a visit.
pub(crate) async fn latest(tx: &mut Tx, visit: VisitId) -> Result<Option<CheckRecord>, Fault> {
    Ok(all(tx, visit).await?.into_iter().next())
}
