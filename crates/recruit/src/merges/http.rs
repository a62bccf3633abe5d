//! Routes of merges.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{clock::Instant, id::DonorId, text::Text};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope, Write},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, bad_cursor},
    vault::Vault,
};

use super::{
    MergeCompare, MergeConfirm, MergeCreate, MergeList, MergeReject, MergeUndo, MergeView,
    db::{self, MergeRecord},
    rules::{self, Field, Side},
    settle,
};
use crate::{
    Messages,
    donors::{self, Donor, donor_or_404, duplicates, search, view::DonorCandidate},
    today,
};

/// Which two files.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct TwoFiles {
    /// One file.
    #[garde(skip)]
    one: DonorId,
    /// The other file.
    #[garde(skip)]
    other: DonorId,
}

/// Two files side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MergeSides {
    /// One file.
    one: Box<Donor>,
    /// The other file.
    other: Box<Donor>,
    /// How alike, points of the rulebook.
    points: i32,
    /// What they have in common.
    grounds: Vec<Text>,
    /// Whether a merge may be proposed.
    can_merge: Can,
}

/// Two files that are of one person.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeNew {
    /// The file that goes.
    #[garde(skip)]
    loser: DonorId,
    /// The file that stands for both.
    #[garde(skip)]
    survivor: DonorId,
    /// What the surviving file takes over from the other.
    #[garde(length(max = 9))]
    #[serde(default)]
    taken: Vec<Field>,
    /// How it was found out.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Why something is decided.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// What is possible with a merge now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MergeCan {
    /// Confirm it.
    confirm: Can,
    /// Reject it.
    reject: Can,
    /// Undo it.
    undo: Can,
}

/// A merge of two files.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Merge {
    /// Identity.
    merge_id: Uuid,
    /// The file that goes.
    loser: DonorCandidate,
    /// The file that stands for both.
    survivor: DonorCandidate,
    /// What the surviving file takes over.
    taken: Vec<Field>,
    /// `proposed`, `confirmed`, `rejected` or `undone`.
    state: String,
    /// When it was proposed.
    proposed_at: Instant,
    /// Who proposed it.
    proposed_by: Option<Person>,
    /// Why.
    proposed_reason: String,
    /// When it was decided.
    decided_at: Option<Instant>,
    /// Who decided it.
    decided_by: Option<Person>,
    /// Why.
    decided_reason: Option<String>,
    /// When it was undone.
    undone_at: Option<Instant>,
    /// Who undid it.
    undone_by: Option<Person>,
    /// Why.
    undone_reason: Option<String>,
    /// What is possible now.
    can: MergeCan,
}

/// Which merges.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeQuery {
    /// Only of this state.
    #[garde(skip)]
    #[param(inline)]
    state: Option<MergeState>,
    /// Only those in which this file has part.
    #[garde(skip)]
    donor: Option<DonorId>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// How far a merge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum MergeState {
    /// Waits for the second person.
    Proposed,
    /// Stands.
    Confirmed,
    /// Was not confirmed.
    Rejected,
    /// Stood and was undone.
    Undone,
}

impl MergeState {
    fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Undone => "undone",
        }
    }
}

fn words(fields: &[Field]) -> Result<Vec<String>, Fault> {
    let word = |field: &Field| Ok(serde_json::from_value(serde_json::to_value(field)?)?);
    fields.iter().map(word).collect()
}

fn fields(words: &[String]) -> Result<Vec<Field>, Fault> {
    let field = |word: &String| Ok(serde_json::from_value(serde_json::Value::String(word.clone()))?);
    words.iter().map(field).collect()
}

async fn shown(tx: &mut Tx, scope: &Scope, vault: &Vault, records: Vec<MergeRecord>) -> Result<Vec<Merge>, Fault> {
    let now = tx.now();
    let mut merges = Vec::with_capacity(records.len());
    for record in records {
        let sides = search::db::load(tx, scope, &[record.loser, record.survivor]).await?;
        let side = |at: usize| DonorCandidate::of(&sides[at], vault, now);
        let decide = rules::may_decide(&record.state, record.proposed_by, scope.user);
        let reject = rules::may_reject(&record.state);
        let undo = rules::may_undo(&record.state, db::later(tx, &record).await?);
        merges.push(Merge {
            loser: side(0)?,
            survivor: side(1)?,
            merge_id: record.merge_id,
            taken: fields(&record.taken)?,
            state: record.state,
            proposed_at: record.proposed_at,
            proposed_by: Person::of(Some(record.proposed_by), Some(record.proposed_by_name)),
            proposed_reason: record.proposed_reason,
            decided_at: record.decided_at,
            decided_by: Person::of(record.decided_by, record.decided_by_name),
            decided_reason: record.decided_reason,
            undone_at: record.undone_at,
            undone_by: Person::of(record.undone_by, record.undone_by_name),
            undone_reason: record.undone_reason,
            can: MergeCan {
                confirm: Can::by(scope, MergeConfirm::INFO.name, decide),
                reject: Can::by(scope, MergeReject::INFO.name, reject),
                undo: Can::by(scope, MergeUndo::INFO.name, undo),
            },
        });
    }
    Ok(merges)
}

