//! Documents from the blank form to the check by somebody who has nothing but the file.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    program::VENA,
    support::{Client, TestApp},
};

const PIN: &str = "482150-vena";

/// A person with a certificate of `profile`.
async fn signer(app: &TestApp, username: &str, profile: &str) -> Client {
    let client = app.sign_in(username).await;
    client.post("/api/records/certificates", json!({ "profile": profile, "pin": PIN })).await.ok();
    client
}

/// Draws the example of `form` and returns the document.
async fn drawn(client: &Client, form: &str) -> Value {
    let forms = client.get("/api/records/forms").await.ok();
    let found = forms.as_array().expect("forms").iter().find(|found| found["form"] == form);
    let data = found.unwrap_or_else(|| panic!("no form {form}"))["example"].clone();
    client.post("/api/records/documents", json!({ "form": form, "data": data })).await.ok()
}

fn path(document: &Value, verb: &str) -> String {
    format!("/api/records/documents/{}{verb}", document["document_id"].as_str().expect("an id"))
}

/// A signature with the newest certificate of `profile` that the person has.
async fn signing(client: &Client, slot: &str, profile: &str) -> Value {
    let certificates = client.get("/api/records/certificates").await.ok();
    let found = certificates.as_array().expect("certificates").iter().find(|one| one["info"]["profile"] == profile);
    let id = found.unwrap_or_else(|| panic!("no certificate for {profile}"))["certificate_id"].clone();
    json!({ "slot": slot, "certificate_id": id, "pin": PIN, "reason": "核对无误" })
}

async fn check(app: &TestApp, pdf: &[u8]) -> Value {
    app.nobody().send_raw(Method::POST, "/api/records/checks", pdf.to_vec(), &[]).await.ok()
}

const HANDS: [(&str, &str); 4] = [
    ("sender", "issuer"),
    ("sender_check", "storekeeper"),
    ("receiver", "storekeeper2"),
    ("receiver_check", "technician"),
];

#[tokio::test]
async fn a_slip_is_signed_by_four_hands_in_both_profiles_and_anybody_can_check_it() {
    for profile in ["sm2", "p256"] {
        let app = TestApp::city().await;
        let author = app.sign_in("issuer").await;
        let document = drawn(&author, "transport-slip").await;
        assert_eq!((document["number"].as_str(), document["state"].as_str()), (Some("202611160001"), Some("open")));
        for (slot, username) in HANDS {
            app.wait(3);
            let client = signer(&app, username, profile).await;
            client.post(&path(&document, "/sign"), signing(&client, slot, profile).await).await.ok();
        }
        let whole = author.get(&path(&document, "")).await.ok();
        assert_eq!((&whole["state"], &whole["signed"], &whole["wanted"]), (&json!("complete"), &json!(4), &json!(4)));
        assert_eq!(whole["retain_until"], "2036-12-31");
        let pdf = author.bytes(&path(&document, "/file")).await;
        let report = check(&app, &pdf).await;
        assert_eq!(report["ok"], true, "{report:#}");
        let names = report["signatures"].as_array().expect("signatures").iter().map(|one| one["role"].clone());
        assert_eq!(names.collect::<Vec<_>>(), ["发出人", "发出复核人", "接收人", "接收复核人"]);
        for at in [200, pdf.len() / 2, pdf.len() - 3000] {
            let mut altered = pdf.clone();
            altered[at] ^= 1;
            assert_eq!(check(&app, &altered).await["ok"], false, "byte {at} was altered");
        }
        let life = author.get(&path(&document, "")).await.ok()["life"].clone();
        let steps: Vec<&str> =
            life.as_array().expect("a life").iter().filter_map(|line| line["step"].as_str()).collect();
        assert_eq!(steps, ["drawn", "signed", "signed", "signed", "signed", "completed", "viewed"]);
    }
}

