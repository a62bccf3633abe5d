//! Routes of sites.

use axum::{Extension, Json};
use serde::Serialize;
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
    http::{Body, Path, Query},
};

use super::{
    MachineCreate, MachineOut, SiteClose, SiteList, SiteReopen, SiteSet, SiteView, StopCancel, StopCreate,
    book::BookingBook,
    change::{self, db as changes},
    db, kind_word,
    near::{Point, unknown_mode},
    outages::days_of,
    rules::{self, Window},
    typed::{DayKind, DayNew, HoursNew, MachineNew, NearQuery, OutNew, SiteNew, StopNew, TakenOut},
    view::{self, SiteFull, SiteRow},
};
use crate::{
    Messages,
    bookings::{act::Desk, cases, db as bookings, db::BookingRow, rules::By, view::Booking},
    today,
};

/// Whom a change hits.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SiteChange {
    /// It was done; otherwise this is a preview.
    done: bool,
    /// The bookings that it takes away; each donor is told.
    hits: Vec<Booking>,
    /// Groups among them, whose contact has to be called.
    groups_to_call: Vec<String>,
}

impl SiteChange {
    pub(super) fn of(done: bool, hits: Vec<BookingRow>, scope: &Scope, now: Instant) -> Self {
        let mut groups: Vec<String> = hits.iter().filter_map(|row| row.group_name.clone()).collect();
        groups.sort();
        groups.dedup();
        let hits = hits.into_iter().map(|row| Booking::of(row, scope, now, By::Staff)).collect();
        Self { done, hits, groups_to_call: groups }
    }
}

/// Every site where blood may be given, nearest first when the asker says where they are.
#[utoipa::path(get, path = "/api/recruit/sites", tag = "recruit", operation_id = "recruit.site.list", params(NearQuery),
    responses((status = 200, body = Vec<SiteRow>)))]
pub(super) async fn list(auth: Allowed<SiteList>, Query(near): Query<NearQuery>) -> Result<Json<Vec<SiteRow>>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(nearest(&mut tx, &auth.scope, &near).await?))
}

/// Every site, nearest first when `near` says where the asker is.
pub(crate) async fn nearest(tx: &mut Tx, scope: &Scope, near: &NearQuery) -> Result<Vec<SiteRow>, Fault> {
    let mode = near.mode.as_deref().unwrap_or("transit");
    let travel = BookingBook::get().travel(mode, today::day(tx.now())).ok_or_else(|| unknown_mode(mode))?;
    let from = near.latitude.zip(near.longitude).map(|(latitude, longitude)| (Point::new(latitude, longitude), travel));
    view::rows(tx, scope, from).await
}

/// A site with everything that decides about its places.
#[utoipa::path(get, path = "/api/recruit/sites/{id}", tag = "recruit", operation_id = "recruit.site.view",
    params(("id" = SiteId, Path)), responses((status = 200, body = SiteFull)))]
pub(super) async fn view(auth: Allowed<SiteView>, Path(id): Path<SiteId>) -> Result<Json<SiteFull>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(full_or_404(&mut tx, &auth.scope, id).await?))
}

async fn full_or_404(tx: &mut Tx, scope: &Scope, id: SiteId) -> Result<SiteFull, Fault> {
    view::full(tx, scope, id).await?.ok_or_else(|| Problem::not_found("site", id).into())
}

/// Sets hours, chairs and people of a site.
#[utoipa::path(post, path = "/api/recruit/sites/{id}", tag = "recruit", operation_id = "recruit.site.set",
    params(("id" = SiteId, Path)), request_body = SiteNew, responses((status = 200, body = SiteFull)))]
