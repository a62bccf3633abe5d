//! From the accepted donor to the full bag.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::collect::{DonationCompleted, DonationFailed};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonationId, UnitId},
    product::MediumCode,
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::{Tx, violated_constraint},
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    DonationBind, DonationCancel, DonationComplete, Severity, db,
    db::DonationRecord,
    rules,
    unit::{self, FullBag},
    view::{Donation, donation_or_404, record_or_404},
};
use crate::{Donors, binding, book, day};

/// The kit of bags as its label says.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationBagNew {
    /// Lot of the maker.
    #[garde(length(chars, min = 1, max = 60))]
    lot: String,
    /// Anticoagulant.
    #[garde(skip)]
    medium: MediumCode,
    /// Last day on which it may be used.
    #[garde(skip)]
    expires_on: Day,
}

/// What shall carry one number.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationBinding {
    /// The number on the record, scanned or typed.
    #[garde(length(chars, min = 1, max = 100))]
    donation_number: String,
    /// What was scanned on the bag.
    #[garde(length(chars, min = 1, max = 200))]
    bag_scan: String,
    /// What was scanned on each tube.
    #[garde(length(max = 20), inner(length(chars, min = 1, max = 200)))]
    tube_scans: Vec<String>,
    /// The kit of bags.
    #[garde(dive)]
    bag: DonationBagNew,
}

/// A reaction of the donor.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationReactionNew {
    /// How bad it was.
    #[garde(skip)]
    severity: Severity,
    /// What was seen and done.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

/// The needle is out.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationCompletion {
    /// When the needle went in.
    #[garde(skip)]
    started_at: Instant,
    /// When it came out.
    #[garde(skip)]
    ended_at: Instant,
    /// Collected volume, mL.
    #[garde(range(min = 1, max = 1000))]
    volume_ml: i32,
    /// A reaction of the donor.
    #[garde(dive)]
    reaction: Option<DonationReactionNew>,
    /// The donor asks that the blood not be used.
    #[garde(skip)]
    #[serde(default)]
    self_excluded: bool,
}

/// Why nothing is collected.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationCancellation {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
    /// When the needle went in, if it did: the interval is counted from here.
    #[garde(skip)]
    needle_at: Option<Instant>,
}

/// Locks the donation and reads it.
async fn opened(tx: &mut Tx, scope: &Scope, id: DonationId) -> Result<DonationRecord, Fault> {
    record_or_404(tx, scope, id).await?;
    db::lock(tx, id).await?;
    record_or_404(tx, scope, id).await
}

/// Binds bag, tubes and record to one number that nothing else carries.
#[utoipa::path(post, path = "/api/collect/donations/{id}/bind", tag = "collect", operation_id = "collect.donation.bind",
    params(("id" = DonationId, Path)), request_body = DonationBinding, responses((status = 200, body = Donation)))]
pub(super) async fn bind(
    auth: Allowed<DonationBind>,
    Extension(donors): Donors,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationBinding>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    let today = day(tx.now());
    rules::may_bind(record.state, day(record.registered_at), today)?;
    let number = same_number(&asked, today)?;
    // A deferral may have been entered since the donor took the chair.
    if let Some(objection) = donors.objections(&mut tx, &auth.scope, record.donor_id, today).await?.into_iter().next() {
        return Err(objection.into());
    }
    if db::number_used(&mut tx, number).await? {
        return Err(used(number).into());
    }
    let binding = db::Binding {
        number,
        lot: &asked.bag.lot,
        medium: asked.bag.medium,
        expires_on: asked.bag.expires_on,
        tubes: asked.tube_scans.len(),
    };
    if let Err(error) = db::bind(&mut tx, &auth.scope, id, &binding).await {
        return Err(if violated_constraint(&error) == Some("donation_number_key") {
            used(number).into()
        } else {
            error.into()
        });
    }
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// The one number of record, bag and tubes, in a bag that may be used today.
fn same_number(asked: &DonationBinding, today: Day) -> Result<DonationNumber, Fault> {
    let rules = book::collection(today)?;
    let number = binding::number_of(&asked.donation_number).map_err(|refusal| {
        Problem::invalid("donation_number", &asked.donation_number, &refusal.rule, refusal.reason)
    })?;
    binding::one_number(number, &asked.bag_scan, &asked.tube_scans, rules)?;
    let bag = binding::Bag { medium: asked.bag.medium, expires_on: asked.bag.expires_on };
    binding::bag_usable(&bag, rules, today)?;
    Ok(number)
}

fn used(number: DonationNumber) -> Refusal {
    let reason = say!(
        "献血编号 {number} 已被使用，请换一套条码",
        "the number {number} is in use already, take another set of labels"
    );
    Refusal::new("binding.number-used", reason)
}

/// Completes a donation: the bag becomes a unit of the ledger.
#[utoipa::path(post, path = "/api/collect/donations/{id}/complete", tag = "collect",
    operation_id = "collect.donation.complete", params(("id" = DonationId, Path)), request_body = DonationCompletion,
    responses((status = 200, body = Donation)))]
