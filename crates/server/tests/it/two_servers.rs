//! Two programs on one outside database: sign-in, live updates and work go through either; killing one loses nothing.

use axum::http::StatusCode;
use futures::StreamExt;
use serde_json::json;
use vena_testkit::TestDb;

use crate::program::{Program, data_folder, get, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn either_of_two_servers_will_do() {
    let database = TestDb::new().await;
    vena_sim::seed_ground(database.db()).await.expect("a city");
    let (one_data, two_data) = (data_folder(), data_folder());
    let mut one = Program::start(one_data.path(), Some(database.url())).await;
    // Fields are encrypted under one key, which an operator copies to every server of a database.
    std::fs::copy(one_data.path().join("vault.key"), two_data.path().join("vault.key")).expect("the key");
    let two = Program::start(two_data.path(), Some(database.url())).await;

    // Signed in at one, welcome at both.
    let admin = sign_in(&one.base, "admin").await;
    let me = get(&admin, &two.base, "/api/session").await;
    assert_eq!(me["user"]["username"], "admin", "{me:#}");

    // A screen open at one hears of a change made at two.
    let storekeeper = sign_in(&one.base, "registrar").await;
    let mut stream = storekeeper.get(format!("{}/api/events", one.base)).send().await.expect("a stream").bytes_stream();
    let donor = json!({
        "document": { "kind": "passport", "number": "E12345678" }, "born_on": "1990-05-05", "sex": "female",
        "name": "试双机", "phone": "13800001111", "consent_to_be_told": false,
    });
    let made =
        storekeeper.post(format!("{}/api/recruit/donors", two.base)).json(&donor).send().await.expect("an answer");
    assert_eq!(made.status(), StatusCode::CREATED.as_u16());
    let heard = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        let mut text = String::new();
        while let Some(Ok(chunk)) = stream.next().await {
            text.push_str(&String::from_utf8_lossy(&chunk));
            if text.contains("donors") {
                return true;
            }
        }
        false
    });
    assert!(heard.await.expect("in time"), "the other server's change was announced");

    // One dies; the other goes on, and nothing is missing.
    one.kill().await;
    let found = get(&storekeeper, &two.base, "/api/recruit/donors?q=E12345678").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found:#}");
    assert!(two.stop().await.success());
}
