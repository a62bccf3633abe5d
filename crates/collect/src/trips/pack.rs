//! The day package is made: everything the vehicle needs, sealed by the trip's code, signed by the station.

use std::collections::BTreeSet;

use axum::{
    Extension,
    http::header,
    response::{IntoResponse, Response},
};
use vena_contracts::{
    booking::{DayPlace, DaySession},
    recruit::StandingRow,
};
use vena_kernel::{clock::Day, id::TripId};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::Path,
};
use vena_trip::{
    package::{Booked, LyingLot, Member, Package, PackageError, Reading, RecalledLot, Session, pack},
    rulebook_version,
    seal::Bytes,
    standing::{From, Row, Table},
};

use super::{Neighbours, TripPackage, db, deciders, keys, policy::policy};
use crate::visits;

/// The package as it stands now; each is made anew. Fetching it is recorded.
#[utoipa::path(get, path = "/api/collect/trips/{id}/package", tag = "collect", operation_id = "collect.trip.package",
    params(("id" = TripId, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>)))]
pub(super) async fn package(
    auth: Allowed<TripPackage>,
    Extension(afield): Neighbours,
    Path(id): Path<TripId>,
) -> Result<Response, Fault> {
    auth.note_view("行程包").await?;
    let vault = &auth.app.vault;
    // Read committed is enough: the package says when it was made, and the station judges again whatever comes back.
    let mut tx = auth.app.db.begin().await?;
    let trip = db::trip(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    let (signing, _) = keys::signing(&mut tx, vault).await?;
    let identity_key = vault.open_bytes(&trip.identity_key_sealed)?;
    let key: [u8; 32] = identity_key.as_slice().try_into().map_err(|_| keys::fault(vena_trip::seal::SealError::Key))?;
    let rows = afield.desk.standing_table(&mut tx, &auth.scope, &key, trip.day).await?;
    let expected = afield.bookings.take_along(&mut tx, &auth.scope, (trip.site_id, trip.day), &key).await?;
    let crew = db::crew(&mut tx, id).await?;
    let deciders = deciders::of_crew(&mut tx, &auth.app, &crew).await?;
    let known = known_on_board(rows, &expected.places, trip.day, policy(trip.day)?.standing_rows_max);
    let facts = Package {
        trip_id: id,
        site_id: trip.site_id,
        site_name: trip.site_name.clone(),
        day: trip.day,
        made_at: tx.now(),
        rulebook: rulebook_version(),
        numbers: db::free_numbers(&mut tx, id).await?,
        crew: crew
            .into_iter()
            .filter_map(|member| {
                let decides = deciders.contains(&member.user_id);
                let (user_id, duty) = (member.user_id, member.duty.into());
                Some(Member { pin: member.pin?, user_id, name: member.name, duty, decides })
            })
            .collect(),
        bookings: expected.places.into_iter().map(booked).collect(),
        sessions: expected.sessions.into_iter().map(session).collect(),
        lots: db::lots(&mut tx, &auth.scope, trip.site_id).await?.into_iter().map(lying).collect(),
        recalled: db::recalled_lots(&mut tx, &auth.scope).await?.into_iter().map(recalled).collect(),
        reading: reading(visits::consent::text(trip.day)),
        signed_papers: visits::signed_before_needle(&mut tx, trip.site_id, trip.day).await?.is_some(),
        identity_key: Bytes(identity_key),
        journal_key: Bytes(vault.open_bytes(&trip.journal_key_sealed)?),
        station: Bytes(trip.public_key.clone()),
    };
    let code = vault.open(&trip.code_sealed)?;
    let day = trip.day;
    let work = move || pack(&facts, &table(&known, day), &code, &signing);
    let bytes = tokio::task::spawn_blocking(work).await.map_err(|error| Fault::Internal(error.into()))?;
    let bytes = bytes.map_err(|error: PackageError| Fault::Internal(error.into()))?;
    db::package_made(&mut tx, id, bytes.len(), &deciders).await?;
    tx.announce("trips", Some(auth.scope.org)).await?;
    tx.commit().await?;
    let name = format!("attachment; filename=\"{id}.vena\"");
    Ok(([(header::CONTENT_TYPE, "application/octet-stream".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}

fn reading(text: &visits::ConsentText) -> Reading {
    let page = |page: &visits::ConsentPage| (page.title.clone(), page.text.clone());
    Reading { version: text.version.clone(), pages: text.pages.iter().map(page).collect() }
}

fn lying((item, lot, expires_on, finished): (String, String, Day, bool)) -> LyingLot {
    LyingLot { item, lot, expires_on, finished }
}

fn recalled((item, lot, reason): (String, String, String)) -> RecalledLot {
    RecalledLot { item, lot, reason }
}

fn booked(place: DayPlace) -> Booked {
    Booked {
        booking_id: place.booking_id,
        code: place.code,
        at: place.starts_at,
        kind: place.kind,
        name_masked: place.name_masked,
        group: place.group,
        identities: place.keys.into_iter().map(|key| Bytes(key.to_vec())).collect(),
    }
}

fn session(session: DaySession) -> Session {
    let DaySession { place, from, until, target, group_only } = session;
    Session { place, from, until, target, group_only }
}

/// The documents that the vehicle knows: all of them, or in a city of more than `most` those that may not give whole blood on
/// `day`, and those that have booked. Nobody who may not give is ever left out.
pub(super) fn known_on_board(rows: Vec<StandingRow>, booked: &[DayPlace], day: Day, most: usize) -> Vec<StandingRow> {
    if rows.len() <= most {
        return rows;
    }
    let booked: BTreeSet<[u8; 16]> = booked.iter().flat_map(|place| place.keys.iter().copied()).collect();
    let may_not = |row: &StandingRow| row.first[0].is_none_or(|first| first > day);
    rows.into_iter().filter(|row| may_not(row) || booked.contains(&row.key)).collect()
}

fn table(rows: &[StandingRow], day: Day) -> Table {
    let from = |first: Option<Day>| match first {
        None => From::Never,
        Some(first) if first <= day => From::Now,
        Some(first) => From::On(first),
    };
    Table::new(rows.iter().map(|row| Row { hash: row.key, from: row.first.map(from) }).collect())
}
