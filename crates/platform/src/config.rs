//! Settings: defaults compiled in with their meaning, then a file, then `VENA_…`; checked as a whole before anything starts.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The defaults, with a comment for each; also the reference page of the settings.
pub const DEFAULTS: &str = include_str!("config.default.toml");

/// All settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Folder of the private database, keys and files; empty means the usual place.
    pub data: PathBuf,
    /// An outside PostgreSQL; empty means the private one.
    pub database_url: String,
    /// The address that browsers use; empty means this machine by its name `localhost`.
    pub public_url: String,
    /// A time-stamp service (RFC 3161); empty means the development one.
    pub timestamp_url: String,
    /// A signature service that holds people's keys; empty means none.
    pub signature_service_url: String,
    /// Folder of root certificates and lists of revoked certificates that are trusted besides our own; empty means none.
    pub trusted_certificates: PathBuf,
    /// Most database connections of this process.
    pub database_connections: u32,
    /// Folder of the built web pages, one folder in it for each app.
    pub web: PathBuf,
    /// Folder of the fonts of documents; empty means the usual places.
    pub fonts: PathBuf,
    /// How long a sign-in lasts, seconds.
    pub session_seconds: i64,
    /// Failed sign-ins before the account is locked.
    pub sign_in_failures_max: i32,
    /// How long it stays locked, seconds.
    pub lock_seconds: i64,
    /// How often new ledger events are sealed, seconds.
    pub seal_seconds: u64,
    /// `text` for people, `json` for machines.
    pub log_format: String,
    /// What is logged, in the syntax of `tracing`.
    pub log_filter: String,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read the settings file {path}: {error}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A name is unknown or a value has the wrong form.
    #[error("settings: {0}")]
    Form(String),
    /// Values that cannot be, all of them.
    #[error("settings: {}", .0.join("; "))]
    Values(Vec<String>),
}

impl Config {
    /// Reads the settings from `file` (if given) and `environment` over the defaults.
    pub fn load(file: Option<&Path>, environment: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut table: toml::Table =
            DEFAULTS.parse().map_err(|error: toml::de::Error| ConfigError::Form(error.to_string()))?;
        if let Some(path) = file {
            let text =
                std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.into(), error })?;
            let over: toml::Table =
                text.parse().map_err(|error: toml::de::Error| ConfigError::Form(error.to_string()))?;
            table.extend(over);
        }
        let names: Vec<String> = table.keys().cloned().collect();
        for name in names {
            if let Some(text) = environment.get(&format!("VENA_{}", name.to_uppercase())) {
                let value = like(&table[&name], text)
                    .ok_or_else(|| ConfigError::Form(format!("VENA_{} = {text}: not a number", name.to_uppercase())))?;
                table.insert(name, value);
            }
        }
        let config: Self = table.try_into().map_err(|error: toml::de::Error| ConfigError::Form(error.to_string()))?;
        config.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        let rules = [
            (self.database_connections < 5, "database_connections is at least 5"),
            (self.session_seconds < 60, "session_seconds is at least 60"),
            (self.sign_in_failures_max < 1, "sign_in_failures_max is at least 1"),
            (!is_address(&self.public_url), "public_url is an http or https address without a path"),
            (self.lock_seconds < 1, "lock_seconds is at least 1"),
            (self.seal_seconds < 1, "seal_seconds is at least 1"),
            (!["text", "json"].contains(&self.log_format.as_str()), "log_format is text or json"),
        ];
        let faults: Vec<String> =
            rules.iter().filter(|(broken, _)| *broken).map(|(_, rule)| (*rule).to_owned()).collect();
        if faults.is_empty() { Ok(self) } else { Err(ConfigError::Values(faults)) }
    }

    /// The address that browsers use, without a slash at its end.
    pub fn public_address(&self) -> String {
        match self.public_url.trim_end_matches('/') {
            "" => format!("http://localhost:{}", self.listen.port()),
            address => address.to_owned(),
        }
    }

    /// The settings as a file, secrets masked.
    pub fn masked(&self) -> String {
        let mut shown = self.clone();
        if let Some((scheme, rest)) = shown.database_url.split_once("://")
            && let Some((_, host)) = rest.rsplit_once('@')
        {
            shown.database_url = format!("{scheme}://***@{host}");
        }
        toml::to_string(&shown).unwrap_or_default()
    }
}

/// Whether this is an address of pages: scheme, host and perhaps a port.
fn is_address(text: &str) -> bool {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text.is_empty() || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']))
}

/// `text` as a value of the same type as `sample`.
fn like(sample: &toml::Value, text: &str) -> Option<toml::Value> {
    match sample {
        toml::Value::Integer(_) => text.parse().ok().map(toml::Value::Integer),
        _ => Some(toml::Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_environment_wins_over_the_defaults() {
        let config = Config::load(None, &environment(&[("VENA_SEAL_SECONDS", "7"), ("VENA_LISTEN", "127.0.0.1:9")]))
            .expect("good");
        assert_eq!((config.seal_seconds, config.listen.port()), (7, 9));
    }

    #[test]
    fn every_wrong_value_is_named() {
        let wrong = environment(&[("VENA_SEAL_SECONDS", "0"), ("VENA_LOG_FORMAT", "xml")]);
        let error = Config::load(None, &wrong).expect_err("two faults").to_string();
        assert!(error.contains("seal_seconds") && error.contains("log_format"), "{error}");
        assert!(Config::load(None, &environment(&[("VENA_LISTEN", "nowhere")])).is_err());
        assert!(Config::load(None, &environment(&[("VENA_SEAL_SECONDS", "soon")])).is_err());
    }

    #[test]
    fn the_address_of_the_pages_is_one() {
        let of =
            |text: &str| Config::load(None, &environment(&[("VENA_PUBLIC_URL", text), ("VENA_LISTEN", "[::1]:80")]));
        for (text, address) in [("", "http://localhost:80"), ("https://vena.example/", "https://vena.example")] {
            assert_eq!(of(text).expect("good").public_address(), address);
        }
        for wrong in ["vena.example", "https://", "https://vena.example/app", "ftp://vena.example"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_in_the_database_url_is_masked() {
        let config =
            Config::load(None, &environment(&[("VENA_DATABASE_URL", "postgres://u:secret@h/db")])).expect("good");
        assert!(!config.masked().contains("secret"));
    }
}
