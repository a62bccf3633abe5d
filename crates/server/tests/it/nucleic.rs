//! Nucleic acids: a pool for three agents at once, its single tests, and the test that tells the agents apart.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};

use crate::{
    runs::Bench,
    steps::{self, text},
    support::{Client, TestApp},
};

fn kit(code: &str, confirms: bool) -> Value {
    json!({
        "code": code, "name": "核酸", "maker": "云杉分子", "round": 1, "confirms": confirms,
        "markers": ["HBV-DNA", "HCV-RNA", "HIV-RNA"], "source": "说明书 2026-01 版",
        "assay": {
            "gives": "detected", "plate": { "rows": 8, "columns": 12 }, "pool_max": if confirms { 1 } else { 8 },
            "combined": !confirms,
            "controls": [
                { "code": "NC", "role": "negative", "count": 1, "expects": { "kind": "not_detected" } },
                { "code": "PC", "role": "positive", "count": 1, "expects": { "kind": "detected" } },
            ],
        },
    })
}

/// Lets a lot of a kit in, and gives its number.
async fn lot_of(bench: &Bench, kit: Value) -> String {
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let entered = tester.post("/api/lab/kits", kit).await.ok();
    checker.post(&format!("/api/lab/kits/{}/approve", text(&entered, "kit_id")), json!({})).await.ok();
    let code = text(&entered, "code");
    let lot = json!({ "kit_code": code, "lot": format!("{code}26"), "expires_on": "2099-12-31", "tests": 960 });
    let lot = text(&tester.post("/api/lab/reagents", lot).await.ok(), "lot_id");
    let at = |verb: &str| format!("/api/lab/reagents/{lot}/{verb}");
    tester.post(&at("compare"), json!({ "samples": 20, "agreed": 20 })).await.ok();
    checker.post(&at("decide"), json!({ "accepted": true })).await.ok();
    lot
}

async fn lay_out(bench: &Bench, lot: &str, numbers: &[String], pool: usize) -> Value {
    let wish = json!({ "lot_id": lot, "instrument_id": bench.instrument, "donations": numbers, "pool_size": pool });
    bench.crew.tester.post("/api/lab/runs", wish).await.ok()
}

/// Readings of one marker in the wells of a run: found in the positive control and in the wells of which `found` says so.
fn readings(run: &Value, marker: &str, found: impl Fn(&Value) -> bool) -> Value {
    let wells = run["wells"].as_array().expect("wells").iter();
    let one = |well: &Value| {
        let detected = well["control"] == "PC" || (well["control"].is_null() && found(well));
        json!({ "well": well["name"], "marker": marker, "raw": { "kind": "detected", "detected": detected, "internal": true } })
    };
    json!({ "readings": wells.map(one).collect::<Vec<_>>() })
}

async fn type_by_two(bench: &Bench, run: &Value, readings: &[Value]) {
    for client in [&bench.crew.tester, &bench.crew.checker] {
        for own in readings {
            client.post(&format!("/api/lab/runs/{}/readings", text(run, "run_id")), own.clone()).await.ok();
        }
    }
}

async fn close(client: &Client, run: &Value) {
    let closed = client.post(&format!("/api/lab/runs/{}/close", text(run, "run_id")), json!({})).await.ok();
    assert_eq!(closed["state"], "accepted", "{closed:#}");
}

/// The nucleic acid tests of a donation that have to be made: marker and number of the retest, `!` for one apart.
async fn needed(client: &Client, number: &str) -> Vec<String> {
    let shown = client.get(&format!("/api/lab/donations/{number}")).await.ok();
    let needs = shown["needs"].as_array().expect("needs").iter();
    let nucleic = needs.filter(|need| text(need, "marker").ends_with("NA"));
    let told = |need: &Value| {
        let apart = if need["apart"] == true { "!" } else { "" };
        format!("{}/{}{apart}", text(need, "marker"), need["repeat"])
    };
    nucleic.map(told).collect()
}

