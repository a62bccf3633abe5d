use std::collections::BTreeMap;

use vena_kernel::{id::RunId, rulebook, testing::Marker};
use vena_lis::{Found, Status};
use vena_testkit::table::rows;

use super::rules::{enter, marker_of, place, raw_of};
use crate::{
    kits::assay::Gives,
    runs::{open::OpenCell, validity::Raw},
};

fn markers() -> Vec<Marker> {
    let today = "2026-11-23".parse().expect("a day");
    rulebook::testing().effective_on(today).markers().into_iter().cloned().collect()
}

fn marker(code: &str) -> Marker {
    markers().into_iter().find(|marker| marker.code == code).expect("a marker")
}

fn found(specimen: &str, value: &str) -> Found {
    Found {
        line: 1,
        specimen: specimen.to_owned(),
        run: None,
        well: None,
        test: "HBSAG".to_owned(),
        value: value.to_owned(),
        unit: String::new(),
        flags: Vec::new(),
        status: Status::Final,
    }
}

fn told(raw: Result<Raw, vena_kernel::refusal::Refusal>) -> String {
    raw.map_or_else(
        |refusal| refusal.rule,
        |raw| serde_json::to_string(&raw).expect("JSON").replace(['"', '{', '}'], ""),
    )
}

#[test]
fn an_analysers_word_is_read_as_the_kit_gives_it() {
    let table = "
        gives    | marker      | value        | unit  | reading
        signal   | HBSAG       | 0.021        | OD    | kind:signal,signal:0.021
        ratio    | HBSAG       | >100         |       | kind:ratio,s_co:100.0
        ratio    | HBSAG       | <0.05        | S/CO  | kind:ratio,s_co:0.05
        ratio    | HBSAG       | Reactive     |       | delivery.value
        ratio    | HBSAG       | 0,5          |       | delivery.value
        ratio    | HBSAG       | NaN          |       | delivery.value
        ratio    | HBSAG       |              |       | delivery.value
        number   | ALT         | 38           | IU/L  | kind:number,number:38.0
        number   | ALT         | 38           | u/l   | kind:number,number:38.0
        number   | ALT         | 0.6          | ukat/L| delivery.unit
        detected | HBV-DNA     | Not Detected |       | kind:detected,detected:false,internal:true
        detected | HBV-DNA     | 检出         |       | kind:detected,detected:true,internal:true
        detected | HBV-DNA     | 阴性         |       | kind:detected,detected:false,internal:true
        detected | HBV-DNA     | Invalid      |       | kind:detected,detected:false,internal:false
        detected | HBV-DNA     | perhaps      |       | delivery.value
        group    | ABO-FORWARD | ab           |       | kind:abo,abo:AB
        group    | ABO-FORWARD | C            |       | delivery.value
        group    | RHD         | POS          |       | kind:rhd,rhd:+
        group    | RHD         | -            |       | kind:rhd,rhd:-
        group    | RHD         | weak         |       | delivery.value
        ";
    for row in &rows(table)[1..] {
        let [gives, code, value, unit, reading] = row[..] else { panic!("{row:?}") };
        let gives: Gives = serde_json::from_value(gives.into()).expect("what a kit gives");
        let one = Found { unit: unit.to_owned(), ..found("S", value) };
        assert_eq!(told(raw_of(gives, &marker(code), &one)), reading, "{one:?}");
    }
}

#[test]
fn what_is_not_final_is_kept_and_what_could_not_be_read_is_said() {
    let of = |status, flags: &[&str], value: &str| {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        told(raw_of(Gives::Ratio, &marker("HBSAG"), &Found { status, flags, ..found("S", value) }))
    };
    assert_eq!(of(Status::Preliminary, &[], "0.1"), "delivery.preliminary");
    assert_eq!(of(Status::Corrected, &[], "0.1"), "delivery.corrected");
    assert_eq!(of(Status::Cannot, &["CLOT", "QNS"], "0.1"), "kind:unreadable,why:CLOT QNS");
    assert_eq!(of(Status::Cannot, &[], "----"), "kind:unreadable,why:----");
    assert_eq!(of(Status::Cannot, &[], " "), "kind:unreadable,why:仪器未给出结果");
}

const ONE: &str = "0160226000017";
const OTHER: &str = "0160226000025";

