//! What stands in the codes of a label.

use super::*;
use crate::{scan, scan::Meaning};

fn facts(number: &str, isbt_product: Option<&str>, group: &str, division: &str) -> LabelFacts {
    LabelFacts {
        station: Text::new("青岛市中心血站", "Qingdao Blood Center"),
        licence: None,
        number: number.parse().expect("a number"),
        product: "RBC-S-LR".parse().expect("a product"),
        product_name: Text::new("去白细胞悬浮红细胞", "Red cells in additive, leukocytes reduced"),
        isbt_product: isbt_product.map(str::to_owned),
        division: division.parse().expect("a division"),
        group: group.parse().expect("a group"),
        volume_ml: 280,
        amount: None,
        collected_at: "2026-03-06T01:49:00Z".parse().expect("an instant"),
        prepared_at: None,
        expires_at: "2026-04-10T15:59:00Z".parse().expect("an instant"),
        storage: "2–6 ℃".to_owned(),
        remarks: Vec::new(),
        copy: 1,
        trace_url: None,
    }
}

fn station() -> LabelFacts {
    facts("01602-26004085", None, "A+", "00")
}

fn isbt() -> LabelFacts {
    facts("A999926004085", Some("E5445V"), "AB-", "B0")
}

#[test]
fn codes_follow_isbt_128_where_it_has_a_form() {
    let texts = |facts: &LabelFacts| {
        let codes = codes(facts).expect("codes");
        [codes.donation, codes.group, codes.product, codes.expiry, codes.matrix]
    };
    assert_eq!(
        texts(&station()),
        ["0160226004085", "=%6200", "RBC-S-LR", "&>0261002359", "0160226004085/RBC-S-LR/00"].map(str::to_owned)
    );
    let [donation, group, product, expiry, matrix] = texts(&isbt());
    assert_eq!((group.as_str(), product.as_str(), expiry.as_str()), ("=%2800", "=<E5445VB0", "&>0261002359"));
    assert!(donation.starts_with("=A999926004085") && donation.len() == 16);
    assert_eq!(matrix, format!("=+04000{donation}{group}{product}{expiry}"));
    let details = |facts: &LabelFacts| codes(facts).expect("codes").details;
    assert_eq!(details(&station()).as_deref(), Some("=+02000=%6200&>0261002359"));
    assert_eq!(details(&isbt()), None, "the message of four holds both");
}

#[test]
fn what_is_scanned_is_what_the_label_is_for() {
    let meaning = |text: &str| scan::interpret(text).expect("a reading").meaning;
    for facts in [station(), isbt(), facts("01602-26004085", None, "O-", "B0")] {
        let texts = codes(&facts).expect("codes");
        assert!(matches!(meaning(&texts.donation), Meaning::DonationNumber { number, .. } if number == facts.number));
        assert!(matches!(meaning(&texts.group), Meaning::BloodGroup { group, .. } if group == Some(facts.group)));
        assert!(matches!(meaning(&texts.expiry), Meaning::ExpiresAt { at } if at == facts.expires_at));
    }
}

#[test]
fn every_group_has_its_code() {
    for (group, gg) in [
        ("O-", "95"),
        ("O+", "51"),
        ("A-", "06"),
        ("A+", "62"),
        ("B-", "17"),
        ("B+", "73"),
        ("AB-", "28"),
        ("AB+", "84"),
    ] {
        assert_eq!(codes(&facts("01602-26004085", None, group, "00")).expect("codes").group, format!("=%{gg}00"));
    }
}

#[test]
fn facts_that_no_code_can_say_are_refused() {
    let rule = |facts: &LabelFacts| codes(facts).expect_err("refused").rule;
    let mut facts = isbt();
    facts.isbt_product = Some("E5445".to_owned());
    assert_eq!(rule(&facts), "label.isbt-product");
    facts = station();
    facts.expires_at = "2901-01-01T00:00:00Z".parse().expect("an instant");
    assert_eq!(rule(&facts), "label.expiry");
    facts = station();
    facts.product = "NO-SUCH".parse().expect("a code of the right form");
    assert_eq!(rule(&facts), "label.code-differs");
}
