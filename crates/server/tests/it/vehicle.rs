//! A vehicle as a process of its own, and the people who work on it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Mutex,
};

use reqwest::{Client, StatusCode};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use uuid::Uuid;
use vena_kernel::collection::{book, inquiry::QuestionKind};

use crate::program::VENA;

/// A running `vena-edge vehicle` that anybody may kill.
pub(crate) struct Vehicle {
    child: Child,
    folder: PathBuf,
    server: String,
    account: String,
    /// Seconds between two attempts to reach the server by itself; 0 is never.
    pause: u32,
    key: String,
    code: String,
    shift_ms: i64,
    client: Client,
    base: String,
    staff: Vec<(String, String)>,
    token: String,
    /// The document of whoever came under a visit, to be asked for again at the chair.
    documents: Mutex<HashMap<String, String>>,
}

/// The program lies beside the server's.
fn program() -> PathBuf {
    Path::new(VENA).with_file_name("vena-edge")
}

impl Vehicle {
    /// Starts a vehicle with a package, unlocked, its physician signed in.
    pub(crate) async fn start(
        folder: &Path,
        (server, account): (&str, &str),
        (key, code): (&str, &str),
        staff: &[(String, String)],
        shift_ms: i64,
    ) -> Self {
        std::fs::write(folder.join("password"), vena_sim::PASSWORD).expect("written");
        let (child, base) = spawn(folder, (server, account), key, (shift_ms, 0)).await;
        let mut vehicle = Self {
            child,
            folder: folder.to_owned(),
            server: server.to_owned(),
            account: account.to_owned(),
            pause: 0,
            key: key.to_owned(),
            code: code.to_owned(),
            shift_ms,
            client: Client::new(),
            base,
            staff: staff.to_vec(),
            token: String::new(),
            documents: Mutex::default(),
        };
        vehicle.ok("fetch", json!({ "trip_id": null })).await;
        vehicle.open().await;
        vehicle
    }

    /// Unlocks, and signs the physician in.
    async fn open(&mut self) {
        self.ok("unlock", json!({ "code": self.code })).await;
        let (user, pin) = self.staff[0].clone();
        let answer = self.ok("sign-in", json!({ "user_id": user, "pin": pin })).await;
        self.token = answer["token"].as_str().expect("a token").to_owned();
    }

    /// kill -9, and the machine starts the program again.
    pub(crate) async fn kill_and_start(&mut self) {
        self.child.kill().await.expect("killed");
        let server = self.server.clone();
        self.start_again(&server).await;
    }

    /// Starts the program again with another address of the server.
    pub(crate) async fn start_again(&mut self, server: &str) {
        let _ = self.child.kill().await;
        server.clone_into(&mut self.server);
        let (child, base) =
            spawn(&self.folder, (&self.server, &self.account), &self.key, (self.shift_ms, self.pause)).await;
        (self.child, self.base) = (child, base);
        self.open().await;
    }

    /// Starts again, trying to reach `server` every second from now on.
    pub(crate) async fn tries_by_itself(&mut self, server: &str) {
        self.pause = 1;
        self.start_again(server).await;
    }

    /// Waits, not for long, until its state is as wanted.
    pub(crate) async fn until(&self, wanted: impl Fn(&Value) -> bool) {
        let looking = async { while !wanted(&self.state().await) {} };
        let found = tokio::time::timeout(std::time::Duration::from_secs(60), looking).await;
        assert!(found.is_ok(), "{}", self.state().await);
    }

    pub(crate) async fn ask(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let asked = self.client.post(format!("{}/api/vehicle/{path}", self.base)).header("x-staff", &self.token);
        let reply = asked.json(body).send().await.expect("an answer");
        let status = reply.status();
        (status, reply.json().await.expect("JSON"))
    }

