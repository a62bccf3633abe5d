use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_contracts::lab::LookBackOpened;
use vena_kernel::{
    donation_number::DonationNumber,
    id::UnitId,
    unit_state::{Birth, Fact, Making, Parent, Role, Share},
};
use vena_testkit::town::{BANK, Bag, DRIVER, HILL_BANK, Org, PICKER, Town};

use crate::neighbours::{Neighbours, module};

const RECALLS: &str = "/api/govern/recalls";

struct City {
    town: Town,
    neighbours: Arc<Neighbours>,
}

impl City {
    async fn new() -> Self {
        let neighbours = Arc::new(Neighbours::default());
        Self { town: Town::new(vec![module(&neighbours)]).await, neighbours }
    }

    async fn fresh(&self) -> UnitId {
        UnitId::from_uuid(self.town.db().begin().await.expect("a transaction").new_id())
    }

    /// Makes one unit of `parents`, 100 mL of each, under `number`.
    async fn made(&self, number: DonationNumber, parents: &[UnitId], pooled: bool) -> UnitId {
        let child = self.fresh().await;
        let mut events = Vec::new();
        for parent in parents {
            let children = vec![Share { unit: child, volume_ml: 100 }];
            let rest_ml = self.town.unit(*parent).await.facts.volume_ml - 100;
            let making = Making { children, added_ml: 0, loss_ml: 0, rest_ml };
            let fact = if pooled { Fact::Pooled(making) } else { Fact::Divided(making) };
            events.push(self.town.event(Org::Station, *parent, fact).await);
        }
        let first = self.town.unit(parents[0]).await;
        let volume = 100 * u32::try_from(parents.len()).expect("few");
        let mut birth = Birth::new(number, "PLT-P".parse().expect("a product"), volume, first.facts.collected_at);
        birth.prepared_at = Some(self.town.now());
        birth.expires_at = first.facts.expires_at;
        let role = if pooled { Role::Pooled } else { Role::Divided };
        birth.parents = parents.iter().map(|unit| Parent { unit: *unit, role, volume_ml: 100 }).collect();
        events.push(self.town.event(Org::Station, child, Fact::Prepared(birth)).await);
        let mut tx = self.town.db().begin().await.expect("a transaction");
        vena_ledger::append_all_or_refuse(&mut tx, &events).await.expect("it is made");
        tx.commit().await.expect("a commit");
        child
    }

    async fn open(&self, body: Value) -> Value {
        self.town.post(PICKER, RECALLS, body).await
    }
}

fn about(numbers: &[DonationNumber], same_donor: bool) -> Value {
    json!({ "kind": "donations", "numbers": numbers, "same_donor": same_donor })
}

fn path(recall: &Value, verb: &str) -> String {
    format!("{RECALLS}/{}{verb}", recall["recall_id"].as_str().expect("an id"))
}

fn units(recall: &Value) -> BTreeMap<String, String> {
    let listed = recall["units_listed"].as_array().expect("units").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    listed.map(|one| (text(&one["unit"]["unit_id"]), text(&one["open"]))).collect()
}

#[tokio::test]
async fn a_case_stops_everything_hears_everybody_and_is_closed_by_another() {
    let city = City::new().await;
    let town = &city.town;
    let bag = Bag::red_cells(1, "A+");
    let here = town.stocked(bag).await;
    let there = town.delivered(Bag { product: "FFP", ..bag }, Org::Harbour).await;
    let other = town.stocked(Bag::red_cells(9, "A+")).await;
    let new = json!({ "cause": "post_donation", "about": about(&[bag.number()], false), "reason": "献血者次日发热" });
    let recall = city.open(new).await;
    assert_eq!((&recall["donations"], &recall["parties"]), (&json!(1), &json!(1)), "{recall}");
    for (unit, held) in [(here, 1), (there, 1), (other, 0)] {
        assert_eq!(town.unit(unit).await.state.holds.len(), held, "{unit}");
    }

    // The hospital sees its own unit, not why, and no other donation; another hospital sees nothing.
    let seen = town.get(BANK, &path(&recall, "")).await;
    assert_eq!(units(&seen).keys().collect::<Vec<_>>(), [&there.to_string()]);
    assert_eq!((&seen["reason"], &seen["donations_listed"]), (&Value::Null, &json!([])));
    assert_eq!(town.get(HILL_BANK, RECALLS).await["items"], json!([]));
    assert_eq!(town.refused(HILL_BANK, &path(&recall, "/acknowledge"), json!({})).await, "exists.recall");
    let end = json!({ "conclusion": "全部收回" });
    assert_eq!(town.refused(DRIVER, &path(&recall, "/close"), end.clone()).await, "recall.not-confirmed");
    let confirmed = town.post(BANK, &path(&recall, "/acknowledge"), json!({ "note": "已隔离 1 袋" })).await;
    assert_eq!(confirmed["acknowledged"], 1);
    assert_eq!(town.refused(BANK, &path(&recall, "/acknowledge"), json!({})).await, "recall.nothing-to-confirm");

    assert_eq!(town.refused(DRIVER, &path(&recall, "/close"), end.clone()).await, "recall.unsettled");
    let follow = json!({ "unit": here, "said": "没有受者" });
    assert_eq!(town.refused(PICKER, &path(&recall, "/follow"), follow).await, "recall.nobody-to-follow");
    for (unit, org) in [(here, Org::Station), (there, Org::Harbour)] {
        town.happen(org, unit, vec![Fact::Discarded { cause: "reactive".into() }]).await;
    }
    assert_eq!(town.refused(PICKER, &path(&recall, "/close"), end.clone()).await, "recall.same-person");
    let closed = town.post(DRIVER, &path(&recall, "/close"), end.clone()).await;
    assert_eq!((&closed["conclusion"], &closed["overdue"]), (&json!("全部收回"), &json!(false)));
    assert_eq!(town.refused(DRIVER, &path(&recall, "/close"), end).await, "recall.closed");
    assert_eq!(town.get(PICKER, &format!("{RECALLS}?open=true")).await["items"], json!([]));
}

