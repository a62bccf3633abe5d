//! The ledger over HTTP, through the real router.

use serde_json::Value;
use vena_ledger::{ProofFile, note, signer::Signer, verify_offline};
use vena_testkit::town::{BANK, Bag, HILL_BANK, Org, PICKER, Town};

async fn town() -> Town {
    Town::new(vec![vena_ledger::module()]).await
}

async fn status(town: &Town, who: vena_testkit::town::Someone, path: &str) -> (u16, Value) {
    let (status, body) = town.call(who, axum::http::Method::GET, path, None).await;
    (status.as_u16(), body)
}

/// Seals everything; other tests' open transactions are waited for.
async fn sealed(town: &Town, signer: &Signer) {
    let sql = "select (select count(*) from ledger.event) = (select count(*) from ledger.leaf)";
    while !sqlx::query_scalar::<_, bool>(sql).fetch_one(town.db().pool()).await.expect("an answer") {
        vena_ledger::seal(town.db(), signer).await.expect("a working ledger");
    }
}

#[tokio::test]
async fn a_unit_and_its_trace_are_shown_to_those_who_had_it() {
    let town = town().await;
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    let record = town.get(PICKER, &format!("/api/ledger/units/{unit}")).await;
    assert_eq!((&record["state"]["life"], &record["facts"]["group"]), (&"stock".into(), &"A+".into()));
    let trace = town.get(BANK, &format!("/api/ledger/traces/{unit}")).await;
    assert_eq!(trace["units"][0]["custodian"]["name"], "港湾医院");
    assert_eq!(trace["units"][0]["events"][0]["fact"], Value::Null, "a hospital is not told of the collection");
    let by_number = town.get(PICKER, "/api/ledger/traces/01602-26000001").await;
    assert_eq!(by_number["units"][0]["unit_id"], unit.to_string());
    for path in [
        format!("/api/ledger/units/{unit}"),
        format!("/api/ledger/traces/{unit}"),
        format!("/api/ledger/units/{unit}/proof"),
    ] {
        let (code, problem) = status(&town, HILL_BANK, &path).await;
        assert_eq!((code, &problem["code"]), (404, &"not-found".into()), "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_not_a_fault() {
    let town = town().await;
    for (path, code) in [
        ("/api/ledger/units/nonsense", 404),
        ("/api/ledger/units/order_01920000000070008000000000000001", 404),
        ("/api/ledger/units/unit_01920000000070008000000000000001", 404),
        ("/api/ledger/units/unit_01920000000070008000000000000001/proof", 404),
        ("/api/ledger/traces/%20", 422),
        ("/api/ledger/traces/%E8%A1%80", 422),
        ("/api/ledger/traces/016021014700", 422),
        ("/api/ledger/traces/0160226999999", 404),
        ("/api/ledger/traces/a%00b", 422),
    ] {
        let (found, problem) = status(&town, PICKER, path).await;
        assert_eq!(found, code, "{path}: {problem}");
        assert!(problem["detail"].is_string(), "{path}: {problem}");
    }
}

#[tokio::test]
async fn checkpoint_and_proof_convince_an_outsider() {
    let town = town().await;
    assert_eq!(town.get(PICKER, "/api/ledger/checkpoint").await["size"], 0);
    let unit = town.delivered(Bag::red_cells(1, "A+"), Org::Harbour).await;
    let path = format!("/api/ledger/units/{unit}/proof");
    let (code, problem) = status(&town, PICKER, &path).await;
    assert_eq!((code, &problem["rule"]), (409, &"ledger.not-sealed-yet".into()));
    let folder = tempfile::tempdir().expect("a folder");
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    sealed(&town, &signer).await;
    let published = town.get(PICKER, "/api/ledger/checkpoint").await;
    assert_eq!(published["keys"][0], signer.verifier().encoded());
    let note = published["checkpoint"].as_str().expect("a note");
    assert_eq!(note::open(note, signer.verifier()).expect("signed").head.size, published["size"]);
    for who in [PICKER, BANK] {
        let file: ProofFile = serde_json::from_value(town.get(who, &path).await).expect("a proof file");
        let report = verify_offline(&file, Some(signer.verifier()));
        assert!(report.intact, "{:?}", report.findings);
    }
}
