//! How a donor sees a place and a booking of their own.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::{BookingId, SiteId},
    text::Text,
};
use vena_platform::{
    auth::{Can, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use crate::{
    bookings::{
        act::Wanted,
        code,
        db::BookingRow,
        other::{Around, Elsewhere},
        rules::{self, By, state_title},
        view::{kind, state_of},
    },
    sites::{
        book::BookingBook,
        calendar::{Calendar, SiteDay},
        db as site_db, kind_title,
    },
    today,
};

/// Where a booking is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct OwnPlace {
    /// Identity.
    site_id: SiteId,
    /// `house` or `vehicle`.
    kind: String,
    /// Name.
    name: Text,
    /// Where it is; on this day, when that differs.
    address: String,
    /// District.
    district: String,
    /// On the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    /// On the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
}

impl OwnPlace {
    pub(super) fn of(basic: &site_db::Basic, day: Option<&SiteDay>) -> Self {
        let elsewhere = day.and_then(|day| day.elsewhere.as_ref());
        Self {
            site_id: basic.site_id,
            kind: basic.kind.clone(),
            name: Text::new(basic.name.clone(), basic.name_en.clone()),
            address: elsewhere.map_or_else(|| basic.address.clone(), |there| there.place.clone()),
            district: basic.district.clone(),
            latitude: elsewhere.and_then(|there| there.latitude).or(basic.latitude),
            longitude: elsewhere.and_then(|there| there.longitude).or(basic.longitude),
        }
    }
}

/// What may be done with a booking now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnBookingCan {
    /// Move it.
    rebook: Can,
    /// Give it back.
    cancel: Can,
}

/// A booking as its donor sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnBooking {
    /// Identity.
    booking_id: BookingId,
    /// What is shown at the door, in letters.
    code: String,
    /// The same as its picture says it.
    code_picture: String,
    /// Where.
    place: OwnPlace,
    /// Which day.
    day: Day,
    /// What shall be given.
    kind: DonationKind,
    /// The same for people.
    kind_title: Text,
    /// When it begins.
    starts_at: Instant,
    /// When it ends.
    ends_at: Instant,
    /// `offered`, `booked`, `arrived`, `fulfilled`, `missed`, `cancelled`, `moved`.
    state: String,
    /// The same for people.
    state_title: Text,
    /// Until when an offered place waits for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    offer_until: Option<Instant>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_reason: Option<String>,
    /// Places nearby, when we took this one back and it lies ahead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    offers: Vec<Elsewhere>,
    /// What is possible now.
    can: OwnBookingCan,
}

impl OwnBooking {
    /// The latest booking that we took back and that lies ahead, with places nearby; none once another one is open.
    pub(super) async fn taken_back(tx: &mut Tx, scope: &Scope, rows: &[BookingRow]) -> Result<Option<Self>, Fault> {
        let now = tx.now();
        let has_open = rows.iter().any(|row| ["offered", "booked", "arrived"].contains(&row.state.as_str()));
        let ours = |row: &&BookingRow| {
            row.state == "cancelled" && row.ended_by.as_deref() == Some("station") && row.starts_at > now
        };
        let Some(row) = rows.iter().filter(ours).max_by_key(|row| row.state_at).filter(|_| !has_open) else {
            return Ok(None);
        };
        let wanted = Wanted { site: row.site_id, kind: kind(row), starts_at: row.starts_at };
        let offers = Around::load(tx, scope, row.day).await?.elsewhere(wanted, None, now)?;
        let mut shown = Self::one(tx, scope, row.clone()).await?;
        shown.offers = offers;
        Ok(Some(shown))
    }

    /// Bookings that still stand, the next one first.
    pub(super) async fn open(tx: &mut Tx, scope: &Scope, rows: Vec<BookingRow>) -> Result<Vec<Self>, Fault> {
        let open = rows.into_iter().filter(|row| ["offered", "booked", "arrived"].contains(&row.state.as_str()));
        let mut shown = Self::all(tx, scope, open.collect()).await?;
        shown.sort_by_key(|booking| booking.starts_at);
        Ok(shown)
    }

    pub(super) async fn all(tx: &mut Tx, scope: &Scope, rows: Vec<BookingRow>) -> Result<Vec<Self>, Fault> {
        let ids: Vec<SiteId> = rows.iter().map(|row| row.site_id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let now = tx.now();
        let limits = BookingBook::get().limits(today::day(now))?;
        let sites: HashMap<SiteId, site_db::Basic> =
            site_db::basics(tx, scope, &ids).await?.into_iter().map(|basic| (basic.site_id, basic)).collect();
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(basic) = sites.get(&row.site_id) else { continue };
            let calendar = Calendar::load(tx, scope, &[row.site_id], (row.day, row.day)).await?;
            let place = OwnPlace::of(basic, calendar.day(row.site_id, row.day));
            let give_back =
                || Can::from(rules::may_give_back(limits, now, state_of(&row.state), row.starts_at, By::Donor));
            let can = OwnBookingCan { rebook: give_back(), cancel: give_back() };
            shown.push(Self::of(row, place, can));
        }
        Ok(shown)
    }

    fn of(row: BookingRow, place: OwnPlace, can: OwnBookingCan) -> Self {
        let kind = kind(&row);
        Self {
            booking_id: row.booking_id,
            code_picture: code::picture(&row.code),
            code: row.code,
            place,
            day: row.day,
            kind,
            kind_title: kind_title(kind),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            state_title: state_title(state_of(&row.state)),
            state: row.state,
            offer_until: row.offer_until,
            ended_reason: row.ended_reason,
            offers: Vec::new(),
            can,
        }
    }

    pub(super) async fn one(tx: &mut Tx, scope: &Scope, row: BookingRow) -> Result<Self, Fault> {
        let id = row.booking_id;
        Self::all(tx, scope, vec![row]).await?.pop().ok_or_else(|| Problem::not_found("booking", id).into())
    }
}
