use vena_kernel::{
    abo::Rhd,
    product::ComponentClass,
    rulebook,
};
use vena_testkit::table::rows;

use super::{
    policy::{ClassPolicy, Policy, Whose},
    rules::{Counted, Grade, count, judge},
};

fn policy() -> &'static Policy {
    Policy::on("2026-02-11".parse().expect("a day"))
}

fn class(word: &str) -> &'static ClassPolicy {
    let class: ComponentClass = serde_json::from_value(word.into()).expect("a class");
    policy().classes.iter().find(|entry| entry.class == class).expect("a class of the policy")
}

fn judged(row: &[&str]) -> [String; 3] {
    let whose = if row[0] == "city" { Whose::City } else { Whose::Hospital };
    let rhd = if row[2] == "+" { Rhd::Positive } else { Rhd::Negative };
    let bags = (row[3].parse().expect("free bags"), row[4].parse().expect("dispensed bags"));
    let judged = judge(policy(), class(row[1]), whose, rhd, bags);
    let word = |value: serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let cover = judged.days_cover.map_or("-".to_owned(), |days| days.to_string());
    [serde_json::json!(judged.grade), serde_json::json!(judged.by)].map(word).into_iter().chain([cover]).collect::<Vec<_>>().try_into().expect("three words")
}

#[test]
fn a_stock_is_judged_by_the_days_that_it_lasts_or_by_its_bags() {
    let table = "
        whose    | class           | rhd | free | dispensed | grade   | by         | days
        city     | red_cells       | +   | 70   | 70        | good    | days_cover | 7
        city     | red_cells       | +   | 69   | 70        | notice  | days_cover | 6.9
        city     | red_cells       | +   | 50   | 70        | notice  | days_cover | 5
        city     | red_cells       | +   | 49   | 70        | warning | days_cover | 4.9
        city     | red_cells       | +   | 30   | 70        | warning | days_cover | 3
        city     | red_cells       | +   | 29   | 70        | danger  | days_cover | 2.9
        city     | red_cells       | +   | 0    | 70        | danger  | days_cover | 0
        city     | red_cells       | -   | 7    | 7         | good    | days_cover | 7
        city     | red_cells       | -   | 6    | 6         | good    | units      | -
        city     | red_cells       | -   | 5    | 0         | notice  | units      | -
        city     | red_cells       | -   | 2    | 0         | warning | units      | -
        city     | red_cells       | -   | 1    | 0         | danger  | units      | -
        city     | red_cells       | +   | 5    | 0         | danger  | units      | -
        hospital | red_cells       | +   | 5    | 0         | notice  | units      | -
        hospital | red_cells       | +   | 0    | 0         | danger  | units      | -
        city     | platelets       | +   | 20   | 70        | good    | days_cover | 2     -- they live five days
        city     | platelets       | +   | 9    | 70        | danger  | days_cover | 0.9
        city     | granulocytes    | +   | 0    | 0         | -       | -          | -     -- made on demand
        city     | whole_blood     | +   | 1    | 70        | -       | -          | 0.1
        city     | cryoprecipitate | +   | 12   | 0         | notice  | units      | -
    ";
    for row in rows(table).into_iter().skip(1) {
        assert_eq!(judged(&row), [row[5], row[6], row[7]].map(str::to_owned), "{row:?}");
    }
}

#[test]
fn every_class_of_the_products_is_in_the_policy_and_its_steps_go_down() {
    for product in rulebook::products().iter() {
        let entry = policy().classes.iter().find(|entry| entry.class == product.class).expect("an entry");
        for rhd in Rhd::ALL {
            for whose in [Whose::City, Whose::Hospital] {
                assert_eq!(entry.bags(whose, rhd).is_none(), entry.on_demand, "{}", product.code);
                let bags = entry.bags(whose, rhd);
                assert!(bags.is_none_or(|steps| steps.good >= steps.notice && steps.notice >= steps.warning && steps.warning > 0));
            }
        }
        assert_eq!(entry.days().is_none(), entry.on_demand, "{}", product.code);
        assert!(entry.days().is_none_or(|steps| steps.good > steps.notice && steps.notice > steps.warning));
    }
    assert_eq!(judge(policy(), class("red_cells"), Whose::City, Rhd::Positive, (0, 0)).grade, Some(Grade::Danger));
}

#[test]
fn bags_count_by_the_rule_of_their_product() {
    let table = "
        product  | whole_blood | bags | unit_hundredths | doses | uncounted
        RBC-S-LR | 400         | 3    | 600             | 0     | 0
        RBC-S-LR | 300         | 1    | 150             | 0     | 0
        RBC-S-LR | -           | 2    | 0               | 0     | 2
        CRYO     | 200         | 2    | 200             | 0     | 0
        PLT-A    | 400         | 2    | 0               | 2     | 0
        FFP      | 400         | 9    | 0               | 0     | 0
    ";
    for row in rows(table).into_iter().skip(1) {
        let number = |at: usize| row[at].parse::<i64>().expect("a number");
        let product = rulebook::products().find(row[0]).expect("a product");
        let expected = Counted { unit_hundredths: number(3), doses: number(4), uncounted: number(5) };
        assert_eq!(count(product, row[1].parse().ok(), number(2)), expected, "{row:?}");
    }
}
