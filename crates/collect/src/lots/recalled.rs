//! A recall with everything that it touches: donations and units by number, donors as a figure.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{LotId, UnitId},
    product::ProductCode,
    unit_state::Life,
};
use vena_ledger::ROWS_MAX;
use vena_platform::{
    auth::Allowed,
    db::Tx,
    fault::{Fault, Problem},
    http::Path,
};

use super::{
    LotView, db,
    http::{LotDonation, Recall, hold_id},
};

/// A unit that a lot has touched, or that was made of one.
#[derive(Debug, Serialize, ToSchema)]
struct LotUnit {
    /// The unit.
    unit_id: UnitId,
    /// Number of the donation.
    donation_number: DonationNumber,
    /// As people read it.
    donation_number_shown: String,
    /// What it is.
    product: ProductCode,
    /// How far it has come.
    life: Life,
    /// This recall holds it.
    held: bool,
    /// It has left the chain: transfused, discarded, used up.
    gone: bool,
    /// When something happened to it last.
    last_at: Instant,
}

/// A recall with everything that it touches.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LotRecallDetail {
    /// The recall.
    #[serde(flatten)]
    recall: Recall,
    /// How many donors.
    donors: i64,
    /// The donations, latest first; at most 1000.
    touched: Vec<LotDonation>,
    /// The units and what was made of them.
    units: Vec<LotUnit>,
    /// How many of them are held.
    units_held: usize,
    /// How many have left the chain.
    units_gone: usize,
    /// How many were transfused: the hospital is to be told.
    units_transfused: usize,
}

/// A recall, with the donations and units that it touches as they stand now.
#[utoipa::path(get, path = "/api/collect/lots/recalls/{id}", tag = "collect", operation_id = "collect.lot.view",
    params(("id" = LotId, Path)), responses((status = 200, body = LotRecallDetail)))]
pub(super) async fn view(auth: Allowed<LotView>, Path(id): Path<LotId>) -> Result<Json<LotRecallDetail>, Fault> {
    let mut tx = auth.read().await?;
    let record = db::recall_one(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("lot", id))?;
    let (item, lot) = (record.item.clone(), record.lot.clone());
    let touched = db::touched(&mut tx, &auth.scope, &item, &lot).await?;
    let donors = db::donors(&mut tx, &auth.scope, &item, &lot).await?;
    let roots = db::units(&mut tx, &auth.scope, &item, &lot).await?;
    let units = units(&mut tx, roots, id).await?;
    let count = |is: fn(&LotUnit) -> bool| units.iter().filter(|unit| is(unit)).count();
    Ok(Json(LotRecallDetail {
        donors,
        touched: touched.into_iter().map(LotDonation::from).collect(),
        units_held: count(|unit| unit.held),
        units_gone: count(|unit| unit.gone),
        units_transfused: count(|unit| unit.life == Life::Transfused),
        units,
        recall: record.into(),
    }))
}

/// The units and everything that was made of them.
async fn units(tx: &mut Tx, roots: Vec<UnitId>, recall: LotId) -> Result<Vec<LotUnit>, Fault> {
    let mut all = roots.clone();
    all.extend(vena_ledger::descendants(tx, &roots).await?);
    all.sort_unstable();
    all.dedup();
    let mut found = Vec::with_capacity(all.len());
    for page in all.chunks(usize::try_from(ROWS_MAX).unwrap_or(usize::MAX)) {
        found.extend(vena_ledger::units(tx, page).await?);
    }
    let shown = |record: vena_ledger::UnitRecord| LotUnit {
        unit_id: record.unit_id,
        donation_number: record.facts.donation_number,
        donation_number_shown: record.facts.donation_number.to_string(),
        product: record.facts.product,
        held: record.state.holds.iter().any(|hold| hold.hold_id == hold_id(recall, record.unit_id)),
        gone: record.state.life.is_end(),
        life: record.state.life,
        last_at: record.last_at,
    };
    Ok(found.into_iter().map(shown).collect())
}
