use std::{collections::BTreeSet, sync::Arc};

use axum::http::{Method, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use vena_kernel::{
    id::{OrgId, SiteId, UserId},
    text::Lang,
};
use vena_platform::{
    auth::{OrgKind, Scope},
    imports::import_file,
};
use vena_sim::client::{Answer, Person};

use super::city::City;

const COLD_STORE: &[u8] = include_bytes!("../../../../examples/cold-store-check.csv");
const SLIP: &[u8] = include_bytes!("../../../../examples/transport-slip.csv");

async fn import(person: &Person, kind: &str, bytes: &[u8]) -> Answer {
    let new = json!({"kind": kind, "file_name": format!("{kind}.csv"), "content_base64": STANDARD.encode(bytes)});
    let answer = person.send(Method::POST, "/api/imports", Some(&new)).await.expect("an answer");
    assert!(!answer.status.is_server_error(), "{kind}: {answer:?}");
    answer
}

fn rules(row: &Value) -> BTreeSet<String> {
    let reasons = row["reasons"].as_array().unwrap_or_else(|| panic!("no reasons: {row}")).iter();
    reasons.map(|reason| reason["rule"].as_str().expect("a rule").to_owned()).collect()
}

fn set(rules: &[&str]) -> BTreeSet<String> {
    rules.iter().map(|rule| (*rule).to_owned()).collect()
}

async fn resubmit(person: &Person, report: &Value, row: i64, values: Value) -> Answer {
    let path = format!("/api/imports/{}/rows/{row}/resubmit", report["import_id"].as_str().expect("an id"));
    person.send(Method::POST, &path, Some(&json!({"values": values}))).await.expect("an answer")
}

/// What makes a row of the cold store's list good on 2026-02-11.
fn mended(number: &str) -> Value {
    json!({"条码": number, "采集日期": "2025-12-20 10:20", "检测日期": "2025-12-21 09:13", "入库日期": "2025-12-20 18:20"})
}

#[tokio::test]
async fn every_row_of_the_cold_store_list_ends_with_all_its_reasons() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let answer = import(&keeper, "cold-store", COLD_STORE).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let report = answer.body;
    assert_eq!(report["counts"], json!({"rows": 13, "accepted": 0, "rejected": 13, "duplicate": 0}));
    assert_eq!((&report["encoding"], &report["already_imported"]), (&json!("utf-8"), &json!(false)));
    let always =
        ["donation-number.damaged", "import.tested-before-collected", "import.put-away-too-late", "import.expired"];
    for row in report["rows"]["items"].as_array().expect("rows") {
        let number = row["row"].as_i64().expect("a number");
        let twice: &[&str] = if [11, 13].contains(&number) { &["import.number-twice"] } else { &[] };
        assert_eq!(rules(row), set(&[&always[..], twice].concat()), "row {number}");
        assert_eq!(row["raw"].as_array().expect("cells").len(), 9);
        assert_eq!(row["raw"][0], json!(number.to_string()));
    }
    let row = &report["rows"]["items"][10];
    assert_eq!(row["raw"][2], "016021013282");
    let twice =
        row["reasons"].as_array().expect("reasons").iter().find(|reason| reason["rule"] == "import.number-twice");
    assert!(twice.expect("a reason")["reason"]["zh"].as_str().expect("text").contains("13"));
}

