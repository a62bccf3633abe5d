use serde_json::json;
use vena_kernel::unit_state::{Fact, HoldKind, Life, Safety};
use vena_testkit::town::{Bag, DRIVER, Org, PICKER};

use crate::{NUMBER, accepted, binding, bound, decided, donor, healthy, needle, running, town};

#[tokio::test]
async fn a_full_bag_becomes_a_unit_of_the_ledger_and_is_told() {
    let (town, _) = town().await;
    let path = running(&town, donor(1), NUMBER).await;
    let mut full = needle(&town);
    full["reaction"] = json!({"severity": "mild", "note": "头晕"});
    let donation = town.post(DRIVER, &format!("{path}/complete"), full).await;
    assert_eq!(
        (&donation["state"], &donation["collected_ml"], &donation["reaction"]["severity"]),
        (&json!("completed"), &json!(402), &json!("mild"))
    );
    let unit = town.unit(donation["unit_id"].as_str().expect("a unit").parse().expect("an id")).await;
    assert_eq!((unit.state.life, unit.state.safety, unit.state.holds.len()), (Life::Collected, Safety::Pending, 0));
    assert_eq!((unit.state.custody.org, unit.state.custody.place), (Org::Station.id(), Some(Org::Station.store())));
    let facts = &unit.facts;
    assert_eq!((facts.product.as_str(), facts.volume_ml, facts.group), ("WB", 402, None));
    assert_eq!(facts.donation_number.to_string(), NUMBER);
    // CPDA-1: 35 days, to the end of the day on Chinese clocks; collected 2026-02-11.
    assert_eq!(facts.expires_at.map(|at| at.to_string()), Some("2026-03-18T15:59:00.000000Z".to_owned()));
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let sql = "select payload from platform.outbox where name = 'collect.donation_completed'";
    let told: serde_json::Value = sqlx::query_scalar(sql).fetch_one(tx.conn()).await.expect("one event");
    assert_eq!(
        (&told["unit_id"], &told["reaction"], &told["volume_ml"], &told["news_unwanted"]),
        (&donation["unit_id"], &json!(true), &json!(402), &json!(false))
    );
    let number = NUMBER.parse().expect("a number");
    let facts = vena_collect::desk().facts(&mut tx, &number).await.expect("an answer").expect("a donation");
    assert_eq!((facts.bound, facts.self_excluded, facts.volume_ml, facts.donor_id), (true, false, Some(402), donor(1)));
    assert_eq!(facts.ended_at.zip(facts.started_at).map(|(end, start)| end.seconds_since(start)), Some(360));
}

#[tokio::test]
async fn bag_and_tubes_have_to_carry_the_number_of_the_donation() {
    let (town, _) = town().await;
    let path = format!("{}/bind", accepted(&town, donor(1)).await);
    let with = |pointer: &str, value: serde_json::Value| {
        let mut binding = binding(NUMBER);
        *binding.pointer_mut(pointer).expect("a field") = value;
        binding
    };
    for (body, rule) in [
        (with("/bag_scan", json!("0160226000002")), "binding.bag-differs"),
        (with("/tubes/1/scan", json!("0160226000002")), "binding.tube-differs"),
        (with("/tubes", json!([])), "binding.tube-missing"),
        (with("/donation_number", json!("016022600001")), "donation-number.damaged"),
        (with("/bag/kit_scan", json!("(01)06901234504002(17)260210(10)Q26A7")), "binding.bag-expired"),
        (with("/bag/medium", json!("MAP")), "binding.medium"),
    ] {
        assert_eq!(town.refused(PICKER, &path, body).await, rule);
    }
    assert_eq!(town.refused(PICKER, &path.replace("bind", "complete"), needle(&town)).await, "donation.state");
    town.post(PICKER, &path, with("/bag/kit_scan", json!("(01)06901234504002(17)260211(10)Q26A7"))).await;
}

#[tokio::test]
async fn a_number_is_used_once() {
    let (town, _) = town().await;
    let first = bound(&town, donor(1), NUMBER).await;
    let second = accepted(&town, donor(2)).await;
    assert_eq!(town.refused(PICKER, &format!("{second}/bind"), binding(NUMBER)).await, "binding.number-used");
    // A number stays used when its donation is cancelled, and when a unit from elsewhere carries it.
    town.post(PICKER, &format!("{first}/cancel"), json!({"reason": "穿刺失败"})).await;
    assert_eq!(town.refused(PICKER, &format!("{second}/bind"), binding(NUMBER)).await, "binding.number-used");
    town.unreleased(Bag::red_cells(77, "A+")).await;
    assert_eq!(town.refused(PICKER, &format!("{second}/bind"), binding("01602-26000077")).await, "binding.number-used");
}

#[tokio::test]
async fn two_chairs_cannot_bind_one_number() {
    let (town, _) = town().await;
    let (one, two) = (accepted(&town, donor(1)).await, accepted(&town, donor(2)).await);
    let body = binding(NUMBER);
    let post = |path: String, who| {
        let (town, body) = (&town, &body);
        async move { town.call(who, axum::http::Method::POST, &format!("{path}/bind"), Some(body)).await }
    };
    let (one, two) = futures::join!(post(one, PICKER), post(two, DRIVER));
    let refused = [&one, &two].into_iter().find(|(status, _)| !status.is_success()).expect("one is refused");
    assert!(one.0.is_success() || two.0.is_success());
    assert_eq!(refused.1["rule"], "binding.number-used");
}

