//! Statements of what donors do for themselves.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonationId, DonorId, ReportId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::Before;

/// Codes are cleared away after so many seconds: nothing counts them any more.
const KEPT_SECONDS: i64 = 2 * 86_400;

/// Makes requests about one phone wait for each other.
pub(super) async fn lock_phone(tx: &mut Tx, phone: &[u8]) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('recruit.own:' || encode($1, 'hex'), 0))")
        .bind(phone)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What was asked for before, for this phone and from this address.
pub(super) async fn before(tx: &mut Tx, phone: &[u8], address: Option<&[u8]>) -> Result<Before, Fault> {
    let now = tx.now();
    let (hour, day) = (now.plus_seconds(-3600), now.plus_seconds(-86_400));
    let (last_at, in_hour, in_day): (Option<Instant>, i64, i64) = sqlx::query_as(
        "select max(made_at), count(*) filter (where made_at > $2), count(*) filter (where made_at > $3)
         from recruit.own_code where phone_fingerprint = $1 and made_at > $3",
    )
    .bind(phone)
    .bind(hour)
    .bind(day)
    .fetch_one(tx.conn())
    .await?;
    let address_hour =
        sqlx::query_scalar("select count(*) from recruit.own_code where address_fingerprint = $1 and made_at > $2")
            .bind(address)
            .bind(hour)
            .fetch_one(tx.conn())
            .await?;
    Ok(Before { last_at, hour: in_hour, day: in_day, address_hour })
}

/// A code to be kept.
#[derive(Debug)]
pub(super) struct NewCode<'a> {
    pub(super) id: Uuid,
    pub(super) phone: &'a [u8],
    pub(super) address: Option<&'a [u8]>,
    pub(super) code: &'a [u8],
    pub(super) good_until: Instant,
}

/// Keeps a code and clears away old ones.
pub(super) async fn insert_code(tx: &mut Tx, new: &NewCode<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("delete from recruit.own_code where made_at < $1")
        .bind(now.plus_seconds(-KEPT_SECONDS))
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "insert into recruit.own_code
             (code_id, phone_fingerprint, address_fingerprint, code_fingerprint, made_at, good_until)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.id)
    .bind(new.phone)
    .bind(new.address)
    .bind(new.code)
    .bind(now)
    .bind(new.good_until)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A code as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct CodeRow {
    pub(super) code_id: Uuid,
    pub(super) code_fingerprint: Vec<u8>,
    pub(super) good_until: Instant,
    pub(super) tries: i32,
    pub(super) used_at: Option<Instant>,
}

/// The last code of a phone; one more try is counted.
pub(super) async fn tried(tx: &mut Tx, phone: &[u8]) -> Result<Option<CodeRow>, Fault> {
    Ok(sqlx::query_as(
        "update recruit.own_code set tries = tries + 1 where code_id = (
             select code_id from recruit.own_code where phone_fingerprint = $1 order by made_at desc, code_id desc limit 1
         ) returning code_id, code_fingerprint, good_until, tries - 1 as tries, used_at",
    )
    .bind(phone)
    .fetch_optional(tx.conn())
    .await?)
}

