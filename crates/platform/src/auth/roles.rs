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

/// Two sets of permissions that nobody may hold together, in one role or by several.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apart {
    /// Stable name of the rule.
    pub rule: String,
    /// Why, for the person who is refused.
    pub why: Text,
    /// The one side.
    pub one: Vec<String>,
    /// The other side.
    pub other: Vec<String>,
}

impl Apart {
    /// A permission of either side, when `permissions` reach into both.
    fn both<'a>(&self, permissions: &'a BTreeSet<String>) -> Option<(&'a str, &'a str)> {
        let of = |side: &[String]| permissions.iter().find(|name| side.contains(name)).map(String::as_str);
        of(&self.one).zip(of(&self.other))
    }
}

/// All roles by name, and what has to stay apart.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    roles: BTreeMap<String, Role>,
    apart: Vec<Apart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    role: Vec<Role>,
    #[serde(default)]
    apart: Vec<Apart>,
}

impl Roles {
    /// Reads a roles file and checks it against the permissions that exist. `issue.*` stands for all that begin so; a
    /// pattern that begins with `!` takes away what the patterns before it gave.
    /// Returns every fault, not only the first.
    pub fn parse(text: &str, known: &BTreeSet<&str>) -> Result<Self, Vec<String>> {
        let File { mut role, mut apart } = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
        let mut faults = Vec::new();
        for role in &mut role {
            role.permissions = expanded(&role.permissions, known, &format!("role {}", role.name), &mut faults);
        }
        for apart in &mut apart {
            apart.one = expanded(&apart.one, known, &apart.rule, &mut faults);
            apart.other = expanded(&apart.other, known, &apart.rule, &mut faults);
        }
        let roles = Self { roles: role.into_iter().map(|role| (role.name.clone(), role)).collect(), apart };
        let granted: BTreeSet<&str> = roles.all().flat_map(|role| &role.permissions).map(String::as_str).collect();
        faults.extend(known.difference(&granted).map(|permission| format!("no role has the permission {permission}")));
        faults.extend(roles.all().filter_map(|role| roles.joined(role)));
        if faults.is_empty() { Ok(roles) } else { Err(faults) }
    }

    /// The sentence about a role that joins what has to stay apart.
    fn joined(&self, role: &Role) -> Option<String> {
        let permissions = role.permissions.iter().cloned().collect();
        let (apart, (one, other)) = self.apart.iter().find_map(|apart| Some((apart, apart.both(&permissions)?)))?;
        Some(format!("role {} joins {one} and {other}: {}", role.name, apart.why.en))
    }

    /// The rule that `names` together break.
    pub fn parted(&self, names: &[String]) -> Option<&Apart> {
        let permissions = self.permissions(names);
        self.apart.iter().find(|apart| apart.both(&permissions).is_some())
    }

    /// What has to stay apart.
    pub fn apart(&self) -> &[Apart] {
        &self.apart
    }

    /// The role called `name`.
    pub fn get(&self, name: &str) -> Option<&Role> {
        self.roles.get(name)
    }

    /// All roles, by name.
    pub fn all(&self) -> impl Iterator<Item = &Role> {
        self.roles.values()
    }

    /// What `roles` allow together.
    pub fn permissions(&self, roles: &[String]) -> BTreeSet<String> {
        roles.iter().filter_map(|name| self.roles.get(name)).flat_map(|role| role.permissions.clone()).collect()
    }
}

/// The permissions that `patterns` stand for; a pattern that stands for none is a fault of `owner`.
fn expanded(patterns: &[String], known: &BTreeSet<&str>, owner: &str, faults: &mut Vec<String>) -> Vec<String> {
    let mut granted = BTreeSet::new();
    for written in patterns {
        let (pattern, away) = written.strip_prefix('!').map_or((written.as_str(), false), |rest| (rest, true));
        let found: Vec<&&str> = known.iter().filter(|permission| matches(pattern, permission)).collect();
        if found.is_empty() {
            faults.push(format!("{owner} names the unknown permission {pattern}"));
        }
        if away {
            granted.retain(|permission: &String| !found.iter().any(|gone| **gone == permission.as_str()));
        } else {
            granted.extend(found.into_iter().map(|permission| (*permission).to_owned()));
        }
    }
    granted.into_iter().collect()
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

    #[test]
    fn a_pattern_may_take_away_what_another_gave() {
        let file = FILE.replace("[\"a.b.c\"]", "[\"a.*\", \"!a.b.c\"]");
        let known = BTreeSet::from(["a.b.c", "a.b.d"]);
        let faults = Roles::parse(&file, &known).expect_err("nobody has it");
        assert_eq!(faults, ["no role has the permission a.b.c"]);
        let faults = Roles::parse(&file.replace("!a.b.c", "!a.x"), &known).expect_err("unknown");
        assert_eq!(faults, ["role nurse names the unknown permission a.x"]);
    }

    #[test]
    fn what_stays_apart_is_joined_by_no_role_and_by_no_two() {
        let file = |clerk: &str| {
            format!(
                r#"
                [[apart]]
                rule = "user.apart"
                why = {{ zh = "分开", en = "kept apart" }}
                one = ["lab.*"]
                other = ["donor.view", "donor.list"]

                [[role]]
                name = "tester"
                title = {{ zh = "检验", en = "Tester" }}
                org_kinds = ["station"]
                permissions = ["lab.*"]

                [[role]]
                name = "clerk"
                title = {{ zh = "登记", en = "Clerk" }}
                org_kinds = ["station"]
                permissions = [{clerk}]
                "#
            )
        };
        let known = BTreeSet::from(["lab.view", "donor.view", "donor.list"]);
        let roles = Roles::parse(&file("\"donor.*\""), &known).expect("nothing is joined");
        let parted = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            roles.parted(&names).map(|apart| apart.rule.clone())
        };
        assert_eq!((parted(&["tester"]), parted(&["clerk"]), parted(&[])), (None, None, None));
        assert_eq!(parted(&["clerk", "tester"]).as_deref(), Some("user.apart"));
        let joined = Roles::parse(&file("\"donor.*\", \"lab.view\""), &known).expect_err("joined");
        assert_eq!(joined, ["role clerk joins lab.view and donor.list: kept apart"]);
        let unknown =
            Roles::parse(&file("\"donor.*\""), &BTreeSet::from(["lab.view", "donor.list"])).expect_err("a name");
        assert_eq!(unknown, ["user.apart names the unknown permission donor.view"]);
    }
}
