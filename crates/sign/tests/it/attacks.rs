//! What people try, and the reason each gets.

use vena_kernel::text::Lang;
use vena_sign::{
    Profile,
    cms::{Message, Request},
    envelope::Envelope,
    key::Identity,
    profile::SecretKey,
    verify::{self, Report},
    x509::{Certificate, Order, Use, issue},
};

use crate::city::{City, DAY, Person, signing_day, start};

const SLIP: &[u8] = "血液搬运单 202604100".as_bytes();

fn verify(city: &City, document: &[u8], message: &Message) -> Report {
    verify::detached(document, &message.to_der().expect("DER"), &city.policy())
}

fn worlds() -> impl Iterator<Item = (City, Person)> {
    Profile::ALL.into_iter().map(|profile| {
        let city = City::new(profile);
        let person = city.person("林知夏", "lin.zhixia");
        (city, person)
    })
}

#[test]
fn an_honest_signature_passes_every_check() {
    for (city, person) in worlds() {
        let report = verify(&city, SLIP, &city.sign(&person, SLIP));
        assert!(report.is_ok(), "{:?}", report.refusals());
        let signature = &report.signatures[0];
        assert_eq!(signature.signer.as_ref().expect("known").name, "林知夏");
        assert_eq!(signature.envelope, Some(city.envelope(&person, SLIP)));
        assert_eq!(signature.proven_at.expect("stamped").to_string(), "2026-04-10T08:30:02.000000Z");
        let words: Vec<&str> = signature.checks.iter().map(|check| check.what.zh.as_str()).collect();
        assert!(words.contains(&"内容自签名后未被改动") && words.contains(&"证书在签名时未被吊销"), "{words:?}");
        serde_json::to_string(&report).expect("a report can be sent");
        let text = report.to_text(Lang::Zh);
        assert!(text.contains("签名 · 林知夏 · 发血者 · 交接 · 2026-04-10T08:30:02.000000Z"), "{text}");
        let altered =
            verify::document(b"other", Some(&city.sign(&person, SLIP).to_der().expect("DER")), &city.policy());
        let text = altered.to_text(Lang::En);
        assert!(text.contains("✗ the content is as it was signed: the content is not what was signed"), "{text}");
    }
}

#[test]
fn altered_bytes() {
    for (city, person) in worlds() {
        let rules = verify(&city, "血液搬运单 202604101".as_bytes(), &city.sign(&person, SLIP)).rules().join(" ");
        assert!(rules.starts_with("sign.digest"), "{rules}");
        assert!(rules.contains("envelope.document"), "{rules}");
    }
}

#[test]
fn a_digest_that_is_not_of_the_document() {
    for (city, person) in worlds() {
        let envelope = city.envelope(&person, SLIP).to_der().expect("DER");
        let request = Request { digest: [1; 32], at: signing_day(), envelope: Some(&envelope) };
        let mut message = Message::sign(&city.identity(&person), &request).expect("a signature");
        city.stamp_all(&mut message);
        assert_eq!(verify(&city, SLIP, &message).rules()[0], "sign.digest");
    }
}

/// The same key gets a second certificate in another name with the same number by the same authority's key: all the
/// mathematics holds, only the binding does not.
#[test]
fn a_swapped_certificate() {
    for (city, person) in worlds() {
        let message = city.sign(&person, SLIP);
        let twin = twin(&city, &person);
        let der = message.to_der().expect("DER");
        let swapped = swap(&der, person.certificate.der(), twin.der());
        let report = verify::detached(SLIP, &swapped, &city.policy());
        assert_eq!(report.rules()[0], "sign.swapped-certificate", "{:?}", report.refusals());
    }
}

/// Equal in number, issuer and length; another account.
fn twin(city: &City, person: &Person) -> Certificate {
    let stored = city.authority.store("1").expect("files");
    let key = SecretKey::from_pem(city.profile, &stored.issuing_key, Some("1")).expect("the authority's key");
    let serial = person.certificate.serial();
    let serial: Vec<u8> = (0..serial.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&serial[at..at + 2], 16).expect("hexadecimal"))
        .collect();
    let mut subject = person.certificate.subject();
    subject.account = Some("lin.zhixiB".into());
    let (from, until) = (person.certificate.valid_from(), person.certificate.valid_until());
    let public_key = person.key.public_key();
    loop {
        let order = Order { serial: &serial, subject: &subject, public_key, from, until, used_for: Use::Signing };
        let twin = issue(&key, Some(city.authority.issuing()), &order).expect("a certificate");
        if twin.der().len() == person.certificate.der().len() {
            return twin;
        }
        // The signature was a byte shorter or longer: another account gives another one.
        let account = subject.account.as_mut().expect("an account");
        let last = account.pop().expect("a letter") as u8;
        account.push(char::from(last + 1));
    }
}

fn swap(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).position(|window| window == old).expect("it is there");
    let mut swapped = bytes.to_vec();
    swapped[at..at + old.len()].copy_from_slice(new);
    swapped
}

