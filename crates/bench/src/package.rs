//! What a vehicle's day package costs as the city grows: making it at the station beside a plain `copy … to stdout` of the same
//! rows, its bytes, what a field device needs to open it, and finding one donor on board.

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Stdio,
    time::{Duration, SystemTime},
};

use anyhow::{Context, ensure};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use uuid::Uuid;
use vena_platform::vault::Vault;

use crate::{
    blood::new_id,
    donors::{self, Invented},
    place::Place,
    say,
    server::Server,
    timing::{Watch, percentile},
};

/// The PIN of the physician of the trips.
const PIN: &str = "482915";
/// How many donors are looked up on board.
const SAMPLES: u64 = 40;

/// Measures and prints for 10,000, 100,000, … donors up to `donors_max`.
pub(crate) async fn run(vena: &Path, donors_max: u64) -> anyhow::Result<()> {
    let place = Place::new(4).await?;
    let data = tempfile::tempdir()?;
    std::fs::set_permissions(data.path(), std::fs::Permissions::from_mode(0o755))?;
    let server = Server::start_on(vena, data.path(), place.url(), &["--demo"]).await?;
    let vault = Vault::open_or_create(data.path())?;
    say("package: a vehicle's day package, made through the public API and opened by a vehicle of its own");
    let (mut size, mut made, mut turn) = (10_000, 0, 0);
    while size <= donors_max {
        donors::fill(&place.db, &vault, made, size).await?;
        donors::db::settle(&place.db).await?;
        made = size;
        measure(&place, &server, vena, (size, turn)).await?;
        (size, turn) = (size * 10, turn + 1);
    }
    server.stop().await?;
    place.close().await
}

