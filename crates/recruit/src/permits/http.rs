//! Routes of special permissions.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::shown::Person;
use vena_kernel::{
    clock::{Day, Instant},
    eligibility::{DonationKind, PermitKind},
    id::DonorId,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};

use super::{PermitCreate, PermitList, PermitWithdraw, db, rules};
use crate::{donors, eligibility::permit_kind, today};

/// A permission to be given.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PermitNew {
    /// What it permits.
    #[garde(skip)]
    permits: PermitKind,
    /// What may be given by it.
    #[garde(skip)]
    kind: DonationKind,
    /// First day; today when absent.
    #[garde(skip)]
    from: Option<Day>,
    /// Last day.
    #[garde(skip)]
    until: Day,
    /// For whom and why; kept sealed, for it may name a patient.
    #[garde(length(chars, min = 4, max = 500))]
    reason: String,
    /// The paper that asks for it: the hospital's request, the donor's own written one.
    #[garde(length(chars, min = 2, max = 100))]
    paper: String,
}

/// A special permission.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PermitShown {
    /// Identity.
    permit_id: Uuid,
    /// What it permits.
    permits: PermitKind,
    /// What may be given by it.
    kind: DonationKind,
    /// First day.
    from: Day,
    /// Last day.
    until: Day,
    /// Why, for those who may give permissions.
    reason: Option<String>,
    /// The paper that asks for it.
    paper: String,
    /// `open`, `used`, `withdrawn` or `over`.
    state: &'static str,
    /// When it was given.
    given_at: Instant,
    /// Who gave it.
    given_by: Option<Person>,
    /// Why it was withdrawn.
    withdrawn_reason: Option<String>,
}

/// Why it is withdrawn.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PermitWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// The special permissions of a donor.
#[utoipa::path(get, path = "/api/recruit/donors/{id}/permits", tag = "recruit", operation_id = "recruit.permit.list",
    params(("id" = DonorId, Path)), responses((status = 200, body = Vec<PermitShown>)))]
pub(super) async fn list(auth: Allowed<PermitList>, Path(id): Path<DonorId>) -> Result<Json<Vec<PermitShown>>, Fault> {
    let mut tx = auth.read().await?;
    donors::db::donor(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("donor", id))?;
    Ok(Json(shown(&mut tx, &auth.scope, &auth.app.vault, id).await?))
}

/// A physician gives a special permission.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/permits", tag = "recruit", operation_id = "recruit.permit.create",
    params(("id" = DonorId, Path)), request_body = PermitNew, responses((status = 201, body = Vec<PermitShown>)))]
pub(super) async fn create(
    auth: Allowed<PermitCreate>,
    Path(id): Path<DonorId>,
    Body(new): Body<PermitNew>,
) -> Result<Answer<Vec<PermitShown>>, Fault> {
    let vault = &auth.app.vault;
    let mut tx = auth.write().await?;
    if !donors::db::lock(&mut tx, &auth.scope, id).await? {
        return Err(Problem::not_found("donor", id).into());
    }
    let today = today::day(tx.now());
    let typed =
        rules::Typed { permits: new.permits, kind: new.kind, from: new.from.unwrap_or(today), until: new.until };
    rules::check(&typed, today)
        .map_err(|(field, refusal)| Problem::invalid(field, "", &refusal.rule, refusal.reason))?;
    let sealed = vault.seal(&new.reason)?;
    db::insert(&mut tx, &auth.scope, id, &typed, (&sealed, new.paper.trim())).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let permits = shown(&mut tx, &auth.scope, vault, id).await?;
    tx.created(permits).await
}

/// Withdraws a permission that was not used.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/permits/{permit}/withdraw", tag = "recruit",
    operation_id = "recruit.permit.withdraw", params(("id" = DonorId, Path), ("permit" = Uuid, Path)),
    request_body = PermitWhy, responses((status = 200, body = Vec<PermitShown>)))]
pub(super) async fn withdraw(
    auth: Allowed<PermitWithdraw>,
    Path((id, permit)): Path<(DonorId, Uuid)>,
    Body(why): Body<PermitWhy>,
) -> Result<Answer<Vec<PermitShown>>, Fault> {
    let mut tx = auth.write().await?;
    donors::db::lock(&mut tx, &auth.scope, id).await?;
    let records = db::of_donor(&mut tx, &auth.scope, id).await?;
    let found = records.iter().find(|record| record.permit_id == permit);
    let found = found.ok_or_else(|| Problem::not_found("permit", permit))?;
    rules::may_withdraw(found.used_at.is_some(), found.withdrawn_at.is_some())?;
    tx.because(&why.reason);
    db::withdraw(&mut tx, &auth.scope, permit, &why.reason).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let permits = shown(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    tx.ok(permits).await
}

async fn shown(tx: &mut Tx, scope: &Scope, vault: &Vault, donor: DonorId) -> Result<Vec<PermitShown>, Fault> {
    let (today, told) = (today::day(tx.now()), scope.may(PermitCreate::INFO.name));
    let records = db::of_donor(tx, scope, donor).await?;
    let one = |record: db::PermitRecord| {
        let state = match (record.used_at, record.withdrawn_at) {
            (Some(_), _) => "used",
            (_, Some(_)) => "withdrawn",
            _ if record.until_on < today => "over",
            _ => "open",
        };
        Ok(PermitShown {
            permit_id: record.permit_id,
            permits: permit_kind(&record.permits),
            kind: record.kind,
            from: record.from_on,
            until: record.until_on,
            reason: told.then(|| vault.open(&record.reason_sealed)).transpose()?,
            paper: record.paper,
            state,
            given_at: record.given_at,
            given_by: Person::of(Some(record.given_by), Some(record.given_by_name)),
            withdrawn_reason: record.withdrawn_reason,
        })
    };
    records.into_iter().map(one).collect()
}
