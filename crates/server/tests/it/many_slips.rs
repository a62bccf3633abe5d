//! A thousand slips in one confirmation, and kill -9 in the middle: each carries one signature in the end, no more, no less.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::{
    crash::seed,
    program::{Program, data_folder, get, run, sign_in},
};

const PIN: &str = "482150-vena";
/// Enough for several portions; the batch of a thousand differs in nothing but its number of portions.
const SLIPS: usize = 120;
const PORTION: usize = 20;
const KILLS: usize = 4;

async fn post(client: &reqwest::Client, base: &str, (path, key): (&str, &str), body: &Value) -> Option<Value> {
    let request = client.post(format!("{base}{path}")).header("idempotency-key", key).json(body);
    let reply = request.send().await.ok()?;
    assert!(reply.status().is_success(), "{path}: {}", reply.status());
    reply.json().await.ok()
}

/// Draws the slips; they wait for the first signature.
async fn slips(client: &reqwest::Client, base: &str) -> Vec<String> {
    let forms = get(client, base, "/api/records/forms").await;
    let form = forms.as_array().expect("forms").iter().find(|form| form["form"] == "allocation-slip").expect("a form");
    let body = json!({ "form": "allocation-slip", "data": form["example"] });
    let mut made = Vec::new();
    for n in 0..SLIPS {
        let document =
            post(client, base, ("/api/records/documents", &format!("slip-{n}")), &body).await.expect("drawn");
        made.push(document["document_id"].as_str().expect("an id").to_owned());
    }
    made
}

/// The documents that still wait for their first signature.
async fn waiting(client: &reqwest::Client, base: &str, all: &[String]) -> Vec<String> {
    let mut left = Vec::new();
    for id in all {
        if get(client, base, &format!("/api/records/documents/{id}")).await["signed"] == 0 {
            left.push(id.clone());
        }
    }
    left
}

/// How many stamps were given so far. A sequence counts at once, also for a transaction that is still open: it shows from
/// outside how far a portion has come.
async fn stamps(database: &mut PgConnection) -> i64 {
    let sql = "select case when is_called then last_value else 0 end from records.stamp_serial";
    sqlx::query_scalar(sql).fetch_one(database).await.expect("a number")
}

/// Sends one portion and, when told so, kills the server after so many of its signatures. Whether an answer came.
async fn portion(
    program: &mut Program,
    database: &mut PgConnection,
    at: (&reqwest::Client, &str),
    body: &Value,
    kill_after: Option<i64>,
) -> bool {
    let (client, base) = (at.0.clone(), program.base.clone());
    let (key, body) = (at.1.to_owned(), body.clone());
    let before = stamps(database).await;
    let sent =
        tokio::spawn(async move { post(&client, &base, ("/api/records/documents/sign-many", &key), &body).await });
    if let Some(signatures) = kill_after {
        while stamps(database).await < before + signatures {}
        program.kill().await;
    }
    sent.await.expect("no panic").is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_is_killed_goes_on_and_signs_each_slip_once() {
    let folder = data_folder();
    let mut program = Program::start(folder.path(), None).await;
    seed(folder.path()).await;
    let client = sign_in(&program.base, "issuer").await;
    let new = json!({ "profile": "sm2", "pin": PIN });
    let certificate = post(&client, &program.base, ("/api/records/certificates", "key"), &new).await.expect("a key");
    let all = slips(&client, &program.base).await;
    let (_, url) = run(folder.path(), &["db", "url"]).await;
    let mut database = PgConnection::connect(url.trim()).await.expect("a database");
    let mut random = StdRng::seed_from_u64(20_261_122);
    let mut kills = KILLS;
    for round in 0.. {
        let left = waiting(&client, &program.base, &all).await;
        let Some(documents) = left.chunks(PORTION).next() else { break };
        let body = json!({ "documents": documents, "slot": "releaser", "certificate_id": certificate["certificate_id"],
            "pin": PIN, "reason": "核对无误" });
        let kill = (kills > 0).then(|| random.random_range(1..PORTION as i64));
        kills = kills.saturating_sub(1);
        let key = format!("portion-{round}");
        let answered = portion(&mut program, &mut database, (&client, &key), &body, kill).await;
        assert!(answered || kill.is_some(), "an undisturbed portion is answered");
        if kill.is_some() {
            program = Program::start(folder.path(), None).await;
        }
        assert!(round < 40, "the batch comes to its end");
    }
    let mut bytes = BTreeSet::new();
    for id in &all {
        let pdf = client.get(format!("{}/api/records/documents/{id}/file", program.base)).send().await.expect("a file");
        let pdf = pdf.bytes().await.expect("bytes");
        let checked = client.post(format!("{}/api/records/checks", program.base)).body(pdf.clone()).send().await;
        let report: Value = checked.expect("an answer").json().await.expect("JSON");
        assert_eq!(
            (&report["ok"], report["signatures"].as_array().map(Vec::len)),
            (&json!(true), Some(1)),
            "{report:#}"
        );
        bytes.insert(pdf);
    }
    assert_eq!(bytes.len(), SLIPS, "every slip is a document of its own");
    assert!(program.stop().await.success());
}
