//! Statements of patients. Every one of them sees the caller's own hospital only.

use sqlx::FromRow;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::{PatientId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A patient as stored.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct PatientRow {
    pub(crate) patient_id: PatientId,
    pub(crate) record_no: String,
    pub(crate) name: String,
    pub(crate) sex: String,
    pub(crate) born_on: Option<Day>,
    pub(crate) ward: Option<String>,
    pub(crate) created_at: Instant,
}

/// A group result with the names beside its ids.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ResultRow {
    pub(crate) patient_id: PatientId,
    pub(crate) source: String,
    pub(crate) blood_group: BloodGroup,
    pub(crate) sample_no: Option<String>,
    pub(crate) drawn_at: Option<Instant>,
    pub(crate) at: Instant,
    pub(crate) by_user: UserId,
    pub(crate) by_name: String,
}

/// What is needed to store a patient.
#[derive(Debug)]
pub(super) struct NewPatient<'a> {
    pub(super) patient_id: PatientId,
    pub(super) record_no: &'a str,
    pub(super) name: &'a str,
    pub(super) pinyin: &'a str,
    pub(super) sex: &'a str,
    pub(super) born_on: Option<Day>,
    pub(super) ward: Option<&'a str>,
}

/// Stores a patient. False when the record number is taken.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewPatient<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into transfuse.patient
             (patient_id, org_id, record_no, name, pinyin, sex, born_on, ward, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (org_id, record_no) do nothing",
    )
    .bind(new.patient_id)
    .bind(scope.org)
    .bind(new.record_no)
    .bind(new.name)
    .bind(new.pinyin)
    .bind(new.sex)
    .bind(new.born_on)
    .bind(new.ward)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Stores a group from an older record.
pub(super) async fn insert_history(
    tx: &mut Tx,
    scope: &Scope,
    patient: PatientId,
    group: BloodGroup,
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into transfuse.group_result (result_id, patient_id, source, blood_group, at, by_user)
         values ($1, $2, 'history', $3, $4, $5)",
    )
    .bind(id)
    .bind(patient)
    .bind(group)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One patient of the caller's hospital.
pub(crate) async fn patient(tx: &mut Tx, scope: &Scope, patient: PatientId) -> Result<Option<PatientRow>, Fault> {
    Ok(sqlx::query_as(
        "select patient_id, record_no, name, sex, born_on, ward, created_at from transfuse.patient
         where patient_id = $1 and org_id = $2",
    )
    .bind(patient)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// The patient of the caller's hospital with this record number.
pub(crate) async fn by_record_no(tx: &mut Tx, scope: &Scope, record_no: &str) -> Result<Option<PatientRow>, Fault> {
    Ok(sqlx::query_as(
        "select patient_id, record_no, name, sex, born_on, ward, created_at from transfuse.patient
         where record_no = $1 and org_id = $2",
    )
    .bind(record_no)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// Patients of the caller's hospital by record number, after the patient `after`; `text` begins the number, name or pinyin.
pub(super) async fn patients(
    tx: &mut Tx,
    scope: &Scope,
    text: &str,
    after: Option<PatientId>,
    limit: i64,
) -> Result<Vec<PatientRow>, Fault> {
    Ok(sqlx::query_as(
        "select patient_id, record_no, name, sex, born_on, ward, created_at from transfuse.patient
         where org_id = $1
           and ($3::uuid is null
                or record_no > (select p.record_no from transfuse.patient p where p.patient_id = $3 and p.org_id = $1))
           and ($2 = '' or starts_with(record_no, $2) or starts_with(name, $2) or starts_with(pinyin, lower($2)))
         order by record_no limit $4",
    )
    .bind(scope.org)
    .bind(text)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The group results of patients of the caller's hospital, oldest first.
pub(crate) async fn results(tx: &mut Tx, scope: &Scope, patients: &[PatientId]) -> Result<Vec<ResultRow>, Fault> {
    Ok(sqlx::query_as(
        "select g.patient_id, g.source, g.blood_group, s.sample_no, s.drawn_at, g.at, g.by_user,
                u.display_name as by_name
         from transfuse.group_result g join transfuse.patient p using (patient_id)
         left join transfuse.sample s on s.sample_id = g.sample_id join platform.v_user u on u.user_id = g.by_user
         where g.patient_id = any($1) and p.org_id = $2 order by g.at, g.result_id",
    )
    .bind(patients)
    .bind(scope.org)
    .fetch_all(tx.conn())
    .await?)
}
