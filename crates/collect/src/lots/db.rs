//! Statements about lots.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{LotId, UnitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

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
