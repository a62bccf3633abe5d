//! OpenSSL verifies our signatures, and we those of OpenSSL.

use vena_sign::{
    Profile,
    cms::{Content, Message},
    verify::{self, Policy},
    x509::{Anchors, Certificate},
};

use crate::{
    city::{City, signing_day},
    openssl::Desk,
};

const SLIP: &[u8] = "血液搬运单 202604100".as_bytes();

#[test]
fn openssl_verifies_our_signatures_with_stamps_counter_signatures_and_archive() {
    let city = City::new(Profile::P256);
    let (first, second) = (city.person("林知夏", "lin.zhixia"), city.person("高远", "gao.yuan"));
    let mut message = city.sign(&first, SLIP);
    let other = city.envelope(&second, SLIP).to_der().expect("DER");
    let digest = city.profile.digest().of(SLIP);
    let request = vena_sign::cms::Request { digest, at: signing_day(), envelope: Some(&other) };
    message.append(&city.identity(&second), &request).expect("a second signature");
    city.stamp_all(&mut message);
    for signature in message.signers().iter().map(|signer| signer.signature().to_vec()).collect::<Vec<_>>() {
        message.archive(&signature, &city.archive()).expect("archived");
    }
    let desk = Desk::new();
    desk.put("slip", SLIP)
        .put("slip.p7s", message.to_der().expect("DER"))
        .put("root.pem", city.authority.root().to_pem().expect("PEM"));
    let when = signing_day().micros() / 1_000_000;
    let line = format!(
        "cms -verify -inform DER -in slip.p7s -content slip -binary -CAfile root.pem -attime {when} -cades -out seen"
    );
    desk.openssl(&line);
    assert_eq!(desk.get("seen"), SLIP);
    desk.put("slip", "血液搬运单 202604101");
    assert!(!desk.try_openssl(&line).status.success(), "altered");
}

/// OpenSSL 3.0 has no way to name the signer's identity for CMS; it reads the message, and the raw signature over the
/// signed attributes it verifies with the identity given.
#[test]
fn openssl_verifies_the_raw_signature_of_our_sm2_messages() {
    let city = City::new(Profile::Sm2);
    let person = city.person("林知夏", "lin.zhixia");
    let message = city.sign(&person, SLIP);
    let desk = Desk::new();
    desk.put("slip.p7s", message.to_der().expect("DER")).put("person.pem", person.certificate.to_pem().expect("PEM"));
    let words = desk.openssl("cms -cmsout -print -noout -inform DER -in slip.p7s");
    assert!(words.contains("SM2-with-SM3") && words.contains("id-smime-aa-signingCertificateV2"), "{words}");
    let signer = &message.signers()[0];
    desk.put("attributes", signer.signed_bytes().expect("DER")).put("signature", signer.signature());
    desk.openssl("x509 -in person.pem -noout -pubkey -out key.pem");
    let verify = "pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 -pubin -inkey key.pem";
    desk.openssl(&format!("{verify} -in attributes -sigfile signature"));
}

#[test]
fn we_verify_raw_sm2_signatures_that_openssl_made() {
    let desk = Desk::new();
    desk.put("slip", SLIP);
    desk.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out key.pem");
    desk.openssl("pkey -in key.pem -pubout -outform DER -out key.der");
    desk.openssl(
        "pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678 -inkey key.pem -in slip -out signature",
    );
    let key = vena_sign::PublicKey::from_der(&desk.get("key.der")).expect("a key");
    assert_eq!(key.verify(SLIP, &desk.get("signature")), Ok(()));
    assert_eq!(key.verify(b"other", &desk.get("signature")), Err(vena_sign::Fault::BadSignature));
}

#[test]
fn we_verify_signatures_that_openssl_made() {
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    let desk = Desk::new();
    desk.put("slip", SLIP)
        .put("person.pem", person.certificate.to_pem().expect("PEM"))
        .put("ca.pem", city.authority.issuing().to_pem().expect("PEM"))
        .put("key.pem", person.key.to_pem("246810").expect("a file").as_bytes());
    desk.openssl("cms -sign -binary -cades -md sha256 -signer person.pem -inkey key.pem -passin pass:246810 -certfile ca.pem -in slip -outform DER -out slip.p7s");
    let message = Message::from_der(&desk.get("slip.p7s")).expect("a message");
    let (parts, pool) = ([SLIP], message.evidence().expect("certificates").certificates);
    let checked = message.signers()[0].check(&Content::document(&parts), &pool).expect("it holds");
    assert_eq!(checked.certificate, person.certificate);
    assert!(checked.is_bound, "-cades binds the certificate");

    // The clock of openssl is the present, not the day of our tests: only what does not depend on it is asked.
    let roots = Anchors::new([Certificate::from_der(city.authority.root().der()).expect("a certificate")]);
    let mut policy = Policy::lenient(roots, checked.claimed_at.expect("a time").plus_seconds(60));
    policy.evidence.crls = city.lists(policy.now, &[]);
    let report = verify::detached(SLIP, &desk.get("slip.p7s"), &policy);
    let expired = policy.now >= person.certificate.valid_until();
    assert_eq!(report.is_ok(), !expired, "{:?}", report.refusals());
    assert_eq!(verify::detached(b"altered", &desk.get("slip.p7s"), &policy).rules()[0], "sign.digest");
}
