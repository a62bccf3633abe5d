//! The key agent as a process of its own: with software tokens, with SoftHSM behind PKCS#11, with a library of C behind SKF.

mod guard;
mod keys;
mod product;

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Mutex,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
};
use vena_sign::{
    Profile, PublicKey,
    cms::{Message, Request},
    envelope::{DocumentDigest, Envelope},
    key::{Identity, SigningKey},
    profile::SecretKey,
    x509::{Certificate, DevelopmentAuthority, Subject},
};

use crate::program::VENA;

const ORIGIN: &str = "http://localhost:7420";
const PIN: &str = "135790";
const LIBRARIES: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];

/// A workstation: a folder with its tokens and its journal.
pub(super) struct Station(tempfile::TempDir);

impl Station {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn vena(&self) -> Command {
        let mut command = Command::new(VENA);
        command
            .env("VENA_DATA", self.0.path())
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .env("SKF_TOKEN", self.0.path());
        command.arg("key-agent");
        command
    }

    /// Makes a software token.
    pub(super) async fn token(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        let (code, said) = self.init(&path, PIN).await;
        assert_eq!(code, Some(0), "{said}");
        path
    }

    async fn init(&self, path: &Path, pin: &str) -> (Option<i32>, String) {
        let mut command = self.vena();
        command.args(["init", "--label", "试用密钥", "--pin-file", "-", "--soft-token"]).arg(path);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("vena");
        let mut input = child.stdin.take().expect("its input");
        input.write_all(format!("{pin}\n").as_bytes()).await.expect("the PIN");
        drop(input);
        let output = child.wait_with_output().await.expect("an end");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// Starts the agent on a free port.
    pub(super) async fn agent(&self, arguments: &[&str]) -> Agent {
        let mut command = self.vena();
        command.args(["--origin", ORIGIN, "--listen", "127.0.0.1:0"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("vena");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut seen = String::new();
        while let Some(line) = lines.next_line().await.expect("text") {
            if let Some((_, base)) = line.rsplit_once(": http://") {
                let base = format!("http://{}", base.trim());
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Agent { _child: child, base, said: seen, client: reqwest::Client::new() };
            }
            seen.push_str(&line);
            seen.push('\n');
        }
        panic!("vena key-agent ended:\n{seen}");
    }

    /// An agent with one software token.
    pub(super) async fn soft(&self) -> Agent {
        let token = self.token("token.json").await;
        self.agent(&["--soft-token", token.to_str().expect("a path")]).await
    }

    fn journal(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path("key-agent.jsonl")).expect("a journal");
        assert!(!text.contains(PIN), "{text}");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// A token of SoftHSM with one P-256 key named `sign`.
    async fn soft_hsm(&self, label: &str) {
        let tokens = self.path("tokens");
        std::fs::create_dir_all(&tokens).expect("a folder");
        let words = format!("directories.tokendir = {}\nobjectstore.backend = file\n", tokens.display());
        std::fs::write(self.path("softhsm2.conf"), words).expect("written");
        let key = self.path("key.pem");
        let curve = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out"];
        run(Command::new("openssl").args(curve).arg(&key)).await;
        let util = || {
            let mut command = Command::new("softhsm2-util");
            command.env("SOFTHSM2_CONF", self.path("softhsm2.conf"));
            command
        };
        let made =
            util().args(["--init-token", "--free", "--label", label, "--so-pin", "so-2468", "--pin", PIN]).output();
        let made = made.await.expect("SoftHSM runs");
        // "… is reassigned to slot 1723561234"
        let said = String::from_utf8_lossy(&made.stdout).into_owned();
        let slot = said.trim().rsplit_once(' ').expect("the number of a slot").1;
        run(util().args(["--label", "sign", "--id", "01", "--pin", PIN, "--slot", slot, "--import"]).arg(&key)).await;
    }

    /// A maker's SKF library, built from C, and its USB key.
    async fn skf(&self) -> PathBuf {
        let library = self.path("libskf.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../skf-native/tests/token.c");
        run(Command::new("cc").args(["-shared", "-fPIC", "-w", "-o"]).arg(&library).arg(source)).await;
        let (key, public) = (self.path("key.pem"), self.path("public.der"));
        let curve = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out"];
        run(Command::new("openssl").args(curve).arg(&key)).await;
        let export = Command::new("openssl")
            .args(["pkey", "-pubout", "-outform", "DER", "-in"])
            .arg(&key)
            .arg("-out")
            .arg(&public)
            .output();
        assert!(export.await.expect("OpenSSL runs").status.success());
        let point = std::fs::read(&public).expect("a public key");
        std::fs::write(self.path("point.bin"), &point[point.len() - 64..]).expect("written");
        library
    }

    async fn hsm(&self) -> Agent {
        self.agent(&["--pkcs11", library()]).await
    }
}

fn library() -> &'static str {
    let found = LIBRARIES.into_iter().find(|path| Path::new(path).exists());
    found.expect("缺少 SoftHSM，请安装 softhsm2 · SoftHSM is missing, install softhsm2")
}

async fn run(command: &mut Command) -> String {
    let output = command.output().await.expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A running agent and the page that talks to it.
pub(super) struct Agent {
    _child: Child,
    base: String,
    said: String,
    client: reqwest::Client,
}

impl Agent {
    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::read(request.send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[("origin", ORIGIN)], Some(body)).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[("origin", ORIGIN)], None).await
    }

    pub(super) async fn keys(&self) -> Vec<Value> {
        let answer = self.get("/keys").await;
        assert_eq!(answer.status, StatusCode::OK, "{:#}", answer.body);
        answer.body.as_array().expect("keys").clone()
    }

    /// The key of `profile`.
    pub(super) async fn key(&self, profile: &str) -> Value {
        self.keys().await.into_iter().find(|key| key["profile"] == profile).expect("a key")
    }

    async fn try_sign(&self, key: &Value, pin: &str, messages: &[&[u8]]) -> Answer {
        let messages: Vec<String> = messages.iter().map(|bytes| BASE64URL.encode(bytes)).collect();
        self.post("/sign", &json!({ "key": key["key"], "pin": pin, "messages": messages })).await
    }

    pub(super) async fn sign(&self, key: &Value, messages: &[&[u8]]) -> Vec<Vec<u8>> {
        let answer = self.try_sign(key, PIN, messages).await;
        assert_eq!(answer.status, StatusCode::OK, "{:#}", answer.body);
        answer.body["signatures"].as_array().expect("signatures").iter().map(bytes).collect()
    }
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: reqwest::header::HeaderMap,
    text: String,
    body: Value,
}

impl Answer {
    async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("text");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, body }
    }

    #[track_caller]
    fn refused_by(&self, status: u16, rule: &str) {
        assert_eq!((self.status.as_u16(), self.body["rule"].as_str()), (status, Some(rule)), "{:#}", self.body);
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}

