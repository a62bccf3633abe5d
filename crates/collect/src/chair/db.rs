//! Statements about what happens at the chair.

use serde_json::Value;
use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{BookingId, DonationId, DonorId, SiteId, UnitId, UserId, VisitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::donations::{Arm, DonationRecord, IdentifiedWay};

/// A needle, the one in vain too.
#[derive(Debug, FromRow)]
pub(crate) struct NeedleRecord {
    pub(crate) n: i32,
    pub(crate) arm: Option<Arm>,
    pub(crate) in_at: Instant,
    pub(crate) out_at: Option<Instant>,
    pub(crate) failed_why: Option<String>,
    pub(crate) donation_number: DonationNumber,
}

/// A line of what happened.
#[derive(Debug, FromRow)]
pub(crate) struct StepRecord {
    pub(crate) kind: String,
    pub(crate) at: Instant,
    pub(crate) by_user: UserId,
    pub(crate) by_name: String,
    pub(crate) detail: Json<Value>,
}

/// A unit of a donation.
#[derive(Debug, FromRow)]
pub(crate) struct UnitOf {
    pub(crate) unit_id: UnitId,
    pub(crate) product: String,
    pub(crate) volume_ml: i32,
}

/// Writes a line of what happened.
pub(crate) async fn step(
    tx: &mut Tx,
    scope: &Scope,
    id: DonationId,
    (kind, at): (&str, Instant),
    detail: Value,
) -> Result<(), Fault> {
    let (step_id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into collect.step (step_id, donation_id, kind, at, recorded_at, by_user, detail)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(step_id)
    .bind(id)
    .bind(kind)
    .bind(at)
    .bind(now)
    .bind(scope.user)
    .bind(Json(detail))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What happened, in order.
pub(crate) async fn steps(tx: &mut Tx, id: DonationId) -> Result<Vec<StepRecord>, Fault> {
    Ok(sqlx::query_as(
        "select s.kind, s.at, s.by_user, u.display_name as by_name, s.detail
         from collect.step s join platform.v_user u on u.user_id = s.by_user
         where s.donation_id = $1 order by s.at, s.seq limit 200",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// When the latest thing happened at the chair.
pub(super) async fn latest(tx: &mut Tx, id: DonationId) -> Result<Option<Instant>, Fault> {
    let sql = "select max(at) from collect.step where donation_id = $1";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_one(tx.conn()).await?)
}

/// The needles of a donation, in order.
pub(crate) async fn needles(tx: &mut Tx, id: DonationId) -> Result<Vec<NeedleRecord>, Fault> {
    Ok(sqlx::query_as(
        "select n, arm, in_at, out_at, failed_why, donation_number from collect.needle where donation_id = $1 order by n",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// The units of a donation.
pub(crate) async fn units(tx: &mut Tx, id: DonationId) -> Result<Vec<UnitOf>, Fault> {
    Ok(sqlx::query_as(
        "select unit_id, product, volume_ml from collect.donation_unit where donation_id = $1 order by product, unit_id",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps a unit of a donation.
pub(crate) async fn keep_unit(
    tx: &mut Tx,
    id: DonationId,
    (unit, product, volume_ml): (UnitId, &str, i32),
) -> Result<(), Fault> {
    sqlx::query("insert into collect.donation_unit (unit_id, donation_id, product, volume_ml) values ($1, $2, $3, $4)")
        .bind(unit)
        .bind(id)
        .bind(product)
        .bind(volume_ml)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Sits the donor down. Another donor in the chair violates `donation_chair`.
pub(super) async fn seat(
    tx: &mut Tx,
    scope: &Scope,
    id: DonationId,
    (chair, way, at): (&str, IdentifiedWay, Instant),
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update collect.donation set chair = $2, seated_at = $3, seated_by = $4, identified_way = $5
         where donation_id = $1",
    )
    .bind(id)
    .bind(chair)
    .bind(at)
    .bind(scope.user)
    .bind(way)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A second person has looked.
pub(super) async fn confirm(tx: &mut Tx, scope: &Scope, id: DonationId, at: Instant) -> Result<(), Fault> {
    sqlx::query("update collect.donation set confirmed_at = $2, confirmed_by = $3 where donation_id = $1")
        .bind(id)
        .bind(at)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A needle goes in.
pub(crate) async fn needle_in(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    (n, arm, at): (i32, Option<Arm>, Instant),
) -> Result<(), Fault> {
    sqlx::query(
        "insert into collect.needle (donation_id, n, arm, in_at, in_by, donation_number) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(record.donation_id)
    .bind(n)
    .bind(arm)
    .bind(at)
    .bind(scope.user)
    .bind(record.donation_number)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The blood flows.
pub(super) async fn start(tx: &mut Tx, scope: &Scope, id: DonationId, (arm, at): (Arm, Instant)) -> Result<(), Fault> {
    sqlx::query(
        "update collect.donation set state = 'started', arm = $2, started_at = $3, needle_at = $3, started_by = $4
         where donation_id = $1",
    )
    .bind(id)
    .bind(arm)
    .bind(at)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The flow stops for a while, or goes on.
pub(super) async fn pause(tx: &mut Tx, id: DonationId, at: Option<Instant>) -> Result<(), Fault> {
    sqlx::query("update collect.donation set paused_at = $2 where donation_id = $1")
        .bind(id)
        .bind(at)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The needle that is in comes out; `why` when it was in vain.
pub(crate) async fn needle_out(tx: &mut Tx, id: DonationId, at: Instant, why: Option<&str>) -> Result<(), Fault> {
    sqlx::query("update collect.needle set out_at = $2, failed_why = $3 where donation_id = $1 and out_at is null")
        .bind(id)
        .bind(at)
        .bind(why)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The number of a needle in vain is carried by nothing any more, and never again by anything else.
pub(crate) async fn spend_number(tx: &mut Tx, number: DonationNumber, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.number set spent_at = $2, spent_why = $3 where donation_number = $1 and spent_at is null",
    )
    .bind(number)
    .bind(now)
    .bind(why)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The donor stays accepted, and nothing has a number: as before the first needle.
pub(super) async fn unbind(tx: &mut Tx, id: DonationId) -> Result<(), Fault> {
    sqlx::query(
        "update collect.donation set state = 'accepted', donation_number = null, bag_lot = null, bag_medium = null,
             bag_expires_on = null, tubes = null, bound_at = null, bound_by = null, kit = null, kit_typed_why = null,
             confirmed_at = null,
             confirmed_by = null, arm = null, started_at = null, started_by = null, paused_at = null
         where donation_id = $1",
    )
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The donor goes home.
pub(super) async fn leave(tx: &mut Tx, scope: &Scope, id: DonationId, gift: Option<&str>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query("update collect.donation set left_at = $2, left_by = $3, gift = $4 where donation_id = $1")
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .bind(gift)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "update collect.visit set state = 'left', since = $2, left_at = $2, left_reason = 'donated'
         where donation_id = $1 and state <> 'left'",
    )
    .bind(id)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Who sits and who rests at a site, those who came first before the others.
pub(super) async fn here(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Vec<DonationRecord>, Fault> {
    let since = tx.now().plus_seconds(-43_200);
    Ok(sqlx::query_as(
        "select * from collect.v_donation
         where org_id = $1 and site_id = $2
           and (state in ('accepted', 'bound', 'started') or (state = 'completed' and left_at is null and ended_at > $3))
         order by registered_at, donation_id limit 200",
    )
    .bind(scope.org)
    .bind(site)
    .bind(since)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps the lots that touched the donor's blood.
pub(crate) async fn keep_lots(tx: &mut Tx, id: DonationId, lots: &[(&str, &str)]) -> Result<(), Fault> {
    for (item, lot) in lots {
        sqlx::query(
            "insert into collect.donation_lot (donation_id, item, lot) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(id)
        .bind(item)
        .bind(lot)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Moves the visit of a donation on; a visit that is over stays so.
pub(crate) async fn visit_goes_on(tx: &mut Tx, id: DonationId, state: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.visit set state = $2, since = $3 where donation_id = $1 and state <> 'left' and state <> $2",
    )
    .bind(id)
    .bind(state)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The reservation that brought the donor of this donation here.
pub(crate) async fn booking_of(tx: &mut Tx, id: DonationId) -> Result<Option<BookingId>, Fault> {
    let sql = "select booking_id from collect.visit where donation_id = $1 and booking_id is not null";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_optional(tx.conn()).await?)
}

/// The visit that this donation belongs to has come to a decision. `false` when it is another donor's, over, or has one.
pub(crate) async fn decide_visit(tx: &mut Tx, visit: VisitId, donor: DonorId, id: DonationId) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update collect.visit set state = 'decided', since = $4, donation_id = $3
         where visit_id = $1 and donor_id = $2 and donation_id is null and state <> 'left'",
    )
    .bind(visit)
    .bind(donor)
    .bind(id)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
