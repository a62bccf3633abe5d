use crate::clock::Day;
use crate::collection::{binding, chair::*};
use crate::eligibility::DonationKind;
use crate::refusal::Refusal;
use crate::table::cells as rows;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn today() -> Day {
    day("2026-02-10")
}

fn kind(word: &str) -> DonationKind {
    serde_json::from_value(word.into()).expect("a kind")
}

fn rule<T>(outcome: Result<T, Refusal>) -> String {
    outcome.map_or_else(|refusal| refusal.rule, |_| "yes".into())
}

#[test]
fn a_maker_s_label_is_read_as_typed_and_as_scanned() {
    let table = "
        scanned                                               | article        | lot   | last day   | serial
        (01)06901234504002(17)271231(10)Q26A7(21)000123       | 06901234504002 | Q26A7 | 2027-12-31 | 000123
        ]d2010690123450400217271231^10Q26A7^21000123          | 06901234504002 | Q26A7 | 2027-12-31 | 000123
        ]C101069012345040021727020010Q26A7                    | 06901234504002 | Q26A7 | 2027-02-28 | -
        01069012345040021728020010Q26A7                       | 06901234504002 | Q26A7 | 2028-02-29 | -
        0106901234504002                                      | 06901234504002 | -     | -          | -
        (01)06901234504003(17)271231(10)Q26A7                 | binding.kit-label | |  |
        (01)06901234504002(17)271331(10)Q26A7                 | binding.kit-label | |  |
        0106901234504002172712                                | binding.kit-label | |  |
        (17)271231(10)Q26A7                                   | binding.kit-label | |  |
        99ABC                                                 | binding.kit-label | |  |
        01602-26000001                                        | binding.kit-label | |  |
        血袋                                                  | binding.kit-label | |  |
    ";
    for row in rows(table).iter().skip(1) {
        let text = row[0].replace('^', "\u{1d}");
        let or = |text: Option<String>| text.unwrap_or_else(|| "-".into());
        let found = match read_kit(&text) {
            Err(refusal) => [refusal.rule, String::new(), String::new(), String::new()],
            Ok(label) => {
                [label.article, or(label.lot), or(label.expires_on.map(|day| day.to_string())), or(label.serial)]
            }
        };
        assert_eq!(found, row[1..5], "{row:?}");
    }
}

#[test]
fn a_kit_fits_one_kind_and_one_volume() {
    let table = "
        article        | kind                | volume | outcome
        06901234504002 | whole_blood         | 400    | yes
        06901234504002 | whole_blood         | 300    | binding.kit-volume
        06901234503005 | whole_blood         | 300    | yes
        06901234502008 | whole_blood         | 400    | binding.kit-volume
        06901234502008 | whole_blood         | 200    | yes
        06901234504002 | apheresis_platelets | 250    | binding.kit-kind
        06901234505009 | apheresis_platelets | 250    | yes
        06901234505009 | whole_blood         | 400    | binding.kit-kind
        06901234505009 | apheresis_plasma    | 400    | binding.kit-kind
        06901234506006 | apheresis_plasma    | 400    | yes
        06901234599992 | whole_blood         | 400    | binding.kit-unknown
    ";
    for row in rows(table).iter().skip(1) {
        let volume = row[2].parse().expect("a volume");
        let label = read_kit(&format!("(01){}", row[0])).expect("a label");
        assert_eq!(rule(label.kit(today()).and_then(|kit| kit.fits(kind(row[1]), volume))), row[3], "{row:?}");
    }
    assert!(kits(day("2019-04-27")).is_empty());
    assert_eq!(kits(day("2019-04-28")).len(), 5);
}

/// Maker's labels: s, n and r are the tubes for serology, nucleic acid and retention.
fn article(letter: &str) -> Option<&'static str> {
    match letter {
        "s" => Some("(01)06901234511000(10)S1"),
        "n" => Some("(01)06901234512007(10)N1"),
        "r" => Some("(01)06901234513004(10)R1"),
        "q" => Some("(01)06901234504002"),
        _ => None,
    }
}

