//! Every route × {nobody, wrong role, right role}: the table is the API document itself, so a new route cannot be forgotten.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// Open to everybody, on purpose.
pub(crate) const PUBLIC: &[&str] = &[
    "platform.session.open",
    "platform.session.close",
    "platform.system.view",
    "platform.health.live",
    "platform.health.ready",
    "platform.metrics.view",
    "records.check.create",
    "records.authority.root",
    "records.authority.list",
    "records.authority.stamp",
    "recruit.own.register",
    "recruit.own.send_code",
    "recruit.own.sign_in",
    "recruit.own.sign_out",
    "records.sign_in.begin",
    "records.sign_in.open",
];
/// For everybody who is signed in, whatever their role.
pub(crate) const SIGNED_IN: &[&str] =
    &["platform.session.view", "platform.scan.view", "platform.news.view", "platform.product.list"];

/// For a donor who acts for themselves: a session of staff is none of theirs.
pub(crate) fn is_of_donors(id: &str) -> bool {
    id.starts_with("recruit.own.") && !PUBLIC.contains(&id)
}

pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) path: String,
}

/// Every operation of the document, with something in the place of each path parameter.
pub(crate) fn operations(app: &TestApp) -> Vec<Operation> {
    let document = serde_json::to_value(&app.assembly.document).expect("JSON");
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let concrete: Vec<String> = path.split('/').map(|part| concrete(part, operation)).collect();
            operations.push(Operation {
                id: operation["operationId"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{path} has no operation id"))
                    .to_owned(),
                method: method.to_uppercase().parse().expect("a method"),
                path: concrete.join("/"),
            });
        }
    }
    operations
}

/// A well-formed value for a path parameter: rights are checked before existence.
fn concrete(part: &str, operation: &Value) -> String {
    let Some(name) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return part.to_owned() };
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let parameter = parameters.iter().find(|parameter| parameter["name"] == name).cloned().unwrap_or_default();
    let pattern = parameter["schema"]["pattern"].as_str().unwrap_or("");
    match pattern.strip_prefix('^').and_then(|rest| rest.split_once('_')) {
        Some((prefix, _)) => format!("{prefix}_{}", "0".repeat(31) + "1"),
        None if parameter["schema"]["type"] == "integer" => "1".to_owned(),
        None => "0160226000001".to_owned(),
    }
}

pub(crate) async fn call(client: &Client, operation: &Operation) -> crate::support::Reply {
    let body = (operation.method != Method::GET).then(|| json!({}));
    client.send(operation.method.clone(), &operation.path, body, &[]).await
}

#[tokio::test]
async fn nobody_gets_in_anywhere() {
    let app = TestApp::city().await;
    let nobody = app.nobody();
    for operation in operations(&app).iter().filter(|operation| !PUBLIC.contains(&operation.id.as_str())) {
        let reply = call(&nobody, operation).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{} {}", operation.id, operation.path);
    }
}

#[tokio::test]
async fn the_wrong_role_is_told_which_permission_it_lacks() {
    let app = TestApp::city().await;
    let powerless = powerless(&app).await;
    let special: Vec<&str> = PUBLIC.iter().chain(SIGNED_IN).copied().collect();
    for operation in operations(&app).iter().filter(|operation| !special.contains(&operation.id.as_str())) {
        let reply = call(&powerless, operation).await;
        if is_of_donors(&operation.id) {
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{} {}", operation.id, operation.path);
            continue;
        }
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{} {}", operation.id, operation.path);
        assert_eq!(reply.body["rule"], operation.id.as_str(), "operation id and permission differ");
    }
}

#[tokio::test]
async fn the_right_role_passes_the_door() {
    let app = TestApp::city().await;
    let roles = app.assembly.app.roles.clone();
    let mut clients = std::collections::BTreeMap::new();
    clients.insert("donor".to_owned(), crate::donor_app::new_donor(&app, 1).await);
    for operation in operations(&app)
        .iter()
        .filter(|operation| !PUBLIC.contains(&operation.id.as_str()) && operation.id != "platform.news.view")
    {
        let role = roles
            .all()
            .filter(|role| (role.name == "donor") == is_of_donors(&operation.id))
            .find(|role| SIGNED_IN.contains(&operation.id.as_str()) || role.permissions.contains(&operation.id));
        let role = role.unwrap_or_else(|| panic!("no role may {}", operation.id)).name.clone();
        if !clients.contains_key(&role) {
            clients.insert(role.clone(), with_roles(&app, &role).await);
        }
        let reply = call(&clients[&role], operation).await;
        assert_ne!(reply.status, StatusCode::UNAUTHORIZED, "{role} {}", operation.id);
        if operation.id == "recruit.own.sign_out_all" {
            clients.insert(role.clone(), crate::donor_app::new_donor(&app, 2).await);
        }
        assert_ne!(reply.status, StatusCode::FORBIDDEN, "{role} {}: {:#}", operation.id, reply.body);
        assert!(!reply.status.is_server_error(), "{role} {}: {:#}", operation.id, reply.body);
    }
}

