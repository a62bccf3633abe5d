//! Which unit a scanned text means.

pub(crate) mod db;

use vena_contracts::shown::UnitText;
use vena_kernel::id::UnitId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// The one living unit in the own custody that `text` means.
///
/// # Errors
/// `unit.unknown` and `unit.ambiguous`, beside the refusals of the grammar.
pub(crate) async fn one(tx: &mut Tx, scope: &Scope, text: &str) -> Result<UnitId, Fault> {
    let read = UnitText::read(text)?;
    let found = db::meant(tx, scope, &read).await?;
    Ok(UnitText::one(text, found)?)
}