#[test]
fn every_tube_proves_its_number_and_its_role() {
    // number of the tube, and behind a slash its maker's label; places: serology, nucleic acid, retention
    let table = "
        serology          | nat               | retention         | outcome
        0160226000001/s   | 0160226000001/n   | 0160226000001/r   | yes
        0160226000001/n   | 0160226000001/s   | 0160226000001/r   | binding.tube-swapped
        0160226000001/s   | 0160226000001/n   | 0160226000001/q   | binding.tube-swapped
        0160226000001/s   | 0160226000002/n   | 0160226000001/r   | binding.tube-differs
        0160226000001/s   | 0160226000001/-   | 0160226000001/r   | binding.tube-unproven
        0160226000001/s   | 0160226000001/n   | -                 | binding.tube-missing
        -                 | 0160226000001/n   | 0160226000001/r   | binding.tube-missing
        016022600001/s    | 0160226000001/n   | 0160226000001/r   | donation-number.damaged
        王小明/s          | 0160226000001/n   | 0160226000001/r   | binding.no-number
    ";
    judge_tubes(table, "01602-26000001");
    // Flags of ISBT 128: 07 test tube, 09 nucleic acid tube, 06 pilot tube, 08 record, 00 says nothing.
    let flagged = "
        serology            | nat                 | retention           | outcome
        =G123426000001 07   | =G123426000001 09   | =G123426000001 06   | yes
        =G123426000001 09   | =G123426000001 07   | =G123426000001 06   | binding.tube-swapped
        =G123426000001 08   | =G123426000001 09   | =G123426000001 06   | binding.tube-swapped
        =G123426000001 00/s | =G123426000001 09   | =G123426000001 06   | yes
        =G123426000001 00   | =G123426000001 09   | =G123426000001 06   | binding.tube-unproven
        =G123426000001 07/n | =G123426000001 09   | =G123426000001 06   | binding.tube-swapped
    ";
    judge_tubes(&flagged.replace("001 0", "0010"), "=G12342600000100");
}

fn judge_tubes(table: &str, number: &str) {
    let number = binding::number_of(number).expect("a number");
    for row in rows(table).iter().skip(1) {
        let place = |index: usize, role: TubeRole| {
            let (scan, letter) = row[index].split_once('/').unwrap_or((row[index], "-"));
            (scan != "-").then(|| Tube { role, scan, article: article(letter) })
        };
        let given: Vec<Tube<'_>> = (0..3).filter_map(|index| place(index, TubeRole::ALL[index])).collect();
        let found = rule(right_tubes(number, &given, DonationKind::WholeBlood, today()));
        assert_eq!(found, row[3], "{row:?}");
    }
}

#[test]
fn record_and_bag_wear_their_own_labels() {
    let table = "
        record           | bag              | outcome
        =G12342600000108 | =G12342600000101 | yes
        =G12342600000100 | =G12342600000100 | yes
        0160226000001    | 0160226000001    | yes
        =G12342600000101 | =G12342600000101 | binding.label-swapped
        =G12342600000108 | =G12342600000108 | binding.label-swapped
        =G12342600000108 | =G12342600000107 | binding.label-swapped
    ";
    for row in rows(table).iter().skip(1) {
        assert_eq!(rule(labels(row[0], row[1])), row[2], "{row:?}");
    }
}

#[test]
fn a_second_person_is_asked_where_the_page_says() {
    let table = "
        kind                | needles before | label   | asked
        whole_blood         | 0              | scanned | no
        whole_blood         | 0              | typed   | yes
        whole_blood         | 1              | scanned | yes
        apheresis_platelets | 0              | scanned | yes
        apheresis_plasma    | 1              | typed   | yes
    ";
    for row in rows(table).iter().skip(1) {
        let needles = row[1].parse().expect("a count");
        let found = AtTheChair { kind: kind(row[0]), needles, typed_label: row[2] == "typed" };
        let asked = second_person(found, today()).is_some();
        assert_eq!(if asked { "yes" } else { "no" }, row[3], "{row:?}");
    }
}

#[test]
fn two_needles_in_two_arms() {
    let table = "
        tried      | arm   | outcome
        -          | left  | yes
        left       | right | yes
        left       | left  | needle.same-arm
        right      | left  | yes
        left right | left  | needle.max
    ";
    for row in rows(table).iter().skip(1) {
        let tried: Vec<&str> = row[0].split_whitespace().filter(|arm| *arm != "-").collect();
        assert_eq!(rule(next_needle(&tried, row[1], today())), row[2], "{row:?}");
    }
    assert_eq!(rule(next_needle(&[], "left", day("2019-04-27"))), "chair.no-version");
}

