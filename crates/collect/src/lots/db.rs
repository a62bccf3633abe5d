//! Statements about lots.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{LotId, SiteId, UnitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::LotState;

/// A lot at a site.
#[derive(Debug, FromRow)]
pub(crate) struct StockRecord {
    pub(crate) stock_id: Option<LotId>,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) item: String,
    pub(crate) lot: String,
    pub(crate) article: Option<String>,
    pub(crate) expires_on: Option<Day>,
    pub(crate) pieces: Option<i32>,
    pub(crate) donations: i64,
    pub(crate) state: LotState,
    pub(crate) recalled: Option<String>,
    pub(crate) received_at: Option<Instant>,
    pub(crate) opened_at: Option<Instant>,
    pub(crate) finished_at: Option<Instant>,
    pub(crate) finished_why: Option<String>,
}

/// A lot that arrives.
#[derive(Debug)]
pub(super) struct NewStock<'a> {
    pub(super) site: SiteId,
    pub(super) item: &'a str,
    pub(super) lot: &'a str,
    pub(super) article: Option<&'a str>,
    pub(super) expires_on: Day,
    pub(super) pieces: i32,
}

/// A recalled lot.
#[derive(Debug, FromRow)]
pub(crate) struct RecallRecord {
    pub(crate) lot_id: LotId,
    pub(crate) item: String,
    pub(crate) lot: String,
    pub(crate) reason: String,
    pub(crate) recalled_at: Instant,
    pub(crate) recalled_by_name: String,
    pub(crate) donations: i64,
}

/// A donation that a lot has touched, by its number only.
#[derive(Debug, FromRow)]
pub(crate) struct Touched {
    pub(crate) donation_number: Option<DonationNumber>,
    pub(crate) kind: DonationKind,
    pub(crate) site_name: String,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) units: i64,
}

/// Makes a recall and the bindings of one lot wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, item: &str, lot: &str) -> Result<(), Fault> {
    sqlx::query(
        "select pg_advisory_xact_lock(hashtextextended(concat('collect.lot:', $1::uuid, ':', $2::text, ':', $3::text), 0))",
    )
    .bind(scope.org)
    .bind(item)
    .bind(lot)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Why the lot was recalled, if it was.
pub(super) async fn recalled(tx: &mut Tx, scope: &Scope, item: &str, lot: &str) -> Result<Option<String>, Fault> {
    let sql = "select reason from collect.lot_recall where org_id = $1 and item = $2 and lot = $3";
    Ok(sqlx::query_scalar(sql).bind(scope.org).bind(item).bind(lot).fetch_optional(tx.conn()).await?)
}

