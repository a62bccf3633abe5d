use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_kernel::unit_state::{Fact, Life};
use vena_testkit::town::{BANK, Bag, DRIVER, Org, PICKER};

use crate::rooms::town;

const DISCARDS: &str = "/api/store/discards";

fn path(discard: &Value) -> String {
    format!("{DISCARDS}/{}", discard["discard_id"].as_str().expect("an id"))
}

#[tokio::test]
async fn two_persons_destroy_and_the_ledger_knows_why() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "O+")).await;
    let proposed = json!({ "units": [unit, unit], "reason_code": "damaged", "note": "袋口渗漏" });
    let discard = town.post(PICKER, DISCARDS, proposed).await;
    assert_eq!((&discard["state"], &discard["bags"]), (&json!("proposed"), &json!(1)));
    assert_eq!(discard["can"]["confirm"]["reason"]["rule"], "discard.same-person");
    let confirm = format!("{}/confirm", path(&discard));
    assert_eq!(town.refused(PICKER, &confirm, json!({})).await, "discard.same-person");
    assert_eq!(town.unit(unit).await.state.life, Life::Stock);
    let done = town.post(DRIVER, &confirm, json!({})).await;
    assert_eq!(
        (&done["state"], &done["discarded"], &done["units"][0]["outcome"]),
        (&json!("confirmed"), &json!(1), &json!("discarded"))
    );
    let event = town.events(unit, "discarded").await.remove(0);
    assert_eq!((event.actor, event.second), (DRIVER.id(), Some(PICKER.id())));
    assert_eq!(event.fact, Fact::Discarded { cause: "damaged".into() });
    assert_eq!(event.reason.as_deref(), Some("破损、渗漏：袋口渗漏"));
    assert_eq!(town.refused(DRIVER, &confirm, json!({})).await, "discard.confirmed-already");
}

#[tokio::test]
async fn a_proposal_names_units_that_are_here_and_a_reason_that_is_one() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "O+")).await;
    let theirs = town.delivered(Bag::red_cells(2, "O+"), Org::Harbour).await;
    let with = |units: Value, code: &str| json!({ "units": units, "reason_code": code });
    assert_eq!(town.refused(PICKER, DISCARDS, with(json!([unit]), "tired")).await, "discard.reason");
    assert_eq!(town.refused(PICKER, DISCARDS, with(json!([unit]), "damaged")).await, "discard.note-needed");
    assert_eq!(town.refused(PICKER, DISCARDS, with(json!([unit, theirs]), "expired")).await, "exists.unit");
    assert_eq!(town.refused(PICKER, DISCARDS, with(json!([]), "expired")).await, "input.bounds");
    let reasons = town.get(PICKER, "/api/store/discard-reasons").await;
    assert!(
        reasons
            .as_array()
            .expect("reasons")
            .iter()
            .any(|reason| reason["code"] == "expired" && reason["note"] == false)
    );
}

#[tokio::test]
async fn what_has_changed_since_the_proposal_is_decided_anew() {
    let town = town().await;
    let [one, other] = [town.stocked(Bag::red_cells(1, "O+")).await, town.stocked(Bag::red_cells(2, "O+")).await];
    let discard = town.post(PICKER, DISCARDS, json!({ "units": [one, other], "reason_code": "expired" })).await;
    town.happen(Org::Station, other, vec![Fact::Lost]).await;
    let done = town.post(DRIVER, &format!("{}/confirm", path(&discard)), json!({})).await;
    assert_eq!((&done["discarded"], &done["units"][1]["refusal"]["rule"]), (&json!(1), &json!("unit.ended")), "{done}");
    assert_eq!(town.unit(other).await.state.life, Life::Lost);
    let gone = town.refused(PICKER, DISCARDS, json!({ "units": [one], "reason_code": "expired" })).await;
    assert_eq!(gone, "unit.ended");
}

#[tokio::test]
async fn discards_belong_to_their_organisation() {
    let town = town().await;
    let unit = town.stocked(Bag::red_cells(1, "O+")).await;
    let theirs = town.delivered(Bag::red_cells(2, "O+"), Org::Harbour).await;
    let ours = town.post(PICKER, DISCARDS, json!({ "units": [unit], "reason_code": "expired" })).await;
    town.wait_seconds(1);
    let of_bank = town.post(BANK, DISCARDS, json!({ "units": [theirs], "reason_code": "expired" })).await;
    assert_eq!(town.call(BANK, Method::GET, &path(&ours), None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(town.refused(BANK, &format!("{}/confirm", path(&ours)), json!({})).await, "exists.discard");
    let listed = town.get(BANK, DISCARDS).await;
    assert_eq!(
        (&listed["items"][0]["discard_id"], listed["items"].as_array().map(Vec::len)),
        (&of_bank["discard_id"], Some(1))
    );
    let listed = town.get(PICKER, &format!("{DISCARDS}?state=proposed")).await;
    assert_eq!(listed["items"][0]["discard_id"], ours["discard_id"]);
    assert_eq!(town.get(PICKER, &format!("{DISCARDS}?state=confirmed")).await["items"], json!([]));
}
