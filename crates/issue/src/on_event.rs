//! What issue hears: how the units that it gave out arrived.

use vena_contracts::transport::ShipmentReceived;
use vena_platform::{db::Tx, fault::Fault, outbox::Subscription};

use crate::{
    lapse::refresh,
    orders::{self, OrderUnitState},
};

/// Notes what arrived, so that the order shows it and a line that lacks something is open again.
pub(crate) fn settle_received() -> Subscription {
    Subscription::new::<ShipmentReceived>("issue.settle_received", |tx, event, _| {
        Box::pin(async move { settle(tx, &event).await })
    })
}

async fn settle(tx: &mut Tx, event: &ShipmentReceived) -> Result<(), Fault> {
    let arrived = [
        (&event.units, OrderUnitState::Received),
        (&event.damaged, OrderUnitState::Damaged),
        (&event.missing, OrderUnitState::Missing),
    ];
    for (units, state) in arrived {
        orders::db::settle(tx, event.order_id, units, state).await?;
    }
    refresh(tx, event.order_id).await
}