#[tokio::test]
async fn the_transport_slip_is_rejected_naming_both_figures_and_accepted_when_mended() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let report = import(&keeper, "transport-slip", SLIP).await.body;
    let row = &report["rows"]["items"][0];
    assert_eq!(rules(row), set(&["slip.bags-total", "slip.volume-total", "intake.number-year"]));
    let volume =
        row["reasons"].as_array().expect("reasons").iter().find(|reason| reason["rule"] == "slip.volume-total");
    let said = volume.expect("a reason")["reason"]["en"].as_str().expect("text").to_owned();
    assert!(said.contains("800 mL") && said.ends_with("says 4"), "{said}");
    let numbers = "01602-23096813;01602-23004085;01602-23006415;01602-23802921";
    let answer = resubmit(&keeper, &report, 1, json!({"合计袋数": "4", "合计血量": "800", "批发标识": numbers})).await;
    assert_eq!((answer.status, &answer.body["outcome"]), (StatusCode::OK, &json!("accepted")), "{}", answer.body);
    assert_eq!(answer.body["subject"]["path"], "/transport/slips/SFCF230316022");
    let slips = keeper.get("/api/transport/slips?q=sfcf").await.expect("a list");
    assert_eq!(slips["items"].as_array().expect("items").len(), 1);
    let slip = keeper.get("/api/transport/slips/sfcf230316022").await.expect("the slip");
    assert_eq!((&slip["bags"], &slip["volume_ml"], &slip["product"]), (&json!(4), &json!(800), &json!("FP")));
    let lines: Vec<&str> =
        slip["lines"].as_array().expect("lines").iter().filter_map(|line| line["donation_number"].as_str()).collect();
    assert_eq!(lines, ["0160223096813", "0160223004085", "0160223006415", "0160223802921"]);
    let none = keeper.send(Method::GET, "/api/transport/slips/NONE", None).await.expect("an answer");
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let copy = String::from_utf8(SLIP.to_vec()).expect("utf-8").replace("SFCF230316022", "SFCF230316022 ");
    let other = import(&keeper, "transport-slip", copy.as_bytes()).await.body;
    assert!(rules(&other["rows"]["items"][0]).contains("slip.number-used"));
}

#[tokio::test]
async fn a_mended_row_becomes_a_held_unit_and_its_history_stays() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let report = import(&keeper, "cold-store", COLD_STORE).await.body;
    let answer = resubmit(&keeper, &report, 1, json!({"条码": "0160225014700"})).await.body;
    assert_eq!((&answer["outcome"], &answer["version"]), (&json!("rejected"), &json!(2)));
    assert!(rules(&answer).contains("intake.number-year"), "{answer}");
    let answer = resubmit(&keeper, &report, 1, mended("0160225014700")).await.body;
    assert_eq!((&answer["outcome"], &answer["version"]), (&json!("accepted"), &json!(3)), "{answer}");
    assert_eq!(answer["subject"]["kind"], "unit");
    assert_eq!(answer["raw"][2], "016021014700", "what was read stays as it was read");
    let history = answer["history"].as_array().expect("history");
    assert_eq!(history.iter().map(|past| past["version"].as_i64()).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert_eq!(history[0]["values"]["条码"], "016021014700");

    let unit = answer["subject"]["id"].as_str().expect("an id").parse().expect("a unit id");
    let mut tx = city.test.db().begin().await.expect("a transaction");
    let record = vena_ledger::unit(&mut tx, unit).await.expect("a ledger").expect("the unit");
    assert_eq!((record.state.life.word(), record.state.safety.word()), ("stock", "pending"));
    assert_eq!(record.state.holds.iter().map(|hold| hold.kind.word()).collect::<Vec<_>>(), ["found"]);
    assert_eq!(record.facts.product.as_str(), "FP");
    drop(tx);

    let again = resubmit(&keeper, &report, 1, json!({})).await;
    assert_eq!((again.status, again.rule()), (StatusCode::CONFLICT, Some("import.row-settled")));
    // The bag is seen, not taken over again, when another list names it.
    let seen = resubmit(&keeper, &report, 4, mended("01602-25014700")).await.body;
    assert_eq!(rules(&seen), set(&["import.number-twice"]));
    let list = "序号,产品名称,条码,产品码,血型,血量,采集日期,检测日期,入库日期\n\
                1,8064-冰冻血浆,01602-25014700,PG112030,O+,200ML,2025-12-20 10:20,2025-12-21 09:13,2026-01-04 10:00\n\
                2,8064-冰冻血浆,01602-25014700,PG112030,A+,170ML,2025-12-20 10:20,2025-12-21 09:13,2026-01-04 10:00\n";
    let other = import(&keeper, "cold-store", list.as_bytes()).await.body;
    assert_eq!(rules(&other["rows"]["items"][1]), set(&["import.number-twice", "import.contradicts-record"]));
    let seen = resubmit(&keeper, &other, 1, json!({})).await.body;
    assert_eq!(rules(&seen), set(&["import.number-twice"]), "its twin still stands in the file");
    let freed = resubmit(&keeper, &other, 2, json!({"条码": "01602-25014701"})).await.body;
    assert_eq!(freed["outcome"], "accepted", "{freed}");
    let seen = resubmit(&keeper, &other, 1, json!({})).await.body;
    assert_eq!((&seen["outcome"], &seen["subject"]["id"]), (&json!("accepted"), &answer["subject"]["id"]));
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_the_same_row_is_a_duplicate() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let first = import(&keeper, "cold-store", COLD_STORE).await;
    resubmit(&keeper, &first.body, 2, mended("0160225013280")).await;
    let again = import(&keeper, "cold-store", COLD_STORE).await;
    assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!((&again.body["import_id"], &again.body["already_imported"]), (&first.body["import_id"], &json!(true)));
    assert_eq!(again.body["counts"]["accepted"], 1);
    let list = keeper.get("/api/imports?q=cold").await.expect("a list");
    assert_eq!(list["items"].as_array().expect("items").len(), 1);

    let row = &again.body["rows"]["items"][1]["values"];
    let cell = |column: &str| row[column].as_str().expect("a cell").to_owned();
    let columns = ["序号", "产品名称", "条码", "产品码", "血型", "血量", "采集日期", "检测日期", "入库日期"];
    let mut cells = columns.map(cell);
    cells[0] = "77".to_owned();
    let file = format!("{}\n{}\n", columns.join(","), cells.join(","));
    let copy = import(&keeper, "cold-store", file.as_bytes()).await.body;
    assert_eq!(copy["counts"], json!({"rows": 1, "accepted": 0, "rejected": 0, "duplicate": 1}));
    assert_eq!(rules(&copy["rows"]["items"][0]), set(&["import.row-known"]));
}