/// A donor comes in at the donors' door and at no other.
#[tokio::test]
async fn a_donor_opens_no_route_of_staff() {
    let app = TestApp::city().await;
    let donor = crate::donor_app::new_donor(&app, 1).await;
    donor.get("/api/recruit/own/me").await.ok();
    let closed = |operation: &&Operation| !PUBLIC.contains(&operation.id.as_str()) && !is_of_donors(&operation.id);
    for operation in operations(&app).iter().filter(closed) {
        let reply = call(&donor, operation).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{} {}", operation.id, operation.path);
    }
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    let account = |roles: Value| json!({ "site_id": site, "username": "as-donor", "display_name": "试用户", "password": vena_sim::PASSWORD, "roles": roles });
    admin.post("/api/users", account(json!(["donor"]))).await.refused_by("user.role-fits-organisation");
    // And nobody is the account in whose name donors act.
    let body = json!({ "username": "self-service", "password": "!" });
    app.nobody().post("/api/session", body).await.refused_by("session.credentials");
}

/// Somebody who is signed in and has no role at all.
async fn powerless(app: &TestApp) -> Client {
    let admin = app.sign_in("admin").await;
    let site = admin.get("/api/session").await.ok()["site"]["site_id"].clone();
    new_user(&admin, "powerless", &site, None, &[]).await;
    app.sign_in("powerless").await
}

/// Somebody with one role, in an organisation in which that role exists.
async fn with_roles(app: &TestApp, role: &str) -> Client {
    let kinds = &app.assembly.app.roles.get(role).expect("a role").org_kinds;
    let kind = serde_json::to_value(kinds[0]).expect("JSON");
    let admin = app.sign_in("admin").await;
    let organisations = admin.get("/api/organisations").await.ok();
    let org = organisations
        .as_array()
        .expect("a list")
        .iter()
        .find(|org| org["kind"] == kind)
        .expect("such an organisation")
        .clone();
    let sites = admin.get("/api/sites").await.ok();
    let site =
        sites.as_array().expect("a list").iter().find(|site| site["org_id"] == org["org_id"]).expect("a site").clone();
    let name = format!("only-{role}");
    new_user(&admin, &name, &site["site_id"], Some(&org["org_id"]), &[role]).await;
    app.sign_in(&name).await
}

pub(crate) async fn new_user(admin: &Client, username: &str, site: &Value, org: Option<&Value>, roles: &[&str]) {
    let body = json!({
        "org_id": org, "site_id": site, "username": username, "display_name": "试用户", "password": vena_sim::PASSWORD, "roles": roles,
    });
    admin.post("/api/users", body).await.ok();
}

/// What belongs to another hospital is not there, for reading and for writing alike.
#[tokio::test]
async fn another_hospital_sees_and_moves_nothing_of_ours() {
    let app = TestApp::city().await;
    let crew = crate::steps::Crew::of(&app).await;
    let stocked = crate::steps::stock(&app, &crew, 1).await;
    let order = crate::steps::order(&app, &crew).await;
    crate::steps::issue(&crew, &order).await;
    let shipment = crate::steps::ship(&app, &crew, &order).await;
    let done = crate::steps::transfuse(&app, &crew, &stocked.red_cells, 1).await;
    let stranger = app.sign_in("h02.bank").await;
    let (shipment, matched) = (crate::steps::text(&shipment, "shipment_id"), crate::steps::text(&done, "match_id"));
    let patient = crate::steps::text(&done["patient"], "patient_id");
    for path in [
        format!("/api/issue/orders/{order}"),
        format!("/api/transport/shipments/{shipment}"),
        format!("/api/transport/shipments/{shipment}/slip"),
        format!("/api/transfuse/matches/{matched}"),
        format!("/api/transfuse/patients/{patient}"),
        format!("/api/ledger/units/{}", stocked.red_cells),
        format!("/api/ledger/traces/{}", stocked.donated.number),
        format!("/api/ledger/units/{}/proof", stocked.red_cells),
    ] {
        let reply = stranger.get(&path).await;
        assert!(
            matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
            "{path}: {} {:#}",
            reply.status,
            reply.body
        );
    }
    for (path, body) in [
        (format!("/api/issue/orders/{order}/cancel"), json!({ "reason": "试图取消" })),
        (
            format!("/api/transport/shipments/{shipment}/receive"),
            json!({ "units": [{ "unit": stocked.red_cells, "condition": "good" }] }),
        ),
        (format!("/api/transfuse/matches/{matched}/cancel"), json!({ "reason": "试图取消" })),
        (
            format!("/api/transfuse/matches/{matched}/start"),
            json!({ "patient_scan": "ZY000001", "unit_scan": stocked.red_cells }),
        ),
    ] {
        let reply = stranger.post(&path, body).await;
        assert!(
            matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
            "{path}: {} {:#}",
            reply.status,
            reply.body
        );
    }
    for path in [
        "/api/issue/orders",
        "/api/transport/shipments",
        "/api/transfuse/matches",
        "/api/transfuse/patients",
        "/api/transfuse/stock/units",
    ] {
        let page = stranger.get(path).await.ok();
        assert_eq!(page["items"], json!([]), "{path}");
    }
    // And a hospital never meets a donor.
    for path in [
        "/api/recruit/donors".to_owned(),
        format!("/api/recruit/donors/{}", stocked.donated.donor),
        "/api/collect/donations".to_owned(),
    ] {
        let reply = stranger.get(&path).await;
        assert!(matches!(reply.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{path}: {:#}", reply.body);
    }
}
