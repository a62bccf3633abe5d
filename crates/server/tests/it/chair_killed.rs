//! kill -9 at the chair: between the bound number and the needle, while the needle goes in, between needle in and needle out,
//! while the bag becomes a unit. Whoever presses again gets the same answer; nothing is lost, nothing is there twice.

use std::sync::Arc;

use serde_json::{Value, json};
use vena_platform::clock::Clock;
use vena_testkit::{
    TestDb,
    visit::{self, Hand},
};

use crate::{
    crash_floor::{Floor, healthy_form},
    program::{Program, data_folder, get, sign_in},
};

const DONATIONS: u32 = 2;

/// A station whose server dies and comes back while the same database stands.
struct Station {
    database: TestDb,
    folder: tempfile::TempDir,
    program: Program,
    floor: Arc<Floor>,
    nurse: reqwest::Client,
}

impl Station {
    async fn new() -> Self {
        let database = TestDb::new().await;
        vena_sim::seed_ground(database.db()).await.expect("a city");
        let folder = data_folder();
        let program = Program::start(folder.path(), Some(database.url())).await;
        let (floor, nurse) = (Floor::at(&[&program.base]), sign_in(&program.base, "collector").await);
        Self { database, folder, program, floor, nurse }
    }

    /// It dies, and another one takes its place.
    async fn die(&mut self) {
        self.program.kill().await;
        self.program = Program::start(self.folder.path(), Some(self.database.url())).await;
        self.floor.move_to(&[&self.program.base]);
    }

    async fn press(&self, path: &str, body: Value) -> Value {
        self.floor.post(&self.nurse, path, body).await
    }

    /// It dies while somebody presses; the press goes on until it is answered, always under its own key.
    async fn die_under(&mut self, path: String, body: Value) -> Value {
        let (floor, nurse) = (self.floor.clone(), self.nurse.clone());
        let pressed = tokio::spawn(async move { floor.post(&nurse, &path, body).await });
        // The request is on its way or done: both must end the same.
        tokio::task::yield_now().await;
        self.die().await;
        pressed.await.expect("no panic")
    }

    async fn count(&self, sql: &'static str, donation: &str) -> i64 {
        let id = uuid::Uuid::parse_str(donation.split_once('_').expect("an id").1).expect("an id");
        sqlx::query_scalar(sql).bind(id).fetch_one(self.database.db().pool()).await.expect("a count")
    }
}

fn scans(serial: u32) -> Value {
    let own = format!("0160226{serial:06}");
    let tube =
        |role: &str, article: &str| json!({ "role": role, "scan": own, "article_scan": format!("(01){article}") });
    json!({
        "donation_number": own, "bag_scan": own,
        "bag": { "kit_scan": format!("(01)06901234504002(17)301231(10)Q26A11(21){serial}"), "medium": "CPDA-1" },
        "tubes": [tube("serology", "06901234511000"), tube("nat", "06901234512007"), tube("retention", "06901234513004")],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_at_the_chair_loses_and_doubles_nothing() {
    let mut station = Station::new().await;
    let registrar = sign_in(&station.program.base, "registrar").await;
    let inquiry = get(&station.nurse, &station.program.base, "/api/collect/inquiry").await;
    for serial in 1..=DONATIONS {
        let name = ["钱采位", "周椅边"][(serial % 2) as usize];
        let donor = json!({
            "document": { "kind": "passport", "number": format!("E{:08}", serial * 7_919) }, "born_on": "1990-05-05",
            "sex": "male", "name": name, "phone": format!("138{serial:08}"),
            "consent_to_be_told": true, "confirm_not_duplicate_of": [],
        });
        let donor = station.floor.post(&registrar, "/api/recruit/donors", donor).await["donor"].clone();
        let form = healthy_form(&donor["donor_id"], &inquiry);
        let doctor = sign_in(&station.program.base, "doctor").await;
        let visit = station.floor.post(&registrar, visit::VISITS, visit::arrival(&form)).await;
        let mut decided = Value::Null;
        for (hand, verb, body) in visit::steps(&form) {
            let client = match hand {
                Hand::Desk => &registrar,
                Hand::Nurse => &station.nurse,
                Hand::Physician => &doctor,
            };
            decided = station.floor.post(client, &format!("{}/{verb}", visit::path_of(&visit)), body).await;
        }
        let donation = decided["donation_id"].as_str().expect("an id").to_owned();
        let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
        let seat = json!({ "chair": "1", "name": name, "born_on": "1990-05-05" });
        station.press(&at("seat"), seat).await;
        let bound = station.die_under(at("bind"), scans(serial)).await;
        assert_eq!(bound["state"], "bound");
        station.die().await;
        let runs = station.die_under(at("start"), json!({ "arm": "left" })).await;
        assert_eq!(runs["state"], "started");
        station.die().await;
        let started: vena_kernel::clock::Instant =
            serde_json::from_value(runs["started_at"].clone()).expect("an instant");
        let now = Clock::System.now();
        assert!(started <= now);
        let full = station.die_under(at("complete"), json!({ "volume_ml": 400 })).await;
        assert_eq!(
            (&full["state"], full["units"].as_array().map(Vec::len)),
            (&json!("completed"), Some(1)),
            "{full:#}"
        );
        for (sql, found) in [
            ("select count(*) from collect.needle where donation_id = $1", 1),
            ("select count(*) from collect.number where donation_id = $1", 1),
            ("select count(*) from collect.donation_unit where donation_id = $1", 1),
            ("select count(*) from collect.step where donation_id = $1 and kind = 'bound'", 1),
            ("select count(*) from collect.step where donation_id = $1 and kind = 'started'", 1),
            ("select count(*) from collect.step where donation_id = $1 and kind = 'completed'", 1),
        ] {
            assert_eq!(station.count(sql, &donation).await, found, "{sql}");
        }
        let sql = "select count(*) from platform.outbox
            where name = 'collect.donation_completed' and payload ->> 'donation_id' = 'donation_' || replace($1::text, '-', '')";
        assert_eq!(station.count(sql, &donation).await, 1, "told once");
    }
    station.floor.every_answer_stands(&station.program.base, 10).await;
    let report = vena_ledger::verify(station.database.db(), None, |_| {}).await.expect("a report");
    assert!(report.intact, "{report:#?}");
}
