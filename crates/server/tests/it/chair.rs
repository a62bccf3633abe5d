//! From the accepted donor to the rest area, one step after another, by people with the roles of the demo city.

use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, number, text},
    support::TestApp,
};

/// Everything by scan, each tube in its place.
fn scans(serial: u32) -> Value {
    steps::binding(serial, steps::KIT_LOT)
}

#[tokio::test]
async fn a_donor_sits_is_bound_bleeds_rests_and_goes_home() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor = steps::register(&crew, 1).await;
    let donation = steps::accepted(&crew, &donor).await;
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    // Somebody else's card at the chair.
    let stranger = steps::citizen_id("19990101", 77);
    let seat = |scan: &str| json!({ "chair": "1", "document_scan": scan });
    crew.nurse.post(&at("seat"), seat(&stranger)).await.refused_by("chair.identity");
    let own = steps::citizen_id("19750210", 1);
    crew.nurse.post(&at("seat"), seat(&own)).await.ok();
    crew.nurse.post(&at("bind"), scans(1)).await.ok();
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
    // The same press again is another intent: the needle is in already.
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.refused_by("donation.state");
    app.wait(7);
    let done = crew.nurse.post(&at("complete"), json!({ "volume_ml": 330 })).await.ok();
    assert_eq!((&done["state"], &done["makes"]), (&json!("completed"), &json!("red_cells")), "{done:#}");
    crew.nurse.post(&at("leave"), json!({})).await.refused_by("rest.short");
    app.wait(10);
    crew.nurse.post(&at("leave"), json!({ "gift": "towel" })).await.ok();
    // Quality recalls the lot: the unit is held, and the answer names no donor.
    let quality = app.sign_in("quality").await;
    let recall = json!({ "item": "kit", "lot": "Q26A11", "reason": "厂家召回" });
    let told = quality.post("/api/collect/lots/recalls", recall).await.ok();
    assert_eq!(told["units_held"], 1, "{told:#}");
    assert_eq!(quality.get(&format!("/api/collect/donations/{donation}")).await.status, 403);
    let report = vena_ledger::verify(&app.db, None, |_| {}).await.expect("a report");
    assert!(report.intact, "{report:#?}");
}

/// A donor who gave `volume_ml` in eight minutes under the number of `serial`; what the answer said.
async fn gave(app: &TestApp, crew: &Crew, serial: u32, volume_ml: i32) -> Value {
    let donor = steps::register(crew, serial).await;
    let donation = steps::accepted(crew, &donor).await;
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    let own = steps::citizen_id(&format!("19750{}1{}", 1 + serial % 9, serial / 9 % 10), serial);
    crew.nurse.post(&at("seat"), json!({ "chair": "1", "document_scan": own })).await.ok();
    crew.nurse.post(&at("bind"), scans(serial)).await.ok();
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
    app.wait(8);
    let done = crew.nurse.post(&at("complete"), json!({ "volume_ml": volume_ml })).await.ok();
    app.settle().await;
    done
}

/// A bag for 400 mL that holds 330: plasma and platelets are refused with rule and clause, red cells are made.
#[tokio::test]
async fn a_bag_that_is_not_full_becomes_red_cells_alone() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let done = gave(&app, &crew, 3, 330).await;
    assert_eq!(done["makes"], "red_cells");
    let (unit, number) = (text(&done, "unit_id"), number(3));
    let received = crew.technician.post("/api/process/receipts", json!({ "scans": [number] })).await.ok();
    assert_eq!(received["items"][0]["ok"], true, "{received:#}");
    // Somebody of quality looks at the bag that is out of range, and lets it go on.
    let held = crew.technician.get(&format!("/api/process/units/{unit}")).await.ok();
    let hold = held["holds"][0]["hold_id"].clone();
    let quality = app.sign_in("quality").await;
    let lift = json!({ "unit": unit, "hold_id": hold, "reason": "采血量不足，仅制备红细胞" });
    quality.post("/api/govern/holds/lift", lift).await.ok();
    let shown = crew.technician.get(&format!("/api/process/units/{unit}")).await.ok();
    let output = |code: &str| {
        let outputs = shown["outputs"].as_array().expect("outputs");
        outputs.iter().find(|output| output["product"] == code).expect("a product").clone()
    };
    assert_eq!((&output("RBC-S")["ok"], &output("FFP")["ok"]), (&json!(true), &json!(false)), "{shown:#}");
    for outputs in [
        json!([{ "product": "PLT-C", "volume_ml": 60 }]),
        json!([{ "product": "RBC-S", "volume_ml": 250, "additive_ml": 80, "medium": "MAP" }, { "product": "FFP", "volume_ml": 150 }]),
    ] {
        let split = json!({ "unit": unit, "outputs": outputs, "loss_ml": 20 });
        let refused = crew.technician.post("/api/process/splits", split).await.refused_by("preparation.donation-makes");
        let detail = refused["detail"].as_str().expect("words");
        assert!(detail.contains("330 mL") && detail.contains("GB 18469-2012"), "{detail}");
    }
    let split = json!({
        "unit": unit, "loss_ml": 150, "outputs": [{ "product": "RBC-S", "volume_ml": 260, "additive_ml": 80, "medium": "MAP" }],
    });
    let made = crew.technician.post("/api/process/splits", split).await.ok();
    assert_eq!(made["children"][0]["product"], "RBC-S", "{made:#}");
}

