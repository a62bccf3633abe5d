use serde_json::json;
use vena_testkit::town::BANK;

use crate::bench::{Lab, TESTER};

#[tokio::test]
async fn the_scan_field_leads_to_the_tests_of_a_number() {
    let lab = Lab::new().await;
    let sample = lab.donated(1, 7).await;
    for text in ["01602-26000001", "0160226000001", "a0160226000001b", "0160226000001/RBC-S/00"] {
        let hits = lab.town.post(TESTER, "/api/scan", json!({ "text": text })).await["hits"].clone();
        assert_eq!(
            (&hits[0]["kind"], &hits[0]["path"], &hits[0]["detail"]["zh"]),
            (&json!("lab_donation"), &json!("/lab/donations/0160226000001"), &json!("待检")),
            "{text}"
        );
        assert!(!hits.to_string().contains("donor"), "{hits}");
    }
    for text in ["01602-26000002", "016022600000", "O+", "wang"] {
        assert_eq!(lab.town.post(TESTER, "/api/scan", json!({ "text": text })).await["hits"], json!([]), "{text}");
    }
    let number = json!({ "text": sample.number });
    assert_eq!(lab.town.post(BANK, "/api/scan", number.clone()).await["hits"], json!([]), "a hospital finds no tests");
    let finder = lab.town.app.finders[0].clone();
    let mut without = lab.town.scope(TESTER);
    without.permissions = std::sync::Arc::default();
    let text = sample.number.to_string();
    let asked = vena_platform::module::Asked { scanned: vena_kernel::scan::interpret(&text), text };
    let mut tx = lab.town.db().begin_read().await.expect("a transaction");
    let found = finder.find(&mut tx, &without, &asked).await.expect("an answer");
    assert!(found.is_empty(), "who may not see tests finds none");
    assert_eq!(finder.find(&mut tx, &lab.town.scope(TESTER), &asked).await.expect("an answer").len(), 1);
}
