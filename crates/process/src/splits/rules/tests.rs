//! Both sides of every limit, as tables.

use vena_kernel::{
    clock::Instant,
    rulebook,
    unit_state::{Attribute, Facts, Role},
};
use vena_testkit::table::rows;

use super::*;
use crate::book::steps;

const NEEDLE_OUT: &str = "2026-02-10T09:00:00+08:00";

fn instant(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn parent(product: &str, ml: u32) -> Facts {
    Facts {
        donation_number: "01602-26000001".parse().expect("a number"),
        product: product.parse().expect("a product"),
        division: Division::WHOLE,
        medium: Some("CPDA-1".parse().expect("a medium")),
        group: None,
        volume_ml: ml,
        collected_at: instant(NEEDLE_OUT),
        prepared_at: None,
        expires_at: Some(instant("2026-03-17T23:59:00+08:00")),
        parents: Vec::new(),
        attributes: BTreeSet::new(),
    }
}

fn bench(parent: &Facts, donated_ml: i32, filling_seconds: i64, minutes: i64) -> Bench<'_> {
    Bench {
        rules: rulebook::preparation(),
        steps: steps(),
        products: rulebook::products(),
        parent,
        donated: Donated { volume_ml: Some(donated_ml), filling_seconds: Some(filling_seconds), ..Donated::default() },
        at: instant(NEEDLE_OUT).plus_seconds(minutes * 60),
    }
}

/// `RBC-S 280`, `RBC-S 280-100` with 100 mL of additive, `RBC-S 280 MAP`.
fn wanted(text: &str) -> Vec<Wanted> {
    let bag = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (volume, additive) = words[1].split_once('-').unwrap_or((words[1], "0"));
        Wanted {
            product: words[0].parse().expect("a product"),
            volume_ml: volume.parse().expect("a volume"),
            additive_ml: additive.parse().expect("a volume"),
            medium: words.get(2).map(|word| word.parse().expect("a medium")),
            division: None,
        }
    };
    text.split(',').map(bag).collect()
}

fn verdict(result: Result<Made, Refusal>) -> String {
    match result {
        Ok(_) => "ok".into(),
        Err(refusal) => {
            assert!(!refusal.reason.zh.is_empty() && !refusal.reason.en.is_empty());
            refusal.rule
        }
    }
}

