//! Statements of journeys.

use sqlx::FromRow;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::{Day, Instant},
    id::{OrderId, OrgId, ShipmentId, SiteId, UnitId, UserId},
    temperature::{Celsius, TempRange},
};
use vena_platform::{
    auth::Scope,
    db::{Tx, violated_constraint},
    fault::Fault,
};

use super::words::{Condition, ShipmentState};

/// A journey with the names beside its ids.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Head {
    pub(crate) shipment_id: ShipmentId,
    pub(crate) shipment_no: String,
    pub(crate) order_id: OrderId,
    pub(crate) order_no: String,
    pub(crate) from_org: OrgId,
    pub(crate) from_name: String,
    pub(crate) from_site: SiteId,
    pub(crate) from_site_name: String,
    pub(crate) to_org: OrgId,
    pub(crate) to_name: String,
    #[sqlx(rename = "box")]
    pub(crate) box_code: String,
    pub(crate) vehicle: String,
    pub(crate) driver_name: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) range_min: Option<Celsius>,
    pub(crate) range_max: Option<Celsius>,
    pub(crate) state: ShipmentState,
    pub(crate) bags: i64,
    pub(crate) packed_at: Instant,
    pub(crate) packed_by: UserId,
    pub(crate) packed_by_name: String,
    pub(crate) handed_over_at: Option<Instant>,
    pub(crate) handed_over_by: Option<UserId>,
    pub(crate) handed_over_by_name: Option<String>,
    pub(crate) handed_over_temp: Option<Celsius>,
    pub(crate) received_at: Option<Instant>,
    pub(crate) received_by: Option<UserId>,
    pub(crate) received_by_name: Option<String>,
    pub(crate) received_temp: Option<Celsius>,
    pub(crate) cancelled_at: Option<Instant>,
    pub(crate) cancelled_by: Option<UserId>,
    pub(crate) cancelled_by_name: Option<String>,
    pub(crate) cancel_reason: Option<String>,
}

impl Head {
    /// The temperatures that everything in the box tolerates.
    pub(crate) fn range(&self) -> TempRange {
        TempRange { min_c: self.range_min, max_c: self.range_max }
    }
}

/// A unit in a box.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct BoxUnitRow {
    pub(crate) condition: Option<Condition>,
    pub(crate) check_note: Option<String>,
    pub(crate) case_id: Option<uuid::Uuid>,
    #[sqlx(flatten)]
    pub(crate) unit: UnitRow,
}

/// The next number of the day. Who comes second waits until the first has committed or gone.
pub(super) async fn next_number(tx: &mut Tx, day: Day) -> Result<i32, Fault> {
    Ok(sqlx::query_scalar(
        "insert into transport.day_number (day, last) values ($1, 1)
         on conflict (day) do update set last = day_number.last + 1 returning last",
    )
    .bind(day)
    .fetch_one(tx.conn())
    .await?)
}

/// What is needed to store a packed box.
#[derive(Debug)]
pub(super) struct NewShipment<'a> {
    pub(super) shipment_id: ShipmentId,
    pub(super) shipment_no: &'a str,
    pub(super) order_id: OrderId,
    pub(super) order_no: &'a str,
    pub(super) to_org: OrgId,
    pub(super) box_code: &'a str,
    pub(super) vehicle: &'a str,
    pub(super) driver_name: Option<&'a str>,
    pub(super) note: Option<&'a str>,
    pub(super) range: TempRange,
}

/// Stores a box that the caller has packed. False when the box is on another journey.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewShipment<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into transport.shipment (shipment_id, shipment_no, order_id, order_no, from_org, from_site, to_org, box,
             vehicle, driver_name, note, range_min, range_max, state, packed_at, packed_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'packed', $14, $15)",
    )
    .bind(new.shipment_id)
    .bind(new.shipment_no)
    .bind(new.order_id)
    .bind(new.order_no)
    .bind(scope.org)
    .bind(scope.site)
    .bind(new.to_org)
    .bind(new.box_code)
    .bind(new.vehicle)
    .bind(new.driver_name)
    .bind(new.note)
    .bind(new.range.min_c)
    .bind(new.range.max_c)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await;
    kept(done, "shipment_box_in_use")
}

