//! Routes of the end of a day at a site.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::{Day, Instant},
    id::SiteId,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope, Write},
    db::Tx,
    fault::Fault,
    http::{Body, Page, Path, Query},
};

use super::{
    SessionClose, SessionCount, SessionExplain, SessionList, SessionReopen, SessionSpoil, SessionView, db,
    db::{SessionRecord, SiteDay},
    rules::{self, Counted, Facts, Kind},
    view::{self, Session, SessionRow},
};

/// Days of at most this many site-days are listed.
const DAYS_MAX: i64 = 500;
/// The list goes back this far when nothing is asked, days.
const DAYS_BACK: i64 = 14;

/// Which days.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionQuery {
    /// The last day, today when absent; the list goes back fourteen days from it.
    #[garde(skip)]
    until: Option<Day>,
    /// Where.
    #[garde(skip)]
    site_id: Option<SiteId>,
}

/// What was counted by hand.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionCountNew {
    /// Bags.
    #[garde(range(min = 0, max = 10_000))]
    bags: i32,
    /// Tubes.
    #[garde(range(min = 0, max = 100_000))]
    tubes: i32,
    /// Signed forms, one for each donor who was judged.
    #[garde(range(min = 0, max = 10_000))]
    forms: i32,
}

/// Why something differs.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionExplanationNew {
    /// Which kind of thing.
    #[garde(skip)]
    kind: Kind,
    /// The number or figure that it is about, as shown.
    #[garde(length(chars, min = 1, max = 100))]
    about: String,
    /// Why.
    #[garde(length(chars, min = 2, max = 500))]
    said: String,
}

/// What consumables are.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum SessionItem {
    /// 采血袋
    Kit,
    /// 针
    Needle,
    /// 试管
    Tube,
    /// 留样袋
    Pouch,
}

impl SessionItem {
    const fn word(self) -> &'static str {
        match self {
            Self::Kit => "kit",
            Self::Needle => "needle",
            Self::Tube => "tube",
            Self::Pouch => "pouch",
        }
    }
}

/// Spoiled kits or tubes.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionSpoiledNew {
    /// What.
    #[garde(skip)]
    item: SessionItem,
    /// The maker's lot.
    #[garde(length(chars, min = 1, max = 60))]
    lot: String,
    /// How many.
    #[garde(range(min = 1, max = 1000))]
    pieces: i32,
    /// Why.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Why a closed day is opened again.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionReopenReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Days of sites, latest first.
#[utoipa::path(get, path = "/api/collect/sessions", tag = "collect", operation_id = "collect.session.list",
    params(SessionQuery), responses((status = 200, body = Page<SessionRow>)))]
pub(super) async fn list(
    auth: Allowed<SessionList>,
    Query(query): Query<SessionQuery>,
) -> Result<Json<Page<SessionRow>>, Fault> {
    let mut tx = auth.read().await?;
    let last = query.until.unwrap_or_else(|| crate::day(tx.now()));
    let ends = last.date().tomorrow().map_or(last, Day::from).start_in(&vena_kernel::zone::china());
    let until = ends.unwrap_or_else(|| tx.now());
    let from = until.plus_seconds(-DAYS_BACK * 86_400);
    let days = db::days(&mut tx, &auth.scope, (from, until), query.site_id, DAYS_MAX).await?;
    let rows = days.into_iter().map(SessionRow::from).collect();
    Ok(Json(Page::cut(rows, DAYS_MAX, tx.now(), |_| String::new())))
}

/// The day of a site: figures, what differs, what may be done.
#[utoipa::path(get, path = "/api/collect/sessions/{site_id}/{day}", tag = "collect", operation_id = "collect.session.view",
    params(("site_id" = SiteId, Path), ("day" = Day, Path)), responses((status = 200, body = Session)))]
pub(super) async fn view(
    auth: Allowed<SessionView>,
    Path((site, day)): Path<(SiteId, Day)>,
) -> Result<Json<Session>, Fault> {
    let mut tx = auth.read().await?;
    let (at, name) = view::site_day(&mut tx, &auth.scope, site, day).await?;
    Ok(Json(view::shown(&mut tx, &auth.scope, (&at, name)).await?))
}

/// A day that is being changed: locked, with everything that is known of it.
struct Changing {
    at: SiteDay,
    name: String,
    record: SessionRecord,
    facts: Facts,
}

async fn changing(tx: &mut Tx, scope: &Scope, (site, day): (SiteId, Day)) -> Result<Changing, Fault> {
    let (at, name) = view::site_day(tx, scope, site, day).await?;
    db::locked(tx, scope, &at).await?;
    let found = db::session(tx, scope, &at).await?;
    let record = found.ok_or_else(|| vena_platform::fault::Problem::not_found("session", day))?;
    let (facts, _) = view::facts(tx, scope, &at, Some(&record)).await?;
    Ok(Changing { at, name, record, facts })
}

async fn answered(mut tx: Write, scope: &Scope, changed: Changing) -> Result<Answer<Session>, Fault> {
    tx.announce("sessions", Some(scope.org)).await?;
    let session = view::shown(&mut tx, scope, (&changed.at, changed.name)).await?;
    tx.ok(session).await
}

/// Keeps what was counted by hand.
#[utoipa::path(post, path = "/api/collect/sessions/{site_id}/{day}/count", tag = "collect",
    operation_id = "collect.session.count", params(("site_id" = SiteId, Path), ("day" = Day, Path)),
    request_body = SessionCountNew, responses((status = 200, body = Session)))]
