//! At the chair: identity again, one number by scan, the second person, the needle, a needle in vain.

use serde_json::{Value, json};
use vena_kernel::unit_state::{HoldKind, Safety};
use vena_testkit::town::{BANK, DRIVER, PICKER, Town};

use crate::{DOCUMENT, DONATIONS, KIT, NUMBER, accepted, by_scan, decided, donor, healthy, leaves, running, town};

const SET: &str = "(01)06901234505009(17)271231(10)P26A1(21)0001";

pub(crate) async fn seated(town: &Town, number: u128, chair: &str) -> String {
    let path = accepted(town, donor(number)).await;
    let seat = json!({"chair": chair, "document_scan": DOCUMENT});
    assert_eq!(town.post(PICKER, &format!("{path}/seat"), seat).await["chair"], chair);
    path
}

#[tokio::test]
async fn the_donor_is_asked_again_at_the_chair() {
    let (town, _) = town().await;
    let path = format!("{}/seat", accepted(&town, donor(1)).await);
    for (body, rule) in [
        (json!({"chair": "1", "document_scan": "37020219900521121X"}), "chair.identity"),
        (json!({"chair": "1", "document_scan": NUMBER}), "chair.document"),
        (json!({"chair": "1", "name": "王小明", "born_on": "1990-05-21"}), "chair.identity"),
        (json!({"chair": "1", "name": "王小明"}), "chair.two-identifiers"),
    ] {
        assert_eq!(town.refused(PICKER, &path, body).await, rule);
    }
    let sits = town.post(PICKER, &path, json!({"chair": "1", "name": "王小明", "born_on": "1990-05-20"})).await;
    assert_eq!((&sits["chair"], &sits["identified_way"]), (&json!("1"), &json!("asked")));
    // The chair is taken, until this donor moves to another one.
    let other = format!("{}/seat", accepted(&town, donor(2)).await);
    let seat = json!({"chair": "1", "document_scan": DOCUMENT});
    assert_eq!(town.refused(PICKER, &other, seat.clone()).await, "chair.taken");
    town.post(PICKER, &path, json!({"chair": "2", "document_scan": DOCUMENT})).await;
    town.post(PICKER, &other, seat).await;
}

#[tokio::test]
async fn no_mix_up_survives_the_scans() {
    let (town, _) = town().await;
    let path = format!("{}/bind", seated(&town, 1, "1").await);
    let with = |pointer: &str, value: Value| {
        let mut body = by_scan("0160226000001", KIT);
        *body.pointer_mut(pointer).expect("a field") = value;
        body
    };
    let kit = |text: &str| with("/bag/kit_scan", json!(text));
    for (body, rule) in [
        (with("/bag_scan", json!("0160226000002")), "binding.bag-differs"),
        (with("/bag/kit_scan", Value::Null), "binding.kit-unlabelled"),
        (with("/bag/kit_scan", json!(" ")), "binding.kit-unlabelled"),
        (kit("(01)06901234504002(17)271231(10)NOSUCHLOT"), "binding.lot-unknown"),
        (with("/tubes/0/article_scan", json!("(01)06901234511000(10)NOSUCHLOT")), "binding.lot-unknown"),
        (with("/tubes", json!([])), "binding.tube-missing"),
        (with("/tubes/1/scan", json!("0160226000002")), "binding.tube-differs"),
        (with("/tubes/0/article_scan", json!("(01)06901234512007")), "binding.tube-swapped"),
        (with("/tubes/0/article_scan", Value::Null), "binding.tube-unproven"),
        (with("/tubes/2/role", json!("serology")), "binding.tube-swapped"),
        (kit("(01)06901234503005(17)271231(10)T26"), "binding.kit-volume"),
        (kit(SET), "binding.kit-kind"),
        (kit("(01)06901234504002(17)260210(10)Q26A7"), "binding.bag-expired"),
        (kit("(01)06901234504002(10)Q26A7"), "binding.kit-incomplete"),
        (kit("Q26A7"), "binding.kit-label"),
        (kit("(01)06901234599992(17)271231(10)X"), "binding.kit-unknown"),
    ] {
        assert_eq!(town.refused(PICKER, &path, body.clone()).await, rule, "{body}");
    }
    // One tube scanned twice is one tube, and the place of another stays empty.
    let mut twice = by_scan("0160226000001", KIT);
    twice["tubes"][2] = twice["tubes"][0].clone();
    assert_eq!(town.refused(PICKER, &path, twice).await, "binding.tube-missing");
    let mut differs = by_scan("0160226000001", KIT);
    differs["bag"]["lot"] = json!("OTHER");
    assert_eq!(town.refused(PICKER, &path, differs).await, "binding.kit-differs");
    let mut again = by_scan("0160226000001", KIT);
    let first = again["tubes"][0].clone();
    again["tubes"].as_array_mut().expect("tubes").push(first);
    let done = town.post(PICKER, &path, again).await;
    assert_eq!(done["tubes"], 3, "the tube that was scanned twice is counted once");
    assert_eq!((&done["state"], &done["kit"], &done["bag"]["lot"]), (&json!("bound"), &json!("Q400"), &json!("Q26A7")));
    // The same kit, and the same number, at another chair.
    let other = format!("{}/bind", seated(&town, 2, "2").await);
    assert_eq!(town.refused(PICKER, &other, by_scan("0160226000002", KIT)).await, "binding.kit-used");
    let fresh = KIT.replace("0001", "0002");
    assert_eq!(town.refused(PICKER, &other, by_scan("0160226000001", &fresh)).await, "binding.number-used");
    town.post(PICKER, &other, by_scan("0160226000002", &fresh)).await;
}

