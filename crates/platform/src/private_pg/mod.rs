//! The private PostgreSQL: found, created, started and stopped by `vena` itself, so that there is nothing to install.
//!
//! It lives in the data folder (`pg` the files, `run` the socket, `pg.log` the log), listens on a unix socket that only
//! its own user can reach, and never on the network. Started by root, it runs as an unprivileged user. When `vena` is
//! killed, the database goes on and the next `vena` adopts it; when the database ends by itself (killed, or its disk was
//! full), `vena` starts it again, however long that takes.

mod binaries;
mod cluster;
mod db;
mod error;
mod owner;
mod place;
mod postmaster;
mod running;

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use tokio::{sync::oneshot, task::JoinHandle};
use vena_kernel::{say, text::Text};

pub(crate) use self::place::free_bytes;
use self::{
    binaries::Binaries,
    cluster::Cluster,
    place::Place,
    postmaster::Postmaster,
    running::{Running, supervise},
};
pub use self::{binaries::OLDEST_MAJOR, error::StartError, place::default_data_dir};

/// The database's own user name; it exists in the database only.
const USER: &str = "vena";
/// The product's database.
const DATABASE: &str = "vena";
/// No port is opened; the number is part of the socket's file name.
const PORT: u16 = 5432;

/// How carefully the database treats what it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// A commit survives a power cut.
    Durable,
    /// For tests: fast, and gone after a power cut.
    Scratch,
}

/// A running private database, held by this process alone.
#[derive(Debug)]
pub struct PrivatePg {
    url: String,
    adopted: bool,
    stop: oneshot::Sender<()>,
    supervisor: JoinHandle<Result<(), StartError>>,
    _lock: File,
}

impl PrivatePg {
    /// Starts the database of `data_dir`, creating it the first time, or adopts the one that still runs there.
    /// `progress` hears about every step that takes a while.
    ///
    /// # Errors
    /// Every [`StartError`] says in one sentence what is wrong and what to do.
    pub async fn start(data_dir: &Path, progress: impl Fn(Text)) -> Result<Self, StartError> {
        Self::start_as(Profile::Durable, data_dir, progress).await
    }

    /// [`PrivatePg::start`] with a chosen profile; an adopted database keeps the profile that it has.
    ///
    /// # Errors
    /// As [`PrivatePg::start`].
    pub async fn start_as(profile: Profile, data_dir: &Path, progress: impl Fn(Text)) -> Result<Self, StartError> {
        let place = Place::prepare(data_dir)?;
        let lock = place.lock()?;
        let version = place.cluster_version()?;
        let binaries = Binaries::find(version, place.owner.as_ref())?;
        let cluster = Cluster { place, binaries, profile };
        let adopted = Running::adopt(&cluster, &progress).await?;
        let is_adopted = adopted.is_some();
        let running = match adopted {
            Some(running) => running,
            None => start_afresh(&cluster, version.is_none(), &progress).await?,
        };
        db::create_database(&running.socket_dir).await.map_err(StartError::Sql)?;
        let url = url_of(&running.socket_dir);
        let (stop, stopped) = oneshot::channel();
        let supervisor = tokio::spawn(supervise(cluster, running, stopped));
        Ok(Self { url, adopted: is_adopted, stop, supervisor, _lock: lock })
    }

    /// The connection string, understood by this program, `psql` and every libpq client.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether the database was already running, left over from a `vena` that was killed.
    pub fn is_adopted(&self) -> bool {
        self.adopted
    }

    /// Stops the database: open transactions are rolled back, everything committed is on disk.
    ///
    /// # Errors
    /// When the database had ended for good before, or will not end within two minutes.
    pub async fn stop(self) -> Result<(), StartError> {
        let _ = self.stop.send(());
        self.supervisor.await.unwrap_or(Ok(()))
    }

    /// Lets go of the database without stopping it and returns its connection string.
    pub fn leave_running(self) -> String {
        self.url
    }
}

async fn start_afresh(cluster: &Cluster, is_new: bool, progress: &impl Fn(Text)) -> Result<Running, StartError> {
    cluster.place.clear_half_made();
    cluster.place.check_room(is_new)?;
    if is_new {
        let (major, folder) = (cluster.binaries.major, cluster.place.cluster.display());
        progress(say!(
            "首次启动：正在用 PostgreSQL {major} 建立数据库 {folder}，约需几秒…",
            "First start: making the database {folder} with PostgreSQL {major}, this takes some seconds…"
        ));
        cluster.create().await?;
    }
    Running::start(cluster, progress).await
}

/// The connection string of the database that runs on `data_dir` now, whoever started it; `None` when none does.
pub fn running_url(data_dir: &Path) -> Option<String> {
    let cluster = std::fs::canonicalize(data_dir).ok()?.join("pg");
    let postmaster = Postmaster::of(&cluster)?;
    postmaster.socket_dir.map(|dir| url_of(&dir))
}

fn url_of(socket_dir: &Path) -> String {
    let dir = percent_encoded(socket_dir);
    format!("postgres:///{DATABASE}?host={dir}&port={PORT}&user={USER}")
}

fn percent_encoded(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let encode = |byte: &u8| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
    path.as_os_str().as_encoded_bytes().iter().map(encode).collect()
}

/// Stops the database that runs on `data_dir` without being its holder; `false` when none runs or somebody holds it.
///
/// # Errors
/// When the folder cannot be read or the database will not end within two minutes.
pub async fn stop_left_over(data_dir: &Path) -> Result<bool, StartError> {
    let Ok(folder) = std::fs::canonicalize(data_dir) else { return Ok(false) };
    let place = Place::prepare(&folder)?;
    let Ok(_lock) = place.lock() else { return Ok(false) };
    let Some(postmaster) = Postmaster::of(&place.cluster) else { return Ok(false) };
    running::shut_down(postmaster, &place).await.map(|()| true)
}

/// Where the private database of `data_dir` writes its log.
pub fn log_file(data_dir: &Path) -> PathBuf {
    data_dir.join("pg.log")
}

#[cfg(test)]
mod tests;
