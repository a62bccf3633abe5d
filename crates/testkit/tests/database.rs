//! The kit itself, on a real server.

use sqlx::{Connection, PgConnection};
use vena_testkit::TestDb;

async fn databases_named(url: &str, name: &str) -> i64 {
    let mut connection = PgConnection::connect(url).await.expect("a connection");
    let sql = "select count(*) from pg_database where datname = $1";
    sqlx::query_scalar(sql).bind(name).fetch_one(&mut connection).await.expect("a count")
}

async fn tables(db: &TestDb) -> i64 {
    let sql = "select count(*) from information_schema.tables where table_schema = 'platform'";
    sqlx::query_scalar(sql).fetch_one(db.db().pool()).await.expect("a count")
}

#[tokio::test]
async fn every_test_has_its_own_migrated_database_and_leaves_none() {
    let (one, other) = tokio::join!(TestDb::new(), TestDb::new());
    assert!(tables(&one).await > 0, "it is migrated");
    sqlx::raw_sql("create table only_here ()").execute(one.db().pool()).await.expect("a table");
    let elsewhere = sqlx::raw_sql("select from only_here").execute(other.db().pool()).await;
    assert!(elsewhere.is_err(), "the databases are apart");

    let name: String =
        sqlx::query_scalar("select current_database()").fetch_one(one.db().pool()).await.expect("a name");
    assert_eq!(databases_named(other.url(), &name).await, 1);
    drop(one);
    assert_eq!(databases_named(other.url(), &name).await, 0, "dropped with its owner");
}

#[tokio::test]
async fn transactions_are_stamped_by_the_clock_that_the_test_turns() {
    let test = TestDb::new().await;
    let before = test.db().begin().await.expect("a transaction").now();
    test.clock().set(before.plus_seconds(3600));
    let after = test.db().begin().await.expect("a transaction").now();
    assert_eq!(after.seconds_since(before), 3600);
}
