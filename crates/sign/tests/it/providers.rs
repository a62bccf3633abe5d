//! Keys on media: a file, a PKCS#11 token (SoftHSM of Debian's `softhsm2`), a USB key.

use std::{path::Path, process::Command, sync::Arc};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    mechanism::Mechanism,
    object::{Attribute, CertificateType, ObjectClass},
    session::UserType,
    types::AuthPin,
};
use vena_sign::{
    Fault, Profile,
    cms::{Message, Request},
    key::{
        Identity, KeyFile, KeyProvider, Medium, Pkcs11Module, SkfProvider, SoftToken,
        skf::{PinKind, SkfApplication as _, SkfContainer as _, TokenOrder},
    },
    verify,
    x509::Certificate,
};

use crate::{
    city::{City, DAY, Person, signing_day, start},
    openssl::{Desk, said},
};

const SLIP: &[u8] = "血液搬运单 202604100".as_bytes();
const LIBRARIES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];

/// Signs with the first key of `provider` and lets the document be verified.
fn signs(city: &City, provider: &dyn KeyProvider, pin: &str) {
    let info = provider.keys().expect("keys").remove(0);
    let certificate = info.certificate.expect("a certificate");
    let key = provider.open(&info.name, pin).expect("the key");
    let chain = vec![city.authority.issuing().clone()];
    let identity = Identity::new(key.as_ref(), certificate.clone(), chain).expect("an identity");
    let shown = city.envelope(&Person { key: dummy(city), certificate }, SLIP).to_der().expect("DER");
    let request = Request { digest: city.profile.digest().of(SLIP), at: signing_day(), envelope: Some(&shown) };
    let mut message = Message::sign(&identity, &request).expect("a signature");
    city.stamp_all(&mut message);
    let report = verify::detached(SLIP, &message.to_der().expect("DER"), &city.policy());
    assert!(report.is_ok(), "{:?}", report.refusals());
}

/// The envelope only looks at the certificate.
fn dummy(city: &City) -> vena_sign::profile::SecretKey {
    vena_sign::profile::SecretKey::generate(city.profile).expect("a key")
}

#[test]
fn a_key_file_signs() {
    let city = City::new(Profile::Sm2);
    let person = city.person("林知夏", "lin.zhixia");
    let pem = person.key.to_pem("135790").expect("a file");
    let file = KeyFile::new("lin", &person.certificate.to_pem().expect("PEM"), pem.as_str()).expect("a key");
    assert_eq!(file.medium(), Medium::File);
    signs(&city, &file, "135790");
    assert_eq!(file.open("lin", "000000").err(), Some(Fault::PinRefused));
    assert_eq!(file.open("gao", "135790").err(), Some(Fault::NoSuchKey { name: "gao".into() }));
    let other = city.person("高远", "gao.yuan").key.to_pem("1").expect("a file");
    let mixed = KeyFile::new("lin", &person.certificate.to_pem().expect("PEM"), other.as_str()).expect("a key");
    assert_eq!(mixed.open("lin", "1").err(), Some(Fault::KeyMismatch));
}

#[test]
fn a_usb_key_signs() {
    let city = City::new(Profile::Sm2);
    let order = TokenOrder { serial_number: "QH-1", user_pin: "135790", admin_pin: "admin-1", most_tries: 6 };
    let token = SoftToken::create(&order).expect("a token");
    let key = token.export_public_key().expect("a key").public_key().expect("a key");
    let subject = city.person("林知夏", "lin.zhixia").certificate.subject();
    let until = start().plus_seconds(365 * DAY);
    let certificate = city.authority.issue_person(&subject, &key, start(), until).expect("a certificate");
    token.verify_pin(PinKind::User, "135790").expect("the PIN");
    token.import_certificate(certificate.der()).expect("kept");
    signs(&city, &SkfProvider::new(Arc::new(token)), "135790");
}

