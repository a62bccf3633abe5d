//! Putting tubes together, confirming, handing over.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{
    id::{SampleDisposalId, TubeId},
    say,
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    DisposalConfirm, DisposalHandOver, DisposalPropose,
    db::{self, Which},
    http::{DisposalSheet, DisposalTube, judged, load, one},
    rules,
};
use crate::racks::db::{Move, keep_move};

/// Tubes that shall be destroyed together.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DisposalNew {
    /// Which.
    #[garde(length(min = 1, max = 1000))]
    tubes: Vec<TubeId>,
    /// The container's own number.
    #[garde(length(chars, min = 1, max = 60))]
    container: String,
    /// What it weighs, g.
    #[garde(range(min = 1, max = 100_000))]
    weight_g: i32,
}

/// Puts tubes together. Refuses by `disposal.tube` what is not there or stands in another batch, and by what the rules say of
/// the first tube that may not go yet.
#[utoipa::path(post, path = "/api/lab/disposals", tag = "lab", operation_id = "lab.disposal.propose",
    request_body = DisposalNew, responses((status = 201, body = DisposalSheet)))]
pub(super) async fn propose(
    auth: Allowed<DisposalPropose>,
    Body(new): Body<DisposalNew>,
) -> Result<Answer<DisposalSheet>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let rows = db::tubes(&mut tx, scope, Which::Named(&new.tubes)).await?;
    if let Some(at) = new.tubes.iter().position(|tube| !rows.iter().any(|row| row.tube_id == *tube)) {
        return Err(gone(at, new.tubes[at]).into());
    }
    let list = judged(&mut tx, rows).await?;
    may_go(&list)?;
    let mut tubes: Vec<TubeId> = list.iter().map(|tube| tube.tube_id).collect();
    tubes.sort_unstable();
    let id = db::insert(&mut tx, scope, (&new.container, new.weight_g), &tubes).await?;
    let id = id.ok_or_else(|| gone(0, new.tubes[0]))?;
    tx.announce("samples", Some(scope.org)).await?;
    let view = load(&mut tx, scope, id).await?;
    tx.created(view).await
}

fn gone(at: usize, tube: TubeId) -> Problem {
    let reason = say!("此管不在，或已列入另一批", "this tube is gone, or stands in another batch");
    Problem::invalid(&format!("tubes.{at}"), tube, "disposal.tube", reason)
}

/// Refuses by the reason of the first tube that may not go.
fn may_go(list: &[DisposalTube]) -> Result<(), Fault> {
    let kept = list.iter().find_map(|tube| Some((tube.donation_number, tube.reason.as_ref()?)));
    let Some((number, refusal)) = kept else { return Ok(()) };
    Err(Problem::invalid("tubes", number, &refusal.rule, refusal.reason.clone()).into())
}

/// Another person has looked at the tubes and the list: they are gone from now on. Everything is judged again. Refuses by
/// `disposal.confirmed`, `disposal.same-person` and what the rules say of the first tube that may not go any more.
#[utoipa::path(post, path = "/api/lab/disposals/{id}/confirm", tag = "lab", operation_id = "lab.disposal.confirm",
    params(("id" = SampleDisposalId, Path)), responses((status = 200, body = DisposalSheet)))]
pub(super) async fn confirm(
    auth: Allowed<DisposalConfirm>,
    Path(id): Path<SampleDisposalId>,
) -> Result<Answer<DisposalSheet>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    db::lock(&mut tx, scope, id).await?;
    let batch = one(&mut tx, scope, id).await?;
    rules::may_confirm(batch.stage(), scope.user)?;
    let rows = db::tubes(&mut tx, scope, Which::Of(id)).await?;
    let lines: Vec<String> =
        rows.iter().map(|row| format!("{} {} {}", row.donation_number, row.role, row.tube_id)).collect();
    let list = judged(&mut tx, rows).await?;
    may_go(&list)?;
    for tube in &list {
        let one = Move { tube: tube.tube_id, kind: "disposed", to: None, reason: Some(&batch.container) };
        keep_move(&mut tx, scope, &one).await?;
    }
    db::confirm(&mut tx, scope, id, &rules::digest(&lines)).await?;
    tx.announce("samples", Some(scope.org)).await?;
    let view = load(&mut tx, scope, id).await?;
    tx.ok(view).await
}

/// Who takes the waste away.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DisposalCarrier {
    /// Company and person, as on the slip.
    #[garde(length(chars, min = 2, max = 100))]
    carrier: String,
}

/// Hands a batch over as waste. Refuses by `disposal.not-confirmed` and `disposal.handed`.
#[utoipa::path(post, path = "/api/lab/disposals/{id}/hand-over", tag = "lab", operation_id = "lab.disposal.hand_over",
    params(("id" = SampleDisposalId, Path)), request_body = DisposalCarrier,
    responses((status = 200, body = DisposalSheet)))]
pub(super) async fn hand_over(
    auth: Allowed<DisposalHandOver>,
    Path(id): Path<SampleDisposalId>,
    Body(to): Body<DisposalCarrier>,
) -> Result<Answer<DisposalSheet>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    db::lock(&mut tx, scope, id).await?;
    rules::may_hand_over(one(&mut tx, scope, id).await?.stage())?;
    db::hand_over(&mut tx, scope, id, &to.carrier).await?;
    tx.announce("samples", Some(scope.org)).await?;
    let view = load(&mut tx, scope, id).await?;
    tx.ok(view).await
}
