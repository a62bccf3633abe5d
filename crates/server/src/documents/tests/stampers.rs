//! Time-stamp services on this machine, honest and not.

use std::{fs, path::Path, sync::Mutex};

use vena_kernel::clock::Instant;
use vena_platform::documents::{Enrolment, Hand, KeyWanted, Profile, Trust};
use vena_sign::{
    profile::SecretKey,
    tsp::DevelopmentStamper,
    x509::{CrlOrder, DevelopmentAuthority},
};

use super::{
    desk::{Desk, signing_day},
    http,
};

const PIN: &str = "482150-vena";

/// A time-stamp authority of somebody else.
struct Stamper {
    authority: DevelopmentAuthority,
    key: SecretKey,
}

impl Stamper {
    fn new() -> Self {
        let start = signing_day().plus_seconds(-86_400);
        let authority =
            DevelopmentAuthority::create(vena_sign::Profile::P256, "某时间戳机构", start).expect("an authority");
        Self { authority, key: SecretKey::generate(vena_sign::Profile::P256).expect("a key") }
    }

    /// Puts root, lists and the authority between them into a folder of trusted certificates.
    fn trusted_in(&self, folder: &Path) {
        let pem = |text: vena_sign::Result<String>| text.expect("PEM");
        fs::write(folder.join("root.cer"), pem(self.authority.root().to_pem())).expect("written");
        fs::write(folder.join("ca.pem"), pem(self.authority.issuing().to_pem())).expect("written");
        let this_update = signing_day().plus_seconds(-600);
        let order = CrlOrder { number: 1, this_update, next_update: this_update.plus_seconds(86_400), revoked: &[] };
        fs::write(folder.join("ca.crl"), self.authority.crl(&order).expect("a list").der()).expect("written");
        fs::write(folder.join("root.crl"), self.authority.root_crl(&order).expect("a list").der()).expect("written");
    }

    fn answer(&self, query: &[u8], at: Instant) -> Vec<u8> {
        let start = signing_day().plus_seconds(-86_400);
        let certificate = self.authority.issue_stamper(self.key.public_key(), start).expect("a certificate");
        let identity = self.authority.identity(&self.key, certificate).expect("an identity");
        DevelopmentStamper::new(identity).expect("a stamper").answer(query, 4711, at).expect("an answer")
    }
}

/// Signs with a software key at a desk with these settings.
fn signed(pairs: &[(&str, &str)]) -> (Desk, Result<Vec<u8>, String>) {
    let desk = Desk::with(Profile::P256, pairs, signing_day());
    let enrolment = Enrolment {
        profile: Profile::P256,
        name: "林知夏",
        account: "lin.zhixia",
        organisation: "青禾市中心血站",
        key: KeyWanted::New { pin: PIN },
        from: desk.at.plus_seconds(-60),
        until: desk.at.plus_seconds(86_400),
    };
    let enrolled = desk.notary.enrol(&desk.authority, &enrolment).expect("a certificate");
    let key = desk.notary.unlock(Profile::P256, &enrolled.key.expect("a key"), PIN).expect("the PIN is right");
    let order = desk.order(&desk.drawn.pdf, Hand::Key { certificate: &enrolled.certificate, key: &key });
    let outcome = desk.notary.sign(&order).map_err(|refusal| refusal.rule);
    (desk, outcome)
}