#[test]
fn the_volume_decides_what_may_be_made() {
    let table = "
        agreed | collected | makes
        400    | 299       | nothing
        400    | 300       | red_cells    -- 75 %
        400    | 359       | red_cells
        400    | 360       | everything   -- 90 %
        400    | 440       | everything   -- 110 %
        400    | 441       | nothing
        300    | 224       | nothing
        300    | 225       | red_cells
        300    | 269       | red_cells
        300    | 270       | everything
        300    | 330       | everything
        300    | 331       | nothing
        200    | 149       | nothing
        200    | 150       | red_cells
        200    | 180       | everything
        200    | 220       | everything
        200    | 221       | nothing
    ";
    for row in rows(table).iter().skip(1) {
        let ml = |cell: usize| row[cell].parse::<i32>().expect("mL");
        let outcome = makes(ml(0), ml(1), today()).expect("in force");
        assert_eq!(serde_json::to_value(outcome.makes).expect("a word"), row[2], "{row:?}");
        assert_eq!(outcome.reason.is_none(), outcome.makes == Makes::Everything, "{row:?}");
    }
}

#[test]
fn a_machine_gives_one_or_two_doses_or_one_with_plasma() {
    let table = "
        kind                | counted | bags                              | outcome
        apheresis_platelets | -       | PLT-A:260                         | yes
        apheresis_platelets | 2.5     | PLT-A:260                         | yes
        apheresis_platelets | 2.4     | PLT-A:260                         | donation.yield
        apheresis_platelets | 5       | PLT-A:260 PLT-A:260               | yes
        apheresis_platelets | 4.9     | PLT-A:260 PLT-A:260               | donation.yield
        apheresis_platelets | 8       | PLT-A:260 PLT-A:260 PLT-A-LR:260  | donation.doses
        apheresis_platelets | -       | PLT-A:260 FFP-A:200               | yes
        apheresis_platelets | -       | PLT-A:260 FFP-A:201               | donation.plasma
        apheresis_platelets | -       | PLT-A:260 FFP-A:100 FFP-A:101     | donation.plasma
        apheresis_platelets | 5       | PLT-A:260 PLT-A:260 FFP-A:100     | donation.plasma
        apheresis_platelets | -       | RBC-S:200                         | donation.product
        apheresis_platelets | -       | -                                 | donation.no-product
        apheresis_plasma    | -       | FFP-A:600                         | yes
        apheresis_plasma    | -       | FFP-A:601                         | donation.plasma
        apheresis_plasma    | -       | PLT-A:260                         | donation.product
        whole_blood         | -       | WB:400                            | chair.no-version
    ";
    for row in rows(table).iter().skip(1) {
        let bag = |text: &str| {
            let (product, ml) = text.split_once(':').expect("a bag");
            Output { product: product.parse().expect("a code"), volume_ml: ml.parse().expect("mL") }
        };
        let bags: Vec<Output> = row[2].split_whitespace().filter(|text| *text != "-").map(bag).collect();
        let machine = Machine { platelets_e11: row[1].parse().ok() };
        assert_eq!(rule(outputs(kind(row[0]), machine, &bags, today())), row[3], "{row:?}");
    }
}

#[test]
fn a_tube_says_by_its_flags_or_by_its_maker_what_it_is_for() {
    use crate::collection::chair::role_of;
    let table = "
        number              | maker          | role
        0160226000001       | -              | -
        0160226000001       | 06901234511000 | Serology
        0160226000001       | 06901234512007 | Nat
        =G123426000001 07   | -              | Serology
        =G123426000001 09   | -              | Nat
        =G123426000001 06   | -              | Retention
        =G123426000001 09   | 06901234512007 | Nat
        =G123426000001 09   | 06901234511000 | binding.tube-swapped
    ";
    let day = "2026-02-11".parse().expect("a day");
    for row in rows(table).into_iter().skip(1) {
        let number = row[0].replace(' ', "");
        let maker = (row[1] != "-").then(|| format!("(01){}", row[1]));
        let found = role_of(&number, maker.as_deref(), DonationKind::WholeBlood, day);
        let found =
            found.map_or_else(|refusal| refusal.rule, |role| role.map_or("-".to_owned(), |role| format!("{role:?}")));
        assert_eq!(found, row[2], "{row:?}");
    }
}
