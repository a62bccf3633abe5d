//! What documents cost: drawing, signing, and both through the public API of a server of their own.

mod desk;
mod filed;
mod pages;
mod signatures;

use std::path::Path;

/// Measures and prints.
pub(crate) async fn run(vena: &Path, documents: usize) -> anyhow::Result<()> {
    pages::run()?;
    signatures::run()?;
    filed::run(vena, documents).await
}
