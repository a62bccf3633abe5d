use axum::http::Method;
use serde_json::json;
use vena_kernel::unit_state::Life;
use vena_testkit::town::{BANK, Bag, HILL_BANK, NURSE, Org, PICKER};

use crate::bank::{matched, patient, to_ward, town};

#[tokio::test]
async fn two_persons_discard_a_unit_and_its_match_ends_with_it() {
    let town = town().await;
    let bag = Bag::red_cells(1, "A+");
    let unit = town.delivered(bag, Org::Harbour).await;
    let (own, sample) = patient(&town, "P1", "A+").await;
    let path = matched(&town, unit, &own, &sample).await;
    town.post(BANK, &format!("{path}/dispense"), to_ward()).await;

    let asking = "/api/transfuse/discards";
    let new = |cause: &str| json!({ "unit": bag.label(), "cause": cause, "reason": "离控时间过长" });
    assert_eq!(town.refused(BANK, asking, new("bored")).await, "discard.cause");
    assert_eq!(town.refused(HILL_BANK, asking, new("temperature")).await, "unit.unknown");
    assert_eq!(town.refused(PICKER, asking, new("temperature")).await, "transfuse.hospital-only");
    let discard = town.post(BANK, asking, new("temperature")).await;
    assert_eq!(discard["can"]["confirm"]["reason"]["rule"], "discard.second-person");
    assert_eq!(town.refused(BANK, asking, new("temperature")).await, "discard.asked-already");
    let one = format!("{asking}/{}", discard["discard_id"].as_str().expect("an id"));
    assert_eq!(town.refused(BANK, &format!("{one}/confirm"), json!({})).await, "discard.second-person");
    assert_eq!(town.refused(HILL_BANK, &format!("{one}/confirm"), json!({})).await, "exists.discard");
    town.post(BANK, &format!("{one}/withdraw"), json!({ "reason": "先查记录" })).await;
    assert_eq!(town.refused(NURSE, &format!("{one}/confirm"), json!({})).await, "discard.state");

    let again = town.post(BANK, asking, new("temperature")).await;
    let done = town
        .post(NURSE, &format!("{asking}/{}/confirm", again["discard_id"].as_str().expect("an id")), json!({}))
        .await;
    assert_eq!((&done["state"], &done["confirmed_by"]["display_name"]), (&json!("done"), &json!("nurse")));
    assert_eq!(town.unit(unit).await.state.life, Life::Discarded);
    let event = town.events(unit, "discarded").await.remove(0);
    assert_eq!((event.actor, event.second), (BANK.id(), Some(NURSE.id())));
    assert_eq!(town.get(BANK, &path).await["state"], "discarded");
    assert_eq!(
        town.refused(BANK, asking, json!({ "unit": unit, "cause": "other", "reason": "再来" })).await,
        "unit.ended"
    );
    assert_eq!(town.get(BANK, &format!("{asking}?state=done")).await["items"].as_array().map(Vec::len), Some(1));
    let (status, body) = town.call(BANK, Method::GET, &format!("{asking}?state=x"), None).await;
    assert_eq!((status.as_u16(), body["rule"].as_str()), (422, Some("discard.state-word")));
}
