//! What happens to bookings by the clock: missed ones, reminders, offers to those who wait, the nightly fit.

mod db;

use std::sync::Arc;

use serde::Deserialize;
use vena_contracts::care::{DonorMessages, Message, Purpose};
use vena_kernel::{
    clock::{Day, Instant},
    id::SiteId,
};
use vena_platform::{app::App, db::Tx, fault::Fault, jobs::Job};

use super::{db::BookingRow, model, rules::remind_at, tell::reminder_words, unfit};
use crate::{sites::book::BookingBook, today, waiting};

/// The job that offers places of one site and day to those who wait.
pub(crate) const OFFER_PLACES: &str = "recruit.offer_places";
/// The job that looks after bookings every minute.
pub(crate) const LOOK_AFTER: &str = "recruit.look_after_bookings";
/// The job that fits the model of who comes.
pub(crate) const FIT: &str = "recruit.fit_show_model";
/// Reminders that were due longer ago than this are not caught up, seconds.
const REMINDED_LATE_MAX: i64 = 6 * 3600;
/// Reminders may move by the quiet hours; so far ahead they are looked for, seconds.
const QUIET_MAX: i64 = 16 * 3600;

#[derive(Debug, Deserialize)]
struct Freed {
    site_id: SiteId,
    day: Day,
}

pub(crate) fn jobs(messages: &Arc<dyn DonorMessages>) -> Vec<Job> {
    let (offering, looking) = (messages.clone(), messages.clone());
    vec![
        Job::on_demand(OFFER_PLACES, move |app, payload| {
            let messages = offering.clone();
            async move {
                let freed: Freed = serde_json::from_value(payload)?;
                waiting::offer(&app, &*messages, freed.site_id, freed.day).await
            }
        }),
        Job::by_clock(LOOK_AFTER, 1, move |app: App| {
            let messages = looking.clone();
            async move { look_after(&app, &*messages).await }
        }),
        Job::by_clock(FIT, 30, |app: App| async move {
            let mut tx = app.db.begin().await?;
            model::refit(&mut tx).await?;
            tx.commit().await
        }),
    ]
}

/// One round; each step is a transaction of its own, and done twice it does no harm.
async fn look_after(app: &App, messages: &dyn DonorMessages) -> Result<(), Fault> {
    close(app).await?;
    unfit::look(app, messages).await?;
    remind(app, messages).await?;
    waiting::run(app, messages).await
}

/// Who did not come is missed; places without a name go back.
async fn close(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let now = tx.now();
    let limits = BookingBook::get().limits(today::day(now))?;
    let away_before = now.plus_seconds(-limits.away_hours * 3600);
    let missed = db::miss(&mut tx, now.plus_seconds(-limits.grace_minutes * 60), away_before).await?;
    let named_until = now.plus_seconds(limits.group_names_hours_before * 3600);
    let released = db::release_unnamed(&mut tx, named_until).await?;
    for (site, day, _) in &released {
        super::act::freed(&mut tx, *site, *day).await?;
    }
    if !missed.is_empty() || !released.is_empty() {
        tx.announce("bookings", None).await?;
    }
    tx.commit().await
}

async fn remind(app: &App, messages: &dyn DonorMessages) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let (now, book) = (tx.now(), BookingBook::get());
    let today = today::day(now);
    for minutes in book.reminders(today) {
        let span = minutes * 60;
        let (from, until) = (now, now.plus_seconds(span + QUIET_MAX));
        for booking in db::to_remind(&mut tx, *minutes, from, until).await? {
            let Some(at) = remind_at(booking.starts_at, *minutes, book.quiet(today)) else { continue };
            if at > now {
                continue;
            }
            // who has just booked, or would hear it hours late, knows already
            if booking.booked_at < at && now.seconds_since(at) < REMINDED_LATE_MAX {
                send(&mut tx, messages, &booking, *minutes).await?;
            }
            db::reminded(&mut tx, booking.booking_id, *minutes).await?;
        }
    }
    tx.commit().await
}

async fn send(tx: &mut Tx, messages: &dyn DonorMessages, booking: &BookingRow, minutes: i64) -> Result<(), Fault> {
    let Some(donor) = booking.donor_id else { return Ok(()) };
    let message = Message {
        donor,
        kind: "booking_reminder",
        about: format!("{}:{minutes}", booking.booking_id),
        text: reminder_words(booking),
        not_before: None,
        not_after: Some(booking.starts_at),
        purpose: Purpose::Service,
    };
    messages.send(tx, message).await?;
    Ok(())
}

/// Whether nothing is sent at `at`.
pub(crate) fn is_quiet(at: Instant) -> bool {
    let Some((from, until)) = BookingBook::get().quiet(today::day(at)) else { return false };
    let hour = jiff::Timestamp::from(at).to_zoned(vena_kernel::zone::china()).hour();
    hour >= from || hour < until
}
