use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::table::{check, verdict};

/// `scheme normalized kind`
fn outcome(text: &str) -> String {
    match interpret(text) {
        Ok(scanned) => {
            let json = serde_json::to_value(&scanned).expect("json");
            let word = |value: &serde_json::Value| value.as_str().expect("a word").to_owned();
            format!("{} {} {}", word(&json["scheme"]), word(&json["meaning"]["kind"]), scanned.normalized)
        }
        Err(refusal) => verdict::<String>(Err(refusal)),
    }
}

#[test]
fn the_grammar_in_its_order() {
    check(
        r"
        isbt128 donation_number 4103016022038 | =410301602203855
        isbt128 donation_number G123498654321 | G1234 98 654321 H
        national donation_number 0160222096813 | 01602-22096813
        national donation_number 0160222096813 | 0160222096813
        national donation_number 0160122096813 | a0160122096813b
        isbt128 compound =+02000=A99992112345600=%5100 | =+02000=A99992112345600=%5100
        isbt128 blood_group 5100 | =%5100
        isbt128 blood_group 0600 | =%600
        isbt128 blood_group 0600 | 600
        isbt128 blood_group 6200 | 6200
        national blood_group O+ | O+
        national blood_group AB- | AB型RhD阴性
        isbt128 product E5445000 | =<E5445000
        isbt128 product P0056V00 | =<P0056V00
        national product FP | PG112030
        national product FP | 8064-冰冻血浆
        national product FP | 8064
        national product FP | 8004
        national product RBC-S-LR | P0065H00
        national product XX112031 | XX112031
        national product RBC-S | 悬浮红细胞
        vena product RBC-S | RBC-S
        isbt128 expires_at 2026-02-11T15:59:00.000000Z | &>0260422359
        isbt128 expires_at 2026-02-11T15:59:00.000000Z | =>026042
        national expires_at 2026-02-11T15:59:00.000000Z | 202602112359
        isbt128 structure =*026042 | =*026042
        isbt128 structure ='A9999123456 | ='A9999123456
        isbt128 transport_box A999926000170203 | =$A999926000170203
        vena transport_box BOX:QD-017 | BOX:qd-017
        vena badge BADGE:1007 | badge:1007
        national slip_number SFCF230316022 | SFCF230316022
        vena unit unit_01920000000070008000000000000001 | unit_01920000000070008000000000000001
        vena order order_01920000000070008000000000000001 | order_01920000000070008000000000000001
        vena shipment shipment_01920000000070008000000000000001 | SHIPMENT_01920000000070008000000000000001
        vena unit_label 0160222096813/RBC-S-LR/00 | 01602-22096813/RBC-S-LR/00
        national citizen_id 110***********002X | 11010519491231002x
        free text 王小明 | 王小明
        free text ZHANGWEI | ZHANGWEI
        free text 13812345678 | 13812345678
        free text 2026/03/16 | 2026/03/16
        free text O型 | O型
        free text 1234 | 1234
        free text EA1234567 | EA1234567
        free text donor_x | donor_x
        free text ab12cd | ab12cd
        ",
        outcome,
    );
}

#[test]
fn what_is_claimed_and_wrong_is_refused_not_searched_for() {
    check(
        r"
        refused donation-number.damaged | 016021014700
        refused donation-number.damaged | 202613012359
        refused donation-number.damaged | 202602112400
        refused donation-number.damaged | 190001010000
        refused donation-number.damaged | 01602-1014700
        refused donation-number.damaged | a016022096813b
        refused donation-number.check   | 0160222096813G
        refused donation-number.form    | O123498654321
        refused isbt128.content         | =%9900
        refused isbt128.identifier      | =hello
        refused isbt128.identifier      | &;local
        refused isbt128.compound        | =+03000=A99992112345600
        refused citizen-id.check        | 110105194912310021
        refused scan.fifteen-digits     | 110105491231002
        refused scan.id                 | unit_0192
        refused scan.badge              | BADGE:
        refused scan.badge              | BADGE:a b
        refused scan.box                | BOX:箱
        refused scan.slip               | SFCF23031602
        refused scan.slip               | SFCF23031602X
        refused donation-number.damaged | 016021014700/FP/00
        refused unit-label.form         | 0160222096813/FP/00/1
        refused scan.empty              | <EMPTY>
        refused scan.empty              | <SPACE>\r\n<GS>
        ",
        outcome,
    );
}

