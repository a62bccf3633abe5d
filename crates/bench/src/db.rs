//! The raw statements that the product is compared with.

use vena_platform::db::Db;

use crate::blood::new_id;

/// A table like the ledger's event table, without anything that makes it a ledger.
pub(crate) async fn make_raw(db: &Db) -> anyhow::Result<()> {
    sqlx::query("create table public.raw (id uuid primary key, body text not null)").execute(db.pool()).await?;
    Ok(())
}

/// One row, one commit.
pub(crate) async fn commit_one(db: &Db, body: &str) -> anyhow::Result<()> {
    sqlx::query("insert into public.raw (id, body) values ($1, $2)")
        .bind(new_id())
        .bind(body)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// One indexed select.
pub(crate) async fn select_one(db: &Db, unit: uuid::Uuid) -> anyhow::Result<i32> {
    Ok(sqlx::query_scalar("select version from ledger.unit where unit_id = $1").bind(unit).fetch_one(db.pool()).await?)
}

/// Statistics and visibility as after a quiet night.
pub(crate) async fn vacuum(db: &Db) -> anyhow::Result<()> {
    sqlx::query("vacuum analyze").execute(db.pool()).await?;
    Ok(())
}