/// The code is used up.
pub(super) async fn used(tx: &mut Tx, code: Uuid) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update recruit.own_code set used_at = $2 where code_id = $1")
        .bind(code)
        .bind(now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Gives a ticket for the phone that was proven.
pub(super) async fn give_ticket(tx: &mut Tx, code: Uuid, ticket: &[u8], until: Instant) -> Result<(), Fault> {
    sqlx::query("update recruit.own_code set ticket_fingerprint = $2, ticket_until = $3 where code_id = $1")
        .bind(code)
        .bind(ticket)
        .bind(until)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Takes a ticket for this phone back; `false` when there is none that is good.
pub(super) async fn take_ticket(tx: &mut Tx, ticket: &[u8], phone: &[u8]) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update recruit.own_code set ticket_fingerprint = null, ticket_until = null
         where ticket_fingerprint = $1 and phone_fingerprint = $2 and ticket_until >= $3",
    )
    .bind(ticket)
    .bind(phone)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The people whose phone this is, with their sealed documents.
pub(super) async fn of_phone(tx: &mut Tx, phone: &[u8]) -> Result<Vec<(DonorId, Vec<u8>)>, Fault> {
    Ok(sqlx::query_as(
        "select d.donor_id, o.number_sealed
         from recruit.donor d join recruit.document o on o.document_id = d.main_document
         where d.phone_fingerprint = $1 and d.merged_into is null and d.account_closed_at is null order by d.donor_id limit 20",
    )
    .bind(phone)
    .fetch_all(tx.conn())
    .await?)
}

/// One donation as its donor sees it.
#[derive(Debug, FromRow)]
pub(super) struct GivenRow {
    pub(super) donation_number: DonationNumber,
    pub(super) ended_at: Instant,
    pub(super) kind: String,
    pub(super) volume_ml: Option<i32>,
    /// The laboratory rejected it.
    pub(super) judged_bad: bool,
    /// The laboratory found nothing.
    pub(super) judged_good: bool,
}

/// What these files gave here, newest first.
pub(super) async fn given(tx: &mut Tx, donors: &[DonorId]) -> Result<Vec<GivenRow>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, ended_at, kind, volume_ml, judged_code is not null as judged_bad,
             passed_at is not null as judged_good
         from recruit.donation where donor_id = any($1) and ended_at is not null
         order by ended_at desc limit 500",
    )
    .bind(uuids(donors))
    .fetch_all(tx.conn())
    .await?)
}

/// Notes when the laboratory found nothing against a donation, which may be heard of before it.
pub(super) async fn note_passed(tx: &mut Tx, number: &DonationNumber) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.donation (donation_number, passed_at) values ($1, $2)
         on conflict (donation_number) do update set passed_at = coalesce(donation.passed_at, excluded.passed_at)",
    )
    .bind(number.as_str())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whose of these files gave a donation, and which it is; `None` when none of them did.
pub(super) async fn own_donation(
    tx: &mut Tx,
    donors: &[DonorId],
    number: &DonationNumber,
) -> Result<Option<(DonorId, DonationId)>, Fault> {
    Ok(sqlx::query_as(
        "select donor_id, donation_id from recruit.donation
         where donation_number = $2 and donor_id = any($1) and donation_id is not null",
    )
    .bind(uuids(donors))
    .bind(number.as_str())
    .fetch_optional(tx.conn())
    .await?)
}

/// What these files gave at other stations, newest first: station, day, kind, volume.
pub(super) async fn elsewhere(
    tx: &mut Tx,
    donors: &[DonorId],
) -> Result<Vec<(String, vena_kernel::clock::Day, String, Option<i32>)>, Fault> {
    Ok(sqlx::query_as(
        "select station, given_on, kind, volume_ml from recruit.elsewhere
         where donor_id = any($1) and outcome = 'completed' and withdrawn_at is null order by given_on desc limit 500",
    )
    .bind(uuids(donors))
    .fetch_all(tx.conn())
    .await?)
}

/// A report as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct ReportRow {
    pub(super) report_id: ReportId,
    pub(super) donor_id: DonorId,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) words_sealed: Vec<u8>,
    pub(super) donation_number: Option<DonationNumber>,
    pub(super) reported_at: Instant,
    pub(super) call_back: bool,
    pub(super) closed_at: Option<Instant>,
    pub(super) answer: Option<String>,
}

/// A report to be kept.
#[derive(Debug)]
pub(super) struct NewReport<'a> {
    pub(super) id: ReportId,
    pub(super) donor: DonorId,
    pub(super) kind: &'static str,
    pub(super) words: &'a [u8],
    pub(super) donation: Option<DonationNumber>,
    pub(super) call_back: bool,
}

