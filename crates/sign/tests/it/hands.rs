//! Seals around what a person did: a security key of the browser, a hand on a pad. And what people try with them.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use vena_kernel::{clock::Instant, text::Lang};
use vena_sign::{
    Digest, Profile,
    cms::{Assertion, Draft, Hand, Handwriting, Message, Request},
    envelope::Envelope,
    profile::SecretKey,
    verify::{self, Policy, Report},
};

use crate::city::{City, DAY, Person, signing_day, start};

const PAPER: &[u8] = "献血者知情同意书 202604100".as_bytes();
const SITE: &str = "vena.qinghe.example";

/// A city, its seal, and a person with a security key: P-256 whatever the seal is.
struct World {
    city: City,
    seal: Person,
    person: Person,
}

fn world(profile: Profile) -> World {
    world_until(profile, start().plus_seconds(365 * DAY))
}

fn world_until(profile: Profile, until: Instant) -> World {
    let city = City::new(profile);
    let seal = seal(&city);
    let person = holder(&city, "林知夏", "lin.zhixia", until);
    World { city, seal, person }
}

/// The seal of the city's blood centre.
pub(crate) fn seal(city: &City) -> Person {
    let key = SecretKey::generate(city.profile).expect("a key");
    let end = start().plus_seconds(3 * 365 * DAY);
    let certificate = city.authority.issue_seal("青禾市中心血站", key.public_key(), start(), end).expect("a seal");
    Person { key, certificate }
}

fn holder(city: &City, name: &str, account: &str, until: Instant) -> Person {
    let key = SecretKey::generate(Profile::P256).expect("a key");
    let certificate = city.certify(name, account, &key, until);
    Person { key, certificate }
}

fn worlds() -> impl Iterator<Item = World> {
    Profile::ALL.into_iter().map(world)
}

/// What a browser and its security key say; each lie changes one thing.
struct Words {
    ceremony: &'static str,
    origin: &'static str,
    cross_origin: bool,
    rp_id: &'static str,
    flags: u8,
}

const HONEST: Words = Words {
    ceremony: "webauthn.get",
    origin: "https://vena.qinghe.example",
    cross_origin: false,
    rp_id: SITE,
    flags: 0x05,
};

fn answer(person: &Person, challenge: [u8; 32], words: &Words) -> Assertion {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(challenge);
    let Words { ceremony, origin, cross_origin, rp_id, flags } = words;
    let client_data_json = format!(
        r#"{{"type":"{ceremony}","challenge":"{challenge}","origin":"{origin}","crossOrigin":{cross_origin}}}"#
    )
    .into_bytes();
    let authenticator_data = [&Digest::Sha256.of(rp_id.as_bytes())[..], &[*flags, 0, 0, 0, 7]].concat();
    let signed = [&authenticator_data[..], &Digest::Sha256.of(&client_data_json)].concat();
    let signature = person.key.sign(&signed).expect("a signature");
    let certificate = person.certificate.clone();
    Assertion { certificate, rp_id: SITE.into(), authenticator_data, client_data_json, signature }
}

fn challenge(envelope: &Envelope) -> [u8; 32] {
    envelope.digest(Digest::Sha256).expect("DER")
}

/// What `maker` signs around a person's act on the paper, stamped.
fn paper(city: &City, maker: &Person, envelope: &Envelope, hand: Hand) -> Message {
    sealed(city, maker, (city.profile.digest().of(PAPER), &envelope.to_der().expect("DER")), hand)
}

/// The same on a document with this digest.
pub(crate) fn sealed(city: &City, maker: &Person, (digest, envelope): ([u8; 32], &[u8]), hand: Hand) -> Message {
    let request = Request { digest, at: signing_day(), envelope: Some(envelope) };
    let chain = [city.authority.issuing().clone()];
    let draft = Draft::new(&maker.certificate, &chain, &request, &hand).expect("a draft");
    let signature = maker.key.sign(&draft.to_sign().expect("bytes")).expect("a signature");
    let mut message = draft.finish(&signature).expect("a message");
    city.stamp_all(&mut message);
    message
}

fn judged(message: &Message, policy: &Policy) -> Report {
    verify::detached(PAPER, &message.to_der().expect("DER"), policy)
}

/// The rules that refuse what a security key answered with `words`.
fn refused(world: &World, words: &Words) -> Vec<String> {
    let envelope = world.city.envelope(&world.person, PAPER);
    let assertion = answer(&world.person, challenge(&envelope), words);
    rules(world, &envelope, Hand::SecurityKey(Box::new(assertion)))
}

fn rules(world: &World, envelope: &Envelope, hand: Hand) -> Vec<String> {
    let report = judged(&paper(&world.city, &world.seal, envelope, hand), &world.city.policy());
    report.rules().into_iter().map(str::to_owned).collect()
}

