//! The configuration of an agent: one file, read whole, every mistake of it named at once.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde::de::DeserializeOwned;

/// What every agent is told about its configuration.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// The configuration.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Prints a commented configuration and ends.
    #[arg(long)]
    example: bool,
    /// Reads the configuration, says what is wrong with it and ends.
    #[arg(long)]
    check: bool,
}

/// What an agent is configured by.
pub(crate) trait Configured: DeserializeOwned {
    /// A commented example.
    const EXAMPLE: &'static str;

    /// Everything that is wrong with it.
    fn mistakes(&self) -> Vec<String>;

    /// What it is about, for people: `8 devices`.
    fn about(&self) -> String;

    /// Takes its paths from the folder in which it stands.
    fn stand_in(&mut self, folder: &Path);

    /// Reads a configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it, one mistake a line.
    fn read(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let mistakes = config.mistakes();
        if mistakes.is_empty() { Ok(config) } else { Err(mistakes.join("\n")) }
    }
}

/// The configuration that is asked for; none when that was only to be shown or checked.
///
/// # Errors
/// Without a file, and with one that is wrong.
#[allow(clippy::print_stdout, reason = "what was asked for on the command line")]
pub(crate) fn asked<C: Configured>(args: &ConfigArgs) -> anyhow::Result<Option<C>> {
    if args.example {
        print!("{}", C::EXAMPLE);
        return Ok(None);
    }
    let path =
        args.config.as_ref().context("name the configuration with --config FILE, or print one with --example")?;
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut config = match C::read(&text) {
        Ok(config) => config,
        Err(mistakes) => bail!("{}:\n{mistakes}", path.display()),
    };
    if args.check {
        println!("{}: {}, nothing wrong", path.display(), config.about());
        return Ok(None);
    }
    config.stand_in(path.parent().unwrap_or(Path::new("")));
    Ok(Some(config))
}
