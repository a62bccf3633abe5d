use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vena_contracts::lab::Verdict;
use vena_kernel::unit_state::{Fact, HoldKind, Outcome, Safety};
use vena_testkit::town::{BANK, HEAD, Org};

use crate::bench::{CHECKER, Lab, TESTER, good, non_reactive, reactive, result, retest};

fn facts(events: &[vena_kernel::unit_state::UnitEvent]) -> Vec<(String, Outcome, Option<String>)> {
    let test = |fact: &Fact| match fact {
        Fact::Tested(test) => Some((test.marker.clone(), test.outcome, test.group.map(|group| group.to_string()))),
        _ => None,
    };
    events.iter().filter_map(|event| test(&event.fact)).collect()
}

#[tokio::test]
async fn three_persons_sign_good_results_and_the_units_learn_every_marker() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    let seen = lab.town.get(TESTER, &sample.path("")).await;
    assert_eq!((&seen["state"], &seen["donation_number_shown"]), (&json!("waiting"), &json!("01602-26000001")));
    assert!(!seen.to_string().contains("donor"), "whose it is stays unknown: {seen}");
    let sign = sample.path("/sign");
    let refused = |role: &'static str, who| lab.town.refused(who, &sign, json!({ "role": role }));
    assert_eq!(refused("tester", TESTER).await, "lab.incomplete");

    let typed = lab.typed(sample, good("AB-")).await;
    assert_eq!((&typed["state"], &typed["missing"]), (&json!("typed"), &json!([])));
    assert_eq!(typed["can"]["sign_checker"]["reason"]["rule"], "lab.tester-first");
    assert_eq!(refused("checker", CHECKER).await, "lab.tester-first");
    let digest = &typed["versions"][0]["digest"];
    let other = json!({ "role": "tester", "digest": "0".repeat(64) });
    assert_eq!(lab.town.refused(TESTER, &sign, other).await, "lab.changed-since-shown");
    let signed = lab.town.post(TESTER, &sign, json!({ "role": "tester", "digest": digest })).await;
    assert_eq!(signed["versions"][0]["tester"]["user_id"], json!(TESTER.id()));
    assert_eq!(refused("tester", CHECKER).await, "lab.already-signed");
    assert_eq!(refused("checker", TESTER).await, "lab.same-person");

    let judged = lab.town.post(CHECKER, &sign, json!({ "role": "checker" })).await;
    let version = &judged["versions"][0];
    assert_eq!(
        (&judged["state"], &version["verdict"], &version["group"]),
        (&json!("judged"), &json!("qualified"), &json!("AB-"))
    );
    assert_eq!((&version["evidence"], &version["findings"]), (digest, &json!([])));
    let evidence = digest.as_str().expect("a digest").to_owned();
    let said = lab.verdict(sample).await;
    assert!(matches!(&said, Verdict::Incomplete { missing } if missing[0].en.contains("issued")), "{said:?}");
    assert!(lab.told().await.is_empty(), "nobody hears of it before it is issued");
    let issue = sample.path("/issue");
    for who in [TESTER, CHECKER] {
        assert_eq!(lab.town.refused(who, &issue, json!({})).await, "lab.same-person");
    }
    let other = json!({ "digest": "0".repeat(64) });
    assert_eq!(lab.town.refused(HEAD, &issue, other).await, "lab.changed-since-shown");
    let issued = lab.town.post(HEAD, &issue, json!({ "digest": digest })).await;
    assert_eq!((&issued["state"], &issued["versions"][0]["issuer"]["user_id"]), (&json!("issued"), &json!(HEAD.id())));
    assert_eq!(lab.town.refused(HEAD, &issue, json!({})).await, "lab.already-issued");
    assert_eq!(lab.verdict(sample).await, Verdict::Qualified { group: "AB-".parse().expect("a group"), evidence });

    let unit = lab.town.unit(sample.unit).await;
    assert_eq!((unit.facts.group, unit.state.safety), ("AB-".parse().ok(), Safety::Pending));
    let tests = facts(&lab.town.events(sample.unit, "tested").await);
    assert_eq!(tests.len(), 11, "one for each mandatory marker");
    assert!(tests.iter().all(|(marker, outcome, _)| *outcome != Outcome::Reactive && !marker.is_empty()));
    assert_eq!(tests.last(), Some(&("RHD".into(), Outcome::Neutral, Some("AB-".into()))));
    assert_eq!(lab.told().await[0]["verdict"]["verdict"], "qualified");
    assert!(lab.confirmed().is_empty(), "one donation confirms nothing");
}