pub(super) async fn set(
    auth: Allowed<SiteSet>,
    Path(id): Path<SiteId>,
    Body(new): Body<SiteNew>,
) -> Result<Answer<SiteFull>, Fault> {
    let mut tx = auth.write().await?;
    db::candidate(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("site", id))?;
    let mut week = Vec::new();
    for weekday in &new.week {
        week.extend(windows("week", &weekday.hours)?.into_iter().map(|window| (weekday.weekday, window)));
    }
    let standing = changes::Standing { address: &new.address, beds: new.beds, staff: new.staff, version: new.version };
    if !changes::set_site(&mut tx, &auth.scope, id, &standing).await? {
        let reason =
            say!("采血点设置已被他人修改，请刷新后再改", "somebody else changed this site meanwhile; look at it again");
        return Err(Refusal::new("booking.site-version", reason).into());
    }
    changes::set_week(&mut tx, id, &week).await?;
    tx.announce("sites", Some(auth.scope.org)).await?;
    let site = full_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(site).await
}

fn windows(field: &'static str, hours: &[HoursNew]) -> Result<Vec<Window>, Fault> {
    let mut pairs = Vec::with_capacity(hours.len());
    for window in hours {
        pairs.push((minute(field, &window.opens)?, minute(field, &window.closes)?));
    }
    rules::windows(&pairs).map_err(|refusal| Problem::invalid(field, "", &refusal.rule, refusal.reason).into())
}

fn minute(field: &'static str, text: &str) -> Result<i32, Fault> {
    let read = text.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute): (i32, i32) = (hour.parse().ok()?, minute.parse().ok()?);
        ((0..60).contains(&minute) && (0..=24).contains(&hour)).then_some(hour * 60 + minute)
    });
    read.ok_or_else(|| {
        let detail = say!("“{text}”不是时刻，请写成 08:30", "\"{text}\" is no time of day; write it as 08:30");
        Problem::invalid(field, text, "booking.clock", detail).into()
    })
}

pub(super) async fn own_site(tx: &mut Tx, scope: &Scope, id: SiteId) -> Result<db::Basic, Fault> {
    let basic = db::basics(tx, scope, &[id]).await?.pop().filter(|basic| basic.org_id == scope.org);
    basic.ok_or_else(|| Problem::not_found("site", id).into())
}

/// Closes or changes a day of a site; each donor whose place it takes away is told and offered others. With `preview` it only
/// says whom it would hit.
#[utoipa::path(post, path = "/api/recruit/sites/{id}/days", tag = "recruit", operation_id = "recruit.site.set_day",
    params(("id" = SiteId, Path)), request_body = DayNew, responses((status = 200, body = SiteChange)))]
pub(super) async fn set_day(
    auth: Allowed<SiteClose>,
    Extension(messages): Messages,
    Path(id): Path<SiteId>,
    Body(new): Body<DayNew>,
) -> Result<Answer<SiteChange>, Fault> {
    let mut tx = auth.write().await?;
    own_site(&mut tx, &auth.scope, id).await?;
    let windows = checked(&new, today::day(tx.now()))?;
    db::lock_day(&mut tx, id, new.day).await?;
    let hits = change::hit_by_hours(&mut tx, id, new.day, &windows).await?;
    if new.preview {
        let preview = SiteChange::of(false, hits, &auth.scope, tx.now());
        return tx.ok(preview).await;
    }
    change::seen(hits.len(), new.hits_seen)?;
    let kind = match new.kind {
        DayKind::Closed => "closed",
        DayKind::Hours => "hours",
        DayKind::Moved => "moved",
    };
    let day = changes::NewDay {
        day: new.day,
        kind,
        windows: &windows,
        place: new.place.as_deref().filter(|_| new.kind == DayKind::Moved),
        latitude: new.latitude,
        longitude: new.longitude,
        reason: &new.reason,
    };
    tx.because(&new.reason);
    changes::set_day(&mut tx, &auth.scope, id, &day).await?;
    changes::touch(&mut tx, id).await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    change::withdraw(&mut tx, &desk, &hits, (&new.reason, None)).await?;
    let done = SiteChange::of(true, hits, &auth.scope, tx.now());
    tx.ok(done).await
}

