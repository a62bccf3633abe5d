//! Random days of public operations by random people: whatever they try, nothing unsafe moves towards a patient.
//!
//! The judge is independent of the product's rules: it reads the recorded events of every unit in order and keeps its own
//! small account of what was known at each moment.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicU32, Ordering},
};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

/// Units that were issued on all random days together: a law that is never put to the test proves nothing.
static ISSUED: AtomicU32 = AtomicU32::new(0);
/// Units that were stopped by a hold, a rejection or their expiry after they had been released.
static STOPPED: AtomicU32 = AtomicU32::new(0);

/// One thing that somebody tries.
#[derive(Debug, Clone)]
enum Try {
    Hold(usize, &'static str),
    Lift(usize),
    React(usize),
    Label(usize),
    Release(usize),
    Order,
    Allocate(usize),
    Issue(usize, usize),
    IssueAll(usize),
    Cancel(usize),
    Ship(usize),
    Discard(usize),
    Wait(i64),
    PutAway(usize),
}

fn a_try() -> impl Strategy<Value = Try> {
    let n = 0_usize..8;
    prop_oneof![
        2 => (n.clone(), prop::sample::select(vec!["recall", "investigation", "damaged"])).prop_map(|(unit, kind)| Try::Hold(unit, kind)),
        1 => n.clone().prop_map(Try::Lift),
        1 => n.clone().prop_map(Try::React),
        2 => n.clone().prop_map(Try::Label),
        4 => n.clone().prop_map(Try::Release),
        3 => Just(Try::Order),
        4 => n.clone().prop_map(Try::Allocate),
        6 => (n.clone(), n.clone()).prop_map(|(order, unit)| Try::Issue(order, unit)),
        3 => n.clone().prop_map(Try::IssueAll),
        1 => n.clone().prop_map(Try::Cancel),
        2 => n.clone().prop_map(Try::Ship),
        1 => n.clone().prop_map(Try::Discard),
        1 => prop::sample::select(vec![10_i64, 600, 20_000, 60_000]).prop_map(Try::Wait),
        2 => n.prop_map(Try::PutAway),
    ]
}

struct Day {
    app: TestApp,
    crew: Crew,
    quality: Client,
    quality2: Client,
    storekeeper2: Client,
    donations: Vec<String>,
    units: Vec<String>,
    orders: Vec<String>,
    shipments: usize,
}

impl Day {
    /// Four donations: two on the shelf, one split and tested, one split and untested; a hospital waits for blood.
    async fn begin() -> Self {
        let app = TestApp::city().await;
        let crew = Crew::of(&app).await;
        let (mut donations, mut units) = (Vec::new(), Vec::new());
        for serial in 1..=2 {
            let stocked = steps::stock(&app, &crew, serial).await;
            units.extend([stocked.red_cells, stocked.plasma]);
            donations.push(stocked.donated.number);
        }
        for serial in 3..=4 {
            let donated = steps::donate(&app, &crew, serial).await;
            if serial == 3 {
                steps::test_donation(&app, &crew, &donated.number, steps::good_results(&crew).await).await;
            }
            units.extend(steps::split(&crew, &donated).await.iter().map(|child| text(child, "unit_id")));
            donations.push(donated.number);
        }
        let (quality, quality2) = (app.sign_in("quality").await, app.sign_in("quality2").await);
        let storekeeper2 = app.sign_in("storekeeper2").await;
        let mut day =
            Self { app, crew, quality, quality2, storekeeper2, donations, units, orders: Vec::new(), shipments: 0 };
        day.new_order().await;
        day
    }

    /// Sessions end with the shift: after a wait everybody signs in again.
    async fn come_back(&mut self) {
        self.crew = Crew::of(&self.app).await;
        self.quality = self.app.sign_in("quality").await;
        self.quality2 = self.app.sign_in("quality2").await;
        self.storekeeper2 = self.app.sign_in("storekeeper2").await;
    }

    fn unit(&self, n: usize) -> &str {
        &self.units[n % self.units.len()]
    }

    fn order(&self, n: usize) -> Option<&str> {
        if self.orders.is_empty() { None } else { Some(&self.orders[n % self.orders.len()]) }
    }