pub(super) async fn complete(
    auth: Allowed<DonationComplete>,
    Path(id): Path<DonationId>,
    Body(done): Body<DonationCompletion>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    rules::may_complete(record.state)?;
    rules::needle_times(done.started_at, done.ended_at, tx.now(), book::collection(day(done.ended_at))?)?;
    let bound = record.donation_number.zip(record.bag_medium);
    let (number, medium) = bound.ok_or_else(|| Problem::not_found("donation_number", id))?;
    let bag = FullBag {
        unit: UnitId::from_uuid(tx.new_id()),
        number,
        medium,
        site: record.site_id,
        ended_at: done.ended_at,
        volume_ml: done.volume_ml,
        nominal_ml: record.nominal_ml,
        self_excluded: done.self_excluded,
    };
    unit::collect(&mut tx, &auth.scope, &bag).await?;
    finish(&mut tx, &auth.scope, &record, &done, &bag).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}

/// Keeps the completion and tells it.
async fn finish(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    done: &DonationCompletion,
    bag: &FullBag,
) -> Result<(), Fault> {
    let reaction = done.reaction.as_ref().map(|reaction| (reaction.severity, reaction.note.as_deref()));
    let full = db::Completion {
        started_at: done.started_at,
        ended_at: done.ended_at,
        volume_ml: done.volume_ml,
        reaction,
        self_excluded: done.self_excluded,
        unit_id: bag.unit,
    };
    db::complete(tx, scope, record.donation_id, &full).await?;
    tx.tell(&DonationCompleted {
        donation_id: record.donation_id,
        donation_number: bag.number,
        donor_id: record.donor_id,
        unit_id: bag.unit,
        site_id: bag.site,
        ended_at: done.ended_at,
        volume_ml: done.volume_ml,
        reaction: reaction.is_some(),
    })
    .await?;
    tx.announce("donations", Some(scope.org)).await?;
    tx.announce("units", Some(scope.org)).await
}

/// Ends a donation from which nothing was collected. Its number, if bound, stays used.
#[utoipa::path(post, path = "/api/collect/donations/{id}/cancel", tag = "collect",
    operation_id = "collect.donation.cancel", params(("id" = DonationId, Path)), request_body = DonationCancellation,
    responses((status = 200, body = Donation)))]
pub(super) async fn cancel(
    auth: Allowed<DonationCancel>,
    Path(id): Path<DonationId>,
    Body(asked): Body<DonationCancellation>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let record = opened(&mut tx, &auth.scope, id).await?;
    rules::may_cancel(record.state)?;
    if let Some(needle_at) = asked.needle_at {
        rules::not_ahead(needle_at, tx.now())?;
    }
    tx.because(&asked.reason);
    db::cancel(&mut tx, &auth.scope, id, &asked.reason, asked.needle_at).await?;
    if let Some(needle_at) = asked.needle_at {
        tx.tell(&DonationFailed { donation_id: id, donor_id: record.donor_id, needle_at }).await?;
    }
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(donation).await
}
