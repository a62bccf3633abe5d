//! Statements about the end of a day at a site.

mod keep;

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{SiteId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

pub(super) use keep::{close, count, count_again, explain, reopen, spoil};

use super::rules::{Counted, Kind};
use crate::donations::DonationState;

/// A site and a day, and when that day begins and ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct SiteDay {
    pub(super) site: SiteId,
    pub(super) day: Day,
    pub(super) from: Instant,
    pub(super) until: Instant,
}

/// What is kept of a day beside its donations.
#[derive(Debug, FromRow)]
pub(super) struct SessionRecord {
    pub(super) session_id: Uuid,
    pub(super) counted_bags: Option<i32>,
    pub(super) counted_tubes: Option<i32>,
    pub(super) counted_forms: Option<i32>,
    pub(super) counted_at: Option<Instant>,
    pub(super) counted_by: Option<UserId>,
    pub(super) counted_by_name: Option<String>,
    pub(super) closed_at: Option<Instant>,
    pub(super) closed_by: Option<UserId>,
    pub(super) closed_by_name: Option<String>,
}

impl SessionRecord {
    pub(super) fn counted(&self) -> Option<Counted> {
        Some(Counted { bags: self.counted_bags?, tubes: self.counted_tubes?, forms: self.counted_forms? })
    }
}

/// A day of a site in the list.
#[derive(Debug, FromRow)]
pub(super) struct DayRecord {
    pub(super) site_id: SiteId,
    pub(super) site_name: String,
    pub(super) day: Day,
    pub(super) donors: i64,
    pub(super) completed: i64,
    pub(super) refused: i64,
    pub(super) open: i64,
    pub(super) closed_at: Option<Instant>,
}

/// A donation of the day.
#[derive(Debug, FromRow)]
pub(super) struct LineRecord {
    pub(super) donation_number: Option<DonationNumber>,
    pub(super) donor_name_masked: String,
    pub(super) state: DonationState,
    pub(super) bags: i64,
    pub(super) tubes: i32,
    pub(super) boxed_bags: i64,
    pub(super) boxed_tubes: i64,
    pub(super) consented: Option<bool>,
    pub(super) volume_ml: Option<i32>,
    pub(super) reaction: bool,
}

/// What a person said of a difference.
#[derive(Debug, FromRow)]
pub(super) struct ExplanationRecord {
    pub(super) kind: Kind,
    pub(super) about: String,
    pub(super) said: String,
    pub(super) said_at: Instant,
    pub(super) said_by: UserId,
    pub(super) said_by_name: String,
}

/// Spoiled kits or tubes.
#[derive(Debug, FromRow)]
pub(super) struct SpoiledRecord {
    pub(super) item: String,
    pub(super) lot: String,
    pub(super) pieces: i32,
    pub(super) reason: String,
    pub(super) noted_at: Instant,
    pub(super) noted_by: UserId,
    pub(super) noted_by_name: String,
}

/// An opening of what was closed.
#[derive(Debug, FromRow)]
pub(super) struct ReopeningRecord {
    pub(super) reopened_at: Instant,
    pub(super) reopened_by: UserId,
    pub(super) reopened_by_name: String,
    pub(super) reason: String,
    pub(super) closed_at: Instant,
}

/// How many pieces of a lot were used.
#[derive(Debug, FromRow)]
pub(super) struct UsedRecord {
    pub(super) item: String,
    pub(super) lot: String,
    pub(super) donations: i64,
}

