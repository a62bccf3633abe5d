use serde_json::json;
use vena_contracts::lab::Verdict;
use vena_kernel::unit_state::HoldKind;

use crate::bench::{Lab, donor_id};

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
