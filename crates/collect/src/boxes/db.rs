//! Statements about hand-over boxes.

use std::collections::BTreeMap;

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, ShipmentId, SiteId, UnitId, UserId},
    temperature::Celsius,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Bag, BoxState, Found, Given};
use crate::donations::DonationState;

/// A box with what is known of its journey.
#[derive(Debug, FromRow)]
pub(super) struct BoxRecord {
    pub(super) box_id: ShipmentId,
    pub(super) from_site: SiteId,
    pub(super) from_site_name: String,
    pub(super) day: Day,
    pub(super) code: String,
    pub(super) mode: String,
    pub(super) logger: Option<String>,
    pub(super) state: BoxState,
    pub(super) opened_at: Instant,
    pub(super) opened_by: UserId,
    pub(super) opened_by_name: String,
    pub(super) seal: Option<String>,
    pub(super) carrier: Option<String>,
    pub(super) sent_temp: Option<Celsius>,
    pub(super) sent_note: Option<String>,
    pub(super) sent_at: Option<Instant>,
    pub(super) sent_by: Option<UserId>,
    pub(super) sent_by_name: Option<String>,
    pub(super) to_site_name: Option<String>,
    pub(super) seal_found: Option<String>,
    pub(super) received_temp: Option<Celsius>,
    pub(super) received_note: Option<String>,
    pub(super) received_at: Option<Instant>,
    pub(super) received_by: Option<UserId>,
    pub(super) received_by_name: Option<String>,
    pub(super) undone_reason: Option<String>,
    pub(super) bags: i64,
    pub(super) tubes: i64,
    pub(super) oldest_ended_at: Option<Instant>,
}

/// A bag in a box.
#[derive(Debug, FromRow)]
pub(super) struct BagRecord {
    pub(super) unit_id: UnitId,
    pub(super) donation_number: DonationNumber,
    pub(super) kind: DonationKind,
    pub(super) volume_ml: i32,
    pub(super) ended_at: Option<Instant>,
    pub(super) found: Option<Found>,
    pub(super) note: Option<String>,
}

/// The tubes of a donation in a box.
#[derive(Debug, FromRow)]
pub(super) struct TubesRecord {
    pub(super) donation_number: DonationNumber,
    pub(super) tubes: i32,
    pub(super) found: Option<i32>,
}

/// A box that begins.
#[derive(Debug)]
pub(super) struct NewBox<'a> {
    pub(super) box_id: ShipmentId,
    pub(super) site: SiteId,
    pub(super) day: Day,
    pub(super) code: &'a str,
    pub(super) mode: &'a str,
    pub(super) logger: Option<&'a str>,
}

/// What is written when a box leaves.
#[derive(Debug)]
pub(super) struct Leaving<'a> {
    pub(super) seal: &'a str,
    pub(super) carrier: &'a str,
    pub(super) temp_c: Option<Celsius>,
    pub(super) note: Option<&'a str>,
}

/// What is written when a box was opened.
#[derive(Debug)]
pub(super) struct Arrived<'a> {
    pub(super) to: SiteId,
    pub(super) seal: &'a str,
    pub(super) temp_c: Option<Celsius>,
    pub(super) note: Option<&'a str>,
}

/// Begins a box. One that is under way violates `box_in_use`.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewBox<'_>) -> Result<(), sqlx::Error> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.box (box_id, org_id, from_site, day, code, mode, logger, state, opened_at, opened_by)
         values ($1, $2, $3, $4, $5, $6, $7, 'packing', $8, $9)",
    )
    .bind(new.box_id)
    .bind(scope.org)
    .bind(new.site)
    .bind(new.day)
    .bind(new.code)
    .bind(new.mode)
    .bind(new.logger)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Makes changes of one box wait for each other; `false` when the caller's organisation has no such box.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<bool, Fault> {
    let found: Option<ShipmentId> =
        sqlx::query_scalar("select box_id from collect.box where box_id = $1 and org_id = $2 for update")
            .bind(id)
            .bind(scope.org)
            .fetch_optional(tx.conn())
            .await?;
    Ok(found.is_some())
}

