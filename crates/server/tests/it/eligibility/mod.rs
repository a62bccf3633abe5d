//! Who may give from when on: the same answer everywhere, deferrals from the day it happened, permissions, the exchange
//! with other stations and the way back.

mod exchange;
mod reentry;

use axum::http::StatusCode;
use serde_json::{Value, json};
use vena_contracts::recruit::{DeferralEntry, DeferralSource};
use vena_kernel::{clock::Day, id::DonorId};

use crate::{
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

/// The day on which every test begins is 2026-11-16.
const TODAY: &str = "2026-11-16";

/// First days by kind: whole blood, platelets, plasma.
async fn first_days(client: &Client, donor: &str, on: Option<&str>) -> Vec<String> {
    let query = on.map_or(String::new(), |on| format!("?on={on}"));
    let shown = client.get(&format!("/api/recruit/donors/{donor}/eligibility{query}")).await.ok();
    let verdicts = shown["verdicts"].as_array().expect("verdicts").clone();
    verdicts.iter().map(|verdict| verdict["from"].as_str().unwrap_or("never").to_owned()).collect()
}

fn rules(shown: &Value, kind: usize) -> Vec<String> {
    let lines = shown["verdicts"][kind]["lines"].as_array().expect("lines");
    lines.iter().map(|line| text(line, "rule")).collect()
}

#[tokio::test]
async fn each_kind_has_its_answer_with_clauses_and_the_same_on_every_day_that_is_asked() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donated = steps::donate(&app, &crew, 1).await;
    let (care, donor) = (app.sign_in("donorcare").await, donated.donor.as_str());
    assert_eq!(first_days(&care, donor, None).await, ["2027-05-16", "2027-02-16", "2027-02-16"]);
    assert_eq!(first_days(&care, donor, Some("2027-02-16")).await, ["2027-05-16", "2027-02-16", "2027-02-16"]);
    assert_eq!(first_days(&care, donor, Some("2027-05-16")).await, ["2027-05-16"; 3]);
    let shown = care.get(&format!("/api/recruit/donors/{donor}/eligibility")).await.ok();
    assert_eq!(rules(&shown, 0), ["donor.interval"]);
    assert!(text(&shown["verdicts"][0]["lines"][0], "clause").contains("GB 18467"), "{shown:#}");
    // the desk, the list and the port say the same
    let file = care.get(&format!("/api/recruit/donors/{donor}")).await.ok();
    assert_eq!(file["eligibility"]["whole_blood"]["from"], "2027-05-16");
    let form = steps::donation_form(&crew, donor).await;
    let refused = steps::decide(&crew, &form).await;
    assert!(refused.to_string().contains("interval"), "{refused:#}");
    let unknown = care.get("/api/recruit/donors/donor_00000000000000000000000000000001/eligibility").await;
    unknown.refused_by("exists.donor");
}

