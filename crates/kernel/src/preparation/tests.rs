use super::*;
use crate::{
    rulebook::{preparation, products},
    table::{check, verdict},
};

fn ml(text: &str) -> VolumeMl {
    VolumeMl::new(text.parse().expect("a number")).expect("a volume")
}

fn code(text: &str) -> ProductCode {
    text.parse().expect("a code")
}

fn words(row: &str) -> Vec<&str> {
    row.split_whitespace().collect()
}

/// `verdict | parent, loss, children as volume or volume-additive`
#[test]
fn volumes_balance() {
    check(
        "
        ok | 400 20 280-100 200
        ok | 400 0 400
        ok | 400 0 420
        refused mass-balance.gain | 400 0 421
        refused mass-balance.gain | 400 21 200 200
        ok | 400 0 360
        refused mass-balance.unaccounted | 400 0 359
        ok | 400 1 359
        ok | 400 400
        refused mass-balance.unaccounted | 400 0
        ok | 400 0 300-100 200
        refused mass-balance.unaccounted | 400 0 300-100 150
        refused mass-balance.additive | 400 0 100-101 300
        ok | 0 0
        refused mass-balance.gain | 0 1
        ",
        |row| {
            let words = words(row);
            let child = |text: &&str| {
                let (volume, additive) = text.split_once('-').unwrap_or((text, "0"));
                ChildVolume { volume: ml(volume), additive: ml(additive) }
            };
            let children: Vec<_> = words[2..].iter().map(child).collect();
            verdict(mass_balance(ml(words[0]), &children, ml(words[1])).map(|()| "ok"))
        },
    );
}

/// `verdict | nominal whole blood, from, products`
#[test]
fn plans() {
    check(
        "
        ok | 400 WB RBC-S-LR FFP PLT-C
        ok | 200 WB RBC-S FP
        ok | 300 WB RBC-C
        ok | 400 WB-LR RBC-S-LR FFP
        refused preparation.twice   | 400 WB RBC-S RBC-C
        refused preparation.twice   | 400 WB FFP FP
        refused preparation.twice   | 400 WB PLT-C PLT-C
        refused preparation.product | 400 WB CRYO
        refused preparation.product | 400 WB PLT-A
        refused preparation.product | 400 WB-LR PLT-C
        refused preparation.plan    | 250 WB RBC-S
        refused preparation.plan    | 400 FFP CRYO
        ",
        |row| {
            let words = words(row);
            let made: Vec<_> = words[2..].iter().map(|word| code(word)).collect();
            verdict(preparation().plan(code(words[1]), ml(words[0])).and_then(|plan| plan.check(&made)).map(|()| "ok"))
        },
    );
}

#[test]
fn plans_agree_with_the_parents_of_the_catalogue() {
    for plan in preparation().plans() {
        for product in plan.choices.iter().flatten() {
            let product = products().get(*product).expect("a product");
            assert!(product.may_come_from(plan.from), "{} from {}", product.code, plan.from);
        }
    }
}

/// `verdict | product, seconds after collection`
#[test]
fn deadlines() {
    check(
        "
        ok | FFP 64800
        refused preparation.too-late | FFP 64801
        ok | FP 6480000
        ok | PLT-C 21600
        refused preparation.too-late | PLT-C 21601
        ok | RBC-S-LR 172800
        refused preparation.too-late | RBC-S-LR 172801
        ok | RBC-F 518400
        refused preparation.too-late | RBC-F 518401
        ",
        |row| {
            let words = words(row);
            let collected: Instant = "2026-03-01T08:00:00+08:00".parse().expect("an instant");
            let begun = collected.plus_seconds(words[1].parse().expect("seconds"));
            verdict(preparation().in_time(code(words[0]), collected, begun).map(|()| "ok"))
        },
    );
}

/// `verdict | product, nominal whole blood, seconds of the donation`
#[test]
fn slow_donations() {
    check(
        "
        ok | PLT-C 200 300
        refused preparation.slow-collection | PLT-C 200 301
        ok | PLT-C 400 600
        refused preparation.slow-collection | PLT-C 400 601
        ok | FFP 200 420
        refused preparation.slow-collection | FFP 200 421
        ok | FFP 400 780
        refused preparation.slow-collection | FFP 400 781
        ok | FP 400 3600
        ",
        |row| {
            let words = words(row);
            let seconds = words[2].parse().expect("seconds");
            verdict(preparation().collection_allows(code(words[0]), ml(words[1]), seconds).map(|()| "ok"))
        },
    );
}

#[test]
fn net_volume_from_net_mass() {
    let volume = |class, grams| preparation().volume_of(class, grams).map(VolumeMl::ml);
    assert_eq!(volume(ComponentClass::WholeBlood, 420), Some(400));
    assert_eq!(volume(ComponentClass::Plasma, 206), Some(200));
    assert_eq!(volume(ComponentClass::RedCells, 270), Some(250));
    assert_eq!(volume(ComponentClass::Plasma, 0), Some(0));
    assert_eq!(volume(ComponentClass::Plasma, -1030), None);
}

#[test]
fn a_drawn_volume_is_near_its_nominal_one() {
    let plan = preparation().plan(code("WB"), ml("400")).expect("a plan");
    let fits = ["359", "360", "440", "441"].map(|drawn| plan.collected_volume_fits(ml("400"), ml(drawn)));
    assert_eq!(fits, [false, true, true, false]);
}

#[test]
fn a_donation_has_the_nominal_size_that_it_is_near() {
    let nominal = |drawn: &str| preparation().nominal(ml(drawn)).map(VolumeMl::ml);
    let sizes = ["179", "180", "220", "221", "270", "330", "359", "360", "440", "441"].map(nominal);
    let found = [None, Some(200), Some(200), None, Some(300), Some(300), None, Some(400), Some(400), None];
    assert_eq!(sizes, found);
}
