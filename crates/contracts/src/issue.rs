//! 发 What issue tells and answers about orders.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    event::Event,
    id::{OrderId, OrgId, UnitId},
};
use vena_platform::{auth::Scope, db::Tx};

use crate::Answer;

/// Units were issued to an order and wait for their journey.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrderIssued {
    /// The order.
    pub order_id: OrderId,
    /// The hospital that receives.
    pub to: OrgId,
    /// The units.
    pub units: Vec<UnitId>,
}

impl Event for OrderIssued {
    const NAME: &'static str = "issue.order_issued";
}

/// What a journey needs to know about an order.
#[derive(Debug, Clone)]
pub struct IssuedOrder {
    /// The order.
    pub order_id: OrderId,
    /// Number that people read out.
    pub order_no: String,
    /// The hospital that receives.
    pub to: OrgId,
    /// Units issued to it and not yet received.
    pub units: Vec<UnitId>,
}

/// Questions about orders.
pub trait OrderDesk: Send + Sync {
    /// The order as far as it is issued, if `scope` may see it.
    fn issued<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, order: OrderId) -> Answer<'a, Option<IssuedOrder>>;
}
