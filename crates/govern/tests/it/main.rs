//! Supervision through the real router, ledger and audit.

mod audit;
mod holds;
mod stock;
mod traces;

use vena_testkit::town::Town;

async fn town() -> Town {
    Town::new(vec![vena_govern::module()]).await
}
