//! The request of an allocation. Its answer is the order, with the explanation on each line.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::id::OrderId;
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{OrderAllocate, hunt::Hunt};
use crate::orders::{
    db::{self, Line},
    rules,
    view::{self, Loaded, Order, progress},
};

/// An allocation has no options: the order says what is needed, the rulebook how it is chosen.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderAllocation {}

#[utoipa::path(post, path = "/api/issue/orders/{id}/allocate", tag = "issue", operation_id = "issue.order.allocate",
    params(("id" = OrderId, Path)), request_body = OrderAllocation, responses((status = 200, body = Order)))]
pub(super) async fn allocate(
    auth: Allowed<OrderAllocate>,
    Path(id): Path<OrderId>,
    Body(OrderAllocation {}): Body<OrderAllocation>,
) -> Result<Answer<Order>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = Loaded::locked(&mut tx, &auth.scope, id).await?;
    rules::may_allocate(loaded.cancelled(), &loaded.progress())?;
    for line in in_stock_order(&loaded.lines) {
        let explained = Hunt::new(&tx, &auth.scope, &loaded.head, line)?.run(&mut tx).await?;
        db::explain(&mut tx, id, line.line_no, &explained).await?;
    }
    tx.announce("stock", None).await?;
    let order = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(order).await
}

/// Open lines by product and group: all orders go through the stock in one order, so that they seldom wait for each other.
fn in_stock_order(lines: &[Line]) -> Vec<&Line> {
    let mut open: Vec<&Line> = lines.iter().filter(|line| progress(line).open > 0).collect();
    open.sort_by_key(|line| (line.product, line.blood_group));
    open
}
