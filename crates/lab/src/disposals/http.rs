//! What may be destroyed, and what was.

use std::collections::HashMap;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::Instant,
    collection::chair::TubeRole,
    donation_number::DonationNumber,
    id::{SampleDisposalId, TubeId},
    refusal::Refusal,
    unit_state::Life,
    zone,
};
use vena_ledger::Family;
use vena_platform::{
    auth::{Allowed, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Page, Path, Query, cursor},
};

use super::{
    DisposalCandidates, DisposalConfirm, DisposalHandOver, DisposalList, DisposalView,
    db::{self, DisposalRow, TubeRow, Which},
    rules::{self, Facts, Stage},
};
use crate::{
    racks,
    samples::{book::samples, words},
};

/// Tubes that are looked at for one answer.
const LOOK_AT: i64 = 200;

/// A tube with what the rules say about its end.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisposalTube {
    /// Identity.
    pub(super) tube_id: TubeId,
    /// Its number.
    pub(super) donation_number: DonationNumber,
    /// What it is for.
    role: TubeRole,
    /// When it came.
    received_at: Instant,
    /// When the report of its donation was issued.
    issued_at: Option<Instant>,
    /// Where it stands.
    position: Option<String>,
    /// When it was destroyed.
    disposed_at: Option<Instant>,
    /// True when it may be destroyed now.
    pub(super) ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Refusal>,
}

/// The tubes with what the rules say now.
pub(super) async fn judged(tx: &mut Tx, rows: Vec<TubeRow>) -> Result<Vec<DisposalTube>, Fault> {
    let (now, day) = (tx.now(), tx.now().day_in(&zone::china()));
    let mut blood: HashMap<DonationNumber, Facts> = HashMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let facts = match blood.get(&row.donation_number) {
            Some(facts) => *facts,
            None => of_blood(tx, row.donation_number).await?,
        };
        blood.insert(row.donation_number, facts);
        let role = words::role(&row.role);
        let facts = Facts { issued_at: row.issued_at, ..facts };
        let decision = rules::may_dispose(samples().keep(role, day), &facts, now);
        let place = row.rack_row.zip(row.rack_column).map(racks::place_name);
        found.push(DisposalTube {
            tube_id: row.tube_id,
            donation_number: row.donation_number,
            role,
            received_at: row.received_at,
            issued_at: row.issued_at,
            position: row.rack_code.zip(place).map(|(rack, place)| format!("{rack} {place}")),
            disposed_at: row.disposed_at,
            ok: decision.is_ok() && row.disposed_at.is_none(),
            reason: decision.err(),
        });
    }
    Ok(found)
}

/// What became of everything that was made from a donation.
async fn of_blood(tx: &mut Tx, number: DonationNumber) -> Result<Facts, Fault> {
    let ids = vena_ledger::members(tx, Family::Donation(number)).await?;
    let units = vena_ledger::units(tx, &ids).await?;
    let over = |life: Life| life.is_end() && life != Life::Lost;
    let ends = units.iter().filter(|unit| over(unit.state.life)).map(|unit| unit.last_at);
    Ok(Facts {
        issued_at: None,
        units_left: units.iter().filter(|unit| !over(unit.state.life)).count(),
        last_end: ends.max(),
        held: units.iter().any(|unit| !unit.state.holds.is_empty()),
    })
}

/// Tubes that may be over, oldest first, with what the rules say of each.
#[utoipa::path(get, path = "/api/lab/disposal-candidates", tag = "lab", operation_id = "lab.disposal.candidates",
    responses((status = 200, body = Page<DisposalTube>)))]
pub(super) async fn candidates(auth: Allowed<DisposalCandidates>) -> Result<Json<Page<DisposalTube>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, day) = (tx.now(), tx.now().day_in(&zone::china()));
    let shortest = TubeRole::ALL.iter().filter_map(|role| Some(samples().keep(*role, day)?.days_after_report)).min();
    let issued_before = as_of.plus_seconds(-shortest.unwrap_or(0) * 86_400);
    let rows = db::tubes(&mut tx, &auth.scope, Which::Old { issued_before, limit: LOOK_AT }).await?;
    Ok(Json(Page { items: judged(&mut tx, rows).await?, next: None, as_of }))
}

