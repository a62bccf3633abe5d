//! Routes of gifts.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Person;
use vena_kernel::{clock::Instant, collection::chair, donation_number::DonationNumber, id::SiteId, say, text::Text};
use vena_platform::{
    auth::{self, Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    GiftCount, GiftHandOut, GiftList, GiftMoves, GiftReceive, GiftStock, OfSite, db, everywhere, name, rules, stock,
};
use crate::{
    Donations,
    after::{day, missing},
};

/// The last moves of a site are listed, at most so many.
const MOVES_MAX: i64 = 200;

/// Gifts that came.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct GiftReceipt {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Code of the rulebook.
    #[garde(length(chars, min = 1, max = 60))]
    gift: String,
    /// How many.
    #[garde(range(min = 1, max = 100_000))]
    pieces: i32,
    /// From whom, on which paper.
    #[garde(inner(length(chars, max = 200)))]
    note: Option<String>,
}

/// Gifts that were counted.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct GiftCounted {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Code of the rulebook.
    #[garde(length(chars, min = 1, max = 60))]
    gift: String,
    /// How many there are.
    #[garde(range(min = 0, max = 100_000))]
    pieces: i32,
    /// Why it differs from the books, if it does.
    #[garde(inner(length(chars, max = 200)))]
    note: Option<String>,
}

/// Which gift.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct GiftChoice {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Code of the rulebook.
    #[garde(length(chars, min = 1, max = 60))]
    gift: String,
}

/// How a gift moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = GiftMoved)]
pub(super) enum Moved {
    /// 入库
    Received,
    /// 发放
    HandedOut,
    /// 清点
    Counted,
}

/// One move of a gift.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GiftMove {
    /// Its place in the order of all moves.
    move_no: i64,
    /// How.
    what: Moved,
    /// Code of the rulebook.
    gift: String,
    /// What people call it.
    name: Text,
    /// Added to the stock; of a count, what it differed by.
    pieces: i32,
    /// What was said.
    note: Option<String>,
    /// When.
    at: Instant,
    /// Who.
    by: Option<Person>,
}

/// What every site has, or one site.
#[utoipa::path(get, path = "/api/care/gifts", tag = "care", operation_id = "care.gift.list", params(OfSite),
    responses((status = 200, body = Page<GiftStock>)))]
pub(super) async fn list(auth: Allowed<GiftList>, Query(of): Query<OfSite>) -> Result<Json<Page<GiftStock>>, Fault> {
    let mut tx = auth.read().await?;
    let items = everywhere(&mut tx, &auth.scope, of.site_id).await?;
    Ok(Json(Page { items, next: None, as_of: tx.now() }))
}

/// How gifts of a site came and went, latest first.
#[utoipa::path(get, path = "/api/care/gifts/moves", tag = "care", operation_id = "care.gift.moves", params(OfSite),
    responses((status = 200, body = Page<GiftMove>)))]
pub(super) async fn moves(auth: Allowed<GiftMoves>, Query(of): Query<OfSite>) -> Result<Json<Page<GiftMove>>, Fault> {
    let mut tx = auth.read().await?;
    let site = own_site(&mut tx, &auth.scope, of.site_id).await?;
    let rows = db::moves(&mut tx, site, MOVES_MAX).await?;
    let shown = rows.into_iter().map(|row| GiftMove {
        move_no: row.move_no,
        what: row.what,
        name: name(&row.gift),
        gift: row.gift,
        pieces: row.pieces,
        note: row.note,
        at: row.at,
        by: Person::of(Some(row.by_user), row.by_name),
    });
    Ok(Json(Page { items: shown.collect(), next: None, as_of: tx.now() }))
}

/// Keeps that gifts came.
#[utoipa::path(post, path = "/api/care/gifts/receive", tag = "care", operation_id = "care.gift.receive",
    request_body = GiftReceipt, responses((status = 201, body = Vec<GiftStock>)))]
