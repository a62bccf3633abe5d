//! Routes of groups.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DonorId, SiteId},
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};

use super::{GroupCancel, GroupCreate, GroupList, GroupName, GroupView, db};
use crate::{
    Messages,
    bookings::{
        act::{self, Desk},
        code, comes, db as bookings, known_new,
        rules::By,
        tell::{made_words, tell},
        view::{Booking, kind as kind_of_row},
        weights,
    },
    sites::{
        Spot,
        book::{BookingBook, Limits},
        calendar::{Calendar, Offered},
        db as sites, kind_word,
    },
    today,
};

/// A group that wants places.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupNew {
    /// What it is called.
    #[garde(length(chars, min = 2, max = 100))]
    name: String,
    /// Who speaks for it.
    #[garde(length(chars, min = 1, max = 60))]
    contact_name: String,
    /// Their phone; kept sealed.
    #[garde(length(chars, min = 5, max = 30))]
    contact_phone: String,
    /// Where.
    #[garde(skip)]
    site_id: SiteId,
    /// Which day.
    #[garde(skip)]
    day: Day,
    /// Not before this moment of the day; from its beginning when absent.
    #[garde(skip)]
    from: Option<Instant>,
    /// What shall be given.
    #[garde(skip)]
    kind: DonationKind,
    /// How many places.
    #[garde(range(min = 1, max = 1000))]
    places: i32,
}

/// One person of a group.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupPerson {
    /// Who.
    #[garde(skip)]
    donor_id: DonorId,
}

/// Why a group is cancelled.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupEnd {
    /// For the record; its people read it.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// A group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BookingGroup)]
pub(super) struct Group {
    /// Identity.
    group_id: Uuid,
    /// What it is called.
    name: String,
    /// Who speaks for it.
    contact_name: String,
    /// Their phone.
    contact_phone: String,
    /// Where.
    site: Spot,
    /// Which day.
    day: Day,
    /// How many places it asked for.
    places: i32,
    /// `open`, `cancelled` or `held`.
    state: String,
    /// Places without a name.
    open: i64,
    /// Places with a name.
    named: i64,
    /// How many have come.
    came: i64,
    /// When it was reserved.
    made_at: Instant,
    /// Its places; only when one group is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bookings: Vec<Booking>,
}

impl Group {
    fn of(row: db::GroupRow, vault: &Vault, bookings: Vec<Booking>) -> Result<Self, Fault> {
        Ok(Self {
            group_id: row.group_id,
            name: row.name,
            contact_name: row.contact_name,
            contact_phone: vault.open(&row.contact_phone_sealed)?,
            site: Spot { site_id: row.site_id, name: Text::new(row.site_name, row.site_name_en) },
            day: row.day,
            places: row.places,
            state: row.state,
            open: row.open,
            named: row.named,
            came: row.came,
            made_at: row.made_at,
            bookings,
        })
    }
}

/// Groups from today on.
#[utoipa::path(get, path = "/api/recruit/groups", tag = "recruit", operation_id = "recruit.group.list",
    responses((status = 200, body = Vec<Group>)))]
pub(super) async fn list(auth: Allowed<GroupList>) -> Result<Json<Vec<Group>>, Fault> {
    let mut tx = auth.read().await?;
    let today = today::day(tx.now());
    let rows = db::list(&mut tx, &auth.scope, today, None).await?;
    let groups: Result<Vec<Group>, Fault> =
        rows.into_iter().map(|row| Group::of(row, &auth.app.vault, Vec::new())).collect();
    Ok(Json(groups?))
}

/// A group with its people.
#[utoipa::path(get, path = "/api/recruit/groups/{id}", tag = "recruit", operation_id = "recruit.group.view",
    params(("id" = Uuid, Path)), responses((status = 200, body = Group)))]
pub(super) async fn view(auth: Allowed<GroupView>, Path(id): Path<Uuid>) -> Result<Json<Group>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(full(&mut tx, &auth.scope, &auth.app.vault, id).await?))
}

