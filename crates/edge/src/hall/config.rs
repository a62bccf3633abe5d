//! The configuration of a component hall's agent.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use vena_devices::{hall::HallKind, line::Address};

use crate::{
    configured::Configured,
    devices::config::{Server, is_safe},
};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) server: Server,
    /// Where sentences are kept that the server has refused for good.
    pub(super) refused: PathBuf,
    #[serde(default, rename = "machine")]
    pub(super) machines: Vec<Machine>,
}

/// One machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Machine {
    /// Code under which the console knows it; the name of a file, too.
    pub(super) equipment: String,
    kind: String,
    at: String,
}

impl Machine {
    pub(super) fn address(&self) -> Result<Address, String> {
        self.at.parse()
    }

    pub(super) fn kind(&self) -> Result<HallKind, String> {
        self.kind.parse()
    }

    fn mistake(&self) -> Option<String> {
        let is_code = !self.equipment.is_empty()
            && self.equipment.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_');
        let code = (!is_code).then(|| "the code has letters, digits, - and _".to_owned());
        code.or_else(|| self.address().err()).or_else(|| self.kind().err())
    }
}

impl Configured for Config {
    const EXAMPLE: &'static str = include_str!("example.toml");

    fn mistakes(&self) -> Vec<String> {
        let wrong = |one: &Machine| one.mistake().map(|why| format!("machine {}: {why}", one.equipment));
        let mut found: Vec<String> = self.machines.iter().filter_map(wrong).collect();
        let mut known = BTreeSet::new();
        let twice = self.machines.iter().filter(|one| !known.insert(&one.at));
        found.extend(twice.map(|one| format!("machine {}: two share the line {}", one.equipment, one.at)));
        if !is_safe(&self.server.url) {
            found.push("server.url: https://…, or http:// on this machine: the password travels there".to_owned());
        }
        if self.machines.is_empty() {
            found.push("machine: there is none".to_owned());
        }
        found
    }

    fn about(&self) -> String {
        format!("{} machines", self.machines.len())
    }

    fn stand_in(&mut self, folder: &Path) {
        self.refused = folder.join(&self.refused);
        self.server.password_file = folder.join(&self.server.password_file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_good_configuration_and_every_mistake_is_named_at_once() {
        assert_eq!(Config::read(Config::EXAMPLE).expect("good").machines.len(), 2);
        let wrong = Config::EXAMPLE
            .replace("https://vena.example", "http://vena.example")
            .replace("\"centrifuge\"", "\"oven\"")
            .replace("\"BF-1\"", "\"../BF\"");
        assert_eq!(Config::read(&wrong).expect_err("mistakes").lines().count(), 3, "{wrong}");
    }
}
