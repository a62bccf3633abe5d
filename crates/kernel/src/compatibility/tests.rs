use std::collections::BTreeSet;

use super::*;

const TABLE: &str = include_str!("table.txt");

fn group(text: &str) -> BloodGroup {
    text.parse().expect("a group")
}

fn class(name: &str) -> ComponentClass {
    serde_json::from_str(&format!("\"{name}\"")).expect("a class")
}

/// Every cell of the text table: class, patient, unit, what is written there.
fn cells() -> Vec<(ComponentClass, Option<BloodGroup>, BloodGroup, String)> {
    let mut cells = Vec::new();
    let mut header: Option<(ComponentClass, Vec<BloodGroup>)> = None;
    for (left, right) in crate::table::rows(TABLE) {
        let columns: Vec<_> = right.split_whitespace().collect();
        if columns[0] == "O-" {
            header = Some((class(left), columns.into_iter().map(group).collect()));
            continue;
        }
        let (class, units) = header.as_ref().expect("a header first");
        let patient = (left != "??").then(|| group(left));
        assert_eq!(columns.len(), units.len(), "{class:?} {left}");
        cells.extend(units.iter().zip(columns).map(|(unit, cell)| (*class, patient, *unit, cell.to_owned())));
    }
    cells
}

#[test]
fn every_pair_of_every_class_is_as_the_table_says() {
    for (class, patient, unit, cell) in cells() {
        let found = decide(class, patient, unit).map_or(".".into(), |preference| preference.0.to_string());
        assert_eq!(found, cell, "{class:?}: patient {patient:?}, unit {unit}");
    }
}

#[test]
fn the_table_holds_sixty_four_pairs_and_the_unconfirmed_patient_for_every_class() {
    let pairs: BTreeSet<_> = cells().into_iter().map(|(class, patient, unit, _)| (class, patient, unit)).collect();
    assert_eq!(pairs.len(), rulebook::compatibility().tables().len() * 9 * 8);
    let classes: BTreeSet<_> = pairs.iter().map(|(class, ..)| *class).collect();
    assert_eq!(classes.len(), 6);
}

#[test]
fn a_refusal_names_the_class_and_the_groups() {
    let refusal = decide(ComponentClass::Plasma, Some(group("AB+")), group("O+")).expect_err("never");
    assert_eq!(refusal.rule, "compatibility.plasma");
    assert_eq!(refusal.reason.zh, "O+ 血浆不能输给 AB+ 患者");
    let unconfirmed = decide(ComponentClass::RedCells, None, group("A+")).expect_err("never");
    assert_eq!(unconfirmed.rule, "compatibility.red-cells");
}

#[test]
fn another_group_of_plasma_needs_approval_red_cells_a_crossmatch() {
    let table = |class| rulebook::compatibility().table(class).expect("a table");
    let plasma = table(ComponentClass::Plasma);
    assert!(plasma.needs_approval(Some(group("A+")), group("AB+")) && plasma.needs_approval(None, group("AB+")));
    assert!(!plasma.needs_approval(Some(group("A+")), group("A-")) && !plasma.crossmatch);
    let red_cells = table(ComponentClass::RedCells);
    assert!(red_cells.crossmatch && !red_cells.needs_approval(Some(group("A+")), group("O+")));
}
