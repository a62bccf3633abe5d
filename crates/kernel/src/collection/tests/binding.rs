use crate::clock::Day;
use crate::table::cells as rows;

use crate::collection::binding::*;
use crate::collection::book;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn a_number_is_read_from_whatever_carries_it() {
    let table = "
        text                      | number
        01602-26000001            | 0160226000001
        0160226000001             | 0160226000001
        a0160226000001b           | 0160226000001
        =G123426000001 00         | donation-number.flags   -- a blank inside a scan is damage
        =G12342600000100          | G123426000001
        G1234 26 000001           | G123426000001
        0160226000001/RBC-S-LR/00 | 0160226000001
        016022600001              | donation-number.damaged
        王小明                    | binding.no-number
        O+                        | binding.no-number
    ";
    for row in rows(table).iter().skip(1) {
        let found = number_of(row[0]).map_or_else(|refusal| refusal.rule, |number| number.as_str().to_owned());
        assert_eq!(found, row[1], "{row:?}");
    }
}

#[test]
fn bag_and_tubes_carry_one_number() {
    let table = "
        number         | bag             | tubes                                        | outcome
        01602-26000001 | 0160226000001   | 0160226000001 01602-26000001                 | bound
        01602-26000001 | a0160226000001b | a0160226000001b 0160226000001 0160226000001  | bound
        01602-26000001 | 0160226000002   | 0160226000001 0160226000001                  | binding.bag-differs
        01602-26000001 | 0160226000001   | 0160226000001 0160226000002                  | binding.tube-differs
        01602-26000001 | 0160226000001   | 0160226000002 0160226000001 0160226000001    | binding.tube-differs
        01602-26000001 | 0160226000001   | 0160226000001                                | binding.tubes-missing
        01602-26000001 | 0160226000001   | 0160226000001 016022600001                   | donation-number.damaged
        01602-26000001 | WB              | 0160226000001 0160226000001                  | binding.no-number
    ";
    let rules = book::collection(day("2026-02-10")).expect("in force");
    for row in rows(table).iter().skip(1) {
        let tubes: Vec<String> = row[2].split_whitespace().map(str::to_owned).collect();
        let number = number_of(row[0]).expect("a number");
        let outcome =
            one_number(number, row[1], &tubes, rules).map_or_else(|refusal| refusal.rule, |()| "bound".into());
        assert_eq!(outcome, row[3], "{row:?}");
    }
}

#[test]
fn a_bag_is_usable_until_its_last_day_and_of_the_right_kind() {
    let rules = book::collection(day("2026-02-10")).expect("in force");
    let table = "
        medium | expires    | outcome
        CPDA-1 | 2026-02-11 | usable
        CPDA-1 | 2026-02-10 | usable
        CPDA-1 | 2026-02-09 | binding.bag-expired
        CPD    | 2026-02-10 | usable
        MAP    | 2027-02-10 | binding.medium
    ";
    for row in rows(table).iter().skip(1) {
        let bag = Bag { medium: row[0].parse().expect("a medium"), expires_on: day(row[1]) };
        let outcome =
            bag_usable(&bag, rules, day("2026-02-10")).map_or_else(|refusal| refusal.rule, |()| "usable".into());
        assert_eq!(outcome, row[2], "{row:?}");
    }
}
