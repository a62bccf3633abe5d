//! `vena openapi`

use std::process::ExitCode;

use vena_platform::{http, vault::Vault};

use crate::modules::modules;

/// Prints the API document; needs no database.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    let scenes = modules(&Vault::ephemeral()?, crate::documents::desk(std::path::PathBuf::new())?);
    let document = http::document(scenes.into_iter().map(|module| module.router).collect());
    super::say(&document.to_pretty_json()?);
    Ok(ExitCode::SUCCESS)
}
