//! The transport slip (血液搬运单) as a document: filled in from the journey, so that nobody copies it.
//!
//! Who may: `transport.shipment.slip`; a hospital for what comes to it. It can be drawn up once the box has left, and again
//! when it has arrived. Tells nothing.

mod db;
mod desk;
mod rules;

pub(crate) use desk::Desk;

use futures::future::BoxFuture;
use serde_json::Value;
use vena_contracts::{
    Answer,
    records::DocumentSubject,
    shown::{UnitRow, product_name},
};
use vena_kernel::id::{OrgId, ShipmentId, UnitId};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    documents::PaperSource,
    fault::{Fault, Problem},
};

use crate::{
    shipments::{self, view},
    slip::ShipmentSlip,
};

/// Fills in slips, and knows which units they are about and who takes part.
pub(crate) struct Slips;

impl PaperSource for Slips {
    fn form(&self) -> &'static str {
        "transport-slip"
    }

    fn subject(&self) -> &'static str {
        "shipment"
    }

    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>> {
        Box::pin(async move {
            if !scope.may(ShipmentSlip::INFO.name) {
                return Err(Problem::forbidden(ShipmentSlip::INFO.name).into());
            }
            let id: ShipmentId = id.parse().map_err(|_| Problem::not_found("shipment", id))?;
            let head = view::head(tx, scope, id).await?;
            let units = shipments::db::units(tx, id).await?;
            let bags = units.iter().map(|row| bag(&row.unit, scope)).collect();
            let departments = db::departments(tx, head.from_site, head.to_org).await?;
            let left = rules::left(head.state, head.handed_over_at)?;
            Ok(rules::slip(&rules::Facts { head: &head, left, departments, bags, lang: scope.lang })?)
        })
    }
}

impl DocumentSubject for Slips {
    fn kind(&self) -> &'static str {
        "shipment"
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

fn bag(unit: &UnitRow, scope: &Scope) -> rules::Bag {
    rules::Bag {
        number: unit.donation_number.to_string(),
        product: product_name(unit.product).get(scope.lang).to_owned(),
        group: unit.group,
        volume_ml: unit.volume_ml,
        collected_at: unit.collected_at,
    }
}
