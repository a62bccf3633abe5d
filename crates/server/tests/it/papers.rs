//! Papers that scenes fill in themselves: from the thing to the signed document, found again, kept, and destroyed.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_ledger::{seal, signer::Signer};

use crate::{
    keys::{check, path},
    steps::{self, Crew, issue, order, ship, stock, text},
    support::{Client, TestApp},
};

const PIN: &str = "482150-vena";

/// Everything that happened to one box: the order, its journey, its unit, its donation.
struct Walk {
    crew: Crew,
    order: String,
    shipment: String,
    unit: String,
    number: String,
    donation: String,
}

async fn walk(app: &TestApp) -> Walk {
    let crew = Crew::of(app).await;
    let stocked = stock(app, &crew, 4711).await;
    let order = order(app, &crew).await;
    issue(&crew, &order).await;
    let shipment = text(&ship(app, &crew, &order).await, "shipment_id");
    let donations = crew.nurse.get(&format!("/api/collect/donations?q={}", stocked.donated.number)).await.ok();
    let donation = text(&donations["items"][0], "donation_id");
    Walk { crew, order, shipment, unit: stocked.red_cells, number: stocked.donated.number, donation }
}

fn asked(form: &str, kind: &str, id: &str, data: &Value) -> Value {
    json!({ "form": form, "subject": { "kind": kind, "id": id }, "data": data })
}

pub(crate) async fn draw(client: &Client, form: &str, (kind, id): (&str, &str), data: &Value) -> Value {
    client.post("/api/records/documents", asked(form, kind, id, data)).await.ok()
}

/// What the system knows for a form, and what people still have to say.
async fn filled(client: &Client, form: &str, kind: &str, id: &str) -> Value {
    client.get(&format!("/api/records/forms/{form}/filled?subject={kind}:{id}")).await.ok()
}

/// Signs at `slot` with a new key of the person.
pub(crate) async fn sign(app: &TestApp, username: &str, document: &Value, slot: &str) -> Client {
    let client = app.sign_in(username).await;
    let new = json!({ "profile": "p256", "pin": PIN });
    let certificate = client.post("/api/records/certificates", new).await.ok();
    let body =
        json!({ "slot": slot, "certificate_id": certificate["certificate_id"], "pin": PIN, "reason": "核对无误" });
    client.post(&path(document, "/sign"), body).await.ok();
    client
}

async fn hits(client: &Client, scanned: &str) -> Vec<String> {
    let answer = client.post("/api/scan", json!({ "text": scanned })).await.ok();
    let hits = answer["hits"].as_array().expect("hits").iter().filter(|hit| hit["kind"] == "document");
    hits.map(|hit| text(hit, "id")).collect()
}

