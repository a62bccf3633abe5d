//! Keys at the workstation, security keys and pads.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use vena_kernel::handwriting::Point;
use vena_platform::documents::{
    BrowserAnswer, Hand, HandKind, Handwriting, OutsideAnswer, Party, Prepared, Profile, SecurityKey, SignOrder,
    Withdrawn,
};
use vena_sign::Digest;

use super::desk::{Desk, Holder, rules};

fn refused<T>(result: Result<T, vena_kernel::refusal::Refusal>) -> String {
    result.err().expect("it is refused").rule
}

#[test]
fn a_token_signs_in_two_steps_in_both_profiles() {
    for profile in Profile::ALL {
        let desk = Desk::new(profile);
        let holder = desk.holder("林知夏", "lin.zhixia", profile);
        let order = desk.order(&desk.drawn.pdf, Hand::Token { certificate: &holder.certificate });
        let Prepared { to_sign, state } = desk.notary.prepare(&order).expect("something to sign");
        let signature = holder.key.sign(&to_sign).expect("a signature");
        let later = desk.at.plus_seconds(40);
        let answer = OutsideAnswer::Signature(&signature);
        let pdf = desk.notary.finish(&order, &state, &answer, later).expect("a signed document");
        let report = desk.check(&pdf);
        assert!(report.ok, "{report:#?}");
        let signed = &report.signatures[0];
        assert_eq!((signed.signer.as_str(), signed.hand, signed.sealed_by.clone()), ("林知夏", HandKind::Key, None));
        assert_eq!(signed.stamped_at.expect("stamped").to_string(), "2026-11-16T00:30:40.000000Z");
    }
}

#[test]
fn an_answer_belongs_to_what_was_prepared_and_to_nothing_else() {
    let desk = Desk::new(Profile::P256);
    let holder = desk.holder("林知夏", "lin.zhixia", Profile::P256);
    let hand = Hand::Token { certificate: &holder.certificate };
    let order = desk.order(&desk.drawn.pdf, hand);
    let Prepared { to_sign, state } = desk.notary.prepare(&order).expect("something to sign");
    let signature = holder.key.sign(&to_sign).expect("a signature");
    let finish = |order: &SignOrder<'_>, signature: &[u8]| {
        refused(desk.notary.finish(order, &state, &OutsideAnswer::Signature(signature), desk.at))
    };
    let other = [desk.drawn.pdf.as_slice(), b"\n"].concat();
    assert_eq!(finish(&desk.order(&other, hand), &signature), "envelope.document");
    assert_eq!(finish(&SignOrder { reason: "退回", ..order }, &signature), "envelope.reason");
    assert_eq!(finish(&SignOrder { role: "接收人", ..order }, &signature), "envelope.role");
    assert_eq!(finish(&SignOrder { at: desk.at.plus_seconds(1), ..order }, &signature), "envelope.time");
    assert_eq!(finish(&SignOrder { place: None, ..order }, &signature), "key.other-document");
    let stranger = desk.holder("周远", "zhou.yuan", Profile::P256);
    let theirs = Hand::Token { certificate: &stranger.certificate };
    assert_eq!(finish(&SignOrder { hand: theirs, ..order }, &signature), "envelope.signer");
    assert_eq!(finish(&order, &stranger.key.sign(&to_sign).expect("a signature")), "sign.signature");
    assert_eq!(finish(&order, b"no signature"), "sign.signature");
    assert_eq!(refused(desk.notary.sign(&order)), "key.elsewhere");
    let nonsense = desk.notary.finish(&order, b"{}", &OutsideAnswer::Signature(&signature), desk.at);
    assert_eq!(refused(nonsense), "key.other-document");
}

#[test]
fn who_lost_the_key_between_the_two_steps_does_not_sign() {
    let desk = Desk::new(Profile::Sm2);
    let holder = desk.holder("林知夏", "lin.zhixia", Profile::Sm2);
    let order = desk.order(&desk.drawn.pdf, Hand::Token { certificate: &holder.certificate });
    let Prepared { to_sign, state } = desk.notary.prepare(&order).expect("something to sign");
    let signature = holder.key.sign(&to_sign).expect("a signature");
    let lost = [Withdrawn { certificate: holder.certificate.clone(), at: desk.at.plus_seconds(5), compromised: true }];
    let order = SignOrder { withdrawn: &lost, ..order };
    let answer = OutsideAnswer::Signature(&signature);
    assert_eq!(refused(desk.notary.finish(&order, &state, &answer, desk.at.plus_seconds(9))), "cert.revoked");
    assert_eq!(refused(desk.notary.prepare(&SignOrder { at: desk.at.plus_seconds(9), ..order })), "cert.revoked");
}

fn party() -> Party {
    Party { id: "vena.qinghe.example".into(), origin: "https://vena.qinghe.example".into() }
}

struct Said {
    client: Vec<u8>,
    data: Vec<u8>,
    signature: Vec<u8>,
}

/// A security key in a few lines.
fn touched(holder: &Holder, challenge: &[u8], flags: u8) -> Said {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(challenge);
    let Party { id, origin } = party();
    let client = format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}"}}"#).into_bytes();
    let data = [&Digest::Sha256.of(id.as_bytes())[..], &[flags, 0, 0, 0, 9]].concat();
    let signed = [&data[..], &Digest::Sha256.of(&client)].concat();
    Said { client, data, signature: holder.key.sign(&signed).expect("a signature") }
}

