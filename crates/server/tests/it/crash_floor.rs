//! A station at work over the network while servers and databases die: what was acknowledged is remembered, so that it
//! can be asked for again.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinHandle};
use vena_testkit::visit::{self, Hand};

use crate::{
    program::{get, sign_in},
    runs,
    steps::{good_results_of, outputs, scans, text},
};

/// One acknowledged request: asked again under its key it must give the same answer.
struct Acknowledged {
    client: reqwest::Client,
    key: String,
    path: String,
    body: Value,
    status: u16,
    answer: Value,
}

/// What workers and killers share.
pub(crate) struct Floor {
    /// Addresses of the servers; replaced after each change, also by the same ones.
    bases: watch::Sender<Vec<String>>,
    /// How many requests were acknowledged so far.
    done: watch::Sender<u32>,
    acknowledged: Mutex<Vec<Acknowledged>>,
    /// Codes of the problems that a server answered instead of doing the work.
    troubles: Mutex<BTreeSet<String>>,
    serial: AtomicU32,
}

impl Floor {
    /// A floor whose servers stand at `bases`.
    pub(crate) fn at(bases: &[&str]) -> Arc<Self> {
        Arc::new(Self {
            bases: watch::channel(owned(bases)).0,
            done: watch::channel(0).0,
            acknowledged: Mutex::default(),
            troubles: Mutex::default(),
            serial: AtomicU32::new(1),
        })
    }

    /// The servers stand elsewhere now, or are back.
    pub(crate) fn move_to(&self, bases: &[&str]) {
        self.bases.send_replace(owned(bases));
    }

    /// Waits until `more` further requests have been acknowledged.
    pub(crate) async fn until_done(&self, more: u32) {
        let target = *self.done.borrow() + more;
        let mut done = self.done.subscribe();
        let waited = tokio::time::timeout(Duration::from_secs(120), done.wait_for(|done| *done >= target)).await;
        waited.unwrap_or_else(|_| panic!("nobody can work: {:?}", self.troubles())).expect("workers work");
    }

    /// Codes of the problems that were answered so far.
    pub(crate) fn troubles(&self) -> BTreeSet<String> {
        self.troubles.lock().expect("no panic").clone()
    }

    /// Sends until somebody does it: the same key each time, another server or another address after each failure.
    pub(crate) async fn post(&self, client: &reqwest::Client, path: &str, body: Value) -> Value {
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let (key, mut turn) = (format!("crash-{serial}"), serial as usize);
        let mut bases = self.bases.subscribe();
        loop {
            let base = {
                let bases = bases.borrow_and_update();
                bases[turn % bases.len()].clone()
            };
            let sent = client.post(format!("{base}{path}")).header("idempotency-key", &key).json(&body).send().await;
            if let Ok(reply) = sent {
                let status = reply.status().as_u16();
                if let Ok(answer) = reply.json::<Value>().await {
                    if status < 500 {
                        assert!(status < 300, "{path} {body}: {status} {answer:#}");
                        let (client, path) = (client.clone(), path.to_owned());
                        let kept = Acknowledged { client, key, path, body, status, answer: answer.clone() };
                        self.acknowledged.lock().expect("no panic").push(kept);
                        self.done.send_modify(|done| *done += 1);
                        return answer;
                    }
                    let code = answer["code"].as_str().unwrap_or("no problem document").to_owned();
                    self.troubles.lock().expect("no panic").insert(code);
                }
            }
            turn += 1;
            // Nobody there, or the database is away: wait for a restart, or for the database's return.
            let _ = tokio::time::timeout(Duration::from_millis(100), bases.changed()).await;
        }
    }

    /// `workers` donors at a time are served until the tasks are aborted.
    pub(crate) async fn join(self: &Arc<Self>, workers: u32) -> Vec<JoinHandle<()>> {
        let base = self.bases.borrow()[0].clone();
        let bench = Bench::of(self, &base).await;
        let (inquiry, markers) = {
            let (nurse, tester) = (sign_in(&base, "collector").await, sign_in(&base, "tester").await);
            (get(&nurse, &base, "/api/collect/inquiry").await, get(&tester, &base, "/api/lab/markers").await)
        };
        let mut joined = Vec::new();
        for worker in 0..workers {
            let crew = Crew::sign_in(&base).await;
            let (floor, inquiry, markers, bench) = (self.clone(), inquiry.clone(), markers.clone(), bench.clone());
            joined.push(tokio::spawn(async move {
                for n in 0.. {
                    crew.work(&floor, worker * 10_000 + n, (&inquiry, &markers, &bench)).await;
                }
            }));
        }
        joined
    }

