//! The acts of a receipt: begin, scan, close, confirm.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::collect::TubesSent;
use vena_kernel::{
    clock::Day,
    collection::{
        binding,
        chair::{self, TubeRole},
    },
    donation_number::DonationNumber,
    id::{ReceiptId, SiteId},
    refusal::Refusal,
    say,
    temperature::Celsius,
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    SampleClose, SampleConfirm, SampleOpen, SampleReceive,
    book::samples,
    db::{self, NewTube, ReceiptRow},
    expected,
    http::{SampleReceipt, SampleTube, load},
    rules::{self, Arrived},
};
use crate::Ports;

/// The tubes of a day at a place have come.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleReceiptNew {
    /// Where they come from.
    #[garde(skip)]
    site_id: SiteId,
    /// The day on which they were drawn.
    #[garde(skip)]
    day: Day,
    /// What the box's thermometer says, °C.
    #[garde(range(min = -40.0, max = 60.0))]
    temperature_c: Option<f64>,
}

/// Begins a receipt, or answers the one that is open. Refuses by `sample.session` a day at a place that has sent nothing.
#[utoipa::path(post, path = "/api/lab/sample-receipts", tag = "lab", operation_id = "lab.sample.open",
    request_body = SampleReceiptNew, responses((status = 201, body = SampleReceipt)))]
pub(super) async fn open(
    auth: Allowed<SampleOpen>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<SampleReceiptNew>,
) -> Result<Answer<SampleReceipt>, Fault> {
    let mut tx = auth.write().await?;
    let known = ports.tubes.sessions(&mut tx, auth.scope.org, new.day).await?;
    if !known.iter().any(|one| one.site_id == new.site_id && one.day == new.day) {
        let reason = say!("该采血点当日没有送来标本", "this place has sent no tubes on that day");
        return Err(Problem::invalid("day", new.day, "sample.session", reason).into());
    }
    let temperature = new.temperature_c.and_then(Celsius::from_degrees);
    let id = db::open(&mut tx, &auth.scope, (new.site_id, new.day), temperature).await?;
    tx.announce("samples", Some(auth.scope.org)).await?;
    let receipt = load(&mut tx, &auth.scope, &ports, id).await?;
    tx.created(receipt).await
}

/// A tube in front of the receiver.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleScan {
    /// The label with the number; absent where a tube has none.
    #[garde(length(chars, min = 1, max = 200))]
    scan: Option<String>,
    /// The maker's label.
    #[garde(length(chars, max = 200))]
    article_scan: Option<String>,
    /// What it is for, where its labels do not tell.
    #[garde(skip)]
    role: Option<TubeRole>,
    /// Codes of what is seen of it.
    #[serde(default)]
    #[garde(length(max = 10), inner(length(chars, max = 40)))]
    findings: Vec<String>,
    /// What is to be said of it; needed for one without a number.
    #[garde(inner(length(chars, min = 2, max = 200)))]
    note: Option<String>,
}

/// What became of a scan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SampleScanned {
    /// `kept`, `already` received before, `extra` of no completed donation.
    outcome: String,
    /// The tube; none of an extra.
    tube: Option<SampleTube>,
    /// The receipt after it.
    receipt: SampleReceipt,
}

/// Receives one tube. The same tube scanned again is answered and not doubled; what belongs to no completed donation is kept
/// as an extra. Refuses by `sample.receipt-closed`, `sample.role`, `sample.other-role`, `sample.finding`, `sample.unlabelled`
/// and by the grammar of scanned texts.
#[utoipa::path(post, path = "/api/lab/sample-receipts/{id}/tubes", tag = "lab", operation_id = "lab.sample.receive",
    params(("id" = ReceiptId, Path)), request_body = SampleScan, responses((status = 200, body = SampleScanned)))]
pub(super) async fn scan(
    auth: Allowed<SampleReceive>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<ReceiptId>,
    Body(tube): Body<SampleScan>,
) -> Result<Answer<SampleScanned>, Fault> {
    let mut tx = auth.write().await?;
    let receipt = locked(&mut tx, &auth.scope, id).await?;
    rules::may_scan(receipt.closed_at.is_some())?;
    let (outcome, kept) = match tube.number()? {
        None => (unlabelled(&mut tx, &auth.scope, id, &tube).await?, None),
        Some(number) => match ports.tubes.of_donation(&mut tx, number).await? {
            None => {
                db::insert_extra(&mut tx, &auth.scope, id, (&number.to_string(), "sample.unknown")).await?;
                ("extra", None)
            }
            Some(sent) => receive(&mut tx, &auth.scope, &receipt, &sent, &tube).await?,
        },
    };
    tx.announce("samples", Some(auth.scope.org)).await?;
    let receipt = load(&mut tx, &auth.scope, &ports, id).await?;
    tx.ok(SampleScanned { outcome: outcome.to_owned(), tube: kept, receipt }).await
}

impl SampleScan {
    fn number(&self) -> Result<Option<DonationNumber>, Fault> {
        let Some(scan) = &self.scan else { return Ok(None) };
        let wrong = |refusal: Refusal| Problem::invalid("scan", scan, &refusal.rule, refusal.reason);
        Ok(Some(binding::number_of(scan).map_err(wrong)?))
    }
}

