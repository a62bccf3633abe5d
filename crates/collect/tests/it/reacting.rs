//! Reactions of donors, and the rest after a donation.

use serde_json::{Value, json};
use vena_testkit::town::{PICKER, Town};

use crate::{NUMBER, donor, running, town};

/// A donation that ended now.
async fn ended(town: &Town) -> String {
    let path = running(town, donor(1), NUMBER).await;
    town.post(PICKER, &format!("{path}/complete"), json!({"volume_ml": 402})).await;
    path
}

#[tokio::test]
async fn ten_minutes_of_rest_and_home_with_a_gift() {
    let (town, _) = town().await;
    let path = format!("{}/leave", ended(&town).await);
    assert_eq!(town.refused(PICKER, &path, json!({})).await, "rest.short");
    town.wait_seconds(599);
    assert_eq!(town.refused(PICKER, &path, json!({})).await, "rest.short");
    town.wait_seconds(1);
    assert_eq!(town.refused(PICKER, &path, json!({"gift": "car"})).await, "rest.gift");
    let gone = town.post(PICKER, &path, json!({"gift": "umbrella"})).await;
    assert_eq!((&gone["gift"], gone["left_at"].is_string()), (&json!("umbrella"), true));
    assert_eq!(town.refused(PICKER, &path, json!({})).await, "rest.over");
    assert_eq!(town.get(PICKER, "/api/collect/chairs").await["items"], json!([]));
}

#[tokio::test]
async fn a_reaction_is_graded_treated_followed_up_and_closed() {
    let (town, _) = town().await;
    let path = ended(&town).await;
    let new = |kind: &str, severity: &str| json!({"kind": kind, "severity": severity, "phase": "after", "seen": "面色苍白、短暂晕厥", "measures": "平卧、抬高下肢"});
    let create = format!("{path}/reactions");
    assert_eq!(town.refused(PICKER, &create, new("hangover", "mild")).await, "reaction.type");
    let mut future = new("vasovagal", "moderate");
    future["onset_at"] = json!(town.now().plus_seconds(1));
    assert_eq!(town.refused(PICKER, &create, future).await, "donation.future");
    let told = town.post(PICKER, &create, new("vasovagal", "moderate")).await;
    assert_eq!(told["follow_up_by"], json!(town.now().plus_seconds(86_400)));
    let one = format!("/api/collect/reactions/{}", told["reaction_id"].as_str().expect("an id"));
    let at = |verb: &str| format!("{one}/{verb}");
    town.wait_seconds(3600);
    assert_eq!(town.refused(PICKER, &format!("{path}/leave"), json!({})).await, "rest.reaction");
    assert_eq!(
        town.refused(PICKER, &at("notes"), json!({"kind": "measure", "text": " "})).await,
        "reaction.empty-note"
    );
    let vitals = json!({"kind": "vitals", "systolic_mmhg": 92, "diastolic_mmhg": 58, "pulse_per_min": 54});
    town.post(PICKER, &at("notes"), vitals).await;
    assert_eq!(town.refused(PICKER, &at("close"), json!({"outcome": "痊愈"})).await, "reaction.not-over");
    let early = json!({"at": town.now().plus_seconds(-7200)});
    assert_eq!(town.refused(PICKER, &at("over"), early).await, "reaction.times");
    town.post(PICKER, &at("over"), json!({})).await;
    assert_eq!(town.refused(PICKER, &format!("{path}/leave"), json!({})).await, "rest.short");
    town.wait_seconds(30 * 60);
    town.post(PICKER, &format!("{path}/leave"), json!({})).await;
    assert_eq!(town.refused(PICKER, &at("close"), json!({"outcome": "痊愈"})).await, "reaction.follow-up");
    town.post(PICKER, &at("notes"), json!({"kind": "follow_up", "text": "次日电话：无不适"})).await;
    // The rulebook proposes a deferral for this grade: somebody decides about it.
    assert_eq!(town.refused(PICKER, &at("close"), json!({"outcome": "痊愈"})).await, "reaction.deferral-open");
    let entered = json!({"enter": true, "reason": "短暂晕厥，六个月后再献"});
    let deferred = town.post(PICKER, &at("defer"), entered.clone()).await;
    assert_eq!((&deferred["deferral"]["code"], &deferred["deferral"]["entered"]), (&json!("T26"), &json!(true)));
    assert_eq!(deferred["due"][0]["task"], "close");
    assert_eq!(town.refused(PICKER, &at("defer"), entered).await, "reaction.no-proposal");
    let closed = town.post(PICKER, &at("close"), json!({"outcome": "痊愈"})).await;
    assert_eq!((closed["closed_at"].is_string(), closed["notes"].as_array().map(Vec::len)), (true, Some(3)));
    assert_eq!(town.refused(PICKER, &at("over"), json!({})).await, "reaction.closed");
    assert_eq!(town.get(PICKER, "/api/collect/reactions?open=true").await["items"], json!([]));
    let donation = town.get(PICKER, &path).await;
    assert_eq!(donation["reaction"]["severity"], "moderate");
}

