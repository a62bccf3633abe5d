//! Both sides of every rule of labels, as tables.

use std::collections::BTreeSet;

use vena_kernel::{
    text::Text,
    unit_state::{Attribute, Custody, Life, Mode, Promise, State},
};
use vena_platform::documents::LabelSize;
use vena_testkit::table::rows;

use super::*;
use crate::labels::sheet::Origin;

const NOW: &str = "2026-02-11T08:00:00+08:00";

fn instant(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str, number: u32) -> T {
    format!("{prefix}_{number:032x}").parse().expect("an id")
}

fn hand() -> Hand {
    Hand { user: id("user", 1), second: None, org: id("org", 1), site: id("site", 1), at: instant(NOW) }
}

fn unit(life: Life, safety: Safety, group: Option<&str>, expires: Option<&str>) -> Unit {
    let facts = Facts {
        donation_number: "01602-26000001".parse().expect("a number"),
        product: "RBC-S-LR".parse().expect("a product"),
        division: Division::WHOLE,
        medium: None,
        group: group.map(|group| group.parse().expect("a group")),
        volume_ml: 280,
        collected_at: instant("2026-02-10T09:00:00+08:00"),
        prepared_at: None,
        expires_at: expires.map(instant),
        parents: Vec::new(),
        attributes: BTreeSet::new(),
    };
    let custody = Custody { org: id("org", 1), place: None, position: None, mode: Mode::InControl };
    let state = State {
        life,
        safety,
        holds: Vec::new(),
        promise: Promise::Free,
        custody,
        label_verified_at: None,
        transfusion: None,
        version: 3,
    };
    Unit { state, facts }
}

fn verdict(word: &str) -> Verdict {
    match word {
        "rejected" => Verdict::Rejected,
        "incomplete" => Verdict::Incomplete { missing: vec![Text::new("缺 NAT", "NAT is missing")] },
        group => Verdict::Qualified { group: group.parse().expect("a group"), evidence: "e".into() },
    }
}

fn some(cell: &str) -> Option<&str> {
    (cell != "-").then_some(cell)
}

#[test]
fn a_label_needs_a_verdict_a_life_and_an_agreed_group() {
    let table = "
        life       | safety   | known | verdict    | expires                   | printed
        in_process | pending  | -     | O+         | 2026-03-17T23:59:00+08:00 | O+
        in_process | pending  | O+    | O+         | 2026-03-17T23:59:00+08:00 | O+
        collected  | pending  | O+    | O+         | 2026-03-17T23:59:00+08:00 | O+
        in_process | pending  | A+    | O+         | 2026-03-17T23:59:00+08:00 | label.group-conflict
        in_process | pending  | -     | incomplete | 2026-03-17T23:59:00+08:00 | label.tests-missing
        in_process | pending  | -     | rejected   | 2026-03-17T23:59:00+08:00 | label.rejected
        in_process | rejected | O+    | O+         | 2026-03-17T23:59:00+08:00 | label.rejected
        in_process | pending  | O+    | O+         | 2026-02-11T08:00:00+08:00 | unit.expired
        in_process | pending  | O+    | O+         | 2026-02-11T08:00:01+08:00 | O+
        in_process | pending  | O+    | O+         | -                         | unit.expiry-unknown
        consumed   | pending  | O+    | O+         | 2026-03-17T23:59:00+08:00 | unit.ended
    ";
    for row in rows(table).into_iter().skip(1) {
        let (life, safety) = (Life::from_word(row[0]).expect("a life"), Safety::from_word(row[1]).expect("a safety"));
        let unit = unit(life, safety, some(row[2]), some(row[4]));
        let found = may_print(&hand(), id("unit", 1), &unit, &verdict(row[3]));
        assert_eq!(found.map_or_else(|refusal| refusal.rule, |group| group.to_string()), row[5], "{row:?}");
    }
}

#[test]
fn only_the_custodian_prints() {
    let mut unit = unit(Life::InProcess, Safety::Pending, Some("O+"), Some("2026-03-17T23:59:00+08:00"));
    unit.state.custody.org = id("org", 2);
    let refused = may_print(&hand(), id("unit", 1), &unit, &verdict("O+")).expect_err("not ours");
    assert_eq!(refused.rule, "unit.not-in-custody");
}

#[test]
fn what_is_missing_is_named() {
    let unit = unit(Life::InProcess, Safety::Pending, None, Some("2026-03-17T23:59:00+08:00"));
    let refused = may_print(&hand(), id("unit", 1), &unit, &verdict("incomplete")).expect_err("not tested");
    assert!(refused.reason.zh.contains("缺 NAT") && refused.reason.en.contains("NAT is missing"), "{refused:?}");
}

