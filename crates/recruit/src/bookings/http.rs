//! Routes of bookings.

use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DonorId, SiteId},
    say,
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    BookingArrive, BookingCancel, BookingConfirm, BookingCreate, BookingFind, BookingList, BookingRebook, BookingSlots,
    BookingView,
    act::{self, Desk, Wanted},
    code, db,
    rules::By,
    view::{Booking, DaySlots},
};
use crate::{Messages, today};

/// Every state, in the order of life.
const STATES: [&str; 7] = ["offered", "booked", "arrived", "fulfilled", "missed", "cancelled", "moved"];

/// Which places are asked for.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotsQuery {
    /// Where.
    #[garde(skip)]
    site_id: SiteId,
    /// What shall be given.
    #[garde(skip)]
    kind: DonationKind,
    /// The first day; today when absent.
    #[garde(skip)]
    from: Option<Day>,
    /// How many days, 7 when absent.
    #[garde(range(min = 1, max = 31))]
    days: Option<i32>,
}

/// Which bookings are listed.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingsQuery {
    /// Where; everywhere when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Which day; today when absent.
    #[garde(skip)]
    day: Option<Day>,
    /// Whose; then of all days.
    #[garde(skip)]
    donor_id: Option<DonorId>,
    /// One state only; all when absent.
    #[garde(length(max = 20))]
    state: Option<String>,
    /// Where the page begins.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 200 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A place for a donor.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingNew {
    /// Who comes.
    #[garde(skip)]
    donor_id: DonorId,
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

/// Another place.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingMove {
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

/// Why a booking is given back.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingEnd {
    /// For the record.
    #[garde(length(chars, max = 200))]
    reason: Option<String>,
}

/// A code as typed or scanned.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeQuery {
    /// Eight letters and digits, or what its picture says.
    #[garde(length(chars, min = 1, max = 40))]
    code: String,
}

/// The places of a kind at a site, day by day.
#[utoipa::path(get, path = "/api/recruit/slots", tag = "recruit", operation_id = "recruit.booking.list_slots", params(SlotsQuery),
    responses((status = 200, body = Vec<DaySlots>)))]
pub(super) async fn slots(
    auth: Allowed<BookingSlots>,
    Query(asked): Query<SlotsQuery>,
) -> Result<Json<Vec<DaySlots>>, Fault> {
    let mut tx = auth.read().await?;
    let from = asked.from.unwrap_or_else(|| today::day(tx.now()));
    let days = (from, asked.days.unwrap_or(7));
    let found = act::free_slots(&mut tx, &auth.scope, (asked.site_id, asked.kind), days).await?;
    Ok(Json(found.iter().map(|(day, places)| DaySlots::of(*day, places)).collect()))
}

/// The bookings of a day, or of a donor.
#[utoipa::path(get, path = "/api/recruit/bookings", tag = "recruit", operation_id = "recruit.booking.list", params(BookingsQuery),
    responses((status = 200, body = Page<Booking>)))]
pub(super) async fn list(
    auth: Allowed<BookingList>,
    Query(asked): Query<BookingsQuery>,
) -> Result<Json<Page<Booking>>, Fault> {
    let mut tx = auth.read().await?;
    let (now, limit) = (tx.now(), asked.limit.unwrap_or(200));
    let rows = match asked.donor_id {
        Some(donor) => {
            let files = act::persons(&mut tx, donor).await?;
            db::of_person(&mut tx, &auth.scope, &files, limit).await?
        }
        None => {
            let states = states(asked.state.as_deref())?;
            let day = asked.day.unwrap_or_else(|| today::day(now));
            let after = cursor(asked.cursor.as_deref())?;
            let listed = db::Listed { site: asked.site_id, day, states: &states, after, limit: limit + 1 };
            db::of_day(&mut tx, &auth.scope, &listed).await?
        }
    };
    let items = rows.into_iter().map(|row| Booking::of(row, &auth.scope, now, By::Staff)).collect();
    Ok(Json(Page::cut(items, limit, now, |booking: &Booking| booking.booking_id.to_string())))
}

fn states(only: Option<&str>) -> Result<Vec<&'static str>, Fault> {
    let Some(only) = only else { return Ok(STATES.to_vec()) };
    let found = STATES.into_iter().find(|state| *state == only);
    found.map(|state| vec![state]).ok_or_else(|| {
        let known = STATES.join(", ");
        let detail = say!("没有这种预约状态；可选：{known}", "there is no such state of a booking; one of: {known}");
        Problem::invalid("state", only, "booking.state", detail).into()
    })
}

/// The booking of a code.
#[utoipa::path(get, path = "/api/recruit/bookings/by-code", tag = "recruit", operation_id = "recruit.booking.find", params(CodeQuery),
    responses((status = 200, body = Booking)))]
