//! The donor's form as one signed record: consent, inquiry, check and decision; by whom it is signed, when it counts no longer,
//! and who gets a copy.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    donor_app,
    keys::path,
    steps::{self, Crew, number, text},
    support::{Client, TestApp},
};

const PIN: &str = "482150-vena";
const NAME: &str = "钱试丁";

/// The first house, where papers are signed on screen, and its first donor.
struct House {
    app: TestApp,
    crew: Crew,
    doctor: Client,
    pad: Client,
    donor: String,
    site: String,
}

impl House {
    async fn open() -> Self {
        let app = TestApp::city().await;
        let (crew, doctor, pad) = (Crew::of(&app).await, app.sign_in("doctor").await, app.sign_in("pad").await);
        let donor = steps::register(&crew, 1).await;
        let site = text(&crew.nurse.get("/api/session").await.ok()["site"], "site_id");
        let house = Self { app, crew, doctor, pad, donor, site };
        house.switch(true).await.ok();
        for client in [&house.doctor, &house.crew.nurse] {
            client.post("/api/records/certificates", json!({ "profile": "sm2", "pin": PIN })).await.ok();
        }
        house
    }

    async fn switch(&self, on: bool) -> crate::support::Reply {
        let body = json!({ "name": "signed_papers", "on": on, "reason": "本献血屋已配齐签名板，文书在屏上签署" });
        let admin = self.app.sign_in("admin").await;
        admin.post(&format!("/api/collect/kiosk/sites/{}/switches", self.site), body).await
    }

    async fn arrived(&self) -> String {
        let visit = self.crew.nurse.post("/api/collect/visits", json!({ "donor_id": self.donor })).await.ok();
        visit["visit_id"].as_str().or(visit["visit"]["visit_id"].as_str()).expect("a visit").to_owned()
    }

    /// Every question is answered as a healthy donor does, with the staff; and everything is measured.
    async fn asked_and_checked(&self, visit: &str) {
        let at = |verb: &str| format!("/api/collect/visits/{visit}/{verb}");
        let inquiry = self.crew.nurse.get("/api/collect/inquiry").await.ok();
        let questions = inquiry["questions"].as_array().expect("questions");
        let mut answers = json!({});
        let mut sheet = self.crew.nurse.post(&at("sheet"), json!({ "answers": answers })).await.ok();
        while let Some(next) = sheet["next"].as_str().map(str::to_owned) {
            let question = questions.iter().find(|question| question["code"] == next.as_str());
            let expected = question.map_or(Value::Null, |question| question["expected"].clone());
            answers[&next] = if expected.is_null() { json!(true) } else { expected };
            sheet = self.crew.nurse.post(&at("sheet"), json!({ "answers": answers })).await.ok();
        }
        let kept = json!({ "version": sheet["version"], "answers": answers });
        self.crew.nurse.post(&at("answers"), kept).await.ok();
        let check = json!({ "weight_kg": 62.5, "systolic_mmhg": 118, "diastolic_mmhg": 76, "pulse_per_min": 72,
                            "endurance_athlete": false, "temperature_c": 36.6, "hb_g_l": 140 });
        let check = json!({ "kind": "whole_blood", "sources": steps::by_hand(&check), "check": check });
        steps::consent_on_paper(&self.crew.nurse, visit).await;
        self.crew.nurse.post(&at("check"), check).await.ok();
    }

    async fn decided(&self, visit: &str, decision: Value) -> String {
        let decided = self.doctor.post(&format!("/api/collect/visits/{visit}/decide"), decision).await.ok();
        text(&decided, "donation_id")
    }

    /// A donor who may give: the visit and the donation.
    async fn accepted(&self) -> (String, String) {
        let visit = self.arrived().await;
        self.asked_and_checked(&visit).await;
        let donation = self.decided(&visit, yes()).await;
        (visit, donation)
    }

    async fn drawn(&self, form: &str, donation: &str, data: Value) -> Value {
        let subject = json!({ "kind": "donation", "id": donation });
        let body = json!({ "form": form, "subject": subject, "data": data });
        self.doctor.post("/api/records/documents", body).await.ok()
    }

