//! Statements about re-entry.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::State;

/// A case with the people behind it.
#[derive(Debug, FromRow)]
pub(super) struct CaseRecord {
    pub(super) reentry_id: Uuid,
    pub(super) donor_id: DonorId,
    pub(super) donor_name: String,
    pub(super) deferral_id: Uuid,
    pub(super) protocol_sealed: Vec<u8>,
    pub(super) state: String,
    pub(super) excluded_on: Day,
    pub(super) wait_until: Day,
    pub(super) asked_at: Instant,
    pub(super) asked_by: UserId,
    pub(super) asked_by_name: String,
    pub(super) proposed_lift: Option<bool>,
    pub(super) proposed_by: Option<UserId>,
    pub(super) closed_at: Option<Instant>,
    pub(super) samples: i64,
    pub(super) results: i64,
}

/// Tubes of a case.
#[derive(Debug, FromRow)]
pub(super) struct SampleRecord {
    pub(super) donation_number: String,
    pub(super) taken_on: Day,
    pub(super) taken_by: UserId,
    pub(super) taken_by_name: String,
}

/// A result of a case.
#[derive(Debug, FromRow)]
pub(super) struct ResultRecord {
    pub(super) result_id: Uuid,
    pub(super) donation_number: String,
    pub(super) retest: String,
    pub(super) passed_sealed: Vec<u8>,
    pub(super) report: String,
    pub(super) entered_at: Instant,
    pub(super) entered_by: UserId,
    pub(super) entered_by_name: String,
    pub(super) compared_at: Option<Instant>,
    pub(super) compared_by: Option<UserId>,
    pub(super) compared_by_name: Option<String>,
}

