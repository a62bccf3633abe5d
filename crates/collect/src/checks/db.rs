//! Statements about checks before a donation.

use sqlx::{FromRow, types::Json};
use vena_kernel::{abo::BloodGroup, clock::Instant, eligibility::DonationKind, id::VisitId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Pressure, Source};
use crate::screening::{HealthCheck, Line};

/// A check.
#[derive(Debug, FromRow)]
pub(crate) struct CheckRecord {
    pub(crate) kind: DonationKind,
    pub(crate) health_check: Json<HealthCheck>,
    pub(crate) sources: Json<Vec<Source>>,
    pub(crate) pressures: Json<Vec<Pressure>>,
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
    pub(super) rapid_group: Option<BloodGroup>,
    pub(super) lines: &'a [Line],
}

/// Keeps a check; the visit has been checked.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, visit: VisitId, new: &NewCheck<'_>) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into collect.visit_check (check_id, visit_id, kind, health_check, sources, pressures, rapid_group, lines,
             checked_at, checked_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
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

/// The latest check of a visit.
pub(crate) async fn latest(tx: &mut Tx, visit: VisitId) -> Result<Option<CheckRecord>, Fault> {
    Ok(sqlx::query_as(
        "select c.kind, c.health_check, c.sources, c.pressures, c.rapid_group, c.lines, c.checked_at,
             u.display_name as checked_by_name
         from collect.visit_check c join platform.v_user u on u.user_id = c.checked_by
         where c.visit_id = $1 order by c.checked_at desc, c.check_id desc limit 1",
    )
    .bind(visit)
    .fetch_optional(tx.conn())
    .await?)
}
