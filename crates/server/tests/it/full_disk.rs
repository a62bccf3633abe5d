//! The server and its private database on a small disk that is filled to the last byte: writing is refused with words,
//! reading goes on, nothing acknowledged is lost, and when there is room again nobody has to repair anything.

use std::{
    fs::File,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::{
    crash::seed,
    crash_floor::Floor,
    program::{Program, data_folder, postmaster, run, sign_in},
    start_up::refusal,
};

/// A new database asks for 500 MiB of room; once it is made, the disk shrinks to what it holds and this much more.
const SIZE_MIB: u64 = 560;
const ROOM_MIB: u64 = 160;
/// Below the room at which the product stops writing, above what the database needs to end what it is at.
const LAST_ROOM_MIB: u64 = 24;

/// A disk of its own, in memory.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// `None`, and says so, where this user may not mount.
    fn mount() -> Option<Self> {
        let folder = data_folder();
        let size = format!("size={SIZE_MIB}m,mode=755");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "vena-test"]).arg(folder.path()).output();
        let said = mounted.map_or_else(
            |error| error.to_string(),
            |output| match output.status.success() {
                true => String::new(),
                false => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            },
        );
        if said.is_empty() {
            return Some(Self { folder });
        }
        eprintln!("SKIPPED: a full disk needs one of its own, and mounting one was refused ({said}); run as root");
        None
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn free_mib(&self) -> u64 {
        let output = Command::new("df").args(["--output=avail", "-B1M"]).arg(self.path()).output().expect("df");
        let text = String::from_utf8(output.stdout).expect("text");
        text.lines().last().and_then(|line| line.trim().parse().ok()).expect("a number")
    }

    /// Leaves this much room beside what is there now.
    fn shrink(&self, room_mib: u64) {
        let size = format!("remount,size={}m", SIZE_MIB - self.free_mib() + room_mib);
        let status = Command::new("mount").args(["-o", &size]).arg(self.path()).status().expect("mount");
        assert!(status.success(), "the disk shrinks");
    }

    /// Writes until this much room is left; 0 means to the last byte.
    fn fill(&self, left_mib: u64) {
        let path = self.filling(left_mib);
        let mut file = File::create(path).expect("a file");
        let mebibyte = vec![7; 1 << 20];
        while left_mib == 0 || self.free_mib() > left_mib {
            match file.write(&mebibyte) {
                Err(error) if error.kind() == ErrorKind::StorageFull => return,
                written => assert!(written.expect("written") > 0),
            }
        }
    }

    fn filling(&self, left_mib: u64) -> PathBuf {
        self.path().join(format!("filling-{left_mib}"))
    }

    /// Removes what [`SmallDisk::fill`] wrote.
    fn clear(&self) {
        for left_mib in [LAST_ROOM_MIB, 0] {
            std::fs::remove_file(self.filling(left_mib)).expect("removed");
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a database that a failed test left running still holds files there.
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writing_goes_on_reading_and_loses_nothing() {
    let Some(disk) = SmallDisk::mount() else { return };
    let program = Program::start(disk.path(), None).await;
    seed(disk.path()).await;
    disk.shrink(ROOM_MIB);
    let person = Person::sign_in(&program.base).await;
    let floor = Floor::at(&[&program.base]);
    let workers = floor.join(2).await;
    floor.until_done(30).await;
    let database = postmaster(disk.path()).expect("a running database");

    // Somebody fills the disk while people work. The database is spared: who reads notices nothing.
    disk.fill(LAST_ROOM_MIB);
    person.until_writing_is("disk-full").await;
    disk.fill(0);
    assert_eq!(disk.free_mib(), 0);
    person.is_refused_in_both_languages("disk-full", StatusCode::INSUFFICIENT_STORAGE).await;
    person.reads().await;
    assert_eq!(postmaster(disk.path()).as_ref(), Some(&database), "the database has not stopped");
    disk.clear();
    floor.until_done(10).await;

    // The worst: the database itself writes the last byte of its log and panics, and then it is killed and may not even
    // start before there is room again.
    disk.fill(LAST_ROOM_MIB);
    disk.fill(0);
    let (_, url) = run(disk.path(), &["db", "url"]).await;
    write_log_until_the_database_panics(url.trim()).await;
    // It may not even have survived its panic.
    let _ = Command::new("kill").args(["-9", &database]).output();
    // Saved later under the key that was refused now.
    let kept = person.until_writing_is("database-away").await;
    disk.clear();
    assert_eq!(person.until_written(&kept).await, StatusCode::CREATED);
    floor.until_done(30).await;
    assert_ne!(postmaster(disk.path()), Some(database), "the guardian has started another one");

    workers.iter().for_each(tokio::task::JoinHandle::abort);
    floor.every_answer_stands(&program.base, 70).await;
    assert!(!floor.troubles().contains("internal"), "every refusal has words: {:?}", floor.troubles());
    let (code, report) = run(disk.path(), &["verify"]).await;
    assert_eq!(code, 0, "{report}");
    assert!(program.stop().await.success());
}

#[tokio::test]
async fn a_start_on_a_full_disk_says_so() {
    let Some(disk) = SmallDisk::mount() else { return };
    let data = disk.path().to_str().expect("text");
    disk.fill(LAST_ROOM_MIB);
    says_what_to_do(&refusal(&[("VENA_DATA", data)]).await, data);
    disk.fill(0);
    says_what_to_do(&refusal(&[("VENA_DATA", data)]).await, data);
    disk.clear();
    assert!(
        Program::start(disk.path(), None).await.stop().await.success(),
        "a refused start leaves nothing in the way"
    );
    disk.shrink(ROOM_MIB);
    disk.fill(LAST_ROOM_MIB);
    disk.fill(0);
    says_what_to_do(&refusal(&[("VENA_DATA", data)]).await, data);
    disk.clear();
    assert!(Program::start(disk.path(), None).await.stop().await.success(), "room again, and it starts");
}

fn says_what_to_do(sentence: &str, data: &str) {
    assert_eq!(sentence.lines().filter(|line| line.starts_with("vena: ")).count(), 1, "{sentence}");
    for words in [data, "MiB", "VENA_DATA", "腾出空间", "free some room"] {
        assert!(sentence.contains(words), "no {words}: {sentence}");
    }
}

/// An administrator at a screen.
struct Person {
    client: reqwest::Client,
    base: String,
}

impl Person {
    async fn sign_in(base: &str) -> Self {
        Self { client: sign_in(base, "admin").await, base: base.to_owned() }
    }

    async fn write(&self, key: &str, language: &str) -> (StatusCode, Value) {
        let me: Value = json!({ "site_id": self.site().await, "username": key, "display_name": "试", "password": "long enough 1", "roles": [] });
        let request = self.client.post(format!("{}/api/users", self.base)).header("idempotency-key", key);
        let reply = request.header("accept-language", language).json(&me).send().await.expect("an answer");
        (reply.status(), reply.json().await.expect("JSON"))
    }

    /// Where everybody of the station may be registered; known from the first look, also while the database is away.
    async fn site(&self) -> Value {
        static SITE: tokio::sync::OnceCell<Value> = tokio::sync::OnceCell::const_new();
        let look =
            || async { crate::program::get(&self.client, &self.base, "/api/session").await["site"]["site_id"].clone() };
        SITE.get_or_init(look).await.clone()
    }

    /// Writes something new each time until the answer is this problem; returns the key of the refused request.
    async fn until_writing_is(&self, code: &str) -> String {
        let waiting = async {
            for n in 0.. {
                let key = format!("{code}-{n}");
                let (status, answer) = self.write(&key, "zh").await;
                if answer["code"] == code {
                    return key;
                }
                // On the way there some are still written, and some hear of the disk before the database is gone.
                let expected = status == StatusCode::CREATED || answer["code"] == "disk-full";
                assert!(expected, "{status} {answer:#}");
            }
            unreachable!("there is always a next number")
        };
        tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("refused within a minute")
    }

    /// Sends the request of `key` again and again until it is accepted.
    async fn until_written(&self, key: &str) -> StatusCode {
        let waiting = async {
            loop {
                let (status, answer) = self.write(key, "zh").await;
                if status.is_success() {
                    return status;
                }
                assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer:#}");
            }
        };
        tokio::time::timeout(Duration::from_secs(120), waiting).await.expect("the database comes back by itself")
    }

    async fn is_refused_in_both_languages(&self, code: &str, status: StatusCode) {
        for (language, word) in [("zh", "磁盘已满"), ("en", "disk is full")] {
            let (refused, answer) = self.write("refused", language).await;
            assert_eq!((refused, &answer["code"]), (status, &json!(code)), "{answer:#}");
            assert!(answer["detail"].as_str().is_some_and(|text| text.contains(word)), "{answer:#}");
        }
    }

    async fn reads(&self) {
        for path in ["/api/session", "/api/users?limit=5", "/api/sites"] {
            let reply = self.client.get(format!("{}{path}", self.base)).send().await.expect("an answer");
            assert_eq!(reply.status(), StatusCode::OK, "{path}: {}", reply.text().await.expect("text"));
        }
    }
}

/// Past the product, which would stop in time: as a backup or a hand at the console could.
async fn write_log_until_the_database_panics(url: &str) {
    let mut console = PgConnection::connect(url).await.expect("a connection");
    let sql = "select pg_logical_emit_message(true, 'test', repeat('x', 1000000))";
    let dying = async { while sqlx::query(sql).execute(&mut console).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(60), dying).await.expect("the log is full within a minute");
}