/// The scale at the chair tells its own course; what is typed is compared with it, and a person says why it differs.
#[tokio::test]
async fn what_the_scale_says_is_kept_and_compared() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let agent = app.sign_in("devices").await;
    let device = json!({ "kind": "mixer", "serial": "MX-1", "name": "1 号采血秤", "place": "采血位 1", "calibrated_until": "2026-12-31" });
    crew.nurse.post("/api/collect/devices", device).await.ok();
    let donor = steps::register(&crew, 4).await;
    let donation = steps::accepted(&crew, &donor).await;
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    let own = steps::citizen_id("19750510", 4);
    crew.nurse.post(&at("seat"), json!({ "chair": "1", "document_scan": own })).await.ok();
    crew.nurse.post(&at("bind"), scans(4)).await.ok();
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
    assert_eq!(crew.nurse.get(&at("flow")).await.ok()["course"], Value::Null);
    let said = |values: Value, about: &str| {
        let at = app.clock.now();
        json!({ "device": "MX-1", "kind": "mixer", "at": at, "clock_at": at, "clock_compared": true, "values": values, "about": about })
    };
    let name = |reply: Value| text(&reply, "reading_id");
    app.wait(2);
    let running =
        json!({ "phase": "running", "volume_ml": 60, "duration_s": 120, "points": [[0, 0], [60, 30], [120, 60]] });
    let running = name(agent.post("/api/collect/readings", said(running, &number(4))).await.ok());
    app.wait(9);
    let ended = |ml: i32| {
        json!({ "phase": "end", "volume_ml": ml, "target_ml": 400, "duration_s": 660, "alarm": "LOW_FLOW",
        "points": [[0, 0], [120, 60], [240, 61], [400, 200], [660, ml]] })
    };
    let other = name(agent.post("/api/collect/readings", said(ended(400), &number(99))).await.ok());
    agent.post("/api/collect/readings", said(ended(380), &number(4))).await.ok();
    let flow = crew.nurse.get(&at("flow")).await.ok();
    let rules = |flow: &Value| -> Vec<String> {
        flow["course"]["findings"].as_array().expect("findings").iter().map(|finding| text(finding, "rule")).collect()
    };
    assert_eq!(rules(&flow), ["flow.long", "flow.interrupted", "flow.alarm"], "{flow:#}");
    assert_eq!((&flow["limits"]["full_from_ml"], &flow["limits"]["red_cells_from_ml"]), (&json!(360), &json!(300)));
    assert_eq!(flow["course"]["points"].as_array().map(Vec::len), Some(6), "one moment is one point");
    let typed = |more: Value| {
        let mut body = json!({ "volume_ml": 400 });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        body
    };
    crew.nurse.post(&at("complete"), typed(json!({ "reading_id": other }))).await.refused_by("reading.other-number");
    crew.nurse.post(&at("complete"), typed(json!({ "reading_id": running }))).await.refused_by("reading.not-ended");
    crew.nurse.post(&at("complete"), typed(json!({}))).await.refused_by("donation.reading-differs");
    let done =
        crew.nurse.post(&at("complete"), typed(json!({ "difference_reason": "秤未清零，已用天平复称" }))).await.ok();
    assert_eq!((&done["machine_ml"], &done["makes"]), (&json!(380), &json!("everything")), "{done:#}");
    let kept = crew.nurse.get(&at("flow")).await.ok();
    let course = &kept["course"];
    assert_eq!(
        (&course["attached"], &course["differences"][0]["figure"]),
        (&json!(true), &json!("volume_ml")),
        "{kept:#}"
    );
    assert_eq!(
        (&course["explained"], course["explained_by_name"].is_string()),
        (&json!("秤未清零，已用天平复称"), true)
    );
    // Platelets would need ten minutes at most, and it were eleven.
    app.settle().await;
    crew.technician.post("/api/process/receipts", json!({ "scans": [number(4)] })).await.ok();
    let split = json!({ "unit": done["unit_id"], "outputs": [{ "product": "PLT-C", "volume_ml": 60 }], "loss_ml": 20 });
    crew.technician.post("/api/process/splits", split).await.refused_by("preparation.slow-collection");
}

