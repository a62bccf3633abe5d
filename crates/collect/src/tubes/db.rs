//! Statements about the donations whose tubes go to the laboratory.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{OrgId, SiteId},
};
use vena_platform::{db::Tx, fault::Fault};

#[derive(Debug, FromRow)]
pub(super) struct SentRow {
    pub(super) donation_number: DonationNumber,
    pub(super) kind: DonationKind,
    pub(super) ended_at: Instant,
    pub(super) site_id: SiteId,
    pub(super) registered_at: Instant,
}

#[derive(Debug, FromRow)]
pub(super) struct SessionRow {
    pub(super) site_id: SiteId,
    pub(super) site_name: String,
    pub(super) day: Day,
    pub(super) kind: DonationKind,
    pub(super) donations: i64,
}

#[derive(Debug, FromRow)]
pub(super) struct StepRow {
    pub(super) step: String,
    pub(super) at: Instant,
    pub(super) by_name: String,
    pub(super) place: String,
}

/// The completed donations that were begun at a place between two instants.
pub(super) async fn of_session(
    tx: &mut Tx,
    site: SiteId,
    (from, until): (Instant, Instant),
) -> Result<Vec<SentRow>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, kind, ended_at, site_id, registered_at from collect.v_donation
         where site_id = $1 and registered_at >= $2 and registered_at < $3 and state = 'completed'
         order by donation_number limit 2000",
    )
    .bind(site)
    .bind(from)
    .bind(until)
    .fetch_all(tx.conn())
    .await?)
}

/// One completed donation.
pub(super) async fn of_donation(tx: &mut Tx, number: DonationNumber) -> Result<Option<SentRow>, Fault> {
    let sql = "select donation_number, kind, ended_at, site_id, registered_at from collect.v_donation
         where donation_number = $1 and state = 'completed'";
    Ok(sqlx::query_as(sql).bind(number).fetch_optional(tx.conn()).await?)
}

/// The days at places that have completed donations.
pub(super) async fn sessions(tx: &mut Tx, org: OrgId, since: Instant) -> Result<Vec<SessionRow>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, site_name, (registered_at at time zone 'Asia/Shanghai')::date as day, kind,
             count(*) as donations
         from collect.v_donation where org_id = $1 and registered_at >= $2 and state = 'completed'
         group by 1, 2, 3, 4 order by 3 desc, 2, 1, 4 limit 1000",
    )
    .bind(org)
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}

/// What happened to the tubes of a donation until the station had them.
pub(super) async fn journey(tx: &mut Tx, number: DonationNumber) -> Result<Vec<StepRow>, Fault> {
    Ok(sqlx::query_as(
        "with boxes as (
             select b.* from collect.box_tubes t join collect.v_box b on b.box_id = t.box_id
             where t.donation_number = $1 and b.state in ('sent', 'received')
         )
         select 'bound' as step, bound_at as at, coalesce(bound_by_name, '') as by_name, site_name as place
         from collect.v_donation where donation_number = $1 and bound_at is not null
         union all
         select 'drawn', ended_at, coalesce(completed_by_name, ''), site_name
         from collect.v_donation where donation_number = $1 and state = 'completed'
         union all
         select 'sent', sent_at, coalesce(sent_by_name, ''), from_site_name || ' ' || code from boxes
         union all
         select 'received', received_at, coalesce(received_by_name, ''), coalesce(to_site_name, '') || ' ' || code
         from boxes where received_at is not null
         order by at limit 100",
    )
    .bind(number)
    .fetch_all(tx.conn())
    .await?)
}
