//! Signatures inside PDFs.

use vena_sign::{
    Fault, Profile, pdf,
    pdf::{Appearance, FieldOrder, Seal, prepare, prepare_stamp, sign_prepared, signatures},
    verify,
};

use crate::{
    city::{City, DAY, Person, at, signing_day, start},
    sample::{Kind, sample},
};

pub(crate) const KINDS: [Kind; 2] = [Kind::Table, Kind::Stream];

pub(crate) fn order(name: &str) -> FieldOrder<'_> {
    let lines = vec!["发血者：林知夏".into(), "2026-04-10 16:30".into(), "M14-P01-S38-R02".into()];
    let red = [200, 30, 30, 255].repeat(16 * 16);
    FieldOrder {
        name,
        page: 0,
        rect: [72.0, 96.0, 272.0, 156.0],
        appearance: Appearance::Text { lines, seal: Some(Seal { width: 16, height: 16, rgba: red }) },
        signer: "林知夏",
        reason: "交接（第一联）",
        location: "青禾市中心血站",
        at: signing_day(),
        room: 16_384,
    }
}

/// The file with one more signature, stamped.
pub(crate) fn finished(city: &City, person: &Person, shown: &[u8], order: &FieldOrder<'_>) -> Vec<u8> {
    let prepared = prepare(shown, order).expect("prepared");
    let envelope = city.envelope(person, shown);
    let mut message = sign_prepared(&prepared, order, &city.identity(person), Some(&envelope)).expect("a signature");
    city.stamp_all(&mut message);
    prepared.finish(&message.to_der().expect("DER")).expect("room enough")
}

/// With evidence and a time-stamp over everything.
pub(crate) fn archived(city: &City, signed: &[u8]) -> Vec<u8> {
    let with_evidence = pdf::add_evidence(signed, &city.archive()).expect("evidence");
    let later = signing_day().plus_seconds(1800);
    let prepared = prepare_stamp(&with_evidence, "archive", later, 8_192).expect("prepared");
    let token = city.stamp(&prepared.parts().concat(), later);
    prepared.finish(&token).expect("room enough")
}

#[test]
fn a_signature_covers_the_whole_document_and_reads_back() {
    for profile in Profile::ALL {
        for kind in KINDS {
            let city = City::new(profile);
            let person = city.person("林知夏", "lin.zhixia");
            let shown = sample(kind);
            let signed = finished(&city, &person, &shown, &order("sign1"));
            assert!(signed.starts_with(&shown), "only added to");
            let found = signatures(&signed).expect("signatures");
            assert_eq!(found.len(), 1);
            let one = &found[0];
            assert_eq!((one.field.as_str(), one.name.as_deref()), ("sign1", Some("林知夏")));
            assert_eq!(one.reason.as_deref(), Some("交接（第一联）"));
            assert_eq!(one.date.as_deref(), Some("D:20260410163000+08'00'"));
            assert_eq!(one.revision(&signed).len(), signed.len());
            let report = verify::embedded(&signed, &city.policy());
            assert!(report.is_ok(), "{profile:?} {kind:?} {:?}", report.refusals());
            assert_eq!(report.signatures[0].envelope, Some(city.envelope(&person, &shown)));
        }
    }
}

#[test]
fn several_people_sign_one_after_the_other_and_it_is_archived() {
    for profile in Profile::ALL {
        for kind in KINDS {
            let city = City::new(profile);
            let people =
                [("林知夏", "lin.zhixia"), ("高远", "gao.yuan")].map(|(name, account)| city.person(name, account));
            let first = finished(&city, &people[0], &sample(kind), &order("sign1"));
            let second = finished(&city, &people[1], &first, &order("sign2"));
            let whole = archived(&city, &second);
            let report = verify::embedded(&whole, &city.policy());
            assert!(report.is_ok(), "{profile:?} {kind:?} {:?}", report.refusals());
            let fields: Vec<_> = report.signatures.iter().map(|one| one.field.clone().expect("a field")).collect();
            assert_eq!(fields, ["sign1", "sign2", "archive"]);
            // Thirty years later nobody is asked.
            let later = verify::Policy::strict(city.authority.anchors(), at("2060-01-01T00:00:00Z"));
            let report = verify::embedded(&whole, &later);
            assert!(report.is_ok(), "{:?}", report.refusals());
            assert_eq!(pdf::evidence(&whole).expect("evidence"), city_evidence(&whole));
        }
    }
}

/// Added twice, it stands there once.
fn city_evidence(whole: &[u8]) -> vena_sign::cms::Evidence {
    let evidence = pdf::evidence(whole).expect("evidence");
    let again = pdf::add_evidence(whole, &evidence).expect("added again");
    assert!(again.len() < whole.len() + 1_000, "nothing was added twice");
    pdf::evidence(&again).expect("evidence")
}

#[test]
fn a_page_drawn_elsewhere_becomes_the_appearance() {
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    for (document, drawn) in [(Kind::Table, Kind::Stream), (Kind::Stream, Kind::Table)] {
        let order = FieldOrder { appearance: Appearance::Page(sample(drawn)), ..order("sign1") };
        let signed = finished(&city, &person, &sample(document), &order);
        let words = String::from_utf8_lossy(&signed).into_owned();
        assert!(words.contains("/Page Do") && words.contains("/BaseFont /Helvetica"), "drawn with its font");
        let report = verify::embedded(&signed, &city.policy());
        assert!(report.is_ok(), "{:?}", report.refusals());
    }
}

