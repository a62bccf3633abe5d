//! Answers other scenes' questions about journeys.

use vena_contracts::{
    Answer,
    shown::place_name,
    transport::{Found, Journey, JourneyDesk},
};
use vena_kernel::id::OrderId;
use vena_platform::{auth::Scope, db::Tx};

use super::db;
use crate::shipments::{
    db::{self as shipments, BoxUnitRow, Head},
    words::Condition,
};

/// The desk of journeys.
pub(crate) struct Desk;

impl JourneyDesk for Desk {
    fn of_order<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, order: OrderId) -> Answer<'a, Option<Journey>> {
        Box::pin(async move {
            let Some(id) = db::newest(tx, scope, order).await? else { return Ok(None) };
            let Some(head) = shipments::head(tx, scope, id).await? else { return Ok(None) };
            let units = shipments::units(tx, id).await?;
            Ok(Some(journey(head, &units)))
        })
    }
}

fn journey(head: Head, units: &[BoxUnitRow]) -> Journey {
    Journey {
        box_shown: format!("{}（{}）", head.box_code, head.range()),
        from: place_name(&head.from_name, &head.from_site_name),
        vehicle: head.vehicle,
        carrier: head.driver_name.or(head.handed_over_by_name),
        left_at: head.handed_over_at,
        left_c: head.handed_over_temp,
        arrived_at: head.received_at,
        arrived_c: head.received_temp,
        received_by: head.received_by_name,
        units: units.iter().map(|row| (row.unit.unit_id, row.condition.map(found))).collect(),
    }
}

fn found(condition: Condition) -> Found {
    match condition {
        Condition::Good => Found::Good,
        Condition::Damaged => Found::Damaged,
        Condition::Missing => Found::Missing,
    }
}