impl Said {
    fn answer(&self) -> BrowserAnswer<'_> {
        BrowserAnswer {
            credential_id: &[3; 16],
            client_data_json: &self.client,
            authenticator_data: &self.data,
            signature: &self.signature,
        }
    }
}

#[test]
fn a_security_key_signs_the_envelope_and_the_seal_carries_its_answer() {
    let desk = Desk::new(Profile::P256);
    let (holder, seal) = (desk.holder("林知夏", "lin.zhixia", Profile::P256), desk.seal());
    let hand = Hand::SecurityKey { certificate: &holder.certificate, seal: &seal };
    let order = desk.order(&desk.drawn.pdf, hand);
    let Prepared { to_sign, state } = desk.notary.prepare(&order).expect("a challenge");
    let challenge: [u8; 32] = to_sign.as_slice().try_into().expect("the digest of the envelope");
    let said = touched(&holder, &challenge, 0x05);
    let known = SecurityKey {
        credential_id: vec![3; 16],
        public_key: holder.key.public_key().to_der().expect("DER"),
        counter: 8,
        may_have_copies: false,
        model: "00".repeat(16),
    };
    assert_eq!(desk.notary.assert(&party(), &known, &challenge, &said.answer(), true), Ok(9));
    let party = party();
    let answer = OutsideAnswer::Assertion { party: &party, answer: said.answer() };
    let pdf = desk.notary.finish(&order, &state, &answer, desk.at.plus_seconds(20)).expect("a signed document");
    let report = desk.check(&pdf);
    assert!(report.ok, "{report:#?}");
    let signed = &report.signatures[0];
    let seen = (signed.signer.as_str(), signed.hand, signed.sealed_by.as_deref());
    assert_eq!(seen, ("林知夏", HandKind::SecurityKey, Some("青禾市中心血站")));

    let finish = |answer: &OutsideAnswer<'_>| refused(desk.notary.finish(&order, &state, answer, desk.at));
    let elsewhere = touched(&holder, &[1; 32], 0x05);
    assert_eq!(finish(&OutsideAnswer::Assertion { party: &party, answer: elsewhere.answer() }), "webauthn.challenge");
    let unverified = touched(&holder, &challenge, 0x01);
    assert_eq!(finish(&OutsideAnswer::Assertion { party: &party, answer: unverified.answer() }), "webauthn.unverified");
    let stranger = touched(&desk.holder("周远", "zhou.yuan", Profile::P256), &challenge, 0x05);
    assert_eq!(finish(&OutsideAnswer::Assertion { party: &party, answer: stranger.answer() }), "webauthn.signature");
    assert_eq!(finish(&OutsideAnswer::Signature(&said.signature)), "key.other-document");
    let other = SignOrder { number: "202611160002", ..order };
    assert_eq!(refused(desk.notary.finish(&other, &state, &answer, desk.at)), "envelope.number");
}

fn strokes() -> Vec<Vec<Point>> {
    let point = |x, y, t| Point { x, y, t, p: 600 };
    vec![
        vec![point(120, 240, 0), point(300, 180, 90), point(420, 320, 180)],
        vec![point(260, 120, 320), point(250, 420, 480)],
    ]
}

#[test]
fn a_pad_signs_for_a_person_without_a_key() {
    for profile in Profile::ALL {
        let desk = Desk::new(profile);
        let (seal, strokes) = (desk.seal(), strokes());
        let handwriting = Handwriting {
            name: "赵小舟",
            strokes: &strokes,
            strokes_digest: [7; 32],
            fingerprint_digest: Some([9; 32]),
            witness: "林知夏",
        };
        let order = desk.order(&desk.drawn.pdf, Hand::Pad { seal: &seal, handwriting: &handwriting });
        let pdf = desk.notary.sign(&order).expect("a signed document");
        let report = desk.check(&pdf);
        assert!(report.ok, "{report:#?}");
        let signed = &report.signatures[0];
        let seen = (signed.signer.as_str(), signed.hand, signed.sealed_by.as_deref(), signed.witness.as_deref());
        assert_eq!(seen, ("赵小舟", HandKind::Pad, Some("青禾市中心血站"), Some("林知夏")));
        let ink = b"0.06 0.12 0.42 RG 1 J 1 j";
        assert!(pdf.windows(ink.len()).any(|window| window == ink), "what was written is drawn");
        // Whoever comes next signs the whole of it with a key.
        let holder = desk.holder("周远", "zhou.yuan", profile);
        let order = desk.order(&pdf, Hand::Token { certificate: &holder.certificate });
        let Prepared { to_sign, state } = desk.notary.prepare(&order).expect("something to sign");
        let signature = holder.key.sign(&to_sign).expect("a signature");
        let both = desk.notary.finish(&order, &state, &OutsideAnswer::Signature(&signature), desk.at);
        let report = desk.check(&both.expect("a document with two signatures"));
        assert!(report.ok && report.signatures.len() == 2, "{report:#?}");
        let mut altered = pdf.clone();
        let at = altered.windows(ink.len()).position(|window| window == ink).expect("the ink");
        altered[at + 2] ^= 1;
        assert!(rules(&desk.check(&altered)).contains(&"sign.digest"), "the ink is signed too");
    }
}