#[test]
fn a_security_key_signs_and_the_person_is_the_signer() {
    for World { city, seal, person } in worlds() {
        let envelope = city.envelope(&person, PAPER);
        let assertion = answer(&person, challenge(&envelope), &HONEST);
        let hand = Hand::SecurityKey(Box::new(assertion));
        let message = paper(&city, &seal, &envelope, hand.clone());
        assert_eq!(message.signers()[0].hand(), Ok(hand), "what was written is read");
        let report = judged(&message, &city.policy());
        assert!(report.is_ok(), "{:?}", report.refusals());
        let signature = &report.signatures[0];
        assert_eq!(signature.signer.as_ref().expect("known").name, "林知夏");
        assert_eq!(signature.certificate, Some(person.certificate.serial()));
        assert_eq!(signature.sealed_by.as_ref().expect("a seal").name, "青禾市中心血站");
        let text = report.to_text(Lang::Zh);
        assert!(text.contains("林知夏 · 发血者") && text.contains("安全密钥，青禾市中心血站盖章"), "{text}");
    }
}

#[test]
fn each_lie_of_a_security_key_has_its_own_reason() {
    let lies = [
        (Words { ceremony: "webauthn.create", ..HONEST }, "webauthn.type"),
        (Words { origin: "https://evil.example", ..HONEST }, "webauthn.origin"),
        (Words { origin: "http://vena.qinghe.example", ..HONEST }, "webauthn.origin"),
        (Words { cross_origin: true, ..HONEST }, "webauthn.cross-origin"),
        (Words { rp_id: "evil.example", ..HONEST }, "webauthn.rp-id"),
        (Words { flags: 0x04, ..HONEST }, "webauthn.absent"),
        (Words { flags: 0x01, ..HONEST }, "webauthn.unverified"),
    ];
    let world = world(Profile::Sm2);
    assert_eq!(refused(&world, &HONEST), Vec::<String>::new());
    for (words, rule) in lies {
        assert_eq!(refused(&world, &words), [rule]);
    }
}

#[test]
fn an_answer_about_another_document_or_of_somebody_else_is_refused() {
    for world in worlds() {
        let World { city, person, .. } = &world;
        let envelope = city.envelope(person, PAPER);
        let other = city.envelope(person, "另一份文件".as_bytes());
        let assertion = answer(person, challenge(&other), &HONEST);
        assert_eq!(rules(&world, &envelope, Hand::SecurityKey(Box::new(assertion))), ["webauthn.challenge"]);

        let somebody = holder(city, "周远", "zhou.yuan", start().plus_seconds(365 * DAY));
        let assertion = answer(&somebody, challenge(&envelope), &HONEST);
        assert_eq!(rules(&world, &envelope, Hand::SecurityKey(Box::new(assertion))), ["envelope.certificate"]);

        // Their answer under the certificate of the person: the certificate was swapped.
        let mut assertion = answer(&somebody, challenge(&envelope), &HONEST);
        assertion.certificate = person.certificate.clone();
        assert_eq!(rules(&world, &envelope, Hand::SecurityKey(Box::new(assertion))), ["webauthn.signature"]);
    }
}

#[test]
fn a_person_whose_certificate_was_not_good_has_not_signed() {
    for profile in Profile::ALL {
        let early = world_until(profile, signing_day().plus_seconds(-DAY));
        assert_eq!(refused(&early, &HONEST), ["cert.expired"]);

        let (ours, theirs) = (world(profile), world(profile));
        let stranger = World { person: theirs.person, ..ours };
        let rules = refused(&stranger, &HONEST);
        assert!(rules[0] == "cert.signature" || rules[0] == "cert.untrusted", "{rules:?}");
    }
}

#[test]
fn a_revocation_before_the_proven_instant_counts_and_one_after_it_does_not() {
    for World { city, seal, person } in worlds() {
        let envelope = city.envelope(&person, PAPER);
        let assertion = answer(&person, challenge(&envelope), &HONEST);
        let message = paper(&city, &seal, &envelope, Hand::SecurityKey(Box::new(assertion)));
        let after = signing_day().plus_seconds(3600);
        for (whose, at, rules) in [
            (&person, signing_day().plus_seconds(-60), &["cert.revoked"][..]),
            (&seal, signing_day().plus_seconds(-60), &["cert.revoked"]),
            (&person, signing_day().plus_seconds(60), &[]),
        ] {
            let mut policy = city.policy();
            policy.evidence.crls = city.lists(after, &city.revocation(whose, at));
            assert_eq!(judged(&message, &policy).rules(), rules);
        }
    }
}

pub(crate) fn written() -> Handwriting {
    Handwriting { strokes: [7; 32], fingerprint: Some([9; 32]), witness: "林知夏".into() }
}

/// The envelope of somebody without an account and without a certificate.
fn by_hand(world: &World) -> Envelope {
    let envelope = world.city.envelope(&world.seal, PAPER);
    Envelope { signer: "赵小舟".into(), ..envelope }
}

