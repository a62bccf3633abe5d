//! The trace: who, where, when, why; and what each reader does not see.

use uuid::Uuid;
use vena_kernel::{id::*, unit_state::*};
use vena_ledger::{Relation, Sight, Subject, Trace, trace, trace_everything};

use crate::world::*;

async fn traced(world: &World, sight: Sight, text: &str) -> Trace {
    let mut tx = world.db().begin_read().await.expect("tx");
    trace(&mut tx, sight, text).await.expect("a trace")
}

async fn named(world: &World) {
    let sql = "
        insert into platform.org (org_id, code, kind, name, name_en, pinyin, district)
        values ($1, 'STATION', 'station', '中心血站', 'Blood Centre', 'zhongxin xuezhan', '市南区');
    ";
    sqlx::query(sql).bind(station().uuid()).execute(world.db().pool()).await.expect("an organisation");
    let sql = "
        insert into platform.site (site_id, org_id, code, kind, name, name_en, pinyin, district)
        values ($1, $2, 'HALL', 'component_hall', '成分科', 'Component hall', 'chengfenke', '市南区')";
    sqlx::query(sql)
        .bind(Uuid::from_u128(0x61))
        .bind(station().uuid())
        .execute(world.db().pool())
        .await
        .expect("a site");
    let sql = "
        insert into platform.app_user (user_id, org_id, site_id, username, display_name, pinyin, password_hash, roles, created_at)
        values ($1, $2, $3, 'wang', '王晓', 'wangxiao', '-', '{}', now())";
    sqlx::query(sql)
        .bind(Uuid::from_u128(1))
        .bind(station().uuid())
        .bind(Uuid::from_u128(0x61))
        .execute(world.db().pool())
        .await
        .expect("a user");
}

#[tokio::test]
async fn a_trace_tells_who_where_when_and_why_with_names() {
    let world = World::new().await;
    named(&world).await;
    let id = world.stock(1).await;
    let late = UnitEvent {
        at: world.now().plus_seconds(-1800),
        device: Some("gate-7".into()),
        ..world.event(id, Fact::Held { hold: HoldKind::Excursion })
    };
    world.must(&[late]).await;
    let trace = traced(&world, Sight::All, &id.to_string()).await;
    assert_eq!((trace.units.len(), trace.truncated, trace.checkpoint.is_some()), (1, false, false));
    let unit = &trace.units[0];
    assert_eq!((unit.unit_id, unit.relation, unit.custodian.name.as_str()), (id, Relation::Asked, "中心血站"));
    let kinds: Vec<&str> = unit.events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["collected", "label_verified", "released", "held"]);
    let last = &unit.events[3];
    assert_eq!((last.at, last.recorded_at), (world.now().plus_seconds(-1800), world.now()), "both times");
    assert_eq!((last.actor.name.as_str(), last.site.name.as_str()), ("王晓", "成分科"));
    assert_eq!(last.second.as_ref().map(|second| second.name.as_str()), Some(""), "nobody remembers the second person");
    assert_eq!((last.reason.as_deref(), last.device.as_deref()), (Some("test"), Some("gate-7")));
    assert_eq!((last.title.zh.as_str(), last.leaf_index), ("锁定", None));
}

#[tokio::test]
async fn a_trace_reaches_the_whole_family_from_any_member() {
    let world = World::new().await;
    let parent = world.collected(1).await;
    let (division, [cells, plasma]) = world.division(parent, 1, [180, 200]);
    world.must(&division).await;
    let relations = |trace: &Trace| trace.units.iter().map(|unit| (unit.unit_id, unit.relation)).collect::<Vec<_>>();
    let from_child = traced(&world, Sight::All, &cells.to_string()).await;
    assert_eq!(relations(&from_child), [(parent, Relation::Ancestor), (cells, Relation::Asked)]);
    assert_eq!(from_child.units[0].children, [cells], "only what is in the trace");
    let from_parent = traced(&world, Sight::All, &parent.to_string()).await;
    let expected = [(parent, Relation::Asked), (cells, Relation::Descendant), (plasma, Relation::Descendant)];
    assert_eq!(relations(&from_parent), expected);
    assert_eq!(from_parent.units[1].parents[0].unit, parent);
    for number in [donation(1).to_string(), donation(1).as_str().to_owned()] {
        assert_eq!(traced(&world, Sight::All, &number).await.units.len(), 3, "{number}");
    }
}

