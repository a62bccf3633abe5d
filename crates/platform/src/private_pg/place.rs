//! Where everything of one private database lies, and whether it may lie there.

use std::{
    fs,
    fs::{File, OpenOptions},
    io::{Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock, statvfs};

use super::{error::StartError, owner::Owner};
use crate::clock::{Clock, new_id};

/// A unix socket's full path may have 107 bytes; `/.s.PGSQL.5432` takes 14 of them.
const LONGEST_SOCKET_DIR_BYTES: usize = 107 - 14;
/// Room that a new database and the demo city need, mebibytes.
pub(super) const ROOM_FOR_A_NEW_DATABASE_MIB: u64 = 500;
/// Room below which an existing database is not started, mebibytes: recovery writes before anything can be deleted.
pub(super) const ROOM_TO_START_MIB: u64 = 64;
/// Database files that are being made lie in a folder whose name begins with this.
const GROWING: &str = "pg.new";
/// A database log above this size is set aside at the next start, bytes.
const LOG_LIMIT_BYTES: u64 = 8 << 20;

/// The data folder when nothing else is said: `VENA_DATA`; else `/var/lib/vena` for root, `$XDG_DATA_HOME/vena` where
/// that is set, `.vena` in the current folder otherwise.
pub fn default_data_dir() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    match (set("VENA_DATA"), rustix::process::geteuid().is_root(), set("XDG_DATA_HOME")) {
        (Some(chosen), ..) => chosen,
        (None, true, _) => PathBuf::from("/var/lib/vena"),
        (None, false, Some(home)) => home.join("vena"),
        (None, false, None) => PathBuf::from(".vena"),
    }
}

/// The paths of one private database.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The data folder of `vena`, absolute.
    pub(super) data_dir: PathBuf,
    /// The database files, `pg` in the data folder.
    pub(super) cluster: PathBuf,
    /// The database log, `pg.log` in the data folder.
    pub(super) log: PathBuf,
    /// Who runs the database, when it is not us.
    pub(super) owner: Option<Owner>,
}

impl Place {
    /// Creates the data folder where needed and checks that the database can live in it.
    pub(super) fn prepare(data_dir: &Path) -> Result<Self, StartError> {
        fs::DirBuilder::new().recursive(true).mode(0o755).create(data_dir).map_err(StartError::io(data_dir))?;
        let data_dir = fs::canonicalize(data_dir).map_err(StartError::io(data_dir))?;
        let cluster = data_dir.join("pg");
        let place = Self { owner: Owner::choose(&cluster), log: data_dir.join("pg.log"), cluster, data_dir };
        place.check_access()?;
        Ok(place)
    }

    fn check_access(&self) -> Result<(), StartError> {
        let found = fs::metadata(&self.data_dir).map_err(StartError::io(&self.data_dir))?;
        let Some(owner) = &self.owner else {
            let me = rustix::process::geteuid().as_raw();
            let cluster_is_mine = fs::metadata(&self.cluster).map_or(found.uid() == me, |cluster| cluster.uid() == me);
            return if cluster_is_mine { Ok(()) } else { Err(StartError::NotOurs { folder: self.data_dir.clone() }) };
        };
        // Passing through is all that the database's user needs; the folders further up are not ours to open.
        let opened = fs::Permissions::from_mode(found.mode() | 0o011);
        fs::set_permissions(&self.data_dir, opened).map_err(StartError::io(&self.data_dir))?;
        owner.blocked_from(&self.data_dir).map_or(Ok(()), |_| Err(owner.cannot_reach(&self.data_dir)))
    }

    /// Major version of the existing database files, `None` when there are none yet.
    pub(super) fn cluster_version(&self) -> Result<Option<u32>, StartError> {
        if !self.cluster.exists() {
            return Ok(None);
        }
        let written = fs::read_to_string(self.cluster.join("PG_VERSION")).unwrap_or_default();
        let damaged = || StartError::Damaged { folder: self.cluster.clone(), log: "PG_VERSION ?".into() };
        written.trim().parse().map(Some).map_err(|_| damaged())
    }

    /// Refuses to start on a disk that is about to be full.
    pub(super) fn check_room(&self, is_new: bool) -> Result<(), StartError> {
        let needed_mib = if is_new { ROOM_FOR_A_NEW_DATABASE_MIB } else { ROOM_TO_START_MIB };
        if self.free_mib()? >= needed_mib { Ok(()) } else { Err(self.no_space(needed_mib)) }
    }

