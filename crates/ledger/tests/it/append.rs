//! Appending: outcomes, order, idempotence, concurrency, and what the database itself refuses.

use vena_kernel::{id::*, unit_state::*};
use vena_ledger::{Outcome, append, append_all_or_refuse};
use vena_platform::fault::Fault;

use crate::world::*;

fn rules(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().map(|outcome| outcome.refusal().map_or("ok".into(), |refusal| refusal.rule.clone())).collect()
}

#[tokio::test]
async fn a_unit_goes_from_arm_to_arm() {
    let world = World::new().await;
    let id = world.at_hospital(1).await;
    let until = world.now().plus_seconds(7200);
    let steps = [
        Fact::Matched { patient: patient(1), sample: "S1".into(), until },
        Fact::Dispensed { patient: patient(1), ward: None, emergency: None },
        Fact::TransfusionStarted { patient: patient(1), identifiers: vec!["wristband".into(), "name".into()] },
        Fact::TransfusionEnded { patient: patient(1), volume_ml: 400, reaction: false },
    ];
    let events: Vec<_> = steps.into_iter().map(|fact| by(hospital(), world.event(id, fact))).collect();
    world.must(&events).await;
    let record = world.unit(id).await;
    assert_eq!((record.state.life, record.state.version), (Life::Transfused, 11));
    assert_eq!(record.state.custody.org, hospital());
}

#[tokio::test]
async fn each_event_of_a_batch_has_its_own_outcome_and_units_go_in_order() {
    let world = World::new().await;
    let (one, two) = (world.promised(1).await, world.stock(2).await);
    let outcomes = world.append(&[world.issued(two), world.issued(one), world.issued(one)]).await;
    assert_eq!(rules(&outcomes), ["unit.not-promised", "ok", "unit.already-issued"]);
    assert_eq!(world.unit(two).await.state.version, 3, "a refusal writes nothing");
}

#[tokio::test]
async fn the_same_event_twice_is_one_event() {
    let world = World::new().await;
    let id = world.promised(1).await;
    let issued = world.issued(id);
    assert_eq!(rules(&world.append(&[issued.clone(), issued.clone()]).await), ["ok", "ok"]);
    assert_eq!(world.append(std::slice::from_ref(&issued)).await, [Outcome::AlreadyAppended]);
    assert_eq!(world.unit(id).await.state.version, 5);
    let other = UnitEvent { reason: Some("something else".into()), ..issued };
    assert_eq!(rules(&world.append(&[other]).await), ["ledger.event-id-reused"]);
}

#[tokio::test]
async fn of_sixty_four_clients_that_issue_one_unit_exactly_one_succeeds() {
    let world = World::new().await;
    let id = world.promised(1).await;
    let db = world.test.connect(16).await;
    let clients = (0..64).map(|_| {
        let (db, event) = (db.clone(), world.issued(id));
        tokio::spawn(async move {
            let mut tx = db.begin().await?;
            let outcome = append(&mut tx, &[event]).await?.remove(0);
            tx.commit().await?;
            Ok::<_, Fault>(outcome)
        })
    });
    let mut outcomes = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        outcomes.push(client.await.expect("no panic").expect("no fault"));
    }
    let appended = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Appended { .. })).count();
    let refused = outcomes.iter().filter(|outcome| outcome.refusal().is_some_and(|r| r.rule == "unit.already-issued"));
    assert_eq!((appended, refused.count()), (1, 63));
    assert_eq!(world.unit(id).await.state.version, 5);
}

#[tokio::test]
async fn of_sixty_four_scans_with_one_event_id_all_are_told_that_it_stands() {
    let world = World::new().await;
    let id = world.promised(1).await;
    let (db, event) = (world.test.connect(16).await, world.issued(id));
    let scans: Vec<_> = (0..64)
        .map(|_| {
            let (db, event) = (db.clone(), event.clone());
            tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let outcome = append(&mut tx, &[event]).await?.remove(0);
                tx.commit().await?;
                Ok::<_, Fault>(outcome)
            })
        })
        .collect();
    let mut first = 0;
    for scan in scans {
        match scan.await.expect("no panic").expect("no fault") {
            Outcome::Appended { version, .. } => first += version,
            outcome => assert_eq!(outcome, Outcome::AlreadyAppended),
        }
    }
    assert_eq!(first, 5, "appended once, as the fifth event");
}