#[tokio::test]
async fn a_repeatedly_reactive_donation_is_rejected_and_nobody_outside_learns_why() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    let mut results = good("O+");
    results[0] = result("HBSAG", 1, "甲厂", reactive());
    let typed = lab.typed(sample, results).await;
    assert_eq!(typed["missing"].as_array().map(Vec::len), Some(2), "two retests: {typed}");
    assert_eq!(lab.town.refused(TESTER, &sample.path("/sign"), json!({ "role": "tester" })).await, "lab.incomplete");
    let retests = [non_reactive(), reactive()];
    let retests = (1..).zip(retests).map(|(repeat, value)| retest("HBSAG", 1, repeat, "甲厂", value)).collect();
    lab.typed(sample, retests).await;
    let judged = lab.signed(sample).await;
    assert_eq!(judged["verdict"], "rejected");
    assert_eq!(judged["versions"][0]["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(lab.verdict(sample).await, Verdict::Rejected);
    assert_eq!(lab.town.unit(sample.unit).await.state.safety, Safety::Rejected);
    let reasons: Vec<_> =
        lab.town.events(sample.unit, "rejected").await.into_iter().map(|event| event.reason).collect();
    assert_eq!(reasons, [Some("检验不合格".to_owned())]);
    let told = &lab.told().await[0];
    assert_eq!((&told["verdict"], &told["reactive"]), (&json!({ "verdict": "rejected" }), &json!(true)));
}

#[tokio::test]
async fn alt_above_the_limit_rejects_the_blood_but_is_no_infection() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    lab.typed(sample, good("O+")).await;
    let high = result("ALT", 1, "丁厂", json!({ "kind": "number", "number": 50.5 }));
    let typed = lab.typed(sample, vec![high]).await;
    let alt: Vec<&Value> = typed["versions"][0]["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter(|row| row["marker"] == "ALT")
        .collect();
    assert_eq!([&alt[0]["superseded"], &alt[1]["superseded"]], [&json!(true), &json!(false)], "kept, but not counted");
    assert_eq!(lab.signed(sample).await["verdict"], "rejected");
    assert_eq!(lab.told().await[0]["reactive"], json!(false));
}

#[tokio::test]
async fn who_typed_does_not_check() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    lab.typed(sample, good("O+")).await;
    let again = json!({ "results": [result("HBV-DNA", 1, "丙厂", non_reactive())] });
    lab.town.post(CHECKER, &sample.path("/results"), again).await;
    lab.town.post(TESTER, &sample.path("/sign"), json!({ "role": "tester" })).await;
    let refused = lab.town.refused(CHECKER, &sample.path("/sign"), json!({ "role": "checker" })).await;
    assert_eq!(refused, "lab.typist-may-not-check");
}

#[tokio::test]
async fn results_that_fit_no_marker_name_their_field() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    let path = sample.path("/results");
    for (results, field, rule) in [
        (json!([result("PLAGUE", 1, "甲厂", reactive())]), "results[0].marker", "lab.marker-unknown"),
        (json!([good("O+")[0], result("ALT", 1, "甲厂", reactive())]), "results[1].value", "lab.value-kind"),
        (json!([good("O+")[0], good("O+")[0]]), "results[1]", "lab.twice"),
        (
            json!([result("ALT", 1, "甲厂", json!({ "kind": "number", "number": -1 }))]),
            "results[0].value.number",
            "input.bounds",
        ),
    ] {
        let body = json!({ "results": results });
        let (status, problem) = lab.town.call(TESTER, Method::POST, &path, Some(&body)).await;
        assert_eq!((status, problem["rule"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(rule)), "{problem}");
        assert_eq!(problem["field"], field, "{problem}");
    }
}

