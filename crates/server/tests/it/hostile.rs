//! Whatever is sent, the answer is a problem document and never a 500.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::support::{Client, Reply, TestApp};

#[track_caller]
fn is_problem(reply: &Reply, status: StatusCode) {
    assert_eq!(reply.status, status, "{:#}", reply.body);
    assert_eq!(reply.content_type, "application/problem+json");
    for field in ["type", "title", "status", "code", "detail"] {
        assert!(!reply.body[field].is_null(), "{field} is missing in {:#}", reply.body);
    }
}

#[tokio::test]
async fn unknown_routes_and_methods_are_problems() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    is_problem(&admin.get("/api/nothing").await, StatusCode::NOT_FOUND);
    is_problem(&admin.get("/api/users/user_00").await, StatusCode::NOT_FOUND);
    is_problem(&admin.get("/api/users/%00").await, StatusCode::NOT_FOUND);
    is_problem(&admin.send(Method::PUT, "/api/users", None, &[]).await, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn malformed_bodies_are_problems_that_name_the_place() {
    let app = TestApp::city().await;
    let admin = app.sign_in("admin").await;
    let raw = |body: &'static [u8]| admin.send_raw(Method::POST, "/api/users", body.to_vec(), &[]);
    is_problem(&raw(b"{\"username\":").await, StatusCode::BAD_REQUEST);
    is_problem(&raw(b"").await, StatusCode::BAD_REQUEST);
    is_problem(&raw(b"\xff\xfe\x00").await, StatusCode::BAD_REQUEST);
    is_problem(&raw(b"[]").await, StatusCode::UNPROCESSABLE_ENTITY);
    is_problem(&raw(b"{\"username\":\"a\\u0000b\"}").await, StatusCode::UNPROCESSABLE_ENTITY);
    let deep = [vec![b'['; 5000], vec![b']'; 5000]].concat();
    is_problem(&admin.send_raw(Method::POST, "/api/users", deep, &[]).await, StatusCode::BAD_REQUEST);
    let large = vec![b' '; 5 * 1024 * 1024];
    is_problem(&admin.send_raw(Method::POST, "/api/users", large, &[]).await, StatusCode::PAYLOAD_TOO_LARGE);
    let reply = admin.post("/api/users", json!({ "username": 7 })).await;
    assert_eq!(reply.body["field"], "username", "{:#}", reply.body);
    let reply = admin.post("/api/users", json!({ "surprise": 1 })).await;
    is_problem(&reply, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_nul_is_refused_wherever_it_stands() {
    let app = TestApp::city().await;
    let keeper = app.sign_in("storekeeper").await;
    let import = |name: &str, content: &str| json!({ "kind": "cold-store", "file_name": name, "content": content });
    keeper.post("/api/imports", import("a\u{0}b", "x")).await.refused_by("input.nul");
    keeper.post("/api/imports", json!({ "kind": [{ "a\u{0}": 1 }] })).await.refused_by("input.nul");
    keeper.get("/api/imports?q=a%00").await.refused_by("input.nul");
    keeper.get("/api/transport/slips/a%00").await.refused_by("input.nul");
}

#[tokio::test]
async fn a_page_begins_only_where_a_page_ended() {
    let app = TestApp::city().await;
    let keeper = app.sign_in("storekeeper").await;
    let id = "0".repeat(32);
    for (list, place) in [("imports", format!("import_{id}")), ("transport/slips", id)] {
        let page = |cursor: String| {
            let keeper = &keeper;
            async move { keeper.get(&format!("/api/{list}?cursor={cursor}")).await }
        };
        for wrong in ["yesterday".to_owned(), format!("yesterday~{place}"), "2026-11-16T00:00:00Z~x".to_owned()] {
            page(wrong).await.refused_by("input.cursor");
        }
        page(format!("2026-11-16T00:00:00Z~{place}")).await.ok();
    }
}

#[tokio::test]
async fn an_import_is_given_once_as_text_or_as_base64() {
    let app = TestApp::city().await;
    let keeper = app.sign_in("storekeeper").await;
    let send = |extra: serde_json::Value| {
        let mut body = json!({ "kind": "cold-store", "file_name": "a.csv" });
        body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        let keeper = &keeper;
        async move { keeper.post("/api/imports", body).await }
    };
    let list = include_str!("../../../../examples/cold-store-check.csv");
    for wrong in [json!({}), json!({ "content": list, "content_base64": "YQ==" }), json!({ "content_base64": "!" })] {
        send(wrong).await.refused_by("import.content");
    }
    send(json!({ "content": list })).await.ok();
}

#[tokio::test]
async fn a_password_is_never_echoed() {
    let app = TestApp::city().await;
    let reply = app
        .nobody()
        .post("/api/session", json!({ "username": "admin", "password": { "secret": "hunter2hunter2" } }))
        .await;
    is_problem(&reply, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!reply.body.to_string().contains("hunter2"), "{:#}", reply.body);
}

#[tokio::test]
async fn problems_speak_the_language_of_the_caller() {
    let app = TestApp::city().await;
    let english = app.nobody().send(Method::GET, "/api/users", None, &[("accept-language", "en-GB,en")]).await;
    let chinese = app.nobody().get("/api/users").await;
    assert_eq!(english.body["title"], "Not signed in");
    assert_eq!(chinese.body["title"], "未登录");
}

/// Texts that have broken other systems before.
const NASTY: &[&str] = &[
    "'; drop table ledger.unit; --",
    "%25%27",
    "\u{202e}gnp.exe",
    "💉🩸",
    "\\",
    "%",
    "_",
    "../../etc/passwd",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "NULL",
    "0",
    "-1",
    "1e309",
    "９９９",
    "\t\n",
    "a\u{0301}\u{0301}\u{0301}",
];

#[tokio::test]
async fn hostile_texts_are_just_texts() {
    let app = TestApp::city().await;
    let admin = app.sign_in("quality").await;
    let (registrar, bank) = (app.sign_in("registrar").await, app.sign_in("h01.bank").await);
    for text in NASTY {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in ["/api/store/stock?q=", "/api/users?q=", "/api/govern/traces/", "/api/ledger/traces/"] {
            never_a_fault(&admin, &format!("{path}{encoded}")).await;
        }
        never_a_fault(&admin, &format!("/api/store/stock?cursor={encoded}")).await;
        never_a_fault(&admin, &format!("/api/issue/orders?cursor={encoded}&limit={encoded}")).await;
        for (client, path) in [
            (&registrar, "/api/scan"),
            (&registrar, "/api/recruit/donors/search"),
            (&bank, "/api/scan"),
            (&bank, "/api/transfuse/patients/search"),
        ] {
            let reply = client.post(path, json!({ "text": text })).await;
            assert!(!reply.status.is_server_error(), "{path} {text}: {} {:#}", reply.status, reply.body);
        }
    }
}

async fn never_a_fault(client: &Client, path: &str) {
    let reply = client.get(path).await;
    assert!(!reply.status.is_server_error(), "{path}: {} {:#}", reply.status, reply.body);
}

/// Every operation with every JSON type as its body: refused or done, never a fault of ours.
#[tokio::test]
async fn no_operation_falls_over_any_json() {
    let app = TestApp::city().await;
    let document = serde_json::to_value(&app.assembly.document).expect("JSON");
    let clients = [app.sign_in("admin").await, app.sign_in("h01.bank").await, app.sign_in("storekeeper").await];
    let bodies = [
        json!(null),
        json!([]),
        json!({}),
        json!("x"),
        json!(1e300),
        json!({ "units": [1], "lines": {}, "values": [] }),
    ];
    for (path, operations) in document["paths"].as_object().expect("paths") {
        let concrete = path.replace(['{', '}'], "");
        let concrete = if concrete == *path {
            concrete
        } else {
            path.split('/').map(|part| if part.starts_with('{') { "0" } else { part }).collect::<Vec<_>>().join("/")
        };
        for method in operations.as_object().expect("operations").keys().filter(|method| *method == "post") {
            for (client, body) in clients.iter().flat_map(|client| bodies.iter().map(move |body| (client, body))) {
                let reply = client.post(&concrete, body.clone()).await;
                assert!(!reply.status.is_server_error(), "{method} {concrete} {body}: {:#}", reply.body);
            }
        }
    }
}
