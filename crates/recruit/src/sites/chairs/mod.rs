//! Chairs out of use for a while: bookings that are then one too many become cases, and a person moves or cancels each.

pub(crate) mod db;

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, SiteId},
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    ChairsOut, KINDS,
    calendar::Calendar,
    change::{self, db as changes},
    db as sites,
    http::{SiteChange, own_site},
    outages::days_of,
};
use crate::bookings::{cases, db as bookings, db::BookingRow, view::kind};

/// Chairs out of use from one moment to another.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ChairsOutNew {
    /// How many.
    #[garde(range(min = 1, max = 200))]
    chairs: i32,
    /// From when.
    #[garde(skip)]
    from_at: Instant,
    /// Until when.
    #[garde(skip)]
    until_at: Instant,
    /// Why; donors read it.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
    /// Only say which bookings would be too many.
    #[garde(skip)]
    #[serde(default)]
    preview: bool,
    /// How many the caller has seen; another number is refused.
    #[garde(skip)]
    #[serde(default)]
    hits_seen: usize,
}

/// Takes chairs out of use for a while. Bookings beyond what is left become cases; nobody is told before a person has decided.
/// With `preview` it only says which ones.
#[utoipa::path(post, path = "/api/recruit/sites/{id}/chairs-out", tag = "recruit", operation_id = "recruit.chair.set_out",
    params(("id" = SiteId, Path)), request_body = ChairsOutNew, responses((status = 200, body = SiteChange)))]
pub(super) async fn set_out(
    auth: Allowed<ChairsOut>,
    Path(id): Path<SiteId>,
    Body(new): Body<ChairsOutNew>,
) -> Result<Answer<SiteChange>, Fault> {
    let mut tx = auth.write().await?;
    own_site(&mut tx, &auth.scope, id).await?;
    let days = days_of(new.from_at, new.until_at)?;
    for day in &days {
        sites::lock_day(&mut tx, id, *day).await?;
    }
    let out = db::ChairsOut {
        out_id: tx.new_id(),
        site_id: id,
        chairs: new.chairs,
        from_at: new.from_at,
        until_at: new.until_at,
        reason: new.reason.clone(),
    };
    let hits = too_many(&mut tx, &auth.scope, (id, &days), Some(&out)).await?;
    if new.preview {
        let preview = SiteChange::of(false, hits, &auth.scope, tx.now());
        return tx.ok(preview).await;
    }
    change::seen(hits.len(), new.hits_seen)?;
    tx.because(&new.reason);
    db::insert(&mut tx, &auth.scope, &out).await?;
    cases::open(&mut tx, &auth.scope, cases::Out::Chairs(out.out_id), &hits).await?;
    changes::touch(&mut tx, id).await?;
    tx.announce("sites", Some(auth.scope.org)).await?;
    tx.announce("bookings", Some(auth.scope.org)).await?;
    let done = SiteChange::of(true, hits, &auth.scope, tx.now());
    tx.ok(done).await
}

/// The bookings that do not fit into what is in use now.
pub(super) async fn too_many_now(
    tx: &mut Tx,
    scope: &Scope,
    site: SiteId,
    days: &[Day],
) -> Result<Vec<BookingId>, Fault> {
    let rows = too_many(tx, scope, (site, days), None).await?;
    Ok(rows.into_iter().map(|row| row.booking_id).collect())
}

/// The bookings that do not fit, once `out` is out of use too: of each moment, those that were made last.
async fn too_many(
    tx: &mut Tx,
    scope: &Scope,
    (site, days): (SiteId, &[Day]),
    out: Option<&db::ChairsOut>,
) -> Result<Vec<BookingRow>, Fault> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let mut calendar = Calendar::load(tx, scope, &[site], (*first, *last)).await?;
    if let Some(out) = out {
        calendar.take_out(out);
    }
    let mut found = Vec::new();
    for day in days {
        let Some(site_day) = calendar.day(site, *day) else { continue };
        let open = bookings::open_of_day(tx, site, *day).await?;
        for wanted in KINDS {
            for place in site_day.places(wanted, true)?.into_iter().filter(|place| place.slot.machines.is_empty()) {
                let beyond = place.seats.len().saturating_sub(usize::try_from(place.slot.capacity).unwrap_or(0));
                let here = |row: &&BookingRow| {
                    row.machine_id.is_none() && row.starts_at == place.starts_at && kind(row) == wanted
                };
                let mut rows: Vec<&BookingRow> = open.iter().filter(here).collect();
                rows.sort_by_key(|row| std::cmp::Reverse((row.booked_at, row.booking_id)));
                found.extend(rows.into_iter().take(beyond).cloned());
            }
        }
    }
    Ok(found)
}