#[tokio::test]
async fn two_chairs_cannot_bind_one_kit_in_the_same_second() {
    let (town, _) = town().await;
    let (one, two) = (seated(&town, 1, "1").await, seated(&town, 2, "2").await);
    let bodies = [by_scan("0160226000001", KIT), by_scan("0160226000002", KIT)];
    let post = |path: String, who, body| {
        let town = &town;
        async move { town.call(who, axum::http::Method::POST, &format!("{path}/bind"), Some(body)).await }
    };
    let (one, two) = futures::join!(post(one, PICKER, &bodies[0]), post(two, DRIVER, &bodies[1]));
    let refused: Vec<_> = [&one, &two].into_iter().filter(|(status, _)| !status.is_success()).collect();
    assert_eq!(refused.len(), 1, "{one:?} {two:?}");
    assert_eq!(refused[0].1["rule"], "binding.kit-used");
}

#[tokio::test]
async fn the_needle_goes_in_pauses_goes_on_and_comes_out() {
    let (town, _) = town().await;
    let early = accepted(&town, donor(9)).await;
    let kit = KIT.replace("0001", "0009");
    town.post(PICKER, &format!("{early}/bind"), by_scan("01602-26000009", &kit)).await;
    assert_eq!(town.refused(PICKER, &format!("{early}/start"), json!({"arm": "left"})).await, "donation.not-seated");
    let path = seated(&town, 1, "1").await;
    let (start, pause) = (format!("{path}/start"), format!("{path}/pause"));
    assert_eq!(town.refused(PICKER, &start, json!({"arm": "left"})).await, "donation.state");
    town.post(PICKER, &format!("{path}/bind"), by_scan("0160226000001", KIT)).await;
    let future = json!({"arm": "left", "at": town.now().plus_seconds(60)});
    assert_eq!(town.refused(PICKER, &start, future).await, "donation.future");
    let before = json!({"arm": "left", "at": town.now().plus_seconds(-60)});
    assert_eq!(town.refused(PICKER, &start, before).await, "donation.times");
    let runs = town.post(PICKER, &start, json!({"arm": "left"})).await;
    assert_eq!((&runs["state"], &runs["arm"]), (&json!("started"), &json!("left")));
    let chairs = town.get(PICKER, "/api/collect/chairs").await;
    assert_eq!(chairs["items"].as_array().map(Vec::len), Some(2), "{chairs}");
    assert_eq!(town.refused(PICKER, &format!("{path}/resume"), json!({})).await, "donation.not-paused");
    town.post(PICKER, &pause, json!({"reason": "流速慢，调整针头"})).await;
    assert_eq!(town.refused(PICKER, &pause, json!({"reason": "又一次"})).await, "donation.paused");
    town.wait_seconds(60);
    town.post(PICKER, &format!("{path}/resume"), json!({})).await;
    town.wait_seconds(420);
    let complete = format!("{path}/complete");
    let typed = json!({"volume_ml": 400, "machine_ml": 411});
    assert_eq!(town.refused(PICKER, &complete, typed.clone()).await, "donation.volume-differs");
    let done = town.post(PICKER, &complete, json!({"volume_ml": 400, "machine_ml": 410})).await;
    assert_eq!((&done["state"], &done["makes"]), (&json!("completed"), &json!("everything")));
    let kinds: Vec<&str> = done["steps"].as_array().expect("steps").iter().filter_map(|s| s["kind"].as_str()).collect();
    assert_eq!(kinds, ["decided", "seated", "bound", "started", "paused", "resumed", "completed"]);
    let needles = done["needles"].as_array().expect("needles");
    assert_eq!((needles.len(), &needles[0]["failed_why"]), (1, &Value::Null));
    assert_eq!(needles[0]["out_at"], done["ended_at"]);
    let facts = {
        let mut tx = town.db().begin_read().await.expect("a transaction");
        let number = "0160226000001".parse().expect("a number");
        vena_collect::desk().facts(&mut tx, &number).await.expect("an answer").expect("a donation")
    };
    assert_eq!(facts.ended_at.zip(facts.started_at).map(|(end, start)| end.seconds_since(start)), Some(480));
}