/// A machine of another kind tells nothing about a bag of whole blood.
#[tokio::test]
async fn an_apheresis_record_is_no_record_of_whole_blood() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let agent = app.sign_in("devices").await;
    let device = json!({ "kind": "apheresis", "serial": "AP-1", "name": "1 号单采机", "place": "采血位 2", "calibrated_until": "2026-12-31" });
    crew.nurse.post("/api/collect/devices", device).await.ok();
    let now = app.clock.now();
    let values = json!({ "phase": "end", "duration_s": 3480, "ac_ml": 402, "platelets_ml": 250, "platelets_10e11": 5.2, "doses": 2 });
    let said = json!({ "device": "AP-1", "kind": "apheresis", "at": now, "clock_at": now, "clock_compared": true, "values": values });
    let reading = text(&agent.post("/api/collect/readings", said).await.ok(), "reading_id");
    let donated = steps::register(&crew, 5).await;
    let donation = steps::accepted(&crew, &donated).await;
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    steps::seat(&app, &crew, &donated, &donation).await;
    crew.nurse.post(&at("bind"), scans(5)).await.ok();
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
    app.wait(8);
    let body = json!({ "volume_ml": 400, "reading_id": reading });
    crew.nurse.post(&at("complete"), body).await.refused_by("reading.other-kind");
}

/// Check station and physician over one visit: what comes before what, and a no that is kept with its reason.
#[tokio::test]
async fn a_visit_is_checked_and_decided_about() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let doctor = app.sign_in("doctor").await;
    let donor = steps::register(&crew, 2).await;
    let visit = crew.nurse.post("/api/collect/visits", json!({ "donor_id": donor })).await.ok();
    let visit = visit["visit_id"].as_str().or(visit["visit"]["visit_id"].as_str()).expect("a visit").to_owned();
    let at = |verb: &str| format!("/api/collect/visits/{visit}/{verb}");
    let form = steps::donation_form(&crew, &donor).await;
    let no = json!({ "accept": false, "kind": "whole_blood", "volume_ml": 400, "reason": "自诉睡眠不足三小时" });
    let silent = json!({ "accept": false, "kind": "whole_blood", "volume_ml": 400 });
    for colleague in [&crew.nurse, &crew.registrar] {
        assert_eq!(
            colleague.post(&at("decide"), no.clone()).await.status,
            403,
            "a physician decides, nobody alone beside"
        );
    }
    doctor.post(&at("decide"), silent).await.refused_by("decision.reason");
    doctor.post(&at("decide"), no.clone()).await.refused_by("decision.not-asked");
    let mut answers = form["answers"].clone();
    answers["first_time_knows"] = json!(true);
    let sheet = json!({ "version": form["inquiry_version"], "answers": answers });
    crew.nurse.post(&at("answers"), sheet).await.ok();
    doctor.post(&at("decide"), no.clone()).await.refused_by("decision.no-consent");
    steps::consent_on_paper(&crew.registrar, &visit).await;
    doctor.post(&at("decide"), no.clone()).await.refused_by("decision.not-checked");
    let check = json!({ "kind": "whole_blood", "check": form["check"], "sources": steps::by_hand(&form["check"]) });
    let mut high = check.clone();
    high["check"]["systolic_mmhg"] = json!(142);
    crew.nurse.post(&at("check"), high).await.refused_by("check.repeat-pressure");
    let mut unsaid = check.clone();
    unsaid["sources"][0]["reason"] = Value::Null;
    crew.nurse.post(&at("check"), unsaid).await.refused_by("check.by-hand");
    let kept = crew.nurse.post(&at("check"), check.clone()).await.ok();
    assert_eq!(kept["lines"], json!([]), "{kept:#}");
    let other = json!({ "accept": true, "kind": "apheresis_platelets", "volume_ml": 250 });
    doctor.post(&at("decide"), other).await.refused_by("decision.other-check");
    let refused = doctor.post(&at("decide"), no.clone()).await.ok();
    assert_eq!(
        (&refused["state"], &refused["refusals"][0]["rule"], &refused["visit_id"]),
        (&json!("refused"), &json!("decision.physician"), &json!(visit)),
        "{refused:#}"
    );
    doctor.post(&at("decide"), no).await.refused_by("visit.not-open");
    crew.nurse.post(&at("check"), check).await.refused_by("check.visit");
}