/// Puts units into a box. False when one of them is in another box.
pub(super) async fn insert_units(tx: &mut Tx, shipment: ShipmentId, units: &[UnitId]) -> Result<bool, Fault> {
    let done = sqlx::query(
        "insert into transport.shipment_unit (shipment_id, unit_id, under_way)
         select $1, unit_id, true from unnest($2::uuid[]) as n (unit_id)",
    )
    .bind(shipment)
    .bind(units)
    .execute(tx.conn())
    .await;
    kept(done, "shipment_unit_once")
}

/// False when exactly this constraint was violated.
fn kept(done: Result<sqlx::postgres::PgQueryResult, sqlx::Error>, constraint: &str) -> Result<bool, Fault> {
    match done {
        Ok(_) => Ok(true),
        Err(error) if violated_constraint(&error) == Some(constraint) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Those of `units` that are in a box under way.
pub(super) async fn in_a_box(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<UnitId>, Fault> {
    Ok(sqlx::query_scalar("select unit_id from transport.shipment_unit where under_way and unit_id = any($1)")
        .bind(units)
        .fetch_all(tx.conn())
        .await?)
}

/// Units as shown.
pub(crate) async fn shown(tx: &mut Tx, units: &[UnitId]) -> Result<Vec<UnitRow>, Fault> {
    Ok(sqlx::query_as(
        "select v.* from ledger.v_unit_shown v where v.unit_id = any($1) order by v.expires_at, v.unit_id",
    )
    .bind(units)
    .fetch_all(tx.conn())
    .await?)
}

/// Locks a journey that `scope` may see against every other change of it. False when there is none.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, shipment: ShipmentId) -> Result<bool, Fault> {
    let found: Option<ShipmentId> = sqlx::query_scalar(
        "select shipment_id from transport.shipment
         where shipment_id = $1 and ($2::uuid is null or to_org = $2) for update",
    )
    .bind(shipment)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.is_some())
}

/// A journey that `scope` may see: a hospital those that come to it.
pub(crate) async fn head(tx: &mut Tx, scope: &Scope, shipment: ShipmentId) -> Result<Option<Head>, Fault> {
    Ok(sqlx::query_as(
        "select h.*, f.name as from_name, s.name as from_site_name, t.name as to_name,
                (select count(*) from transport.shipment_unit u where u.shipment_id = h.shipment_id) as bags,
                p.display_name as packed_by_name, g.display_name as handed_over_by_name,
                r.display_name as received_by_name, c.display_name as cancelled_by_name
         from transport.shipment h
         join platform.v_org f on f.org_id = h.from_org join platform.v_org t on t.org_id = h.to_org
         join platform.v_site s on s.site_id = h.from_site
         join platform.v_user p on p.user_id = h.packed_by
         left join platform.v_user g on g.user_id = h.handed_over_by
         left join platform.v_user r on r.user_id = h.received_by
         left join platform.v_user c on c.user_id = h.cancelled_by
         where h.shipment_id = $1 and ($2::uuid is null or h.to_org = $2)",
    )
    .bind(shipment)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Which journeys.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub(super) states: &'a [ShipmentState],
    pub(super) order_id: Option<OrderId>,
    /// Beginning of the number, or of the box, or of the receiver's name or pinyin.
    pub(super) text: &'a str,
    pub(super) before: Option<ShipmentId>,
    pub(super) limit: i64,
}

/// Journeys that `scope` may see, newest first.
pub(super) async fn heads(tx: &mut Tx, scope: &Scope, search: &Search<'_>) -> Result<Vec<Head>, Fault> {
    let states: Vec<&str> = search.states.iter().map(|state| state.word()).collect();
    Ok(sqlx::query_as(
        "select h.*, f.name as from_name, s.name as from_site_name, t.name as to_name,
                (select count(*) from transport.shipment_unit u where u.shipment_id = h.shipment_id) as bags,
                p.display_name as packed_by_name, g.display_name as handed_over_by_name,
                r.display_name as received_by_name, c.display_name as cancelled_by_name
         from transport.shipment h
         join platform.v_org f on f.org_id = h.from_org join platform.v_org t on t.org_id = h.to_org
         join platform.v_site s on s.site_id = h.from_site
         join platform.v_user p on p.user_id = h.packed_by
         left join platform.v_user g on g.user_id = h.handed_over_by
         left join platform.v_user r on r.user_id = h.received_by
         left join platform.v_user c on c.user_id = h.cancelled_by
         where ($1::uuid is null or h.to_org = $1)
           and (cardinality($2::text[]) = 0 or h.state = any($2))
           and ($3::uuid is null or h.order_id = $3)
           and ($4 = '' or starts_with(h.shipment_no, upper($4)) or starts_with(h.box, upper($4))
                or starts_with(t.name, $4) or starts_with(t.pinyin, lower($4)))
           and ($5::uuid is null or h.shipment_id < $5)
         order by h.shipment_id desc limit $6",
    )
    .bind(scope.only_org())
    .bind(states)
    .bind(search.order_id)
    .bind(search.text)
    .bind(search.before)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The units of a journey that the caller has already been shown to see.
pub(crate) async fn units(tx: &mut Tx, shipment: ShipmentId) -> Result<Vec<BoxUnitRow>, Fault> {
    Ok(sqlx::query_as(
        "select u.condition, u.note as check_note, m.case_id, v.*
         from transport.shipment_unit u join ledger.v_unit_shown v on v.unit_id = u.unit_id
         left join transport.missing_case m on m.shipment_id = u.shipment_id and m.unit_id = u.unit_id
         where u.shipment_id = $1 order by v.product, v.blood_group, v.expires_at, v.unit_id",
    )
    .bind(shipment)
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that the driver has the box.
pub(super) async fn hand_over(
    tx: &mut Tx,
    scope: &Scope,
    shipment: ShipmentId,
    temperature: Option<Celsius>,
    driver_name: Option<&str>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transport.shipment set state = 'handed_over', handed_over_at = $2, handed_over_by = $3,
             handed_over_temp = $4, driver_name = coalesce($5, driver_name)
         where shipment_id = $1 and from_org = $6",
    )
    .bind(shipment)
    .bind(now)
    .bind(scope.user)
    .bind(temperature)
    .bind(driver_name)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that a packed box was unpacked again.
pub(super) async fn cancel(tx: &mut Tx, scope: &Scope, shipment: ShipmentId, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transport.shipment set state = 'cancelled', cancelled_at = $2, cancelled_by = $3, cancel_reason = $4
         where shipment_id = $1 and from_org = $5",
    )
    .bind(shipment)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    arrived_or_unpacked(tx, shipment).await
}

async fn arrived_or_unpacked(tx: &mut Tx, shipment: ShipmentId) -> Result<(), Fault> {
    sqlx::query("update transport.shipment_unit set under_way = false where shipment_id = $1 and under_way")
        .bind(shipment)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the receiver has opened the box.
pub(super) async fn receive(
    tx: &mut Tx,
    scope: &Scope,
    shipment: ShipmentId,
    temperature: Option<Celsius>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update transport.shipment set state = 'received', received_at = $2, received_by = $3, received_temp = $4
         where shipment_id = $1 and to_org = $5",
    )
    .bind(shipment)
    .bind(now)
    .bind(scope.user)
    .bind(temperature)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    arrived_or_unpacked(tx, shipment).await
}

/// Notes how a unit was found.
pub(super) async fn note_condition(
    tx: &mut Tx,
    shipment: ShipmentId,
    unit: UnitId,
    condition: Condition,
    note: Option<&str>,
) -> Result<(), Fault> {
    sqlx::query("update transport.shipment_unit set condition = $3, note = $4 where shipment_id = $1 and unit_id = $2")
        .bind(shipment)
        .bind(unit)
        .bind(condition)
        .bind(note)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Journeys whose number begins with `text`, or that are under way with the box of this code.
pub(crate) async fn named(tx: &mut Tx, scope: &Scope, number: &str, box_code: &str) -> Result<Vec<ShipmentId>, Fault> {
    Ok(sqlx::query_scalar(
        "select shipment_id from transport.shipment
         where ($3::uuid is null or to_org = $3)
           and (($1 <> '' and starts_with(shipment_no, upper($1)))
                or (box = $2 and state in ('packed', 'handed_over')))
         order by shipment_id desc limit 10",
    )
    .bind(number)
    .bind(box_code)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}