#[tokio::test]
async fn a_hospital_reads_its_own_units_and_nothing_about_donor_tests_or_others() {
    let world = World::new().await;
    let (id, other) = (world.at_hospital(1).await, world.stock(2).await);
    let test = Fact::Tested(Test { marker: "hbsag".into(), outcome: Outcome::NonReactive, group: None });
    let until = world.now().plus_seconds(3600);
    let matched = Fact::Matched { patient: patient(1), sample: "S1".into(), until };
    world.must(&[world.event(id, test), by(hospital(), world.event(id, matched))]).await;
    let trace = traced(&world, Sight::Of(hospital()), &id.to_string()).await;
    let event = |kind: &str| trace.units[0].events.iter().find(|event| event.kind == kind).expect("the event");
    for kind in ["collected", "tested"] {
        assert!(event(kind).fact.is_none() && event(kind).reason.is_none(), "{kind}");
    }
    assert!(event("matched").fact.is_some(), "its own patient");
    let mut tx = world.db().begin_read().await.expect("tx");
    for (sight, text) in [
        (Sight::Of(hospital()), other.to_string()),
        (Sight::Of(other_hospital()), id.to_string()),
        (Sight::All, UnitId::from_uuid(fresh()).to_string()),
        (Sight::All, donation(99).to_string()),
    ] {
        let refused = vena_ledger::trace(&mut tx, sight, &text).await.expect_err("not to be seen");
        assert_eq!(refused.problem().map(|problem| problem.status.as_u16()), Some(404), "{text}");
    }
}

#[tokio::test]
async fn the_patients_of_one_hospital_are_not_told_to_the_next() {
    let world = World::new().await;
    let id = world.at_hospital(1).await;
    let until = world.now().plus_seconds(3600);
    let matched = by(hospital(), world.event(id, Fact::Matched { patient: patient(1), sample: "S1".into(), until }));
    let freed = by(hospital(), world.event(id, Fact::Freed));
    let back = Dispatch { shipment: shipment(2), to: other_hospital(), purpose: Travel::Quarantine };
    let received = by(other_hospital(), world.event(id, Fact::Received { shipment: shipment(2), position: None }));
    world.must(&[matched, freed, by(hospital(), world.event(id, Fact::Dispatched(back))), received]).await;
    let trace = traced(&world, Sight::Of(other_hospital()), &id.to_string()).await;
    let json = serde_json::to_string(&trace).expect("JSON");
    assert!(!json.contains(&patient(1).to_string()) && !json.contains("S1"), "{json}");
    assert!(serde_json::to_string(&traced(&world, Sight::All, &id.to_string()).await).expect("JSON").contains("S1"));
}

#[tokio::test]
async fn seals_show_in_the_trace() {
    let world = World::new().await;
    let id = world.stock(1).await;
    let folder = tempfile::tempdir().expect("a folder");
    let signer = vena_ledger::signer::Signer::open_or_create(folder.path()).expect("a key");
    let sealed = world.seal(&signer).await;
    let mut tx = world.db().begin_read().await.expect("tx");
    let trace = trace_everything(&mut tx, &id.to_string()).await.expect("a trace");
    assert_eq!(trace.checkpoint.as_ref(), Some(&sealed.checkpoint));
    let leaves: Vec<_> = trace.units[0].events.iter().map(|event| event.leaf_index).collect();
    assert_eq!(leaves, [Some(0), Some(1), Some(2)]);
}

#[test]
fn what_a_text_means() {
    let id = UnitId::from_uuid(Uuid::from_u128(7));
    assert_eq!(Subject::read(&id.to_string()).expect("a unit"), Subject::Unit(id));
    assert_eq!(Subject::read("01602-26000001").expect("a donation"), Subject::Donation(donation(1), None));
    for nonsense in ["", "  ", "血", "order_01920000000070008000000000000001", "016021014700"] {
        let refusal = Subject::read(nonsense).expect_err("no unit");
        assert!(!refusal.rule.is_empty() && !refusal.reason.zh.is_empty(), "{nonsense}");
    }
}
