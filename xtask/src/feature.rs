//! The four files of a new feature.

use anyhow::Result;

/// Writes them.
pub(crate) fn write(_name: &str) -> Result<()> {
    Ok(())
}
