//! Which unit may go to which patient: one table for each component class, from `rulebook/cn/compatibility.toml`. 相容性
//!
//! Red cells and plasma run in opposite directions; one shared table is the classic fatal error.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    abo::{Abo, BloodGroup, Rhd},
    product::ComponentClass,
    refusal::Refusal,
    rulebook::{self, Basis},
    say,
};

/// The tables of one country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compatibility {
    #[serde(rename = "table")]
    tables: Vec<Table>,
}

/// The table of one component class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Component class.
    pub class: ComponentClass,
    /// What RhD decides.
    pub rhd: RhdRule,
    /// For each ABO group of a patient the ABO groups of units, in order of choice.
    pub patients: BTreeMap<Abo, Vec<Vec<Abo>>>,
    /// The groups for a patient whose group is not confirmed, in order of choice.
    pub unconfirmed: Vec<Vec<BloodGroup>>,
    /// Whether a unit of another ABO group than the patient's needs a physician's approval.
    pub approval: bool,
    /// Whether a serological crossmatch is required.
    pub crossmatch: bool,
    /// Where this table comes from.
    pub basis: Basis,
}

/// What RhD decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RhdRule {
    /// A negative patient receives negative units only.
    Matched,
    /// RhD plays no part.
    Ignored,
}

/// The place of a compatible unit in the order of choice: 1 is the first choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Preference(pub u8);

impl Compatibility {
    /// The table of `class`.
    pub fn table(&self, class: ComponentClass) -> Option<&Table> {
        self.tables.iter().find(|table| table.class == class)
    }

    /// Every table.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }
}

impl Table {
    /// The place of `unit` in the order of choice for `patient`; `None` when it may not be given.
    pub fn preference(&self, patient: Option<BloodGroup>, unit: BloodGroup) -> Option<Preference> {
        match patient {
            None => place(&self.unconfirmed, unit).map(Preference),
            Some(patient) => self.confirmed(patient, unit),
        }
    }

    /// Negative units come behind every positive choice of a positive patient: they are kept for negative patients.
    fn confirmed(&self, patient: BloodGroup, unit: BloodGroup) -> Option<Preference> {
        let choices = self.patients.get(&patient.abo)?;
        let place = place(choices, unit.abo)?;
        match (self.rhd, patient.rhd, unit.rhd) {
            (RhdRule::Matched, Rhd::Negative, Rhd::Positive) => None,
            (RhdRule::Matched, Rhd::Positive, Rhd::Negative) => {
                Some(Preference(place + u8::try_from(choices.len()).ok()?))
            }
            _ => Some(Preference(place)),
        }
    }

    /// Whether giving `unit` to `patient` needs a physician's approval beside compatibility.
    pub fn needs_approval(&self, patient: Option<BloodGroup>, unit: BloodGroup) -> bool {
        self.approval && patient.is_none_or(|patient| patient.abo != unit.abo)
    }
}

fn place<T: PartialEq>(choices: &[Vec<T>], wanted: T) -> Option<u8> {
    let index = choices.iter().position(|choice| choice.contains(&wanted))?;
    u8::try_from(index + 1).ok()
}

/// Decides whether a unit of `unit` group and `class` may go to `patient`; `None` is a patient whose group is unknown or
/// was typed on one sample only.
///
/// Refuses by `compatibility.red-cells`, `.plasma` … after the class.
pub fn decide(class: ComponentClass, patient: Option<BloodGroup>, unit: BloodGroup) -> Result<Preference, Refusal> {
    let table = rulebook::compatibility().table(class).ok_or_else(|| incompatible(class, patient, unit))?;
    table.preference(patient, unit).ok_or_else(|| incompatible(class, patient, unit))
}

fn incompatible(class: ComponentClass, patient: Option<BloodGroup>, unit: BloodGroup) -> Refusal {
    let (rule, zh, en) = words(class);
    let reason = match patient {
        Some(patient) => say!(
            "{unit} {zh}不能输给 {patient} 患者",
            "{en} of group {unit} must not be given to a patient of group {patient}"
        ),
        None => say!(
            "患者血型未经第二份标本确认，不能输 {unit} {zh}",
            "{en} of group {unit} must not be given before the patient's group is confirmed on a second sample"
        ),
    };
    Refusal::new(format!("compatibility.{rule}"), reason)
}

fn words(class: ComponentClass) -> (&'static str, &'static str, &'static str) {
    match class {
        ComponentClass::WholeBlood => ("whole-blood", "全血", "whole blood"),
        ComponentClass::RedCells => ("red-cells", "红细胞", "red cells"),
        ComponentClass::Platelets => ("platelets", "血小板", "platelets"),
        ComponentClass::Plasma => ("plasma", "血浆", "plasma"),
        ComponentClass::Cryoprecipitate => ("cryoprecipitate", "冷沉淀", "cryoprecipitate"),
        ComponentClass::Granulocytes => ("granulocytes", "粒细胞", "granulocytes"),
    }
}
