//! Statements about donations, reports and results.

mod write;

use std::collections::HashSet;

use sqlx::FromRow;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonorId, RunId, UserId},
    text::Text,
};
use vena_platform::{db::Tx, fault::Fault};

use crate::words::{Run, State, VerdictWord};

pub(crate) use write::{
    NewResults, Signature, Verdict, correct, insert_results, issue, judge, open_first, receive, remember_group,
    sign_tester,
};

/// A donation in the laboratory. The donor is a pseudonym: compared, never shown.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Head {
    pub(crate) donation_number: DonationNumber,
    pub(crate) donor_id: DonorId,
    pub(crate) collected_at: Instant,
    pub(crate) state: State,
    pub(crate) version: i32,
    pub(crate) verdict: Option<VerdictWord>,
}

/// A version of a report with the names of those who signed.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Report {
    pub(crate) donation_number: DonationNumber,
    pub(crate) version: i32,
    pub(crate) reason: Option<String>,
    pub(crate) opened_at: Instant,
    pub(crate) opened_by: UserId,
    pub(crate) tester: Option<UserId>,
    pub(crate) tester_name: Option<String>,
    pub(crate) tested_at: Option<Instant>,
    pub(crate) checker: Option<UserId>,
    pub(crate) checker_name: Option<String>,
    pub(crate) checked_at: Option<Instant>,
    pub(crate) issuer: Option<UserId>,
    pub(crate) issuer_name: Option<String>,
    pub(crate) issued_at: Option<Instant>,
    pub(crate) verdict: Option<VerdictWord>,
    pub(crate) blood_group: Option<BloodGroup>,
    #[sqlx(json(nullable))]
    pub(crate) findings: Option<Vec<Text>>,
    pub(crate) evidence: Option<String>,
}

/// A typed result.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ResultRow {
    pub(crate) donation_number: DonationNumber,
    pub(crate) version: i32,
    #[sqlx(flatten)]
    pub(crate) run: Run,
    pub(crate) typed_by: UserId,
    pub(crate) typed_by_name: String,
    pub(crate) typed_at: Instant,
    /// From which run it comes; none when it was typed alone.
    pub(crate) run_id: Option<RunId>,
    pub(crate) run_no: Option<String>,
}

/// A result that counts, of any donation.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct LiveRun {
    pub(crate) donation_number: DonationNumber,
    #[sqlx(flatten)]
    pub(crate) run: Run,
}

/// The donation, if the laboratory has heard of it.
pub(crate) async fn head(tx: &mut Tx, number: DonationNumber) -> Result<Option<Head>, Fault> {
    Ok(heads(tx, &[number]).await?.pop())
}

