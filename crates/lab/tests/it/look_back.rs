use serde_json::json;
use vena_kernel::{
    id::UnitId,
    unit_state::{Fact, HoldKind, Safety},
};
use vena_testkit::town::Org;

use crate::bench::{CHECKER, Lab, Sample, TESTER, good, reactive, result};

const DAY_SECONDS: i64 = 86_400;

/// The holds of a look-back that are open on a unit.
async fn looked_back(lab: &Lab, unit: UnitId) -> Vec<vena_kernel::unit_state::Hold> {
    let holds = lab.town.unit(unit).await.state.holds;
    holds.into_iter().filter(|hold| hold.kind == HoldKind::LookBack).collect()
}

/// The donor gives twice; the first donation was good, and its bag may still be divided.
async fn twice(lab: &Lab, donor: u128) -> (Sample, Sample) {
    let first = lab.donated(1, donor).await;
    assert_eq!(lab.judged(first, "O+").await["verdict"], "qualified");
    lab.town.wait_seconds(20 * DAY_SECONDS);
    (first, lab.donated(2, donor).await)
}

#[tokio::test]
async fn a_reactive_donation_holds_what_became_of_the_one_before() {
    let lab = Lab::new().await;
    // People of the town are signed in for a year; this takes longer.
    let longer = "update platform.session set expires_at = expires_at + interval '3 years'";
    sqlx::query(longer).execute(lab.town.db().pool()).await.expect("signed in");
    let (stranger, long_ago) = (lab.donated(8, 8).await, lab.donated(9, 7).await);
    lab.town.wait_seconds(300 * DAY_SECONDS);
    let first = lab.donated(1, 7).await;
    lab.judged(first, "O+").await;
    let [cells, plasma] = lab.divided(first).await;
    lab.town.wait_seconds(190 * DAY_SECONDS);
    let second = lab.donated(2, 7).await;
    assert!(looked_back(&lab, plasma).await.is_empty(), "nothing is found yet");
    lab.judged_reactive(second).await;
    for unit in [cells, plasma] {
        let holds = looked_back(&lab, unit).await;
        assert_eq!(holds.len(), 1, "{holds:?}");
        assert_eq!((holds[0].opened_by, holds[0].reason.as_str()), (CHECKER.id(), "献血者回溯"));
        let events = lab.town.events(unit, "held").await;
        assert_eq!((events.len(), events[0].second), (1, Some(TESTER.id())), "two persons");
        assert_eq!(lab.town.unit(unit).await.state.safety, Safety::Pending, "held, not condemned");
    }
    for (sample, why) in [
        (first, "the bag became red cells and plasma"),
        (second, "the reactive one itself is rejected"),
        (stranger, "of another donor"),
        (long_ago, "beyond the window"),
    ] {
        assert!(looked_back(&lab, sample.unit).await.is_empty(), "{why}");
    }
}

#[tokio::test]
async fn what_is_lost_is_held_and_what_was_destroyed_is_not() {
    let lab = Lab::new().await;
    let first = lab.donated(1, 7).await;
    let [cells, plasma] = lab.divided(first).await;
    lab.town.happen(Org::Station, cells, vec![Fact::Lost]).await;
    lab.town.happen(Org::Station, plasma, vec![Fact::Discarded { cause: "TEST".into() }]).await;
    lab.town.wait_seconds(190 * DAY_SECONDS);
    lab.judged_reactive(lab.donated(2, 7).await).await;
    assert_eq!((looked_back(&lab, cells).await.len(), looked_back(&lab, plasma).await.len()), (1, 0));
}

#[tokio::test]
async fn a_lifted_look_back_is_not_opened_again_by_the_same_donation() {
    let lab = Lab::new().await;
    let (first, second) = twice(&lab, 7).await;
    lab.judged_reactive(second).await;
    let hold_id = looked_back(&lab, first.unit).await[0].hold_id;
    // The report is corrected and found reactive again: no second hold on top of the first one.
    let again =
        |value: serde_json::Value| json!({ "results": [result("HIV-RNA", 1, "丙厂", value)], "reason": "录入有误" });
    lab.town.post(TESTER, &second.path("/results"), again(reactive())).await;
    lab.signed(second).await;
    assert_eq!(looked_back(&lab, first.unit).await.len(), 1);
    // Quality has followed it and lets it go; parts that are made later are free too.
    lab.town.happen(Org::Station, first.unit, vec![Fact::Lifted { hold_id }]).await;
    let parts = lab.divided(first).await;
    lab.town.post(TESTER, &second.path("/results"), again(reactive())).await;
    lab.signed(second).await;
    for unit in parts.into_iter().chain([first.unit]) {
        assert!(looked_back(&lab, unit).await.is_empty());
    }
}

#[tokio::test]
async fn a_result_that_is_no_infection_looks_back_at_nothing_and_a_late_one_also_forward() {
    let lab = Lab::new().await;
    let (first, second) = twice(&lab, 7).await;
    let mut results = good("O+");
    results[11] = result("ALT", 1, "丁厂", json!({ "kind": "number", "number": 90.0 }));
    lab.typed(second, results).await;
    assert_eq!(lab.signed(second).await["verdict"], "rejected");
    assert!(looked_back(&lab, first.unit).await.is_empty());
    // The first is corrected to reactive long after: the second, given since, is in question.
    let late = json!({ "results": [result("HIV-RNA", 1, "丙厂", reactive())], "reason": "复检更正" });
    lab.town.post(TESTER, &first.path("/results"), late).await;
    assert_eq!(lab.signed(first).await["verdict"], "rejected");
    assert_eq!(looked_back(&lab, second.unit).await.len(), 1);
}