/// Initialises a token with a P-256 key, and puts the certificate of the city on it.
fn prepare(library: &Path, city: &City) -> Certificate {
    let module = Pkcs11::new(library).expect("the library loads");
    module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).expect("it starts");
    let slot = module.get_slots_with_token().expect("slots")[0];
    let pin = |text: &str| AuthPin::from(text.to_owned());
    module.init_token(slot, &pin("so-2468"), "VENA").expect("a token");
    let session = module.open_rw_session(slot).expect("a session");
    session.login(UserType::So, Some(&pin("so-2468"))).expect("the officer");
    session.init_pin(&pin("135790")).expect("a PIN");
    session.logout().expect("out");
    session.login(UserType::User, Some(&pin("135790"))).expect("the user");
    let p256 = vec![0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let label = Attribute::Label(b"sign".to_vec());
    let public = [Attribute::Token(true), Attribute::Verify(true), Attribute::EcParams(p256), label.clone()];
    let private = [
        Attribute::Token(true),
        Attribute::Sign(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        label.clone(),
    ];
    session.generate_key_pair(&Mechanism::EccKeyPairGen, &public, &private).expect("a key");
    session.logout().expect("out");
    let info = Pkcs11Module::load(library).expect("loaded again").keys().expect("keys").remove(0);
    assert_eq!((info.name.as_str(), info.certificate.is_none()), ("VENA/sign", true));
    let subject = city.person("林知夏", "lin.zhixia").certificate.subject();
    let until = start().plus_seconds(365 * DAY);
    let certificate = city.authority.issue_person(&subject, &info.public_key, start(), until).expect("a certificate");
    session.login(UserType::User, Some(&pin("135790"))).expect("the user");
    let object = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Subject(vec![0x30, 0]),
        Attribute::Value(certificate.der().to_vec()),
        label,
    ];
    session.create_object(&object).expect("kept");
    session.logout().expect("out");
    certificate
}

/// Set in the process that talks to the token.
const INSIDE: &str = "VENA_TEST_TOKEN";

/// The library reads where its tokens are from a variable of its process, so it gets a process of its own.
#[test]
fn a_pkcs11_token_signs() {
    let library = LIBRARIES.iter().map(Path::new).find(|path| path.exists());
    let library = library.expect("缺少 SoftHSM，请安装 softhsm2 · SoftHSM is missing, install softhsm2");
    if std::env::var_os(INSIDE).is_some() {
        return token_signs(library);
    }
    let desk = Desk::new();
    std::fs::create_dir(desk.path("tokens")).expect("a folder");
    let words = format!("directories.tokendir = {}\nobjectstore.backend = file\n", desk.path("tokens").display());
    desk.put("softhsm2.conf", words);
    let answer = Command::new(std::env::current_exe().expect("this program"))
        .args(["providers::a_pkcs11_token_signs", "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .env("SOFTHSM2_CONF", desk.path("softhsm2.conf"))
        .output()
        .expect("this program runs");
    assert!(answer.status.success(), "{}", said(&answer));
}

fn token_signs(library: &Path) {
    let city = City::new(Profile::P256);
    let certificate = prepare(library, &city);
    let module = Pkcs11Module::load(library).expect("the module");
    assert_eq!(module.medium(), Medium::Pkcs11);
    assert_eq!(module.keys().expect("keys")[0].certificate.as_ref(), Some(&certificate));
    signs(&city, &module, "135790");
    let city_root = city.authority.root();
    assert_eq!(module.keep_certificate("VENA/sign", "135790", city_root), Err(Fault::KeyMismatch));
    assert_eq!(module.keep_certificate("VENA/sign", "000000", &certificate), Err(Fault::PinRefused));
    let (subject, until) = (certificate.subject(), start().plus_seconds(DAY));
    let next = city.authority.issue_person(&subject, certificate.public_key(), start(), until).expect("a certificate");
    assert_eq!(module.keep_certificate("VENA/sign", "135790", &next), Ok(()));
    assert_eq!(module.keys().expect("keys")[0].certificate.as_ref(), Some(&next), "in place of the one before");
    assert_eq!(module.open("VENA/sign", "000000").err(), Some(Fault::PinRefused));
    assert_eq!(module.open("VENA/other", "135790").err(), Some(Fault::NoSuchKey { name: "VENA/other".into() }));
    assert_eq!(module.open("NONE/sign", "135790").err(), Some(Fault::NoSuchKey { name: "NONE/sign".into() }));
}
