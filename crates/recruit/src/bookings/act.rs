//! What may be done with places: seen, taken, exchanged, given back. Called at the desk and by donors for themselves alike.

use uuid::Uuid;
use vena_contracts::care::DonorMessages;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DonorId, SiteId},
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
    vault::Vault,
};

use super::{
    code, db,
    db::BookingRow,
    model,
    other::full,
    rules::{self, By, shown},
    show::one_more,
    tell::{cancelled_words, made_words, moved_words, tell},
    view::state_of,
};
use crate::{
    eligibility,
    sites::{
        book::BookingBook,
        calendar::{Calendar, Offered, SiteDay, later},
        db as sites, kind_title, kind_word,
    },
    today,
};

/// For whom, and with what at hand, something is done.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// Who asks.
    pub(crate) scope: &'a Scope,
    /// Opens what eligibility needs.
    pub(crate) vault: &'a Vault,
    /// Tells donors.
    pub(crate) messages: &'a dyn DonorMessages,
    /// The donor themselves, or somebody for them.
    pub(crate) by: By,
}

/// Which place somebody wants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// Where.
    pub(crate) site: SiteId,
    /// What shall be given.
    pub(crate) kind: DonationKind,
    /// When it begins.
    pub(crate) starts_at: Instant,
}

/// Every file of the person, the one that stands for the person first.
pub(crate) async fn persons(tx: &mut Tx, donor: DonorId) -> Result<Vec<DonorId>, Fault> {
    let files = db::same_person(tx, donor).await?;
    if files.is_empty() {
        return Err(Problem::not_found("donor", donor).into());
    }
    Ok(files)
}

/// The places of `kind` at a site on `days` days from `from` on; past ones left out. 404 when there is no such site.
pub(crate) async fn free_slots(
    tx: &mut Tx,
    scope: &Scope,
    (site, kind): (SiteId, DonationKind),
    (from, days): (Day, i32),
) -> Result<Vec<(Day, Vec<Offered>)>, Fault> {
    let now = tx.now();
    let calendar = Calendar::load(tx, scope, &[site], (from, later(from, days - 1))).await?;
    let mut found = Vec::new();
    for day in calendar.of_site(site) {
        let places = day.places(kind, false)?;
        found.push((day.day, places.into_iter().filter(|place| place.starts_at > now).collect()));
    }
    if found.is_empty() {
        return Err(Problem::not_found("site", site).into());
    }
    Ok(found)
}

/// Books a place for a donor. Refuses by `booking.…` and by what speaks against the donation on that day; what is full names the
/// next places that are free.
pub(crate) async fn book(tx: &mut Tx, desk: &Desk<'_>, donor: DonorId, wanted: Wanted) -> Result<BookingRow, Fault> {
    let files = persons(tx, donor).await?;
    let new =
        Taking { donor: files[0], files: &files, wanted, state: "booked", source: source(desk.by), offer_until: None };
    if let Some(open) = db::open_of(tx, &files).await? {
        return Err(one_open(&open).into());
    }
    let booking = take(tx, desk, &new).await?;
    tell(tx, desk.messages, &booking, ("booking_made", made_words(&booking))).await?;
    tx.announce("bookings", Some(booking.org_id)).await?;
    Ok(booking)
}

/// Exchanges a booking for another place: the old one is given back only when the new one is taken.
pub(crate) async fn rebook(tx: &mut Tx, desk: &Desk<'_>, old: BookingId, wanted: Wanted) -> Result<BookingRow, Fault> {
    let old = held(tx, desk.scope, old).await?;
    let donor = old.donor_id.ok_or_else(|| Problem::not_found("booking", old.booking_id))?;
    may_give_back(tx, desk, &old)?;
    let files = persons(tx, donor).await?;
    let mut days = [(old.site_id, old.day), (wanted.site, today::day(wanted.starts_at))];
    days.sort_unstable();
    for (site, day) in days {
        sites::lock_day(tx, site, day).await?;
    }
    let ending = db::Ending { state: "moved", by: by_word(desk.by), reason: None, replaced_by: None };
    db::end(tx, old.booking_id, &ending).await?;
    let new =
        Taking { donor: files[0], files: &files, wanted, state: "booked", source: source(desk.by), offer_until: None };
    let booking = take(tx, desk, &new).await?;
    db::replaced(tx, old.booking_id, booking.booking_id).await?;
    freed(tx, old.site_id, old.day).await?;
    tell(tx, desk.messages, &booking, ("booking_changed", moved_words(&old, &booking))).await?;
    tx.announce("bookings", Some(booking.org_id)).await?;
    Ok(booking)
}

