use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_contracts::lab::Verdict;
use vena_kernel::{
    id::UnitId,
    unit_state::{Fact, HoldKind, Life, Safety},
};
use vena_testkit::town::{BANK, DRIVER, Org, PICKER};

use crate::hall::Station;

const RELEASES: &str = "/api/process/releases";

/// Red cells and plasma of a donation, labelled and judged; ready but for the release.
async fn ready(station: &Station, serial: u32) -> [UnitId; 2] {
    let (number, unit) = station.donated(serial).await;
    let units = station.split(unit).await;
    station.qualified(number, "O+");
    for unit in units {
        station.labelled(unit).await;
    }
    units
}

fn path(release: &Value) -> String {
    format!("{RELEASES}/{}", release["release_id"].as_str().expect("an id"))
}

fn closed(unit: &Value) -> Vec<&str> {
    let lines = unit["lines"].as_array().expect("lines").iter();
    lines.filter(|line| line["ok"] == false).map(|line| line["line"].as_str().expect("a name")).collect()
}

#[tokio::test]
async fn two_persons_release_what_the_gate_lets_through() {
    let station = Station::new().await;
    let [cells, plasma] = ready(&station, 1).await;
    let town = &station.town;
    let gate = town.get(PICKER, &format!("{RELEASES}/gate?units={cells},{plasma}")).await;
    assert_eq!((&gate["units"][0]["ok"], closed(&gate["units"][1]).len()), (&json!(true), 0), "{gate}");

    let release = town.post(PICKER, RELEASES, json!({ "units": [cells, plasma, cells], "note": "早班" })).await;
    assert_eq!(release["counts"], json!({ "units": 2, "ready": 2, "released": 0, "refused": 0 }));
    assert_eq!(release["can"]["confirm"]["reason"]["rule"], "release.same-person");
    let confirm = format!("{}/confirm", path(&release));
    assert_eq!(town.refused(PICKER, &confirm, json!({})).await, "release.same-person");
    assert_eq!(town.unit(cells).await.state.safety, Safety::Pending, "nothing is released by one person");

    let shown = town.get(DRIVER, &path(&release)).await;
    assert_eq!(shown["can"]["confirm"], json!({ "ok": true }));
    let done = town.post(DRIVER, &confirm, json!({})).await;
    assert_eq!((&done["state"], &done["counts"]["released"]), (&json!("confirmed"), &json!(2)));
    let unit = town.unit(cells).await;
    assert_eq!((unit.state.life, unit.state.safety), (Life::Stock, Safety::Qualified));
    let event = town.events(cells, "released").await.remove(0);
    assert_eq!((event.actor, event.second), (DRIVER.id(), Some(PICKER.id())));
    assert_eq!(
        event.fact,
        Fact::Released { evidence: done["units"][0]["evidence"].as_str().expect("a digest").into() }
    );
    assert_eq!(town.refused(DRIVER, &confirm, json!({})).await, "release.confirmed-already");
}

