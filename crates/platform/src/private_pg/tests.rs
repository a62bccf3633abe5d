//! With real database files and real processes. Started by root, everything runs as the unprivileged user.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use vena_kernel::text::Text;

use super::{PrivatePg, Profile, StartError, postmaster::Postmaster, running_url, stop_left_over};

fn quiet(_: Text) {}

/// A folder that the database's user can reach.
fn folder() -> TempDir {
    let open = std::fs::Permissions::from_mode(0o755);
    tempfile::Builder::new().prefix("vena-pg-").permissions(open).tempdir().expect("a folder")
}

async fn start(dir: &Path) -> PrivatePg {
    PrivatePg::start_as(Profile::Scratch, dir, quiet).await.expect("the database starts")
}

async fn ask(url: &str, sql: &'static str) -> i64 {
    let mut connection = PgConnection::connect(url).await.expect("a connection");
    sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect("an answer")
}

async fn tell(url: &str, sql: &'static str) {
    let mut connection = PgConnection::connect(url).await.expect("a connection");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect("done");
}

fn pid_of(dir: &Path) -> String {
    let written = std::fs::read_to_string(cluster(dir).join("postmaster.pid")).expect("a pid file");
    written.lines().next().expect("a pid").to_owned()
}

fn cluster(dir: &Path) -> PathBuf {
    dir.canonicalize().expect("a path").join("pg")
}

fn kill_hard(pid: &str) {
    assert!(Command::new("kill").args(["-9", pid]).status().expect("kill runs").success());
}

/// Waits until `done`, which must come.
async fn until(done: impl AsyncFn() -> bool) {
    let waiting = async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it happens within a minute");
}

#[test]
fn the_connection_string_survives_odd_folder_names() {
    let url = super::url_of(Path::new("/var/lib/血 & co?/run"));
    assert_eq!(url, "postgres:///vena?host=/var/lib/%E8%A1%80%20%26%20co%3F/run&port=5432&user=vena");
}

#[tokio::test]
async fn what_was_stored_is_there_after_a_stop_and_a_start() {
    let dir = folder();
    let first = start(dir.path()).await;
    assert!(!first.is_adopted());
    tell(first.url(), "create table t as select 7::bigint as n").await;
    assert_eq!(running_url(dir.path()).as_deref(), Some(first.url()));
    first.stop().await.expect("it stops");
    assert_eq!(running_url(dir.path()), None);
    assert!(Postmaster::of(&cluster(dir.path())).is_none(), "no process is left");

    let again = start(dir.path()).await;
    assert_eq!(ask(again.url(), "select n from t").await, 7);
    again.stop().await.expect("it stops");
}