#[tokio::test]
async fn a_needle_in_vain_spends_its_number_and_the_next_is_the_last() {
    let (town, _) = town().await;
    let path = seated(&town, 1, "1").await;
    let at = |verb: &str| format!("{path}/{verb}");
    town.post(PICKER, &at("bind"), by_scan("0160226000001", KIT)).await;
    town.post(PICKER, &at("start"), json!({"arm": "left"})).await;
    let again = town.post(PICKER, &at("fail"), json!({"reason": "穿刺失败"})).await;
    assert_eq!((&again["state"], &again["donation_number"]), (&json!("accepted"), &Value::Null));
    // Number and kit of the first needle are spent; the other arm, a second person, and no third needle.
    assert_eq!(town.refused(PICKER, &at("bind"), by_scan("0160226000001", KIT)).await, "binding.number-used");
    assert_eq!(town.refused(PICKER, &at("bind"), by_scan("0160226000002", KIT)).await, "binding.kit-used");
    town.post(PICKER, &at("bind"), by_scan("0160226000002", &KIT.replace("0001", "0002"))).await;
    assert_eq!(town.refused(PICKER, &at("start"), json!({"arm": "right"})).await, "donation.second-person");
    let seen = |number: &str| json!({"bag_scan": number, "record_scan": number});
    assert_eq!(town.refused(PICKER, &at("confirm"), seen("0160226000002")).await, "donation.second-person");
    assert_eq!(town.refused(DRIVER, &at("confirm"), seen("0160226000003")).await, "binding.confirm-differs");
    town.post(DRIVER, &at("confirm"), seen("0160226000002")).await;
    assert_eq!(town.refused(PICKER, &at("start"), json!({"arm": "left"})).await, "needle.same-arm");
    town.post(PICKER, &at("start"), json!({"arm": "right"})).await;
    town.post(PICKER, &at("fail"), json!({"reason": "血管细"})).await;
    let third = by_scan("0160226000003", &KIT.replace("0001", "0003"));
    assert_eq!(town.refused(PICKER, &at("bind"), third).await, "needle.max");
    let ended = town.post(PICKER, &at("cancel"), json!({"reason": "两次穿刺失败"})).await;
    assert_eq!(ended["needles"].as_array().map(Vec::len), Some(2));
    assert_ne!(ended["needle_at"], Value::Null);
    let mut tx = town.db().begin_read().await.expect("a transaction");
    let sql = "select count(*) from platform.outbox where name = 'collect.donation_failed'";
    assert_eq!(sqlx::query_scalar::<_, i64>(sql).fetch_one(tx.conn()).await.expect("a count"), 1);
}

/// A man who gives platelets.
async fn apheresis(town: &Town, number: u128) -> String {
    let mut sheet = healthy(town, donor(number)).await;
    sheet["kind"] = json!("apheresis_platelets");
    sheet["volume_ml"] = json!(520);
    sheet["answers"]["aspirin"] = json!(false);
    let missing = decided(town, &sheet).await;
    assert_eq!(missing["refusals"][0]["rule"], "check.missing", "{missing}");
    leaves(town, &missing, "refused").await;
    sheet["check"]["platelets_e9_l"] = json!(240);
    sheet["check"]["hematocrit"] = json!(0.42);
    let donation = decided(town, &sheet).await;
    assert_eq!(donation["state"], "accepted", "{donation}");
    let path = format!("{DONATIONS}/{}", donation["donation_id"].as_str().expect("an id"));
    town.post(PICKER, &format!("{path}/seat"), json!({"chair": "A1", "document_scan": DOCUMENT})).await;
    path
}