/// Gives a booking back.
pub(crate) async fn cancel(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: BookingId,
    reason: Option<&str>,
) -> Result<BookingRow, Fault> {
    let old = held(tx, desk.scope, id).await?;
    may_give_back(tx, desk, &old)?;
    let ending = db::Ending { state: "cancelled", by: by_word(desk.by), reason, replaced_by: None };
    db::end(tx, id, &ending).await?;
    if old.state == "offered" {
        crate::waiting::declined(tx, id).await?;
    }
    freed(tx, old.site_id, old.day).await?;
    if old.donor_id.is_some() {
        tell(tx, desk.messages, &old, ("booking_cancelled", cancelled_words(&old))).await?;
    }
    tx.announce("bookings", Some(old.org_id)).await?;
    found(tx, desk.scope, id).await
}

/// The donor says to come.
pub(crate) async fn confirm(tx: &mut Tx, scope: &Scope, id: BookingId) -> Result<BookingRow, Fault> {
    let booking = held(tx, scope, id).await?;
    let weights = model::weights(tx).await?;
    let known = model::known(&booking, true);
    db::confirm(tx, id, super::show::comes(&weights, &known)).await?;
    found(tx, scope, id).await
}

/// The donor is there.
pub(crate) async fn arrive(tx: &mut Tx, scope: &Scope, id: BookingId) -> Result<BookingRow, Fault> {
    let booking = held(tx, scope, id).await?;
    let today = today::day(tx.now());
    rules::may_arrive(state_of(&booking.state), booking.day, today)?;
    db::step(tx, id, &["booked", "missed"], "arrived").await?;
    tx.announce("bookings", Some(booking.org_id)).await?;
    found(tx, scope, id).await
}

/// One booking, or 404.
pub(crate) async fn found(tx: &mut Tx, scope: &Scope, id: BookingId) -> Result<BookingRow, Fault> {
    db::booking(tx, scope, id).await?.ok_or_else(|| Problem::not_found("booking", id).into())
}

/// One booking, or 404; nobody else changes it until this transaction ends.
pub(crate) async fn held(tx: &mut Tx, scope: &Scope, id: BookingId) -> Result<BookingRow, Fault> {
    db::lock(tx, id).await?;
    found(tx, scope, id).await
}

fn may_give_back(tx: &Tx, desk: &Desk<'_>, booking: &BookingRow) -> Result<(), Fault> {
    let now = tx.now();
    let limits = BookingBook::get().limits(today::day(now))?;
    Ok(rules::may_give_back(limits, now, state_of(&booking.state), booking.starts_at, desk.by)?)
}

/// Lets the waiting list know, once this transaction has committed, that there may be a place.
pub(crate) async fn freed(tx: &mut Tx, site: SiteId, day: Day) -> Result<(), Fault> {
    let payload = serde_json::json!({ "site_id": site, "day": day });
    tx.enqueue(super::jobs::OFFER_PLACES, &payload).await
}

/// Somebody takes a place.
#[derive(Debug)]
pub(crate) struct Taking<'a> {
    pub(crate) donor: DonorId,
    pub(crate) files: &'a [DonorId],
    pub(crate) wanted: Wanted,
    pub(crate) state: &'static str,
    pub(crate) source: &'static str,
    pub(crate) offer_until: Option<Instant>,
}

/// Takes a place: looks first, so that what is full refuses without making anybody wait, then again alone.
pub(crate) async fn take(tx: &mut Tx, desk: &Desk<'_>, new: &Taking<'_>) -> Result<BookingRow, Fault> {
    let (now, wanted) = (tx.now(), new.wanted);
    let (today, day) = (today::day(now), today::day(wanted.starts_at));
    rules::may_book(BookingBook::get().limits(today)?, now, wanted.starts_at, desk.by)?;
    may_donate(tx, desk, new.donor, (wanted.kind, day)).await?;
    let asked = Asked {
        habit: db::habit(tx, new.files).await?,
        weights: model::weights(tx).await?,
        measured: model::measured(tx).await?,
        now,
    };
    let calendar = Calendar::load(tx, desk.scope, &[wanted.site], (day, day)).await?;
    choose(&calendar, wanted, day, &asked)?.ok_or_refuse(tx, desk.scope, wanted).await?;
    sites::lock_day(tx, wanted.site, day).await?;
    let calendar = Calendar::load(tx, desk.scope, &[wanted.site], (day, day)).await?;
    let chosen = choose(&calendar, wanted, day, &asked)?.ok_or_refuse(tx, desk.scope, wanted).await?;
    let id = BookingId::from_uuid(tx.new_id());
    let code = code::code(tx.new_id());
    let row = db::NewBooking {
        id,
        code: &code,
        org: desk.scope.org,
        site: wanted.site,
        day,
        kind: kind_word(wanted.kind),
        starts_at: wanted.starts_at,
        ends_at: chosen.ends_at,
        seat: chosen.seat,
        machine: chosen.machine,
        donor: Some(new.donor),
        group: None,
        state: new.state,
        source: new.source,
        offer_until: new.offer_until,
        habit: asked.habit,
        expected_show: chosen.expected_show,
        by: (new.source != "waiting").then_some(desk.scope.user),
    };
    if !db::insert(tx, &row).await? {
        let open = db::open_of(tx, new.files).await?;
        return Err(open.as_ref().map_or_else(another_open, one_open).into());
    }
    found(tx, desk.scope, id).await
}