fn checked(new: &DayNew, today: Day) -> Result<Vec<Window>, Fault> {
    let windows = windows("hours", &new.hours)?;
    let day = new.day;
    if day < today {
        let detail = say!("{day} 已过", "{day} is over");
        return Err(Problem::invalid("day", day, "booking.day-over", detail).into());
    }
    if (new.kind == DayKind::Closed) != windows.is_empty() {
        let detail =
            say!("关闭的日子没有时段，其他的要有时段", "a closed day has no hours, and every other one has some");
        return Err(Problem::invalid("hours", "", "booking.day-hours", detail).into());
    }
    if new.kind == DayKind::Moved && new.place.as_deref().is_none_or(|place| place.trim().is_empty()) {
        let detail = say!("请填写移到哪里", "say where the site moves to");
        return Err(Problem::invalid("place", "", "booking.day-place", detail).into());
    }
    Ok(windows)
}

/// Takes back what was set for a day.
#[utoipa::path(post, path = "/api/recruit/sites/{id}/days/{day}/clear", tag = "recruit", operation_id = "recruit.site.clear_day",
    params(("id" = SiteId, Path), ("day" = Day, Path)), responses((status = 200, body = SiteFull)))]
pub(super) async fn clear_day(
    auth: Allowed<SiteReopen>,
    Path((id, day)): Path<(SiteId, Day)>,
) -> Result<Answer<SiteFull>, Fault> {
    let mut tx = auth.write().await?;
    own_site(&mut tx, &auth.scope, id).await?;
    db::lock_day(&mut tx, id, day).await?;
    if !changes::clear_day(&mut tx, id, day).await? {
        return Err(Problem::not_found("day", day).into());
    }
    changes::touch(&mut tx, id).await?;
    crate::bookings::act::freed(&mut tx, id, day).await?;
    tx.announce("sites", Some(auth.scope.org)).await?;
    let site = full_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(site).await
}

/// Plans a stop of a vehicle.
#[utoipa::path(post, path = "/api/recruit/sites/{id}/stops", tag = "recruit", operation_id = "recruit.stop.create",
    params(("id" = SiteId, Path)), request_body = StopNew, responses((status = 201, body = SiteFull)))]
pub(super) async fn create_stop(
    auth: Allowed<StopCreate>,
    Path(id): Path<SiteId>,
    Body(new): Body<StopNew>,
) -> Result<Answer<SiteFull>, Fault> {
    let mut tx = auth.write().await?;
    let site = own_site(&mut tx, &auth.scope, id).await?;
    let window = windows("hours", std::slice::from_ref(&new.hours))?[0];
    if site.kind != "vehicle" {
        let detail = say!("只有献血车有停靠点", "only a vehicle has stops");
        return Err(Problem::invalid("site_id", id, "booking.stop-vehicle", detail).into());
    }
    db::lock_day(&mut tx, id, new.day).await?;
    let stop_id = tx.new_id();
    let stop = changes::NewStop {
        id: stop_id,
        day: new.day,
        window,
        place: &new.place,
        district: &new.district,
        latitude: new.latitude,
        longitude: new.longitude,
        beds: new.beds,
        staff: new.staff,
        target: new.target,
        group_only: new.group_only,
    };
    super::plan::may_stop(&mut tx, id, &stop).await?;
    changes::insert_stop(&mut tx, &auth.scope, id, &stop).await?;
    changes::touch(&mut tx, id).await?;
    tx.announce("sites", Some(auth.scope.org)).await?;
    let site = full_or_404(&mut tx, &auth.scope, id).await?;
    tx.created(site).await
}

/// Takes a stop out of the plan; each donor whose place it takes away is told.
#[utoipa::path(post, path = "/api/recruit/stops/{id}/cancel", tag = "recruit", operation_id = "recruit.stop.cancel",
    params(("id" = Uuid, Path)), request_body = TakenOut, responses((status = 200, body = SiteChange)))]
