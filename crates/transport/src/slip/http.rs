//! The slip as data; the console prints it.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{UnitRow, product_name};
use vena_kernel::{
    abo::{Abo, BloodGroup, Rhd},
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::ShipmentId,
    product::ProductCode,
    text::Text,
};
use vena_platform::{auth::Allowed, fault::Fault, http::Path};

use super::{
    ShipmentSlip,
    rules::{self, Amount},
};
use crate::shipments::{
    db,
    view::{self, ShipmentRow},
};

/// A transport slip.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Slip {
    /// The journey with the signatures of both sides.
    #[serde(flatten)]
    shipment: ShipmentRow,
    /// Volume of all bags, mL.
    volume_ml: i64,
    /// By product, RhD and ABO.
    rows: Vec<SlipRow>,
    /// Everything RhD-positive.
    rhd_positive: Amount,
    /// Everything RhD-negative.
    rhd_negative: Amount,
    /// Bags without a known group; zero, or something is wrong.
    ungrouped: Amount,
    /// Each bag.
    units: Vec<SlipUnit>,
    /// When this was true.
    as_of: Instant,
}

/// Bags of one product and group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlipRow {
    /// Product.
    product: ProductCode,
    /// Its name.
    product_name: Text,
    /// ABO.
    abo: Abo,
    /// RhD.
    rhd: Rhd,
    /// Bags.
    bags: i64,
    /// Volume, mL.
    volume_ml: i64,
}

/// One bag on the slip.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SlipUnit {
    /// Donation number.
    donation_number: DonationNumber,
    /// Product.
    product: ProductCode,
    /// Division.
    division: Division,
    /// Group.
    group: Option<BloodGroup>,
    /// Volume, mL.
    volume_ml: i32,
    /// When it expires.
    expires_at: Option<Instant>,
}

#[utoipa::path(get, path = "/api/transport/shipments/{id}/slip", tag = "transport",
    operation_id = "transport.shipment.slip", params(("id" = ShipmentId, Path)), responses((status = 200, body = Slip)))]
pub(super) async fn slip(auth: Allowed<ShipmentSlip>, Path(id): Path<ShipmentId>) -> Result<Json<Slip>, Fault> {
    let mut tx = auth.read().await?;
    let head = view::head(&mut tx, &auth.scope, id).await?;
    let units: Vec<UnitRow> = db::units(&mut tx, id).await?.into_iter().map(|row| row.unit).collect();
    let counted = rules::count(units.iter().map(|unit| (unit.product, unit.group, unit.volume_ml)));
    Ok(Json(Slip {
        shipment: view::row(head),
        volume_ml: units.iter().map(|unit| i64::from(unit.volume_ml)).sum(),
        rows: counted.rows.iter().map(|(key, amount)| row(*key, *amount)).collect(),
        rhd_positive: counted.positive,
        rhd_negative: counted.negative,
        ungrouped: counted.ungrouped,
        units: units.iter().map(bag).collect(),
        as_of: tx.now(),
    }))
}

fn row((product, rhd, abo): (ProductCode, Rhd, Abo), amount: Amount) -> SlipRow {
    SlipRow { product, product_name: product_name(product), abo, rhd, bags: amount.bags, volume_ml: amount.volume_ml }
}

fn bag(unit: &UnitRow) -> SlipUnit {
    SlipUnit {
        donation_number: unit.donation_number,
        product: unit.product,
        division: unit.division,
        group: unit.group,
        volume_ml: unit.volume_ml,
        expires_at: unit.expires_at,
    }
}