#[test]
fn product_time_size_and_filling_time() {
    let table = "
        parent | donated | filled s | minutes | wanted         | verdict
        WB     | 400     | 400      | 1080    | FFP 400        | ok                      -- 18 h, the last minute
        WB     | 400     | 400      | 1081    | FFP 400        | preparation.too-late
        WB     | 400     | 780      | 300     | FFP 400        | ok                      -- 13 minutes
        WB     | 400     | 781      | 300     | FFP 400        | preparation.slow-collection
        WB     | 200     | 420      | 300     | FFP 400        | ok                      -- 7 minutes for 200 mL
        WB     | 200     | 421      | 300     | FFP 400        | preparation.slow-collection
        WB     | 400     | 600      | 360     | PLT-C 60       | mass-balance.unaccounted -- time and filling pass
        WB     | 400     | 601      | 360     | PLT-C 60       | preparation.slow-collection
        WB     | 400     | 600      | 361     | PLT-C 60       | preparation.too-late
        WB     | 359     | 200      | 60      | FFP 400        | preparation.collected-volume
        WB     | 360     | 200      | 60      | FFP 400        | ok
        WB     | 440     | 200      | 60      | FFP 400        | ok
        WB     | 441     | 200      | 60      | FFP 400        | preparation.collected-volume
        WB     | 400     | 9999     | 9999    | FP 400         | ok                      -- frozen plasma at any time
        WB     | 400     | 9999     | 2880    | RBC-S-LR 400   | ok                      -- filtered within 48 h
        WB     | 400     | 9999     | 2881    | RBC-S-LR 400   | preparation.too-late
        WB-LR  | 400     | 9999     | 2881    | RBC-S-LR 400   | ok                      -- filtered before
        RBC-S  | 400     | 9999     | 2880    | RBC-S-LR 400   | ok
        RBC-S  | 400     | 9999     | 2881    | RBC-S-LR 400   | preparation.too-late
        RBC-S  | 400     | 9999     | 8640    | RBC-F 400      | ok                      -- frozen within 6 days
        RBC-S-LR | 400   | 9999     | 8641    | RBC-F 400      | preparation.too-late    -- another deadline than the filter's
        FFP    | 400     | 9999     | 9999    | FFP-VI 400     | ok                      -- frozen in time before
        FFP    | 400     | 9999     | 9999    | CRYO 400       | ok
        WB     | 400     | 400      | 60      | RBC-S 200, RBC-C 200 | preparation.twice
        WB     | 400     | 400      | 60      | FFP 200, FFP 200 | preparation.twice
        WB     | 400     | 400      | 60      | WB 200, WB 200 | preparation.product     -- whole blood is not divided
        WB     | 400     | 400      | 60      | CRYO 400       | preparation.product
        WB-LR  | 400     | 400      | 60      | PLT-C 60       | preparation.product
        FFP    | 400     | 400      | 60      | RBC-S 400      | preparation.product
        RBC-S  | 400     | 400      | 60      | RBC-S-LR 200, RBC-W 200 | preparation.product
        RBC-S  | 400     | 400      | 60      | RBC-S 200, RBC-W 200 | preparation.product
        PLT-C  | 400     | 400      | 60      | PLT-P 400      | preparation.product     -- a pool has several parents
        WB     | 400     | 400      | 60      | NOSUCH 400     | preparation.product
        FFP    | 400     | 400      | 60      | NOSUCH 400     | product.unknown
    ";
    for row in rows(table).into_iter().skip(1) {
        let number = |at: usize| row[at].parse::<i64>().expect("a number");
        let donated = i32::try_from(number(1)).expect("a volume");
        let mut facts = parent(row[0], 400);
        facts.prepared_at = (row[0] != "WB").then(|| instant(NEEDLE_OUT).plus_seconds(3600));
        let result = bench(&facts, donated, number(2), number(3)).make(&wanted(row[4]), 0);
        assert_eq!(verdict(result), row[5], "{row:?}");
    }
}

#[test]
fn a_bag_that_is_not_full_makes_red_cells_alone() {
    // Collect says what the volume of a bag for 400 mL allows.
    let table = "
        makes      | ml  | wanted         | verdict
        everything | 360 | FFP 360        | ok
        everything | 360 | PLT-C 60       | mass-balance.unaccounted  -- time, filling and volume pass
        red_cells  | 330 | RBC-S 330      | ok
        red_cells  | 330 | RBC-S-LR 330   | ok
        red_cells  | 330 | FFP 330        | preparation.donation-makes
        red_cells  | 330 | FP 330         | preparation.donation-makes
        red_cells  | 330 | PLT-C 60       | preparation.donation-makes
        red_cells  | 330 | WB-LR 330      | preparation.donation-makes
        red_cells  | 330 | RBC-S 230, FFP 100 | preparation.donation-makes
        red_cells  | 345 | RBC-S 345      | ok                        -- near no nominal size, and still the bag of 400 mL
        nothing    | 290 | RBC-S 290      | preparation.donation-makes
        nothing    | 290 | FFP 290        | preparation.donation-makes
    ";
    let why = MakesWhy { reason: say!("采血量不足", "too little"), clause: "GB 18469-2012".to_owned() };
    for row in rows(table).into_iter().skip(1) {
        let ml: u32 = row[1].parse().expect("a volume");
        let facts = parent("WB", ml);
        let makes: Makes = serde_json::from_value(row[0].into()).expect("a word");
        let donated = Donated {
            volume_ml: i32::try_from(ml).ok(),
            agreed_ml: Some(400),
            filling_seconds: Some(300),
            makes: Some(makes),
            why: Some(&why),
        };
        let result = Bench { donated, ..bench(&facts, 400, 300, 60) }.make(&wanted(row[2]), 0);
        if let Some(refusal) = result.as_ref().err().filter(|_| row[3] == "preparation.donation-makes") {
            assert!(refusal.reason.zh.contains("采血量不足（GB 18469-2012）"), "{}", refusal.reason.zh);
        }
        assert_eq!(verdict(result), row[3], "{row:?}");
    }
}