#[tokio::test]
async fn nobody_signs_out_of_turn_twice_with_a_wrong_pin_or_with_a_lost_key() {
    let app = TestApp::city().await;
    let issuer = signer(&app, "issuer", "sm2").await;
    let keeper = signer(&app, "storekeeper", "sm2").await;
    let document = drawn(&issuer, "transport-slip").await;
    let sign = path(&document, "/sign");
    keeper.post(&sign, signing(&keeper, "sender_check", "sm2").await).await.refused_by("signature.order");
    keeper.post(&sign, signing(&keeper, "nowhere", "sm2").await).await.refused_by("signature.slot");
    issuer.post(&sign, signing(&keeper, "sender", "sm2").await).await.refused_by("certificate.none");
    issuer.post(&sign, signing(&issuer, "sender", "sm2").await).await.ok();
    issuer.post(&sign, signing(&issuer, "sender_check", "sm2").await).await.refused_by("signature.other-person");

    let mut wrong = signing(&keeper, "sender_check", "sm2").await;
    wrong["pin"] = json!("482150-anev");
    for _ in 0..9 {
        keeper.post(&sign, wrong.clone()).await.refused_by("key.pin-refused");
    }
    let document_then = keeper.post(&sign, signing(&keeper, "sender_check", "sm2").await).await.ok();
    assert_eq!(document_then["signed"], 2, "a right PIN in time forgets the wrong ones");

    let receiver = signer(&app, "storekeeper2", "sm2").await;
    let certificates = receiver.get("/api/records/certificates").await.ok();
    let id = certificates[0]["certificate_id"].as_str().expect("an id").to_owned();
    let lost = format!("/api/records/certificates/{id}/report-lost");
    receiver.post(&lost, json!({ "reason": "钥匙串丢失" })).await.ok();
    receiver.post(&sign, signing(&receiver, "receiver", "sm2").await).await.refused_by("certificate.revoked");
    let technician = signer(&app, "technician", "sm2").await;
    let right = signing(&technician, "receiver", "sm2").await;
    let mut wrong = right.clone();
    wrong["pin"] = json!("482150-anev");
    for _ in 0..10 {
        technician.post(&sign, wrong.clone()).await.refused_by("key.pin-refused");
    }
    technician.post(&sign, right).await.refused_by("certificate.locked");
}

#[tokio::test]
async fn what_was_signed_before_a_key_was_lost_stays_good() {
    let app = TestApp::city().await;
    let issuer = signer(&app, "issuer", "p256").await;
    let document = drawn(&issuer, "transport-slip").await;
    issuer.post(&path(&document, "/sign"), signing(&issuer, "sender", "p256").await).await.ok();
    app.wait(60);
    let certificates = issuer.get("/api/records/certificates").await.ok();
    let id = certificates[0]["certificate_id"].as_str().expect("an id").to_owned();
    issuer.post(&format!("/api/records/certificates/{id}/report-lost"), json!({ "reason": "丢失" })).await.ok();
    app.wait(60);
    let pdf = issuer.bytes(&path(&document, "/file")).await;
    let report = check(&app, &pdf).await;
    assert_eq!(report["ok"], true, "{report:#}");
}

#[tokio::test]
async fn a_refused_and_a_withdrawn_document_keep_their_reasons_and_take_no_signature() {
    let app = TestApp::city().await;
    let issuer = signer(&app, "issuer", "sm2").await;
    let keeper = signer(&app, "storekeeper", "sm2").await;
    let (refused, withdrawn) = (drawn(&issuer, "transport-slip").await, drawn(&issuer, "transport-slip").await);
    let refusal = json!({ "slot": "sender", "reason": "袋数不符" });
    keeper.post(&path(&refused, "/refuse"), refusal).await.ok();
    let signing = signing(&issuer, "sender", "sm2").await;
    issuer.post(&path(&refused, "/sign"), signing).await.refused_by("document.closed");
    keeper.post(&path(&withdrawn, "/withdraw"), json!({ "reason": "重复" })).await.refused_by("document.author");
    let after = issuer.post(&path(&withdrawn, "/withdraw"), json!({ "reason": "重复" })).await.ok();
    assert_eq!((&after["state"], &after["life"][1]["note"]), (&json!("withdrawn"), &json!("重复")));
    let seen = issuer.get(&path(&refused, "")).await.ok();
    assert_eq!((&seen["state"], &seen["signatures"][0]["reason"]), (&json!("refused"), &json!("袋数不符")));
}

