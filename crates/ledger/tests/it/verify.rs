//! Tampering by somebody who may write to the database as its owner: each is found and named.

use vena_kernel::{id::*, unit_state::*};
use vena_ledger::{Report, What, signer::Signer, verify};

use crate::world::*;

/// A ledger with three units, of which everything but the last two events is sealed.
struct Sealed {
    world: World,
    units: [UnitId; 3],
    checkpoint: String,
    _folder: tempfile::TempDir,
}

async fn sealed() -> Sealed {
    let (world, folder) = (World::new().await, tempfile::tempdir().expect("a folder"));
    let units = [world.at_hospital(1).await, world.promised(2).await, world.stock(3).await];
    let (division, _) = {
        let parent = world.collected(4).await;
        world.division(parent, 4, [180, 200])
    };
    world.must(&division).await;
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    let checkpoint = world.seal(&signer).await.checkpoint;
    world.must(&[world.issued(units[1]), world.event(units[2], Fact::Held { hold: HoldKind::Damaged })]).await;
    Sealed { world, units, checkpoint, _folder: folder }
}

async fn report(sealed: &Sealed) -> Report {
    verify(sealed.world.db(), Some(&sealed.checkpoint), |_| {}).await.expect("a report")
}

/// The event number `version` of a unit.
async fn event_id(sealed: &Sealed, unit: UnitId, version: i32) -> EventId {
    sqlx::query_scalar("select event_id from ledger.event where unit_id = $1 and version = $2")
        .bind(unit)
        .bind(version)
        .fetch_one(sealed.world.db().pool())
        .await
        .expect("an event")
}

/// Tampers by `sql`, in which `{unit}` is unit number `which`, and expects the first finding.
async fn finds(which: usize, sql: &str, what: What, version: Option<i32>) {
    let sealed = sealed().await;
    let unit = sealed.units[which];
    let event = match version {
        Some(version) => Some(event_id(&sealed, unit, version).await),
        None => None,
    };
    assert!(report(&sealed).await.intact);
    tamper(sealed.world.db(), &sql.replace("{unit}", &format!("'{}'", unit.uuid()))).await;
    let report = report(&sealed).await;
    assert!(!report.intact, "not found: {sql}");
    let first = &report.findings[0];
    assert_eq!(first.what, what, "{sql}: {:?}", report.findings);
    if event.is_some() {
        let named = report.findings.iter().any(|finding| finding.event == event);
        assert!(named, "{sql}: the event is not named: {:?}", report.findings);
    }
    assert!(!first.says.zh.is_empty() && !first.says.en.is_empty());
}

#[tokio::test]
async fn a_byte_of_a_text() {
    let sql = "update ledger.event set body = overlay(body placing '9' from 20) where unit_id = {unit} and version = 2";
    finds(0, sql, What::EventAltered, Some(2)).await;
    let sql = "update ledger.event set body = replace(body, '\"reason\":\"test\"', '\"reason\":\"Test\"')
        where unit_id = {unit} and version = 5";
    finds(1, sql, What::EventAltered, Some(5)).await;
}

#[tokio::test]
async fn every_column_beside_the_text() {
    for change in [
        "kind = 'seen'",
        "at = at + interval '1 microsecond'",
        "recorded_at = recorded_at - interval '1 hour'",
        "actor = gen_random_uuid()",
        "org = gen_random_uuid()",
        "site = gen_random_uuid()",
        "hash = sha256(hash)",
        "prev_hash = sha256(prev_hash)",
    ] {
        let sql = format!("update ledger.event set {change} where unit_id = {{unit}} and version = 3");
        finds(0, &sql, What::EventAltered, Some(3)).await;
    }
}

#[tokio::test]
async fn a_removed_event_in_the_middle_at_the_end_sealed_or_not() {
    finds(0, "delete from ledger.event where unit_id = {unit} and version = 3", What::EventRemoved, Some(3)).await;
    finds(0, "delete from ledger.event where unit_id = {unit} and version = 7", What::EventRemoved, Some(7)).await;
    finds(1, "delete from ledger.event where unit_id = {unit} and version = 5", What::EventRemoved, None).await;
    finds(0, "delete from ledger.event where unit_id = {unit}", What::EventRemoved, Some(1)).await;
}

#[tokio::test]
async fn a_removed_tail_with_the_unit_row_put_back() {
    // the thief knows the ledger: he takes the last event away and rewinds the unit's row
    let sql = "
        delete from ledger.event where unit_id = {unit} and version = 7;
        update ledger.unit set version = 6,
            last_hash = (select hash from ledger.event where unit_id = {unit} and version = 6),
            state = jsonb_set(state, '{version}', '6')
        where unit_id = {unit}";
    finds(0, sql, What::UnitAltered, Some(7)).await;
}

#[tokio::test]
async fn two_events_that_changed_places() {
    let sql = "
        update ledger.event set version = 1000 where unit_id = {unit} and version = 2;
        update ledger.event set version = 2 where unit_id = {unit} and version = 3;
        update ledger.event set version = 3 where unit_id = {unit} and version = 1000";
    finds(0, sql, What::EventReordered, Some(3)).await;
}

