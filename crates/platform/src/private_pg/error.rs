//! Why the private database did not start, as one sentence for the person at the terminal.

use std::{fmt, io::ErrorKind, path::PathBuf};

use vena_kernel::{say, text::Text};

use super::place::{ROOM_TO_START_MIB, free_bytes};

/// Every way in which starting, adopting or stopping the private database can fail.
#[derive(Debug)]
pub enum StartError {
    /// No PostgreSQL binaries of a usable version were found.
    NoBinaries {
        /// The major version that the data folder needs, when it has one already.
        wanted: Option<u32>,
        /// Folders and versions that were looked at.
        seen: String,
    },
    /// Another `vena` holds this data folder.
    InUse {
        /// The data folder.
        folder: PathBuf,
        /// Process id of the holder as it wrote it down, empty when it could not be read.
        holder: String,
    },
    /// The unprivileged user that must run the database cannot reach the path.
    NotReachable {
        /// The path that it cannot reach.
        path: PathBuf,
        /// Name of that user.
        user: String,
    },
    /// The folder belongs to somebody else.
    NotOurs {
        /// The folder.
        folder: PathBuf,
    },
    /// Too little room on the disk.
    NoSpace {
        /// The data folder.
        folder: PathBuf,
        /// Free room, mebibytes.
        free_mib: u64,
        /// Room that is needed, mebibytes.
        needed_mib: u64,
    },
    /// The database files cannot be used as they are.
    Damaged {
        /// The folder of the database files.
        folder: PathBuf,
        /// Last lines of the database log.
        log: String,
    },
    /// PostgreSQL ended or never answered, for a reason that only its log can tell.
    Failed {
        /// The log file.
        log_file: PathBuf,
        /// Its last lines.
        log: String,
    },
    /// The operating system refused something.
    Io {
        /// The path in question.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
    /// The database answered, but not to the first statements.
    Sql(sqlx::Error),
}

impl StartError {
    /// Wraps an error of the operating system about `path`; a full disk is called what it is.
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                let free_mib = path.parent().and_then(free_bytes).unwrap_or(0) >> 20;
                Self::NoSpace { folder: path, free_mib, needed_mib: ROOM_TO_START_MIB }
            }
            _ => Self::Io { path, source },
        }
    }

    /// The sentence for people: what is wrong, the way out, and the last lines of the log when there are any.
    pub fn text(&self) -> Text {
        match self {
            Self::NoBinaries { wanted, seen } => no_binaries(*wanted, seen),
            Self::InUse { folder, holder } => in_use(&folder.display().to_string(), holder),
            Self::NotReachable { path, user } => not_reachable(&path.display().to_string(), user),
            Self::NotOurs { folder } => not_ours(&folder.display().to_string()),
            Self::NoSpace { folder, free_mib, needed_mib } => {
                no_space(&folder.display().to_string(), *free_mib, *needed_mib)
            }
            Self::Damaged { folder, log } => damaged(&folder.display().to_string(), log),
            Self::Failed { log_file, log } => failed(&log_file.display().to_string(), log),
            Self::Io { path, source } => refused(&path.display().to_string(), source),
            Self::Sql(source) => say!(
                "内置数据库已启动，但拒绝了第一条语句：{source}。",
                "The private database started but refused the first statement: {source}."
            ),
        }
    }
}

fn no_binaries(wanted: Option<u32>, seen: &str) -> Text {
    let seen = if seen.is_empty() { "-" } else { seen };
    match wanted {
        Some(major) => say!(
            "数据文件夹是 PostgreSQL {major} 建立的，但本机没有这个版本（找到：{seen}）；请安装 postgresql-{major}，或用 VENA_PG_BIN 指出它的 bin 文件夹。",
            "The data folder was made by PostgreSQL {major}, which this machine lacks (found: {seen}); install postgresql-{major} or point VENA_PG_BIN at its bin folder."
        ),
        None => say!(
            "没有找到 PostgreSQL 15 或更新版本的程序（找到：{seen}）；请用 ./x run 启动（会自动准备），或安装 postgresql，或用 VENA_PG_BIN 指出 bin 文件夹。",
            "No PostgreSQL 15 or newer was found (found: {seen}); start with ./x run, which provides one, or install postgresql, or point VENA_PG_BIN at its bin folder."
        ),
    }
}

fn in_use(folder: &str, holder: &str) -> Text {
    let holder = if holder.is_empty() { "?" } else { holder };
    say!(
        "数据文件夹 {folder} 正被另一个 vena（进程 {holder}）使用；请先停止它，或用 VENA_DATA 另选一个文件夹。",
        "The data folder {folder} is in use by another vena (process {holder}); stop that one first, or choose another folder with VENA_DATA."
    )
}

fn not_reachable(path: &str, user: &str) -> Text {
    say!(
        "以 root 启动时数据库由用户 {user} 运行，但它进不了 {path}；请用 VENA_DATA（数据）或 VENA_PG_BIN（程序）另选一个它能进入的文件夹。",
        "Started by root, the database runs as user {user}, who cannot reach {path}; choose a reachable folder with VENA_DATA (data) or VENA_PG_BIN (programs)."
    )
}

fn not_ours(folder: &str) -> Text {
    say!(
        "{folder} 属于另一个用户；请用那个用户（或 root）启动，或用 VENA_DATA 另选一个文件夹。",
        "{folder} belongs to another user; start as that user (or root), or choose another folder with VENA_DATA."
    )
}

fn no_space(folder: &str, free_mib: u64, needed_mib: u64) -> Text {
    say!(
        "{folder} 所在磁盘只剩 {free_mib} MiB，至少需要 {needed_mib} MiB；请腾出空间，或用 VENA_DATA 换到另一块磁盘。",
        "The disk of {folder} has {free_mib} MiB left and at least {needed_mib} MiB are needed; free some room or move to another disk with VENA_DATA."
    )
}

fn damaged(folder: &str, log: &str) -> Text {
    let tail = tail(log);
    say!(
        "数据文件夹 {folder} 已损坏，数据库无法启动；请从备份恢复该文件夹，若只是演示数据，可将它移走后重新启动。{tail}",
        "The data folder {folder} is damaged and the database cannot start; restore the folder from a backup or, if it holds only the demo, move it away and start again.{tail}"
    )
}

fn failed(log_file: &str, log: &str) -> Text {
    let tail = tail(log);
    say!(
        "内置数据库没有启动成功；原因见日志 {log_file}，排除后重新启动即可。{tail}",
        "The private database did not start; the log {log_file} has the reason, start again once it is removed.{tail}"
    )
}

fn refused(path: &str, source: &std::io::Error) -> Text {
    say!(
        "操作系统拒绝了对 {path} 的操作（{source}）；请检查权限和磁盘，或用 VENA_DATA 另选一个文件夹。",
        "The operating system refused work on {path} ({source}); check permissions and the disk, or choose another folder with VENA_DATA."
    )
}

fn tail(log: &str) -> String {
    log.lines().fold(String::new(), |text, line| text + "\n    " + line)
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        // The lines of the log follow once, after both sentences.
        write!(f, "{} / {}", text.zh.lines().next().unwrap_or_default(), text.en)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Sql(source) => Some(source),
            _ => None,
        }
    }
}
