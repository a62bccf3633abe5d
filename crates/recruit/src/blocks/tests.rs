use vena_kernel::clock::Day;
use vena_testkit::table::rows;

use super::{identity::Hasher, rules};
use crate::book::Kind;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn an_entry_has_a_hash_and_days_that_fit() {
    let hash = "ab".repeat(32);
    let table = "
        document | person | kind      | since      | until      | withdrawn  | outcome
        hash     | -      | permanent | 2026-02-10 | -          | -          | kept
        -        | hash   | permanent | 2026-02-11 | -          | 2026-02-11 | kept
        hash     | hash   | temporary | 2026-02-10 | 2026-02-10 | -          | kept
        -        | -      | permanent | 2026-02-10 | -          | -          | document_hash block.no-hash
        short    | -      | permanent | 2026-02-10 | -          | -          | document_hash block.hash
        hash     | short  | permanent | 2026-02-10 | -          | -          | person_hash block.hash
        hash     | -      | permanent | 2026-02-10 | 2026-03-01 | -          | until block.until
        hash     | -      | temporary | 2026-02-10 | -          | -          | until block.until
        hash     | -      | temporary | 2026-02-10 | 2026-02-09 | -          | until block.until
        hash     | -      | permanent | 2026-02-12 | -          | -          | since block.since
        hash     | -      | permanent | 2026-02-10 | -          | 2026-02-12 | since block.since
    ";
    for row in rows(table).iter().skip(1) {
        let text = |cell: &str| match cell {
            "hash" => Some(hash.clone()),
            "short" => Some("abc".to_owned()),
            _ => None,
        };
        let (document, person) = (text(row[0]), text(row[1]));
        let date = |cell: &str| (cell != "-").then(|| day(cell));
        let sent = rules::Sent {
            document_hash: document.as_deref(),
            person_hash: person.as_deref(),
            kind: if row[2] == "permanent" { Kind::Permanent } else { Kind::Temporary },
            since: day(row[3]),
            until: date(row[4]),
            withdrawn_on: date(row[5]),
        };
        let outcome = match rules::check(&sent, day("2026-02-11")) {
            Ok(_) => "kept".to_owned(),
            Err((field, refusal)) => format!("{field} {}", refusal.rule),
        };
        assert_eq!(outcome, row[6], "{row:?}");
    }
}

#[test]
fn stations_with_one_key_find_the_same_person_and_others_do_not() {
    let one = Hasher::new(&[7; 32]).expect("a key");
    let same = Hasher::new(&[7; 32]).expect("a key");
    let other = Hasher::new(&[8; 32]).expect("a key");
    let (document, born_on) = ("document:passport:E12345678", day("1989-06-01"));
    assert_eq!(one.document(document), same.document(document));
    assert_ne!(one.document(document), other.document(document));
    assert_eq!(one.fingerprint(), same.fingerprint());
    assert_ne!(one.fingerprint(), other.fingerprint());
    assert_eq!(one.person("Anna-Maria O'Neil", born_on), one.person("ANNA MARIA ONEIL", born_on));
    assert_eq!(one.person("阿依古丽·买买提", born_on), one.person("阿依古丽买买提", born_on));
    assert_ne!(one.person("王小明", born_on), one.person("王小朋", born_on));
    assert_ne!(one.person("王小明", born_on), one.person("王小明", day("1989-06-02")));
    assert!(!one.fingerprint().is_empty() && rules::hex(&one.document(document)).len() == 64);
}

#[test]
fn a_key_is_long_enough_or_refused() {
    assert!(rules::key(&"0f".repeat(32)).is_ok());
    for text in ["", "0f", &"0f".repeat(31), &"zz".repeat(32), &"钥".repeat(64), &format!("{}f", "0f".repeat(32))] {
        assert_eq!(rules::key(text).expect_err("no key").rule, "block.key", "{text}");
    }
}