#[tokio::test]
async fn sixty_donations_of_a_donor_with_parts_and_pools_are_reached_whole() {
    let city = City::new().await;
    let town = &city.town;
    let bags: Vec<Bag> = (1..=60).map(|serial| Bag { product: "PLT-C", ..Bag::red_cells(serial, "O+") }).collect();
    let numbers: Vec<DonationNumber> = bags.iter().map(Bag::number).collect();
    *city.neighbours.of_donor.lock().expect("a lock") = numbers.clone();
    let mut roots = Vec::new();
    for bag in &bags {
        roots.push(town.unreleased(*bag).await);
    }
    let stranger = town.unreleased(Bag { product: "PLT-C", ..Bag::red_cells(900, "O+") }).await;
    for (index, root) in roots.iter().enumerate().step_by(3) {
        city.made(numbers[index], &[*root], false).await;
    }
    // A pool with a stranger's blood, and a part of that pool: both carry numbers of their own.
    let pool = city.made("0160226000700".parse().expect("a number"), &[roots[1], stranger], true).await;
    let part = city.made("0160226000701".parse().expect("a number"), &[pool], false).await;

    let question = json!({ "about": about(&numbers[..1], true) });
    let reach = town.post(PICKER, &format!("{RECALLS}/reach"), question).await;
    let new = json!({ "cause": "reactive", "about": about(&numbers[..1], true), "reason": "回溯" });
    let recall = city.open(new).await;

    // Another way to the same: every edge of the genealogy, walked here.
    let edges: Vec<(UnitId, UnitId)> = sqlx::query_as("select parent, child from ledger.v_parent")
        .fetch_all(town.db().pool())
        .await
        .expect("the edges");
    let mut expected: BTreeSet<UnitId> = roots.iter().copied().collect();
    while edges.iter().any(|(parent, child)| expected.contains(parent) && expected.insert(*child)) {}
    assert!(expected.contains(&part) && !expected.contains(&stranger));
    let listed = units(&recall);
    assert_eq!(listed.keys().cloned().collect::<BTreeSet<_>>(), expected.iter().map(UnitId::to_string).collect());
    assert_eq!((&reach["donations"], &reach["units"]), (&json!(60), &json!(expected.len())));
    for unit in &expected {
        assert_eq!(town.unit(*unit).await.state.holds.len(), 1, "{unit} is held once, whatever ways lead to it");
    }
    assert!(town.unit(stranger).await.state.holds.is_empty());

    // What is made of it later is of the case as well.
    let later = city.made("0160226000702".parse().expect("a number"), &[pool], false).await;
    let again = town.get(PICKER, &path(&recall, "")).await;
    assert_eq!(units(&again).get(&later.to_string()).map(String::as_str), Some("judge"));
}

#[tokio::test]
async fn an_exercise_holds_nothing_and_is_answered_all_the_same() {
    let city = City::new().await;
    let town = &city.town;
    let bag = Bag::red_cells(1, "A+");
    let there = town.delivered(bag, Org::Harbour).await;
    let new = json!({ "cause": "other", "about": { "kind": "units", "units": [there] }, "reason": "季度演练", "drill": true });
    let recall = city.open(new).await;
    assert!(town.unit(there).await.state.holds.is_empty());
    assert_eq!(town.get(BANK, RECALLS).await["items"][0]["drill"], true);
    let end = json!({ "conclusion": "演练完成" });
    assert_eq!(town.refused(DRIVER, &path(&recall, "/close"), end.clone()).await, "recall.not-confirmed");
    town.wait_seconds(25 * 3600);
    assert_eq!(town.get(PICKER, RECALLS).await["items"][0]["overdue"], true, "nobody has answered in time");
    town.post(BANK, &path(&recall, "/acknowledge"), json!({})).await;
    town.post(DRIVER, &path(&recall, "/close"), end).await;

    let mut tx = town.db().begin_read().await.expect("a transaction");
    let drill = vena_govern::drill(&mut tx, &*city.neighbours, None).await.expect("an exercise");
    assert_eq!((drill.number, drill.donations, drill.differences), (bag.number(), 1, Vec::new()));
    assert_eq!(drill.lives.get("stock"), Some(&1));
}

