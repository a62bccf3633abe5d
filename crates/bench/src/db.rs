//! The raw statements that the product is compared with.

use futures::TryStreamExt;
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

/// How many bags stand in stock.
pub(crate) async fn count_stock(db: &Db) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from ledger.unit where life = 'stock'").fetch_one(db.pool()).await?)
}

/// Reads every event of the ledger to this program and keeps none.
pub(crate) async fn read_every_event(db: &Db) -> anyhow::Result<u64> {
    let mut rows = sqlx::query("select * from ledger.event").fetch(db.pool());
    let mut events = 0;
    while let Some(_row) = rows.try_next().await? {
        events += 1;
    }
    Ok(events)
}

/// Statistics and visibility as after a quiet night.
pub(crate) async fn vacuum(db: &Db) -> anyhow::Result<()> {
    sqlx::query("vacuum analyze").execute(db.pool()).await?;
    Ok(())
}
