//! Samples are tested in runs between controls: what two people typed alike, of a run whose controls came out right, and nothing
//! else, becomes a result.

use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

/// The instructions of an ELISA for HBsAg.
pub(crate) fn elisa() -> Value {
    json!({
        "code": "HBSAG-HT", "name": "乙肝表面抗原（酶免）", "maker": "海棠生物", "round": 1, "markers": ["HBSAG"],
        "source": "说明书 2026-01 版",
        "assay": {
            "gives": "signal", "plate": { "rows": 8, "columns": 12 }, "cut_off": { "factor": 2.1, "least": 0.105 },
            "controls": [
                { "code": "NC", "role": "negative", "count": 2, "each": { "max": 0.1 } },
                { "code": "PC", "role": "positive", "count": 1, "each": { "min": 0.5 } },
            ],
        },
    })
}

/// A laboratory with one kit, a lot that was compared and let in, and an instrument.
pub(crate) struct Bench {
    pub(crate) crew: Crew,
    lot: String,
    pub(crate) instrument: String,
}

impl Bench {
    pub(crate) async fn of(app: &TestApp) -> Self {
        let crew = Crew::of(app).await;
        let (tester, checker) = (&crew.tester, &crew.checker);
        let kit = tester.post("/api/lab/kits", elisa()).await.ok();
        let approve = format!("/api/lab/kits/{}/approve", text(&kit, "kit_id"));
        let lot = json!({ "kit_code": "HBSAG-HT", "lot": "HT2611", "expires_on": "2099-12-31", "tests": 960 });
        tester.post("/api/lab/reagents", lot.clone()).await.refused_by("reagent.kit-unknown");
        tester.post(&approve, json!({})).await.refused_by("kit.same-person");
        checker.post(&approve, json!({})).await.ok();
        checker.post(&approve, json!({})).await.refused_by("kit.approved");
        let received = tester.post("/api/lab/reagents", lot.clone()).await.ok();
        tester.post("/api/lab/reagents", lot).await.refused_by("reagent.known");
        let lot = text(&received, "lot_id");
        let at = |verb: &str| format!("/api/lab/reagents/{lot}/{verb}");
        checker.post(&at("decide"), json!({ "accepted": true })).await.refused_by("reagent.state");
        tester.post(&at("compare"), json!({ "samples": 20, "agreed": 18 })).await.ok();
        checker.post(&at("decide"), json!({ "accepted": true })).await.refused_by("reagent.disagrees");
        tester.post(&at("compare"), json!({ "samples": 20, "agreed": 20 })).await.ok();
        tester.post(&at("decide"), json!({ "accepted": true })).await.refused_by("reagent.same-person");
        assert_eq!(checker.post(&at("decide"), json!({ "accepted": true })).await.ok()["state"], "open");
        let reader = json!({ "code": "ELISA-1", "name": "酶标仪", "maker": "云杉仪器", "model": "M96", "serial": "S-1",
            "calibrated_until": "2099-12-31" });
        let instrument = text(&tester.post("/api/lab/instruments", reader).await.ok(), "instrument_id");
        Self { crew, lot, instrument }
    }

    /// A run of the lot on the instrument, with `rest`.
    pub(crate) fn wish(&self, rest: &Value) -> Value {
        let mut wish = json!({ "lot_id": self.lot, "instrument_id": self.instrument });
        let fields = wish.as_object_mut().expect("an object");
        fields.extend(rest.as_object().expect("an object").clone());
        wish
    }

    async fn due(&self) -> Value {
        self.crew.tester.get("/api/lab/due").await.ok()["items"][0].clone()
    }
}

/// Readings of all wells of a run: `of` says what stands in a well.
pub(crate) fn readings(run: &Value, of: impl Fn(&Value) -> f64) -> Value {
    let wells = run["wells"].as_array().expect("wells");
    let one = |well: &Value| json!({ "well": well["name"], "marker": "HBSAG", "raw": { "kind": "signal", "signal": of(well) } });
    json!({ "readings": wells.iter().map(one).collect::<Vec<_>>() })
}

/// Controls as they should be, samples as nothing is in them but in that of `reactive`.
pub(crate) fn usual(reactive: &str) -> impl Fn(&Value) -> f64 {
    move |well| match well["control"].as_str() {
        Some("PC") => 1.2,
        Some(_) => 0.04,
        None if well["samples"][0]["donation_number"] == reactive => 1.9,
        None => 0.02,
    }
}