#[tokio::test]
async fn a_machine_gives_doses_that_are_units_of_one_number() {
    let (town, _) = town().await;
    let path = apheresis(&town, 1).await;
    let at = |verb: &str| format!("{path}/{verb}");
    let mut body = by_scan("0160226000001", SET);
    body["bag"]["medium"] = json!("PLT-BAG");
    let mut unlabelled = body.clone();
    unlabelled["bag"] = json!({"lot": "P26A1", "medium": "PLT-BAG", "expires_on": "2027-12-31"});
    assert_eq!(town.refused(PICKER, &at("bind"), unlabelled).await, "binding.kit-unlabelled");
    let mut wrong = body.clone();
    wrong["bag"]["medium"] = json!("CPDA-1");
    assert_eq!(town.refused(PICKER, &at("bind"), wrong).await, "binding.medium");
    town.post(PICKER, &at("bind"), body).await;
    // Two persons before the needle, also for what is typed after the fact; nothing is full before a needle was in.
    let before = town.now();
    town.wait_seconds(3600);
    assert_eq!(town.refused(PICKER, &at("complete"), json!({"volume_ml": 520})).await, "donation.state");
    let late = json!({"arm": "left", "at": before});
    assert_eq!(town.refused(PICKER, &at("start"), late.clone()).await, "donation.second-person");
    town.post(DRIVER, &at("confirm"), json!({"bag_scan": NUMBER, "record_scan": NUMBER})).await;
    assert_eq!(town.refused(PICKER, &at("start"), late).await, "donation.times");
    town.post(PICKER, &at("start"), json!({"arm": "left"})).await;
    town.wait_seconds(3600);
    let plt = |ml: i32| json!({"product": "PLT-A", "volume_ml": ml});
    let out = |products: Value, ml: i32| json!({"volume_ml": ml, "products": products, "platelets_e11": 5.4, "anticoagulant_ml": 300});
    for (body, rule) in [
        (out(json!([]), 520), "donation.no-product"),
        (out(json!([plt(260), plt(260), plt(260)]), 780), "donation.doses"),
        (out(json!([plt(260), plt(250)]), 520), "donation.sum"),
        (out(json!([plt(260), plt(260), {"product": "FFP-A", "volume_ml": 100}]), 620), "donation.plasma"),
        (out(json!([{"product": "RBC-S", "volume_ml": 520}]), 520), "donation.product"),
    ] {
        assert_eq!(town.refused(PICKER, &at("complete"), body).await, rule);
    }
    let done = town.post(PICKER, &at("complete"), out(json!([plt(260), plt(240)]), 500)).await;
    let units = done["units"].as_array().expect("units");
    assert_eq!((units.len(), &done["kind"]), (2, &json!("apheresis_platelets")));
    for unit in units {
        let shown = town.unit(unit["unit_id"].as_str().expect("an id").parse().expect("an id")).await;
        assert_eq!((shown.facts.product.as_str(), shown.facts.donation_number.to_string().as_str()), ("PLT-A", NUMBER));
        assert!(["A0", "B0"].contains(&shown.facts.division.as_str()));
        // 240 mL is less than a bag of five days holds: held, not hidden.
        let held = shown.state.holds.iter().any(|hold| hold.kind == HoldKind::Investigation);
        assert_eq!(held, unit["volume_ml"] == 240, "{unit}");
    }
}

