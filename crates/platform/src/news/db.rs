//! The one statement of live updates.

use crate::{db::Tx, fault::Fault};

/// Sends `payload` on `channel` when the transaction commits.
pub(super) async fn notify(tx: &mut Tx, channel: &str, payload: &str) -> Result<(), Fault> {
    sqlx::query("select pg_notify($1, $2)").bind(channel).bind(payload).execute(tx.conn()).await?;
    Ok(())
}
