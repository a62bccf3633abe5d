use axum::http::Method;
use serde_json::{Value, json};
use vena_platform::module::Asked;
use vena_testkit::town::{BANK, HILL_BANK, NURSE, PICKER};

use crate::bank::{patient, town};

#[tokio::test]
async fn a_name_is_masked_until_somebody_says_why() {
    let town = town().await;
    let (id, _) = patient(&town, "P1", "A+").await;
    let path = format!("/api/transfuse/patients/{}", id.as_str().expect("an id"));
    let masked = town.get(NURSE, &path).await;
    assert_eq!((&masked["name"], &masked["name_is_masked"]), (&json!("赵*满"), &json!(true)));
    let unmask = format!("{path}/unmask");
    assert_eq!(town.refused(NURSE, &unmask, json!({ "reason": "" })).await, "input.bounds");
    let full = town.post(NURSE, &unmask, json!({ "reason": "核对身份" })).await;
    assert_eq!((&full["name"], &full["name_is_masked"]), (&json!("赵小满"), &json!(false)));
    let noted: Vec<String> = sqlx::query_scalar(
        "select reason from platform.audit where outcome = 'viewed' and operation = 'transfuse.patient.unmask'",
    )
    .fetch_all(town.db().pool())
    .await
    .expect("the audit is read");
    assert_eq!(noted, ["核对身份"], "only the asking with a reason is a look at the name");
    for text in ["P1", "赵", "zhao"] {
        let search = |who| town.post(who, "/api/transfuse/patients/search", json!({ "text": text }));
        assert_eq!(search(BANK).await["items"][0]["name"], "赵*满", "{text}");
        assert_eq!(search(HILL_BANK).await["items"], json!([]), "{text}");
    }
    let typed = town.call(BANK, Method::GET, "/api/transfuse/patients?q=P1", None).await;
    assert_eq!((typed.0.as_u16(), &typed.1["rule"]), (422, &json!("input.form")), "a person stands in no address");
    assert_eq!(town.call(HILL_BANK, Method::GET, &path, None).await.0, 404);
    assert_eq!(town.refused(HILL_BANK, &unmask, json!({ "reason": "核对身份" })).await, "exists.patient");
    assert_eq!(town.get(HILL_BANK, "/api/transfuse/patients").await["items"], json!([]));
    let finder = &town.app.finders[0];
    for (who, text, hits) in [(BANK, "P1", 1), (BANK, "P", 0), (HILL_BANK, "P1", 0)] {
        let mut tx = town.db().begin_read().await.expect("a transaction");
        let asked = Asked { text: text.to_owned(), scanned: vena_kernel::scan::interpret(text) };
        assert_eq!(finder.find(&mut tx, &town.scope(who), &asked).await.expect("an answer").len(), hits, "{text}");
    }
}

#[tokio::test]
async fn pages_show_every_patient_once() {
    let town = town().await;
    for number in ["P3", "P1", "P2"] {
        patient(&town, number, "A+").await;
    }
    let path = "/api/transfuse/patients";
    let first = town.get(BANK, &format!("{path}?limit=2")).await;
    let next = first["next"].as_str().expect("another page");
    let second = town.get(BANK, &format!("{path}?limit=2&cursor={next}")).await;
    let numbers = |page: &Value| -> Vec<Value> {
        page["items"].as_array().expect("items").iter().map(|row| row["record_no"].clone()).collect()
    };
    assert_eq!((numbers(&first), numbers(&second)), (vec![json!("P1"), json!("P2")], vec![json!("P3")]));
    assert!(next.starts_with("patient_"), "the place of a page names nobody: {next}");
    let (status, body) = town.call(BANK, Method::GET, &format!("{path}?cursor=P1"), None).await;
    assert_eq!((status.as_u16(), &body["rule"]), (422, &json!("page.cursor")));
}

#[tokio::test]
async fn a_group_counts_when_two_independent_results_agree() {
    let town = town().await;
    let new = json!({ "record_no": "P1", "name": "钱多多", "sex": "male", "group": "B+" });
    let created = town.post(BANK, "/api/transfuse/patients", new).await;
    assert_eq!(
        (&created["group"]["confirmed"], created["group"]["results"].as_array().map(Vec::len)),
        (&Value::Null, Some(1))
    );
    let id = created["patient_id"].clone();
    let path = format!("/api/transfuse/patients/{}", id.as_str().expect("an id"));
    let sample = |number: &str, hours: i64| json!({ "patient_id": id, "sample_no": number, "drawn_at": town.now().plus_seconds(-hours * 3600) });
    let first = town.post(BANK, "/api/transfuse/samples", sample("S1", 1)).await;
    let typing = format!("/api/transfuse/samples/{}/type", first["sample_id"].as_str().expect("an id"));
    let typed = town.post(BANK, &typing, json!({ "group": "B+" })).await;
    assert_eq!(typed["typed_by"]["display_name"], "bank");
    assert_eq!(town.refused(BANK, &typing, json!({ "group": "A+" })).await, "sample.typed-already");
    assert_eq!(town.get(BANK, &path).await["group"]["confirmed"], "B+");

    let mut other = sample("S2", 2);
    other["group"] = json!("A+");
    town.post(BANK, "/api/transfuse/samples", other).await;
    let group = town.get(BANK, &path).await["group"].clone();
    assert_eq!((&group["confirmed"], &group["conflict"]), (&Value::Null, &json!(true)));

    let samples = "/api/transfuse/samples";
    assert_eq!(town.refused(BANK, samples, sample("S1", 1)).await, "sample.number-unique");
    assert_eq!(town.refused(BANK, samples, sample("S3", -1)).await, "sample.drawn-at");
    assert_eq!(town.refused(BANK, samples, sample("S3", 72)).await, "sample.expired");
    assert_eq!(town.refused(HILL_BANK, samples, sample("S3", 1)).await, "exists.patient");
    assert_eq!(town.refused(HILL_BANK, &typing, json!({ "group": "A+" })).await, "exists.sample");
    let listed = town.get(BANK, &format!("{samples}?patient_id={}", id.as_str().expect("an id"))).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn who_may_register_whom() {
    let town = town().await;
    let new = |number: &str, born: &str| json!({ "record_no": number, "name": "孙一", "sex": "male", "born_on": born });
    let path = "/api/transfuse/patients";
    town.post(BANK, path, new("P1", "2026-02-11")).await;
    assert_eq!(town.refused(BANK, path, new("P1", "1990-01-01")).await, "patient.record-no-unique");
    town.post(HILL_BANK, path, new("P1", "1990-01-01")).await;
    assert_eq!(town.refused(BANK, path, new("P2", "2026-02-12")).await, "patient.born-on");
    assert_eq!(town.refused(BANK, path, new("P 2", "1990-01-01")).await, "input.bounds");
    assert_eq!(town.refused(PICKER, path, new("P2", "1990-01-01")).await, "transfuse.hospital-only");
    for (query, rule) in [("state=x", "match.state-word"), ("cursor=x", "page.cursor")] {
        let (status, body) = town.call(BANK, Method::GET, &format!("/api/transfuse/matches?{query}"), None).await;
        assert_eq!((status.as_u16(), body["rule"].as_str()), (422, Some(rule)));
    }
}
