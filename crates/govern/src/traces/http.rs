//! The route of traces.

use std::collections::HashMap;

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::UnitRow;
use vena_kernel::{clock::Instant, donation_number::DonationNumber, id::UnitId};
use vena_ledger::{Relation, Sight, TracedUnit};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::Path,
};

use super::{
    TraceView, db,
    story::{self, Names, Signature, Stay, TestDone, ToldEvent, Tenure},
};

/// A unit with its whole life.
#[derive(Debug, Serialize, ToSchema)]
struct TraceUnit {
    unit: UnitRow,
    /// What it was made from.
    parents: Vec<UnitId>,
    /// What was made from it.
    children: Vec<UnitId>,
    /// Who answered for it, one after the other.
    custody: Vec<Tenure>,
    /// Where it lay, one after the other.
    places: Vec<Stay>,
    /// Which tests were done; never what came out.
    tests: Vec<TestDone>,
    /// What people answered for with their names.
    signatures: Vec<Signature>,
    /// Everything that happened, oldest first.
    events: Vec<ToldEvent>,
}

/// A trace.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitTrace)]
pub(super) struct Trace {
    as_of: Instant,
    /// What was asked.
    text: String,
    /// The donation that it means.
    donation_number: DonationNumber,
    /// What it was made from, the unit itself, what was made from it.
    units: Vec<TraceUnit>,
    /// True when the family or its history was too large to be told in full.
    truncated: bool,
}

#[utoipa::path(get, path = "/api/govern/traces/{text}", tag = "govern", operation_id = "govern.trace.view",
    params(("text" = String, Path, description = "unit id, donation number or scanned label")),
    responses((status = 200, body = Trace)))]
pub(super) async fn view(auth: Allowed<TraceView>, Path(text): Path<String>) -> Result<Json<Trace>, Fault> {
    let mut tx = auth.read().await?;
    let trace = vena_ledger::trace(&mut tx, Sight::from(&auth.scope), &text).await?;
    let asked = trace.units.iter().find(|unit| unit.relation == Relation::Asked);
    let donation_number = asked.ok_or_else(|| Problem::not_found("unit", &trace.asked))?.record.facts.donation_number;
    let ids: Vec<UnitId> = trace.units.iter().map(|unit| unit.unit_id).collect();
    let rows = db::units(&mut tx, &auth.scope, &ids).await?;
    let mut rows: HashMap<UnitId, UnitRow> = rows.into_iter().map(|row| (row.unit_id, row)).collect();
    let names = Names::of(&trace);
    let units = trace.units.iter().filter_map(|unit| Some((rows.remove(&unit.unit_id)?, unit)));
    let units = units.map(|(row, unit)| told(row, unit, &names, auth.scope.org)).collect::<Result<_, Fault>>()?;
    let (as_of, truncated) = (trace.as_of, trace.truncated);
    Ok(Json(Trace { as_of, text: trace.asked, donation_number, units, truncated }))
}

fn told(
    mut row: UnitRow,
    unit: &TracedUnit,
    names: &Names,
    reader: vena_kernel::id::OrgId,
) -> Result<TraceUnit, Fault> {
    // The ledger leaves out why a unit is held where the reader may not know.
    row.holds.clone_from(&unit.record.state.holds);
    let events = unit.events.iter().map(|event| story::event(event, reader));
    Ok(TraceUnit {
        parents: unit.parents.iter().map(|parent| parent.unit).collect(),
        children: unit.children.clone(),
        custody: story::custody(&unit.events, names),
        places: story::places(&unit.events, names),
        tests: story::tests(&unit.events),
        signatures: story::signatures(&unit.events),
        events: events.collect::<Result<_, _>>()?,
        unit: row,
    })
}