#[test]
fn what_the_scanner_added_is_taken_off_and_reported() {
    let symbology = |text: &str| match interpret(text) {
        Ok(Scanned { symbology: Some(found), normalized, .. }) => {
            format!("{} {:?} {} {normalized}", found.aim, found.family, found.fnc1)
        }
        Ok(Scanned { normalized, .. }) => format!("- {normalized}"),
        Err(refusal) => verdict::<String>(Err(refusal)),
    };
    check(
        r"
        ]C0 Code128 false 4103016022038 | ]C0=410301602203855\r\n
        ]C1 Code128 true 4103016022038 | ]C1=410301602203855
        ]C4 Code128 false =+02000=A99992112345600=%5100 | ]C4=+02000=A99992112345600=%5100
        ]d2 DataMatrix true 4103016022038 | ]d2<GS>=410301602203855
        ]d0 DataMatrix false 4103016022038 | ]d0=410301602203855
        ]F0 Codabar false 0160122096813 | ]F0a0160122096813b
        ]Q1 Qr false 0160222096813/FP/00 | ]Q10160222096813/FP/00
        ]A0 Code39 false 0160222096813 | ]A00160222096813
        ]X0 Other false 0160222096813 | ]X00160222096813
        - 4103016022038 | =410301602203855\n
        - ]C0 | ]C0
        ",
        symbology,
    );
    let inside = interpret("0160222096813\u{1d}").expect("a number");
    assert_eq!((inside.symbology, inside.normalized.as_str()), (None, "0160222096813"));
    let between = interpret("01602\u{1d}22096813").expect("a number").symbology.expect("FNC1 is told");
    assert!(between.fnc1 && between.aim.is_empty());
}

#[test]
fn the_json_of_a_scan() {
    let json = serde_json::to_value(interpret("]C0=A99992112345663").expect("a number")).expect("json");
    let expected = json!({
        "raw": "]C0=A99992112345663",
        "symbology": {"aim": "]C0", "family": "code128", "fnc1": false},
        "scheme": "isbt128",
        "normalized": "A999921123456",
        "meaning": {
            "kind": "donation_number", "number": "A999921123456", "shown": "A999921123456", "flags": "63",
            "form": "isbt_scan", "checked": true,
        },
    });
    assert_eq!(json, expected);
}

#[test]
fn a_product_is_named_and_a_foreign_code_stays_opaque() {
    let json = |text: &str| serde_json::to_value(interpret(text).expect("a product").meaning).expect("json");
    let name = json!({"zh": "冰冻血浆", "en": "Frozen plasma"});
    assert_eq!(json("PG112030"), json!({"kind": "product", "text": "PG112030", "product": "FP", "name": name}));
    assert_eq!(json("=<P0147VA0")["product"], "FFP");
    assert_eq!(
        json("=<E5445000"),
        json!({"kind": "product", "text": "E5445000", "product": null, "name": null, "division": "00"})
    );
}

#[test]
fn an_identity_number_is_nowhere_in_the_json() {
    let scanned = interpret("11010519491231002X").expect("an id");
    let json = serde_json::to_string(&scanned).expect("json");
    assert!(!json.contains("19491231") && !format!("{scanned:?}").contains("19491231"), "{json}");
    let Meaning::CitizenId { id } = scanned.meaning else { panic!("an id") };
    assert_eq!(id.expose(), "11010519491231002X");
}

#[test]
fn a_text_has_a_longest_length() {
    assert!(interpret(&"字".repeat(LONGEST)).is_ok());
    assert_eq!(interpret(&"字".repeat(LONGEST + 1)).expect_err("too long").rule, "scan.too-long");
}

proptest! {
    #[test]
    fn no_text_makes_the_interpreter_panic(text in any::<String>()) {
        let _ = interpret(&text);
    }

    #[test]
    fn almost_codes_do_not_panic_either(text in r"(\]C[0-4]|\]d2)?[=&a-dA-D]?[+%<>*$0-9A-Z/_:-]{0,40}") {
        let _ = interpret(&text);
    }

    /// Whatever is read as a donation number reads as the same number from its normalised and its shown form.
    #[test]
    fn a_number_keeps_its_meaning(text in "(a?[0-9]{5}-?[0-9]{8}b?|[A-NP-Z][A-NP-Z0-9]{2}[0-9]{10})") {
        if let Ok(Scanned { normalized, meaning: Meaning::DonationNumber { shown, .. }, .. }) = interpret(&text) {
            prop_assert_eq!(&interpret(&normalized).expect("a number").normalized, &normalized);
            prop_assert_eq!(&interpret(&shown).expect("a number").normalized, &normalized);
        }
    }
}
