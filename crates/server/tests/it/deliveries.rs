//! What analysers send: into the well where it belongs, once, or kept with its reason; never guessed at and never lost.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

use crate::{
    runs::Bench,
    steps::{self, text},
    support::{Client, TestApp},
};

/// A message as an agent brings it.
fn delivery(protocol: &str, message: &str) -> Value {
    json!({ "instrument": "ELISA-1", "protocol": protocol, "message": BASE64.encode(message) })
}

fn records(records: &[String]) -> String {
    let header = "H|\\^&|1|||M96|||||||P|1".to_owned();
    let all = [&[header], records, &["L|1|N".to_owned()]].concat();
    all.iter().map(|record| format!("{record}\r")).collect()
}

/// Results of one marker for these tubes: label, value.
fn results(of: &[(&str, &str)]) -> String {
    let pair = |(at, (tube, value)): (usize, &(&str, &str))| {
        [format!("O|{}|{tube}|^|^^^HBSAG", at + 1), format!("R|1|^^^HBSAG|{value}|OD||N||F")]
    };
    records(&of.iter().enumerate().flat_map(pair).collect::<Vec<_>>())
}

/// `line outcome rule` of each line.
fn told(delivery: &Value) -> Vec<String> {
    let lines = delivery["items"].as_array().expect("lines");
    let word = |line: &Value, name: &str| line[name].as_str().unwrap_or("-").to_owned();
    lines.iter().map(|line| format!("{} {} {}", line["line"], word(line, "outcome"), word(line, "rule"))).collect()
}

async fn run_of(client: &Client, bench: &Bench, numbers: &[&str]) -> Value {
    client.post("/api/lab/runs", bench.wish(&json!({ "donations": numbers }))).await.ok()
}

#[tokio::test]
async fn what_an_analyser_sends_is_read_once_and_closes_its_run() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let tester = &bench.crew.tester;
    let (one, other) =
        (steps::donate(&app, &bench.crew, 1).await.number, steps::donate(&app, &bench.crew, 2).await.number);
    app.settle().await;
    let run = run_of(tester, &bench, &[&one, &other]).await;
    let path = format!("/api/lab/runs/{}", text(&run, "run_id"));
    let asked = tester.get("/api/lab/orders?instrument=ELISA-1").await.ok();
    let tubes: Vec<&str> =
        asked.as_array().expect("tubes").iter().map(|tube| tube["specimen"].as_str().expect("a label")).collect();
    assert_eq!(tubes, ["NC", "NC", "PC", &one, &other]);

    let first = results(&[("NC", "0.041"), ("NC", "0.043"), ("PC", "1.62"), (&one, "0.020"), ("0160226999997", "0.1")]);
    let came = tester.post("/api/lab/deliveries", delivery("astm", &first)).await.ok();
    assert_eq!(told(&came)[3..], ["9 taken -", "11 kept delivery.no-run"], "{came:#}");
    // The line was cut before the answer: the analyser sends it all again.
    let again = tester.post("/api/lab/deliveries", delivery("astm", &first)).await.ok();
    assert_eq!((&again["delivery_id"], told(&again)), (&came["delivery_id"], told(&came)));
    let readings = tester.get(&path).await.ok();
    assert_eq!(readings["wells"][0]["cells"][0]["raw"], json!({ "kind": "signal", "signal": 0.041 }), "{readings:#}");
    assert_eq!(readings["wells"][1]["cells"][0]["raw"]["signal"], 0.043, "the second well of the control");
    tester.post(&format!("{path}/close"), json!({})).await.refused_by("run.unread");

    // Nobody types over an analyser, and no later word of it replaces an earlier one.
    let typed =
        json!({ "readings": [{ "well": "D1", "marker": "HBSAG", "raw": { "kind": "signal", "signal": 2.0 } }] });
    tester.post(&format!("{path}/readings"), typed).await.refused_by("run.machine-read");
    let second = results(&[(&one, "0.9"), (&other, "0.030")]);
    let came = tester.post("/api/lab/deliveries", delivery("astm", &second)).await.ok();
    assert_eq!(told(&came), ["3 kept delivery.differs", "5 taken -"], "{came:#}");
    let left = tester.get(&format!("/api/lab/orders?instrument=ELISA-1&specimen={one}")).await.ok();
    assert_eq!(left, json!([]));
    assert_eq!(tester.post(&format!("{path}/close"), json!({})).await.ok()["state"], "accepted");
    let shown = tester.get(&format!("/api/lab/donations/{one}")).await.ok();
    assert_eq!(shown["versions"][0]["results"][0]["value"], json!({ "kind": "ratio", "s_co": 0.191 }), "{shown:#}");
}

