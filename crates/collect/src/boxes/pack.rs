//! A box is begun, filled by scanning, emptied, undone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    id::{ShipmentId, SiteId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{self, Allowed, Answer, Scope},
    db::{Tx, violated_constraint},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    BoxOpen, BoxPut, BoxTakeOut, BoxUndo, book, db,
    rules::{self, BoxState, Given},
    view::{self, HandOverBox},
};
use crate::{binding, day};

/// A box to be filled.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxNew {
    /// What is printed on the box, scanned or typed.
    #[garde(length(chars, min = 1, max = 24))]
    code: String,
    /// How it keeps its contents: a code of `GET /api/collect/boxes/modes`.
    #[garde(length(chars, min = 1, max = 20))]
    mode: String,
    /// The temperature logger inside.
    #[garde(inner(length(chars, max = 60)))]
    logger: Option<String>,
    /// Where it is packed; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
}

/// What was scanned.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxScans {
    /// On bags.
    #[garde(length(max = 200), inner(length(chars, min = 1, max = 200)))]
    #[serde(default)]
    bags: Vec<String>,
    /// On tubes.
    #[garde(length(max = 500), inner(length(chars, min = 1, max = 200)))]
    #[serde(default)]
    tubes: Vec<String>,
}

/// What became of each scan, and the box afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxScanned {
    /// Scans that were not packed, with the reason; the others are in the box.
    refused: Vec<BoxScanRefused>,
    /// The box.
    r#box: HandOverBox,
}

/// A scan that was not packed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxScanRefused {
    /// The text.
    scan: String,
    /// Why.
    refusal: Refusal,
}

/// What is taken out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxTaken {
    /// The donation number, scanned or typed.
    #[garde(length(chars, min = 1, max = 200))]
    donation_number: String,
}

/// Why a box is undone.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxUndoReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Begins a box.
#[utoipa::path(post, path = "/api/collect/boxes", tag = "collect", operation_id = "collect.box.open",
    request_body = BoxNew, responses((status = 201, body = HandOverBox)))]
pub(super) async fn open(auth: Allowed<BoxOpen>, Body(new): Body<BoxNew>) -> Result<Answer<HandOverBox>, Fault> {
    let mut tx = auth.write().await?;
    let site = new.site_id.unwrap_or(auth.scope.site);
    if !auth::db::site_belongs(&mut tx, site, auth.scope.org).await? {
        return Err(Problem::not_found("site", site).into());
    }
    let today = day(tx.now());
    let mode = book::mode(&new.mode, today)
        .map_err(|refusal| Problem::invalid("mode", &new.mode, &refusal.rule, refusal.reason))?;
    let id = ShipmentId::from_uuid(tx.new_id());
    let logger = new.logger.as_deref().map(str::trim).filter(|logger| !logger.is_empty());
    let code = new.code.trim();
    let row = db::NewBox { box_id: id, site, day: today, code, mode: &mode.code, logger };
    if let Err(error) = db::insert(&mut tx, &auth.scope, &row).await {
        return Err(if violated_constraint(&error) == Some("box_in_use") { in_use(code).into() } else { error.into() });
    }
    let answer = view::changed(&mut tx, &auth.scope, id).await?;
    tx.created(answer).await
}

fn in_use(code: &str) -> Refusal {
    let reason = say!("交接箱 {code} 正在使用，请换一个箱子", "box {code} is in use: take another one");
    Refusal::new("box.in-use", reason)
}

/// Puts in what was scanned. A scan that is refused does not hinder the others.
#[utoipa::path(post, path = "/api/collect/boxes/{id}/put", tag = "collect", operation_id = "collect.box.put",
    params(("id" = ShipmentId, Path)), request_body = BoxScans, responses((status = 200, body = BoxScanned)))]
pub(super) async fn put(
    auth: Allowed<BoxPut>,
    Path(id): Path<ShipmentId>,
    Body(scans): Body<BoxScans>,
) -> Result<Answer<BoxScanned>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    rules::needs(head.state, BoxState::Packing)?;
    let mut refused = Vec::new();
    for scan in &scans.bags {
        refused.extend(refusal(scan, bag(&mut tx, &auth.scope, (id, head.from_site), scan).await?));
    }
    for scan in &scans.tubes {
        refused.extend(refusal(scan, tube(&mut tx, &auth.scope, (id, head.from_site), scan).await?));
    }
    let r#box = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(BoxScanned { refused, r#box }).await
}

fn refusal(scan: &str, outcome: Result<(), Refusal>) -> Option<BoxScanRefused> {
    outcome.err().map(|refusal| BoxScanRefused { scan: scan.to_owned(), refusal })
}

/// The donation that a scan means, if it was given at `site`.
async fn meant(tx: &mut Tx, scope: &Scope, site: SiteId, scan: &str) -> Result<Result<Given, Refusal>, Fault> {
    Ok(match binding::number_of(scan) {
        Ok(number) => rules::from_here(db::given(tx, scope, number).await?, scan, site),
        Err(refusal) => Err(refusal),
    })
}

async fn bag(
    tx: &mut Tx,
    scope: &Scope,
    (id, site): (ShipmentId, SiteId),
    scan: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let given = match meant(tx, scope, site, scan).await? {
        Ok(given) => given,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match rules::next_bag(&given, &db::bags_of(tx, given.donation).await?) {
        Ok(unit) => Ok(Ok(db::put_bag(tx, scope, id, (&given, unit)).await?)),
        Err(refusal) => Ok(Err(refusal)),
    }
}

async fn tube(
    tx: &mut Tx,
    scope: &Scope,
    (id, site): (ShipmentId, SiteId),
    scan: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let given = match meant(tx, scope, site, scan).await? {
        Ok(given) => given,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match rules::one_more_tube(&given) {
        Ok(()) => Ok(Ok(db::put_tube(tx, id, &given).await?)),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Takes bags and tubes of a number out again.
#[utoipa::path(post, path = "/api/collect/boxes/{id}/take-out", tag = "collect", operation_id = "collect.box.take_out",
    params(("id" = ShipmentId, Path)), request_body = BoxTaken, responses((status = 200, body = HandOverBox)))]
pub(super) async fn take_out(
    auth: Allowed<BoxTakeOut>,
    Path(id): Path<ShipmentId>,
    Body(taken): Body<BoxTaken>,
) -> Result<Answer<HandOverBox>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    rules::needs(head.state, BoxState::Packing)?;
    let number = binding::number_of(&taken.donation_number).map_err(|refusal| {
        Problem::invalid("donation_number", &taken.donation_number, &refusal.rule, refusal.reason)
    })?;
    if !db::take_out(&mut tx, id, number).await? {
        let reason = say!("箱内没有 {number}", "nothing of {number} is in the box");
        return Err(Refusal::new("box.not-in-box", reason).into());
    }
    let answer = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(answer).await
}

/// Undoes a box that was not sent.
#[utoipa::path(post, path = "/api/collect/boxes/{id}/undo", tag = "collect", operation_id = "collect.box.undo",
    params(("id" = ShipmentId, Path)), request_body = BoxUndoReason, responses((status = 200, body = HandOverBox)))]
pub(super) async fn undo(
    auth: Allowed<BoxUndo>,
    Path(id): Path<ShipmentId>,
    Body(why): Body<BoxUndoReason>,
) -> Result<Answer<HandOverBox>, Fault> {
    let mut tx = auth.write().await?;
    let head = view::locked(&mut tx, &auth.scope, id).await?;
    rules::needs(head.state, BoxState::Packing)?;
    tx.because(&why.reason);
    db::undo(&mut tx, id, &why.reason).await?;
    let answer = view::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(answer).await
}
