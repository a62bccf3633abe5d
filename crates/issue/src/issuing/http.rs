//! Giving units out, and taking them back before they leave.

use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::{issue::OrderIssued, shown::UnitText};
use vena_kernel::{
    id::{OrderId, UnitId},
    unit_state::{Fact, UnitEvent},
};
use vena_ledger::UnitRecord;
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    OrderIssue, OrderWithdraw, db,
    rules::{self, Slot},
};
use crate::{
    allocation::{keep_promised, need},
    event,
    orders::{
        self, OrderUnitState,
        view::{self, Loaded, Order, progress},
    },
};

/// What to give out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderIssueUnits {
    /// Ids or scanned labels; everything that is set aside when absent. All of them go, or none.
    #[garde(length(min = 1, max = 500), inner(inner(length(chars, min = 1, max = 500))))]
    pub(super) units: Option<Vec<String>>,
}

/// A unit that shall not leave.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderWithdrawUnit {
    /// Id or scanned label.
    #[garde(length(chars, min = 1, max = 500))]
    pub(super) unit: String,
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
}

#[utoipa::path(post, path = "/api/issue/orders/{id}/issue", tag = "issue", operation_id = "issue.order.issue",
    params(("id" = OrderId, Path)), request_body = OrderIssueUnits, responses((status = 200, body = Order)))]
pub(super) async fn issue(
    auth: Allowed<OrderIssue>,
    Path(id): Path<OrderId>,
    Body(wanted): Body<OrderIssueUnits>,
) -> Result<Answer<Order>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = Loaded::locked(&mut tx, &auth.scope, id).await?;
    orders::rules::may_issue(loaded.cancelled(), &loaded.progress())?;
    let picked = match &wanted.units {
        Some(texts) => scanned(&mut tx, &auth.scope, &loaded, texts).await?,
        None => promised(&mut tx, id).await?,
    };
    rules::something(picked.len())?;
    give_out(&mut tx, &auth.scope, &loaded, &picked).await?;
    tx.announce("stock", None).await?;
    let order = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(order).await
}

/// A unit that is to go, with its line when it still has to be set aside for it.
struct Picked {
    unit: UnitId,
    promise_for: Option<i32>,
}

/// Everything that is set aside.
async fn promised(tx: &mut Tx, order: OrderId) -> Result<Vec<Picked>, Fault> {
    let rows = orders::db::units(tx, order).await?;
    let promised = rows.into_iter().filter(|row| row.state == OrderUnitState::Promised);
    Ok(promised.map(|row| Picked { unit: row.unit.unit_id, promise_for: None }).collect())
}

/// What was scanned, each unit once. One that is not of this order yet takes a place in a line.
async fn scanned(tx: &mut Tx, scope: &Scope, loaded: &Loaded, texts: &[String]) -> Result<Vec<Picked>, Fault> {
    let mut slots = slots(tx, loaded)?;
    let of_order: BTreeSet<UnitId> =
        orders::db::units(tx, loaded.head.order_id).await?.into_iter().map(|row| row.unit.unit_id).collect();
    let mut picked: Vec<Picked> = Vec::new();
    for text in texts {
        let record = meant(tx, scope, text).await?;
        if picked.iter().any(|earlier| earlier.unit == record.unit_id) {
            continue;
        }
        let promise_for = if of_order.contains(&record.unit_id) {
            None
        } else {
            Some(rules::place(&mut slots, &record.unit(), tx.now())?)
        };
        picked.push(Picked { unit: record.unit_id, promise_for });
    }
    Ok(picked)
}

async fn meant(tx: &mut Tx, scope: &Scope, text: &str) -> Result<UnitRecord, Fault> {
    let found = db::meant(tx, scope, &UnitText::read(text)?).await?;
    Ok(UnitText::one(text, found)?)
}

fn slots(tx: &Tx, loaded: &Loaded) -> Result<Vec<Slot>, Fault> {
    let slot = |line: &orders::db::Line| {
        Ok(Slot { line_no: line.line_no, need: need(&loaded.head, line, tx.now())?, open: progress(line).open })
    };
    loaded.lines.iter().map(slot).collect()
}

/// Promises where needed, issues, and notes both; the ledger refuses the whole when it refuses one unit.
async fn give_out(tx: &mut Tx, scope: &Scope, loaded: &Loaded, picked: &[Picked]) -> Result<(), Fault> {
    let (order, to) = (loaded.head.order_id, loaded.head.org_id);
    let mut events: Vec<UnitEvent> = Vec::new();
    let mut places = Vec::new();
    for unit in picked {
        if let Some(line_no) = unit.promise_for {
            let until = tx.now().plus_seconds(promise_seconds(tx, loaded, line_no)?);
            events.push(event(tx, scope, unit.unit, Fact::Promised { order, until }));
            places.push((line_no, unit.unit, until));
        }
        events.push(event(tx, scope, unit.unit, Fact::Issued { order, to }));
    }
    // The ledger first: it locks the units. Rows that point at them come after, or two requests wait for each other.
    vena_ledger::append_all_or_refuse(tx, &events).await?;
    for (line_no, unit, until) in places {
        keep_promised(tx, order, line_no, &[unit], until).await?;
    }
    let units: Vec<UnitId> = picked.iter().map(|unit| unit.unit).collect();
    db::mark_issued(tx, scope, order, &units).await?;
    tx.tell(&OrderIssued { order_id: order, to, units }).await
}

fn promise_seconds(tx: &Tx, loaded: &Loaded, line_no: i32) -> Result<i64, Fault> {
    let line = loaded.lines.iter().find(|line| line.line_no == line_no);
    let line = line.ok_or_else(|| Problem::not_found("order line", line_no))?;
    Ok(need(&loaded.head, line, tx.now())?.promise_minutes * 60)
}

#[utoipa::path(post, path = "/api/issue/orders/{id}/withdraw", tag = "issue", operation_id = "issue.order.withdraw",
    params(("id" = OrderId, Path)), request_body = OrderWithdrawUnit, responses((status = 200, body = Order)))]
pub(super) async fn withdraw(
    auth: Allowed<OrderWithdraw>,
    Path(id): Path<OrderId>,
    Body(wanted): Body<OrderWithdrawUnit>,
) -> Result<Answer<Order>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = Loaded::locked(&mut tx, &auth.scope, id).await?;
    orders::rules::may_withdraw(&loaded.progress())?;
    tx.because(&wanted.reason);
    let unit = meant(&mut tx, &auth.scope, &wanted.unit).await?;
    take_back(&mut tx, &auth.scope, &loaded, &unit, &wanted.reason).await?;
    tx.announce("stock", None).await?;
    let order = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(order).await
}

/// Frees the unit. One that was rejected since is free in the ledger already; only the order still counts on it.
async fn take_back(tx: &mut Tx, scope: &Scope, loaded: &Loaded, unit: &UnitRecord, reason: &str) -> Result<(), Fault> {
    let order = loaded.head.order_id;
    let of_order = orders::db::units(tx, order).await?;
    let waiting = of_order.iter().any(|row| {
        row.unit.unit_id == unit.unit_id && matches!(row.state, OrderUnitState::Promised | OrderUnitState::Issued)
    });
    rules::of_this_order(waiting, &unit.facts)?;
    if unit.state.promise.order() == Some(order) {
        let mut freed = event(tx, scope, unit.unit_id, Fact::Freed);
        freed.reason = Some(reason.to_owned());
        vena_ledger::append_all_or_refuse(tx, &[freed]).await?;
    }
    orders::db::free_units(tx, order, &[unit.unit_id], reason).await
}
