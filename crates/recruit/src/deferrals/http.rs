//! Routes of deferrals.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_contracts::shown::Person;
use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    eligibility::DonationKind,
    id::DonorId,
    refusal::Refusal,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path, Query},
    vault::Vault,
};

use super::{
    DeferralCodes, DeferralCreate, DeferralEndView, DeferralReasons,
    correction::{self, Correction},
    db,
    entry::{Entry, enter},
    rules,
};
use crate::{
    book::{Book, Kind, Reason, Start},
    donors::{self, Donor, donor_or_404},
    reentry::Protocol,
    today,
};

/// A deferral to be entered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeferralNew {
    /// Permanent or temporary; has to fit the code, which says it when absent.
    #[garde(skip)]
    kind: Option<Kind>,
    /// Code of the rulebook.
    #[garde(length(chars, min = 1, max = 20))]
    code: String,
    /// Which case of the code; the longest counts when absent.
    #[garde(length(chars, max = 40))]
    case: Option<String>,
    /// The day from which the rulebook counts: of the operation, of the cure, of the last dose. Today when absent.
    #[garde(skip)]
    event_on: Option<Day>,
    /// Last day of a temporary one; the usual length of the code when absent.
    #[garde(skip)]
    until: Option<Day>,
    /// Keep the reason from view even where the code itself is not confidential.
    #[garde(skip)]
    #[serde(default)]
    confidential: bool,
    /// For physicians; kept sealed.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

/// A reason of the rulebook.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeferralCode {
    /// Code.
    code: String,
    /// Permanent or temporary.
    kind: Kind,
    /// What it is.
    name: Text,
    /// The last day when it is entered today; absent when a last day has to be typed or there is none.
    default_until: Option<Day>,
    /// The reason is kept from view.
    confidential: bool,
    /// The day from which it counts.
    start: Option<Start>,
    /// Entered for this sex only.
    sex: Option<Sex>,
    /// Keeps from these donations only; from everything when empty.
    kinds: Vec<DonationKind>,
    /// Its cases.
    cases: Vec<DeferralCaseShown>,
}

/// A case of a reason.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeferralCaseShown {
    /// Code.
    code: String,
    /// What it is.
    name: Text,
    /// The day from which it counts.
    start: Option<Start>,
    /// The last day when it is entered today; absent when a last day has to be typed.
    default_until: Option<Day>,
}

/// The last day of a deferral that is to be entered.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct EndQuery {
    /// Code of the rulebook.
    #[garde(length(chars, min = 1, max = 20))]
    code: String,
    /// Which case of the code.
    #[garde(length(chars, max = 40))]
    case: Option<String>,
    /// The day from which it counts; today when absent.
    #[garde(skip)]
    event_on: Option<Day>,
}

/// Until when a deferral would last.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeferralEnd {
    /// Last day; absent when it has to be typed or there is none.
    until: Option<Day>,
    /// The last day has passed: nothing is deferred any more.
    over: bool,
}

/// How the last day was moved.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeferralEndMoved {
    /// Before.
    before: Day,
    /// After.
    after: Day,
    /// Why.
    reason: String,
    /// When.
    at: Instant,
    /// Who.
    by: Option<Person>,
}

/// Why something is done or looked at.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeferralWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    pub(super) reason: String,
}

/// A deferral in full.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeferralReason {
    /// Identity.
    deferral_id: Uuid,
    /// Permanent or temporary.
    kind: Kind,
    /// Code.
    code: String,
    /// What the code means.
    name: Option<Text>,
    /// Which case of the code.
    case: Option<Text>,
    /// The day from which it counts.
    event_on: Option<Day>,
    /// Keeps from these donations only; from everything when empty.
    kinds: Vec<String>,
    /// Last day.
    until: Option<Day>,
    /// How the last day was moved, oldest first.
    moved: Vec<DeferralEndMoved>,
    /// The reason is kept from view.
    confidential: bool,
    /// What the physician wrote.
    note: Option<String>,
    /// `staff`, `physician`, `call_back`, `reaction` or `laboratory`.
    source: String,
    /// When it was entered.
    made_at: Instant,
    /// Who entered it; nobody when the laboratory's judgement did.
    made_by: Option<Person>,
    /// When it was lifted.
    lifted_at: Option<Instant>,
    /// Who lifted it.
    lifted_by: Option<Person>,
    /// Why it was lifted.
    lifted_reason: Option<String>,
    /// What was said to be a mistake, oldest first.
    corrections: Vec<Correction>,
    /// Protocols of re-entry that fit its code; with none a permanent one is never lifted.
    protocols: Vec<Text>,
}

impl DeferralReason {
    fn of(
        record: db::DeferralRecord,
        (changes, corrections): (&[db::ChangeRecord], &[correction::db::CorrectionRecord]),
        vault: &Vault,
        day: Day,
    ) -> Result<Self, Fault> {
        let note = record.note_sealed.as_deref().map(|sealed| vault.open(sealed)).transpose()?;
        let reason = Book::get().reason(&record.code, day).ok();
        let case = record.case_code.as_deref();
        let case = reason.and_then(|reason| reason.case(case).ok().flatten()).map(|case| case.name.clone());
        let moved = changes.iter().filter(|change| change.deferral_id == record.deferral_id);
        let mistakes = corrections.iter().filter(|one| one.deferral_id == record.deferral_id);
        let protocols = Protocol::all(day).into_iter().filter(|one| one.codes.contains(&record.code));
        Ok(Self {
            corrections: mistakes.map(Correction::of).collect(),
            protocols: protocols.map(|one| one.name.clone()).collect(),
            deferral_id: record.deferral_id,
            kind: record.kind,
            name: reason.map(|reason| reason.name.clone()),
            case,
            event_on: record.event_on,
            kinds: record.kinds,
            moved: moved.map(DeferralEndMoved::of).collect(),
            code: record.code,
            until: record.until,
            confidential: record.confidential,
            note,
            source: record.source,
            made_at: record.made_at,
            made_by: Person::of(record.made_by, record.made_by_name),
            lifted_at: record.lifted_at,
            lifted_by: Person::of(record.lifted_by, record.lifted_by_name),
            lifted_reason: record.lifted_reason,
        })
    }
}

