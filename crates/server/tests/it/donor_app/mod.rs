//! What donors do for themselves, through the routes of their app.

mod booking;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, citizen_id, text},
    support::{Client, Reply, TestApp},
};

const CODE: &str = "/api/recruit/own/code";
const SESSION: &str = "/api/recruit/own/session";
const REGISTRATION: &str = "/api/recruit/own/registration";
const ME: &str = "/api/recruit/own/me";

/// A phone that nobody else has.
pub(crate) fn phone(n: u32) -> String {
    format!("139{n:08}")
}

/// Asks for a code and learns it as the demo city shows it.
async fn code(app: &TestApp, phone: &str) -> String {
    let sent = app.nobody().post(CODE, json!({ "phone": phone })).await.ok();
    sent["demo_code"].as_str().expect("a demo city shows the code").to_owned()
}

pub(crate) async fn sign_in(app: &TestApp, phone: &str) -> Reply {
    let code = code(app, phone).await;
    app.nobody().post(SESSION, json!({ "phone": phone, "code": code })).await
}

fn registration(ticket: &Value, phone: &str, n: u32) -> Value {
    json!({
        "ticket": ticket, "phone": phone, "document_kind": "citizen_id", "document_number": document(n),
        "name": NAMES[n as usize % NAMES.len()], "told": true,
    })
}

/// Invented people who are in nothing alike: those would be asked about at the desk.
fn document(n: u32) -> String {
    citizen_id(&format!("19{}0{}1{}", 70 + n * 3 % 29, 1 + n * 5 % 9, n * 7 % 9), n * 173 % 999)
}

const NAMES: [&str; 6] = ["欧阳若曦", "王建国", "李梓萱", "慕容冰", "赵铁柱", "孙晓梅"];

/// A donor who has just registered on a phone.
pub(crate) async fn new_donor(app: &TestApp, n: u32) -> Client {
    let phone = phone(n);
    let unknown = sign_in(app, &phone).await.ok();
    assert_eq!(unknown["outcome"], "unknown");
    let reply = app.nobody().post(REGISTRATION, registration(&unknown["ticket"], &phone, n)).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{:#}", reply.body);
    app.nobody().with_cookie(reply.cookie.expect("a cookie"))
}

#[tokio::test]
async fn a_stranger_registers_signs_out_and_comes_back() {
    let app = TestApp::city().await;
    let donor = new_donor(&app, 1).await;
    let me = donor.get(ME).await.ok();
    assert_eq!((&me["donations"], &me["verdicts"][0]["may"]), (&json!(0), &json!(true)), "{me:#}");
    assert_eq!((&me["name_masked"], &me["phone_masked"]), (&json!("王*国"), &json!("139****0001")));
    assert!(!me.to_string().contains(&phone(1)), "the phone shows");
    let full = donor.get("/api/recruit/own/identity").await.ok();
    assert_eq!((&full["name"], &full["phone"]), (&json!("王建国"), &json!(phone(1))));

    let out = donor.send(Method::DELETE, SESSION, None, &[]).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert_eq!(donor.get(ME).await.status, StatusCode::UNAUTHORIZED);
    app.wait(2);
    let back = sign_in(&app, &phone(1)).await;
    assert_eq!((back.status, &back.body["outcome"]), (StatusCode::OK, &json!("signed_in")));
    let again = app.nobody().with_cookie(back.cookie.expect("a cookie"));
    assert_eq!(again.get(ME).await.ok()["donor_id"], me["donor_id"]);
}

#[tokio::test]
async fn a_code_is_limited_used_once_and_says_nothing_about_the_phone() {
    let app = TestApp::city().await;
    new_donor(&app, 1).await;
    app.wait(2);
    let (known, stranger) = (phone(1), phone(99));
    let shape = |sent: &Value| {
        let mut sent = sent.clone();
        sent["demo_code"] = json!("");
        sent
    };
    let mut answers = Vec::new();
    for phone in [&known, &stranger] {
        let sent = app.nobody().post(CODE, json!({ "phone": phone })).await.ok();
        app.nobody().post(CODE, json!({ "phone": phone })).await.refused_by("own.code-too-soon");
        let right = sent["demo_code"].as_str().expect("a code").to_owned();
        let wrong = if right == "000000" { "000001" } else { "000000" };
        let refused = app.nobody().post(SESSION, json!({ "phone": phone, "code": wrong })).await;
        answers.push((shape(&sent), refused.refused_by("own.code-wrong")));
        app.nobody().post(SESSION, json!({ "phone": phone, "code": right })).await.ok();
        // Right, and used up.
        app.nobody().post(SESSION, json!({ "phone": phone, "code": right })).await.refused_by("own.code-wrong");
    }
    assert_eq!(answers[0], answers[1], "an unknown phone is told apart");
    app.nobody().post(SESSION, json!({ "phone": phone(98), "code": "123456" })).await.refused_by("own.code-wrong");
    app.nobody().post(CODE, json!({ "phone": "12" })).await.refused_by("phone.form");

    app.wait(2);
    let right = code(&app, &known).await;
    for _ in 0..5 {
        let wrong = if right == "999999" { "999998" } else { "999999" };
        app.nobody().post(SESSION, json!({ "phone": known, "code": wrong })).await.refused_by("own.code-wrong");
    }
    app.nobody().post(SESSION, json!({ "phone": known, "code": right })).await.refused_by("own.code-wrong");
    app.wait(2);
    let late = code(&app, &known).await;
    app.wait(6);
    app.nobody().post(SESSION, json!({ "phone": known, "code": late })).await.refused_by("own.code-wrong");
    code(&app, &known).await;
    app.wait(2);
    app.nobody().post(CODE, json!({ "phone": known })).await.refused_by("own.code-too-often");
    app.wait(60);
    code(&app, &known).await;
}

#[tokio::test]
async fn a_known_person_is_never_told_to_a_stranger() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    steps::register(&crew, 1).await;
    let known = crew.registrar.get("/api/recruit/donors").await.ok();
    assert_eq!(known["items"].as_array().map(Vec::len), Some(1));
    let unknown = sign_in(&app, &phone(7)).await.ok();
    // Somebody else's document, typed on another phone.
    let mut typed = registration(&unknown["ticket"], &phone(7), 7);
    typed["document_number"] = json!(citizen_id("19750210", 1));
    let problem = app.nobody().post(REGISTRATION, typed).await.refused_by("own.at-the-desk");
    assert!(!problem.to_string().contains("donor_"), "{problem:#}");
    // The refusal has not used the ticket up; a wrong or foreign one opens nothing.
    app.nobody().post(REGISTRATION, registration(&json!("0"), &phone(7), 8)).await.refused_by("own.ticket");
    app.nobody().post(REGISTRATION, registration(&unknown["ticket"], &phone(8), 8)).await.refused_by("own.ticket");
    app.nobody().post(REGISTRATION, registration(&unknown["ticket"], &phone(7), 8)).await.ok();
    app.nobody().post(REGISTRATION, registration(&unknown["ticket"], &phone(7), 9)).await.refused_by("own.ticket");
}

