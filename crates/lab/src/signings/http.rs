//! Requests and answers of signing many reports, and of issuing.

use std::collections::HashMap;

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{donation_number::DonationNumber, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer, OrgKind},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query},
};

use super::{Pen, ReportIssue, ReportIssueMany, Signer, SigningCreate, SigningList, row::LabSigningRow};
use crate::{
    Ports,
    donations::{db, http::place, loaded::Loaded, view::LabDonation},
    results::http::{changed, opened},
};

/// Which reports.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SigningQuery {
    /// Which signature they wait for.
    #[garde(skip)]
    #[param(inline)]
    signer: Signer,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 100 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// Complete reports that wait for a signature, oldest first. A page may be shorter than asked for, and even empty, while there
/// is a next one: what is not complete yet is left out.
#[utoipa::path(get, path = "/api/lab/signings", tag = "lab", operation_id = "lab.signing.list", params(SigningQuery),
    responses((status = 200, body = Page<LabSigningRow>)))]
pub(super) async fn list(
    auth: Allowed<SigningList>,
    Query(query): Query<SigningQuery>,
) -> Result<Json<Page<LabSigningRow>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(100);
    let after = query.cursor.as_deref().map(place).transpose()?;
    let search = db::Search { state: Some(query.signer.waits_in()), prefix: "", after, limit: limit + 1 };
    let heads = if auth.scope.org_kind == OrgKind::Station { db::oldest(&mut tx, &search).await? } else { Vec::new() };
    let page = Page::cut(heads, limit, tx.now(), |head| {
        format!("{}.{}", head.collected_at.micros(), head.donation_number.as_str())
    });
    let loaded = Loaded::all(&mut tx, page.items).await?;
    let complete = loaded.iter().filter(|one| one.missing().is_empty());
    let items = complete.map(|one| LabSigningRow::of(&auth.scope, query.signer, one)).collect::<Result<_, _>>()?;
    Ok(Json(Page { items, next: page.next, as_of: page.as_of }))
}

/// As whom many are signed; issuing has a permission of its own.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LabManyRole)]
enum Role {
    /// 检测人
    Tester,
    /// 复核人
    Checker,
}

/// A report as it was shown.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
struct LabShown {
    /// Number.
    #[garde(skip)]
    donation_number: DonationNumber,
    /// `digest` of the version as it was shown.
    #[garde(length(chars, min = 64, max = 64))]
    digest: String,
}

/// Reports to be signed in one action.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabSigningNew {
    /// As whom.
    #[garde(skip)]
    role: Role,
    /// The reports, each as it was shown.
    #[garde(length(min = 1, max = 500), dive)]
    reports: Vec<LabShown>,
}

/// Reports to be issued in one action.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabIssueNew {
    /// The reports, each as it was shown.
    #[garde(length(min = 1, max = 500), dive)]
    reports: Vec<LabShown>,
}

/// What became of one report.
#[derive(Debug, Serialize, ToSchema)]
struct LabSignedRow {
    /// Number.
    donation_number: DonationNumber,
    /// The number as people read it.
    donation_number_shown: String,
    /// Why it was not signed; signed when absent.
    refusal: Option<Refusal>,
}

/// What became of each report.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabSigned {
    /// How many were signed.
    signed: usize,
    /// One for each report, in the order of the request.
    reports: Vec<LabSignedRow>,
}

#[utoipa::path(post, path = "/api/lab/signings", tag = "lab", operation_id = "lab.signing.create",
    request_body = LabSigningNew, responses((status = 200, body = LabSigned)))]
pub(super) async fn sign_many(
    auth: Allowed<SigningCreate>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<LabSigningNew>,
) -> Result<Answer<LabSigned>, Fault> {
    let mut tx = auth.write().await?;
    let pen = Pen { scope: &auth.scope, ports: &ports, alone: false };
    let signer = match new.role {
        Role::Tester => Signer::Tester,
        Role::Checker => Signer::Checker,
    };
    let signed = sign_all(&mut tx, &pen, signer, &new.reports).await?;
    tx.ok(signed).await
}

