//! The manners of a USB key.

use std::sync::Arc;

use super::{
    EccPublicKeyBlob, EccSignatureBlob, PinKind, SkfApplication, SkfContainer, SkfError, SkfLibrary, SkfProvider,
    SoftToken, TokenOrder,
};
use crate::{
    Fault, Profile,
    key::{KeyProvider, Medium},
    x509::DevelopmentAuthority,
};

const NAME: &str = "VENA-SOFT/VENA/SIGN";

fn token() -> SoftToken {
    let order = TokenOrder { serial_number: "QH-0007", user_pin: "135790", admin_pin: "admin-2468", most_tries: 3 };
    SoftToken::create(&order).expect("a token")
}

fn provider(token: &SoftToken) -> SkfProvider {
    SkfProvider::new(Arc::new(token.clone()))
}

fn refusal(token: &SoftToken, pin: &str) -> Fault {
    provider(token).open(NAME, pin).err().expect("a refusal")
}

#[test]
fn the_right_pin_opens_the_key_and_it_signs() {
    let token = token();
    let provider = provider(&token);
    assert_eq!(provider.medium(), Medium::Skf);
    let keys = provider.keys().expect("keys");
    assert_eq!(keys[0].name, NAME);
    let key = provider.open(NAME, "135790").expect("the key");
    let signature = key.sign("交接单".as_bytes()).expect("a signature");
    assert_eq!(keys[0].public_key.verify("交接单".as_bytes(), &signature), Ok(()));
    drop(key);
    let refused = token.ecc_sign_data(&[1; 32]);
    assert_eq!(refused, Err(SkfError::new(SkfError::NOT_LOGGED_IN)), "closed again");
    assert_eq!(Fault::from(refused.expect_err("refused")), Fault::NotUnlocked);
}

#[test]
fn three_wrong_pins_lock_and_the_administrator_unlocks() {
    let token = token();
    assert_eq!(refusal(&token, "000000"), Fault::WrongPin { left: 2 });
    assert!(provider(&token).open(NAME, "135790").is_ok(), "the right one counts from the beginning again");
    assert_eq!(refusal(&token, "000000"), Fault::WrongPin { left: 2 });
    assert_eq!(refusal(&token, "000000"), Fault::WrongPin { left: 1 });
    assert_eq!(refusal(&token, "000000"), Fault::Locked);
    assert_eq!(refusal(&token, "135790"), Fault::Locked, "even the right one");
    assert_eq!(token.unblock_pin("wrong-admin", "975310"), Err(SkfError::wrong_pin(2)));
    assert_eq!(token.unblock_pin("admin-2468", "123"), Err(SkfError::new(SkfError::PIN_LENGTH)));
    assert_eq!(token.unblock_pin("admin-2468", "975310"), Ok(()));
    assert!(provider(&token).open(NAME, "975310").is_ok());
    assert_eq!(token.pin_info(PinKind::User).expect("info").tries_left, 3);
}

#[test]
fn a_key_that_is_pulled_out_signs_nothing_more() {
    let token = token();
    let key = provider(&token).open(NAME, "135790").expect("the key");
    token.plug(false);
    assert_eq!(key.sign(b"x"), Err(Fault::Removed));
    assert_eq!(token.devices(), Ok(Vec::new()));
    token.plug(true);
    assert_eq!(key.sign(b"x"), Err(Fault::NotUnlocked), "the PIN is asked for again");
}

#[test]
fn names_that_lead_nowhere_are_told() {
    let token = token();
    let open = |name: &str| provider(&token).open(name, "135790").err();
    assert_eq!(open("VENA-SOFT"), Some(Fault::NoSuchKey { name: "VENA-SOFT".into() }));
    assert_eq!(open("VENA-SOFT/OTHER/SIGN"), Some(Fault::Device { code: "SAR 0x0A00002E".into() }));
}

#[test]
fn blobs_of_wrong_shape_are_refused() {
    let token = token();
    let blob = token.export_public_key().expect("a blob");
    for at in [0, 4, 68] {
        let mut wrong = blob;
        wrong.0[at] ^= 1;
        assert_eq!(wrong.public_key(), Err(Fault::BadKey), "byte {at}");
    }
    assert_eq!(EccPublicKeyBlob::of(&blob.public_key().expect("a key")), blob);
    let mut wrong = EccSignatureBlob([7; 128]);
    assert_eq!(wrong.signature(), Err(Fault::BadSignature));
    wrong.0[..32].fill(0);
    wrong.0[64..96].fill(0);
    assert!(wrong.signature().is_ok());
}

#[test]
fn a_certificate_of_another_key_is_not_kept() {
    let (token, now) = (token(), "2026-03-02T08:30:00Z".parse().expect("an instant"));
    let authority = DevelopmentAuthority::create(Profile::Sm2, "城北血站", now).expect("an authority");
    let root = authority.root().clone();
    let kept = provider(&token).keep_certificate(NAME, "135790", &root);
    assert_eq!(kept, Err(Fault::KeyMismatch));
    assert_eq!(token.export_certificate(), Err(SkfError::new(SkfError::CERTIFICATE_NOT_FOUND)));
}

#[test]
fn a_certificate_is_kept_only_by_its_owner() {
    let token = token();
    let refused = token.import_certificate(b"der");
    assert_eq!(refused, Err(SkfError::new(SkfError::NOT_LOGGED_IN)));
    assert_eq!(token.export_certificate(), Err(SkfError::new(SkfError::CERTIFICATE_NOT_FOUND)));
}