/// Those of these donations of which the laboratory has heard.
pub(crate) async fn heads(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<Head>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, donor_id, collected_at, state, version, verdict
         from lab.donation where donation_number = any($1)",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}

/// Locks these donations and every other one of their donors, in one order, and answers them as they are now, by number: two
/// donations of one donor that are judged at once see each other's group.
pub(crate) async fn locked(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<Head>, Fault> {
    let mut all: Vec<Head> = sqlx::query_as(
        "select donation_number, donor_id, collected_at, state, version, verdict from lab.donation
         where donor_id in (select donor_id from lab.donation where donation_number = any($1))
         order by donation_number for update",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?;
    let wanted: HashSet<DonationNumber> = numbers.iter().copied().collect();
    all.retain(|head| wanted.contains(&head.donation_number));
    Ok(all)
}

/// All versions of these donations, oldest first.
pub(crate) async fn reports(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<Report>, Fault> {
    Ok(sqlx::query_as(
        "select r.donation_number, r.version, r.reason, r.opened_at, r.opened_by, r.tester, t.display_name as tester_name,
             r.tested_at, r.checker, c.display_name as checker_name, r.checked_at, r.issuer,
             i.display_name as issuer_name, r.issued_at, r.verdict, r.blood_group, r.findings, r.evidence
         from lab.report r
         left join platform.v_user t on t.user_id = r.tester
         left join platform.v_user c on c.user_id = r.checker
         left join platform.v_user i on i.user_id = r.issuer
         where r.donation_number = any($1) order by r.donation_number, r.version",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}

/// Everything that was typed of these donations, in the order in which it was.
pub(crate) async fn results(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<ResultRow>, Fault> {
    Ok(sqlx::query_as(
        "select r.donation_number, r.version, r.marker, r.round, r.repeat, r.value, r.pooled, r.combined,
             r.reagent_maker, r.reagent_lot, r.instrument,
             r.typed_by, u.display_name as typed_by_name, r.typed_at, r.run_id, n.run_no
         from lab.result r join platform.v_user u on u.user_id = r.typed_by left join lab.run n on n.run_id = r.run_id
         where r.donation_number = any($1) order by r.result_id",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}

/// Who has typed what a run read of the current versions of these donations.
pub(crate) async fn run_typists(
    tx: &mut Tx,
    numbers: &[DonationNumber],
) -> Result<Vec<(DonationNumber, UserId)>, Fault> {
    Ok(sqlx::query_as(
        "select distinct d.donation_number, g.entered_by
         from lab.donation d join lab.result r on r.donation_number = d.donation_number and r.version = d.version
         join lab.run_reading g on g.run_id = r.run_id and g.position = r.position and g.marker = r.marker
         where d.donation_number = any($1)",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}

/// The results that count in the current versions of these donations.
pub(crate) async fn live_runs(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<LiveRun>, Fault> {
    Ok(sqlx::query_as(
        "select distinct on (r.donation_number, r.marker, r.round, r.repeat) r.donation_number, r.marker, r.round,
             r.repeat, r.value, r.pooled, r.combined, r.reagent_maker, r.reagent_lot, r.instrument
         from lab.result r join lab.donation d on d.donation_number = r.donation_number and d.version = r.version
         where r.donation_number = any($1)
         order by r.donation_number, r.marker, r.round, r.repeat, r.result_id desc",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}

/// Which donations to list.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    /// In this state; all when absent.
    pub(crate) state: Option<State>,
    /// Numbers that begin so.
    pub(crate) prefix: &'a str,
    /// After this place.
    pub(crate) after: Option<(Instant, DonationNumber)>,
    /// How many.
    pub(crate) limit: i64,
}

/// Donations that wait for something: oldest first.
pub(crate) async fn oldest(tx: &mut Tx, search: &Search<'_>) -> Result<Vec<Head>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, donor_id, collected_at, state, version, verdict from lab.donation
         where ($1::text is null or state = $1) and starts_with(donation_number, $2)
           and ($3::timestamptz is null or (collected_at, donation_number) > ($3, $4))
         order by collected_at, donation_number limit $5",
    )
    .bind(search.state)
    .bind(search.prefix)
    .bind(search.after.map(|after| after.0))
    .bind(search.after.map(|after| after.1))
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Donations of which nobody has signed the results, oldest first.
pub(crate) async fn unsigned(tx: &mut Tx, limit: i64) -> Result<Vec<Head>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, donor_id, collected_at, state, version, verdict from lab.donation
         where state in ('waiting', 'typed') order by collected_at, donation_number limit $1",
    )
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// These donations, locked in one order: whoever judges one of them waits.
pub(crate) async fn locked_all(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<Head>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, donor_id, collected_at, state, version, verdict from lab.donation
         where donation_number = any($1) order by donation_number for update",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}

/// Donations, newest first.
pub(crate) async fn newest(tx: &mut Tx, search: &Search<'_>) -> Result<Vec<Head>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, donor_id, collected_at, state, version, verdict from lab.donation
         where ($1::text is null or state = $1) and starts_with(donation_number, $2)
           and ($3::timestamptz is null or (collected_at, donation_number) < ($3, $4))
         order by collected_at desc, donation_number desc limit $5",
    )
    .bind(search.state)
    .bind(search.prefix)
    .bind(search.after.map(|after| after.0))
    .bind(search.after.map(|after| after.1))
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// A judged donation of a donor.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct JudgedGroup {
    pub(crate) donation_number: DonationNumber,
    pub(crate) blood_group: BloodGroup,
    /// The donation is qualified as it stands, and its report is issued.
    pub(crate) qualified: bool,
}

/// The groups of a donor's judged donations, oldest first.
pub(crate) async fn groups(tx: &mut Tx, donor: DonorId) -> Result<Vec<JudgedGroup>, Fault> {
    Ok(sqlx::query_as(
        "select h.donation_number, h.blood_group, coalesce(d.verdict = 'qualified' and d.state = 'issued', false) as qualified
         from lab.group_history h join lab.donation d using (donation_number)
         where h.donor_id = $1 order by h.judged_at, h.donation_number",
    )
    .bind(donor)
    .fetch_all(tx.conn())
    .await?)
}

/// What an issued report in favour of a donation says.
#[derive(Debug, FromRow)]
pub(crate) struct Standing {
    pub(crate) donation_number: DonationNumber,
    pub(crate) blood_group: BloodGroup,
    pub(crate) evidence: String,
}

/// Group and evidence of the versions that stand and are issued, of those of `numbers` that have one.
pub(crate) async fn standing(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<Standing>, Fault> {
    Ok(sqlx::query_as(
        "select r.donation_number, r.blood_group, r.evidence
         from lab.report r join lab.donation d using (donation_number, version)
         where r.donation_number = any($1) and d.state = 'issued' and d.verdict = 'qualified'
           and r.verdict = 'qualified' and r.blood_group is not null",
    )
    .bind(numbers)
    .fetch_all(tx.conn())
    .await?)
}