fn printed(unit: &Unit) -> LabelSheet {
    let facts = &unit.facts;
    let origin = Origin {
        facts,
        product: vena_kernel::rulebook::products().get(facts.product).expect("a product"),
        group: facts.group.expect("a group"),
        expires_at: facts.expires_at.expect("an expiry"),
        station_name: Text::new("站", "Station"),
        whole_blood: None,
        trace_url: None,
    };
    LabelSheet::of(origin, LabelSize::Quadrants).expect("a label")
}

#[test]
fn a_check_needs_a_print_that_says_what_the_record_says() {
    let unit = unit(Life::InProcess, Safety::Pending, Some("O+"), Some("2026-03-17T23:59:00+08:00"));
    let label = printed(&unit);
    let rule = |unit: &Unit, label: Option<&LabelSheet>| {
        may_check(&hand(), id("unit", 1), unit, label).map_or_else(|refusal| refusal.rule, |()| "may".to_owned())
    };
    assert_eq!(rule(&unit, None), "label.not-printed");
    assert_eq!(rule(&unit, Some(&label)), "may");
    let changes: [fn(&mut Facts); 4] = [
        |facts| facts.group = Some("A+".parse().expect("a group")),
        |facts| facts.expires_at = Some(instant("2026-03-10T23:59:00+08:00")),
        |facts| facts.volume_ml = 140,
        |facts| facts.attributes.extend([Attribute::Irradiated]),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let mut changed = unit.clone();
        change(&mut changed.facts);
        assert_eq!(rule(&changed, Some(&label)), "label.outdated", "change {index}");
        assert_eq!(rule(&changed, Some(&printed(&changed))), "may", "printed again after change {index}");
    }
    let mut same_minute = unit.clone();
    same_minute.facts.expires_at = Some(instant("2026-03-17T23:59:59+08:00"));
    assert_eq!(rule(&same_minute, Some(&label)), "may", "labels print minutes");
}

#[test]
fn what_is_on_the_bag_equals_the_record_or_the_difference_is_named() {
    let table = "
        scans                                              | verdict           | named
        0160226000001/RBC-S-LR/00 ; O+ ; 202603172359      | ok                | -
        O+ ; 202603172359 ; 0160226000001/RBC-S-LR/00      | ok                | -
        01602-26000001 ; RBC-S-LR ; O型RhD阳性 ; 202603172359 | label.incomplete | 分装
        0160226000001/RBC-S-LR/00 ; =%5100 ; RBC-S-LR ; &>0260762359 | ok     | -
        0160226000001/RBC-S-LR/00 ; =+02000=%5100&>0260762359 | ok            | -
        0160226000001/RBC-S-LR/00 ; =+02000=%6200&>0260762359 | label.differs | 血型
        0160226000001/RBC-S-LR/00 ; O+ ; &>0260762359      | ok                | -
        0160226000002/RBC-S-LR/00 ; O+ ; 202603172359      | label.differs     | 献血编号
        0160226000001/FFP/00 ; O+ ; 202603172359           | label.differs     | 产品
        0160226000001/RBC-S-LR/A0 ; O+ ; 202603172359      | label.differs     | 分装
        0160226000001/RBC-S-LR/00 ; O- ; 202603172359      | label.differs     | 血型
        0160226000001/RBC-S-LR/00 ; O+ ; 202603172358      | label.differs     | 失效时间
        0160226000001/RBC-S-LR/00 ; O+ ; A+ ; 202603172359 | label.differs     | 血型
        0160226000001/RBC-S-LR/00 ; O+                     | label.incomplete  | 失效时间
        0160226000001/RBC-S-LR/00 ; 202603172359           | label.incomplete  | 血型
        01602-26000001 ; O+ ; 202603172359                 | label.incomplete  | 产品
        O+ ; 202603172359                                  | label.incomplete  | 献血编号
        016022600001 ; O+ ; 202603172359                   | donation-number.damaged | -
        BOX:7                                              | label.unreadable  | BOX:7
    ";
    let unit = unit(Life::InProcess, Safety::Pending, Some("O+"), Some("2026-03-17T23:59:00+08:00"));
    for row in rows(table).into_iter().skip(1) {
        let reads: Result<Vec<Read>, Refusal> = row[0].split(';').map(|text| read(text.trim())).collect();
        match reads.and_then(|reads| equal(&unit.facts, &reads)) {
            Ok(label) => {
                assert_eq!(row[1], "ok", "{row:?}");
                assert_eq!(label, own_label(&unit.facts), "{row:?}");
            }
            Err(refusal) => {
                assert_eq!(refusal.rule, row[1], "{row:?}");
                assert!(row[2] == "-" || refusal.reason.zh.contains(row[2]), "{row:?} {refusal:?}");
            }
        }
    }
}