#[tokio::test]
async fn everything_that_is_ready_is_released_in_one_action_and_nothing_else() {
    let station = Station::new().await;
    let [cells, plasma] = ready(&station, 1).await;
    let [untested, _] = ready(&station, 2).await;
    station.judged("0160226000002".parse().expect("a number"), Verdict::Rejected);
    let [held, free] = ready(&station, 3).await;
    let (_, unsplit) = station.donated(4).await;
    let town = &station.town;
    town.happen(Org::Station, held, vec![Fact::Held { hold: HoldKind::Investigation }]).await;
    for body in [json!({}), json!({ "units": [cells], "all_ready": true })] {
        assert_eq!(town.refused(PICKER, RELEASES, body).await, "release.units-or-all");
    }
    let release = town.post(PICKER, RELEASES, json!({ "all_ready": true })).await;
    let units: Vec<UnitId> = release["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|one| crate::hall::id(&one["unit"]["unit_id"]))
        .collect();
    // Of one donation's units, born in the same moment, either may come first.
    let first: std::collections::BTreeSet<UnitId> = units[..2].iter().copied().collect();
    assert_eq!((first, &units[2..]), ([cells, plasma].into(), &[free][..]), "oldest donation first: {release}");
    let done = town.post(DRIVER, &format!("{}/confirm", path(&release)), json!({})).await;
    assert_eq!(done["counts"], json!({ "units": 3, "ready": 3, "released": 3, "refused": 0 }));
    for unit in [untested, held, unsplit] {
        assert_ne!(town.unit(unit).await.state.safety, Safety::Qualified);
    }
    let nothing = json!({ "all_ready": true });
    assert_eq!(town.refused(PICKER, RELEASES, nothing).await, "release.nothing-ready");
}

#[tokio::test]
async fn the_gate_is_computed_again_at_the_confirmation() {
    let station = Station::new().await;
    let [good, held] = ready(&station, 1).await;
    let [judged_again, _] = ready(&station, 2).await;
    let [unused, _] = ready(&station, 3).await;
    let town = &station.town;
    let all = json!({ "units": [good, held, judged_again, unused] });
    let release = town.post(PICKER, RELEASES, all).await;
    assert_eq!(release["counts"]["ready"], 4);

    town.happen(Org::Station, held, vec![Fact::Held { hold: HoldKind::Investigation }]).await;
    station.judged("0160226000002".parse().expect("a number"), Verdict::Rejected);
    station.self_excluded("0160226000003".parse().expect("a number"));
    let done = town.post(DRIVER, &format!("{}/confirm", path(&release)), json!({})).await;
    assert_eq!(done["counts"], json!({ "units": 4, "ready": 1, "released": 1, "refused": 3 }));
    let rules: Vec<&str> = done["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| unit["refusal"]["rule"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(rules, ["-", "unit.held", "release.tests-rejected", "release.excluded"]);
    for unit in [held, judged_again, unused] {
        assert_eq!(town.unit(unit).await.state.safety, Safety::Pending);
        assert!(town.events(unit, "released").await.is_empty());
    }
}

#[tokio::test]
async fn what_is_not_ready_can_be_proposed_and_is_never_released() {
    let station = Station::new().await;
    let (number, unit) = station.donated(1).await;
    let [cells, plasma] = station.split(unit).await;
    let town = &station.town;
    let release = town.post(PICKER, RELEASES, json!({ "units": [cells, unit] })).await;
    assert_eq!(closed(&release["units"][0]), ["tests", "group", "appearance", "label"]);
    assert!(closed(&release["units"][1]).contains(&"custody"), "a parent that was made into others");
    let first = &release["units"][0]["lines"];
    let tests = first.as_array().expect("lines").iter().find(|line| line["line"] == "tests").expect("a line");
    assert_eq!(tests["who_can_supply"]["en"], "the laboratory");

    station.qualified(number, "O+");
    station.labelled(cells).await;
    let done = town.post(DRIVER, &format!("{}/confirm", path(&release)), json!({})).await;
    assert_eq!(done["counts"], json!({ "units": 2, "ready": 1, "released": 1, "refused": 1 }));
    assert_eq!(town.unit(plasma).await.state.life, Life::InProcess, "what nobody proposed stays");

    let second = town.post(PICKER, RELEASES, json!({ "units": [cells] })).await;
    assert_eq!(closed(&second["units"][0]), ["custody"], "nothing is released twice");
}

#[tokio::test]
async fn releases_belong_to_their_station() {
    let station = Station::new().await;
    let [cells, plasma] = ready(&station, 1).await;
    let town = &station.town;
    let release = town.post(PICKER, RELEASES, json!({ "units": [cells] })).await;
    town.wait_seconds(1);
    town.post(PICKER, RELEASES, json!({ "units": [plasma] })).await;
    assert_eq!(town.refused(BANK, &format!("{}/confirm", path(&release)), json!({})).await, "exists.release");
    assert_eq!(town.refused(BANK, RELEASES, json!({ "units": [cells] })).await, "exists.unit");
    let (status, _) = town.call(BANK, Method::GET, &path(&release), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(town.get(BANK, RELEASES).await["items"], json!([]));

    let page = town.get(PICKER, &format!("{RELEASES}?state=proposed&limit=1")).await;
    assert_ne!(page["items"][0]["release_id"], release["release_id"], "newest first");
    let next = page["next"].as_str().expect("a second page");
    let page = town.get(PICKER, &format!("{RELEASES}?state=proposed&limit=1&cursor={next}")).await;
    assert_eq!(page["items"][0]["release_id"], release["release_id"]);
    assert_eq!(town.get(PICKER, &format!("{RELEASES}?state=confirmed")).await["items"], json!([]));
    let (status, problem) = town.call(PICKER, Method::GET, &format!("{RELEASES}/gate?units=x"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("unit.id")));
}

#[tokio::test]
async fn two_confirmations_at_once_release_once() {
    let station = Station::new().await;
    let [cells, plasma] = ready(&station, 1).await;
    let town = &station.town;
    // Proposed by somebody else, so that both may confirm.
    let release = town.post(PICKER, RELEASES, json!({ "units": [cells, plasma] })).await;
    let confirm = format!("{}/confirm", path(&release));
    let body = json!({});
    let calls = (0..4).map(|_| town.call(DRIVER, Method::POST, &confirm, Some(&body)));
    let answers = futures::future::join_all(calls).await;
    let succeeded = answers.iter().filter(|(status, _)| status.is_success()).count();
    assert_eq!(succeeded, 1, "{answers:?}");
    assert_eq!(town.events(cells, "released").await.len(), 1);
}
