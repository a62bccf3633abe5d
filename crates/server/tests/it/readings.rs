//! Instruments and their readings, through the public routes and with the agent of a site as a program of its own.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use axum::http::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use vena_testkit::TestDb;

use crate::{
    program::{Program, VENA, data_folder, get, sign_in},
    support::{Client, TestApp},
};

const READINGS: &str = "/api/collect/readings";
const DEVICES: &str = "/api/collect/devices";
/// [`crate::support::BEGIN`], at which the clock of the tests stands.
const NOW: &str = "2026-11-16T00:30:00Z";

fn pressure(serial: &str, at: &str) -> Value {
    json!({
        "device": serial, "kind": "blood_pressure", "at": at, "clock_at": at, "clock_compared": true,
        "values": { "systolic_mmhg": 118, "diastolic_mmhg": 76, "pulse_per_min": 72 },
    })
}

/// The nurse and the agent of the first house.
async fn house(app: &TestApp) -> (Client, Client) {
    (app.sign_in("collector").await, app.sign_in("devices").await)
}

async fn monitor(nurse: &Client, serial: &str, until: &str) -> Value {
    let new = json!({ "kind": "blood_pressure", "serial": serial, "name": "1 号血压计", "place": "体检台", "calibrated_until": until });
    nurse.post(DEVICES, new).await.ok()
}

fn rules(marks: &Value) -> Vec<&str> {
    marks.as_array().expect("marks").iter().map(|mark| mark["rule"].as_str().expect("a rule")).collect()
}

#[tokio::test]
async fn a_reading_is_kept_once_with_everything_that_speaks_about_it() {
    let app = TestApp::city().await;
    let (nurse, agent) = house(&app).await;
    monitor(&nurse, "BP-0001", "2026-12-31").await;
    let kept = agent.post(READINGS, pressure("BP-0001", NOW)).await.ok();
    assert_eq!((&kept["outcome"], &kept["marks"]), (&json!("kept"), &json!([])));
    // The same under its own name, twice and again: one.
    let mut named = pressure("BP-0001", "2026-11-16T00:29:00Z");
    named["reading_id"] = json!("reading_01920000000070008000000000000001");
    assert_eq!(agent.post(READINGS, named.clone()).await.ok()["outcome"], "kept");
    assert_eq!(agent.post(READINGS, named.clone()).await.ok()["outcome"], "known");
    named["values"]["systolic_mmhg"] = json!(119);
    agent.post(READINGS, named).await.refused_by("reading.id-reused");
    // The same request under one idempotency key, too.
    let send = || async {
        let (path, body) = (READINGS, pressure("BP-0001", "2026-11-16T00:28:00Z"));
        agent.send(axum::http::Method::POST, path, Some(body), &[("idempotency-key", "one")]).await.ok()
    };
    assert_eq!(send().await["reading_id"], send().await["reading_id"]);
    for (at, compared, expected) in [
        ("2026-11-16T00:45:00Z", true, vec!["reading.clock-ahead"]),
        ("2026-11-16T00:10:00Z", true, vec!["reading.late"]),
        (NOW, false, vec!["reading.clock-unsure"]),
    ] {
        let mut sent = pressure("BP-0001", at);
        sent["clock_compared"] = json!(compared);
        assert_eq!(rules(&agent.post(READINGS, sent).await.ok()["marks"]), expected, "{at}");
    }
    let mut wild = pressure("BP-0001", NOW);
    wild["values"]["pulse_per_min"] = json!(720);
    let wild = agent.post(READINGS, wild).await.ok();
    assert_eq!(
        (rules(&wild["marks"]), &wild["marks"][0]["field"]),
        (vec!["reading.implausible"], &json!("pulse_per_min"))
    );
    let page = nurse.get(&format!("{READINGS}?kind=blood_pressure")).await.ok();
    assert_eq!(page["items"].as_array().expect("rows").len(), 7);
    // None lies in the future, and what the agent's clock showed stays as it was.
    let ahead =
        page["items"].as_array().expect("rows").iter().find(|row| row["clock_at"] == "2026-11-16T00:45:00.000000Z");
    assert_eq!(ahead.expect("kept")["at"], "2026-11-16T00:30:00.000000Z");
}