#[tokio::test]
async fn what_cannot_be_placed_waits_for_a_person() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    let table =
        format!("样本号,项目,结果,标志\n{number},HBSAG,0.02,\n{number},Herpes,0.1,\n{number},HBSAG,,CLOT\n,HBSAG,1,\n");
    let came = tester.post("/api/lab/deliveries", delivery("table", &table)).await.ok();
    assert_eq!(
        told(&came),
        ["2 kept delivery.no-run", "3 kept delivery.test", "4 kept delivery.no-run", "5 kept delivery.line"]
    );
    let path = format!("/api/lab/deliveries/{}", text(&came, "delivery_id"));
    let run = run_of(tester, &bench, &[&number]).await;
    let placed = tester.post(&format!("{path}/place"), json!({})).await.ok();
    assert_eq!(told(&placed)[..3], ["2 taken -", "3 kept delivery.test", "4 kept delivery.value"], "{placed:#}");
    assert_eq!(placed["items"][0]["run_id"], run["run_id"]);
    for line in [3, 4, 5] {
        let said = json!({ "line": line, "reason": "仪器试运行的数据" });
        checker.post(&format!("{path}/settle"), said.clone()).await.ok();
        checker.post(&format!("{path}/settle"), said).await.refused_by("delivery.settled");
    }
    let waiting = tester.get("/api/lab/deliveries?kept=true").await.ok();
    assert_eq!(waiting["items"], json!([]));
    assert_eq!(tester.get(&path).await.ok()["items"][1]["settled_why"], "仪器试运行的数据");
}

#[tokio::test]
async fn what_is_no_message_is_refused_and_an_agent_sees_nothing_else() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let tester = &bench.crew.tester;
    let refused = |body: Value| tester.post("/api/lab/deliveries", body);
    refused(delivery("astm", "H|\\^&\rO|1|S1\r")).await.refused_by("delivery.unreadable");
    refused(delivery("hl7", "MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\r")).await.refused_by("delivery.unreadable");
    refused(json!({ "instrument": "ELISA-9", "protocol": "astm", "message": "SA==" }))
        .await
        .refused_by("delivery.instrument");
    refused(json!({ "instrument": "ELISA-1", "protocol": "astm", "message": "%" })).await.refused_by("delivery.base64");

    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let account = json!({ "site_id": site, "username": "analysers", "display_name": "检验仪器接口", "password": vena_sim::PASSWORD, "roles": ["analyser"] });
    admin.post("/api/users", account).await.ok();
    let agent = app.sign_in("analysers").await;
    let came = agent.post("/api/lab/deliveries", delivery("astm", &results(&[("NC", "0.1")]))).await.ok();
    assert_eq!(told(&came), ["3 kept delivery.no-run"]);
    assert_eq!(agent.get("/api/lab/orders?instrument=ELISA-1").await.ok(), json!([]));
    for path in ["/api/lab/deliveries", "/api/lab/donations", "/api/lab/runs", "/api/recruit/donors"] {
        assert_eq!(agent.get(path).await.status, 403, "{path}");
    }
}

/// The same message twice in the same second, and another for the same wells: every well is read once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_message_twice_in_the_same_second() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    for serial in 1..=4 {
        let number = steps::donate(&app, &bench.crew, serial).await.number;
        app.settle().await;
        let run = run_of(tester, &bench, &[&number]).await;
        let message = delivery("astm", &results(&[(&number, "0.02"), ("PC", "1.5")]));
        let other = delivery("astm", &results(&[(&number, "0.7")]));
        let path = "/api/lab/deliveries";
        let (one, two, three) =
            tokio::join!(tester.post(path, message.clone()), checker.post(path, message), tester.post(path, other));
        let (one, two, three) = (one.ok(), two.ok(), three.ok());
        assert_eq!(one["delivery_id"], two["delivery_id"]);
        let taken = [&one, &three].into_iter().filter(|came| told(came)[0] == "3 taken -").count();
        assert_eq!(taken, 1, "{one:#} {three:#}");
        let cancelled = format!("/api/lab/runs/{}/void", text(&run, "run_id"));
        tester.post(&cancelled, json!({ "reason": "下一轮" })).await.ok();
    }
}
