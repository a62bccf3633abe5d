//! Whose fault it is decides whether an event is put aside: its own after eight failures, a full disk's never.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use vena_kernel::{event::Event, say};
use vena_platform::{
    fault::{Fault, Problem},
    outbox::{Subscription, db::waiting, deliver},
};
use vena_testkit::TestDb;

#[derive(serde::Serialize, serde::Deserialize)]
struct Rang {}

impl Event for Rang {
    const NAME: &'static str = "test.rang";
}

async fn told(test: &TestDb) {
    let mut tx = test.db().begin().await.expect("a transaction");
    tx.tell(&Rang {}).await.expect("told");
    tx.commit().await.expect("committed");
}

async fn parked(test: &TestDb) -> i64 {
    let mut tx = test.db().begin_read().await.expect("a transaction");
    waiting(&mut tx).await.expect("the outbox is read").1
}

/// Delivers until something was heard or has failed: news is held back while any older transaction of the server is open.
async fn once(test: &TestDb, subscription: &Subscription) -> Result<usize, Fault> {
    loop {
        match deliver(test.db(), subscription).await {
            Ok(0) => tokio::task::yield_now().await,
            end => return end,
        }
    }
}

#[tokio::test]
async fn an_event_waits_for_room_however_long_that_takes() {
    let test = TestDb::new().await;
    let full = Arc::new(AtomicBool::new(true));
    let disk = full.clone();
    let subscription = Subscription::new::<Rang>("test.writer", move |tx, _, _| {
        let full = disk.load(Ordering::Relaxed);
        Box::pin(async move {
            let sql = "do $$ begin raise exception using errcode = '53100'; end $$";
            if full { sqlx::raw_sql(sql).execute(tx.conn()).await.map(drop).map_err(Fault::from) } else { Ok(()) }
        })
    });
    told(&test).await;
    for _ in 0..20 {
        let fault = once(&test, &subscription).await.expect_err("no room");
        assert_eq!(fault.problem().map(|problem| problem.status.as_u16()), Some(507), "{fault}");
    }
    assert_eq!(parked(&test).await, 0);
    full.store(false, Ordering::Relaxed);
    assert_eq!(once(&test, &subscription).await.expect("heard"), 1);
}

#[tokio::test]
async fn an_event_that_nobody_can_handle_is_put_aside_and_the_next_one_is_heard() {
    let test = TestDb::new().await;
    let first = Arc::new(AtomicBool::new(true));
    let bad = first.clone();
    let subscription = Subscription::new::<Rang>("test.refuser", move |_, _, _| {
        let bad = bad.load(Ordering::Relaxed);
        let refusal = || Problem::conflict("test.refuses", say!("不行", "no"));
        Box::pin(async move { if bad { Err(refusal().into()) } else { Ok(()) } })
    });
    told(&test).await;
    while parked(&test).await == 0 {
        deliver(test.db(), &subscription).await.expect("a working outbox");
    }
    first.store(false, Ordering::Relaxed);
    told(&test).await;
    assert_eq!(once(&test, &subscription).await.expect("heard"), 1);
    assert_eq!(parked(&test).await, 1);
}
