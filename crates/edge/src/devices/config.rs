//! The configuration of a site's agent: which server, which instruments.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use vena_devices::{
    drivers::{Language, StationKind, driver},
    line::Address,
    run::Timing,
};

use crate::configured::Configured;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) server: Server,
    pub(super) agent: Agent,
    #[serde(default, rename = "device")]
    pub(super) devices: Vec<Device>,
}

/// Where readings go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    /// `https://…`; `http://` only on this machine.
    pub(crate) url: String,
    /// The account of the agent: role `device` of a site, `analyser` of a laboratory, `hall_agent` of a hall.
    pub(crate) username: String,
    /// A file with its password in the first line.
    pub(crate) password_file: PathBuf,
}

/// The agent itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    /// Where readings wait.
    pub(super) data: PathBuf,
    /// Where the browser of this machine asks.
    #[serde(default = "loopback")]
    pub(super) listen: SocketAddr,
    /// Pages that may ask, for example `https://vena.example`.
    #[serde(default)]
    pub(super) origins: Vec<String>,
    /// Most readings that may wait.
    #[serde(default = "waiting_max")]
    pub(super) waiting_max: u64,
    /// How often the server is told that the agent lives.
    #[serde(default = "heartbeat")]
    pub(super) heartbeat_seconds: u64,
}

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 17421))
}

const fn waiting_max() -> u64 {
    100_000
}

const fn heartbeat() -> u64 {
    30
}

/// One instrument.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Device {
    /// What it is: a kind of reading, `id_card` or `scanner`.
    pub(super) kind: String,
    /// Its serial number, as it is entered in the console.
    pub(super) serial: String,
    /// Where it is: `serial:…`, `tcp:…` or `listen:…`.
    pub(super) at: String,
    /// Which driver speaks with it, and the driver's own settings.
    #[serde(flatten)]
    pub(super) language: Language,
    /// After how long without a good frame it counts as silent; absent for one that speaks only when it measures.
    #[serde(default)]
    pub(super) silence_seconds: Option<u64>,
    /// How often a polled instrument is asked, ms.
    #[serde(default)]
    pub(super) poll_ms: Option<u64>,
}

impl Device {
    pub(super) fn kind(&self) -> Result<StationKind, String> {
        self.kind.parse()
    }

    pub(super) fn address(&self) -> Result<Address, String> {
        self.at.parse()
    }

    pub(super) fn timing(&self) -> Timing {
        let usual = Timing::default();
        Timing {
            silence: self.silence_seconds.map(|seconds| Duration::from_secs(seconds.max(1))),
            poll: self.poll_ms.map_or(usual.poll, |ms| Duration::from_millis(ms.clamp(20, 60_000))),
            ..usual
        }
    }

    fn mistakes(&self) -> Vec<String> {
        let serial = self.serial.as_str();
        let kind = self.kind();
        let speaks = kind.clone().and_then(|kind| driver(kind, &self.language).map(|_| ()));
        let mut found: Vec<String> = [self.address().map(|_| ()), speaks].into_iter().filter_map(Result::err).collect();
        if serial.trim() != serial || !(1..=60).contains(&serial.chars().count()) {
            found.push("a serial number has 1 to 60 characters and no space around it".to_owned());
        }
        found.into_iter().map(|mistake| format!("device {serial}: {mistake}")).collect()
    }
}

impl Configured for Config {
    const EXAMPLE: &'static str = include_str!("example.toml");

    fn mistakes(&self) -> Vec<String> {
        let mut found: Vec<String> = self.devices.iter().flat_map(Device::mistakes).collect();
        let mut known = BTreeSet::new();
        let twice = self.devices.iter().filter(|device| !known.insert((&device.kind, &device.serial)));
        found.extend(twice.map(|device| format!("device {}: stands there twice", device.serial)));
        if !is_safe(&self.server.url) {
            found.push("server.url: https://…, or http:// on this machine: the password travels there".to_owned());
        }
        if !self.agent.listen.ip().is_loopback() {
            found.push("agent.listen: only this machine may ask (127.0.0.1 or ::1): cards are read there".to_owned());
        }
        if self.agent.waiting_max == 0 || !(1..=120).contains(&self.agent.heartbeat_seconds) {
            found.push("agent: waiting_max is at least 1, heartbeat_seconds 1 to 120".to_owned());
        }
        if self.devices.len() > 60 {
            found.push("device: at most 60".to_owned());
        }
        found
    }

    fn about(&self) -> String {
        format!("{} devices", self.devices.len())
    }

    fn stand_in(&mut self, folder: &Path) {
        self.agent.data = folder.join(&self.agent.data);
        self.server.password_file = folder.join(&self.server.password_file);
    }
}

/// Whether a password may travel there.
pub(crate) fn is_safe(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    !name.is_empty() && (scheme == "https" || scheme == "http" && ["localhost", "127.0.0.1", "[::1]"].contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_good_configuration() {
        let config = Config::read(Config::EXAMPLE).expect("good");
        assert!(config.devices.len() >= 8);
        assert_eq!(config.agent.listen.to_string(), "127.0.0.1:17421");
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let text = Config::EXAMPLE
            .replace("https://vena.example", "http://vena.example")
            .replace("127.0.0.1:17421", "0.0.0.0:17421")
            .replace("driver = \"toledo\"", "driver = \"astm\"");
        let said = Config::read(&text).expect_err("three mistakes");
        assert_eq!(said.lines().count(), 3, "{said}");
        let twice = Config::EXAMPLE
            .replace("serial = \"TG-0001\"", "serial = \"BP-0001\"")
            .replace("temperature_gate", "blood_pressure");
        assert!(Config::read(&twice).expect_err("twice").contains("twice"));
        assert!(Config::read("x = 1").is_err());
    }

    #[test]
    fn a_password_never_travels_readable() {
        for (url, safe) in [
            ("https://vena.example", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost", true),
            ("http://vena.example", false),
            ("http://127.0.0.1.example", false),
            ("ftp://localhost", false),
            ("vena.example", false),
            ("https://", false),
        ] {
            assert_eq!(is_safe(url), safe, "{url}");
        }
    }
}