    pub(crate) async fn ok(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(path, &body).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    /// The rule that refuses.
    pub(crate) async fn refused(&self, path: &str, body: Value) -> String {
        let (status, answer) = self.ask(path, &body).await;
        assert!(!status.is_success(), "{path}: {answer}");
        answer["rule"].as_str().expect("a rule").to_owned()
    }

    pub(crate) async fn state(&self) -> Value {
        let asked = self.client.get(format!("{}/api/vehicle/state", self.base)).header("x-staff", &self.token);
        asked.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Makes a step; asked twice, as a shaky network does.
    pub(crate) async fn step(&self, visit: &str, mut step: Value) -> Value {
        step["entry_id"] = json!(Uuid::from_u128(rand::random()));
        let path = format!("visits/{visit}/steps");
        let first = self.ok(&path, step.clone()).await;
        assert_eq!(self.ok(&path, step).await, first, "a double scan changes nothing");
        first
    }

    /// Another one of the crew signs in at the screen.
    pub(crate) async fn sign_in_as(&mut self, member: usize) {
        let (user, pin) = self.staff[member].clone();
        let answer = self.ok("sign-in", json!({ "user_id": user, "pin": pin })).await;
        self.token = answer["token"].as_str().expect("a token").to_owned();
    }

    /// Somebody comes: recognised, asked, measured, accepted.
    pub(crate) async fn arrive(&self, person: &Person) -> String {
        let visit = self.measured(person).await;
        self.step(&visit, json!({ "step": "decided", "accepted": true, "volume_ml": 400, "note": null })).await;
        visit
    }

    /// Somebody comes: recognised, asked, measured.
    pub(crate) async fn measured(&self, person: &Person) -> String {
        self.measured_but(person, &json!({}), &json!({})).await
    }

    /// Somebody comes, of whose answers and measurements some are not what a fit donor's are.
    pub(crate) async fn measured_but(&self, person: &Person, says: &Value, has: &Value) -> String {
        let visit = format!("visit_{}", Uuid::from_u128(rand::random()).simple());
        let body = json!({ "entry_id": Uuid::from_u128(rand::random()), "visit_id": visit, "who": person.identity() });
        let shown = self.ok("arrivals", body).await;
        self.documents.lock().expect("no panic").insert(visit.clone(), person.number.clone());
        let (version, mut answers) = sheet(&shown);
        but(&mut answers, says);
        let dot = json!({ "step": "answered", "version": version, "answers": answers, "strokes": [[{ "x": 9, "y": 9, "t": 0, "p": 9 }]],
            "entry_id": Uuid::from_u128(rand::random()) });
        assert_eq!(self.refused(&format!("visits/{visit}/steps"), dot).await, "strokes.dot");
        let strokes =
            json!([(0..9).map(|n| json!({ "x": 10 + n * 10, "y": 20, "t": n * 40, "p": 500 })).collect::<Vec<_>>()]);
        self.step(&visit, json!({ "step": "answered", "version": version, "answers": answers,
            "consent": { "version": shown["reading"]["version"], "research": false, "notice": true }, "strokes": strokes }))
            .await;
        let mut measured = check();
        but(&mut measured, has);
        self.step(&visit, json!({ "step": "checked", "check": measured })).await;
        visit
    }

    /// Somebody comes under the id of `visit`.
    pub(crate) fn arrival(&self, person: &Person, visit: &str) -> Value {
        json!({ "entry_id": Uuid::from_u128(rand::random()), "visit_id": visit, "who": person.identity() })
    }

    /// A program that was started again is locked until somebody gives the code.
    pub(crate) async fn locked(&mut self) {
        let _ = self.child.kill().await;
        let (child, base) =
            spawn(&self.folder, (&self.server, &self.account), &self.key, (self.shift_ms, self.pause)).await;
        (self.child, self.base) = (child, base);
        let (user, pin) = self.staff[0].clone();
        assert_eq!(self.refused("sign-in", json!({ "user_id": user, "pin": pin })).await, "trip.locked");
    }

    /// Bag and tubes get `number`, the needle goes in.
    pub(crate) async fn begin(&self, visit: &str, number: &str) {
        let bound = json!({ "step": "bound", "donation_number": number, "bag_scan": number, "tube_scans": [number, number],
            "lot": "Q26A11", "medium": "CPDA-1", "expires_on": "2099-12-31" });
        self.step(visit, bound).await;
        self.start_needle(visit).await;
    }

    /// The donor is asked again, and the needle goes in.
    pub(crate) async fn start_needle(&self, visit: &str) {
        let document = self.documents.lock().expect("no panic").get(visit).cloned();
        self.step(visit, json!({ "step": "started", "document": document })).await;
    }

    /// The needle comes out.
    pub(crate) async fn end(&self, visit: &str) {
        loop {
            let body = json!({ "entry_id": Uuid::from_u128(rand::random()), "step": "ended", "volume_ml": 400 });
            let (status, answer) = self.ask(&format!("visits/{visit}/steps"), &body).await;
            // A needle that was in for less than a second is no donation.
            if answer["rule"] != "trip.times" {
                assert!(status.is_success(), "{answer}");
                return;
            }
        }
    }
}

async fn spawn(
    folder: &Path,
    (server, account): (&str, &str),
    key: &str,
    (shift_ms, pause): (i64, u32),
) -> (Child, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let mut command = Command::new(program());
    command.args(["vehicle", "--server", server, "--user", account, "--station-key", key]);
    command.arg("--sync-seconds").arg(pause.to_string());
    command.arg("--data").arg(folder).arg("--password-file").arg(folder.join("password"));
    command.arg("--listen").arg(port.to_string()).arg("--clock-shift-ms").arg(shift_ms.to_string());
    let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("vena-edge");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let mut seen = String::new();
    while let Some(line) = lines.next_line().await.expect("text") {
        if line.contains("the vehicle is at work") {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, format!("http://{port}"));
        }
        seen.push_str(&line);
    }
    panic!("vena-edge ended: {seen}");
}

/// An invented person; the region of the number does not exist.
pub(crate) struct Person {
    pub(crate) number: String,
    pub(crate) name: String,
    phone: String,
}

impl Person {
    pub(crate) fn new(index: usize) -> Self {
        let serial = (index % 499) * 2 + 1;
        let (month, day) = (index / 499 % 12 + 1, index % 28 + 1);
        let digits = format!("3799991988{month:02}{day:02}{serial:03}");
        let number = "0123456789X".chars().map(|check| format!("{digits}{check}"));
        let number = number.into_iter().find(|text| text.parse::<vena_kernel::citizen_id::CitizenId>().is_ok());
        let family: Vec<char> = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许".chars().collect();
        let given: Vec<char> = "山水云木石林泉溪松竹梅兰菊荷桂槐柳杉桐枫".chars().collect();
        let name = [family[index % 20], given[index / 20 % 20], given[(index * 7 + index / 400) % 20]];
        let phone = format!("1700001{index:04}");
        Self { number: number.expect("a check character fits"), name: name.into_iter().collect(), phone }
    }