/// A tube without a number is kept by what is said of it.
async fn unlabelled(tx: &mut Tx, scope: &Scope, id: ReceiptId, tube: &SampleScan) -> Result<&'static str, Fault> {
    let Some(note) = &tube.note else {
        let reason = say!("无编号的试管请写明特征", "say what a tube without a number looks like");
        return Err(Problem::invalid("note", "", "sample.unlabelled", reason).into());
    };
    db::insert_extra(tx, scope, id, (note, "sample.unlabelled")).await?;
    Ok("extra")
}

async fn receive(
    tx: &mut Tx,
    scope: &Scope,
    receipt: &ReceiptRow,
    sent: &TubesSent,
    tube: &SampleScan,
) -> Result<(&'static str, Option<SampleTube>), Fault> {
    let day = tx.now().day_in(&zone::china());
    let scan = tube.scan.as_deref().unwrap_or_default();
    let arrived = Arrived {
        said: chair::role_of(scan, tube.article_scan.as_deref(), sent.kind, sent.day)?,
        asked: tube.role,
        seen: &tube.findings,
        ended_at: sent.ended_at,
        came_at: receipt.opened_at,
        temperature: receipt.temperature(),
        of_session: (sent.site_id, sent.day) == (receipt.site_id, receipt.day),
    };
    let judged = rules::judge(samples(), day, &arrived)?;
    let new = NewTube {
        receipt: receipt.receipt_id,
        number: sent.donation_number,
        session: (sent.site_id, sent.day),
        judged: &judged,
        note: tube.note.as_deref(),
    };
    let is_new = !already(tx, sent.donation_number, judged.role).await? && db::insert(tx, scope, &new).await?;
    let tubes = db::tubes(tx, &[sent.donation_number], None).await?;
    let own = tubes.iter().rev().find(|one| one.role() == judged.role).map(SampleTube::from);
    Ok((if is_new { "kept" } else { "already" }, own))
}

/// Whether a tube of this role that is of use was received before: a second look at it adds nothing.
async fn already(tx: &mut Tx, number: DonationNumber, role: TubeRole) -> Result<bool, Fault> {
    let tubes = db::tubes(tx, &[number], None).await?;
    Ok(tubes.iter().any(|tube| tube.role() == role && tube.outcome != super::words::TubeOutcome::Refused))
}

/// The receipt, locked: who closes it waits for those who scan, and the other way round.
async fn locked(tx: &mut Tx, scope: &Scope, id: ReceiptId) -> Result<ReceiptRow, Fault> {
    db::lock(tx, scope, id).await?;
    db::receipt(tx, scope, id).await?.ok_or_else(|| Problem::not_found("receipt", id).into())
}

/// Why not everything was there.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleClosing {
    /// Needed when something is missing, refused or extra.
    #[garde(length(chars, max = 500))]
    reason: Option<String>,
}

/// Closes a receipt: what is missing or refused is lacking from now on. Refuses by `sample.receipt-closed` and `sample.reason`.
#[utoipa::path(post, path = "/api/lab/sample-receipts/{id}/close", tag = "lab", operation_id = "lab.sample.close",
    params(("id" = ReceiptId, Path)), request_body = SampleClosing, responses((status = 200, body = SampleReceipt)))]
pub(super) async fn close(
    auth: Allowed<SampleClose>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<ReceiptId>,
    Body(asked): Body<SampleClosing>,
) -> Result<Answer<SampleReceipt>, Fault> {
    let mut tx = auth.write().await?;
    let receipt = locked(&mut tx, &auth.scope, id).await?;
    let sent = ports.tubes.of_session(&mut tx, receipt.site_id, receipt.day).await?;
    let numbers: Vec<DonationNumber> = sent.iter().map(|one| one.donation_number).collect();
    let tubes = db::tubes(&mut tx, &numbers, Some(id)).await?;
    let lacking = expected::lacking(&expected::lines(&sent, &tubes, receipt.day));
    let extra = db::extras(&mut tx, id).await?.len() + expected::foreign(&sent, &tubes, id).len();
    rules::may_close(receipt.closed_at.is_some(), lacking.len() + extra, asked.reason.as_deref())?;
    db::close(&mut tx, &auth.scope, id, asked.reason.as_deref(), &lacking).await?;
    tx.announce("samples", Some(auth.scope.org)).await?;
    let receipt = load(&mut tx, &auth.scope, &ports, id).await?;
    tx.ok(receipt).await
}

/// Another person confirms a receipt. Refuses by `sample.receipt-open`, `sample.confirmed` and `sample.same-person`.
#[utoipa::path(post, path = "/api/lab/sample-receipts/{id}/confirm", tag = "lab", operation_id = "lab.sample.confirm",
    params(("id" = ReceiptId, Path)), responses((status = 200, body = SampleReceipt)))]
pub(super) async fn confirm(
    auth: Allowed<SampleConfirm>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<ReceiptId>,
) -> Result<Answer<SampleReceipt>, Fault> {
    let mut tx = auth.write().await?;
    let receipt = locked(&mut tx, &auth.scope, id).await?;
    rules::may_confirm(receipt.closed_by, receipt.confirmed_at.is_some(), auth.scope.user)?;
    db::confirm(&mut tx, &auth.scope, id).await?;
    tx.announce("samples", Some(auth.scope.org)).await?;
    let receipt = load(&mut tx, &auth.scope, &ports, id).await?;
    tx.ok(receipt).await
}