#[tokio::test]
async fn what_is_no_reading_is_refused_with_field_and_rule() {
    let app = TestApp::city().await;
    let (_, agent) = house(&app).await;
    let with = |field: &str, value: Value| {
        let mut sent = pressure("BP-0001", NOW);
        sent[field] = value;
        sent
    };
    agent.post(READINGS, with("device", json!(" "))).await.refused_by("reading.form");
    agent.post(READINGS, with("values", json!({}))).await.refused_by("reading.form");
    agent.post(READINGS, with("values", json!({ "weight_kg": 62 }))).await.refused_by("reading.unknown-value");
    agent.post(READINGS, with("kind", json!("id_card"))).await.refused_by("input.form");
    agent.post(READINGS, with("at", json!("yesterday"))).await.refused_by("input.form");
    let many: Vec<Value> = (0..201).map(|_| pressure("BP-0001", NOW)).collect();
    agent.post(&format!("{READINGS}/batch"), json!({ "readings": many })).await.refused_by("input.bounds");
    // In a batch each has its own fate.
    let mut bad = pressure("BP-0001", NOW);
    bad["values"] = json!({});
    let mut scanned = pressure("BP-0001", NOW);
    scanned["about"] = json!("11010519491231002X");
    let done = agent
        .post(&format!("{READINGS}/batch"), json!({ "readings": [pressure("BP-0001", NOW), bad, scanned] }))
        .await
        .ok();
    let fates: Vec<&Value> = done["items"].as_array().expect("fates").iter().map(|item| &item["outcome"]).collect();
    assert_eq!(fates, ["kept", "refused", "kept"]);
    // An identity number that was scanned at an instrument is kept nowhere.
    assert!(rules(&done["items"][2]["marks"]).contains(&"reading.identity-not-kept"));
}

#[tokio::test]
async fn a_stranger_waits_until_it_is_adopted() {
    let app = TestApp::city().await;
    let (nurse, agent) = house(&app).await;
    let first = agent.post(READINGS, pressure("BP-7777", NOW)).await.ok();
    assert_eq!(rules(&first["marks"]), ["reading.unknown-device"]);
    let list = nurse.get(DEVICES).await.ok();
    let stranger =
        list["items"].as_array().expect("rows").iter().find(|row| row["serial"] == "BP-7777").expect("shown");
    assert_eq!((&stranger["state"], &stranger["can"]["calibrate"]["ok"]), (&json!("unknown"), &json!(false)));
    let path = |verb: &str| format!("{DEVICES}/{}/{verb}", stranger["device_id"].as_str().expect("an id"));
    let certificate = |until: &str| json!({ "calibrated_until": until, "certificate": "检字 2026-118" });
    nurse.post(&path("calibrate"), certificate("2027-01-01")).await.refused_by("device.not-in-use");
    let place = |until: Option<&str>| json!({ "name": "2 号血压计", "calibrated_until": until });
    nurse.post(&path("adopt"), place(None)).await.refused_by("device.calibration-needed");
    nurse.post(&path("adopt"), place(Some("2026-11-15"))).await.refused_by("device.calibration-over");
    let adopted = nurse.post(&path("adopt"), place(Some("2026-11-16"))).await.ok();
    // Nothing has been heard of the agent of this site: that is an alarm, too.
    assert_eq!((&adopted["state"], &adopted["alarms"][0]["rule"]), (&json!("in_use"), &json!("device.agent-unheard")));
    assert_eq!(agent.post(READINGS, pressure("BP-7777", NOW)).await.ok()["marks"], json!([]));
    // The next day it is out of calibration: kept, marked, and not to be used.
    app.wait(24 * 60);
    // A session does not last so long.
    let (nurse, agent) = house(&app).await;
    let late = agent.post(READINGS, pressure("BP-7777", "2026-11-17T00:30:00Z")).await.ok();
    assert_eq!(rules(&late["marks"]), ["reading.calibration-over"]);
    nurse.post(&path("calibrate"), certificate("2027-01-01")).await.ok();
    assert_eq!(agent.post(READINGS, pressure("BP-7777", "2026-11-17T00:30:00Z")).await.ok()["marks"], json!([]));
    nurse.post(&path("retire"), json!({ "reason": "送修" })).await.ok();
    nurse.post(&path("retire"), json!({ "reason": "送修" })).await.refused_by("device.retired");
    let retired = agent.post(READINGS, pressure("BP-7777", "2026-11-17T00:30:00Z")).await.ok();
    assert_eq!(rules(&retired["marks"]), ["reading.not-in-use-here"]);
}

#[tokio::test]
async fn strangers_and_bursts_are_bounded() {
    let app = TestApp::city().await;
    let (nurse, agent) = house(&app).await;
    monitor(&nurse, "BP-0001", "2026-12-31").await;
    let at_once = |serials: Vec<String>| {
        let readings: Vec<Value> = serials.iter().map(|serial| pressure(serial, NOW)).collect();
        let agent = agent.clone();
        async move { agent.post(&format!("{READINGS}/batch"), json!({ "readings": readings })).await.ok()["items"].clone() }
    };
    let count = |items: &Value, rule: Value| {
        items.as_array().expect("fates").iter().filter(|item| item["rule"] == rule).count()
    };
    let burst = at_once(vec!["BP-0001".to_owned(); 70]).await;
    assert_eq!((count(&burst, Value::Null), count(&burst, json!("reading.burst"))), (60, 10));
    let strangers = at_once((0..55).map(|at| format!("X-{at}")).collect()).await;
    assert_eq!(count(&strangers, json!("reading.too-many-unknown")), 5);
    let list = nurse.get(DEVICES).await.ok();
    let known =
        list["items"].as_array().expect("rows").iter().find(|row| row["serial"] == "BP-0001").expect("shown").clone();
    assert_eq!(known["dropped"], 10);
}