#[tokio::test]
async fn a_lot_an_instrument_and_a_place_are_traced_by_those_who_know() {
    let city = City::new().await;
    let town = &city.town;
    let unit = town.stocked(Bag::red_cells(1, "A+")).await;
    let (lot, instrument) = (format!("lot_{:032x}", 7), format!("instrument_{:032x}", 7));
    let site = Org::Station.store();
    let window = json!({ "from": "2026-02-01T00:00:00Z", "to": "2026-02-03T00:00:00Z" });
    let with = |mut about: Value| {
        about.as_object_mut().expect("fields").extend(window.as_object().expect("fields").clone());
        about
    };
    let abouts = [
        json!({ "kind": "reagent", "lot_id": lot }),
        with(json!({ "kind": "instrument", "instrument_id": instrument })),
        json!({ "kind": "consumable", "item": "kit", "lot": "L26" }),
        with(json!({ "kind": "site", "site_id": site })),
    ];
    for about in &abouts {
        let refused = town.refused(PICKER, &format!("{RECALLS}/reach"), json!({ "about": about })).await;
        assert_eq!(refused, "recall.nothing", "{about}");
    }
    city.neighbours.touched.lock().expect("a lock").push(Bag::red_cells(1, "A+").number());
    for about in &abouts {
        let recall = city.open(json!({ "cause": "other", "about": about, "reason": "批号召回" })).await;
        assert_eq!(units(&recall).keys().collect::<Vec<_>>(), [&unit.to_string()], "{about}");
    }
    assert_eq!(town.unit(unit).await.state.holds.len(), abouts.len(), "each case is lifted by itself");
    let backwards =
        json!({ "kind": "site", "site_id": site, "from": "2026-02-03T00:00:00Z", "to": "2026-02-01T00:00:00Z" });
    let misread = json!({ "kind": "donations", "numbers": ["0160226999999"], "same_donor": true });
    let refused = town.refused(PICKER, &format!("{RECALLS}/reach"), json!({ "about": misread })).await;
    assert_eq!(refused, "recall.unknown", "a number that nothing carries reaches nothing, and is said to");
    let refused = town.refused(PICKER, &format!("{RECALLS}/reach"), json!({ "about": backwards })).await;
    assert_eq!(refused, "recall.window");
    let stranger = json!({ "kind": "units", "units": [format!("unit_{:032x}", 1)] });
    let body = json!({ "cause": "patient", "about": stranger, "reason": "受血者感染" });
    let (status, problem) = town.call(PICKER, Method::POST, RECALLS, Some(&body)).await;
    assert_eq!((status, problem["rule"].as_str()), (StatusCode::NOT_FOUND, Some("exists.unit")), "{problem}");
}

#[tokio::test]
async fn a_reactive_donation_opens_its_case_once() {
    let city = City::new().await;
    let town = &city.town;
    let (reactive, earlier) = (Bag::red_cells(1, "A+"), Bag::red_cells(2, "A+"));
    town.unreleased(reactive).await;
    let delivered = town.delivered(earlier, Org::Hill).await;
    let news = LookBackOpened {
        reactive: reactive.number(),
        others: vec![earlier.number()],
        org_id: Org::Station.id(),
        opened_by: PICKER.id(),
    };
    for _ in 0..2 {
        let mut tx = town.db().begin().await.expect("a transaction");
        tx.tell(&news).await.expect("news");
        tx.commit().await.expect("a commit");
        town.settle().await;
    }
    let cases = town.get(PICKER, RECALLS).await;
    assert_eq!(cases["items"].as_array().map(Vec::len), Some(1), "{cases}");
    assert_eq!((&cases["items"][0]["cause"], &cases["items"][0]["units"]), (&json!("reactive"), &json!(2)));
    let seen = town.get(HILL_BANK, RECALLS).await;
    assert_eq!(seen["items"][0]["reason"], Value::Null);
    let own =
        town.get(HILL_BANK, &format!("{RECALLS}/{}", seen["items"][0]["recall_id"].as_str().expect("an id"))).await;
    assert_eq!(units(&own).keys().collect::<Vec<_>>(), [&delivered.to_string()]);
}
