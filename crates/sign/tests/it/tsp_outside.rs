//! OpenSSL verifies our time-stamps, and we those of OpenSSL.

use vena_sign::{
    Digest, Profile,
    cms::Evidence,
    tsp::{Imprint, Stamp, StampRequest, token_of_response},
    x509::{Anchors, Certificate, Path, Purpose},
};

use crate::{
    city::{City, signing_day},
    openssl::Desk,
    x509_outside::verifies,
};

fn answered(city: &City, digest: Digest, document: &[u8]) -> (StampRequest, Vec<u8>) {
    let request = StampRequest::new(Imprint::of(digest, document)).expect("a request");
    let answer = city.stamper().answer(&request.to_der().expect("DER"), 42, signing_day()).expect("an answer");
    (request, answer)
}

#[test]
fn openssl_verifies_our_time_stamps_with_both_imprints() {
    let city = City::new(Profile::P256);
    for digest in [Digest::Sha256, Digest::Sm3] {
        let desk = Desk::new();
        let (request, answer) = answered(&city, digest, "交接单".as_bytes());
        desk.put("slip", "交接单")
            .put("request.tsq", request.to_der().expect("DER"))
            .put("answer.tsr", answer)
            .put("root.pem", city.authority.root().to_pem().expect("PEM"));
        let when = signing_day().micros() / 1_000_000;
        let words = desk.openssl("ts -reply -in answer.tsr -text");
        assert!(words.contains("Status: Granted") && words.contains("Serial number: 0x2A"), "{words}");
        desk.openssl(&format!("ts -verify -attime {when} -in answer.tsr -queryfile request.tsq -CAfile root.pem"));
        desk.openssl(&format!("ts -verify -attime {when} -in answer.tsr -data slip -CAfile root.pem"));
        let other = desk
            .put("other", "另一张")
            .try_openssl(&format!("ts -verify -attime {when} -in answer.tsr -data other -CAfile root.pem"));
        assert!(!other.status.success());
    }
}

/// OpenSSL 3.0 reads a token that SM2 signed but cannot be told the signer's identity there, so it only parses it; the
/// certificate it verifies.
#[test]
fn openssl_reads_our_sm2_time_stamps() {
    let city = City::new(Profile::Sm2);
    let desk = Desk::new();
    let (_, answer) = answered(&city, Digest::Sm3, b"slip");
    desk.put("answer.tsr", &answer).put("root.pem", city.authority.root().to_pem().expect("PEM"));
    let words = desk.openssl("ts -reply -in answer.tsr -text");
    assert!(words.contains("Hash Algorithm: sm3") && words.contains("Status: Granted"), "{words}");
    let stamp = Stamp::from_der(&token_of_response(&answer).expect("granted")).expect("a stamp");
    let certificate = stamp.signed_by(&Evidence::default()).expect("its own certificate");
    desk.put("tsa.pem", certificate.to_pem().expect("PEM"))
        .put("ca.pem", city.authority.issuing().to_pem().expect("PEM"));
    let when = format!(" -attime {}", signing_day().micros() / 1_000_000);
    verifies(&desk, Profile::Sm2, "tsa.pem", &when, " -purpose timestampsign");
}

const CONFIG: &str = "
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Outside
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa_cert]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = one
[one]
serial = serial.txt
signer_cert = tsa.pem
signer_key = tsa.key
certs = root.pem
signer_digest = sha256
default_policy = 1.2.3.4.5
digests = sha256, sm3
accuracy = secs:1, millisecs:500
clock_precision_digits = 6
ordering = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
";

#[test]
fn we_verify_time_stamps_that_openssl_made() {
    let desk = Desk::new();
    desk.put("c.cnf", CONFIG).put("serial.txt", "0A\n");
    for name in ["root", "tsa"] {
        desk.openssl(&format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"));
    }
    desk.openssl("req -x509 -new -key root.key -sha256 -config c.cnf -extensions root -days 3650 -out root.pem");
    desk.openssl("req -new -key tsa.key -sha256 -config c.cnf -subj /CN=OutsideTSA -out tsa.csr");
    desk.openssl("x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -sha256 -days 365 -extfile c.cnf -extensions tsa_cert -out tsa.pem");
    for digest in [Digest::Sha256, Digest::Sm3] {
        let request = StampRequest::new(Imprint::of(digest, b"slip")).expect("a request");
        desk.put("q.tsq", request.to_der().expect("DER"));
        desk.openssl("ts -reply -config c.cnf -queryfile q.tsq -out r.tsr");
        let token = token_of_response(&desk.get("r.tsr")).expect("granted");
        let stamp = Stamp::from_der(&token).expect("a stamp");
        assert_eq!(stamp.check_answers(&request), Ok(()));
        assert_eq!(stamp.check_over(&[b"slip"]), Ok(()));
        assert_eq!(stamp.accuracy_micros(), 1_500_000);
        let signer = stamp.signed_by(&Evidence::default()).expect("the signature holds");
        let root = Certificate::from_pem(&desk.text("root.pem")).expect("a certificate");
        let path = Path::find(&signer, &[], &Anchors::new([root])).expect("a path");
        assert_eq!(path.check(stamp.at(), Purpose::TimeStamping), Ok(()));
    }
}
