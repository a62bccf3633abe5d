use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_testkit::town::{BANK, Bag, DRIVER, Org, PICKER};

use crate::town;

const AUDIT: &str = "/api/govern/audit";

fn count(page: &Value) -> usize {
    page["items"].as_array().expect("items").len()
}

#[tokio::test]
async fn the_audit_tells_who_did_what_and_why() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    let hold = json!({ "units": [unit], "kind": "damaged", "reason": "袋口渗漏" });
    town.post(BANK, "/api/govern/holds", hold.clone()).await;
    let opened = town.post(PICKER, "/api/govern/holds", hold).await;
    let lift = json!({ "unit": unit, "hold_id": opened["units"][0]["hold_id"], "reason": "误报" });
    town.post(DRIVER, "/api/govern/holds/lift", lift).await;

    let all = town.get(PICKER, AUDIT).await;
    assert_eq!(count(&all), 3);
    let newest = &all["items"][0];
    assert_eq!((&newest["operation"], &newest["outcome"]), (&json!("govern.hold.lift"), &json!("done")));
    assert_eq!((&newest["user_name"], &newest["org_name"]), (&json!("driver"), &json!("海城血站")));
    assert_eq!((&newest["reason"], &newest["path"]), (&json!("误报"), &json!("/api/govern/holds/lift")));
    for (query, found) in [
        (format!("user={}", PICKER.id()), 1),
        ("operation=govern.hold.open".into(), 2),
        ("operation=govern.".into(), 3),
        ("operation=issue.".into(), 0),
        ("outcome=denied".into(), 0),
        ("outcome=done&q=DRIVER".into(), 1),
        ("q=%E8%A2%8B%E5%8F%A3".into(), 2),
    ] {
        assert_eq!(count(&town.get(PICKER, &format!("{AUDIT}?{query}")).await), found, "{query}");
    }
    let first = town.get(PICKER, &format!("{AUDIT}?limit=2")).await;
    let next = format!("{AUDIT}?limit=2&cursor={}", first["next"].as_str().expect("a next page"));
    assert_eq!((count(&first), count(&town.get(PICKER, &next).await)), (2, 1));

    let own = town.get(BANK, AUDIT).await;
    assert_eq!((count(&own), &own["items"][0]["user_name"]), (1, &json!("bank")), "a hospital sees its own people");
    let (status, problem) = town.call(PICKER, Method::GET, &format!("{AUDIT}?cursor=x"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("page.cursor")));
}
