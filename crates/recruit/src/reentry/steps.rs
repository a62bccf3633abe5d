//! Routes of re-entry: its steps. Each locks the case, asks the rule, keeps what was done and who did it.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{clock::Day, collection::binding, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope, Write},
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};

use super::{
    ReentryCompare, ReentryDecide, ReentryEnter, ReentryPropose, ReentrySample, ReentryWithdraw, db, rules,
    rules::State,
    shown::{Loaded, Reentry},
};
use crate::{deferrals, donors, today};

/// Tubes that were taken.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentrySampleNew {
    /// The number on the tubes, typed or scanned; one that no donation has.
    #[garde(length(chars, min = 1, max = 100))]
    number: String,
    /// The day on which they were taken; today when absent.
    #[garde(skip)]
    taken_on: Option<Day>,
}

/// A result as the first person reads it in the laboratory's report.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryResultNew {
    /// The number on the tubes.
    #[garde(length(chars, min = 1, max = 100))]
    number: String,
    /// Which test of the protocol.
    #[garde(length(chars, min = 1, max = 40))]
    retest: String,
    /// Passed.
    #[garde(skip)]
    passed: bool,
    /// The laboratory's report: its number and day.
    #[garde(length(chars, min = 2, max = 100))]
    report: String,
}

/// A result as the second person reads it.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryCompareNew {
    /// Passed.
    #[garde(skip)]
    passed: bool,
}

/// How it is to end.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryProposalNew {
    /// The donor may give again; otherwise the exclusion stays.
    #[garde(skip)]
    lift: bool,
    /// Why; kept sealed.
    #[garde(length(chars, min = 2, max = 500))]
    reason: String,
}

/// What the second person says.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryDecisionNew {
    /// As proposed; otherwise it goes back.
    #[garde(skip)]
    confirm: bool,
    /// Why; kept sealed.
    #[garde(length(chars, min = 2, max = 500))]
    reason: String,
}

/// Why it is given up.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReentryWithdrawalNew {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Opens a step: the case locked and read.
async fn open<P: Permission>(auth: &Allowed<P>, id: Uuid) -> Result<(Write, Loaded), Fault> {
    let mut tx = auth.write().await?;
    db::lock(&mut tx, id).await?;
    let case = Loaded::get(&mut tx, &auth.scope, &auth.app.vault, id).await?;
    Ok((tx, case))
}

/// Ends a step: noted, told to open screens, the case as it is now.
async fn done(
    mut tx: Write,
    (scope, vault): (&Scope, &Vault),
    id: Uuid,
    (what, note): (&str, Option<&str>),
) -> Result<Answer<Reentry>, Fault> {
    let note = note.map(|note| vault.seal(note)).transpose()?;
    db::step(&mut tx, scope, id, (what, note)).await?;
    tx.announce("reentries", Some(scope.org)).await?;
    let shown = Loaded::get(&mut tx, scope, vault, id).await?.shown(&mut tx, scope, vault).await?;
    tx.ok(shown).await
}

/// Enters tubes that were taken without a donation.
#[utoipa::path(post, path = "/api/recruit/reentries/{id}/samples", tag = "recruit", operation_id = "recruit.reentry.sample",
    params(("id" = Uuid, Path)), request_body = ReentrySampleNew, responses((status = 200, body = Reentry)))]
pub(super) async fn sample(
    auth: Allowed<ReentrySample>,
    Path(id): Path<Uuid>,
    Body(new): Body<ReentrySampleNew>,
) -> Result<Answer<Reentry>, Fault> {
    let (mut tx, case) = open(&auth, id).await?;
    let today = today::day(tx.now());
    let taken_on = new.taken_on.unwrap_or(today);
    rules::may_sample(&case.case(), taken_on, today)?;
    let number = binding::number_of(&new.number)
        .map_err(|refusal| Problem::invalid("number", &new.number, &refusal.rule, refusal.reason))?;
    if !db::insert_sample(&mut tx, &auth.scope, id, number, taken_on).await? {
        let reason = say!("编号 {number} 已用于献血或其他采样", "{number} was used for a donation or for other tubes");
        return Err(Problem::invalid("number", number, "reentry.number-used", reason).into());
    }
    done(tx, (&auth.scope, &auth.app.vault), id, ("sampled", Some(&number.to_string()))).await
}

/// Enters a result from the laboratory's report.
#[utoipa::path(post, path = "/api/recruit/reentries/{id}/results", tag = "recruit", operation_id = "recruit.reentry.enter",
    params(("id" = Uuid, Path)), request_body = ReentryResultNew, responses((status = 200, body = Reentry)))]
pub(super) async fn enter(
    auth: Allowed<ReentryEnter>,
    Path(id): Path<Uuid>,
    Body(new): Body<ReentryResultNew>,
) -> Result<Answer<Reentry>, Fault> {
    let (mut tx, case) = open(&auth, id).await?;
    let number = binding::number_of(&new.number)
        .map_err(|refusal| Problem::invalid("number", &new.number, &refusal.rule, refusal.reason))?;
    let number = number.as_str().to_owned();
    rules::may_enter(&case.case(), &number, &new.retest)?;
    let sealed = auth.app.vault.seal(if new.passed { "passed" } else { "failed" })?;
    db::insert_result(&mut tx, &auth.scope, (&number, &new.retest), (&sealed, new.report.trim())).await?;
    let note = format!("{number} {} {}", new.retest, new.report.trim());
    done(tx, (&auth.scope, &auth.app.vault), id, ("entered", Some(&note))).await
}

