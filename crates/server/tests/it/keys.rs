//! Keys that live elsewhere: registered, used to sign, lost; and every lie that one of them could tell.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    authenticator::{Authenticator, Holder, SYNCED, Token, UNVERIFIED, base64, octets},
    support::{Client, TestApp},
};

/// Draws the example of `form`.
pub(crate) async fn drawn(client: &Client, form: &str) -> Value {
    let forms = client.get("/api/records/forms").await.ok();
    let found = forms.as_array().expect("forms").iter().find(|found| found["form"] == form);
    let data = found.unwrap_or_else(|| panic!("no form {form}"))["example"].clone();
    client.post("/api/records/documents", json!({ "form": form, "data": data })).await.ok()
}

pub(crate) fn path(document: &Value, verb: &str) -> String {
    format!("/api/records/documents/{}{verb}", document["document_id"].as_str().expect("an id"))
}

pub(crate) async fn check(app: &TestApp, pdf: &[u8]) -> Value {
    app.nobody().send_raw(Method::POST, "/api/records/checks", pdf.to_vec(), &[]).await.ok()
}

#[tokio::test]
async fn a_slip_is_signed_with_security_keys_and_anybody_can_check_it() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    let mut keeper = Holder::new(&app, "storekeeper").await;
    let shown = &issuer.certificate;
    assert_eq!((&shown["medium"], &shown["label"]), (&json!("webauthn"), &json!("蓝色")));
    assert_eq!((&shown["can_sign"]["ok"], &shown["may_release"]["ok"]), (&json!(true), &json!(true)));
    let document = drawn(&issuer.client, "transport-slip").await;
    let asked = issuer.begin(&document, "sender").await.ok();
    assert_eq!((&asked["rp_id"], &asked["credential_id"]), (&json!("localhost"), &json!(base64(&issuer.key.id))));
    assert_eq!((&asked["medium"], octets(&asked["to_sign"]).len()), (&json!("webauthn"), 32));
    app.wait(2);
    let assertion = issuer.key.get(&octets(&asked["to_sign"]));
    assert_eq!(issuer.finish(&document, &asked, assertion).await.ok()["signed"], 1);
    assert_eq!(keeper.sign(&document, "sender_check").await.ok()["signed"], 2);
    let pdf = issuer.client.bytes(&path(&document, "/file")).await;
    let report = check(&app, &pdf).await;
    assert_eq!(report["ok"], true, "{report:#}");
    for (at, holder) in [(0, &issuer), (1, &keeper)] {
        let signature = &report["signatures"][at];
        assert_eq!(signature["signer"], holder.certificate["info"]["owner"]);
        assert_eq!(
            (&signature["hand"], &signature["certificate"]),
            (&json!("security_key"), &holder.certificate["info"]["serial"])
        );
        assert!(signature["sealed_by"].as_str().is_some_and(|seal| !seal.is_empty()), "{signature:#}");
    }
    let mut altered = pdf.clone();
    altered[300] ^= 1;
    assert_eq!(check(&app, &altered).await["ok"], false);
}

