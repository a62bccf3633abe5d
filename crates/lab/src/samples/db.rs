//! Statements about receipts and tubes.

use std::collections::HashSet;

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair::TubeRole,
    donation_number::DonationNumber,
    id::{ReceiptId, SiteId, TubeId, UserId},
    temperature::Celsius,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::racks;

use super::{
    rules::Judged,
    words::{self, TubeOutcome},
};

/// A receipt.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ReceiptRow {
    pub(crate) receipt_id: ReceiptId,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) day: Day,
    pub(crate) temperature: Option<i32>,
    pub(crate) opened_at: Instant,
    pub(crate) opened_by_name: String,
    pub(crate) closed_at: Option<Instant>,
    pub(crate) closed_by: Option<UserId>,
    pub(crate) closed_by_name: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) confirmed_at: Option<Instant>,
    pub(crate) confirmed_by_name: Option<String>,
}

impl ReceiptRow {
    /// What was measured on arrival.
    pub(crate) fn temperature(&self) -> Option<Celsius> {
        self.temperature.map(Celsius::from_hundredths)
    }
}

/// A tube.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct TubeRow {
    pub(crate) tube_id: TubeId,
    pub(crate) receipt_id: ReceiptId,
    pub(crate) donation_number: DonationNumber,
    role: String,
    pub(crate) outcome: TubeOutcome,
    pub(crate) findings: Vec<String>,
    pub(crate) note: Option<String>,
    pub(crate) received_at: Instant,
    pub(crate) received_by_name: String,
    pub(crate) rack_code: Option<String>,
    pub(crate) rack_row: Option<i32>,
    pub(crate) rack_column: Option<i32>,
    pub(crate) disposed_at: Option<Instant>,
}

impl TubeRow {
    /// What it is for.
    pub(crate) fn role(&self) -> TubeRole {
        words::role(&self.role)
    }

    /// Where it stands: the rack's code and the place in it.
    pub(crate) fn position(&self) -> Option<String> {
        let place = racks::place_name(self.rack_row.zip(self.rack_column)?);
        Some(format!("{} {place}", self.rack_code.as_deref()?))
    }
}

/// Something that was there and belongs to no completed donation.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ExtraRow {
    pub(crate) scan: String,
    pub(crate) rule: String,
    pub(crate) at: Instant,
    pub(crate) by_name: String,
}

/// How many tubes of a day at a place were received.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct SessionCount {
    pub(crate) site_id: SiteId,
    pub(crate) day: Day,
    pub(crate) tubes: i64,
    pub(crate) refused: i64,
}

/// The open receipt of a day at a place, made when there is none; whoever comes second gets the same.
pub(super) async fn open(
    tx: &mut Tx,
    scope: &Scope,
    (site, day): (SiteId, Day),
    temperature: Option<Celsius>,
) -> Result<ReceiptId, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    Ok(sqlx::query_scalar(
        "insert into lab.receipt (receipt_id, org_id, site_id, day, temperature, opened_at, opened_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (org_id, site_id, day) where closed_at is null
         do update set temperature = coalesce(lab.receipt.temperature, excluded.temperature)
         returning receipt_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(site)
    .bind(day)
    .bind(temperature.map(Celsius::hundredths))
    .bind(now)
    .bind(scope.user)
    .fetch_one(tx.conn())
    .await?)
}

/// Receipts after `after`, latest first.
pub(super) async fn receipts(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<ReceiptId>,
    limit: i64,
) -> Result<Vec<ReceiptRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from lab.v_receipt r
         where r.org_id = $1 and ($2::uuid is null or r.receipt_id < $2) order by r.receipt_id desc limit $3",
    )
    .bind(scope.org)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One receipt of the caller's organisation.
pub(super) async fn receipt(tx: &mut Tx, scope: &Scope, id: ReceiptId) -> Result<Option<ReceiptRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from lab.v_receipt r
         where r.org_id = $1 and r.receipt_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// Makes whoever closes or confirms a receipt wait for those who scan into it.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: ReceiptId) -> Result<(), Fault> {
    sqlx::query("select from lab.receipt where org_id = $1 and receipt_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A tube to be kept.
#[derive(Debug)]
pub(super) struct NewTube<'a> {
    pub(super) receipt: ReceiptId,
    pub(super) number: DonationNumber,
    /// What has sent it.
    pub(super) session: (SiteId, Day),
    pub(super) judged: &'a Judged,
    pub(super) note: Option<&'a str>,
}

