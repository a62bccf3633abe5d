//! Statements of gifts.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{SiteId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::http::Moved;

/// One gift at one site.
#[derive(Debug, FromRow)]
pub(super) struct StockRow {
    pub(super) site_id: SiteId,
    pub(super) gift: String,
    pub(super) pieces: i64,
    pub(super) last_at: Instant,
}

/// Sites of the caller's organisation that collect or have gifts, or one of them.
pub(super) async fn sites(tx: &mut Tx, scope: &Scope, only: Option<SiteId>) -> Result<Vec<(SiteId, String)>, Fault> {
    Ok(sqlx::query_as(
        "select s.site_id, s.name from platform.v_site s
         where s.org_id = $1 and ($2::uuid = s.site_id
             or ($2::uuid is null and exists (select from care.gift_move m where m.site_id = s.site_id)))
         order by s.name",
    )
    .bind(scope.org)
    .bind(only)
    .fetch_all(tx.conn())
    .await?)
}

/// What there is.
pub(super) async fn stock(tx: &mut Tx, scope: &Scope, only: Option<SiteId>) -> Result<Vec<StockRow>, Fault> {
    Ok(sqlx::query_as(
        "select m.site_id, m.gift, sum(m.pieces) as pieces, max(m.at) as last_at
         from care.gift_move m join platform.v_site s on s.site_id = m.site_id
         where s.org_id = $1 and ($2::uuid is null or m.site_id = $2)
         group by m.site_id, m.gift",
    )
    .bind(scope.org)
    .bind(only)
    .fetch_all(tx.conn())
    .await?)
}

/// What the books say of one gift at one site; who else counts it waits.
pub(super) async fn locked_pieces(tx: &mut Tx, (site, gift): (SiteId, &str)) -> Result<i64, Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended(concat('care.gift:', $1::uuid, ':', $2::text), 0))")
        .bind(site)
        .bind(gift)
        .execute(tx.conn())
        .await?;
    let sql = "select coalesce(sum(pieces), 0) from care.gift_move where site_id = $1 and gift = $2";
    Ok(sqlx::query_scalar(sql).bind(site).bind(gift).fetch_one(tx.conn()).await?)
}

/// A move to be kept.
#[derive(Debug)]
pub(super) struct NewMove<'a> {
    pub(super) what: Moved,
    pub(super) pieces: i32,
    pub(super) note: Option<&'a str>,
}

/// Keeps a move that is of no donation.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    (site, gift): (SiteId, &str),
    new: &NewMove<'_>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into care.gift_move (site_id, gift, what, pieces, note, at, by_user) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(site)
    .bind(gift)
    .bind(new.what)
    .bind(new.pieces)
    .bind(new.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that a gift was handed out; `false` when the donation got one before.
pub(super) async fn handed_out(
    tx: &mut Tx,
    (site, gift): (SiteId, &str),
    number: DonationNumber,
    (by, at): (UserId, Instant),
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "insert into care.gift_move (site_id, gift, what, pieces, donation_number, at, by_user)
         values ($1, $2, 'handed_out', -1, $3, $4, $5)
         on conflict (donation_number) where donation_number is not null do nothing",
    )
    .bind(site)
    .bind(gift)
    .bind(number)
    .bind(at)
    .bind(by)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What was handed out for a donation.
pub(super) async fn given(tx: &mut Tx, number: DonationNumber) -> Result<Option<(String, Instant)>, Fault> {
    let sql = "select gift, at from care.gift_move where donation_number = $1";
    Ok(sqlx::query_as(sql).bind(number).fetch_optional(tx.conn()).await?)
}

/// A move as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct MoveRow {
    pub(super) move_no: i64,
    pub(super) what: Moved,
    pub(super) gift: String,
    pub(super) pieces: i32,
    pub(super) note: Option<String>,
    pub(super) at: Instant,
    pub(super) by_user: UserId,
    pub(super) by_name: Option<String>,
}

/// Moves of a site, latest first.
pub(super) async fn moves(tx: &mut Tx, site: SiteId, limit: i64) -> Result<Vec<MoveRow>, Fault> {
    Ok(sqlx::query_as(
        "select m.move_no, m.what, m.gift, m.pieces, m.note, m.at, m.by_user, u.display_name as by_name
         from care.gift_move m left join platform.v_user u on u.user_id = m.by_user
         where m.site_id = $1 order by m.move_no desc limit $2",
    )
    .bind(site)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}
