//! The configuration of a laboratory's agent.

use std::{collections::BTreeSet, path::PathBuf};

use serde::Deserialize;
use vena_devices::line::Address;

use crate::devices::config::{Server, is_safe};

/// A commented example.
pub(super) const EXAMPLE: &str = include_str!("example.toml");

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

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it, one mistake a line.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let mistakes = config.mistakes();
        if mistakes.is_empty() { Ok(config) } else { Err(mistakes.join("\n")) }
    }

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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_good_configuration_and_every_mistake_is_named_at_once() {
        assert_eq!(Config::read(EXAMPLE).expect("good").analysers.len(), 2);
        let wrong = EXAMPLE
            .replace("https://vena.example", "http://vena.example")
            .replace("0.0.0.0:4101", "0.0.0.0:4102")
            .replace("listen:0.0.0.0:4102\"\n\n", "usb:1\"\n\n");
        assert_eq!(Config::read(&wrong).expect_err("mistakes").lines().count(), 2, "{wrong}");
    }
}