#[tokio::test]
async fn a_key_is_registered_with_an_honest_answer_to_ones_own_challenge_in_time_and_once() {
    let app = TestApp::city().await;
    let (issuer, keeper) = (app.sign_in("issuer").await, app.sign_in("storekeeper").await);
    let key = Authenticator::new();
    let ask = || issuer.post("/api/records/challenges", json!({ "medium": "webauthn" }));
    let answer = |asked: &Value, created: Value| json!({ "challenge_id": asked["challenge_id"], "label": "", "webauthn": created });
    let register = "/api/records/certificates/register";
    let asked = ask().await.ok();
    let challenge = octets(&asked["challenge"]);
    assert_eq!(
        (challenge.len(), &asked["rp"]["id"], &asked["user"]["name"]),
        (32, &json!("localhost"), &json!("issuer"))
    );
    let lies: [(Authenticator, &str); 3] = [
        (Authenticator { origin: "https://evil.example".into(), ..key.clone() }, "webauthn.origin"),
        (Authenticator { rp: "evil.example".into(), ..key.clone() }, "webauthn.rp-id"),
        (Authenticator { flags: UNVERIFIED, ..key.clone() }, "webauthn.unverified"),
    ];
    for (lie, rule) in lies {
        issuer.post(register, answer(&asked, lie.create(&challenge))).await.refused_by(rule);
    }
    issuer.post(register, answer(&asked, key.create(&[7; 32]))).await.refused_by("webauthn.challenge");
    keeper.post(register, answer(&asked, key.create(&challenge))).await.refused_by("challenge.unknown");
    issuer
        .post(register, json!({ "challenge_id": asked["challenge_id"], "label": "" }))
        .await
        .refused_by("certificate.one-kind");
    issuer.post(register, answer(&asked, key.create(&challenge))).await.ok();
    let other = Authenticator::new();
    issuer.post(register, answer(&asked, other.create(&challenge))).await.refused_by("challenge.used");
    let late = ask().await.ok();
    app.wait(5);
    issuer
        .post(register, answer(&late, other.create(&octets(&late["challenge"]))))
        .await
        .refused_by("challenge.expired");
    issuer.post("/api/records/challenges", json!({ "medium": "software" })).await.refused_by("certificate.medium");

    let again = ask().await.ok();
    assert_eq!(again["exclude"], json!([base64(&key.id)]));
    key.register(&keeper).await.refused_by("certificate.key-taken");
    other.register(&issuer).await.ok();
    let certificates = issuer.get("/api/records/certificates").await.ok();
    let in_use = certificates.as_array().expect("certificates").iter().filter(|one| one["revoked_at"].is_null());
    assert_eq!(in_use.count(), 2, "a second security key supersedes none");
}

#[tokio::test]
async fn of_two_answers_to_one_challenge_at_the_same_moment_one_gets_through() {
    let app = TestApp::city().await;
    let issuer = app.sign_in("issuer").await;
    let asked = issuer.post("/api/records/challenges", json!({ "medium": "webauthn" })).await.ok();
    let challenge = octets(&asked["challenge"]);
    let answers = (0..8).map(|_| {
        let created = Authenticator::new().create(&challenge);
        let body = json!({ "challenge_id": asked["challenge_id"], "label": "", "webauthn": created });
        let issuer = issuer.clone();
        async move { issuer.post("/api/records/certificates/register", body).await }
    });
    let replies = futures::future::join_all(answers).await;
    let refused = replies.iter().filter(|reply| reply.body["rule"] == "challenge.used").count();
    assert_eq!((replies.iter().filter(|reply| reply.status.is_success()).count(), refused), (1, 7));
}

#[tokio::test]
async fn each_lie_of_a_security_key_is_refused_by_its_name() {
    type Lie = fn(&mut Authenticator);
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    let document = drawn(&issuer.client, "transport-slip").await;
    let asked = issuer.begin(&document, "sender").await.ok();
    let challenge = octets(&asked["to_sign"]);
    let lies: [(Lie, &str); 6] = [
        (|key| key.origin = "https://evil.example".into(), "webauthn.origin"),
        (|key| key.rp = "evil.example".into(), "webauthn.rp-id"),
        (|key| key.flags = UNVERIFIED, "webauthn.unverified"),
        (|key| key.flags = SYNCED, "webauthn.synced"),
        (|key| key.id = vec![9; 32], "webauthn.credential"),
        (|key| key.key = Authenticator::new().key, "sign.signature"),
    ];
    for (lie, rule) in lies {
        let mut liar = issuer.key.clone();
        lie(&mut liar);
        issuer.finish(&document, &asked, liar.get(&challenge)).await.refused_by(rule);
    }
    let wrong = issuer.key.clone().get(&[7; 32]);
    issuer.finish(&document, &asked, wrong).await.refused_by("webauthn.challenge");
    let token = json!({ "ceremony_id": asked["ceremony_id"], "signature": base64(b"no signature") });
    issuer.client.post(&path(&document, "/sign/finish"), token).await.refused_by("signature.answer-kind");

    let other = drawn(&issuer.client, "transport-slip").await;
    let good = issuer.key.get(&challenge);
    issuer.finish(&other, &asked, good.clone()).await.refused_by("exists.ceremony");
    let keeper = Holder::new(&app, "storekeeper").await;
    keeper.finish(&document, &asked, good.clone()).await.refused_by("exists.ceremony");
    issuer.finish(&document, &asked, good.clone()).await.ok();
    issuer.finish(&document, &asked, good.clone()).await.refused_by("signature.finished");
    let second = issuer.begin(&other, "sender").await.ok();
    issuer.finish(&other, &second, good).await.refused_by("webauthn.challenge");
    let mut clone = Authenticator { counter: 0, ..issuer.key.clone() };
    let back = clone.get(&octets(&second["to_sign"]));
    issuer.finish(&other, &second, back).await.refused_by("webauthn.counter");
    let honest = issuer.key.get(&octets(&second["to_sign"]));
    issuer.finish(&other, &second, honest).await.ok();
}