/// `run well marker control-or-donations`.
fn cells(lines: &[&str]) -> Vec<OpenCell> {
    let run = |name: &str| RunId::from_uuid(uuid::Uuid::from_u128(u128::from(name.as_bytes()[0])));
    let cell = |(at, line): (usize, &&str)| {
        let words: Vec<&str> = line.split(' ').collect();
        let donations = words[3].split('+').filter_map(|text| text.parse().ok()).collect::<Vec<_>>();
        OpenCell {
            run: run(words[0]),
            run_no: words[0].to_owned(),
            position: i16::try_from(at).expect("few cells"),
            well: words[1].to_owned(),
            marker: words[2].to_owned(),
            gives: Gives::Ratio,
            combined: false,
            control: donations.is_empty().then(|| words[3].to_owned()),
            donations,
            read: None,
        }
    };
    lines.iter().enumerate().map(cell).collect()
}

fn placed(found: &Found, cells: &[OpenCell]) -> String {
    place(found, "HBSAG", cells)
        .map_or_else(|refusal| refusal.rule, |at| format!("{} {}", cells[at].run_no, cells[at].well))
}

#[test]
fn a_result_goes_into_the_well_of_its_tube() {
    let lines =
        ["P A1 HBSAG NC", "P B1 HBSAG NC", "P C1 HBSAG 0160226000017", "P D1 HBSAG 0160226000025+0160226000033"];
    let mut plate = cells(&lines);
    assert_eq!(placed(&found(ONE, "0.1"), &plate), "P C1");
    assert_eq!(placed(&found("0160226000033", "0.1"), &plate), "P D1", "a pool by any of its tubes");
    assert_eq!(placed(&found("nc", "0.1"), &plate), "P A1");
    plate[0].read = Some(Raw::Ratio { s_co: 0.1 });
    assert_eq!(placed(&found("NC", "0.2"), &plate), "P B1", "the next well of the control");
    assert_eq!(placed(&found("0160226000041", "0.1"), &plate), "delivery.no-run");
    assert_eq!(placed(&found("rubbish", "0.1"), &plate), "delivery.no-run");
    let other = place(&found(ONE, "0.1"), "ANTI-HCV", &plate);
    assert_eq!(other.expect_err("another marker").rule, "delivery.no-run");
}

#[test]
fn a_named_well_has_to_hold_the_tube() {
    let plate = cells(&["P A1 HBSAG NC", "P C1 HBSAG 0160226000017", "Q A1 HBSAG NC", "Q C1 HBSAG 0160226000025"]);
    let at = |specimen: &str, run: &str, well: &str| {
        let named = Found { run: Some(run.to_owned()), well: Some(well.to_owned()), ..found(specimen, "0.1") };
        placed(&named, &plate)
    };
    assert_eq!(at(ONE, "P", "c1"), "P C1");
    assert_eq!(
        at(OTHER, "P", "C1"),
        "delivery.specimen-differs",
        "swapped tubes are never taken for what they are not"
    );
    assert_eq!(at("NC", "Q", "A1"), "Q A1");
    assert_eq!(at(ONE, "P", "H12"), "delivery.well");
    assert_eq!(at(ONE, "R", "C1"), "delivery.well");
    assert_eq!(placed(&found("NC", "0.1"), &plate), "delivery.several-runs", "which run's control is it?");
    let of_run = Found { run: Some("Q".to_owned()), ..found("NC", "0.1") };
    assert_eq!(placed(&of_run, &plate), "Q A1");
}

#[test]
fn what_stands_in_a_well_is_not_overwritten() {
    let mut cell = cells(&["P C1 HBSAG 0160226000017"]).remove(0);
    let (low, high) = (Raw::Ratio { s_co: 0.1 }, Raw::Ratio { s_co: 3.0 });
    assert!(enter(&cell, &low).expect("it is empty"));
    cell.read = Some(high);
    assert_eq!(enter(&cell, &low).expect_err("it said something else").rule, "delivery.differs");
    cell.read = Some(low.clone());
    assert!(!enter(&cell, &low).expect("the same again"));
}

#[test]
fn codes_are_those_of_the_analyser() {
    let codes = BTreeMap::from([("HBs".to_owned(), "HBSAG".to_owned())]);
    let of = |test: &str| {
        marker_of(&codes, &markers(), test).map_or_else(|refusal| refusal.rule, |found| found.code.clone())
    };
    assert_eq!(of("hbs"), "HBSAG");
    assert_eq!(of("Alt"), "ALT");
    assert_eq!(of("HBSAG2"), "delivery.test");
}