#[test]
fn content_changed_after_signing_is_named() {
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    for kind in KINDS {
        let signed = finished(&city, &person, &sample(kind), &order("sign1"));
        // A new revision puts another text in the place of object 4.
        let text = b"BT /F1 14 Tf 72 720 Td (Transport slip 999999999) Tj ET";
        let at = signed.len();
        let mut forged = signed.clone();
        forged.extend(format!("4 0 obj\n<</Length {}>>\nstream\n", text.len()).bytes());
        forged.extend(text);
        forged.extend(b"\nendstream\nendobj\n");
        let start = forged.len();
        let old = last_start(&signed);
        forged.extend(format!("xref\n4 1\n{at:010} 00000 n\r\ntrailer\n<</Root 1 0 R/Size 30/Prev {old}>>\n").bytes());
        forged.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
        let report = verify::embedded(&forged, &city.policy());
        assert_eq!(report.rules(), ["pdf.changed"], "{kind:?}");
        assert!(report.refusals()[0].reason.zh.contains("对象 4"));
    }
}

fn last_start(pdf: &[u8]) -> usize {
    let words = String::from_utf8_lossy(pdf).into_owned();
    let tail = words.rsplit("startxref").next().expect("an end");
    tail.split_whitespace().next().expect("a number").parse().expect("a number")
}

#[test]
fn loose_bytes_at_the_end_are_refused() {
    let city = City::new(Profile::P256);
    let signed = finished(&city, &city.person("林知夏", "lin.zhixia"), &sample(Kind::Table), &order("sign1"));
    let longer = [&signed[..], b"and more"].concat();
    assert_eq!(verify::embedded(&longer, &city.policy()).rules(), ["pdf.trailing"]);
}

#[test]
fn a_signature_that_leaves_something_out_is_refused() {
    let city = City::new(Profile::P256);
    let signed = finished(&city, &city.person("林知夏", "lin.zhixia"), &sample(Kind::Table), &order("sign1"));
    let find = |word: &[u8], from: usize| {
        signed[from..].windows(word.len()).position(|window| window == word).map(|at| from + at).expect("it is there")
    };
    let at = find(b"/ByteRange [0", 0);
    let end = find(b"]", at);
    let words = String::from_utf8_lossy(&signed[at + 12..end]).into_owned();
    let numbers: Vec<usize> = words.split_whitespace().map(|text| text.parse().expect("a number")).collect();
    for (from, to, rest) in [
        (numbers[1] - 1, numbers[2], numbers[3]),
        (numbers[1], numbers[2] + 1, numbers[3] - 1),
        (numbers[1], numbers[2], numbers[3] - 7),
    ] {
        let range = format!("/ByteRange [0 {from} {to} {rest}");
        let range = format!("{range:<width$}", width = end - at);
        let changed = [&signed[..at], range.as_bytes(), &signed[end..]].concat();
        let rules = verify::embedded(&changed, &city.policy()).rules().join(" ");
        assert!(rules.contains("pdf.coverage"), "{rules}");
    }
}

#[test]
fn the_envelope_is_about_the_document_that_was_shown() {
    let city = City::new(Profile::Sm2);
    let person = city.person("林知夏", "lin.zhixia");
    let (shown, other) = (sample(Kind::Table), sample(Kind::Stream));
    let order = order("sign1");
    let prepared = prepare(&other, &order).expect("prepared");
    let envelope = city.envelope(&person, &shown);
    let mut message = sign_prepared(&prepared, &order, &city.identity(&person), Some(&envelope)).expect("a signature");
    city.stamp_all(&mut message);
    let signed = prepared.finish(&message.to_der().expect("DER")).expect("room enough");
    assert_eq!(verify::embedded(&signed, &city.policy()).rules(), ["envelope.document"]);
}

#[test]
fn expired_and_revoked_signers_are_found_in_pdfs_too() {
    let city = City::new(Profile::P256);
    let person = city.person_until("林知夏", "lin.zhixia", start().plus_seconds(30 * DAY));
    let signed = finished(&city, &person, &sample(Kind::Table), &order("sign1"));
    assert_eq!(verify::embedded(&signed, &city.policy()).rules(), ["cert.expired"]);
    let person = city.person("高远", "gao.yuan");
    let signed = finished(&city, &person, &sample(Kind::Table), &order("sign1"));
    let mut policy = city.policy();
    policy.evidence.crls = city.lists(signing_day().plus_seconds(60), &city.revocation(&person, start()));
    assert_eq!(verify::embedded(&signed, &policy).rules(), ["cert.revoked"]);
}

#[test]
fn what_cannot_be_signed_says_why() {
    let shown = sample(Kind::Table);
    let fault = |order: &FieldOrder<'_>| prepare(&shown, order).expect_err("refused");
    assert_eq!(fault(&FieldOrder { page: 1, ..order("sign1") }), Fault::PdfPage { page: 2 });
    assert_eq!(prepare(b"no pdf", &order("sign1")).expect_err("refused").rule(), "pdf.malformed");
    let city = City::new(Profile::P256);
    let person = city.person("林知夏", "lin.zhixia");
    let signed = finished(&city, &person, &shown, &order("sign1"));
    let taken = prepare(&signed, &order("sign1")).expect_err("refused");
    assert_eq!(taken, Fault::PdfField { name: "sign1".into() });
    let tight = FieldOrder { room: 100, ..order("sign1") };
    let refused = pdf::sign(&shown, &tight, &city.identity(&person), None).expect_err("no room");
    assert_eq!(refused.rule(), "pdf.room");
    assert_eq!(verify::embedded(&shown, &city.policy()).rules(), ["sign.none"]);
    let encrypted = String::from_utf8_lossy(&shown).replace("/Root", "/Encrypt 9 0 R/Root");
    assert_eq!(verify::embedded(encrypted.as_bytes(), &city.policy()).rules(), ["pdf.malformed"]);
}