async fn full(tx: &mut Tx, scope: &Scope, vault: &Vault, id: Uuid) -> Result<Group, Fault> {
    let (now, today) = (tx.now(), today::day(tx.now()));
    let row = db::list(tx, scope, today, Some(id)).await?.pop().ok_or_else(|| Problem::not_found("group", id))?;
    let bookings = db::bookings(tx, scope, id).await?;
    let bookings = bookings.into_iter().map(|row| Booking::of(row, scope, now, By::Staff)).collect();
    Group::of(row, vault, bookings)
}

/// Reserves places for a group: all of them or none.
#[utoipa::path(post, path = "/api/recruit/groups", tag = "recruit", operation_id = "recruit.group.create",
    request_body = GroupNew, responses((status = 201, body = Group)))]
pub(super) async fn create(auth: Allowed<GroupCreate>, Body(new): Body<GroupNew>) -> Result<Answer<Group>, Fault> {
    let mut tx = auth.write().await?;
    let now = tx.now();
    let limits = BookingBook::get().limits(today::day(now))?;
    not_too_large(limits, new.places)?;
    sites::lock_day(&mut tx, new.site_id, new.day).await?;
    let calendar = Calendar::load(&mut tx, &auth.scope, &[new.site_id], (new.day, new.day)).await?;
    let site_day = calendar.day(new.site_id, new.day).ok_or_else(|| Problem::not_found("site", new.site_id))?;
    let from = new.from.unwrap_or(now).max(now);
    let mut places = site_day.places(new.kind, true)?;
    places.retain(|place| place.starts_at >= from);
    enough(&places, new.places)?;
    let id = tx.new_id();
    let sealed = auth.app.vault.seal(&new.contact_phone)?;
    let group = db::NewGroup {
        id,
        name: &new.name,
        contact_name: &new.contact_name,
        contact_phone_sealed: &sealed,
        site: new.site_id,
        day: new.day,
        places: new.places,
    };
    db::insert(&mut tx, &auth.scope, &group).await?;
    reserve(&mut tx, &auth.scope, (id, &new), places).await?;
    tx.announce("bookings", Some(auth.scope.org)).await?;
    let group = full(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.created(group).await
}

/// Refuses by `group.too-large`.
fn not_too_large(limits: &Limits, places: i32) -> Result<(), Refusal> {
    let (most, clause) = (limits.group_places_max, &limits.basis.source);
    if places <= most {
        return Ok(());
    }
    let reason = say!(
        "团体一次最多预留 {most} 个名额，您填写 {places} 个（依据：{clause}）",
        "a group reserves {most} places at once at most, not {places} (by: {clause})"
    );
    Err(Refusal::new("group.too-large", reason))
}

/// Refuses by `group.places-left`: all or nothing.
fn enough(places: &[Offered], wanted: i32) -> Result<(), Refusal> {
    let left: i32 = places.iter().map(Offered::left).sum();
    if left >= wanted {
        return Ok(());
    }
    let reason = say!(
        "当日该站点还剩 {left} 个可预留名额，需要 {wanted} 个；请换一天、换站点，或安排献血车专场",
        "{left} places are left there on that day, {wanted} are wanted; choose another day or site, or plan a stop of a vehicle"
    );
    Err(Refusal::new("group.places-left", reason))
}

/// Takes the first free places.
async fn reserve(
    tx: &mut Tx,
    scope: &Scope,
    (group, new): (Uuid, &GroupNew),
    places: Vec<Offered>,
) -> Result<(), Fault> {
    let mut wanted = new.places;
    for mut place in places {
        let mut machines = place.slot.machines.clone().into_iter();
        while wanted > 0 && place.left() > 0 {
            let machine = machines.next();
            let seat = if machine.is_some() { 1 } else { place.seat() };
            let code = code::code(tx.new_id());
            let row = bookings::NewBooking {
                id: BookingId::from_uuid(tx.new_id()),
                code: &code,
                org: scope.org,
                site: new.site_id,
                day: new.day,
                kind: kind_word(new.kind),
                starts_at: place.starts_at,
                ends_at: place.ends_at,
                seat,
                machine,
                donor: None,
                group: Some(group),
                state: "booked",
                source: "group",
                offer_until: None,
                habit: bookings::Habit::default(),
                expected_show: 1.0,
                by: Some(scope.user),
            };
            bookings::insert(tx, &row).await?;
            place.seats.push(if machine.is_some() { i32::try_from(place.seats.len()).unwrap_or(0) + 1 } else { seat });
            wanted -= 1;
        }
    }
    Ok(())
}

/// Gives the next place of a group to a donor. Refuses by `group.no-place`, `booking.one-open` and by what speaks against the donation.
#[utoipa::path(post, path = "/api/recruit/groups/{id}/names", tag = "recruit", operation_id = "recruit.group.name",
    params(("id" = Uuid, Path)), request_body = GroupPerson, responses((status = 201, body = Booking)))]
