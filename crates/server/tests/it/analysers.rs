//! Analysers on their lines: the agent of the laboratory acknowledges what the server has, and nothing else.

use std::{process::Stdio, time::Duration};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    task::JoinHandle,
};

use crate::{
    program::VENA,
    runs::Bench,
    steps::{self, text},
    support::TestApp,
};

const ENQ: u8 = 5;
const ACK: u8 = 6;
const NAK: u8 = 21;
const EOT: u8 = 4;

/// A free port of this machine.
async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port()
}

/// The server at a port, until it is cut off.
async fn served(app: &TestApp, port: u16) -> JoinHandle<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port");
    let router = app.assembly.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await.expect("served") })
}

/// The agent of the laboratory with an analyser on each line.
struct Agent {
    _child: Child,
    folder: tempfile::TempDir,
    astm: u16,
    hl7: u16,
}

impl Agent {
    async fn start(app: &TestApp, server: u16) -> Self {
        let admin = app.sign_in("admin").await;
        let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
        let account = json!({ "site_id": site, "username": "lines", "display_name": "检验仪器接口", "password": vena_sim::PASSWORD, "roles": ["analyser"] });
        admin.post("/api/users", account).await.ok();
        let folder = tempfile::tempdir().expect("a folder");
        let (astm, hl7) = (free_port().await, free_port().await);
        let text = format!(
            "refused = \"refused\"\n[server]\nurl = \"http://127.0.0.1:{server}\"\nusername = \"lines\"\npassword_file = \"password\"\n\
             [[analyser]]\ninstrument = \"ELISA-1\"\nprotocol = \"astm\"\nat = \"listen:127.0.0.1:{astm}\"\n\
             [[analyser]]\ninstrument = \"ELISA-1\"\nprotocol = \"hl7\"\nat = \"listen:127.0.0.1:{hl7}\"\n"
        );
        std::fs::write(folder.path().join("agent.toml"), text).expect("written");
        std::fs::write(folder.path().join("password"), vena_sim::PASSWORD).expect("written");
        let mut command = Command::new(std::path::Path::new(VENA).with_file_name("vena-edge"));
        command.args(["analysers", "--config"]).arg(folder.path().join("agent.toml"));
        let child = command.stderr(Stdio::null()).kill_on_drop(true).spawn().expect("vena-edge");
        Self { _child: child, folder, astm, hl7 }
    }

    fn refused(&self) -> Vec<Vec<u8>> {
        let files = std::fs::read_dir(self.folder.path().join("refused")).expect("a folder").flatten();
        files.map(|file| std::fs::read(file.path()).expect("a file")).collect()
    }
}

/// An analyser on its line.
struct Line(TcpStream);

impl Line {
    /// Connects once the agent listens.
    async fn to(port: u16) -> Self {
        let connecting = async {
            loop {
                if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)).await {
                    return Self(stream);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), connecting).await.expect("the agent listens")
    }

    async fn say(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("said");
    }

    async fn hear(&mut self) -> u8 {
        tokio::time::timeout(Duration::from_secs(60), self.0.read_u8()).await.expect("in time").expect("a byte")
    }

    /// Says something and hears one byte.
    async fn ask(&mut self, bytes: &[u8]) -> u8 {
        self.say(bytes).await;
        self.hear().await
    }

    /// Sends a whole message; what was said to its last frame.
    async fn message(&mut self, records: &[&str]) -> u8 {
        assert_eq!(self.ask(&[ENQ]).await, ACK);
        let mut last = NAK;
        for frame in frames(records) {
            last = self.ask(&frame).await;
        }
        self.say(&[EOT]).await;
        last
    }

    /// Everything up to the end of a frame of MLLP.
    async fn framed(&mut self) -> String {
        let mut heard = Vec::new();
        while !heard.ends_with(&[0x1c, 0x0d]) {
            heard.push(self.hear().await);
        }
        String::from_utf8(heard).expect("text")
    }
}

/// The frames of a message as E1381 has them, worked out here on its own.
fn frames(records: &[&str]) -> Vec<Vec<u8>> {
    let frame = |(at, record): (usize, &&str)| {
        let body = format!("{}{record}\r\u{3}", (at + 1) % 8);
        let sum: u32 = body.bytes().map(u32::from).sum();
        format!("\u{2}{body}{:02X}\r\n", sum % 256).into_bytes()
    };
    records.iter().enumerate().map(frame).collect()
}

fn mllp(message: &str) -> Vec<u8> {
    [b"\x0b", message.as_bytes(), b"\x1c\r"].concat()
}

async fn kept(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from lab.delivery").fetch_one(app.db.pool()).await.expect("a count")
}

