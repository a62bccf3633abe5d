//! The route of taking over.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::{
    clock::Instant,
    id::{SiteId, UnitId},
    refusal::Refusal,
    say,
    unit_state::UnitEvent,
};
use vena_ledger::append;
use vena_platform::{
    app::App,
    auth::{Allowed, Answer, Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    http::Body,
    permission,
};

use super::rules;
use crate::{
    events::{Hand, event_id},
    units::db,
};

permission! {
    pub(crate) ReceiptCreate = "process.receipt.create", "接收采集的血液", "Take over collected units";
}

/// The permissions of this feature.
pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ReceiptCreate::INFO]
}

/// The routes of this feature.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create))
}

/// Bags that were scanned on arrival.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptNew {
    /// Donation numbers, labels or unit ids, as scanned.
    #[garde(length(min = 1, max = 200), inner(length(chars, min = 1, max = 200)))]
    scans: Vec<String>,
    /// The component hall; the caller's own site when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Where in the hall they lie.
    #[garde(inner(length(chars, max = 60)))]
    position: Option<String>,
    /// When they arrived, if not now.
    #[garde(skip)]
    at: Option<Instant>,
}

/// What became of each scan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Where.
    site_id: SiteId,
    /// When.
    received_at: Instant,
    /// One for each scan, in its order.
    items: Vec<ReceiptItem>,
}

/// What became of one scan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptItem {
    /// The text.
    scan: String,
    /// True when the unit was taken over.
    ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
    /// The unit afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<UnitRow>,
}

#[utoipa::path(post, path = "/api/process/receipts", tag = "process", operation_id = "process.receipt.create",
    request_body = ReceiptNew, responses((status = 200, body = Receipt)))]
async fn create(auth: Allowed<ReceiptCreate>, Body(new): Body<ReceiptNew>) -> Result<Answer<Receipt>, Fault> {
    let mut tx = auth.write().await?;
    let site = new.site_id.unwrap_or(auth.scope.site);
    let found = db::site_kind(&mut tx, site).await?;
    rules::hall(auth.scope.org, found.as_ref().map(|(org, kind)| (*org, kind.as_str())))?;
    let hand = Hand { site, ..Hand::of(&auth.scope, &tx, new.at) };
    let planned = plan(&mut tx, &auth.scope, &hand, &new).await?;
    let decided = record(&mut tx, planned).await?;
    tx.announce("units", None).await?;
    let items = items(&mut tx, &auth.scope, new.scans, decided).await?;
    tx.ok(Receipt { site_id: site, received_at: hand.at, items }).await
}

/// The event for each scan, or why there is none.
async fn plan(
    tx: &mut Tx,
    scope: &Scope,
    hand: &Hand,
    new: &ReceiptNew,
) -> Result<Vec<Result<UnitEvent, Refusal>>, Fault> {
    let mut seen = BTreeSet::new();
    let mut planned = Vec::with_capacity(new.scans.len());
    for scan in &new.scans {
        let event = match one(tx, scope, scan).await? {
            Ok(unit) if !seen.insert(unit) => Err(twice(scan)),
            Ok(unit) => arrival(tx, hand, unit, new.position.clone()).await?,
            Err(refusal) => Err(refusal),
        };
        planned.push(event);
    }
    Ok(planned)
}

/// The unit that a scan means: one that was collected and waits for the hall; where there is none, a component that comes
/// back to be washed, thawed, irradiated or pooled.
async fn one(tx: &mut Tx, scope: &Scope, scan: &str) -> Result<Result<UnitId, Refusal>, Fault> {
    let text = match UnitText::read(scan) {
        Ok(text) => text,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut found = db::meant(tx, scope, &text, &["collected"]).await?;
    if found.is_empty() {
        found = db::meant(tx, scope, &text, &["in_process", "stock"]).await?;
    }
    Ok(UnitText::one(scan, found))
}

async fn arrival(
    tx: &mut Tx,
    hand: &Hand,
    unit: UnitId,
    position: Option<String>,
) -> Result<Result<UnitEvent, Refusal>, Fault> {
    let record = vena_ledger::unit_or_404(tx, unit).await?;
    let fact = rules::arrival(&record.state.custody, hand.site, position, hand.org);
    Ok(fact.map(|fact| hand.event(event_id(tx), unit, fact)))
}

fn twice(scan: &str) -> Refusal {
    let scan: String = scan.chars().take(60).collect();
    Refusal::new("receipt.scanned-twice", say!("{scan} 已在本次扫描过", "{scan} was scanned before in this receipt"))
}

/// Records what is planned; what the ledger refuses joins what was refused before.
async fn record(tx: &mut Tx, planned: Vec<Result<UnitEvent, Refusal>>) -> Result<Vec<Result<UnitId, Refusal>>, Fault> {
    let events: Vec<UnitEvent> = planned.iter().filter_map(|event| event.as_ref().ok()).cloned().collect();
    let mut outcomes = append(tx, &events).await?.into_iter();
    let decide = |event: Result<UnitEvent, Refusal>| {
        let event = event?;
        outcomes
            .next()
            .as_ref()
            .and_then(vena_ledger::Outcome::refusal)
            .map_or(Ok(event.unit), |refusal| Err(refusal.clone()))
    };
    Ok(planned.into_iter().map(decide).collect())
}

async fn items(
    tx: &mut Tx,
    scope: &Scope,
    scans: Vec<String>,
    decided: Vec<Result<UnitId, Refusal>>,
) -> Result<Vec<ReceiptItem>, Fault> {
    let ids: Vec<UnitId> = decided.iter().filter_map(|unit| unit.as_ref().ok()).copied().collect();
    let rows = db::shown(tx, scope, &ids).await?;
    let item = |(scan, unit): (String, Result<UnitId, Refusal>)| match unit {
        Ok(id) => {
            ReceiptItem { scan, ok: true, refusal: None, unit: rows.iter().find(|row| row.unit_id == id).cloned() }
        }
        Err(refusal) => ReceiptItem { scan, ok: false, refusal: Some(refusal), unit: None },
    };
    Ok(scans.into_iter().zip(decided).map(item).collect())
}
