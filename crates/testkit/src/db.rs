//! Statements about whole databases.

use std::str::FromStr;

use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, postgres::PgConnectOptions};

/// Databases of tests begin with this.
pub(crate) const TEST_PREFIX: &str = "vena_test_";
/// Templates begin with this.
pub(crate) const TEMPLATE_PREFIX: &str = "vena_template_";
/// A number for the advisory lock under which a template is made.
const TEMPLATE_LOCK: i64 = 0x7665_6e61;

type Result<T> = std::result::Result<T, sqlx::Error>;

/// Connects to the database that `url` names.
pub(crate) async fn connect(url: &str) -> Result<PgConnection> {
    PgConnectOptions::from_str(url)?.application_name("vena-testkit").connect().await
}

/// Waits until nobody else makes a template; the lock goes with the connection.
pub(crate) async fn lock_templates(admin: &mut PgConnection) -> Result<()> {
    sqlx::query("select pg_advisory_lock($1)").bind(TEMPLATE_LOCK).execute(admin).await.map(drop)
}

/// Whether the database `name` exists.
pub(crate) async fn exists(admin: &mut PgConnection, name: &str) -> Result<bool> {
    let sql = "select exists (select from pg_database where datname = $1)";
    sqlx::query_scalar(sql).bind(name).fetch_one(admin).await
}

/// A name that nobody has.
pub(crate) async fn fresh_name(admin: &mut PgConnection) -> Result<String> {
    let sql = "select $1 || replace(gen_random_uuid()::text, '-', '')";
    sqlx::query_scalar(sql).bind(TEST_PREFIX).fetch_one(admin).await
}

/// Creates the empty database `name`.
pub(crate) async fn create(admin: &mut PgConnection, name: &str) -> Result<()> {
    run(admin, format!("create database {name}")).await
}

/// Creates `name` as a copy of `template`.
pub(crate) async fn copy(admin: &mut PgConnection, template: &str, name: &str) -> Result<()> {
    run(admin, format!("create database {name} template {template}")).await
}

/// Gives a database another name.
pub(crate) async fn rename(admin: &mut PgConnection, from: &str, to: &str) -> Result<()> {
    run(admin, format!("alter database {from} rename to {to}")).await
}

/// Drops the database `name` and whoever is connected to it.
pub(crate) async fn drop_database(admin: &mut PgConnection, name: &str) -> Result<()> {
    run(admin, format!("drop database if exists {name} with (force)")).await
}

/// The databases whose name begins with `prefix`.
pub(crate) async fn named(admin: &mut PgConnection, prefix: &str) -> Result<Vec<String>> {
    let sql = "select datname::text from pg_database where starts_with(datname, $1)";
    sqlx::query_scalar(sql).bind(prefix).fetch_all(admin).await
}

/// Statements about databases take no parameters; the names come from this crate and hold only `a-z0-9_`.
async fn run(admin: &mut PgConnection, sql: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(admin).await.map(drop)
}

/// `url` with another database in it.
pub(crate) fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let server = base[authority..].find('/').map_or(base, |slash| &base[..authority + slash]);
    query.map_or_else(|| format!("{server}/{name}"), |query| format!("{server}/{name}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_changes_in_a_connection_string() {
        let table = "
            postgres:///vena?host=/run/x&user=vena     | postgres:///t?host=/run/x&user=vena
            postgres://u:p@db.example:5433/main        | postgres://u:p@db.example:5433/t
            postgresql://db.example?sslmode=disable    | postgresql://db.example/t?sslmode=disable
        ";
        for row in crate::table::rows(table) {
            assert_eq!(with_database(row[0], "t"), row[1]);
        }
    }
}
