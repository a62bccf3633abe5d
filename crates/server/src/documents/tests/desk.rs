//! A desk with a drawn document, an authority and people.

use std::collections::BTreeMap;

use serde_json::Value;
use vena_kernel::{
    clock::Instant,
    text::{Lang, Text},
    zone,
};
use vena_platform::{
    config::Config,
    documents::{
        DocumentReport, Draft, Drawn, Enrolment, Hand, KeyWanted, Profile, SharedNotary, SharedPress, SignOrder, Trust,
    },
};
use vena_sign::profile::SecretKey;

/// The day on which people sign.
pub(super) fn signing_day() -> Instant {
    "2026-11-16T00:30:00.25Z".parse().expect("an instant")
}

pub(super) struct Desk {
    pub(super) notary: SharedNotary,
    pub(super) authority: Vec<u8>,
    pub(super) drawn: Drawn,
    pub(super) at: Instant,
}

/// A person and their key outside the server.
pub(super) struct Holder {
    pub(super) certificate: Vec<u8>,
    pub(super) key: SecretKey,
}

pub(super) fn settings(pairs: &[(&str, &str)]) -> Config {
    let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/fonts");
    let mut environment: BTreeMap<String, String> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    environment.insert("VENA_FONTS".to_owned(), fonts.to_owned());
    Config::load(None, &environment).expect("good settings")
}

impl Desk {
    pub(super) fn new(profile: Profile) -> Self {
        Self::with(profile, &[], signing_day())
    }

    pub(super) fn with(profile: Profile, pairs: &[(&str, &str)], at: Instant) -> Self {
        let (press, notary) = crate::documents::desk(&settings(pairs)).expect("press and notary");
        let authority = notary.found(profile, "青禾市中心血站", at.plus_seconds(-86_400)).expect("an authority");
        let drawn = slip(&press, at);
        Self { notary, authority, drawn, at }
    }

    /// Somebody whose key is P-256 (security keys know nothing else) or of the desk's profile.
    pub(super) fn holder(&self, name: &str, account: &str, profile: Profile) -> Holder {
        let key = SecretKey::generate(crate::documents::notary::profile(profile)).expect("a key");
        let public_key = key.public_key().to_der().expect("DER");
        let enrolment = Enrolment {
            profile,
            name,
            account,
            organisation: "青禾市中心血站",
            key: KeyWanted::Outside { public_key: &public_key },
            from: self.at.plus_seconds(-60),
            until: self.at.plus_seconds(365 * 86_400),
        };
        let enrolled = self.notary.enrol(&self.authority, &enrolment).expect("a certificate");
        assert!(enrolled.key.is_none(), "a key elsewhere is not kept here");
        Holder { certificate: enrolled.certificate, key }
    }

    pub(super) fn seal(&self) -> Vec<u8> {
        let until = self.at.plus_seconds(3 * 365 * 86_400);
        self.notary.found_seal(&self.authority, "青禾市中心血站", self.at.plus_seconds(-60), until).expect("a seal")
    }

    pub(super) fn order<'a>(&'a self, pdf: &'a [u8], hand: Hand<'a>) -> SignOrder<'a> {
        SignOrder {
            authority: &self.authority,
            pdf,
            place: self.drawn.boxes.first(),
            hand,
            template: &self.drawn.template,
            template_version: 1,
            form_code: "M14-P01-S38-R02",
            number: "202611160001",
            role: "发出人",
            reason: "核对无误，同意发出",
            device: "工作站 07",
            event: "",
            at: self.at,
            stamp_serial: 7,
            withdrawn: &[],
            list_number: 3,
        }
    }

    /// What a reader says a minute later who trusts this authority alone.
    pub(super) fn check(&self, pdf: &[u8]) -> DocumentReport {
        let roots = vec![self.notary.root(&self.authority).expect("a root")];
        self.notary.check(pdf, &Trust { roots, lists: Vec::new() }, self.at.plus_seconds(60))
    }
}

/// The rules that refuse a document.
pub(super) fn rules(report: &DocumentReport) -> Vec<&str> {
    let checks = report.checks.iter().chain(report.signatures.iter().flat_map(|signature| &signature.checks));
    checks.filter_map(|check| check.refusal.as_ref()).map(|refusal| refusal.rule.as_str()).collect()
}

/// The example of the transport slip.
fn slip(press: &SharedPress, at: Instant) -> Drawn {
    let forms = press.forms(at.day_in(&zone::china()));
    let form = forms.iter().find(|form| form.form == "transport-slip").expect("the form is shipped");
    let data: &Value = form.example.as_ref().expect("an example");
    let organisation = Text::new("青禾市中心血站", "Qinghe Blood Centre");
    let draft = Draft {
        form: &form.form,
        version: form.version,
        lang: Lang::Zh,
        organisation: &organisation,
        number: "202611160001",
        at,
        check_url: None,
        data,
    };
    press.draw(&draft).expect("a drawn document")
}
