//! Lots as they lie at a site: received, opened, finished.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair,
    id::{LotId, SiteId},
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    LotFinish, LotOpen, LotReceive, LotStock, db,
    http::Item,
    rules::{self, LotState},
};
use crate::day;

/// Which lots.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct StockQuery {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Finished lots too.
    #[garde(skip)]
    #[serde(default)]
    finished: bool,
}

/// A lot that arrives.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LotNew)]
pub(super) struct LotNew {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// What it is of.
    #[garde(skip)]
    item: Item,
    /// The maker's label (GS1): it says lot and last day, and those typed have to agree.
    #[garde(length(chars, max = 200))]
    scan: Option<String>,
    /// Lot of the maker; on the label when absent.
    #[garde(length(chars, min = 1, max = 60))]
    lot: Option<String>,
    /// Last day on which it may be used; on the label when absent.
    #[garde(skip)]
    expires_on: Option<Day>,
    /// How many pieces.
    #[garde(range(min = 1, max = 100_000))]
    pieces: i32,
}

/// Why a lot is used no more.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LotEnd)]
pub(super) struct LotEnd {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What may be done with a lot now.
#[derive(Debug, Serialize, ToSchema)]
struct LotCan {
    /// Open it.
    open: Can,
    /// Use it no more.
    finish: Can,
}

/// A lot at a site.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Lot {
    /// Identity; absent where a lot was used and never received.
    stock_id: Option<LotId>,
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// What it is of.
    item: String,
    /// Lot of the maker.
    lot: String,
    /// What the article is, where the rulebook knows it.
    article_name: Option<Text>,
    /// Last day on which it may be used.
    expires_on: Option<Day>,
    /// It is over.
    expired: bool,
    /// How many were received.
    pieces: Option<i32>,
    /// How many donations of this place it has touched.
    donations: i64,
    /// How it lies here.
    state: LotState,
    /// Why it was recalled.
    recalled: Option<String>,
    /// When it came.
    received_at: Option<Instant>,
    /// When it was opened.
    opened_at: Option<Instant>,
    /// When its use ended.
    finished_at: Option<Instant>,
    /// Why.
    finished_why: Option<String>,
    /// What may be done.
    can: LotCan,
}

impl Lot {
    fn of(record: db::StockRecord, scope: &Scope, today: Day) -> Self {
        let listed = record.stock_id.is_some();
        let expires_on = record.expires_on.unwrap_or(today);
        let open = rules::may_open(record.state, expires_on, record.recalled.is_some(), today);
        let article = |code: &String| chair::kits(today).into_iter().find(|kit| kit.article == *code);
        Self {
            can: LotCan {
                open: Can::by(scope, LotOpen::INFO.name, open),
                finish: Can::by(scope, LotFinish::INFO.name, rules::may_finish(record.state)),
            },
            article_name: record.article.as_ref().and_then(article).map(|kit| kit.name.clone()),
            expired: listed && expires_on < today,
            stock_id: record.stock_id,
            site_id: record.site_id,
            site_name: record.site_name,
            item: record.item,
            lot: record.lot,
            expires_on: record.expires_on,
            pieces: record.pieces,
            donations: record.donations,
            state: record.state,
            recalled: record.recalled,
            received_at: record.received_at,
            opened_at: record.opened_at,
            finished_at: record.finished_at,
            finished_why: record.finished_why,
        }
    }
}

/// Lots at a site: those in use and unopened, and those that were used here and never received. At most 500.
#[utoipa::path(get, path = "/api/collect/lots", tag = "collect", operation_id = "collect.lot.stock", params(StockQuery),
    responses((status = 200, body = Page<Lot>)))]
pub(super) async fn list(auth: Allowed<LotStock>, Query(query): Query<StockQuery>) -> Result<Json<Page<Lot>>, Fault> {
    let mut tx = auth.read().await?;
    let (now, site) = (tx.now(), query.site_id.unwrap_or(auth.scope.site));
    let records = db::stock(&mut tx, &auth.scope, site, query.finished).await?;
    let items = records.into_iter().map(|record| Lot::of(record, &auth.scope, day(now))).collect();
    Ok(Json(Page { items, next: None, as_of: now }))
}

/// Takes a lot in at a site.
#[utoipa::path(post, path = "/api/collect/lots", tag = "collect", operation_id = "collect.lot.receive",
    request_body = LotNew, responses((status = 201, body = Lot)))]