    fn identity(&self) -> Value {
        json!({ "document_kind": "citizen_id", "document_number": self.number, "name": self.name, "phone": self.phone,
            "consent_to_be_told": true })
    }

    /// As the desk of a house registers them.
    pub(crate) fn registration(&self) -> Value {
        json!({ "document": { "kind": "citizen_id", "number": self.number }, "name": self.name, "phone": self.phone,
            "consent_to_be_told": true })
    }
}

/// A sheet on which nothing speaks against the donation.
pub(crate) fn sheet(shown: &Value) -> (String, Value) {
    let today = vena_platform::clock::Clock::System.now().day_in(&vena_kernel::zone::china());
    let inquiry = book::inquiry(today).expect("in force");
    let asked = shown["questions"].as_array().expect("questions");
    let mut answers = Map::new();
    for question in asked.iter().filter(|question| question["asked_if"].is_null()) {
        let code = question["code"].as_str().expect("a code");
        let known = inquiry.questions.iter().find(|known| known.code == code).expect("a question of the sheet");
        assert_eq!(known.kind, QuestionKind::YesNo, "{code} is asked of everybody");
        answers.insert(code.to_owned(), json!(known.expected));
    }
    (inquiry.version.clone(), Value::Object(answers))
}

fn but(usual: &mut Value, besides: &Value) {
    for (key, value) in besides.as_object().expect("an object") {
        usual[key] = value.clone();
    }
}

/// Measurements within their limits.
pub(crate) fn check() -> Value {
    json!({ "weight_kg": 66.0, "systolic_mmhg": 121, "diastolic_mmhg": 76, "pulse_per_min": 72, "temperature_c": 36.5,
        "hb_g_l": 145 })
}