    /// The donor's own hand on the pad, before the nurse.
    async fn by_hand(&self, document: &Value) {
        let sending = json!({ "document_id": document["document_id"], "slot": "donor", "name": NAME });
        let sent = text(&self.crew.nurse.post("/api/records/pads", sending).await.ok(), "pad_id");
        let pads = format!("/api/records/pads/{sent}");
        self.pad.bytes(&format!("{pads}/file")).await;
        self.pad.post(&format!("{pads}/consent"), json!({ "fingerprint": "witness" })).await.ok();
        let point = |x: u32, t: u32| move |n: u32| json!({ "x": x + n * 13, "y": 300 + (n % 5) * 31, "t": t + n * 16, "p": 300 });
        let strokes = [(0..20).map(point(120, 0)).collect::<Vec<_>>(), (0..20).map(point(480, 700)).collect()];
        self.pad.post(&format!("{pads}/sign"), json!({ "strokes": strokes })).await.ok();
        self.crew.nurse.post(&format!("{pads}/witness"), json!({})).await.ok();
    }

    async fn consented(&self, donation: &str) -> Value {
        let told = json!({ "telephone": "0532-0000 0000", "fingerprint": "refused", "research": "refused", "notice": "wanted" });
        let consent = self.drawn("informed-consent", donation, told).await;
        self.by_hand(&consent).await;
        sign(&self.crew.nurse, &consent, "informer").await.ok();
        consent
    }

    /// Sits in the chair with bag and tubes of this number.
    async fn bound(&self, donation: &str, serial: u32) {
        let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
        let own = steps::citizen_id("19750210", 1);
        self.crew.nurse.post(&at("seat"), json!({ "chair": "1", "document_scan": own })).await.ok();
        let number = number(serial);
        let tube = |role: &str, article: &str| json!({ "role": role, "scan": number, "article_scan": format!("(01){article}") });
        let kit = format!("(01)06901234504002(17)271231(10)Q26A11(21){serial}");
        let scans = json!({
            "donation_number": number, "bag_scan": number, "bag": { "kit_scan": kit, "medium": "CPDA-1" },
            "tubes": [tube("serology", "06901234511000"), tube("nat", "06901234512007"), tube("retention", "06901234513004")],
        });
        self.crew.nurse.post(&at("bind"), scans).await.ok();
    }

    async fn start(&self, donation: &str) -> crate::support::Reply {
        self.crew.nurse.post(&format!("/api/collect/donations/{donation}/start"), json!({ "arm": "left" })).await
    }

    async fn unsigned(&self, donation: &str) -> Value {
        self.crew.nurse.get(&format!("/api/collect/donations/{donation}/unsigned")).await.ok()
    }

    async fn state(&self, document: &Value) -> Value {
        self.doctor.get(&path(document, "")).await.ok()["state"].clone()
    }
}

fn yes() -> Value {
    json!({ "accept": true, "kind": "whole_blood", "volume_ml": 400, "appearance": "良好", "arms": "完好" })
}

async fn sign(client: &Client, document: &Value, slot: &str) -> crate::support::Reply {
    let keys = client.get("/api/records/certificates").await.ok();
    let body = json!({ "slot": slot, "certificate_id": keys[0]["certificate_id"], "pin": PIN, "reason": "核对无误" });
    client.post(&path(document, "/sign"), body).await
}

/// Ids of the documents that wait for this person, with the place that is this person's alone.
async fn mine(client: &Client) -> Vec<(Value, Value)> {
    let found = client.get("/api/records/documents?mine=true&form=health-check").await.ok();
    let rows = found["items"].as_array().expect("items").iter();
    rows.map(|row| (row["document_id"].clone(), row["my_slot"].clone())).collect()
}

#[tokio::test]
async fn the_physician_who_decided_signs_and_the_needle_waits_for_it() {
    let house = House::open().await;
    let (_, donation) = house.accepted().await;
    house.bound(&donation, 1).await;
    house.consented(&donation).await;
    let waits = house.unsigned(&donation).await;
    assert_eq!((&waits[0]["form"], &waits[0]["document_id"]), (&json!("health-check"), &Value::Null), "{waits:#}");
    house.start(&donation).await.refused_by("donation.unsigned");
    let form = house.drawn("health-check", &donation, json!({})).await;
    let id = form["document_id"].clone();
    assert_eq!(form["signatures"][1]["named"].as_str().map(str::is_empty), Some(false), "{form:#}");
    assert_eq!(mine(&house.doctor).await, [(id.clone(), json!("physician"))]);
    assert_eq!(mine(&house.crew.nurse).await, [], "what waits for who decided is nobody else's");
    let refused = house.start(&donation).await.refused_by("donation.unsigned");
    let (who, detail) = (form["signatures"][1]["named"].as_str().expect("a name"), text(&refused, "detail"));
    assert!(detail.contains(who), "{detail} names {who}");
    let waits = house.unsigned(&donation).await;
    assert_eq!((&waits[0]["document_id"], &waits[0]["places"][0]["named"]), (&id, &json!(who)), "{waits:#}");
    sign(&house.crew.nurse, &form, "physician").await.refused_by("signature.named");
    sign(&house.crew.nurse, &form, "tester").await.refused_by("signature.order");
    sign(&house.doctor, &form, "physician").await.ok();
    assert_eq!(house.unsigned(&donation).await, json!([]));
    assert_eq!(mine(&house.doctor).await, [], "it is signed");
    house.by_hand(&form).await;
    sign(&house.crew.nurse, &form, "tester").await.ok();
    assert_eq!(house.state(&form).await, "complete");
    house.start(&donation).await.ok();
}