async fn measure(place: &Place, server: &Server, vena: &Path, (size, turn): (u64, u64)) -> anyhow::Result<()> {
    let watch = Watch::start();
    let copied = donors::db::copy_out(&place.db).await?;
    let copy = watch.passed();
    let trip = Trip::plan(&server.address, turn).await?;
    let watch = Watch::start();
    let package = trip.package(&server.address).await?;
    let making = watch.passed();
    let ratio = making.as_secs_f64() / copy.as_secs_f64();
    say(&format!(
        "  {size:>9} donors: {:8.2} MB, made in {:7.2} s, raw copy of the rows {:8.2} MB in {:6.3} s, ratio {ratio:6.1}",
        mb(package.len()),
        making.as_secs_f64(),
        mb(copied),
        copy.as_secs_f64(),
    ));
    on_board(vena, &trip, package, size).await
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// A field device takes the package, opens it, and finds people.
async fn on_board(vena: &Path, trip: &Trip, package: Vec<u8>, size: u64) -> anyhow::Result<()> {
    let device = Device::start(vena, &trip.key).await?;
    let idle = device.memory_mb("VmRSS:")?;
    device.bytes("package", package).await?;
    let watch = Watch::start();
    device.post("unlock", &json!({ "code": trip.code })).await?;
    let opening = watch.passed();
    let (resident, peak) = (device.memory_mb("VmRSS:")?, device.memory_mb("VmHWM:")?);
    let token = device.post("sign-in", &json!({ "user_id": trip.physician, "pin": PIN })).await?;
    let token = token["token"].as_str().context("a token")?.to_owned();
    let mut found: Vec<Duration> = Vec::new();
    for n in 0..SAMPLES {
        let one = Invented::number(n * 7_919_993 % size);
        let who =
            json!({ "document_kind": "citizen_id", "document_number": one.document, "name": null, "phone": null });
        let arrival = json!({ "entry_id": new_id(), "visit_id": format!("visit_{}", new_id().simple()), "who": who });
        let watch = Watch::start();
        let shown = device.signed(&token, "arrivals", &arrival).await?;
        found.push(watch.passed());
        ensure!(shown["known"] == true, "donor {n} is not known on board");
    }
    let (median, p99) = (percentile(&mut found, 50), percentile(&mut found, 99));
    say(&format!(
        "            on board: opened in {:5.2} s, memory {idle:5.1} MB idle, {resident:6.1} MB open, {peak:6.1} MB at most; \
         one donor taken in median {median:5.2} ms p99 {p99:5.2} ms (limit 50 ms)",
        opening.as_secs_f64(),
    ));
    device.stop().await
}

/// A planned trip.
struct Trip {
    client: Client,
    id: String,
    code: String,
    key: String,
    physician: String,
}

impl Trip {
    /// A trip of the first vehicle, `turn` days from today.
    async fn plan(address: &str, turn: u64) -> anyhow::Result<Self> {
        let (client, physician) = (open(address, "registrar21").await?, open(address, "doctor21").await?);
        let own = |session: &Value| session["user"]["user_id"].as_str().unwrap_or_default().to_owned();
        let session = get(&client, address, "/api/session").await?;
        let decides = own(&get(&physician, address, "/api/session").await?);
        let crew = json!([{ "user_id": decides, "duty": "physician" }]);
        let body = json!({ "site_id": session["site"]["site_id"], "day": day(turn), "expected": 100, "numbers": 100,
            "first_number": format!("0993926{:06}", turn * 1_000 + 1), "crew": crew });
        let trip = post(&client, address, "/api/collect/trips", &body).await?;
        let id = trip["trip_id"].as_str().context("a trip")?.to_owned();
        post(&physician, address, &format!("/api/collect/trips/{id}/pin"), &json!({ "pin": PIN })).await?;
        let shown =
            post(&client, address, &format!("/api/collect/trips/{id}/code"), &json!({ "reason": "测量" })).await?;
        let of = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
        Ok(Self { client, id, code: of("code"), key: of("station_key"), physician: decides })
    }

    async fn package(&self, address: &str) -> anyhow::Result<Vec<u8>> {
        let response = self.client.get(format!("{address}/api/collect/trips/{}/package", self.id)).send().await?;
        ensure!(response.status().is_success(), "no package: {}", response.status());
        Ok(response.bytes().await?.to_vec())
    }
}

#[allow(clippy::disallowed_methods, reason = "trips are planned for the days that come")]
fn day(turn: u64) -> String {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let micros = i64::try_from((seconds + turn * 86_400) * 1_000_000).unwrap_or_default();
    let at = vena_kernel::clock::Instant::from_micros(micros);
    at.map(|at| at.day_in(&vena_kernel::zone::china()).to_string()).unwrap_or_default()
}

async fn open(address: &str, username: &str) -> anyhow::Result<Client> {
    let client = Client::builder().cookie_store(true).build()?;
    let system = get(&client, address, "/api/system").await?;
    let password = &system["demo_accounts"][0]["password"];
    post(&client, address, "/api/session", &json!({ "username": username, "password": password })).await?;
    Ok(client)
}

async fn get(client: &Client, address: &str, path: &str) -> anyhow::Result<Value> {
    told(path, client.get(format!("{address}{path}")).send().await?).await
}

async fn post(client: &Client, address: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
    let request = client.post(format!("{address}{path}")).header("Idempotency-Key", new_id().to_string());
    told(path, request.json(body).send().await?).await
}

async fn told(path: &str, response: Response) -> anyhow::Result<Value> {
    let (status, body): (_, Value) = (response.status(), response.json().await?);
    ensure!(status.is_success(), "{path}: {status} {body}");
    Ok(body)
}

/// A running `vena-edge vehicle`.
struct Device {
    child: Child,
    base: String,
    client: Client,
    _folder: tempfile::TempDir,
}

impl Device {
    /// The program lies beside the server's.
    async fn start(vena: &Path, key: &str) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("password"), Uuid::nil().to_string())?;
        let listen = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(vena.with_file_name("vena-edge"));
        command.args(["vehicle", "--server", "http://127.0.0.1:9", "--user", "vehicle", "--sync-seconds", "0"]);
        command.arg("--station-key").arg(key).arg("--data").arg(folder.path()).arg("--listen").arg(listen.to_string());
        command.arg("--password-file").arg(folder.path().join("password"));
        let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().context("vena-edge")?;
        let mut lines = BufReader::new(child.stderr.take().context("standard error")?).lines();
        while let Some(line) = lines.next_line().await? {
            if line.contains("the vehicle is at work") {
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                let base = format!("http://{listen}/api/vehicle");
                return Ok(Self { child, base, client: Client::new(), _folder: folder });
            }
        }
        anyhow::bail!("vena-edge ended before it was ready")
    }

    async fn bytes(&self, path: &str, body: Vec<u8>) -> anyhow::Result<Value> {
        told(path, self.client.post(format!("{}/{path}", self.base)).body(body).send().await?).await
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        self.signed("", path, body).await
    }

    async fn signed(&self, token: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let asked = self.client.post(format!("{}/{path}", self.base)).header("x-staff", token).json(body);
        told(path, asked.send().await?).await
    }

    fn memory_mb(&self, what: &str) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().context("running")?))?;
        let line = status.lines().find(|line| line.starts_with(what)).context("the memory")?;
        let kb: f64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
        Ok(kb / 1024.0)
    }

    async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}
