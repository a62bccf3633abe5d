//! Browsers that go away in the middle of a request leave nothing behind.

use std::time::Duration;

use serde_json::json;
use vena_testkit::TestDb;

use crate::program::{Program, data_folder, get, sign_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_abandoned_requests_leave_every_connection_usable() {
    let database = TestDb::new().await;
    vena_sim::seed_ground(database.db()).await.expect("a city");
    let folder = data_folder();
    let program = Program::start(folder.path(), Some(database.url())).await;
    let admin = sign_in(&program.base, "admin").await;
    let site = get(&admin, &program.base, "/api/session").await["site"]["site_id"].clone();
    for n in 0..200_u64 {
        let request = admin.get(format!("{}/api/users?limit=50", program.base)).send();
        // Dropped at another moment each time, with its connection.
        let _ = tokio::time::timeout(Duration::from_micros(200 + n * 37), request).await;
    }
    let writes = (0..60).map(|n| {
        let body = json!({ "site_id": site, "username": format!("after-{n}"), "display_name": "试", "password": "long enough 1", "roles": [] });
        admin.post(format!("{}/api/users", program.base)).json(&body).send()
    });
    for reply in futures::future::join_all(writes).await {
        assert_eq!(reply.expect("an answer").status().as_u16(), 201);
    }
    assert!(program.stop().await.success());
}