/// Where papers are signed on screen, a needle waits for the consent; where they are not, nobody is held up.
#[tokio::test]
async fn no_needle_before_the_consent_is_signed_where_it_is_signed_on_screen() {
    let app = TestApp::city().await;
    let (crew, admin, pad) = (Crew::of(&app).await, app.sign_in("admin").await, app.sign_in("pad").await);
    let donor = steps::register(&crew, 1).await;
    let donation = steps::accepted(&crew, &donor).await;
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    let site = text(&crew.nurse.get("/api/session").await.ok()["site"], "site_id");
    let on = json!({ "name": "signed_papers", "on": true, "reason": "本献血屋已配齐签名板，知情同意在屏上签署" });
    admin.post(&format!("/api/collect/kiosk/sites/{site}/switches"), on).await.ok();
    let own = steps::citizen_id("19750210", 1);
    crew.nurse.post(&at("seat"), json!({ "chair": "1", "document_scan": own })).await.ok();
    crew.nurse.post(&at("bind"), scans(1)).await.ok();
    let start_at = at("start");
    let start = || crew.nurse.post(&start_at, json!({ "arm": "left" }));
    start().await.refused_by("donation.unsigned");
    // Nor after the fact: what is typed later passes the same gates.
    let after_the_fact = json!({ "arm": "left", "at": app.clock.now() });
    app.wait(8);
    crew.nurse.post(&at("start"), after_the_fact).await.refused_by("donation.unsigned");
    crew.nurse.post(&at("complete"), json!({ "volume_ml": 400 })).await.refused_by("donation.state");

    let told =
        json!({ "telephone": "0532-0000 0000", "fingerprint": "refused", "research": "refused", "notice": "wanted" });
    let subject = json!({ "kind": "donation", "id": donation });
    let drawn = json!({ "form": "informed-consent", "subject": subject, "data": told });
    let document = text(&crew.nurse.post("/api/records/documents", drawn).await.ok(), "document_id");
    start().await.refused_by("donation.unsigned");
    let sending = json!({ "document_id": document, "slot": "donor", "name": "钱试丁", "identity_shown": "居民身份证 3702**********" });
    let sent = text(&crew.nurse.post("/api/records/pads", sending).await.ok(), "pad_id");
    let pads = format!("/api/records/pads/{sent}");
    pad.bytes(&format!("{pads}/file")).await;
    pad.post(&format!("{pads}/consent"), json!({ "fingerprint": "witness" })).await.ok();
    let point = |n: u32| json!({ "x": 120 + n * 13, "y": 300 + (n % 5) * 31, "t": n * 16, "p": 300 + n * 20 });
    let more = |n: u32| json!({ "x": 480 + n * 13, "y": 300 + (n % 5) * 31, "t": 700 + n * 16, "p": 300 + n * 20 });
    let strokes = [(0..20).map(point).collect::<Vec<_>>(), (0..20).map(more).collect()];
    pad.post(&format!("{pads}/sign"), json!({ "strokes": strokes })).await.ok();
    crew.nurse.post(&format!("{pads}/witness"), json!({})).await.ok();
    start().await.refused_by("donation.unsigned");
    let pin = "482150-vena";
    let key = crew.nurse.post("/api/records/certificates", json!({ "profile": "sm2", "pin": pin })).await.ok();
    let signing =
        json!({ "slot": "informer", "certificate_id": key["certificate_id"], "pin": pin, "reason": "已告知" });
    let whole = crew.nurse.post(&format!("/api/records/documents/{document}/sign"), signing).await.ok();
    assert_eq!(whole["state"], "complete", "{whole:#}");
    // The consent is signed by everybody; what the physician decided is not (see `forms`).
    let refused = start().await.refused_by("donation.unsigned");
    assert!(text(&refused, "detail").contains("健康检查表"), "{refused:#}");
}

/// Between yes and needle the file is asked again; a needle in vain of the same donation does not speak against the next.
#[tokio::test]
async fn what_is_entered_after_the_yes_stops_the_needle() {
    let app = TestApp::city().await;
    let (crew, care) = (Crew::of(&app).await, app.sign_in("donorcare").await);
    let donor = steps::register(&crew, 5).await;
    let donation = steps::accepted(&crew, &donor).await;
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    steps::seat(&app, &crew, &donor, &donation).await;
    crew.nurse.post(&at("bind"), scans(5)).await.ok();
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
    crew.nurse.post(&at("fail"), json!({ "reason": "血管滑动" })).await.ok();
    crew.nurse.post(&at("bind"), scans(6)).await.ok();
    // The second needle waits for a second person, not for the interval after the first.
    crew.nurse.post(&at("start"), json!({ "arm": "right" })).await.refused_by("donation.second-person");
    let deferral = json!({ "code": "P12", "note": "电话告知" });
    care.post(&format!("/api/recruit/donors/{donor}/deferrals"), deferral).await.ok();
    let refused = crew.nurse.post(&at("start"), json!({ "arm": "right" })).await.refused_by("donor.deferred");
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("GB 18467")), "{refused:#}");
    let shown = crew.nurse.get(&format!("/api/collect/donations/{donation}")).await.ok();
    assert_eq!((&shown["state"], &shown["donation_number"]), (&json!("bound"), &json!(number(6))), "{shown:#}");
}

