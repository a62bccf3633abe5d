//! What keys do, and what the agent lets them do.

use base64::Engine as _;
use reqwest::StatusCode;
use serde_json::{Value, json};
use vena_sign::Profile;

use super::{BASE64URL, PIN, Station, authority, bytes, certificate, public, slip};

#[tokio::test]
async fn a_software_token_signs_documents_and_challenges_and_the_journal_names_them() {
    let station = Station::new();
    let agent = station.soft().await;
    assert!(agent.said.contains("试用密钥/SM2"), "{}", agent.said);
    for (profile, word, medium, label) in
        [(Profile::Sm2, "sm2", "skf", "试用密钥/SM2"), (Profile::P256, "p256", "pkcs11", "试用密钥/P-256")]
    {
        let key = agent.key(word).await;
        assert_eq!((&key["medium"], &key["label"]), (&json!(medium), &json!(label)));
        let (document, challenge) = (slip(profile, "202603020001"), [7; 32]);
        let signatures = agent.sign(&key, &[&document, &challenge]).await;
        assert_eq!(public(&key).verify(&document, &signatures[0]), Ok(()));
        assert_eq!(public(&key).verify(&challenge, &signatures[1]), Ok(()));
        let journal = station.journal();
        let [.., first, second] = journal.as_slice() else { panic!("two lines: {journal:?}") };
        assert_eq!(first["what"], "M14-P01-S38-R02 202603020001 发出人 “发出” 林知夏");
        let digest: String = profile.digest().of(&document).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(first["digest"], format!("{} {digest}", profile.digest().name()));
        assert_eq!((&first["did"], &second["did"], &second["key"]), (&json!("signed"), &json!("signed"), &key["key"]));
    }
}

#[tokio::test]
async fn a_pkcs11_token_signs_and_keeps_its_certificate() {
    let station = Station::new();
    station.soft_hsm("VENA").await;
    let agent = station.hsm().await;
    let key = agent.key("p256").await;
    assert_eq!((&key["medium"], &key["label"], key.get("serial")), (&json!("pkcs11"), &json!("VENA/sign"), None));
    let document = slip(Profile::P256, "202603020001");
    let signature = agent.sign(&key, &[&document]).await.remove(0);
    assert_eq!(public(&key).verify(&document, &signature), Ok(()));
    agent.try_sign(&key, "000000", &[&document]).await.refused_by(409, "key.pin-refused");

    let certificate = certificate(&authority(Profile::P256), &public(&key));
    let keep = |pin: &str| json!({ "key": key["key"], "pin": pin, "certificate": BASE64URL.encode(certificate.der()) });
    agent.post("/certificates", &keep("000000")).await.refused_by(409, "key.pin-refused");
    assert_eq!(agent.post("/certificates", &keep(PIN)).await.status, StatusCode::NO_CONTENT);
    let now = agent.key("p256").await;
    assert_eq!(
        (now["serial"].as_str(), bytes(&now["certificate"])),
        (Some(certificate.serial().as_str()), certificate.der().to_vec())
    );
    drop(agent);
    let later = station.hsm().await.key("p256").await;
    assert_eq!(later["serial"], now["serial"], "the token keeps it");
}

#[tokio::test]
async fn a_usb_key_behind_the_library_of_its_maker_signs() {
    let station = Station::new();
    let library = station.skf().await;
    let agent = station.agent(&["--skf", library.to_str().expect("a path")]).await;
    let key = agent.key("sm2").await;
    assert_eq!((&key["medium"], &key["label"]), (&json!("skf"), &json!("MAKER 07/BLOOD/SIGN")));
    let document = slip(Profile::Sm2, "202603020001");
    let signature = agent.sign(&key, &[&document]).await.remove(0);
    assert_eq!(public(&key).verify(&document, &signature), Ok(()));
    let wrong = agent.try_sign(&key, "000000", &[&document]).await;
    wrong.refused_by(409, "key.wrong-pin");
    assert_eq!(wrong.body["detail"], "PIN 错误，还可尝试 5 次");
    std::fs::write(station.path("out"), "").expect("pulled out");
    agent.try_sign(&key, PIN, &[&document]).await.refused_by(409, "key.removed");
    assert_eq!(station.journal().len(), 3);
}

#[tokio::test]
async fn a_certificate_of_another_key_is_refused_and_its_own_is_kept() {
    let station = Station::new();
    let agent = station.soft().await;
    let key = agent.key("sm2").await;
    let authority = authority(Profile::Sm2);
    let own = certificate(&authority, &public(&key));
    let keep = |der: &[u8]| json!({ "key": key["key"], "pin": PIN, "certificate": BASE64URL.encode(der) });
    agent.post("/certificates", &keep(authority.root().der())).await.refused_by(409, "key.mismatch");
    agent.post("/certificates", &keep(b"no certificate")).await.refused_by(422, "sign.malformed");
    assert_eq!(agent.post("/certificates", &keep(own.der())).await.status, StatusCode::NO_CONTENT);
    assert_eq!(agent.key("sm2").await["serial"], own.serial());
    assert_eq!(agent.key("p256").await.get("serial"), None);
}

#[tokio::test]
async fn wrong_pins_are_counted_told_and_lock_the_token() {
    let station = Station::new();
    let agent = station.soft().await;
    let key = agent.key("p256").await;
    for left in (1..=5).rev() {
        let answer = agent.try_sign(&key, "000000", &[&[7; 32]]).await;
        answer.refused_by(409, "key.wrong-pin");
        assert_eq!(answer.body["detail"], format!("PIN 错误，还可尝试 {left} 次"));
    }
    agent.try_sign(&key, "000000", &[&[7; 32]]).await.refused_by(409, "key.locked");
    agent.try_sign(&key, PIN, &[&[7; 32]]).await.refused_by(409, "key.locked");
    let journal = station.journal();
    assert_eq!((journal.len(), &journal[6]["did"], &journal[6]["what"]), (7, &json!("refused"), &json!("key.locked")));
}

