//! Booking for oneself: where, when, which places are left. The same functions as at the desk, called as the donor.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, SiteId},
    text::Text,
};
use vena_platform::{
    auth::{Answer, AsDonor, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path, Query},
};

use super::{
    OwnBook, OwnBookings, OwnCancel, OwnRebook, OwnSites, OwnSlots, files,
    places::{OwnBooking, OwnPlace},
};
use crate::{
    Messages,
    bookings::{
        act::{self, Desk, Wanted},
        db,
        rules::{self, By},
    },
    sites::{
        book::BookingBook,
        calendar::{Calendar, SiteDay, later},
        db as site_db,
    },
    today,
};

/// How many days of places are looked through for the next one that is free.
const NEXT_DAYS: i32 = 13;
/// How many days of places one page shows at most.
const PAGE_DAYS: i32 = 14;
/// How many bookings the history shows.
const HISTORY: i64 = 50;

/// What shall be given.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnKindQuery {
    /// What shall be given; whole blood when absent.
    #[garde(skip)]
    kind: Option<DonationKind>,
}

/// A place where blood may be given, with the next time that is free.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnSite {
    /// Which.
    place: OwnPlace,
    /// Whether it is open now.
    open_now: bool,
    /// The first place that is free within two weeks.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_free_at: Option<Instant>,
}

/// Every place where blood of a kind may be given, the one that is free soonest first. How far they are away the phone works
/// out by itself: where it is, it tells nobody.
#[utoipa::path(get, path = "/api/recruit/own/sites", tag = "recruit", operation_id = "recruit.own.sites",
    params(OwnKindQuery), responses((status = 200, body = Vec<OwnSite>), (status = 401)))]
pub(super) async fn sites(
    auth: AsDonor<OwnSites>,
    Query(asked): Query<OwnKindQuery>,
) -> Result<Json<Vec<OwnSite>>, Fault> {
    let kind = asked.kind.unwrap_or(DonationKind::WholeBlood);
    let mut tx = auth.read().await?;
    let now = tx.now();
    let today = today::day(now);
    let not_before = now.plus_seconds(BookingBook::get().limits(today)?.book_minutes_before * 60);
    let basics = site_db::basics(&mut tx, &auth.scope, &[]).await?;
    let calendar = Calendar::load(&mut tx, &auth.scope, &[], (today, later(today, NEXT_DAYS))).await?;
    let mut sites = Vec::with_capacity(basics.len());
    for basic in &basics {
        let mut next: Option<(&SiteDay, Instant)> = None;
        for day in calendar.of_site(basic.site_id) {
            let places = day.places(kind, false)?;
            if let Some(free) = places.iter().find(|place| place.starts_at >= not_before && place.left() > 0) {
                next = Some((day, free.starts_at));
                break;
            }
        }
        let here = calendar.day(basic.site_id, today);
        // A vehicle without a stop is nowhere.
        if basic.kind == "vehicle" && next.is_none() {
            continue;
        }
        sites.push(OwnSite {
            place: OwnPlace::of(basic, next.map(|(day, _)| day).or(here)),
            open_now: here.is_some_and(|day| day.is_open_at(now)),
            next_free_at: next.map(|(_, at)| at),
        });
    }
    sites.sort_by_key(|site| (site.next_free_at.is_none(), site.next_free_at));
    Ok(Json(sites))
}

/// Which places.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnSlotQuery {
    /// What shall be given; whole blood when absent.
    #[garde(skip)]
    kind: Option<DonationKind>,
    /// The first day; today when absent.
    #[garde(skip)]
    from: Option<Day>,
    /// How many days, 7 when absent.
    #[garde(range(min = 1, max = PAGE_DAYS))]
    days: Option<i32>,
}

/// Places that begin together.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnSlot {
    /// When.
    starts_at: Instant,
    /// How many are left.
    left: i32,
}

/// The places of one day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnDay {
    /// The day.
    day: Day,
    /// Its places, by time; none when closed.
    slots: Vec<OwnSlot>,
    /// Whether this donor may give on that day.
    may: bool,
    /// Why not, for people, when it is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<Text>,
}

/// A place and its free times.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnFreeTimes {
    /// Where.
    place: OwnPlace,
    /// Its days.
    days: Vec<OwnDay>,
}

/// The places that are free at one site, day by day, and on which days this donor may give.
#[utoipa::path(get, path = "/api/recruit/own/sites/{id}/slots", tag = "recruit", operation_id = "recruit.own.slots",
    params(("id" = SiteId, Path), OwnSlotQuery), responses((status = 200, body = OwnFreeTimes), (status = 401), (status = 404)))]
