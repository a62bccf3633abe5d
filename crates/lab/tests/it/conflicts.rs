use axum::http::{Method, StatusCode};
use serde_json::json;
use vena_contracts::lab::Verdict;
use vena_kernel::unit_state::HoldKind;
use vena_platform::fault::Fault;

use crate::bench::{CHECKER, Lab, TESTER, donor_id, good};

#[tokio::test]
async fn another_group_than_before_holds_both_donations_and_changes_no_record() {
    let lab = Lab::new().await;
    let (first, second) = (lab.donated(1, 7).await, lab.donated(2, 7).await);
    lab.judged(first, "O+").await;
    assert_eq!(lab.judged(second, "A+").await["verdict"], "group_conflict");
    assert_eq!(lab.holds(first).await, [HoldKind::GroupConflict]);
    assert_eq!(lab.holds(second).await, [HoldKind::GroupConflict]);
    assert_eq!(lab.town.unit(first.unit).await.facts.group, "O+".parse().ok());
    assert_eq!(lab.town.unit(second.unit).await.facts.group, None, "nobody knows whose blood it is");
    assert!(matches!(lab.verdict(second).await, Verdict::Incomplete { .. }));
    assert!(matches!(lab.verdict(first).await, Verdict::Qualified { .. }), "held, not judged again");
    assert_eq!(lab.told().await[1]["verdict"]["verdict"], "incomplete");
    let third = lab.donated(3, 7).await;
    assert_eq!(lab.judged(third, "O+").await["verdict"], "qualified", "the contradicting group was not kept");
}

#[tokio::test]
async fn two_donations_that_agree_confirm_the_group() {
    let lab = Lab::new().await;
    let samples = [lab.donated(1, 7).await, lab.donated(2, 7).await, lab.donated(3, 8).await];
    lab.judged(samples[0], "B-").await;
    lab.judged(samples[2], "B-").await;
    assert!(lab.confirmed().is_empty(), "another donor does not count");
    lab.judged(samples[1], "B-").await;
    assert_eq!(lab.confirmed(), [(donor_id(7), "B-".parse().expect("a group"))]);
}

#[tokio::test]
async fn the_group_of_the_donors_file_counts_as_known() {
    let lab = Lab::new().await;
    lab.filed(7, "O-");
    let sample = lab.donated(1, 7).await;
    let judged = lab.judged(sample, "O+").await;
    assert_eq!(judged["verdict"], "group_conflict");
    assert_eq!(judged["versions"][0]["group"], json!("O+"), "the laboratory sees what it found");
    assert_eq!(lab.holds(sample).await, [HoldKind::GroupConflict]);
    assert!(lab.confirmed().is_empty());
}

#[tokio::test]
async fn donations_of_one_donor_judged_at_once_see_each_other() {
    let lab = Lab::new().await;
    let samples = [lab.donated(1, 7).await, lab.donated(2, 7).await];
    for (sample, group) in samples.into_iter().zip(["O+", "A+"]) {
        lab.typed(sample, good(group)).await;
        lab.town.post(TESTER, &sample.path("/sign"), json!({ "role": "tester" })).await;
    }
    let (role, paths) = (json!({ "role": "checker" }), samples.map(|sample| sample.path("/sign")));
    let sign = |at: usize| lab.town.call(CHECKER, Method::POST, &paths[at], Some(&role));
    // Both twice: the second signature is given once, and exactly one of the two groups is the contradicting one.
    let answers: [_; 4] = tokio::join!(sign(0), sign(1), sign(0), sign(1)).into();
    let signed = answers.iter().filter(|(status, _)| *status == StatusCode::OK);
    let mut verdicts: Vec<_> = signed.map(|(_, body)| body["verdict"].clone()).collect();
    verdicts.sort_by_key(|verdict| verdict.to_string());
    assert_eq!(verdicts, ["group_conflict", "qualified"], "{answers:?}");
    let refused = answers.iter().filter(|(_, body)| body["rule"] == "lab.already-signed");
    assert_eq!(refused.count(), 2, "{answers:?}");
    for sample in samples {
        assert_eq!(lab.holds(sample).await, [HoldKind::GroupConflict]);
    }
}

/// On a slow day the fourth of four signatures waits longer than the database lets it: then it is tried again, not failed.
#[tokio::test]
async fn who_waits_too_long_for_another_signature_is_tried_again() {
    let lab = Lab::new().await;
    lab.donated(1, 7).await;
    let lock = "select from lab.donation for update";
    let mut signing = lab.town.db().begin().await.expect("a transaction");
    sqlx::query(lock).execute(signing.conn()).await.expect("the first gets the lock");
    let mut waiting = lab.town.db().begin().await.expect("a transaction");
    sqlx::query("set local lock_timeout = '1ms'").execute(waiting.conn()).await.expect("set");
    let error = sqlx::query(lock).execute(waiting.conn()).await.expect_err("it is held");
    assert!(matches!(Fault::from(error), Fault::Retry(_)));
}