/// The case, if `scope` may see donors.
pub(super) async fn case(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<CaseRecord>, Fault> {
    Ok(sqlx::query_as("select * from recruit.v_reentry where reentry_id = $1 and $2::uuid is null")
        .bind(id)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// Makes steps of one case wait for each other.
pub(super) async fn lock(tx: &mut Tx, id: Uuid) -> Result<(), Fault> {
    sqlx::query("select from recruit.reentry where reentry_id = $1 for update").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// A page of cases, latest first: open ones, or all.
pub(super) async fn cases(
    tx: &mut Tx,
    scope: &Scope,
    open_only: bool,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<CaseRecord>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from recruit.v_reentry v
         where $1::uuid is null and (not $2 or v.closed_at is null)
           and ($3::uuid is null or (v.asked_at, v.reentry_id) <
                (select r.asked_at, r.reentry_id from recruit.reentry r where r.reentry_id = $3))
         order by v.asked_at desc, v.reentry_id desc limit $4",
    )
    .bind(scope.only_org())
    .bind(open_only)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The tubes of a case.
pub(super) async fn samples(tx: &mut Tx, id: Uuid) -> Result<Vec<SampleRecord>, Fault> {
    Ok(sqlx::query_as(
        "select s.donation_number, s.taken_on, s.taken_by, u.display_name as taken_by_name
         from recruit.reentry_sample s join platform.v_user u on u.user_id = s.taken_by
         where s.reentry_id = $1 order by s.taken_on, s.donation_number",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// The results of a case.
pub(super) async fn results(tx: &mut Tx, id: Uuid) -> Result<Vec<ResultRecord>, Fault> {
    Ok(sqlx::query_as(
        "select x.result_id, x.donation_number, x.retest, x.passed_sealed, x.report, x.entered_at, x.entered_by,
             e.display_name as entered_by_name, x.compared_at, x.compared_by, c.display_name as compared_by_name
         from recruit.reentry_result x join recruit.reentry_sample s using (donation_number)
         join platform.v_user e on e.user_id = x.entered_by
         left join platform.v_user c on c.user_id = x.compared_by
         where s.reentry_id = $1 order by x.entered_at, x.result_id",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// A case to be kept.
#[derive(Debug)]
pub(super) struct NewCase {
    pub(super) reentry_id: Uuid,
    pub(super) donor_id: DonorId,
    pub(super) deferral_id: Uuid,
    pub(super) protocol_sealed: Vec<u8>,
    pub(super) excluded_on: Day,
    pub(super) wait_until: Day,
    pub(super) reason_sealed: Vec<u8>,
}

/// Keeps a new case; `false` when there is an open one about this deferral.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewCase) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.reentry (reentry_id, donor_id, deferral_id, protocol_sealed, state, excluded_on, wait_until,
             reason_sealed, asked_at, asked_by, org_id)
         values ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8, $9, $10)
         on conflict (deferral_id) where closed_at is null do nothing",
    )
    .bind(new.reentry_id)
    .bind(new.donor_id)
    .bind(new.deferral_id)
    .bind(&new.protocol_sealed)
    .bind(new.excluded_on)
    .bind(new.wait_until)
    .bind(&new.reason_sealed)
    .bind(now)
    .bind(scope.user)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps tubes under a number; `false` when the number was used, by a donation or for other tubes.
pub(super) async fn insert_sample(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    number: DonationNumber,
    taken_on: Day,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.reentry_sample (donation_number, reentry_id, taken_on, taken_at, taken_by)
         select $1::text, $2::uuid, $3::date, $4::timestamptz, $5::uuid
         where not exists (select from recruit.donation where donation_number = $1::text)
         on conflict do nothing",
    )
    .bind(number)
    .bind(id)
    .bind(taken_on)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    sqlx::query("update recruit.reentry set state = 'testing' where reentry_id = $1 and state = 'waiting'")
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps a result as the first person read it.
pub(super) async fn insert_result(
    tx: &mut Tx,
    scope: &Scope,
    (sample, retest): (&str, &str),
    (passed_sealed, report): (&[u8], &str),
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.reentry_result (result_id, donation_number, retest, passed_sealed, report, entered_at,
             entered_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(sample)
    .bind(retest)
    .bind(passed_sealed)
    .bind(report)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that the second person read the same.
pub(super) async fn compare(tx: &mut Tx, scope: &Scope, result: Uuid) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update recruit.reentry_result set compared_at = $2, compared_by = $3 where result_id = $1")
        .bind(result)
        .bind(now)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a proposal.
pub(super) async fn propose(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (lift, reason_sealed): (bool, &[u8]),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.reentry set state = 'proposed', proposed_lift = $2, proposed_reason_sealed = $3, proposed_at = $4,
             proposed_by = $5
         where reentry_id = $1",
    )
    .bind(id)
    .bind(lift)
    .bind(reason_sealed)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts a proposal back: the case goes on.
pub(super) async fn reject(tx: &mut Tx, id: Uuid) -> Result<(), Fault> {
    sqlx::query(
        "update recruit.reentry set state = case when exists (select from recruit.reentry_sample s where s.reentry_id = $1)
                 then 'testing' else 'waiting' end,
             proposed_lift = null, proposed_reason_sealed = null, proposed_at = null, proposed_by = null
         where reentry_id = $1",
    )
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes a case.
pub(super) async fn close(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (state, reason_sealed): (State, &[u8]),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.reentry set state = $2, closed_at = $3, closed_by = $4, closed_reason_sealed = $5
         where reentry_id = $1",
    )
    .bind(id)
    .bind(state.word())
    .bind(now)
    .bind(scope.user)
    .bind(reason_sealed)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A step of a case.
#[derive(Debug, FromRow)]
pub(super) struct StepRecord {
    pub(super) what: String,
    pub(super) note_sealed: Option<Vec<u8>>,
    pub(super) at: Instant,
    pub(super) by_user: UserId,
    pub(super) by_name: String,
}

/// Notes a step.
pub(super) async fn step(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (what, note_sealed): (&str, Option<Vec<u8>>),
) -> Result<(), Fault> {
    let (step, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.reentry_step (step_id, reentry_id, what, note_sealed, at, by_user)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(step)
    .bind(id)
    .bind(what)
    .bind(note_sealed)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The steps of a case, oldest first.
pub(super) async fn steps(tx: &mut Tx, id: Uuid) -> Result<Vec<StepRecord>, Fault> {
    Ok(sqlx::query_as(
        "select s.what, s.note_sealed, s.at, s.by_user, u.display_name as by_name
         from recruit.reentry_step s join platform.v_user u on u.user_id = s.by_user
         where s.reentry_id = $1 order by s.at, s.step_id limit 500",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}