pub(super) async fn slots(
    auth: AsDonor<OwnSlots>,
    Path(site): Path<SiteId>,
    Query(asked): Query<OwnSlotQuery>,
) -> Result<Json<OwnFreeTimes>, Fault> {
    let kind = asked.kind.unwrap_or(DonationKind::WholeBlood);
    let mut tx = auth.read().await?;
    let now = tx.now();
    let today = today::day(now);
    let limits = BookingBook::get().limits(today)?;
    let from = asked.from.filter(|from| *from > today).unwrap_or(today);
    let me = files(&mut tx, auth.donor).await?[0];
    let basics = site_db::basics(&mut tx, &auth.scope, &[site]).await?;
    let basic = basics.first().ok_or_else(|| Problem::not_found("site", site))?;
    let free = act::free_slots(&mut tx, &auth.scope, (site, kind), (from, asked.days.unwrap_or(7))).await?;
    let history = crate::eligibility::histories(&mut tx, &auth.scope, &auth.app.vault, &[me]).await?;
    let mut days = Vec::with_capacity(free.len());
    for (day, places) in free {
        let verdict = history.get(&me).map(|history| vena_kernel::eligibility::judge(history, kind, day));
        let refusal = verdict.and_then(|verdict| verdict.decision().err());
        let bookable = places.iter().filter(|place| rules::may_book(limits, now, place.starts_at, By::Donor).is_ok());
        days.push(OwnDay {
            day,
            slots: bookable.map(|place| OwnSlot { starts_at: place.starts_at, left: place.left() }).collect(),
            may: refusal.is_none(),
            why_not: refusal.map(|refusal| refusal.reason),
        });
    }
    let calendar = Calendar::load(&mut tx, &auth.scope, &[site], (from, from)).await?;
    Ok(Json(OwnFreeTimes { place: OwnPlace::of(basic, calendar.day(site, from)), days }))
}

/// The donor's bookings, newest first.
#[utoipa::path(get, path = "/api/recruit/own/bookings", tag = "recruit", operation_id = "recruit.own.bookings",
    responses((status = 200, body = Vec<OwnBooking>), (status = 401)))]
pub(super) async fn list(auth: AsDonor<OwnBookings>) -> Result<Json<Vec<OwnBooking>>, Fault> {
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let rows = db::of_person(&mut tx, &auth.scope, &all, HISTORY).await?;
    Ok(Json(OwnBooking::all(&mut tx, &auth.scope, rows).await?))
}

/// A place that the donor wants.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnBookingNew {
    /// Where.
    #[garde(skip)]
    site_id: SiteId,
    /// What shall be given.
    #[garde(skip)]
    kind: DonationKind,
    /// When the place begins.
    #[garde(skip)]
    starts_at: Instant,
}

impl OwnBookingNew {
    fn wanted(&self) -> Wanted {
        Wanted { site: self.site_id, kind: self.kind, starts_at: self.starts_at }
    }
}

/// Books a place for the donor.
#[utoipa::path(post, path = "/api/recruit/own/bookings", tag = "recruit", operation_id = "recruit.own.book",
    request_body = OwnBookingNew, responses((status = 201, body = OwnBooking), (status = 401), (status = 409)))]
pub(super) async fn book(
    auth: AsDonor<OwnBook>,
    Extension(messages): Messages,
    Body(new): Body<OwnBookingNew>,
) -> Result<Answer<OwnBooking>, Fault> {
    let mut tx = auth.write().await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: messages.as_ref(), by: By::Donor };
    let row = act::book(&mut tx, &desk, auth.donor, new.wanted()).await?;
    let booking = OwnBooking::one(&mut tx, &auth.scope, row).await?;
    tx.created(booking).await
}

/// Moves the donor's booking to another place: the old one is given back only when the new one is taken.
#[utoipa::path(post, path = "/api/recruit/own/bookings/{id}/rebook", tag = "recruit", operation_id = "recruit.own.rebook",
    params(("id" = BookingId, Path)), request_body = OwnBookingNew,
    responses((status = 201, body = OwnBooking), (status = 401), (status = 404), (status = 409)))]
pub(super) async fn rebook(
    auth: AsDonor<OwnRebook>,
    Extension(messages): Messages,
    Path(id): Path<BookingId>,
    Body(new): Body<OwnBookingNew>,
) -> Result<Answer<OwnBooking>, Fault> {
    let mut tx = auth.write().await?;
    own(&mut tx, &auth.scope, auth.donor, id).await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: messages.as_ref(), by: By::Donor };
    let row = act::rebook(&mut tx, &desk, id, new.wanted()).await?;
    let booking = OwnBooking::one(&mut tx, &auth.scope, row).await?;
    tx.created(booking).await
}

/// Why a booking is given back.
#[derive(Debug, Default, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnCancelNew {
    /// In the donor's words; nobody has to say why.
    #[garde(length(chars, max = 200))]
    reason: Option<String>,
}

/// Gives the donor's booking back.
#[utoipa::path(post, path = "/api/recruit/own/bookings/{id}/cancel", tag = "recruit", operation_id = "recruit.own.cancel",
    params(("id" = BookingId, Path)), request_body = OwnCancelNew,
    responses((status = 200, body = OwnBooking), (status = 401), (status = 404), (status = 409)))]
pub(super) async fn cancel(
    auth: AsDonor<OwnCancel>,
    Extension(messages): Messages,
    Path(id): Path<BookingId>,
    Body(new): Body<OwnCancelNew>,
) -> Result<Answer<OwnBooking>, Fault> {
    let mut tx = auth.write().await?;
    own(&mut tx, &auth.scope, auth.donor, id).await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: messages.as_ref(), by: By::Donor };
    let row = act::cancel(&mut tx, &desk, id, new.reason.as_deref()).await?;
    let booking = OwnBooking::one(&mut tx, &auth.scope, row).await?;
    tx.ok(booking).await
}

/// 404 unless the booking is of one of the donor's own files.
pub(super) async fn own(
    tx: &mut Tx,
    scope: &Scope,
    donor: vena_kernel::id::DonorId,
    id: BookingId,
) -> Result<(), Fault> {
    let all = files(tx, donor).await?;
    let row = db::booking(tx, scope, id).await?;
    match row.and_then(|row| row.donor_id) {
        Some(of) if all.contains(&of) => Ok(()),
        _ => Err(Problem::not_found("booking", id).into()),
    }
}