#[utoipa::path(post, path = "/api/lab/issues", tag = "lab", operation_id = "lab.issue.create_many",
    request_body = LabIssueNew, responses((status = 200, body = LabSigned)))]
pub(super) async fn issue_many(
    auth: Allowed<ReportIssueMany>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<LabIssueNew>,
) -> Result<Answer<LabSigned>, Fault> {
    let mut tx = auth.write().await?;
    let pen = Pen { scope: &auth.scope, ports: &ports, alone: false };
    let signed = sign_all(&mut tx, &pen, Signer::Issuer, &new.reports).await?;
    tx.ok(signed).await
}

/// Signs each report that may be signed; all of them are locked first, in one order.
async fn sign_all(tx: &mut Tx, pen: &Pen<'_>, signer: Signer, reports: &[LabShown]) -> Result<LabSigned, Fault> {
    once(reports)?;
    let numbers: Vec<DonationNumber> = reports.iter().map(|report| report.donation_number).collect();
    let own = pen.scope.org_kind == OrgKind::Station;
    let heads = if own { db::locked(tx, &numbers).await? } else { Vec::new() };
    let loaded = Loaded::all(tx, heads).await?;
    let loaded: HashMap<DonationNumber, Loaded> =
        loaded.into_iter().map(|one| (one.head.donation_number, one)).collect();
    let mut rows = Vec::with_capacity(reports.len());
    for (at, report) in reports.iter().enumerate() {
        let number = report.donation_number;
        let Some(one) = loaded.get(&number) else {
            let reason = say!("检验科没有献血编号 {number}", "the laboratory does not know {number}");
            let field = format!("reports[{at}].donation_number");
            return Err(Problem::invalid(&field, number, "lab.number-unknown", reason).into());
        };
        let refusal = pen.sign(tx, signer, one, Some(&report.digest)).await?;
        rows.push(LabSignedRow { donation_number: number, donation_number_shown: number.to_string(), refusal });
    }
    let signed = rows.iter().filter(|row| row.refusal.is_none()).count();
    tx.announce("results", None).await?;
    Ok(LabSigned { signed, reports: rows })
}

fn once(reports: &[LabShown]) -> Result<(), Fault> {
    let mut seen = std::collections::HashSet::new();
    let twice = reports.iter().position(|report| !seen.insert(report.donation_number));
    let Some(at) = twice else { return Ok(()) };
    let number = reports[at].donation_number;
    let reason = say!("同一献血编号出现两次", "the same donation is named twice");
    Err(Problem::invalid(&format!("reports[{at}].donation_number"), number, "lab.report-twice", reason).into())
}

/// What the issuer has seen.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabIssue {
    /// `digest` of the version as it was shown.
    #[garde(length(chars, max = 64))]
    digest: Option<String>,
}

#[utoipa::path(post, path = "/api/lab/donations/{number}/issue", tag = "lab", operation_id = "lab.issue.create",
    params(("number" = String, Path)), request_body = LabIssue, responses((status = 200, body = LabDonation)))]
pub(super) async fn issue(
    auth: Allowed<ReportIssue>,
    Extension(ports): Extension<Ports>,
    Path(number): Path<String>,
    Body(seen): Body<LabIssue>,
) -> Result<Answer<LabDonation>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = opened(&mut tx, &auth.scope, &ports, &number).await?;
    let pen = Pen { scope: &auth.scope, ports: &ports, alone: true };
    let refused = pen.sign(&mut tx, Signer::Issuer, &loaded, seen.digest.as_deref()).await?;
    refused.map_or(Ok(()), Err)?;
    let shown = changed(&mut tx, &auth.scope, &loaded.head).await?;
    tx.ok(shown).await
}