#[tokio::test]
async fn a_deferral_counts_from_the_day_it_happened_and_may_keep_from_one_kind_only() {
    let app = TestApp::city().await;
    let (crew, care) = (Crew::of(&app).await, app.sign_in("donorcare").await);
    let donor = steps::register(&crew, 2).await;
    let path = format!("/api/recruit/donors/{donor}/deferrals");
    let end = |query: &str| {
        let (care, query) = (&care, query.to_owned());
        async move { care.get(&format!("/api/recruit/deferral-codes/end?{query}")).await.ok() }
    };
    assert_eq!(end("code=T17&case=malaria&event_on=2024-02-29").await["until"], "2027-02-28");
    assert_eq!(end("code=T02&event_on=2026-10-01").await, json!({ "until": "2026-10-16", "over": true }));
    care.get("/api/recruit/deferral-codes/end?code=T98").await.refused_by("deferral.unknown-code");
    care.get("/api/recruit/deferral-codes/end?code=T02&case=x").await.refused_by("deferral.unknown-case");

    care.post(&path, json!({ "code": "T22", "event_on": "2026-11-14" })).await.ok();
    assert_eq!(first_days(&care, &donor, None).await, [TODAY, "2026-11-20", TODAY]);
    care.post(&path, json!({ "code": "T02", "event_on": "2026-11-10", "note": "拔智齿" })).await.ok();
    assert_eq!(first_days(&care, &donor, None).await, ["2026-11-26"; 3]);
    for (body, rule) in [
        (json!({ "code": "T02", "event_on": "2026-11-17" }), "deferral.event-future"),
        (json!({ "code": "T02", "event_on": "2026-10-31" }), "deferral.until-past"),
        (json!({ "code": "T12", "case": "malaria" }), "deferral.unknown-case"),
    ] {
        care.post(&path, body).await.refused_by(rule);
    }
    // the last day is moved with a reason, and the history tells from when to when
    let file = care.get(&format!("/api/recruit/donors/{donor}")).await.ok();
    let tooth = file["deferrals"].as_array().expect("deferrals").iter().find(|one| one["until"] == "2026-11-25");
    let at = format!("{path}/{}", text(tooth.expect("a deferral"), "deferral_id"));
    let moved = |until: &str| json!({ "until": until, "reason": "伤口愈合良好" });
    care.post(&format!("{at}/move-end"), moved("2026-11-15")).await.refused_by("deferral.until-short");
    care.post(&format!("{at}/move-end"), moved("2026-11-20")).await.refused_by("deferral.until-short");
    let shorten = format!("{at}/shorten");
    assert_eq!(care.post(&shorten, moved("2026-11-20")).await.status, axum::http::StatusCode::FORBIDDEN);
    app.sign_in("doctor").await.post(&shorten, moved("2026-11-20")).await.ok();
    assert_eq!(first_days(&care, &donor, None).await, ["2026-11-21"; 3]);
    let told = care.post(&format!("{path}/reasons"), json!({ "reason": "复核" })).await.ok();
    let tooth = told.as_array().expect("reasons").iter().find(|one| one["code"] == "T02").expect("T02");
    assert_eq!(
        (&tooth["moved"][0]["before"], &tooth["moved"][0]["after"]),
        (&json!("2026-11-25"), &json!("2026-11-20"))
    );
    assert_eq!((&tooth["event_on"], &tooth["note"]), (&json!("2026-11-10"), &json!("拔智齿")));
    // nothing of the reason is in the verdict
    let shown = care.get(&format!("/api/recruit/donors/{donor}/eligibility")).await.ok();
    assert!(!shown.to_string().contains("T02") && !shown.to_string().contains("拔"), "{shown:#}");
}

#[tokio::test]
async fn another_scene_enters_a_deferral_once_about_one_thing() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donor: DonorId = steps::register(&crew, 3).await.parse().expect("an id");
    let desk = vena_recruit::deferrals(app.assembly.app.vault.clone());
    let scope = vena_platform::auth::scope_of_user(&app.assembly.app, "donorcare").await.expect("a scope");
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut tx = app.db.begin().await.expect("a transaction");
        let entry = DeferralEntry {
            donor,
            code: "T25",
            case: Some("hemoglobin"),
            event_on: None,
            until: None,
            note: Some("Hb 102"),
            source: DeferralSource::Physician,
            about: "donation_1".into(),
        };
        let entered = desk.enter(&mut tx, &scope, entry).await.expect("entered");
        assert_eq!(entered.until, Some("2027-02-16".parse::<Day>().expect("a day")));
        ids.push(entered.deferral_id);
        tx.commit().await.expect("a commit");
    }
    assert_eq!(ids[0], ids[1]);
    let care = app.sign_in("donorcare").await;
    let told =
        care.post(&format!("/api/recruit/donors/{donor}/deferrals/reasons"), json!({ "reason": "复核" })).await.ok();
    assert_eq!((told.as_array().map(Vec::len), &told[0]["source"]), (Some(1), &json!("physician")));
}