#[tokio::test]
async fn several_people_with_one_phone_say_who_they_are() {
    let app = TestApp::city().await;
    let registrar = app.sign_in("registrar").await;
    for (n, name) in [(1, "钱多多"), (2, "郑小满")] {
        let body = json!({
            "document": { "kind": "citizen_id", "number": citizen_id(if n == 1 { "19790203" } else { "20010817" }, n) },
            "name": name, "phone": phone(5), "consent_to_be_told": true,
        });
        registrar.post("/api/recruit/donors", body).await.ok();
    }
    let right = code(&app, &phone(5)).await;
    let with = |tail: Option<&str>| json!({ "phone": phone(5), "code": right, "document_tail": tail });
    assert_eq!(app.nobody().post(SESSION, with(None)).await.ok()["outcome"], "say_who");
    app.nobody().post(SESSION, with(Some("zzzz"))).await.refused_by("own.who");
    let tail = citizen_id("20010817", 2)[14..].to_owned();
    let reply = app.nobody().post(SESSION, with(Some(&tail))).await;
    let donor = app.nobody().with_cookie(reply.cookie.clone().expect("signed in"));
    reply.ok();
    assert_eq!(donor.get("/api/recruit/own/identity").await.ok()["name"], "郑小满");
}

#[tokio::test]
async fn what_a_donor_does_is_written_down_once_and_as_theirs() {
    let app = TestApp::city().await;
    let (one, other) = (new_donor(&app, 1).await, new_donor(&app, 2).await);
    let body = json!({ "kind": "thanks", "words": "护士很细心", "call_back": false });
    let key = [("idempotency-key", "same")];
    let reports = "/api/recruit/own/reports";
    let first = one.send(Method::POST, reports, Some(body.clone()), &key).await.ok();
    assert_eq!(one.send(Method::POST, reports, Some(body.clone()), &key).await.ok(), first, "sent twice, kept once");
    let theirs = other.send(Method::POST, reports, Some(body), &key).await.ok();
    assert_ne!(theirs["report_id"], first["report_id"], "keys are each donor's own");
    assert_eq!(one.get(reports).await.ok().as_array().map(Vec::len), Some(1));

    let supervisor = app.sign_in("supervisor").await;
    let me = one.get(ME).await.ok();
    let line = format!("{} for themselves", me["donor_id"].as_str().expect("an id"));
    let audit = supervisor.get("/api/govern/audit?operation=recruit.own.report").await.ok();
    let found =
        audit["items"].as_array().expect("lines").iter().filter(|entry| entry["reason"] == line.as_str()).count();
    assert_eq!(found, 1, "{audit:#}");
}

