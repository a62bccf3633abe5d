//! Answers at home: a donor with a reservation today or soon reads the consent and answers the questions on the own phone. At
//! the door they are shown to be confirmed; what is as of the day is asked again, and what is too old or of another sheet is
//! asked anew. Until then they are sealed.

use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::booking::{BookingState, DueBooking};
use vena_kernel::{
    citizen_id::Sex,
    clock::Instant,
    collection::{
        book::{self, Inquiry},
        inquiry::{self, About, Answers},
    },
    id::DonorId,
};
use vena_platform::{
    auth::{Answer, AsDonor, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};

use super::{
    OwnInquiry, OwnInquirySheet,
    db::{self, VisitRecord},
    door, policy, rules,
    settings::KioskText,
    sheet::{self, Filling, Sheet, SoFar},
};
use crate::{Bookings, Donors, day};

/// What a donor reads and is asked at home.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnInquiryPage {
    /// What is read first; it is agreed to at the door.
    consent: KioskText,
    /// The questions after the answers so far.
    sheet: Filling,
    /// When the whole sheet was answered before; not yet when absent.
    answered_at: Option<Instant>,
}

/// That the answers are kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnInquiryKept {
    /// Since when.
    answered_at: Instant,
}

/// The reservation of a code, if it is the donor's own, stands, and is soon enough.
async fn own_booking(
    tx: &mut Tx,
    scope: &Scope,
    (donors, bookings): (&Donors, &Bookings),
    (donor, code): (DonorId, &str),
) -> Result<DueBooking, Fault> {
    let files = door::same_person(tx, donors, donor).await?;
    let found = bookings.by_code(tx, scope, code).await?;
    let own = |booking: &DueBooking| {
        booking.state == BookingState::Booked && booking.donor_id.is_some_and(|donor| files.contains(&donor))
    };
    let booking = found.filter(own).ok_or_else(|| Problem::not_found("booking", code))?;
    let today = day(tx.now());
    rules::may_answer_at_home(day(booking.starts_at), today, policy::home(today).days_ahead)?;
    Ok(booking)
}

async fn about(
    tx: &mut Tx,
    scope: &Scope,
    donors: &Donors,
    (donor, booking): (DonorId, &DueBooking),
) -> Result<About, Fault> {
    let brief = donors.brief(tx, scope, donor).await?.ok_or_else(|| Problem::not_found("donor", donor))?;
    let files = door::same_person(tx, donors, donor).await?;
    let first_time = Some(sheet::first_time(tx, donors, &files).await?);
    Ok(About { sex: if brief.male { Sex::Male } else { Sex::Female }, kind: booking.kind, first_time })
}

/// What is asked of the donor at home after the answers so far. Nothing of it is kept.
#[utoipa::path(post, path = "/api/recruit/own/inquiry/{code}/sheet", tag = "recruit",
    operation_id = "recruit.own.inquiry_sheet", params(("code" = String, Path)), request_body = SoFar,
    responses((status = 200, body = OwnInquiryPage), (status = 401), (status = 404), (status = 409)))]
pub(super) async fn sheet(
    auth: AsDonor<OwnInquirySheet>,
    Extension(donors): Donors,
    Extension(bookings): Bookings,
    Path(code): Path<String>,
    Body(so_far): Body<SoFar>,
) -> Result<Json<OwnInquiryPage>, Fault> {
    let (donors, bookings) = (Extension(donors), Extension(bookings));
    let mut tx = auth.read().await?;
    let booking = own_booking(&mut tx, &auth.scope, (&donors, &bookings), (auth.donor, &code)).await?;
    let about = about(&mut tx, &auth.scope, &donors, (auth.donor, &booking)).await?;
    let today = day(tx.now());
    let inquiry = book::inquiry(today)?;
    sheet::checked(inquiry, about, &so_far.answers, today)?;
    let before = db::home(&mut tx, booking.booking_id).await?;
    Ok(Json(OwnInquiryPage {
        consent: policy::consent(today).into(),
        sheet: Filling::of(inquiry, about, so_far.answers, None),
        answered_at: before.map(|before| before.answered_at),
    }))
}

/// Keeps a whole sheet that was answered at home, sealed; the newest counts.
#[utoipa::path(post, path = "/api/recruit/own/inquiry/{code}", tag = "recruit", operation_id = "recruit.own.inquiry",
    params(("code" = String, Path)), request_body = Sheet,
    responses((status = 200, body = OwnInquiryKept), (status = 401), (status = 404), (status = 409)))]
pub(super) async fn answer(
    auth: AsDonor<OwnInquiry>,
    Extension(donors): Donors,
    Extension(bookings): Bookings,
    Path(code): Path<String>,
    Body(sheet): Body<Sheet>,
) -> Result<Answer<OwnInquiryKept>, Fault> {
    let (donors, bookings) = (Extension(donors), Extension(bookings));
    let mut tx = auth.write().await?;
    let booking = own_booking(&mut tx, &auth.scope, (&donors, &bookings), (auth.donor, &code)).await?;
    let about = about(&mut tx, &auth.scope, &donors, (auth.donor, &booking)).await?;
    let today = day(tx.now());
    let inquiry = book::inquiry(today)?;
    inquiry::complete(inquiry, about, &sheet.version, &sheet.answers, today)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason))?;
    let text = serde_json::to_string(&sheet.answers)?;
    let sealed = auth.app.vault.seal(&text)?;
    db::keep_home(&mut tx, (booking.booking_id, auth.donor), &sheet.version, &sealed).await?;
    let answered_at = tx.now();
    tx.ok(OwnInquiryKept { answered_at }).await
}

/// What of the answers at home still stands in `record`'s visit, without what is asked again, and when they were given.
pub(super) async fn standing(
    tx: &mut Tx,
    (donors, vault): (&Donors, &Vault),
    record: &VisitRecord,
    inquiry: &Inquiry,
) -> Result<Option<(Answers, Instant)>, Fault> {
    let Some((booking, donor)) = record.booking_id.zip(record.donor_id) else { return Ok(None) };
    if record.answered_at.is_some() {
        return Ok(None);
    }
    let Some(kept) = db::home(tx, booking).await? else { return Ok(None) };
    let (now, policy) = (tx.now(), policy::home(day(tx.now())));
    let of_this_person = door::same_person(tx, donors, donor).await?.contains(&kept.donor_id);
    if !of_this_person || !rules::home_counts((kept.answered_at, &kept.version), (now, &inquiry.version), policy) {
        return Ok(None);
    }
    let mut answers: Answers = serde_json::from_str(&vault.open(&kept.answers_sealed)?)?;
    answers.retain(|code, _| !policy.again.contains(code));
    Ok(Some((answers, kept.answered_at)))
}
