//! Statements of orders.

use serde::{Serialize, de::DeserializeOwned};
use sqlx::{FromRow, types::Json};
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::{OrderId, OrgId, SiteId, UnitId, UserId},
    product::ProductCode,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::words::{OrderState, OrderUnitState, Urgency};

/// The head of an order with the names beside its ids.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Head {
    pub(crate) order_id: OrderId,
    pub(crate) order_no: String,
    pub(crate) org_id: OrgId,
    pub(crate) org_name: String,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) urgency: Urgency,
    pub(crate) needed_by: Instant,
    pub(crate) note: Option<String>,
    pub(crate) created_at: Instant,
    pub(crate) created_by: UserId,
    pub(crate) created_by_name: String,
    pub(crate) cancelled_at: Option<Instant>,
    pub(crate) cancel_reason: Option<String>,
}

/// A line with what its units have come to.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Line {
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i32,
    pub(crate) product: ProductCode,
    pub(crate) blood_group: BloodGroup,
    pub(crate) bags: i32,
    pub(crate) substitution: bool,
    pub(crate) allocation: Option<serde_json::Value>,
    pub(crate) promised: i64,
    pub(crate) issued: i64,
    pub(crate) received: i64,
    pub(crate) damaged: i64,
    pub(crate) missing: i64,
}

/// A unit of an order.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct OrderUnitRow {
    pub(crate) line_no: i32,
    pub(crate) state: OrderUnitState,
    pub(crate) until: Option<Instant>,
    pub(crate) promised_at: Instant,
    pub(crate) issued_at: Option<Instant>,
    pub(crate) settled_at: Option<Instant>,
    #[sqlx(flatten)]
    pub(crate) unit: UnitRow,
}

/// The next number of the day. Who comes second waits until the first has committed or gone.
pub(super) async fn next_number(tx: &mut Tx, day: Day) -> Result<i32, Fault> {
    Ok(sqlx::query_scalar(
        "insert into issue.day_number (day, last) values ($1, 1)
         on conflict (day) do update set last = day_number.last + 1 returning last",
    )
    .bind(day)
    .fetch_one(tx.conn())
    .await?)
}

/// Whether `site` belongs to the caller's organisation.
pub(super) async fn own_site(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from platform.v_site where site_id = $1 and org_id = $2)")
        .bind(site)
        .bind(scope.org)
        .fetch_one(tx.conn())
        .await?)
}

/// What is needed to store an order.
#[derive(Debug)]
pub(super) struct NewOrder<'a> {
    pub(super) order_id: OrderId,
    pub(super) order_no: &'a str,
    pub(super) site_id: SiteId,
    pub(super) urgency: Urgency,
    pub(super) needed_by: Instant,
    pub(super) note: Option<&'a str>,
}

/// Stores the head of an order of the caller's organisation.
pub(super) async fn insert_head(tx: &mut Tx, scope: &Scope, new: &NewOrder<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into issue.order_head
             (order_id, order_no, org_id, site_id, urgency, needed_by, note, state, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, 'submitted', $8, $9)",
    )
    .bind(new.order_id)
    .bind(new.order_no)
    .bind(scope.org)
    .bind(new.site_id)
    .bind(new.urgency)
    .bind(new.needed_by)
    .bind(new.note)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Product, group, bags and substitution of a new line.
pub(super) type NewLine = (ProductCode, BloodGroup, i32, bool);

/// Stores the lines of a new order, numbered from 1.
pub(super) async fn insert_lines(tx: &mut Tx, order: OrderId, lines: &[NewLine]) -> Result<(), Fault> {
    sqlx::query(
        "insert into issue.order_line (order_id, line_no, product, blood_group, bags, substitution)
         select $1, ord, product, blood_group, bags, substitution
         from unnest($2::text[], $3::text[], $4::int[], $5::boolean[]) with ordinality
             as l (product, blood_group, bags, substitution, ord)",
    )
    .bind(order)
    .bind(lines.iter().map(|line| line.0.as_str().to_owned()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.1.as_str().to_owned()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.2).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.3).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Locks an order that `scope` may see against every other change of it. False when there is none.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, order: OrderId) -> Result<bool, Fault> {
    let found: Option<OrderId> = sqlx::query_scalar(
        "select order_id from issue.order_head where order_id = $1 and ($2::uuid is null or org_id = $2) for update",
    )
    .bind(order)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.is_some())
}

