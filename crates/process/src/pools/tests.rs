use vena_contracts::lab::Verdict;
use vena_kernel::{
    clock::Instant,
    division::Division,
    id::UnitId,
    text::Text,
    unit_state::{Attribute, Facts},
};
use vena_testkit::table::rows;

use super::rules::{Bench, Made, Member, Wanted, shares};

const NOW: &str = "2026-02-11T04:00:00Z";

struct Bag {
    unit: UnitId,
    facts: Facts,
    verdict: Verdict,
    held: bool,
}

/// `O+ 50 24h PLT-C`: what the laboratory says, mL, hours since the collection, the product; then attributes, `held`, or
/// `on-record:A+`.
fn bag(serial: u32, text: &str) -> Bag {
    let words: Vec<&str> = text.split_whitespace().collect();
    let group = |text: &str| text.parse().expect("a group");
    let hours: i64 = words[2].trim_end_matches('h').parse().expect("hours");
    let now: Instant = NOW.parse().expect("an instant");
    let collected_at = now.plus_seconds(-3600 * hours);
    let attributes = words[4..].iter().filter_map(|word| attribute(word));
    let facts = Facts {
        donation_number: format!("0160226{serial:06}").parse().expect("a number"),
        product: words[3].parse().expect("a product"),
        division: Division::WHOLE,
        medium: None,
        group: words[4..].iter().find_map(|word| word.strip_prefix("on-record:")).map(group),
        volume_ml: words[1].parse().expect("mL"),
        collected_at,
        prepared_at: Some(collected_at.plus_seconds(4 * 3600)),
        expires_at: Some(collected_at.plus_seconds(5 * 86_400)),
        parents: Vec::new(),
        attributes: attributes.collect(),
    };
    let verdict = match words[0] {
        "rejected" => Verdict::Rejected,
        "untested" => Verdict::Incomplete { missing: vec![Text::new("缺 NAT", "no NAT")] },
        said => Verdict::Qualified { group: group(said), evidence: serial.to_string() },
    };
    let unit = format!("00000000-0000-0000-0000-{serial:012}").parse().expect("an id");
    Bag { unit, facts, verdict, held: words.contains(&"held") }
}

/// As the rulebook writes attributes.
fn attribute(word: &str) -> Option<Attribute> {
    serde_json::from_value(word.into()).ok()
}

/// Bags separated by commas, pooled into `mL / loss / medium` of a product.
fn make(bags: &str, product: &str, volumes: &str) -> Result<Made, String> {
    let bags: Vec<Bag> = bags.split(',').enumerate().map(|(index, text)| bag(index as u32 + 1, text)).collect();
    let members: Vec<Member<'_>> = bags
        .iter()
        .map(|bag| Member { unit: bag.unit, facts: &bag.facts, held: bag.held, verdict: bag.verdict.clone() })
        .collect();
    let parts: Vec<&str> = volumes.split('/').map(str::trim).collect();
    let wanted = Wanted {
        product: product.parse().expect("a product"),
        volume_ml: parts[0].parse().expect("mL"),
        loss_ml: parts[1].parse().expect("mL"),
        medium: parts.get(2).map(|medium| medium.parse().expect("a medium")),
    };
    Bench::usual(NOW.parse().expect("an instant")).make(&members, &wanted).map_err(|refusal| refusal.rule)
}

#[test]
fn only_what_is_alike_tested_and_free_goes_into_one_bag() {
    let table = "
        bags                                                        | product | mL / loss | outcome
        O+ 50 24h PLT-C, O+ 50 24h PLT-C                            | PLT-P   | 96 / 4    | O+
        O+ 50 24h PLT-C                                             | PLT-P   | 48 / 2    | pool.count
        O+ 50 24h PLT-C, O+ 50 24h PLT-C                            | PLT-C   | 96 / 4    | pool.product   -- not made by pooling
        O+ 50 24h PLT-C, O+ 200 24h FFP                             | PLT-P   | 240 / 10  | pool.product   -- not of plasma
        O+ 50 24h PLT-C, A+ 50 24h PLT-C                            | PLT-P   | 96 / 4    | pool.group
        O+ 50 24h PLT-C, O- 50 24h PLT-C                            | PLT-P   | 96 / 4    | pool.group     -- RhD too
        O+ 50 24h PLT-C, O+ 50 24h PLT-C on-record:A+               | PLT-P   | 96 / 4    | pool.group
        O+ 50 24h PLT-C, O+ 50 24h PLT-C on-record:O+               | PLT-P   | 96 / 4    | O+
        O+ 50 24h PLT-C, untested 50 24h PLT-C                      | PLT-P   | 96 / 4    | pool.untested
        O+ 50 24h PLT-C, rejected 50 24h PLT-C                      | PLT-P   | 96 / 4    | pool.rejected
        O+ 50 24h PLT-C, O+ 50 24h PLT-C held                       | PLT-P   | 96 / 4    | pool.held
        O+ 50 24h PLT-C, O+ 50 24h PLT-C                            | PLT-P   | 96 / 4 / MAP | preparation.medium
        O+ 50 24h PLT-C, O+ 50 24h PLT-C                            | PLT-P   | 60 / 4    | mass-balance.unaccounted
        O+ 50 24h PLT-C, O+ 50 24h PLT-C                            | PLT-P   | 150 / 0   | mass-balance.gain
    ";
    for row in rows(table).into_iter().skip(1) {
        let outcome = make(row[0], row[1], row[2]).map(|made| made.group.to_string());
        assert_eq!(outcome.unwrap_or_else(|rule| rule), row[3], "{row:?}");
    }
}