/// A second person reads the report and says what it says.
#[utoipa::path(post, path = "/api/recruit/reentries/{id}/results/{result}/compare", tag = "recruit",
    operation_id = "recruit.reentry.compare", params(("id" = Uuid, Path), ("result" = Uuid, Path)),
    request_body = ReentryCompareNew, responses((status = 200, body = Reentry)))]
pub(super) async fn compare(
    auth: Allowed<ReentryCompare>,
    Path((id, result)): Path<(Uuid, Uuid)>,
    Body(new): Body<ReentryCompareNew>,
) -> Result<Answer<Reentry>, Fault> {
    let (mut tx, case) = open(&auth, id).await?;
    let at = case.results.iter().position(|known| known.result_id == result);
    let at = at.ok_or_else(|| Problem::not_found("result", result))?;
    let people = (case.results[at].entered_by, auth.scope.user);
    rules::may_compare(&case.case(), &case.outcome(at), people, new.passed)?;
    db::compare(&mut tx, &auth.scope, result).await?;
    let note = format!("{} {}", case.results[at].donation_number, case.results[at].retest);
    done(tx, (&auth.scope, &auth.app.vault), id, ("compared", Some(&note))).await
}

/// A physician proposes how the case ends.
#[utoipa::path(post, path = "/api/recruit/reentries/{id}/propose", tag = "recruit", operation_id = "recruit.reentry.propose",
    params(("id" = Uuid, Path)), request_body = ReentryProposalNew, responses((status = 200, body = Reentry)))]
pub(super) async fn propose(
    auth: Allowed<ReentryPropose>,
    Path(id): Path<Uuid>,
    Body(new): Body<ReentryProposalNew>,
) -> Result<Answer<Reentry>, Fault> {
    let (mut tx, case) = open(&auth, id).await?;
    rules::may_propose(&case.case(), new.lift, today::day(tx.now()))?;
    let sealed = auth.app.vault.seal(&new.reason)?;
    db::propose(&mut tx, &auth.scope, id, (new.lift, &sealed)).await?;
    let what = if new.lift { "proposed_lift" } else { "proposed_keep" };
    done(tx, (&auth.scope, &auth.app.vault), id, (what, Some(&new.reason))).await
}

/// Another person decides: as proposed, or back to work. Lifting ends the exclusion in the same transaction.
#[utoipa::path(post, path = "/api/recruit/reentries/{id}/decide", tag = "recruit", operation_id = "recruit.reentry.decide",
    params(("id" = Uuid, Path)), request_body = ReentryDecisionNew, responses((status = 200, body = Reentry)))]
pub(super) async fn decide(
    auth: Allowed<ReentryDecide>,
    Path(id): Path<Uuid>,
    Body(new): Body<ReentryDecisionNew>,
) -> Result<Answer<Reentry>, Fault> {
    let (scope, vault) = (&auth.scope, &auth.app.vault);
    let (mut tx, case) = open(&auth, id).await?;
    let today = today::day(tx.now());
    rules::may_decide(&case.case(), new.confirm, scope.user, today)?;
    if !new.confirm {
        db::reject(&mut tx, id).await?;
        return done(tx, (scope, vault), id, ("put_back", Some(&new.reason))).await;
    }
    let lift = case.record.proposed_lift == Some(true);
    let state = if lift { State::Lifted } else { State::Kept };
    db::close(&mut tx, scope, id, (state, &vault.seal(&new.reason)?)).await?;
    if lift {
        let (donor, deferral) = (case.record.donor_id, case.record.deferral_id);
        donors::db::lock(&mut tx, scope, donor).await?;
        if deferrals::excluded(&mut tx, scope, donor, deferral, today).await?.is_none() {
            let reason = say!("这条屏蔽已不存在或已解除", "this exclusion is over or was lifted already");
            return Err(Refusal::new("reentry.deferral-over", reason).into());
        }
        deferrals::lift(&mut tx, scope, deferral, "归队 re-entry").await?;
        tx.announce("donors", Some(scope.org)).await?;
    }
    done(tx, (scope, vault), id, (state.word(), Some(&new.reason))).await
}

/// Gives a case up: the exclusion stays as it is.
#[utoipa::path(post, path = "/api/recruit/reentries/{id}/withdraw", tag = "recruit", operation_id = "recruit.reentry.withdraw",
    params(("id" = Uuid, Path)), request_body = ReentryWithdrawalNew, responses((status = 200, body = Reentry)))]
pub(super) async fn withdraw(
    auth: Allowed<ReentryWithdraw>,
    Path(id): Path<Uuid>,
    Body(new): Body<ReentryWithdrawalNew>,
) -> Result<Answer<Reentry>, Fault> {
    let (scope, vault) = (&auth.scope, &auth.app.vault);
    let (mut tx, case) = open(&auth, id).await?;
    rules::may_withdraw(&case.case())?;
    db::close(&mut tx, scope, id, (State::Withdrawn, &vault.seal(&new.reason)?)).await?;
    done(tx, (scope, vault), id, ("withdrawn", Some(&new.reason))).await
}
