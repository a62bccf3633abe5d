//! Statements of settings.

use crate::{db::Tx, fault::Fault};

/// The value of `name`, if it was ever set.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, Fault> {
    Ok(sqlx::query_scalar("select value from platform.setting where name = $1")
        .bind(name)
        .fetch_optional(tx.conn())
        .await?)
}

/// Sets `name` to `value`.
pub async fn put(tx: &mut Tx, name: &str, value: &str) -> Result<(), Fault> {
    sqlx::query(
        "insert into platform.setting (name, value) values ($1, $2) on conflict (name) do update set value = $2",
    )
    .bind(name)
    .bind(value)
    .execute(tx.conn())
    .await?;
    Ok(())
}