#[tokio::test]
async fn a_batch_signs_what_may_be_signed_and_goes_on_where_it_stopped() {
    let app = TestApp::city().await;
    let issuer = signer(&app, "issuer", "sm2").await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(drawn(&issuer, "transport-slip").await["document_id"].clone());
    }
    let certificate = signing(&issuer, "sender", "sm2").await["certificate_id"].clone();
    let batch = |ids: &[Value]| json!({ "documents": ids, "slot": "sender", "certificate_id": certificate, "pin": PIN, "reason": "发出" });
    let first = issuer.post("/api/records/documents/sign-many", batch(&ids[..5])).await.ok();
    assert!(first.as_array().expect("lines").iter().all(|line| line["refusal"].is_null()), "{first:#}");
    let rest = issuer.post("/api/records/documents/sign-many", batch(&ids)).await.ok();
    let refused = rest.as_array().expect("lines").iter().filter(|line| line["refusal"]["rule"] == "signature.settled");
    assert_eq!((rest.as_array().map(Vec::len), refused.count()), (Some(12), 5));
    let waiting = issuer.get("/api/records/documents?mine=true").await.ok();
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(0), "the issuer has signed them all");
    let stranger = json!("document_00000000000000000000000000000001");
    let lines = issuer.post("/api/records/documents/sign-many", batch(&[stranger])).await.ok();
    assert_eq!(lines[0]["refusal"]["rule"], "document.unknown");
    let too_many: Vec<Value> = (0..51).map(|_| ids[0].clone()).collect();
    assert_eq!(
        issuer.post("/api/records/documents/sign-many", batch(&too_many)).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn a_form_that_names_donors_is_for_those_who_see_donors() {
    let app = TestApp::city().await;
    let registrar = app.sign_in("registrar").await;
    let document = drawn(&registrar, "donor-registration").await;
    for outsider in ["tester", "h01.bank"] {
        let client = app.sign_in(outsider).await;
        let reply = client.get(&path(&document, "")).await;
        assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status), "{outsider} {reply:?}");
    }
    let tester = app.sign_in("tester").await;
    let forms = tester.get("/api/records/forms").await.ok();
    assert!(forms.as_array().expect("forms").iter().all(|form| form["form"] != "donor-registration"));
}

/// A form whose permission nobody has would vanish without a word.
#[tokio::test]
async fn every_form_that_is_signed_names_a_permission_that_exists_and_is_offered_to_who_has_it() {
    let app = TestApp::city().await;
    let known: Vec<&str> = app.assembly.permissions.iter().map(|permission| permission.name).collect();
    let mut offered = std::collections::BTreeSet::new();
    for username in ["registrar", "tester", "technician", "issuer", "quality"] {
        let forms = app.sign_in(username).await.get("/api/records/forms").await.ok();
        offered.extend(
            forms.as_array().expect("forms").iter().filter_map(|form| form["form"].as_str().map(str::to_owned)),
        );
    }
    let templates = vena_render::Templates::shipped().expect("templates");
    for manifest in templates.iter().map(|template| &template.manifest).filter(|form| !form.signatures.is_empty()) {
        let seen_with = manifest.seen_with.as_deref().unwrap_or("nothing");
        assert!(known.contains(&seen_with), "{} is seen with {seen_with}", manifest.form);
        assert!(offered.contains(&manifest.form), "nobody is offered {}", manifest.form);
    }
}

