//! The one statement that enqueues a job.

use crate::{db::Tx, fault::Fault};

/// The job library's own schema.
pub(super) const SCHEMA: &str = "graphile_worker";

/// Enqueues a job in this transaction.
pub(super) async fn add_job(tx: &mut Tx, task: &str, payload: &serde_json::Value) -> Result<(), Fault> {
    let run = serde_json::json!({ "task": task, "payload": payload });
    sqlx::query("select graphile_worker.add_job('vena', payload => $1::json, max_attempts => 10)")
        .bind(run)
        .execute(tx.conn())
        .await?;
    Ok(())
}
