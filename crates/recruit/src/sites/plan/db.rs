//! Statements about plans.

use vena_kernel::{clock::Day, id::SiteId};
use vena_platform::{db::Tx, fault::Fault};

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
