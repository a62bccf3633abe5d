//! The invented city, watched by checkers that do not share its code.

use sqlx::Row as _;
use vena_sim::{City, Report};

use crate::support::{BEGIN, TestApp};

/// Plays the last `days` before the afternoon of the first test day.
async fn played(app: &TestApp, days: i64) -> Report {
    let until = BEGIN.parse::<vena_kernel::clock::Instant>().expect("an instant").plus_seconds(8 * 3600);
    let router = app.assembly.router.clone();
    let drain = async || app.assembly.drain().await;
    let city = City::new(2026).after_days(days);
    city.play(router, app.clock.clone(), until, drain, |_| {}).await.expect("a server that does not fail")
}

/// How many rows `sql` finds.
async fn count(app: &TestApp, sql: &'static str) -> i64 {
    sqlx::query(sql).fetch_one(app.db.pool()).await.expect("an answer").get(0)
}

#[tokio::test]
async fn a_few_days_bring_blood_from_donors_to_patients_and_break_no_law() {
    let app = TestApp::city().await;
    let report = played(&app, 3).await;
    for (what, at_least) in [
        ("donations", 100),
        ("released", 150),
        ("issued", 30),
        ("received", 20),
        ("transfused", 10),
        ("rows mended", 4),
    ] {
        assert!(report.count(what) >= at_least, "{what}: {report:#?}");
    }
    let broken = [
        (
            "a transfused unit was not safe",
            "select count(*) from ledger.unit where life in ('issued', 'transfused') and safety <> 'qualified'",
        ),
        (
            "a unit was transfused after its end",
            "select count(*) from ledger.event e join ledger.unit u using (unit_id)
             where e.kind in ('dispensed', 'transfusion_started') and e.at >= u.expires_at",
        ),
        (
            "a rejected donation has a unit that is not rejected",
            "select count(*) from ledger.unit u where u.safety <> 'rejected' and exists (
                select from ledger.unit r where r.donation_number = u.donation_number and r.safety = 'rejected')",
        ),
        (
            "a transfused unit was never released by two persons",
            "select count(*) from ledger.unit u where u.life = 'transfused' and not exists (
                select from ledger.event e where e.unit_id = u.unit_id and e.kind = 'released'
                and e.body::jsonb -> 'event' ->> 'second' is distinct from e.body::jsonb -> 'event' ->> 'actor')",
        ),
        (
            "what came out of a bag is not what was in it",
            "select count(*) from ledger.event d join ledger.event c on c.unit_id = d.unit_id and c.kind = 'collected',
                lateral (select c.body::jsonb -> 'event' -> 'fact' as was, d.body::jsonb -> 'event' -> 'fact' as made) f,
                lateral (select sum((child ->> 'volume_ml')::int) as out from jsonb_array_elements(f.made -> 'children') child) o
             where d.kind = 'divided' and (f.was ->> 'volume_ml')::int + (f.made ->> 'added_ml')::int
                <> o.out + (f.made ->> 'loss_ml')::int + (f.made ->> 'rest_ml')::int",
        ),
        ("a subscriber gave up", "select count(*) from platform.outbox_parked"),
    ];
    for (what, sql) in broken {
        assert_eq!(count(&app, sql).await, 0, "{what}");
    }
    // A session of the hall leaves a few bags to the next one, and isolates those of a machine that ran too warm.
    let divided = count(&app, "select count(*) from ledger.event where kind = 'divided'").await;
    assert!(divided > 80, "{divided}");
    let open = "select count(*) from issue.order_head o where not exists (
                    select from issue.order_unit u where u.order_id = o.order_id)";
    assert!(count(&app, open).await > 0, "somebody who comes to look finds an open order");
}

#[tokio::test]
async fn the_same_seed_gives_the_same_city() {
    let apps = [TestApp::city().await, TestApp::city().await];
    let first = played(&apps[0], 2).await;
    assert!(first.count("issued") > 0, "{first:#?}");
    assert_eq!(first, played(&apps[1], 2).await);
}
