use serde_json::{Value, json};
use vena_kernel::testing::MarkerKind;

use super::assay::{Assay, Plate};

/// An ELISA of one serology marker as its leaflet has it, with a change.
fn elisa(change: impl Fn(&mut Value)) -> Assay {
    let mut assay = json!({
        "gives": "signal", "plate": { "rows": 8, "columns": 12 }, "cut_off": { "factor": 2.1, "least": 0.105 },
        "controls": [
            { "code": "BLK", "role": "blank", "count": 1, "each": { "max": 0.08 } },
            { "code": "NC", "role": "negative", "count": 3, "each": { "max": 0.1 }, "mean": { "max": 0.08 } },
            { "code": "PC", "role": "positive", "count": 2, "each": { "min": 0.5 } },
        ],
    });
    change(&mut assay);
    serde_json::from_value(assay).expect("an assay")
}

fn rule(assay: &Assay, markers: &[(&str, MarkerKind)]) -> String {
    let told = |flaw: super::assay::Flaw| format!("{}: {}", flaw.field, flaw.refusal.reason.en);
    assay.sound(markers).map_or_else(told, |()| "yes".into())
}

#[test]
fn instructions_by_which_no_run_could_be_judged_are_refused() {
    let hbsag = [("HBSAG", MarkerKind::Serology)];
    let told = |change: fn(&mut Value)| rule(&elisa(change), &hbsag);
    assert_eq!(told(|_| {}), "yes");
    assert_eq!(rule(&elisa(|_| {}), &[("ALT", MarkerKind::Measured)]), "assay.gives: ALT is not read so");
    assert_eq!(told(|kit| kit["cut_off"] = Value::Null), "assay.cut_off.factor: a signal needs a rule for its cut-off");
    assert_eq!(
        told(|kit| kit["controls"][1]["role"] = json!("quality")),
        "assay.controls: the cut-off comes from a negative control, and there is none"
    );
    assert_eq!(told(|kit| kit["gives"] = json!("ratio")), "assay.cut_off.factor: only signals have a cut-off");
    assert_eq!(
        told(|kit| kit["plate"] = json!({ "rows": 6, "columns": 1 })),
        "assay.plate.rows: the controls leave no well for a sample"
    );
    assert_eq!(told(|kit| kit["plate"] = json!({ "rows": 7, "columns": 1 })), "yes");
    assert_eq!(told(|kit| kit["pool_max"] = json!(6)), "assay.pool_max: only nucleic acids are tested in pools");
    assert_eq!(
        told(|kit| kit["controls"][2]["code"] = json!("NC")),
        "assay.controls[2].code: the control NC stands twice"
    );
    assert_eq!(
        told(|kit| kit["controls"][2]["marker"] = json!("ALT")),
        "assay.controls[2].marker: control PC: the kit does not test ALT"
    );
    assert_eq!(
        told(|kit| kit["controls"][2]["each"] = json!({})),
        "assay.controls[2].each.min: control PC needs limits of its value"
    );
    assert_eq!(
        told(|kit| kit["controls"][2]["each"] = json!({ "min": 2.0, "max": 1.0 })),
        "assay.controls[2].each.min: control PC: its lower limit lies above the upper one"
    );
    assert_eq!(
        told(|kit| kit["controls"][2]["expects"] = json!({ "kind": "detected" })),
        "assay.controls[2].each.min: control PC needs limits of its value"
    );
}

#[test]
fn only_several_nucleic_acids_are_read_together() {
    let nat = |gives: &str, expects: Value| -> Assay {
        let kit = json!({
            "gives": gives, "plate": { "rows": 24, "columns": 1 }, "combined": true,
            "controls": [{ "code": "PC", "role": "positive", "count": 1, "expects": expects }],
        });
        serde_json::from_value(kit).expect("an assay")
    };
    let (dna, rna) = (("HBV-DNA", MarkerKind::NucleicAcid), ("HCV-RNA", MarkerKind::NucleicAcid));
    let refused = "assay.combined: only two or more nucleic acids are read together";
    let detected = nat("detected", json!({ "kind": "detected" }));
    assert_eq!(rule(&detected, &[dna, rna]), "yes");
    assert_eq!(rule(&detected, &[dna]), refused);
    let group = nat("group", json!({ "kind": "abo", "abo": "A" }));
    let sides = [("ABO-FORWARD", MarkerKind::Group), ("ABO-REVERSE", MarkerKind::Group)];
    assert_eq!(rule(&group, &sides), refused);
}

#[test]
fn what_is_no_number_says_what_it_comes_out_as() {
    let tube = |gives: &str, expects: Value| -> Assay {
        let kit = json!({
            "gives": gives, "plate": { "rows": 24, "columns": 1 }, "pool_max": if gives == "detected" { 8 } else { 1 },
            "controls": [{ "code": "C1", "role": "positive", "count": 1, "expects": expects }],
        });
        serde_json::from_value(kit).expect("an assay")
    };
    let (nat, group) = ([("HBV-DNA", MarkerKind::NucleicAcid)], [("ABO-FORWARD", MarkerKind::Group)]);
    assert_eq!(rule(&tube("detected", json!({ "kind": "detected" })), &nat), "yes");
    assert_eq!(
        rule(&tube("detected", Value::Null), &nat),
        "assay.controls[0].expects: control C1: say what it has to come out as"
    );
    assert_eq!(
        rule(&tube("detected", json!({ "kind": "abo", "abo": "A" })), &nat),
        "assay.controls[0].expects: control C1: say what it has to come out as"
    );
    assert_eq!(rule(&tube("group", json!({ "kind": "abo", "abo": "A" })), &group), "yes");
    assert_eq!(
        rule(&tube("group", json!({ "kind": "detected" })), &group),
        "assay.controls[0].expects: control C1: say what it has to come out as"
    );
}

#[test]
fn a_control_of_several_markers_stands_on_the_plate_once() {
    let markers = [("ABO-FORWARD", MarkerKind::Group), ("RHD", MarkerKind::Group)];
    let cell = |code: &str, marker: &str, count: u16, expects: Value| json!({ "code": code, "role": "quality", "count": count, "marker": marker, "expects": expects });
    let (a, positive) = (json!({ "kind": "abo", "abo": "A" }), json!({ "kind": "rhd", "rhd": "+" }));
    let kit = |controls: Value| -> Assay {
        let kit = json!({ "gives": "group", "plate": { "rows": 8, "columns": 1 }, "controls": controls });
        serde_json::from_value(kit).expect("an assay")
    };
    let both = kit(json!([cell("A+", "ABO-FORWARD", 2, a.clone()), cell("A+", "RHD", 2, positive.clone())]));
    assert_eq!((rule(&both, &markers).as_str(), both.controls_placed()), ("yes", vec![("A+", 2)]));
    let uneven = kit(json!([cell("A+", "ABO-FORWARD", 2, a.clone()), cell("A+", "RHD", 1, positive)]));
    assert_eq!(rule(&uneven, &markers), "assay.controls[1].count: the control A+ has different numbers of wells");
    let half = kit(json!([cell("A+", "ABO-FORWARD", 2, a)]));
    assert_eq!(rule(&half, &markers), "assay.controls: no control is read for RHD");
}

#[test]
fn a_plate_is_filled_down_its_columns() {
    let plate = Plate { rows: 8, columns: 12 };
    let names: Vec<String> = [0, 1, 7, 8, 95].map(|at| plate.name(at)).into();
    assert_eq!((names.join(" "), plate.wells()), ("A1 B1 H1 A2 H12".to_owned(), 96));
}