async fn merge_or_404(tx: &mut Tx, scope: &Scope, vault: &Vault, id: Uuid) -> Result<Merge, Fault> {
    let record = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("merge", id))?;
    let mut merges = shown(tx, scope, vault, vec![record]).await?;
    merges.pop().ok_or_else(|| Problem::not_found("merge", id).into())
}

/// Both sides in the order asked, or a 404.
async fn sides(tx: &mut Tx, scope: &Scope, one: DonorId, other: DonorId) -> Result<(Side, Side), Fault> {
    let found = db::sides(tx, scope, one, other).await?;
    let side = |id: DonorId| found.iter().find(|side| side.donor == id).copied();
    let missing = |id: DonorId| Problem::not_found("donor", id);
    Ok((side(one).ok_or_else(|| missing(one))?, side(other).ok_or_else(|| missing(other))?))
}

/// Two files side by side, masked, with what they have in common.
#[utoipa::path(get, path = "/api/recruit/merges/compare", tag = "recruit", operation_id = "recruit.merge.compare",
    params(TwoFiles), responses((status = 200, body = MergeSides)))]
pub(super) async fn compare(
    auth: Allowed<MergeCompare>,
    Query(two): Query<TwoFiles>,
) -> Result<Json<MergeSides>, Fault> {
    let (scope, vault) = (&auth.scope, &auth.app.vault);
    let mut tx = auth.read().await?;
    let one = Box::new(donor_or_404(&mut tx, scope, vault, two.one).await?);
    let other = Box::new(donor_or_404(&mut tx, scope, vault, two.other).await?);
    let day = today::day(tx.now());
    let likeness = duplicates::likeness(&mut tx, vault, one.donor_id, other.donor_id).await?;
    let side = |asked: DonorId, donor: &Donor| Side { donor: asked, person: donor.donor_id, group: donor.group };
    let decision = rules::may_merge(side(two.one, &one), side(two.other, &other));
    let grounds = likeness.iter().flat_map(|likeness| &likeness.grounds);
    Ok(Json(MergeSides {
        points: likeness.as_ref().map_or(0, |likeness| likeness.points),
        grounds: grounds.filter_map(|code| duplicates::ground(code, day)).collect(),
        can_merge: Can::by(scope, MergeCreate::INFO.name, decision),
        one,
        other,
    }))
}

/// Proposes that two files are of one person.
#[utoipa::path(post, path = "/api/recruit/merges", tag = "recruit", operation_id = "recruit.merge.create",
    request_body = MergeNew, responses((status = 201, body = Merge)))]
pub(super) async fn create(auth: Allowed<MergeCreate>, Body(new): Body<MergeNew>) -> Result<Answer<Merge>, Fault> {
    donors::station_only(&auth.scope)?;
    let mut tx = auth.write().await?;
    let (loser, survivor) = sides(&mut tx, &auth.scope, new.loser, new.survivor).await?;
    rules::may_merge(loser, survivor)?;
    let (id, taken) = (tx.new_id(), words(&new.taken)?);
    tx.because(&new.reason);
    if !db::insert(&mut tx, &auth.scope, id, (new.loser, new.survivor), &taken, &new.reason).await? {
        return Err(rules::open_already().into());
    }
    tx.announce("duplicates", Some(auth.scope.org)).await?;
    let merge = merge_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.created(merge).await
}

fn cursor(text: Option<&str>) -> Result<Option<(Instant, Uuid)>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let read = text.split_once('/').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    read.map(Some).ok_or_else(|| bad_cursor(text).into())
}

/// Merges, latest first.
#[utoipa::path(get, path = "/api/recruit/merges", tag = "recruit", operation_id = "recruit.merge.list",
    params(MergeQuery), responses((status = 200, body = Page<Merge>)))]
pub(super) async fn list(
    auth: Allowed<MergeList>,
    Query(query): Query<MergeQuery>,
) -> Result<Json<Page<Merge>>, Fault> {
    let (scope, limit, after) = (&auth.scope, query.limit.unwrap_or(50), cursor(query.cursor.as_deref())?);
    let mut tx = auth.read().await?;
    let wanted = (query.state.map(MergeState::word), query.donor);
    let records = db::list(&mut tx, scope, wanted, after, limit + 1).await?;
    let now = tx.now();
    let page = Page::cut(records, limit, now, |record| format!("{}/{}", record.proposed_at, record.merge_id));
    let items = shown(&mut tx, scope, &auth.app.vault, page.items).await?;
    Ok(Json(Page { items, next: page.next, as_of: page.as_of }))
}

/// A merge.
#[utoipa::path(get, path = "/api/recruit/merges/{id}", tag = "recruit", operation_id = "recruit.merge.view",
    params(("id" = Uuid, Path)), responses((status = 200, body = Merge)))]
pub(super) async fn view(auth: Allowed<MergeView>, Path(id): Path<Uuid>) -> Result<Json<Merge>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(merge_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?))
}

