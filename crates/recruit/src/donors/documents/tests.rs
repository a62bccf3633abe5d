use vena_kernel::{citizen_id::Sex, clock::Day};
use vena_testkit::table::rows;

use super::rules::{agrees, check};
use crate::donors::{Document, DocumentKind};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn every_kind_of_document_has_its_form() {
    let table = "
        kind               | typed                 | read                | shown
        citizen_id         | 110105491231002       | 11010519491231002X  | 110***********002X   -- the first generation
        citizen_id         | 110105491331002       | citizen-id.date     | -
        citizen_id         | 010105491231002       | citizen-id.form     | -
        home_return_permit | H12345678             | H12345678           | H1****78
        home_return_permit | m1234567801           | M12345678           | M1****78             -- the count of issues is no part
        home_return_permit | H1234567              | home-return-permit.form | -
        home_return_permit | H123456780            | home-return-permit.form | -
        home_return_permit | K12345678             | home-return-permit.form | -
        taiwan_permit      | 12345678              | 12345678            | 12****78
        taiwan_permit      | 1234567               | taiwan-permit.form  | -
        taiwan_permit      | 123456789             | taiwan-permit.form  | -
        taiwan_permit      | 1234567890(b)         | 1234567890B         | 12****0B
        taiwan_permit      | 1234567890            | 1234567890          | 12****90
        residence_permit   | USA110112345678       | USA110112345678     | US****78
        residence_permit   | US1110112345678       | residence-permit.form | -
        residence_permit   | 110105194912310020    | residence-permit.form | -
        officer_card       | 军字第1234567号       | 军1234567           | 军1****67
        officer_card       | 海123456              | 海123456            | 海1****56
        officer_card       | 军12345               | officer-card.form   | -
        officer_card       | 123456                | officer-card.form   | -
        other              | ab-12                 | document.form       | -
        other              | AB12                  | AB12                | AB****2
        other              | A12                   | document.form       | -
        passport           | 护照12345             | passport.form       | -
    ";
    for row in rows(table).iter().skip(1) {
        let kind = serde_json::from_value::<DocumentKind>(row[0].into()).expect("a kind");
        let (read, shown) = match Document::read(kind, row[1]) {
            Ok(document) => (document.expose().to_owned(), document.masked()),
            Err(refusal) => (refusal.rule, "-".to_owned()),
        };
        assert_eq!((read.as_str(), shown.as_str()), (row[2], row[3]), "{row:?}");
    }
}

#[test]
fn a_card_of_the_first_generation_is_the_card_of_today() {
    let old = Document::read(DocumentKind::CitizenId, "110105491231002").expect("15 digits");
    let new = Document::read(DocumentKind::CitizenId, "11010519491231002X").expect("18 characters");
    assert_eq!(old, new);
}

#[test]
fn a_document_is_valid_on_its_last_day_and_has_a_name_when_it_is_of_no_kind() {
    let table = "
        kind     | naming   | valid until | outcome
        passport |          |             | kept
        passport |          | 2026-02-11  | kept
        passport |          | 2026-02-10  | valid_until document.expired
        passport | 学生证   |             | naming document.naming
        other    | 学生证   |             | kept
        other    |          |             | naming document.naming
    ";
    for row in rows(table).iter().skip(1) {
        let kind = serde_json::from_value::<DocumentKind>(row[0].into()).expect("a kind");
        let until = (!row[2].is_empty()).then(|| day(row[2]));
        let naming = Some(row[1]).filter(|naming| !naming.is_empty());
        let outcome = match check(kind, "E12345678", naming, until, day("2026-02-11")) {
            Ok(_) => "kept".to_owned(),
            Err((field, refusal)) => format!("{field} {}", refusal.rule),
        };
        assert_eq!(outcome, row[3], "{row:?}");
    }
}

#[test]
fn a_citizens_card_says_what_the_file_says() {
    let card = Document::read(DocumentKind::CitizenId, "11010519491231002X").expect("a card");
    assert!(agrees(&card, day("1949-12-31"), Sex::Female).is_ok());
    for (born, sex) in [("1949-12-30", Sex::Female), ("1949-12-31", Sex::Male)] {
        let (field, refusal) = agrees(&card, day(born), sex).expect_err("another person");
        assert_eq!((field, refusal.rule.as_str()), ("number", "document.contradicts-file"));
    }
    let passport = Document::read(DocumentKind::Passport, "E12345678").expect("a passport");
    assert!(agrees(&passport, day("1990-01-01"), Sex::Male).is_ok());
}
