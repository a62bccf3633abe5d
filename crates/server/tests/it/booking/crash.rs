//! kill -9 in the middle of bookings: what was answered stands, what was not is asked again and is booked once.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use vena_kernel::zone;
use vena_platform::clock::Clock;

use super::person;
use crate::{
    program::{Program, data_folder, get, run, sign_in},
    steps::text,
};

const ROUNDS: u32 = 3;
const BATCH: u32 = 12;

async fn post(client: &reqwest::Client, base: &str, path: &str, body: &Value, key: &str) -> Option<(u16, Value)> {
    let reply = client.post(format!("{base}{path}")).header("idempotency-key", key).json(body).send().await.ok()?;
    let status = reply.status().as_u16();
    Some((status, reply.json().await.ok()?))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_booking_is_lost_or_doubled_when_the_server_is_killed() {
    let folder = data_folder();
    let data = folder.path();
    let mut program = Program::start(data, None).await;
    crate::crash::seed(data).await;
    let mut desk = sign_in(&program.base, "registrar").await;
    let sites = get(&desk, &program.base, "/api/recruit/sites").await;
    let site = text(
        &sites.as_array().expect("sites").iter().find(|site| site["kind"] == "house").expect("a house")["site"],
        "site_id",
    );
    let day = Clock::System.now().plus_seconds(3 * 86_400).day_in(&zone::china());
    let days =
        get(&desk, &program.base, &format!("/api/recruit/slots?site_id={site}&kind=whole_blood&from={day}&days=1"))
            .await;
    let slots: Vec<String> =
        days[0]["slots"].as_array().expect("slots").iter().map(|slot| text(slot, "starts_at")).collect();
    let mut kept = BTreeSet::new();
    for round in 0..ROUNDS {
        let mut wishes = Vec::new();
        for n in round * BATCH..(round + 1) * BATCH {
            let body = person(1000 + n);
            let (_, answer) =
                post(&desk, &program.base, "/api/recruit/donors", &body, &format!("who-{n}")).await.expect("an answer");
            let donor = text(&answer["donor"], "donor_id");
            let wish = json!({ "donor_id": donor, "site_id": site, "kind": "whole_blood", "starts_at": slots[n as usize % slots.len()] });
            wishes.push((format!("place-{n}"), wish));
        }
        let (told, mut heard) = mpsc::unbounded_channel();
        let attempts = wishes.iter().map(|(key, wish)| {
            let (told, desk, base) = (told.clone(), &desk, program.base.clone());
            async move {
                let answer = post(desk, &base, "/api/recruit/bookings", wish, key).await;
                told.send(()).ok();
                answer
            }
        });
        let attempts: Vec<_> = attempts.collect();
        drop(told);
        let killed = async {
            for _ in 0..=round * 3 {
                heard.recv().await;
            }
            program.kill().await;
        };
        let (early, ()) = futures::future::join(futures::future::join_all(attempts), killed).await;
        program = Program::start(data, None).await;
        desk = sign_in(&program.base, "registrar").await;
        for ((key, wish), early) in wishes.iter().zip(early) {
            let (status, answer) =
                post(&desk, &program.base, "/api/recruit/bookings", wish, key).await.expect("an answer");
            assert_eq!(status, 201, "{answer:#}");
            let before = early.filter(|(status, _)| *status == 201).map(|(_, answer)| answer["booking_id"].clone());
            assert!(before.is_none_or(|before| before == answer["booking_id"]), "{answer:#}");
            kept.insert(text(&answer, "booking_id"));
        }
    }
    let listed =
        get(&desk, &program.base, &format!("/api/recruit/bookings?site_id={site}&day={day}&state=booked")).await;
    let listed: BTreeSet<String> =
        listed["items"].as_array().expect("bookings").iter().map(|booking| text(booking, "booking_id")).collect();
    assert_eq!(listed.len(), (ROUNDS * BATCH) as usize);
    assert_eq!(listed, kept);
    let (code, report) = run(data, &["verify"]).await;
    assert_eq!(code, 0, "{report}");
    assert!(program.stop().await.success());
}
