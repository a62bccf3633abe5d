//! Who may ask, and how.

use std::path::Path;

use base64::Engine as _;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{BASE64URL, ORIGIN, PIN, Station};

#[tokio::test]
async fn other_pages_and_other_names_get_nothing() {
    let station = Station::new();
    let agent = station.soft().await;
    let port = agent.base.rsplit_once(':').expect("a port").1.to_owned();
    for origin in
        [None, Some("null"), Some("http://evil.example"), Some("http://localhost:7421"), Some("https://localhost:7420")]
    {
        let headers: Vec<(&str, &str)> = origin.map(|origin| ("origin", origin)).into_iter().collect();
        for (method, path) in
            [(Method::GET, "/keys"), (Method::OPTIONS, "/sign"), (Method::POST, "/sign"), (Method::GET, "/")]
        {
            let answer = agent.send(method, path, &headers, None).await;
            answer.refused_by(403, "agent.origin");
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin:?}");
        }
    }
    for host in [format!("evil.example:{port}"), "localhost".to_owned(), format!("127.0.0.1.evil.example:{port}")] {
        let answer = agent.send(Method::GET, "/keys", &[("origin", ORIGIN), ("host", &host)], None).await;
        answer.refused_by(403, "agent.host");
    }
    let named = format!("localhost:{port}");
    let answer = agent.send(Method::GET, "/keys", &[("origin", ORIGIN), ("host", &named)], None).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (StatusCode::OK, ORIGIN));
    assert_eq!((answer.header("cache-control"), answer.header("vary")), ("no-store", "origin"));
    assert!(!station.path("key-agent.jsonl").exists() || station.journal().is_empty());
}

#[tokio::test]
async fn the_browser_is_told_that_this_page_may_ask() {
    let station = Station::new();
    let agent = station.soft().await;
    let asked = [
        ("origin", ORIGIN),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
        ("access-control-request-private-network", "true"),
    ];
    let answer = agent.send(Method::OPTIONS, "/sign", &asked, None).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    assert_eq!(answer.header("access-control-allow-private-network"), "true");
    assert!(answer.header("access-control-allow-headers").contains("content-type"));
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn requests_of_wrong_shape_are_refused_without_repeating_the_pin() {
    let station = Station::new();
    let agent = station.soft().await;
    let key = agent.key("sm2").await["key"].clone();
    for (body, status, rule) in [
        (json!({ "key": key, "pin": 135790, "messages": [] }), 422, "agent.field"),
        (json!({ "key": key, "pin": PIN }), 422, "agent.field"),
        (json!({ "key": key, "pin": PIN, "messages": [], "more": PIN }), 422, "agent.field"),
        (json!({ "key": key, "pin": PIN, "messages": ["+/="] }), 422, "agent.base64url"),
        (json!({ "key": key, "pin": PIN, "messages": ["AAAA"] }), 422, "agent.unknown-content"),
        (json!({ "key": "00", "pin": PIN, "messages": [BASE64URL.encode([7; 32])] }), 404, "key.absent"),
        (json!({ "key": key, "pin": PIN, "messages": ["A".repeat(2_000_000)] }), 413, "agent.size"),
    ] {
        let answer = agent.post("/sign", &body).await;
        answer.refused_by(status, rule);
        assert!(!answer.text.contains(PIN), "{}", answer.text);
    }
    let plain = agent.send(Method::POST, "/sign", &[("origin", ORIGIN), ("content-type", "text/plain")], None).await;
    plain.refused_by(422, "agent.json");
    agent.get("/nothing").await.refused_by(404, "exists.route");
    let english = [("origin", ORIGIN), ("accept-language", "en")];
    let answer = agent.send(Method::GET, "/nothing", &english, None).await;
    assert_eq!(
        (answer.body["title"].as_str(), answer.header("content-type")),
        (Some("Not found"), "application/problem+json")
    );
}

#[tokio::test]
async fn it_does_not_start_where_others_could_reach_it_or_read_a_pin() {
    let station = Station::new();
    let token = station.token("token.json").await;
    let token = token.to_str().expect("a path");
    for (arguments, words) in [
        (vec!["--origin", ORIGIN, "--soft-token", token, "--listen", "0.0.0.0:0"], "this machine only"),
        (vec!["--origin", ORIGIN, "--soft-token", token, "--listen", "[::]:0"], "this machine only"),
        (vec!["--origin", "http://vena.example", "--soft-token", token], "https://host"),
        (vec!["--origin", "*", "--soft-token", token], "https://host"),
        (vec!["--origin", ORIGIN], "name a key"),
        (vec!["--soft-token", token], "--origin"),
    ] {
        let output = station.vena().args(&arguments).output().await.expect("vena");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(words), "{arguments:?}: {said}");
    }
    let (code, said) = station.init(&station.path("short.json"), "12345").await;
    assert!(code == Some(1) && said.contains("at least 6"), "{said}");
    let (code, said) = station.init(Path::new(token), PIN).await;
    assert!(code == Some(1) && said.contains("cannot make"), "{said}");
}