pub(super) async fn find(auth: Allowed<BookingFind>, Query(asked): Query<CodeQuery>) -> Result<Json<Booking>, Fault> {
    let mut tx = auth.read().await?;
    let code = code::read(&asked.code).ok_or_else(|| {
        let detail = say!(
            "这不是预约码：预约码为 8 位字母和数字，请重新扫描或输入",
            "this is no booking code: a code has eight letters and digits; scan or type it again"
        );
        Problem::invalid("code", &asked.code, "booking.code", detail)
    })?;
    let row = db::by_code(&mut tx, &auth.scope, &code).await?.ok_or_else(|| Problem::not_found("booking", code))?;
    Ok(Json(Booking::of(row, &auth.scope, tx.now(), By::Staff)))
}

/// Books a place for a donor.
#[utoipa::path(post, path = "/api/recruit/bookings", tag = "recruit", operation_id = "recruit.booking.create",
    request_body = BookingNew, responses((status = 201, body = Booking)))]
pub(super) async fn create(
    auth: Allowed<BookingCreate>,
    Extension(messages): Messages,
    Body(new): Body<BookingNew>,
) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    let wanted = Wanted { site: new.site_id, kind: new.kind, starts_at: new.starts_at };
    let row = act::book(&mut tx, &desk, new.donor_id, wanted).await?;
    let booking = Booking::of(row, &auth.scope, tx.now(), By::Staff);
    tx.created(booking).await
}

/// A booking.
#[utoipa::path(get, path = "/api/recruit/bookings/{id}", tag = "recruit", operation_id = "recruit.booking.view",
    params(("id" = BookingId, Path)), responses((status = 200, body = Booking)))]
pub(super) async fn view(auth: Allowed<BookingView>, Path(id): Path<BookingId>) -> Result<Json<Booking>, Fault> {
    let mut tx = auth.read().await?;
    let row = act::found(&mut tx, &auth.scope, id).await?;
    Ok(Json(Booking::of(row, &auth.scope, tx.now(), By::Staff)))
}

/// Exchanges a booking for another place.
#[utoipa::path(post, path = "/api/recruit/bookings/{id}/rebook", tag = "recruit", operation_id = "recruit.booking.rebook",
    params(("id" = BookingId, Path)), request_body = BookingMove, responses((status = 201, body = Booking)))]
pub(super) async fn rebook(
    auth: Allowed<BookingRebook>,
    Extension(messages): Messages,
    Path(id): Path<BookingId>,
    Body(new): Body<BookingMove>,
) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    let wanted = Wanted { site: new.site_id, kind: new.kind, starts_at: new.starts_at };
    let row = act::rebook(&mut tx, &desk, id, wanted).await?;
    let booking = Booking::of(row, &auth.scope, tx.now(), By::Staff);
    tx.created(booking).await
}

/// Gives a booking back.
#[utoipa::path(post, path = "/api/recruit/bookings/{id}/cancel", tag = "recruit", operation_id = "recruit.booking.cancel",
    params(("id" = BookingId, Path)), request_body = BookingEnd, responses((status = 200, body = Booking)))]
pub(super) async fn cancel(
    auth: Allowed<BookingCancel>,
    Extension(messages): Messages,
    Path(id): Path<BookingId>,
    Body(end): Body<BookingEnd>,
) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    let row = act::cancel(&mut tx, &desk, id, end.reason.as_deref()).await?;
    let booking = Booking::of(row, &auth.scope, tx.now(), By::Staff);
    tx.ok(booking).await
}

/// Notes that the donor said to come.
#[utoipa::path(post, path = "/api/recruit/bookings/{id}/confirm", tag = "recruit", operation_id = "recruit.booking.confirm",
    params(("id" = BookingId, Path)), responses((status = 200, body = Booking)))]
pub(super) async fn confirm(
    auth: Allowed<BookingConfirm>,
    Path(id): Path<BookingId>,
) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let row = act::confirm(&mut tx, &auth.scope, id).await?;
    let booking = Booking::of(row, &auth.scope, tx.now(), By::Staff);
    tx.ok(booking).await
}

/// Notes that the donor is there.
#[utoipa::path(post, path = "/api/recruit/bookings/{id}/arrive", tag = "recruit", operation_id = "recruit.booking.arrive",
    params(("id" = BookingId, Path)), responses((status = 200, body = Booking)))]
pub(super) async fn arrive(auth: Allowed<BookingArrive>, Path(id): Path<BookingId>) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let row = act::arrive(&mut tx, &auth.scope, id).await?;
    let booking = Booking::of(row, &auth.scope, tx.now(), By::Staff);
    tx.ok(booking).await
}