#[tokio::test]
async fn a_number_is_used_once_also_when_two_are_born_at_the_same_moment() {
    let world = World::new().await;
    world.collected(1).await;
    let birth = |serial| world.event(UnitId::from_uuid(fresh()), Fact::Collected(whole_blood(serial, world.now())));
    assert_eq!(rules(&world.append(&[birth(1)]).await), ["unit.number-used"]);
    assert_eq!(rules(&world.append(&[birth(2), birth(2)]).await), ["ok", "unit.number-used"]);
    let (mut one, mut two) = (world.db().begin().await.expect("tx"), world.db().begin().await.expect("tx"));
    assert!(append(&mut one, &[birth(3)]).await.expect("appended")[0].stands());
    let late = birth(3);
    let rival = tokio::spawn(async move { append(&mut two, &[late]).await.map(|_| two) });
    world.until_somebody_waits().await;
    one.commit().await.expect("a commit");
    assert!(
        matches!(rival.await.expect("no panic"), Err(Fault::Retry(_))),
        "run again, it will be told unit.number-used"
    );
}

#[tokio::test]
async fn all_or_nothing_names_the_cause() {
    let world = World::new().await;
    let (id, rejected) = (world.promised(1).await, world.stock(2).await);
    let mut tx = world.db().begin().await.expect("tx");
    let freed = world.event(rejected, Fact::Freed);
    let fault = append_all_or_refuse(&mut tx, &[world.issued(id), freed]).await.expect_err("refused");
    assert_eq!(fault.problem().and_then(|problem| problem.rule.as_deref()), Some("unit.not-promised"));
    drop(tx);
    assert_eq!(world.unit(id).await.state.version, 4, "nothing stays of a dropped transaction");
}

#[tokio::test]
async fn events_cannot_be_changed_or_removed_and_units_cannot_be_removed() {
    let world = World::new().await;
    world.collected(1).await;
    for sql in [
        "update ledger.event set body = body || ' '",
        "delete from ledger.event",
        "truncate ledger.event",
        "delete from ledger.unit",
        "truncate ledger.unit cascade",
        "update ledger.setting set hash = 'sm3'",
        "delete from ledger.setting",
    ] {
        let refused = sqlx::query(sql).execute(world.db().pool()).await.expect_err(sql);
        let code = refused.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
        assert_eq!(code.as_deref(), Some("23001"), "{sql}: {refused}");
    }
}

#[tokio::test]
async fn a_correction_names_an_event_of_the_same_unit() {
    let world = World::new().await;
    let (id, other) = (world.stock(1).await, world.stock(2).await);
    let seen = world.event(other, Fact::Seen(Spot { place: SiteId::from_uuid(fresh()), position: None }));
    world.must(std::slice::from_ref(&seen)).await;
    let facts = Amendment { volume_ml: Some(390), ..Amendment::default() };
    let correct = |event| world.event(id, Fact::Corrected(Correction { event, facts: facts.clone() }));
    let unknown = correct(EventId::from_uuid(fresh()));
    assert_eq!(rules(&world.append(&[unknown, correct(seen.event_id)]).await), ["ledger.correction-unknown"; 2]);
    let own = world.event(id, Fact::Rejected);
    world.must(&[own.clone(), correct(own.event_id)]).await;
    assert_eq!(world.unit(id).await.facts.volume_ml, 390);
}

#[tokio::test]
async fn text_that_no_column_holds_is_refused_not_a_fault() {
    let world = World::new().await;
    let id = world.stock(1).await;
    let held =
        |reason: String| UnitEvent { reason: Some(reason), ..world.event(id, Fact::Held { hold: HoldKind::Damaged }) };
    let outcomes = world
        .append(&[held("nul \0 byte".into()), held("x".repeat(20_000)), held("\u{1F9EA} 血 '\"\\ ok".into())])
        .await;
    assert_eq!(rules(&outcomes), ["ledger.event-text", "ledger.event-text", "ok"]);
    assert_eq!(world.unit(id).await.state.holds.len(), 1);
}

#[tokio::test]
async fn record_times_of_a_unit_never_go_back() {
    let world = World::new().await;
    let id = world.stock(1).await;
    let before = world.unit(id).await.last_recorded_at;
    world.test.clock().set(before.plus_seconds(-120));
    let held = UnitEvent { at: before.plus_seconds(-600), ..world.event(id, Fact::Held { hold: HoldKind::Damaged }) };
    world.must(&[held]).await;
    let after = world.unit(id).await;
    assert_eq!((after.last_recorded_at, after.last_at), (before, before.plus_seconds(-600)));
}
