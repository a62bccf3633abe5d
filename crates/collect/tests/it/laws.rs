//! Random days at three chairs: whatever people try, no number ends on two donations, and no unit is born without an
//! accepted check, a donor who was asked again at a chair, a bound number and a needle in an arm.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vena_testkit::town::{DRIVER, PICKER, Town};

use crate::{DOCUMENT, DONATIONS, decided, donor, healthy, town};

/// Chance that comes out the same on every day.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Tries one step on one donation; refusals are part of the day.
async fn attempt(town: &Town, dice: &mut Dice, path: &str) -> (axum::http::StatusCode, Value) {
    let number = format!("016022600000{}", dice.below(5));
    let serial = dice.below(4);
    let (verb, body) = match dice.below(9) {
        0 => ("seat", json!({"chair": format!("{}", dice.below(3)), "document_scan": DOCUMENT})),
        1 | 2 => {
            let other = if dice.below(8) == 0 { "0160226000009".to_owned() } else { number.clone() };
            let tube = |role: &str, article: &str, scan: &str| json!({"role": role, "scan": scan, "article_scan": format!("(01){article}")});
            let kit = format!("(01)06901234504002(17)271231(10)Q26(21){serial}");
            (
                "bind",
                json!({"donation_number": number, "bag_scan": number, "bag": {"kit_scan": kit, "medium": "CPDA-1"},
                    "tubes": [tube("serology", "06901234511000", &number), tube("nat", "06901234512007", &other),
                        tube("retention", "06901234513004", &number)]}),
            )
        }
        3 => ("confirm", json!({"bag_scan": number, "record_scan": number})),
        4 | 5 => ("start", json!({"arm": if dice.below(2) == 0 { "left" } else { "right" }})),
        6 => ("fail", json!({"reason": "穿刺失败"})),
        7 => {
            town.wait_seconds(420);
            ("complete", json!({"volume_ml": 400}))
        }
        _ if dice.below(6) == 0 => ("cancel", json!({"reason": "不再献血"})),
        _ => ("pause", json!({"reason": "调整针头"})),
    };
    let who = if dice.below(2) == 0 { PICKER } else { DRIVER };
    town.call(who, axum::http::Method::POST, &format!("{path}/{verb}"), Some(&body)).await
}

#[tokio::test]
async fn no_number_ends_on_two_donations_and_no_unit_without_one() {
    let mut completed = 0;
    for seed in 1..=4 {
        let (town, _) = town().await;
        let mut dice = Dice(seed);
        let mut paths = Vec::new();
        for number in 1..=3 {
            let mut sheet = healthy(&town, donor(number)).await;
            if number == 3 {
                sheet["check"]["hb_g_l"] = json!(100);
            }
            let donation = decided(&town, &sheet).await;
            paths.push(format!("{DONATIONS}/{}", donation["donation_id"].as_str().expect("an id")));
        }
        let mut bound: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for _ in 0..120 {
            let path = paths[usize::try_from(dice.below(3)).expect("small")].clone();
            let (status, answer) = attempt(&town, &mut dice, &path).await;
            assert!(status.is_success() || status.is_client_error(), "{status} {answer}");
            if let Some(number) = answer["donation_number"].as_str().filter(|_| status.is_success()) {
                bound.entry(number.to_owned()).or_default().insert(path);
            }
        }
        assert!(bound.values().all(|paths| paths.len() == 1), "{bound:?}");
        for path in &paths {
            let donation = town.get(PICKER, path).await;
            completed += usize::from(donation["state"] == "completed");
            let accepted = donation["refusals"] == json!([])
                && donation["donation_number"].is_string()
                && donation["seated_at"].is_string()
                && donation["arm"].is_string();
            assert!(donation["unit_id"].is_null() || accepted, "{donation}");
            assert!(path != &paths[2] || donation["state"] == "refused", "{donation}");
        }
    }
    assert!(completed >= 3, "only {completed} donations were completed: the days are too quiet");
}
