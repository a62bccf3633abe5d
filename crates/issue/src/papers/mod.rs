//! The hand-over slip of allocated blood (血液调配交接单) as a document: filled in from the order and its journey.
//!
//! Who may: `issue.order.view`; a hospital for its own orders. It can be drawn up once something was issued. Tells nothing.

mod db;
mod rules;

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::Value;
use vena_contracts::{Answer, records::DocumentSubject, transport::JourneyDesk};
use vena_kernel::id::{OrderId, OrgId, UnitId};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    documents::PaperSource,
    fault::{Fault, Problem},
};

use crate::orders::{self, OrderView};

/// Fills in slips of orders.
pub(crate) struct Slips {
    /// Where the boxes are.
    pub(crate) journeys: Arc<dyn JourneyDesk>,
}

impl PaperSource for Slips {
    fn form(&self) -> &'static str {
        "allocation-slip"
    }

    fn subject(&self) -> &'static str {
        "order"
    }

    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>> {
        Box::pin(async move {
            if !scope.may(OrderView::INFO.name) {
                return Err(Problem::forbidden(OrderView::INFO.name).into());
            }
            let id: OrderId = id.parse().map_err(|_| Problem::not_found("order", id))?;
            let head = orders::db::head(tx, scope, id).await?.ok_or_else(|| Problem::not_found("order", id))?;
            let units = orders::db::units(tx, id).await?;
            let issuer = db::issuer(tx, id).await?;
            let journey = self.journeys.of_order(tx, scope, id).await?;
            let facts =
                rules::Facts { head: &head, units: &units, issuer, journey: journey.as_ref(), lang: scope.lang };
            Ok(rules::slip(&facts)?)
        })
    }
}

/// Knows which units an order is about, and who takes part.
pub(crate) struct Orders;

impl DocumentSubject for Orders {
    fn kind(&self) -> &'static str {
        "order"
    }

    fn units<'a>(&'a self, tx: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<UnitId>> {
        Box::pin(async move {
            let Ok(id) = id.parse() else { return Ok(Vec::new()) };
            db::units(tx, id).await
        })
    }

    fn parties<'a>(&'a self, tx: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<OrgId>> {
        Box::pin(async move {
            let Ok(id) = id.parse() else { return Ok(Vec::new()) };
            db::parties(tx, id).await
        })
    }
}
