use axum::http::Method;
use serde_json::json;
use vena_contracts::lab::Verdict;
use vena_kernel::unit_state::{Amendment, Correction, Fact, HoldKind, Life};
use vena_testkit::town::{BANK, Org, PICKER};

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
    assert_eq!(
        label["codes"][0],
        json!({ "field": "unit", "symbology": "data_matrix", "text": "0160226000001/RBC-S-LR/00" })
    );
    assert_eq!((&label["size"], &label["amount"]), (&json!("quadrants"), &json!("2 单位")));
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
    assert_eq!(town.refused(PICKER, &check, with(&codes[1..])).await, "label.incomplete", "which part of it?");
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

#[tokio::test]
async fn a_label_printed_again_counts_only_after_its_own_scan() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let [cells, _] = station.split(unit).await;
    station.qualified(number, "O+");
    let (town, worklist) = (&station.town, "/api/process/units?state=labelled");
    station.labelled(cells).await;
    assert_eq!(town.get(PICKER, worklist).await["items"][0]["unit_id"], json!(cells));
    let codes = station.codes(cells).await;
    assert_eq!(town.get(PICKER, worklist).await["items"], json!([]), "the new print waits for its scan");
    let gate = format!("/api/process/releases/gate?units={cells}");
    let label = |gate: &serde_json::Value| {
        let lines = gate["units"][0]["lines"].as_array().expect("lines").clone();
        lines.into_iter().find(|line| line["line"] == "label").expect("a line")
    };
    assert_eq!(label(&town.get(PICKER, &gate).await)["rule"], "label.printed-again");
    let body = json!({ "scans": codes, "appearance": "normal" });
    town.post(PICKER, &format!("/api/process/units/{cells}/label-check"), body).await;
    assert_eq!(label(&town.get(PICKER, &gate).await)["ok"], true);
}

#[tokio::test]
async fn a_label_of_before_a_correction_is_refused() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let [cells, _] = station.split(unit).await;
    station.qualified(number, "O+");
    let (town, base) = (&station.town, format!("/api/process/units/{cells}"));
    let old = station.codes(cells).await;
    let (check, file) = (format!("{base}/label-check"), format!("{base}/labels/file"));
    let with = |scans: &[String]| json!({ "scans": scans, "appearance": "normal" });
    let facts = Amendment { group: Some("A+".parse().expect("a group")), ..Amendment::default() };
    let event = town.events(cells, "tested").await[0].event_id;
    town.happen(Org::Station, cells, vec![Fact::Corrected(Correction { event, facts })]).await;
    assert_eq!(town.refused(PICKER, &check, with(&old)).await, "label.outdated");
    assert_eq!(
        town.call(PICKER, Method::GET, &file, None).await.1["rule"],
        "label.outdated",
        "and not printed any more"
    );
    station.qualified(number, "A+");
    let new = station.codes(cells).await;
    assert_eq!(town.refused(PICKER, &check, with(&old)).await, "label.differs", "the old one still on the bag");
    town.post(PICKER, &check, with(&new)).await;
}

#[tokio::test]
async fn a_label_of_the_stock_is_printed_again_under_a_hold() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let [cells, _] = station.split(unit).await;
    station.qualified(number, "O+");
    station.labelled(cells).await;
    let town = &station.town;
    town.happen(Org::Station, cells, vec![Fact::Released { evidence: "gate".into() }]).await;
    let codes = station.codes(cells).await;
    station.codes(cells).await;
    let held = town.unit(cells).await.state;
    assert_eq!(held.holds.len(), 1, "one hold for both prints: {held:?}");
    let body = json!({ "scans": codes, "appearance": "normal" });
    town.post(PICKER, &format!("/api/process/units/{cells}/label-check"), body).await;
    let free = town.unit(cells).await.state;
    assert_eq!((free.life, free.holds.len()), (Life::Stock, 0));
}

#[tokio::test]
async fn the_file_shows_the_newest_print_and_each_one_handed_out_is_noted() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let [cells, _] = station.split(unit).await;
    station.qualified(number, "O+");
    let (town, file) = (&station.town, format!("/api/process/units/{cells}/labels/file"));
    let fetch = async |who, query: &str| town.call(who, Method::GET, &format!("{file}{query}"), None).await;
    assert_eq!(fetch(PICKER, "").await.1["rule"], "label.not-printed");
    station.codes(cells).await;
    station.codes(cells).await;
    let unit = "0160226000001/RBC-S-LR/00 O+ copy 2";
    for (query, drawn) in [
        ("", "Quadrants Pdf"),
        ("?size=small", "Small Pdf"),
        ("?format=zpl", "Quadrants Zpl { dots_per_mm: 8 }"),
        ("?size=small&format=zpl&dpi=300", "Small Zpl { dots_per_mm: 12 }"),
    ] {
        assert_eq!(fetch(PICKER, query).await.1, format!("{drawn} {unit}"), "{query}");
    }
    assert_eq!(fetch(PICKER, "?dpi=72").await.0.as_u16(), 422);
    assert_eq!(fetch(BANK, "").await.1["rule"], "exists.unit");
    let noted: Vec<(String, String, Option<i32>)> =
        sqlx::query_as("select size, format, dots_per_mm from process.label_file order by format, size desc")
            .fetch_all(town.db().pool())
            .await
            .expect("rows");
    let row = |size: &str, format: &str, dots| (size.to_owned(), format.to_owned(), dots);
    let (small, large) = (row("small", "pdf", None), row("quadrants", "pdf", None));
    assert_eq!(noted, [small, large, row("small", "zpl", Some(12)), row("quadrants", "zpl", Some(8))]);
}