/// Two days later the donor calls: what was mild turns out graver, and whoever calls back has a day from now.
#[tokio::test]
async fn a_reaction_told_by_phone_is_graded_anew() {
    let (town, _) = town().await;
    let path = ended(&town).await;
    town.wait_seconds(2 * 86_400);
    let early = json!({"kind": "haematoma", "severity": "mild", "phase": "before", "seen": "肘窝青紫", "way": "phone"});
    assert_eq!(town.refused(PICKER, &format!("{path}/reactions"), early).await, "reaction.phase");
    let told = json!({"kind": "haematoma", "severity": "mild", "phase": "away", "seen": "肘窝青紫", "way": "phone"});
    let told = town.post(PICKER, &format!("{path}/reactions"), told).await;
    assert_eq!(
        (&told["way"], &told["follow_up_by"], &told["due"][0]["task"]),
        (&json!("phone"), &Value::Null, &json!("end"))
    );
    let at = |verb: &str| format!("/api/collect/reactions/{}/{verb}", told["reaction_id"].as_str().expect("an id"));
    let grade = |severity: &str| json!({"severity": severity, "reason": "血肿扩大至前臂"});
    assert_eq!(town.refused(PICKER, &at("regrade"), grade("mild")).await, "reaction.same-grade");
    let note = json!({"kind": "grade", "text": "中度"});
    assert_eq!(town.refused(PICKER, &at("notes"), note).await, "reaction.note-kind");
    let graver = town.post(PICKER, &at("regrade"), grade("moderate")).await;
    assert_eq!(graver["follow_up_by"], json!(town.now().plus_seconds(86_400)));
    let tasks: Vec<&Value> = graver["due"].as_array().expect("due").iter().map(|due| &due["task"]).collect();
    assert_eq!(tasks, ["treat", "end", "call", "defer"]);
    assert_eq!(graver["notes"][0]["text"], "轻度 → 中度：血肿扩大至前臂");
    assert_eq!(town.get(PICKER, &path).await["reaction"]["severity"], "moderate");
    town.post(PICKER, &at("over"), json!({})).await;
    assert_eq!(town.refused(PICKER, &at("close"), json!({"outcome": "痊愈"})).await, "reaction.untreated");
    town.wait_seconds(86_401);
    let open = town.get(PICKER, "/api/collect/reactions?open=true").await;
    let call = open["items"][0]["due"].as_array().expect("due").iter().find(|due| due["task"] == "call");
    assert_eq!(call.map(|due| due["late"].clone()), Some(json!(true)));
}

#[tokio::test]
async fn a_serious_reaction_is_told_to_quality_without_the_donor() {
    let (town, _) = town().await;
    let path = ended(&town).await;
    let new = json!({"kind": "nerve", "severity": "severe", "phase": "away", "seen": "前臂持续麻木，已就诊"});
    town.post(PICKER, &format!("{path}/reactions"), new).await;
    let serious = town.get(PICKER, "/api/collect/serious-reactions").await;
    let text = serious.to_string();
    assert_eq!(serious["items"].as_array().map(Vec::len), Some(1));
    assert!(!text.contains('王') && !text.contains("0160226000001") && !text.contains("donor"), "{text}");
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let sql = "select payload from platform.outbox where name = 'collect.donor_reacted'";
    let told: Value = sqlx::query_scalar(sql).fetch_one(tx.conn()).await.expect("one event");
    assert_eq!((&told["serious"], &told["counts"], &told["severity"]), (&json!(true), &json!(true), &json!("severe")));
    // What began at home does not keep a donor in the rest area who has left it long ago.
    town.wait_seconds(600);
    town.post(PICKER, &format!("{path}/leave"), json!({})).await;
}
