//! What is expected, and receipts as they stand.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Can;
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair::TubeRole,
    donation_number::DonationNumber,
    id::{ReceiptId, SiteId},
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Allowed, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Page, Path, Query, cursor},
};

use super::{
    SampleClose, SampleConfirm, SampleFindings, SampleList, SampleReceive, SampleSessions, SampleView,
    book::samples,
    db::{self, ExtraRow, ReceiptRow, TubeRow},
    expected::{self, Line},
    rules,
    words::TubeOutcome,
};
use crate::Ports;

/// So many days back sessions are shown.
const DAYS_BACK: i64 = 6;

/// A day at a place that has sent tubes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SampleSession {
    /// Where.
    site_id: SiteId,
    /// Its name.
    site_name: String,
    /// Which day.
    day: Day,
    /// Donations of it.
    donations: i64,
    /// Tubes that were drawn with them.
    expected: i64,
    /// Tubes of it that were received and are of use.
    tubes: i64,
    /// Tubes of it that were refused.
    refused: i64,
    /// The receipt that is open, or the latest.
    receipt_id: Option<ReceiptId>,
    /// `none`, `open`, `closed`, `confirmed`.
    state: String,
}

/// Days at places that have sent tubes, latest first.
#[utoipa::path(get, path = "/api/lab/sample-sessions", tag = "lab", operation_id = "lab.sample.sessions",
    responses((status = 200, body = Page<SampleSession>)))]
pub(super) async fn sessions(
    auth: Allowed<SampleSessions>,
    Extension(ports): Extension<Ports>,
) -> Result<Json<Page<SampleSession>>, Fault> {
    let mut tx = auth.read().await?;
    let (scope, as_of) = (&auth.scope, tx.now());
    let since = as_of.plus_seconds(-DAYS_BACK * 86_400).day_in(&zone::china());
    let sent = ports.tubes.sessions(&mut tx, scope.org, since).await?;
    let counts = db::counts(&mut tx, scope, since).await?;
    let receipts = db::receipts_since(&mut tx, scope, since).await?;
    let session = |one: vena_contracts::collect::SessionSent| {
        let count = counts.iter().find(|count| count.site_id == one.site_id && count.day == one.day);
        let mut own = receipts.iter().filter(|receipt| receipt.site_id == one.site_id && receipt.day == one.day);
        let receipt = own.clone().find(|receipt| receipt.closed_at.is_none()).or_else(|| own.next());
        SampleSession {
            tubes: count.map_or(0, |count| count.tubes),
            refused: count.map_or(0, |count| count.refused),
            receipt_id: receipt.map(|receipt| receipt.receipt_id),
            state: receipt.map_or("none", state).to_owned(),
            site_id: one.site_id,
            site_name: one.site_name,
            day: one.day,
            donations: one.donations,
            expected: one.tubes,
        }
    };
    Ok(Json(Page { items: sent.into_iter().map(session).collect(), next: None, as_of }))
}

fn state(receipt: &ReceiptRow) -> &'static str {
    match (receipt.closed_at, receipt.confirmed_at) {
        (None, _) => "open",
        (Some(_), None) => "closed",
        (Some(_), Some(_)) => "confirmed",
    }
}

/// What may be seen of a tube.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SampleFinding {
    /// By which it is recorded.
    code: String,
    /// What people call it.
    title: Text,
    /// Roles for which a tube is refused.
    refused_for: Vec<TubeRole>,
    /// Where the rule comes from.
    source: String,
}

/// What may be seen of a tube, and what it means.
#[utoipa::path(get, path = "/api/lab/sample-findings", tag = "lab", operation_id = "lab.sample.findings",
    responses((status = 200, body = Vec<SampleFinding>)))]
pub(super) async fn findings(auth: Allowed<SampleFindings>) -> Result<Json<Vec<SampleFinding>>, Fault> {
    let tx = auth.read().await?;
    let day = tx.now().day_in(&zone::china());
    let shown = |finding: &super::book::Finding| SampleFinding {
        code: finding.code.clone(),
        title: finding.title.clone(),
        refused_for: finding.refused_for.clone(),
        source: finding.basis.source.clone(),
    };
    Ok(Json(samples().findings(day).into_iter().map(shown).collect()))
}

