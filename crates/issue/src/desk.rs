//! Answers other scenes' questions about orders.

use vena_contracts::{
    Answer,
    issue::{IssuedOrder, OrderDesk},
};
use vena_kernel::id::OrderId;
use vena_platform::{auth::Scope, db::Tx};

use crate::issuing;

/// The desk of orders.
pub(crate) struct Desk;

impl OrderDesk for Desk {
    fn issued<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, order: OrderId) -> Answer<'a, Option<IssuedOrder>> {
        Box::pin(async move {
            let found = issuing::issued_units(tx, scope, order).await?;
            Ok(found.map(|(to, order_no, units)| IssuedOrder { order_id: order, order_no, to, units }))
        })
    }
}
