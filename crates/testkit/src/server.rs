//! The server that the test databases live on.

use std::{
    fs::{self, DirBuilder, File},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use rustix::fs::{FlockOperation, flock};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use vena_platform::private_pg::{PrivatePg, Profile, StartError, running_url, stop_left_over};

use crate::db;

/// While this process lives, the shared server is in use.
static IN_USE: OnceLock<File> = OnceLock::new();
/// Joined once in each process: a second test on the same thread must not wait for a file lock that the first one holds.
static SHARED: OnceCell<String> = OnceCell::const_new();

/// The connection string of a database from which others may be created.
pub(crate) async fn admin_url() -> String {
    match std::env::var("VENA_TEST_DATABASE_URL") {
        Ok(outside) if !outside.is_empty() => outside,
        _ => SHARED
            .get_or_try_init(shared)
            .await
            .cloned()
            .unwrap_or_else(|error| panic!("PostgreSQL for tests: {error}")),
    }
}

/// Joins the shared server, starting it when nobody has.
async fn shared() -> Result<String, StartError> {
    let dir = shared_dir();
    IN_USE.get_or_init(|| locked(&dir, "users.lock", FlockOperation::LockShared).expect("a blocking lock"));
    if let Some(url) = running_url(&dir) {
        let _starter_is_done = locked(&dir, "start.lock", FlockOperation::LockShared);
        return Ok(url);
    }
    let _starting = locked(&dir, "start.lock", FlockOperation::LockExclusive);
    if let Some(url) = running_url(&dir) {
        return Ok(url);
    }
    let url = PrivatePg::start_as(Profile::Scratch, &dir, |_| {}).await?.leave_running();
    sweep(&url).await.map_err(StartError::Sql)?;
    Ok(url)
}

/// Drops what tests left behind that were killed before they could.
async fn sweep(url: &str) -> Result<(), sqlx::Error> {
    let mut admin = db::connect(url).await?;
    for name in db::named(&mut admin, db::TEST_PREFIX).await? {
        db::drop_database(&mut admin, &name).await?;
    }
    Ok(())
}

/// Stops the shared server unless some test still uses it; `true` when it was stopped.
///
/// # Errors
/// When it will not stop.
pub async fn stop_shared() -> Result<bool, StartError> {
    let dir = shared_dir();
    match locked(&dir, "users.lock", FlockOperation::NonBlockingLockExclusive) {
        Some(_nobody_uses_it) => stop_left_over(&dir).await,
        None => Ok(false),
    }
}

/// One folder for each checkout and user, in a place that an unprivileged user can reach.
fn shared_dir() -> PathBuf {
    let chosen = std::env::var_os("VENA_TEST_DATA").map(PathBuf::from);
    let dir = chosen.unwrap_or_else(|| std::env::temp_dir().join(folder_name()));
    DirBuilder::new().recursive(true).mode(0o755).create(&dir).expect("a folder for the test database");
    dir
}

fn folder_name() -> String {
    let digest = Sha256::digest(env!("CARGO_MANIFEST_DIR"));
    let short: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("vena-test-{}-{short}", rustix::process::geteuid().as_raw())
}

/// Opens and locks a file of `dir`; `None` when a lock that may not wait is taken.
fn locked(dir: &Path, name: &str, how: FlockOperation) -> Option<File> {
    let open = fs::OpenOptions::new().write(true).create(true).truncate(false).open(dir.join(name));
    let file = open.expect("a lock file in the folder of the test database");
    flock(&file, how).is_ok().then_some(file)
}
