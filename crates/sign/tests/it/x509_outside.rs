//! OpenSSL reads our certificates and lists, and we read those of OpenSSL.

use vena_sign::{
    Profile,
    x509::{Anchors, Certificate, Crl, Path, Purpose, check_revocation},
};

use crate::{
    city::{City, DAY, Person, signing_day, start},
    openssl::{Desk, said},
};

/// The identity that OpenSSL 3 must be told about; it does not use the default of GM/T 0009.
pub(crate) fn identity_option(profile: Profile) -> &'static str {
    match profile {
        Profile::Sm2 => " -vfyopt distid:1234567812345678",
        Profile::P256 => "",
    }
}

fn seconds(days: i64) -> i64 {
    start().plus_seconds(days * DAY).micros() / 1_000_000
}

/// `openssl verify -vfyopt` tells the identity only to the certificate that is asked about, so SM2 paths are walked one
/// step at a time; P-256 paths are asked about whole.
pub(crate) fn verifies(desk: &Desk, profile: Profile, name: &str, options: &str, purpose: &str) {
    if profile == Profile::P256 {
        desk.openssl(&format!("verify -x509_strict{options}{purpose} -CAfile root.pem -untrusted ca.pem {name}"));
        return;
    }
    let identity = identity_option(profile);
    desk.openssl(&format!("verify -x509_strict{options}{identity} -CAfile root.pem root.pem"));
    desk.openssl(&format!("verify -x509_strict{options}{identity} -partial_chain -trusted root.pem ca.pem"));
    desk.openssl(&format!("verify -x509_strict{options}{purpose}{identity} -partial_chain -trusted ca.pem {name}"));
}

fn lay_out(desk: &Desk, city: &City, person: &Person, lists: &[Crl]) -> String {
    desk.put("root.pem", city.authority.root().to_pem().expect("PEM"))
        .put("ca.pem", city.authority.issuing().to_pem().expect("PEM"))
        .put("person.pem", person.certificate.to_pem().expect("PEM"))
        .put("crl.pem", lists.iter().map(|list| list.to_pem().expect("PEM")).collect::<String>())
        .put("crl.der", lists[0].der());
    format!(" -attime {}", signing_day().micros() / 1_000_000)
}

#[test]
fn openssl_accepts_our_certificates() {
    for profile in Profile::ALL {
        let (city, desk) = (City::new(profile), Desk::new());
        let when = lay_out(&desk, &city, &city.person("林知夏", "lin.zhixia"), &city.lists(signing_day(), &[]));
        verifies(&desk, profile, "person.pem", &when, "");
        let option = identity_option(profile);
        let late = seconds(400);
        let refused =
            desk.try_openssl(&format!("verify -attime {late}{option} -partial_chain -trusted ca.pem person.pem"));
        assert!(said(&refused).contains("certificate has expired"), "{}", said(&refused));
        let words = desk.openssl("x509 -in ca.pem -noout -text -nameopt utf8");
        assert!(words.contains("DEVELOPMENT ONLY") && words.contains("CA:TRUE, pathlen:0"), "{words}");
    }
}

#[test]
fn openssl_reads_who_is_revoked_and_why() {
    for profile in Profile::ALL {
        let (city, desk) = (City::new(profile), Desk::new());
        let person = city.person("林知夏", "lin.zhixia");
        let lists = city.lists(signing_day(), &city.revocation(&person, start().plus_seconds(DAY)));
        lay_out(&desk, &city, &person, &lists);
        let words = desk.openssl("crl -in crl.pem -noout -text");
        let names_it = words.to_lowercase().contains(&person.certificate.serial());
        assert!(words.contains("Key Compromise") && names_it, "{words}");
    }
}

#[test]
fn openssl_refuses_whom_our_list_revokes() {
    let (city, desk) = (City::new(Profile::P256), Desk::new());
    let person = city.person("林知夏", "lin.zhixia");
    let when = lay_out(&desk, &city, &person, &city.lists(signing_day(), &[]));
    let line = format!("verify{when} -CAfile root.pem -untrusted ca.pem -crl_check_all -CRLfile crl.pem person.pem");
    desk.openssl(&line);
    lay_out(&desk, &city, &person, &city.lists(signing_day(), &city.revocation(&person, start().plus_seconds(DAY))));
    let refused = desk.try_openssl(&line);
    assert!(said(&refused).contains("certificate revoked"), "{}", said(&refused));
}

/// OpenSSL 3.0 cannot be told the identity for a list; it verifies the list's parts.
#[test]
fn openssl_verifies_the_raw_signature_of_our_sm2_list() {
    let (city, desk) = (City::new(Profile::Sm2), Desk::new());
    lay_out(&desk, &city, &city.person("林知夏", "lin.zhixia"), &city.lists(signing_day(), &[]));
    let parts = desk.openssl("asn1parse -inform DER -in crl.der");
    let offset = |line: &str| line.split(':').next().expect("an offset").trim().to_owned();
    let signature = offset(parts.lines().last().expect("the signature"));
    desk.openssl("asn1parse -inform DER -in crl.der -strparse 4 -noout -out content");
    desk.openssl(&format!("asn1parse -inform DER -in crl.der -strparse {signature} -noout -out signature"));
    desk.put("key", desk.openssl("x509 -in ca.pem -noout -pubkey"));
    let verify = "pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 -pubin -inkey key";
    desk.openssl(&format!("{verify} -in content -sigfile signature"));
}

