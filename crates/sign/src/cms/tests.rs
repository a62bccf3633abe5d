//! Messages that no honest writer makes.

use der::asn1::SetOfVec;

use super::{
    Message, Request,
    attribute::Attributes,
    structure::{SignedData, SignerInfo},
};
use crate::{
    Digest, Fault, Profile, Result, oid,
    profile::SecretKey,
    x509::{DevelopmentAuthority, Subject},
};

fn message(profile: Profile) -> Message {
    let start = "2026-03-01T00:00:00Z".parse().expect("an instant");
    let authority = DevelopmentAuthority::create(profile, "青禾市中心血站", start).expect("an authority");
    let key = SecretKey::generate(profile).expect("a key");
    let until = start.plus_seconds(86_400);
    let who = Subject::named("林知夏");
    let certificate = authority.issue_person(&who, key.public_key(), start, until).expect("a certificate");
    let identity = authority.identity(&key, certificate).expect("an identity");
    Message::sign(&identity, &Request { digest: [1; 32], at: start, envelope: None }).expect("a signature")
}

/// What a reader says to the message after `change` to its only signature.
fn read_changed(change: impl FnOnce(&mut SignerInfo)) -> Result<Message> {
    let mut message = message(Profile::P256);
    let mut info = message.data.signers.iter().next().expect("one").clone();
    change(&mut info);
    message.data = SignedData { signers: SetOfVec::try_from(vec![info]).expect("a set"), ..message.data };
    Message::from_der(&message.to_der().expect("DER"))
}

/// `info` with itself as counter-signature, `levels` deep.
fn tower(info: &SignerInfo, levels: usize) -> SignerInfo {
    let mut top = info.clone();
    for _ in 0..levels {
        let mut attributes = Attributes::default();
        attributes.add(oid::COUNTER_SIGNATURE, &top).expect("an attribute");
        top = SignerInfo { unsigned: Some(attributes.to_set().expect("a set")), ..info.clone() };
    }
    top
}

#[test]
fn a_tower_of_counter_signatures_is_refused_before_anybody_climbs_it() {
    assert!(read_changed(|info| *info = tower(info, 4)).is_ok());
    let refused = read_changed(|info| *info = tower(info, 5));
    assert_eq!(refused, Err(Fault::TooLarge { what: "counter-signatures" }));
}

#[test]
fn an_attribute_that_nobody_knows_is_told() {
    let message = read_changed(|info| {
        let mut attributes = Attributes::default();
        attributes.add(oid::COMMON_NAME, &oid::DATA).expect("an attribute");
        info.unsigned = Some(attributes.to_set().expect("a set"));
    });
    let refused = message.expect("readable").signers()[0].check_unsigned();
    assert_eq!(refused, Err(Fault::UnknownAttribute { oid: "2.5.4.3".into() }));
}

#[test]
fn profiles_do_not_mix() {
    let refused = read_changed(|info| info.signature_algorithm = Profile::Sm2.signature_algorithm());
    assert_eq!(refused, Err(Fault::MixedProfiles));
    let refused = read_changed(|info| info.digest_algorithm = Digest::Sm3.algorithm());
    assert_eq!(refused, Err(Fault::MixedProfiles));
}

#[test]
fn a_version_that_does_not_fit_is_refused() {
    assert_eq!(read_changed(|info| info.version = 3), Err(Fault::Malformed { what: "CMS" }));
}

#[test]
fn signed_attributes_are_required_and_each_stands_once() {
    let bare = read_changed(|info| info.signed = None).expect("readable");
    let refused = bare.signers()[0].check_digest(&super::Content::document(&[b"x"]));
    assert_eq!(refused, Err(Fault::BadAttributes { what: "contentType" }));
    let mut message = message(Profile::P256);
    let mut info = message.data.signers.iter().next().expect("one").clone();
    let mut all: Vec<_> = info.signed.iter().flat_map(SetOfVec::iter).cloned().collect();
    let mut again = all.iter().find(|one| one.oid == oid::MESSAGE_DIGEST).expect("there").clone();
    again.values = SetOfVec::try_from(vec![der::asn1::Any::null()]).expect("a set");
    all.push(again);
    info.signed = Some(SetOfVec::try_from(all).expect("a set"));
    message.data.signers = SetOfVec::try_from(vec![info]).expect("a set");
    let read = Message::from_der(&message.to_der().expect("DER")).expect("readable");
    let refused = read.signers()[0].check_digest(&super::Content::document(&[b"x"]));
    assert_eq!(refused, Err(Fault::BadAttributes { what: "messageDigest" }));
}
