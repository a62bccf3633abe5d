//! A signature service that holds a person's key.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use vena_platform::documents::{Hand, Profile};
use vena_sign::key::service::{ServiceRequest, ServiceResponse};

use super::{
    desk::{Desk, Holder, settings, signing_day},
    http::{self, Asked},
};

const CONSENT: &str = "481516";

/// Signs whatever its owner has consented to.
fn answer(holder: &Holder, asked: &Asked) -> (u16, Vec<u8>) {
    assert_eq!((asked.path.as_str(), asked.media.as_str()), ("/v1/signatures", "application/json"));
    let request: ServiceRequest = serde_json::from_slice(&asked.body).expect("a request");
    if request.authorization != CONSENT {
        return (403, b"{}".to_vec());
    }
    let digit = |at: usize| u8::from_str_radix(&request.prehash[at..at + 2], 16).expect("hexadecimal");
    let prehash: Vec<u8> = (0..64).step_by(2).map(digit).collect();
    let signature = holder.key.sign_prehash(&prehash.try_into().expect("32 bytes")).expect("a signature");
    let response = ServiceResponse {
        nonce: request.nonce,
        certificate: BASE64_STANDARD.encode(&holder.certificate),
        signature: BASE64_STANDARD.encode(signature),
    };
    (200, serde_json::to_vec(&response).expect("JSON"))
}

#[test]
fn a_key_at_the_service_proves_itself_and_signs_with_its_owners_consent() {
    for profile in Profile::ALL {
        // The certificate comes from one desk; the service is named in the settings of another that trusts the same authority.
        let first = Desk::new(profile);
        let holder = first.holder("林知夏", "lin.zhixia", profile);
        let certificate = holder.certificate.clone();
        let address = http::serve(move |asked| answer(&holder, asked));
        let pairs = [("VENA_SIGNATURE_SERVICE_URL", &*format!("{address}/v1/"))];
        let notary = crate::documents::desk(&settings(&pairs)).expect("press and notary").1;
        let desk = Desk { notary, ..first };
        let key = desk.notary.service_key(&certificate, CONSENT).expect("a key");
        let proof = desk.notary.sign_bytes(&key, b"challenge").expect("a proof");
        assert_eq!(desk.notary.verify(&certificate, b"challenge", &proof), Ok(()));
        let refused = desk.notary.verify(&certificate, b"another", &proof).expect_err("refused");
        assert_eq!(refused.rule, "sign.signature");
        let order = desk.order(&desk.drawn.pdf, Hand::Key { certificate: &certificate, key: &key });
        let report = desk.check(&desk.notary.sign(&order).expect("a signed document"));
        assert!(report.ok, "{report:#?}");
        assert_eq!(report.signatures[0].signer, "林知夏");

        let wrong = desk.notary.service_key(&certificate, "000000").expect("the service is not asked yet");
        let refused = desk.notary.sign_bytes(&wrong, b"challenge").expect_err("refused");
        assert_eq!((refused.rule.as_str(), refused.reason.en.as_str()), ("key.service", "signature service: HTTP 403"));
    }
}

#[test]
fn without_a_service_there_is_no_such_key() {
    let desk = Desk::with(Profile::P256, &[], signing_day());
    let holder = desk.holder("林知夏", "lin.zhixia", Profile::P256);
    assert_eq!(desk.notary.service_key(&holder.certificate, CONSENT).err().expect("refused").rule, "key.no-service");
}
