//! A change that takes places away from people: whom it hits, and the telling of each of them.

pub(crate) mod db;

use std::collections::{BTreeMap, btree_map::Entry};

use vena_kernel::{
    clock::{Day, Instant},
    id::SiteId,
    refusal::Refusal,
    say,
};
use vena_platform::{db::Tx, fault::Fault};

use super::{calendar::moment, near::Point, rules::Window};
use crate::bookings::{
    act::{Desk, Wanted},
    db as bookings,
    db::BookingRow,
    other::{Around, next_free},
    tell::{closed_words, tell},
    view::kind,
};

/// Whether a booking still lies in the hours.
pub(crate) fn fits(day: Day, windows: &[Window], starts_at: Instant, ends_at: Instant) -> bool {
    windows.iter().any(|window| {
        let [opens, closes] = [window.opens, window.closes].map(|minute| moment(day, minute));
        opens.is_some_and(|opens| opens <= starts_at) && closes.is_some_and(|closes| ends_at <= closes)
    })
}

/// Refuses by `booking.hits` until the caller has said how many bookings the change takes away.
pub(crate) fn seen(hits: usize, said: usize) -> Result<(), Refusal> {
    if hits == said {
        return Ok(());
    }
    let reason = say!(
        "此变更将取消 {hits} 个预约（您看到的是 {said} 个）；请查看名单后再确认",
        "this change cancels {hits} bookings (you saw {said}); look at them before you confirm"
    );
    Err(Refusal::new("booking.hits", reason))
}

/// Gives the places of these bookings back for us and tells each donor why and where else there is one: at the same site and at the
/// nearest others. `from`: where the lost places were, when the site is not there any more.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    desk: &Desk<'_>,
    hits: &[BookingRow],
    (why, from): (&str, Option<Point>),
) -> Result<(), Fault> {
    for booking in hits {
        let ending = bookings::Ending { state: "cancelled", by: "station", reason: Some(why), replaced_by: None };
        bookings::end(tx, booking.booking_id, &ending).await?;
        if booking.state == "offered" {
            crate::waiting::declined(tx, booking.booking_id).await?;
        }
    }
    let mut around: BTreeMap<Day, Around> = BTreeMap::new();
    let now = tx.now();
    for booking in hits.iter().filter(|booking| booking.donor_id.is_some()) {
        let nearby = match around.entry(booking.day) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(Around::load(tx, desk.scope, booking.day).await?),
        };
        let wanted = Wanted { site: booking.site_id, kind: kind(booking), starts_at: booking.starts_at };
        let next = next_free(tx, desk.scope, wanted).await?;
        let others = nearby.elsewhere(wanted, from, now)?;
        tell(tx, desk.messages, booking, ("booking_cancelled", closed_words(booking, why, (&next, &others)))).await?;
    }
    crate::groups::notice::tell(tx, desk, hits, why).await?;
    tx.announce("bookings", Some(desk.scope.org)).await?;
    tx.announce("sites", Some(desk.scope.org)).await
}

/// The open bookings of a day that do not fit `windows`.
pub(crate) async fn hit_by_hours(
    tx: &mut Tx,
    site: SiteId,
    day: Day,
    windows: &[Window],
) -> Result<Vec<BookingRow>, Fault> {
    let mut open = bookings::open_of_day(tx, site, day).await?;
    open.retain(|booking| !fits(day, windows, booking.starts_at, booking.ends_at));
    Ok(open)
}
