//! An order as people see it, put together from its rows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person, UnitRow, product_name};
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    id::{OrderId, OrgId, SiteId},
    product::ProductCode,
    text::Text,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    OrderCancel, db, rules,
    words::{OrderState, OrderUnitState, Progress, Urgency},
};
use crate::{
    allocation::{Explained, OrderAllocate},
    issuing::{OrderIssue, OrderWithdraw},
};

/// An order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Order {
    #[serde(flatten)]
    pub(crate) row: OrderRow,
    /// Units set aside now, given out or settled.
    pub(crate) units: Vec<OrderUnit>,
    /// What may be done now.
    pub(crate) can: OrderCan,
    /// When this was true.
    pub(crate) as_of: Instant,
}

/// An order in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderRow {
    /// Identity.
    pub(crate) order_id: OrderId,
    /// Number that people read out: day and number within it.
    pub(crate) order_no: String,
    /// The hospital.
    pub(crate) org_id: OrgId,
    /// Its name.
    pub(crate) org_name: String,
    /// Where it wants the blood.
    pub(crate) site_id: SiteId,
    /// Name of that place.
    pub(crate) site_name: String,
    /// How urgent it is.
    pub(crate) urgency: Urgency,
    /// When the blood is needed.
    pub(crate) needed_by: Instant,
    /// What the hospital added.
    pub(crate) note: Option<String>,
    /// How far it has come.
    pub(crate) state: OrderState,
    /// When it was placed.
    pub(crate) created_at: Instant,
    /// By whom.
    pub(crate) created_by: Person,
    /// When the rest was called off.
    pub(crate) cancelled_at: Option<Instant>,
    /// Why.
    pub(crate) cancel_reason: Option<String>,
    /// What is ordered.
    pub(crate) lines: Vec<OrderLine>,
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderLine {
    /// 1, 2, 3 …
    pub(crate) line_no: i32,
    /// Product.
    pub(crate) product: ProductCode,
    /// Its name.
    pub(crate) product_name: Text,
    /// Wanted group.
    pub(crate) group: BloodGroup,
    /// Wanted bags.
    pub(crate) bags: i32,
    /// A compatible group may be sent.
    pub(crate) substitution: bool,
    /// How full it is.
    pub(crate) progress: Progress,
    /// What the last allocation saw; for the station, in the single view only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allocation: Option<Explained>,
}

/// A unit of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderUnit {
    /// For which line.
    pub(crate) line_no: i32,
    /// How far it has come.
    pub(crate) state: OrderUnitState,
    /// When the promise lapses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Instant>,
    /// When it was set aside.
    pub(crate) promised_at: Instant,
    /// When it was given out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issued_at: Option<Instant>,
    /// When it arrived or was missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) settled_at: Option<Instant>,
    /// The unit.
    pub(crate) unit: UnitRow,
}

/// What may be done with an order now.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct OrderCan {
    /// Look for units.
    pub(crate) allocate: Can,
    /// Give units out.
    pub(crate) issue: Can,
    /// Take back a unit that has not left.
    pub(crate) withdraw: Can,
    /// Call off what has not left.
    pub(crate) cancel: Can,
}

/// Everything about one order, as rules and handlers need it.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) head: db::Head,
    pub(crate) lines: Vec<db::Line>,
}

impl Loaded {
    /// The order, locked against every other change of it, or 404.
    pub(crate) async fn locked(tx: &mut Tx, scope: &Scope, id: OrderId) -> Result<Self, Fault> {
        if !db::lock(tx, scope, id).await? {
            return Err(Problem::not_found("order", id).into());
        }
        Self::read(tx, scope, id).await
    }