/// Keeps a tube; false when the donation has one of this role that is of use.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, tube: &NewTube<'_>) -> Result<bool, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let done = sqlx::query(
        "insert into lab.tube (tube_id, org_id, receipt_id, donation_number, role, site_id, day, outcome, findings, note,
             received_at, received_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing",
    )
    .bind(id)
    .bind(scope.org)
    .bind(tube.receipt)
    .bind(tube.number)
    .bind(words::column(tube.judged.role))
    .bind(tube.session.0)
    .bind(tube.session.1)
    .bind(tube.judged.outcome)
    .bind(&tube.judged.findings)
    .bind(tube.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps what belongs to no completed donation.
pub(super) async fn insert_extra(
    tx: &mut Tx,
    scope: &Scope,
    receipt: ReceiptId,
    (scan, rule): (&str, &str),
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into lab.receipt_extra (extra_id, receipt_id, scan, rule, at, by)
         select $1, $2, $3, $4, $5, $6
         where not exists (select from lab.receipt_extra where receipt_id = $2 and scan = $3)",
    )
    .bind(id)
    .bind(receipt)
    .bind(scan)
    .bind(rule)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What belongs to no completed donation.
pub(super) async fn extras(tx: &mut Tx, receipt: ReceiptId) -> Result<Vec<ExtraRow>, Fault> {
    let sql = "select e.scan, e.rule, e.at, u.display_name as by_name
         from lab.receipt_extra e join platform.v_user u on u.user_id = e.by
         where e.receipt_id = $1 order by e.at, e.extra_id limit 500";
    Ok(sqlx::query_as(sql).bind(receipt).fetch_all(tx.conn()).await?)
}

/// The tubes of these donations, and those that came with a receipt, earliest first.
pub(crate) async fn tubes(
    tx: &mut Tx,
    numbers: &[DonationNumber],
    receipt: Option<ReceiptId>,
) -> Result<Vec<TubeRow>, Fault> {
    Ok(sqlx::query_as(
        "select t.tube_id, t.receipt_id, t.donation_number, t.role, t.outcome, t.findings, t.note, t.received_at,
             u.display_name as received_by_name, k.code as rack_code, t.rack_row, t.rack_column, t.disposed_at
         from lab.tube t join platform.v_user u on u.user_id = t.received_by
         left join lab.rack k on k.rack_id = t.rack_id
         where t.donation_number = any($1) or t.receipt_id = $2
         order by t.received_at, t.tube_id limit 10000",
    )
    .bind(numbers)
    .bind(receipt)
    .fetch_all(tx.conn())
    .await?)
}

/// How many tubes of each day at each place were received from `since` on.
pub(super) async fn counts(tx: &mut Tx, scope: &Scope, since: Day) -> Result<Vec<SessionCount>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, day, count(*) filter (where outcome <> 'refused') as tubes,
             count(*) filter (where outcome = 'refused') as refused
         from lab.tube where org_id = $1 and day >= $2 group by site_id, day limit 1000",
    )
    .bind(scope.org)
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}

/// The receipts of days at places from `since` on.
pub(super) async fn receipts_since(tx: &mut Tx, scope: &Scope, since: Day) -> Result<Vec<ReceiptRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from lab.v_receipt r
         where r.org_id = $1 and r.day >= $2 order by r.receipt_id desc limit 1000",
    )
    .bind(scope.org)
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}

/// Closes a receipt, and remembers what it has not found.
pub(super) async fn close(
    tx: &mut Tx,
    scope: &Scope,
    id: ReceiptId,
    reason: Option<&str>,
    lacking: &[(DonationNumber, TubeRole, bool)],
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.receipt set closed_at = $3, closed_by = $4, reason = $5 where org_id = $1 and receipt_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    let why = |refused: bool| if refused { "refused" } else { "missing" };
    sqlx::query(
        "insert into lab.tube_lack (receipt_id, donation_number, role, why)
         select $1, * from unnest($2::text[], $3::text[], $4::text[])",
    )
    .bind(id)
    .bind(lacking.iter().map(|(number, _, _)| *number).collect::<Vec<_>>())
    .bind(lacking.iter().map(|(_, role, _)| words::column(*role)).collect::<Vec<_>>())
    .bind(lacking.iter().map(|(_, _, refused)| why(*refused)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Another person has looked at what the receipt says.
pub(super) async fn confirm(tx: &mut Tx, scope: &Scope, id: ReceiptId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update lab.receipt set confirmed_at = $3, confirmed_by = $4 where org_id = $1 and receipt_id = $2")
        .bind(scope.org)
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Which tubes of these donations are known to be missing or of no use.
pub(crate) async fn lacking(
    tx: &mut Tx,
    numbers: &[DonationNumber],
) -> Result<HashSet<(DonationNumber, &'static str)>, Fault> {
    let rows: Vec<(DonationNumber, String)> =
        sqlx::query_as("select donation_number, role from lab.v_tube_lack where donation_number = any($1)")
            .bind(numbers)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().map(|(number, role)| (number, words::column(words::role(&role)))).collect())
}