    /// Asked again under its key, every request gives the answer that it gave before; at least `least` there were.
    pub(crate) async fn every_answer_stands(&self, base: &str, least: usize) {
        let acknowledged = std::mem::take(&mut *self.acknowledged.lock().expect("no panic"));
        assert!(acknowledged.len() >= least, "only {} requests were acknowledged", acknowledged.len());
        for request in acknowledged {
            let url = format!("{base}{}", request.path);
            let again = request.client.post(url).header("idempotency-key", &request.key).json(&request.body);
            let again = again.send().await.expect("an answer");
            assert_eq!(again.status().as_u16(), request.status, "{} {}", request.path, request.body);
            let answer: Value = again.json().await.expect("JSON");
            assert_eq!(answer, request.answer, "{} {}", request.path, request.body);
        }
    }
}

fn owned(bases: &[&str]) -> Vec<String> {
    bases.iter().map(|base| (*base).to_owned()).collect()
}

/// A lot of reagents that was let in, and the instrument that reads it.
#[derive(Clone)]
struct Bench {
    lot: Value,
    instrument: Value,
}

impl Bench {
    async fn of(floor: &Floor, base: &str) -> Self {
        let (tester, checker) = (sign_in(base, "tester").await, sign_in(base, "checker").await);
        let kit = floor.post(&tester, "/api/lab/kits", runs::elisa()).await;
        floor.post(&checker, &format!("/api/lab/kits/{}/approve", text(&kit, "kit_id")), json!({})).await;
        let lot = json!({ "kit_code": "HBSAG-HT", "lot": "HT2611", "expires_on": "2099-12-31", "tests": 96_000 });
        let lot = floor.post(&tester, "/api/lab/reagents", lot).await["lot_id"].clone();
        let at = |verb: &str| format!("/api/lab/reagents/{}/{verb}", lot.as_str().expect("an id"));
        floor.post(&tester, &at("compare"), json!({ "samples": 20, "agreed": 20 })).await;
        floor.post(&checker, &at("decide"), json!({ "accepted": true })).await;
        let reader = json!({ "code": "ELISA-1", "name": "酶标仪", "maker": "云杉仪器", "model": "M96", "serial": "S-1",
            "calibrated_until": "2099-12-31" });
        let instrument = floor.post(&tester, "/api/lab/instruments", reader).await["instrument_id"].clone();
        Self { lot, instrument }
    }
}

struct Crew {
    registrar: reqwest::Client,
    nurse: reqwest::Client,
    doctor: reqwest::Client,
    tester: reqwest::Client,
    second_tester: reqwest::Client,
    checker: reqwest::Client,
    lab_head: reqwest::Client,
    technician: reqwest::Client,
    releasers: [reqwest::Client; 2],
}

impl Crew {
    async fn sign_in(base: &str) -> Self {
        Self {
            registrar: sign_in(base, "registrar").await,
            nurse: sign_in(base, "collector").await,
            doctor: sign_in(base, "doctor").await,
            tester: sign_in(base, "tester").await,
            second_tester: sign_in(base, "tester2").await,
            checker: sign_in(base, "checker").await,
            lab_head: sign_in(base, "labhead").await,
            technician: sign_in(base, "technician").await,
            releasers: [sign_in(base, "release1").await, sign_in(base, "release2").await],
        }
    }

    /// One donation from the door to its released components.
    async fn work(&self, floor: &Floor, serial: u32, (inquiry, markers, bench): (&Value, &Value, &Bench)) {
        let number = format!("0160226{serial:06}");
        let unit = self.give(floor, serial, &number, inquiry).await;
        floor.post(&self.technician, "/api/process/receipts", json!({ "scans": [number] })).await;
        let split = json!({ "unit": unit, "outputs": outputs(), "loss_ml": 20 });
        let split = floor.post(&self.technician, "/api/process/splits", split).await;
        self.test(floor, &number, markers, bench).await;
        let mut units = Vec::new();
        for child in split["children"].as_array().expect("children") {
            let path = format!("/api/process/units/{}", text(child, "unit_id"));
            let printed = floor.post(&self.technician, &format!("{path}/labels"), json!({})).await;
            floor.post(&self.technician, &format!("{path}/label-check"), scans(&printed)).await;
            units.push(child["unit_id"].clone());
        }
        let proposed = floor.post(&self.releasers[0], "/api/process/releases", json!({ "units": units })).await;
        let confirm = format!("/api/process/releases/{}/confirm", text(&proposed, "release_id"));
        let released = floor.post(&self.releasers[1], &confirm, json!({})).await;
        assert_eq!(released["counts"]["released"], units.len(), "{released:#}");
    }

