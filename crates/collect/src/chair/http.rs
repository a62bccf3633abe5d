//! The steps at the chair up to the flowing blood.

use axum::Extension;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair,
    id::DonationId,
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer},
    db::violated_constraint,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{DonationConfirm, DonationFail, DonationPause, DonationResume, DonationSeat, DonationStart, db, rules};
use crate::{
    Donors, Papers, binding, day,
    donations::{
        Arm, Donation, IdentifiedWay, donation_or_404, opened,
        rules::{may_seat, may_start, running, seen_by_two},
    },
    papers::{Signed, signed_or_refuse},
};

/// Who sits down, and how we know.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationSeating {
    /// Name of the chair.
    #[garde(length(chars, min = 1, max = 20))]
    chair: String,
    /// The document as a scanner reads it; otherwise name and birthday.
    #[garde(length(chars, max = 60))]
    document_scan: Option<String>,
    /// The name as the donor says it.
    #[garde(length(chars, max = 60))]
    name: Option<String>,
    /// The birthday as the donor says it.
    #[garde(skip)]
    born_on: Option<Day>,
    /// When; now when absent. Not before the step before it.
    #[garde(skip)]
    at: Option<Instant>,
}

/// What the second person has scanned.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationConfirmation {
    /// The label of the bag.
    #[garde(length(chars, min = 1, max = 200))]
    bag_scan: String,
    /// The label of the record, or of any tube.
    #[garde(length(chars, min = 1, max = 200))]
    record_scan: String,
    /// The lot of the kit as this person reads it, where its label was typed.
    #[garde(length(chars, min = 1, max = 60))]
    lot: Option<String>,
    /// When; now when absent. Not before the step before it.
    #[garde(skip)]
    at: Option<Instant>,
}

/// A needle goes in.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationNeedle {
    /// Into which arm.
    #[garde(skip)]
    arm: Arm,
    /// When; now when absent.
    #[garde(skip)]
    at: Option<Instant>,
}

/// Why something at the chair stops.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationStop {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
    /// When; now when absent.
    #[garde(skip)]
    at: Option<Instant>,
}

/// When the flow goes on.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationResumption {
    /// Now when absent.
    #[garde(skip)]
    at: Option<Instant>,
}

impl DonationSeating {
    fn asked(&self) -> Result<(rules::Asked<'_>, IdentifiedWay), Fault> {
        match (&self.document_scan, &self.name, self.born_on) {
            (Some(scan), _, _) => Ok((rules::Asked::Document(scan), IdentifiedWay::Document)),
            (None, Some(name), Some(born_on)) => Ok((rules::Asked::Said(name, born_on), IdentifiedWay::Asked)),
            _ => {
                let detail = say!("请扫描证件，或询问姓名和生日", "scan the document, or ask for name and birthday");
                Err(Problem::invalid("document_scan", "", "chair.two-identifiers", detail).into())
            }
        }
    }
}

/// Asks the donor again and gives the chair. A donor may change the chair.
#[utoipa::path(post, path = "/api/collect/donations/{id}/seat", tag = "collect", operation_id = "collect.donation.seat",
    params(("id" = DonationId, Path)), request_body = DonationSeating, responses((status = 200, body = Donation)))]
pub(super) async fn seat(
    auth: Allowed<DonationSeat>,
    Extension(papers): Papers,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationSeating>,
) -> Result<Answer<Donation>, Fault> {
    let (who, way) = asked.asked()?;
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    may_seat(record.state)?;
    let at = asked.at.unwrap_or(tx.now());
    super::in_turn(&mut tx, &record, at).await?;
    let paper = papers.on_paper(&mut tx, &auth.scope, record.donor_id, record.registered_at).await?;
    let paper = paper.ok_or_else(|| Problem::not_found("donor", record.donor_id))?;
    let known = rules::Known { name: &paper.name, born_on: paper.born_on, document_shown: &paper.id_shown };
    rules::same_person(who, known)?;
    if let Err(error) = db::seat(&mut tx, &auth.scope, id, (&asked.chair, way, at)).await {
        return Err(if violated_constraint(&error) == Some("donation_chair") {
            taken(&asked.chair).into()
        } else {
            error.into()
        });
    }
    db::step(&mut tx, &auth.scope, id, ("seated", at), json!({ "chair": asked.chair, "way": way })).await?;
    db::visit_goes_on(&mut tx, id, "seated").await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

fn taken(chair: &str) -> Refusal {
    let reason = say!("采血位 {chair} 已有献血者", "somebody sits in the chair {chair}");
    Refusal::new("chair.taken", reason)
}

/// A second person looks at bag, tubes and record.
#[utoipa::path(post, path = "/api/collect/donations/{id}/confirm", tag = "collect",
    operation_id = "collect.donation.confirm", params(("id" = DonationId, Path)), request_body = DonationConfirmation,
    responses((status = 200, body = Donation)))]