/// The box, if it is one of the caller's organisation.
pub(super) async fn head(tx: &mut Tx, scope: &Scope, id: ShipmentId) -> Result<Option<BoxRecord>, Fault> {
    Ok(sqlx::query_as("select * from collect.v_box where box_id = $1 and org_id = $2")
        .bind(id)
        .bind(scope.org)
        .fetch_optional(tx.conn())
        .await?)
}

/// Which boxes.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) state: Option<BoxState>,
    pub(super) site: Option<SiteId>,
    pub(super) day: Option<Day>,
    pub(super) after: Option<ShipmentId>,
    pub(super) limit: i64,
}

/// Boxes, latest first.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<Vec<BoxRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from collect.v_box
         where org_id = $1 and ($2::text is null or state = $2) and ($3::uuid is null or from_site = $3)
           and ($4::date is null or day = $4)
           and ($5::uuid is null
                or (opened_at, box_id) < (select opened_at, box_id from collect.box where box_id = $5))
         order by opened_at desc, box_id desc limit $6",
    )
    .bind(scope.org)
    .bind(wanted.state)
    .bind(wanted.site)
    .bind(wanted.day)
    .bind(wanted.after)
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// What is in the box.
pub(super) async fn bags(tx: &mut Tx, id: ShipmentId) -> Result<Vec<BagRecord>, Fault> {
    Ok(sqlx::query_as(
        "select g.unit_id, g.donation_number, d.kind, u.volume_ml, d.ended_at, g.found, g.note
         from collect.box_bag g join collect.donation d on d.donation_id = g.donation_id
         join collect.donation_unit u on u.unit_id = g.unit_id
         where g.box_id = $1 order by g.put_in_at, g.unit_id",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// The tubes in the box.
pub(super) async fn tubes(tx: &mut Tx, id: ShipmentId) -> Result<Vec<TubesRecord>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, tubes, found from collect.box_tubes where box_id = $1 order by donation_number",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

#[derive(FromRow)]
struct GivenRow {
    donation_id: DonationId,
    donation_number: DonationNumber,
    site_id: SiteId,
    state: DonationState,
    tubes: i32,
    boxed_tubes: i64,
}

/// The donation of a number, locked: two people pack one donation one after the other.
pub(super) async fn given(tx: &mut Tx, scope: &Scope, number: DonationNumber) -> Result<Option<Given>, Fault> {
    let row: Option<GivenRow> = sqlx::query_as(
        "select d.donation_id, d.donation_number, d.site_id, d.state, coalesce(d.tubes, 0) as tubes,
             (select coalesce(sum(t.tubes), 0) from collect.box_tubes t join collect.box b on b.box_id = t.box_id
                 where t.donation_id = d.donation_id and b.state <> 'undone') as boxed_tubes
         from collect.donation d where d.donation_number = $1 and d.org_id = $2 for update of d",
    )
    .bind(number)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Given {
        donation: row.donation_id,
        number: row.donation_number,
        site: row.site_id,
        state: row.state,
        tubes: row.tubes,
        boxed_tubes: i32::try_from(row.boxed_tubes).unwrap_or(i32::MAX),
    }))
}

/// The bags of a donation, and in which box each is or was brought to the station.
pub(super) async fn bags_of(tx: &mut Tx, donation: DonationId) -> Result<Vec<Bag>, Fault> {
    let rows: Vec<(UnitId, Option<String>)> = sqlx::query_as(
        "select u.unit_id,
             (select b.code from collect.box_bag g join collect.box b on b.box_id = g.box_id
                 where g.unit_id = u.unit_id and b.state <> 'undone' limit 1)
         from collect.donation_unit u where u.donation_id = $1 order by u.unit_id",
    )
    .bind(donation)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|(unit, in_box)| Bag { unit, in_box }).collect())
}

/// Puts a bag in.
pub(super) async fn put_bag(
    tx: &mut Tx,
    scope: &Scope,
    id: ShipmentId,
    (given, unit): (&Given, UnitId),
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.box_bag
             (box_id, unit_id, donation_id, donation_number, put_in_at, put_in_by, under_way)
         values ($1, $2, $3, $4, $5, $6, true)",
    )
    .bind(id)
    .bind(unit)
    .bind(given.donation)
    .bind(given.number)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts one more tube in.
