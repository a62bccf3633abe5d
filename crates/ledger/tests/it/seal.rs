//! Seals: every committed event once, in an order that never changes.

use vena_kernel::unit_state::*;
use vena_ledger::{append, note, seal, signer::Signer, verify};

use crate::world::*;

#[tokio::test]
async fn a_seal_holds_every_committed_event_once() {
    let world = World::new().await;
    let (folder, id) = (tempfile::tempdir().expect("a folder"), world.at_hospital(1).await);
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    let first = world.seal(&signer).await;
    assert_eq!((first.head.size, first.new_events), (7, 7));
    assert_eq!(seal(world.db(), &signer).await.expect("sealed"), None, "nothing new");
    let spot = Spot { place: world.event(id, Fact::Rejected).site, position: None };
    world.must(&[by(hospital(), world.event(id, Fact::Moved(spot)))]).await;
    let second = world.seal(&signer).await;
    assert_eq!((second.head.size, second.new_events), (8, 1));
    let opened = note::open(&second.checkpoint, signer.verifier()).expect("signed");
    assert_eq!((opened.head, opened.sealed_at), (second.head, world.now()));
    let report = verify(world.db(), Some(&first.checkpoint), |_| {}).await.expect("a report");
    assert!(report.intact, "{:?}", report.findings);
    assert_eq!((report.events, report.units, report.sealed, report.unsealed), (8, 1, 8, 0));
}

#[tokio::test]
async fn a_late_committer_with_an_early_number_is_waited_for_and_never_missed() {
    let world = World::new().await;
    let (early, late) = (world.promised(1).await, world.promised(2).await);
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    let before = world.seal(&signer).await.head.size;
    // takes the earlier sequence number and transaction id, and stays open
    let mut slow = world.db().begin().await.expect("tx");
    append(&mut slow, &[world.issued(early)]).await.expect("appended");
    world.must(&[world.issued(late)]).await;
    assert_eq!(
        seal(world.db(), &signer).await.expect("sealed"),
        None,
        "nothing is settled while the early one is open"
    );
    slow.commit().await.expect("a commit");
    let after = world.seal(&signer).await;
    assert_eq!(after.head.size, before + 2);
    let order: Vec<uuid::Uuid> = sqlx::query_scalar(
        "select e.unit_id from ledger.leaf l join ledger.event e on e.event_id = l.event_id
         where e.kind = 'issued' order by l.leaf_index",
    )
    .fetch_all(world.db().pool())
    .await
    .expect("leaves");
    assert_eq!(order, [early.uuid(), late.uuid()]);
    assert!(verify(world.db(), None, |_| {}).await.expect("a report").intact);
}

#[tokio::test]
async fn a_transaction_that_is_rolled_back_leaves_no_hole() {
    let world = World::new().await;
    let (one, two) = (world.promised(1).await, world.promised(2).await);
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    let mut abandoned = world.db().begin().await.expect("tx");
    append(&mut abandoned, &[world.issued(one)]).await.expect("appended");
    world.must(&[world.issued(two)]).await;
    abandoned.rollback().await.expect("a rollback");
    assert_eq!(world.seal(&signer).await.head.size, 9);
    let report = verify(world.db(), None, |_| {}).await.expect("a report");
    assert!(report.intact && report.unsealed == 0, "{:?}", report.findings);
}

#[tokio::test]
async fn several_processes_with_keys_of_their_own_seal_one_ledger() {
    let world = World::new().await;
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let signers = folders.each_ref().map(|folder| Signer::open_or_create(folder.path()).expect("a key"));
    for serial in 0..6 {
        world.promised(serial).await;
        let mut new = 0;
        while new < 4 {
            let (one, two) = futures::join!(seal(world.db(), &signers[0]), seal(world.db(), &signers[1]));
            let sealed = [one.expect("sealed"), two.expect("sealed")];
            new += sealed.iter().flatten().map(|sealed| sealed.new_events).sum::<u64>();
        }
        assert_eq!(new, 4, "each event is sealed by one of them");
    }
    let report = verify(world.db(), None, |_| {}).await.expect("a report");
    assert!(report.intact, "{:?}", report.findings);
    assert_eq!(report.sealed, 24);
}

