use serde_json::{Value, json};
use vena_contracts::lab::Verdict;
use vena_testkit::town::BANK;

use crate::bench::{CHECKER, Lab, TESTER};

const CONFIRMATIONS: &str = "/api/lab/confirmations";

/// A donation that is reactive for HIV; the request for its confirmation.
async fn reactive(lab: &Lab, serial: u32) -> Value {
    let sample = lab.donated(serial, u128::from(serial)).await;
    lab.judged_reactive(sample).await;
    let open = lab.town.get(TESTER, &format!("{CONFIRMATIONS}?open=true&q={}", sample.number)).await;
    assert_eq!(open["items"].as_array().map(Vec::len), Some(1), "{open}");
    assert_eq!(lab.verdict(sample).await, Verdict::Rejected);
    open["items"][0].clone()
}

fn path(one: &Value, verb: &str) -> String {
    format!("{CONFIRMATIONS}/{}/{verb}", one["confirmation_id"].as_str().expect("an id"))
}

async fn sent(lab: &Lab, one: &Value) {
    let list = json!({ "confirmations": [one["confirmation_id"]], "list_no": "QS-01", "laboratory": "市疾控确证实验室", "carrier": "贺知秋" });
    let sent = lab.town.post(TESTER, &format!("{CONFIRMATIONS}/send"), list).await;
    assert_eq!(sent["items"][0]["stage"], "sent");
}

fn report(lab: &Lab, outcome: &str) -> Value {
    let day = lab.town.now().day_in(&vena_kernel::zone::china());
    json!({ "outcome": outcome, "report_no": "QZ-17", "reported_on": day, "note": "gp160+ gp120+ p24+" })
}

fn read(outcome: &str) -> Value {
    json!({ "outcome": outcome, "report_no": "QZ-17" })
}

#[tokio::test]
async fn a_reactive_donation_is_confirmed_by_two_who_read_one_report_and_reported_by_law() {
    let lab = Lab::new().await;
    let one = reactive(&lab, 1).await;
    let town = &lab.town;
    assert_eq!((&one["agent"], &one["stage"], &one["round"]), (&json!("HIV"), &json!("to_send"), &json!(1)));
    let enter = path(&one, "result");
    assert_eq!(town.refused(TESTER, &enter, report(&lab, "positive")).await, "confirmation.stage");
    sent(&lab, &one).await;
    let mut early = report(&lab, "positive");
    early["reported_on"] = json!("2026-01-01");
    assert_eq!(town.refused(TESTER, &enter, early).await, "confirmation.before-sent");
    let mut late = report(&lab, "positive");
    late["reported_on"] = json!("2099-01-01");
    assert_eq!(town.refused(TESTER, &enter, late).await, "confirmation.future");
    let typed = town.post(TESTER, &enter, report(&lab, "positive")).await;
    assert_eq!((&typed["stage"], &typed["outcome"]), (&json!("typed"), &json!("positive")));

    let shown = town.get(CHECKER, &format!("{CONFIRMATIONS}?open=true")).await;
    assert_eq!(
        (&shown["items"][0]["outcome"], &shown["items"][0]["report_no"]),
        (&Value::Null, &Value::Null),
        "unseen"
    );
    let confirm = path(&one, "confirm");
    assert_eq!(town.refused(TESTER, &confirm, read("positive")).await, "confirmation.same-person");
    assert_eq!(town.refused(CHECKER, &confirm, read("negative")).await, "confirmation.differs");
    let wrong = path(&one, "return");
    assert_eq!(town.refused(TESTER, &wrong, json!({ "reason": "看错行" })).await, "confirmation.same-person");
    let back = town.post(CHECKER, &wrong, json!({ "reason": "与原件不符" })).await;
    assert_eq!((&back["stage"], &back["returned"]), (&json!("sent"), &json!(1)));
    town.post(TESTER, &enter, report(&lab, "positive")).await;
    let done = town.post(CHECKER, &confirm, read("positive")).await;
    assert_eq!(done["stage"], "to_notify");
    town.wait_seconds(24 * 3600 + 1);
    let board = town.get(TESTER, &format!("{CONFIRMATIONS}?open=true")).await;
    assert_eq!(board["items"][0]["overdue"], true, "the law asked for it within a day");
    let notify = path(&one, "notify");
    let card = json!({ "card_no": "CDC-2026-0311" });
    assert_eq!(town.post(TESTER, &notify, card.clone()).await["stage"], "done");
    assert_eq!(town.refused(TESTER, &notify, card).await, "confirmation.stage");
    assert_eq!(town.get(TESTER, &format!("{CONFIRMATIONS}?open=true")).await["items"], json!([]));
    assert_eq!(town.get(BANK, CONFIRMATIONS).await["items"], json!([]), "another organisation sees none");
}

#[tokio::test]
async fn an_indeterminate_result_asks_for_a_later_sample_and_nothing_makes_the_blood_good_again() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 1).await;
    lab.judged_reactive(sample).await;
    let town = &lab.town;
    let one = town.get(TESTER, CONFIRMATIONS).await["items"][0].clone();
    sent(&lab, &one).await;
    town.post(TESTER, &path(&one, "result"), report(&lab, "indeterminate")).await;
    assert_eq!(town.post(CHECKER, &path(&one, "confirm"), read("indeterminate")).await["stage"], "done");
    let next = town.get(TESTER, &format!("{CONFIRMATIONS}?open=true")).await["items"][0].clone();
    assert_eq!((&next["round"], &next["stage"]), (&json!(2), &json!("to_sample")));
    let today = town.now().day_in(&vena_kernel::zone::china());
    let again = path(&next, "sample");
    assert_eq!(town.refused(TESTER, &again, json!({ "sampled_on": today })).await, "confirmation.too-early");
    town.wait_seconds(29 * 86_400);
    let today = town.now().day_in(&vena_kernel::zone::china());
    assert_eq!(town.post(TESTER, &again, json!({ "sampled_on": today })).await["stage"], "to_send");
    sent(&lab, &next).await;
    town.post(TESTER, &path(&next, "result"), report(&lab, "negative")).await;
    assert_eq!(town.post(CHECKER, &path(&next, "confirm"), read("negative")).await["stage"], "done");
    assert_eq!(lab.verdict(sample).await, Verdict::Rejected, "the donation stays what it is");
}

#[tokio::test]
async fn samples_go_together_or_not_at_all_and_two_readers_at_one_second_confirm_once() {
    let lab = Lab::new().await;
    let [one, two] = [reactive(&lab, 1).await, reactive(&lab, 2).await];
    let town = &lab.town;
    sent(&lab, &one).await;
    let both = json!({ "confirmations": [one["confirmation_id"], two["confirmation_id"]], "list_no": "QS-02",
        "laboratory": "市疾控确证实验室", "carrier": "贺知秋" });
    assert_eq!(town.refused(TESTER, &format!("{CONFIRMATIONS}/send"), both).await, "confirmation.stage");
    let two = town.get(TESTER, path(&two, "").trim_end_matches('/')).await;
    assert_eq!(two["stage"], "to_send", "nothing was sent of a list of which one was gone");
    town.post(TESTER, &path(&one, "result"), report(&lab, "negative")).await;
    let (confirm, body) = (path(&one, "confirm"), read("negative"));
    let post = axum::http::Method::POST;
    let (first, second) = futures::join!(
        town.call(CHECKER, post.clone(), &confirm, Some(&body)),
        town.call(vena_testkit::town::HEAD, post, &confirm, Some(&body)),
    );
    let mut answers = [first.0.as_u16(), second.0.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409], "{first:?} {second:?}");
}