#[test]
fn volumes_balance_and_keep_their_limits() {
    let table = "
        parent | ml  | loss | wanted                           | verdict
        WB     | 400 | 0    | RBC-C 216, FFP 184               | ok            -- 240 mL − 10 %
        WB     | 400 | 0    | RBC-C 215, FFP 185               | volume.out-of-range
        WB     | 400 | 0    | RBC-C 264, FFP 136               | ok
        WB     | 400 | 0    | RBC-C 265, FFP 135               | volume.out-of-range
        WB     | 400 | 0    | RBC-C 240, FFP 180               | ok            -- 5 % too much
        WB     | 400 | 0    | RBC-C 240, FFP 181               | mass-balance.gain
        WB     | 400 | 0    | RBC-C 240, FFP 120               | ok            -- 10 % missing
        WB     | 400 | 0    | RBC-C 240, FFP 119               | mass-balance.unaccounted
        WB     | 400 | 1    | RBC-C 240, FFP 119               | ok            -- recorded as lost
        WB     | 400 | 0    | RBC-S 310-110, FFP 200           | ok
        WB     | 400 | 0    | RBC-S 100-101, FFP 300           | mass-balance.additive
        WB     | 400 | 20   | RBC-S 280-100, FFP 150, PLT-C 50 | ok
        WB     | 400 | 20   | RBC-S 280-100, FFP 150, PLT-C 49 | volume.out-of-range
        WB     | 400 | 80   | RBC-S 320 AS                     | ok
        WB     | 400 | 80   | RBC-S 320 SALINE                 | preparation.medium
        RBC-S  | 300 | 0    | RBC-S 150, RBC-S 150             | ok            -- parts keep no volume rule
        RBC-S  | 320 | 0    | RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40 | ok
        RBC-S  | 360 | 0    | RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40, RBC-S 40 | preparation.division
        RBC-S  | 300 | 0    | RBC-S 300                        | preparation.division
        RBC-S  | 300 | 0    | RBC-W 250 SALINE                 | mass-balance.unaccounted
        RBC-S  | 300 | 50   | RBC-W 250 SALINE                 | ok
        RBC-S  | 300 | 250  | RBC-W 250-200 SALINE             | ok
    ";
    for row in rows(table).into_iter().skip(1) {
        let facts = parent(row[0], row[1].parse().expect("a volume"));
        let result = bench(&facts, 400, 300, 60).make(&wanted(row[3]), row[2].parse().expect("a volume"));
        assert_eq!(verdict(result), row[4], "{row:?}");
    }
}

#[test]
fn what_the_balance_allows_is_written_down_to_the_millilitre() {
    let table = "
        loss | wanted                 | added | surplus | loss recorded
        0    | RBC-C 240, FFP 160     | 0     | 0       | 0
        5    | RBC-C 240, FFP 130     | 0     | 0       | 30
        0    | RBC-C 240, FFP 170     | 0     | 10      | 0
        0    | RBC-S 300-100, FFP 190 | 100   | 0       | 10
    ";
    for row in rows(table).into_iter().skip(1) {
        let facts = parent("WB", 400);
        let made = bench(&facts, 400, 300, 60).make(&wanted(row[1]), row[0].parse().expect("a volume")).expect("made");
        let found = [made.added_ml, made.surplus_ml, made.loss_ml].map(|ml| ml.to_string());
        assert_eq!(found, [row[2], row[3], row[4]], "{row:?}");
        let children: u32 = made.children.iter().map(|child| child.volume_ml).sum();
        assert_eq!(400 + made.added_ml + made.surplus_ml, children + made.loss_ml, "{row:?}");
    }
}

