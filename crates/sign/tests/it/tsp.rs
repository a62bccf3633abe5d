//! Time-stamps, asked for, given and doubted.

use vena_sign::{
    Digest, Fault, Profile,
    cms::Evidence,
    tsp::{Imprint, Stamp, StampRequest, token_of_response},
};

use crate::city::{City, DAY, signing_day, start};

fn evidence(city: &City) -> Evidence {
    Evidence { certificates: Vec::new(), crls: city.lists(signing_day(), &[]) }
}

fn stamp(city: &City) -> Stamp {
    Stamp::from_der(&city.stamp(b"signature", signing_day())).expect("a stamp")
}

#[test]
fn a_stamp_proves_its_bytes_at_its_second() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let stamp = stamp(&city);
        assert_eq!(stamp.at().to_string(), "2026-04-10T08:30:00.000000Z");
        assert_eq!((stamp.accuracy_micros(), stamp.serial().as_str()), (1_000_000, "4d"));
        assert_eq!(stamp.check_over(&[b"signa", b"ture"]), Ok(()));
        let checked = stamp.check(&city.authority.anchors(), &evidence(&city), signing_day()).expect("it holds");
        assert!(checked.certificate.subject().name.contains("TSA"));
        assert_eq!(checked.path.certificates().len(), 3);
    }
}

#[test]
fn a_stamp_over_other_bytes_or_for_another_question_is_refused() {
    let city = City::new(Profile::Sm2);
    let stamp = stamp(&city);
    assert_eq!(stamp.check_over(&[b"other"]), Err(Fault::StampImprint));
    let mut request = StampRequest::new(stamp.imprint()).expect("a request");
    assert_eq!(stamp.check_answers(&request), Err(Fault::StampNonce));
    request.imprint = Imprint::of(Digest::Sm3, b"other");
    assert_eq!(stamp.check_answers(&request), Err(Fault::StampImprint));
}

#[test]
fn a_policy_that_was_not_asked_for_is_refused() {
    let city = City::new(Profile::P256);
    let mut request = StampRequest::new(Imprint::of(Digest::Sha256, b"x")).expect("a request");
    request.policy = Some(vena_sign::oid::DEVELOPMENT_TIME_STAMP);
    let answer = city.stamper().answer(&request.to_der().expect("DER"), 1, signing_day()).expect("an answer");
    let stamp = Stamp::from_der(&token_of_response(&answer).expect("granted")).expect("a stamp");
    assert_eq!(stamp.check_answers(&request), Ok(()));
    request.policy = Some(vena_sign::oid::SHA256);
    let refused = stamp.check_answers(&request).expect_err("another policy");
    assert_eq!(refused, Fault::StampPolicy { oid: vena_sign::oid::DEVELOPMENT_TIME_STAMP.to_string() });
    let answer = city.stamper().answer(&request.to_der().expect("DER"), 1, signing_day()).expect("an answer");
    assert_eq!(token_of_response(&answer), Err(Fault::StampRefused { status: 2 }));
}

#[test]
fn what_is_no_request_gets_a_refusal_for_an_answer() {
    let city = City::new(Profile::P256);
    for wrong in [&b"no request"[..], &[], &[0x30, 0]] {
        let answer = city.stamper().answer(wrong, 1, signing_day()).expect("an answer");
        assert_eq!(token_of_response(&answer), Err(Fault::StampRefused { status: 2 }));
    }
}

#[test]
fn a_stamp_from_the_future_or_of_an_authority_without_life_is_refused() {
    let city = City::new(Profile::P256);
    let (anchors, evidence) = (city.authority.anchors(), evidence(&city));
    let early = stamp(&city).check(&anchors, &evidence, signing_day().plus_seconds(-10)).expect_err("the future");
    assert_eq!(early, Fault::StampFuture { at: stamp(&city).at() });
    let before = Stamp::from_der(&city.stamp(b"x", start().plus_seconds(-DAY))).expect("a stamp");
    let refused = before.check(&anchors, &evidence, signing_day()).expect_err("not valid yet");
    assert_eq!(refused, Fault::NotYetValid { from: start() });
}

#[test]
fn a_person_stamps_no_time() {
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    let refused = vena_sign::tsp::DevelopmentStamper::new(city.identity(&person)).err();
    assert_eq!(refused, Some(Fault::StampUsage));
}

#[test]
fn a_stamp_of_a_stranger_is_refused() {
    let (city, other) = (City::new(Profile::P256), City::new(Profile::P256));
    let refused = stamp(&other).check(&city.authority.anchors(), &evidence(&city), signing_day()).expect_err("unknown");
    assert_eq!(refused.rule(), "cert.untrusted", "same names, other keys");
}

#[test]
fn a_stamp_without_its_certificate_needs_it_from_elsewhere() {
    let city = City::new(Profile::P256);
    let mut request = StampRequest::new(Imprint::of(Digest::Sha256, b"x")).expect("a request");
    request.wants_certificates = false;
    let answer = city.stamper().answer(&request.to_der().expect("DER"), 1, signing_day()).expect("an answer");
    let bare = Stamp::from_der(&token_of_response(&answer).expect("granted")).expect("a stamp");
    let refused = bare.signed_by(&Evidence::default()).expect_err("whose?");
    assert_eq!(refused.rule(), "stamp.signature");
    let certificates = stamp(&city).evidence().expect("evidence");
    assert!(bare.signed_by(&certificates).is_ok());
}