/// An order that `scope` may see.
pub(crate) async fn head(tx: &mut Tx, scope: &Scope, order: OrderId) -> Result<Option<Head>, Fault> {
    Ok(sqlx::query_as(
        "select h.order_id, h.order_no, h.org_id, o.name as org_name, h.site_id, s.name as site_name, h.urgency,
                h.needed_by, h.note, h.created_at, h.created_by, u.display_name as created_by_name, h.cancelled_at,
                h.cancel_reason
         from issue.order_head h join platform.v_org o using (org_id)
         join platform.v_site s on s.site_id = h.site_id join platform.v_user u on u.user_id = h.created_by
         where h.order_id = $1 and ($2::uuid is null or h.org_id = $2)",
    )
    .bind(order)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Which orders.
#[derive(Debug)]
pub(super) struct Search<'a> {
    /// In these states; all when empty.
    pub(super) states: &'a [OrderState],
    /// Whose number begins with this, or whose hospital's name or pinyin does.
    pub(super) text: &'a str,
    /// Older than this one.
    pub(super) before: Option<OrderId>,
    pub(super) limit: i64,
}

/// Orders that `scope` may see, newest first.
pub(super) async fn heads(tx: &mut Tx, scope: &Scope, search: &Search<'_>) -> Result<Vec<Head>, Fault> {
    let states: Vec<&str> = search.states.iter().map(|state| state.word()).collect();
    Ok(sqlx::query_as(
        "select h.order_id, h.order_no, h.org_id, o.name as org_name, h.site_id, s.name as site_name, h.urgency,
                h.needed_by, h.note, h.created_at, h.created_by, u.display_name as created_by_name, h.cancelled_at,
                h.cancel_reason
         from issue.order_head h join platform.v_org o using (org_id)
         join platform.v_site s on s.site_id = h.site_id join platform.v_user u on u.user_id = h.created_by
         where ($1::uuid is null or h.org_id = $1)
           and (cardinality($2::text[]) = 0 or h.state = any($2))
           and ($3 = '' or starts_with(h.order_no, upper($3)) or starts_with(o.name, $3) or starts_with(o.pinyin, lower($3)))
           and ($4::uuid is null or h.order_id < $4)
         order by h.order_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(states)
    .bind(search.text)
    .bind(search.before)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The lines of orders. What is promised now is asked of the ledger, not remembered.
pub(crate) async fn lines(tx: &mut Tx, orders: &[OrderId]) -> Result<Vec<Line>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select l.order_id, l.line_no, l.product, l.blood_group, l.bags, l.substitution, l.allocation,
                count(*) filter (where u.state = 'promised' and v.unit_id is not null) as promised,
                count(*) filter (where u.state = 'issued') as issued,
                count(*) filter (where u.state = 'received') as received,
                count(*) filter (where u.state = 'damaged') as damaged,
                count(*) filter (where u.state = 'missing') as missing
         from issue.order_line l
         left join issue.order_unit u using (order_id, line_no)
         left join ledger.v_unit v on v.unit_id = u.unit_id and u.state = 'promised' and v.promise = 'promised'
             and v.order_id = u.order_id and v.promise_until > $2
         where l.order_id = any($1)
         group by l.order_id, l.line_no order by l.order_id, l.line_no",
    )
    .bind(orders)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// The units of an order: set aside now, given out, or settled. Lapsed and freed ones are left out.
pub(crate) async fn units(tx: &mut Tx, order: OrderId) -> Result<Vec<OrderUnitRow>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select u.line_no, u.state, u.until, u.promised_at, u.issued_at, u.settled_at, v.*
         from issue.order_unit u join ledger.v_unit_shown v on v.unit_id = u.unit_id
         where u.order_id = $1 and u.state not in ('lapsed', 'freed')
           and (u.state <> 'promised'
                or (v.promise = 'promised' and v.promised_order = u.order_id and v.promise_until > $2))
         order by u.line_no, v.expires_at, v.unit_id limit 5000",
    )
    .bind(order)
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps the state that follows from lines and units.
pub(crate) async fn keep_state(tx: &mut Tx, order: OrderId, state: OrderState) -> Result<(), Fault> {
    sqlx::query("update issue.order_head set state = $2 where order_id = $1 and state <> $2")
        .bind(order)
        .bind(state)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes that what had not left is called off.
pub(super) async fn cancel(tx: &mut Tx, scope: &Scope, order: OrderId, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update issue.order_head set cancelled_at = $2, cancelled_by = $3, cancel_reason = $4
         where order_id = $1 and ($5::uuid is null or org_id = $5)",
    )
    .bind(order)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .bind(scope.only_org())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that units are free again.
pub(crate) async fn free_units(tx: &mut Tx, order: OrderId, units: &[UnitId], reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update issue.order_unit set state = 'freed', until = null, settled_at = $3, freed_reason = $4
         where order_id = $1 and unit_id = any($2)",
    )
    .bind(order)
    .bind(units)
    .bind(now)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes how units arrived. What was noted missing may still arrive; nothing else changes twice.
pub(crate) async fn settle(tx: &mut Tx, order: OrderId, units: &[UnitId], state: OrderUnitState) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update issue.order_unit set state = $3, settled_at = $4
         where order_id = $1 and unit_id = any($2) and state in ('issued', 'missing')",
    )
    .bind(order)
    .bind(units)
    .bind(state)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks promises that the ledger no longer keeps; returns their orders, locked, at most `limit` units at a time.
pub(crate) async fn lapse(tx: &mut Tx, limit: i64) -> Result<Vec<OrderId>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "with gone as (
             select u.order_id, u.unit_id from issue.order_unit u
             join issue.order_head h using (order_id)
             where u.state = 'promised' and u.until <= $1
             order by u.until limit $2 for update of h, u skip locked
         )
         update issue.order_unit u set state = 'lapsed', settled_at = $1 from gone
         where u.order_id = gone.order_id and u.unit_id = gone.unit_id returning u.order_id",
    )
    .bind(now)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// The hospital of an order and whether the rest was called off, for the scene's own background work.
pub(crate) async fn owner(tx: &mut Tx, order: OrderId) -> Result<Option<(OrgId, bool)>, Fault> {
    Ok(sqlx::query_as("select org_id, cancelled_at is not null from issue.order_head where order_id = $1 for update")
        .bind(order)
        .fetch_optional(tx.conn())
        .await?)
}

/// Keeps what the last allocation of a line saw.
pub(crate) async fn explain<T: Serialize + DeserializeOwned + Sync>(
    tx: &mut Tx,
    order: OrderId,
    line_no: i32,
    explained: &T,
) -> Result<(), Fault> {
    sqlx::query("update issue.order_line set allocation = $3 where order_id = $1 and line_no = $2")
        .bind(order)
        .bind(line_no)
        .bind(Json(explained))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Orders whose number begins with `text`, for the scan field.
pub(crate) async fn numbered(tx: &mut Tx, scope: &Scope, text: &str) -> Result<Vec<OrderId>, Fault> {
    Ok(sqlx::query_scalar(
        "select order_id from issue.order_head
         where starts_with(order_no, upper($1)) and ($2::uuid is null or org_id = $2) order by order_id desc limit 10",
    )
    .bind(text)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}
