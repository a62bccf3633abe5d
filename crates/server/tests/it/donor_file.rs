//! The donor's file through the whole product: who may, and tables of donations given elsewhere.

use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn registered(client: &Client, name: &str, passport: &str) -> String {
    let body = json!({
        "document": { "kind": "passport", "number": passport }, "name": name, "phone": "13800001234",
        "born_on": "1989-06-01", "sex": "female", "consent_to_be_told": true,
    });
    let answer = client.post("/api/recruit/donors", body).await.ok();
    answer["donor"]["donor_id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn import(client: &Client, rows: &[String]) -> Value {
    let content = format!("档案编号,采血机构,献血日期,献血类型,结果,献血量,依据\n{}\n", rows.join("\n"));
    let body = json!({ "kind": "donations-elsewhere", "file_name": "省级查询.csv", "content": content });
    client.post("/api/imports", body).await.ok()["rows"]["items"].clone()
}

#[tokio::test]
async fn a_table_of_donations_elsewhere_is_taken_in_row_by_row() {
    let app = TestApp::city().await;
    let care = app.sign_in("donorcare").await;
    let id = registered(&care, "王小明", "E12345678").await;
    let nobody = "donor_00000000000000000000000000000009";
    let table = [
        (format!("{id},泉城血站,2026-08-01,全血,,400,省级查询"), "accepted"),
        (format!("{id},泉城血站,2026-08-01,全血,完成,400,献血证"), "elsewhere.known"),
        (format!("{id},泉城血站,2026-08-02,单采血小板,未成功,,本人陈述"), "accepted"),
        (format!("{id},泉城血站,2026-08-03,全血小板,,400,省级查询"), "elsewhere.word"),
        (format!("{id},泉城血站,2026-08-04,全血,,很多,省级查询"), "elsewhere.volume"),
        (format!("{id},泉城血站,8月5日,全血,,400,省级查询"), "elsewhere.form"),
        (format!("{id},泉城血站,2027-08-06,全血,,400,省级查询"), "elsewhere.ahead"),
        (format!("{nobody},泉城血站,2026-08-07,全血,,400,省级查询"), "elsewhere.unknown-file"),
    ];
    for (row, outcome) in &table {
        let rows = import(&care, std::slice::from_ref(row)).await;
        let found = rows[0]["reasons"][0]["rule"].as_str().unwrap_or_else(|| rows[0]["outcome"].as_str().unwrap_or(""));
        assert_eq!(found, *outcome, "{row}: {rows}");
    }
    let donor = care.get(&format!("/api/recruit/donors/{id}")).await.ok();
    assert_eq!(donor["eligibility"]["whole_blood"]["from"], "2027-02-01");
    // Who may import tables of the store enters no donations.
    let keeper = app.sign_in("storekeeper").await;
    let rows = import(&keeper, &[format!("{id},泉城血站,2025-01-01,全血,,400,省级查询")]).await;
    assert_eq!(rows[0]["reasons"][0]["rule"], "recruit.elsewhere.create");
}

#[tokio::test]
async fn a_registrar_proposes_and_another_confirms_and_a_nurse_does_neither() {
    let app = TestApp::city().await;
    let (one, two, nurse) =
        (app.sign_in("registrar").await, app.sign_in("registrar02").await, app.sign_in("collector").await);
    let (keep, goes) = (registered(&one, "王小明", "E12345678").await, registered(&one, "李大力", "G20000002").await);
    let body = json!({ "loser": goes, "survivor": keep, "reason": "同一人两份档案" });
    nurse.post("/api/recruit/merges", body.clone()).await.refused_by("recruit.merge.create");
    let merge = one.post("/api/recruit/merges", body).await.ok()["merge_id"].as_str().expect("an id").to_owned();
    let path = format!("/api/recruit/merges/{merge}/confirm");
    one.post(&path, json!({ "reason": "自己确认" })).await.refused_by("merge.second-person");
    assert_eq!(two.post(&path, json!({ "reason": "已核对" })).await.ok()["state"], "confirmed");
    assert_eq!(nurse.get(&format!("/api/recruit/donors/{goes}")).await.ok()["donor_id"], json!(keep));
}

#[tokio::test]
async fn the_list_is_narrowed_by_what_is_known_of_donors() {
    let app = TestApp::city().await;
    let crew = crate::steps::Crew::of(&app).await;
    let given = crate::steps::donate(&app, &crew, 1).await;
    registered(&crew.registrar, "李大力", "G20000002").await;
    let site = crew.nurse.get("/api/session").await.ok()["site"]["site_id"].clone();
    let site = site.as_str().expect("a site");
    let names = async |query: &str| {
        let page = crew.registrar.get(&format!("/api/recruit/donors?{query}")).await.ok();
        let rows = page["items"].as_array().expect("rows").iter();
        rows.map(|row| row["donor_id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let (gave, all) = (vec![given.donor.clone()], 2);
    assert_eq!(names("").await.len(), all);
    for (query, found) in [
        ("last_from=2026-11-16".to_owned(), &gave),
        ("last_from=2026-11-17".to_owned(), &Vec::new()),
        ("last_until=2026-11-16&agreed=service".to_owned(), &gave),
        ("last_until=2026-11-15".to_owned(), &Vec::new()),
        (format!("site_id={site}"), &gave),
        ("deferred=true".to_owned(), &Vec::new()),
        ("group=AB-".to_owned(), &Vec::new()),
        ("agreed=marketing".to_owned(), &Vec::new()),
    ] {
        assert_eq!(&names(&query).await, found, "{query}");
    }
    assert_eq!(names("deferred=false").await.len(), all);
    assert_eq!(names("agreed=service&limit=1").await.len(), 1);
}
