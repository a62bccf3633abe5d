//! Roles as data: a role is a name, a title and a list of permissions.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vena_kernel::text::Text;

/// One role of a working day.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Stable name.
    pub name: String,
    /// What people call it.
    pub title: Text,
    /// Kinds of organisation in which it exists.
    pub org_kinds: Vec<super::OrgKind>,
    /// What it allows.
    pub permissions: Vec<String>,
}

/// All roles by name.
#[derive(Debug, Clone, Default)]
pub struct Roles(BTreeMap<String, Role>);

#[derive(Deserialize)]
struct File {
    role: Vec<Role>,
}

impl Roles {
    /// Reads a roles file and checks it against the permissions that exist. `issue.*` stands for all that begin so.
    /// Returns every fault, not only the first.
    pub fn parse(text: &str, known: &BTreeSet<&str>) -> Result<Self, Vec<String>> {
        let file: File = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let mut faults = Vec::new();
        let mut roles = BTreeMap::new();
        for mut role in file.role {
            let mut granted = BTreeSet::new();
            for pattern in &role.permissions {
                let found: Vec<&&str> = known.iter().filter(|permission| matches(pattern, permission)).collect();
                if found.is_empty() {
                    faults.push(format!("role {} names the unknown permission {pattern}", role.name));
                }
                granted.extend(found.into_iter().map(|permission| (*permission).to_owned()));
            }
            role.permissions = granted.into_iter().collect();
            roles.insert(role.name.clone(), role);
        }
        let granted: BTreeSet<&str> = roles.values().flat_map(|role| &role.permissions).map(String::as_str).collect();
        faults.extend(known.difference(&granted).map(|permission| format!("no role has the permission {permission}")));
        if faults.is_empty() { Ok(Self(roles)) } else { Err(faults) }
    }

    /// The role called `name`.
    pub fn get(&self, name: &str) -> Option<&Role> {
        self.0.get(name)
    }

    /// All roles, by name.
    pub fn all(&self) -> impl Iterator<Item = &Role> {
        self.0.values()
    }

    /// What `roles` allow together.
    pub fn permissions(&self, roles: &[String]) -> BTreeSet<String> {
        roles.iter().filter_map(|name| self.0.get(name)).flat_map(|role| role.permissions.clone()).collect()
    }
}

fn matches(pattern: &str, permission: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => permission.starts_with(prefix),
        None => permission == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [[role]]
        name = "nurse"
        title = { zh = "护士", en = "Nurse" }
        org_kinds = ["hospital"]
        permissions = ["a.b.c"]
    "#;

    #[test]
    fn a_role_file_is_checked_against_the_permissions_that_exist() {
        assert!(Roles::parse(FILE, &BTreeSet::from(["a.b.c"])).is_ok());
        let faults = Roles::parse(FILE, &BTreeSet::from(["x.y.z"])).expect_err("two faults");
        assert_eq!(faults, ["role nurse names the unknown permission a.b.c", "no role has the permission x.y.z"]);
    }
}
