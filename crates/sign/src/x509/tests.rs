//! The life of a certificate: issued, used, revoked, expired.

use vena_kernel::clock::Instant;

use super::{
    Anchors, Certificate, Crl, CrlOrder, DevelopmentAuthority, Order, Path, Purpose, Reason, Revocation, Subject, Use,
    check_revocation, issue, random_serial,
};
use crate::{Fault, Profile, profile::SecretKey};

const DAY: i64 = 86_400;

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn start() -> Instant {
    at("2026-03-01T00:00:00Z")
}

fn nurse() -> Subject {
    Subject {
        name: "林知夏".into(),
        account: Some("lin.zhixia".into()),
        role: Some("护士".into()),
        organization: Some("青禾市中心血站".into()),
        unit: None,
    }
}

struct City {
    authority: DevelopmentAuthority,
    person: Certificate,
}

impl City {
    fn new(profile: Profile) -> Self {
        let authority = DevelopmentAuthority::create(profile, "青禾市中心血站", start()).expect("an authority");
        let key = SecretKey::generate(profile).expect("a key");
        let until = start().plus_seconds(365 * DAY);
        let person = authority.issue_person(&nurse(), key.public_key(), start(), until).expect("a certificate");
        Self { authority, person }
    }

    fn path(&self) -> Path {
        let pool = [self.authority.issuing().clone()];
        Path::find(&self.person, &pool, &self.authority.anchors()).expect("a path")
    }

    fn lists(&self, this_update: Instant, revoked: &[Revocation]) -> Vec<Crl> {
        let order =
            |revoked| CrlOrder { number: 7, this_update, next_update: this_update.plus_seconds(7 * DAY), revoked };
        let of_people = self.authority.crl(&order(revoked)).expect("a list");
        vec![of_people, self.authority.root_crl(&order(&[])).expect("a list")]
    }

    fn revoked(&self, at: Instant, reason: Reason) -> Vec<Revocation> {
        vec![Revocation { serial: self.person.serial_bytes().to_vec(), at, reason, invalid_since: None }]
    }
}

#[test]
fn what_is_written_into_a_certificate_is_read_from_it() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let read = Certificate::from_pem(&city.person.to_pem().expect("PEM")).expect("a certificate");
        assert_eq!(read, city.person);
        assert_eq!(read.subject(), nurse());
        assert!(read.issuer().unit.expect("marked").contains("DEVELOPMENT ONLY"));
        assert_eq!(read.serial().len(), 32);
        assert_eq!((read.valid_from(), read.valid_until()), (start(), start().plus_seconds(365 * DAY)));
        assert_eq!(read.uses(), ["digitalSignature", "nonRepudiation"]);
        assert_eq!(read.profile(), profile);
    }
}

#[test]
fn an_authority_survives_its_files() {
    let authority = DevelopmentAuthority::create(Profile::Sm2, "青禾市中心血站", start()).expect("an authority");
    let stored = authority.store("2468").expect("files");
    let opened = DevelopmentAuthority::open(&stored, "2468").expect("the authority");
    assert_eq!(opened.root(), authority.root());
    assert!(matches!(DevelopmentAuthority::open(&stored, "1357"), Err(Fault::PinRefused)));
    let mut mixed = stored.clone();
    mixed.root_key = mixed.issuing_key.clone();
    assert_eq!(DevelopmentAuthority::open(&mixed, "2468").expect_err("mixed"), Fault::KeyMismatch);
}

#[test]
fn a_path_holds_only_inside_the_life_of_all_its_certificates() {
    let city = City::new(Profile::P256);
    let path = city.path();
    assert_eq!(path.certificates().len(), 3);
    assert_eq!(path.check(start(), Purpose::Signing), Ok(()));
    let until = city.person.valid_until();
    assert_eq!(path.check(until.plus_seconds(1), Purpose::Signing), Err(Fault::Expired { until }));
    let before = start().plus_seconds(-1);
    assert_eq!(path.check(before, Purpose::Signing), Err(Fault::NotYetValid { from: start() }));
    assert_eq!(path.check(start(), Purpose::TimeStamping), Err(Fault::StampUsage));
}

#[test]
fn strangers_and_forged_issuers_are_told_apart() {
    let (city, other) = (City::new(Profile::Sm2), City::new(Profile::Sm2));
    let unknown = Path::find(&city.person, &[city.authority.issuing().clone()], &other.authority.anchors());
    assert!(matches!(unknown, Err(Fault::Untrusted { .. })), "same names, other keys: {unknown:?}");
    let alone = Path::find(&city.person, &[], &city.authority.anchors());
    assert_eq!(alone, Err(Fault::Untrusted { issuer: "Vena Development CA SM2-SM3".into() }));

    let mut der = city.person.der().to_vec();
    let last = der.len() - 1;
    der[last] ^= 1;
    let forged = Certificate::from_der(&der).expect("its form is right");
    let pool = [city.authority.issuing().clone()];
    let refused = Path::find(&forged, &pool, &city.authority.anchors());
    assert_eq!(refused, Err(Fault::BadCertificate { subject: "林知夏".into() }));
}