    /// Tries; a refusal is a fine answer, a fault is not.
    async fn attempt(&mut self, what: &Try) {
        let reply = match what {
            Try::Hold(unit, kind) => {
                self.quality
                    .post(
                        "/api/govern/holds",
                        json!({ "units": [self.unit(*unit)], "kind": kind, "reason": "随机试验" }),
                    )
                    .await
            }
            Try::Lift(unit) => return self.lift(*unit).await,
            Try::React(n) => return self.react(*n).await,
            Try::Label(unit) => return self.label(*unit).await,
            Try::Release(unit) => return self.release(*unit).await,
            Try::Order => return self.new_order().await,
            Try::Wait(minutes) => {
                self.app.wait(*minutes);
                self.come_back().await;
                return self.app.settle().await;
            }
            Try::PutAway(unit) => return self.put_away(*unit).await,
            Try::Discard(unit) => return self.discard(*unit).await,
            Try::Ship(order) => return self.ship(*order).await,
            Try::Allocate(order) => self.at_order(*order, "allocate", json!({})).await,
            Try::IssueAll(order) => self.at_order(*order, "issue", json!({})).await,
            Try::Issue(order, unit) => self.at_order(*order, "issue", json!({ "units": [self.unit(*unit)] })).await,
            Try::Cancel(order) => self.at_order(*order, "cancel", json!({ "reason": "随机试验" })).await,
        };
        assert!(!reply.status.is_server_error(), "{what:?}: {:#}", reply.body);
    }

    async fn at_order(&self, order: usize, verb: &str, body: Value) -> crate::support::Reply {
        let order = self.order(order).unwrap_or("order_00000000000000000000000000000000");
        self.crew.issuer.post(&format!("/api/issue/orders/{order}/{verb}"), body).await
    }

    async fn lift(&self, unit: usize) {
        let held = self.quality.get("/api/govern/holds").await.ok();
        let rows = held["items"].as_array().expect("rows");
        for row in rows.iter().filter(|row| row["unit_id"] == self.unit(unit)) {
            let hold = &row["holds"][0]["hold_id"];
            self.quality2
                .post(
                    "/api/govern/holds/lift",
                    json!({ "unit": row["unit_id"], "hold_id": hold, "reason": "查明无碍" }),
                )
                .await;
        }
    }

    /// The laboratory finds a donation reactive: for the first time, or as a correction of what it said before.
    async fn react(&self, n: usize) {
        let number = &self.donations[n % self.donations.len()];
        let mut results = steps::good_results(&self.crew).await;
        let hbsag = results.iter_mut().filter(|result| result["marker"] == "HBSAG");
        hbsag.for_each(|result| result["value"] = json!({ "kind": "reactive" }));
        let repeats: Vec<Value> = results
            .iter()
            .filter(|result| result["marker"] == "HBSAG")
            .flat_map(|result| {
                (1..=2).map(move |repeat| {
                    let mut again = result.clone();
                    again["repeat"] = json!(repeat);
                    again
                })
            })
            .collect();
        results.extend(repeats);
        let body = json!({ "results": results, "reason": "复检更正" });
        let at = format!("/api/lab/donations/{number}");
        self.crew.tester.post(&format!("{at}/results"), body).await;
        self.crew.tester.post(&format!("{at}/sign"), json!({ "role": "tester" })).await;
        self.crew.checker.post(&format!("{at}/sign"), json!({ "role": "checker" })).await;
        self.crew.lab_head.post(&format!("{at}/issue"), json!({})).await;
        self.app.settle().await;
    }

    async fn label(&self, unit: usize) {
        let unit = self.unit(unit);
        let printed = self.crew.technician.post(&format!("/api/process/units/{unit}/labels"), json!({})).await;
        if printed.status.is_success() {
            self.crew
                .technician
                .post(&format!("/api/process/units/{unit}/label-check"), steps::scans(&printed.body))
                .await;
        }
    }

    async fn release(&self, unit: usize) {
        let proposed = self.crew.releaser.post("/api/process/releases", json!({ "units": [self.unit(unit)] })).await;
        if proposed.status.is_success() {
            let id = text(&proposed.body, "release_id");
            self.crew.second_releaser.post(&format!("/api/process/releases/{id}/confirm"), json!({})).await;
        }
    }

    async fn new_order(&mut self) {
        let product = if self.orders.len() % 3 == 2 { "FFP" } else { "RBC-S" };
        let needed_by = self.app.clock.now().plus_seconds(7200);
        let body = json!({ "lines": [{ "product": product, "group": "O+", "bags": 3, "substitution": true }], "urgency": "urgent", "needed_by": needed_by });
        let reply = self.crew.hospital.post("/api/issue/orders", body).await.ok();
        self.orders.push(text(&reply, "order_id"));
    }

    async fn put_away(&self, unit: usize) {
        let places = self.crew.storekeeper.get("/api/store/places").await.ok();
        let places = places["items"].as_array().expect("places").clone();
        let place = &places[unit % places.len()];
        self.crew
            .storekeeper
            .post("/api/store/put-aways", json!({ "unit": self.unit(unit), "site_id": place["site_id"] }))
            .await;
    }