#[test]
fn a_hand_on_a_pad_signs_under_the_seal() {
    for world in worlds() {
        for fingerprint in [Some([9; 32]), None] {
            let hand = Hand::Pad(Handwriting { fingerprint, ..written() });
            let message = paper(&world.city, &world.seal, &by_hand(&world), hand.clone());
            assert_eq!(message.signers()[0].hand(), Ok(hand));
            let report = judged(&message, &world.city.policy());
            assert!(report.is_ok(), "{:?}", report.refusals());
            let signature = &report.signatures[0];
            assert_eq!(signature.signer.as_ref().expect("known").name, "赵小舟");
            assert_eq!(signature.sealed_by.as_ref().expect("a seal").name, "青禾市中心血站");
            assert_eq!(signature.handwriting.as_ref().expect("written").witness, "林知夏");
            let text = report.to_text(Lang::En);
            assert!(text.contains("handwritten, seen by 林知夏, sealed by 青禾市中心血站"), "{text}");
        }
    }
}

#[test]
fn handwriting_is_worth_nothing_without_seal_name_or_witness() {
    for world in worlds() {
        let pad = || Hand::Pad(written());
        let envelope = by_hand(&world);
        let account = Envelope { account: "zhao".into(), ..envelope.clone() };
        assert_eq!(rules(&world, &account, pad()), ["handwriting.name"]);
        let nobody = Envelope { signer: " ".into(), ..envelope.clone() };
        assert_eq!(rules(&world, &nobody, pad()), ["handwriting.name"]);
        let other = Envelope { certificate: "4a01".into(), ..envelope.clone() };
        assert_eq!(rules(&world, &other, pad()), ["envelope.certificate"]);
        let unseen = |fingerprint| Hand::Pad(Handwriting { fingerprint, witness: String::new(), ..written() });
        assert_eq!(rules(&world, &envelope, unseen(None)), ["handwriting.witness"]);
        let message = paper(&world.city, &world.seal, &envelope, unseen(Some([9; 32])));
        let report = judged(&message, &world.city.policy());
        assert!(report.is_ok(), "a fingerprint is worth as much as a witness: {:?}", report.refusals());
        assert!(report.to_text(Lang::En).contains("handwritten, with a fingerprint, sealed by"));
    }
}

/// A person with a good certificate puts it where the seal belongs.
#[test]
fn nobody_seals_for_others_with_a_key_of_their_own() {
    for profile in Profile::ALL {
        let world = world(profile);
        let own = world.city.person("周远", "zhou.yuan");
        let envelope = Envelope { certificate: own.certificate.serial(), ..by_hand(&world) };
        let message = paper(&world.city, &own, &envelope, Hand::Pad(written()));
        assert_eq!(judged(&message, &world.city.policy()).rules(), ["seal.person"]);

        let envelope = world.city.envelope(&world.person, PAPER);
        let assertion = answer(&world.person, challenge(&envelope), &HONEST);
        let message = paper(&world.city, &own, &envelope, Hand::SecurityKey(Box::new(assertion)));
        assert_eq!(judged(&message, &world.city.policy()).rules(), ["seal.person"]);
    }
}

/// The seal alone is no person: without the act it may not sign in somebody's name.
#[test]
fn a_seal_without_an_act_signs_for_nobody() {
    for world in worlds() {
        assert_eq!(rules(&world, &by_hand(&world), Hand::Key), ["envelope.signer"]);
        let envelope = world.city.envelope(&world.person, PAPER);
        assert_eq!(rules(&world, &envelope, Hand::Key), ["envelope.certificate"]);
    }
}

#[test]
fn whoever_changes_the_digests_of_a_capture_breaks_the_seal() {
    for world in worlds() {
        let message = paper(&world.city, &world.seal, &by_hand(&world), Hand::Pad(written()));
        for digest in [[7; 32], [9; 32]] {
            let mut der = message.to_der().expect("DER");
            let at = der.windows(32).position(|window| window == digest).expect("the digest stands in the message");
            der[at] ^= 1;
            let rules = verify::detached(PAPER, &der, &world.city.policy());
            assert!(rules.rules().contains(&"sign.signature"), "{:?}", rules.rules());
        }
    }
}

/// The answer of a token that signed something else, or that is none.
#[test]
fn a_draft_takes_only_the_signature_of_its_own_key() {
    for world in worlds() {
        let envelope = by_hand(&world).to_der().expect("DER");
        let request = Request { digest: [1; 32], at: signing_day(), envelope: Some(&envelope) };
        let draft = Draft::new(&world.seal.certificate, &[], &request, &Hand::Key).expect("a draft");
        let stranger = SecretKey::generate(world.city.profile).expect("a key");
        let bytes = draft.to_sign().expect("bytes");
        for wrong in [stranger.sign(&bytes), world.seal.key.sign(b"else"), Ok(vec![0x30, 0])] {
            let refused = draft.finish(&wrong.expect("a signature")).expect_err("refused");
            assert_eq!(refused.rule(), "sign.signature");
        }
    }
}
