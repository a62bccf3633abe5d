//! The temperature at the door: from the gate, or by hand. It refuses nobody; above the limit the staff looks.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{collection::reading::ReadingKind, id::VisitId};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    VisitGateByHand,
    db::{self, Gate},
    policy, rules, view,
    view::Visit,
    words::GateSource,
};
use crate::{
    day,
    readings::{self, ReadingRecord},
};

/// Keeps the temperature of somebody who has just come: what was measured by hand, or else what the gate of the site has
/// reported shortly before and nobody has taken.
pub(super) async fn at_arrival(tx: &mut Tx, scope: &Scope, id: VisitId, by_hand: Option<f64>) -> Result<(), Fault> {
    if let Some(celsius) = by_hand {
        return keep(tx, id, celsius, (tx.now(), GateSource::Hand)).await;
    }
    let record = view::record_or_404(tx, scope, id).await?;
    let within = policy::visits(day(tx.now())).gate_seconds;
    let found = readings::latest(tx, scope, record.site_id, &[ReadingKind::TemperatureGate], within).await?;
    for reading in found {
        let Some(celsius) = temperature(&reading).filter(|celsius| rules::temperature(*celsius).is_ok()) else {
            continue;
        };
        // A reading that must not be used, or that another door has just taken, is no reason to turn somebody away.
        match readings::take(tx, scope, reading.reading_id, id.uuid()).await {
            Ok(_) => return keep(tx, id, celsius, (reading.at, GateSource::Device)).await,
            Err(Fault::Problem(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

fn temperature(reading: &ReadingRecord) -> Option<f64> {
    reading.reading_values.get("temperature_c")?.number()
}

async fn keep(
    tx: &mut Tx,
    id: VisitId,
    temperature_c: f64,
    (at, source): (vena_kernel::clock::Instant, GateSource),
) -> Result<(), Fault> {
    rules::temperature(temperature_c)
        .map_err(|refusal| Problem::invalid("gate_temperature_c", temperature_c, &refusal.rule, refusal.reason))?;
    let hot = temperature_c > policy::visits(day(at)).gate_limit_c;
    db::gate(tx, id, Gate { temperature_c, at, source, hot }).await
}

/// A temperature that was measured by hand.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct VisitTemperature {
    /// Temperature, °C.
    #[garde(skip)]
    gate_temperature_c: f64,
}

/// Measures by hand what the gate did not, or measures again.
#[utoipa::path(post, path = "/api/collect/visits/{id}/gate", tag = "collect", operation_id = "collect.visit.gate",
    params(("id" = VisitId, Path)), request_body = VisitTemperature, responses((status = 200, body = Visit)))]
pub(super) async fn by_hand(
    auth: Allowed<VisitGateByHand>,
    Path(id): Path<VisitId>,
    Body(asked): Body<VisitTemperature>,
) -> Result<Answer<Visit>, Fault> {
    let mut tx = auth.write().await?;
    let record = view::opened(&mut tx, &auth.scope, id).await?;
    rules::may_go(&view::stand(&record), super::words::VisitState::Left)?;
    let now = tx.now();
    keep(&mut tx, id, asked.gate_temperature_c, (now, GateSource::Hand)).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}
