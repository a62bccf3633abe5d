//! Births and families: linked outcomes, inheritance, cascades.

use vena_kernel::{id::*, unit_state::*};
use vena_ledger::{Family, Outcome, append, append_to_family, members};

use crate::world::*;

fn rules(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().map(|outcome| outcome.refusal().map_or("ok".into(), |refusal| refusal.rule.clone())).collect()
}

/// A pool of whole units: the parents' events and the birth.
fn pool(world: &World, serial: u32, parents: &[UnitId]) -> (Vec<UnitEvent>, UnitId) {
    let child = UnitId::from_uuid(fresh());
    let share = |unit| Parent { unit, role: Role::Pooled, volume_ml: 180 };
    let birth = Birth {
        prepared_at: Some(world.now()),
        expires_at: Some(world.now().plus_seconds(86_400)),
        group: Some("A+".parse().expect("a group")),
        parents: parents.iter().map(|unit| share(*unit)).collect(),
        ..Birth::new(
            donation(serial),
            "PLT".parse().expect("a product"),
            180 * parents.len() as u32,
            world.now().plus_seconds(-3600),
        )
    };
    let making = Making { children: vec![Share { unit: child, volume_ml: 180 }], added_ml: 0, loss_ml: 0, rest_ml: 0 };
    let mut events: Vec<_> = parents.iter().map(|unit| world.event(*unit, Fact::Pooled(making.clone()))).collect();
    events.push(world.event(child, Fact::Prepared(birth)));
    (events, child)
}

#[tokio::test]
async fn children_inherit_group_holds_and_safety() {
    let world = World::new().await;
    let parent = world.collected(1).await;
    let held = world.event(parent, Fact::Held { hold: HoldKind::Excursion });
    let (division, [cells, plasma]) = world.division(parent, 1, [180, 200]);
    let events: Vec<_> = std::iter::once(held.clone()).chain(division).collect();
    world.must(&events).await;
    assert_eq!(world.unit(parent).await.state.life, Life::Consumed);
    for child in [cells, plasma] {
        let record = world.unit(child).await;
        assert_eq!(record.state.holds.iter().map(|hold| hold.hold_id).collect::<Vec<_>>(), [held.event_id]);
        assert_eq!((record.state.safety, record.facts.group), (Safety::Pending, Some("A+".parse().expect("a group"))));
    }
}

#[tokio::test]
async fn a_child_with_another_group_than_its_only_parent_is_refused() {
    let world = World::new().await;
    let parent = world.collected(1).await;
    let (mut division, _) = world.division(parent, 1, [180, 200]);
    let mut write = |group: &str| {
        division[1].fact.birth_mut().expect("a birth").group = Some(group.parse().expect("a group"));
        division.clone()
    };
    let wrong = write("B+");
    let refused = ["ledger.linked-refused", "unit.group-differs-from-parent", "ledger.linked-refused"];
    assert_eq!(rules(&world.append(&wrong).await), refused);
    assert_eq!(world.unit(parent).await.state.version, 1);
    world.must(&write("A+")).await;
}

#[tokio::test]
async fn a_lie_about_the_inheritance_is_overwritten() {
    let world = World::new().await;
    let parent = world.collected(1).await;
    world.must(&[world.event(parent, Fact::Held { hold: HoldKind::LookBack })]).await;
    let (mut division, [cells, _]) = world.division(parent, 1, [180, 200]);
    for event in &mut division {
        if let Some(birth) = event.fact.birth_mut() {
            birth.inherited = Inherited { safety: Some(Safety::Qualified), ..Inherited::default() };
        }
    }
    world.must(&division).await;
    let state = world.unit(cells).await.state;
    assert_eq!((state.safety, state.holds.len()), (Safety::Pending, 1));
    assert_eq!(world.append(&division).await, vec![Outcome::AlreadyAppended; 3]);
}

#[tokio::test]
async fn half_a_family_is_refused_whole() {
    let world = World::new().await;
    let parent = world.collected(1).await;
    let (division, _) = world.division(parent, 1, [180, 200]);
    for missing in 0..3 {
        let mut events = division.clone();
        events.remove(missing);
        let outcomes = world.append(&events).await;
        assert!(outcomes.iter().all(|outcome| !outcome.stands()), "without {missing}: {:?}", rules(&outcomes));
    }
    let mut wrong = division.clone();
    if let Some(birth) = wrong[1].fact.birth_mut() {
        birth.volume_ml = 170;
        birth.parents[0].volume_ml = 170;
    }
    assert_eq!(rules(&world.append(&wrong).await), ["ledger.family-incomplete"; 3]);
    assert_eq!(world.unit(parent).await.state.version, 1);
    world.must(&division).await;
}