async fn type_all(client: &Client, run: &Value, of: impl Fn(&Value) -> f64) -> Value {
    let path = format!("/api/lab/runs/{}/readings", text(run, "run_id"));
    client.post(&path, readings(run, of)).await.ok()
}

/// The controls of a closed run stand on their charts.
async fn on_charts(tester: &Client, bench: &Bench) {
    let charts = tester.get("/api/lab/charts").await.ok();
    let of_controls: Vec<&str> =
        charts["items"].as_array().expect("charts").iter().filter_map(|row| row["control"].as_str()).collect();
    assert_eq!(of_controls, ["NC", "PC"]);
    let chart = format!(
        "/api/lab/charts/points?instrument_id={}&lot_id={}&control=PC&marker=HBSAG",
        bench.instrument, bench.lot
    );
    let points = tester.get(&chart).await.ok();
    assert_eq!(
        (&points["points"][0]["value"], &points["mean"], &points["needed"]),
        (&json!(1.2), &Value::Null, &json!(20))
    );
    assert_eq!(tester.get(&chart.replace("PC", "QC")).await.status.as_u16(), 404);
}

#[tokio::test]
async fn what_two_have_typed_of_a_valid_run_becomes_results() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let mut numbers = Vec::new();
    for serial in 1..=3 {
        numbers.push(steps::donate(&app, &bench.crew, serial).await.number);
    }
    app.settle().await;
    let due = bench.due().await;
    assert_eq!((&due["first"], &due["again"], &due["planned"]), (&json!(3), &json!(0), &json!(0)), "{due:#}");

    let run = tester.post("/api/lab/runs", bench.wish(&json!({ "donations": [numbers[2]], "fill": 90 }))).await.ok();
    let names: Vec<String> = run["wells"].as_array().expect("wells").iter().map(|well| text(well, "name")).collect();
    assert_eq!(names.join(" "), "A1 B1 C1 D1 E1 F1", "controls, the scanned one, and those that wait");
    assert_eq!(run["wells"][3]["samples"][0]["donation_number"], json!(numbers[2]));
    let again = bench.wish(&json!({ "donations": [numbers[0]] }));
    checker.post("/api/lab/runs", again).await.refused_by("run.planned-elsewhere");
    assert_eq!(bench.due().await["planned"], 3);

    let at = |verb: &str| format!("/api/lab/runs/{}/{verb}", text(&run, "run_id"));
    tester.post(&at("close"), json!({})).await.refused_by("run.unread");
    let seen = type_all(tester, &run, usual(&numbers[1])).await;
    assert_eq!((&seen["wells"][0]["cells"][0]["state"], &seen["validity"]), (&json!("once"), &Value::Null));
    // Whoever types second does not see what the first has typed.
    let blind = checker.get(&format!("/api/lab/runs/{}", text(&run, "run_id"))).await.ok();
    assert!(!blind.to_string().contains("1.9"), "{blind:#}");
    checker.post(&at("close"), json!({})).await.refused_by("run.unread");
    type_all(checker, &run, |well| if well["name"] == "D1" { 0.5 } else { usual(&numbers[1])(well) }).await;
    checker.post(&at("close"), json!({})).await.refused_by("run.differs");
    let mended = type_all(checker, &run, usual(&numbers[1])).await;
    assert_eq!(mended["validity"]["valid"], true, "{mended:#}");
    assert_eq!(tester.post(&at("close"), json!({})).await.ok()["state"], "accepted");
    tester.post(&at("close"), json!({})).await.refused_by("run.closed");

    for (number, expected) in numbers.iter().zip([0.191, 18.096, 0.191]) {
        let shown = tester.get(&format!("/api/lab/donations/{number}")).await.ok();
        let result = &shown["versions"][0]["results"][0];
        assert_eq!(result["value"], json!({ "kind": "ratio", "s_co": expected }), "{shown:#}");
        assert_eq!((&result["reagent_lot"], &result["instrument"]), (&json!("HT2611"), &json!("ELISA-1")));
    }
    on_charts(tester, &bench).await;
    // Nobody types what comes from runs, and who has read a run does not check what it gave.
    let typed = json!({ "results": [{ "marker": "HBSAG", "round": 1, "value": { "kind": "non_reactive" },
        "reagent_maker": "海棠生物", "reagent_lot": "HT2611", "instrument": "ELISA-1" }], "reason": "抄错" });
    let refused = tester.post(&format!("/api/lab/donations/{}/results", numbers[1]), typed).await;
    assert_eq!(refused.body["field"], "results[0].marker", "{:#}", refused.body);
    refused.refused_by("lab.by-run");
    let needs = tester.get(&format!("/api/lab/donations/{}", numbers[1])).await.ok()["needs"].clone();
    let of = |marker: &str| needs.as_array().expect("needs").iter().filter(|need| need["marker"] == marker).count();
    assert_eq!((of("HBSAG"), &needs[0]["by_run"]), (3, &json!(true)), "two retests and the second round: {needs:#}");
    // The reactive one waits for its retests, both with the same reagent, in wells of their own.
    let due = bench.due().await;
    assert_eq!((&due["first"], &due["again"]), (&json!(0), &json!(1)), "{due:#}");
    let retest = tester.post("/api/lab/runs", bench.wish(&json!({ "fill": 10 }))).await.ok();
    let repeats: Vec<&Value> =
        retest["wells"].as_array().expect("wells").iter().map(|well| &well["samples"][0]["repeat"]).collect();
    assert_eq!(repeats[3..], [&json!(1), &json!(2)], "{retest:#}");
    tester.post("/api/lab/runs", bench.wish(&json!({ "fill": 10 }))).await.refused_by("run.nothing");
}

