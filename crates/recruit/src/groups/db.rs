//! Statements about groups.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BookingId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::bookings::db::BookingRow;

/// A group with how far it has come.
#[derive(Debug, Clone, FromRow)]
pub(super) struct GroupRow {
    pub(super) group_id: Uuid,
    pub(super) name: String,
    pub(super) contact_name: String,
    pub(super) contact_phone_sealed: Vec<u8>,
    pub(super) site_id: SiteId,
    pub(super) site_name: String,
    pub(super) site_name_en: String,
    pub(super) day: Day,
    pub(super) places: i32,
    pub(super) state: String,
    pub(super) made_at: Instant,
    pub(super) open: i64,
    pub(super) named: i64,
    pub(super) came: i64,
}

/// Groups from `from` on, one of them, or all.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, from: Day, only: Option<Uuid>) -> Result<Vec<GroupRow>, Fault> {
    Ok(sqlx::query_as(
        "select g.group_id, g.name, g.contact_name, g.contact_phone_sealed, g.site_id, s.name as site_name, s.name_en as site_name_en,
             g.day, g.places, g.state, g.made_at,
             count(b.*) filter (where b.state = 'booked' and b.donor_id is null) as open,
             count(b.*) filter (where b.donor_id is not null and b.state not in ('cancelled', 'moved')) as named,
             count(b.*) filter (where b.state in ('arrived', 'fulfilled')) as came
         from recruit.booking_group g join platform.v_site s using (site_id) left join recruit.booking b using (group_id)
         where ($3::uuid is null and g.day >= $1 or g.group_id = $3) and $2::uuid is null
         group by g.group_id, s.site_id, s.name, s.name_en order by g.day, g.group_id limit 500",
    )
    .bind(from)
    .bind(scope.only_org())
    .bind(only)
    .fetch_all(tx.conn())
    .await?)
}

/// A group to be kept.
#[derive(Debug)]
pub(super) struct NewGroup<'a> {
    pub(super) id: Uuid,
    pub(super) name: &'a str,
    pub(super) contact_name: &'a str,
    pub(super) contact_phone_sealed: &'a [u8],
    pub(super) site: SiteId,
    pub(super) day: Day,
    pub(super) places: i32,
}

/// Keeps a group.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewGroup<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.booking_group (group_id, org_id, name, contact_name, contact_phone_sealed, site_id, day, places, state,
             made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10)",
    )
    .bind(new.id)
    .bind(scope.org)
    .bind(new.name)
    .bind(new.contact_name)
    .bind(new.contact_phone_sealed)
    .bind(new.site)
    .bind(new.day)
    .bind(new.places)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a group; `false` when it was ended before.
pub(super) async fn cancel(tx: &mut Tx, id: Uuid) -> Result<bool, Fault> {
    let done =
        sqlx::query("update recruit.booking_group set state = 'cancelled' where group_id = $1 and state = 'open'")
            .bind(id)
            .execute(tx.conn())
            .await?;
    Ok(done.rows_affected() == 1)
}

/// The earliest place of the group that has no name yet, locked.
pub(super) async fn unnamed(tx: &mut Tx, id: Uuid) -> Result<Option<BookingId>, Fault> {
    Ok(sqlx::query_scalar(
        "select booking_id from recruit.booking where group_id = $1 and state = 'booked' and donor_id is null
         order by starts_at, seat limit 1 for update skip locked",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// The bookings of a group, by time.
pub(super) async fn bookings(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Vec<BookingRow>, Fault> {
    Ok(sqlx::query_as(
        "select * from recruit.v_booking where group_id = $1 and $2::uuid is null order by starts_at, seat limit 500",
    )
    .bind(id)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}