/// Keeps a recall; `None` when the lot was recalled before.
pub(super) async fn recall(
    tx: &mut Tx,
    scope: &Scope,
    (item, lot): (&str, &str),
    reason: &str,
) -> Result<Option<LotId>, Fault> {
    let (id, now) = (LotId::from_uuid(tx.new_id()), tx.now());
    Ok(sqlx::query_scalar(
        "insert into collect.lot_recall (lot_id, org_id, item, lot, reason, recalled_at, recalled_by)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (org_id, item, lot) do nothing returning lot_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(item)
    .bind(lot)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// Recalled lots, latest first; at most 200.
pub(super) async fn recalls(tx: &mut Tx, scope: &Scope) -> Result<Vec<RecallRecord>, Fault> {
    Ok(sqlx::query_as(
        "select r.lot_id, r.item, r.lot, r.reason, r.recalled_at, u.display_name as recalled_by_name,
             (select count(*) from collect.donation_lot l join collect.donation d on d.donation_id = l.donation_id
              where l.item = r.item and l.lot = r.lot and d.org_id = r.org_id) as donations
         from collect.lot_recall r join platform.v_user u on u.user_id = r.recalled_by
         where r.org_id = $1 order by r.recalled_at desc, r.lot_id limit 200",
    )
    .bind(scope.org)
    .fetch_all(tx.conn())
    .await?)
}

/// The donations of a lot, latest first; at most 1000.
pub(super) async fn touched(tx: &mut Tx, scope: &Scope, item: &str, lot: &str) -> Result<Vec<Touched>, Fault> {
    Ok(sqlx::query_as(
        "select n.donation_number, d.kind, s.name as site_name, d.ended_at,
             (select count(*) from collect.donation_unit u
              where u.donation_id = d.donation_id and d.donation_number = n.donation_number) as units
         from collect.donation_lot l
         join collect.donation d on d.donation_id = l.donation_id
         join platform.v_site s on s.site_id = d.site_id
         left join collect.number n on n.donation_id = d.donation_id
         where l.item = $2 and l.lot = $3 and d.org_id = $1
         order by d.registered_at desc, n.donation_number limit 1000",
    )
    .bind(scope.org)
    .bind(item)
    .bind(lot)
    .fetch_all(tx.conn())
    .await?)
}

/// The units that a lot has touched.
pub(super) async fn units(tx: &mut Tx, scope: &Scope, item: &str, lot: &str) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar(
        "select u.unit_id from collect.donation_lot l
         join collect.donation d on d.donation_id = l.donation_id
         join collect.donation_unit u on u.donation_id = d.donation_id
         where l.item = $2 and l.lot = $3 and d.org_id = $1 order by u.unit_id",
    )
    .bind(scope.org)
    .bind(item)
    .bind(lot)
    .fetch_all(tx.conn())
    .await?)
}

/// Lots of a site, those in use first; with them those that its donations of the last 30 days have used and nobody received.
pub(super) async fn stock(tx: &mut Tx, scope: &Scope, site: SiteId, finished: bool) -> Result<Vec<StockRecord>, Fault> {
    let since = tx.now().plus_seconds(-30 * 86_400);
    Ok(sqlx::query_as(
        "with used as (
             select l.item, l.lot, count(*) as donations, max(d.registered_at) as last_at
             from collect.donation_lot l join collect.donation d on d.donation_id = l.donation_id
             where d.org_id = $1 and d.site_id = $2 group by l.item, l.lot
         ), known as (
             select k.stock_id, k.item, k.lot, k.article, k.expires_on, k.pieces, k.state, k.received_at, k.opened_at,
                 k.finished_at, k.finished_why
             from collect.lot_stock k where k.org_id = $1 and k.site_id = $2 and ($3 or k.state <> 'finished')
             union all
             select null, u.item, u.lot, null, null, null, 'unlisted', null, null, null, null
             from used u
             where u.last_at > $4 and not exists (select from collect.lot_stock k
                 where k.org_id = $1 and k.site_id = $2 and k.item = u.item and k.lot = u.lot)
         )
         select k.*, s.site_id, s.name as site_name, coalesce(u.donations, 0) as donations, r.reason as recalled
         from known k
         join platform.v_site s on s.site_id = $2
         left join used u on u.item = k.item and u.lot = k.lot
         left join collect.lot_recall r on r.org_id = $1 and r.item = k.item and r.lot = k.lot
         order by array_position(array['open', 'unlisted', 'received', 'finished'], k.state), k.item, k.expires_on, k.lot
         limit 500",
    )
    .bind(scope.org)
    .bind(site)
    .bind(finished)
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}

/// One lot of a site.
pub(super) async fn stock_one(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<Option<StockRecord>, Fault> {
    Ok(sqlx::query_as(
        "select k.stock_id, k.item, k.lot, k.article, k.expires_on, k.pieces, k.state, k.received_at, k.opened_at,
             k.finished_at, k.finished_why, k.site_id, s.name as site_name, r.reason as recalled,
             (select count(*) from collect.donation_lot l join collect.donation d on d.donation_id = l.donation_id
              where l.item = k.item and l.lot = k.lot and d.org_id = k.org_id and d.site_id = k.site_id) as donations
         from collect.lot_stock k
         join platform.v_site s on s.site_id = k.site_id
         left join collect.lot_recall r on r.org_id = k.org_id and r.item = k.item and r.lot = k.lot
         where k.org_id = $1 and k.stock_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// Takes a lot in; `None` when it is on the site's list.
pub(super) async fn receive(tx: &mut Tx, scope: &Scope, new: &NewStock<'_>) -> Result<Option<LotId>, Fault> {
    let (id, now) = (LotId::from_uuid(tx.new_id()), tx.now());
    Ok(sqlx::query_scalar(
        "insert into collect.lot_stock (stock_id, org_id, site_id, item, lot, article, expires_on, pieces, state,
             received_at, received_by)
         select $1, $2, s.site_id, $4, $5, $6, $7, $8, 'received', $9, $10
         from platform.v_site s where s.site_id = $3 and s.org_id = $2
         on conflict (site_id, item, lot) do nothing returning stock_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.site)
    .bind(new.item)
    .bind(new.lot)
    .bind(new.article)
    .bind(new.expires_on)
    .bind(new.pieces)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// How a lot lies at a site and until when, if it was received there.
pub(super) async fn lies_here(
    tx: &mut Tx,
    scope: &Scope,
    site: SiteId,
    (item, lot): (&str, &str),
) -> Result<Option<(LotId, LotState, Day)>, Fault> {
    Ok(sqlx::query_as(
        "select stock_id, state, expires_on from collect.lot_stock
         where org_id = $1 and site_id = $2 and item = $3 and lot = $4",
    )
    .bind(scope.org)
    .bind(site)
    .bind(item)
    .bind(lot)
    .fetch_optional(tx.conn())
    .await?)
}

/// Whether the site's list names any lot of this kind of thing that is not finished.
pub(super) async fn are_listed(tx: &mut Tx, scope: &Scope, site: SiteId, item: &str) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar(
        "select exists (select from collect.lot_stock
             where org_id = $1 and site_id = $2 and item = $3 and state <> 'finished')",
    )
    .bind(scope.org)
    .bind(site)
    .bind(item)
    .fetch_one(tx.conn())
    .await?)
}

/// Opens a lot.
pub(super) async fn open(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.lot_stock set state = 'open', opened_at = $3, opened_by = $4 where org_id = $1 and stock_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends the use of a lot.
pub(super) async fn finish(tx: &mut Tx, scope: &Scope, id: LotId, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.lot_stock set state = 'finished', finished_at = $3, finished_by = $4, finished_why = $5
         where org_id = $1 and stock_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(why)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One recalled lot.
pub(super) async fn recall_one(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<Option<RecallRecord>, Fault> {
    Ok(sqlx::query_as(
        "select r.lot_id, r.item, r.lot, r.reason, r.recalled_at, u.display_name as recalled_by_name,
             (select count(*) from collect.donation_lot l join collect.donation d on d.donation_id = l.donation_id
              where l.item = r.item and l.lot = r.lot and d.org_id = r.org_id) as donations
         from collect.lot_recall r join platform.v_user u on u.user_id = r.recalled_by
         where r.org_id = $1 and r.lot_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// How many donors a lot has touched.
pub(super) async fn donors(tx: &mut Tx, scope: &Scope, item: &str, lot: &str) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar(
        "select count(distinct d.donor_id) from collect.donation_lot l
         join collect.donation d on d.donation_id = l.donation_id
         where l.item = $2 and l.lot = $3 and d.org_id = $1",
    )
    .bind(scope.org)
    .bind(item)
    .bind(lot)
    .fetch_one(tx.conn())
    .await?)
}
