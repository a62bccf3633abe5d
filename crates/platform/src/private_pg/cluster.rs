//! Making the database files and launching the server on them.

use std::{
    fs,
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::{Child, Command};

use super::{
    Profile, USER,
    binaries::Binaries,
    error::StartError,
    place::{Place, ROOM_FOR_A_NEW_DATABASE_MIB},
};

/// A database that can be launched: its place, its programs, its manner.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) place: Place,
    pub(super) binaries: Binaries,
    pub(super) profile: Profile,
}

/// A server that was launched and may not answer yet.
pub(super) struct Launched {
    pub(super) child: Child,
    pub(super) socket_dir: PathBuf,
    /// Length of the log before the launch, bytes; what follows is about this launch.
    pub(super) log_from: u64,
}

impl Cluster {
    /// Makes new database files. They appear under their final name only when complete, so that an interrupted first
    /// start leaves nothing half-made behind.
    pub(super) async fn create(&self) -> Result<(), StartError> {
        let growing = self.place.growing_cluster();
        fs::create_dir(&growing).map_err(StartError::io(&growing))?;
        self.place.owner.as_ref().map_or(Ok(()), |owner| owner.own(&growing))?;
        let log = self.place.open_log()?;
        let log_from = length(&log);
        let mut command = self.command("initdb", &growing, log)?;
        command.arg("--username").arg(USER).arg("--pgdata").arg(&growing).args(self.creation_arguments());
        let status = command.status().await.map_err(StartError::io(self.binaries.program("initdb")))?;
        if !status.success() {
            return Err(self.explain(log_from));
        }
        fs::rename(&growing, &self.place.cluster).map_err(StartError::io(&growing))
    }

    fn creation_arguments(&self) -> Vec<&'static str> {
        let mut arguments = vec!["--encoding=UTF8", "--auth=trust", "--data-checksums", "--no-instructions"];
        // Sorting by code point is the same on every machine and never changes with a library of the system.
        arguments.push(if self.binaries.major >= 17 { "--locale=C" } else { "--locale=C.UTF-8" });
        if self.binaries.major >= 17 {
            arguments.extend(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
        }
        if self.profile == Profile::Scratch {
            arguments.push("--no-sync");
        }
        arguments
    }

    /// Launches the server.
    pub(super) fn launch(&self) -> Result<Launched, StartError> {
        let socket_dir = self.place.socket_dir()?;
        let log = self.place.open_log()?;
        let log_from = length(&log);
        let mut command = self.command("postgres", &self.place.cluster, log)?;
        command.arg("-D").arg(&self.place.cluster);
        for (name, value) in settings(self.profile) {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command.arg("-c").arg(format!("unix_socket_directories={}", quoted(&socket_dir)));
        let child = command.spawn().map_err(StartError::io(self.binaries.program("postgres")))?;
        Ok(Launched { child, socket_dir, log_from })
    }

    /// A command of PostgreSQL: as the database's user, in its own process group so that Ctrl-C at the terminal
    /// reaches only `vena`, untouched by settings meant for other databases, and without the files that `vena` was started
    /// with: a database that outlives it must not keep somebody's lock.
    fn command(&self, program: &str, work_dir: &Path, log: File) -> Result<Command, StartError> {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(r#"exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec "$0" "$@""#);
        command.arg(self.binaries.program(program));
        let both = log.try_clone().map_err(StartError::io(&self.place.log))?;
        command.current_dir(work_dir).stdin(Stdio::null()).stdout(both).stderr(log).process_group(0);
        let foreign = std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG"));
        foreign.for_each(|(name, _)| {
            command.env_remove(name);
        });
        command.env("LC_ALL", "C");
        if let Some(owner) = &self.place.owner {
            owner.run_as(&mut command);
        }
        Ok(command)
    }

    /// Turns the end of the log into the error that it tells of.
    pub(super) fn explain(&self, log_from: u64) -> StartError {
        let log = self.place.log_since(log_from);
        let says = |words: &[&str]| words.iter().any(|word| log.contains(word));
        if says(&["No space left on device", "Disk quota exceeded"]) {
            return self.place.no_space(ROOM_FOR_A_NEW_DATABASE_MIB);
        }
        if says(DAMAGE) {
            return StartError::Damaged { folder: self.place.cluster.clone(), log };
        }
        StartError::Failed { log_file: self.place.log.clone(), log }
    }

    /// Whether a launch failed only because processes of the previous server have not quite ended.
    pub(super) fn is_waiting_for_predecessor(&self, log_from: u64) -> bool {
        let log = self.place.log_since(log_from);
        ["is still in use", "already exists", "already in use"].iter().any(|word| log.contains(word))
    }
}

/// Words by which PostgreSQL says that its files are not what they should be.
const DAMAGE: &[&str] = &[
    "could not find the database system",
    "could not locate a valid checkpoint",
    "could not locate required checkpoint",
    "could not open file",
    "could not open directory",
    "could not read file",
    "could not access directory",
    "incorrect checksum",
    "invalid checkpoint",
    "invalid data in file",
    "invalid magic number",
    "is not a valid data directory",
    "database files are incompatible",
    "control file contains invalid",
    "bogus data in lock file",
    "missing or erroneous",
];

fn length(file: &File) -> u64 {
    file.metadata().map_or(0, |found| found.len())
}

/// A folder as one item of a list setting.
fn quoted(dir: &Path) -> String {
    format!("\"{}\"", dir.display().to_string().replace('"', "\"\""))
}

/// Server settings. Nothing listens on the network; the log names faults but never shows a statement or a value,
/// because those may be about a person.
fn settings(profile: Profile) -> Vec<(&'static str, &'static str)> {
    let mut settings = vec![
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("port", "5432"),
        ("max_connections", "200"),
        ("shared_buffers", "128MB"),
        ("effective_cache_size", "1GB"),
        ("random_page_cost", "1.1"),
        ("max_wal_size", "512MB"),
        ("jit", "off"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        ("lc_messages", "C"),
        ("logging_collector", "off"),
        ("log_destination", "stderr"),
        ("log_checkpoints", "off"),
        ("log_error_verbosity", "terse"),
        ("log_min_error_statement", "panic"),
    ];
    if profile == Profile::Scratch {
        settings.extend([
            ("fsync", "off"),
            ("synchronous_commit", "off"),
            ("full_page_writes", "off"),
            ("autovacuum", "off"),
            ("max_wal_size", "2GB"),
            ("max_connections", "500"),
        ]);
    }
    settings
}