pub(super) async fn receive(auth: Allowed<LotReceive>, Body(new): Body<LotNew>) -> Result<Answer<Lot>, Fault> {
    let label = new.scan.as_deref().filter(|scan| !scan.trim().is_empty()).map(chair::read_kit).transpose()?;
    let said = label.as_ref();
    let lot = agreed("lot", new.lot.clone(), said.and_then(|label| label.lot.clone()))?;
    let expires_on = agreed("expires_on", new.expires_on, said.and_then(|label| label.expires_on))?;
    let mut tx = auth.write().await?;
    rules::not_expired(expires_on, day(tx.now()))?;
    db::lock(&mut tx, &auth.scope, new.item.word(), &lot).await?;
    if db::recalled(&mut tx, &auth.scope, new.item.word(), &lot).await?.is_some() {
        let reason = say!("批号 {lot} 已召回，请退回", "the lot {lot} was recalled: send it back");
        return Err(Refusal::new("lot.recalled", reason).into());
    }
    let arrives = db::NewStock {
        site: new.site_id.unwrap_or(auth.scope.site),
        item: new.item.word(),
        lot: &lot,
        article: said.map(|label| label.article.as_str()),
        expires_on,
        pieces: new.pieces,
    };
    let Some(id) = db::receive(&mut tx, &auth.scope, &arrives).await? else {
        let reason = say!("批号 {lot} 在本采血点已登记", "the lot {lot} is on this site's list already");
        return Err(Refusal::new("lot.known", reason).into());
    };
    tx.announce("lots", Some(auth.scope.org)).await?;
    let lot = lot_or_404(&mut tx, &auth.scope, id).await?;
    tx.created(lot).await
}

/// What was typed and what the label says, where both say something.
fn agreed<T: PartialEq + ToString>(field: &str, typed: Option<T>, label: Option<T>) -> Result<T, Fault> {
    match (typed, label) {
        (Some(typed), Some(label)) if typed != label => {
            let (typed, label) = (typed.to_string(), label.to_string());
            let detail = say!("录入 {typed}，标签为 {label}", "{typed} was typed, the label says {label}");
            Err(Problem::invalid(field, typed, "lot.label-differs", detail).into())
        }
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => {
            let detail = say!("请扫描厂家标签或录入", "scan the maker's label or type it");
            Err(Problem::invalid(field, "", "lot.incomplete", detail).into())
        }
    }
}

async fn lot_or_404(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<Lot, Fault> {
    Ok(Lot::of(record_or_404(tx, scope, id).await?, scope, day(tx.now())))
}

async fn record_or_404(tx: &mut Tx, scope: &Scope, id: LotId) -> Result<db::StockRecord, Fault> {
    db::stock_one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("lot", id).into())
}

/// Opens a lot.
#[utoipa::path(post, path = "/api/collect/lots/{id}/open", tag = "collect", operation_id = "collect.lot.open",
    params(("id" = LotId, Path)), responses((status = 200, body = Lot)))]
pub(super) async fn open(auth: Allowed<LotOpen>, Path(id): Path<LotId>) -> Result<Answer<Lot>, Fault> {
    let mut tx = auth.write().await?;
    let record = record_or_404(&mut tx, &auth.scope, id).await?;
    db::lock(&mut tx, &auth.scope, &record.item, &record.lot).await?;
    let record = record_or_404(&mut tx, &auth.scope, id).await?;
    let expires_on = record.expires_on.unwrap_or(day(tx.now()));
    rules::may_open(record.state, expires_on, record.recalled.is_some(), day(tx.now()))?;
    db::open(&mut tx, &auth.scope, id).await?;
    tx.announce("lots", Some(auth.scope.org)).await?;
    let lot = lot_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(lot).await
}

/// Ends the use of a lot.
#[utoipa::path(post, path = "/api/collect/lots/{id}/finish", tag = "collect", operation_id = "collect.lot.finish",
    params(("id" = LotId, Path)), request_body = LotEnd, responses((status = 200, body = Lot)))]
pub(super) async fn finish(
    auth: Allowed<LotFinish>,
    Path(id): Path<LotId>,
    Body(end): Body<LotEnd>,
) -> Result<Answer<Lot>, Fault> {
    let mut tx = auth.write().await?;
    tx.because(&end.reason);
    let record = record_or_404(&mut tx, &auth.scope, id).await?;
    db::lock(&mut tx, &auth.scope, &record.item, &record.lot).await?;
    let record = record_or_404(&mut tx, &auth.scope, id).await?;
    rules::may_finish(record.state)?;
    db::finish(&mut tx, &auth.scope, id, &end.reason).await?;
    tx.announce("lots", Some(auth.scope.org)).await?;
    let lot = lot_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(lot).await
}