    async fn discard(&self, unit: usize) {
        let reasons = self.crew.storekeeper.get("/api/store/discard-reasons").await.ok();
        let body = json!({ "units": [self.unit(unit)], "reason_code": reasons[0]["code"], "note": "随机试验" });
        let proposed = self.crew.storekeeper.post("/api/store/discards", body).await;
        if proposed.status.is_success() {
            let id = text(&proposed.body, "discard_id");
            self.storekeeper2.post(&format!("/api/store/discards/{id}/confirm"), json!({})).await;
        }
    }

    async fn ship(&mut self, order: usize) {
        let Some(order) = self.order(order).map(str::to_owned) else { return };
        self.shipments += 1;
        let body = json!({ "order_id": order, "box": format!("BOX:L{}", self.shipments), "vehicle": "鲁B·演示02" });
        let shipment = self.crew.issuer.post("/api/transport/shipments", body).await;
        if shipment.status.is_success() {
            let id = text(&shipment.body, "shipment_id");
            self.crew.driver.post(&format!("/api/transport/shipments/{id}/hand-over"), json!({ "temp_c": 4.0 })).await;
        }
    }

    /// Reads every unit's recorded life and judges each step towards a patient.
    async fn judge(&self) {
        for number in &self.donations {
            let trace = self.quality.get(&format!("/api/govern/traces/{number}")).await.ok();
            for unit in trace["units"].as_array().expect("units") {
                judge_life(&unit["events"], &unit["unit"]["expires_at"]);
            }
        }
        let report = vena_ledger::verify(&self.app.db, None, |_| {}).await.expect("a report");
        assert!(report.intact, "{report:#?}");
    }
}

/// What the judge has learnt from the events so far.
#[derive(Debug, Default)]
struct Account {
    qualified: bool,
    rejected: bool,
    labelled: bool,
    holds: BTreeSet<String>,
    promised_to: Option<String>,
    committed: bool,
    ended: bool,
}

fn judge_life(events: &Value, expires_at: &Value) {
    let mut account = Account::default();
    for event in events.as_array().expect("events") {
        let kind = text(event, "kind");
        let recorded = text(event, "recorded_at").max(text(event, "at"));
        if ["promised", "issued", "dispatched", "matched", "dispensed", "transfusion_started"].contains(&kind.as_str())
        {
            let unexpired = expires_at.as_str().is_some_and(|expires| expires > recorded.as_str());
            let safe =
                account.qualified && !account.rejected && account.holds.is_empty() && !account.ended && unexpired;
            assert!(safe, "{kind} although {account:?}, expires {expires_at}: {event:#}");
        }
        learn(&mut account, &kind, event);
    }
}

fn learn(account: &mut Account, kind: &str, event: &Value) {
    let (detail, id) = (&event["detail"], text(event, "event_id"));
    match kind {
        "released" => account.qualified = true,
        "label_verified" => account.labelled = true,
        "rejected" => account.rejected = true,
        "tested" if detail["outcome"] == "reactive" => account.rejected = true,
        "held" | "recalled" => {
            STOPPED.fetch_add(u32::from(account.qualified), Ordering::Relaxed);
            account.holds.insert(id);
        }
        "lifted" => drop(account.holds.remove(detail["hold_id"].as_str().unwrap_or(""))),
        "promised" => {
            account.promised_to = detail["order"].as_str().map(str::to_owned);
        }
        "freed" => (account.promised_to, account.committed) = (None, false),
        "issued" => {
            assert!(account.labelled, "issued without a verified label: {event:#}");
            assert!(!account.committed, "issued twice: {event:#}");
            assert_eq!(account.promised_to.as_deref(), detail["order"].as_str(), "issued to another order: {event:#}");
            account.committed = true;
            ISSUED.fetch_add(1, Ordering::Relaxed);
        }
        "discarded" | "consumed" => account.ended = true,
        _ => {}
    }
}

#[test]
fn nothing_unsafe_moves_towards_a_patient_whatever_people_try() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let config = Config { cases: 16, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let days = prop::collection::vec(a_try(), 30..60);
    // Sixteen days are usually enough; when chance made them quiet, some more are lived through.
    for _ in 0..4 {
        let lived = TestRunner::new(config.clone()).run(&days, |tries| {
            runtime.block_on(async {
                let mut day = Day::begin().await;
                for what in &tries {
                    day.attempt(what).await;
                }
                day.judge().await;
            });
            Ok(())
        });
        lived.expect("the laws hold");
        if seen() {
            break;
        }
    }
    let (issued, stopped) = (ISSUED.load(Ordering::Relaxed), STOPPED.load(Ordering::Relaxed));
    assert!(seen(), "only {issued} units were issued and {stopped} stopped: the days are too quiet");
}

/// Whether the days had enough of both in them to prove anything.
fn seen() -> bool {
    ISSUED.load(Ordering::Relaxed) >= 10 && STOPPED.load(Ordering::Relaxed) >= 5
}