fn bytes(text: &Value) -> Vec<u8> {
    BASE64URL.decode(text.as_str().expect("text")).expect("base64url")
}

fn public(key: &Value) -> PublicKey {
    PublicKey::from_der(&bytes(&key["public_key"])).expect("a public key")
}

fn authority(profile: Profile) -> DevelopmentAuthority {
    let start = "2026-03-01T00:00:00Z".parse().expect("an instant");
    DevelopmentAuthority::create(profile, "青禾市中心血站", start).expect("an authority")
}

fn certificate(authority: &DevelopmentAuthority, key: &PublicKey) -> Certificate {
    let start: vena_kernel::clock::Instant = "2026-03-01T00:00:00Z".parse().expect("an instant");
    let until = start.plus_seconds(365 * 86_400);
    authority.issue_person(&Subject::named("林知夏"), key, start, until).expect("a certificate")
}

/// A key that only writes down what it is asked to sign.
struct Asked(SecretKey, Mutex<Vec<u8>>);

impl SigningKey for Asked {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8]) -> vena_sign::Result<Vec<u8>> {
        *self.1.lock().expect("not poisoned") = message.to_vec();
        self.0.sign(message)
    }
}

/// The bytes of a signature under the slip with this number.
fn slip(profile: Profile, number: &str) -> Vec<u8> {
    let authority = authority(profile);
    let asked = Asked(SecretKey::generate(profile).expect("a key"), Mutex::default());
    let certificate = certificate(&authority, asked.public_key());
    let at = "2026-03-02T08:30:00Z".parse().expect("an instant");
    let envelope = Envelope {
        document: DocumentDigest::of(profile.digest(), number.as_bytes()),
        template: "transport-slip".into(),
        template_version: "1".into(),
        signer: "林知夏".into(),
        account: "lin.zhixia".into(),
        certificate: certificate.serial(),
        role: "发出人".into(),
        reason: "发出".into(),
        at,
        device: "工作站 07".into(),
        event: String::new(),
        form_code: "M14-P01-S38-R02".into(),
        number: number.into(),
    };
    let envelope = envelope.to_der().expect("DER");
    let identity = Identity::new(&asked, certificate, Vec::new()).expect("an identity");
    let digest = profile.digest().of(number.as_bytes());
    Message::sign(&identity, &Request { digest, at, envelope: Some(&envelope) }).expect("a signature");
    asked.1.into_inner().expect("not poisoned")
}