#[test]
fn a_person_issues_nobody_and_authorities_do_not_multiply() {
    let profile = Profile::P256;
    let city = City::new(profile);
    let keys: Vec<_> = (0..3).map(|_| SecretKey::generate(profile).expect("a key")).collect();
    let make = |by: &SecretKey, issuer: Option<&Certificate>, name: &str, key: &SecretKey, used_for| {
        let serial = random_serial().expect("a number");
        let subject = Subject::named(name);
        let (from, until) = (start(), start().plus_seconds(DAY));
        let order = Order { serial: &serial, subject: &subject, public_key: key.public_key(), from, until, used_for };
        issue(by, issuer, &order).expect("a certificate")
    };
    let root = make(&keys[0], None, "root", &keys[0], Use::Root);
    let person = make(&keys[0], Some(&root), "person", &keys[1], Use::Signing);
    let friend = make(&keys[1], Some(&person), "friend", &keys[2], Use::Signing);
    let anchors = Anchors::new([root.clone()]);
    let path = Path::find(&friend, std::slice::from_ref(&person), &anchors).expect("signatures hold");
    assert_eq!(path.check_constraints(), Err(Fault::NotAnAuthority { subject: "person".into() }));

    let first = make(&keys[0], Some(&root), "first", &keys[1], Use::Issuing);
    let second = make(&keys[1], Some(&first), "second", &keys[2], Use::Issuing);
    let leaf = make(&keys[2], Some(&second), "leaf", &keys[2], Use::Signing);
    let path = Path::find(&leaf, &[first, second], &anchors).expect("signatures hold");
    assert_eq!(path.check_constraints(), Err(Fault::PathTooLong { subject: "first".into() }));
    assert_eq!(city.path().check_constraints(), Ok(()));
}

#[test]
fn a_signature_is_void_after_the_revocation_and_keeps_its_worth_before() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let path = city.path();
        let lost = start().plus_seconds(40 * DAY);
        let lists = city.lists(start().plus_seconds(50 * DAY), &city.revoked(lost, Reason::KeyCompromise));
        assert_eq!(check_revocation(&path, &lists, lost.plus_seconds(-1)), Ok(()));
        let refused = check_revocation(&path, &lists, lost);
        assert_eq!(refused, Err(Fault::Revoked { at: lost, why: Reason::KeyCompromise.words() }));
    }
}

#[test]
fn a_lost_key_is_void_since_it_was_lost_not_since_it_was_reported() {
    let city = City::new(Profile::P256);
    let (lost, reported) = (start().plus_seconds(40 * DAY), start().plus_seconds(45 * DAY));
    let mut revoked = city.revoked(reported, Reason::KeyCompromise);
    revoked[0].invalid_since = Some(lost);
    let lists = city.lists(start().plus_seconds(50 * DAY), &revoked);
    assert_eq!(lists[0].revoked(), revoked);
    let refused = check_revocation(&city.path(), &lists, lost.plus_seconds(60));
    assert!(matches!(refused, Err(Fault::Revoked { at, .. }) if at == lost));
}

#[test]
fn silence_about_an_instant_is_not_consent() {
    let city = City::new(Profile::P256);
    let lists = city.lists(start(), &[]);
    let path = city.path();
    assert_eq!(check_revocation(&path, &lists, start().plus_seconds(7 * DAY)), Ok(()));
    let late = check_revocation(&path, &lists, start().plus_seconds(8 * DAY));
    assert!(matches!(late, Err(Fault::RevocationUnknown { .. })));
    let without_root = check_revocation(&path, &lists[..1], start());
    assert_eq!(without_root, Err(Fault::RevocationUnknown { issuer: "Vena Development Root P256-SHA256".into() }));
}

#[test]
fn a_hold_counts_while_it_lasts() {
    let city = City::new(Profile::P256);
    let (held, lifted) = (start().plus_seconds(10 * DAY), start().plus_seconds(20 * DAY));
    let mut lists = city.lists(held, &city.revoked(held, Reason::CertificateHold));
    lists.extend(city.lists(lifted, &[]));
    let path = city.path();
    assert!(matches!(check_revocation(&path, &lists, held.plus_seconds(DAY)), Err(Fault::Revoked { .. })));
    assert_eq!(check_revocation(&path, &lists, lifted.plus_seconds(DAY)), Ok(()));
}

#[test]
fn a_list_that_its_issuer_did_not_sign_is_refused() {
    let (city, other) = (City::new(Profile::P256), City::new(Profile::P256));
    let mut lists = city.lists(start(), &[]);
    lists[0] = other.lists(start(), &[]).remove(0);
    let refused = check_revocation(&city.path(), &lists, start());
    assert_eq!(refused, Err(Fault::BadCrl { issuer: "Vena Development CA P256-SHA256".into() }));
}