/// The second of two who typed a run has touched what it gave as much as the first.
#[tokio::test]
async fn who_has_read_a_run_does_not_check_what_it_gave() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    let run = tester.post("/api/lab/runs", bench.wish(&json!({ "donations": [number] }))).await.ok();
    type_all(checker, &run, usual("")).await;
    type_all(tester, &run, usual("")).await;
    tester.post(&format!("/api/lab/runs/{}/close", text(&run, "run_id")), json!({})).await.ok();
    let at = |verb: &str| format!("/api/lab/donations/{number}/{verb}");
    let markers = tester.get("/api/lab/markers").await.ok();
    let rest = steps::good_results_of(&markers).into_iter().filter(|one| one["marker"] != "HBSAG" || one["round"] != 1);
    tester.post(&at("results"), json!({ "results": rest.collect::<Vec<_>>() })).await.ok();
    tester.post(&at("sign"), json!({ "role": "tester" })).await.ok();
    checker.post(&at("sign"), json!({ "role": "checker" })).await.refused_by("lab.typist-may-not-check");
}

#[tokio::test]
async fn a_run_whose_controls_fail_says_nothing_of_any_sample() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    let plan = || bench.wish(&json!({ "donations": [number] }));
    let run = tester.post("/api/lab/runs", plan()).await.ok();
    let weak = |well: &Value| if well["control"] == "PC" { 0.49 } else { 0.03 };
    type_all(tester, &run, weak).await;
    let seen = type_all(checker, &run, weak).await;
    assert_eq!(seen["validity"]["valid"], false, "{seen:#}");
    let void = checker.post(&format!("/api/lab/runs/{}/close", text(&run, "run_id")), json!({})).await.ok();
    assert_eq!((&void["state"], &void["closed_why"]), (&json!("void"), &json!("PC 读数 0.49 超出界限")), "{void:#}");
    let shown = tester.get(&format!("/api/lab/donations/{number}")).await.ok();
    assert_eq!((&shown["state"], &shown["versions"]), (&json!("waiting"), &json!([])), "{shown:#}");

    // It is due again; a run that somebody declares void, or cancels, gives nothing either.
    let spilt = tester.post("/api/lab/runs", plan()).await.ok();
    type_all(tester, &spilt, usual("")).await;
    let at = |verb: &str| format!("/api/lab/runs/{}/{verb}", text(&spilt, "run_id"));
    tester.post(&at("cancel"), json!({ "reason": "排错了" })).await.refused_by("run.begun");
    assert_eq!(tester.post(&at("void"), json!({ "reason": "停电" })).await.ok()["state"], "void");
    let third = tester.post("/api/lab/runs", plan()).await.ok();
    let cancel = format!("/api/lab/runs/{}/cancel", text(&third, "run_id"));
    assert_eq!(tester.post(&cancel, json!({ "reason": "排错了" })).await.ok()["state"], "cancelled");
    assert_eq!(bench.due().await["first"], 1);
}