/// A deferral that is entered while the blood flows, or before somebody types a needle of a while ago, loses no donation: the
/// blood is held, and why stands in the file alone.
#[tokio::test]
async fn what_is_entered_while_the_blood_flows_holds_it() {
    let app = TestApp::city().await;
    let (crew, care) = (Crew::of(&app).await, app.sign_in("donorcare").await);
    for (serial, typed_late) in [(7, false), (8, true)] {
        let donor = steps::register(&crew, serial).await;
        let donation = steps::accepted(&crew, &donor).await;
        let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
        steps::seat(&app, &crew, &donor, &donation).await;
        crew.nurse.post(&at("bind"), scans(serial)).await.ok();
        let needle_at = app.clock.now();
        if !typed_late {
            crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
        }
        app.wait(1);
        let deferral = json!({ "code": "P12", "note": "电话告知" });
        care.post(&format!("/api/recruit/donors/{donor}/deferrals"), deferral).await.ok();
        if typed_late {
            crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.refused_by("donor.deferred");
            crew.nurse.post(&at("start"), json!({ "arm": "left", "at": needle_at })).await.ok();
        }
        app.wait(5);
        let done = crew.nurse.post(&at("complete"), json!({ "volume_ml": 400 })).await.ok();
        let unit =
            app.sign_in("quality").await.get(&format!("/api/ledger/units/{}", text(&done, "unit_id"))).await.ok();
        assert_eq!(unit["state"]["holds"].as_array().map(Vec::len), Some(1), "{unit:#}");
        assert!(!unit.to_string().contains("P12"), "why stands in the file alone");
    }
}

/// Two people recall the same yes at the same second: one does, the other is told that nothing is left to recall.
#[tokio::test]
async fn a_yes_is_recalled_once_however_many_press() {
    let app = TestApp::city().await;
    let (crew, doctor) = (Crew::of(&app).await, app.sign_in("doctor").await);
    let donor = steps::register(&crew, 6).await;
    let donation = steps::accepted(&crew, &donor).await;
    let shown = crew.nurse.get(&format!("/api/collect/donations/{donation}")).await.ok();
    let recall = format!("/api/collect/visits/{}/recall", text(&shown, "visit_id"));
    let cancel = format!("/api/collect/donations/{donation}/cancel");
    let why = || json!({ "reason": "需复测血压" });
    let (one, two) = tokio::join!(doctor.post(&recall, why()), doctor.post(&recall, why()));
    let (done, other) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!(done.ok()["state"], "asked");
    other.refused_by("decision.none");
    crew.nurse.post(&cancel, why()).await.refused_by("donation.state");
}

/// The physician recalls a yes in the second in which the nurse seats the donor: one of them is told no, and neither hears of a
/// trouble of the machine; whoever sits has a yes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_is_recalled_while_the_donor_sits_down() {
    let app = TestApp::city().await;
    let (crew, doctor) = (Crew::of(&app).await, app.sign_in("doctor").await);
    for serial in 20..28 {
        let donor = steps::register(&crew, serial).await;
        let donation = steps::accepted(&crew, &donor).await;
        let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
        let shown = crew.nurse.get(&format!("/api/collect/donations/{donation}")).await.ok();
        let recall = format!("/api/collect/visits/{}/recall", text(&shown, "visit_id"));
        let person = steps::seating(&app, &donor, &donation).await;
        let seat = at("seat");
        let why = json!({ "reason": "需复测血压" });
        let (seated, recalled) = tokio::join!(crew.nurse.post(&seat, person), doctor.post(&recall, why));
        for told in [&seated, &recalled] {
            assert!([200, 201, 409, 422].contains(&told.status.as_u16()), "{:#}", told.body);
        }
        assert!(seated.status.is_success() || recalled.status.is_success(), "{:#}", seated.body);
        let bound = crew.nurse.post(&at("bind"), scans(serial)).await;
        assert_eq!(bound.status.is_success(), !recalled.status.is_success(), "{:#}", bound.body);
    }
}
