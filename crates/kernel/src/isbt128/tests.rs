use proptest::prelude::*;

use super::*;
use crate::{
    clock::Instant,
    table::{check, verdict},
};

fn local(at: Instant) -> String {
    jiff::Timestamp::from(at).to_zoned(crate::zone::china()).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn shown(structure: &Structure) -> String {
    let said = match &structure.data {
        Data::DonationNumber { number, flags, .. } => format!("{} {flags}", number.as_str()),
        Data::BloodGroup { code, phenotype } => {
            let group = code.group().map_or_else(|| format!("{code:?}"), |group| group.to_string());
            let rh = phenotype.rh.unwrap_or("-");
            format!(
                "{group} {rh} K:{:?} Mia:{:?} special:{}",
                phenotype.kell, phenotype.mi_a, phenotype.see_special_testing
            )
        }
        Data::Product { description, donation_type, division } => format!("{description} {donation_type} {division}"),
        Data::ExpiryDate { day, at } => format!("ends {day} at {}", local(*at)),
        Data::ExpiryTime { at } => format!("ends {}", local(*at)),
        Data::CollectionDate { day } => format!("collected {day}"),
        Data::CollectionTime { at } => format!("collected {}", local(*at)),
        Data::ProductionDate { day } => format!("made {day}"),
        Data::ProductionTime { at } => format!("made {}", local(*at)),
        other => format!("{other:?}"),
    };
    format!("{:03} {said}", structure.structure)
}

fn outcome(input: &str) -> String {
    match parse(input) {
        Ok(message) => {
            let parts: Vec<_> = message.structures.iter().map(shown).collect();
            message.compound.map(|order| format!("order {order}; ")).unwrap_or_default() + &parts.join("; ")
        }
        Err(refusal) => verdict::<String>(Err(refusal)),
    }
}

#[test]
fn single_structures() {
    check(
        r#"
        001 4103016022038 55 | =410301602203855
        002 O+ - K:None Mia:None special:false | =%5100
        002 A+ - K:None Mia:None special:false | =%6200
        002 A- - K:None Mia:None special:false | =%0600
        002 A- - K:None Mia:None special:false | =%600
        002 O+ ccee K:None Mia:None special:false | =%5110
        002 O+ CCEE K:None Mia:None special:false | =%5190
        002 O+ ccee K:Some(false) Mia:None special:false | =%51A0
        002 O+ CCEE K:Some(false) Mia:None special:false | =%51I0
        002 O+ ccee K:Some(true) Mia:None special:false | =%51J0
        002 O+ CCEE K:Some(true) Mia:None special:false | =%51R0
        002 O+ - K:Some(false) Mia:None special:false | =%51S0
        002 O+ - K:Some(true) Mia:None special:false | =%51T0
        002 O+ - K:None Mia:Some(false) special:false | =%51U0
        002 O+ - K:None Mia:Some(true) special:false | =%51V0
        002 O+ - K:None Mia:None special:true | =%51W0
        002 O+ C-E- K:None Mia:None special:false | =%51X0
        002 O+ C-E- K:Some(true) Mia:None special:false | =%51Z0
        002 Special { label: Quarantine } - K:None Mia:None special:false | =%Mq00
        003 E5445 0 00 | =<E5445000
        003 P0147 V A0 | =<P0147VA0
        003 E0382 V Ba | =<E0382VBa
        003 E0382 V 99 | =<E0382V99
        004 ends 2026-02-11 at 2026-02-11T23:59 | =>026042
        004 ends 2024-12-31 at 2024-12-31T23:59 | =>024366
        005 ends 2026-02-11T23:59 | &>0260422359
        005 ends 1998-01-01T00:00 | &>9980010000
        006 collected 2026-02-11 | =*026042
        007 collected 2026-02-11T08:05 | &*0260420805
        008 made 2026-02-11 | =}026042
        009 made 2026-02-11T08:05 | &}0260420805
        010 SpecialTesting { code: "N0001" } | &(N0001
        017 Container { position: '1', maker: "AB", catalogue: "1234567" } | =)1AB1234567
        018 ContainerLot { lot: "1234567890" } | &)1234567890
        019 Other | =;A99991234567890123456
        020 Staff { facility: "A9999", id: "123456" } | ='A9999123456
        021 SupplyItem { maker: "AB", catalogue: "1234" } | =-AB00001234
        022 SupplyLot { lot: "L77" } | &-0000000L77
        025 Other | &#0104ABCD
        028 Consignment { facility: "A9999", year: "26", serial: "00017", box_number: 2, boxes: 3 } | =$A999926000170203
        028 Consignment { facility: "A9999", year: "26", serial: "00017", box_number: 0, boxes: 3 } | =$A999926000170003
        032 Other | =,000001
        "#,
        outcome,
    );
}

