//! At the door: somebody comes, with a reservation, a document, a name that the staff knows, or nothing.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::booking::{BookingState, DueBooking};
use vena_kernel::{
    clock::Instant,
    eligibility::DonationKind,
    id::{DonorId, SiteId, VisitId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{self, Allowed, Answer, OrgKind, Scope},
    db::{Tx, violated_constraint},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    VisitCreate, VisitIdentify,
    db::{self, Known, NewVisit, VisitRecord},
    gate, policy, rules, view,
    view::Visit,
    words::{IdentifiedBy, Queue},
};
use crate::{Bookings, Donors, day, sessions};

/// Somebody at the door. Without donor, document and reservation: a ticket for somebody whom the desk will ask.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitNew {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Whom the staff has found.
    #[garde(skip)]
    donor_id: Option<DonorId>,
    /// The whole number of the document that was shown or read.
    #[garde(length(chars, min = 1, max = 40))]
    document_number: Option<String>,
    /// The code of a reservation.
    #[garde(length(chars, min = 1, max = 60))]
    booking_code: Option<String>,
    /// What is to be given; as the reservation says when there is one, otherwise whole blood.
    #[garde(skip)]
    kind: Option<DonationKind>,
    /// Temperature at the door, measured by hand, °C.
    #[garde(skip)]
    gate_temperature_c: Option<f64>,
}

/// By what somebody says who they are.
pub(super) struct Says<'a> {
    pub(super) donor_id: Option<DonorId>,
    pub(super) document_number: Option<&'a str>,
    pub(super) booking_code: Option<&'a str>,
}

/// The desks that know donors and reservations.
pub(super) struct Desks<'a> {
    pub(super) donors: &'a Donors,
    pub(super) bookings: &'a Bookings,
}

/// Somebody who comes.
pub(super) struct Comer {
    pub(super) known: Option<Known>,
    pub(super) booking: Option<DueBooking>,
}

/// Somebody comes: a ticket. One person has one open visit, wherever.
#[utoipa::path(post, path = "/api/collect/visits", tag = "collect", operation_id = "collect.visit.create",
    request_body = VisitNew, responses((status = 201, body = Visit)))]
pub(super) async fn create(
    auth: Allowed<VisitCreate>,
    Extension(donors): Donors,
    Extension(bookings): Bookings,
    Body(new): Body<VisitNew>,
) -> Result<Answer<Visit>, Fault> {
    station_only(&auth.scope)?;
    let mut tx = auth.write().await?;
    let site = own_site(&mut tx, &auth.scope, new.site_id).await?;
    let says = Says {
        donor_id: new.donor_id,
        document_number: new.document_number.as_deref(),
        booking_code: new.booking_code.as_deref(),
    };
    let desks = Desks { donors: &Extension(donors), bookings: &Extension(bookings) };
    let comer = comer(&mut tx, &auth.scope, &desks, site, &says).await?;
    let id = arrive(&mut tx, &auth.scope, &desks, (site, comer), (new.kind, None)).await?;
    gate::at_arrival(&mut tx, &auth.scope, id, new.gate_temperature_c).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.created(visit).await
}

/// Blood is collected by the station.
pub(super) fn station_only(scope: &Scope) -> Result<(), Refusal> {
    if scope.org_kind == OrgKind::Station {
        return Ok(());
    }
    let reason = say!("采血只由采供血机构进行", "blood is collected by the station only");
    Err(Refusal::new("visit.station-only", reason))
}

pub(super) async fn own_site(tx: &mut Tx, scope: &Scope, site: Option<SiteId>) -> Result<SiteId, Fault> {
    let site = site.unwrap_or(scope.site);
    if auth::db::site_belongs(tx, site, scope.org).await? {
        return Ok(site);
    }
    Err(Problem::not_found("site", site).into())
}

/// Who it is, and which reservation brings them here today.
pub(super) async fn comer(
    tx: &mut Tx,
    scope: &Scope,
    desks: &Desks<'_>,
    site: SiteId,
    says: &Says<'_>,
) -> Result<Comer, Fault> {
    let named = match says.booking_code {
        Some(code) => Some(reserved(tx, scope, desks, site, code).await?),
        None => None,
    };
    let (donor, by) = match (says.document_number, says.donor_id) {
        (Some(number), _) => (Some(by_document(tx, scope, desks.donors, number).await?), IdentifiedBy::Document),
        (None, Some(donor)) => (Some(donor), IdentifiedBy::Staff),
        (None, None) => (named.as_ref().and_then(|booking| booking.donor_id), IdentifiedBy::Booking),
    };
    let Some(donor) = donor else { return Ok(Comer { known: None, booking: named }) };
    if let Some(reserved_by) = named.as_ref().and_then(|booking| booking.donor_id) {
        of_this_person(reserved_by, &same_person(tx, desks.donors, donor).await?)?;
    }
    let booking = match named {
        Some(booking) => Some(booking),
        None => desks.bookings.due(tx, scope, donor, site).await?,
    };
    Ok(Comer { known: Some(known(tx, scope, desks.donors, donor, by).await?), booking })
}

