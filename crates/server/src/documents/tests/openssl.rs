//! The `openssl` program (Debian: `openssl`, version 3) as a time-stamp service that nobody here wrote.

use std::{fs, path::Path, process::Command};

use vena_platform::{
    clock::Clock,
    documents::{Hand, OutsideAnswer, Prepared, Profile},
};

use super::{desk::Desk, http};

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
[ca]
default_ca = root_ca
[root_ca]
database = index.txt
default_md = sha256
default_crl_days = 30
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
[tsa]
default_tsa = one
[one]
serial = serial.txt
signer_cert = tsa.pem
signer_key = tsa.key
certs = trusted/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.5
digests = sha256, sm3
accuracy = secs:1
ordering = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
";

fn openssl(folder: &Path, line: &str) {
    let output = Command::new("openssl").current_dir(folder).args(line.split(' ')).output().expect("openssl runs");
    assert!(output.status.success(), "openssl {line}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A root, a stamper below it, and the root's empty list.
fn authority(folder: &Path) {
    fs::create_dir(folder.join("trusted")).expect("a folder");
    for (name, text) in [("c.cnf", CONFIG), ("serial.txt", "0A\n"), ("index.txt", "")] {
        fs::write(folder.join(name), text).expect("written");
    }
    for name in ["root", "tsa"] {
        openssl(folder, &format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"));
    }
    let line = "req -x509 -new -key root.key -sha256 -config c.cnf -extensions root -days 3650 -out trusted/root.pem";
    openssl(folder, line);
    openssl(folder, "req -new -key tsa.key -sha256 -config c.cnf -subj /CN=OutsideTSA -out tsa.csr");
    let line = "x509 -req -in tsa.csr -CA trusted/root.pem -CAkey root.key -CAcreateserial -sha256 -days 365 -extfile c.cnf -extensions tsa_cert -out tsa.pem";
    openssl(folder, line);
    let line = "ca -config c.cnf -gencrl -cert trusted/root.pem -keyfile root.key -out trusted/root.crl";
    openssl(folder, line);
}

#[test]
fn openssl_stamps_our_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    authority(folder.path());
    let trusted = folder.path().join("trusted");
    let at = folder.path().to_owned();
    let address = http::serve(move |asked| {
        fs::write(at.join("q.tsq"), &asked.body).expect("written");
        openssl(&at, "ts -reply -config c.cnf -queryfile q.tsq -out r.tsr");
        (200, fs::read(at.join("r.tsr")).expect("an answer"))
    });
    let pairs =
        [("VENA_TIMESTAMP_URL", address.as_str()), ("VENA_TRUSTED_CERTIFICATES", trusted.to_str().expect("a path"))];
    for profile in Profile::ALL {
        // OpenSSL stamps with the time of this machine.
        let desk = Desk::with(profile, &pairs, Clock::System.now());
        let holder = desk.holder("林知夏", "lin.zhixia", profile);
        let order = desk.order(&desk.drawn.pdf, Hand::Token { certificate: &holder.certificate });
        let Prepared { to_sign, state } = desk.notary.prepare(&order).expect("something to sign");
        let signature = holder.key.sign(&to_sign).expect("a signature");
        let answer = OutsideAnswer::Signature(&signature);
        let pdf = desk.notary.finish(&order, &state, &answer, Clock::System.now()).expect("a signed document");
        let report = desk.check(&pdf);
        assert!(report.ok, "{report:#?}");
        assert!(report.signatures[0].stamped_at.is_some());
    }
}