impl DeferralEndMoved {
    fn of(change: &db::ChangeRecord) -> Self {
        Self {
            before: change.until_before,
            after: change.until_after,
            reason: change.reason.clone(),
            at: change.changed_at,
            by: Person::of(Some(change.changed_by), Some(change.changed_by_name.clone())),
        }
    }
}

/// Enters a deferral.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals", tag = "recruit", operation_id = "recruit.deferral.create",
    params(("id" = DonorId, Path)), request_body = DeferralNew, responses((status = 201, body = Donor)))]
pub(super) async fn create(
    auth: Allowed<DeferralCreate>,
    Path(id): Path<DonorId>,
    Body(new): Body<DeferralNew>,
) -> Result<Answer<Donor>, Fault> {
    let vault = &auth.app.vault;
    let mut tx = auth.write().await?;
    let typed = rules::Typed {
        kind: new.kind,
        case: new.case.as_deref(),
        event_on: new.event_on,
        until: new.until,
        confidential: new.confidential,
        judged: false,
    };
    let entry = Entry { donor: id, code: &new.code, note: new.note.as_deref(), source: "staff", about: None };
    enter(&mut tx, &auth.scope, vault, &typed, &entry).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, vault, id).await?;
    tx.created(donor).await
}

/// The reasons of the rulebook that a person may enter today.
#[utoipa::path(get, path = "/api/recruit/deferral-codes", tag = "recruit", operation_id = "recruit.deferral.list_codes",
    responses((status = 200, body = Vec<DeferralCode>)))]
pub(super) async fn codes(auth: Allowed<DeferralCodes>) -> Json<Vec<DeferralCode>> {
    let day = today::day(auth.app.db.clock().now());
    let by_hand = Book::get().reasons(day).into_iter().filter(|reason| !reason.by_laboratory);
    Json(by_hand.map(|reason| DeferralCode::of(reason, day)).collect())
}

impl DeferralCode {
    fn of(reason: &Reason, day: Day) -> Self {
        let cases = reason.cases.iter().map(|case| DeferralCaseShown {
            code: case.code.clone(),
            name: case.name.clone(),
            start: case.start.or(reason.start),
            default_until: reason.usual_end(Some(case), day),
        });
        Self {
            code: reason.code.clone(),
            kind: reason.kind,
            name: reason.name.clone(),
            default_until: reason.usual_end(None, day),
            confidential: reason.confidential,
            start: reason.start,
            sex: reason.sex,
            kinds: reason.kinds.clone(),
            cases: cases.collect(),
        }
    }
}

/// Until when a deferral would last that counts from a day. Keeps nothing.
#[utoipa::path(get, path = "/api/recruit/deferral-codes/end", tag = "recruit", operation_id = "recruit.deferral.end",
    params(EndQuery), responses((status = 200, body = DeferralEnd)))]
pub(super) async fn end(
    auth: Allowed<DeferralEndView>,
    Query(asked): Query<EndQuery>,
) -> Result<Json<DeferralEnd>, Fault> {
    let today = today::day(auth.app.db.clock().now());
    let wrong = |field, refusal: Refusal| Problem::invalid(field, "", &refusal.rule, refusal.reason);
    let reason = Book::get().reason(&asked.code, today).map_err(|refusal| wrong("code", refusal))?;
    let case = reason.case(asked.case.as_deref()).map_err(|refusal| wrong("case", refusal))?;
    let until = reason.usual_end(case, asked.event_on.unwrap_or(today));
    Ok(Json(DeferralEnd { until, over: until.is_some_and(|until| until < today) }))
}

/// The deferral, or a 404; nobody else changes those of this donor until the transaction ends.
pub(super) async fn locked(
    tx: &mut Tx,
    scope: &Scope,
    (id, deferral): (DonorId, Uuid),
) -> Result<db::DeferralRecord, Fault> {
    donors::db::lock(tx, scope, id).await?;
    let records = db::of_donor(tx, scope, id).await?;
    let found = records.into_iter().find(|record| record.deferral_id == deferral);
    found.ok_or_else(|| Problem::not_found("deferral", deferral).into())
}

/// Every deferral of a donor with its reason. The reading is recorded before anything is shown.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals/reasons", tag = "recruit",
    operation_id = "recruit.deferral.view_reason", params(("id" = DonorId, Path)), request_body = DeferralWhy,
    responses((status = 200, body = Vec<DeferralReason>)))]
pub(super) async fn reasons(
    auth: Allowed<DeferralReasons>,
    Path(id): Path<DonorId>,
    Body(why): Body<DeferralWhy>,
) -> Result<Json<Vec<DeferralReason>>, Fault> {
    let mut tx = auth.read().await?;
    donors::db::donor(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("donor", id))?;
    auth.note_view(&why.reason).await?;
    let (vault, day) = (&auth.app.vault, today::day(tx.now()));
    let records = db::of_donor(&mut tx, &auth.scope, id).await?;
    let changes = db::changes(&mut tx, &auth.scope, id).await?;
    let mistakes = correction::db::of_donor(&mut tx, &auth.scope, id).await?;
    let beside = (changes.as_slice(), mistakes.as_slice());
    let shown: Result<Vec<_>, Fault> =
        records.into_iter().map(|record| DeferralReason::of(record, beside, vault, day)).collect();
    Ok(Json(shown?))
}