pub(super) async fn cancel_stop(
    auth: Allowed<StopCancel>,
    Extension(messages): Messages,
    Path(id): Path<Uuid>,
    Body(out): Body<TakenOut>,
) -> Result<Answer<SiteChange>, Fault> {
    let mut tx = auth.write().await?;
    let stop = changes::stop(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("stop", id))?;
    let changes::StopPlace { site_id: site, day, opens_minute: opens, closes_minute: closes, .. } = stop;
    db::lock_day(&mut tx, site, day).await?;
    let mut hits = bookings::open_of_day(&mut tx, site, day).await?;
    hits.retain(|booking| change::fits(day, &[Window::new(opens, closes)], booking.starts_at, booking.ends_at));
    if out.preview {
        let preview = SiteChange::of(false, hits, &auth.scope, tx.now());
        return tx.ok(preview).await;
    }
    change::seen(hits.len(), out.hits_seen)?;
    tx.because(&out.reason);
    changes::delete_stop(&mut tx, id).await?;
    changes::touch(&mut tx, site).await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    let from = stop.latitude.zip(stop.longitude).map(|(latitude, longitude)| Point::new(latitude, longitude));
    change::withdraw(&mut tx, &desk, &hits, (&out.reason, from)).await?;
    let done = SiteChange::of(true, hits, &auth.scope, tx.now());
    tx.ok(done).await
}

/// Registers a machine for bookings.
#[utoipa::path(post, path = "/api/recruit/sites/{id}/machines", tag = "recruit", operation_id = "recruit.machine.create",
    params(("id" = SiteId, Path)), request_body = MachineNew, responses((status = 201, body = SiteFull)))]
pub(super) async fn create_machine(
    auth: Allowed<MachineCreate>,
    Path(id): Path<SiteId>,
    Body(new): Body<MachineNew>,
) -> Result<Answer<SiteFull>, Fault> {
    let mut tx = auth.write().await?;
    own_site(&mut tx, &auth.scope, id).await?;
    let kinds: Vec<String> = new.kinds.iter().map(|kind| kind_word(*kind).to_owned()).collect();
    changes::insert_machine(&mut tx, id, &new.name, &kinds).await?;
    changes::touch(&mut tx, id).await?;
    tx.announce("sites", Some(auth.scope.org)).await?;
    let site = full_or_404(&mut tx, &auth.scope, id).await?;
    tx.created(site).await
}

/// Takes a machine out of use for a while. Bookings on it become cases; nobody is told before a person has decided. With `preview`
/// it only says which ones.
#[utoipa::path(post, path = "/api/recruit/machines/{id}/out", tag = "recruit", operation_id = "recruit.machine.set_out",
    params(("id" = Uuid, Path)), request_body = OutNew, responses((status = 200, body = SiteChange)))]
pub(super) async fn set_out(
    auth: Allowed<MachineOut>,
    Path(id): Path<Uuid>,
    Body(new): Body<OutNew>,
) -> Result<Answer<SiteChange>, Fault> {
    let mut tx = auth.write().await?;
    let site =
        changes::machine_site(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("machine", id))?;
    for day in days_of(new.from_at, new.until_at)? {
        db::lock_day(&mut tx, site, day).await?;
    }
    let mut hits = Vec::new();
    for booking in changes::on_machine(&mut tx, id, new.from_at, new.until_at).await? {
        hits.extend(bookings::booking(&mut tx, &auth.scope, booking).await?);
    }
    if new.preview {
        let preview = SiteChange::of(false, hits, &auth.scope, tx.now());
        return tx.ok(preview).await;
    }
    change::seen(hits.len(), new.hits_seen)?;
    tx.because(&new.reason);
    let out = changes::insert_out(&mut tx, &auth.scope, id, (new.from_at, new.until_at, &new.reason)).await?;
    cases::open(&mut tx, &auth.scope, cases::Out::Machine(out), &hits).await?;
    changes::touch(&mut tx, site).await?;
    tx.announce("sites", Some(auth.scope.org)).await?;
    tx.announce("bookings", Some(auth.scope.org)).await?;
    let done = SiteChange::of(true, hits, &auth.scope, tx.now());
    tx.ok(done).await
}
