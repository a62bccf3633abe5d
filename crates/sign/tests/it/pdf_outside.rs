//! `pdfsig` (Debian: `poppler-utils`) reads what we sign.

use vena_sign::{
    Profile,
    pdf::{Appearance, FieldOrder},
};

use crate::{
    city::City,
    openssl::{Desk, said},
    pdf::{KINDS, archived, finished, order},
    sample::sample,
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
