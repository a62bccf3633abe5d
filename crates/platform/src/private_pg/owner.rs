//! The unprivileged user who runs PostgreSQL when `vena` itself was started by root: PostgreSQL refuses root.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use tokio::process::Command;

use super::error::StartError;

/// A user of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    name: String,
    uid: u32,
    gid: u32,
}

impl Owner {
    /// Whom to become: nobody else when we are not root (`None`); else the owner of the existing `cluster`, else the
    /// first of `vena`, `postgres`, `nobody` that this machine knows.
    pub(super) fn choose(cluster: &Path) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let existing = fs::metadata(cluster).ok().filter(|found| found.uid() != 0);
        let existing = existing.and_then(|found| Self::find(&passwd, |user| user.uid == found.uid()));
        let named = |name: &&str| Self::find(&passwd, |user| user.name == *name);
        existing.or_else(|| ["vena", "postgres", "nobody"].iter().find_map(named))
    }

    fn find(passwd: &str, wanted: impl Fn(&Self) -> bool) -> Option<Self> {
        passwd.lines().filter_map(Self::parse).find(wanted)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Self { name, uid, gid })
    }

    /// Makes `command` run as this user, with this user's group and no supplementary groups.
    pub(super) fn run_as(&self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Gives `path` to this user.
    pub(super) fn own(&self, path: &Path) -> Result<(), StartError> {
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid)).map_err(StartError::io(path))
    }

    /// The first folder on the way to `path` (or `path` itself) that this user may not enter.
    pub(super) fn blocked_from(&self, path: &Path) -> Option<PathBuf> {
        let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut way: Vec<&Path> = whole.ancestors().collect();
        way.reverse();
        way.into_iter().find(|step| !self.may_enter(step)).map(Path::to_owned)
    }

    /// The refusal that names the step of `path` that this user may not enter.
    pub(super) fn cannot_reach(&self, path: &Path) -> StartError {
        let path = self.blocked_from(path).unwrap_or_else(|| path.to_owned());
        StartError::NotReachable { path, user: self.name.clone() }
    }

    fn may_enter(&self, step: &Path) -> bool {
        fs::metadata(step).is_ok_and(|found| {
            let mode = found.permissions().mode();
            let shift = if found.uid() == self.uid {
                6
            } else if found.gid() == self.gid {
                3
            } else {
                0
            };
            mode >> shift & 1 == 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Owner;

    #[test]
    fn users_are_read_from_the_password_file() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\nbroken";
        let found = Owner::find(passwd, |user| user.name == "postgres").expect("the user is listed");
        assert_eq!(found, Owner { name: "postgres".into(), uid: 101, gid: 104 });
        assert_eq!(Owner::find(passwd, |user| user.name == "vena"), None);
    }
}
