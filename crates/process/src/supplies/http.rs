//! Requests and answers about lots of supplies.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    id::SupplyId,
    refusal::Refusal,
    say,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path},
};

use super::{
    SupplyFinish, SupplyLetIn, SupplyList, SupplyReceive,
    db::{self, SupplyRecord},
    rules,
};
use crate::{batches, plans::hall};

/// A lot that came.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallSupplyNew {
    /// What it is, as the rulebook names it.
    #[garde(length(chars, min = 1, max = 40))]
    kind: String,
    /// Its number, as scanned.
    #[garde(length(chars, min = 1, max = 60))]
    lot: String,
    /// Who makes it.
    #[garde(length(chars, min = 1, max = 100))]
    maker: String,
    /// Last day on which it may be used.
    #[garde(skip)]
    expires_on: Day,
}

/// Why a lot is not used any more.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct HallSupplyWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What may be done with a lot now.
#[derive(Debug, Serialize, ToSchema)]
struct HallSupplyCan {
    /// Use it at a step.
    work: Can,
    /// Let it in.
    let_in: Can,
    /// End its use.
    finish: Can,
}

/// A lot of what is used up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HallSupply {
    /// Identity.
    supply_id: SupplyId,
    /// What it is.
    kind: String,
    /// What people call that.
    kind_title: Text,
    /// Its number.
    lot: String,
    /// Who makes it.
    maker: String,
    /// Last day on which it may be used.
    expires_on: Day,
    /// When it came.
    received_at: Instant,
    /// Who received it.
    received_by_name: String,
    /// When it was let in.
    let_in_at: Option<Instant>,
    /// By whom.
    let_in_by_name: Option<String>,
    /// When its use ended.
    finished_at: Option<Instant>,
    /// Who ended it.
    finished_by_name: Option<String>,
    /// Why.
    finished_why: Option<String>,
    /// What may be done.
    can: HallSupplyCan,
}

impl HallSupply {
    fn of(record: SupplyRecord, scope: &Scope, today: Day) -> Self {
        let standing = record.standing();
        let kind = hall().supply(&record.kind, today);
        Self {
            can: HallSupplyCan {
                work: Can::by(scope, batches::BatchOpen::INFO.name, rules::may_use(standing, today)),
                let_in: Can::by(scope, SupplyLetIn::INFO.name, rules::may_let_in(standing, scope.user)),
                finish: Can::by(scope, SupplyFinish::INFO.name, rules::may_finish(standing)),
            },
            kind_title: kind.map_or_else(|| Text::new(&record.kind, &record.kind), |kind| kind.title.clone()),
            supply_id: record.supply_id,
            kind: record.kind,
            lot: record.lot,
            maker: record.maker,
            expires_on: record.expires_on,
            received_at: record.received_at,
            received_by_name: record.received_by_name,
            let_in_at: record.let_in_at,
            let_in_by_name: record.let_in_by_name,
            finished_at: record.finished_at,
            finished_by_name: record.finished_by_name,
            finished_why: record.finished_why,
        }
    }
}

fn today(tx: &Tx) -> Day {
    tx.now().day_in(&zone::china())
}

/// The lots of the hall, those in use first.
#[utoipa::path(get, path = "/api/process/supplies", tag = "process", operation_id = "process.supply.list",
    responses((status = 200, body = Page<HallSupply>)))]
pub(super) async fn list(auth: Allowed<SupplyList>) -> Result<Json<Page<HallSupply>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, today) = (tx.now(), today(&tx));
    let all = db::all(&mut tx, &auth.scope).await?;
    let items = all.into_iter().map(|one| HallSupply::of(one, &auth.scope, today)).collect();
    Ok(Json(Page { items, next: None, as_of }))
}

/// Receives a lot. Refuses by `supply.kind` and `supply.known`.
#[utoipa::path(post, path = "/api/process/supplies", tag = "process", operation_id = "process.supply.receive",
    request_body = HallSupplyNew, responses((status = 201, body = HallSupply), (status = 409)))]
pub(super) async fn receive(
    auth: Allowed<SupplyReceive>,
    Body(new): Body<HallSupplyNew>,
) -> Result<Answer<HallSupply>, Fault> {
    let mut tx = auth.write().await?;
    if hall().supply(&new.kind, today(&tx)).is_none() {
        let reason = say!("没有这种耗材", "there is no such supply");
        return Err(Problem::invalid("kind", &new.kind, "supply.kind", reason).into());
    }
    let lot = new.lot.trim();
    let kept = db::NewSupply { kind: &new.kind, lot, maker: new.maker.trim(), expires_on: new.expires_on };
    let Some(id) = db::receive(&mut tx, &auth.scope, &kept).await? else {
        let reason = say!("批号 {lot} 已接收", "lot {lot} was received before");
        return Err(Refusal::new("supply.known", reason).into());
    };
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.created(shown).await
}

/// A second person lets a lot in. Refuses by `supply.same-person`, `supply.let-in` and `supply.finished`.
#[utoipa::path(post, path = "/api/process/supplies/{id}/let-in", tag = "process", operation_id = "process.supply.let_in",
    params(("id" = SupplyId, Path)), responses((status = 200, body = HallSupply), (status = 404), (status = 409)))]
pub(super) async fn let_in(auth: Allowed<SupplyLetIn>, Path(id): Path<SupplyId>) -> Result<Answer<HallSupply>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_let_in(found.standing(), auth.scope.user)?;
    db::let_in(&mut tx, &auth.scope, id).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Ends the use of a lot. Refuses by `supply.finished`.
#[utoipa::path(post, path = "/api/process/supplies/{id}/finish", tag = "process", operation_id = "process.supply.finish",
    params(("id" = SupplyId, Path)), request_body = HallSupplyWhy,
    responses((status = 200, body = HallSupply), (status = 404), (status = 409)))]
pub(super) async fn finish(
    auth: Allowed<SupplyFinish>,
    Path(id): Path<SupplyId>,
    Body(why): Body<HallSupplyWhy>,
) -> Result<Answer<HallSupply>, Fault> {
    let mut tx = auth.write().await?;
    let found = locked(&mut tx, &auth.scope, id).await?;
    rules::may_finish(found.standing())?;
    tx.because(&why.reason);
    db::finish(&mut tx, &auth.scope, id, why.reason.trim()).await?;
    let shown = changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

async fn locked(tx: &mut Tx, scope: &Scope, id: SupplyId) -> Result<SupplyRecord, Fault> {
    db::lock(tx, scope, id).await?;
    db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("supply", id).into())
}

async fn changed(tx: &mut Tx, scope: &Scope, id: SupplyId) -> Result<HallSupply, Fault> {
    tx.announce("hall", Some(scope.org)).await?;
    let found = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("supply", id))?;
    Ok(HallSupply::of(found, scope, today(tx)))
}