/// The donor behind the whole number of a document.
async fn by_document(tx: &mut Tx, scope: &Scope, donors: &Donors, number: &str) -> Result<DonorId, Fault> {
    donors.by_document(tx, scope, number).await?.ok_or_else(|| {
        let reason = say!(
            "没有找到该证件的献血者档案，请到服务台登记",
            "there is no file of this document: register at the desk first"
        );
        // The number itself is never repeated.
        Problem::invalid("document_number", "", "visit.document-unknown", reason).into()
    })
}

pub(super) async fn known(
    tx: &mut Tx,
    scope: &Scope,
    donors: &Donors,
    donor: DonorId,
    by: IdentifiedBy,
) -> Result<Known, Fault> {
    let brief = donors.brief(tx, scope, donor).await?;
    let brief = brief.ok_or_else(|| Problem::not_found("donor", donor))?;
    Ok(Known { donor_id: brief.donor_id, name_masked: brief.name_masked, male: brief.male, by })
}

/// Every file of one person.
pub(crate) async fn same_person(tx: &mut Tx, donors: &Donors, donor: DonorId) -> Result<Vec<DonorId>, Fault> {
    donors.same_person(tx, donor).await
}

/// The reservation of a code, if it is for here and today and not over.
async fn reserved(
    tx: &mut Tx,
    scope: &Scope,
    desks: &Desks<'_>,
    site: SiteId,
    code: &str,
) -> Result<DueBooking, Fault> {
    let found = desks.bookings.by_code(tx, scope, code).await?;
    let booking = found.ok_or_else(|| {
        let reason = say!("没有这个预约码", "there is no reservation of this code");
        Problem::invalid("booking_code", code, "visit.booking-unknown", reason)
    })?;
    for_here(&booking, site, tx.now())?;
    Ok(booking)
}

/// Whether a reservation by `reserved_by` brings the person of these files.
pub(super) fn of_this_person(reserved_by: DonorId, files: &[DonorId]) -> Result<(), Refusal> {
    if files.contains(&reserved_by) {
        return Ok(());
    }
    let reason = say!("预约码是另一位献血者的", "this reservation is another donor's");
    Err(Refusal::new("visit.booking-of-another", reason))
}

/// Whether a reservation is for this place and this day, and still stands.
pub(super) fn for_here(booking: &DueBooking, site: SiteId, now: Instant) -> Result<(), Refusal> {
    let on = day(booking.starts_at);
    if on != day(now) {
        let reason = say!("预约的是 {on}，不是今天", "the reservation is for {on}, not for today");
        return Err(Refusal::new("visit.booking-day", reason));
    }
    if booking.site_id != site {
        let reason = say!(
            "预约的是另一个献血点；可作为未预约者取号",
            "the reservation is for another place; a ticket without reservation is possible"
        );
        return Err(Refusal::new("visit.booking-elsewhere", reason));
    }
    let over = [BookingState::Fulfilled, BookingState::Cancelled, BookingState::Moved, BookingState::Offered];
    if over.contains(&booking.state) {
        let reason = say!("这个预约已取消、改期或用过", "this reservation was cancelled, moved or used");
        return Err(Refusal::new("visit.booking-over", reason));
    }
    Ok(())
}

/// Opens the visit of somebody who comes; `kiosk_until` when a kiosk goes on with it.
pub(super) async fn arrive(
    tx: &mut Tx,
    scope: &Scope,
    desks: &Desks<'_>,
    (site_id, comer): (SiteId, Comer),
    (kind, kiosk_until): (Option<DonationKind>, Option<Instant>),
) -> Result<VisitId, Fault> {
    if let Some(known) = &comer.known
        && let Some(open) = open_visit(tx, desks.donors, known.donor_id).await?
    {
        return Err(already_open(&open).into());
    }
    let now = tx.now();
    sessions::open_or_refuse(tx, site_id, now).await?;
    let today = day(now);
    let booking = comer.booking.as_ref();
    let kind = kind.or(booking.map(|booking| booking.kind)).unwrap_or(DonationKind::WholeBlood);
    let queue = Queue::of(booking.is_some(), kind);
    let visit_id = VisitId::from_uuid(tx.new_id());
    let new = NewVisit {
        visit_id,
        site_id,
        day: today,
        queue,
        number: db::next_number(tx, site_id, today, queue).await?,
        known: comer.known,
        kind,
        booking: booking.map(|booking| (booking.booking_id, booking.starts_at)),
        kiosk_until,
    };
    db::insert(tx, scope, &new).await.map_err(taken)?;
    if let Some(booking) = booking {
        desks.bookings.arrived(tx, booking.booking_id).await?;
    }
    Ok(visit_id)
}

