//! The API document and the TypeScript types that are made of it.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::tree;

/// Writes `openapi/vena.json`, and the types of the web client when its tools are installed.
pub(crate) fn write() -> Result<()> {
    fs::write(document(), current()?)?;
    println!("openapi: wrote openapi/vena.json");
    let web = tree::root().join("web");
    if web.join("node_modules").is_dir() {
        let made = Command::new("npm").args(["run", "--silent", "api"]).current_dir(&web).status()?;
        ensure!(made.success(), "npm run api failed in web/");
        println!("openapi: wrote the TypeScript types");
    }
    Ok(())
}

fn document() -> PathBuf {
    tree::root().join("openapi/vena.json")
}

fn current() -> Result<Vec<u8>> {
    let server = ["run", "--quiet", "--package", "vena-server", "--bin", "vena", "--", "openapi"];
    let mut command = Command::new(env!("CARGO"));
    let asked = command.args(server).current_dir(tree::root()).stderr(Stdio::inherit()).output()?;
    ensure!(asked.status.success(), "`vena openapi` failed");
    let document: serde_json::Value =
        serde_json::from_slice(&asked.stdout).context("`vena openapi` printed no JSON")?;
    ensure!(document["openapi"].is_string(), "`vena openapi` printed no API document");
    Ok(asked.stdout)
}
