use serde_json::{Value, json};
use vena_contracts::lab::Verdict;
use vena_kernel::unit_state::{HoldKind, Safety};
use vena_testkit::town::HEAD;

use crate::bench::{CHECKER, Lab, Sample, TESTER, good, reactive, result};

async fn corrected(lab: &Lab, sample: Sample, results: Vec<Value>) -> Value {
    let body = json!({ "results": results, "reason": "录入有误" });
    lab.town.post(TESTER, &sample.path("/results"), body).await
}

#[tokio::test]
async fn a_signed_report_is_corrected_by_a_new_version_for_a_reason() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    let judged = lab.judged(sample, "O+").await;
    assert_eq!(judged["can"]["enter"]["reason"]["rule"], "lab.reason-needed");
    assert_eq!(judged["can"]["correct"]["ok"], true);
    let alt = vec![result("ALT", 1, "丁厂", json!({ "kind": "number", "number": 12.0 }))];
    let silent = json!({ "results": alt });
    assert_eq!(lab.town.refused(TESTER, &sample.path("/results"), silent).await, "lab.reason-needed");

    let open = corrected(&lab, sample, alt).await;
    assert_eq!((&open["state"], &open["verdict"]), (&json!("typed"), &Value::Null));
    assert_eq!((&open["versions"][1]["reason"], &open["missing"]), (&json!("录入有误"), &json!([])));
    assert_eq!(open["versions"][0], judged["versions"][0], "what was judged stays as it was");
    assert_eq!(lab.holds(sample).await, [HoldKind::Investigation]);
    let said = lab.verdict(sample).await;
    assert!(matches!(&said, Verdict::Incomplete { missing } if missing.len() == 1), "{said:?}");

    let parts = lab.divided(sample).await;
    let again = lab.signed(sample).await;
    assert_eq!((&again["state"], &again["verdict"]), (&json!("issued"), &json!("qualified")));
    assert_ne!(again["versions"][1]["evidence"], again["versions"][0]["evidence"]);
    for unit in parts.into_iter().chain([sample.unit]) {
        assert!(lab.town.unit(unit).await.state.holds.is_empty(), "also what a part has inherited is lifted");
    }
    let lifted = lab.town.events(sample.unit, "lifted").await;
    assert_eq!(lifted[0].actor, HEAD.id(), "who opened the correction does not lift it");
}

#[tokio::test]
async fn a_correction_before_the_judgement_holds_nothing() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    lab.typed(sample, good("O+")).await;
    lab.town.post(TESTER, &sample.path("/sign"), json!({ "role": "tester" })).await;
    let open = corrected(&lab, sample, vec![good("O+")[0].clone()]).await;
    assert_eq!((&open["state"], open["versions"].as_array().map(Vec::len)), (&json!("typed"), Some(2)));
    assert!(lab.holds(sample).await.is_empty());
    assert_eq!(
        lab.town.refused(CHECKER, &sample.path("/sign"), json!({ "role": "checker" })).await,
        "lab.tester-first"
    );
}

#[tokio::test]
async fn a_correction_to_reactive_rejects_and_no_later_one_takes_it_back() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    lab.judged(sample, "O+").await;
    corrected(&lab, sample, vec![result("HIV-RNA", 1, "丙厂", reactive())]).await;
    assert_eq!(lab.signed(sample).await["verdict"], "rejected");
    corrected(&lab, sample, vec![good("O+")[10].clone()]).await;
    assert_eq!(lab.verdict(sample).await, Verdict::Rejected, "also while it is being corrected");
    let judged = lab.signed(sample).await;
    assert_eq!((&judged["verdict"], &judged["versions"][2]["verdict"]), (&json!("rejected"), &json!("rejected")));
    assert_eq!(lab.town.unit(sample.unit).await.state.safety, Safety::Rejected);
    assert_eq!(lab.holds(sample).await.len(), 2, "nothing is lifted");
}

#[tokio::test]
async fn a_correction_to_another_group_is_a_conflict_and_stays_held() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    lab.judged(sample, "O+").await;
    corrected(&lab, sample, good("B+")).await;
    assert_eq!(lab.signed(sample).await["verdict"], "group_conflict");
    assert_eq!(lab.holds(sample).await, [HoldKind::GroupConflict, HoldKind::Investigation]);
    assert_eq!(lab.town.unit(sample.unit).await.facts.group, "O+".parse().ok(), "the bag's record is not changed");
    corrected(&lab, sample, good("O+")).await;
    assert_eq!(lab.signed(sample).await["verdict"], "qualified");
    assert_eq!(lab.holds(sample).await, [HoldKind::GroupConflict], "quality closes that one");
}