#[tokio::test]
async fn text_is_utf8_sorts_by_code_point_and_nothing_listens_on_the_network() {
    let dir = folder();
    let pg = PrivatePg::start(dir.path(), quiet).await.expect("the database starts");
    let sorted = "select (array_agg(x order by x) = array['A','B','a','b','张','王'])::int::bigint
                  from unnest(array['b','王','a','张','B','A']) as t(x)";
    assert_eq!(ask(pg.url(), sorted).await, 1);
    assert_eq!(ask(pg.url(), "select ('血' ~ '^\\w$')::int::bigint").await, 1, "a Chinese character is a letter");
    assert_eq!(
        ask(pg.url(), "select count(*) from pg_settings where name = 'listen_addresses' and setting = ''").await,
        1
    );
    assert_eq!(
        ask(
            pg.url(),
            "select count(*) from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'on'"
        )
        .await,
        2
    );
    assert_eq!(
        ask(pg.url(), "select count(*) from pg_settings where name = 'data_checksums' and setting = 'on'").await,
        1
    );
    pg.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_second_vena_on_the_same_folder_is_refused_in_one_sentence() {
    let dir = folder();
    let first = start(dir.path()).await;
    let refused = PrivatePg::start(dir.path(), quiet).await.expect_err("the folder is taken");
    let says = refused.text();
    assert!(matches!(refused, StartError::InUse { .. }), "{refused}");
    assert!(says.en.contains(&std::process::id().to_string()) && says.zh.contains("VENA_DATA"), "{says:?}");
    assert!(!stop_left_over(dir.path()).await.expect("it answers"), "a held database is not stopped by others");
    assert_eq!(ask(first.url(), "select 1::bigint").await, 1);
    first.stop().await.expect("it stops");
}

/// In the role of the killed program this test starts a database, says so and waits for its death.
#[tokio::test]
async fn after_a_killed_program_the_next_one_adopts_its_database() {
    const ROLE: &str = "VENA_TEST_VICTIM";
    if let Some(dir) = std::env::var_os(ROLE) {
        let _held = start(Path::new(&dir)).await;
        writeln!(std::io::stdout(), "\nstarted").expect("said");
        return std::future::pending().await;
    }
    let dir = folder();
    let this = std::thread::current().name().expect("tests have names").to_owned();
    let mut victim = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", &this, "--nocapture", "--test-threads=1"])
        .env(ROLE, dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the victim runs");
    let mut lines = BufReader::new(victim.stdout.take().expect("its output")).lines();
    assert!(lines.any(|line| line.expect("a line") == "started"), "the victim started its database");
    let pid = pid_of(dir.path());
    victim.kill().expect("killed");
    victim.wait().expect("gone");

    let heir = start(dir.path()).await;
    assert!(heir.is_adopted());
    assert_eq!(pid_of(dir.path()), pid, "the same server goes on");
    assert_eq!(ask(heir.url(), "select 1::bigint").await, 1);
    heir.stop().await.expect("an adopted database stops too");
    assert!(Postmaster::of(&cluster(dir.path())).is_none(), "no process is left");
}

#[tokio::test]
async fn a_killed_database_is_started_again_with_everything_committed() {
    let dir = folder();
    let pg = PrivatePg::start(dir.path(), quiet).await.expect("the database starts");
    tell(pg.url(), "create table t as select generate_series(1, 1000) as n").await;
    let pid = pid_of(dir.path());
    kill_hard(&pid);
    until(async || {
        let Ok(mut connection) = PgConnection::connect(pg.url()).await else { return false };
        let counted = sqlx::query_scalar::<_, i64>("select count(*) from t").fetch_one(&mut connection).await;
        pid_of(dir.path()) != pid && counted.is_ok_and(|count| count == 1000)
    })
    .await;
    pg.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_database_and_its_program_killed_together_start_normally() {
    let dir = folder();
    let url = start(dir.path()).await.leave_running();
    tell(&url, "create table t as select 7::bigint as n").await;
    tell(&url, "checkpoint").await;
    kill_hard(&pid_of(dir.path()));
    let again = start(dir.path()).await;
    assert!(!again.is_adopted(), "a stale pid file is no server");
    assert_eq!(ask(again.url(), "select n from t").await, 7);
    again.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_database_left_running_can_be_stopped_by_anyone() {
    let dir = folder();
    let url = start(dir.path()).await.leave_running();
    assert_eq!(ask(&url, "select 1::bigint").await, 1);
    until(async || stop_left_over(dir.path()).await.expect("it answers")).await;
    assert_eq!(running_url(dir.path()), None);
    assert!(!stop_left_over(dir.path()).await.expect("it answers"), "nothing is left to stop");
}

#[tokio::test]
async fn a_damaged_folder_is_named_with_the_words_of_the_database() {
    let dir = folder();
    start(dir.path()).await.stop().await.expect("it stops");
    let control = cluster(dir.path()).join("global/pg_control");
    let sound = std::fs::read(&control).expect("the control file");

    std::fs::remove_file(&control).expect("removed");
    let refused = PrivatePg::start(dir.path(), quiet).await.expect_err("the control file is missing");
    assert!(matches!(refused, StartError::Damaged { .. }), "{refused}");
    assert!(refused.text().zh.contains("pg_control"), "{}", refused.text().zh);

    let mut spoilt = sound;
    spoilt.iter_mut().take(64).for_each(|byte| *byte ^= 0xff);
    std::fs::write(&control, spoilt).expect("written");
    let refused = PrivatePg::start(dir.path(), quiet).await.expect_err("the control file is spoilt");
    assert!(matches!(refused, StartError::Damaged { .. }), "{refused}");

    std::fs::remove_file(cluster(dir.path()).join("PG_VERSION")).expect("removed");
    let refused = PrivatePg::start(dir.path(), quiet).await.expect_err("not even a version");
    assert!(matches!(refused, StartError::Damaged { .. }), "{refused}");
}

#[tokio::test]
async fn files_of_a_version_that_is_not_installed_are_refused_with_the_version() {
    let dir = folder();
    start(dir.path()).await.stop().await.expect("it stops");
    std::fs::write(cluster(dir.path()).join("PG_VERSION"), "9\n").expect("written");
    let refused = PrivatePg::start(dir.path(), quiet).await.expect_err("nobody has version 9");
    assert!(matches!(refused, StartError::NoBinaries { wanted: Some(9), .. }), "{refused}");
    assert!(refused.text().en.contains("install postgresql-9"), "{refused}");
}

#[tokio::test]
async fn a_first_start_that_was_interrupted_leaves_nothing_in_the_way() {
    let dir = folder();
    for name in ["pg.new", "pg.new0123"] {
        std::fs::create_dir(dir.path().join(name)).expect("a folder");
        std::fs::write(dir.path().join(name).join("PG_VERSION"), "15\n").expect("half a database");
    }
    start(dir.path()).await.stop().await.expect("it stops");
    let names = std::fs::read_dir(dir.path()).expect("a folder").flatten().map(|entry| entry.file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with("pg.new")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_folder_with_a_very_long_path_gets_its_socket_elsewhere() {
    let dir = folder();
    let long = dir.path().join("a".repeat(100)).join("b".repeat(100));
    std::fs::create_dir_all(&long).expect("folders");
    let pg = start(&long).await;
    assert_eq!(ask(pg.url(), "select 1::bigint").await, 1);
    assert!(!pg.url().contains("aaaa"), "{}", pg.url());
    let socket_dir = Postmaster::of(&cluster(&long)).and_then(|found| found.socket_dir).expect("a socket");
    pg.stop().await.expect("it stops");
    assert!(!socket_dir.exists(), "nothing is left outside the data folder");
}

#[tokio::test]
async fn root_hears_which_folder_the_database_cannot_reach() {
    let dir = folder();
    let closed = dir.path().join("closed");
    std::fs::create_dir(&closed).expect("a folder");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o600)).expect("closed");
    let refused = PrivatePg::start(&closed.join("data"), quiet).await.expect_err("nobody may pass");
    assert!(matches!(refused, StartError::NotReachable { .. } | StartError::Io { .. }), "{refused}");
    assert!(refused.text().en.contains("closed") && refused.text().en.contains("VENA_DATA"), "{refused}");
}
