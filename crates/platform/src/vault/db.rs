//! Which key the database was filled with.

use crate::{db::Tx, fault::Fault};

/// The name of the key that the database knows; `name` when it knew none.
pub(super) async fn key_name(tx: &mut Tx, name: &str) -> Result<String, Fault> {
    sqlx::query("insert into platform.setting (name, value) values ('vault.key', $1) on conflict do nothing")
        .bind(name)
        .execute(tx.conn())
        .await?;
    Ok(sqlx::query_scalar("select value from platform.setting where name = 'vault.key'").fetch_one(tx.conn()).await?)
}
