//! A patient as people see it.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::Person;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::PatientId,
    masking::mask_name,
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    db::{self, PatientRow, ResultRow},
    rules::{GroupResult, Known, known},
};
use crate::samples::view::Sample;

/// A patient in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PatientEntry {
    /// Identity.
    pub(crate) patient_id: PatientId,
    /// Number of the hospital's record, as on the wristband.
    pub(crate) record_no: String,
    /// Name; masked unless asked for with a reason.
    pub(crate) name: String,
    /// Whether the name is masked.
    pub(crate) name_is_masked: bool,
    /// `male` or `female`.
    pub(crate) sex: String,
    /// Birthday.
    pub(crate) born_on: Option<Day>,
    /// Ward, as the hospital calls it.
    pub(crate) ward: Option<String>,
    /// What is known of the group.
    pub(crate) group: PatientGroup,
    /// When registered.
    pub(crate) created_at: Instant,
}

/// A patient with samples.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Patient {
    #[serde(flatten)]
    pub(crate) entry: PatientEntry,
    /// The newest twenty samples.
    pub(crate) samples: Vec<Sample>,
    /// When this was true.
    pub(crate) as_of: Instant,
}

/// What is known of a patient's group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PatientGroup {
    /// The group that two independent results agree on; without it O red cells and AB plasma only.
    pub(crate) confirmed: Option<BloodGroup>,
    /// Results differ.
    pub(crate) conflict: bool,
    /// Every result, oldest first.
    pub(crate) results: Vec<PatientGroupResult>,
}

/// One group result.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PatientGroupResult {
    /// What came out.
    pub(crate) group: BloodGroup,
    /// `history` or `sample`.
    pub(crate) source: String,
    /// Number of the sample.
    pub(crate) sample_no: Option<String>,
    /// When it was entered.
    pub(crate) at: Instant,
    /// By whom.
    pub(crate) by: Person,
}

/// What the stored results say together.
pub(crate) fn known_group(results: &[ResultRow]) -> Known {
    let facts: Vec<GroupResult> =
        results.iter().map(|row| GroupResult { group: row.blood_group, drawn_at: row.drawn_at }).collect();
    known(&facts)
}

/// A patient as shown; `full` only for somebody who gave a reason.
pub(crate) fn entry(row: PatientRow, results: Vec<ResultRow>, full: bool) -> PatientEntry {
    let Known { confirmed, conflict } = known_group(&results);
    let results = results.into_iter().map(result).collect();
    PatientEntry {
        patient_id: row.patient_id,
        record_no: row.record_no,
        name: if full { row.name } else { mask_name(&row.name) },
        name_is_masked: !full,
        sex: row.sex,
        born_on: row.born_on,
        ward: row.ward,
        group: PatientGroup { confirmed, conflict, results },
        created_at: row.created_at,
    }
}

fn result(row: ResultRow) -> PatientGroupResult {
    PatientGroupResult {
        group: row.blood_group,
        source: row.source,
        sample_no: row.sample_no,
        at: row.at,
        by: Person { user_id: row.by_user, display_name: row.by_name },
    }
}

/// The stored patient, or 404.
pub(crate) async fn row_or_404(tx: &mut Tx, scope: &Scope, id: PatientId) -> Result<PatientRow, Fault> {
    Ok(db::patient(tx, scope, id).await?.ok_or_else(|| Problem::not_found("patient", id))?)
}

/// One patient with results and samples.
pub(crate) async fn patient(tx: &mut Tx, scope: &Scope, id: PatientId, full: bool) -> Result<Patient, Fault> {
    let row = row_or_404(tx, scope, id).await?;
    let results = db::results(tx, scope, &[id]).await?;
    let samples = crate::samples::view::of_patient(tx, scope, id, 20).await?;
    Ok(Patient { entry: entry(row, results, full), samples, as_of: tx.now() })
}
