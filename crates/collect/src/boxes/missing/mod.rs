//! 缺失追查: a bag that was not in its box has somebody who looks for it and a day by which it is found or its loss is signed.
//!
//! A bag that turned up by itself (received at the preparation hall) is closed as found; one that is still on its way is taken
//! over where it was found. A loss is asked for by one person and signed by another.

pub(crate) mod db;
mod rules;

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{ShipmentId, SiteId, UnitId},
    unit_state::{Fact, HoldKind, Mode, UnitEvent},
};
use vena_platform::{
    auth::{self, Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    BoxCaseConfirm, BoxCaseFind, BoxCaseList, BoxCaseLose, BoxCaseTake, book,
    db::{BagRecord, BoxRecord},
    event,
};
use rules::CaseState;

/// So many are listed at most.
const LIST_MAX: i64 = 200;

/// Which cases.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxCaseQuery {
    /// Those that are over, not those that go on.
    #[garde(skip)]
    #[serde(default)]
    closed: bool,
}

/// A bag that was not in its box.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxCase {
    /// Identity.
    case_id: Uuid,
    /// The box.
    box_id: ShipmentId,
    /// What is printed on it.
    box_code: String,
    /// Packed where.
    from_site_name: String,
    /// The unit.
    unit_id: UnitId,
    /// Number of the donation.
    donation_number: DonationNumber,
    /// The number as people read it.
    donation_number_shown: String,
    /// When it was missing.
    opened_at: Instant,
    /// Who opened the box.
    opened_by: Person,
    /// Who looks for it.
    owner: Person,
    /// By when it is found, or its loss is signed.
    due_at: Instant,
    /// That time has passed.
    late: bool,
    /// How far it is.
    state: CaseState,
    /// What was said.
    said: Option<String>,
    /// Who asked for the loss to be signed.
    asked_by: Option<Person>,
    /// When it was over.
    closed_at: Option<Instant>,
    /// Who closed it.
    closed_by: Option<Person>,
    /// What may be done now.
    can: BoxCaseCan,
}

/// What may be done with a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoxCaseCan {
    /// Look for it oneself.
    take: Can,
    /// Close it as found.
    find: Can,
    /// Ask for the loss to be signed.
    lose: Can,
    /// Sign the loss.
    confirm: Can,
}

/// Where a bag was found.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxCaseFound {
    /// Where it is now; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Where it was, and how it looks; it is held until somebody has judged it.
    #[garde(length(chars, min = 2, max = 300))]
    note: String,
}

/// Why a bag is lost.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxCaseLoss {
    /// What was done to find it.
    #[garde(length(chars, min = 2, max = 300))]
    reason: String,
}

/// Nothing.
#[derive(Debug, Default, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BoxCaseSigned {}

/// Opens a case for every bag that was not in the box.
pub(super) async fn open(tx: &mut Tx, scope: &Scope, head: &BoxRecord, missing: &[&BagRecord]) -> Result<(), Fault> {
    let hours = book::missing(crate::day(tx.now()))?.hours;
    let due_at = tx.now().plus_seconds(hours * 3600);
    for bag in missing {
        db::open(tx, scope, (head, bag), due_at).await?;
    }
    Ok(())
}

fn shown(row: db::CaseRow, scope: &Scope, now: Instant) -> BoxCase {
    let going = || rules::going_on(row.state);
    let can = BoxCaseCan {
        take: Can::by(scope, BoxCaseTake::INFO.name, going()),
        find: Can::by(scope, BoxCaseFind::INFO.name, going()),
        lose: Can::by(scope, BoxCaseLose::INFO.name, going()),
        confirm: Can::by(scope, BoxCaseConfirm::INFO.name, rules::may_confirm(row.state, row.asked_by, scope.user)),
    };
    BoxCase {
        case_id: row.case_id,
        box_id: row.box_id,
        box_code: row.code,
        from_site_name: row.from_site_name,
        unit_id: row.unit_id,
        donation_number: row.donation_number,
        donation_number_shown: row.donation_number.to_string(),
        opened_at: row.opened_at,
        opened_by: Person { user_id: row.opened_by, display_name: row.opened_by_name },
        owner: Person { user_id: row.owner, display_name: row.owner_name },
        late: row.closed_at.is_none() && row.due_at < now,
        due_at: row.due_at,
        state: row.state,
        said: row.said,
        asked_by: Person::of(row.asked_by, row.asked_by_name),
        closed_at: row.closed_at,
        closed_by: Person::of(row.closed_by, row.closed_by_name),
        can,
    }
}

/// Bags that were not in their boxes: what waits longest first, or what is over.
#[utoipa::path(get, path = "/api/collect/box-cases", tag = "collect", operation_id = "collect.box_case.list",
    params(BoxCaseQuery), responses((status = 200, body = Page<BoxCase>)))]
pub(super) async fn list(
    auth: Allowed<BoxCaseList>,
    Query(query): Query<BoxCaseQuery>,
) -> Result<Json<Page<BoxCase>>, Fault> {
    let mut tx = auth.read().await?;
    let now = tx.now();
    let rows = db::cases(&mut tx, &auth.scope, (None, Some(!query.closed)), LIST_MAX).await?;
    let items = rows.into_iter().map(|row| shown(row, &auth.scope, now)).collect();
    Ok(Json(Page { items, next: None, as_of: now }))
}