#[tokio::test]
async fn silence_is_shown_red_and_the_agent_may_be_silent_itself() {
    let app = TestApp::city().await;
    let (nurse, agent) = house(&app).await;
    monitor(&nurse, "BP-0001", "2026-12-31").await;
    let said = |link: &str| {
        json!({
            "clock_at": "2026-11-16T00:40:00Z", "version": "0.1.0", "waiting": 3,
            "devices": [{ "kind": "blood_pressure", "serial": "BP-0001", "link": link, "detail": "nothing readable for 30 s" }],
        })
    };
    let alarms = || async {
        let list = nurse.get(DEVICES).await.ok();
        let rules: Vec<Value> =
            list["items"][0]["alarms"].as_array().expect("alarms").iter().map(|alarm| alarm["rule"].clone()).collect();
        (rules, list["agents"][0].clone())
    };
    agent.post(&format!("{DEVICES}/seen"), said("connected")).await.ok();
    let (none, heard) = alarms().await;
    assert_eq!((none, &heard["clock_ahead_seconds"], &heard["waiting"]), (vec![], &json!(600), &json!(3)));
    for (link, rule) in
        [("silent", "device.silent"), ("disconnected", "device.disconnected"), ("faulty", "device.faulty")]
    {
        agent.post(&format!("{DEVICES}/seen"), said(link)).await.ok();
        assert_eq!(alarms().await.0, [rule]);
    }
    agent.post(&format!("{DEVICES}/seen"), said("connected")).await.ok();
    app.wait(3);
    assert!(alarms().await.0.is_empty(), "three minutes are the limit");
    app.wait(1);
    assert_eq!(alarms().await.0, ["device.agent-silent"]);
}

#[tokio::test]
async fn an_agent_reads_nothing_and_a_hospital_has_no_part_in_it() {
    let app = TestApp::city().await;
    let (nurse, agent) = house(&app).await;
    monitor(&nurse, "BP-0001", "2026-12-31").await;
    for path in [READINGS, DEVICES, "/api/recruit/donors", "/api/collect/donations"] {
        assert_eq!(agent.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    // A person does not report what an instrument would have.
    assert_eq!(nurse.post(READINGS, pressure("BP-0001", NOW)).await.status, StatusCode::FORBIDDEN);
    let hospital = app.sign_in("h01.bank").await;
    assert_eq!(hospital.get(DEVICES).await.status, StatusCode::FORBIDDEN);
}

/// A running agent that anybody may kill.
struct Agent {
    child: Child,
    local: String,
}

/// The program of a site, built beside the server.
fn edge() -> PathBuf {
    Path::new(VENA).with_file_name("vena-edge")
}

impl Agent {
    async fn start(folder: &Path, shift_seconds: i64) -> Self {
        let mut command = Command::new(edge());
        command.args(["devices", "--config"]).arg(folder.join("agent.toml"));
        command.arg(format!("--clock-shift-seconds={shift_seconds}"));
        let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("vena-edge");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
        let mut seen = String::new();
        while let Some(line) = lines.next_line().await.expect("text") {
            if let Some((_, address)) = line.split_once("http://") {
                let local = format!("http://{}", address.split_whitespace().next().expect("an address"));
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self { child, local };
            }
            seen.push_str(&line);
        }
        panic!("vena-edge ended: {seen}");
    }

    /// How many readings wait on its disk.
    async fn waiting(&self) -> u64 {
        let shown: Value =
            reqwest::get(format!("{}/devices", self.local)).await.expect("an answer").json().await.expect("JSON");
        shown["waiting"].as_u64().expect("a number")
    }
}

/// A played instrument.
async fn played(arguments: &[&str]) -> (Child, String) {
    let mut command = Command::new(edge());
    command.arg("simulate").args(arguments).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("vena-edge");
    let mut lines = BufReader::new(child.stdout.take().expect("standard output")).lines();
    let address = lines.next_line().await.expect("text").expect("an address");
    (child, address)
}

/// One line of the configuration for each instrument.
fn configure(folder: &Path, base: &str, devices: &[(&str, &str, &str, &str)]) {
    let mut text = format!(
        "[server]\nurl = \"{base}\"\nusername = \"devices\"\npassword_file = \"password\"\n\
         [agent]\ndata = \"data\"\nlisten = \"127.0.0.1:0\"\nheartbeat_seconds = 1\n"
    );
    for (kind, serial, driver, at) in devices {
        text.push_str(&format!(
            "[[device]]\nkind = \"{kind}\"\nserial = \"{serial}\"\ndriver = \"{driver}\"\nat = \"{at}\"\npoll_ms = 50\n"
        ));
    }
    std::fs::write(folder.join("agent.toml"), text).expect("written");
    std::fs::write(folder.join("password"), vena_sim::PASSWORD).expect("written");
}

async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), looking).await.unwrap_or_else(|_| panic!("never: {what}"))
}