#[tokio::test]
async fn a_key_that_may_have_copies_signs_what_moves_no_blood() {
    let app = TestApp::city().await;
    let synced = || Authenticator { flags: SYNCED, ..Authenticator::new() };
    let issuer = Holder::with(&app, "issuer", synced()).await;
    assert_eq!(issuer.certificate["may_release"]["reason"]["rule"], "webauthn.synced");
    let slip = drawn(&issuer.client, "transport-slip").await;
    issuer.begin(&slip, "sender").await.refused_by("webauthn.synced");
    let mut tester = Holder::with(&app, "tester", synced()).await;
    let advice = drawn(&tester.client, "hla-advice").await;
    let slot = advice["signatures"][0]["slot"].as_str().expect("a slot").to_owned();
    assert_eq!(tester.sign(&advice, &slot).await.ok()["signed"], 1);
}

#[tokio::test]
async fn everything_is_judged_again_when_the_key_has_answered() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    let mut keeper = Holder::new(&app, "storekeeper").await;
    let document = drawn(&issuer.client, "transport-slip").await;

    let late = issuer.begin(&document, "sender").await.ok();
    app.wait(5);
    let assertion = issuer.key.get(&octets(&late["to_sign"]));
    issuer.finish(&document, &late, assertion).await.refused_by("signature.expired");

    let mine = issuer.begin(&document, "sender").await.ok();
    keeper.sign(&document, "sender").await.ok();
    let assertion = issuer.key.get(&octets(&mine["to_sign"]));
    issuer.finish(&document, &mine, assertion).await.refused_by("signature.document-changed");

    let closed = drawn(&issuer.client, "transport-slip").await;
    let mine = issuer.begin(&closed, "sender").await.ok();
    keeper.client.post(&path(&closed, "/refuse"), json!({ "slot": "sender", "reason": "袋数不符" })).await.ok();
    let assertion = issuer.key.get(&octets(&mine["to_sign"]));
    issuer.finish(&closed, &mine, assertion).await.refused_by("document.closed");

    let lost = drawn(&issuer.client, "transport-slip").await;
    let mine = issuer.begin(&lost, "sender").await.ok();
    issuer.lose().await;
    let assertion = issuer.key.get(&octets(&mine["to_sign"]));
    issuer.finish(&lost, &mine, assertion).await.refused_by("certificate.revoked");
    issuer.begin(&lost, "sender").await.refused_by("certificate.revoked");
    issuer.key.register(&issuer.client).await.refused_by("certificate.key-lost");
    let pin =
        json!({ "slot": "sender", "certificate_id": keeper.certificate["certificate_id"], "pin": "1", "reason": "x" });
    issuer.client.post(&path(&lost, "/sign"), pin.clone()).await.refused_by("certificate.none");
    keeper.client.post(&path(&lost, "/sign"), pin).await.refused_by("key.elsewhere");
}

#[tokio::test]
async fn of_two_finishes_at_once_one_wins() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    let document = drawn(&issuer.client, "transport-slip").await;
    let asked = issuer.begin(&document, "sender").await.ok();
    let (first, second) = (issuer.key.get(&octets(&asked["to_sign"])), issuer.key.get(&octets(&asked["to_sign"])));
    let (one, other) = tokio::join!(issuer.finish(&document, &asked, first), issuer.finish(&document, &asked, second));
    let (done, late) = if one.status.is_success() { (one, other) } else { (other, one) };
    assert_eq!(done.ok()["signed"], 1);
    late.refused_by("signature.finished");
}

