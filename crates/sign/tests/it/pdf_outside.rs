//! `pdfsig` (Debian: `poppler-utils`) reads what we sign.

use vena_sign::{
    Profile,
    cms::Hand,
    envelope::Envelope,
    pdf::{Appearance, FieldOrder, prepare},
    verify,
};

use crate::{
    city::{City, signing_day},
    openssl::{Desk, said},
    pdf::{KINDS, archived, finished, order},
    sample::sample,
    x509_outside::verifies,
};

#[test]
fn pdfsig_finds_our_signatures_valid_and_the_document_covered() {
    for kind in KINDS {
        let city = City::new(Profile::P256);
        let people = [("林知夏", "lin.zhixia"), ("高远", "gao.yuan")].map(|(name, account)| city.person(name, account));
        let first = finished(&city, &people[0], &sample(kind), &order("sign1"));
        let desk = Desk::new();
        desk.put("first.pdf", &first).put("both.pdf", finished(&city, &people[1], &first, &order("sign2")));
        let one = said(&desk.run("pdfsig", &["-nocert", "first.pdf"]));
        assert!(one.contains("Signature Validation: Signature is Valid."), "{one}");
        assert!(one.contains("Total document signed") && one.contains("Common Name: 林知夏"), "{one}");
        assert!(one.contains("Hash Algorithm: SHA-256") && !one.contains("1970"), "{one}");
        let both = said(&desk.run("pdfsig", &["-nocert", "both.pdf"]));
        assert_eq!(both.matches("Signature is Valid.").count(), 2, "{both}");
        assert_eq!(both.matches("Total document signed").count(), 1, "the last one: {both}");
    }
}

#[test]
fn poppler_reads_the_archived_document_to_its_last_revision() {
    for kind in KINDS {
        let city = City::new(Profile::P256);
        // A page drawn elsewhere brings its fonts along; the simple box relies on the reader's.
        let order = FieldOrder { appearance: Appearance::Page(sample(kind)), ..order("sign1") };
        let signed = finished(&city, &city.person("林知夏", "lin.zhixia"), &sample(kind), &order);
        let desk = Desk::new();
        desk.put("whole.pdf", archived(&city, &signed));
        let words = said(&desk.run("pdfsig", &["-nocert", "whole.pdf"]));
        assert!(words.contains("Signature is Valid.") && words.contains("archive"), "{words}");
        let text = said(&desk.run("pdftotext", &["whole.pdf", "-"]));
        assert!(text.contains("Transport slip 202604100"), "{text}");
        assert!(!text.contains("Error"), "{text}");
    }
}

/// The bytes that a byte range covers and the message in the gap, read with nothing of ours.
fn taken_out(pdf: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let after = |word: &[u8]| pdf.windows(word.len()).rposition(|window| window == word).expect("found") + word.len();
    let until = |from: usize, end: u8| from + pdf[from..].iter().position(|byte| *byte == end).expect("an end");
    let text = |from: usize, end: u8| std::str::from_utf8(&pdf[from..until(from, end)]).expect("ASCII");
    let range: Vec<usize> =
        text(after(b"/ByteRange ["), b']').split_whitespace().map(|number| number.parse().expect("a number")).collect();
    let covered = [&pdf[range[0]..range[0] + range[1]], &pdf[range[2]..range[2] + range[3]]].concat();
    let digits = text(after(b"/Contents <"), b'>').as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hexadecimal");
    (covered, digits.chunks_exact(2).map(byte).collect())
}

/// A line of `openssl asn1parse`: offset, depth, length of head and of content, and what it is.
fn parts(listing: &str) -> Vec<(usize, usize, usize, usize, String)> {
    let number = |line: &str, key: &str| {
        let rest = &line[line.find(key)? + key.len()..];
        rest.trim_start().split([' ', ':']).next()?.parse().ok()
    };
    let part = |line: &str| {
        let offset = line.split(':').next()?.trim().parse().ok()?;
        Some((offset, number(line, "d=")?, number(line, "hl=")?, number(line, " l=")?, line.to_owned()))
    };
    listing.lines().filter_map(part).collect()
}

