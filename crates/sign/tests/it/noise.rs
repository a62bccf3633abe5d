//! Any bytes at all, and nothing worse than a refusal.

use proptest::prelude::*;
use vena_sign::{
    Profile, PublicKey,
    cms::Message,
    envelope::Envelope,
    pdf,
    tsp::{Stamp, StampRequest, token_of_response},
    verify,
    webauthn::AuthenticatorData,
    x509::{Certificate, Crl},
};

use crate::{
    city::{City, signing_day},
    pdf::{finished, order},
    sample::{Kind, sample},
};

/// Every parser of the crate; each must answer, whatever the bytes.
fn read_everything(bytes: &[u8]) {
    let _ = Certificate::from_der(bytes);
    let _ = Crl::from_der(bytes);
    let _ = PublicKey::from_der(bytes);
    let _ = Message::from_der(bytes).and_then(|message| message.evidence());
    let _ = Envelope::from_der(bytes);
    let _ = StampRequest::from_der(bytes);
    let _ = token_of_response(bytes);
    let _ = Stamp::from_der(bytes);
    let _ = pdf::signatures(bytes);
    let _ = pdf::evidence(bytes);
    let _ = AuthenticatorData::read(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = Certificate::all_from_pem(&text);
    let _ = Crl::from_pem(&text);
}

/// Bytes that get further than noise: real ones, damaged.
fn seeds() -> Vec<Vec<u8>> {
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    let slip = sample(Kind::Stream);
    vec![
        person.certificate.der().to_vec(),
        city.lists(signing_day(), &city.revocation(&person, signing_day()))[0].der().to_vec(),
        city.sign(&person, b"slip").to_der().expect("DER"),
        city.stamp(b"slip", signing_day()),
        city.envelope(&person, b"slip").to_der().expect("DER"),
        finished(&city, &person, &slip, &order("sign1")),
        sample(Kind::Table),
        person.certificate.to_pem().expect("PEM").into_bytes(),
    ]
}

#[test]
fn noise_is_refused_quietly() {
    proptest!(ProptestConfig::with_cases(2_000), |(bytes in proptest::collection::vec(any::<u8>(), 0..600))| {
        read_everything(&bytes);
        let with_head = [b"%PDF-1.7\n", &bytes[..], b"\nstartxref\n9\n%%EOF"].concat();
        read_everything(&with_head);
    });
}

#[test]
fn damaged_files_are_refused_quietly() {
    let seeds = seeds();
    let city = City::new(Profile::P256);
    let policy = city.policy();
    proptest!(ProptestConfig::with_cases(1_500), |(
        which in 0..seeds.len(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..6_usize), 1..5),
    )| {
        let mut bytes = seeds[which].clone();
        for (place, byte, kind) in cuts {
            let at = place.index(bytes.len().max(1));
            match kind {
                0 => bytes.truncate(at),
                1 => bytes.insert(at.min(bytes.len()), byte),
                2 if at < bytes.len() => { bytes.remove(at); }
                3 => bytes.splice(at..at, [0x30, 0x84, 0xff, 0xff, 0xff, byte]).for_each(drop),
                _ if at < bytes.len() => bytes[at] = byte,
                _ => {}
            }
        }
        prop_assume!(bytes != seeds[which]);
        read_everything(&bytes);
        let report = verify::embedded(&bytes, &policy);
        prop_assert!(!report.is_ok());
        prop_assert!(!verify::detached(b"slip", &bytes, &policy).is_ok());
    });
}