#[tokio::test]
async fn usb_keys_sign_one_document_or_many_in_both_profiles() {
    for profile in ["sm2", "p256"] {
        let app = TestApp::city().await;
        let client = app.sign_in("issuer").await;
        let token = Token::new(profile);
        let certificate = token.register(&client, None).await.ok();
        let document = drawn(&client, "transport-slip").await;
        let begin = |certificate: &Value| json!({ "slot": "sender", "certificate_id": certificate["certificate_id"], "reason": "发出" });
        let asked = client.post(&path(&document, "/sign/begin"), begin(&certificate)).await.ok();
        assert_eq!((&asked["serial"], &asked["credential_id"]), (&certificate["info"]["serial"], &Value::Null));
        let finish = |asked: &Value, by: &Token| {
            let signature = by.sign(&octets(&asked["to_sign"]));
            json!({ "ceremony_id": asked["ceremony_id"], "signature": signature })
        };
        let stranger = Token::new(profile);
        client.post(&path(&document, "/sign/finish"), finish(&asked, &stranger)).await.refused_by("sign.signature");
        client.post(&path(&document, "/sign/finish"), finish(&asked, &token)).await.ok();
        let pdf = client.bytes(&path(&document, "/file")).await;
        let report = check(&app, &pdf).await;
        assert_eq!((&report["ok"], &report["signatures"][0]["hand"]), (&json!(true), &json!("key")), "{report:#}");

        let mut documents = vec![document["document_id"].clone()];
        for _ in 0..3 {
            documents.push(drawn(&client, "transport-slip").await["document_id"].clone());
        }
        let mut batch = begin(&certificate);
        batch["documents"] = json!(documents);
        let many = client.post("/api/records/documents/sign-many/begin", batch).await.ok();
        let lines = many["lines"].as_array().expect("lines");
        let refused: Vec<&Value> = lines.iter().filter(|line| line["ceremony_id"].is_null()).collect();
        assert_eq!((lines.len(), refused.len(), &refused[0]["refusal"]["rule"]), (4, 1, &json!("signature.settled")));
        let asked: Vec<&Value> = lines.iter().filter(|line| !line["ceremony_id"].is_null()).collect();
        let answers =
            json!({ "answers": [finish(asked[0], &token), finish(asked[1], &stranger), finish(asked[2], &token)] });
        let done = client.post("/api/records/documents/sign-many/finish", answers).await.ok();
        let rules: Vec<&str> = done
            .as_array()
            .expect("lines")
            .iter()
            .map(|line| line["refusal"]["rule"].as_str().unwrap_or("signed"))
            .collect();
        assert_eq!(rules, ["signed", "sign.signature", "signed"]);
        let security = Holder::new(&app, "issuer").await;
        let mut batch = begin(&security.certificate);
        batch["documents"] = json!(documents);
        client.post("/api/records/documents/sign-many/begin", batch).await.refused_by("signature.one-by-one");
    }
}

#[tokio::test]
async fn a_usb_key_is_replaced_by_the_next_one_and_a_lost_one_never_comes_back() {
    let app = TestApp::city().await;
    let (issuer, keeper) = (app.sign_in("issuer").await, app.sign_in("storekeeper").await);
    let token = Token::new("sm2");
    let first = token.register(&issuer, None).await.ok();
    token.register(&keeper, None).await.refused_by("certificate.key-taken");
    let second = Token::new("sm2").register(&issuer, None).await.ok();
    let security = Authenticator::new().register(&issuer).await.ok();
    let standing = |certificates: &Value, id: &Value| {
        let found = certificates.as_array().expect("certificates").iter().find(|one| one["certificate_id"] == *id);
        found.expect("the certificate")["revocation"].clone()
    };
    let certificates = issuer.get("/api/records/certificates").await.ok();
    assert_eq!(standing(&certificates, &first["certificate_id"]), "superseded");
    assert_eq!(standing(&certificates, &second["certificate_id"]), Value::Null);
    assert_eq!(standing(&certificates, &security["certificate_id"]), Value::Null);
    let third = token.register(&issuer, None).await.ok();
    let id = third["certificate_id"].as_str().expect("an id");
    issuer.post(&format!("/api/records/certificates/{id}/report-lost"), json!({ "reason": "丢失" })).await.ok();
    for client in [&issuer, &keeper] {
        token.register(client, None).await.refused_by("certificate.key-lost");
    }
    let asked = issuer.post("/api/records/challenges", json!({ "medium": "skf" })).await.ok();
    let (mine, other) = (Token::new("sm2"), Token::new("sm2"));
    let proof = json!({
        "medium": "skf", "profile": "sm2", "public_key": base64(&mine.key.public_key().to_der().expect("DER")),
        "signature": other.sign(&octets(&asked["challenge"])),
    });
    let body = json!({ "challenge_id": asked["challenge_id"], "label": "", "token": proof });
    issuer.post("/api/records/certificates/register", body).await.refused_by("sign.signature");
}

