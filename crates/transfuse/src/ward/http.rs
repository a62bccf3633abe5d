//! Handing units out and taking them back.

use anyhow::anyhow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    id::{MatchId, SiteId},
    rulebook,
    unit_state::{Fact, Return},
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Path},
};

use super::{
    MatchDispense, MatchReturn, db, draft,
    rules::{self, BroughtBack},
};
use crate::{
    digest::digest,
    event,
    matches::{
        db::MatchRow,
        view::{self, Match},
        words::Crossmatch,
    },
    policy::Policy,
};

/// Where a unit goes.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct Dispensing {
    /// A place of the hospital.
    #[garde(skip)]
    ward: SiteId,
    /// How the bag looks: colour, clots, seal, leaks.
    #[garde(skip)]
    visual_check: VisualCheck,
}

/// How a bag looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum VisualCheck {
    /// 正常
    Ok,
    /// 异常
    NotOk,
}

/// What was found when a unit came back.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct Returning {
    /// Why it was not used.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
    /// Minutes out of a monitored place. What our own clock says counts when it is more.
    #[garde(range(min = 0, max = 100_000))]
    minutes_out: i64,
    /// The seal is whole.
    #[garde(skip)]
    seal_intact: bool,
    /// A giving set has been in the port.
    #[garde(skip)]
    #[serde(default)]
    spiked: bool,
    /// Whether it is frozen still; for plasma and cryoprecipitate.
    #[garde(skip)]
    still_frozen: Option<bool>,
}

/// What was judged when a unit came back; its digest goes into the ledger.
#[derive(Serialize)]
struct Judged {
    match_id: MatchId,
    minutes: i64,
    minutes_before: i64,
    exits_before: i64,
    seal_intact: bool,
    spiked: bool,
    still_frozen: Option<bool>,
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/dispense", tag = "transfuse",
    operation_id = "transfuse.match.dispense", params(("id" = MatchId, Path)), request_body = Dispensing,
    responses((status = 200, body = Match)))]
pub(super) async fn dispense(
    auth: Allowed<MatchDispense>,
    Path(id): Path<MatchId>,
    Body(wanted): Body<Dispensing>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_dispense(&view::standing(&row, &auth.scope, tx.now()))?;
    rules::looks_good(wanted.visual_check == VisualCheck::Ok)?;
    rules::own_ward(db::own_site(&mut tx, &auth.scope, wanted.ward).await?)?;
    let mut dispensed = draft(&tx, &auth.scope, &row);
    if let Fact::Dispensed { ward, .. } = &mut dispensed.fact {
        *ward = Some(wanted.ward);
    }
    vena_ledger::append_all_or_refuse(&mut tx, &[dispensed]).await?;
    let minutes = Policy::book().bedside(tx.now())?.crossmatch_minutes;
    let due = (row.crossmatch == Crossmatch::Emergency).then(|| tx.now().plus_seconds(minutes * 60));
    db::dispense(&mut tx, &auth.scope, id, wanted.ward, due).await?;
    let shown = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

#[utoipa::path(post, path = "/api/transfuse/matches/{id}/return", tag = "transfuse",
    operation_id = "transfuse.match.return", params(("id" = MatchId, Path)), request_body = Returning,
    responses((status = 200, body = Match)))]
pub(super) async fn take_back(
    auth: Allowed<MatchReturn>,
    Path(id): Path<MatchId>,
    Body(brought): Body<Returning>,
) -> Result<Answer<Match>, Fault> {
    let mut tx = auth.write().await?;
    let row = view::locked(&mut tx, &auth.scope, id).await?;
    rules::may_return(&view::standing(&row, &auth.scope, tx.now()))?;
    tx.because(&brought.reason);
    let found = found(&mut tx, &row, &brought).await?;
    let class = rulebook::products().named(row.unit.product)?.class;
    rules::may_restock(&found, Policy::book().returning(class, tx.now())?)?;
    restock(&mut tx, &auth.scope, &row, &brought, &found).await?;
    let minutes = i32::try_from(found.minutes()).map_err(|error| anyhow!(error))?;
    db::take_back(&mut tx, &auth.scope, id, minutes, &brought.reason).await?;
    let shown = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn found(tx: &mut Tx, row: &MatchRow, brought: &Returning) -> Result<BroughtBack, Fault> {
    let (exits_before, minutes_before) = db::exits(tx, row.unit.unit_id).await?;
    let out_since = row.dispensed_at.unwrap_or(row.matched_at);
    Ok(BroughtBack {
        stated_minutes: brought.minutes_out,
        elapsed_minutes: (tx.now().seconds_since(out_since) + 59).div_euclid(60),
        exits_before,
        minutes_before,
        still_frozen: brought.still_frozen,
    })
}

async fn restock(
    tx: &mut Tx,
    scope: &Scope,
    row: &MatchRow,
    brought: &Returning,
    found: &BroughtBack,
) -> Result<(), Fault> {
    let evidence = digest(&Judged {
        match_id: row.match_id,
        minutes: found.minutes(),
        minutes_before: found.minutes_before,
        exits_before: found.exits_before,
        seal_intact: brought.seal_intact,
        spiked: brought.spiked,
        still_frozen: found.still_frozen,
    })?;
    let returned = Return { thermal_ok: true, evidence, seal_intact: brought.seal_intact, spiked: brought.spiked };
    let mut returned = event(tx, scope, row.unit.unit_id, Fact::Returned(returned));
    returned.reason = Some(brought.reason.clone());
    vena_ledger::append_all_or_refuse(tx, &[returned]).await?;
    Ok(())
}