pub(super) async fn confirm(
    auth: Allowed<DonationConfirm>,
    Path(id): Path<DonationId>,
    Body(seen): Body<DonationConfirmation>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    may_start(record.state)?;
    let number = record.donation_number.ok_or_else(|| Problem::not_found("donation_number", id))?;
    let scanned = [binding::number_of(&seen.bag_scan)?, binding::number_of(&seen.record_scan)?];
    rules::may_confirm((auth.scope.user, record.bound_by), number, scanned)?;
    if record.kit_typed_why.is_some() {
        rules::same_lot(record.bag_lot.as_deref(), seen.lot.as_deref())?;
    }
    let at = seen.at.unwrap_or(tx.now());
    super::in_turn(&mut tx, &record, at).await?;
    db::confirm(&mut tx, &auth.scope, id, at).await?;
    db::step(&mut tx, &auth.scope, id, ("confirmed", at), json!({})).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// The needle is in.
#[utoipa::path(post, path = "/api/collect/donations/{id}/start", tag = "collect", operation_id = "collect.donation.start",
    params(("id" = DonationId, Path)), request_body = DonationNeedle, responses((status = 200, body = Donation)))]
pub(super) async fn start(
    auth: Allowed<DonationStart>,
    (donors, signed): (Donors, Signed),
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationNeedle>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    let at = asked.at.unwrap_or(tx.now());
    let latest = super::latest(&mut tx, &record).await?;
    rules::may_prick((record.state, record.seated_at), at, latest, tx.now())?;
    let needles = db::needles(&mut tx, id).await?;
    let today = day(at);
    // A needle that is typed afterwards has happened, whatever the file says since: its blood will be held.
    if at >= tx.now()
        && let Some(refusal) = super::still::against(&mut tx, &auth.scope, &donors, (&record, today)).await?
    {
        return Err(refusal.into());
    }
    signed_or_refuse(&mut tx, &signed, (id, record.site_id), today).await?;
    seen_by_two(super::second_asked(&record, needles.len(), at), record.bound_by, record.confirmed_by)?;
    let tried: Vec<&str> = needles.iter().filter_map(|needle| needle.arm).map(Arm::word).collect();
    chair::next_needle(&tried, asked.arm.word(), today)?;
    let n = i32::try_from(needles.len() + 1).unwrap_or(i32::MAX);
    db::needle_in(&mut tx, &auth.scope, &record, (n, Some(asked.arm), at)).await?;
    db::start(&mut tx, &auth.scope, id, (asked.arm, at)).await?;
    db::step(&mut tx, &auth.scope, id, ("started", at), json!({ "arm": asked.arm, "needle": n })).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// The flow stops for a while.
#[utoipa::path(post, path = "/api/collect/donations/{id}/pause", tag = "collect", operation_id = "collect.donation.pause",
    params(("id" = DonationId, Path)), request_body = DonationStop, responses((status = 200, body = Donation)))]
pub(super) async fn pause(
    auth: Allowed<DonationPause>,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationStop>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    running(record.state)?;
    rules::may_turn(record.paused_at.is_some(), true)?;
    let at = asked.at.unwrap_or(tx.now());
    super::in_turn(&mut tx, &record, at).await?;
    db::pause(&mut tx, id, Some(at)).await?;
    db::step(&mut tx, &auth.scope, id, ("paused", at), json!({ "reason": asked.reason })).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// The flow goes on.
#[utoipa::path(post, path = "/api/collect/donations/{id}/resume", tag = "collect",
    operation_id = "collect.donation.resume", params(("id" = DonationId, Path)), request_body = DonationResumption,
    responses((status = 200, body = Donation)))]
pub(super) async fn resume(
    auth: Allowed<DonationResume>,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationResumption>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    running(record.state)?;
    rules::may_turn(record.paused_at.is_some(), false)?;
    let at = asked.at.unwrap_or(tx.now());
    super::in_turn(&mut tx, &record, at).await?;
    db::pause(&mut tx, id, None).await?;
    db::step(&mut tx, &auth.scope, id, ("resumed", at), json!({})).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// The needle was in vain: its number and kit are spent; the donor stays accepted for another needle, if there is one.
#[utoipa::path(post, path = "/api/collect/donations/{id}/fail", tag = "collect", operation_id = "collect.donation.fail",
    params(("id" = DonationId, Path)), request_body = DonationStop, responses((status = 200, body = Donation)))]
pub(super) async fn fail(
    auth: Allowed<DonationFail>,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationStop>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    running(record.state)?;
    let at = asked.at.unwrap_or(tx.now());
    super::in_turn(&mut tx, &record, at).await?;
    let number = record.donation_number.ok_or_else(|| Problem::not_found("donation_number", id))?;
    tx.because(&asked.reason);
    db::needle_out(&mut tx, id, at, Some(&asked.reason)).await?;
    db::spend_number(&mut tx, number, &asked.reason).await?;
    db::unbind(&mut tx, id).await?;
    let detail = json!({ "reason": asked.reason, "number": number, "arm": record.arm });
    db::step(&mut tx, &auth.scope, id, ("failed", at), detail).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}