const HEADER: &str = "H|\\^&|1|||M96|||||||P|1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_astm_message_is_acknowledged_when_the_server_has_it() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let tester = &bench.crew.tester;
    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    let run = tester.post("/api/lab/runs", bench.wish(&json!({ "donations": [number] }))).await.ok();
    let (place, order) = (free_port().await, format!("O|1|{number}|^|^^^HBSAG"));
    let agent = Agent::start(&app, place).await;
    let mut line = Line::to(agent.astm).await;

    // The server is away: the last frame is not accepted, however often it is sent.
    let records = [HEADER, "P|1|||赵^青禾", &order, "R|1|^^^HBSAG|0.02|OD||N||F", "L|1|N"];
    assert_eq!(line.ask(&[ENQ]).await, ACK);
    let sent = frames(&records);
    for frame in &sent[..4] {
        assert_eq!(line.ask(frame).await, ACK);
    }
    assert_eq!(line.ask(&sent[4]).await, NAK);
    assert_eq!(line.ask(&sent[4]).await, NAK);
    // It comes back: the same frame is accepted, and the result is there.
    let server = served(&app, place).await;
    assert_eq!(line.ask(&sent[4]).await, ACK);
    assert_eq!(kept(&app).await, 1);
    line.say(&[EOT]).await;

    // A damaged frame is repeated, a repeated one is not doubled, a message that is cut leaves nothing.
    assert_eq!(line.ask(&[ENQ]).await, ACK);
    let mut damaged = sent[0].clone();
    damaged[3] ^= 1;
    assert_eq!(line.ask(&damaged).await, NAK);
    assert_eq!((line.ask(&sent[0]).await, line.ask(&sent[0]).await), (ACK, ACK));
    assert_eq!(line.ask(&sent[1]).await, ACK);
    drop(line);
    let mut line = Line::to(agent.astm).await;
    assert_eq!((line.message(&records).await, kept(&app).await), (ACK, 1), "the same message again");
    let shown = tester.get(&format!("/api/lab/runs/{}", text(&run, "run_id"))).await.ok();
    let read = &shown["wells"][3]["cells"][0];
    assert_eq!((&read["raw"]["signal"], &read["source"]), (&json!(0.02), &json!("instrument")), "{shown:#}");

    // An analyser that was switched off has closed nothing: its next line is heard all the same.
    let mut next = Line::to(agent.astm).await;
    assert_eq!((next.message(&records).await, kept(&app).await), (ACK, 1));
    drop(line);
    let mut line = next;

    // What the server cannot read is acknowledged, so that the line goes on, and lies in a file.
    let nonsense = ["H|\\", "L|1|N"];
    assert_eq!(line.message(&nonsense).await, ACK);
    assert_eq!(agent.refused(), [b"H|\\\rL|1|N\r".to_vec()]);
    server.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_analyser_asks_what_a_tube_waits_for() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    let run = bench.crew.tester.post("/api/lab/runs", bench.wish(&json!({ "donations": [number] }))).await.ok();
    let place = free_port().await;
    let server = served(&app, place).await;
    let agent = Agent::start(&app, place).await;
    let mut line = Line::to(agent.astm).await;
    for (tube, orders) in [(number.as_str(), 1), ("0160226999997", 0)] {
        let question = format!("Q|1|^{tube}||^^^ALL");
        assert_eq!(line.message(&[HEADER, &question, "L|1|N"]).await, ACK);
        assert_eq!(line.hear().await, ENQ);
        line.say(&[ACK]).await;
        let mut heard = Vec::new();
        // The first frame is asked for again, as on a bad line.
        let mut refused = false;
        loop {
            let byte = line.hear().await;
            if byte == EOT {
                break;
            }
            heard.push(byte);
            if byte == b'\n' {
                let answer = if refused { ACK } else { NAK };
                refused = true;
                line.say(&[answer]).await;
            }
        }
        let told = String::from_utf8(heard).expect("text");
        let order = format!("O|1|{tube}|{}^D1|^^^HBSAG|", text(&run, "run_no"));
        assert_eq!(told.matches(&order).count(), orders, "{told:?}");
        assert_eq!(told.matches("H|\\^&").count(), 2, "the header came twice: {told:?}");
    }
    assert_eq!(kept(&app).await, 0, "a question leaves nothing");
    server.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hl7_message_has_one_answer() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    bench.crew.tester.post("/api/lab/runs", bench.wish(&json!({ "donations": [number] }))).await.ok();
    let place = free_port().await;
    let agent = Agent::start(&app, place).await;
    let mut line = Line::to(agent.hl7).await;
    let message = |id: u32, value: &str| {
        format!(
            "MSH|^~\\&|M96|LAB|VENA|BC|20261123||ORU^R01|{id}|P|2.3.1||||||UNICODE UTF-8\rPID|1||||欧阳若谷\r\
             OBR|1|{number}\rOBX|1|NM|HBSAG||{value}|OD|||||F\r"
        )
    };
    line.say(&mllp(&message(1, "0.02"))).await;
    let later = line.framed().await;
    assert!(later.contains("\rMSA|AE|1|"), "{later:?}");
    let server = served(&app, place).await;
    // Two at once, what is no frame between them, and one in pieces.
    line.say(&[mllp(&message(1, "0.02")), b"noise".to_vec(), mllp(&message(1, "0.02"))].concat()).await;
    for _ in 0..2 {
        let answer = line.framed().await;
        assert!(answer.contains("\rMSA|AA|1"), "{answer:?}");
    }
    assert_eq!(kept(&app).await, 1);
    let whole = mllp(&message(2, "0.02"));
    let (begun, rest) = whole.split_at(40);
    line.say(begun).await;
    line.say(rest).await;
    assert!(line.framed().await.contains("\rMSA|AA|2"));
    line.say(&mllp("MSH|^~\\&|M96|LAB|VENA|BC|2026||ADT^A01|3|P|2.3.1\r")).await;
    let refused = line.framed().await;
    assert!(refused.contains("\rMSA|AR|3|"), "{refused:?}");
    assert_eq!(agent.refused().len(), 1);
    let lines: Value = bench.crew.tester.get("/api/lab/deliveries").await.ok();
    assert_eq!(lines["items"].as_array().expect("rows").len(), 2, "{lines:#}");
    server.abort();
}