/// On most devices one PIN opens the key for the whole program: nobody may ride on the PIN of somebody else.
#[tokio::test]
async fn of_many_requests_at_once_those_with_the_right_pin_sign_and_no_other() {
    let station = Station::new();
    station.soft_hsm("VENA").await;
    let agent = station.hsm().await;
    let key = agent.key("p256").await;
    let (agent, key) = (&agent, &key);
    let ask = |number: usize| async move {
        let pin = if number.is_multiple_of(3) { "000000" } else { PIN };
        let message = [u8::try_from(number).expect("small"); 32];
        (number, agent.try_sign(key, pin, &[&message]).await)
    };
    for (number, answer) in futures::future::join_all((0..30).map(ask)).await {
        if number.is_multiple_of(3) {
            answer.refused_by(409, "key.pin-refused");
        } else {
            let signature = bytes(&answer.body["signatures"][0]);
            assert_eq!(public(key).verify(&[u8::try_from(number).expect("small"); 32], &signature), Ok(()));
        }
    }
}

#[tokio::test]
async fn fifty_documents_are_signed_after_one_pin_and_fifty_one_are_not() {
    let station = Station::new();
    let agent = station.soft().await;
    let key = agent.key("sm2").await;
    let slips: Vec<Vec<u8>> = (0..51).map(|number| slip(Profile::Sm2, &format!("2026030200{number:02}"))).collect();
    let messages: Vec<&[u8]> = slips.iter().map(Vec::as_slice).collect();
    let signatures = agent.sign(&key, &messages[..50]).await;
    for (message, signature) in messages.iter().zip(&signatures) {
        assert_eq!(public(&key).verify(message, signature), Ok(()));
    }
    assert_eq!((signatures.len(), station.journal().len()), (50, 50));
    agent.try_sign(&key, PIN, &messages).await.refused_by(422, "agent.batch");
    agent.try_sign(&key, PIN, &[]).await.refused_by(422, "agent.batch");
    let mixed = agent.try_sign(&key, PIN, &[messages[0], b"pay to the bearer"]).await;
    mixed.refused_by(422, "agent.unknown-content");
    assert_eq!(mixed.body["field"], "messages[1]");
    assert_eq!(station.journal().len(), 50, "nothing more was signed");
}

#[tokio::test]
async fn a_key_that_was_pulled_out_is_told_and_signs_again_when_it_is_back() {
    let station = Station::new();
    let agent = station.soft().await;
    let key = agent.key("sm2").await;
    let (token, pocket) = (station.path("token.json"), station.path("pocket"));
    std::fs::rename(&token, &pocket).expect("pulled out");
    assert_eq!(agent.keys().await, Vec::<Value>::new());
    agent.try_sign(&key, PIN, &[&[7; 32]]).await.refused_by(409, "key.removed");
    std::fs::rename(&pocket, &token).expect("plugged in");
    assert_eq!(agent.sign(&key, &[&[7; 32]]).await.len(), 1);
}

#[tokio::test]
async fn with_two_tokens_alike_no_pin_is_tried() {
    let station = Station::new();
    let token = station.token("one.json").await;
    let copy = station.path("two.json");
    std::fs::copy(&token, &copy).expect("a copy");
    let paths = [token.to_str().expect("a path"), copy.to_str().expect("a path")];
    let agent = station.agent(&["--soft-token", paths[0], "--soft-token", paths[1]]).await;
    let before = std::fs::read(&token).expect("a file");
    agent.try_sign(&agent.key("sm2").await, "000000", &[&[7; 32]]).await.refused_by(409, "key.two-tokens");
    assert_eq!(std::fs::read(&token).expect("a file"), before, "no try was counted");

    station.soft_hsm("VENA").await;
    station.soft_hsm("VENA").await;
    let agent = station.hsm().await;
    let keys = agent.keys().await;
    assert_eq!(keys.len(), 2, "{keys:#?}");
    assert_ne!(keys[0]["key"], keys[1]["key"]);
    for key in &keys {
        agent.try_sign(key, PIN, &[&[7; 32]]).await.refused_by(409, "key.two-tokens");
    }
}

#[tokio::test]
async fn a_library_that_does_not_load_is_named_and_hides_no_other_key() {
    let station = Station::new();
    let (missing, text) = (station.path("maker.so"), station.path("text.so"));
    std::fs::write(&text, "no library").expect("written");
    for path in [&missing, &text] {
        let agent = station.agent(&["--pkcs11", path.to_str().expect("a path")]).await;
        assert!(agent.said.contains("无法加载密钥驱动"), "{}", agent.said);
        let answer = agent.get("/keys").await;
        answer.refused_by(503, "agent.module");
        assert!(answer.body["detail"].as_str().is_some_and(|detail| detail.contains(".so")), "{:#}", answer.body);
    }
    let token = station.token("token.json").await;
    let paths = [missing.to_str().expect("a path"), token.to_str().expect("a path")];
    let agent = station.agent(&["--pkcs11", paths[0], "--soft-token", paths[1]]).await;
    assert_eq!(agent.sign(&agent.key("sm2").await, &[&[7; 32]]).await.len(), 1);
}
