//! The day comes back: in portions, in order, as often as the network asks for it.

use std::collections::{BTreeMap, BTreeSet};

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{TripId, UserId, VisitId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};
use vena_trip::{entry::Sealed, seal::Key, state::Journal};

use super::{Neighbours, TripReplay, db, db::TripSecret, keys, policy::policy, settle};

/// A portion of the journal.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TripPortion {
    /// Entries in order; none to ask how far the station is.
    #[garde(length(max = 1000))]
    entries: Vec<Sealed>,
    /// What the vehicle's clock shows.
    #[garde(skip)]
    vehicle_now: Instant,
    /// How many entries wait on the vehicle behind this portion.
    #[garde(range(min = 0, max = 1_000_000))]
    waiting: i32,
}

/// What became of a portion.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TripReplayed {
    /// The last entry that the station has, without a gap before it.
    counter: i64,
    /// What the station's clock shows.
    server_now: Instant,
    /// People settled so far.
    settled: usize,
    /// Cases that wait for a person.
    cases_open: i64,
}

/// Takes a portion. What is known already changes nothing; people who are finished are settled, one transaction each.
#[utoipa::path(post, path = "/api/collect/trips/{id}/replay", tag = "collect", operation_id = "collect.trip.replay",
    params(("id" = TripId, Path)), request_body = TripPortion, responses((status = 200, body = TripReplayed)))]
pub(super) async fn replay(
    auth: Allowed<TripReplay>,
    Extension(afield): Neighbours,
    Path(id): Path<TripId>,
    Body(portion): Body<TripPortion>,
) -> Result<Answer<TripReplayed>, Fault> {
    let (app, scope) = (&auth.app, &auth.scope);
    let mut tx = app.db.begin().await?;
    let trip = db::lock(&mut tx, scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    fits(&portion, trip.counter, policy(trip.day)?.portion_max)?;
    keep(&mut tx, &trip, &portion).await?;
    tx.commit().await?;
    settle::everybody(app, scope, &afield, id).await?;
    let mut tx = auth.write().await?;
    let trip = db::trip(&mut tx, scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    let settled = db::settled(&mut tx, id).await?.len();
    let cases_open = db::cases_open(&mut tx, id).await?;
    let server_now = tx.now();
    tx.announce("trips", Some(scope.org)).await?;
    tx.ok(TripReplayed { counter: trip.counter, server_now, settled, cases_open }).await
}

/// Refuses by `trip.portion` and `trip.gap`.
fn fits(portion: &TripPortion, counter: i64, most: usize) -> Result<(), Refusal> {
    if portion.entries.len() > most {
        let reason = say!("一次最多回传 {most} 条", "a portion has at most {most} entries");
        return Err(Refusal::new("trip.portion", reason));
    }
    let steps = portion.entries.windows(2).all(|pair| pair[1].counter == pair[0].counter + 1);
    let first = portion.entries.first().map_or(counter, |entry| entry.counter);
    if steps && first <= counter + 1 {
        return Ok(());
    }
    let next = counter + 1;
    let reason = say!("记录不连续，应从第 {next} 条开始回传", "there is a gap: play back from entry {next}");
    Err(Refusal::new("trip.gap", reason))
}

/// Keeps what is new; a known place with another content is a case, and so is a chain that does not hold.
async fn keep(tx: &mut Tx, trip: &TripSecret, portion: &TripPortion) -> Result<(), Fault> {
    let (mut counter, mut digest, mut broken) = (trip.counter, trip.digest.clone(), trip.broken_from);
    for entry in &portion.entries {
        if entry.counter <= counter {
            if !db::entry_is(tx, trip.trip_id, entry).await? {
                forked(tx, trip.trip_id, entry.counter).await?;
            }
            continue;
        }
        if !entry.follows(&digest) {
            broken = broken.or(Some(entry.counter));
            chain_broken(tx, trip.trip_id, entry.counter).await?;
        }
        db::insert_entry(tx, trip.trip_id, entry).await?;
        (counter, digest) = (entry.counter, entry.digest.0.clone());
    }
    let off = (tx.now().micros() - portion.vehicle_now.micros()) / 1000;
    let heard = db::Heard { counter, digest: &digest, broken_from: broken, off_ms: off, waiting: portion.waiting };
    db::heard(tx, trip.trip_id, &heard).await
}

async fn forked(tx: &mut Tx, trip: TripId, counter: i64) -> Result<(), Fault> {
    let reason = say!(
        "第 {counter} 条记录回传了两种内容，先到的一份有效：车上数据可能被复制或恢复过",
        "entry {counter} came with two contents, the first one counts: the vehicle's disk may have been copied or restored"
    );
    db::open_case(tx, &db::NewCase::of_trip(trip, "forked", &reason)).await
}

async fn chain_broken(tx: &mut Tx, trip: TripId, counter: i64) -> Result<(), Fault> {
    let reason = say!(
        "校验链从第 {counter} 条起不连续，其后的血液均已锁定",
        "the chain does not hold from entry {counter} on; everything behind it is held"
    );
    db::open_case(tx, &db::NewCase::of_trip(trip, "chain_broken", &reason)).await
}

/// A journal, read with the station's clock.
pub(super) struct Folded {
    pub(super) journal: Journal,
    /// Last entry of each person.
    pub(super) last: BTreeMap<VisitId, i64>,
    /// Places that nobody can read.
    pub(super) unreadable: Vec<i64>,
}

/// Reads the whole journal of a trip.
pub(super) async fn journal(tx: &mut Tx, scope: &Scope, vault: &Vault, trip: &TripSecret) -> Result<Folded, Fault> {
    let key = Key::from_bytes(&vault.open_bytes(&trip.journal_key_sealed)?).map_err(keys::fault)?;
    let now = tx.now();
    let mut folded = Folded { journal: Journal::default(), last: BTreeMap::new(), unreadable: Vec::new() };
    for sealed in db::entries(tx, trip.trip_id).await? {
        let Ok(entry) = sealed.open(&key, trip.trip_id) else {
            folded.unreadable.push(sealed.counter);
            continue;
        };
        let off = entry.offset_ms.or(trip.clock_off_ms).unwrap_or_default();
        let at = Instant::from_micros(entry.at.micros() + off * 1000).unwrap_or(now).min(now);
        folded.journal.apply(sealed.counter, &entry, at);
        folded.last.extend(entry.visit_id.map(|visit| (visit, sealed.counter)));
    }
    only_accounts(tx, scope, &mut folded.journal).await?;
    Ok(folded)
}

/// Nothing is written in the name of somebody who has no account here; who did something stays in `staff`, for the case.
async fn only_accounts(tx: &mut Tx, scope: &Scope, journal: &mut Journal) -> Result<(), Fault> {
    let named: BTreeSet<UserId> = journal.visits.values().flat_map(|visit| visit.staff.iter().copied()).collect();
    let named: Vec<UserId> = named.into_iter().collect();
    let known = db::accounts(tx, scope, &named).await?;
    for visit in journal.visits.values_mut() {
        visit.decided_by = visit.decided_by.filter(|user| known.contains(user));
        visit.ended_by = visit.ended_by.filter(|user| known.contains(user));
        visit.bound = visit.bound.map(|(user, at)| (if known.contains(&user) { user } else { scope.user }, at));
        for reacted in &mut visit.reactions {
            reacted.by = reacted.by.filter(|user| known.contains(user));
        }
    }
    Ok(())
}
