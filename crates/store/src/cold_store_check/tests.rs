use uuid::Uuid;
use vena_kernel::{clock::Instant, id::SiteId, rulebook};
use vena_platform::imports::{Row, Values};
use vena_testkit::table;

use super::{
    db::ColdRoom,
    entry,
    rules::{judge, room_for, unexpired, whole_years},
};

/// A row with which nothing is wrong on 2026-02-11.
const GOOD: [(&str, &str); 8] = [
    ("产品名称", "8064-冰冻血浆"),
    ("条码", "0160225014700"),
    ("产品码", "PG112030"),
    ("血型", "O+"),
    ("血量", "200ML"),
    ("采集日期", "2025-12-20 10:20"),
    ("检测日期", "2025-12-21 09:13"),
    ("入库日期", "2025-12-20 18:20"),
];

/// What is changed in the good row (`;` between changes), and every rule that then refuses (or `accepted`), in the order of the columns and rules.
const CASES: &str = "
    change                                             | rules
    条码=0160225014700                                 | accepted
    条码=01602-25014700                                | accepted
    条码=a0160225014700b                               | accepted
    产品名称=冰冻血浆; 产品码=FP                       | accepted
    血型=O型RhD阳性                                    | accepted
    血量=170 ml                                        | accepted
    采集日期=2025/12/20 10:20                          | accepted
    条码=016021014700                                  | donation-number.damaged
    条码=016022501470001                               | donation-number.length
    条码=01602-2501470O                                | donation-number.form
    条码=0160224014700                                 | intake.number-year
    条码=0160226014700                                 | intake.number-year
    产品码=PG999999                                    | product.unknown
    产品名称=8064冰冻血浆                              | product.unknown
    产品名称=悬浮红细胞                                | import.product-differs
    血型=0+                                            | blood-group.spelling
    血型=O                                             | blood-group.rhd-missing
    血量=200                                           | intake.volume
    血量=400ML                                         | import.volume-unusual
    采集日期=2025-12-32 10:20                          | intake.time
    检测日期=2025-12-20 10:19                          | import.tested-before-collected
    入库日期=2025-12-20 10:19                          | import.put-away-before-collected
    检测日期=2026-02-12 09:00                          | import.time-ahead
    入库日期=2026-02-12 09:00                          | import.time-ahead
    条码=0160223014700; 采集日期=2023-12-20 10:20      | import.put-away-too-late
    条码=0160221014700; 采集日期=2021-06-20 10:20; 入库日期=2021-06-20 18:00 | import.expired
    条码=016021014700; 采集日期=2021-06-20 10:20; 检测日期=2021-06-20 09:13; 入库日期=2023-06-20 10:20 | donation-number.damaged import.tested-before-collected import.put-away-too-late import.expired
    条码=x; 产品码=y; 血型=z; 血量=q; 检测日期=?       | donation-number.length product.unknown blood-group.spelling intake.volume intake.time
";

fn row(change: &str) -> Row {
    let mut values: Values = GOOD.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect();
    for (column, cell) in change.split(';').filter_map(|change| change.trim().split_once('=')) {
        values.insert(column.to_owned(), cell.to_owned());
    }
    Row { number: 1, values }
}

fn now() -> Instant {
    "2026-02-11T08:00:00+08:00".parse().expect("an instant")
}

fn rules(row: &Row) -> Vec<String> {
    let (part, mut reasons) = entry::read(row);
    reasons.extend(judge(&part, now()));
    reasons.into_iter().map(|reason| reason.rule).collect()
}

#[test]
fn every_rule_that_refuses_is_named() {
    let mut wrong = Vec::new();
    for case in table::rows(CASES).iter().skip(1) {
        let found = rules(&row(case[0]));
        let found = if found.is_empty() { "accepted".to_owned() } else { found.join(" ") };
        if found != case[1] {
            wrong.push(format!("{}: {found}, not {}", case[0], case[1]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_date_exactly_years_after_the_collection_is_called_an_expiry() {
    let row = row("条码=0160223014700; 采集日期=2023-12-20 10:20; 入库日期=2025-12-20 10:20");
    let reason = judge(&entry::read(&row).0, now()).pop().expect("a reason");
    assert!(reason.reason.zh.contains("恰为采集后 2 年") && reason.reason.zh.contains("失效"), "{reason:?}");
    let (a, b) = (now(), now().plus_seconds(60));
    assert_eq!((whole_years(a, b), whole_years(a, a)), (None, None));
}

#[test]
fn a_product_expires_at_the_end_of_its_shortest_life() {
    let products = rulebook::products();
    let platelets = products.find("PLT-C").expect("a product");
    let part = entry::read(&row("采集日期=2026-02-10 07:59")).0;
    assert_eq!(unexpired(&part, platelets, now()).expect("24 h have passed").rule, "import.expired");
    let part = entry::read(&row("采集日期=2026-02-10 08:01")).0;
    assert!(unexpired(&part, platelets, now()).is_none());
}

fn room(name: &str, min: Option<f64>, max: Option<f64>) -> ColdRoom {
    let site_id = SiteId::from_uuid(Uuid::new_v5(&Uuid::nil(), name.as_bytes()));
    ColdRoom { site_id, name: name.to_owned(), name_en: name.to_owned(), temp_c_min: min, temp_c_max: max }
}

#[test]
fn a_bag_lies_in_the_room_that_fits_most_closely_unless_the_person_works_in_one_that_fits() {
    let rooms =
        || vec![room("-30", None, Some(-30.0)), room("-18", None, Some(-18.0)), room("2-6", Some(2.0), Some(6.0))];
    let frozen = rulebook::products().find("FP").expect("a product").storage_range(None);
    let nowhere = SiteId::from_uuid(Uuid::nil());
    let chosen = |own: SiteId| room_for(rooms(), own, frozen).map(|room| room.name);
    assert_eq!(chosen(nowhere).as_deref(), Some("-18"));
    assert_eq!(chosen(room("-30", None, None).site_id).as_deref(), Some("-30"));
    assert_eq!(chosen(room("2-6", None, None).site_id).as_deref(), Some("-18"));
    assert_eq!(room_for(vec![room("2-6", Some(2.0), Some(6.0))], nowhere, frozen), None);
}
