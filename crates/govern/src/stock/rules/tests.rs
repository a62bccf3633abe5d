//! Both sides of every threshold, as tables.

use vena_kernel::rulebook;
use vena_testkit::table::rows;

use super::{super::book::book, *};

const NOW: &str = "2026-02-11T08:00:00+08:00";

fn judge(reach: Reach, days: i64) -> Judge<'static> {
    Judge {
        book: book(),
        products: rulebook::products(),
        rules: rulebook::preparation(),
        reach,
        day: "2026-02-11".parse().expect("a day"),
        now: NOW.parse().expect("an instant"),
        window_seconds: days * 86_400,
    }
}

fn heap(product: &str, group: &str, bags: i64) -> Heap {
    Heap {
        product: product.parse().expect("a product"),
        group: Some(group.parse().expect("a group")),
        division: Division::WHOLE,
        drawn_ml: Some(400),
        bags,
        promised: 0,
        volume_ml: bags * 200,
        expiring: 0,
        as_of: "2026-02-11T07:00:00+08:00".parse().expect("an instant"),
    }
}

fn used(product: &str, group: &str, bags: i64) -> Used {
    Used { product: product.parse().expect("a product"), group: Some(group.parse().expect("a group")), bags }
}

fn cell(reach: Reach, days: i64, product: &str, group: &str, bags: i64, dispensed: i64) -> CityCell {
    let heaps: Vec<Heap> = (bags > 0).then(|| heap(product, group, bags)).into_iter().collect();
    let class = rulebook::products().find(product).expect("a product").class;
    let cells = judge(reach, days).cells(&heaps, &[used(product, group, dispensed)]);
    let wanted = |cell: &&CityCell| cell.product_class == class && cell.group.as_str() == group;
    cells.iter().find(wanted).expect("a cell").clone()
}

#[test]
fn a_stock_is_graded_by_how_long_it_lasts_or_by_its_bags() {
    let table = "
        reach    | product | group | bags | used | window | days | grade   | by
        city     | RBC-S   | O+    | 70   | 70   | 7      | 7    | good    | days_cover
        city     | RBC-S   | O+    | 69   | 70   | 7      | 6.9  | notice  | days_cover
        city     | RBC-S   | O+    | 50   | 70   | 7      | 5    | notice  | days_cover
        city     | RBC-S   | O+    | 49   | 70   | 7      | 4.9  | warning | days_cover
        city     | RBC-S   | O+    | 30   | 70   | 7      | 3    | warning | days_cover
        city     | RBC-S   | O+    | 29   | 70   | 7      | 2.9  | danger  | days_cover
        city     | RBC-S   | O+    | 0    | 70   | 7      | 0    | danger  | days_cover
        city     | RBC-S   | O+    | 30   | 30   | 3      | 3    | warning | days_cover  -- a young ledger
        city     | RBC-S   | O+    | 10   | 7    | 7      | 10   | good    | days_cover  -- the fewest that say anything
        city     | RBC-S   | O+    | 10   | 6    | 7      | -    | danger  | units
        city     | RBC-S   | O+    | 60   | 0    | 7      | -    | good    | units
        city     | RBC-S   | O+    | 59   | 0    | 7      | -    | notice  | units
        city     | RBC-S   | O+    | 40   | 0    | 7      | -    | notice  | units
        city     | RBC-S   | O+    | 39   | 0    | 7      | -    | warning | units
        city     | RBC-S   | O+    | 20   | 0    | 7      | -    | warning | units
        city     | RBC-S   | O+    | 19   | 0    | 7      | -    | danger  | units
        city     | RBC-S   | O-    | 6    | 0    | 7      | -    | good    | units
        city     | RBC-S   | O-    | 1    | 0    | 7      | -    | danger  | units
        city     | PLT-A   | A+    | 3    | 14   | 7      | 1.5  | notice  | days_cover
        city     | FFP     | AB-   | 1    | 0    | 7      | -    | -       | -
        hospital | RBC-S   | O+    | 10   | 0    | 7      | -    | good    | units
        hospital | RBC-S   | O+    | 9    | 0    | 7      | -    | notice  | units
        hospital | PLT-A   | O+    | 1    | 0    | 7      | -    | -       | -
    ";
    for row in rows(table).into_iter().skip(1) {
        let reach = if row[0] == "city" { Reach::City } else { Reach::Hospital };
        let number = |at: usize| row[at].parse::<i64>().expect("a number");
        let cell = cell(reach, number(5), row[1], row[2], number(3), number(4));
        let word = |value: Option<serde_json::Value>| {
            value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_else(|| "-".into())
        };
        let days = cell.days_cover.map_or("-".into(), |days| days.to_string());
        let grade = word(serde_json::to_value(cell.grade).ok());
        let by = word(serde_json::to_value(cell.grade_by).ok());
        assert_eq!([days.as_str(), &grade, &by], [row[6], row[7], row[8]], "{row:?}");
    }
}

#[test]
fn every_graded_class_has_all_groups_and_heaps_add_up() {
    let mut parts = heap("RBC-S", "O+", 3);
    parts.division = "A0".parse().expect("a part");
    let mut late = heap("RBC-S-LR", "O+", 2);
    (late.promised, late.expiring, late.drawn_ml) = (1, 2, Some(300));
    late.as_of = "2026-02-11T07:30:00+08:00".parse().expect("an instant");
    let heaps = [heap("RBC-S", "O+", 1), parts, late, heap("PLT-A", "O+", 2), heap("WB", "A+", 1)];
    let cells = judge(Reach::City, 7).cells(&heaps, &[]);
    assert_eq!(cells.len(), 4 * 8 + 1, "whole blood is shown because there is some");
    let find =
        |class, group: &str| cells.iter().find(|cell| cell.product_class == class && cell.group.as_str() == group);
    let red = find(ComponentClass::RedCells, "O+").expect("a cell");
    assert_eq!((red.units, red.promised_units, red.volume_ml, red.expiring_72h), (6, 1, 1200, 2));
    assert_eq!((red.unit_count.map(Units::hundredths), red.uncounted_units), (Some(500), 3), "2 U and twice 1.5 U");
    assert_eq!(red.as_of.to_string(), "2026-02-10T23:30:00.000000Z", "the newest record");
    let platelets = find(ComponentClass::Platelets, "O+").expect("a cell");
    assert_eq!((platelets.dose_count.map(Doses::hundredths), platelets.unit_count), (Some(200), None));
    let none = find(ComponentClass::RedCells, "AB-").expect("a cell");
    assert_eq!((none.units, none.as_of), (0, NOW.parse().expect("an instant")));
    assert_eq!(find(ComponentClass::WholeBlood, "A+").expect("a cell").grade, None);
}

#[test]
fn the_window_of_the_average_use_begins_with_the_first_use_but_is_a_day_at_least() {
    let table = "
        first_use | begins
        -         | 2026-02-04T08:00:00+08:00
        2026-01-01T08:00:00+08:00 | 2026-02-04T08:00:00+08:00
        2026-02-08T08:00:00+08:00 | 2026-02-08T08:00:00+08:00
        2026-02-11T07:00:00+08:00 | 2026-02-10T08:00:00+08:00
    ";
    for row in rows(table).into_iter().skip(1) {
        let begins = window_start(NOW.parse().expect("an instant"), 7, row[0].parse().ok());
        assert_eq!(begins, row[1].parse().expect("an instant"), "{row:?}");
    }
}