    /// The order, or 404.
    pub(crate) async fn read(tx: &mut Tx, scope: &Scope, id: OrderId) -> Result<Self, Fault> {
        let head = db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("order", id))?;
        let lines = db::lines(tx, &[id]).await?;
        Ok(Self { head, lines })
    }

    /// Whether the rest was called off.
    pub(crate) fn cancelled(&self) -> bool {
        self.head.cancelled_at.is_some()
    }

    /// How full its lines are.
    pub(crate) fn progress(&self) -> Vec<Progress> {
        self.lines.iter().map(progress).collect()
    }

    fn can(&self, scope: &Scope) -> OrderCan {
        let (cancelled, lines) = (self.cancelled(), self.progress());
        OrderCan {
            allocate: Can::by(scope, OrderAllocate::INFO.name, rules::may_allocate(cancelled, &lines)),
            issue: Can::by(scope, OrderIssue::INFO.name, rules::may_issue(cancelled, &lines)),
            withdraw: Can::by(scope, OrderWithdraw::INFO.name, rules::may_withdraw(&lines)),
            cancel: Can::by(scope, OrderCancel::INFO.name, rules::may_cancel(cancelled, &lines)),
        }
    }
}

/// How full a line is.
pub(crate) fn progress(line: &db::Line) -> Progress {
    Progress {
        asked: i64::from(line.bags),
        promised: line.promised,
        issued: line.issued,
        received: line.received,
        damaged: line.damaged,
        missing: line.missing,
        open: 0,
    }
    .counted()
}

/// One order as `scope` may see it.
pub(crate) async fn order(tx: &mut Tx, scope: &Scope, id: OrderId) -> Result<Order, Fault> {
    let loaded = Loaded::read(tx, scope, id).await?;
    let units = db::units(tx, id).await?.into_iter().map(|row| shown_unit(row, scope)).collect();
    let can = loaded.can(scope);
    // Why a unit was not chosen is the station's business: it tells about units that the hospital does not have.
    let explained = scope.only_org().is_none();
    Ok(Order { row: row(loaded, explained), units, can, as_of: tx.now() })
}

/// After a write: keeps the state that follows from it, tells open screens, and returns the order.
pub(crate) async fn changed(tx: &mut Tx, scope: &Scope, id: OrderId) -> Result<Order, Fault> {
    let order = order(tx, scope, id).await?;
    db::keep_state(tx, id, order.row.state).await?;
    tx.announce("orders", Some(order.row.org_id)).await?;
    Ok(order)
}

/// An order of a list or of the single view.
pub(crate) fn row(loaded: Loaded, explained: bool) -> OrderRow {
    let state = rules::state(loaded.cancelled(), &loaded.progress());
    let db::Head { created_by, created_by_name, .. } = loaded.head;
    OrderRow {
        order_id: loaded.head.order_id,
        order_no: loaded.head.order_no,
        org_id: loaded.head.org_id,
        org_name: loaded.head.org_name,
        site_id: loaded.head.site_id,
        site_name: loaded.head.site_name,
        urgency: loaded.head.urgency,
        needed_by: loaded.head.needed_by,
        note: loaded.head.note,
        state,
        created_at: loaded.head.created_at,
        created_by: Person { user_id: created_by, display_name: created_by_name },
        cancelled_at: loaded.head.cancelled_at,
        cancel_reason: loaded.head.cancel_reason,
        lines: loaded.lines.into_iter().map(|line| shown_line(line, explained)).collect(),
    }
}

fn shown_line(line: db::Line, explained: bool) -> OrderLine {
    let progress = progress(&line);
    let allocation = line.allocation.filter(|_| explained).and_then(|value| serde_json::from_value(value).ok());
    OrderLine {
        line_no: line.line_no,
        product: line.product,
        product_name: product_name(line.product),
        group: line.blood_group,
        bags: line.bags,
        substitution: line.substitution,
        progress,
        allocation,
    }
}

fn shown_unit(row: db::OrderUnitRow, scope: &Scope) -> OrderUnit {
    let until = row.until.filter(|_| row.state == OrderUnitState::Promised);
    OrderUnit {
        line_no: row.line_no,
        state: row.state,
        until,
        promised_at: row.promised_at,
        issued_at: row.issued_at,
        settled_at: row.settled_at,
        unit: row.unit.for_scope(scope),
    }
}
