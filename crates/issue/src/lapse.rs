//! Promises that were kept too long. The ledger treats them as free by itself; the order has to show it as well.

use std::collections::BTreeSet;

use vena_kernel::id::OrderId;
use vena_platform::{
    app::App,
    db::{Db, Tx},
    fault::Fault,
    jobs::Job,
};

use crate::orders;

/// So many units are marked in one transaction.
const BATCH: i64 = 200;

/// Every minute.
pub(crate) fn job() -> Job {
    Job::by_clock("issue.clear_lapsed", 1, |app: App| async move { clear(&app.db).await })
}

/// Marks lapsed promises, batch by batch, until there are none. The job of this scene does it every minute.
///
/// # Errors
/// When the database fails.
pub async fn clear(db: &Db) -> Result<(), Fault> {
    loop {
        let mut tx = db.begin().await?;
        let orders: BTreeSet<OrderId> = orders::db::lapse(&mut tx, BATCH).await?.into_iter().collect();
        if orders.is_empty() {
            return Ok(());
        }
        for order in orders {
            refresh(&mut tx, order).await?;
        }
        tx.commit().await?;
    }
}

/// Keeps the state that follows from lines and units, and tells open screens.
pub(crate) async fn refresh(tx: &mut Tx, order: OrderId) -> Result<(), Fault> {
    let Some((org, cancelled)) = orders::db::owner(tx, order).await? else { return Ok(()) };
    let lines: Vec<_> = orders::db::lines(tx, &[order]).await?.iter().map(orders::view::progress).collect();
    orders::db::keep_state(tx, order, orders::rules::state(cancelled, &lines)).await?;
    tx.announce("orders", Some(org)).await
}