#[tokio::test]
async fn two_imports_of_one_file_at_once_make_one_report() {
    let city = City::new().await;
    let keepers = [city.person("storekeeper").await, city.person("storekeeper2").await];
    let both = futures::future::join_all(
        keepers.iter().cycle().take(8).map(|keeper| import(keeper, "cold-store", COLD_STORE)),
    )
    .await;
    let ids: BTreeSet<String> = both.iter().map(|answer| answer.body["import_id"].to_string()).collect();
    let created = both.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    assert_eq!((ids.len(), created), (1, 1), "{both:?}");
}

#[tokio::test]
async fn one_bag_in_two_files_at_once_is_taken_over_once() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let file = |row: usize| {
        format!(
            "序号,产品名称,条码,产品码,血型,血量,采集日期,检测日期,入库日期,备注\n\
             {row},冰冻血浆,0160225000001,FP,O+,200ML,2025-12-20 10:20,2025-12-21 09:13,2025-12-20 18:20,{row}\n"
        )
    };
    let files: Vec<String> = (0..6).map(file).collect();
    let all = futures::future::join_all(files.iter().map(|file| import(&keeper, "cold-store", file.as_bytes()))).await;
    let count = |outcome: &str| all.iter().filter(|answer| answer.body["counts"][outcome] == json!(1)).count();
    assert_eq!((count("accepted"), count("rejected")), (6, 0), "{all:?}");
    let units: BTreeSet<String> =
        all.iter().map(|answer| answer.body["rows"]["items"][0]["subject"]["id"].to_string()).collect();
    assert_eq!(units.len(), 1, "taken over once, then seen");
}