/// Seals every event; a seal waits for every transaction that is open in the cluster, also those of other tests.
async fn sealed(app: &TestApp) {
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    while seal(&app.db, &signer).await.expect("a working ledger").is_none() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_slip_is_filled_from_the_journey_signed_by_both_sides_and_found_by_the_scan_field() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    let issuer = &walk.crew.issuer;
    let offered = issuer.get("/api/records/forms?subject=shipment").await.ok();
    let forms: Vec<&Value> = offered.as_array().expect("forms").iter().collect();
    assert_eq!(
        (forms.len(), &forms[0]["form"], &forms[0]["filled_from"]),
        (1, &json!("transport-slip"), &json!(["shipment"]))
    );
    let wrong = format!("/api/records/forms/transport-slip/filled?subject=unit:{}", walk.unit);
    issuer.get(&wrong).await.refused_by("document.subject");
    let known = filled(issuer, "transport-slip", "shipment", &walk.shipment).await;
    assert_eq!(known["missing"], json!([]), "nobody types a slip");
    let data = &known["data"];
    assert_eq!((&data["rows"][0]["o"], &data["rows"][0]["volume_ml"]), (&json!(1), &json!(280)), "{data:#}");
    assert_eq!((&data["temperature_out_c"], &data["temperature_in_c"]), (&json!(4.0), &json!(4.5)));
    let document = draw(issuer, "transport-slip", ("shipment", &walk.shipment), &json!({ "remark": "当班" })).await;

    for (slot, username) in [
        ("sender", "issuer"),
        ("sender_check", "storekeeper"),
        ("receiver", "h01.bank"),
        ("receiver_check", "technician"),
    ] {
        app.wait(2);
        sign(&app, username, &document, slot).await;
    }
    let whole = issuer.get(&path(&document, "")).await.ok();
    assert_eq!((&whole["state"], &whole["subject_id"]), (&json!("complete"), &json!(walk.shipment)));
    let pdf = issuer.bytes(&path(&document, "/file")).await;
    let report = check(&app, &pdf).await;
    assert_eq!((&report["ok"], report["signatures"].as_array().map(Vec::len)), (&json!(true), Some(4)), "{report:#}");

    let (id, number, slip) = (text(&document, "document_id"), text(&document, "number"), text(data, "slip_number"));
    let scanned = [number.clone(), format!("http://localhost:7420/check?number={number}"), slip, walk.shipment.clone()];
    for text in &scanned {
        assert_eq!(hits(issuer, text).await, std::slice::from_ref(&id), "{text}");
    }
    assert_eq!(hits(&walk.crew.hospital, &number).await, [id], "the other side finds it too");
    assert_eq!(hits(&app.sign_in("h02.bank").await, &number).await, Vec::<String>::new());
    assert_eq!(
        hits(&app.sign_in("registrar").await, &number).await,
        Vec::<String>::new(),
        "who sees no units finds no slip"
    );
    let about = issuer.get(&format!("/api/records/documents?subject=shipment:{}", walk.shipment)).await.ok();
    assert_eq!(about["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_the_system_knows_is_not_typed_otherwise_and_a_wrong_field_is_named() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    for (data, field) in [
        (json!({ "to": "别处" }), "to"),
        (json!({ "rows": [{ "volume_ml": 9 }] }), "rows[0].volume_ml"),
        (json!({ "numbers": [] }), "numbers"),
    ] {
        let body = asked("transport-slip", "shipment", &walk.shipment, &data);
        let reply = walk.crew.issuer.post("/api/records/documents", body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reply.refused_by("document.field-known")["field"], field);
    }
    let body = asked("transport-slip", "shipment", &walk.shipment, &json!({ "remark": 7 }));
    let reply = walk.crew.issuer.post("/api/records/documents", body).await;
    assert_eq!(reply.refused_by("document.field-type")["field"], "remark");
    let forms = walk.crew.issuer.get("/api/records/forms").await.ok();
    let example = forms.as_array().expect("forms").iter().find(|form| form["form"] == "transport-slip");
    let mut data = example.expect("the form")["example"].clone();
    data["rows"][1]["volume_ml"] = json!("viel");
    let reply =
        walk.crew.issuer.post("/api/records/documents", json!({ "form": "transport-slip", "data": data })).await;
    let said = reply.refused_by("document.field-type");
    assert_eq!(said["field"], "rows[1].volume_ml");
    assert!(said["detail"].as_str().is_some_and(|detail| detail.contains("合计血量")), "{said:#}");
}

#[tokio::test]
async fn a_stranger_draws_nothing_from_what_is_not_his() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    let stranger = app.sign_in("h02.bank").await;
    let papers = [
        ("transport-slip", "shipment", &walk.shipment),
        ("allocation-slip", "order", &walk.order),
        ("trace-report", "unit", &walk.unit),
    ];
    for (form, kind, id) in papers {
        let body = asked(form, kind, id, &json!({}));
        let drawn = stranger.post("/api/records/documents", body).await;
        let seen = stranger.get(&format!("/api/records/forms/{form}/filled?subject={kind}:{id}")).await;
        assert_eq!((drawn.status, seen.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{form}");
    }
    let body = asked("donor-registration", "donation", &walk.donation, &json!({}));
    for username in ["h01.bank", "tester", "quality"] {
        let reply = app.sign_in(username).await.post("/api/records/documents", body.clone()).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{username}");
    }
    let own = draw(&walk.crew.hospital, "transport-slip", ("shipment", &walk.shipment), &json!({})).await;
    assert_eq!(own["state"], "open", "the receiver may draw up the slip of what came to him");
    for client in [&stranger, &app.sign_in("registrar").await] {
        assert_eq!(client.get(&path(&own, "")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(client.send(Method::GET, &path(&own, "/file"), None, &[]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_slip_of_an_order_names_its_box_and_its_units() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    let known = filled(&walk.crew.issuer, "allocation-slip", "order", &walk.order).await;
    assert_eq!(known["missing"], json!(["reason"]), "only why is left to people");
    let (unit, data) = (&known["data"]["units"][0], &known["data"]);
    assert_eq!((&unit["appearance"], &unit["group"], &unit["volume_ml"]), (&json!("正常"), &json!("O+"), &json!(280)));
    assert_eq!((&data["urgency"], data["units"].as_array().map(Vec::len)), (&json!("routine"), Some(1)));
    let reason = json!({ "reason": "择期手术备血" });
    let document = draw(&walk.crew.issuer, "allocation-slip", ("order", &walk.order), &reason).await;
    for (slot, username) in [("releaser", "issuer"), ("carrier", "driver"), ("receiver", "h01.bank")] {
        sign(&app, username, &document, slot).await;
    }
    assert_eq!(
        walk.crew.hospital.get(&path(&document, "")).await.ok()["state"],
        "complete",
        "three parties have signed"
    );
}

/// Two files of one person: the papers of both are found under either.
#[tokio::test]
async fn the_papers_of_a_donor_are_those_of_all_files_of_the_person() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    let (nurse, desk) = (&walk.crew.nurse, &walk.crew.registrar);
    draw(nurse, "donor-registration", ("donation", &walk.donation), &json!({ "abo": "O" })).await;
    let donation = nurse.get(&format!("/api/collect/donations/{}", walk.donation)).await.ok();
    let (loser, survivor) = (text(&donation, "donor_id"), steps::register(&walk.crew, 77).await);
    let of = async |donor: &str| {
        let found = nurse.get(&format!("/api/records/documents?subject=donor:{donor}")).await.ok();
        found["items"].as_array().map(Vec::len)
    };
    assert_eq!((of(&loser).await, of(&survivor).await), (Some(1), Some(0)));
    let body = json!({ "loser": loser, "survivor": survivor, "taken": [], "reason": "同一人两份档案" });
    let merge = desk.post("/api/recruit/merges", body).await.ok();
    let confirm = format!("/api/recruit/merges/{}/confirm", text(&merge, "merge_id"));
    app.sign_in("donorcare").await.post(&confirm, json!({ "reason": "已核对两份档案" })).await.ok();
    assert_eq!((of(&loser).await, of(&survivor).await), (Some(1), Some(1)));
}

#[tokio::test]
async fn a_trace_report_tells_a_sealed_history_and_no_value() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    let quality = app.sign_in("quality").await;
    let at = format!("/api/records/forms/trace-report/filled?subject=unit:{}", walk.unit);
    quality.get(&at).await.refused_by("trace.not-sealed");
    sealed(&app).await;
    let known = quality.get(&at).await.ok();
    assert_eq!(known["missing"], json!(["cold_chain", "conclusion"]));
    let data = &known["data"];
    let events = data["events"].as_array().expect("events");
    let told: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert!(["采集", "放行", "接收"].iter().all(|event| told.contains(event)), "{told:?}");
    assert!(data["tests"].as_array().is_some_and(|tests| tests.len() > 6), "{data:#}");
    assert!(data["tests"].as_array().expect("tests").iter().all(|test| test["result"] == "合格"));
    assert_eq!(data["seal"]["root"].as_str().map(str::len), Some(64));
    let said = json!({ "conclusion": "身份、检测与交接完整连续。", "cold_chain": [] });
    let document = draw(&quality, "trace-report", ("unit", &walk.unit), &said).await;
    sign(&app, "quality", &document, "issuer").await;
    assert_eq!(quality.get(&path(&document, "")).await.ok()["state"], "complete");
    assert_eq!(hits(&quality, &walk.unit).await, [text(&document, "document_id")]);
}

#[tokio::test]
async fn the_three_papers_of_a_donation_are_filled_from_it_and_found_by_its_number() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    let nurse = &walk.crew.nurse;
    let papers = [
        ("donor-registration", json!(["abo"]), json!({ "abo": "O" })),
        ("health-check", json!(["appearance", "arms"]), json!({ "appearance": "良好", "arms": "完好" })),
        (
            "informed-consent",
            json!(["telephone", "fingerprint"]),
            json!({ "telephone": "0532-0000 1234", "fingerprint": "refused" }),
        ),
    ];
    for (form, missing, said) in papers {
        let known = filled(nurse, form, "donation", &walk.donation).await;
        assert_eq!(known["missing"], missing, "{form}");
        let (name, id) = (text(&known["data"], "name"), text(&known["data"], "id_shown"));
        assert!(!name.contains('*') && id.contains("****"), "{name} {id}");
        let document = draw(nurse, form, ("donation", &walk.donation), &said).await;
        assert_eq!(document["state"], "open", "{form}");
    }
    let views =
        sqlx::query_scalar::<_, i64>("select count(*) from platform.v_audit where operation = 'records.form.fill'");
    assert_eq!(views.fetch_one(app.db.pool()).await.expect("a count"), 3, "each look at a name is recorded");
    assert_eq!(hits(nurse, &walk.number).await.len(), 1, "the registration carries the number of the donation");
    let donation = nurse.get(&format!("/api/collect/donations/{}", walk.donation)).await.ok();
    let of_donor = format!("/api/records/documents?subject=donor:{}", text(&donation, "donor_id"));
    assert_eq!(nurse.get(&of_donor).await.ok()["items"].as_array().map(Vec::len), Some(3), "all papers of the donor");
    let tester = app.sign_in("tester").await;
    assert_eq!(tester.get(&of_donor).await.ok()["items"], json!([]), "the laboratory sees no names");
    assert_eq!(hits(&tester, &walk.number).await, Vec::<String>::new(), "the laboratory sees no names");
}

#[tokio::test]
async fn documents_are_found_by_code_and_day() {
    let app = TestApp::city().await;
    let walk = walk(&app).await;
    draw(&walk.crew.issuer, "transport-slip", ("shipment", &walk.shipment), &json!({})).await;
    let today = app.clock.now().day_in(&vena_kernel::zone::china());
    for (query, expected) in [
        ("code=M14-P01-S38-R02".to_owned(), 1),
        ("code=M14-P01-S22-R02".to_owned(), 0),
        (format!("from={today}&to={today}"), 1),
        ("from=2026-01-01&to=2026-11-15".to_owned(), 0),
        ("from=2027-01-01".to_owned(), 0),
        ("form=transport-slip&state=open".to_owned(), 1),
    ] {
        let found = walk.crew.issuer.get(&format!("/api/records/documents?{query}")).await.ok();
        assert_eq!(found["items"].as_array().map(Vec::len), Some(expected), "{query}");
    }
}

/// A trace report that is signed, and the time that it has to be kept.
async fn filed(app: &TestApp) -> (Walk, Value) {
    let walk = walk(app).await;
    sealed(app).await;
    let quality = app.sign_in("quality").await;
    let said = json!({ "conclusion": "完整连续。", "cold_chain": [] });
    let document = draw(&quality, "trace-report", ("unit", &walk.unit), &said).await;
    sign(app, "quality", &document, "issuer").await;
    (walk, document)
}

const MINUTES_OF_TEN_YEARS: i64 = 3_710 * 24 * 60;

#[tokio::test]
async fn two_persons_destroy_what_is_due_and_nothing_before() {
    let app = TestApp::city().await;
    let (_, document) = filed(&app).await;
    let id = &document["document_id"];
    let proposal = json!({ "documents": [id], "reason": "保存期满" });
    let first = app.sign_in("quality").await;
    first.post("/api/records/destructions", proposal.clone()).await.refused_by("retention.not-due");
    assert_eq!(first.get("/api/records/retention/due").await.ok()["items"], json!([]));
    let year = first.get("/api/records/retention/due?before=2037-01-01").await.ok();
    assert_eq!(
        year["items"][0]["kept"]["rule"], "retention.not-due",
        "the list of the year to come tells what it waits for"
    );

    app.wait(MINUTES_OF_TEN_YEARS);
    let (first, second) = (app.sign_in("quality").await, app.sign_in("quality2").await);
    let due = first.get("/api/records/retention/due").await.ok();
    assert_eq!((&due["items"][0]["document_id"], &due["items"][0]["kept"]), (id, &Value::Null), "{due:#}");
    let destruction = first.post("/api/records/destructions", proposal.clone()).await.ok();
    let at = format!("/api/records/destructions/{}", text(&destruction, "destruction_id"));
    first.post("/api/records/destructions", proposal).await.refused_by("destruction.proposed-already");
    first.post(&format!("{at}/confirm"), json!({})).await.refused_by("destruction.other-person");
    let (number, before) = (text(&document, "number"), second.get(&path(&document, "")).await.ok());
    let done = second.post(&format!("{at}/confirm"), json!({})).await.ok();
    assert_eq!((&done["state"], &done["items"][0]["number"]), (&json!("done"), &json!(number)));
    second.post(&format!("{at}/confirm"), json!({})).await.refused_by("destruction.decided");

    let after = second.get(&path(&document, "")).await.ok();
    assert_eq!((&after["number"], &after["signatures"][0]["by"]), (&before["number"], &before["signatures"][0]["by"]));
    assert!(after["destroyed_at"].is_string() && before["destroyed_at"].is_null());
    assert_eq!(
        after["life"].as_array().and_then(|life| life.last()).map(|line| &line["step"]),
        Some(&json!("destroyed"))
    );
    second.get(&path(&document, "/file")).await.refused_by("document.destroyed");
    let erased = "select count(*) from records.document where pdf_sealed is null and data_sealed is null";
    let erased: i64 = sqlx::query_scalar(erased).fetch_one(app.db.pool()).await.expect("a count");
    assert_eq!(erased, 1);
}

#[tokio::test]
async fn nobody_destroys_what_a_court_wants_or_what_held_blood_is_about() {
    let app = TestApp::city().await;
    let (walk, document) = filed(&app).await;
    app.wait(MINUTES_OF_TEN_YEARS);
    let (first, second) = (app.sign_in("quality").await, app.sign_in("quality2").await);
    let proposal = json!({ "documents": [document["document_id"]], "reason": "保存期满" });
    let destruction = first.post("/api/records/destructions", proposal.clone()).await.ok();
    let at = format!("/api/records/destructions/{}", text(&destruction, "destruction_id"));

    let held = second.post(&path(&document, "/hold"), json!({ "reason": "法院调取" })).await.ok();
    assert_eq!(held["holds"][0]["reason"], "法院调取");
    second.post(&format!("{at}/confirm"), json!({})).await.refused_by("retention.held");
    let lifted = second.post(&path(&document, "/hold/lift"), json!({ "reason": "案件已结" })).await.ok();
    assert_eq!(lifted["holds"], json!([]));
    second.post(&path(&document, "/hold/lift"), json!({ "reason": "再次" })).await.refused_by("retention.not-held");

    let hold = json!({ "units": [walk.unit], "kind": "investigation", "reason": "追溯" });
    let reply = first.post("/api/govern/holds", hold).await;
    assert!(reply.status.is_success(), "{reply:?}");
    second.post(&format!("{at}/confirm"), json!({})).await.refused_by("retention.subject-held");
    let rejected = first.post(&format!("{at}/reject"), json!({ "reason": "尚在追溯" })).await.ok();
    assert_eq!((&rejected["state"], &rejected["can"]["confirm"]["ok"]), (&json!("rejected"), &json!(false)));
    assert!(second.get(&path(&document, "/file")).await.status.is_success(), "it is still there");
    let outsider = app.sign_in("issuer").await;
    assert_eq!(outsider.post("/api/records/destructions", proposal).await.status, StatusCode::FORBIDDEN);
}
