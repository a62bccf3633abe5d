//! Bookings that are one too many because chairs or a machine are out of use: a person moves each, cancels it, or keeps it all the same. The donor
//! is told of what was decided. Who may: `recruit.booking_case.*`.

mod db;

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{clock::Instant, id::SiteId, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    BookingCaseDecide, BookingCaseList,
    act::{self, Desk, Wanted},
    db::BookingRow,
    other::{Around, Elsewhere},
    rules::By,
    view::{Booking, kind},
};
use crate::{Messages, sites::withdraw};

/// A booking that is one too many.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BookingCase {
    /// Identity.
    case_id: Uuid,
    /// The booking.
    booking: Booking,
    /// Why chairs or machine are out of use.
    reason: String,
    /// How many chairs; none when it is about a machine.
    chairs: Option<i32>,
    /// Which machine.
    machine: Option<String>,
    /// Since when.
    opened_at: Instant,
    /// By whom.
    opened_by_name: String,
    /// Where else there is a place, the nearest first.
    elsewhere: Vec<Elsewhere>,
}

/// How a case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BookingDecision {
    /// 改约: to another place.
    Move,
    /// 取消: given back for us.
    Cancel,
    /// 保留: there will be a chair all the same.
    Keep,
}

/// How a case ends, and why.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct BookingCaseEnd {
    /// How.
    #[garde(skip)]
    decision: BookingDecision,
    /// Where to, when moved.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// When to, when moved.
    #[garde(skip)]
    starts_at: Option<Instant>,
    /// Why; a donor whose place is cancelled reads it.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What is out of use.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Out {
    /// Chairs, by the entry.
    Chairs(Uuid),
    /// A machine, by the entry.
    Machine(Uuid),
}

/// Opens a case for each of these bookings.
pub(crate) async fn open(tx: &mut Tx, scope: &Scope, out: Out, rows: &[BookingRow]) -> Result<(), Fault> {
    for row in rows {
        db::insert(tx, scope, out, row.booking_id).await?;
    }
    Ok(())
}

/// Bookings that are one too many, the nearest place first.
#[utoipa::path(get, path = "/api/recruit/booking-cases", tag = "recruit", operation_id = "recruit.booking_case.list",
    responses((status = 200, body = Vec<BookingCase>)))]
pub(crate) async fn list(auth: Allowed<BookingCaseList>) -> Result<Json<Vec<BookingCase>>, Fault> {
    let mut tx = auth.read().await?;
    let now = tx.now();
    let mut found = Vec::new();
    for row in db::open(&mut tx, &auth.scope, None).await? {
        let booking = act::found(&mut tx, &auth.scope, row.booking_id).await?;
        let around = Around::load(&mut tx, &auth.scope, booking.day).await?;
        let elsewhere = around.elsewhere(wanted(&booking), None, now)?;
        found.push(BookingCase {
            case_id: row.case_id,
            booking: Booking::of(booking, &auth.scope, now, By::Staff),
            reason: row.reason,
            chairs: row.chairs,
            machine: row.machine,
            opened_at: row.opened_at,
            opened_by_name: row.opened_by_name,
            elsewhere,
        });
    }
    Ok(Json(found))
}

fn wanted(booking: &BookingRow) -> Wanted {
    Wanted { site: booking.site_id, kind: kind(booking), starts_at: booking.starts_at }
}

/// Ends a case. A donor who is moved or cancelled is told. Refuses by `booking.case-closed`, and as moving a booking refuses.
#[utoipa::path(post, path = "/api/recruit/booking-cases/{id}/decide", tag = "recruit",
    operation_id = "recruit.booking_case.decide", params(("id" = Uuid, Path)), request_body = BookingCaseEnd,
    responses((status = 200, body = Booking)))]
pub(crate) async fn decide(
    auth: Allowed<BookingCaseDecide>,
    Extension(messages): Messages,
    Path(id): Path<Uuid>,
    Body(end): Body<BookingCaseEnd>,
) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let case = db::open(&mut tx, &auth.scope, Some(id)).await?.pop().ok_or_else(closed)?;
    tx.because(&end.reason);
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    let word = match end.decision {
        BookingDecision::Move => "move",
        BookingDecision::Cancel => "cancel",
        BookingDecision::Keep => "keep",
    };
    if !db::decide(&mut tx, &auth.scope, id, (word, &end.reason)).await? {
        return Err(closed().into());
    }
    let booking = act::held(&mut tx, &auth.scope, case.booking_id).await?;
    let after = match end.decision {
        BookingDecision::Move => {
            let (site, starts_at) = end.site_id.zip(end.starts_at).ok_or_else(|| {
                let detail = say!("请选择改到哪里、什么时间", "choose where and when to");
                Problem::invalid("starts_at", "", "booking.case-place", detail)
            })?;
            act::rebook(&mut tx, &desk, booking.booking_id, Wanted { site, kind: kind(&booking), starts_at }).await?
        }
        BookingDecision::Cancel => {
            withdraw(&mut tx, &desk, std::slice::from_ref(&booking), (&end.reason, None)).await?;
            act::found(&mut tx, &auth.scope, booking.booking_id).await?
        }
        BookingDecision::Keep => booking,
    };
    tx.announce("bookings", Some(auth.scope.org)).await?;
    let shown = Booking::of(after, &auth.scope, tx.now(), By::Staff);
    tx.ok(shown).await
}

fn closed() -> Refusal {
    let reason = say!("该事项已处理，或预约已不在", "this case is closed, or its booking is gone");
    Refusal::new("booking.case-closed", reason)
}
