//! What is sure before a needle: who it is, that they agree, where each value comes from, and what was said and by whom.

use serde_json::{Map, Value, json};

use crate::{
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

const YES: [&str; 3] = ["informed_and_willing", "well_today", "first_time_knows"];

/// Everything that is asked, answered so that the donor may go on, but for `other`.
async fn sheet(client: &Client, path: &str, other: &[(&str, Value)]) -> Value {
    let mut answers = Map::new();
    loop {
        let page = client.post(&format!("{path}/sheet"), json!({ "answers": answers })).await.ok();
        let Some(code) = page["next"].as_str() else {
            return json!({ "version": page["version"], "answers": answers });
        };
        let said = other.iter().find(|(wanted, _)| *wanted == code).map(|(_, said)| said.clone());
        answers.insert(code.to_owned(), said.unwrap_or_else(|| json!(YES.contains(&code))));
    }
}

fn good() -> Value {
    json!({ "weight_kg": 62.5, "systolic_mmhg": 118, "diastolic_mmhg": 76, "pulse_per_min": 72, "temperature_c": 36.6, "hb_g_l": 140 })
}

fn check(values: &Value) -> Value {
    json!({ "kind": "whole_blood", "check": values, "sources": steps::by_hand(values) })
}

struct House {
    app: TestApp,
    crew: Crew,
    doctor: Client,
    kiosk: Client,
}

impl House {
    async fn open() -> Self {
        let app = TestApp::city().await;
        let (crew, doctor, kiosk) = (Crew::of(&app).await, app.sign_in("doctor").await, app.sign_in("kiosk").await);
        Self { app, crew, doctor, kiosk }
    }

    /// A visitor whom the desk knows, and the path of the visit.
    async fn visitor(&self, n: u32, more: Value) -> String {
        let donor = steps::register(&self.crew, n).await;
        let mut came = json!({ "donor_id": donor });
        came.as_object_mut().expect("a body").extend(more.as_object().cloned().unwrap_or_default());
        let visit = self.crew.registrar.post("/api/collect/visits", came).await.ok();
        format!("/api/collect/visits/{}", text(&visit, "visit_id"))
    }

    async fn agreed(&self, visit: &str) {
        let given = json!({ "research": false, "notice": true, "witness": "周护士" });
        let seen = self.crew.registrar.post(&format!("{visit}/consent"), given).await.ok();
        assert_eq!(
            (&seen["consent"]["place"], &seen["consent"]["witness"]),
            (&json!("paper"), &json!("周护士")),
            "{seen:#}"
        );
    }

    async fn answered(&self, visit: &str, other: &[(&str, Value)]) {
        let sheet = sheet(&self.crew.nurse, visit, other).await;
        self.crew.nurse.post(&format!("{visit}/answers"), sheet).await.ok();
    }

    async fn findings(&self, visit: &str) -> Value {
        self.doctor.get(&format!("{visit}/findings")).await.ok()
    }
}

fn rules(lines: &Value) -> Vec<String> {
    lines.as_array().expect("lines").iter().map(|line| text(line, "rule")).collect()
}

/// The physician reads what was said, what the rules say of it and what follows, before deciding; nobody else does.
#[tokio::test]
async fn the_physician_reads_the_answers_before_deciding_and_an_earlier_no() {
    let house = House::open().await;
    let visit = house.visitor(21, json!({})).await;
    house.agreed(&visit).await;
    house.answered(&visit, &[("infectious_disease", json!(true))]).await;
    for other in [&house.crew.nurse, &house.crew.registrar, &house.kiosk] {
        assert_eq!(other.get(&format!("{visit}/findings")).await.status, 403);
    }
    let found = house.findings(&visit).await;
    assert_eq!(rules(&found["lines"]), ["inquiry.infectious_disease"], "{found:#}");
    assert_eq!(found["answers"][0]["code"], "infectious_disease");
    assert_eq!((&found["answers"][0]["deviates"], &found["answers"][0]["confidential"]), (&json!(true), &json!(true)));
    assert_eq!(found["deferrals"][0]["code"], "P13", "{found:#}");
    let sql = "select count(*) from platform.audit where operation = 'collect.visit.view_findings' and reason like '判定前查看%'";
    let views: i64 = sqlx::query_scalar(sql).fetch_one(house.app.db.pool()).await.expect("the audit");
    assert_eq!(views, 1, "the view is recorded");

    let mut low = good();
    low["hb_g_l"] = json!(90);
    house.crew.nurse.post(&format!("{visit}/check"), check(&low)).await.ok();
    let found = house.findings(&visit).await;
    assert_eq!(rules(&found["lines"]), ["inquiry.infectious_disease", "eligibility.hemoglobin"], "{found:#}");
    let yes = json!({ "accept": true, "kind": "whole_blood", "volume_ml": 400 });
    let refused = house.doctor.post(&format!("{visit}/decide"), yes).await.ok();
    assert_eq!(refused["state"], "refused", "{refused:#}");
    house.crew.nurse.post(&format!("{visit}/leave"), json!({ "reason": "refused" })).await.ok();

    let donor = text(&refused, "donor_id");
    let again = house.crew.registrar.post("/api/collect/visits", json!({ "donor_id": donor })).await.ok();
    let again = format!("/api/collect/visits/{}", text(&again, "visit_id"));
    let earlier = house.findings(&again).await["earlier"].clone();
    let lines = rules(&earlier[0]["lines"]);
    assert!(lines.contains(&"inquiry.infectious_disease".to_owned()), "{earlier:#}");
    assert!(lines.contains(&"eligibility.hemoglobin".to_owned()), "{earlier:#}");
}

/// Each value has its source, a hot forehead its answer, and a second check its reason; the first stays in sight.
#[tokio::test]
async fn what_is_measured_has_its_source_and_what_failed_stays_in_sight() {
    let house = House::open().await;
    let visit = house.visitor(22, json!({ "gate_temperature_c": 39.2 })).await;
    house.agreed(&visit).await;
    house.answered(&visit, &[]).await;
    let post = async |body: &Value| house.crew.nurse.post(&format!("{visit}/check"), body.clone()).await;
    post(&json!({ "kind": "whole_blood", "check": good() })).await.refused_by("check.source");
    let mut long_ago = check(&good());
    long_ago["pressures"] = json!([{ "at": "2001-01-01T00:00:00Z", "systolic_mmhg": 118, "diastolic_mmhg": 76 }]);
    post(&long_ago).await.refused_by("check.instants");
    let mut other = check(&good());
    other["pressures"] = json!([{ "at": house.app.clock.now(), "systolic_mmhg": 142, "diastolic_mmhg": 76 }]);
    post(&other).await.refused_by("check.last-counts");

    // Measured again at the door by hand: cooler, and yet not answered.
    house.crew.nurse.post(&format!("{visit}/gate"), json!({ "gate_temperature_c": 36.4 })).await.ok();
    let hot = post(&check(&good())).await.ok();
    assert_eq!(rules(&hot["lines"]), ["check.hot-at-the-door"], "{hot:#}");
    let first = house.app.clock.now();
    house.app.wait(5);
    let mut twice = check(&good());
    twice["temperatures"] =
        json!([{ "at": first, "temperature_c": 37.0 }, { "at": house.app.clock.now(), "temperature_c": 36.6 }]);
    post(&twice).await.refused_by("check.again");
    twice["again"] = json!("休息后复测");
    let fine = post(&twice).await.ok();
    assert_eq!((&fine["lines"], &rules(&fine["earlier"][0]["lines"])[0][..]), (&json!([]), "check.hot-at-the-door"));
    assert_eq!(fine["again"], "休息后复测");
    let yes = json!({ "accept": true, "kind": "whole_blood", "volume_ml": 400 });
    assert_eq!(house.doctor.post(&format!("{visit}/decide"), yes).await.ok()["state"], "accepted");
}

/// Answers are versions: what the donor said in confidence stays the donor's, and the physician sees every change.
#[tokio::test]
async fn a_confidential_yes_is_the_donors_or_the_physicians_to_change() {
    let house = House::open().await;
    let visit = house.visitor(23, json!({})).await;
    house.agreed(&visit).await;
    house.answered(&visit, &[("risk_behaviour", json!(true))]).await;
    let mut no = sheet(&house.crew.registrar, &visit, &[]).await;
    let answers = format!("{visit}/answers");
    for staff in [&house.crew.registrar, &house.crew.nurse] {
        no["reason"] = json!("刚才点错了");
        staff.post(&answers, no.clone()).await.refused_by("visit.confidential-answer");
    }
    let mut unwell =
        sheet(&house.crew.nurse, &visit, &[("risk_behaviour", json!(true)), ("well_today", json!(false))]).await;
    house.crew.nurse.post(&answers, unwell.clone()).await.ok();
    unwell["answers"]["well_today"] = json!(true);
    house.crew.nurse.post(&format!("{visit}/check"), check(&good())).await.ok();
    house.crew.nurse.post(&answers, unwell).await.refused_by("visit.checked");
    no["reason"] = Value::Null;
    house.doctor.post(&answers, no.clone()).await.refused_by("visit.confidential-answer");
    no["reason"] = json!("与献血者单独核实，误解题意");
    house.doctor.post(&answers, no).await.ok();

    let found = house.findings(&visit).await;
    assert_eq!(found["lines"], json!([]), "{found:#}");
    let changes = found["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 2, "{found:#}");
    assert_eq!(changes[0]["reason"], "与献血者单独核实，误解题意");
    let changed = |at: usize| changes[at]["changed"].as_array().expect("answers").len();
    assert_eq!((changed(0), changed(1)), (2, 1), "{found:#}");
    assert_eq!(
        (&changes[1]["changed"][0]["before"]["zh"], &changes[1]["changed"][0]["now"]["zh"]),
        (&json!("是"), &json!("否"))
    );
}

/// A number that was typed at a kiosk is what somebody says: measured and decided about is only who was looked at.
#[tokio::test]
async fn a_typed_number_is_a_claim_until_somebody_has_seen_the_card() {
    let house = House::open().await;
    let donor = steps::register(&house.crew, 1).await;
    let number = steps::citizen_id("19750210", 1);
    let came = house.kiosk.post("/api/collect/kiosk/arrive", json!({ "document_number": number })).await.ok();
    assert_eq!(came["identified_by"], "claimed", "{came:#}");
    let visit = format!("/api/collect/visits/{}", text(&came, "visit_id"));
    house.agreed(&visit).await;
    house.answered(&visit, &[]).await;
    let post = async |body: &Value| house.crew.nurse.post(&format!("{visit}/check"), body.clone()).await;
    post(&check(&good())).await.refused_by("visit.unidentified");
    let yes = json!({ "accept": true, "kind": "whole_blood", "volume_ml": 400 });
    house.doctor.post(&format!("{visit}/decide"), yes.clone()).await.refused_by("visit.unidentified");
    let seen = house.crew.nurse.post(&format!("{visit}/identify"), json!({ "donor_id": donor })).await.ok();
    assert_eq!((&seen["identified_by"], &seen["identity_proven"]), (&json!("staff"), &json!(true)));
    let typed_again = house.kiosk.post("/api/collect/kiosk/arrive", json!({ "document_number": number })).await.ok();
    assert_eq!(typed_again["identified_by"], "staff", "a card that was seen stays seen");
    post(&check(&good())).await.ok();
    assert_eq!(house.doctor.post(&format!("{visit}/decide"), yes).await.ok()["state"], "accepted");
}
