//! Joining, offering, taking, passing on.

use std::{collections::BTreeSet, sync::Arc};

use uuid::Uuid;
use vena_contracts::{booking::BookingState, care::DonorMessages};
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, DonorId, OrgId, SiteId, UserId},
    refusal::Refusal,
    say,
    text::Lang,
};
use vena_platform::{
    app::App,
    auth::{OrgKind, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::db;
use crate::{
    bookings::{
        act::{self, Desk, Taking, Wanted},
        db as bookings,
        db::BookingRow,
        jobs::is_quiet,
        rules::{By, shown},
        tell::{offer_words, tell},
        view::state_of,
    },
    sites::{
        book::{BookingBook, Limits},
        calendar::{Calendar, later},
        db as sites, kind_of, kind_word,
    },
    today,
};

/// After so many unanswered offers nobody is asked any more.
const OFFERS_MAX: i32 = 3;

/// Puts a donor on the list of a site, for the days from `from` to `until`. Refuses by `waiting.days`, `waiting.too-many`,
/// `waiting.once` and by what speaks against the donation.
pub(crate) async fn join(
    tx: &mut Tx,
    desk: &Desk<'_>,
    donor: DonorId,
    (site, kind): (SiteId, DonationKind),
    (from, until): (Day, Day),
) -> Result<Uuid, Fault> {
    let today = today::day(tx.now());
    let limits = BookingBook::get().limits(today)?;
    let files = act::persons(tx, donor).await?;
    may_wait(limits, today, (from, until))?;
    if sites::basics(tx, desk.scope, &[site]).await?.is_empty() {
        return Err(Problem::not_found("site", site).into());
    }
    let waits = db::list(tx, desk.scope, None, Some(&files)).await?.len();
    not_too_many(limits, waits)?;
    act::may_donate(tx, desk, donor, (kind, until)).await?;
    let id = tx.new_id();
    let new = db::NewWaiting { id, donor: files[0], site, kind: kind_word(kind), from, until };
    if !db::insert(tx, &new).await? {
        let reason = say!("该献血者已在本站点候补", "this donor waits for a place at this site already");
        return Err(Refusal::new("waiting.once", reason).into());
    }
    for day in crate::sites::calendar::days_between(from, until) {
        act::freed(tx, site, day).await?;
    }
    tx.announce("bookings", None).await?;
    Ok(id)
}

/// Refuses by `waiting.days` days that are over, turned round or too far ahead.
pub(super) fn may_wait(limits: &Limits, today: Day, (from, until): (Day, Day)) -> Result<(), Refusal> {
    let last = later(today, limits.days_ahead_max);
    if from <= until && today <= until && until <= last {
        return Ok(());
    }
    let clause = &limits.basis.source;
    let reason = say!(
        "候补日期 {from} 至 {until} 无效：须在 {today} 至 {last} 之内（依据：{clause}）",
        "nobody can wait from {from} to {until}: the days lie between {today} and {last} (by: {clause})"
    );
    Err(Refusal::new("waiting.days", reason))
}

/// Refuses by `waiting.too-many`.
pub(super) fn not_too_many(limits: &Limits, waits: usize) -> Result<(), Refusal> {
    let (most, clause) = (limits.waiting_per_donor_max, &limits.basis.source);
    if i64::try_from(waits).unwrap_or(i64::MAX) < most {
        return Ok(());
    }
    let reason = say!(
        "已有 {waits} 个候补，最多 {most} 个（依据：{clause}）",
        "the donor waits at {waits} places already, {most} at most (by: {clause})"
    );
    Err(Refusal::new("waiting.too-many", reason))
}

/// Takes somebody off the list. Refuses by `waiting.not-waiting`.
pub(crate) async fn leave(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<(), Fault> {
    if db::leave(tx, scope, id).await? {
        return tx.announce("bookings", None).await;
    }
    let reason = say!(
        "不在候补中，或已有名额待确认",
        "this one does not wait any more, or was offered a place that waits for an answer"
    );
    Err(Refusal::new("waiting.not-waiting", reason).into())
}

/// Takes an offered place; an earlier booking of the donor is given back for it. Refuses by `waiting.offer-over`.
pub(crate) async fn accept(tx: &mut Tx, desk: &Desk<'_>, id: BookingId) -> Result<BookingRow, Fault> {
    let seen = act::found(tx, desk.scope, id).await?;
    let donor = seen.donor_id.ok_or_else(|| Problem::not_found("booking", id))?;
    bookings::lock_person(tx, donor).await?;
    let offer = act::held(tx, desk.scope, id).await?;
    if state_of(&offer.state) == BookingState::Booked {
        return Ok(offer);
    }
    in_time(&offer, tx.now())?;
    let files = act::persons(tx, donor).await?;
    if let Some(old) = bookings::open_of(tx, &files).await? {
        let ending = bookings::Ending { state: "moved", by: act::source(desk.by), reason: None, replaced_by: Some(id) };
        bookings::end(tx, old.booking_id, &ending).await?;
        act::freed(tx, old.site_id, old.day).await?;
    }
    bookings::step(tx, id, &["offered"], "booked").await?;
    db::taken(tx, id).await?;
    let booking = act::found(tx, desk.scope, id).await?;
    tell(tx, desk.messages, &booking, ("booking_made", crate::bookings::tell::made_words(&booking))).await?;
    tx.announce("bookings", Some(booking.org_id)).await?;
    Ok(booking)
}

fn in_time(offer: &BookingRow, now: Instant) -> Result<(), Refusal> {
    if state_of(&offer.state) == BookingState::Offered && offer.offer_until.is_some_and(|until| now <= until) {
        return Ok(());
    }
    let until = offer.offer_until.map(shown).unwrap_or_default();
    let reason = say!(
        "该候补名额已过确认时间（{until}）或已取消，您仍在候补名单中",
        "this place was to be taken before {until} or is gone; you are still on the waiting list"
    );
    Err(Refusal::new("waiting.offer-over", reason))
}

/// An offered place was given back by the donor.
pub(crate) async fn declined(tx: &mut Tx, booking: BookingId) -> Result<(), Fault> {
    db::went_by(tx, booking, OFFERS_MAX).await
}

/// One round by the clock: offers whose time is over go on, and places that are free find those who wait.
pub(crate) async fn run(app: &App, messages: &dyn DonorMessages) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let today = today::day(tx.now());
    for (booking, ..) in db::expire(&mut tx).await? {
        db::went_by(&mut tx, booking, OFFERS_MAX).await?;
    }
    db::end_past(&mut tx, today).await?;
    let last = later(today, BookingBook::get().limits(today)?.days_ahead_max);
    let wanted: BTreeSet<(SiteId, Day)> = db::wanted(&mut tx, today, last).await?.into_iter().collect();
    tx.commit().await?;
    for (site, day) in wanted {
        offer(app, messages, site, day).await?;
    }
    Ok(())
}

/// Offers the free places of one site and day to those who wait for them, in the order of waiting. Not in the quiet hours: an offer
/// that nobody reads helps nobody.
pub(crate) async fn offer(app: &App, messages: &dyn DonorMessages, site: SiteId, day: Day) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let now = tx.now();
    if is_quiet(now) {
        return Ok(());
    }
    let limits = BookingBook::get().limits(today::day(now))?;
    sites::lock_day(&mut tx, site, day).await?;
    let queue = db::queue(&mut tx, site, day).await?;
    let Some(org) = org_of(&mut tx, site, &queue).await? else { return Ok(()) };
    let scope = system(org, site);
    let desk = Desk { scope: &scope, vault: &app.vault, messages, by: By::Staff };
    for (waiting, donor, kind) in queue {
        let Some(kind) = kind_of(&kind) else { continue };
        let place =
            earliest(&mut tx, &scope, (site, kind, day), now.plus_seconds(limits.offer_minutes_before * 60)).await?;
        let Some(starts_at) = place else { continue };
        let files = act::persons(&mut tx, donor).await?;
        let until = now.plus_seconds(limits.offer_minutes * 60);
        let wanted = Wanted { site, kind, starts_at };
        let taking =
            Taking { donor, files: &files, wanted, state: "offered", source: "waiting", offer_until: Some(until) };
        match act::take(&mut tx, &desk, &taking).await {
            Ok(booking) => {
                db::offered(&mut tx, waiting, booking.booking_id).await?;
                tell(&mut tx, messages, &booking, ("booking_offer", offer_words(&booking))).await?;
            }
            // who may not give any more waits on; the next one is asked
            Err(Fault::Problem(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    tx.announce("bookings", Some(org)).await?;
    tx.commit().await
}

async fn org_of(tx: &mut Tx, site: SiteId, queue: &[(Uuid, DonorId, String)]) -> Result<Option<OrgId>, Fault> {
    if queue.is_empty() {
        return Ok(None);
    }
    sites::org_of(tx, site).await
}

async fn earliest(
    tx: &mut Tx,
    scope: &Scope,
    (site, kind, day): (SiteId, DonationKind, Day),
    not_before: Instant,
) -> Result<Option<Instant>, Fault> {
    let calendar = Calendar::load(tx, scope, &[site], (day, day)).await?;
    let Some(site_day) = calendar.day(site, day) else { return Ok(None) };
    let places = site_day.places(kind, false)?;
    let free = places.iter().find(|place| place.left() > 0 && place.starts_at >= not_before);
    Ok(free.map(|place| place.starts_at))
}

/// Nobody in particular at the station, for what happens by the clock.
pub(crate) fn system(org: OrgId, site: SiteId) -> Scope {
    Scope {
        user: UserId::from_uuid(Uuid::nil()),
        user_name: String::new(),
        org,
        org_kind: OrgKind::Station,
        site,
        permissions: Arc::default(),
        lang: Lang::Zh,
    }
}