#[tokio::test]
async fn files_and_rows_that_cannot_be_read_say_so() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let header = "序号,产品名称,条码,产品码,血型,血量,采集日期,检测日期,入库日期";
    let refused = [
        ("import.empty", Vec::new()),
        ("import.no-rows", header.as_bytes().to_vec()),
        ("import.columns-missing", b"a,b\n1,2\n".to_vec()),
        ("import.encoding", b"\xef\xbb\xbf\xff\xfe\xff".to_vec()),
        ("import.binary", [header.as_bytes(), b"\n1,\0,3,4,5,6,7,8,9\n"].concat()),
    ];
    for (rule, bytes) in refused {
        let answer = import(&keeper, "cold-store", &bytes).await;
        assert_eq!((answer.status, answer.rule()), (StatusCode::UNPROCESSABLE_ENTITY, Some(rule)));
    }
    let unknown = import(&keeper, "tea", b"a\n1\n").await;
    assert_eq!((unknown.status, unknown.rule()), (StatusCode::UNPROCESSABLE_ENTITY, Some("import.kind")));
    let rows = format!(
        "{header}\n1,2,3\n\"x,\ny\",{},1,1,1,1,1,1,1\n,,0160225000001,,,,,,\n1,2,3,4,5,6,7,8,9,10\n",
        "长".repeat(5000)
    );
    let report = import(&keeper, "cold-store", rows.as_bytes()).await;
    assert_eq!(report.status, StatusCode::CREATED, "{}", report.body);
    let rows = report.body["rows"]["items"].as_array().expect("rows");
    assert_eq!(rows.len(), 4);
    assert!(rules(&rows[0]).is_superset(&set(&["import.cells", "import.required"])));
    assert_eq!(rules(&rows[1]), set(&["import.cell-too-long"]));
    assert_eq!(
        (rows[1]["raw"][0].as_str(), rows[1]["raw"][1].as_str().map(|cell| cell.chars().count())),
        (Some("x,\ny"), Some(5000))
    );
    assert_eq!(rules(&rows[2]), set(&["import.required", "import.number-twice"][..1]));
    assert_eq!(rows[2]["reasons"].as_array().expect("reasons").len(), 7);
    assert!(rules(&rows[3]).contains("import.cells"));
    let wrong = resubmit(&keeper, &report.body, 1, json!({"颜色": "红"})).await;
    assert_eq!((wrong.status, wrong.rule()), (StatusCode::UNPROCESSABLE_ENTITY, Some("import.column-unknown")));
    for row in ["0", "99", "-2147483648", "x"] {
        let path = format!("/api/imports/{}/rows/{row}/resubmit", report.body["import_id"].as_str().expect("an id"));
        let answer = keeper.send(Method::POST, &path, Some(&json!({"values": {}}))).await.expect("an answer");
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{row}");
    }
}

#[tokio::test]
async fn a_hospital_sees_no_import_of_the_station_and_may_not_import() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let report = import(&keeper, "cold-store", COLD_STORE).await.body;
    let doctor = city.person("h01.doctor").await;
    assert_eq!(import(&doctor, "cold-store", COLD_STORE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(doctor.get("/api/imports").await.expect("a list")["items"], json!([]));
    let path = format!("/api/imports/{}", report["import_id"].as_str().expect("an id"));
    assert_eq!(doctor.send(Method::GET, &path, None).await.expect("an answer").status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_command_line_imports_as_a_person_who_may() {
    let city = City::new().await;
    let keeper = city.person("storekeeper").await;
    let id = |pointer: &str| keeper.me.pointer(pointer).and_then(Value::as_str).expect("an id").to_owned();
    let mut scope = Scope {
        user: id("/user/user_id").parse::<UserId>().expect("a user"),
        user_name: "库管".to_owned(),
        org: id("/organisation/org_id").parse::<OrgId>().expect("an organisation"),
        org_kind: OrgKind::Station,
        site: id("/site/site_id").parse::<SiteId>().expect("a site"),
        permissions: Arc::new(BTreeSet::new()),
        lang: Lang::Zh,
    };
    let refused = import_file(&city.app, &scope, "cold-store", "a.csv", COLD_STORE).await.expect_err("no permission");
    assert_eq!(refused.problem().map(|problem| problem.status), Some(StatusCode::FORBIDDEN));
    scope.permissions = Arc::new(BTreeSet::from(["platform.import.create".to_owned()]));
    let report = import_file(&city.app, &scope, "cold-store", "a.csv", COLD_STORE).await.expect("a report");
    assert_eq!((report.import.counts.rows, report.already_imported), (13, false));
    let again = import_file(&city.app, &scope, "cold-store", "b.csv", COLD_STORE).await.expect("a report");
    assert_eq!((again.import.import_id, again.already_imported), (report.import.import_id, true));
    let shown = keeper
        .get(&format!("/api/imports/{}?outcome=rejected&limit=5", report.import.import_id))
        .await
        .expect("a report");
    assert_eq!((shown["rows"]["items"].as_array().expect("rows").len(), &shown["rows"]["next"]), (5, &json!("5")));
}
