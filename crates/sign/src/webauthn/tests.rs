//! A security key in a few lines, and everything that may be wrong with its answers.

use std::collections::BTreeSet;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{
    Asserted, Assertion, Credential, Registration, RelyingParty, Strictness, UsedChallenges, assert, cbor, register,
};
use crate::{Digest, Fault, Profile, Result, profile::SecretKey};

const ORIGIN: &str = "https://vena.qinghe.example";
const CHALLENGE: [u8; 32] = [7; 32];
const ID: [u8; 16] = [3; 16];

#[derive(Default)]
struct Store(BTreeSet<Vec<u8>>);

impl UsedChallenges for Store {
    fn claim(&mut self, challenge: &[u8]) -> bool {
        self.0.insert(challenge.to_vec())
    }
}

fn party() -> RelyingParty {
    RelyingParty { id: "vena.qinghe.example".into(), origins: vec![ORIGIN.into()] }
}

/// What one answer says; each test changes one thing.
#[derive(Clone)]
struct Words {
    ceremony: &'static str,
    origin: &'static str,
    challenge: [u8; 32],
    cross_origin: bool,
    rp_id: &'static str,
    flags: u8,
    counter: u32,
}

impl Words {
    fn get() -> Self {
        let (ceremony, origin, rp_id) = ("webauthn.get", ORIGIN, "vena.qinghe.example");
        Self { ceremony, origin, challenge: CHALLENGE, cross_origin: false, rp_id, flags: 0x05, counter: 9 }
    }

    fn create() -> Self {
        Self { ceremony: "webauthn.create", flags: 0x45, counter: 1, ..Self::get() }
    }

    fn client(&self) -> Vec<u8> {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(self.challenge);
        let (ceremony, origin, cross) = (self.ceremony, self.origin, self.cross_origin);
        format!(
            r#"{{"type":"{ceremony}","challenge":"{challenge}","origin":"{origin}","crossOrigin":{cross},"new":1}}"#
        )
        .into_bytes()
    }

    fn data(&self, key: Option<&SecretKey>) -> Vec<u8> {
        let mut data = Digest::Sha256.of(self.rp_id.as_bytes()).to_vec();
        data.push(self.flags);
        data.extend(self.counter.to_be_bytes());
        if let Some(key) = key {
            data.extend([0; 16]);
            data.extend([0, 16]);
            data.extend(ID);
            // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
            data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
            data.extend(&key.public_key().point()[1..33]);
            data.extend([0x22, 0x58, 32]);
            data.extend(&key.public_key().point()[33..]);
        }
        data
    }
}

fn text(text: &str) -> Vec<u8> {
    [&[0x60 | text.len() as u8], text.as_bytes()].concat()
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    [&[0x59], &(bytes.len() as u16).to_be_bytes()[..], bytes].concat()
}

fn object(format: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
    // Short byte strings would need a shorter head; authenticator data never is that short.
    [&[0xa3][..], &text("fmt"), &text(format), &text("attStmt"), statement, &text("authData"), &head(data)].concat()
}

fn head(data: &[u8]) -> Vec<u8> {
    if data.len() < 256 { [&[0x58, data.len() as u8], data].concat() } else { bytes(data) }
}

fn key() -> SecretKey {
    SecretKey::from_scalar(Profile::P256, &[9; 32]).expect("a key")
}

fn credential() -> Credential {
    let public_key = key().public_key().clone();
    Credential { id: ID.to_vec(), public_key, counter: 8, is_backup_eligible: false, model: [0; 16] }
}

fn try_register(words: &Words, format: &str, statement: &[u8]) -> Result<Credential> {
    let (client, object) = (words.client(), object(format, statement, &words.data(Some(&key()))));
    let answer = Registration { client_data_json: &client, attestation_object: &object };
    register(&party(), &CHALLENGE, &answer, &mut Store::default())
}

fn try_assert_with(
    words: &Words,
    credential: &Credential,
    strictness: Strictness,
    store: &mut Store,
) -> Result<Asserted> {
    let (client, data) = (words.client(), words.data(None));
    let signature = key().sign(&[&data[..], &Digest::Sha256.of(&client)].concat()).expect("a signature");
    let answer =
        Assertion { credential_id: &ID, client_data_json: &client, authenticator_data: &data, signature: &signature };
    assert(&party(), credential, &CHALLENGE, &answer, strictness, store)
}

fn try_assert(words: &Words) -> Result<Asserted> {
    try_assert_with(words, &credential(), Strictness::Release, &mut Store::default())
}

#[test]
fn a_key_is_registered_without_or_with_its_own_statement() {
    let words = Words::create();
    let registered = try_register(&words, "none", &[0xa0]).expect("a credential");
    assert_eq!(registered, Credential { counter: 1, ..credential() });
    assert_eq!(registered.name(), "03".repeat(16));
    let signed = [words.data(Some(&key())), Digest::Sha256.of(&words.client()).to_vec()].concat();
    let signature = key().sign(&signed).expect("a signature");
    let own = [&[0xa2][..], &text("alg"), &[0x26], &text("sig"), &head(&signature)].concat();
    assert_eq!(try_register(&words, "packed", &own).expect("a credential").id, ID);
}