pub(super) async fn count(
    auth: Allowed<SessionCount>,
    Path(where_when): Path<(SiteId, Day)>,
    Body(new): Body<SessionCountNew>,
) -> Result<Answer<Session>, Fault> {
    let mut tx = auth.write().await?;
    let day = changing(&mut tx, &auth.scope, where_when).await?;
    rules::still_open(day.record.closed_at.is_some())?;
    let counted = Counted { bags: new.bags, tubes: new.tubes, forms: new.forms };
    db::count(&mut tx, &auth.scope, day.record.session_id, counted).await?;
    answered(tx, &auth.scope, day).await
}

/// Keeps why something differs.
#[utoipa::path(post, path = "/api/collect/sessions/{site_id}/{day}/explain", tag = "collect",
    operation_id = "collect.session.explain", params(("site_id" = SiteId, Path), ("day" = Day, Path)),
    request_body = SessionExplanationNew, responses((status = 200, body = Session)))]
pub(super) async fn explain(
    auth: Allowed<SessionExplain>,
    Path(where_when): Path<(SiteId, Day)>,
    Body(new): Body<SessionExplanationNew>,
) -> Result<Answer<Session>, Fault> {
    let mut tx = auth.write().await?;
    let day = changing(&mut tx, &auth.scope, where_when).await?;
    rules::still_open(day.record.closed_at.is_some())?;
    rules::may_explain(&day.facts, new.kind, &new.about)?;
    tx.because(&new.said);
    db::explain(&mut tx, &auth.scope, day.record.session_id, (new.kind, &new.about), &new.said).await?;
    answered(tx, &auth.scope, day).await
}

/// Keeps what was opened and not used.
#[utoipa::path(post, path = "/api/collect/sessions/{site_id}/{day}/spoil", tag = "collect",
    operation_id = "collect.session.spoil", params(("site_id" = SiteId, Path), ("day" = Day, Path)),
    request_body = SessionSpoiledNew, responses((status = 200, body = Session)))]
pub(super) async fn spoil(
    auth: Allowed<SessionSpoil>,
    Path(where_when): Path<(SiteId, Day)>,
    Body(new): Body<SessionSpoiledNew>,
) -> Result<Answer<Session>, Fault> {
    let mut tx = auth.write().await?;
    let day = changing(&mut tx, &auth.scope, where_when).await?;
    rules::still_open(day.record.closed_at.is_some())?;
    let (what, how) = ((new.item.word(), new.lot.trim()), (new.pieces, new.reason.trim()));
    db::spoil(&mut tx, &auth.scope, day.record.session_id, what, how).await?;
    answered(tx, &auth.scope, day).await
}

/// Closes the day.
#[utoipa::path(post, path = "/api/collect/sessions/{site_id}/{day}/close", tag = "collect",
    operation_id = "collect.session.close", params(("site_id" = SiteId, Path), ("day" = Day, Path)),
    responses((status = 200, body = Session)))]
pub(super) async fn close(
    auth: Allowed<SessionClose>,
    Path(where_when): Path<(SiteId, Day)>,
) -> Result<Answer<Session>, Fault> {
    let mut tx = auth.write().await?;
    let day = changing(&mut tx, &auth.scope, where_when).await?;
    let said = db::explanations(&mut tx, day.record.session_id).await?;
    rules::may_close(day.record.closed_at.is_some(), &day.facts, |found| view::explained(&said, found))?;
    let summary = serde_json::to_value(view::shown(&mut tx, &auth.scope, (&day.at, day.name.clone())).await?)?;
    db::close(&mut tx, &auth.scope, day.record.session_id, summary).await?;
    answered(tx, &auth.scope, day).await
}

/// Opens a closed day again.
#[utoipa::path(post, path = "/api/collect/sessions/{site_id}/{day}/reopen", tag = "collect",
    operation_id = "collect.session.reopen", params(("site_id" = SiteId, Path), ("day" = Day, Path)),
    request_body = SessionReopenReason, responses((status = 200, body = Session)))]
pub(super) async fn reopen(
    auth: Allowed<SessionReopen>,
    Path(where_when): Path<(SiteId, Day)>,
    Body(why): Body<SessionReopenReason>,
) -> Result<Answer<Session>, Fault> {
    let mut tx = auth.write().await?;
    let day = changing(&mut tx, &auth.scope, where_when).await?;
    rules::may_reopen(day.record.closed_at.is_some())?;
    tx.because(&why.reason);
    db::reopen(&mut tx, &auth.scope, day.record.session_id, &why.reason).await?;
    answered(tx, &auth.scope, day).await
}

/// What came late to a day that is closed already: the day is opened again with the reason on record, and counted again.
pub(crate) async fn late(tx: &mut Tx, scope: &Scope, (site, day): (SiteId, Day), why: &str) -> Result<(), Fault> {
    if let Some(session) = db::closed(tx, site, day).await? {
        db::reopen(tx, scope, session, why).await?;
        db::count_again(tx, session).await?;
        tx.announce("sessions", Some(scope.org)).await?;
    }
    Ok(())
}

/// Refuses by `session.closed` what belongs to a day that is closed already.
pub(crate) async fn open_or_refuse(tx: &mut Tx, site: SiteId, at: Instant) -> Result<(), Fault> {
    let closed = db::is_closed(tx, site, crate::day(at)).await?;
    Ok(rules::still_open(closed)?)
}
