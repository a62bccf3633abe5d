//! What is typed at the chair instead of scanned, and what is typed later instead of at once.

use serde_json::{Value, json};
use vena_testkit::town::{DRIVER, PICKER};

use crate::{DOCUMENT, KIT, NUMBER, accepted, by_scan, chair::seated, donor, town};

/// A label that no scanner reads is typed with a reason, for a kit that fits, and a second person reads it too.
#[tokio::test]
async fn an_unreadable_label_is_typed_and_read_by_a_second_person() {
    let (town, _) = town().await;
    let path = seated(&town, 1, "1").await;
    let at = |verb: &str| format!("{path}/{verb}");
    let typed = |kit: &str, reason: &str, lot: &str| {
        let mut body = by_scan("0160226000001", KIT);
        body["bag"] = json!({"typed": {"kit": kit, "reason": reason}, "lot": lot, "medium": "CPDA-1", "expires_on": "2027-12-31"});
        body
    };
    let mut unsaid = typed("Q400", "标签破损", "Q26A7");
    unsaid["bag"]["lot"] = Value::Null;
    for (body, rule) in [
        (typed("Q400", " ", "Q26A7"), "input.bounds"),
        (typed("Q500", "标签破损", "Q26A7"), "binding.kit-unknown"),
        (typed("T300", "标签破损", "Q26A7"), "binding.kit-volume"),
        (typed("A-PLT", "标签破损", "Q26A7"), "binding.kit-kind"),
        (typed("Q400", "标签破损", "NOSUCHLOT"), "binding.lot-unknown"),
        (unsaid, "binding.kit-incomplete"),
    ] {
        assert_eq!(town.refused(PICKER, &at("bind"), body.clone()).await, rule, "{body}");
    }
    let done = town.post(PICKER, &at("bind"), typed("Q400", "标签破损", "Q26A7")).await;
    assert_eq!((&done["kit"], &done["kit_typed_why"]), (&json!("Q400"), &json!("标签破损")));
    assert!(done["second_person"].is_string(), "{done}");
    let arm = json!({"arm": "left"});
    assert_eq!(town.refused(PICKER, &at("start"), arm.clone()).await, "donation.second-person");
    let seen = |lot: Value| json!({"bag_scan": NUMBER, "record_scan": NUMBER, "lot": lot});
    assert_eq!(town.refused(PICKER, &at("confirm"), seen(json!("Q26A7"))).await, "donation.second-person");
    for lot in [Value::Null, json!("Q26")] {
        assert_eq!(town.refused(DRIVER, &at("confirm"), seen(lot)).await, "binding.confirm-lot");
    }
    town.post(DRIVER, &at("confirm"), seen(json!(" q26a7"))).await;
    assert_eq!(town.post(PICKER, &at("start"), arm).await["state"], "started");
}

/// After a power cut: the same calls in the same order, each with its instant; none before the step before it.
#[tokio::test]
async fn what_is_typed_later_passes_the_same_gates_in_turn() {
    let (town, _) = town().await;
    let decided = town.now();
    let path = accepted(&town, donor(1)).await;
    town.wait_seconds(7200);
    let at = |verb: &str| format!("{path}/{verb}");
    let with = |mut body: Value, seconds: i64, field: &str| {
        body[field] = json!(decided.plus_seconds(seconds));
        body
    };
    let out = json!({"volume_ml": 400});
    assert_eq!(town.refused(PICKER, &at("complete"), with(out.clone(), 900, "ended_at")).await, "donation.state");
    for (verb, body, seconds, field) in [
        ("seat", json!({"chair": "1", "document_scan": DOCUMENT}), 0, "at"),
        ("bind", by_scan(NUMBER, KIT), 120, "at"),
        ("confirm", json!({"bag_scan": NUMBER, "record_scan": NUMBER}), 150, "at"),
        ("start", json!({"arm": "left"}), 180, "at"),
        ("pause", json!({"reason": "流速慢"}), 240, "at"),
        ("resume", json!({}), 300, "at"),
        ("complete", out, 660, "ended_at"),
    ] {
        let earlier = match verb {
            "seat" => 0,
            "bind" => 0,
            "confirm" => 120,
            "start" => 150,
            "pause" => 180,
            "resume" => 240,
            _ => 300,
        };
        let who = if verb == "confirm" { DRIVER } else { PICKER };
        let early = with(body.clone(), earlier - 1, field);
        assert_eq!(town.refused(who, &at(verb), early).await, "donation.times", "{verb} before the step before it");
        let ahead = with(body.clone(), 7201, field);
        assert_eq!(town.refused(who, &at(verb), ahead).await, "donation.future", "{verb} ahead");
        town.post(who, &at(verb), with(body, seconds, field)).await;
    }
    let done = town.get(PICKER, &path).await;
    let known = |field: &str, seconds: i64| assert_eq!(done[field], json!(decided.plus_seconds(seconds)), "{field}");
    for (field, seconds) in
        [("seated_at", 0), ("bound_at", 120), ("confirmed_at", 150), ("started_at", 180), ("ended_at", 660)]
    {
        known(field, seconds);
    }
    assert_eq!(done["state"], "completed", "{done}");
}