/// A decision is recalled after its form was signed, and before: the form is superseded either way, and the new one is signed.
#[tokio::test]
async fn what_was_decided_anew_is_signed_anew() {
    let house = House::open().await;
    let (visit, first) = house.accepted().await;
    let signed = house.drawn("health-check", &first, json!({})).await;
    sign(&house.doctor, &signed, "physician").await.ok();
    let before = house.doctor.bytes(&path(&signed, "/file")).await;
    let recall = format!("/api/collect/visits/{visit}/recall");
    let why = json!({ "reason": "献血者想起昨日服药" });
    assert_eq!(house.crew.nurse.post(&recall, why.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.doctor.post(&recall, why.clone()).await.ok()["state"], "asked");
    house.doctor.post(&recall, why.clone()).await.refused_by("decision.none");
    assert_eq!(house.state(&signed).await, "superseded");
    assert_eq!(house.doctor.bytes(&path(&signed, "/file")).await, before, "kept as it was signed");
    // The other order: drawn, recalled, and then somebody wants to sign.
    house.asked_and_checked(&visit).await;
    let second = house.decided(&visit, yes()).await;
    let unsigned = house.drawn("health-check", &second, json!({})).await;
    house.doctor.post(&recall, why.clone()).await.ok();
    sign(&house.doctor, &unsigned, "physician").await.refused_by("document.closed");
    assert_eq!(mine(&house.doctor).await, []);
    house.asked_and_checked(&visit).await;
    let third = house.decided(&visit, yes()).await;
    assert!(first != second && second != third);
    house.consented(&third).await;
    house.bound(&third, 2).await;
    house.doctor.post(&recall, why).await.refused_by("decision.recall");
    // Signed, and then drawn once more: the newest alone counts.
    let old = house.drawn("health-check", &third, json!({})).await;
    sign(&house.doctor, &old, "physician").await.ok();
    assert_eq!(house.unsigned(&third).await, json!([]));
    let new = house.drawn("health-check", &third, json!({})).await;
    assert_eq!((house.state(&old).await, house.state(&new).await), (json!("superseded"), json!("open")));
    house.start(&third).await.refused_by("donation.unsigned");
    let keys = house.doctor.get("/api/records/certificates").await.ok();
    let batch = json!({ "documents": [old["document_id"], new["document_id"]], "slot": "physician",
        "certificate_id": keys[0]["certificate_id"], "pin": PIN, "reason": "核对无误" });
    let lines = house.doctor.post("/api/records/documents/sign-many", batch).await.ok();
    let refused: Vec<&Value> = lines.as_array().expect("lines").iter().map(|line| &line["refusal"]["rule"]).collect();
    assert!(refused.contains(&&json!("document.closed")) && refused.contains(&&Value::Null), "{lines:#}");
    house.start(&third).await.ok();
    // Where papers are signed by pen nothing is asked on screen.
    house.switch(false).await.ok();
    assert_eq!(house.unsigned(&third).await, json!([]));
}

#[tokio::test]
async fn a_refusal_is_signed_too_in_either_language() {
    let house = House::open().await;
    let visit = house.arrived().await;
    house.asked_and_checked(&visit).await;
    let no = json!({ "accept": false, "kind": "whole_blood", "volume_ml": 400, "reason": "咽部充血",
        "deferrals": [{ "code": "T02" }], "appearance": "咽部充血", "arms": "完好" });
    let donation = house.decided(&visit, no).await;
    let at = format!("/api/records/forms/health-check/filled?subject=donation:{donation}");
    let known = house.doctor.get(&at).await.ok();
    assert_eq!((&known["missing"], &known["data"]["conclusion"]), (&json!([]), &json!("deferred")), "{known:#}");
    assert!(known["data"]["deferred_until"].is_string() && known["data"]["reason"].to_string().contains("咽部充血"));
    let subject = json!({ "kind": "donation", "id": donation });
    let body = json!({ "form": "health-check", "subject": subject, "data": {} });
    let english =
        house.doctor.send(Method::POST, "/api/records/documents", Some(body), &[("accept-language", "en")]).await.ok();
    let chinese = house.drawn("health-check", &donation, json!({})).await;
    let (en, zh) =
        (house.doctor.bytes(&path(&english, "/file")).await, house.doctor.bytes(&path(&chinese, "/file")).await);
    assert!(en.starts_with(b"%PDF") && zh.starts_with(b"%PDF") && en != zh);
    sign(&house.doctor, &chinese, "physician").await.ok();
    let printed = house.doctor.get(&path(&chinese, "/file?print=true")).await;
    assert!(printed.status.is_success());
    let life = house.doctor.get(&path(&chinese, "")).await.ok()["life"].to_string();
    assert!(life.contains("printed"), "{life}");
}

#[tokio::test]
async fn donors_get_their_own_signed_papers_and_nobody_elses() {
    let house = House::open().await;
    let (_, donation) = house.accepted().await;
    house.bound(&donation, 1).await;
    let consent = house.consented(&donation).await;
    let check = house.drawn("health-check", &donation, json!({})).await;
    sign(&house.doctor, &check, "physician").await.ok();
    let registration = house.drawn("donor-registration", &donation, json!({ "abo": "O" })).await;
    house.start(&donation).await.ok();
    house.app.wait(8);
    house
        .crew
        .nurse
        .post(&format!("/api/collect/donations/{donation}/complete"), json!({ "volume_ml": 400 }))
        .await
        .ok();
    house.app.settle().await;
    let reply = donor_app::sign_in(&house.app, &donor_app::phone(1)).await;
    let donor = house.app.nobody().with_cookie(reply.cookie.expect("the donor has this phone"));
    let at = format!("/api/recruit/own/donations/{}/papers", number(1));
    let papers = donor.get(&at).await.ok();
    let ids: Vec<&Value> = papers.as_array().expect("papers").iter().map(|paper| &paper["document_id"]).collect();
    assert!(ids.contains(&&consent["document_id"]) && ids.contains(&&check["document_id"]), "{papers:#}");
    assert_eq!(ids.len(), 2, "nobody has signed the registration yet: {papers:#}");
    let file = |document: &Value| format!("{at}/{}", text(document, "document_id"));
    assert_eq!(donor.bytes(&file(&consent)).await, house.doctor.bytes(&path(&consent, "/file")).await);
    let life = house.doctor.get(&path(&consent, "")).await.ok()["life"].to_string();
    assert!(life.contains("given_to_donor"), "{life}");
    // What is not signed, another person, another number: each is as if it did not exist.
    assert_eq!(donor.get(&file(&registration)).await.status, StatusCode::NOT_FOUND);
    let stranger = donor_app::new_donor(&house.app, 3).await;
    for path in [at.clone(), file(&consent)] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(house.app.nobody().get(&path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let other = at.replace(&number(1), &number(2));
    assert_eq!(donor.get(&other).await.status, StatusCode::NOT_FOUND);
    // A document of somebody else under the own number.
    let form = house.crew.nurse.get("/api/records/forms").await.ok();
    let example = form.as_array().expect("forms").iter().find(|form| form["form"] == "informed-consent");
    let body = json!({ "form": "informed-consent", "data": example.expect("the form")["example"] });
    let foreign = house.crew.nurse.post("/api/records/documents", body).await.ok();
    assert_eq!(donor.get(&file(&foreign)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_switches_of_a_site_tell_who_has_put_them_there() {
    let house = House::open().await;
    let at = format!("/api/collect/kiosk/sites/{}/switches", house.site);
    let shown = house.crew.nurse.get(&at).await.ok();
    let switches = shown["switches"].as_array().expect("switches");
    let one = |name: &str| switches.iter().find(|one| one["name"] == name).expect("the switch").clone();
    let (papers, faces) = (one("signed_papers"), one("face_comparison"));
    assert_eq!((&papers["on"], papers["by"].is_string(), papers["since"].is_string()), (&json!(true), true, true));
    assert_eq!((&faces["on"], &faces["by"], &faces["reason"]), (&json!(false), &Value::Null, &Value::Null));
    let body = json!({ "name": "signed_papers", "on": false, "reason": "护士想要关闭这个开关试试" });
    assert_eq!(house.crew.nurse.post(&at, body).await.status, StatusCode::FORBIDDEN, "who sees it may not switch it");
    assert_eq!(house.app.sign_in("tester").await.get(&at).await.status, StatusCode::FORBIDDEN);
    let short = json!({ "name": "signed_papers", "on": false, "reason": "短" });
    let admin = house.app.sign_in("admin").await;
    assert!(admin.post(&at, short).await.status.is_client_error(), "a switch wants a reason");
    let off = house.switch(false).await.ok();
    assert_eq!(off["on"], json!([]), "{off:#}");
}
