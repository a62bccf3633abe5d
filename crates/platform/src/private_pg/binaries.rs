//! Which PostgreSQL of this machine to use.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{error::StartError, owner::Owner};

/// Oldest major version that the product supports.
pub const OLDEST_MAJOR: u32 = 15;

/// A folder with `initdb` and `postgres`.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    dir: PathBuf,
    /// Major version, for example 15.
    pub(super) major: u32,
}

impl Binaries {
    /// Finds the newest usable binaries, or exactly those of `wanted` when a data folder already asks for a version.
    /// `VENA_PG_BIN` decides alone when it is set.
    pub(super) fn find(wanted: Option<u32>, owner: Option<&Owner>) -> Result<Self, StartError> {
        let all: Vec<Self> = folders().into_iter().filter_map(Self::probe).collect();
        let usable = |found: &&Self| found.major >= OLDEST_MAJOR && wanted.is_none_or(|major| major == found.major);
        let fitting: Vec<&Self> = all.iter().filter(usable).collect();
        let reachable = |found: &&&Self| owner.is_none_or(|owner| owner.blocked_from(&found.dir).is_none());
        // Of equals the first one: a folder of the system comes before the search path.
        match (fitting.iter().rev().filter(reachable).max_by_key(|found| found.major), fitting.first(), owner) {
            (Some(best), ..) => Ok((*best).clone()),
            (None, Some(blocked), Some(owner)) => Err(owner.cannot_reach(&blocked.dir)),
            _ => Err(StartError::NoBinaries { wanted, seen: describe(&all) }),
        }
    }

    /// Path of the program `name`.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn probe(dir: PathBuf) -> Option<Self> {
        if !dir.join("initdb").is_file() {
            return None;
        }
        let answer = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let major = major_of(&String::from_utf8_lossy(&answer.stdout))?;
        Some(Self { dir, major })
    }
}

fn folders() -> Vec<PathBuf> {
    if let Some(chosen) = std::env::var_os("VENA_PG_BIN").filter(|value| !value.is_empty()) {
        return vec![PathBuf::from(chosen)];
    }
    let debian = children(Path::new("/usr/lib/postgresql")).into_iter().map(|version| version.join("bin"));
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    debian.chain(on_path.unwrap_or_default()).collect()
}

fn children(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default()
}

fn describe(found: &[Binaries]) -> String {
    let each = found.iter().map(|found| format!("{} ({})", found.dir.display(), found.major));
    each.collect::<Vec<_>>().join(", ")
}

/// Reads the major version out of `postgres (PostgreSQL) 15.20 (Debian …)`, `18beta1`, `18.4`.
fn major_of(banner: &str) -> Option<u32> {
    let version = banner.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn the_major_version_is_read_from_every_kind_of_banner() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18.4\n"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 19beta2\n"), Some(19));
        assert_eq!(major_of("something else 15.2"), None);
    }
}