#[tokio::test]
async fn a_history_rewritten_with_all_its_hashes() {
    // body, hash and the hashes after it all fit together again; only the seal remembers
    let sealed = sealed().await;
    let unit = sealed.units[1];
    let bodies: Vec<String> = sqlx::query_scalar("select body from ledger.event where unit_id = $1 order by version")
        .bind(unit)
        .fetch_all(sealed.world.db().pool())
        .await
        .expect("a history");
    let (mut prev, profile) = (vena_ledger::digest::Digest::ZERO, vena_ledger::digest::Profile::Sha256);
    let altered = event_id(&sealed, unit, 3).await;
    for (version, body) in (1..).zip(bodies) {
        let body = if version == 3 { body.replace("\"evidence\":\"digest\"", "\"evidence\":\"forged\"") } else { body };
        let hash = vena_ledger::entry::event_hash(profile, prev, &body);
        tamper(
            sealed.world.db(),
            &format!(
                "update ledger.event set body = $body${body}$body$, prev_hash = '\\x{prev}', hash = '\\x{hash}'
                 where unit_id = '{}' and version = {version}",
                unit.uuid()
            ),
        )
        .await;
        prev = hash;
    }
    tamper(
        sealed.world.db(),
        &format!("update ledger.unit set last_hash = '\\x{prev}' where unit_id = '{}'", unit.uuid()),
    )
    .await;
    let report = report(&sealed).await;
    assert_eq!((report.findings[0].what, report.findings[0].event), (What::EventAltered, Some(altered)));
}

#[tokio::test]
async fn the_row_of_a_unit() {
    for change in [
        "state = jsonb_set(state, '{safety}', '\"rejected\"')",
        "facts = jsonb_set(facts, '{group}', '\"O-\"')",
        "expires_at = expires_at + interval '1 day'",
        "version = version - 1",
        "last_hash = sha256(last_hash)",
        "promise_until = now()",
    ] {
        let sql = format!("update ledger.unit set {change} where unit_id = {{unit}}");
        finds(0, &sql, What::UnitAltered, None).await;
    }
    finds(0, "delete from ledger.unit where unit_id = {unit}", What::UnitRemoved, None).await;
    finds(0, "update ledger.unit set version = version + 1 where unit_id = {unit}", What::EventRemoved, None).await;
}

#[tokio::test]
async fn a_genealogy() {
    finds(0, "update ledger.parent set volume_ml = volume_ml + 1", What::ParentAltered, None).await;
    finds(0, "delete from ledger.parent", What::ParentAltered, None).await;
    finds(
        0,
        "insert into ledger.parent select {unit}, parent, role, 1 from ledger.parent limit 1",
        What::ParentAltered,
        None,
    )
    .await;
}

#[tokio::test]
async fn a_leaf_a_node_or_a_seal() {
    finds(0, "update ledger.leaf set hash = sha256(hash) where leaf_index = 2", What::LeafAltered, None).await;
    finds(0, "delete from ledger.leaf where leaf_index = 2", What::LeafRemoved, None).await;
    finds(
        0,
        "delete from ledger.leaf where leaf_index = (select max(leaf_index) from ledger.leaf)",
        What::LeafRemoved,
        None,
    )
    .await;
    finds(0, "update ledger.node set hash = sha256(hash) where level = 0 and node_index = 3", What::LeafAltered, None)
        .await;
    finds(0, "update ledger.node set hash = sha256(hash) where level = 2 and node_index = 0", What::NodeAltered, None)
        .await;
    finds(0, "delete from ledger.node where level = 2 and node_index = 1", What::NodeAltered, None).await;
    finds(0, "insert into ledger.node values (9, 9, sha256('x'))", What::NodeAltered, None).await;
    finds(0, "update ledger.seal set root = sha256(root)", What::SealAltered, None).await;
    finds(
        0,
        "update ledger.seal set checkpoint = replace(checkpoint, 'time 2026', 'time 2025')",
        What::SealAltered,
        None,
    )
    .await;
    finds(0, "delete from ledger.seal_key", What::HistoryRewritten, None).await;
}

#[tokio::test]
async fn a_leaf_and_its_node_together() {
    // the leaf's own hash is made to fit; the signed root does not
    let sql = "
        update ledger.leaf set hash = sha256(hash) where leaf_index = 2;
        update ledger.node set hash = (select sha256('\\x00'::bytea || hash) from ledger.leaf where leaf_index = 2)
        where level = 0 and node_index = 2";
    finds(0, sql, What::EventAltered, None).await;
}

#[tokio::test]
async fn everything_cut_off_after_a_kept_checkpoint() {
    let sealed = sealed().await;
    tamper(
        sealed.world.db(),
        "delete from ledger.seal; delete from ledger.leaf; delete from ledger.node; delete from ledger.parent;
         delete from ledger.event; delete from ledger.unit",
    )
    .await;
    let alone = verify(sealed.world.db(), None, |_| {}).await.expect("a report");
    assert!(alone.intact && alone.events == 0, "an empty ledger is in order by itself");
    assert_eq!(report(&sealed).await.findings[0].what, What::HistoryRewritten, "the kept checkpoint knows better");
}

#[tokio::test]
async fn progress_reaches_its_end() {
    let sealed = sealed().await;
    let mut steps = Vec::new();
    let report = verify(sealed.world.db(), None, |progress| steps.push(progress)).await.expect("a report");
    let last = steps.last().expect("progress");
    assert_eq!((last.done, last.of), (report.events + report.sealed, report.events + report.sealed));
    assert!(steps.windows(2).all(|pair| pair[0].done <= pair[1].done));
}
