//! Requests and answers of typing and signing.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{say, zone};
use vena_platform::{
    auth::{Allowed, Answer, OrgKind, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{ResultEnter, ResultSign, rules};
use crate::{
    Ports,
    donations::{
        db::{self, Head},
        loaded::Loaded,
        named,
        view::LabDonation,
    },
    judging::{
        self,
        rules::{Book, Need},
    },
    kits,
    runs::due::by_run,
    signings::{Pen, Signer},
    words::{Run, Value},
};

/// Results to be typed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabResultsNew {
    /// The results.
    #[garde(length(min = 1, max = 200), dive)]
    results: Vec<LabResultNew>,
    /// Why a signed report is corrected; required then.
    #[garde(length(chars, max = 500))]
    reason: Option<String>,
}

/// A result to be typed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct LabResultNew {
    /// Code of the marker.
    #[garde(length(chars, min = 1, max = 40))]
    marker: String,
    /// Which of the independent results, from 1.
    #[garde(range(min = 1, max = 20))]
    round: i16,
    /// What it gave.
    #[garde(dive)]
    value: Value,
    /// 0 the first run, then retests.
    #[garde(range(min = 0, max = 20))]
    #[serde(default)]
    repeat: i16,
    /// Several donations were run together; nucleic acids only.
    #[garde(skip)]
    #[serde(default)]
    pooled: bool,
    /// One reading stood for several markers; nucleic acids only.
    #[garde(skip)]
    #[serde(default)]
    combined: bool,
    /// Maker of the reagent.
    #[garde(length(chars, min = 1, max = 100))]
    reagent_maker: String,
    /// Lot of the reagent.
    #[garde(length(chars, min = 1, max = 100))]
    reagent_lot: String,
    /// The analyser.
    #[garde(length(chars, min = 1, max = 100))]
    instrument: String,
}

impl From<LabResultNew> for Run {
    fn from(new: LabResultNew) -> Self {
        let LabResultNew { marker, round, value, repeat, pooled, combined, reagent_maker, reagent_lot, instrument } =
            new;
        let trimmed = |text: String| text.trim().to_owned();
        Self {
            marker,
            round,
            repeat,
            value,
            pooled,
            combined,
            reagent_maker: trimmed(reagent_maker),
            reagent_lot: trimmed(reagent_lot),
            instrument: trimmed(instrument),
        }
    }
}

/// Every result is a run of the rulebook, and none stands twice.
fn checked(book: &Book, results: Vec<LabResultNew>) -> Result<Vec<Run>, Fault> {
    let runs: Vec<Run> = results.into_iter().map(Run::from).collect();
    for (at, run) in runs.iter().enumerate() {
        rules::typable(book, run).map_err(|misfit| {
            let field = format!("results[{at}].{}", misfit.field);
            Problem::invalid(&field, misfit.value, &misfit.refusal.rule, misfit.refusal.reason)
        })?;
    }
    rules::once(&runs).map_err(|(at, refusal)| {
        Problem::invalid(&format!("results[{at}]"), &runs[at].marker, &refusal.rule, refusal.reason)
    })?;
    Ok(runs)
}

/// Refuses by `lab.by-run` to type what comes from runs; a correction, which has its reason, is typed.
async fn by_hand(tx: &mut Tx, scope: &Scope, book: &Book, loaded: &Loaded, runs: &[Run]) -> Result<(), Fault> {
    if loaded.head.version > 1 || rules::may_enter(&loaded.desk(scope.user)).is_err() {
        return Ok(());
    }
    let kits = kits::db::approved(tx, scope).await?;
    let need = |run: &Run| Need {
        marker: run.marker.clone(),
        round: run.round,
        repeat: run.repeat,
        maker: None,
        apart: false,
    };
    let Some(at) = runs.iter().position(|run| by_run(book, &kits, &need(run))) else { return Ok(()) };
    let reason = say!("该项目有批准的试剂盒，结果由检测批得出", "a kit is approved for this: results come from runs");
    Err(Problem::invalid(&format!("results[{at}].marker"), &runs[at].marker, "lab.by-run", reason).into())
}

#[utoipa::path(post, path = "/api/lab/donations/{number}/results", tag = "lab", operation_id = "lab.result.enter",
    params(("number" = String, Path)), request_body = LabResultsNew, responses((status = 200, body = LabDonation)))]
