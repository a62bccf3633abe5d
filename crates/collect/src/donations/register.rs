//! A donor takes the chair: answers and measurements are judged, and kept whatever comes out.

use std::collections::BTreeMap;

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::recruit::DonorBrief;
use vena_kernel::{
    citizen_id::Sex,
    id::{DonationId, DonorId, SiteId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{self, Allowed, Answer, OrgKind, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::Body,
};

use super::{
    DonationCreate, db,
    view::{Donation, donation_or_404},
};
use crate::{
    Donors, book, day,
    screening::{self, HealthCheck},
};

/// What was asked and measured.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonationNew {
    /// Who sits in the chair.
    #[garde(skip)]
    donor_id: DonorId,
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Version of the inquiry that was asked.
    #[garde(length(chars, min = 1, max = 60))]
    inquiry_version: String,
    /// The answer to every question for the donor's sex.
    #[garde(length(max = 200))]
    answers: BTreeMap<String, bool>,
    /// What was measured.
    #[garde(dive)]
    check: HealthCheck,
    /// The volume that is agreed, mL.
    #[garde(range(min = 1, max = 1000))]
    volume_ml: i32,
    /// What else is to be remembered.
    #[garde(length(chars, max = 500))]
    note: Option<String>,
}

/// Registers and judges a donation: accepted, or refused with every clause.
#[utoipa::path(post, path = "/api/collect/donations", tag = "collect", operation_id = "collect.donation.create",
    request_body = DonationNew, responses((status = 201, body = Donation)))]
pub(super) async fn create(
    auth: Allowed<DonationCreate>,
    Extension(donors): Donors,
    Body(new): Body<DonationNew>,
) -> Result<Answer<Donation>, Fault> {
    station_only(&auth.scope)?;
    let mut tx = auth.write().await?;
    let site_id = own_site(&mut tx, &auth.scope, new.site_id).await?;
    let donor = donors.brief(&mut tx, &auth.scope, new.donor_id).await?;
    let donor = donor.ok_or_else(|| Problem::not_found("donor", new.donor_id))?;
    db::lock_donor(&mut tx, donor.donor_id).await?;
    none_open(&mut tx, donor.donor_id).await?;
    let today = day(tx.now());
    let objections = donors.objections(&mut tx, &auth.scope, donor.donor_id, today).await?;
    let last = db::last_needle(&mut tx, donor.donor_id).await?;
    let refusals = judged(&new, &donor, (last.map(day), objections), today)?;
    let donation_id = DonationId::from_uuid(tx.new_id());
    let row = db::NewDonation {
        donation_id,
        donor_id: donor.donor_id,
        donor_name_masked: &donor.name_masked,
        male: donor.male,
        site_id,
        inquiry_version: &new.inquiry_version,
        answers: &new.answers,
        check: &new.check,
        nominal_ml: new.volume_ml,
        note: new.note.as_deref(),
        refusals: &refusals,
    };
    db::insert(&mut tx, &auth.scope, &row).await?;
    tx.announce("donations", Some(auth.scope.org)).await?;
    let donation = donation_or_404(&mut tx, &auth.scope, donation_id).await?;
    tx.created(donation).await
}

/// Blood is collected by the station.
fn station_only(scope: &Scope) -> Result<(), Refusal> {
    if scope.org_kind == OrgKind::Station {
        return Ok(());
    }
    let reason = say!("采血只由采供血机构进行", "blood is collected by the station only");
    Err(Refusal::new("donation.station-only", reason))
}

async fn own_site(tx: &mut Tx, scope: &Scope, site: Option<SiteId>) -> Result<SiteId, Fault> {
    let site = site.unwrap_or(scope.site);
    if auth::db::site_belongs(tx, site, scope.org).await? {
        return Ok(site);
    }
    Err(Problem::not_found("site", site).into())
}

async fn none_open(tx: &mut Tx, donor: DonorId) -> Result<(), Fault> {
    let Some(open) = db::open_donation(tx, donor).await? else { return Ok(()) };
    let reason = say!("该献血者有未完成的献血 {open}", "this donor has an open donation, {open}");
    Err(Refusal::new("donation.already-open", reason).into())
}

/// Every reason that refuses; fields that cannot be judged at all are a problem of the form.
fn judged(
    new: &DonationNew,
    donor: &DonorBrief,
    (last_needle_on, objections): (Option<vena_kernel::clock::Day>, Vec<Refusal>),
    today: vena_kernel::clock::Day,
) -> Result<Vec<screening::Line>, Fault> {
    let sex = if donor.male { Sex::Male } else { Sex::Female };
    let inquiry = book::inquiry(today)?;
    screening::complete_answers(inquiry, sex, &new.inquiry_version, &new.answers)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason))?;
    screening::volume_allowed(new.volume_ml, today)
        .map_err(|refusal| Problem::invalid("volume_ml", new.volume_ml, &refusal.rule, refusal.reason))?;
    let facts = screening::Facts { sex, inquiry, answers: &new.answers, check: &new.check, last_needle_on, objections };
    Ok(screening::judge(&facts, today))
}
