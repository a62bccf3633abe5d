//! kill -9 of server and database at random moments while people work: nothing acknowledged is lost, nothing half-written.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::sync::watch;
use vena_platform::{clock::Clock, db::Db};

use crate::{
    program::{Program, VENA, data_folder, get, postmaster, run, sign_in},
    steps::{good_results_of, outputs},
};

const ROUNDS: u32 = 50;
const WORKERS: u32 = 4;

/// One acknowledged request: asked again under its key it must give the same answer.
struct Acknowledged {
    client: reqwest::Client,
    key: String,
    path: String,
    body: Value,
    status: u16,
    answer: Value,
}

/// What workers and killer share.
struct Floor {
    /// Address of the server and how often it was started.
    base: watch::Sender<(String, u32)>,
    /// How many requests were acknowledged so far.
    done: watch::Sender<u32>,
    acknowledged: Mutex<Vec<Acknowledged>>,
    serial: AtomicU32,
}

impl Floor {
    /// Sends until somebody answers: the same key each time, a new address after each restart.
    async fn post(&self, client: &reqwest::Client, path: &str, body: Value) -> Value {
        let key = format!("crash-{}", self.serial.fetch_add(1, Ordering::Relaxed));
        let mut base = self.base.subscribe();
        loop {
            let address = base.borrow_and_update().0.clone();
            let sent = client.post(format!("{address}{path}")).header("idempotency-key", &key).json(&body).send().await;
            if let Ok(reply) = sent {
                let status = reply.status().as_u16();
                if let Ok(answer) = reply.json::<Value>().await
                    && status < 500
                {
                    assert!(status < 300, "{path} {body}: {status} {answer:#}");
                    let kept = Acknowledged {
                        client: client.clone(),
                        key,
                        path: path.to_owned(),
                        body,
                        status,
                        answer: answer.clone(),
                    };
                    self.acknowledged.lock().expect("no panic").push(kept);
                    self.done.send_modify(|done| *done += 1);
                    return answer;
                }
            }
            // Nobody there, or the database is away: wait for a restart, or for the database's return.
            let _ = tokio::time::timeout(std::time::Duration::from_millis(100), base.changed()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_in_fifty_crashes() {
    let folder = data_folder();
    let data = folder.path();
    let mut program = Program::start(data, None).await;
    seed(data).await;
    let floor = Arc::new(Floor {
        base: watch::channel((program.base.clone(), 0)).0,
        done: watch::channel(0).0,
        acknowledged: Mutex::default(),
        serial: AtomicU32::new(1),
    });
    let workers: Vec<_> = join_workers(&floor, &program.base).await;
    let mut random = StdRng::seed_from_u64(20_261_122);
    for round in 1..=ROUNDS {
        let target = *floor.done.borrow() + random.random_range(3..20);
        let mut done = floor.done.subscribe();
        done.wait_for(|done| *done >= target).await.expect("workers work");
        let (server, database) = [(true, false), (false, true), (true, true)][random.random_range(0..3)];
        if database && let Some(pid) = postmaster(data) {
            tokio::process::Command::new("kill").args(["-9", &pid]).status().await.expect("kill");
        }
        if server {
            program.kill().await;
        }
        let (code, report) = run(data, &["verify"]).await;
        assert_eq!(code, 0, "round {round}: {report}");
        if server {
            program = Program::start(data, None).await;
        }
        floor.base.send_replace((program.base.clone(), round));
    }
    workers.iter().for_each(tokio::task::JoinHandle::abort);
    every_answer_stands(&floor, &program.base).await;
    let (code, report) = run(data, &["verify"]).await;
    assert_eq!(code, 0, "{report}");
    assert!(program.stop().await.success(), "{VENA} stops cleanly");
}

async fn seed(data: &std::path::Path) {
    let (code, url) = run(data, &["db", "url"]).await;
    assert_eq!(code, 0, "{url}");
    let db = Db::connect(url.trim(), 5, Clock::System).await.expect("a database");
    vena_sim::seed_ground(&db).await.expect("a city");
}

async fn join_workers(floor: &Arc<Floor>, base: &str) -> Vec<tokio::task::JoinHandle<()>> {
    let mut workers = Vec::new();
    for worker in 0..WORKERS {
        let (registrar, nurse) = (sign_in(base, "registrar").await, sign_in(base, "collector").await);
        let (tester, checker) = (sign_in(base, "tester").await, sign_in(base, "checker").await);
        let technician = sign_in(base, "technician").await;
        let floor = floor.clone();
        let inquiry = get(&nurse, base, "/api/collect/inquiry").await;
        let markers = get(&tester, base, "/api/lab/markers").await;
        workers.push(tokio::spawn(async move {
            for n in 0.. {
                let crew = Crew {
                    registrar: &registrar,
                    nurse: &nurse,
                    tester: &tester,
                    checker: &checker,
                    technician: &technician,
                };
                crew.work(&floor, worker * 10_000 + n, &inquiry, &markers).await;
            }
        }));
    }
    workers
}

struct Crew<'a> {
    registrar: &'a reqwest::Client,
    nurse: &'a reqwest::Client,
    tester: &'a reqwest::Client,
    checker: &'a reqwest::Client,
    technician: &'a reqwest::Client,
}

impl Crew<'_> {
    /// One donation from the door to the split.
    async fn work(&self, floor: &Floor, serial: u32, inquiry: &Value, markers: &Value) {
        let number = format!("0160226{serial:06}");
        let donor = json!({
            "document": { "kind": "passport", "number": format!("E{serial:08}") }, "born_on": "1990-05-05", "sex": "male",
            "name": format!("试{}{}", character(serial / 10_000), character(serial % 10_000)),
            "phone": format!("138{serial:08}"), "consent_to_be_told": true,
        });
        let donor = floor.post(self.registrar, "/api/recruit/donors", donor).await["donor"]["donor_id"].clone();
        let form = healthy_form(&donor, inquiry);
        let donation = floor.post(self.nurse, "/api/collect/donations", form).await;
        let at = format!("/api/collect/donations/{}", donation["donation_id"].as_str().expect("an id"));
        let bind = json!({ "donation_number": number, "bag_scan": number, "tube_scans": [number, number, number],
                           "bag": { "lot": "L", "medium": "CPDA-1", "expires_on": "2030-01-31" } });
        floor.post(self.nurse, &format!("{at}/bind"), bind).await;
        let now = Clock::System.now();
        let done = json!({ "started_at": now.plus_seconds(-400), "ended_at": now.plus_seconds(-10), "volume_ml": 400, "self_excluded": false });
        let unit = floor.post(self.nurse, &format!("{at}/complete"), done).await["unit_id"].clone();
        floor.post(self.technician, "/api/process/receipts", json!({ "scans": [number] })).await;
        let split = json!({ "unit": unit, "outputs": outputs(), "loss_ml": 20 });
        floor.post(self.technician, "/api/process/splits", split).await;
        let results = json!({ "results": good_results_of(markers) });
        floor.post(self.tester, &format!("/api/lab/donations/{number}/results"), results).await;
        floor.post(self.tester, &format!("/api/lab/donations/{number}/sign"), json!({ "role": "tester" })).await;
        floor.post(self.checker, &format!("/api/lab/donations/{number}/sign"), json!({ "role": "checker" })).await;
    }
}

/// A different Chinese character for each number, so that no two invented donors look like one.
fn character(n: u32) -> char {
    char::from_u32(0x4e00 + n).expect("a character")
}

fn healthy_form(donor: &Value, inquiry: &Value) -> Value {
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

/// Asked again under its key, every request gives the answer that it gave before the crashes.
async fn every_answer_stands(floor: &Floor, base: &str) {
    let acknowledged = std::mem::take(&mut *floor.acknowledged.lock().expect("no panic"));
    assert!(acknowledged.len() > 150, "only {} requests were acknowledged", acknowledged.len());
    for request in acknowledged {
        let url = format!("{base}{}", request.path);
        let again = request.client.post(url).header("idempotency-key", &request.key).json(&request.body).send().await;
        let again = again.expect("an answer");
        assert_eq!(again.status().as_u16(), request.status, "{} {}", request.path, request.body);
        let answer: Value = again.json().await.expect("JSON");
        assert_eq!(answer, request.answer, "{} {}", request.path, request.body);
    }
}