/// The machine's own record stands beside what was typed: what nobody typed is taken from it, what differs is explained.
#[tokio::test]
async fn an_apheresis_record_is_compared_and_kept() {
    let (town, _) = town().await;
    let device = json!({"kind": "apheresis", "serial": "AP-1", "name": "1 号单采机", "place": "采血位 2", "calibrated_until": "2029-12-31"});
    town.post(PICKER, "/api/collect/devices", device).await;
    let path = apheresis(&town, 1).await;
    let at = |verb: &str| format!("{path}/{verb}");
    let mut body = by_scan("0160226000001", SET);
    body["bag"]["medium"] = json!("PLT-BAG");
    town.post(PICKER, &at("bind"), body).await;
    town.post(DRIVER, &at("confirm"), json!({"bag_scan": NUMBER, "record_scan": NUMBER})).await;
    town.post(PICKER, &at("start"), json!({"arm": "left"})).await;
    town.wait_seconds(3500);
    let now = town.now();
    let said = json!({
        "device": "AP-1", "kind": "apheresis", "at": now, "clock_at": now, "clock_compared": true, "about": NUMBER,
        "values": {"phase": "end", "duration_s": 3480, "processed_ml": 4210, "ac_ml": 402, "platelets_ml": 520,
            "platelets_10e11": 5.4, "doses": 2, "cycles": 9, "alarm": "AIR_DETECTED"},
    });
    town.post(PICKER, "/api/collect/readings", said).await;
    let flow = town.get(PICKER, &at("flow")).await;
    let course = &flow["course"];
    assert_eq!((&flow["limits"], &course["gives"]["anticoagulant_ml"]), (&Value::Null, &json!(402.0)), "{flow}");
    assert_eq!((&course["findings"][0]["rule"], &course["attached"]), (&json!("flow.alarm"), &json!(false)));
    let plt = |ml: i32| json!({"product": "PLT-A", "volume_ml": ml});
    let out = |anticoagulant_ml: Value, why: Value| json!({"volume_ml": 520, "products": [plt(260), plt(260)], "anticoagulant_ml": anticoagulant_ml, "difference_reason": why});
    let wrong = out(json!(350), Value::Null);
    assert_eq!(town.refused(PICKER, &at("complete"), wrong).await, "donation.reading-differs");
    let done = town.post(PICKER, &at("complete"), out(Value::Null, Value::Null)).await;
    assert_eq!(
        (&done["anticoagulant_ml"], &done["platelets_e11"], &done["machine_ml"]),
        (&json!(402), &json!(5.4), &json!(520)),
        "{done}"
    );
    assert_eq!(town.get(PICKER, &at("flow")).await["course"]["attached"], true);
}

#[tokio::test]
async fn a_recalled_lot_holds_what_it_touched_and_touches_nobody_more() {
    let (town, _) = town().await;
    let path = seated(&town, 1, "1").await;
    town.post(PICKER, &format!("{path}/bind"), by_scan("0160226000001", KIT)).await;
    town.post(PICKER, &format!("{path}/start"), json!({"arm": "left"})).await;
    town.wait_seconds(480);
    let done = town.post(PICKER, &format!("{path}/complete"), json!({"volume_ml": 400})).await;
    let recall = json!({"item": "tube", "lot": "T-nat", "reason": "厂家通知：真空度不足"});
    let told = town.post(PICKER, "/api/collect/lots/recalls", recall.clone()).await;
    assert_eq!((&told["units_held"], &told["donations"][0]["donation_number"]), (&json!(1), &json!("0160226000001")));
    assert!(!told.to_string().contains('王'), "{told}");
    assert_eq!(town.refused(PICKER, "/api/collect/lots/recalls", recall).await, "lot.recalled");
    let unit = town.unit(done["unit_id"].as_str().expect("a unit").parse().expect("an id")).await;
    assert_eq!(unit.state.holds.iter().map(|hold| hold.kind).collect::<Vec<_>>(), [HoldKind::Recall]);
    let other = format!("{}/bind", seated(&town, 2, "2").await);
    let body = by_scan("0160226000002", &KIT.replace("0001", "0002"));
    assert_eq!(town.refused(PICKER, &other, body).await, "binding.lot-recalled");
    let found = town.get(PICKER, "/api/collect/lots/donations?item=kit&lot=Q26A7").await;
    assert_eq!(found["items"][0]["units"], 1, "{found}");
}

