//! Who may import whom.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Finding;

/// The scenes of the vein. None imports another.
pub(super) const SCENES: &[&str] =
    &["recruit", "collect", "lab", "process", "store", "transport", "issue", "transfuse", "care", "govern", "sense"];
const LEAVES: &[&str] = &["sign", "render", "devices"];
const OFFICES: &[&str] = &["lake", "hub", "office", "supply", "facility", "records"];
const GROUND: &[&str] = &["kernel", "contracts", "platform", "ledger", "trip", "lis"];

/// `from` imports `to`; `kind` is `dev` for what only its tests need.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    from: String,
    to: String,
    dev: bool,
}

/// The edges between our own crates, as cargo knows them.
pub(super) fn read(root: &Path) -> Result<Vec<Edge>> {
    let asked =
        Command::new(env!("CARGO")).args(["metadata", "--format-version=1", "--no-deps"]).current_dir(root).output()?;
    ensure!(asked.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&asked.stderr));
    let metadata: Value = serde_json::from_slice(&asked.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    Ok(packages.iter().flat_map(edges_of).collect())
}

fn edges_of(package: &Value) -> Vec<Edge> {
    let from = plain(&package["name"]);
    let dependencies = package["dependencies"].as_array().cloned().unwrap_or_default();
    let ours = dependencies.into_iter().filter(|dependency| dependency["path"].is_string());
    ours.map(|to| Edge { from: from.clone(), to: plain(&to["name"]), dev: to["kind"] == "dev" }).collect()
}

fn plain(name: &Value) -> String {
    let name = name.as_str().unwrap_or_default();
    name.strip_prefix("vena-").unwrap_or(name).to_owned()
}

/// Finds the edges that the picture of the house does not have.
pub(super) fn check(edges: &[Edge]) -> Vec<Finding> {
    edges.iter().filter(|edge| !allowed(edge)).map(forbidden).collect()
}

fn allowed(Edge { from, to, dev }: &Edge) -> bool {
    let (from, to) = (from.as_str(), to.as_str());
    if *dev && to == "testkit" {
        return from != "kernel";
    }
    let is_scene = SCENES.contains(&to);
    match from {
        "kernel" | "lis" | "xtask" => false,
        "platform" | "trip" => to == "kernel",
        "contracts" | "ledger" => matches!(to, "kernel" | "platform"),
        "edge" => matches!(to, "kernel" | "trip" | "lis") || LEAVES.contains(&to),
        "testkit" => matches!(to, "kernel" | "platform" | "ledger"),
        "bench" => matches!(to, "kernel" | "platform" | "ledger" | "render" | "sign" | "sim" | "server"),
        "sim" => is_scene || GROUND.contains(&to),
        "server" => to != "xtask",
        "skf-native" => matches!(to, "sign" | "kernel"),
        leaf if LEAVES.contains(&leaf) => matches!(to, "kernel" | "platform" | "lis"),
        upper if SCENES.contains(&upper) || OFFICES.contains(&upper) => GROUND.contains(&to),
        _ => false,
    }
}

fn forbidden(edge: &Edge) -> Finding {
    let Edge { from, to, .. } = edge;
    let why = if SCENES.contains(&from.as_str()) && SCENES.contains(&to.as_str()) {
        "a scene never imports another; ask through a port in contracts, or tell through the outbox"
    } else {
        "the picture of the house has no such edge (ARCHITECTURE.md; a new crate gets its place in this check)"
    };
    Finding { place: format!("crates/{from}/Cargo.toml:1"), message: format!("{from} imports {to}: {why}") }
}

#[cfg(test)]
mod tests {
    use super::{Edge, check, edges_of};

    fn found(from: &str, to: &str, dev: bool) -> bool {
        !check(&[Edge { from: from.into(), to: to.into(), dev }]).is_empty()
    }

    #[test]
    fn only_the_edges_of_the_picture_pass() {
        for (from, to) in [
            ("platform", "kernel"),
            ("store", "ledger"),
            ("server", "store"),
            ("sim", "issue"),
            ("bench", "ledger"),
            ("bench", "render"),
            ("lake", "ledger"),
            ("skf-native", "sign"),
            ("edge", "trip"),
            ("collect", "trip"),
        ] {
            assert!(!found(from, to, false), "{from} may import {to}");
        }
        for (from, to) in [
            ("store", "issue"),
            ("store", "render"),
            ("lake", "store"),
            ("platform", "ledger"),
            ("edge", "platform"),
            ("kernel", "platform"),
            ("testkit", "store"),
            ("bench", "store"),
            ("store", "testkit"),
            ("newcomer", "kernel"),
        ] {
            assert!(found(from, to, false), "{from} may not import {to}");
        }
    }

    #[test]
    fn tests_may_use_the_kit_but_no_other_scene() {
        assert!(!found("store", "testkit", true));
        assert!(found("store", "issue", true));
    }

    #[test]
    fn edges_come_from_cargo_metadata_and_only_our_own_count() {
        let package = serde_json::json!({"name": "vena-store", "dependencies": [
            {"name": "vena-issue", "path": "/p", "kind": null},
            {"name": "vena-testkit", "path": "/p", "kind": "dev"},
            {"name": "serde", "kind": null},
        ]});
        let edges = edges_of(&package);
        assert_eq!(edges.len(), 2);
        assert_eq!(check(&edges).len(), 1);
    }
}