/// Days on which somebody was judged, latest first.
pub(super) async fn days(
    tx: &mut Tx,
    scope: &Scope,
    (from, until): (Instant, Instant),
    site: Option<SiteId>,
    limit: i64,
) -> Result<Vec<DayRecord>, Fault> {
    Ok(sqlx::query_as(
        "select d.site_id, d.site_name, d.day, d.donors, d.completed, d.refused, d.open, s.closed_at
         from (select site_id, site_name, (registered_at at time zone 'Asia/Shanghai')::date as day, count(*) as donors,
                 count(*) filter (where state = 'completed') as completed,
                 count(*) filter (where state = 'refused') as refused,
                 count(*) filter (where state in ('accepted', 'bound', 'started')) as open
             from collect.v_donation
             where org_id = $1 and registered_at >= $2 and registered_at < $3 and ($4::uuid is null or site_id = $4)
             group by 1, 2, 3) d
         left join collect.session s on s.site_id = d.site_id and s.day = d.day
         order by d.day desc, d.site_name, d.site_id limit $5",
    )
    .bind(scope.org)
    .bind(from)
    .bind(until)
    .bind(site)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The name of a site of the caller's organisation, or `None`.
pub(super) async fn own_site(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Option<String>, Fault> {
    Ok(sqlx::query_scalar("select name from platform.v_site where site_id = $1 and org_id = $2")
        .bind(site)
        .bind(scope.org)
        .fetch_optional(tx.conn())
        .await?)
}

/// What is kept of a day, if anything was.
pub(super) async fn session(tx: &mut Tx, scope: &Scope, at: &SiteDay) -> Result<Option<SessionRecord>, Fault> {
    Ok(sqlx::query_as(
        "select s.session_id, s.counted_bags, s.counted_tubes, s.counted_forms, s.counted_at, s.counted_by,
             c.display_name as counted_by_name, s.closed_at, s.closed_by, x.display_name as closed_by_name
         from collect.session s
         left join platform.v_user c on c.user_id = s.counted_by
         left join platform.v_user x on x.user_id = s.closed_by
         where s.site_id = $1 and s.day = $2 and s.org_id = $3",
    )
    .bind(at.site)
    .bind(at.day)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// The day's own row, made when it is missing, locked against every other change of it.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, at: &SiteDay) -> Result<Uuid, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    Ok(sqlx::query_scalar(
        "insert into collect.session (session_id, org_id, site_id, day, opened_at, opened_by)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint session_day do update set site_id = excluded.site_id
         returning session_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(at.site)
    .bind(at.day)
    .bind(now)
    .bind(scope.user)
    .fetch_one(tx.conn())
    .await?)
}

/// Tickets of people who have not left.
pub(super) async fn open_tickets(tx: &mut Tx, at: &SiteDay) -> Result<Vec<String>, Fault> {
    Ok(sqlx::query_scalar(
        "select upper(queue) || lpad(number::text, 3, '0') from collect.visit
         where site_id = $1 and day = $2 and state <> 'left' order by arrived_at, visit_id limit 500",
    )
    .bind(at.site)
    .bind(at.day)
    .fetch_all(tx.conn())
    .await?)
}

/// How many people came through the door and left again.
pub(super) async fn arrived(tx: &mut Tx, at: &SiteDay) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar("select count(*) from collect.visit where site_id = $1 and day = $2")
        .bind(at.site)
        .bind(at.day)
        .fetch_one(tx.conn())
        .await?)
}

/// The donations of the day.
pub(super) async fn lines(tx: &mut Tx, scope: &Scope, at: &SiteDay) -> Result<Vec<LineRecord>, Fault> {
    Ok(sqlx::query_as(
        "select d.donation_number, d.donor_name_masked, d.state, coalesce(d.tubes, 0) as tubes,
             d.collected_ml as volume_ml, (d.reaction_severity is not null) as reaction,
             (select count(*) from collect.donation_unit u where u.donation_id = d.donation_id) as bags,
             (select count(*) from collect.box_bag g join collect.box b on b.box_id = g.box_id
                 where g.donation_id = d.donation_id and b.state <> 'undone') as boxed_bags,
             (select coalesce(sum(t.tubes), 0) from collect.box_tubes t join collect.box b on b.box_id = t.box_id
                 where t.donation_id = d.donation_id and b.state <> 'undone') as boxed_tubes,
             coalesce((select v.consented_at is not null from collect.visit v where v.donation_id = d.donation_id),
                 (select t.consent_version is not null from collect.trip_visit t where t.donation_id = d.donation_id)) as consented
         from collect.donation d
         where d.org_id = $1 and d.site_id = $2 and d.registered_at >= $3 and d.registered_at < $4
         order by d.registered_at, d.donation_id limit 2000",
    )
    .bind(scope.org)
    .bind(at.site)
    .bind(at.from)
    .bind(at.until)
    .fetch_all(tx.conn())
    .await?)
}

/// Numbers that nothing carries any more, and why.
pub(super) async fn spent(tx: &mut Tx, at: &SiteDay) -> Result<Vec<(DonationNumber, String)>, Fault> {
    Ok(sqlx::query_as(
        "select n.donation_number, n.spent_why from collect.number n
         join collect.donation d on d.donation_id = n.donation_id
         where d.site_id = $1 and n.spent_at >= $2 and n.spent_at < $3 order by n.donation_number limit 500",
    )
    .bind(at.site)
    .bind(at.from)
    .bind(at.until)
    .fetch_all(tx.conn())
    .await?)
}

/// Lots that were used.
pub(super) async fn used(tx: &mut Tx, at: &SiteDay) -> Result<Vec<UsedRecord>, Fault> {
    Ok(sqlx::query_as(
        "select l.item, l.lot, count(*) as donations from collect.donation_lot l
         join collect.donation d on d.donation_id = l.donation_id
         where d.site_id = $1 and d.registered_at >= $2 and d.registered_at < $3
         group by l.item, l.lot order by l.item, l.lot limit 200",
    )
    .bind(at.site)
    .bind(at.from)
    .bind(at.until)
    .fetch_all(tx.conn())
    .await?)
}

/// What people have said of differences.
pub(super) async fn explanations(tx: &mut Tx, session: Uuid) -> Result<Vec<ExplanationRecord>, Fault> {
    Ok(sqlx::query_as(
        "select e.kind, e.about, e.said, e.said_at, e.said_by, u.display_name as said_by_name
         from collect.session_explanation e join platform.v_user u on u.user_id = e.said_by
         where e.session_id = $1 order by e.kind, e.about limit 2000",
    )
    .bind(session)
    .fetch_all(tx.conn())
    .await?)
}

/// What was spoiled.
pub(super) async fn spoiled(tx: &mut Tx, session: Uuid) -> Result<Vec<SpoiledRecord>, Fault> {
    Ok(sqlx::query_as(
        "select p.item, p.lot, p.pieces, p.reason, p.noted_at, p.noted_by, u.display_name as noted_by_name
         from collect.session_spoiled p join platform.v_user u on u.user_id = p.noted_by
         where p.session_id = $1 order by p.noted_at, p.spoiled_id limit 500",
    )
    .bind(session)
    .fetch_all(tx.conn())
    .await?)
}

/// When it was opened again, latest first.
pub(super) async fn reopenings(tx: &mut Tx, session: Uuid) -> Result<Vec<ReopeningRecord>, Fault> {
    Ok(sqlx::query_as(
        "select r.reopened_at, r.reopened_by, u.display_name as reopened_by_name, r.reason, r.closed_at
         from collect.session_reopening r join platform.v_user u on u.user_id = r.reopened_by
         where r.session_id = $1 order by r.reopened_at desc limit 100",
    )
    .bind(session)
    .fetch_all(tx.conn())
    .await?)
}

/// The session of a day that is closed; nobody else changes it until this transaction ends.
pub(super) async fn closed(tx: &mut Tx, site: SiteId, day: Day) -> Result<Option<Uuid>, Fault> {
    let sql =
        "select session_id from collect.session where site_id = $1 and day = $2 and closed_at is not null for update";
    Ok(sqlx::query_scalar(sql).bind(site).bind(day).fetch_optional(tx.conn()).await?)
}

/// Whether the day of a site is closed.
pub(super) async fn is_closed(tx: &mut Tx, site: SiteId, day: Day) -> Result<bool, Fault> {
    let sql = "select exists (select from collect.session where site_id = $1 and day = $2 and closed_at is not null)";
    Ok(sqlx::query_scalar(sql).bind(site).bind(day).fetch_one(tx.conn()).await?)
}