async fn locked(tx: &mut Write, scope: &Scope, id: Uuid) -> Result<MergeRecord, Fault> {
    db::locked(tx, scope, id).await?.ok_or_else(|| Problem::not_found("merge", id).into())
}

async fn done(mut tx: Write, scope: &Scope, vault: &Vault, id: Uuid) -> Result<Answer<Merge>, Fault> {
    tx.announce("donors", Some(scope.org)).await?;
    tx.announce("duplicates", Some(scope.org)).await?;
    let merge = merge_or_404(&mut tx, scope, vault, id).await?;
    tx.ok(merge).await
}

/// Confirms a merge, as somebody other than the one who proposed it. Everything is judged again.
#[utoipa::path(post, path = "/api/recruit/merges/{id}/confirm", tag = "recruit", operation_id = "recruit.merge.confirm",
    params(("id" = Uuid, Path)), request_body = MergeWhy, responses((status = 200, body = Merge)))]
pub(super) async fn confirm(
    auth: Allowed<MergeConfirm>,
    Extension(messages): Messages,
    Path(id): Path<Uuid>,
    Body(why): Body<MergeWhy>,
) -> Result<Answer<Merge>, Fault> {
    let (scope, vault) = (&auth.scope, &auth.app.vault);
    let mut tx = auth.write().await?;
    let record = locked(&mut tx, scope, id).await?;
    rules::may_decide(&record.state, record.proposed_by, scope.user)?;
    let (loser, survivor) = sides(&mut tx, scope, record.loser, record.survivor).await?;
    rules::may_merge(loser, survivor)?;
    let before = db::values(&mut tx, record.survivor).await?;
    let given = before.with(&db::values(&mut tx, record.loser).await?, &fields(&record.taken)?);
    tx.because(&why.reason);
    db::set_values(&mut tx, record.survivor, &given).await?;
    db::join(&mut tx, record.loser, record.survivor).await?;
    settle::bookings(&mut tx, scope, messages.as_ref(), record.survivor).await?;
    db::decide(&mut tx, scope, id, ("confirmed", Some(&why.reason)), Some((&before, &given))).await?;
    let pair = (record.loser, record.survivor);
    duplicates::db::decide(&mut tx, scope, pair, "merged", &why.reason).await?;
    search::reindex(&mut tx, vault, record.survivor).await?;
    done(tx, scope, vault, id).await
}

/// Sends a proposal back; whoever proposed it may take it back too.
#[utoipa::path(post, path = "/api/recruit/merges/{id}/reject", tag = "recruit", operation_id = "recruit.merge.reject",
    params(("id" = Uuid, Path)), request_body = MergeWhy, responses((status = 200, body = Merge)))]
pub(super) async fn reject(
    auth: Allowed<MergeReject>,
    Path(id): Path<Uuid>,
    Body(why): Body<MergeWhy>,
) -> Result<Answer<Merge>, Fault> {
    let mut tx = auth.write().await?;
    let record = locked(&mut tx, &auth.scope, id).await?;
    rules::may_reject(&record.state)?;
    tx.because(&why.reason);
    db::decide(&mut tx, &auth.scope, id, ("rejected", Some(&why.reason)), None).await?;
    done(tx, &auth.scope, &auth.app.vault, id).await
}

/// Undoes a merge: both files are as they were, what was added since stays where it was added.
#[utoipa::path(post, path = "/api/recruit/merges/{id}/undo", tag = "recruit", operation_id = "recruit.merge.undo",
    params(("id" = Uuid, Path)), request_body = MergeWhy, responses((status = 200, body = Merge)))]
pub(super) async fn undo(
    auth: Allowed<MergeUndo>,
    Path(id): Path<Uuid>,
    Body(why): Body<MergeWhy>,
) -> Result<Answer<Merge>, Fault> {
    let (scope, vault) = (&auth.scope, &auth.app.vault);
    let mut tx = auth.write().await?;
    let record = locked(&mut tx, scope, id).await?;
    sides(&mut tx, scope, record.loser, record.survivor).await?;
    rules::may_undo(&record.state, db::later(&mut tx, &record).await?)?;
    let (before, given) = db::kept(&mut tx, id).await?;
    let now = db::values(&mut tx, record.survivor).await?;
    let mut values = now.restored(&before, &given, &fields(&record.taken)?);
    tx.because(&why.reason);
    db::part(&mut tx, record.loser).await?;
    // A main document that was chosen since from the other file goes back with that file.
    if db::owner(&mut tx, values.main_document).await? != db::owner(&mut tx, before.main_document).await? {
        values.main_document = before.main_document;
    }
    db::set_values(&mut tx, record.survivor, &values).await?;
    db::undo(&mut tx, scope, id, &why.reason).await?;
    let pair = (record.loser, record.survivor);
    duplicates::db::decide(&mut tx, scope, pair, "not_same", &why.reason).await?;
    for person in [record.survivor, record.loser] {
        search::reindex(&mut tx, vault, person).await?;
    }
    done(tx, scope, vault, id).await
}