#[tokio::test]
async fn a_permission_shortens_one_interval_and_is_used_up_by_the_needle() {
    let app = TestApp::city().await;
    let (crew, care) = (Crew::of(&app).await, app.sign_in("donorcare").await);
    let donor = steps::register(&crew, 4).await;
    let id: DonorId = donor.parse().expect("an id");
    let sql = "insert into recruit.needle (donation_id, donor_id, needle_at, kind) values ($1, $2, $3, 'apheresis_platelets')";
    let given = app.clock.now().plus_seconds(-6 * 86_400);
    sqlx::query(sql)
        .bind(uuid::Uuid::from_u128(7))
        .bind(id)
        .bind(given)
        .execute(app.db.pool())
        .await
        .expect("a needle");
    assert_eq!(first_days(&care, &donor, None).await[1], "2026-11-24");
    let path = format!("/api/recruit/donors/{donor}/permits");
    let permit = |kind: &str, until: &str| json!({ "permits": "interval", "kind": kind, "until": until, "reason": "患者需 HLA 配型血小板", "paper": "市立医院申请 2026-118" });
    let doctor = app.sign_in("doctor").await;
    for nobody in [&care, &crew.nurse, &crew.registrar] {
        nobody.post(&path, permit("apheresis_platelets", "2026-11-20")).await.refused_by("recruit.permit.create");
    }
    doctor.post(&path, permit("whole_blood", "2026-11-20")).await.refused_by("permit.no-shorter-interval");
    doctor.post(&path, permit("apheresis_platelets", "2026-12-16")).await.refused_by("permit.too-long");
    let first = doctor.post(&path, permit("apheresis_platelets", "2026-11-20")).await.ok();
    assert_eq!(first_days(&care, &donor, None).await, ["2026-12-08", "2026-11-17", "2026-11-24"]);
    // withdrawn it counts no more
    let at = format!("{path}/{}/withdraw", text(&first[0], "permit_id"));
    care.post(&at, json!({ "reason": "患者已出院" })).await.ok();
    care.post(&at, json!({ "reason": "患者已出院" })).await.refused_by("permit.over");
    assert_eq!(first_days(&care, &donor, None).await[1], "2026-11-24");
    // the desk sees that there is one, and not for whom
    doctor.post(&path, permit("apheresis_platelets", "2026-11-20")).await.ok();
    let seen = crew.registrar.get(&path).await.ok();
    assert!(seen.to_string().contains("2026-118") && !seen.to_string().contains("HLA"), "{seen:#}");
    app.wait(24 * 60);
    let (care, failed) = (
        app.sign_in("donorcare").await,
        vena_contracts::collect::DonationFailed {
            donation_id: vena_kernel::id::DonationId::from_uuid(uuid::Uuid::from_u128(8)),
            donor_id: id,
            kind: vena_kernel::eligibility::DonationKind::ApheresisPlatelets,
            needle_at: app.clock.now(),
        },
    );
    let mut tx = app.db.begin().await.expect("a transaction");
    tx.tell(&failed).await.expect("told");
    tx.commit().await.expect("a commit");
    app.settle().await;
    let permits = care.get(&path).await.ok();
    let mut states: Vec<String> = permits.as_array().expect("permits").iter().map(|one| text(one, "state")).collect();
    states.sort();
    assert_eq!(states, ["used", "withdrawn"]);
    assert_eq!(first_days(&care, &donor, None).await[1], "2026-12-01");
}

#[tokio::test]
async fn the_table_for_a_vehicle_says_what_the_desk_says() {
    let app = TestApp::city().await;
    let (crew, care) = (Crew::of(&app).await, app.sign_in("donorcare").await);
    let gave = steps::donate(&app, &crew, 10).await.donor;
    let (deferred, free) = (steps::register(&crew, 11).await, steps::register(&crew, 12).await);
    care.post(&format!("/api/recruit/donors/{deferred}/deferrals"), json!({ "code": "P12" })).await.ok();
    let desk = vena_recruit::desk(app.assembly.app.vault.clone());
    let scope = vena_platform::auth::scope_of_user(&app.assembly.app, "donorcare").await.expect("a scope");
    let (key, day) = ([9; 32], TODAY.parse::<Day>().expect("a day"));
    let mut tx = app.db.begin_read().await.expect("a transaction");
    let rows = desk.standing_table(&mut tx, &scope, &key, day).await.expect("rows");
    assert_eq!(rows.len(), 3, "one row a document");
    let again = desk.standing_table(&mut tx, &scope, &[8; 32], day).await.expect("rows");
    assert!(rows.iter().all(|row| again.iter().all(|other| other.key != row.key)), "another key, other hashes");
    drop(tx);
    let mut table: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.first.iter().map(|first| first.map_or("never".to_owned(), |day| day.to_string())).collect())
        .collect();
    let mut asked = Vec::new();
    for donor in [&gave, &deferred, &free] {
        asked.push(first_days(&care, donor, None).await);
    }
    table.sort();
    asked.sort();
    assert_eq!(table, asked);
}

#[tokio::test]
async fn the_rules_are_shown_as_they_were_on_a_day() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let now = crew.registrar.get("/api/recruit/rules").await.ok();
    assert_eq!((&now["age"]["min_years"], now["intervals"].as_array().map(Vec::len)), (&json!(18), Some(9)));
    for part in ["limits", "reasons", "protocols", "intervals", "year_caps", "volume_caps", "permits", "clauses"] {
        let entries = now[part].as_array().expect("a list");
        assert!(!entries.is_empty(), "{part}");
        assert!(entries.iter().all(|entry| !text(&entry["basis"], "source").is_empty()), "{part}");
    }
    let then = crew.registrar.get("/api/recruit/rules?on=2012-06-30").await.ok();
    assert!(then["age"].is_null() && then["reasons"].as_array().is_some_and(Vec::is_empty), "{then:#}");
    assert_eq!(crew.tester.get("/api/recruit/rules").await.status, StatusCode::FORBIDDEN);
}
