//! Opening a case, and asking beforehand what it would reach.

use std::collections::BTreeMap;

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{EventId, OrgId, RecallId, UnitId},
    unit_state::{Fact, Life, UnitEvent},
};
use vena_ledger::{Outcome, ROWS_MAX, UnitRecord, append_to_families, members_of_all, units};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::Body,
};

use super::{
    RecallOpen, RecallReach, Tracers,
    about::{About, Cause},
    book,
    db::{self, FoundUnit, NewCase},
    http::whole,
    reach::{Reached, families, reached},
    sheet::Recall,
};

/// What a case is about, and why it is opened.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RecallNew {
    /// Why.
    #[garde(skip)]
    cause: Cause,
    /// What is concerned.
    #[garde(dive)]
    about: About,
    /// Why, in words.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
    /// An exercise: nothing is held.
    #[garde(skip)]
    #[serde(default)]
    drill: bool,
}

/// Of what the reach is asked.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct RecallQuestion {
    /// What is concerned.
    #[garde(dive)]
    about: About,
}

/// What a case would reach.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecallReached {
    /// When this was true.
    as_of: Instant,
    /// How many donations.
    donations: usize,
    /// How many units.
    units: usize,
    /// How many of them by `life`.
    lives: BTreeMap<String, usize>,
    /// How many organisations have any of them.
    holders: usize,
}

#[utoipa::path(post, path = "/api/govern/recalls/reach", tag = "govern", operation_id = "govern.recall.reach",
    request_body = RecallQuestion, responses((status = 200, body = RecallReached)))]
pub(super) async fn reach(
    auth: Allowed<RecallReach>,
    Extension(tracers): Extension<Tracers>,
    Body(question): Body<RecallQuestion>,
) -> Result<Json<RecallReached>, Fault> {
    let mut tx = auth.read().await?;
    let reached = reached(&mut tx, &auth.scope, &tracers, &question.about).await?;
    let found = found(&mut tx, &reached).await?;
    let mut lives = BTreeMap::new();
    for unit in &found {
        *lives.entry(unit.life.word().to_owned()).or_insert(0) += 1;
    }
    let holders: std::collections::BTreeSet<OrgId> = found.iter().map(|unit| unit.custodian).collect();
    let (donations, units) = (reached.len(), found.len());
    Ok(Json(RecallReached { as_of: tx.now(), donations, units, lives, holders: holders.len() }))
}

/// Opens a case: in the same moment everything that it concerns is stopped, unless it is an exercise.
#[utoipa::path(post, path = "/api/govern/recalls", tag = "govern", operation_id = "govern.recall.open",
    request_body = RecallNew, responses((status = 201, body = Recall)))]
pub(super) async fn open(
    auth: Allowed<RecallOpen>,
    Extension(tracers): Extension<Tracers>,
    Body(new): Body<RecallNew>,
) -> Result<Answer<Recall>, Fault> {
    let mut tx = auth.write().await?;
    tx.because(&new.reason);
    let until = book::until(tx.now())?;
    let reached = reached(&mut tx, &auth.scope, &tracers, &new.about).await?;
    let id = RecallId::from_uuid(tx.new_id());
    if !new.drill {
        stop(&mut tx, &auth.scope, (id, &new.reason), &reached).await?;
    }
    let found = found(&mut tx, &reached).await?;
    let case = NewCase {
        id,
        org: auth.scope.org,
        by: auth.scope.user,
        cause: new.cause,
        about: &new.about,
        reason: &new.reason,
        drill: new.drill,
        until,
    };
    db::insert(&mut tx, &case, &reached, &found).await?;
    tx.announce("recalls", None).await?;
    tx.announce("stock", None).await?;
    let shown = whole(&mut tx, &auth.scope, id).await?.shown(&auth.scope, tx.now())?;
    tx.created(shown).await
}

/// Every relative of these donations as it is now.
pub(super) async fn found(tx: &mut Tx, reached: &Reached) -> Result<Vec<FoundUnit>, Fault> {
    let ids = members_of_all(tx, &families(reached)).await?;
    let mut all = Vec::with_capacity(ids.len());
    for page in ids.chunks(usize::try_from(ROWS_MAX).unwrap_or(usize::MAX)) {
        all.extend(units(tx, page).await?.iter().map(FoundUnit::from));
    }
    Ok(all)
}

impl From<&UnitRecord> for FoundUnit {
    fn from(record: &UnitRecord) -> Self {
        Self { unit: record.unit_id, life: record.state.life, custodian: record.state.custody.org }
    }
}

/// Stops every relative that anybody may still receive, or has received; what is gone concerns nobody.
async fn stop(tx: &mut Tx, scope: &Scope, (case, reason): (RecallId, &str), reached: &Reached) -> Result<(), Fault> {
    let now = tx.now();
    let stopped = append_to_families(tx, &families(reached), |record| {
        let gone = matches!(record.state.life, Life::Discarded | Life::Consumed);
        (!gone).then(|| UnitEvent {
            event_id: hold_id(case, record.unit_id),
            unit: record.unit_id,
            at: now,
            actor: scope.user,
            second: None,
            org: scope.org,
            site: scope.site,
            device: None,
            reason: Some(reason.to_owned()),
            fact: Fact::Recalled { recall: case.to_string() },
        })
    })
    .await?;
    match stopped.iter().find_map(|relative| Outcome::refusal(&relative.outcome)) {
        Some(refusal) => Err(refusal.clone().into()),
        None => Ok(()),
    }
}

/// The event by which a case holds a unit: once, however often it is told.
fn hold_id(case: RecallId, unit: UnitId) -> EventId {
    let name = format!("govern.recall/{case}/{unit}");
    EventId::from_uuid(uuid::Uuid::new_v5(&uuid::Uuid::nil(), name.as_bytes()))
}