/// What may be done with a batch now.
#[derive(Debug, Serialize, ToSchema)]
struct DisposalCan {
    /// Confirm it.
    confirm: Can,
    /// Hand it over.
    hand_over: Can,
}

/// Tubes that are destroyed together.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisposalBatch {
    /// Identity.
    disposal_id: SampleDisposalId,
    /// In which container.
    container: String,
    /// What it weighs, g.
    weight_g: i32,
    /// How many tubes.
    tubes: i64,
    /// When they were put together.
    proposed_at: Instant,
    /// By whom.
    proposed_by_name: String,
    /// When another person confirmed.
    confirmed_at: Option<Instant>,
    /// Who.
    confirmed_by_name: Option<String>,
    /// SHA-256 over the list.
    digest: Option<String>,
    /// Who took it away.
    carrier: Option<String>,
    /// When.
    handed_at: Option<Instant>,
    /// Who handed it over.
    handed_by_name: Option<String>,
    /// What may be done.
    can: DisposalCan,
}

impl DisposalRow {
    pub(super) fn stage(&self) -> Stage {
        Stage {
            proposed_by: self.proposed_by,
            confirmed: self.confirmed_at.is_some(),
            handed: self.handed_at.is_some(),
        }
    }

    fn shown(self, scope: &Scope) -> DisposalBatch {
        let stage = self.stage();
        let can = DisposalCan {
            confirm: Can::by(scope, DisposalConfirm::INFO.name, rules::may_confirm(stage, scope.user)),
            hand_over: Can::by(scope, DisposalHandOver::INFO.name, rules::may_hand_over(stage)),
        };
        DisposalBatch {
            disposal_id: self.disposal_id,
            container: self.container,
            weight_g: self.weight_g,
            tubes: self.tubes,
            proposed_at: self.proposed_at,
            proposed_by_name: self.proposed_by_name,
            confirmed_at: self.confirmed_at,
            confirmed_by_name: self.confirmed_by_name,
            digest: self.digest,
            carrier: self.carrier,
            handed_at: self.handed_at,
            handed_by_name: self.handed_by_name,
            can,
        }
    }
}

/// Which batches.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DisposalQuery {
    /// Where the page begins.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Batches, latest first.
#[utoipa::path(get, path = "/api/lab/disposals", tag = "lab", operation_id = "lab.disposal.list", params(DisposalQuery),
    responses((status = 200, body = Page<DisposalBatch>)))]
pub(super) async fn list(
    auth: Allowed<DisposalList>,
    Query(query): Query<DisposalQuery>,
) -> Result<Json<Page<DisposalBatch>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let after = cursor(query.cursor.as_deref())?;
    let rows = db::disposals(&mut tx, &auth.scope, None, (after, limit + 1)).await?;
    let rows = rows.into_iter().map(|row| row.shown(&auth.scope)).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &DisposalBatch| row.disposal_id.to_string())))
}

/// A batch with its tubes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisposalSheet {
    /// The batch.
    #[serde(flatten)]
    batch: DisposalBatch,
    /// What is in it.
    list: Vec<DisposalTube>,
    /// When this was true.
    as_of: Instant,
}

/// A batch with its tubes.
#[utoipa::path(get, path = "/api/lab/disposals/{id}", tag = "lab", operation_id = "lab.disposal.view",
    params(("id" = SampleDisposalId, Path)), responses((status = 200, body = DisposalSheet), (status = 404)))]
pub(super) async fn view(
    auth: Allowed<DisposalView>,
    Path(id): Path<SampleDisposalId>,
) -> Result<Json<DisposalSheet>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(load(&mut tx, &auth.scope, id).await?))
}

/// A batch as it stands.
pub(super) async fn load(tx: &mut Tx, scope: &Scope, id: SampleDisposalId) -> Result<DisposalSheet, Fault> {
    let row = one(tx, scope, id).await?;
    let rows = db::tubes(tx, scope, Which::Of(id)).await?;
    Ok(DisposalSheet { batch: row.shown(scope), list: judged(tx, rows).await?, as_of: tx.now() })
}

/// One batch, or 404.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: SampleDisposalId) -> Result<DisposalRow, Fault> {
    let found = db::disposals(tx, scope, Some(id), (None, 1)).await?.pop();
    found.ok_or_else(|| Problem::not_found("disposal", id).into())
}