/// Which receipts.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptQuery {
    /// Where the page begins.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A receipt of tubes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SampleReceiptRow {
    /// Identity.
    receipt_id: ReceiptId,
    /// Where the tubes come from.
    site_id: SiteId,
    /// Its name.
    site_name: String,
    /// The day on which they were drawn.
    day: Day,
    /// `open`, `closed`, `confirmed`.
    state: String,
    /// On arrival, °C.
    temperature_c: Option<f64>,
    /// When it was begun.
    opened_at: Instant,
    /// By whom.
    opened_by_name: String,
    /// When it was closed.
    closed_at: Option<Instant>,
    /// By whom.
    closed_by_name: Option<String>,
    /// Why not everything was there and in order.
    reason: Option<String>,
    /// When another person confirmed it.
    confirmed_at: Option<Instant>,
    /// Who.
    confirmed_by_name: Option<String>,
}

impl From<ReceiptRow> for SampleReceiptRow {
    fn from(row: ReceiptRow) -> Self {
        Self {
            state: state(&row).to_owned(),
            temperature_c: row.temperature().map(vena_kernel::temperature::Celsius::degrees),
            receipt_id: row.receipt_id,
            site_id: row.site_id,
            site_name: row.site_name,
            day: row.day,
            opened_at: row.opened_at,
            opened_by_name: row.opened_by_name,
            closed_at: row.closed_at,
            closed_by_name: row.closed_by_name,
            reason: row.reason,
            confirmed_at: row.confirmed_at,
            confirmed_by_name: row.confirmed_by_name,
        }
    }
}

/// Receipts, latest first.
#[utoipa::path(get, path = "/api/lab/sample-receipts", tag = "lab", operation_id = "lab.sample.list", params(ReceiptQuery),
    responses((status = 200, body = Page<SampleReceiptRow>)))]
pub(super) async fn list(
    auth: Allowed<SampleList>,
    Query(query): Query<ReceiptQuery>,
) -> Result<Json<Page<SampleReceiptRow>>, Fault> {
    let mut tx = auth.read().await?;
    let limit = query.limit.unwrap_or(50);
    let rows = db::receipts(&mut tx, &auth.scope, cursor(query.cursor.as_deref())?, limit + 1).await?;
    let rows = rows.into_iter().map(SampleReceiptRow::from).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &SampleReceiptRow| row.receipt_id.to_string())))
}

/// A tube as it was received.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SampleTube {
    /// Its number.
    donation_number: DonationNumber,
    /// What it is for.
    role: TubeRole,
    /// What became of it.
    outcome: TubeOutcome,
    /// Codes of what was seen or computed.
    findings: Vec<String>,
    /// What was said of it.
    note: Option<String>,
    /// When.
    received_at: Instant,
    /// By whom.
    received_by_name: String,
}

impl From<&TubeRow> for SampleTube {
    fn from(row: &TubeRow) -> Self {
        Self {
            donation_number: row.donation_number,
            role: row.role(),
            outcome: row.outcome,
            findings: row.findings.clone(),
            note: row.note.clone(),
            received_at: row.received_at,
            received_by_name: row.received_by_name.clone(),
        }
    }
}

/// A tube that the list asks for.
#[derive(Debug, Serialize, ToSchema)]
struct SamplePlace {
    /// What it is for.
    role: TubeRole,
    /// True when one of use is there.
    good: bool,
    /// The one that is there.
    tube: Option<SampleTube>,
}

/// A donation of the list.
#[derive(Debug, Serialize, ToSchema)]
struct SampleLine {
    /// Its number.
    donation_number: DonationNumber,
    /// Its tubes.
    places: Vec<SamplePlace>,
}

/// Something that was there and belongs to no completed donation.
#[derive(Debug, Serialize, ToSchema)]
struct SampleExtra {
    /// What was scanned, or said of it.
    scan: String,
    /// `sample.unknown`, `sample.unlabelled`.
    rule: String,
    /// When.
    at: Instant,
    /// By whom.
    by_name: String,
}

