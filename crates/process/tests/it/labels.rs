use serde_json::json;
use vena_contracts::lab::Verdict;
use vena_kernel::unit_state::{HoldKind, Life};
use vena_testkit::town::{BANK, PICKER};

use crate::hall::Station;

#[tokio::test]
async fn a_label_shows_the_group_of_the_verdict_and_nothing_before_it() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let [cells, _] = station.split(unit).await;
    let (town, labels) = (&station.town, format!("/api/process/units/{cells}/labels"));
    assert_eq!(town.refused(PICKER, &labels, json!({})).await, "label.tests-missing");
    station.qualified(number, "AB-");
    let label = town.post(PICKER, &labels, json!({})).await;
    assert_eq!((&label["group"], &label["copy"], &label["volume_ml"]), (&json!("AB-"), &json!(1), &json!(280)));
    assert_eq!(label["unit"]["group"], "AB-", "the ledger knows it from now on");
    assert_eq!(label["data_matrix"], "0160226000001/RBC-S-LR/00");
    assert_eq!(town.post(PICKER, &labels, json!({})).await["copy"], 2);
    assert_eq!(town.events(cells, "tested").await.len(), 1);
    station.qualified(number, "O+");
    assert_eq!(town.refused(PICKER, &labels, json!({})).await, "label.group-conflict");
    station.judged(number, Verdict::Rejected);
    assert_eq!(town.refused(PICKER, &labels, json!({})).await, "label.rejected");
    assert_eq!(town.refused(BANK, &labels, json!({})).await, "exists.unit", "whose it is stays with the custodian");
}

#[tokio::test]
async fn the_codes_on_the_bag_are_scanned_and_equal_the_record() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let [cells, plasma] = station.split(unit).await;
    station.qualified(number, "O+");
    let (town, check) = (&station.town, format!("/api/process/units/{cells}/label-check"));
    let with = |scans: &[String]| json!({ "scans": scans, "appearance": "normal" });
    let early = town.refused(PICKER, &check, with(&["O+".to_owned()])).await;
    assert_eq!(early, "label.not-printed");
    let (codes, others) = (station.codes(cells).await, station.codes(plasma).await);
    assert_eq!(town.refused(PICKER, &check, with(&others)).await, "label.differs", "the bag beside it");
    assert_eq!(town.refused(PICKER, &check, with(&codes[..2])).await, "label.incomplete");
    assert_eq!(town.refused(PICKER, &check, with(&["ORDER".to_owned()])).await, "label.unreadable");
    let unit = town.post(PICKER, &check, with(&codes)).await;
    assert_eq!(unit["life"], "in_process");
    assert!(town.unit(cells).await.state.label_verified_at.is_some());
    let waiting = town.get(PICKER, "/api/process/units?state=labelled").await;
    assert_eq!(waiting["items"][0]["unit_id"], json!(cells));
}

#[tokio::test]
async fn a_bag_that_does_not_look_right_is_held_instead() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    station.qualified(number, "O+");
    let scans = station.codes(unit).await;
    let (town, check) = (&station.town, format!("/api/process/units/{unit}/label-check"));
    let silent = json!({ "scans": scans, "appearance": "abnormal" });
    assert_eq!(town.refused(PICKER, &check, silent).await, "label.note-needed");
    let seen = json!({ "scans": scans, "appearance": "abnormal", "note": "有凝块" });
    let shown = town.post(PICKER, &check, seen).await;
    assert_eq!(shown["holds"][0]["reason"], "有凝块");
    let unit = town.unit(unit).await;
    assert_eq!((unit.state.life, unit.state.holds[0].kind), (Life::Collected, HoldKind::Damaged));
    assert_eq!(unit.state.label_verified_at, None);
}