#[tokio::test]
async fn a_reactive_pool_for_three_agents_ends_with_the_agent_that_is_there() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let tester = &bench.crew.tester;
    let (three, apart) = (lot_of(&bench, kit("NAT-3", false)).await, lot_of(&bench, kit("NAT-D", true)).await);
    let mut numbers = Vec::new();
    for serial in 1..=6 {
        numbers.push(steps::donate(&app, &bench.crew, serial).await.number);
    }
    app.settle().await;
    let guilty = numbers[3].clone();

    // One word for the pool: of six donations, and of three agents.
    let pool = lay_out(&bench, &three, &numbers, 6).await;
    assert_eq!(pool["wells"].as_array().expect("wells").len(), 3, "{pool:#}");
    let asked = tester.get("/api/lab/orders?instrument=ELISA-1").await.ok();
    assert_eq!(asked[2]["tests"].as_array().expect("tests").len(), 1, "one test for three agents: {asked:#}");
    type_by_two(&bench, &pool, &[readings(&pool, "HIV-RNA", |_| true)]).await;
    close(tester, &pool).await;
    for number in &numbers {
        let tests = ["HBV-DNA/1", "HBV-DNA/2", "HCV-RNA/1", "HCV-RNA/2", "HIV-RNA/1", "HIV-RNA/2"];
        assert_eq!(needed(tester, number).await, tests);
    }

    // The single tests come from the analyser; its one word goes into the cells of all three.
    let singles = lay_out(&bench, &three, &numbers, 6).await;
    assert_eq!(singles["wells"].as_array().expect("wells").len(), 2 + 12);
    let of_tube = |well: &Value| text(&well["samples"][0], "donation_number");
    let wells = singles["wells"].as_array().expect("wells").iter().skip(2);
    let pair = |(at, well): (usize, &Value)| {
        let found = if of_tube(well) == guilty { "POS" } else { "NEG" };
        [
            format!("O|{}|{}^{}|^|^^^HBV-DNA", at + 3, of_tube(well), text(well, "name")),
            format!("R|1|^^^HBV-DNA|{found}|||N||F"),
        ]
    };
    let controls = [("NC", "NEG"), ("PC", "POS")].into_iter().enumerate().flat_map(|(at, (control, found))| {
        [format!("O|{}|{control}|^|^^^HBV-DNA", at + 1), format!("R|1|^^^HBV-DNA|{found}|||N||F")]
    });
    let header = ["H|\\^&|1|||N48|||||||P|1".to_owned()];
    let records: Vec<String> = header.into_iter().chain(controls).chain(wells.enumerate().flat_map(pair)).collect();
    let message: String = records.iter().chain([&"L|1|N".to_owned()]).map(|record| format!("{record}\r")).collect();
    let sent = json!({ "instrument": "ELISA-1", "protocol": "astm", "message": BASE64.encode(&message) });
    let came = tester.post("/api/lab/deliveries", sent).await.ok();
    let kept = came["items"].as_array().expect("lines").iter().filter(|line| line["outcome"] != "taken").count();
    assert_eq!(kept, 0, "{came:#}");
    close(tester, &singles).await;
    for number in &numbers {
        let told = needed(tester, number).await;
        let tests = ["HBV-DNA/3!", "HCV-RNA/3!", "HIV-RNA/3!"];
        assert_eq!(told, if *number == guilty { tests.to_vec() } else { Vec::new() });
    }

    // The kit that reads the three together does not tell them apart.
    let again = json!({ "lot_id": three, "instrument_id": bench.instrument, "donations": [guilty] });
    tester.post("/api/lab/runs", again).await.refused_by("run.not-due");
    let telling = lay_out(&bench, &apart, std::slice::from_ref(&guilty), 1).await;
    let of = |marker: &str| readings(&telling, marker, |_| marker == "HCV-RNA");
    type_by_two(&bench, &telling, &["HBV-DNA", "HCV-RNA", "HIV-RNA"].map(of)).await;
    close(tester, &telling).await;
    let shown = tester.get(&format!("/api/lab/donations/{guilty}")).await.ok();
    assert_eq!(needed(tester, &guilty).await, Vec::<String>::new());
    assert_eq!(shown["versions"][0]["findings"][0]["en"], "HCV RNA: reactive", "{shown:#}");
    assert_eq!(shown["versions"][0]["findings"].as_array().map(Vec::len), Some(1), "{shown:#}");
}