#[test]
fn a_certificate_that_had_expired() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let person = city.person_until("林知夏", "lin.zhixia", start().plus_seconds(30 * DAY));
        let rules = verify(&city, SLIP, &city.sign(&person, SLIP)).rules().join(" ");
        assert_eq!(rules, "cert.expired");
    }
}

#[test]
fn a_certificate_that_was_revoked_before() {
    for (city, person) in worlds() {
        let message = city.sign(&person, SLIP).to_der().expect("DER");
        let mut policy = city.policy();
        let revoked = city.revocation(&person, signing_day().plus_seconds(-60));
        policy.evidence.crls = city.lists(signing_day().plus_seconds(3600), &revoked);
        assert_eq!(verify::detached(SLIP, &message, &policy).rules(), ["cert.revoked"]);
        let revoked = city.revocation(&person, signing_day().plus_seconds(60));
        policy.evidence.crls = city.lists(signing_day().plus_seconds(3600), &revoked);
        let after = verify::detached(SLIP, &message, &policy);
        assert!(after.is_ok(), "revoked after the time-stamp: {:?}", after.refusals());
    }
}

#[test]
fn nobody_says_whether_it_was_revoked() {
    for (city, person) in worlds() {
        let mut policy = city.policy();
        policy.evidence.crls.clear();
        let report = verify::detached(SLIP, &city.sign(&person, SLIP).to_der().expect("DER"), &policy);
        assert_eq!(report.rules(), ["cert.revocation-unknown", "cert.revocation-unknown"], "stamp and signer");
    }
}

#[test]
fn a_signature_from_the_future() {
    for (city, person) in worlds() {
        let message = city.sign(&person, SLIP).to_der().expect("DER");
        let mut policy = city.policy();
        policy.now = signing_day().plus_seconds(-DAY);
        let rules = verify::detached(SLIP, &message, &policy).rules().join(" ");
        assert!(rules.contains("stamp.future") && rules.contains("sign.future"), "{rules}");
    }
}

#[test]
fn a_claim_that_its_time_stamp_contradicts() {
    let (city, person) = worlds().next().expect("a city");
    let mut envelope = city.envelope(&person, SLIP);
    envelope.at = signing_day().plus_seconds(3600);
    let der = envelope.to_der().expect("DER");
    let digest = city.profile.digest().of(SLIP);
    let request = Request { digest, at: envelope.at, envelope: Some(&der) };
    let mut message = Message::sign(&city.identity(&person), &request).expect("a signature");
    city.stamp_all(&mut message);
    assert_eq!(verify(&city, SLIP, &message).rules(), ["sign.times-differ"]);
}

#[test]
fn a_time_stamp_of_another_signature_or_none() {
    for (city, person) in worlds() {
        let envelope = city.envelope(&person, SLIP).to_der().expect("DER");
        let digest = city.profile.digest().of(SLIP);
        let request = Request { digest, at: signing_day(), envelope: Some(&envelope) };
        let mut message = Message::sign(&city.identity(&person), &request).expect("a signature");
        let rules = verify(&city, SLIP, &message).rules().join(" ");
        assert!(rules.starts_with("stamp.missing"), "{rules}");
        let signature = message.signers()[0].signature().to_vec();
        message.add_stamp(&signature, &city.stamp(b"another", signing_day())).expect("a stamp");
        assert_eq!(verify(&city, SLIP, &message).rules()[0], "stamp.imprint");
    }
}

#[test]
fn a_root_that_nobody_trusts() {
    for (city, person) in worlds() {
        let other = City::new(city.profile);
        let rules = verify(&other, SLIP, &city.sign(&person, SLIP)).rules().join(" ");
        assert!(rules.contains("cert.untrusted"), "{rules}");
    }
}

#[test]
fn every_lie_in_the_envelope() {
    type Lie = fn(&mut Envelope);
    let lies: [(Lie, &str); 6] = [
        (|envelope| envelope.document.value[0] ^= 1, "envelope.document"),
        (|envelope| envelope.document.bytes -= 1, "envelope.document"),
        (|envelope| envelope.signer = "高远".into(), "envelope.signer"),
        (|envelope| envelope.account = "gao.yuan".into(), "envelope.signer"),
        (|envelope| envelope.certificate = "01".into(), "envelope.certificate"),
        (|envelope| envelope.at = envelope.at.plus_seconds(-DAY), "envelope.time"),
    ];
    for (city, person) in worlds() {
        for (lie, rule) in lies {
            let mut envelope = city.envelope(&person, SLIP);
            lie(&mut envelope);
            let message = city.sign_with(&person, SLIP, &envelope.to_der().expect("DER"));
            assert_eq!(verify(&city, SLIP, &message).rules(), [rule]);
        }
        let message = city.sign_with(&person, SLIP, &[0x30, 0]);
        assert_eq!(verify(&city, SLIP, &message).rules(), ["sign.malformed"]);
    }
}

