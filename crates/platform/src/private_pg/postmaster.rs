//! What `postmaster.pid` says about the process that runs a database folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// A live database process of one folder.
#[derive(Debug, Clone)]
pub(super) struct Postmaster {
    pid: Pid,
    cluster: PathBuf,
    /// Where its unix socket is; `None` while it is still too young to have written that down.
    pub(super) socket_dir: Option<PathBuf>,
    /// It is on its way out and accepts nobody.
    pub(super) stopping: bool,
}

impl Postmaster {
    /// The live process of `cluster`, `None` when there is no pid file or its process is gone.
    pub(super) fn of(cluster: &Path) -> Option<Self> {
        let written = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let lines: Vec<&str> = written.lines().map(str::trim).collect();
        let pid = Pid::from_raw(lines.first()?.parse().ok().filter(|pid| *pid > 0)?)?;
        let socket_dir = lines.get(4).filter(|line| !line.is_empty()).map(PathBuf::from);
        let stopping = lines.get(7).is_some_and(|status| *status == "stopping");
        let found = Self { pid, cluster: cluster.to_owned(), socket_dir, stopping };
        found.lives().then_some(found)
    }

    /// The process `pid` that we started ourselves.
    pub(super) fn started(pid: Pid, cluster: &Path, socket_dir: PathBuf) -> Self {
        Self { pid, cluster: cluster.to_owned(), socket_dir: Some(socket_dir), stopping: false }
    }

    /// Whether the process is there and is the one of this folder: a process id may have been given away again since,
    /// but a PostgreSQL server always names its folder among its arguments. (Its work folder would say the same, but
    /// that is hidden from root in a container.)
    pub(super) fn lives(&self) -> bool {
        if matches!(test_kill_process(self.pid), Err(rustix::io::Errno::SRCH)) {
            return false;
        }
        let Ok(arguments) = fs::read(format!("/proc/{}/cmdline", self.pid.as_raw_nonzero())) else {
            return !Path::new("/proc/self").exists();
        };
        arguments.split(|byte| *byte == 0).any(|argument| argument == self.cluster.as_os_str().as_encoded_bytes())
    }

    /// Sends `signal`; a process that is gone already needs none.
    pub(super) fn signal(&self, signal: Signal) {
        if self.lives() {
            let _ = kill_process(self.pid, signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Postmaster;

    #[test]
    fn a_pid_file_of_another_process_is_stale() {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |text: String| std::fs::write(dir.path().join("postmaster.pid"), text).expect("written");
        assert!(Postmaster::of(dir.path()).is_none(), "no pid file");
        write(format!("{}\n{}\n", std::process::id(), dir.path().display()));
        assert!(Postmaster::of(dir.path()).is_none(), "this process lives but is no server of that folder");
        write("-1\n".into());
        assert!(Postmaster::of(dir.path()).is_none(), "not a process id");
    }
}
