//! Statements of samples. Every one of them sees the caller's own hospital only.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    id::{PatientId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A sample with its typing.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct SampleRow {
    pub(crate) sample_id: Uuid,
    pub(crate) sample_no: String,
    pub(crate) patient_id: PatientId,
    pub(crate) drawn_at: Instant,
    pub(crate) valid_until: Instant,
    pub(crate) registered_by: UserId,
    pub(crate) registered_by_name: String,
    pub(crate) blood_group: Option<BloodGroup>,
    pub(crate) typed_by: Option<UserId>,
    pub(crate) typed_by_name: Option<String>,
}

/// Stores a sample. False when its number is taken.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    sample: Uuid,
    sample_no: &str,
    patient: PatientId,
    [drawn_at, valid_until]: [Instant; 2],
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into transfuse.sample
             (sample_id, org_id, sample_no, patient_id, drawn_at, valid_until, registered_at, registered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (org_id, sample_no) do nothing",
    )
    .bind(sample)
    .bind(scope.org)
    .bind(sample_no)
    .bind(patient)
    .bind(drawn_at)
    .bind(valid_until)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Stores what a sample was typed as. False when it was typed already.
pub(super) async fn insert_result(
    tx: &mut Tx,
    scope: &Scope,
    sample: Uuid,
    patient: PatientId,
    group: BloodGroup,
) -> Result<bool, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let done = sqlx::query(
        "insert into transfuse.group_result (result_id, patient_id, source, sample_id, blood_group, at, by_user)
         values ($1, $2, 'sample', $3, $4, $5, $6) on conflict (sample_id) do nothing",
    )
    .bind(id)
    .bind(patient)
    .bind(sample)
    .bind(group)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Samples of the caller's hospital, newest first: one (`sample`), or those of one patient, before `before`.
pub(crate) async fn samples(
    tx: &mut Tx,
    scope: &Scope,
    sample: Option<Uuid>,
    patient: Option<PatientId>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<SampleRow>, Fault> {
    Ok(sqlx::query_as(
        "select s.sample_id, s.sample_no, s.patient_id, s.drawn_at, s.valid_until, s.registered_by,
                r.display_name as registered_by_name, g.blood_group, g.by_user as typed_by,
                t.display_name as typed_by_name
         from transfuse.sample s join platform.v_user r on r.user_id = s.registered_by
         left join transfuse.group_result g on g.sample_id = s.sample_id
         left join platform.v_user t on t.user_id = g.by_user
         where s.org_id = $1 and ($2::uuid is null or s.sample_id = $2) and ($3::uuid is null or s.patient_id = $3)
           and ($4::uuid is null or s.sample_id < $4)
         order by s.sample_id desc limit $5",
    )
    .bind(scope.org)
    .bind(sample)
    .bind(patient)
    .bind(before)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
