//! Two orders want the last unit.

use std::sync::Arc;

use axum::http::Method;
use serde_json::json;
use vena_testkit::town::{Bag, PICKER, Town};

use crate::orders::{ordered, red_cells, town};

async fn at_once(town: &Arc<Town>, requests: Vec<(String, serde_json::Value)>) -> Vec<(u16, serde_json::Value)> {
    let tasks: Vec<_> = requests
        .into_iter()
        .map(|(path, body)| {
            let town = Arc::clone(town);
            tokio::spawn(async move {
                let (status, body) = town.call(PICKER, Method::POST, &path, Some(&body)).await;
                (status.as_u16(), body)
            })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("no panic"));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_orders_race_for_the_last_unit_and_one_gets_it() {
    let town = Arc::new(town().await);
    for round in 0..10 {
        let unit = town.stocked(Bag::red_cells(100 + round, "A+")).await;
        let mut paths = Vec::new();
        for _ in 0..2 {
            paths.push(ordered(&town, vec![red_cells("A+", 1, false)]).await);
        }
        let requests = paths.iter().map(|path| (format!("{path}/allocate"), json!({}))).collect();
        let answers = at_once(&town, requests).await;
        let got = |answer: &serde_json::Value| answer["lines"][0]["allocation"]["taken"] == 1;
        assert!(answers.iter().all(|(status, _)| *status == 200), "being second is no error: {answers:?}");
        assert_eq!(answers.iter().filter(|(_, answer)| got(answer)).count(), 1, "{answers:?}");
        let loser = answers.iter().find(|(_, answer)| !got(answer)).expect("one of two");
        let passed_over = loser.1["lines"][0]["allocation"]["rejected"].as_array().expect("rows");
        let why = passed_over.iter().find(|row| row["unit_id"] == json!(unit)).expect("the unit was looked at");
        assert_eq!(why["rule"], "unit.promised-to-other", "{loser:?}");
        assert_eq!(town.events(unit, "promised").await.len(), 1);
        for path in paths {
            town.post(PICKER, &format!("{path}/cancel"), json!({ "reason": "round over" })).await;
        }
        town.happen(vena_testkit::town::Org::Station, unit, vec![vena_kernel::unit_state::Fact::Rejected]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_people_scan_the_same_bag_for_sixteen_orders_and_one_gets_it() {
    let town = Arc::new(town().await);
    let bag = Bag::red_cells(1, "A+");
    let unit = town.stocked(bag).await;
    let mut requests = Vec::new();
    for _ in 0..16 {
        let path = ordered(&town, vec![red_cells("A+", 1, false)]).await;
        requests.push((format!("{path}/issue"), json!({ "units": [bag.label()] })));
    }
    let answers = at_once(&town, requests).await;
    let won = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!(won, 1, "{answers:?}");
    assert!(
        answers.iter().all(|(status, answer)| *status == 200 || answer["rule"] == "unit.promised-to-other"),
        "{answers:?}"
    );
    assert_eq!((town.events(unit, "issued").await.len(), town.unit(unit).await.state.version), (1, 5));
}
