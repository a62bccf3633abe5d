use proptest::prelude::*;

use super::*;
use crate::table::{check, verdict, verdicts};

#[test]
fn numbers_are_read_in_every_form_or_refused_with_the_rule() {
    verdicts::<DonationNumber>(
        "
        # the national form, with and without hyphen, spaces, full width, the letters of Codabar
        01602-22096813 | 01602-22096813
        01602-22096813 | 0160222096813
        01602-22096813 | 01602 22 096813
        01602-22096813 | ０１６０２－２２０９６８１３
        01602-22096813 | 0160222096813F
        01601-22096813 | a0160122096813b
        01601-22096813 | D0160122096813A
        41030-16022038 | 4103016022038
        # a lost digit is never guessed
        refused donation-number.damaged | 016021014700
        refused donation-number.damaged | 01602-1014700
        refused donation-number.damaged | a016022096813b
        # one digit more, a wrong check character, fewer digits, hyphen in the wrong place
        refused donation-number.check   | 0160222096813G
        refused donation-number.check   | 01602220968130
        refused donation-number.length  | a01601220968131b
        refused donation-number.length  | 01602220968
        refused donation-number.length  | 016022209681333
        refused donation-number.form    | 0160-222096813
        refused donation-number.form    | 016-02220968130
        refused donation-number.length  | <EMPTY>
        refused donation-number.length  | 血
        # ISBT 128 typed, with and without check character
        G123498654321 | G1234 98 654321 H
        G123498654321 | g1234 98 654321 h
        G123498654321 | G123498654321
        A999921123456 | A9999 21 123456 3
        refused donation-number.check   | G1234 98 654321 J
        refused donation-number.check   | G1234 89 654321 H
        # no letter O, digits where digits belong, no ISBT 128 facility that begins with 0
        refused donation-number.form    | O123498654321
        refused donation-number.form    | GO23498654321
        refused donation-number.form    | G12A498654321
        refused donation-number.form    | 0A23498654321
        ",
    );
}

#[test]
fn a_scan_keeps_its_flags_apart() {
    let shown = |reading: Reading| {
        let flags = reading.flags.map(|flags| format!("{flags} {:?}", flags.kind())).unwrap_or_default();
        format!("{} {flags}{}", reading.number.as_str(), if reading.checked { " checked" } else { "" })
    };
    check(
        "
        4103016022038 55 Local                 | =410301602203855
        G123498654321 00 Unused                | =G12349865432100
        G123498654321 77 CheckValue(17) checked | =G12349865432177
        A999921123456 63 CheckValue(3) checked | =A99992112345663
        A999822654321 82 CheckValue(22) checked | =A99982265432182
        A999921123456 09 NatTube               | =A99992112345609
        A999921123456 04 Container(4)          | =A99992112345604
        A999921123456 15 Container(5)          | =A99992112345615
        A999921123456 14 Reserved              | =A99992112345614
        A999921123456 59 Local                 | =A99992112345659
        A999921123456 97 Reserved              | =A99992112345697
        A999921123456 AB Reserved              | =A999921123456AB
        refused donation-number.check  | =A99992112345662
        refused donation-number.check  | =A99992112345660
        refused donation-number.flags  | =A999921123456I0
        refused donation-number.flags  | =A9999211234560Z
        refused donation-number.length | =A999921123456
        refused donation-number.length | =A9999211234560
        refused donation-number.length | =A999921123456000
        refused donation-number.form   | =016022209681300
        refused donation-number.form   | =a99992112345663
        refused donation-number.length | =
        ",
        |input| match parse(input) {
            Ok(reading) => shown(reading),
            Err(refusal) => verdict::<String>(Err(refusal)),
        },
    );
}

#[test]
fn check_characters() {
    check(
        "
        H 17 | G123498654321
        3 3  | A999921123456
        M 22 | A999822654321
        F 15 | 0160222096813
        1 1  | <EMPTY>
        * 36 | 1
        ",
        |input| format!("{} {}", check_character(input), check_value(input)),
    );
}

#[test]
fn the_parts_of_a_number() {
    let number: DonationNumber = "G1234 98 654321 H".parse().expect("a number");
    assert_eq!((number.facility(), number.year(), number.serial()), ("G1234", "98", "654321"));
    assert_eq!(number.eye_readable(), "G1234 98 654321 H");
    assert_eq!((number.scheme(), number.check_character()), (Scheme::Isbt128, 'H'));
    let national: DonationNumber = "0160222096813".parse().expect("a number");
    assert_eq!(national.scheme(), Scheme::National);
}

#[test]
fn json_carries_the_canonical_characters() {
    let number: DonationNumber = serde_json::from_str("\"01602-22096813\"").expect("a number");
    assert_eq!(serde_json::to_string(&number).expect("json"), "\"0160222096813\"");
    assert!(serde_json::from_str::<DonationNumber>("\"016021014700\"").is_err());
}

#[test]
fn a_check_character_between_a_and_d_is_not_taken_for_a_codabar_guard() {
    let number: DonationNumber = "C603529846042".parse().expect("a number");
    assert_eq!(number.eye_readable().parse(), Ok(number));
    let damaged = parse("a603529846042b").expect_err("a Codabar scan of twelve digits");
    assert_eq!(damaged.rule, "donation-number.damaged");
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn almost_numbers_do_not_panic_either(text in "[=aA-Z0-9 -]{0,18}") {
        let _ = parse(&text);
    }

    #[test]
    fn what_is_shown_reads_back(text in "([A-NP-Z][A-NP-Z0-9]{2}|[0-9]{3})[0-9]{10}") {
        let number: DonationNumber = text.parse().expect("a canonical number");
        prop_assert_eq!(number.as_str(), &text);
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        prop_assert_eq!(number.eye_readable().parse(), Ok(number));
    }

    /// MOD 37-2 finds every single wrong digit and every swap of neighbours.
    #[test]
    fn the_check_character_finds_one_wrong_digit(text in "[A-NP-Z][0-9]{12}", at in 1usize..13, by in 1u8..10) {
        let number: DonationNumber = text.parse().expect("a number");
        let mut wrong = text.into_bytes();
        wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
        let wrong = format!("{}{}", String::from_utf8(wrong).expect("ascii"), number.check_character());
        prop_assert!(parse(&wrong).is_err());
    }
}