pub(super) async fn put_tube(tx: &mut Tx, id: ShipmentId, given: &Given) -> Result<(), Fault> {
    sqlx::query(
        "insert into collect.box_tubes (box_id, donation_number, donation_id, tubes) values ($1, $2, $3, 1)
         on conflict (box_id, donation_number) do update set tubes = collect.box_tubes.tubes + 1",
    )
    .bind(id)
    .bind(given.number)
    .bind(given.donation)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes everything of a number out; `false` when there is nothing of it.
pub(super) async fn take_out(tx: &mut Tx, id: ShipmentId, number: DonationNumber) -> Result<bool, Fault> {
    let bags = sqlx::query("delete from collect.box_bag where box_id = $1 and donation_number = $2")
        .bind(id)
        .bind(number)
        .execute(tx.conn())
        .await?;
    let tubes = sqlx::query("delete from collect.box_tubes where box_id = $1 and donation_number = $2")
        .bind(id)
        .bind(number)
        .execute(tx.conn())
        .await?;
    Ok(bags.rows_affected() + tubes.rows_affected() > 0)
}

/// Donations with a bag in this box whose tubes are not all in boxes.
pub(super) async fn short_of_tubes(tx: &mut Tx, id: ShipmentId) -> Result<Vec<DonationNumber>, Fault> {
    Ok(sqlx::query_scalar(
        "select distinct d.donation_number from collect.box_bag g
         join collect.donation d on d.donation_id = g.donation_id
         where g.box_id = $1 and coalesce(d.tubes, 0) >
             (select coalesce(sum(t.tubes), 0) from collect.box_tubes t join collect.box b on b.box_id = t.box_id
                 where t.donation_id = d.donation_id and b.state <> 'undone')
         order by 1",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

/// The box leaves.
pub(super) async fn send(tx: &mut Tx, scope: &Scope, id: ShipmentId, leaving: &Leaving<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.box set state = 'sent', seal = $2, carrier = $3, sent_temp = $4, sent_note = $5, sent_at = $6,
             sent_by = $7
         where box_id = $1",
    )
    .bind(id)
    .bind(leaving.seal)
    .bind(leaving.carrier)
    .bind(leaving.temp_c)
    .bind(leaving.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The box is unpacked before it left; its bags may go into another.
pub(super) async fn undo(tx: &mut Tx, id: ShipmentId, reason: &str) -> Result<(), Fault> {
    sqlx::query("update collect.box set state = 'undone', undone_reason = $2 where box_id = $1")
        .bind(id)
        .bind(reason)
        .execute(tx.conn())
        .await?;
    sqlx::query("update collect.box_bag set under_way = false where box_id = $1").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// How a bag was found.
pub(super) async fn found_bag(
    tx: &mut Tx,
    id: ShipmentId,
    unit: UnitId,
    (found, note): (Found, Option<&str>),
) -> Result<(), Fault> {
    sqlx::query(
        "update collect.box_bag set found = $3, note = $4, under_way = false where box_id = $1 and unit_id = $2",
    )
    .bind(id)
    .bind(unit)
    .bind(found)
    .bind(note)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How many tubes of each number were found.
pub(super) async fn found_tubes(
    tx: &mut Tx,
    id: ShipmentId,
    found: &BTreeMap<DonationNumber, i32>,
) -> Result<(), Fault> {
    for (number, count) in found {
        sqlx::query("update collect.box_tubes set found = $3 where box_id = $1 and donation_number = $2")
            .bind(id)
            .bind(number)
            .bind(count)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// The box was opened and checked.
pub(super) async fn receive(tx: &mut Tx, scope: &Scope, id: ShipmentId, arrived: &Arrived<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.box set state = 'received', to_site = $2, seal_found = $3, received_temp = $4,
             received_note = $5, received_at = $6, received_by = $7
         where box_id = $1",
    )
    .bind(id)
    .bind(arrived.to)
    .bind(arrived.seal)
    .bind(arrived.temp_c)
    .bind(arrived.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The units of a box, whoever asks.
pub(super) async fn units(tx: &mut Tx, id: ShipmentId) -> Result<Vec<UnitId>, Fault> {
    let sql = "select unit_id from collect.box_bag where box_id = $1 order by unit_id";
    Ok(sqlx::query_scalar(sql).bind(id).fetch_all(tx.conn()).await?)
}
