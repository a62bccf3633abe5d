use vena_kernel::{id::UserId, refusal::Refusal};
use vena_testkit::table::rows;

use super::rules::{SampleState, Size, Standing, control, limits, may_decide, may_type, note};
use crate::quality::book::quality;

fn rule(result: Result<(), Refusal>) -> String {
    result.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

fn judged(product: &str, code: &str, size: Size, value: f64) -> String {
    let (product, day) = (product.parse().expect("a product"), "2026-11-24".parse().expect("a day"));
    let indicator = quality().indicator(product, code, day).unwrap_or_else(|| panic!("{product} has no {code}"));
    match limits(indicator, size) {
        Ok(limits) if limits.hold(value) => "in".into(),
        Ok(_) => "out".into(),
        Err(refusal) => refusal.rule,
    }
}

/// By product and indicator: a value that is outside, and the next one that is inside.
const LIMITS: &str = "
        product  | indicator   | mL  | pooled | out    | in
        WB       | hb          | 200 | 0      | 19.99  | 20
        WB       | hb          | 300 | 0      | 29.99  | 30
        WB       | hb          | 400 | 0      | 39.99  | 40
        RBC-C    | hb          | 400 | 0      | 39.99  | 40
        RBC-S    | hb          | 200 | 0      | 19.99  | 20
        WB-LR    | hb          | 200 | 0      | 17.99  | 18
        RBC-S-LR | hb          | 300 | 0      | 26.99  | 27
        RBC-C-LR | hb          | 400 | 0      | 35.99  | 36
        RBC-W    | hb          | 400 | 0      | 35.99  | 36
        RBC-D    | hb          | 200 | 0      | 15.99  | 16
        RBC-D    | hb          | 300 | 0      | 23.99  | 24
        RBC-D    | hb          | 400 | 0      | 31.99  | 32
        WB       | haemolysis  | 200 | 0      | 0.8    | 0.79
        RBC-S    | haemolysis  | 200 | 0      | 0.8    | 0.79
        RBC-W    | haemolysis  | 200 | 0      | 0.8    | 0.79
        RBC-C    | hct         | -   | 0      | 0.649  | 0.65
        RBC-C    | hct         | -   | 0      | 0.801  | 0.80
        RBC-S    | hct         | -   | 0      | 0.499  | 0.50
        RBC-S    | hct         | -   | 0      | 0.651  | 0.65
        RBC-S-LR | hct         | -   | 0      | 0.449  | 0.45
        RBC-S-LR | hct         | -   | 0      | 0.601  | 0.60
        RBC-C-LR | hct         | -   | 0      | 0.599  | 0.60
        RBC-C-LR | hct         | -   | 0      | 0.751  | 0.75
        WB-LR    | wbc         | 200 | 0      | 2.51   | 2.5
        RBC-S-LR | wbc         | 300 | 0      | 3.81   | 3.8
        RBC-C-LR | wbc         | 400 | 0      | 5.01   | 5.0
        RBC-D    | wbc         | 200 | 0      | 20.1   | 20
        RBC-D    | wbc         | 300 | 0      | 30.1   | 30
        RBC-D    | wbc         | 400 | 0      | 40.1   | 40
        RBC-W    | protein     | 200 | 0      | 0.5    | 0.49
        RBC-W    | protein     | 300 | 0      | 0.75   | 0.74
        RBC-W    | protein     | 400 | 0      | 1.0    | 0.99
        RBC-D    | free_hb     | -   | 0      | 1.01   | 1
        RBC-D    | glycerol    | -   | 0      | 10.1   | 10
        WB       | growth      | -   | 0      | 1      | 0
        PLT-C    | plt         | 200 | 0      | 1.99   | 2
        PLT-C    | plt         | 300 | 0      | 2.99   | 3
        PLT-C    | plt         | 400 | 0      | 3.99   | 4
        PLT-C    | rbc         | 200 | 0      | 1.01   | 1
        PLT-C    | rbc         | 300 | 0      | 1.51   | 1.5
        PLT-C    | rbc         | 400 | 0      | 2.01   | 2
        PLT-P    | plt         | -   | 1      | 1.99   | 2
        PLT-P    | plt         | -   | 10     | 19.99  | 20
        PLT-A    | plt         | -   | 0      | 2.49   | 2.5
        PLT-A-LR | plt         | -   | 0      | 2.49   | 2.5
        PLT-A    | rbc         | -   | 0      | 8.01   | 8
        PLT-A    | wbc         | -   | 0      | 500.1  | 500
        PLT-A-LR | wbc         | -   | 0      | 5.01   | 5
        PLT-A    | ph          | -   | 0      | 6.39   | 6.4
        PLT-P    | ph          | -   | 0      | 7.41   | 7.4
        FFP      | protein     | -   | 0      | 49.9   | 50
        FFP      | fviii       | -   | 0      | 0.69   | 0.7
        FFP-A    | fviii       | -   | 0      | 0.69   | 0.7
        FFP-VI   | fviii       | -   | 0      | 0.49   | 0.5
        FFP-VI   | mb          | -   | 0      | 0.301  | 0.30
        FP-VI    | mb          | -   | 0      | 0.301  | 0.30
        FP       | protein     | -   | 0      | 49.9   | 50
        CRYO     | fibrinogen  | 200 | 0      | 74.9   | 75
        CRYO     | fibrinogen  | 300 | 0      | 112.9  | 113
        CRYO     | fibrinogen  | 400 | 0      | 149.9  | 150
        CRYO     | fviii       | 200 | 0      | 39.9   | 40
        CRYO     | fviii       | 300 | 0      | 59.9   | 60
        CRYO     | fviii       | 400 | 0      | 79.9   | 80
        GRAN     | neutrophils | -   | 0      | 0.99   | 1
        GRAN     | hct         | -   | 0      | 0.151  | 0.15
        ";

#[test]
fn each_limit_on_both_sides() {
    for row in &rows(LIMITS)[1..] {
        let size = Size::of(row[2].parse().ok(), row[3].parse().expect("a number"));
        for (value, expected) in [(row[4], "out"), (row[5], "in")] {
            let value = value.parse().expect("a number");
            assert_eq!(judged(row[0], row[1], size, value), expected, "{} {} {value}", row[0], row[1]);
        }
    }
}

#[test]
fn the_size_of_the_donation_chooses_the_limit() {
    for (ml, enough) in [(180, 20.0), (220, 20.0), (270, 30.0), (330, 30.0), (360, 40.0), (440, 40.0)] {
        let size = Size::of(Some(ml), 0);
        assert_eq!(judged("RBC-S", "hb", size, enough), "in", "{ml} mL");
        assert_eq!(judged("RBC-S", "hb", size, enough - 0.1), "out", "{ml} mL");
    }
    for ml in [None, Some(179), Some(221), Some(269), Some(331), Some(359), Some(441)] {
        assert_eq!(judged("RBC-S", "hb", Size::of(ml, 0), 40.0), "quality.size-unknown");
    }
    assert_eq!(judged("PLT-P", "plt", Size::of(Some(200), 0), 40.0), "quality.size-unknown");
}

#[test]
fn a_month_is_in_control_when_its_share_holds() {
    let table = "
        share | due | tested | inside | control
        750   | 4   | 0      | 0      | open
        750   | 4   | 3      | 3      | open
        750   | 4   | 3      | 2      | open
        750   | 4   | 4      | 4      | in_control
        750   | 4   | 4      | 3      | in_control
        750   | 4   | 4      | 2      | out
        750   | 4   | 2      | 0      | out
        750   | 8   | 2      | 0      | open
        750   | 8   | 3      | 0      | out
        750   | 3   | 3      | 2      | out
        750   | 4   | 5      | 4      | in_control
        1000  | 4   | 1      | 0      | out
        900   | 10  | 10     | 9      | in_control
        900   | 10  | 10     | 8      | out
        750   | 0   | 0      | 0      | open
        ";
    for row in &rows(table)[1..] {
        let n: Vec<u64> = row[..4].iter().map(|cell| cell.parse().expect("a number")).collect();
        let word = match control(u32::try_from(n[0]).expect("small"), n[1], n[2], n[3]) {
            Standing::InControl => "in_control",
            Standing::Open => "open",
            Standing::Out => "out",
        };
        assert_eq!(word, row[4], "{row:?}");
    }
}

#[test]
fn one_types_and_another_decides_once() {
    let [one, other] = [1, 2].map(|n| format!("user_{n:032x}").parse::<UserId>().expect("an id"));
    assert_eq!(rule(may_decide(one, false, other)), "ok");
    assert_eq!(rule(may_decide(one, false, one)), "quality.same-person");
    assert_eq!(rule(may_decide(one, true, other)), "quality.decided-already");
    assert_eq!(rule(note(true, None)), "ok");
    assert_eq!(rule(note(false, Some("抄错"))), "ok");
    assert_eq!(rule(note(false, Some(" "))), "quality.return-reason");
    assert_eq!(rule(note(false, None)), "quality.return-reason");
    assert_eq!(rule(may_type(SampleState::of(false, true, false))), "ok");
    assert_eq!(rule(may_type(SampleState::of(false, true, true))), "quality.tested-already");
    assert_eq!(rule(may_type(SampleState::of(false, false, false))), "quality.not-taken");
    assert_eq!(rule(may_type(SampleState::of(true, false, false))), "quality.not-taken");
}
