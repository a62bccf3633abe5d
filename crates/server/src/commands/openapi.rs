//! `vena openapi`

use std::{collections::BTreeMap, process::ExitCode};

use vena_platform::{config::Config, http, vault::Vault};

use crate::modules::modules;

/// Prints the API document; needs no database.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    let config = Config::load(None, &BTreeMap::new())?;
    let scenes = modules(&Vault::ephemeral()?, &config, crate::documents::desk(&config)?);
    let document = http::document(scenes.into_iter().map(|module| module.router).collect());
    super::say(&document.to_pretty_json()?);
    Ok(ExitCode::SUCCESS)
}
