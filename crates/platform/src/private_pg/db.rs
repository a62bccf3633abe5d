//! The first statements that a fresh private database hears.

use std::path::Path;

use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use super::{DATABASE, PORT, USER};

async fn connect(socket_dir: &Path) -> Result<PgConnection, sqlx::Error> {
    let options = PgConnectOptions::new_without_pgpass().socket(socket_dir).port(PORT).username(USER);
    options.database("postgres").connect().await
}

/// Whether the server behind `socket_dir` answers yet.
pub(super) async fn answers(socket_dir: &Path) -> bool {
    let Ok(connection) = connect(socket_dir).await else { return false };
    let _ = connection.close().await;
    true
}

/// Creates the product's database unless it is there.
pub(super) async fn create_database(socket_dir: &Path) -> Result<(), sqlx::Error> {
    let mut connection = connect(socket_dir).await?;
    let known: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(DATABASE)
        .fetch_one(&mut connection)
        .await?;
    if !known {
        sqlx::query("create database vena").execute(&mut connection).await?;
    }
    connection.close().await
}