pub(super) async fn enter(
    auth: Allowed<ResultEnter>,
    Extension(ports): Extension<Ports>,
    Path(number): Path<String>,
    Body(new): Body<LabResultsNew>,
) -> Result<Answer<LabDonation>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = opened(&mut tx, &auth.scope, &ports, &number).await?;
    let book = Book::on(tx.now().day_in(&zone::china()))?;
    let runs = checked(&book, new.results)?;
    by_hand(&mut tx, &auth.scope, &book, &loaded, &runs).await?;
    let reason = new.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    if let Some(reason) = reason {
        tx.because(reason);
    }
    let version = begin(&mut tx, &auth.scope, &loaded, reason).await?;
    let results = db::NewResults { number: loaded.head.donation_number, version, runs: &runs };
    db::insert_results(&mut tx, &auth.scope, &results).await?;
    let shown = changed(&mut tx, &auth.scope, &loaded.head).await?;
    tx.ok(shown).await
}

/// The donation, locked; entered now when the news of it has not arrived yet.
pub(crate) async fn opened(tx: &mut Tx, scope: &Scope, ports: &Ports, number: &str) -> Result<Loaded, Fault> {
    let found = named(tx, scope, ports, number).await?;
    if scope.org_kind != OrgKind::Station {
        return Err(Problem::not_found("donation", found.donation_number).into());
    }
    db::receive(tx, found.donation_number, found.donor_id, found.collected_at).await?;
    let head = db::locked(tx, &[found.donation_number]).await?.pop();
    Loaded::of(tx, head.unwrap_or(found)).await
}

/// The version that takes the results: the current one, or the next one when that is signed.
async fn begin(tx: &mut Tx, scope: &Scope, loaded: &Loaded, reason: Option<&str>) -> Result<i32, Fault> {
    let head = &loaded.head;
    if head.version == 0 {
        db::open_first(tx, scope, head.donation_number).await?;
        return Ok(1);
    }
    let signed = rules::may_enter(&loaded.desk(scope.user));
    let Err(refusal) = signed else { return Ok(head.version) };
    let reason = reason.ok_or(refusal)?;
    db::correct(tx, scope, head, reason).await?;
    if head.state.is_judged() {
        judging::hold_for_correction(tx, scope, head.donation_number, head.version + 1).await?;
    }
    Ok(head.version + 1)
}

/// The donation after a change, announced.
pub(crate) async fn changed(tx: &mut Tx, scope: &Scope, head: &Head) -> Result<LabDonation, Fault> {
    tx.announce("results", None).await?;
    let head = db::head(tx, head.donation_number).await?.unwrap_or_else(|| head.clone());
    let kits = kits::db::approved(tx, scope).await?;
    Loaded::of(tx, head).await?.shown(scope, &kits)
}

/// In which role somebody signs.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LabRole)]
enum Role {
    /// 检测人
    Tester,
    /// 复核人
    Checker,
}

impl From<Role> for Signer {
    fn from(role: Role) -> Self {
        match role {
            Role::Tester => Self::Tester,
            Role::Checker => Self::Checker,
        }
    }
}

/// A signature.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabSignature {
    /// As whom.
    #[garde(skip)]
    role: Role,
    /// `digest` of the version as it was shown.
    #[garde(length(chars, max = 64))]
    digest: Option<String>,
}

#[utoipa::path(post, path = "/api/lab/donations/{number}/sign", tag = "lab", operation_id = "lab.result.sign",
    params(("number" = String, Path)), request_body = LabSignature, responses((status = 200, body = LabDonation)))]
pub(super) async fn sign(
    auth: Allowed<ResultSign>,
    Extension(ports): Extension<Ports>,
    Path(number): Path<String>,
    Body(signature): Body<LabSignature>,
) -> Result<Answer<LabDonation>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = opened(&mut tx, &auth.scope, &ports, &number).await?;
    let pen = Pen { scope: &auth.scope, ports: &ports, alone: true };
    let refused = pen.sign(&mut tx, signature.role.into(), &loaded, signature.digest.as_deref()).await?;
    refused.map_or(Ok(()), Err)?;
    let shown = changed(&mut tx, &auth.scope, &loaded.head).await?;
    tx.ok(shown).await
}
