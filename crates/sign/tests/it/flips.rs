//! One bit anywhere, and it does not pass.

use vena_sign::{
    Profile,
    pdf::{self, FieldOrder},
    verify,
};

use crate::{
    city::City,
    pdf::{finished, order},
    sample::{Kind, sample},
};

const SLIP: &[u8] = "血液搬运单 202604100".as_bytes();

#[test]
fn every_bit_of_a_document_counts() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let message = city.sign(&city.person("林知夏", "lin.zhixia"), SLIP).to_der().expect("DER");
        for at in 0..SLIP.len() {
            let mut flipped = SLIP.to_vec();
            flipped[at] ^= 1 << (at % 8);
            let report = verify::detached(&flipped, &message, &city.policy());
            assert!(!report.is_ok(), "byte {at}");
        }
    }
}

/// Signature, certificates, time-stamp, archive: no byte is idle.
#[test]
fn every_byte_of_a_signature_counts() {
    for profile in Profile::ALL {
        let city = City::new(profile);
        let mut message = city.sign(&city.person("林知夏", "lin.zhixia"), SLIP);
        let signature = message.signers()[0].signature().to_vec();
        message.archive(&signature, &city.archive()).expect("archived");
        let whole = message.to_der().expect("DER");
        // The archive must carry the proof alone, or a broken list in it would not be missed.
        let mut policy = city.policy();
        policy.evidence.crls.clear();
        assert!(verify::detached(SLIP, &whole, &policy).is_ok());
        // The structure is the same in both profiles; one is tried to the last byte.
        let step = if profile == Profile::P256 { 1 } else { 7 };
        for at in (0..whole.len()).step_by(step) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            let report = verify::detached(SLIP, &flipped, &policy);
            assert!(!report.is_ok(), "{profile:?}: byte {at} of {}", whole.len());
        }
    }
}

#[test]
fn every_byte_of_a_signed_pdf_counts() {
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    for kind in [Kind::Table, Kind::Stream] {
        let shown = sample(kind);
        let signed = finished(&city, &person, &shown, &FieldOrder { room: 5_000, ..order("sign1") });
        let policy = city.policy();
        assert!(verify::embedded(&signed, &policy).is_ok());
        let end = pdf::signatures(&signed).expect("signatures").len();
        assert_eq!(end, 1);
        for at in (0..signed.len()).step_by(11) {
            let mut flipped = signed.clone();
            flipped[at] ^= 1 << (at % 8);
            assert!(!verify::embedded(&flipped, &policy).is_ok(), "{kind:?}: byte {at} of {}", signed.len());
        }
    }
}
