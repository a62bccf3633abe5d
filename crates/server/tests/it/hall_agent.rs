//! The component hall end to end: a machine on its line, the agent beside it, a batch that a bag goes through, and roles that do not
//! do what is another's.

use std::{process::Stdio, time::Duration};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

use crate::{
    program::VENA,
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

const ACK: u8 = 6;
const NAK: u8 = 21;

/// A sentence with its checksum, worked out here on its own.
fn sentence(body: &str) -> Vec<u8> {
    let sum = body.bytes().fold(0_u8, |sum, byte| sum ^ byte);
    format!("${body}*{sum:02X}\r\n").into_bytes()
}

/// A centrifuge whose programme a second technician has approved.
async fn centrifuge(technician: &Client, second: &Client) {
    let body = json!({ "code": "CF-7", "kind": "centrifuge", "name": "离心机", "maker": "云杉仪器", "model": "R12",
        "serial": "S-7", "places": 12, "calibrated_until": "2099-12-31" });
    let machine = technician.post("/api/process/equipment", body).await.ok();
    let programme = json!({ "equipment_id": machine["equipment_id"], "step": "spin_hard", "number": "5", "name": "重离心",
        "settings": { "speed_g": 5000, "seconds": 600 }, "source": "确认报告 2026-01" });
    let programme = technician.post("/api/process/programmes", programme).await.ok();
    let approve = format!("/api/process/programmes/{}/approve", text(&programme, "programme_id"));
    technician.post(&approve, json!({})).await.refused_by("programme.same-person");
    second.post(&approve, json!({})).await.ok();
}

/// The agent of the hall with the centrifuge on a line that we play.
async fn agent(app: &TestApp, server: u16, line: u16, folder: &std::path::Path) -> Child {
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let account = json!({ "site_id": site, "username": "machines", "display_name": "制备设备代理",
        "password": vena_sim::PASSWORD, "roles": ["hall_agent"] });
    admin.post("/api/users", account).await.ok();
    let text = format!(
        "refused = \"refused\"\n[server]\nurl = \"http://127.0.0.1:{server}\"\nusername = \"machines\"\npassword_file = \"password\"\n\
         [[machine]]\nequipment = \"CF-7\"\nkind = \"centrifuge\"\nat = \"tcp:127.0.0.1:{line}\"\n"
    );
    std::fs::write(folder.join("agent.toml"), text).expect("written");
    std::fs::write(folder.join("password"), vena_sim::PASSWORD).expect("written");
    let mut command = Command::new(std::path::Path::new(VENA).with_file_name("vena-edge"));
    command.args(["hall", "--config"]).arg(folder.join("agent.toml"));
    command.stderr(Stdio::null()).kill_on_drop(true).spawn().expect("vena-edge")
}

async fn ask(line: &mut TcpStream, bytes: &[u8]) -> u8 {
    line.write_all(bytes).await.expect("said");
    tokio::time::timeout(Duration::from_secs(60), line.read_u8()).await.expect("in time").expect("a byte")
}

#[tokio::test]
async fn what_the_machine_says_reaches_its_batch_once_and_judges_the_bag() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let (technician, second) = (&crew.technician, app.sign_in("technician2").await);
    centrifuge(technician, &second).await;
    let donated = steps::donate(&app, &crew, 1).await;
    technician.post("/api/process/receipts", json!({ "scans": [donated.number] })).await.ok();
    let batch = json!({ "step": "spin_hard", "equipment": "CF-7" });
    let batch = technician.post("/api/process/batches", batch).await.ok();
    let at = |verb: &str| format!("/api/process/batches/{}/{verb}", text(&batch, "batch_id"));
    let scanned = technician.post(&at("bags"), json!({ "scans": [donated.number] })).await.ok();
    assert_eq!(scanned["items"][0]["ok"], true, "{scanned:#}");
    technician.post(&at("begin"), json!({})).await.ok();

    let played = TcpListener::bind("127.0.0.1:0").await.expect("a line");
    let served = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (line, server) = (played.local_addr().expect("an address").port(), served.local_addr().expect("one").port());
    let router = app.assembly.router.clone();
    tokio::spawn(async move { axum::serve(served, router).await.expect("served") });
    let folder = tempfile::tempdir().expect("a folder");
    let _agent = agent(&app, server, line, folder.path()).await;
    let accepted = tokio::time::timeout(Duration::from_secs(60), played.accept()).await;
    let (mut machine, _) = accepted.expect("the agent comes").expect("a line");

    assert_eq!(ask(&mut machine, &sentence("CF,SEQ=1,BEGIN,P=5")).await, ACK);
    assert_eq!(ask(&mut machine, &sentence("CF,SEQ=2,SAMPLE,G=2000,T=4.4")).await, ACK);
    assert_eq!(ask(&mut machine, b"$CF,SEQ=3,END*00\r\n").await, NAK, "a wrong checksum is said again");
    let end = sentence("CF,SEQ=3,END,P=5,G=4700,T=4,S=600");
    assert_eq!(ask(&mut machine, &end).await, ACK);
    assert_eq!(ask(&mut machine, &end).await, ACK, "its answer was lost: it says so again");
    // What cannot be true is refused for good, put aside, and not said for ever.
    assert_eq!(ask(&mut machine, &sentence("CF,SEQ=4,END,G=99999")).await, ACK);
    let aside = std::fs::read_to_string(folder.path().join("refused/CF-7.txt")).expect("put aside");
    assert!(aside.contains("SEQ=4"), "{aside}");
    let shown = technician.get(&format!("/api/process/batches/{}", text(&batch, "batch_id"))).await.ok();
    assert_eq!((&shown["records"], &shown["readings"]["speed_g"]), (&json!(3), &json!(4700.0)), "{shown:#}");

    let ended = technician.post(&at("end"), json!({})).await.ok();
    assert_eq!(ended["items"][0]["deviations"][0]["rule"], "deviation.speed", "{ended:#}");
    technician.post(&at("check"), json!({})).await.refused_by("batch.same-person");
    second.post(&at("check"), json!({})).await.ok();
    // Quality sees why the bag is held, lifts the hold, and the step counts.
    let quality = app.sign_in("quality").await;
    let bag = quality.get(&format!("/api/process/bags/{}", donated.number)).await.ok();
    assert_eq!((&bag["done"][0]["outcome"], &bag["done"][0]["counts"]), (&json!("deviated"), &json!(false)), "{bag:#}");
    let hold: &Value = &bag["done"][0]["hold_id"];
    assert!(bag["unit"]["holds"].as_array().expect("holds").iter().any(|open| open["hold_id"] == *hold), "{bag:#}");
}