#[test]
fn the_rulebook_says_how_many() {
    let of = |count: usize| {
        let (bags, ml) = (vec!["O+ 50 24h PLT-C"; count].join(","), 50 * count);
        make(&bags, "PLT-P", &format!("{ml} / 0")).map(|made| made.shares.len())
    };
    assert_eq!((of(2), of(12)), (Ok(2), Ok(12)));
    assert_eq!((of(1), of(13)), (Err("pool.count".to_owned()), Err("pool.count".to_owned())));
}

#[test]
fn a_bag_is_scanned_once() {
    let two = [bag(1, "O+ 50 24h PLT-C"), bag(1, "O+ 50 24h PLT-C")];
    let members: Vec<Member<'_>> = two
        .iter()
        .map(|bag| Member { unit: bag.unit, facts: &bag.facts, held: false, verdict: bag.verdict.clone() })
        .collect();
    let wanted = Wanted { product: "PLT-P".parse().expect("a product"), volume_ml: 100, loss_ml: 0, medium: None };
    let refused =
        Bench::usual(NOW.parse().expect("an instant")).make(&members, &wanted).map_err(|refusal| refusal.rule);
    assert_eq!(refused.map(drop), Err("pool.twice".to_owned()));
}

#[test]
fn a_pool_lives_as_long_as_the_first_of_its_units_and_an_open_one_for_hours() {
    let table = "
        bags                                   | medium    | expires after hours
        O+ 50 24h PLT-C, O+ 50 24h PLT-C       | PLT-BAG   | 96      -- five days from the collection
        O+ 50 24h PLT-C, O+ 50 72h PLT-C       | PLT-BAG   | 48      -- the older one decides
        O+ 50 24h PLT-C, O+ 50 24h PLT-C       | OPEN      | 6
        O+ 50 116h PLT-C, O+ 50 24h PLT-C      | OPEN      | 4       -- and never later than what is in it
    ";
    for row in rows(table).into_iter().skip(1) {
        let made = make(row[0], "PLT-P", &format!("100 / 0 / {}", row[1])).expect("a pool");
        let now: Instant = NOW.parse().expect("an instant");
        assert_eq!(made.expires_at.seconds_since(now) / 3600, row[2].parse::<i64>().expect("hours"), "{row:?}");
    }
}

#[test]
fn a_pool_is_only_what_all_of_it_is() {
    let made = make("O+ 50 24h PLT-C leukoreduced irradiated, O+ 50 24h PLT-C leukoreduced", "PLT-P", "100 / 0");
    let made = made.expect("a pool");
    assert_eq!(made.attributes, [Attribute::Leukoreduced].into());
    assert_eq!(made.medium.map(|medium| medium.to_string()).as_deref(), Some("PLT-BAG"), "the usual one");
}

#[test]
fn shares_add_up_and_nobody_gives_more_than_there_was() {
    let table = "
        had          | bag | shares
        50 50        | 96  | 48 48
        50 50 50     | 100 | 34 33 33
        10 90        | 99  | 10 89
        1 1 1 1      | 3   | 1 1 1 0
        50 60        | 110 | 50 60
        50 50        | 103 | 52 51    -- weighed more than there was
        7            | 5   | 5
    ";
    for row in rows(table).into_iter().skip(1) {
        let numbers = |text: &str| text.split(' ').map(|ml| ml.parse().expect("mL")).collect::<Vec<u32>>();
        let (had, bag): (Vec<u32>, u32) = (numbers(row[0]), row[1].parse().expect("mL"));
        let found = shares(&had, bag);
        assert_eq!(found, numbers(row[2]), "{row:?}");
        assert_eq!(found.iter().sum::<u32>(), bag);
        let total: u32 = had.iter().sum();
        assert!(bag > total || found.iter().zip(&had).all(|(share, had)| share <= had), "{row:?}");
    }
}

#[test]
fn what_is_lost_or_too_much_is_said() {
    let made = |volumes: &str| make("O+ 50 24h PLT-C, O+ 50 24h PLT-C", "PLT-P", volumes).expect("a pool");
    let said = |made: Made| (made.surplus_ml, made.loss_ml);
    assert_eq!(said(made("96 / 4")), (0, 4));
    assert_eq!(said(made("95 / 4")), (0, 5), "what is missing within the tolerance is lost");
    assert_eq!(said(made("97 / 4")), (1, 4), "what is too much within it was weighed wrongly");
}
