//! A trip is planned: which vehicle, which day, which numbers, who goes along.

use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    donation_number::DonationNumber,
    id::{SiteId, TripId, UserId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    app::App,
    auth::{self, Allowed, Answer, OrgKind, Scope},
    db::violated_constraint,
    fault::{Fault, Problem},
    http::{Body, Path, Query},
};
use vena_trip::{
    entry::beginning,
    package::{Duty, pin_verifier},
};

use super::{
    TripCreate, TripPin, TripStaff, db, deciders, keys,
    policy::{Policy, policy},
    view::{Trip, trip_or_404},
};
use crate::{binding, day};

/// Somebody who goes along.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripMemberNew {
    /// The account.
    #[garde(skip)]
    pub(super) user_id: UserId,
    /// What they do.
    #[garde(skip)]
    pub(super) duty: Duty,
}

/// A trip.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripNew {
    /// The vehicle.
    #[garde(skip)]
    site_id: SiteId,
    /// The day.
    #[garde(skip)]
    day: Day,
    /// How many donors are expected.
    #[garde(range(min = 1, max = 1000))]
    expected: i32,
    /// The first number of the roll of labels, scanned or typed.
    #[garde(length(chars, min = 1, max = 100))]
    first_number: String,
    /// How many labels the roll has.
    #[garde(range(min = 1, max = 100_000))]
    numbers: u32,
    /// Who goes along.
    #[garde(length(min = 1, max = 40), dive)]
    crew: Vec<TripMemberNew>,
}

/// A PIN.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripPinNew {
    /// Six to twelve digits.
    #[garde(length(chars, min = 1, max = 40))]
    pin: String,
}

/// Plans a trip. Its numbers belong to it alone from now on.
#[utoipa::path(post, path = "/api/collect/trips", tag = "collect", operation_id = "collect.trip.create", request_body = TripNew,
    responses((status = 201, body = Trip)))]
pub(super) async fn create(auth: Allowed<TripCreate>, Body(new): Body<TripNew>) -> Result<Answer<Trip>, Fault> {
    station_sees(auth.scope.org_kind)?;
    let mut tx = auth.write().await?;
    ahead(new.day, day(tx.now()))?;
    if !auth::db::site_belongs(&mut tx, new.site_id, auth.scope.org).await? {
        return Err(Problem::not_found("site", new.site_id).into());
    }
    let numbers = roll(&new, policy(new.day)?)?;
    physician_along(&new.crew)?;
    crew_known(&mut tx, &auth.scope, &new.crew).await?;
    physicians_decide(&mut tx, &auth.app, &new.crew).await?;
    let trip_id = TripId::from_uuid(tx.new_id());
    let keys = keys::fresh(&auth.app.vault)?;
    let row = db::NewTrip {
        trip_id,
        site_id: new.site_id,
        day: new.day,
        expected: new.expected,
        keys: &keys,
        digest: &beginning(trip_id),
    };
    if let Err(error) = db::insert(&mut tx, &auth.scope, &row).await {
        return Err(if violated_constraint(&error) == Some("trip_day") {
            one_a_day(new.day).into()
        } else {
            error.into()
        });
    }
    if let Some(taken) = db::reserve(&mut tx, trip_id, &numbers).await? {
        return Err(number_taken(taken).into());
    }
    let crew: Vec<(UserId, Duty)> = new.crew.iter().map(|member| (member.user_id, member.duty)).collect();
    db::insert_crew(&mut tx, trip_id, &crew).await?;
    tx.announce("trips", Some(auth.scope.org)).await?;
    let trip = trip_or_404(&mut tx, &auth.scope, trip_id).await?;
    tx.created(trip).await
}

/// Refuses by `trip.station-only`.
pub(super) fn station_sees(kind: OrgKind) -> Result<(), Refusal> {
    if kind == OrgKind::Station {
        return Ok(());
    }
    let reason = say!("外采任务只由采供血机构安排", "trips are planned by the station only");
    Err(Refusal::new("trip.station-only", reason))
}

fn ahead(wanted: Day, today: Day) -> Result<(), Fault> {
    if wanted >= today {
        return Ok(());
    }
    let reason = say!("日期 {wanted} 已过", "the day {wanted} is over");
    Err(Problem::invalid("day", wanted, "trip.day-over", reason).into())
}

fn one_a_day(day: Day) -> Refusal {
    let reason = say!("该车 {day} 已有外采任务", "this vehicle has a trip on {day} already");
    Refusal::new("trip.one-a-day", reason)
}

/// Refuses by `trip.number-taken`.
pub(super) fn number_taken(number: DonationNumber) -> Refusal {
    let reason = say!(
        "编号 {number} 已使用或已属于另一外采任务，请换一卷条码",
        "the number {number} is used or belongs to another trip: take another roll of labels"
    );
    Refusal::new("trip.number-taken", reason)
}