/// A free port, for a server that comes later.
async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").port()
}

async fn server(database: &TestDb, data: &TempDir, port: u16) -> Program {
    Program::start_at(data.path(), Some(database.url()), &format!("127.0.0.1:{port}")).await
}

/// Instruments over TCP and over a serial port, the agent killed twice, the server away and back, a clock ten minutes off:
/// everything that was heard arrives once, dated by the server's clock.
#[tokio::test]
async fn what_was_heard_arrives_once_whoever_is_killed() {
    let database = TestDb::new().await;
    vena_sim::seed_ground(database.db()).await.expect("a city");
    let (folder, data) = (tempfile::tempdir().expect("a folder"), data_folder());
    let port = free_port().await;
    let (_bp, at_bp) = played(&["blood-pressure", "--every", "1.2", "--set", "N=0160226000001"]).await;
    let (_scale, at_scale) = played(&["sics", "--pty", "--every", "1.2"]).await;
    let (_mixer, at_mixer) =
        played(&["mixer", "--speed", "400", "--every", "30", "--mistake", "garbage", "--set", "T=100"]).await;
    configure(
        folder.path(),
        &format!("http://127.0.0.1:{port}"),
        &[
            ("blood_pressure", "BP-1", "sentences", &at_bp),
            ("scale_weight", "WT-1", "sics", &at_scale),
            ("mixer", "MX-1", "sentences", &at_mixer),
        ],
    );
    // The server is away: readings wait on the disk, through a kill.
    let mut agent = Agent::start(folder.path(), 600).await;
    until("readings wait", || async { (agent.waiting().await >= 5).then_some(()) }).await;
    agent.child.kill().await.expect("killed");
    let mut agent = Agent::start(folder.path(), 600).await;
    let before = agent.waiting().await;
    assert!(before >= 5, "{before} readings survived");
    // It comes, goes, and comes again.
    let mut away = server(&database, &data, port).await;
    let nurse = sign_in(&away.base, "collector").await;
    let all = |base: String, nurse: reqwest::Client| async move {
        let page = get(&nurse, &base, "/api/collect/readings?limit=200").await;
        page["items"].as_array().expect("rows").clone()
    };
    until("readings arrive", || async {
        let rows = all(away.base.clone(), nurse.clone()).await;
        let kinds: std::collections::BTreeSet<String> = rows.iter().map(|row| row["kind"].to_string()).collect();
        (kinds.len() == 3 && rows.len() as u64 >= before).then_some(())
    })
    .await;
    away.kill().await;
    until("readings wait again", || async { (agent.waiting().await >= 3).then_some(()) }).await;
    agent.child.kill().await.expect("killed");
    let back = server(&database, &data, port).await;
    let agent = Agent::start(folder.path(), 600).await;
    let nurse = sign_in(&back.base, "collector").await;
    until("everything has arrived", || async { (agent.waiting().await == 0).then_some(()) }).await;
    let rows = all(back.base.clone(), nurse).await;
    let count = |sql: &'static str| {
        let pool = database.db().pool().clone();
        async move { sqlx::query_scalar::<_, i64>(sql).fetch_one(&pool).await.expect("a count") }
    };
    // Every measurement has its own moment on the agent's clock: none is there twice.
    assert_eq!(count("select count(*) - count(distinct (device_id, clock_at)) from collect.reading").await, 0);
    // The agent's clock is ten minutes fast; readings are dated by the server's, and nothing lies in the future.
    let compared =
        count("select count(*) from collect.reading where abs(extract(epoch from (clock_at - at)) - 600) > 5");
    assert_eq!(compared.await, 0, "every reading is ten minutes from what the agent's clock showed");
    assert_eq!(count("select count(*) from collect.reading where at > received_at").await, 0);
    let bp = rows.iter().find(|row| row["kind"] == "blood_pressure").expect("a blood pressure");
    assert_eq!(bp["about"], "0160226000001");
    assert_eq!(bp["values"]["systolic_mmhg"], json!(118.0));
    let link = until("the line is seen", || async {
        let pool = database.db().pool();
        let sql = "select link from collect.device where serial = 'BP-1' and link <> 'unheard'";
        sqlx::query_scalar::<_, String>(sql).fetch_optional(pool).await.expect("a device")
    });
    assert_eq!(link.await, "connected");
}
