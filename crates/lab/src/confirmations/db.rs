//! Statements about confirmations.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{ConfirmationId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Confirmed, Facts};

/// A confirmation.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Row {
    pub(super) confirmation_id: ConfirmationId,
    pub(super) donation_number: DonationNumber,
    pub(super) agent: String,
    pub(super) round: i32,
    pub(super) opened_at: Instant,
    pub(super) sample_from: Option<Day>,
    pub(super) sampled_on: Option<Day>,
    pub(super) list_no: Option<String>,
    pub(super) laboratory: Option<String>,
    pub(super) carrier: Option<String>,
    pub(super) sent_at: Option<Instant>,
    pub(super) sent_by_name: Option<String>,
    pub(super) outcome: Option<Confirmed>,
    pub(super) report_no: Option<String>,
    pub(super) reported_on: Option<Day>,
    pub(super) note: Option<String>,
    pub(super) typed_at: Option<Instant>,
    pub(super) typed_by: Option<UserId>,
    pub(super) typed_by_name: Option<String>,
    pub(super) confirmed_at: Option<Instant>,
    pub(super) confirmed_by_name: Option<String>,
    pub(super) card_no: Option<String>,
    pub(super) notified_at: Option<Instant>,
    pub(super) notified_by_name: Option<String>,
    pub(super) returned: i64,
}

impl Row {
    /// What the rules ask for.
    pub(super) fn facts(&self) -> Facts {
        Facts {
            round: self.round,
            sample_from: self.sample_from,
            sampled_on: self.sampled_on,
            sent_at: self.sent_at,
            outcome: self.outcome,
            typed_by: self.typed_by,
            confirmed_at: self.confirmed_at,
            notified: self.notified_at.is_some(),
        }
    }
}

/// Opens a confirmation; one of this donation, agent and round that is there stays as it is.
pub(super) async fn open(
    tx: &mut Tx,
    scope: &Scope,
    (number, agent, round): (DonationNumber, &str, i32),
    sample_from: Option<Day>,
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into lab.confirmation (confirmation_id, org_id, donation_number, agent, round, opened_at, opened_by, sample_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict on constraint confirmation_once do nothing",
    )
    .bind(id)
    .bind(scope.org)
    .bind(number)
    .bind(agent)
    .bind(round)
    .bind(now)
    .bind(scope.user)
    .bind(sample_from)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Which confirmations.
#[derive(Debug, Default)]
pub(super) struct Search<'a> {
    pub(super) one: Option<ConfirmationId>,
    /// Only those that are not over: not confirmed, or confirmed positive and not reported.
    pub(super) open: bool,
    /// Beginning of a donation number.
    pub(super) q: &'a str,
    pub(super) after: Option<ConfirmationId>,
    pub(super) limit: i64,
}

/// Confirmations, latest first.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, search: &Search<'_>) -> Result<Vec<Row>, Fault> {
    Ok(sqlx::query_as(
        "select c.*, s.display_name as sent_by_name, t.display_name as typed_by_name, f.display_name as confirmed_by_name,
             n.display_name as notified_by_name,
             (select count(*) from lab.confirmation_returned r where r.confirmation_id = c.confirmation_id) as returned
         from lab.confirmation c left join platform.v_user s on s.user_id = c.sent_by
         left join platform.v_user t on t.user_id = c.typed_by left join platform.v_user f on f.user_id = c.confirmed_by
         left join platform.v_user n on n.user_id = c.notified_by
         where c.org_id = $1 and ($2::uuid is null or c.confirmation_id = $2)
           and (not $3 or c.confirmed_at is null or (c.outcome = 'positive' and c.notified_at is null))
           and ($4 = '' or starts_with(c.donation_number, $4)) and ($5::uuid is null or c.confirmation_id < $5)
         order by c.confirmation_id desc limit $6",
    )
    .bind(scope.org)
    .bind(search.one)
    .bind(search.open)
    .bind(search.q)
    .bind(search.after)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes those who act on one confirmation wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: ConfirmationId) -> Result<(), Fault> {
    sqlx::query("select from lab.confirmation where org_id = $1 and confirmation_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The donor was sampled again.
pub(super) async fn sampled(tx: &mut Tx, scope: &Scope, id: ConfirmationId, on: Day) -> Result<(), Fault> {
    sqlx::query("update lab.confirmation set sampled_on = $3 where org_id = $1 and confirmation_id = $2")
        .bind(scope.org)
        .bind(id)
        .bind(on)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Where a sample goes, by which list and with whom.
#[derive(Debug)]
pub(super) struct Sending<'a> {
    pub(super) list_no: &'a str,
    pub(super) laboratory: &'a str,
    pub(super) carrier: &'a str,
}

/// A sample was sent.
pub(super) async fn sent(tx: &mut Tx, scope: &Scope, id: ConfirmationId, sending: &Sending<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.confirmation set sent_at = $3, sent_by = $4, list_no = $5, laboratory = $6, carrier = $7
         where org_id = $1 and confirmation_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(sending.list_no)
    .bind(sending.laboratory)
    .bind(sending.carrier)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A result, as it stands in a report.
#[derive(Debug)]
pub(super) struct Typed<'a> {
    pub(super) outcome: Confirmed,
    pub(super) report_no: &'a str,
    pub(super) reported_on: Day,
    pub(super) note: Option<&'a str>,
}

/// A result was typed.
pub(super) async fn typed(tx: &mut Tx, scope: &Scope, id: ConfirmationId, result: &Typed<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.confirmation set outcome = $3, report_no = $4, reported_on = $5, note = $6, typed_at = $7, typed_by = $8
         where org_id = $1 and confirmation_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(result.outcome)
    .bind(result.report_no)
    .bind(result.reported_on)
    .bind(result.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Another person has read the same.
pub(super) async fn confirmed(tx: &mut Tx, scope: &Scope, id: ConfirmationId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.confirmation set confirmed_at = $3, confirmed_by = $4 where org_id = $1 and confirmation_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A typed result goes back; what it said is kept.
pub(super) async fn returned(tx: &mut Tx, scope: &Scope, id: ConfirmationId, reason: &str) -> Result<(), Fault> {
    let (own, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into lab.confirmation_returned (returned_id, confirmation_id, outcome, report_no, typed_by, typed_at, reason,
             returned_by, returned_at)
         select $1, confirmation_id, outcome, report_no, typed_by, typed_at, $4, $5, $6
         from lab.confirmation where org_id = $2 and confirmation_id = $3",
    )
    .bind(own)
    .bind(scope.org)
    .bind(id)
    .bind(reason)
    .bind(scope.user)
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update lab.confirmation set outcome = null, report_no = null, reported_on = null, note = null, typed_at = null,
             typed_by = null
         where org_id = $1 and confirmation_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A confirmed case was reported.
pub(super) async fn notified(tx: &mut Tx, scope: &Scope, id: ConfirmationId, card_no: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.confirmation set card_no = $3, notified_at = $4, notified_by = $5 where org_id = $1 and confirmation_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(card_no)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}