#[test]
fn expiry_counts_from_its_anchor_and_never_beyond_a_binding_parent() {
    let table = "
        parent | ml  | expires          | wanted           | minutes | child expires
        WB     | 400 | 2026-03-17 23:59 | RBC-S 400        | 60      | 2026-03-17 23:59  -- 35 days in MAP
        WB     | 400 | 2026-03-03 23:59 | RBC-S 400        | 60      | 2026-03-17 23:59  -- outlives whole blood
        WB     | 400 | 2026-03-17 23:59 | RBC-S 400 AS     | 60      | 2026-03-24 23:59  -- 42 days
        WB     | 240 | 2026-03-03 23:59 | RBC-C 240        | 60      | 2026-03-03 23:59  -- bound by its parent
        WB     | 400 | 2026-03-17 23:59 | FFP 400          | 60      | 2027-02-10 23:59
        RBC-S  | 250 | 2026-03-17 23:59 | RBC-W 250 SALINE | 90      | 2026-02-11 10:30  -- 24 h from the washing
        RBC-S  | 250 | 2026-02-11 08:00 | RBC-W 250 SALINE | 90      | 2026-02-11 08:00
        FFP    | 400 | 2027-02-10 23:59 | FP 400           | 60      | 2030-02-10 23:59
    ";
    for row in rows(table).into_iter().skip(1) {
        let mut facts = parent(row[0], row[1].parse().expect("a volume"));
        facts.expires_at = Some(instant(&format!("{}:00+08:00", row[2].replace(' ', "T"))));
        let made = bench(&facts, 400, 300, row[4].parse().expect("minutes")).make(&wanted(row[3]), 0).expect("made");
        let expected = instant(&format!("{}:00+08:00", row[5].replace(' ', "T")));
        assert_eq!(made.children[0].expires_at, expected, "{row:?}");
    }
}

#[test]
fn what_was_done_stays_written_on_the_children() {
    let mut facts = parent("RBC-S", 400);
    facts.attributes.insert(Attribute::Irradiated);
    let filtered = bench(&facts, 400, 300, 60).make(&wanted("RBC-S-LR 390"), 10).expect("made");
    assert_eq!(filtered.role, Role::Modified);
    let attributes: Vec<_> = filtered.children[0].attributes.iter().copied().collect();
    assert_eq!(attributes, [Attribute::Leukoreduced, Attribute::Irradiated]);
    let parts = bench(&facts, 400, 300, 60).make(&wanted("RBC-S 200, RBC-S 200"), 0).expect("made");
    assert_eq!(parts.role, Role::Divided);
    assert_eq!(parts.children[1].medium, facts.medium, "a part stays in what its whole was kept in");
    assert_eq!(parts.children[1].attributes, facts.attributes);
}

#[test]
fn a_filling_time_that_nobody_knows_is_no_good_one() {
    let facts = parent("WB", 400);
    let unknown = Bench { donated: Donated::default(), ..bench(&facts, 400, 0, 60) };
    assert_eq!(verdict(unknown.make(&wanted("FFP 400"), 0)), "preparation.slow-collection");
    assert_eq!(verdict(unknown.make(&wanted("RBC-S 400"), 0)), "ok", "whole blood of 400 mL speaks for itself");
    let odd = parent("WB", 250);
    let unknown = Bench { donated: Donated::default(), ..bench(&odd, 400, 0, 60) };
    assert_eq!(verdict(unknown.make(&wanted("RBC-S 250"), 0)), "preparation.collected-volume");
}

#[test]
fn the_screen_is_told_the_same_as_the_handler() {
    let facts = parent("WB", 400);
    let bench = bench(&facts, 400, 300, 60);
    for product in rulebook::products().iter() {
        let bag = Wanted { product: product.code, volume_ml: 400, additive_ml: 0, medium: None, division: None };
        let made = verdict(bench.make(&[bag], 0));
        let may = bench.may_make(product).map_or_else(|refusal| refusal.rule, |()| "ok".into());
        assert!(may == made || made.starts_with("volume."), "{}: {may} but {made}", product.code);
    }
    let ffp = rulebook::products().find("FFP").expect("a product");
    assert_eq!(bench.latest(ffp), Some(instant(NEEDLE_OUT).plus_seconds(18 * 3600)));
}