pub(super) async fn name(
    auth: Allowed<GroupName>,
    Extension(messages): Messages,
    Path(id): Path<Uuid>,
    Body(person): Body<GroupPerson>,
) -> Result<Answer<Booking>, Fault> {
    let mut tx = auth.write().await?;
    let today = today::day(tx.now());
    db::list(&mut tx, &auth.scope, today, Some(id)).await?.pop().ok_or_else(|| Problem::not_found("group", id))?;
    let files = act::persons(&mut tx, person.donor_id).await?;
    bookings::lock_person(&mut tx, files[0]).await?;
    if let Some(open) = bookings::open_of(&mut tx, &files).await? {
        return Err(act::one_open(&open).into());
    }
    let place = db::unnamed(&mut tx, id).await?.ok_or_else(no_place)?;
    let booking = act::found(&mut tx, &auth.scope, place).await?;
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    act::may_donate(&mut tx, &desk, files[0], (kind_of_row(&booking), booking.day)).await?;
    let habit = bookings::habit(&mut tx, &files).await?;
    let lead_days = booking.starts_at.seconds_since(tx.now()) as f64 / 86_400.0;
    let known = known_new(habit, lead_days, (booking.machine_id.is_some(), booking.day));
    let expected = comes(&weights(&mut tx).await?, &known);
    if !bookings::name(&mut tx, place, files[0], habit, expected).await? {
        return Err(act::another_open().into());
    }
    let booking = act::found(&mut tx, &auth.scope, place).await?;
    tell(&mut tx, &*messages, &booking, ("booking_made", made_words(&booking))).await?;
    tx.announce("bookings", Some(auth.scope.org)).await?;
    let booking = Booking::of(booking, &auth.scope, tx.now(), By::Staff);
    tx.created(booking).await
}

fn no_place() -> Refusal {
    let reason = say!("该团体没有未填名单的名额了", "every place of this group has a name already");
    Refusal::new("group.no-place", reason)
}

/// Cancels a group: its places go back, its people are told. Its contact is sent a note.
#[utoipa::path(post, path = "/api/recruit/groups/{id}/cancel", tag = "recruit", operation_id = "recruit.group.cancel",
    params(("id" = Uuid, Path)), request_body = GroupEnd, responses((status = 200, body = Group)))]
pub(super) async fn cancel(
    auth: Allowed<GroupCancel>,
    Extension(messages): Messages,
    Path(id): Path<Uuid>,
    Body(end): Body<GroupEnd>,
) -> Result<Answer<Group>, Fault> {
    let mut tx = auth.write().await?;
    let today = today::day(tx.now());
    let row =
        db::list(&mut tx, &auth.scope, today, Some(id)).await?.pop().ok_or_else(|| Problem::not_found("group", id))?;
    sites::lock_day(&mut tx, row.site_id, row.day).await?;
    if !db::cancel(&mut tx, id).await? {
        let reason = say!("该团体预约已取消", "this group was cancelled already");
        return Err(Refusal::new("group.cancelled", reason).into());
    }
    let mut open = bookings::open_of_day(&mut tx, row.site_id, row.day).await?;
    open.retain(|booking| booking.group_id == Some(id));
    tx.because(&end.reason);
    let desk = Desk { scope: &auth.scope, vault: &auth.app.vault, messages: &*messages, by: By::Staff };
    crate::sites::withdraw(&mut tx, &desk, &open, (&end.reason, None)).await?;
    act::freed(&mut tx, row.site_id, row.day).await?;
    let group = full(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(group).await
}
