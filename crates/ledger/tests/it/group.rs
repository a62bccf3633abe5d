//! Group commit.

use vena_kernel::unit_state::*;
use vena_ledger::{GroupCommitter, Outcome};

use crate::world::*;

#[tokio::test]
async fn many_tasks_share_commits_and_each_gets_its_own_answer() {
    let world = World::new().await;
    let group = GroupCommitter::start(world.db().clone(), 1000, 100);
    let mut units = Vec::new();
    for serial in 0..20 {
        units.push(world.promised(serial).await);
    }
    // each unit is issued by ten rivals
    let tasks: Vec<_> = units
        .iter()
        .flat_map(|unit| std::iter::repeat_n(*unit, 10))
        .map(|unit| {
            let (group, event) = (group.clone(), world.issued(unit));
            tokio::spawn(async move { group.append(vec![event]).await })
        })
        .collect();
    let mut appended = 0;
    for task in tasks {
        let outcomes = task.await.expect("no panic").expect("no fault");
        assert_eq!(outcomes.len(), 1);
        appended += usize::from(matches!(outcomes[0], Outcome::Appended { .. }));
    }
    assert_eq!(appended, 20);
    for unit in units {
        assert_eq!(world.unit(unit).await.state.version, 5);
    }
}

#[tokio::test]
async fn a_batch_that_cannot_be_taken_does_not_spoil_the_others() {
    let world = World::new().await;
    let unit = world.promised(1).await;
    let group = GroupCommitter::start(world.db().clone(), 10, 10);
    let too_long = vec![world.event(unit, Fact::Freed); vena_ledger::BATCH_EVENTS_MAX + 1];
    let (bad, good) = futures::join!(group.append(too_long), group.append(vec![world.issued(unit)]));
    let rule = bad.expect_err("too long").problem().and_then(|problem| problem.rule.clone());
    assert_eq!(rule.as_deref(), Some("ledger.batch-size"));
    assert!(good.expect("no fault")[0].stands());
}

#[tokio::test]
async fn a_crowd_pays_for_few_commits() {
    let world = World::new().await;
    let unit = world.stock(1).await;
    let group = GroupCommitter::start(world.db().clone(), 1000, 100);
    let place = world.event(unit, Fact::Rejected).site;
    let seen = || world.event(unit, Fact::Seen(Spot { place, position: None }));
    let answers = futures::future::join_all((0..200).map(|_| group.append(vec![seen()]))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|outcomes| outcomes[0].stands())));
    let sql = "select count(distinct txid) from ledger.event where kind = 'seen'";
    let commits: i64 = sqlx::query_scalar(sql).fetch_one(world.db().pool()).await.expect("a count");
    assert!(commits <= 20, "200 appends took {commits} transactions");
}