    /// The refusal for want of room.
    pub(super) fn no_space(&self, needed_mib: u64) -> StartError {
        StartError::NoSpace { folder: self.data_dir.clone(), free_mib: self.free_mib().unwrap_or(0), needed_mib }
    }

    fn free_mib(&self) -> Result<u64, StartError> {
        let unknown = || StartError::io(&self.data_dir)(std::io::ErrorKind::Unsupported.into());
        free_bytes(&self.data_dir).map(|bytes| bytes >> 20).ok_or_else(unknown)
    }

    /// A name for database files that are being made, which no process has had before: an `initdb` that outlived its killed
    /// `vena` must not write into ours.
    pub(super) fn growing_cluster(&self) -> PathBuf {
        self.data_dir.join(format!("{GROWING}{}", new_id(Clock::System.now()).simple()))
    }

    /// Clears away what interrupted first starts have left, as far as it goes: a process that still writes there ends when
    /// its files are gone, and the next start clears the rest.
    pub(super) fn clear_half_made(&self) {
        let entries =
            fs::read_dir(&self.data_dir).map(|entries| entries.flatten().collect()).unwrap_or_else(|_| vec![]);
        let half_made =
            entries.iter().filter(|entry| entry.file_name().as_encoded_bytes().starts_with(GROWING.as_bytes()));
        half_made.for_each(|entry| {
            let _ = fs::remove_dir_all(entry.path());
        });
    }

    /// Takes the data folder for this process until the returned file is closed.
    pub(super) fn lock(&self) -> Result<File, StartError> {
        let path = self.data_dir.join("vena.lock");
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(StartError::io(&path))?;
        let mut holder = String::new();
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            file.read_to_string(&mut holder).map_err(StartError::io(&path))?;
            return Err(StartError::InUse { folder: self.data_dir.clone(), holder: holder.trim().to_owned() });
        }
        let written =
            file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        written.map_err(StartError::io(&path))?;
        Ok(file)
    }

    /// Opens the database log for appending; a log that has grown long is set aside as `pg.log.1` first.
    pub(super) fn open_log(&self) -> Result<File, StartError> {
        if fs::metadata(&self.log).is_ok_and(|found| found.len() > LOG_LIMIT_BYTES) {
            fs::rename(&self.log, self.log.with_extension("log.1")).map_err(StartError::io(&self.log))?;
        }
        OpenOptions::new().create(true).append(true).open(&self.log).map_err(StartError::io(&self.log))
    }

    /// The last lines of the log after its first `from` bytes.
    pub(super) fn log_since(&self, from: u64) -> String {
        let bytes = fs::read(&self.log).unwrap_or_default();
        let text =
            String::from_utf8_lossy(bytes.get(usize::try_from(from).unwrap_or(0)..).unwrap_or_default()).into_owned();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        lines[lines.len().saturating_sub(8)..].join("\n")
    }

    /// Makes the folder of the unix socket: `run` in the data folder, or a short one elsewhere when that is too long.
    pub(super) fn socket_dir(&self) -> Result<PathBuf, StartError> {
        let near = self.data_dir.join("run");
        let dir = if near.as_os_str().len() <= LONGEST_SOCKET_DIR_BYTES { near } else { self.short_socket_dir() };
        match fs::DirBuilder::new().mode(0o700).create(&dir) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(StartError::io(&dir)(error)),
            _ => {}
        }
        self.claim_socket_dir(&dir)?;
        Ok(dir)
    }

    /// In a folder that everybody may write to, somebody else may have made ours first.
    fn claim_socket_dir(&self, dir: &Path) -> Result<(), StartError> {
        let found = fs::symlink_metadata(dir).map_err(StartError::io(dir))?;
        let me = rustix::process::geteuid().as_raw();
        if !found.is_dir() || (found.uid() != me && me != 0) {
            return Err(StartError::NotOurs { folder: dir.to_owned() });
        }
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(StartError::io(dir))?;
        self.owner.as_ref().map_or(Ok(()), |owner| owner.own(dir))
    }

    fn short_socket_dir(&self) -> PathBuf {
        let name = format!("vena-{:016x}", fnv1a(self.data_dir.as_os_str().as_encoded_bytes()));
        let root = rustix::process::geteuid().is_root();
        let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|dir| dir.is_dir() && !root);
        let shared = if root && Path::new("/run").is_dir() { PathBuf::from("/run") } else { std::env::temp_dir() };
        own.unwrap_or(shared).join(name)
    }
}

/// Free room on the disk of `folder`, bytes; `None` when the system does not say.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// A short name for a long path; it needs to be stable and rarely equal, nothing more.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