/// Somebody was faster, in a transaction that is not to be seen from here yet.
pub(crate) fn another_open() -> Refusal {
    let reason =
        say!("该献血者刚刚有了另一个预约，请刷新后查看", "another booking of this donor was made just now; look again");
    Refusal::new("booking.one-open", reason)
}

/// Whether the donor may give on the day of the place. The first rule that says no is told with its clause.
pub(crate) async fn may_donate(
    tx: &mut Tx,
    desk: &Desk<'_>,
    donor: DonorId,
    (kind, day): (DonationKind, Day),
) -> Result<(), Fault> {
    let verdicts = eligibility::verdicts(tx, desk.scope, desk.vault, (donor, day, &[])).await?;
    let verdict = verdicts.iter().find(|verdict| verdict.kind == kind);
    let verdict = verdict.ok_or_else(|| Problem::not_found("donor", donor))?;
    Ok(verdict.decision()?)
}

/// What decides besides the calendar.
struct Asked {
    habit: db::Habit,
    weights: super::show::Weights,
    /// The model rests on enough outcomes of our own, so that places may be promised twice.
    measured: bool,
    now: Instant,
}

/// A place that can be had.
struct Chosen {
    ends_at: Instant,
    seat: i32,
    machine: Option<Uuid>,
    expected_show: f64,
}

enum Choice {
    Place(Chosen),
    Full(i32),
}

impl Choice {
    async fn ok_or_refuse(self, tx: &mut Tx, scope: &Scope, wanted: Wanted) -> Result<Chosen, Fault> {
        match self {
            Self::Place(chosen) => Ok(chosen),
            Self::Full(places) => Err(full(tx, scope, wanted, places).await?.into()),
        }
    }
}

fn choose(calendar: &Calendar, wanted: Wanted, day: Day, asked: &Asked) -> Result<Choice, Fault> {
    let site_day = calendar.day(wanted.site, day).ok_or_else(|| Problem::not_found("site", wanted.site))?;
    let places = site_day.places(wanted.kind, false)?;
    let Some(place) = places.iter().find(|place| place.starts_at == wanted.starts_at) else {
        return no_such_place(site_day, wanted);
    };
    let on_machine = !place.slot.machines.is_empty();
    let lead_days = wanted.starts_at.seconds_since(asked.now) as f64 / 86_400.0;
    let known = model::known_new(asked.habit, lead_days, (on_machine, day));
    let expected_show = super::show::comes(&asked.weights, &known);
    let chosen = |machine: Option<Uuid>| Chosen {
        ends_at: place.ends_at,
        seat: if machine.is_some() { 1 } else { place.seat() },
        machine,
        expected_show,
    };
    if on_machine {
        return Ok(Choice::Place(chosen(place.slot.machines.first().copied())));
    }
    let beyond = if asked.measured { BookingBook::get().overbooking(day)?.too_many_per_mille } else { 0 };
    let places = usize::try_from(place.slot.promised).unwrap_or(0);
    let fits = place.chances.len() < places || (beyond > 0 && one_more(&place.chances, expected_show, places, beyond));
    Ok(if fits { Choice::Place(chosen(None)) } else { Choice::Full(place.slot.promised) })
}

/// A machine's place that somebody has is not offered any more: that is full. Everything else was never a place.
fn no_such_place(site_day: &SiteDay, wanted: Wanted) -> Result<Choice, Fault> {
    let taken = |held: &crate::sites::calendar::Held| {
        held.machine_id.is_some() && held.starts_at <= wanted.starts_at && wanted.starts_at < held.ends_at
    };
    let taken = site_day.held.iter().filter(|held| taken(held)).count();
    if taken > 0 && BookingBook::get().place(wanted.kind, site_day.day)?.on_machine {
        return Ok(Choice::Full(i32::try_from(taken).unwrap_or(i32::MAX)));
    }
    let (shown, Text { zh, en }) = (shown(wanted.starts_at), kind_title(wanted.kind));
    let reason = say!(
        "{shown} 没有{zh}的预约时段：该站点此时不开放或没有设备",
        "there is no place for {en} at {shown}: the site is not open or has no machine then"
    );
    Err(Refusal::new("booking.no-such-place", reason).into())
}

pub(crate) fn one_open(open: &BookingRow) -> Refusal {
    let (at, zh, en) = (shown(open.starts_at), &open.site_name, &open.site_name_en);
    let reason = say!(
        "该献血者已有预约：{at} {zh}；请改约或先取消",
        "this donor has a booking already: {at}, {en}; move it or cancel it first"
    );
    Refusal::new("booking.one-open", reason)
}

pub(crate) fn source(by: By) -> &'static str {
    match by {
        By::Donor => "donor",
        By::Staff => "staff",
    }
}

fn by_word(by: By) -> &'static str {
    source(by)
}
