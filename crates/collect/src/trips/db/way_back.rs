//! What comes back from the vehicle.

use std::collections::BTreeMap;

use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonationId, DonorId, ReactionId, TripId, UnitId, VisitId},
};
use vena_platform::{db::Tx, fault::Fault};
use vena_trip::{
    entry::{Consented, Sealed},
    seal::Bytes,
};

/// Whether the entry at this place is this one.
pub(in crate::trips) async fn entry_is(tx: &mut Tx, trip: TripId, entry: &Sealed) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar(
        "select exists (select from collect.trip_entry where trip_id = $1 and counter = $2 and digest = $3 and sealed = $4)",
    )
    .bind(trip)
    .bind(entry.counter)
    .bind(&entry.digest.0)
    .bind(&entry.sealed.0)
    .fetch_one(tx.conn())
    .await?)
}

/// Keeps an entry.
pub(in crate::trips) async fn insert_entry(tx: &mut Tx, trip: TripId, entry: &Sealed) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.trip_entry (trip_id, counter, sealed, digest, received_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(trip)
    .bind(entry.counter)
    .bind(&entry.sealed.0)
    .bind(&entry.digest.0)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The journal in order.
pub(in crate::trips) async fn entries(tx: &mut Tx, trip: TripId) -> Result<Vec<Sealed>, Fault> {
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> =
        sqlx::query_as("select counter, sealed, digest from collect.trip_entry where trip_id = $1 order by counter")
            .bind(trip)
            .fetch_all(tx.conn())
            .await?;
    let entry = |(counter, sealed, digest)| Sealed { counter, sealed: Bytes(sealed), digest: Bytes(digest) };
    Ok(rows.into_iter().map(entry).collect())
}

/// What was heard of a vehicle.
pub(in crate::trips) struct Heard<'a> {
    pub(in crate::trips) counter: i64,
    pub(in crate::trips) digest: &'a [u8],
    pub(in crate::trips) broken_from: Option<i64>,
    pub(in crate::trips) off_ms: i64,
    pub(in crate::trips) waiting: i32,
}

/// Keeps how far the journal has come back. The first measured offset of the clock stays: times are read by it.
pub(in crate::trips) async fn heard(tx: &mut Tx, trip: TripId, heard: &Heard<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.trip set counter = $2, digest = $3, broken_from = $4, last_contact_at = $5,
             clock_off_ms = coalesce(clock_off_ms, $6), waiting = $7
         where trip_id = $1",
    )
    .bind(trip)
    .bind(heard.counter)
    .bind(heard.digest)
    .bind(heard.broken_from)
    .bind(now)
    .bind(heard.off_ms)
    .bind(heard.waiting)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Everybody who is settled, with the donation.
pub(in crate::trips) async fn settled(
    tx: &mut Tx,
    trip: TripId,
) -> Result<BTreeMap<VisitId, Option<DonationId>>, Fault> {
    let rows: Vec<(VisitId, Option<DonationId>)> =
        sqlx::query_as("select visit_id, donation_id from collect.trip_visit where trip_id = $1")
            .bind(trip)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().collect())
}

/// On which trip, and as whose visit, a donation was given; none at a house.
pub(in crate::trips) async fn visit_of(tx: &mut Tx, donation: DonationId) -> Result<Option<(TripId, VisitId)>, Fault> {
    let sql = "select trip_id, visit_id from collect.trip_visit where donation_id = $1";
    Ok(sqlx::query_as(sql).bind(donation).fetch_optional(tx.conn()).await?)
}

/// A person of a trip who is settled.
#[derive(Debug)]
pub(in crate::trips) struct Settled<'a> {
    pub(in crate::trips) visit: VisitId,
    /// How the visit ended, in the word of the table.
    pub(in crate::trips) stage: &'a str,
    pub(in crate::trips) donor: Option<DonorId>,
    pub(in crate::trips) donation: Option<DonationId>,
    pub(in crate::trips) number: Option<DonationNumber>,
    /// What was read and agreed to on board.
    pub(in crate::trips) consent: Option<&'a Consented>,
}

