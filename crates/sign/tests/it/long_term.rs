//! Years later: certificates have expired, authorities are gone, and the archive still proves.

use vena_sign::{
    Profile,
    cms::{Evidence, Message, Request},
    verify::{self, Policy},
};

use crate::city::{City, at, signing_day};

const SLIP: &[u8] = "血液质量追溯报告 202604100".as_bytes();

fn archived(city: &City) -> Vec<u8> {
    let person = city.person("林知夏", "lin.zhixia");
    let mut message = city.sign(&person, SLIP);
    let signature = message.signers()[0].signature().to_vec();
    message.archive(&signature, &city.archive()).expect("archived");
    message.to_der().expect("DER")
}

#[test]
fn an_archived_signature_outlives_all_its_certificates() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let later = Policy::strict(city.authority.anchors(), at("2061-01-01T00:00:00Z"));
        let report = verify::detached(SLIP, &archived(&city), &later);
        assert!(report.is_ok(), "{:?}", report.refusals());
    }
}

#[test]
fn what_carries_no_proof_dies_with_its_certificates() {
    let city = City::new(Profile::Sm2);
    let message = city.sign(&city.person("林知夏", "lin.zhixia"), SLIP).to_der().expect("DER");
    let later = Policy::strict(city.authority.anchors(), at("2061-01-01T00:00:00Z"));
    let rules = verify::detached(SLIP, &message, &later).rules().join(" ");
    assert!(rules.contains("cert.revocation-unknown"), "{rules}");
}

/// Without a time-stamp the present decides, whatever time the signer claims.
#[test]
fn a_claimed_time_proves_nothing() {
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    let envelope = city.envelope(&person, SLIP).to_der().expect("DER");
    let digest = city.profile.digest().of(SLIP);
    let request = Request { digest, at: signing_day(), envelope: Some(&envelope) };
    let message = Message::sign(&city.identity(&person), &request).expect("a signature").to_der().expect("DER");
    let mut policy = Policy::strict(city.authority.anchors(), at("2028-01-01T00:00:00Z"));
    policy.needs_stamp = false;
    policy.evidence = Evidence { certificates: Vec::new(), crls: city.lists(policy.now, &[]) };
    assert_eq!(verify::detached(SLIP, &message, &policy).rules(), ["cert.expired"]);
}

#[test]
fn three_parties_sign_one_slip_and_each_is_named() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let people = [("林知夏", "lin.zhixia"), ("高远", "gao.yuan"), ("周明", "zhou.ming")]
            .map(|(name, account)| city.person(name, account));
        let mut message = city.sign(&people[0], SLIP);
        for person in &people[1..] {
            let envelope = city.envelope(person, SLIP).to_der().expect("DER");
            let digest = city.profile.digest().of(SLIP);
            let request = Request { digest, at: signing_day(), envelope: Some(&envelope) };
            message.append(&city.identity(person), &request).expect("a signature");
        }
        city.stamp_all(&mut message);
        let report = verify::detached(SLIP, &message.to_der().expect("DER"), &city.policy());
        assert!(report.is_ok(), "{:?}", report.refusals());
        let mut names: Vec<_> = report.signatures.iter().map(|one| one.signer.clone().expect("known").name).collect();
        names.sort();
        assert_eq!(names, ["周明", "林知夏", "高远"]);
    }
}