pub(super) async fn receive(
    auth: Allowed<GiftReceive>,
    Body(new): Body<GiftReceipt>,
) -> Result<Answer<Vec<GiftStock>>, Fault> {
    let mut tx = auth.write().await?;
    let site = own_site(&mut tx, &auth.scope, new.site_id).await?;
    known(&tx, &new.gift)?;
    let row = db::NewMove { what: Moved::Received, pieces: new.pieces, note: said(new.note.as_deref()) };
    db::insert(&mut tx, &auth.scope, (site, &new.gift), &row).await?;
    tx.announce("gifts", Some(auth.scope.org)).await?;
    let now = stock(&mut tx, &auth.scope, site).await?;
    tx.created(now).await
}

/// Keeps how many were counted; the books then say the same.
#[utoipa::path(post, path = "/api/care/gifts/count", tag = "care", operation_id = "care.gift.count",
    request_body = GiftCounted, responses((status = 200, body = Vec<GiftStock>)))]
pub(super) async fn count(
    auth: Allowed<GiftCount>,
    Body(new): Body<GiftCounted>,
) -> Result<Answer<Vec<GiftStock>>, Fault> {
    let mut tx = auth.write().await?;
    let site = own_site(&mut tx, &auth.scope, new.site_id).await?;
    known(&tx, &new.gift)?;
    let books = db::locked_pieces(&mut tx, (site, &new.gift)).await?;
    let (found, note) = (i64::from(new.pieces), said(new.note.as_deref()));
    rules::counted(books, found, note)?;
    let pieces = i32::try_from(found - books).map_err(|error| Fault::Internal(error.into()))?;
    let row = db::NewMove { what: Moved::Counted, pieces, note };
    db::insert(&mut tx, &auth.scope, (site, &new.gift), &row).await?;
    tx.announce("gifts", Some(auth.scope.org)).await?;
    let now = stock(&mut tx, &auth.scope, site).await?;
    tx.ok(now).await
}

/// Hands out the gift of a donation whose donor left without one.
#[utoipa::path(post, path = "/api/care/donations/{number}/gift", tag = "care", operation_id = "care.gift.hand_out",
    params(("number" = DonationNumber, Path)), request_body = GiftChoice,
    responses((status = 201, body = Vec<GiftStock>)))]
pub(super) async fn hand_out(
    auth: Allowed<GiftHandOut>,
    Extension(donations): Donations,
    Path(number): Path<DonationNumber>,
    Body(new): Body<GiftChoice>,
) -> Result<Answer<Vec<GiftStock>>, Fault> {
    let mut tx = auth.write().await?;
    let site = own_site(&mut tx, &auth.scope, new.site_id).await?;
    known(&tx, &new.gift)?;
    let facts = donations.facts(&mut tx, &number).await?.filter(|facts| facts.ended_at.is_some());
    facts.ok_or_else(|| missing(number))?;
    let given = db::given(&mut tx, number).await?;
    rules::once(given.map(|(gift, _)| name(&gift)).as_ref())?;
    let (by, at) = (auth.scope.user, tx.now());
    if !db::handed_out(&mut tx, (site, &new.gift), number, (by, at)).await? {
        rules::once(Some(&name(&new.gift)))?;
    }
    tx.announce("gifts", Some(auth.scope.org)).await?;
    let now = stock(&mut tx, &auth.scope, site).await?;
    tx.created(now).await
}

fn said(note: Option<&str>) -> Option<&str> {
    note.map(str::trim).filter(|note| !note.is_empty())
}

fn known(tx: &Tx, gift: &str) -> Result<(), Fault> {
    if chair::gifts(day(tx.now())).iter().any(|known| known.code == gift) {
        return Ok(());
    }
    let detail = say!("没有这种纪念品", "there is no such gift");
    Err(Problem::invalid("gift", gift, "rest.gift", detail).into())
}

async fn own_site(tx: &mut Tx, scope: &Scope, site: Option<SiteId>) -> Result<SiteId, Fault> {
    let site = site.unwrap_or(scope.site);
    if auth::db::site_belongs(tx, site, scope.org).await? {
        return Ok(site);
    }
    Err(Problem::not_found("site", site).into())
}