#[test]
fn a_signature_without_envelope_says_too_little() {
    let (city, person) = worlds().next().expect("a city");
    let digest = city.profile.digest().of(SLIP);
    let request = Request { digest, at: signing_day(), envelope: None };
    let mut message = Message::sign(&city.identity(&person), &request).expect("a signature");
    city.stamp_all(&mut message);
    assert_eq!(verify(&city, SLIP, &message).rules(), ["sign.attributes"]);
    let mut policy = city.policy();
    policy.needs_envelope = false;
    assert!(verify::detached(SLIP, &message.to_der().expect("DER"), &policy).is_ok());
}

#[test]
fn who_did_may_not_check() {
    for (city, person) in worlds() {
        let mut message = city.sign(&person, SLIP);
        let signature = message.signers()[0].signature().to_vec();
        let digest = city.profile.digest().of(&signature);
        let envelope = city.envelope(&person, SLIP).to_der().expect("DER");
        let request = Request { digest, at: signing_day(), envelope: Some(&envelope) };
        let refused = message.countersign(&signature, &city.identity(&person), &request).expect_err("the same person");
        assert_eq!(refused.rule(), "sign.same-person");
        // A second certificate of the same account does not help either.
        let key = SecretKey::generate(city.profile).expect("a key");
        let certificate = city.certify("林知夏", "lin.zhixia", &key, start().plus_seconds(90 * DAY));
        let again = Person { key, certificate };
        let refused = message.countersign(&signature, &city.identity(&again), &request).expect_err("the same person");
        assert_eq!(refused.rule(), "sign.same-person");
    }
}

#[test]
fn a_counter_signature_of_another_person_holds_and_cannot_be_moved() {
    for (city, person) in worlds() {
        let checker = city.person("高远", "gao.yuan");
        let mut message = city.sign(&person, SLIP);
        let signature = message.signers()[0].signature().to_vec();
        let digest = city.profile.digest().of(&signature);
        let envelope = city.envelope(&checker, SLIP).to_der().expect("DER");
        let mut request = Request { digest: [3; 32], at: signing_day(), envelope: Some(&envelope) };
        let wrong = message.countersign(&signature, &city.identity(&checker), &request).expect_err("another signature");
        assert_eq!(wrong.rule(), "sign.digest");
        request.digest = digest;
        message.countersign(&signature, &city.identity(&checker), &request).expect("a counter-signature");
        let mut policy = city.policy();
        policy.needs_stamp = false;
        let report = verify::detached(SLIP, &message.to_der().expect("DER"), &policy);
        assert!(report.is_ok(), "{:?}", report.refusals());
        let counter = &report.signatures[0].counter_signatures[0];
        assert_eq!(counter.signer.as_ref().expect("known").name, "高远");
    }
}

#[test]
fn several_people_may_check_the_same_signature() {
    let city = City::new(Profile::P256);
    let people: Vec<Person> = (0..6).map(|at| city.person("某人", &format!("person.{at}"))).collect();
    let mut message = city.sign(&people[0], SLIP);
    let signature = message.signers()[0].signature().to_vec();
    for person in &people[1..] {
        let envelope = city.envelope(person, SLIP).to_der().expect("DER");
        let digest = city.profile.digest().of(&signature);
        let request = Request { digest, at: signing_day(), envelope: Some(&envelope) };
        message.countersign(&signature, &city.identity(person), &request).expect("beside each other");
    }
    let der = message.to_der().expect("DER");
    assert_eq!(Message::from_der(&der).expect("a message").signers()[0].counter_signers().expect("all").len(), 5);
}

#[test]
fn certificates_that_nobody_needs() {
    for (city, person) in worlds() {
        let bystander = city.person("路人", "passer.by");
        let chain = vec![city.authority.issuing().clone(), bystander.certificate.clone()];
        let identity = Identity::new(&person.key, person.certificate.clone(), chain).expect("an identity");
        let envelope = city.envelope(&person, SLIP).to_der().expect("DER");
        let digest = city.profile.digest().of(SLIP);
        let request = Request { digest, at: signing_day(), envelope: Some(&envelope) };
        let mut message = Message::sign(&identity, &request).expect("a signature");
        city.stamp_all(&mut message);
        assert_eq!(verify(&city, SLIP, &message).rules(), ["cert.stray"]);
    }
}

#[test]
fn the_key_of_somebody_else() {
    let (city, person) = worlds().next().expect("a city");
    let thief = SecretKey::generate(city.profile).expect("a key");
    let refused = Identity::new(&thief, person.certificate.clone(), Vec::new()).err().expect("refused");
    assert_eq!(refused.rule(), "key.mismatch");
}

#[test]
fn a_key_for_time_stamps_signs_no_documents() {
    let city = City::new(Profile::P256);
    let key = SecretKey::generate(city.profile).expect("a key");
    let certificate = city.authority.issue_stamper(key.public_key(), start()).expect("a certificate");
    let person = Person { key, certificate };
    let mut policy = city.policy();
    policy.needs_envelope = false;
    let digest = city.profile.digest().of(SLIP);
    let request = Request { digest, at: signing_day(), envelope: None };
    let mut message = Message::sign(&city.identity(&person), &request).expect("a signature");
    city.stamp_all(&mut message);
    assert_eq!(verify::detached(SLIP, &message.to_der().expect("DER"), &policy).rules(), ["cert.usage"]);
}