    /// A run of one sample between its controls, read by two; the rest is typed, and three sign.
    async fn test(&self, floor: &Floor, number: &str, markers: &Value, bench: &Bench) {
        let wish = json!({ "lot_id": bench.lot, "instrument_id": bench.instrument, "donations": [number] });
        let run = floor.post(&self.tester, "/api/lab/runs", wish).await;
        let at = |verb: &str| format!("/api/lab/runs/{}/{verb}", text(&run, "run_id"));
        let readings = runs::readings(&run, runs::usual(""));
        for reader in [&self.tester, &self.second_tester] {
            floor.post(reader, &at("readings"), readings.clone()).await;
        }
        let closed = floor.post(&self.tester, &at("close"), json!({})).await;
        assert_eq!(closed["state"], "accepted", "{closed:#}");
        let by_run = |result: &Value| result["marker"] == "HBSAG" && result["round"] == 1;
        let results: Vec<Value> = good_results_of(markers).into_iter().filter(|result| !by_run(result)).collect();
        let at = |verb: &str| format!("/api/lab/donations/{number}/{verb}");
        floor.post(&self.tester, &at("results"), json!({ "results": results })).await;
        floor.post(&self.tester, &at("sign"), json!({ "role": "tester" })).await;
        floor.post(&self.checker, &at("sign"), json!({ "role": "checker" })).await;
        floor.post(&self.lab_head, &at("issue"), json!({})).await;
    }

    /// One donation from the door to the full bag.
    async fn give(&self, floor: &Floor, serial: u32, number: &str, inquiry: &Value) -> Value {
        let name = format!("试{}{}", character(serial / 10_000), character(serial % 10_000));
        let donor = json!({
            // Passports are not consecutive: with names so alike the desk would have to look twice.
            "document": { "kind": "passport", "number": format!("E{:08}", serial * 7_919 % 100_000_000) },
            "born_on": "1990-05-05", "sex": "male",
            "name": name,
            "phone": format!("138{serial:08}"), "consent_to_be_told": true,
        });
        let donor = floor.post(&self.registrar, "/api/recruit/donors", donor).await["donor"]["donor_id"].clone();
        let form = healthy_form(&donor, inquiry);
        let visit = floor.post(&self.registrar, visit::VISITS, visit::arrival(&form)).await;
        let mut donation = Value::Null;
        for (hand, verb, body) in visit::steps(&form) {
            let client = match hand {
                Hand::Desk => &self.registrar,
                Hand::Nurse => &self.nurse,
                Hand::Physician => &self.doctor,
            };
            donation = floor.post(client, &format!("{}/{verb}", visit::path_of(&visit)), body).await;
        }
        let at = format!("/api/collect/donations/{}", donation["donation_id"].as_str().expect("an id"));
        let chair = json!({ "chair": format!("{serial}"), "name": name, "born_on": "1990-05-05" });
        floor.post(&self.nurse, &format!("{at}/seat"), chair).await;
        let bind = crate::steps::binding_of(number, crate::steps::KIT_LOT);
        floor.post(&self.nurse, &format!("{at}/bind"), bind).await;
        floor.post(&self.nurse, &format!("{at}/start"), json!({ "arm": "left" })).await;
        let done = json!({ "volume_ml": 400, "self_excluded": false });
        floor.post(&self.nurse, &format!("{at}/complete"), done).await["unit_id"].clone()
    }
}

/// A different Chinese character for each number, so that no two invented donors look like one.
fn character(n: u32) -> char {
    char::from_u32(0x4e00 + n).expect("a character")
}

pub(crate) fn healthy_form(donor: &Value, inquiry: &Value) -> Value {
    let questions = inquiry["questions"].as_array().expect("questions");
    let fits = |question: &&Value| question["sex"].is_null() || question["sex"] == "male";
    let answers: serde_json::Map<String, Value> = questions
        .iter()
        .filter(fits)
        .map(|question| (question["code"].as_str().expect("a code").to_owned(), question["expected"].clone()))
        .collect();
    json!({
        "donor_id": donor, "inquiry_version": inquiry["version"], "answers": answers, "volume_ml": 400,
        "check": { "weight_kg": 70.0, "systolic_mmhg": 118, "diastolic_mmhg": 76, "pulse_per_min": 72,
                   "endurance_athlete": false, "temperature_c": 36.6, "hb_g_l": 150 },
    })
}