#[tokio::test]
async fn a_key_under_a_name_that_belongs_to_another_key_seals_nothing() {
    let world = World::new().await;
    world.collected(1).await;
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    sqlx::query("insert into ledger.seal_key (name, public_key, registered_at) values ($1, $2, $3)")
        .bind(&signer.verifier().name)
        .bind([7_u8; 32].as_slice())
        .bind(world.now())
        .execute(world.db().pool())
        .await
        .expect("another key of this name");
    // `None` only means that the transaction of another test is still open.
    let fault = loop {
        match seal(world.db(), &signer).await {
            Ok(None) => tokio::task::yield_now().await,
            Ok(Some(sealed)) => panic!("sealed with a key that nobody knows: {sealed:?}"),
            Err(fault) => break fault,
        }
    };
    assert_eq!(fault.problem().and_then(|problem| problem.rule.as_deref()), Some("ledger.seal-key"));
    let leaves: i64 =
        sqlx::query_scalar("select count(*) from ledger.leaf").fetch_one(world.db().pool()).await.expect("a count");
    assert_eq!(leaves, 0);
}

#[tokio::test]
async fn the_national_hash_serves_as_well() {
    let world = World::new().await;
    sqlx::query("update ledger.setting set hash = 'sm3'").execute(world.db().pool()).await.expect("an empty ledger");
    let id = world.at_hospital(1).await;
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    world.seal(&signer).await;
    assert!(verify(world.db(), None, |_| {}).await.expect("a report").intact);
    let file = vena_ledger::proof(world.db(), id, vena_ledger::Sight::All).await.expect("a proof");
    assert_eq!(file.hash, vena_ledger::digest::Profile::Sm3);
    assert!(vena_ledger::verify_offline(&file, Some(signer.verifier())).intact);
}

#[tokio::test]
async fn a_ledger_restored_into_a_younger_cluster_goes_on() {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    world.promised(1).await;
    world.seal(&signer).await;
    world.promised(2).await;
    // as if all this had been written by a cluster that was a billion transactions older
    tamper(
        world.db(),
        "update ledger.event set txid = (txid::text::bigint + 1000000000)::text::xid8;
         update ledger.seal set sealed_before = (sealed_before::text::bigint + 1000000000)::text::xid8",
    )
    .await;
    world.promised(3).await;
    assert_eq!(world.seal(&signer).await.new_events, 8);
    world.promised(4).await;
    assert_eq!(world.seal(&signer).await.new_events, 4);
    let report = verify(world.db(), None, |_| {}).await.expect("a report");
    assert!(report.intact && report.sealed == 16, "{:?}", report.findings);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_and_sealers_at_once_leave_an_intact_ledger() {
    let world = World::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    let mut units = Vec::new();
    for serial in 0..4 {
        units.push(world.stock(serial).await);
    }
    let db = world.test.connect(10).await;
    let writers: Vec<_> = (0..8_usize)
        .map(|writer| {
            let (db, units, now) = (db.clone(), units.clone(), world.now());
            tokio::spawn(async move {
                for step in 0..25 {
                    let unit = units[(writer * 7 + step * 3) % 4];
                    let fact = match (writer + step) % 4 {
                        0 => Fact::Held { hold: HoldKind::Damaged },
                        1 => Fact::Promised { order: order(writer as u128), until: now.plus_seconds(60) },
                        2 => Fact::Freed,
                        _ => Fact::Seen(Spot { place: event(unit, now, Fact::Rejected).site, position: None }),
                    };
                    let mut tx = db.begin().await.expect("tx");
                    append(&mut tx, &[event(unit, now, fact)]).await.expect("outcomes");
                    if step % 5 == 4 { tx.rollback().await } else { tx.commit().await }.expect("an end");
                }
            })
        })
        .collect();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        seal(world.db(), &signer).await.expect("a working ledger");
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.expect("no panic");
    }
    world.must(&[world.event(units[0], Fact::Rejected)]).await;
    world.seal(&signer).await;
    let report = verify(world.db(), None, |_| {}).await.expect("a report");
    assert!(report.intact, "{:?}", report.findings);
    assert_eq!((report.unsealed, report.sealed), (0, report.events));
    assert!(report.events > 80, "most of 160 committed tries are accepted: {}", report.events);
}
