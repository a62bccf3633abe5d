//! A vehicle on a disk of its own that is filled: nobody new is taken in, then nothing is written and the screens say so; what was
//! acknowledged is there, and with room again the day goes on.

use std::{
    fs::File,
    io::{BufRead, BufReader, ErrorKind, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{SiteId, TripId, UserId},
};
use vena_trip::{
    package::{Duty, Member, Package, Reading, pack, pin_verifier},
    seal::{self, Bytes},
    standing::Table,
};

/// Room for arrivals (64 MB) and some more.
const SIZE_MIB: u64 = 96;
const CODE: &str = "22222-33333";
const PIN: &str = "482915";

/// A disk of its own, in memory.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None`, and says so, where this user may not mount.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let size = format!("size={SIZE_MIB}m,mode=755");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "vena-test"]).arg(folder.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: a full disk needs one of its own, and mounting one was refused; run as root");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn filling(&self) -> PathBuf {
        self.path().join("filling")
    }

    fn free_bytes(&self) -> u64 {
        let disk = rustix::fs::statvfs(self.path()).expect("a disk");
        disk.f_bavail * disk.f_frsize
    }

    /// Writes until no more than this is left; 0 means to the last byte.
    fn fill(&self, left_bytes: u64) {
        let mut file = File::options().create(true).append(true).open(self.filling()).expect("a file");
        while self.free_bytes() > left_bytes {
            let part = (self.free_bytes() - left_bytes).min(1 << 20) as usize;
            match file.write(&vec![7; part]) {
                Err(error) if error.kind() == ErrorKind::StorageFull => return,
                written => assert!(written.expect("written") > 0),
            }
        }
    }

    fn clear(&self) {
        std::fs::remove_file(self.filling()).expect("removed");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

fn user() -> UserId {
    UserId::from_uuid(Uuid::from_u128(4))
}

/// A package of a station that is nowhere, and its public key.
fn package() -> (Vec<u8>, String) {
    let (_, station) = seal::new_pair().expect("a pair");
    let signing = seal::new_signing_key().expect("a key");
    #[allow(clippy::disallowed_methods, reason = "the vehicle counts by the machine's clock")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_micros();
    let made_at = Instant::from_micros(i64::try_from(now).expect("microseconds")).expect("an instant");
    let member = Member {
        user_id: user(),
        name: "陈医生".into(),
        duty: Duty::Physician,
        pin: pin_verifier(PIN).expect("hashed"),
        decides: true,
    };
    let package = Package {
        trip_id: TripId::from_uuid(Uuid::from_u128(7)),
        site_id: SiteId::from_uuid(Uuid::from_u128(1)),
        site_name: "献血车 1 号".into(),
        day: made_at.day_in(&vena_kernel::zone::china()),
        made_at,
        rulebook: vena_trip::rulebook_version(),
        numbers: vec!["0160226000001".parse().expect("a number")],
        crew: vec![member],
        bookings: Vec::new(),
        sessions: Vec::new(),
        lots: Vec::new(),
        recalled: Vec::new(),
        reading: Reading { version: "consent-1".into(), pages: Vec::new() },
        signed_papers: false,
        identity_key: Bytes(vec![1; 32]),
        journal_key: Bytes(vec![2; 32]),
        station: Bytes(station.to_vec()),
    };
    let bytes = pack(&package, &Table::new(Vec::new()), CODE, &signing).expect("packed");
    (bytes, seal::hex(&seal::signing_public(&signing).expect("public")))
}

/// The running program.
struct Vehicle {
    child: Child,
    base: String,
    agent: ureq::Agent,
    token: String,
}

impl Drop for Vehicle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Vehicle {
    fn start(data: &Path, key: &str) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let mut child = Command::new(env!("CARGO_BIN_EXE_vena-edge"))
            .args([
                "vehicle",
                "--server",
                "http://127.0.0.1:9",
                "--user",
                "vehicle",
                "--sync-seconds",
                "0",
                "--station-key",
                key,
            ])
            .arg("--data")
            .arg(data)
            .arg("--password-file")
            .arg(data.join("password"))
            .arg("--listen")
            .arg(port.to_string())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
        let begun = lines.any(|line| line.expect("text").contains("the vehicle is at work"));
        assert!(begun, "the program ended");
        std::thread::spawn(move || lines.for_each(drop));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { child, base: format!("http://{port}/api/vehicle"), agent, token: String::new() }
    }

    fn post(&self, path: &str, body: &[u8]) -> (u16, Value) {
        let asked = self.agent.post(format!("{}/{path}", self.base)).header("content-type", "application/json");
        let mut answer = asked.header("x-staff", &self.token).send(body).expect("an answer");
        (answer.status().as_u16(), json_of(&mut answer))
    }

    fn ok(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(path, body.to_string().as_bytes());
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    fn open(&mut self) {
        self.ok("unlock", &json!({ "code": CODE }));
        let answer = self.ok("sign-in", &json!({ "user_id": user(), "pin": PIN }));
        self.token = answer["token"].as_str().expect("a token").to_owned();
    }

    fn state(&self) -> Value {
        let asked = self.agent.get(format!("{}/state", self.base)).header("x-staff", &self.token);
        json_of(&mut asked.call().expect("an answer"))
    }
}

fn json_of(answer: &mut ureq::http::Response<ureq::Body>) -> Value {
    let text = answer.body_mut().read_to_string().expect("text");
    serde_json::from_str(&text).expect("JSON")
}

/// A person who takes a place in the journal under `n`.
fn arrival(n: u128) -> Value {
    let visit = format!("visit_{}", Uuid::from_u128(1000 + n).simple());
    json!({ "entry_id": Uuid::from_u128(n), "visit_id": visit, "who": { "document_kind": "passport",
        "document_number": format!("E{n:07}"), "name": "赵一一", "phone": "17000010001", "born_on": "1990-01-01", "sex": "male",
        "consent_to_be_told": true } })
}

fn left(n: u128) -> (String, Value) {
    let path = format!("visits/visit_{}/steps", Uuid::from_u128(1000 + n).simple());
    (path, json!({ "entry_id": Uuid::from_u128(500 + n), "step": "left", "reason": "有急事" }))
}

/// The answer refuses by the full disk, in words for people in both languages.
fn is_full((status, answer): (u16, Value)) {
    assert_eq!((status, &answer["rule"]), (507, &json!("trip.disk-full")), "{answer}");
    for (language, word) in [("zh", "纸质记录"), ("en", "write it on paper")] {
        assert!(answer["reason"][language].as_str().is_some_and(|text| text.contains(word)), "{answer}");
    }
}

#[test]
fn a_full_disk_loses_nothing_says_so_and_the_day_goes_on_with_room_again() {
    let Some(disk) = SmallDisk::mount() else { return };
    let (bytes, key) = package();
    let mut vehicle = Vehicle::start(disk.path(), &key);
    assert_eq!(vehicle.post("package", &bytes).0, 200);
    vehicle.open();
    vehicle.ok("arrivals", &arrival(1));
    vehicle.ok("arrivals", &arrival(2));

    // Not enough for somebody new; whoever is here is finished.
    disk.fill(32 << 20);
    is_full(vehicle.post("arrivals", arrival(3).to_string().as_bytes()));
    let (path, step) = left(1);
    vehicle.ok(&path, &step);

    // The last byte: nothing is written, everything is still shown.
    disk.fill(0);
    let (path, step) = left(2);
    is_full(vehicle.post(&path, step.to_string().as_bytes()));
    let before = vehicle.state();
    let stages: Vec<&str> =
        before["visits"].as_array().expect("visits").iter().filter_map(|row| row["stage"].as_str()).collect();
    assert_eq!(stages, ["identified", "left"], "{before}");

    // kill -9 on the full disk; the program starts again and knows what it knew, as soon as there is room for its own entry.
    drop(vehicle);
    let mut vehicle = Vehicle::start(disk.path(), &key);
    is_full(vehicle.post("unlock", json!({ "code": CODE }).to_string().as_bytes()));
    disk.clear();
    vehicle.open();
    vehicle.ok(&path, &step);
    vehicle.ok("arrivals", &arrival(3));
    let after = vehicle.state();
    assert_eq!(after["visits"].as_array().map(Vec::len), Some(3), "{after}");
    assert_eq!(after["entries"], 7, "opened, two came, one left; opened again, the other left, somebody came: {after}");
}