async fn one(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<db::CaseRow, Fault> {
    let found = db::cases(tx, scope, (Some(id), None), 1).await?.pop();
    Ok(found.ok_or_else(|| Problem::not_found("case", id))?)
}

/// The case, locked and going on.
async fn worked_on(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<db::CaseRow, Fault> {
    db::lock(tx, id).await?;
    let row = one(tx, scope, id).await?;
    rules::going_on(row.state)?;
    Ok(row)
}

async fn answered(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<BoxCase, Fault> {
    tx.announce("boxes", Some(scope.org)).await?;
    let now = tx.now();
    Ok(shown(one(tx, scope, id).await?, scope, now))
}

/// Takes over who looks for the bag.
#[utoipa::path(post, path = "/api/collect/box-cases/{id}/take", tag = "collect", operation_id = "collect.box_case.take",
    params(("id" = Uuid, Path)), request_body = BoxCaseSigned, responses((status = 200, body = BoxCase)))]
pub(super) async fn take(
    auth: Allowed<BoxCaseTake>,
    Path(id): Path<Uuid>,
    Body(BoxCaseSigned {}): Body<BoxCaseSigned>,
) -> Result<Answer<BoxCase>, Fault> {
    let mut tx = auth.write().await?;
    worked_on(&mut tx, &auth.scope, id).await?;
    db::take(&mut tx, &auth.scope, id).await?;
    let case = answered(&mut tx, &auth.scope, id).await?;
    tx.ok(case).await
}

/// Closes a case as found. A bag that is still on its way is taken over here and held until somebody has judged it.
#[utoipa::path(post, path = "/api/collect/box-cases/{id}/find", tag = "collect", operation_id = "collect.box_case.find",
    params(("id" = Uuid, Path)), request_body = BoxCaseFound, responses((status = 200, body = BoxCase)))]
pub(super) async fn find(
    auth: Allowed<BoxCaseFind>,
    Path(id): Path<Uuid>,
    Body(found): Body<BoxCaseFound>,
) -> Result<Answer<BoxCase>, Fault> {
    let mut tx = auth.write().await?;
    let row = worked_on(&mut tx, &auth.scope, id).await?;
    let site = found.site_id.unwrap_or(auth.scope.site);
    if !auth::db::site_belongs(&mut tx, site, auth.scope.org).await? {
        return Err(Problem::not_found("site", site).into());
    }
    let note = found.note.trim();
    tx.because(note);
    if on_its_way(&mut tx, &row).await? {
        let received = Fact::Received { shipment: row.box_id, position: None };
        let held = Fact::Held { hold: HoldKind::Investigation };
        let events = [received, held].map(|fact| because(&tx, &auth.scope, (site, row.unit_id), fact, note));
        vena_ledger::append_all_or_refuse(&mut tx, &events).await?;
    }
    db::close(&mut tx, &auth.scope, id, (CaseState::Found, Some(note))).await?;
    tx.announce("units", None).await?;
    let case = answered(&mut tx, &auth.scope, id).await?;
    tx.ok(case).await
}

/// Asks for the loss of a bag to be signed by somebody else.
#[utoipa::path(post, path = "/api/collect/box-cases/{id}/lose", tag = "collect", operation_id = "collect.box_case.lose",
    params(("id" = Uuid, Path)), request_body = BoxCaseLoss, responses((status = 200, body = BoxCase)))]
pub(super) async fn lose(
    auth: Allowed<BoxCaseLose>,
    Path(id): Path<Uuid>,
    Body(loss): Body<BoxCaseLoss>,
) -> Result<Answer<BoxCase>, Fault> {
    let mut tx = auth.write().await?;
    worked_on(&mut tx, &auth.scope, id).await?;
    tx.because(loss.reason.trim());
    db::ask(&mut tx, &auth.scope, id, loss.reason.trim()).await?;
    let case = answered(&mut tx, &auth.scope, id).await?;
    tx.ok(case).await
}

/// Signs the loss of a bag that somebody else has asked for: the unit is lost in the ledger, with both names.
#[utoipa::path(post, path = "/api/collect/box-cases/{id}/confirm", tag = "collect",
    operation_id = "collect.box_case.confirm", params(("id" = Uuid, Path)), request_body = BoxCaseSigned,
    responses((status = 200, body = BoxCase)))]
pub(super) async fn confirm(
    auth: Allowed<BoxCaseConfirm>,
    Path(id): Path<Uuid>,
    Body(BoxCaseSigned {}): Body<BoxCaseSigned>,
) -> Result<Answer<BoxCase>, Fault> {
    let mut tx = auth.write().await?;
    let row = worked_on(&mut tx, &auth.scope, id).await?;
    rules::may_confirm(row.state, row.asked_by, auth.scope.user)?;
    let said = row.said.as_deref().unwrap_or_default();
    tx.because(said);
    let mut lost = because(&tx, &auth.scope, (auth.scope.site, row.unit_id), Fact::Lost, said);
    lost.second = row.asked_by;
    vena_ledger::append_all_or_refuse(&mut tx, &[lost]).await?;
    db::close(&mut tx, &auth.scope, id, (CaseState::Lost, None)).await?;
    tx.announce("units", None).await?;
    let case = answered(&mut tx, &auth.scope, id).await?;
    tx.ok(case).await
}

/// Whether the ledger still has the bag on the way in this box.
async fn on_its_way(tx: &mut Tx, row: &db::CaseRow) -> Result<bool, Fault> {
    let unit = vena_ledger::unit_or_404(tx, row.unit_id).await?;
    Ok(matches!(&unit.state.custody.mode, Mode::InTransit { shipment, .. } if *shipment == row.box_id))
}

fn because(tx: &Tx, scope: &Scope, (site, unit): (SiteId, UnitId), fact: Fact, why: &str) -> UnitEvent {
    UnitEvent { reason: Some(why.to_owned()), ..event(tx, scope, site, (unit, fact)) }
}