#[tokio::test]
async fn one_refused_member_refuses_the_rest_of_its_family_and_nothing_else() {
    let world = World::new().await;
    let (parent, bystander) = (world.collected(1).await, world.promised(3).await);
    let (mut division, _) = world.division(parent, 1, [180, 200]);
    if let Some(birth) = division[2].fact.birth_mut() {
        birth.expires_at = Some(birth.collected_at);
    }
    division.insert(1, world.issued(bystander));
    let outcomes = world.append(&division).await;
    assert_eq!(rules(&outcomes), ["ledger.linked-refused", "ok", "ledger.linked-refused", "unit.times"]);
    let mut tx = world.db().begin().await.expect("tx");
    let fault = vena_ledger::append_all_or_refuse(&mut tx, &division).await.expect_err("refused");
    assert_eq!(
        fault.problem().and_then(|problem| problem.rule.as_deref()),
        Some("unit.times"),
        "the cause, not the consequence"
    );
}

#[tokio::test]
async fn a_pool_takes_the_worst_of_its_members_and_does_not_outlive_them() {
    let world = World::new().await;
    let (good, held) = (world.stock(1).await, world.stock(2).await);
    world.must(&[world.event(held, Fact::Held { hold: HoldKind::Investigation })]).await;
    let making = |events: &mut Vec<UnitEvent>| {
        for event in events {
            if let Fact::Pooled(making) = &mut event.fact {
                making.rest_ml = 220;
            }
        }
    };
    let (mut events, child) = pool(&world, 9, &[good, held]);
    making(&mut events);
    let mut late = events.clone();
    if let Some(birth) = late[2].fact.birth_mut() {
        birth.expires_at = Some(world.now().plus_seconds(36 * 86_400));
    }
    assert_eq!(rules(&world.append(&late).await)[2], "unit.expiry-later-than-parent");
    world.must(&events).await;
    let state = world.unit(child).await.state;
    assert_eq!((state.safety, state.holds.len()), (Safety::Qualified, 1));
    let rest = world.unit(good).await;
    assert_eq!((rest.facts.volume_ml, rest.state.life), (220, Life::Stock));
}

#[tokio::test]
async fn a_rejected_donation_is_rejected_in_every_unit_made_from_it() {
    let world = World::new().await;
    let (parent, other) = (world.collected(1).await, world.stock(2).await);
    let (division, [cells, plasma]) = world.division(parent, 1, [180, 200]);
    world.must(&division).await;
    let (mut events, pooled) = pool(&world, 9, &[cells, other]);
    if let Fact::Pooled(making) = &mut events[1].fact {
        making.rest_ml = 220;
    }
    world.must(&events).await;
    let mut tx = world.db().begin().await.expect("tx");
    assert_eq!(members(&mut tx, Family::Unit(cells)).await.expect("a family").len(), 2);
    let reject = |record: &vena_ledger::UnitRecord| Some(world.event(record.unit_id, Fact::Rejected));
    let relatives = append_to_family(&mut tx, Family::Donation(donation(1)), reject).await.expect("appended");
    tx.commit().await.expect("a commit");
    assert!(relatives.iter().all(|relative| relative.outcome.stands()));
    for unit in [parent, cells, plasma, pooled] {
        assert_eq!(world.unit(unit).await.state.safety, Safety::Rejected, "{unit}");
    }
    assert_eq!(world.unit(other).await.state.safety, Safety::Qualified, "the other donation is not touched");
}

#[tokio::test]
async fn what_is_born_later_of_a_rejected_donation_is_rejected() {
    let world = World::new().await;
    let first = world.collected(1).await;
    world.must(&[world.event(first, Fact::Rejected)]).await;
    let birth = Birth { product: "PLT-A".parse().expect("a product"), ..whole_blood(1, world.now()) };
    let second = UnitId::from_uuid(fresh());
    world.must(&[world.event(second, Fact::Collected(birth))]).await;
    assert_eq!(world.unit(second).await.state.safety, Safety::Rejected);
}

#[tokio::test]
async fn no_child_is_born_unnoticed_while_a_family_is_rejected() {
    let world = World::new().await;
    let parent = world.collected(1).await;
    let (division, children) = world.division(parent, 1, [180, 200]);
    let mut births = world.db().begin().await.expect("tx");
    append(&mut births, &division).await.expect("appended");
    let db = world.db().clone();
    let rejected = world.event(parent, Fact::Rejected);
    let cascade = tokio::spawn(async move {
        let mut tx = db.begin().await.expect("tx");
        let make = |record: &vena_ledger::UnitRecord| {
            Some(UnitEvent { unit: record.unit_id, event_id: EventId::from_uuid(fresh()), ..rejected.clone() })
        };
        append_to_family(&mut tx, Family::Unit(parent), make).await.expect("appended");
        tx.commit().await.expect("a commit");
    });
    world.until_somebody_waits().await;
    births.commit().await.expect("a commit");
    cascade.await.expect("no panic");
    for unit in children {
        assert_eq!(world.unit(unit).await.state.safety, Safety::Rejected);
    }
}