#[tokio::test]
async fn missing_and_unknown_fields_are_named() {
    let app = TestApp::city().await;
    let issuer = app.sign_in("issuer").await;
    let reply = issuer.post("/api/records/documents", json!({ "form": "transport-slip", "data": {} })).await;
    assert_eq!(
        (reply.status, &reply.body["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("slip_number")),
        "{reply:?}"
    );
    assert!(reply.body["rule"].as_str().is_some_and(|rule| rule.starts_with("document.field-")), "{:#}", reply.body);
    issuer.post("/api/records/documents", json!({ "form": "nothing", "data": {} })).await.refused_by("form.known");
    assert_eq!(check(&app, b"no PDF at all").await["ok"], false);
}

#[tokio::test]
async fn a_file_that_somebody_brings_is_found_by_its_digest() {
    let app = TestApp::city().await;
    let issuer = app.sign_in("issuer").await;
    let (wanted, other) = (drawn(&issuer, "transport-slip").await, drawn(&issuer, "transport-slip").await);
    assert_ne!(wanted["number"], other["number"]);
    let pdf = issuer.bytes(&path(&wanted, "/file")).await;
    let digest: String = vena_sign::Digest::Sha256.of(&pdf).iter().map(|byte| format!("{byte:02x}")).collect();
    let found = issuer.get(&format!("/api/records/documents?sha256={digest}")).await.ok();
    assert_eq!((found["items"].as_array().map(Vec::len), &found["items"][0]["number"]), (Some(1), &wanted["number"]));
    issuer.get(&format!("/api/records/documents?sha256={}", "z".repeat(64))).await.refused_by("document.sha256");
}

#[tokio::test]
async fn of_many_wrong_pins_at_once_only_as_many_are_tried_as_there_are_tries() {
    let app = TestApp::city().await;
    let issuer = signer(&app, "issuer", "p256").await;
    let document = drawn(&issuer, "transport-slip").await;
    let sign = path(&document, "/sign");
    let right = signing(&issuer, "sender", "p256").await;
    let mut wrong = right.clone();
    wrong["pin"] = json!("no such pin");
    let replies = futures::future::join_all((0..40).map(|_| issuer.post(&sign, wrong.clone()))).await;
    let refused = |rule: &str| replies.iter().filter(|reply| reply.body["rule"] == rule).count();
    assert_eq!((refused("key.pin-refused"), refused("certificate.locked")), (10, 30));
    issuer.post(&sign, right).await.refused_by("certificate.locked");
}

#[tokio::test]
async fn of_two_who_sign_one_place_at_the_same_moment_one_does_and_the_same_request_twice_is_one_signature() {
    let app = TestApp::city().await;
    let issuer = signer(&app, "issuer", "sm2").await;
    let keeper = signer(&app, "storekeeper", "sm2").await;
    let document = drawn(&issuer, "transport-slip").await;
    let sign = path(&document, "/sign");
    let (mine, yours) = (signing(&issuer, "sender", "sm2").await, signing(&keeper, "sender", "sm2").await);
    let (one, other) = tokio::join!(issuer.post(&sign, mine), keeper.post(&sign, yours));
    let (done, late) = if one.status.is_success() { (one, other) } else { (other, one) };
    assert_eq!(done.ok()["signed"], 1);
    late.refused_by("signature.settled");

    let receiver = signer(&app, "technician", "sm2").await;
    let body = signing(&receiver, "sender_check", "sm2").await;
    let again = || receiver.send(Method::POST, &sign, Some(body.clone()), &[("idempotency-key", "k1")]);
    let (first, second) = (again().await.ok(), again().await.ok());
    assert_eq!((first["signed"].as_i64(), &first), (Some(2), &second));
    assert_eq!(receiver.get(&path(&document, "")).await.ok()["signed"], 2);
    let pdf = issuer.bytes(&path(&document, "/file")).await;
    assert_eq!(check(&app, &pdf).await["signatures"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn strangers_make_no_authority() {
    let app = TestApp::city().await;
    for (method, verb) in [(Method::GET, "root"), (Method::GET, "list"), (Method::POST, "stamp")] {
        let at = format!("/api/records/authorities/sm2/{verb}");
        assert_eq!(app.nobody().send_raw(method, &at, Vec::new(), &[]).await.status, StatusCode::NOT_FOUND, "{verb}");
    }
    let made: i64 =
        sqlx::query_scalar("select count(*) from records.authority").fetch_one(app.db.pool()).await.expect("a count");
    assert_eq!(made, 0);
}

#[tokio::test]
async fn the_program_checks_a_file_with_nothing_but_the_root() {
    let app = TestApp::city().await;
    let issuer = signer(&app, "issuer", "p256").await;
    let keeper = signer(&app, "storekeeper", "sm2").await;
    let document = drawn(&issuer, "transport-slip").await;
    issuer.post(&path(&document, "/sign"), signing(&issuer, "sender", "p256").await).await.ok();
    let folder = tempfile::tempdir().expect("a folder");
    let save = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let pdf = issuer.bytes(&path(&document, "/file")).await;
    let mut altered = pdf.clone();
    altered[300] ^= 1;
    let (good, bad) = (save("good.pdf", &pdf), save("bad.pdf", &altered));
    let root = save("root.cer", &keeper.bytes("/api/records/authorities/p256/root").await);
    let other = save("other.cer", &keeper.bytes("/api/records/authorities/sm2/root").await);
    for (file, root, code, words) in
        [(&good, &root, 0, "✓ 文件真实完整"), (&bad, &root, 1, "✗ 不可信"), (&good, &other, 1, "✗ 不可信")]
    {
        let run =
            std::process::Command::new(VENA).args(["document", "verify"]).arg(file).arg("--root").arg(root).output();
        let run = run.expect("vena");
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        assert_eq!(run.status.code(), Some(code), "{said}");
        assert!(said.starts_with(words), "{said}");
    }
}