#[tokio::test]
async fn a_report_is_answered_and_the_donor_reads_it() {
    let app = TestApp::city().await;
    let donor = new_donor(&app, 1).await;
    let reports = "/api/recruit/own/reports";
    donor.post(reports, json!({ "kind": "unwell", "words": " " })).await.refused_by("own.report-empty");
    donor.post(reports, json!({ "kind": "unwell", "words": "好".repeat(1001) })).await.refused_by("own.report-long");
    for _ in 0..5 {
        donor.post(reports, json!({ "kind": "unwell", "words": "回家后头晕", "call_back": true })).await.ok();
    }
    donor.post(reports, json!({ "kind": "other", "words": "还有" })).await.refused_by("own.reports-open");

    let care = app.sign_in("donorcare").await;
    let waiting = care.get("/api/recruit/reports").await.ok();
    assert_eq!((waiting.as_array().map(Vec::len), &waiting[0]["urgent"]), (Some(5), &json!(true)));
    assert!(!waiting.to_string().contains("头晕"), "a list shows no words");
    let path = format!("/api/recruit/reports/{}", text(&waiting[0], "report_id"));
    assert_eq!(care.get(&path).await.ok()["words"], "回家后头晕");
    let close = format!("{path}/close");
    care.post(&close, json!({ "answer": "请多喝水，明天给您回电" })).await.ok();
    care.post(&close, json!({ "answer": "再答一次" })).await.refused_by("own.report-closed");
    let mine = donor.get(reports).await.ok();
    let answered =
        mine.as_array().expect("a list").iter().filter(|one| one["answer"] == "请多喝水，明天给您回电").count();
    assert_eq!(answered, 1);

    app.settle().await;
    let inbox = donor.get("/api/recruit/own/messages").await.ok();
    assert_eq!(inbox["items"].as_array().map(Vec::len), Some(6), "{inbox:#}");
    assert!(inbox["items"][0]["text"]["zh"].as_str().expect("words").starts_with("王建国，您好"), "{inbox:#}");
    assert_eq!(donor.get(ME).await.ok()["unread"], 6);
    let message = text(&inbox["items"][0], "message_id");
    let left = donor.post(&format!("/api/recruit/own/messages/{message}/opened"), json!({})).await.ok();
    assert_eq!(left["unread"], 5);
    let stranger = new_donor(&app, 2).await;
    let theirs = stranger.post(&format!("/api/recruit/own/messages/{message}/opened"), json!({})).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_donor_sees_who_looked_and_leaves_everywhere() {
    let app = TestApp::city().await;
    let donor = new_donor(&app, 1).await;
    let me = donor.get(ME).await.ok();
    assert_eq!(donor.get("/api/recruit/own/looked").await.ok(), json!([]));
    let registrar = app.sign_in("registrar").await;
    let unmask = format!("/api/recruit/donors/{}/unmask", text(&me, "donor_id"));
    registrar.post(&unmask, json!({ "reason": "核对证件" })).await.ok();
    let looked = donor.get("/api/recruit/own/looked").await.ok();
    assert_eq!((looked.as_array().map(Vec::len), &looked[0]["reason"]), (Some(1), &json!("核对证件")));

    app.wait(2);
    let second = sign_in(&app, &phone(1)).await.cookie.expect("a cookie");
    let second = app.nobody().with_cookie(second);
    assert_eq!(second.get("/api/recruit/own/sessions").await.ok().as_array().map(Vec::len), Some(2));
    assert_eq!(donor.post("/api/recruit/own/sessions/close", json!({})).await.ok()["ended"], 2);
    for gone in [&donor, &second] {
        assert_eq!(gone.get(ME).await.status, StatusCode::UNAUTHORIZED);
    }
    // A session also ends by itself.
    app.wait(2);
    let third = app.nobody().with_cookie(sign_in(&app, &phone(1)).await.cookie.expect("a cookie"));
    app.wait(89 * 24 * 60);
    third.get(ME).await.ok();
    app.wait(2 * 24 * 60);
    assert_eq!(third.get(ME).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn consents_count_from_the_next_message_on() {
    let app = TestApp::city().await;
    let donor = new_donor(&app, 1).await;
    let consents = "/api/recruit/own/consents";
    let granted = |all: &Value, channel: &str, purpose: &str| {
        let said =
            all.as_array().expect("a list").iter().find(|one| one["channel"] == channel && one["purpose"] == purpose);
        said.is_some_and(|one| one["granted"] == true)
    };
    let before = donor.get(consents).await.ok();
    assert!(granted(&before, "sms", "service") && !granted(&before, "sms", "marketing"), "{before:#}");
    app.wait(1);
    let withdrawn = json!({ "channel": "sms", "purpose": "service", "granted": false });
    let after = donor.post(consents, withdrawn).await.ok();
    assert!(!granted(&after, "sms", "service"), "{after:#}");
    donor.post("/api/recruit/own/reports", json!({ "kind": "thanks", "words": "谢谢" })).await.ok();
    app.settle().await;
    let care = app.sign_in("donorcare").await;
    let sent = care.get("/api/care/messages").await.ok();
    let report = sent["items"].as_array().expect("a list").iter().find(|one| one["kind"] == "report_received");
    assert_eq!(report.expect("a message")["channel"], "inbox", "{sent:#}");
}

#[tokio::test]
async fn an_administrator_closes_the_donors_door_for_all() {
    let app = TestApp::city().await;
    let donor = new_donor(&app, 1).await;
    let unknown = sign_in(&app, &phone(2)).await.ok();
    let admin = app.sign_in("admin").await;
    let users = admin.get("/api/users?q=self-service").await.ok();
    let path = format!("/api/users/{}/disable", text(&users["items"][0], "user_id"));
    admin.post(&path, json!({ "reason": "系统维护" })).await.ok();
    assert_eq!(donor.get(ME).await.status, StatusCode::UNAUTHORIZED);
    app.nobody().post(REGISTRATION, registration(&unknown["ticket"], &phone(2), 2)).await.refused_by("own.closed");
}

#[tokio::test]
async fn a_deferred_donor_sees_from_when_and_never_a_confidential_reason() {
    let app = TestApp::city().await;
    let donor = new_donor(&app, 1).await;
    let me = donor.get(ME).await.ok();
    let crew = Crew::of(&app).await;
    let path = format!("/api/recruit/donors/{}/deferrals", text(&me, "donor_id"));
    crew.nurse.post(&path, json!({ "code": "T02", "note": "咽炎" })).await.ok();
    let me = donor.get(ME).await.ok();
    let whole_blood = &me["verdicts"][0];
    assert_eq!((&whole_blood["may"], whole_blood["from"].is_string()), (&json!(false), true), "{whole_blood:#}");
    assert!(!me.to_string().contains("咽炎"), "{me:#}");
    let (site, _) = {
        let sites = donor.get("/api/recruit/own/sites?kind=whole_blood").await.ok();
        (sites[0]["place"]["site_id"].clone(), sites)
    };
    let slots =
        donor.get(&format!("/api/recruit/own/sites/{}/slots?days=1", site.as_str().expect("a site"))).await.ok();
    assert_eq!(slots["days"][0]["may"], false, "{slots:#}");
    assert!(slots["days"][0]["why_not"]["zh"].is_string(), "{slots:#}");
}

#[tokio::test]
async fn a_donor_asks_in_confidence_that_the_blood_not_be_used() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donated = steps::donate(&app, &crew, 1).await;
    app.settle().await;
    let reply = sign_in(&app, &phone(1)).await;
    let donor = app.nobody().with_cookie(reply.cookie.expect("the crew's first donor has this phone"));
    let given = donor.get("/api/recruit/own/donations").await.ok();
    assert_eq!(
        (&given[0]["donation_number"], &given[0]["result"]),
        (&json!(donated.number), &json!("waiting")),
        "{given:#}"
    );
    let path = format!("/api/recruit/own/donations/{}/exclude", donated.number);
    let stranger = new_donor(&app, 3).await;
    assert_eq!(stranger.post(&path, json!({})).await.status, StatusCode::NOT_FOUND);
    donor.post(&path, json!({})).await.ok();
    donor.post(&path, json!({})).await.ok();
    let donation = crew.nurse.get(&format!("/api/collect/donations?q={}", donated.number)).await.ok();
    assert_eq!(donation["items"].as_array().map(Vec::len), Some(1), "{donation:#}");
    steps::test_donation(&app, &crew, &donated.number, steps::good_results(&crew).await).await;
    let gate = crew.technician.get(&format!("/api/ledger/units/{}", donated.unit)).await.ok();
    assert!(["rejected", "discarded", "blocked"].iter().any(|word| gate.to_string().contains(word)), "{gate:#}");
}