#[test]
fn statements_that_do_not_hold_are_refused() {
    let words = Words::create();
    let wrong = [&[0xa2][..], &text("alg"), &[0x26], &text("sig"), &head(&[1; 70])].concat();
    for (format, statement) in [("packed", &wrong[..]), ("tpm", &[0xa0]), ("none", &wrong), ("packed", &[0xa0])] {
        assert_eq!(try_register(&words, format, statement), Err(Fault::Attestation), "{format}");
    }
}

#[test]
fn a_signature_over_the_envelope_is_accepted_once() {
    let mut store = Store::default();
    let words = Words::get();
    let once = try_assert_with(&words, &credential(), Strictness::Release, &mut store);
    assert_eq!(once, Ok(Asserted { counter: 9 }));
    let replayed = try_assert_with(&words, &credential(), Strictness::Release, &mut store);
    assert_eq!(replayed, Err(Fault::ChallengeReused));
}

#[test]
fn each_lie_has_its_own_reason() {
    type Lie = fn(&mut Words);
    let lies: [(Lie, Fault); 9] = [
        (|words| words.challenge[0] ^= 1, Fault::Challenge),
        (|words| words.origin = "https://evil.example", Fault::Origin { seen: "https://evil.example".into() }),
        (|words| words.cross_origin = true, Fault::CrossOrigin),
        (|words| words.ceremony = "webauthn.create", Fault::CeremonyType),
        (|words| words.rp_id = "evil.example", Fault::RpId),
        (|words| words.flags = 0x04, Fault::UserAbsent),
        (|words| words.flags = 0x01, Fault::UserUnverified),
        (|words| words.flags = 0x0d, Fault::SyncedKey),
        (|words| words.counter = 8, Fault::CounterBack { known: 8, seen: 8 }),
    ];
    for (lie, fault) in lies {
        let mut words = Words::get();
        lie(&mut words);
        assert_eq!(try_assert(&words), Err(fault));
    }
}

#[test]
fn a_synced_key_may_sign_what_releases_nothing() {
    let synced = Credential { is_backup_eligible: true, ..credential() };
    let words = Words { flags: 0x1d, ..Words::get() };
    let mut store = Store::default();
    assert!(try_assert_with(&words, &synced, Strictness::Usual, &mut store).is_ok());
    let release = try_assert_with(&words, &synced, Strictness::Release, &mut Store::default());
    assert_eq!(release, Err(Fault::SyncedKey));
    let changed = try_assert_with(&words, &credential(), Strictness::Usual, &mut Store::default());
    assert_eq!(changed, Err(Fault::UnknownCredential), "another key than was registered");
}

#[test]
fn a_key_that_does_not_count_is_accepted_and_another_key_is_not() {
    let silent = Credential { counter: 0, ..credential() };
    let words = Words { counter: 0, ..Words::get() };
    assert!(try_assert_with(&words, &silent, Strictness::Release, &mut Store::default()).is_ok());
    let other = Credential { id: vec![4; 16], ..credential() };
    let refused = try_assert_with(&words, &other, Strictness::Release, &mut Store::default());
    assert_eq!(refused, Err(Fault::UnknownCredential));
    let stranger = SecretKey::from_scalar(Profile::P256, &[8; 32]).expect("a key").public_key().clone();
    let other = Credential { public_key: stranger, ..credential() };
    let refused = try_assert_with(&Words::get(), &other, Strictness::Release, &mut Store::default());
    assert_eq!(refused, Err(Fault::BadSignature));
}

#[test]
fn cbor_is_read_in_its_one_short_form() {
    assert_eq!(cbor::read_all(&[0x38, 0x18]).expect("a number").as_int(), Some(-25));
    for wrong in [
        &[0x18, 0x17][..],
        &[0x19, 0x00, 0x18],
        &[0x5f],
        &[0xa2, 1, 1, 1, 1],
        &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0x81; 40],
        &[0x01, 0x01],
        &[0xc0, 0x01],
        &[],
    ] {
        assert_eq!(cbor::read_all(wrong), Err(Fault::Malformed { what: "CBOR" }), "{wrong:?}");
    }
}

#[test]
fn keys_of_other_kinds_are_refused() {
    // {1: 3, 3: -257}: RSA.
    let rsa = cbor::read_all(&[0xa2, 1, 3, 3, 0x39, 1, 0]).expect("a map");
    let refused = super::cose::public_key(&rsa).expect_err("RSA");
    assert_eq!(refused, Fault::UnknownAlgorithm { oid: "COSE -257".into() });
}
