//! A sample as people see it.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::shown::Person;
use vena_kernel::{abo::BloodGroup, clock::Instant, id::PatientId};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use super::db::{self, SampleRow};

/// A tube of a patient's blood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Sample {
    /// Identity.
    pub(crate) sample_id: Uuid,
    /// Number on the tube.
    pub(crate) sample_no: String,
    /// Whose.
    pub(crate) patient_id: PatientId,
    /// When it was drawn.
    pub(crate) drawn_at: Instant,
    /// Until when it serves for a crossmatch.
    pub(crate) valid_until: Instant,
    /// Whether it serves now.
    pub(crate) valid: bool,
    /// What it was typed as.
    pub(crate) group: Option<BloodGroup>,
    /// By whom.
    pub(crate) typed_by: Option<Person>,
    /// Who registered it.
    pub(crate) registered_by: Person,
}

/// A sample as shown at `now`.
pub(crate) fn sample(row: SampleRow, now: Instant) -> Sample {
    Sample {
        sample_id: row.sample_id,
        sample_no: row.sample_no,
        patient_id: row.patient_id,
        drawn_at: row.drawn_at,
        valid_until: row.valid_until,
        valid: row.valid_until > now,
        group: row.blood_group,
        typed_by: Person::of(row.typed_by, row.typed_by_name),
        registered_by: Person { user_id: row.registered_by, display_name: row.registered_by_name },
    }
}

/// The stored sample, or 404.
pub(crate) async fn row_or_404(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<SampleRow, Fault> {
    let found = db::samples(tx, scope, Some(id), None, None, 1).await?.pop();
    Ok(found.ok_or_else(|| Problem::not_found("sample", id))?)
}

/// The newest samples of a patient.
pub(crate) async fn of_patient(tx: &mut Tx, scope: &Scope, id: PatientId, limit: i64) -> Result<Vec<Sample>, Fault> {
    let rows = db::samples(tx, scope, None, Some(id), None, limit).await?;
    Ok(rows.into_iter().map(|row| sample(row, tx.now())).collect())
}
