//! Out of use for a while, and back early: whoever works there says why, the places are free again (whoever waits is asked next),
//! and cases that nobody needs any more are kept places.

mod db;

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::SiteId,
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    ChairsBack, MachineBack, calendar::days_between, chairs, change::db as changes, db as sites, view, view::SiteFull,
};
use crate::today;

/// The most days that one entry spans: each is locked and gone through.
const DAYS_MAX: usize = 62;

/// That something is back in use.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OutageEnd {
    /// Why it is back before its time.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// The days of a stretch of time. Refuses by `booking.out-order` one that ends before it begins and by `booking.out-long` one of
/// more than two months.
pub(super) fn days_of(from_at: Instant, until_at: Instant) -> Result<Vec<Day>, Fault> {
    if from_at >= until_at {
        let detail = say!("停用的结束须晚于开始", "the end lies after the beginning");
        return Err(Problem::invalid("until_at", until_at, "booking.out-order", detail).into());
    }
    let days: Vec<Day> = days_between(today::day(from_at), today::day(until_at)).take(DAYS_MAX + 1).collect();
    if days.len() > DAYS_MAX {
        let detail = say!(
            "一次最多登记 {DAYS_MAX} 天，更久请分次登记",
            "one entry spans {DAYS_MAX} days at most; enter a longer stretch in parts"
        );
        return Err(Problem::invalid("until_at", until_at, "booking.out-long", detail).into());
    }
    Ok(days)
}

/// Chairs are back before their time: their places are free again.
#[utoipa::path(post, path = "/api/recruit/chairs-out/{id}/back", tag = "recruit", operation_id = "recruit.chair.back",
    params(("id" = Uuid, Path)), request_body = OutageEnd, responses((status = 200, body = SiteFull)))]
pub(super) async fn chairs_back(
    auth: Allowed<ChairsBack>,
    Path(id): Path<Uuid>,
    Body(end): Body<OutageEnd>,
) -> Result<Answer<SiteFull>, Fault> {
    let mut tx = auth.write().await?;
    let out = db::chairs(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("outage", id))?;
    let days = locked(&mut tx, &out).await?;
    if !db::chairs_back(&mut tx, &auth.scope, id, &end.reason).await? {
        return Err(over().into());
    }
    let still = chairs::too_many_now(&mut tx, &auth.scope, out.site_id, &days).await?;
    db::keep_on_chairs(&mut tx, &auth.scope, (id, &still), &end.reason).await?;
    tx.because(&end.reason);
    told(&mut tx, &auth.scope, out.site_id).await?;
    let shown = shown(&mut tx, &auth.scope, out.site_id).await?;
    tx.ok(shown).await
}

/// A machine is back before its time: its places are free again.
#[utoipa::path(post, path = "/api/recruit/machines-out/{id}/back", tag = "recruit", operation_id = "recruit.machine.back",
    params(("id" = Uuid, Path)), request_body = OutageEnd, responses((status = 200, body = SiteFull)))]
pub(super) async fn machine_back(
    auth: Allowed<MachineBack>,
    Path(id): Path<Uuid>,
    Body(end): Body<OutageEnd>,
) -> Result<Answer<SiteFull>, Fault> {
    let mut tx = auth.write().await?;
    let out = db::machine(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("outage", id))?;
    locked(&mut tx, &out).await?;
    if !db::machine_back(&mut tx, &auth.scope, id, &end.reason).await? {
        return Err(over().into());
    }
    db::keep_on_machine(&mut tx, &auth.scope, id, &end.reason).await?;
    tx.because(&end.reason);
    told(&mut tx, &auth.scope, out.site_id).await?;
    let shown = shown(&mut tx, &auth.scope, out.site_id).await?;
    tx.ok(shown).await
}

/// Locks the days that are left of an outage. Refuses by `booking.out-over` one that has ended.
async fn locked(tx: &mut Tx, out: &db::Outage) -> Result<Vec<Day>, Fault> {
    let now = tx.now();
    if out.back_at.is_some() || out.until_at <= now {
        return Err(over().into());
    }
    let first = today::day(out.from_at.max(now));
    let days: Vec<Day> = days_between(first, today::day(out.until_at)).collect();
    for day in &days {
        sites::lock_day(tx, out.site_id, *day).await?;
    }
    Ok(days)
}

fn over() -> Refusal {
    let reason = say!("已恢复使用，或停用时间已过", "this is in use again already, or its time is over");
    Refusal::new("booking.out-over", reason)
}

async fn told(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<(), Fault> {
    changes::touch(tx, site).await?;
    tx.announce("sites", Some(scope.org)).await?;
    tx.announce("bookings", Some(scope.org)).await
}

async fn shown(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<SiteFull, Fault> {
    view::full(tx, scope, site).await?.ok_or_else(|| Problem::not_found("site", site).into())
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::days_of;

    #[test]
    fn an_outage_has_an_end_and_spans_two_months_at_most() {
        // Moments in UTC; the days are those of the city, eight hours ahead.
        let table = "
            from                 | until                | outcome
            2026-11-18T00:00:00Z | 2026-11-18T00:00:00Z | booking.out-order
            2026-11-18T00:00:01Z | 2026-11-18T00:00:00Z | booking.out-order
            2026-11-18T00:00:00Z | 2026-11-18T00:00:01Z | 1
            2026-11-18T15:59:59Z | 2026-11-18T16:00:00Z | 2
            2026-11-18T00:00:00Z | 2027-01-18T15:59:59Z | 62
            2026-11-18T00:00:00Z | 2027-01-18T16:00:00Z | booking.out-long
            2024-02-28T00:00:00Z | 2024-03-01T00:00:00Z | 3
        ";
        for row in rows(table).iter().skip(1) {
            let at = |cell: usize| row[cell].parse().expect("an instant");
            let outcome = match days_of(at(0), at(1)) {
                Ok(days) => days.len().to_string(),
                Err(fault) => fault.problem().and_then(|problem| problem.rule.clone()).expect("a rule"),
            };
            assert_eq!(outcome, row[2], "{row:?}");
        }
    }
}
