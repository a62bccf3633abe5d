use serde_json::json;
use vena_kernel::{clock::Instant, refusal::Refusal, text::Lang};
use vena_testkit::table::rows;

use super::{
    db::ValueRow,
    rules::{Facts, Month, MonthOf, may_conclude, may_report, report},
};
use crate::quality::{book::quality, results::rules::Standing};

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

#[test]
fn a_month_is_named_by_product_and_month() {
    let of: MonthOf = "RBC-S-LR@2026-10".parse().expect("a month");
    assert_eq!((of.to_string(), of.month.to_string()), ("RBC-S-LR@2026-10".into(), "2026-10-01".into()));
    for wrong in ["RBC-S-LR", "RBC-S-LR@2026-13", "RBC-S-LR@2026-10-01", "@2026-10", "RBC-S-LR@26-10", ""] {
        assert!(wrong.parse::<MonthOf>().is_err(), "{wrong}");
    }
}

#[test]
fn a_month_is_reported_when_it_is_over_and_judged_by_results_or_by_people() {
    let table = "
        ended | waiting | standing  | concluded | conclude                | report
        no    | 0       | InControl | no        | quality.month-running   | quality.month-running
        no    | 0       | Open      | no        | quality.month-running   | quality.month-running
        yes   | 1       | Open      | no        | quality.month-waiting   | quality.month-waiting
        yes   | 1       | InControl | no        | quality.month-waiting   | quality.month-waiting
        yes   | 0       | InControl | no        | quality.month-judged    | ok
        yes   | 0       | Out       | no        | quality.month-judged    | ok
        yes   | 0       | Open      | no        | ok                      | quality.month-short
        yes   | 0       | Open      | yes       | quality.month-concluded | ok
        ";
    for row in &rows(table)[1..] {
        let standing = match row[2] {
            "InControl" => Standing::InControl,
            "Out" => Standing::Out,
            _ => Standing::Open,
        };
        let month = Month {
            ended: row[0] == "yes",
            waiting: row[1].parse().expect("a number"),
            standing,
            concluded: row[3] == "yes",
        };
        assert_eq!([rule(may_conclude(month)), rule(may_report(month))], [row[4], row[5]], "{row:?}");
    }
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

/// A value of the n-th sample.
fn value(sample: u32, indicator: &str, value: f64, inside: bool) -> ValueRow {
    ValueRow {
        sample_id: format!("sample_{sample:032x}").parse().expect("an id"),
        donation_number: format!("0993226{:06}", 100_000 + sample).parse().expect("a number"),
        made_at: at("2026-10-03T02:00:00Z"),
        taken_at: at(&format!("2026-10-{:02}T02:00:00Z", 3 + sample)),
        confirmed_at: at("2026-10-29T17:00:00Z"),
        drawn_ml: Some(400),
        indicator: indicator.to_owned(),
        value,
        minimum: (indicator == "hb").then_some(36.0),
        maximum: (indicator == "haemolysis").then_some(0.8),
        inside,
        source: "GB 18469-2012".to_owned(),
    }
}

#[test]
fn a_report_repeats_every_value_and_judges_each_indicator_by_its_share() {
    let of: MonthOf = "RBC-S-LR@2026-10".parse().expect("a month");
    let mut values = Vec::new();
    for sample in 1..=4 {
        let low = sample == 4;
        values.push(value(sample, "haemolysis", 0.2, true));
        values.push(value(sample, "hb", if low { 35.9 } else { 40.0 }, !low));
    }
    let indicators = quality().indicators(of.product, of.month);
    let facts = |standing, concluded| Facts {
        of,
        made: 400,
        standing,
        concluded,
        indicators: &indicators,
        values: &values,
        lang: Lang::Zh,
    };
    let told = report(&facts(Standing::InControl, None));
    assert_eq!((&told["report_number"], &told["made_units"]), (&json!("202610-RBC-S-LR"), &json!(400)));
    assert_eq!((&told["sampled_units"], &told["verdict"]), (&json!(4), &json!("conforming")));
    assert_eq!((&told["sampled_on"], &told["tested_on"]), (&json!("2026-10-07"), &json!("2026-10-30")));
    assert_eq!((&told["size"], &told["conclusion"]), (&json!("400 mL 全血制备"), &json!(null)));
    let items = told["items"].as_array().expect("items");
    let hb = items.iter().find(|item| item["unit"] == "g").expect("haemoglobin");
    assert_eq!((&hb["lowest"], &hb["mean"], &hb["highest"]), (&json!(35.9), &json!(38.975), &json!(40.0)));
    assert_eq!((&hb["passed"], &hb["tested"], &hb["rate_percent"]), (&json!(3), &json!(4), &json!(75.0)));
    assert_eq!((&hb["standard"], &hb["conforming"]), (&json!("≥ 36"), &json!(true)), "75 % is enough for 75 %");
    let haemolysis = items.iter().find(|item| item["unit"] == "%").expect("haemolysis");
    assert_eq!(haemolysis["standard"], "< 0.8");
    let last = told["samples"].as_array().expect("samples").last().expect("a sample");
    let place = items.iter().position(|item| item["unit"] == "g").expect("haemoglobin");
    assert_eq!(last["values"][place], "35.9");

    assert_eq!(report(&facts(Standing::Out, None))["verdict"], "not_conforming");
    let short = report(&facts(Standing::Open, Some("本月仅制备三袋，下月合并判定")));
    assert_eq!((&short["verdict"], &short["conclusion"]), (&json!(null), &json!("本月仅制备三袋，下月合并判定")));
}

#[test]
fn less_than_the_share_is_not_enough() {
    let of: MonthOf = "RBC-S-LR@2026-10".parse().expect("a month");
    let values: Vec<ValueRow> =
        (1..=7).map(|sample| value(sample, "hb", if sample > 5 { 30.0 } else { 40.0 }, sample <= 5)).collect();
    let indicators = quality().indicators(of.product, of.month);
    let facts = Facts {
        of,
        made: 700,
        standing: Standing::Out,
        concluded: None,
        indicators: &indicators,
        values: &values,
        lang: Lang::En,
    };
    let told = report(&facts);
    let hb = &told["items"][0];
    assert_eq!((&hb["rate_percent"], &hb["conforming"]), (&json!(71.4), &json!(false)), "5 of 7");
}

#[test]
fn every_product_has_room_on_the_form() {
    let month = "2026-10-01".parse().expect("a day");
    for product in quality().products() {
        let indicators = quality().indicators(product, month);
        assert!(indicators.len() <= 8, "{product} measures more than the form has room for");
        assert!(indicators.iter().all(|one| one.name.zh.chars().count() <= 30 && one.unit.chars().count() <= 20));
        assert!(format!("202610-{product}").len() <= 24, "{product}");
    }
}
