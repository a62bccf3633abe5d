//! Routes of possible duplicates.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::shown::Person as Who;
use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    id::DonorId,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Page, Query, bad_cursor},
    pinyin,
};

use super::{
    Candidate, DuplicateCheck, DuplicateDismiss, DuplicateList, Person, candidates,
    db::{self, Pair},
    ground,
};
use crate::{
    donors::{self, Document, DocumentKind, Phone, search, view::DonorCandidate},
    today,
};

/// What is typed so far of somebody at the desk. Nothing of it is kept.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DuplicateAsked {
    /// Kind of document.
    #[garde(skip)]
    document_kind: Option<DocumentKind>,
    /// Its number, as far as it can be read.
    #[garde(length(chars, max = 60))]
    document_number: Option<String>,
    /// Name.
    #[garde(length(chars, max = 60))]
    name: Option<String>,
    /// Phone.
    #[garde(length(chars, max = 30))]
    phone: Option<String>,
    /// Birthday.
    #[garde(skip)]
    born_on: Option<Day>,
    /// Sex.
    #[garde(skip)]
    sex: Option<Sex>,
}

/// Two files that may be of one person.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DuplicatePair {
    /// One file.
    one: DonorCandidate,
    /// The other file.
    other: DonorCandidate,
    /// How alike, points of the rulebook.
    points: i32,
    /// What they have in common.
    grounds: Vec<Text>,
    /// Confirmed groups differ: two people, whatever else is alike.
    stop: bool,
    /// `open`, `not_same` or `merged`.
    state: String,
    /// Since when the question stands.
    found_at: Instant,
    /// When it was answered.
    decided_at: Option<Instant>,
    /// Who answered it.
    decided_by: Option<Who>,
    /// Why.
    decided_reason: Option<String>,
}

/// Which pairs.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DuplicateQuery {
    /// `open` when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<DuplicateState>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// What became of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum DuplicateState {
    /// Nobody has answered it.
    Open,
    /// Two people.
    NotSame,
    /// One person.
    Merged,
}

/// Two files of two people.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DuplicateNot {
    /// One file.
    #[garde(skip)]
    one: DonorId,
    /// The other file.
    #[garde(skip)]
    other: DonorId,
    /// How it was found out.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Files that are like the person at the desk, with what they have in common. Only reads; what cannot be read yet is left out.
#[utoipa::path(post, path = "/api/recruit/duplicates/check", tag = "recruit", operation_id = "recruit.duplicate.check",
    request_body = DuplicateAsked, responses((status = 200, body = Vec<DonorCandidate>)))]
pub(super) async fn check(
    auth: Allowed<DuplicateCheck>,
    Body(asked): Body<DuplicateAsked>,
) -> Result<Json<Vec<DonorCandidate>>, Fault> {
    donors::station_only(&auth.scope)?;
    let vault = &auth.app.vault;
    let document = asked.document_kind.zip(asked.document_number.as_deref());
    let document = document.and_then(|(kind, number)| Document::read(kind, number).ok());
    let says = document.as_ref().and_then(Document::says);
    let name = asked.name.as_deref().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    let phone = asked.phone.as_deref().and_then(|phone| Phone::read(phone).ok());
    let person = Person {
        pinyin: pinyin::sortable(&name),
        name,
        born_on: asked.born_on.or(says.map(|says| says.0)),
        sex: asked.sex.or(says.map(|says| says.1)),
        group: None,
        phone: phone.map(|phone| phone.fingerprint(vault)),
        documents: document.into_iter().collect(),
    };
    let mut tx = auth.read().await?;
    let found = candidates(&mut tx, vault, &person, None).await?;
    Ok(Json(shown(&mut tx, &auth, found).await?))
}

async fn shown<P: vena_platform::auth::Permission>(
    tx: &mut vena_platform::db::Tx,
    auth: &Allowed<P>,
    found: Vec<Candidate>,
) -> Result<Vec<DonorCandidate>, Fault> {
    donors::view::candidates(tx, &auth.scope, &auth.app.vault, found).await
}

fn cursor(text: Option<&str>) -> Result<Option<(i32, Uuid, Uuid)>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let mut parts = text.splitn(3, '.');
    let read = (|| {
        let points = parts.next()?.parse().ok()?;
        Some((points, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    })();
    read.map(Some).ok_or_else(|| bad_cursor(text).into())
}

/// Files that may be of one person, the most alike first.
#[utoipa::path(get, path = "/api/recruit/duplicates", tag = "recruit", operation_id = "recruit.duplicate.list",
    params(DuplicateQuery), responses((status = 200, body = Page<DuplicatePair>)))]
pub(super) async fn list(
    auth: Allowed<DuplicateList>,
    Query(query): Query<DuplicateQuery>,
) -> Result<Json<Page<DuplicatePair>>, Fault> {
    let mut tx = auth.read().await?;
    let state = match query.state.unwrap_or(DuplicateState::Open) {
        DuplicateState::Open => "open",
        DuplicateState::NotSame => "not_same",
        DuplicateState::Merged => "merged",
    };
    let (limit, after) = (query.limit.unwrap_or(50), cursor(query.cursor.as_deref())?);
    let pairs = db::pairs(&mut tx, &auth.scope, state, after, limit + 1).await?;
    let now = tx.now();
    let page = Page::cut(pairs, limit, now, |pair: &Pair| {
        format!("{}.{}.{}", pair.points, pair.one.uuid(), pair.other.uuid())
    });
    let ids: Vec<DonorId> = page.items.iter().flat_map(|pair| [pair.one, pair.other]).collect();
    let records = search::db::load(&mut tx, &auth.scope, &ids).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for (pair, sides) in page.items.into_iter().zip(records.chunks(2)) {
        let side = |at: usize| DonorCandidate::of(&sides[at], &auth.app.vault, now);
        items.push(row(pair, side(0)?, side(1)?, today::day(now)));
    }
    Ok(Json(Page { items, next: page.next, as_of: page.as_of }))
}

fn row(pair: Pair, one: DonorCandidate, other: DonorCandidate, day: Day) -> DuplicatePair {
    DuplicatePair {
        one,
        other,
        points: pair.points,
        grounds: pair.grounds.iter().filter_map(|code| ground(code, day)).collect(),
        stop: pair.stop,
        state: pair.state,
        found_at: pair.found_at,
        decided_at: pair.decided_at,
        decided_by: Who::of(pair.decided_by, pair.decided_by_name),
        decided_reason: pair.decided_reason,
    }
}

/// Says that two files are of two people; it is remembered.
#[utoipa::path(post, path = "/api/recruit/duplicates/dismiss", tag = "recruit", operation_id = "recruit.duplicate.dismiss",
    request_body = DuplicateNot, responses((status = 200, body = ())))]
pub(super) async fn dismiss(
    auth: Allowed<DuplicateDismiss>,
    Body(not): Body<DuplicateNot>,
) -> Result<Answer<()>, Fault> {
    let mut tx = auth.write().await?;
    let pair = db::pair(&mut tx, not.one, not.other).await?.ok_or_else(|| Problem::not_found("donor", not.other))?;
    if pair.state != "open" {
        let reason = say!("这两份档案已有结论，请刷新", "these two files were decided already; refresh");
        return Err(Problem::conflict("duplicate.decided", reason).into());
    }
    tx.because(&not.reason);
    db::decide(&mut tx, &auth.scope, (not.one, not.other), "not_same", &not.reason).await?;
    tx.announce("duplicates", Some(auth.scope.org)).await?;
    tx.ok(()).await
}