/// Keeps a report.
pub(super) async fn insert_report(tx: &mut Tx, new: &NewReport<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.own_report (report_id, donor_id, kind, words_sealed, donation_number, reported_at, call_back)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(new.donor)
    .bind(new.kind)
    .bind(new.words)
    .bind(new.donation)
    .bind(now)
    .bind(new.call_back)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many reports of these files nobody has answered.
pub(super) async fn open_reports(tx: &mut Tx, donors: &[DonorId]) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar("select count(*) from recruit.own_report where donor_id = any($1) and closed_at is null")
        .bind(uuids(donors))
        .fetch_one(tx.conn())
        .await?)
}

/// The reports of these files, newest first.
pub(super) async fn reports_of(tx: &mut Tx, donors: &[DonorId]) -> Result<Vec<ReportRow>, Fault> {
    Ok(sqlx::query_as(
        "select r.report_id, r.donor_id, d.name, r.kind, r.words_sealed, r.donation_number, r.reported_at, r.call_back,
             r.closed_at, r.answer
         from recruit.own_report r join recruit.donor m using (donor_id) join recruit.donor d on d.donor_id = m.person_id
         where r.donor_id = any($1) order by r.reported_at desc limit 100",
    )
    .bind(uuids(donors))
    .fetch_all(tx.conn())
    .await?)
}

/// Reports for staff: those that wait, longest first, or those that were answered, newest first. A hospital sees none.
pub(super) async fn reports(tx: &mut Tx, scope: &Scope, open: bool, limit: i64) -> Result<Vec<ReportRow>, Fault> {
    Ok(sqlx::query_as(
        "select r.report_id, r.donor_id, d.name, r.kind, r.words_sealed, r.donation_number, r.reported_at, r.call_back,
             r.closed_at, r.answer
         from recruit.own_report r join recruit.donor m using (donor_id) join recruit.donor d on d.donor_id = m.person_id
         where $1::uuid is null and (r.closed_at is null) = $2
         order by case when $2 then r.reported_at end, r.closed_at desc limit $3",
    )
    .bind(scope.only_org())
    .bind(open)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One report for staff.
pub(super) async fn report(tx: &mut Tx, scope: &Scope, id: ReportId) -> Result<Option<ReportRow>, Fault> {
    Ok(sqlx::query_as(
        "select r.report_id, r.donor_id, d.name, r.kind, r.words_sealed, r.donation_number, r.reported_at, r.call_back,
             r.closed_at, r.answer
         from recruit.own_report r join recruit.donor m using (donor_id) join recruit.donor d on d.donor_id = m.person_id
         where r.report_id = $1 and $2::uuid is null",
    )
    .bind(id)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Answers a report; `false` when somebody has done so before.
pub(super) async fn close_report(tx: &mut Tx, scope: &Scope, id: ReportId, answer: &str) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update recruit.own_report set closed_at = $2, closed_by = $3, answer = $4
         where report_id = $1 and closed_at is null",
    )
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(answer)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

fn uuids(donors: &[DonorId]) -> Vec<Uuid> {
    donors.iter().map(|donor| donor.uuid()).collect()
}

/// One recorded look at a file.
#[derive(Debug, FromRow)]
pub(super) struct LookRow {
    pub(super) at: Instant,
    pub(super) user_name: Option<String>,
    pub(super) org_name: Option<String>,
    pub(super) reason: Option<String>,
}

/// Recorded looks at these files, newest first: everything below their address that says why.
pub(super) async fn looked(tx: &mut Tx, donors: &[DonorId]) -> Result<Vec<LookRow>, Fault> {
    let addresses: Vec<String> = donors.iter().map(|donor| format!("/api/recruit/donors/{donor}/")).collect();
    Ok(sqlx::query_as(
        "select a.at, a.user_name, a.org_name, a.reason
         from unnest($1::text[]) address
         cross join lateral (
             select v.at, v.user_name, v.org_name, v.reason from platform.v_audit v
             where v.outcome = 'viewed' and v.path collate \"C\" >= address and v.path collate \"C\" < address || '~'
             order by v.at desc limit 100
         ) a
         order by a.at desc limit 100",
    )
    .bind(addresses)
    .fetch_all(tx.conn())
    .await?)
}
