//! Routes of re-entry: asking for it, the list, a recorded look.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vena_kernel::{id::DonorId, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{
    ReentryCreate, ReentryList, ReentryView,
    book::Protocol,
    db, rules,
    shown::{Loaded, Reentry, ReentryRow},
};
use crate::{deferrals, donors, today};

/// A case to be asked for.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryNew {
    /// The exclusion that is to be lifted.
    #[garde(skip)]
    deferral_id: Uuid,
    /// Code of the protocol.
    #[garde(length(chars, min = 1, max = 40))]
    protocol: String,
    /// Why; kept sealed.
    #[garde(length(chars, min = 2, max = 500))]
    reason: String,
}

/// Which cases.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryQuery {
    /// Closed ones too.
    #[garde(skip)]
    all: Option<bool>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Why somebody looks at a case.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryWhy {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Asks for re-entry of a donor who was excluded.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/reentries", tag = "recruit", operation_id = "recruit.reentry.create",
    params(("id" = DonorId, Path)), request_body = ReentryNew, responses((status = 201, body = Reentry)))]
pub(super) async fn create(
    auth: Allowed<ReentryCreate>,
    Path(id): Path<DonorId>,
    Body(new): Body<ReentryNew>,
) -> Result<Answer<Reentry>, Fault> {
    let (vault, scope) = (&auth.app.vault, &auth.scope);
    let mut tx = auth.write().await?;
    if !donors::db::lock(&mut tx, scope, id).await? {
        return Err(Problem::not_found("donor", id).into());
    }
    let today = today::day(tx.now());
    let excluded = deferrals::excluded(&mut tx, scope, id, new.deferral_id, today).await?;
    let excluded = excluded.ok_or_else(|| Problem::not_found("deferral", new.deferral_id))?;
    let wrong = |refusal: Refusal| Problem::invalid("protocol", &new.protocol, &refusal.rule, refusal.reason);
    let protocol = Protocol::get(&new.protocol, today).map_err(wrong)?;
    rules::may_ask(protocol, &excluded.code).map_err(wrong)?;
    let case = db::NewCase {
        reentry_id: tx.new_id(),
        donor_id: id,
        deferral_id: new.deferral_id,
        protocol_sealed: vault.seal(&protocol.code)?,
        excluded_on: excluded.on,
        wait_until: protocol.wait_until(excluded.on),
        reason_sealed: vault.seal(&new.reason)?,
    };
    if !db::insert(&mut tx, scope, &case).await? {
        let reason = say!("这条屏蔽已有进行中的归队申请", "there is an open case about this exclusion");
        return Err(Refusal::new("reentry.open", reason).into());
    }
    db::step(&mut tx, scope, case.reentry_id, ("asked", Some(vault.seal(&new.reason)?))).await?;
    tx.announce("reentries", Some(scope.org)).await?;
    let shown = Loaded::get(&mut tx, scope, vault, case.reentry_id).await?.shown(&mut tx, scope, vault).await?;
    tx.created(shown).await
}

/// Cases, latest first. What was found is not told here.
#[utoipa::path(get, path = "/api/recruit/reentries", tag = "recruit", operation_id = "recruit.reentry.list",
    params(ReentryQuery), responses((status = 200, body = Page<ReentryRow>)))]
pub(super) async fn list(
    auth: Allowed<ReentryList>,
    Query(asked): Query<ReentryQuery>,
) -> Result<Json<Page<ReentryRow>>, Fault> {
    let mut tx = auth.read().await?;
    let (limit, today) = (asked.limit.unwrap_or(50), today::day(tx.now()));
    let after = vena_platform::http::cursor(asked.cursor.as_deref())?;
    let records = db::cases(&mut tx, &auth.scope, !asked.all.unwrap_or(false), after, limit + 1).await?;
    let rows = records.into_iter().map(|record| ReentryRow::of(record, today)).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row| row.reentry_id.to_string())))
}

/// A case in full. The reading is recorded before anything is shown.
#[utoipa::path(post, path = "/api/recruit/reentries/{id}/view", tag = "recruit", operation_id = "recruit.reentry.view",
    params(("id" = Uuid, Path)), request_body = ReentryWhy, responses((status = 200, body = Reentry)))]
pub(super) async fn view(
    auth: Allowed<ReentryView>,
    Path(id): Path<Uuid>,
    Body(why): Body<ReentryWhy>,
) -> Result<Json<Reentry>, Fault> {
    let (vault, scope) = (&auth.app.vault, &auth.scope);
    let mut tx = auth.read().await?;
    let case = Loaded::get(&mut tx, scope, vault, id).await?;
    auth.note_view(&why.reason).await?;
    Ok(Json(case.shown(&mut tx, scope, vault).await?))
}
