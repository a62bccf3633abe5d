//! The configuration of a laboratory's agent.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use vena_devices::line::Address;

use crate::{
    configured::Configured,
    devices::config::{Server, is_safe},
};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) server: Server,
    /// Where messages are kept that the server has refused for good.
    pub(super) refused: PathBuf,
    #[serde(default, rename = "analyser")]
    pub(super) analysers: Vec<Analyser>,
}

/// How an analyser speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Speaks {
    /// E1381 frames, E1394 records.
    Astm,
    /// HL7 v2 over MLLP.
    Hl7,
}

/// One analyser.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Analyser {
    /// Code under which the console knows it.
    pub(super) instrument: String,
    /// How it speaks.
    pub(super) protocol: Speaks,
    /// Where it is: `serial:…`, `tcp:…` or `listen:…`.
    pub(super) at: String,
}

impl Analyser {
    pub(super) fn address(&self) -> Result<Address, String> {
        self.at.parse()
    }
}

impl Configured for Config {
    const EXAMPLE: &'static str = include_str!("example.toml");

    fn mistakes(&self) -> Vec<String> {
        let wrong = |one: &Analyser| one.address().err().map(|why| format!("analyser {}: {why}", one.instrument));
        let mut found: Vec<String> = self.analysers.iter().filter_map(wrong).collect();
        let mut known = BTreeSet::new();
        let twice = self.analysers.iter().filter(|one| !known.insert(&one.at));
        found.extend(twice.map(|one| format!("analyser {}: two share the line {}", one.instrument, one.at)));
        if !is_safe(&self.server.url) {
            found.push("server.url: https://…, or http:// on this machine: the password travels there".to_owned());
        }
        if self.analysers.is_empty() {
            found.push("analyser: there is none".to_owned());
        }
        found
    }

    fn about(&self) -> String {
        format!("{} analysers", self.analysers.len())
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
        assert_eq!(Config::read(Config::EXAMPLE).expect("good").analysers.len(), 2);
        let wrong = Config::EXAMPLE
            .replace("https://vena.example", "http://vena.example")
            .replace("0.0.0.0:4101", "0.0.0.0:4102")
            .replace("listen:0.0.0.0:4102\"\n\n", "usb:1\"\n\n");
        assert_eq!(Config::read(&wrong).expect_err("mistakes").lines().count(), 2, "{wrong}");
    }
}
