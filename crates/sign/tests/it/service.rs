//! An outside signature service, honest and not.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use vena_sign::{
    Fault, Profile,
    key::{
        SigningKey as _,
        service::{ServiceKey, ServiceRequest, ServiceResponse, ServiceTransport},
    },
    profile::SecretKey,
};

use crate::city::{City, DAY, start};

type Twist = fn(&mut ServiceResponse);

/// A service that holds one key and answers as it is told to.
struct Service {
    key: SecretKey,
    certificate: Vec<u8>,
    twist: Twist,
    asked: Mutex<Vec<ServiceRequest>>,
}

impl ServiceTransport for Service {
    fn post(&self, path: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        assert_eq!(path, "signatures");
        let request: ServiceRequest = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        if request.authorization != "481516" {
            return Err("authorization refused".into());
        }
        let digit = |at: usize| u8::from_str_radix(&request.prehash[at..at + 2], 16).expect("hexadecimal");
        let prehash: Vec<u8> = (0..64).step_by(2).map(digit).collect();
        let signature = self.key.sign_prehash(&prehash.try_into().expect("32 bytes")).expect("a signature");
        let mut response = ServiceResponse {
            nonce: request.nonce.clone(),
            certificate: BASE64_STANDARD.encode(&self.certificate),
            signature: BASE64_STANDARD.encode(signature),
        };
        (self.twist)(&mut response);
        self.asked.lock().expect("one at a time").push(request);
        serde_json::to_vec(&response).map_err(|error| error.to_string())
    }
}

fn ask(profile: Profile, authorization: &str, twist: Twist) -> (Result<Vec<u8>, Fault>, usize) {
    let city = City::new(profile);
    let person = city.person("林知夏", "lin.zhixia");
    let service = Arc::new(Service {
        key: person.key.clone(),
        certificate: person.certificate.der().to_vec(),
        twist,
        asked: Mutex::default(),
    });
    let key = ServiceKey::new(service.clone(), person.certificate.clone(), authorization.into());
    let signed = key.sign("交接单".as_bytes());
    if let Ok(signature) = &signed {
        assert_eq!(person.certificate.public_key().verify("交接单".as_bytes(), signature), Ok(()));
    }
    let asked = service.asked.lock().expect("one at a time").len();
    (signed, asked)
}

#[test]
fn an_honest_service_signs_in_both_profiles() {
    for profile in Profile::ALL {
        let (signed, asked) = ask(profile, "481516", |_| {});
        assert!(signed.is_ok());
        assert_eq!(asked, 1);
    }
}

#[test]
fn answers_that_do_not_belong_to_the_question_are_refused() {
    let twists: [(Twist, &str); 4] = [
        (|answer| answer.nonce.push('0'), "key.wrong-answer"),
        (|answer| answer.signature = BASE64_STANDARD.encode([0x30, 6, 2, 1, 1, 2, 1, 1]), "sign.signature"),
        (|answer| answer.signature = "no base64".into(), "key.service"),
        (
            |answer| {
                let city = City::new(Profile::P256);
                let other = city.person_until("别人", "other", start().plus_seconds(DAY));
                answer.certificate = BASE64_STANDARD.encode(other.certificate.der());
            },
            "sign.swapped-certificate",
        ),
    ];
    for (twist, rule) in twists {
        let (signed, _) = ask(Profile::P256, "481516", twist);
        assert_eq!(signed.expect_err("refused").rule(), rule);
    }
}

#[test]
fn a_service_that_refuses_says_why() {
    let (signed, _) = ask(Profile::Sm2, "000000", |_| {});
    assert_eq!(signed, Err(Fault::Service { why: "authorization refused".into() }));
}