#[tokio::test]
async fn the_worklist_shows_what_lacks_and_a_hospital_sees_nothing() {
    let lab = Lab::new().await;
    let (first, second) = (lab.donated(1, 7).await, lab.donated(2, 8).await);
    lab.typed(first, good("O+")[1..].to_vec()).await;
    let typed = lab.town.get(TESTER, "/api/lab/donations?state=typed").await;
    let rows = typed["items"].as_array().expect("rows");
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["donation_number"], &rows[0]["version"]), (&json!(first.number), &json!(1)));
    assert_eq!(
        rows[0]["missing"],
        json!([{ "zh": "缺 乙型肝炎病毒表面抗原 第 1 轮", "en": "HBsAg: round 1 is missing" }])
    );

    let page = lab.town.get(TESTER, "/api/lab/donations?limit=1").await;
    assert_eq!(page["items"][0]["donation_number"], json!(second.number), "newest first");
    let next = page["next"].as_str().expect("another page");
    let page = lab.town.get(TESTER, &format!("/api/lab/donations?limit=1&cursor={next}")).await;
    assert_eq!((&page["items"][0]["donation_number"], &page["next"]), (&json!(first.number), &Value::Null));
    for (q, count) in [("01602-26000002", 1), ("016022600", 2), ("01602-26", 2), ("0160227", 0), ("%25", 0)] {
        let found = lab.town.get(TESTER, &format!("/api/lab/donations?q={q}")).await;
        assert_eq!(found["items"].as_array().map(Vec::len), Some(count), "{q}");
    }
    let waiting = lab.town.get(TESTER, "/api/lab/donations?state=waiting").await;
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(1));
    let (status, problem) = lab.town.call(TESTER, Method::GET, "/api/lab/donations?cursor=x", None).await;
    assert_eq!((status, problem["rule"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("page.cursor")));

    assert_eq!(lab.town.get(BANK, "/api/lab/donations").await["items"], json!([]));
    let body = json!({ "results": good("O+") });
    assert_eq!(lab.town.refused(BANK, &first.path("/results"), body).await, "exists.donation");
    assert_eq!(lab.town.refused(BANK, &first.path("/sign"), json!({ "role": "tester" })).await, "exists.donation");
}

#[tokio::test]
async fn a_tube_may_be_quicker_than_the_news_of_it() {
    let lab = Lab::new().await;
    let sample = lab.untold(1, 7).await;
    assert!(matches!(lab.verdict(sample).await, Verdict::Incomplete { .. }));
    assert_eq!(lab.town.get(TESTER, &sample.path("")).await["state"], "waiting");
    assert_eq!(lab.judged(sample, "O+").await["verdict"], "qualified");
    let stranger = "/api/lab/donations/0160226999999";
    assert_eq!(lab.town.call(TESTER, Method::GET, stranger, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_whole_family_of_a_donation_is_rejected() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    let parts = lab.divided(sample).await;
    lab.town.happen(Org::Station, parts[1], vec![Fact::Held { hold: HoldKind::Damaged }]).await;
    let mut results = good("O+");
    results[8] = result("HBV-DNA", 1, "丙厂", reactive());
    lab.typed(sample, results).await;
    lab.signed(sample).await;
    for unit in parts {
        assert_eq!(lab.town.unit(unit).await.state.safety, Safety::Rejected);
    }
}

#[tokio::test]
async fn markers_come_from_the_rulebook() {
    let lab = Lab::new().await;
    let markers = lab.town.get(TESTER, "/api/lab/markers").await;
    let found = |code: &str| markers.as_array().expect("markers").iter().find(|marker| marker["code"] == code).cloned();
    let hbsag = found("HBSAG").expect("HBsAg");
    assert_eq!(
        (&hbsag["value"], &hbsag["rounds"], &hbsag["distinct_maker"]),
        (&json!("reactive"), &json!(2), &json!(true))
    );
    let alt = found("ALT").expect("ALT");
    assert_eq!((&alt["value"], &alt["max"], &alt["unit"]), (&json!("number"), &json!(50.0), &json!("U/L")));
    assert_eq!(found("RHD").expect("RhD")["value"], "rhd");
    assert_eq!(found("ABO-REVERSE").expect("ABO")["value"], "abo");
    assert_eq!(found("ANTI-HTLV").expect("HTLV")["mandatory"], false);
}
