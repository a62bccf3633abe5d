//! Statements about chairs that are out of use.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{clock::Instant, id::SiteId, zone::china};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::sites::{calendar::later, db::Asked};

/// Chairs out of use for a while.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ChairsOut {
    pub(crate) out_id: Uuid,
    pub(crate) site_id: SiteId,
    pub(crate) chairs: i32,
    pub(crate) from_at: Instant,
    pub(crate) until_at: Instant,
    pub(crate) reason: String,
}

/// When chairs are out of use.
pub(crate) async fn outs(tx: &mut Tx, asked: &Asked<'_>) -> Result<Vec<ChairsOut>, Fault> {
    Ok(sqlx::query_as(
        "select out_id, site_id, chairs, from_at, coalesce(back_at, until_at) as until_at, reason from recruit.chair_out
         where (cardinality($1::uuid[]) = 0 or site_id = any($1)) and coalesce(back_at, until_at) > $2 and from_at < $3
           and from_at < coalesce(back_at, until_at)
         order by from_at, out_id limit 2000",
    )
    .bind(asked.ids())
    .bind(asked.from.start_in(&china()))
    .bind(later(asked.until, 1).start_in(&china()))
    .fetch_all(tx.conn())
    .await?)
}

/// Takes chairs out of use for a while.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &ChairsOut) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.chair_out (out_id, site_id, chairs, from_at, until_at, reason, set_at, set_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.out_id)
    .bind(new.site_id)
    .bind(new.chairs)
    .bind(new.from_at)
    .bind(new.until_at)
    .bind(&new.reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}