#[tokio::test]
async fn who_has_a_certificate_that_ends_soon_is_told_and_renews_it_with_the_same_key() {
    let app = TestApp::city().await;
    let issuer = Holder::new(&app, "issuer").await;
    let notice = "/api/records/certificates/notice";
    assert_eq!(issuer.client.get(notice).await.ok(), json!({}));
    app.wait(334 * 24 * 60);
    let client = app.sign_in("issuer").await;
    assert_eq!(client.get(notice).await.ok(), json!({}), "31 days are left");
    app.wait(24 * 60);
    let client = app.sign_in("issuer").await;
    let told = client.get(notice).await.ok();
    assert!(told["notice"]["zh"].as_str().is_some_and(|said| said.contains("到期")), "{told:#}");
    assert_eq!(told["ends_at"], issuer.certificate["info"]["valid_until"]);
    let asked = client.post("/api/records/challenges", json!({ "medium": "webauthn" })).await.ok();
    assert_eq!(asked["exclude"], json!([]), "the key may be registered anew");
    app.wait(30 * 24 * 60);
    let client = app.sign_in("issuer").await;
    let ended = client.get("/api/records/certificates").await.ok();
    assert_eq!(ended[0]["can_sign"]["reason"]["rule"], "certificate.not-valid-now");
    Authenticator::new().register(&client).await.ok();
}

#[tokio::test]
async fn the_same_finish_twice_is_one_signature() {
    let app = TestApp::city().await;
    let mut issuer = Holder::new(&app, "issuer").await;
    let document = drawn(&issuer.client, "transport-slip").await;
    let asked = issuer.begin(&document, "sender").await.ok();
    let assertion = issuer.key.get(&octets(&asked["to_sign"]));
    let body = json!({ "ceremony_id": asked["ceremony_id"], "assertion": assertion });
    let at = path(&document, "/sign/finish");
    let send = || issuer.client.send(Method::POST, &at, Some(body.clone()), &[("idempotency-key", "k1")]);
    let (first, second) = (send().await.ok(), send().await.ok());
    assert_eq!((first["signed"].as_i64(), &first), (Some(1), &second));
    let outsider = Holder::new(&app, "h01.bank").await;
    outsider.begin(&document, "sender_check").await.refused_by("exists.document");
}

#[tokio::test]
async fn the_picture_of_a_seal_is_kept_for_its_owner_alone() {
    let app = TestApp::city().await;
    let (issuer, keeper) = (app.sign_in("issuer").await, app.sign_in("storekeeper").await);
    let at = "/api/records/certificates/picture";
    assert_eq!(issuer.get(at).await.status, StatusCode::NO_CONTENT);
    let png = octets(&json!(SEAL));
    let shown = issuer.send_raw(Method::POST, at, png.clone(), &[]).await.ok();
    assert_eq!((&shown["width_pixels"], &shown["height_pixels"]), (&json!(40), &json!(40)));
    assert_eq!(issuer.bytes(at).await, png);
    assert_eq!(keeper.get(at).await.status, StatusCode::NO_CONTENT);
    issuer.send_raw(Method::POST, at, b"<svg/>".to_vec(), &[]).await.refused_by("picture.readable");
    let sealed: Vec<u8> = sqlx::query_scalar("select png_sealed from records.seal_picture")
        .fetch_one(app.db.pool())
        .await
        .expect("the picture");
    assert!(!sealed.windows(8).any(|bytes| bytes == &png[..8]), "it is sealed");
    issuer.post(&format!("{at}/remove"), json!({})).await.ok();
    assert_eq!(issuer.get(at).await.status, StatusCode::NO_CONTENT);
}

/// A red square of 40 by 40 pixels, PNG.
const SEAL: &str = "iVBORw0KGgoAAAANSUhEUgAAACgAAAAoCAIAAAADnC86AAAAL0lEQVR42u3NMQ0AAAgDsEmZfxVIwwQJT5P-zbQvIhaLxWKxWCwWi8VisVgsFt9ZcYxAWxLpBkwAAAAASUVORK5CYII";