#[tokio::test]
async fn nothing_is_tested_with_what_may_not_be_used() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    let plan = || bench.wish(&json!({ "donations": [number] }));
    let at = |verb: &str| format!("/api/lab/instruments/{}/{verb}", bench.instrument);
    tester.post(&at("stop"), json!({ "reason": "灯源老化" })).await.ok();
    tester.post("/api/lab/runs", plan()).await.refused_by("instrument.out");
    tester.post(&at("resume"), json!({ "reason": "已更换灯源" })).await.ok();
    tester.post(&at("calibrate"), json!({ "until": "2020-01-01", "note": "证书 J-1" })).await.ok();
    tester.post("/api/lab/runs", plan()).await.refused_by("instrument.calibration");
    tester.post(&at("calibrate"), json!({ "until": "2099-01-01", "note": "证书 J-2" })).await.ok();
    let twice = bench.wish(&json!({ "donations": [number, number] }));
    tester.post("/api/lab/runs", twice).await.refused_by("run.twice");
    let unknown = bench.wish(&json!({ "donations": ["0160226999999"] }));
    let refused = tester.post("/api/lab/runs", unknown).await;
    assert_eq!((refused.status.as_u16(), &refused.body["field"]), (422, &json!("donations[0]")), "{:#}", refused.body);
    let finish = format!("/api/lab/reagents/{}/finish", bench.lot);
    checker.post(&finish, json!({ "reason": "厂家召回" })).await.ok();
    tester.post("/api/lab/runs", plan()).await.refused_by("reagent.not-open");
}

/// What is typed wrongly names its field, and leaves nothing.
#[tokio::test]
async fn what_does_not_fit_names_its_field() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    let field = |refused: &Value| (text(refused, "field"), text(refused, "rule"));
    let entered = |change: fn(&mut Value)| {
        let mut kit = elisa();
        change(&mut kit);
        tester.post("/api/lab/kits", kit)
    };
    let without_limits = entered(|kit| kit["assay"]["controls"][1]["each"] = json!({})).await.body;
    assert_eq!(field(&without_limits), ("assay.controls[1].each.min".to_owned(), "kit.assay".to_owned()));
    let twice = entered(|kit| kit["markers"] = json!(["HBSAG", "HBSAG"])).await.body;
    assert_eq!(field(&twice), ("markers[1]".to_owned(), "kit.marker-twice".to_owned()));
    let reader = json!({ "code": "ELISA-1", "name": "酶标仪", "maker": "云杉仪器", "model": "M96", "serial": "S-2",
        "calibrated_until": "2099-12-31" });
    tester.post("/api/lab/instruments", reader).await.refused_by("instrument.known");

    let number = steps::donate(&app, &bench.crew, 1).await.number;
    app.settle().await;
    let run = tester.post("/api/lab/runs", bench.wish(&json!({ "donations": [number] }))).await.ok();
    let path = format!("/api/lab/runs/{}", text(&run, "run_id"));
    let into = format!("{path}/readings");
    let typed = |well: &str, raw: Value| {
        let readings = json!({ "readings": [{ "well": well, "marker": "HBSAG", "raw": raw }] });
        tester.post(&into, readings)
    };
    let refused = typed("H12", json!({ "kind": "signal", "signal": 0.02 })).await.body;
    assert_eq!(field(&refused), ("readings[0].well".to_owned(), "run.well".to_owned()));
    let refused = typed("D1", json!({ "kind": "detected", "detected": true, "internal": true })).await.body;
    assert_eq!(field(&refused), ("readings[0].raw".to_owned(), "run.reading".to_owned()));
    assert_eq!(tester.get(&path).await.ok()["can"]["cancel"]["ok"], true, "nothing was kept");

    type_all(tester, &run, usual("")).await;
    type_all(checker, &run, usual("")).await;
    tester.post(&format!("{path}/close"), json!({})).await.ok();
    let again = bench.wish(&json!({ "donations": [number] }));
    tester.post("/api/lab/runs", again).await.refused_by("run.not-due");
}

/// Two technicians lay out the same donation in the same second: it stands in one run.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_technicians_lay_out_the_same_donation_at_once() {
    let app = TestApp::city().await;
    let bench = Bench::of(&app).await;
    let (tester, checker) = (&bench.crew.tester, &bench.crew.checker);
    for serial in 1..=6 {
        let number = steps::donate(&app, &bench.crew, serial).await.number;
        app.settle().await;
        let plan = bench.wish(&json!({ "donations": [number] }));
        let (one, two) = tokio::join!(tester.post("/api/lab/runs", plan.clone()), checker.post("/api/lab/runs", plan));
        let (done, other) = if one.status.is_success() { (one, two) } else { (two, one) };
        done.ok();
        other.refused_by("run.planned-elsewhere");
    }
}