const CONFIG: &str = "
[req]
distinguished_name = dn
prompt = no
[dn]
C = CN
O = Outside
CN = Outside Root
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ca]
default_ca = one
[one]
database = index.txt
crlnumber = number.txt
default_md = sm3
default_crl_days = 30
";

fn outside(desk: &Desk, profile: Profile) {
    let (curve, digest, option) = match profile {
        Profile::Sm2 => ("SM2", "sm3", " -sigopt distid:1234567812345678"),
        Profile::P256 => ("P-256", "sha256", ""),
    };
    desk.put("c.cnf", CONFIG).put("index.txt", "").put("number.txt", "01\n");
    for name in ["root", "person"] {
        desk.openssl(&format!(
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{curve} -pkeyopt ec_param_enc:named_curve -out {name}.key"
        ));
    }
    desk.openssl(&format!(
        "req -x509 -new -key root.key -{digest}{option} -config c.cnf -extensions root -days 3650 -out root.pem"
    ));
    desk.openssl(&format!(
        "req -new -key person.key -{digest}{option} -config c.cnf -subj /C=CN/CN=Outsider -out person.csr"
    ));
    let verify = identity_option(profile);
    desk.openssl(&format!("x509 -req -in person.csr -CA root.pem -CAkey root.key -CAcreateserial -{digest}{option}{verify} -days 365 -extfile c.cnf -extensions person -out person.pem"));
}

#[test]
fn we_accept_certificates_that_openssl_made() {
    for profile in Profile::ALL {
        let desk = Desk::new();
        outside(&desk, profile);
        let root = Certificate::from_pem(&desk.text("root.pem")).expect("a certificate");
        let person = Certificate::from_pem(&desk.text("person.pem")).expect("a certificate");
        assert_eq!((person.profile(), person.subject().name.as_str()), (profile, "Outsider"));
        let path = Path::find(&person, &[], &Anchors::new([root])).expect("a path");
        let now = person.valid_from().plus_seconds(60);
        assert_eq!(path.check(now, Purpose::Signing), Ok(()));
    }
}

#[test]
fn we_accept_a_revocation_list_that_openssl_made() {
    let desk = Desk::new();
    outside(&desk, Profile::P256);
    let ca = "ca -config c.cnf -cert root.pem -keyfile root.key -md sha256";
    desk.openssl(&format!("{ca} -revoke person.pem -crl_reason keyCompromise"));
    desk.openssl(&format!("{ca} -gencrl -out crl.pem"));
    let root = Certificate::from_pem(&desk.text("root.pem")).expect("a certificate");
    let person = Certificate::from_pem(&desk.text("person.pem")).expect("a certificate");
    let list = Crl::from_pem(&desk.text("crl.pem")).expect("a list");
    let path = Path::find(&person, &[], &Anchors::new([root])).expect("a path");
    let revoked = list.revoked()[0].at;
    let before = check_revocation(&path, std::slice::from_ref(&list), revoked.plus_seconds(-1));
    assert_eq!(before, Ok(()), "it proves what was before too");
    let after = check_revocation(&path, &[list], revoked.plus_seconds(1)).expect_err("revoked");
    assert_eq!(after.rule(), "cert.revoked");
}

#[test]
fn certificates_beyond_us_are_refused_by_name() {
    let desk = Desk::new();
    desk.put("c.cnf", format!("{CONFIG}\n[odd]\nbasicConstraints = critical,CA:true\n1.2.3.4 = critical,DER:0500\n"));
    desk.openssl(
        "req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -sha256 -config c.cnf -extensions root -out rsa.pem",
    );
    let rsa = Certificate::from_pem(&desk.text("rsa.pem")).expect_err("RSA");
    assert_eq!(rsa, vena_sign::Fault::UnknownAlgorithm { oid: "1.2.840.113549.1.1.11".into() });
    desk.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out wide.key");
    desk.openssl("req -x509 -new -key wide.key -sha256 -config c.cnf -extensions root -out wide.pem");
    assert_eq!(Certificate::from_pem(&desk.text("wide.pem")).expect_err("P-384").rule(), "sign.algorithm");
    desk.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out odd.key");
    desk.openssl("req -x509 -new -key odd.key -sha256 -config c.cnf -extensions odd -out odd.pem");
    let odd = Certificate::from_pem(&desk.text("odd.pem")).expect("a certificate");
    let path = Path::find(&odd, &[], &Anchors::new([odd.clone()])).expect("its own root");
    assert_eq!(path.check_constraints(), Err(vena_sign::Fault::CriticalExtension { oid: "1.2.3.4".into() }));
    let huge = vec![0x30; 70_000];
    assert_eq!(Certificate::from_der(&huge), Err(vena_sign::Fault::TooLarge { what: "certificate" }));
}
