//! Statements about plans.

use vena_kernel::{
    clock::{Day, Instant},
    id::SiteId,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Sets staff and target of a day.
pub(super) async fn set(tx: &mut Tx, site: SiteId, day: Day, (staff, target): (i32, i32)) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.day_plan (site_id, day, staff, target) values ($1, $2, $3, $4)
         on conflict (site_id, day) do update set staff = excluded.staff, target = excluded.target",
    )
    .bind(site)
    .bind(day)
    .bind(staff)
    .bind(target)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The first donation that is known since `since`, wherever it was.
pub(super) async fn history_begins(tx: &mut Tx, scope: &Scope, since: Instant) -> Result<Option<Instant>, Fault> {
    Ok(sqlx::query_scalar(
        "select min(ended_at) from recruit.donation where ended_at > $1 and site_id is not null and $2::uuid is null",
    )
    .bind(since)
    .bind(scope.only_org())
    .fetch_one(tx.conn())
    .await?)
}

/// Donations since `since` of those who came without a booking, by site.
pub(super) async fn walk_ins(tx: &mut Tx, scope: &Scope, since: Instant) -> Result<Vec<(SiteId, i64)>, Fault> {
    Ok(sqlx::query_as(
        "select d.site_id, count(*) from recruit.donation d
         where d.ended_at > $1 and d.site_id is not null and $2::uuid is null
           and not exists (select from recruit.booking b
               where b.donor_id = d.donor_id and b.site_id = d.site_id and b.state in ('arrived', 'fulfilled')
                 and b.day = (d.ended_at at time zone 'Asia/Shanghai')::date)
         group by d.site_id",
    )
    .bind(since)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}
