//! Routes of deferrals.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::shown::Person;
use vena_kernel::{
    clock::{Day, Instant},
    id::DonorId,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};

use super::{DeferralCodes, DeferralCreate, DeferralLift, DeferralReasons, db, rules};
use crate::{
    book::{Book, Kind},
    donors::{self, Donor, donor_or_404},
    today,
};

/// A deferral to be entered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeferralNew {
    /// Permanent or temporary; has to fit the code.
    #[garde(skip)]
    kind: Kind,
    /// Code of the rulebook.
    #[garde(length(chars, min = 1, max = 20))]
    code: String,
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
}

/// Why something is done or looked at.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DeferralWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
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
    /// Last day.
    until: Option<Day>,
    /// The reason is kept from view.
    confidential: bool,
    /// What the physician wrote.
    note: Option<String>,
    /// `staff` or `laboratory`.
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
}

impl DeferralReason {
    fn of(record: db::DeferralRecord, vault: &Vault, day: Day) -> Result<Self, Fault> {
        let note = record.note_sealed.as_deref().map(|sealed| vault.open(sealed)).transpose()?;
        Ok(Self {
            deferral_id: record.deferral_id,
            kind: record.kind,
            name: Book::get().reason(&record.code, day).ok().map(|reason| reason.name.clone()),
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
    if !donors::db::lock(&mut tx, &auth.scope, id).await? {
        return Err(Problem::not_found("donor", id).into());
    }
    let day = today::day(tx.now());
    let wrong =
        |field, refusal: vena_kernel::refusal::Refusal| Problem::invalid(field, "", &refusal.rule, refusal.reason);
    let reason = Book::get().reason(&new.code, day).map_err(|refusal| wrong("code", refusal))?;
    let typed = rules::Typed { kind: new.kind, until: new.until, confidential: new.confidential };
    let checked = rules::check(&typed, reason, day).map_err(|(field, refusal)| wrong(field, refusal))?;
    let note_sealed = new.note.as_deref().map(|note| vault.seal(note)).transpose()?;
    let new = db::NewDeferral { donor: id, kind: new.kind, code: &new.code, checked: &checked, note_sealed };
    db::insert(&mut tx, &auth.scope, &new).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, vault, id).await?;
    tx.created(donor).await
}

/// The reasons of the rulebook that a person may enter today.
#[utoipa::path(get, path = "/api/recruit/deferral-codes", tag = "recruit", operation_id = "recruit.deferral.list_codes",
    responses((status = 200, body = Vec<DeferralCode>)))]
pub(super) async fn codes(auth: Allowed<DeferralCodes>) -> Json<Vec<DeferralCode>> {
    let day = today::day(auth.app.db.clock().now());
    let by_hand = Book::get().reasons(day).into_iter().filter(|reason| !reason.by_laboratory);
    Json(
        by_hand
            .map(|reason| DeferralCode {
                code: reason.code.clone(),
                kind: reason.kind,
                name: reason.name.clone(),
                default_until: reason.usual_end(day),
                confidential: reason.confidential,
            })
            .collect(),
    )
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
    let shown: Result<Vec<_>, Fault> =
        records.into_iter().map(|record| DeferralReason::of(record, vault, day)).collect();
    Ok(Json(shown?))
}

/// Lifts a deferral before its end.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/deferrals/{deferral_id}/lift", tag = "recruit",
    operation_id = "recruit.deferral.lift", params(("id" = DonorId, Path), ("deferral_id" = Uuid, Path)),
    request_body = DeferralWhy, responses((status = 200, body = Donor)))]
pub(super) async fn lift(
    auth: Allowed<DeferralLift>,
    Path((id, deferral)): Path<(DonorId, Uuid)>,
    Body(why): Body<DeferralWhy>,
) -> Result<Answer<Donor>, Fault> {
    let mut tx = auth.write().await?;
    donors::db::lock(&mut tx, &auth.scope, id).await?;
    let day = today::day(tx.now());
    let records = db::of_donor(&mut tx, &auth.scope, id).await?;
    let found = records.iter().find(|record| record.deferral_id == deferral);
    let found = found.ok_or_else(|| Problem::not_found("deferral", deferral))?;
    rules::may_lift(&found.standing(day), auth.scope.user)?;
    tx.because(&why.reason);
    db::lift(&mut tx, &auth.scope, deferral, &why.reason).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(donor).await
}