#[tokio::test]
async fn the_donor_s_sticker_says_nothing_to_the_desk() {
    let (town, _) = town().await;
    let cards = town.post(PICKER, "/api/collect/wish-cards", json!({"count": 2})).await;
    let code = |n: usize, which: &str| json!({"code": cards["cards"][n][which]});
    let (yes, no) = (running(&town, donor(1), NUMBER).await, running(&town, donor(2), "01602-26000002").await);
    let kept = town.post(PICKER, &format!("{yes}/wish"), code(0, "use_it")).await;
    assert_eq!(kept, town.post(PICKER, &format!("{no}/wish"), code(1, "use_it_not")).await);
    assert_eq!(town.refused(PICKER, &format!("{no}/wish"), code(0, "use_it")).await, "wish.used");
    assert_eq!(town.refused(PICKER, &format!("{no}/wish"), code(1, "use_it")).await, "wish.used");
    assert_eq!(town.refused(PICKER, &format!("{no}/wish"), json!({"code": "V1"})).await, "wish.unknown");
    let mut shown = Vec::new();
    for path in [&yes, &no] {
        let done = town.post(PICKER, &format!("{path}/complete"), crate::needle(&town)).await;
        let unit = town.unit(done["unit_id"].as_str().expect("a unit").parse().expect("an id")).await;
        shown.push((unit.state.safety, done["can"].clone(), done["steps"].as_array().map(Vec::len)));
    }
    assert_eq!((shown[0].0, shown[1].0), (Safety::Pending, Safety::Rejected));
    assert_eq!((&shown[0].1, shown[0].2), (&shown[1].1, shown[1].2), "what the desk sees is the same");
    // Nothing is drawn for whom nothing may be drawn.
    let mut low = healthy(&town, donor(3)).await;
    low["check"]["hb_g_l"] = json!(100);
    let refused = decided(&town, &low).await;
    let path = format!("{DONATIONS}/{}/wish", refused["donation_id"].as_str().expect("an id"));
    let more = town.post(PICKER, "/api/collect/wish-cards", json!({"count": 1})).await;
    assert_eq!(town.refused(PICKER, &path, json!({"code": more["cards"][0]["use_it"]})).await, "wish.nothing-drawn");
}

#[tokio::test]
async fn a_wish_by_phone_reaches_the_unit_until_it_is_used() {
    let (town, _) = town().await;
    let path = running(&town, donor(1), NUMBER).await;
    let done = town.post(PICKER, &format!("{path}/complete"), crate::needle(&town)).await;
    let donation = done["donation_id"].as_str().expect("an id").parse().expect("an id");
    let scope = town.scope(PICKER);
    for (whose, expected) in [(donor(2), None), (donor(1), Some((1, 0))), (donor(1), Some((1, 0)))] {
        let mut tx = town.db().begin().await.expect("a transaction");
        let told =
            vena_collect::wishes().not_to_be_used(&mut tx, &scope, whose, donation, "phone").await.expect("kept");
        tx.commit().await.expect("a commit");
        assert_eq!(told.map(|wished| (wished.stopped, wished.too_late)), expected);
    }
    let id = done["unit_id"].as_str().expect("a unit").parse().expect("an id");
    assert_eq!(town.unit(id).await.state.safety, Safety::Rejected);
    assert_eq!(town.events(id, "rejected").await.len(), 1);
}

#[tokio::test]
async fn hospitals_see_no_chair() {
    let (town, _) = town().await;
    seated(&town, 1, "1").await;
    assert_eq!(town.get(BANK, "/api/collect/chairs").await["items"], json!([]));
    let kits = town.get(PICKER, "/api/collect/kits").await;
    assert_eq!((kits["kits"].as_array().map(Vec::len), kits["tubes"].as_array().map(Vec::len)), (Some(5), Some(3)));
    assert_eq!(kits["needle_lots"], false);
    // Once needles are on the site's list, their lot is asked, and has to be one of it.
    let arrives = json!({"item": "needle", "lot": "N26A1", "expires_on": "2027-12-31", "pieces": 100});
    town.post(PICKER, "/api/collect/lots", arrives).await;
    assert_eq!(town.get(PICKER, "/api/collect/kits").await["needle_lots"], true);
    let bind = format!("{}/bind", accepted(&town, donor(2)).await);
    let with = |needle: Value| {
        let mut body = by_scan("01602-26000002", KIT);
        body["lots"] = json!({"needle": needle});
        body
    };
    assert_eq!(town.refused(PICKER, &bind, with(Value::Null)).await, "binding.needle-lot");
    assert_eq!(town.refused(PICKER, &bind, with(json!("N9"))).await, "binding.lot-unknown");
    assert_eq!(town.post(PICKER, &bind, with(json!("N26A1"))).await["state"], "bound");
}