/// The open visit of a person, once nobody else registers the same person. What is left of an earlier day is over.
pub(super) async fn open_visit(tx: &mut Tx, donors: &Donors, donor: DonorId) -> Result<Option<VisitRecord>, Fault> {
    let files = same_person(tx, donors, donor).await?;
    db::lock_donor(tx, files.first().copied().unwrap_or(donor)).await?;
    let open = db::open_of(tx, &files).await?;
    let today = day(tx.now());
    if open.as_ref().is_some_and(|open| open.day < today) {
        db::close_before(tx, today).await?;
        return Ok(None);
    }
    Ok(open)
}

fn already_open(open: &VisitRecord) -> Refusal {
    let (ticket, zh, en) = (open.ticket(), &open.site_name, &open.site_name_en);
    let reason = say!(
        "该献血者今天已在 {zh} 取号 {ticket}，到访尚未结束",
        "this donor has the open ticket {ticket} at {en} today"
    );
    Refusal::new("visit.already-open", reason)
}

fn taken(error: sqlx::Error) -> Fault {
    match violated_constraint(&error) {
        Some("visit_open") => {
            let reason = say!("该献血者已在别处取号", "this donor has an open visit already");
            Refusal::new("visit.already-open", reason).into()
        }
        Some("visit_booking") => {
            let reason = say!("这个预约已经取过号", "this reservation has its ticket already");
            Refusal::new("visit.booking-over", reason).into()
        }
        _ => error.into(),
    }
}

/// Who somebody is.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitIdentity {
    /// Whom the staff has found.
    #[garde(skip)]
    donor_id: Option<DonorId>,
    /// The whole number of the document that was shown.
    #[garde(length(chars, min = 1, max = 40))]
    document_number: Option<String>,
}

/// Says who somebody with a ticket is, or that the document was shown by somebody who came with a reservation.
#[utoipa::path(post, path = "/api/collect/visits/{id}/identify", tag = "collect", operation_id = "collect.visit.identify",
    params(("id" = VisitId, Path)), request_body = VisitIdentity, responses((status = 200, body = Visit)))]
pub(super) async fn identify(
    auth: Allowed<VisitIdentify>,
    Extension(donors): Donors,
    Path(id): Path<VisitId>,
    Body(asked): Body<VisitIdentity>,
) -> Result<Answer<Visit>, Fault> {
    let donors = Extension(donors);
    let mut tx = auth.write().await?;
    let (donor, by) = match (&asked.document_number, asked.donor_id) {
        (Some(number), _) => (by_document(&mut tx, &auth.scope, &donors, number).await?, IdentifiedBy::Document),
        (None, Some(donor)) => (donor, IdentifiedBy::Staff),
        (None, None) => {
            let reason = say!("请给出献血者或证件号码", "name the donor or the number of the document");
            return Err(Problem::invalid("donor_id", "", "visit.nobody", reason).into());
        }
    };
    let open = open_visit(&mut tx, &donors, donor).await?;
    let record = view::opened(&mut tx, &auth.scope, id).await?;
    rules::may_call(&view::stand(&record))?;
    not_another(&mut tx, &donors, &record, donor).await?;
    if let Some(open) = open.filter(|open| open.visit_id != id) {
        return Err(already_open(&open).into());
    }
    let known = known(&mut tx, &auth.scope, &donors, donor, by).await?;
    db::identify(&mut tx, id, &known).await.map_err(taken)?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}

/// A ticket does not change hands: answers and checks would go along.
async fn not_another(tx: &mut Tx, donors: &Donors, record: &VisitRecord, donor: DonorId) -> Result<(), Fault> {
    let Some(before) = record.donor_id.filter(|before| *before != donor) else { return Ok(()) };
    if same_person(tx, donors, before).await?.contains(&donor) {
        return Ok(());
    }
    let name = record.donor_name_masked.clone().unwrap_or_default();
    let reason = say!(
        "该号是 {name} 的，证件是另一人的：请以“登记有误”结束后重新取号",
        "this ticket is {name}'s and the document another person's: end the visit as a mistake and begin anew"
    );
    Err(Refusal::new("visit.another-person", reason).into())
}

/// Until when a kiosk may go on with a visit that it opens now.
pub(super) fn kiosk_until(now: Instant) -> Instant {
    now.plus_seconds(policy::visits(day(now)).kiosk_minutes * 60)
}
