//! Sixty-four counters want the same unit at once: exactly one gets it, a thousand times, and nothing else changes.

use serde_json::{Value, json};

use crate::{
    shelf::{Hands, ready_units},
    support::{Client, TestApp},
};

const ROUNDS: u32 = 1000;
const CLIENTS: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_sixty_four_gets_the_unit_a_thousand_times() {
    let app = TestApp::city().await;
    let units = ready_units(&app, &Hands::of(&app).await, ROUNDS).await;
    let (issuer, hospital) = (app.sign_in("issuer").await, app.sign_in("h01.bank").await);
    let orders = orders(&app, &hospital).await;
    let mut won = vec![0_u32; CLIENTS];
    for unit in &units {
        let attempts = orders.iter().map(|order| attempt(issuer.clone(), order.clone(), unit.to_string()));
        let replies = futures::future::join_all(attempts).await;
        let winners: Vec<usize> = (0..CLIENTS).filter(|client| replies[*client].status.is_success()).collect();
        assert_eq!(winners.len(), 1, "{unit}");
        won[winners[0]] += 1;
        for reply in replies.iter().filter(|reply| !reply.status.is_success()) {
            assert_eq!(reply.status, axum::http::StatusCode::CONFLICT, "{:#}", reply.body);
        }
    }
    every_order_has_what_it_won(&issuer, &orders, &won).await;
    let report = vena_ledger::verify(&app.db, None, |_| {}).await.expect("a report");
    assert!(report.intact, "{report:#?}");
    assert_eq!(report.events, u64::from(ROUNDS) * 6, "four to get ready, promised, issued: nothing else");
}

async fn attempt(issuer: Client, order: String, unit: String) -> crate::support::Reply {
    issuer.post(&format!("/api/issue/orders/{order}/issue"), json!({ "units": [unit] })).await
}

async fn orders(app: &TestApp, hospital: &Client) -> Vec<String> {
    let needed_by = app.clock.now().plus_seconds(86_400);
    let body = json!({ "lines": [{ "product": "RBC-S", "group": "O+", "bags": 200 }], "urgency": "routine", "needed_by": needed_by });
    let mut orders = Vec::new();
    for _ in 0..CLIENTS {
        let order = hospital.post("/api/issue/orders", body.clone()).await.ok();
        orders.push(order["order_id"].as_str().expect("an id").to_owned());
    }
    orders
}

async fn every_order_has_what_it_won(issuer: &Client, orders: &[String], won: &[u32]) {
    for (order, won) in orders.iter().zip(won) {
        let order: Value = issuer.get(&format!("/api/issue/orders/{order}")).await.ok();
        assert_eq!(order["lines"][0]["progress"]["issued"], *won, "{order:#}");
    }
}
