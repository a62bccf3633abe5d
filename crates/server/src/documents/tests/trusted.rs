//! Certificates of others.

use std::fs;

use vena_platform::documents::{Hand, OutsideAnswer, Prepared, Profile};
use vena_sign::{
    profile::SecretKey,
    x509::{CrlOrder, DevelopmentAuthority, Reason, Revocation, Subject},
};

use super::desk::{Desk, settings, signing_day};

/// A certificate authority of somebody else, with a folder of what it publishes.
struct Other {
    authority: DevelopmentAuthority,
    folder: tempfile::TempDir,
}

impl Other {
    fn new() -> Self {
        let start = signing_day().plus_seconds(-86_400);
        let authority =
            DevelopmentAuthority::create(vena_sign::Profile::Sm2, "某电子认证机构", start).expect("an authority");
        let folder = tempfile::tempdir().expect("a folder");
        let chain =
            format!("{}\n{}", authority.root().to_pem().expect("PEM"), authority.issuing().to_pem().expect("PEM"));
        fs::write(folder.path().join("chain.pem"), chain).expect("written");
        fs::write(folder.path().join("README"), "not ours to read").expect("written");
        Self { authority, folder }
    }

    fn publish(&self, revoked: &[Revocation]) {
        let this_update = signing_day().plus_seconds(-600);
        let order = CrlOrder { number: 1, this_update, next_update: this_update.plus_seconds(86_400), revoked };
        let list = self.authority.crl(&order).expect("a list");
        fs::write(self.folder.path().join("people.crl"), list.to_pem().expect("PEM")).expect("written");
        let roots = self.authority.root_crl(&CrlOrder { revoked: &[], ..order }).expect("a list");
        fs::write(self.folder.path().join("root.crl"), roots.der()).expect("written");
    }

    fn pairs(&self) -> [(&str, &str); 1] {
        [("VENA_TRUSTED_CERTIFICATES", self.folder.path().to_str().expect("a path"))]
    }

    fn person(&self, key: &SecretKey) -> Vec<u8> {
        let who = Subject { organization: Some("青禾市中心血站".into()), ..Subject::named("林知夏") };
        let (from, until) = (signing_day().plus_seconds(-60), signing_day().plus_seconds(86_400));
        self.authority.issue_person(&who, key.public_key(), from, until).expect("a certificate").der().to_vec()
    }
}

#[test]
fn a_certificate_that_was_brought_along_signs_when_its_root_is_trusted() {
    let (other, key) = (Other::new(), SecretKey::generate(vena_sign::Profile::Sm2).expect("a key"));
    other.publish(&[]);
    let certificate = other.person(&key);
    let desk = Desk::with(Profile::Sm2, &other.pairs(), signing_day());
    assert_eq!(desk.notary.trusts(&certificate, desk.at), Ok(()));
    let order = desk.order(&desk.drawn.pdf, Hand::Token { certificate: &certificate });
    let Prepared { to_sign, state } = desk.notary.prepare(&order).expect("something to sign");
    let signature = key.sign(&to_sign).expect("a signature");
    let pdf = desk.notary.finish(&order, &state, &OutsideAnswer::Signature(&signature), desk.at).expect("signed");
    let report = desk.check(&pdf);
    assert!(report.ok, "{report:#?}");
    // The archive proves it to somebody who has the two roots and nothing else.
    let roots = [desk.notary.root(&desk.authority).expect("a root"), other.authority.root().der().to_vec()];
    assert!(crate::documents::check_file(&pdf, &roots, desk.at.plus_seconds(60)).ok);
    assert!(!crate::documents::check_file(&pdf, &roots[..1], desk.at.plus_seconds(60)).ok);
}

#[test]
fn strangers_and_the_withdrawn_are_not_trusted() {
    let (other, key) = (Other::new(), SecretKey::generate(vena_sign::Profile::Sm2).expect("a key"));
    let certificate = other.person(&key);
    let judged = |pairs: &[(&str, &str)]| {
        let desk = Desk::with(Profile::Sm2, pairs, signing_day());
        desk.notary.trusts(&certificate, desk.at).expect_err("refused").rule
    };
    assert_eq!(judged(&[]), "cert.untrusted");
    assert_eq!(judged(&other.pairs()), "cert.revocation-unknown");
    let serial = vena_sign::x509::Certificate::from_der(&certificate).expect("a certificate").serial_bytes().to_vec();
    let (at, reason) = (signing_day().plus_seconds(-900), Reason::KeyCompromise);
    other.publish(&[Revocation { serial, at, reason, invalid_since: None }]);
    assert_eq!(judged(&other.pairs()), "cert.revoked");
}

/// Lists change every day; nobody starts the server again for that.
#[test]
fn a_new_list_counts_at_once_and_a_damaged_one_changes_nothing() {
    let (other, key) = (Other::new(), SecretKey::generate(vena_sign::Profile::Sm2).expect("a key"));
    let certificate = other.person(&key);
    let desk = Desk::with(Profile::Sm2, &other.pairs(), signing_day());
    let judged = || desk.notary.trusts(&certificate, desk.at).err().map(|refusal| refusal.rule);
    assert_eq!(judged().as_deref(), Some("cert.revocation-unknown"));
    other.publish(&[]);
    assert_eq!(judged(), None);
    fs::write(other.folder.path().join("people.crl"), "cut off").expect("written");
    assert_eq!(judged(), None, "what was read before stays");
    let serial = vena_sign::x509::Certificate::from_der(&certificate).expect("a certificate").serial_bytes().to_vec();
    let (at, reason) = (signing_day().plus_seconds(-900), Reason::KeyCompromise);
    other.publish(&[Revocation { serial, at, reason, invalid_since: None }]);
    assert_eq!(judged().as_deref(), Some("cert.revoked"));
}

#[test]
fn a_damaged_file_is_named_and_stops_the_start() {
    for (name, text) in [
        ("root.cer", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
        ("root.pem", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"),
        ("list.crl", "no list"),
        ("empty.crt", ""),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(name), text).expect("written");
        let path = folder.path().to_str().expect("a path");
        let refusal = crate::documents::desk(&settings(&[("VENA_TRUSTED_CERTIFICATES", path)])).err().expect("refused");
        assert_eq!(refusal.rule, "trusted.damaged");
        assert!(refusal.reason.zh.contains(name) && refusal.reason.en.contains(name), "{}", refusal.reason.en);
    }
    let absent = [("VENA_TRUSTED_CERTIFICATES", "there/is/no/such/folder")];
    assert_eq!(crate::documents::desk(&settings(&absent)).err().expect("refused").rule, "trusted.damaged");
}
