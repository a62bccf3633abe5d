use vena_testkit::table::rows;

use super::rules::*;
use crate::allocation::tests::{at, need, released};

#[test]
fn a_scanned_unit_takes_the_place_that_suits_it_best() {
    // lines of the order: product group substitution open
    let table = "
        lines                                     | unit               | verdict
        RBC-S-LR A+ no 1                          | RBC-S-LR A+ 1000   | line 1
        RBC-S-LR A+ no 0                          | RBC-S-LR A+ 1000   | order.line-full
        RBC-S-LR A+ no 1                          | RBC-S-LR O+ 1000   | order.no-line-fits
        RBC-S-LR A+ yes 1                         | RBC-S-LR O+ 1000   | line 1
        RBC-S-LR A+ yes 1                         | RBC-S-LR B+ 1000   | order.no-line-fits
        RBC-S-LR A+ yes 1                         | FFP A+ 1000        | order.no-line-fits
        RBC-S-LR A+ yes 1, RBC-S-LR O+ no 1       | RBC-S-LR O+ 1000   | line 2    -- the identical group first
        RBC-S-LR A+ yes 1, RBC-S-LR O+ no 0       | RBC-S-LR O+ 1000   | line 1
        RBC-S-LR A+ no 1                          | RBC-S-LR A+ 74     | line 1
        RBC-S-LR A+ no 1                          | RBC-S-LR A+ 73     | allocation.remaining-life
        RBC-S-LR A+ no 1                          | RBC-S-LR ? 1000    | order.no-line-fits
    ";
    for row in &rows(table)[1..] {
        let mut slots: Vec<Slot> = row[0].split(',').enumerate().map(|(at, line)| slot(at, line)).collect();
        let words: Vec<&str> = row[1].split_whitespace().collect();
        let unit = released(words[0], words[1], words[2].parse().expect("hours"));
        let open: i64 = slots.iter().map(|slot| slot.open).sum();
        let found = place(&mut slots, &unit, at());
        let rest: i64 = slots.iter().map(|slot| slot.open).sum();
        assert_eq!(open - rest, i64::from(found.is_ok()), "a place is taken once: {row:?}");
        assert_eq!(found.map_or_else(|refusal| refusal.rule, |line| format!("line {line}")), row[2], "{row:?}");
    }
}

fn slot(at: usize, line: &str) -> Slot {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut need = need(words[2] == "yes", 72);
    need.product = words[0].parse().expect("a product");
    need.group = words[1].parse().expect("a group");
    Slot { line_no: i32::try_from(at).expect("a few lines") + 1, need, open: words[3].parse().expect("a count") }
}

#[test]
fn there_has_to_be_something_to_give_out_or_take_back() {
    assert!(something(1).is_ok());
    assert_eq!(something(0).expect_err("nothing").rule, "order.nothing-promised");
    let facts = released("RBC-S-LR", "A+", 1000).facts;
    assert!(of_this_order(true, &facts).is_ok());
    assert_eq!(of_this_order(false, &facts).expect_err("not ours").rule, "order.unit-not-waiting");
}
