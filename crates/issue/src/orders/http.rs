//! Requests and answers of orders.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::{OrderId, SiteId},
    product::ProductCode,
    say,
    unit_state::Fact,
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    OrderCancel, OrderCreate, OrderList, OrderView, db, rules,
    view::{self, Loaded, Order, OrderRow},
    words::{OrderState, OrderUnitState, Urgency},
};
use crate::event;

/// An order to be placed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderNew {
    /// What is wanted, each product and group once.
    #[garde(length(min = 1, max = 30), dive)]
    pub(super) lines: Vec<OrderLineNew>,
    /// How urgent it is.
    #[garde(skip)]
    pub(super) urgency: Urgency,
    /// When the blood is needed.
    #[garde(skip)]
    pub(super) needed_by: Instant,
    /// For the people who pick it.
    #[garde(length(chars, max = 500))]
    pub(super) note: Option<String>,
    /// Where to deliver; the caller's own place when absent.
    #[garde(skip)]
    pub(super) site_id: Option<SiteId>,
}

/// A line of an order to be placed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderLineNew {
    /// Product.
    #[garde(skip)]
    pub(super) product: ProductCode,
    /// Group.
    #[garde(skip)]
    pub(super) group: BloodGroup,
    /// Bags.
    #[garde(range(min = 1, max = 200))]
    pub(super) bags: i32,
    /// Whether a compatible group may be sent when this one is short.
    #[garde(skip)]
    #[serde(default)]
    pub(super) substitution: bool,
}

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderCancelReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
}

/// Which page of which orders.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderQuery {
    /// Beginning of the order's number, or of the hospital's name or pinyin.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// States, separated by commas.
    #[garde(length(chars, max = 200))]
    state: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

impl OrderQuery {
    fn states(&self) -> Result<Vec<OrderState>, Fault> {
        let words = self.state.as_deref().unwrap_or("").split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| OrderState::from_word(word).ok_or_else(|| unknown_state(word))).collect()
    }
}

fn unknown_state(word: &str) -> Fault {
    Problem::invalid("state", word, "order.state-word", say!("没有这个订单状态", "orders have no such state")).into()
}

#[utoipa::path(post, path = "/api/issue/orders", tag = "issue", operation_id = "issue.order.create",
    request_body = OrderNew, responses((status = 201, body = Order)))]
pub(super) async fn create(auth: Allowed<OrderCreate>, Body(new): Body<OrderNew>) -> Result<Answer<Order>, Fault> {
    let mut tx = auth.write().await?;
    let site_id = new.site_id.unwrap_or(auth.scope.site);
    let own_site = db::own_site(&mut tx, &auth.scope, site_id).await?;
    let lines: Vec<_> = new.lines.iter().map(|line| (line.product, line.group)).collect();
    rules::may_create(&rules::NewFacts {
        org_kind: auth.scope.org_kind,
        own_site,
        lines: &lines,
        needed_by: new.needed_by,
        now: tx.now(),
    })?;
    let order_id = store(&mut tx, &auth.scope, &new, site_id).await?;
    let order = view::changed(&mut tx, &auth.scope, order_id).await?;
    tx.created(order).await
}

async fn store(tx: &mut Tx, scope: &Scope, new: &OrderNew, site_id: SiteId) -> Result<OrderId, Fault> {
    let order_id = OrderId::from_uuid(tx.new_id());
    let day = tx.now().day_in(&zone::china());
    let order_no = number(day, db::next_number(tx, day).await?);
    let head = db::NewOrder {
        order_id,
        order_no: &order_no,
        site_id,
        urgency: new.urgency,
        needed_by: new.needed_by,
        note: new.note.as_deref().map(str::trim).filter(|note| !note.is_empty()),
    };
    db::insert_head(tx, scope, &head).await?;
    let lines: Vec<db::NewLine> =
        new.lines.iter().map(|line| (line.product, line.group, line.bags, line.substitution)).collect();
    db::insert_lines(tx, order_id, &lines).await?;
    Ok(order_id)
}

/// `D20261122-0001`
fn number(day: Day, number: i32) -> String {
    format!("D{}-{number:04}", day.to_string().replace('-', ""))
}

#[utoipa::path(get, path = "/api/issue/orders", tag = "issue", operation_id = "issue.order.list", params(OrderQuery),
    responses((status = 200, body = Page<OrderRow>)))]
pub(super) async fn list(
    auth: Allowed<OrderList>,
    Query(page): Query<OrderQuery>,
) -> Result<Json<Page<OrderRow>>, Fault> {
    let mut tx = auth.read().await?;
    let (states, limit) = (page.states()?, page.limit.unwrap_or(50));
    let text = page.q.as_deref().unwrap_or("").trim();
    let search = db::Search { states: &states, text, before: cursor(page.cursor.as_deref())?, limit: limit + 1 };
    let heads = db::heads(&mut tx, &auth.scope, &search).await?;
    let ids: Vec<OrderId> = heads.iter().map(|head| head.order_id).collect();
    let lines = db::lines(&mut tx, &ids).await?;
    let rows = heads.into_iter().map(|head| {
        let own = lines.iter().filter(|line| line.order_id == head.order_id).cloned().collect();
        view::row(Loaded { head, lines: own }, false)
    });
    Ok(Json(Page::cut(rows.collect(), limit, tx.now(), |row| row.order_id.to_string())))
}

#[utoipa::path(get, path = "/api/issue/orders/{id}", tag = "issue", operation_id = "issue.order.view",
    params(("id" = OrderId, Path)), responses((status = 200, body = Order)))]
pub(super) async fn view(auth: Allowed<OrderView>, Path(id): Path<OrderId>) -> Result<Json<Order>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::order(&mut tx, &auth.scope, id).await?))
}

#[utoipa::path(post, path = "/api/issue/orders/{id}/cancel", tag = "issue", operation_id = "issue.order.cancel",
    params(("id" = OrderId, Path)), request_body = OrderCancelReason, responses((status = 200, body = Order)))]
pub(super) async fn cancel(
    auth: Allowed<OrderCancel>,
    Path(id): Path<OrderId>,
    Body(why): Body<OrderCancelReason>,
) -> Result<Answer<Order>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = Loaded::locked(&mut tx, &auth.scope, id).await?;
    rules::may_cancel(loaded.cancelled(), &loaded.progress())?;
    tx.because(&why.reason);
    db::cancel(&mut tx, &auth.scope, id, &why.reason).await?;
    free_promised(&mut tx, &auth.scope, id, &why.reason).await?;
    let order = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(order).await
}

/// Frees what is still set aside. Whoever calls the order off, the units are freed in the name of their custodian.
async fn free_promised(tx: &mut Tx, scope: &Scope, order: OrderId, reason: &str) -> Result<(), Fault> {
    let rows = db::units(tx, order).await?;
    let promised: Vec<_> = rows.into_iter().filter(|row| row.state == OrderUnitState::Promised).collect();
    let events: Vec<_> = promised
        .iter()
        .map(|row| {
            let mut freed = event(tx, scope, row.unit.unit_id, Fact::Freed);
            freed.org = row.unit.custodian_org;
            freed.site = row.unit.site_id.unwrap_or(freed.site);
            freed.reason = Some(reason.to_owned());
            freed
        })
        .collect();
    vena_ledger::append_all_or_refuse(tx, &events).await?;
    let units: Vec<_> = promised.iter().map(|row| row.unit.unit_id).collect();
    db::free_units(tx, order, &units, reason).await
}
