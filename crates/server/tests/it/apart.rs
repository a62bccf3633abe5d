//! Nobody sees both how a donation was tested and whose it was. The two sets stand in `roles.toml`; here the API document
//! itself says what has to be in them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vena_platform::auth::roles::Apart;

use crate::support::TestApp;

const RULE: &str = "user.donor-or-result";

fn law(app: &TestApp) -> Apart {
    let apart = app.assembly.app.roles.apart();
    apart.iter().find(|apart| apart.rule == RULE).expect("the law stands in roles.toml").clone()
}

/// Every operation with the field names of each object that its answers may hold.
fn answers(app: &TestApp) -> Vec<(String, Vec<BTreeSet<String>>)> {
    let document = serde_json::to_value(&app.assembly.document).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.values().flat_map(|methods| methods.as_object().expect("methods").values());
    operations
        .map(|operation| {
            let mut objects = Vec::new();
            fields(&operation["responses"], &document, &mut BTreeSet::new(), &mut objects);
            (operation["operationId"].as_str().expect("an operation id").to_owned(), objects)
        })
        .collect()
}

fn fields(part: &Value, document: &Value, seen: &mut BTreeSet<String>, objects: &mut Vec<BTreeSet<String>>) {
    match part {
        Value::Object(entries) => {
            if let Some(name) = part["$ref"].as_str().filter(|name| seen.insert((*name).to_owned())) {
                fields(document.pointer(&name[1..]).expect("a schema"), document, seen, objects);
            }
            if let Some(properties) = part["properties"].as_object() {
                objects.push(properties.keys().cloned().collect());
            }
            entries.values().for_each(|entry| fields(entry, document, seen, objects));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| fields(entry, document, seen, objects)),
        _ => {}
    }
}

fn says_whose(object: &BTreeSet<String>) -> bool {
    object.iter().any(|field| field.contains("donor_id") || field.contains("donor_name") || field == "to_masked")
}

fn says_result(object: &BTreeSet<String>) -> bool {
    object.contains("marker") && (object.contains("value") || object.contains("outcome"))
}

#[tokio::test]
async fn every_answer_with_a_result_or_a_donor_is_named_by_the_law() {
    let app = TestApp::city().await;
    let law = law(&app);
    let (mut results, mut donors) = (0, 0);
    for (operation, objects) in answers(&app) {
        if objects.iter().any(says_result) {
            assert!(law.one.contains(&operation), "{operation} shows results: name it in roles.toml");
            results += 1;
        }
        if objects.iter().any(says_whose) {
            assert!(law.other.contains(&operation), "{operation} shows a donor: name it in roles.toml");
            donors += 1;
        }
    }
    assert!(results >= 4 && donors >= 12, "{results} with results, {donors} with donors: the document is read wrongly");
}

#[tokio::test]
async fn the_laboratory_answers_without_a_donor() {
    let app = TestApp::city().await;
    let of_lab: Vec<_> = answers(&app).into_iter().filter(|(operation, _)| operation.starts_with("lab.")).collect();
    assert!(of_lab.len() >= 5, "{of_lab:?}");
    for (operation, objects) in of_lab {
        let personal =
            |field: &&String| ["donor", "phone", "document", "masked", "born"].iter().any(|word| field.contains(word));
        let shown: Vec<&String> = objects.iter().flatten().filter(personal).collect();
        assert!(shown.is_empty(), "{operation} shows {shown:?}");
    }
}

#[tokio::test]
async fn no_role_joins_the_two_and_nobody_is_given_two_that_do() {
    let app = TestApp::city().await;
    let law = law(&app);
    for role in app.assembly.app.roles.all() {
        let holds = |side: &[String]| role.permissions.iter().any(|permission| side.contains(permission));
        assert!(!(holds(&law.one) && holds(&law.other)), "{}", role.name);
    }
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let account = |name: &str, roles: Value| json!({ "site_id": site, "username": name, "display_name": "试用户", "password": "long enough 1", "roles": roles });
    let both = || json!(["quality", "donor_care"]);
    admin.post("/api/users", account("both", both())).await.refused_by(RULE);
    let one = admin.post("/api/users", account("both", json!(["donor_care"]))).await.ok();
    let path = format!("/api/users/{}/roles", one["user_id"].as_str().expect("an id"));
    for roles in [both(), json!(["registrar", "lab_tester"]), json!(["donor_care", "storekeeper"])] {
        admin.post(&path, json!({ "roles": roles })).await.refused_by(RULE);
    }
    admin.post(&path, json!({ "roles": ["donor_care", "registrar"] })).await.ok();
}

/// Who does which of the two today.
#[tokio::test]
async fn quality_follows_units_and_donor_care_follows_donors() {
    let app = TestApp::city().await;
    let (quality, care) = (app.sign_in("quality").await, app.sign_in("donorcare").await);
    for path in ["/api/recruit/donors", "/api/collect/donations", "/api/care/messages"] {
        assert_eq!(quality.get(path).await.status, 403, "{path}");
        care.get(path).await.ok();
    }
    for path in ["/api/lab/donations", "/api/govern/holds", "/api/store/stock"] {
        quality.get(path).await.ok();
        assert_eq!(care.get(path).await.status, 403, "{path}");
    }
}