#[test]
fn an_outside_service_stamps_and_its_root_is_needed_to_believe_it() {
    let (folder, stamper) = (tempfile::tempdir().expect("a folder"), Stamper::new());
    stamper.trusted_in(folder.path());
    let root = stamper.authority.root().der().to_vec();
    let address = http::serve(move |asked| {
        assert_eq!((asked.path.as_str(), asked.media.as_str()), ("/tsa", "application/timestamp-query"));
        (200, stamper.answer(&asked.body, signing_day().plus_seconds(2)))
    });
    let trusted = folder.path().to_str().expect("a path");
    let pairs = [("VENA_TIMESTAMP_URL", &*format!("{address}/tsa")), ("VENA_TRUSTED_CERTIFICATES", trusted)];
    let (desk, pdf) = signed(&pairs);
    let pdf = pdf.expect("a signed document");
    let report = desk.check(&pdf);
    assert!(report.ok, "{report:#?}");
    assert_eq!(report.signatures[0].stamped_at.expect("stamped").to_string(), "2026-11-16T00:30:02.000000Z");
    // Somebody with nothing but the file and the two roots.
    let own = desk.notary.root(&desk.authority).expect("a root");
    let now = desk.at.plus_seconds(60);
    assert!(crate::documents::check_file(&pdf, &[own.clone(), root], now).ok);
    assert!(!crate::documents::check_file(&pdf, &[own], now).ok);
}

type Answer = fn(&Stamper, &[u8]) -> (u16, Vec<u8>);

#[test]
fn answers_that_prove_nothing_are_refused_each_for_its_reason() {
    let good = |stamper: &Stamper, query: &[u8]| (200, stamper.answer(query, signing_day()));
    let cases: [(&str, Answer); 6] = [
        ("stamp.unreachable", |_, _| (503, Vec::new())),
        ("stamp.unreachable", |_, _| (200, vec![0; 300 * 1024])),
        ("sign.malformed", |_, _| (200, b"<html>".to_vec())),
        ("stamp.refused", |stamper, _| (200, stamper.answer(b"no request", signing_day()))),
        ("sign.times-differ", |stamper, query| (200, stamper.answer(query, signing_day().plus_seconds(-3600)))),
        ("stamp.future", |stamper, query| (200, stamper.answer(query, signing_day().plus_seconds(3600)))),
    ];
    for (rule, answer) in cases {
        assert_eq!(refused_by(true, answer), rule);
    }
    assert_eq!(refused_by(false, good), "cert.untrusted");
}

fn refused_by(is_trusted: bool, answer: impl Fn(&Stamper, &[u8]) -> (u16, Vec<u8>) + Send + 'static) -> String {
    let (folder, stamper) = (tempfile::tempdir().expect("a folder"), Stamper::new());
    if is_trusted {
        stamper.trusted_in(folder.path());
    }
    let address = http::serve(move |asked| answer(&stamper, &asked.body));
    let trusted = folder.path().to_str().expect("a path");
    signed(&[("VENA_TIMESTAMP_URL", &address), ("VENA_TRUSTED_CERTIFICATES", trusted)]).1.expect_err("refused")
}

/// A good stamp over other bytes, or over these bytes for somebody who asked earlier.
#[test]
fn an_answer_to_an_earlier_question_is_refused() {
    let first = Mutex::new(None);
    let replay = move |stamper: &Stamper, query: &[u8]| {
        let mut first = first.lock().expect("one at a time");
        let earlier = first.get_or_insert_with(|| {
            let imprint = vena_sign::tsp::StampRequest::from_der(query).expect("a request").imprint;
            let same = vena_sign::tsp::StampRequest::new(imprint).expect("a request");
            same.to_der().expect("DER")
        });
        (200, stamper.answer(earlier, signing_day()))
    };
    assert_eq!(refused_by(true, replay), "stamp.nonce");
    let other = |stamper: &Stamper, _: &[u8]| {
        let imprint = vena_sign::tsp::Imprint::of(vena_sign::Digest::Sha256, b"other bytes");
        let query = vena_sign::tsp::StampRequest::new(imprint).expect("a request").to_der().expect("DER");
        (200, stamper.answer(&query, signing_day()))
    };
    assert_eq!(refused_by(true, other), "stamp.imprint");
}

#[test]
fn a_service_that_nobody_answers_for_is_told_as_such() {
    let (_, outcome) = signed(&[("VENA_TIMESTAMP_URL", &http::nobody())]);
    assert_eq!(outcome.expect_err("refused"), "stamp.unreachable");
    let trust = Trust::default();
    assert!(trust.roots.is_empty() && trust.lists.is_empty(), "nobody is trusted who was not named");
}