/// No reader of PDFs here knows SM2. OpenSSL takes the message apart by its own parser and judges what is in it: the digest of the
/// covered bytes, the signature over the attributes, the certificate that signed and the path above it.
#[test]
fn openssl_judges_an_sm2_signature_inside_a_pdf() {
    for kind in KINDS {
        let city = City::new(Profile::Sm2);
        let person = city.person("林知夏", "lin.zhixia");
        let (covered, message) = taken_out(&finished(&city, &person, &sample(kind), &order("sign1")));
        let desk = Desk::new();
        desk.put("covered", &covered)
            .put("message", &message)
            .put("root.pem", city.authority.root().to_pem().expect("PEM"));
        let printed = desk.openssl("cms -cmsout -print -noout -inform DER -in message");
        assert!(printed.contains("SM2-with-SM3") && printed.contains("signingTime"), "{printed}");

        // SignedData stands at depth 2; its last part, at depth 3, are the signers; each holds signed attributes and a signature.
        let listed = parts(&desk.openssl("asn1parse -inform DER -in message"));
        let signers = listed.iter().rposition(|part| part.1 == 3 && part.4.contains("SET")).expect("signers");
        let at_depth = |word: &str| {
            let found = listed[signers..].iter().find(|part| part.1 == 5 && part.4.contains(word));
            found.map(|part| (part.0, part.2, part.3)).expect("a part of the signer")
        };
        let (from, head, length) = at_depth("cont [ 0 ]");
        let mut attributes = message[from..from + head + length].to_vec();
        // Signed as a SET, filed as [0] (RFC 5652 section 5.4).
        attributes[0] = 0x31;
        let (from, head, length) = at_depth("OCTET STRING");
        let signature = &message[from + head..from + head + length];
        let digest = desk.openssl("dgst -sm3 -r covered");
        let digest: Vec<u8> =
            (0..64).step_by(2).map(|at| u8::from_str_radix(&digest[at..at + 2], 16).expect("hexadecimal")).collect();
        assert!(attributes.windows(32).any(|window| window == digest), "the covered bytes are those that were signed");

        desk.openssl("pkcs7 -inform DER -in message -print_certs -out all.pem");
        let all = desk.text("all.pem");
        let leaf = all.split_inclusive("-----END CERTIFICATE-----\n").find(|one| one.contains("lin.zhixia"));
        desk.put("person.pem", leaf.expect("the signer's certificate is in the message"));
        desk.openssl("x509 -in person.pem -noout -pubkey -out key.pem");
        desk.put("attributes", &attributes).put("signature", signature);
        let verify = "pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 -pubin -inkey key.pem -in attributes -sigfile signature";
        desk.openssl(verify);
        attributes[20] ^= 1;
        desk.put("attributes", &attributes);
        assert!(!desk.try_openssl(verify).status.success(), "altered");
        desk.put("ca.pem", city.authority.issuing().to_pem().expect("PEM"));
        let when = format!(" -attime {}", signing_day().micros() / 1_000_000);
        verifies(&desk, Profile::Sm2, "person.pem", &when, "");
    }
}

/// Who knows nothing of what a person did sees the seal: valid, over the whole file, in the name of the organisation.
#[test]
fn pdfsig_sees_the_seal_around_a_hand_on_a_pad() {
    let city = City::new(Profile::P256);
    let seal = crate::hands::seal(&city);
    let shown = sample(KINDS[0]);
    let order = FieldOrder { signer: "赵小舟", ..order("sign1") };
    let prepared = prepare(&shown, &order).expect("prepared");
    let der = Envelope { signer: "赵小舟".into(), ..city.envelope(&seal, &shown) }.to_der().expect("DER");
    let digest = prepared.digest(Profile::P256.digest());
    let message = crate::hands::sealed(&city, &seal, (digest, &der), Hand::Pad(crate::hands::written()));
    let signed = prepared.finish(&message.to_der().expect("DER")).expect("room enough");
    let report = verify::embedded(&signed, &city.policy());
    assert!(report.is_ok(), "{:?}", report.refusals());
    let desk = Desk::new();
    desk.put("sealed.pdf", &signed);
    let said = said(&desk.run("pdfsig", &["-nocert", "sealed.pdf"]));
    assert!(said.contains("Signature is Valid.") && said.contains("Total document signed"), "{said}");
    assert!(said.contains("Common Name: 青禾市中心血站"), "{said}");
}