/// Keeps that a person is settled; the second time adds the donation that was missing.
pub(in crate::trips) async fn settle(tx: &mut Tx, trip: TripId, settled: &Settled<'_>) -> Result<(), Fault> {
    let now = tx.now();
    let choices =
        settled.consent.map(|given| serde_json::json!({ "research": given.research, "notice": given.notice }));
    sqlx::query(
        "insert into collect.trip_visit (trip_id, visit_id, stage, donor_id, donation_id, donation_number, settled_at,
             consent_version, consent_choices)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (trip_id, visit_id) do update set donor_id = excluded.donor_id, donation_id = excluded.donation_id,
             donation_number = excluded.donation_number
         where trip_visit.donation_id is null",
    )
    .bind(trip)
    .bind(settled.visit)
    .bind(settled.stage)
    .bind(settled.donor)
    .bind(settled.donation)
    .bind(settled.number)
    .bind(now)
    .bind(settled.consent.map(|given| &given.version))
    .bind(choices)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A number of the trip carries a donation.
pub(in crate::trips) async fn use_number(tx: &mut Tx, trip: TripId, number: DonationNumber) -> Result<(), Fault> {
    sqlx::query("update collect.trip_number set state = 'used' where donation_number = $2 and trip_id = $1")
        .bind(trip)
        .bind(number)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Labels that were spoiled on the vehicle.
pub(in crate::trips) async fn voids(
    tx: &mut Tx,
    trip: TripId,
    void: &BTreeMap<DonationNumber, String>,
) -> Result<(), Fault> {
    for (number, why) in void {
        sqlx::query(
            "update collect.trip_number set state = 'void', why = $3
             where donation_number = $2 and trip_id = $1 and state = 'reserved'",
        )
        .bind(trip)
        .bind(number)
        .bind(why)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The crew has closed the day.
pub(in crate::trips) async fn vehicle_closed(tx: &mut Tx, trip: TripId, at: Instant) -> Result<(), Fault> {
    sqlx::query("update collect.trip set vehicle_closed_at = coalesce(vehicle_closed_at, $2) where trip_id = $1")
        .bind(trip)
        .bind(at)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Claims a reaction of the journal; `false` when it was kept before.
pub(in crate::trips) async fn reacted(
    tx: &mut Tx,
    trip: TripId,
    (entry, visit): (uuid::Uuid, VisitId),
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "insert into collect.trip_reaction (trip_id, entry_id, visit_id) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(trip)
    .bind(entry)
    .bind(visit)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Names the case that came of a reaction of the journal.
pub(in crate::trips) async fn reaction_is(
    tx: &mut Tx,
    trip: TripId,
    entry: uuid::Uuid,
    reaction: ReactionId,
) -> Result<(), Fault> {
    sqlx::query("update collect.trip_reaction set reaction_id = $3 where trip_id = $1 and entry_id = $2")
        .bind(trip)
        .bind(entry)
        .bind(reaction)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What was collected on a trip, mL, and how many reactions were written down.
pub(in crate::trips) async fn sums(tx: &mut Tx, trip: TripId) -> Result<(i64, i64), Fault> {
    Ok(sqlx::query_as(
        "select (select coalesce(sum(d.collected_ml), 0)::bigint from collect.trip_visit v
                 join collect.donation d on d.donation_id = v.donation_id where v.trip_id = $1),
             (select count(*) from collect.trip_reaction where trip_id = $1)",
    )
    .bind(trip)
    .fetch_one(tx.conn())
    .await?)
}

/// Every unit of a trip, whoever asks: for the question whether its papers may be destroyed.
pub(in crate::trips) async fn units(tx: &mut Tx, trip: TripId) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select u.unit_id from collect.trip_visit v join collect.donation_unit u on u.donation_id = v.donation_id
         where v.trip_id = $1",
    )
    .bind(trip)
    .fetch_all(tx.conn())
    .await?)
}
