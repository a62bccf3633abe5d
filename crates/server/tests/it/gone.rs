//! Browsers that go away in the middle of a request leave nothing behind.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use sqlx::postgres::PgConnectOptions;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
    sync::Notify,
};
use vena_testkit::TestDb;

use crate::program::{Program, data_folder, sign_in};

/// A connection with somebody else's transaction is healed when a reader happens to be its next user; a writer fails.
const ROUNDS: u32 = 30;
/// More than the server has connections, so that each of them is used.
const WRITES: u32 = 40;
/// How a reading request begins at the database.
const BEGIN: &[u8] = b"begin isolation level repeatable read read only";

/// Stands between server and database and stops the next reading transaction at its first word.
#[derive(Default)]
struct Gate {
    armed: AtomicBool,
    caught: Notify,
    open: Notify,
}

impl Gate {
    /// Opens a way to the database of `url` that leads through the gate; returns its connection string.
    async fn before(url: &str, gate: Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let options = PgConnectOptions::from_str(url).expect("a connection string");
        let through = through(url, port);
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                let (gate, options) = (gate.clone(), options.clone());
                tokio::spawn(async move {
                    match options.get_socket() {
                        Some(folder) => {
                            let path = folder.join(format!(".s.PGSQL.{}", options.get_port()));
                            gate.pass(from, UnixStream::connect(path).await.expect("the database")).await;
                        }
                        None => {
                            let to = TcpStream::connect((options.get_host(), options.get_port())).await;
                            gate.pass(from, to.expect("the database")).await;
                        }
                    }
                });
            }
        });
        through
    }

    /// Passes everything on in both directions, until one side closes.
    async fn pass(&self, from: TcpStream, to: impl AsyncRead + AsyncWrite) {
        let ((mut asks, mut hears), (mut answers, mut told)) = (from.into_split(), tokio::io::split(to));
        let asking = async {
            let mut bytes = vec![0; 64 * 1024];
            while let Ok(length @ 1..) = asks.read(&mut bytes).await {
                let begins = bytes[..length].windows(BEGIN.len()).any(|window| window.eq_ignore_ascii_case(BEGIN));
                if begins && self.armed.swap(false, Ordering::SeqCst) {
                    self.caught.notify_one();
                    self.open.notified().await;
                }
                if told.write_all(&bytes[..length]).await.is_err() {
                    break;
                }
            }
        };
        tokio::select! {
            () = asking => {}
            _ = tokio::io::copy(&mut answers, &mut hears) => {}
        }
    }
}

/// The connection string with another server in it.
fn through(url: &str, port: u16) -> String {
    let options = PgConnectOptions::from_str(url).expect("a connection string");
    let user = url.split_once("://").and_then(|(_, rest)| rest.split_once('@')).map(|(user, _)| user.to_owned());
    let user = user.filter(|user| !user.is_empty()).unwrap_or_else(|| options.get_username().to_owned());
    let name = options.get_database().expect("a database");
    format!("postgres://{user}@127.0.0.1:{port}/{name}?sslmode=disable")
}

/// A browser that closes its connection and waits until the server has let go of it.
async fn goes_away(mut browser: TcpStream) {
    browser.shutdown().await.expect("closed");
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(20), browser.read_to_end(&mut rest)).await;
    let _ = ended.expect("the server lets go");
    assert!(rest.is_empty(), "an answer: {}", String::from_utf8_lossy(&rest));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_abandoned_request_leaves_every_connection_usable() {
    let database = TestDb::new().await;
    vena_sim::seed_ground(database.db()).await.expect("a city");
    let (folder, gate) = (data_folder(), Arc::new(Gate::default()));
    let url = Gate::before(database.url(), gate.clone()).await;
    let program = Program::start(folder.path(), Some(&url)).await;
    let registrar = sign_in(&program.base, "registrar").await;
    let address = program.base.trim_start_matches("http://");
    for round in 0..ROUNDS {
        gate.armed.store(true, Ordering::SeqCst);
        let mut browser = TcpStream::connect(address).await.expect("a connection");
        let request = format!("GET /api/session HTTP/1.1\r\nhost: {address}\r\ncookie: vena_session=anything\r\n\r\n");
        browser.write_all(request.as_bytes()).await.expect("asked");
        tokio::time::timeout(Duration::from_secs(20), gate.caught.notified()).await.expect("it begins");
        goes_away(browser).await;
        gate.open.notify_one();
        everybody_can_write(&registrar, &program.base, round).await;
    }
    assert!(program.stop().await.success());
}

async fn everybody_can_write(registrar: &reqwest::Client, base: &str, round: u32) {
    let writes = (0..WRITES).map(|n| {
        let serial = round * WRITES + n;
        let name = char::from_u32(0x4e00 + serial).expect("a character");
        let donor = json!({
            "document": { "kind": "passport", "number": format!("E{:08}", serial * 7_919 % 100_000_000) }, "born_on": "1990-05-05", "sex": "male",
            "name": format!("试{name}"), "phone": format!("138{serial:08}"), "consent_to_be_told": false,
        });
        registrar.post(format!("{base}/api/recruit/donors")).json(&donor).send()
    });
    for reply in futures::future::join_all(writes).await {
        let reply = reply.expect("an answer");
        assert_eq!(reply.status().as_u16(), 201, "round {round}: {}", reply.text().await.expect("text"));
    }
}