/// Every number of the roll. Refuses by `trip.numbers-max` and `trip.roll-end`.
pub(super) fn numbers_from(first: DonationNumber, count: u32, limits: &Policy) -> Result<Vec<DonationNumber>, Refusal> {
    let most = limits.numbers_max;
    if count > most {
        let reason =
            say!("一次外采最多 {most} 个编号，现为 {count} 个", "a trip takes at most {most} numbers, not {count}");
        return Err(Refusal::new("trip.numbers-max", reason));
    }
    let (start, serial) = first.as_str().split_at(7);
    let serial: u32 = serial.parse().unwrap_or(u32::MAX);
    let number = |step: u32| DonationNumber::from_canonical(&format!("{start}{:06}", serial.saturating_add(step)));
    (0..count).map(number).collect::<Option<Vec<_>>>().ok_or_else(|| {
        let reason = say!("这卷条码超出了流水号 999999", "the roll runs beyond serial number 999999");
        Refusal::new("trip.roll-end", reason)
    })
}

fn roll(new: &TripNew, limits: &Policy) -> Result<Vec<DonationNumber>, Fault> {
    let first = binding::number_of(&new.first_number)
        .map_err(|refusal| Problem::invalid("first_number", &new.first_number, &refusal.rule, refusal.reason))?;
    Ok(numbers_from(first, new.numbers, limits)
        .map_err(|refusal| Problem::invalid("numbers", new.numbers, &refusal.rule, refusal.reason))?)
}

fn physician_along(crew: &[TripMemberNew]) -> Result<(), Fault> {
    if crew.iter().any(|member| member.duty == Duty::Physician) {
        return Ok(());
    }
    let reason = say!("外采须有医师随车", "a physician goes along");
    Err(Problem::invalid("crew", crew.len(), "trip.no-physician", reason).into())
}

/// Refuses by `trip.physician-permission` a physician who may not decide who gives.
async fn physicians_decide(tx: &mut vena_platform::db::Tx, app: &App, crew: &[TripMemberNew]) -> Result<(), Fault> {
    let physicians = crew.iter().filter(|member| member.duty == Duty::Physician);
    let physicians: Vec<UserId> = physicians.map(|member| member.user_id).collect();
    if deciders::among(tx, app, &physicians).await?.len() == physicians.len() {
        return Ok(());
    }
    let reason = say!(
        "随车医师须有判定能否献血的权限",
        "whoever goes along as a physician has the permission to decide who gives"
    );
    Err(Problem::invalid("crew", crew.len(), "trip.physician-permission", reason).into())
}

async fn crew_known(tx: &mut vena_platform::db::Tx, scope: &Scope, crew: &[TripMemberNew]) -> Result<(), Fault> {
    for member in crew {
        if !db::is_staff(tx, scope, member.user_id).await? {
            return Err(Problem::not_found("user", member.user_id).into());
        }
    }
    Ok(())
}

/// Somebody who may go along.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(super) struct TripStaffMember {
    /// The account.
    user_id: UserId,
    /// Name.
    name: String,
    /// Whether they work on this vehicle.
    here: bool,
    /// Whether they may decide who gives: physicians go along who may.
    decides: bool,
}

/// Which vehicle.
#[derive(Debug, Deserialize, utoipa::IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripStaffQuery {
    /// The vehicle.
    #[garde(skip)]
    site_id: SiteId,
}

/// Who may go along on a vehicle: its own people first, at most 300.
#[utoipa::path(get, path = "/api/collect/trips/staff", tag = "collect", operation_id = "collect.trip.staff",
    params(TripStaffQuery), responses((status = 200, body = Vec<TripStaffMember>)))]
pub(super) async fn staff(
    auth: Allowed<TripStaff>,
    Query(query): Query<TripStaffQuery>,
) -> Result<Json<Vec<TripStaffMember>>, Fault> {
    let mut tx = auth.read().await?;
    let found = db::staff(&mut tx, &auth.scope, query.site_id).await?;
    let users: Vec<UserId> = found.iter().map(|(user, _, _)| *user).collect();
    let deciders = deciders::among(&mut tx, &auth.app, &users).await?;
    let member = |(user_id, name, here): (UserId, String, bool)| {
        let decides = deciders.contains(&user_id);
        TripStaffMember { user_id, name, here, decides }
    };
    Ok(Json(found.into_iter().map(member).collect()))
}

/// Sets the caller's own PIN for a trip. It is good on the vehicle of that trip only.
#[utoipa::path(post, path = "/api/collect/trips/{id}/pin", tag = "collect", operation_id = "collect.trip.set_pin",
    params(("id" = TripId, Path)), request_body = TripPinNew, responses((status = 200, body = Trip)))]
pub(super) async fn set_pin(
    auth: Allowed<TripPin>,
    Path(id): Path<TripId>,
    Body(new): Body<TripPinNew>,
) -> Result<Answer<Trip>, Fault> {
    let digits = new.pin.len() >= 6 && new.pin.len() <= 12 && new.pin.chars().all(|c| c.is_ascii_digit());
    if !digits {
        let reason = say!("PIN 应为 6–12 位数字", "a PIN has 6 to 12 digits");
        return Err(Problem::invalid("pin", "***", "trip.pin-form", reason).into());
    }
    let mut tx = auth.write().await?;
    trip_or_404(&mut tx, &auth.scope, id).await?;
    let verifier = pin_verifier(&new.pin).map_err(keys::fault)?;
    if !db::set_pin(&mut tx, id, auth.scope.user, &verifier).await? {
        let reason = say!("您不在这次外采的人员名单中", "you are not among the crew of this trip");
        return Err(Refusal::new("trip.not-crew", reason).into());
    }
    let trip = trip_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(trip).await
}
