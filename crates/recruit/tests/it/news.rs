use serde_json::json;
use vena_contracts::{
    collect::{DonationCompleted, DonationFailed},
    lab::{DonationJudged, Verdict},
};
use vena_kernel::{
    event::Event,
    id::{DonationId, UnitId},
};
use vena_testkit::town::{DRIVER, Org, PICKER, Town};

use crate::{registered, town};

const NUMBER: &str = "0160226000001";

async fn tell<E: Event>(town: &Town, event: &E) {
    let mut tx = town.db().begin().await.expect("a transaction");
    tx.tell(event).await.expect("told");
    tx.commit().await.expect("a commit");
    town.settle().await;
}

fn completed(town: &Town, donor: &str, number: &str, reaction: bool) -> DonationCompleted {
    let id = uuid::Uuid::from_u128(7);
    DonationCompleted {
        donation_id: DonationId::from_uuid(id),
        donation_number: number.parse().expect("a number"),
        donor_id: donor.parse().expect("an id"),
        kind: vena_kernel::eligibility::DonationKind::WholeBlood,
        unit_id: UnitId::from_uuid(id),
        unit_ids: Vec::new(),
        site_id: Org::Station.store(),
        ended_at: town.now(),
        volume_ml: 400,
        reaction,
        news_unwanted: false,
    }
}

fn judged(verdict: Verdict, reactive: bool) -> DonationJudged {
    DonationJudged { donation_number: NUMBER.parse().expect("a number"), verdict, reactive }
}

#[tokio::test]
async fn a_donation_starts_the_interval() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let event = completed(&town, &id, NUMBER, false);
    tell(&town, &event).await;
    tell(&town, &event).await;
    let donor = town.get(PICKER, &format!("/api/recruit/donors/{id}")).await;
    assert_eq!((&donor["donations"], &donor["last_donation_on"]), (&json!(1), &json!("2026-02-11")));
    let whole_blood = &donor["eligibility"]["whole_blood"];
    assert_eq!(
        (&whole_blood["from"], &whole_blood["lines"][0]["rule"]),
        (&json!("2026-08-11"), &json!("donor.interval"))
    );
}

/// A needle that was in for nothing `days` ago.
fn failed(town: &Town, donor: &str, days: i64) -> DonationFailed {
    DonationFailed {
        donation_id: DonationId::from_uuid(uuid::Uuid::from_u128(9)),
        donor_id: donor.parse().expect("an id"),
        kind: vena_kernel::eligibility::DonationKind::WholeBlood,
        needle_at: town.now().plus_seconds(-days * 86_400),
    }
}

#[tokio::test]
async fn a_needle_in_vain_starts_the_interval_and_is_no_donation() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    let event = failed(&town, &id, 1);
    tell(&town, &event).await;
    tell(&town, &event).await;
    let donor = town.get(PICKER, &format!("/api/recruit/donors/{id}")).await;
    assert_eq!((&donor["donations"], &donor["last_donation_on"]), (&json!(0), &json!(null)));
    let whole_blood = &donor["eligibility"]["whole_blood"];
    assert_eq!(
        (&whole_blood["from"], &whole_blood["lines"][0]["rule"], &donor["can"]["donate"]["ok"]),
        (&json!("2026-08-10"), &json!("donor.interval"), &json!(false))
    );
    let other = registered(&town, "李明", "E20000001").await;
    assert_eq!(
        town.get(PICKER, &format!("/api/recruit/donors/{other}")).await["eligibility"]["whole_blood"]["may"],
        true
    );
}

#[tokio::test]
async fn the_later_of_donation_and_needle_in_vain_counts_in_whichever_order_they_are_heard() {
    // The donation is of today, 2026-02-11; the needle in vain before it, or after it.
    for (waited_days, from) in [(0, "2026-08-11"), (3, "2026-08-14")] {
        for needle_first in [false, true] {
            let (town, _) = town().await;
            let id = registered(&town, "王小明", "E12345678").await;
            let given = completed(&town, &id, NUMBER, false);
            town.wait_seconds(waited_days * 86_400);
            let vain = failed(&town, &id, if waited_days == 0 { 30 } else { 0 });
            if needle_first {
                tell(&town, &vain).await;
                tell(&town, &given).await;
            } else {
                tell(&town, &given).await;
                tell(&town, &vain).await;
            }
            let donor = town.get(PICKER, &format!("/api/recruit/donors/{id}")).await;
            let shown = (&donor["eligibility"]["whole_blood"]["from"], &donor["last_donation_on"], &donor["donations"]);
            assert_eq!(shown, (&json!(from), &json!("2026-02-11"), &json!(1)), "{needle_first}");
        }
    }
}

#[tokio::test]
async fn a_reactive_judgement_excludes_the_donor_in_whichever_order_it_is_heard() {
    for judged_first in [false, true] {
        let (town, _) = town().await;
        let id = registered(&town, "王小明", "E12345678").await;
        let (given, verdict) = (completed(&town, &id, NUMBER, false), judged(Verdict::Rejected, true));
        if judged_first {
            tell(&town, &verdict).await;
            tell(&town, &given).await;
        } else {
            tell(&town, &given).await;
            tell(&town, &verdict).await;
        }
        tell(&town, &verdict).await;
        let donor = town.get(PICKER, &format!("/api/recruit/donors/{id}")).await;
        assert_eq!(
            (&donor["deferrals"][0]["permanent"], donor["deferrals"].as_array().map(Vec::len)),
            (&json!(true), Some(1))
        );
        assert_eq!(
            (&donor["eligibility"]["whole_blood"]["from"], &donor["deferrals"][0]["reason"]),
            (&json!(null), &json!(null))
        );
        assert!(!donor.to_string().contains("TTI") && !donor.to_string().contains("检测"), "{donor}");
        let deferral = donor["deferrals"][0]["deferral_id"].as_str().expect("an id");
        let lift = format!("/api/recruit/donors/{id}/deferrals/{deferral}/lift");
        assert_eq!(town.refused(DRIVER, &lift, json!({"reason": "请求解除"})).await, "deferral.laboratory");
    }
}

#[tokio::test]
async fn what_else_the_laboratory_rejects_defers_for_a_time_and_a_good_result_not_at_all() {
    let (town, _) = town().await;
    let id = registered(&town, "王小明", "E12345678").await;
    tell(&town, &completed(&town, &id, NUMBER, false)).await;
    let good = Verdict::Qualified { group: "A+".parse().expect("a group"), evidence: "digest".into() };
    tell(&town, &judged(good, false)).await;
    tell(&town, &judged(Verdict::Incomplete { missing: vec![] }, false)).await;
    let path = format!("/api/recruit/donors/{id}");
    assert_eq!(town.get(PICKER, &path).await["deferrals"], json!([]));
    tell(&town, &judged(Verdict::Rejected, false)).await;
    assert_eq!(town.get(PICKER, &path).await["deferrals"][0]["until"], "2026-08-11");
    // A later reactive judgement of the same donation excludes for good, and is not weakened again.
    tell(&town, &judged(Verdict::Rejected, true)).await;
    tell(&town, &judged(Verdict::Rejected, false)).await;
    let donor = town.get(PICKER, &path).await;
    assert_eq!(donor["eligibility"]["whole_blood"]["from"], json!(null));
}
