//! What refuses at the decision leaves its deferral: the donor does not come back the same minute.

use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, text},
    support::{Client, TestApp},
};

/// A visitor who was asked and checked: `answers` and `check` in place of what a fit donor says and measures.
async fn ready(crew: &Crew, donor: &str, answers: Value, check: Value) -> String {
    let visit = crew.nurse.post("/api/collect/visits", json!({ "donor_id": donor })).await.ok();
    let visit = visit["visit_id"].as_str().or(visit["visit"]["visit_id"].as_str()).expect("a visit").to_owned();
    let at = |verb: &str| format!("/api/collect/visits/{visit}/{verb}");
    let form = steps::donation_form(crew, donor).await;
    let but = |usual: &Value, besides: Value| {
        let mut all = usual.clone();
        for (key, value) in besides.as_object().expect("an object") {
            all[key] = value.clone();
        }
        all
    };
    let mut said = but(&form["answers"], answers);
    said["first_time_knows"] = json!(true);
    crew.nurse.post(&at("answers"), json!({ "version": form["inquiry_version"], "answers": said })).await.ok();
    steps::consent_on_paper(&crew.registrar, &visit).await;
    let measured = but(&form["check"], check);
    let check = json!({ "kind": "whole_blood", "check": measured, "sources": steps::by_hand(&measured) });
    crew.nurse.post(&at("check"), check).await.ok();
    at("decide")
}

async fn reasons(doctor: &Client, donor: &str) -> Vec<Value> {
    let path = format!("/api/recruit/donors/{donor}/deferrals/reasons");
    doctor.post(&path, json!({ "reason": "复核" })).await.ok().as_array().expect("reasons").clone()
}

#[tokio::test]
async fn what_refuses_leaves_its_deferral_whatever_was_pressed() {
    let app = TestApp::city().await;
    let (crew, doctor) = (Crew::of(&app).await, app.sign_in("doctor").await);
    let donor = steps::register(&crew, 2).await;
    let several = json!({
        "infectious_disease": true, "vaccination": true, "vaccination_which": ["inactivated", "after_bite"],
        "vaccine_inactivated_on": "2026-11-06", "vaccine_after_bite_on": "2026-08-16",
    });
    let decide = ready(&crew, &donor, several, json!({ "hb_g_l": 90 })).await;
    let yes = json!({ "accept": true, "kind": "whole_blood", "volume_ml": 400 });
    let refused = doctor.post(&decide, yes).await.ok();
    assert_eq!(refused["state"], "refused", "{refused:#}");
    let told = reasons(&doctor, &donor).await;
    let mut kept: Vec<String> =
        told.iter().map(|one| format!("{} {} {}", text(one, "code"), one["until"], text(one, "source"))).collect();
    kept.sort();
    assert_eq!(
        kept,
        ["P13 null physician", "T25 \"2027-02-16\" physician", "V04 \"2027-08-16\" physician"],
        "the longest of two vaccines, the haemoglobin, the infection"
    );
    assert_eq!(told.iter().find(|one| one["code"] == "T25").expect("T25")["case"]["zh"], "血红蛋白不足");
    let file = crew.registrar.get(&format!("/api/recruit/donors/{donor}/eligibility")).await.ok();
    assert!(file["verdicts"].as_array().expect("verdicts").iter().all(|one| one["may"] == false), "{file:#}");
    assert!(!file.to_string().contains("P13"), "why is not told to the desk");
}

#[tokio::test]
async fn a_physician_changes_what_follows_with_a_reason_and_the_desk_leaves_it_too() {
    let app = TestApp::city().await;
    let (crew, doctor) = (Crew::of(&app).await, app.sign_in("doctor").await);
    let donor = steps::register(&crew, 3).await;
    let decide = ready(&crew, &donor, json!({}), json!({ "hb_g_l": 110 })).await;
    let no = |deferral: Value| json!({ "accept": false, "kind": "whole_blood", "volume_ml": 400, "reason": "血红蛋白偏低", "deferrals": [deferral] });
    let sooner = |note: Value| json!({ "code": "T25", "case": "hemoglobin", "until": "2026-12-16", "note": note });
    doctor.post(&decide, no(sooner(Value::Null))).await.refused_by("deferral.until-short");
    let other = json!({ "instead_of": "eligibility.hemoglobin", "code": "T99", "until": "2026-12-16" });
    doctor.post(&decide, no(other)).await.refused_by("decision.deferral-reason");
    let unknown = json!({ "instead_of": "inquiry.organ", "code": "T99", "until": "2026-12-16", "note": "不适用" });
    doctor.post(&decide, no(unknown)).await.refused_by("decision.deferral-unknown");
    doctor.post(&decide, no(sooner(json!("月经后暂时偏低，一月后复查")))).await.ok();
    let told = reasons(&doctor, &donor).await;
    assert_eq!((told.len(), &told[0]["until"]), (1, &json!("2026-12-16")));
}