#[tokio::test]
async fn what_changed_since_the_chair_is_asked_again() {
    let (town, desk) = town().await;
    let path = accepted(&town, donor(1)).await;
    desk.object("donor.deferred");
    assert_eq!(town.refused(PICKER, &format!("{path}/bind"), binding(NUMBER)).await, "donor.deferred");
    let (town, _) = crate::town().await;
    let path = accepted(&town, donor(1)).await;
    town.wait_seconds(16 * 3600); // midnight in Qingdao
    assert_eq!(town.refused(PICKER, &format!("{path}/bind"), binding(NUMBER)).await, "donation.check-old");
    assert_eq!(town.get(PICKER, &path).await["can"]["bind"]["reason"]["rule"], "donation.check-old");
}

#[tokio::test]
async fn needle_times_that_cannot_be_are_refused() {
    let (town, _) = town().await;
    let path = format!("{}/complete", running(&town, donor(1), NUMBER).await);
    let now = town.now();
    let out = |seconds: i64| json!({"ended_at": now.plus_seconds(seconds), "volume_ml": 400});
    for (seconds, rule) in [(1, "donation.future"), (-420, "donation.times"), (-421, "donation.times")] {
        assert_eq!(town.refused(PICKER, &path, out(seconds)).await, rule, "{seconds}");
    }
    assert_eq!(town.refused(PICKER, &path, json!({"volume_ml": 0})).await, "input.bounds");
    // An hour is the longest: a minute later the same end is still true, and now is not.
    town.wait_seconds(3600);
    assert_eq!(town.refused(PICKER, &path, json!({"volume_ml": 400})).await, "donation.times");
    town.post(PICKER, &path, out(-419)).await;
}

#[tokio::test]
async fn a_volume_beyond_the_label_is_held_and_the_donor_s_wish_rejects() {
    let (town, _) = town().await;
    for (serial, volume_ml, held) in [(1, 359, true), (2, 360, false), (3, 440, false), (4, 441, true)] {
        let path = running(&town, donor(serial), &format!("01602-2600000{serial}")).await;
        let mut full = needle(&town);
        full["volume_ml"] = json!(volume_ml);
        let donation = town.post(PICKER, &format!("{path}/complete"), full).await;
        let unit = town.unit(donation["unit_id"].as_str().expect("a unit").parse().expect("an id")).await;
        let holds: Vec<HoldKind> = unit.state.holds.iter().map(|hold| hold.kind).collect();
        assert_eq!(holds == [HoldKind::Investigation], held, "{volume_ml}: {holds:?}");
    }
    let path = running(&town, donor(9), "01602-26000009").await;
    let mut full = needle(&town);
    full["self_excluded"] = json!(true);
    let donation = town.post(PICKER, &format!("{path}/complete"), full).await;
    assert!(!donation.to_string().contains("excluded"), "{donation}");
    let id = donation["unit_id"].as_str().expect("a unit").parse().expect("an id");
    assert_eq!(town.unit(id).await.state.safety, Safety::Rejected);
    let events = town.events(id, "rejected").await;
    assert!(
        matches!(events[0].fact, Fact::Rejected) && !events[0].reason.as_deref().unwrap_or_default().contains("保密")
    );
}

#[tokio::test]
async fn six_months_begin_with_the_needle() {
    let (town, _) = town().await;
    let path = running(&town, donor(1), NUMBER).await;
    town.post(PICKER, &format!("{path}/complete"), needle(&town)).await;
    town.post(PICKER, &format!("{path}/leave"), json!({"early": "有急事"})).await;
    let mut form = healthy(&town, donor(1)).await;
    form["answers"]["reaction_last_time"] = json!(false);
    let again = decided(&town, &form).await;
    assert_eq!(again["refusals"][0]["rule"], "donor.interval");
    // 2026-02-11 and six months is 2026-08-11: 181 days.
    town.wait_seconds(180 * 86_400);
    assert_eq!(decided(&town, &form).await["state"], "refused");
    town.wait_seconds(86_400);
    assert_eq!(decided(&town, &form).await["state"], "accepted");
}

#[tokio::test]
async fn a_step_is_done_once() {
    let (town, _) = town().await;
    let path = bound(&town, donor(1), NUMBER).await;
    assert_eq!(town.refused(PICKER, &format!("{path}/bind"), binding("01602-26000002")).await, "donation.state");
    town.post(PICKER, &format!("{path}/start"), json!({"arm": "left"})).await;
    town.wait_seconds(420);
    town.post(PICKER, &format!("{path}/complete"), needle(&town)).await;
    assert_eq!(town.refused(PICKER, &format!("{path}/complete"), needle(&town)).await, "donation.state");
    assert_eq!(town.refused(PICKER, &format!("{path}/cancel"), json!({"reason": "误点"})).await, "donation.state");
}