/// How far a receipt has come.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SampleCounts {
    /// Tubes that have to be there.
    expected: usize,
    /// Those that are, and are of use.
    good: usize,
    /// Of these, with a remark.
    remarked: usize,
    /// Refused, with none of use in their place.
    refused: usize,
    /// Not there.
    missing: usize,
    /// There, and of no completed donation or of another day or place.
    extra: usize,
}

/// What may be done with a receipt now.
#[derive(Debug, Serialize, ToSchema)]
struct SampleCan {
    /// Scan tubes.
    receive: Can,
    /// Close it.
    close: Can,
    /// Confirm it.
    confirm: Can,
}

/// A receipt with the list and what was received of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SampleReceipt {
    /// The receipt.
    #[serde(flatten)]
    receipt: SampleReceiptRow,
    /// How far it has come.
    pub(super) counts: SampleCounts,
    /// The donations of the day at the place.
    lines: Vec<SampleLine>,
    /// What belongs to no completed donation.
    extras: Vec<SampleExtra>,
    /// Tubes that another day or place has sent.
    foreign: Vec<SampleTube>,
    /// What may be done.
    can: SampleCan,
    /// When this was true.
    as_of: Instant,
}

/// A receipt with the list and what was received of it.
#[utoipa::path(get, path = "/api/lab/sample-receipts/{id}", tag = "lab", operation_id = "lab.sample.view",
    params(("id" = ReceiptId, Path)), responses((status = 200, body = SampleReceipt), (status = 404)))]
pub(super) async fn view(
    auth: Allowed<SampleView>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<ReceiptId>,
) -> Result<Json<SampleReceipt>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(load(&mut tx, &auth.scope, &ports, id).await?))
}

/// A receipt as it stands.
pub(super) async fn load(tx: &mut Tx, scope: &Scope, ports: &Ports, id: ReceiptId) -> Result<SampleReceipt, Fault> {
    let row = db::receipt(tx, scope, id).await?.ok_or_else(|| Problem::not_found("receipt", id))?;
    let sent = ports.tubes.of_session(tx, row.site_id, row.day).await?;
    let numbers: Vec<DonationNumber> = sent.iter().map(|one| one.donation_number).collect();
    let tubes = db::tubes(tx, &numbers, Some(id)).await?;
    let extras = db::extras(tx, id).await?;
    let lines = expected::lines(&sent, &tubes, row.day);
    let foreign = expected::foreign(&sent, &tubes, id);
    let counts = counts(&lines, extras.len() + foreign.len());
    let closed = row.closed_at.is_some();
    let can = SampleCan {
        receive: Can::by(scope, SampleReceive::INFO.name, rules::may_scan(closed)),
        close: Can::by(scope, SampleClose::INFO.name, rules::may_scan(closed)),
        confirm: Can::by(
            scope,
            SampleConfirm::INFO.name,
            rules::may_confirm(row.closed_by, row.confirmed_at.is_some(), scope.user),
        ),
    };
    Ok(SampleReceipt {
        counts,
        lines: lines.iter().map(line).collect(),
        foreign: foreign.into_iter().map(SampleTube::from).collect(),
        extras: extras.into_iter().map(extra).collect(),
        can,
        as_of: tx.now(),
        receipt: row.into(),
    })
}

fn counts(lines: &[Line<'_>], extra: usize) -> SampleCounts {
    let places = || lines.iter().flat_map(|line| &line.places);
    let outcome =
        |wanted: TubeOutcome| places().filter(|place| place.tube.is_some_and(|tube| tube.outcome == wanted)).count();
    SampleCounts {
        expected: places().count(),
        good: places().filter(|place| place.is_good()).count(),
        remarked: outcome(TubeOutcome::Remarked),
        refused: outcome(TubeOutcome::Refused),
        missing: places().filter(|place| place.tube.is_none()).count(),
        extra,
    }
}

fn line(line: &Line<'_>) -> SampleLine {
    let place = |place: &expected::Place<'_>| SamplePlace {
        role: place.role,
        good: place.is_good(),
        tube: place.tube.map(SampleTube::from),
    };
    SampleLine { donation_number: line.number, places: line.places.iter().map(place).collect() }
}

fn extra(row: ExtraRow) -> SampleExtra {
    SampleExtra { scan: row.scan, rule: row.rule, at: row.at, by_name: row.by_name }
}