#[test]
fn the_identifier_decides_then_length_and_characters_are_verified() {
    check(
        r"
        refused isbt128.length      | =%51000
        refused isbt128.length      | =%51
        refused isbt128.content     | =%9900
        refused isbt128.content     | =%5101
        refused isbt128.content     | =%51@0
        refused isbt128.length      | =\620000
        refused isbt128.length      | =<E544500
        refused isbt128.content     | =<e5445000
        refused isbt128.content     | =<E5445-00
        refused isbt128.content     | =<E5445VaA
        refused isbt128.content     | =>025366
        refused isbt128.content     | =>024367
        refused isbt128.content     | =>024000
        refused isbt128.content     | =>124001
        refused isbt128.content     | =>02604X
        refused isbt128.length      | =>0260421
        refused isbt128.content     | &>0260422400
        refused isbt128.content     | &>0260422360
        refused isbt128.length      | &>026042235
        refused isbt128.content     | =$A999926000170403
        refused isbt128.content     | =$A999926000170000
        refused isbt128.identifier  | =016022209681300
        refused isbt128.identifier  | &A1234
        refused isbt128.identifier  | &;local
        refused isbt128.identifier  | =
        refused isbt128.identifier  | <EMPTY>
        refused isbt128.length      | =%血血
        refused isbt128.identifier  | &#01XX1234
        refused isbt128.length      | &#0105ABCD
        refused donation-number.check | =A99992112345662
        ",
        outcome,
    );
}

#[test]
fn compound_messages() {
    check(
        "
        order 000; 001 A999921123456 00; 002 O+ - K:None Mia:None special:false | =+02000=A99992112345600=%5100
        order 013; 001 A999921123456 00; 002 O+ - K:None Mia:None special:false; 003 E0382 V 00; 005 ends 2026-02-11T23:59 | =+04013=A99992112345600=%5100=<E0382V00&>0260422359
        refused isbt128.compound   | =+03000=A99992112345600=%5100
        refused isbt128.compound   | =+01000=A99992112345600=%5100
        refused isbt128.compound   | =+00000
        refused isbt128.compound   | =+0200
        refused isbt128.compound   | =+0X000=A99992112345600=%5100
        refused isbt128.identifier | =+02000=A99992112345600&a5100
        refused isbt128.identifier | =+02000=A99992112345600=+01000
        refused isbt128.length     | =+02000=A99992112345600=%51
        refused isbt128.content    | =+02000=%600=A99992112345600
        ",
        outcome,
    );
}

#[test]
fn structures_are_distinct() {
    let all = super::read::structures();
    for (index, (number, identifier, _)) in all.iter().enumerate() {
        assert!(all[index + 1..].iter().all(|(n, i, _)| n != number && i != identifier), "{number} {identifier} twice");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn almost_structures_do_not_panic_either(text in "[=&]([%<>*}()'$#+-]|[A-Z0-9])[0-9A-Za-z&=%>血]{0,24}") {
        let _ = parse(&text);
    }
}
