//! A donor takes the chair: answers and measurements are judged, and kept whatever comes out.

use axum::Extension;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::{
    collect::DonorTurnedAway,
    recruit::{DeferralSource, DonorBrief, DonorDesk},
};
use vena_kernel::{
    citizen_id::Sex,
    clock::Day,
    collection::inquiry::{self, About, Answers},
    eligibility::{self, DonationKind, NeedleOutcome},
    id::{DonationId, DonorId, SiteId, VisitId},
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
    Donors, book, chair, day,
    decisions::{
        Deferrals,
        entering::{Refused, enter},
    },
    screening::{self, HealthCheck},
    sessions,
};

/// What was asked and measured.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DonationNew {
    /// Who sits in the chair.
    #[garde(skip)]
    pub(crate) donor_id: DonorId,
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    pub(crate) site_id: Option<SiteId>,
    /// Version of the inquiry that was asked.
    #[garde(length(chars, min = 1, max = 60))]
    pub(crate) inquiry_version: String,
    /// The answer to every question for the donor's sex.
    #[garde(length(max = 200))]
    #[schema(value_type = std::collections::BTreeMap<String, vena_kernel::collection::inquiry::Given>)]
    pub(crate) answers: Answers,
    /// What was measured.
    #[garde(dive)]
    pub(crate) check: HealthCheck,
    /// What is given; whole blood when absent.
    #[garde(skip)]
    pub(crate) kind: Option<DonationKind>,
    /// The visit that comes to its decision here; told by the decision itself, never typed: a visit is decided at its own route.
    #[garde(skip)]
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) visit_id: Option<VisitId>,
    /// The volume that is agreed, mL; of a machine, what its products come to.
    #[garde(range(min = 1, max = 1000))]
    pub(crate) volume_ml: i32,
    /// What else is to be remembered.
    #[garde(length(chars, max = 500))]
    pub(crate) note: Option<String>,
}

/// Registers and judges a donation: accepted, or refused with every clause.
#[utoipa::path(post, path = "/api/collect/donations", tag = "collect", operation_id = "collect.donation.create",
    request_body = DonationNew, responses((status = 201, body = Donation)))]
pub(super) async fn create(
    auth: Allowed<DonationCreate>,
    Extension(donors): Donors,
    deferrals: Option<Deferrals>,
    Body(new): Body<DonationNew>,
) -> Result<Answer<Donation>, Fault> {
    let mut tx = auth.write().await?;
    let donation_id = register(&mut tx, &auth.scope, &donors, &new, Vec::new()).await?;
    if let Some((Extension(deferrals), donor)) = deferrals.zip(donors.brief(&mut tx, &auth.scope, new.donor_id).await?)
    {
        let sex = if donor.male { Sex::Male } else { Sex::Female };
        let about = About { sex, kind: new.kind.unwrap_or(DonationKind::WholeBlood), first_time: None };
        let dues = left_by(about, &new, day(tx.now()));
        let refused = Refused { donor: new.donor_id, donation: donation_id, source: DeferralSource::Desk };
        enter(&mut tx, &auth.scope, &deferrals, refused, (&dues, &[])).await?;
    }
    let donation = donation_or_404(&mut tx, &auth.scope, donation_id).await?;
    tx.created(donation).await
}

/// The deferrals that a sheet and a check leave when they refuse.
pub(crate) fn left_by(about: About, new: &DonationNew, today: Day) -> Vec<screening::Due> {
    let inquiry = book::inquiry_named(&new.inquiry_version);
    inquiry.map_or_else(Vec::new, |inquiry| screening::dues(about, inquiry, &new.answers, &new.check, today))
}

/// Registers and judges; `more` are reasons that are known besides.
pub(crate) async fn register(
    tx: &mut Tx,
    scope: &Scope,
    donors: &std::sync::Arc<dyn DonorDesk>,
    new: &DonationNew,
    more: Vec<screening::Line>,
) -> Result<DonationId, Fault> {
    station_only(scope)?;
    let site_id = own_site(tx, scope, new.site_id).await?;
    let now = tx.now();
    sessions::open_or_refuse(tx, site_id, now).await?;
    let donor = donors.brief(tx, scope, new.donor_id).await?;
    let donor = donor.ok_or_else(|| Problem::not_found("donor", new.donor_id))?;
    db::lock_donor(tx, donor.donor_id).await?;
    none_open(tx, donor.donor_id).await?;
    let refusals = judged(tx, scope, donors, (new, &donor), more).await?;
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
        kind: new.kind.unwrap_or(DonationKind::WholeBlood),
        visit: new.visit_id,
        nominal_ml: new.volume_ml,
        note: new.note.as_deref(),
        refusals: &refusals,
    };
    db::insert(tx, scope, &row).await?;
    if let Some(visit) = new.visit_id
        && !chair::db::decide_visit(tx, visit, donor.donor_id, donation_id).await?
    {
        let reason =
            say!("到访 {visit} 不属于该献血者，或已有判定", "{visit} is another donor's, over, or decided already");
        return Err(Refusal::new("visit.not-open", reason).into());
    }
    if !refusals.is_empty() {
        tx.tell(&DonorTurnedAway { donation_id, donor_id: donor.donor_id, kind: row.kind, at: now }).await?;
    }
    tx.announce("donations", Some(scope.org)).await?;
    Ok(donation_id)
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
async fn judged(
    tx: &mut Tx,
    scope: &Scope,
    donors: &std::sync::Arc<dyn DonorDesk>,
    (new, donor): (&DonationNew, &DonorBrief),
    more: Vec<screening::Line>,
) -> Result<Vec<screening::Line>, Fault> {
    let (today, kind) = (day(tx.now()), new.kind.unwrap_or(DonationKind::WholeBlood));
    let own = db::needles_of(tx, donor.donor_id).await?;
    let verdicts = donors.verdicts(tx, scope, donor.donor_id, today, &own).await?;
    let verdict = verdicts.into_iter().find(|verdict| verdict.kind == kind);
    let standing = verdict.ok_or_else(|| Problem::not_found("donor", new.donor_id))?.lines;
    // A visitor was asked as one who gives for the first time or not; a sheet on paper asks everybody alike.
    let gave = own.iter().any(|needle| needle.outcome == NeedleOutcome::Completed);
    let about =
        About { sex: if donor.male { Sex::Male } else { Sex::Female }, kind, first_time: new.visit_id.map(|_| !gave) };
    let mut lines = judge(new, about, &standing, today)?;
    lines.extend(more);
    Ok(lines)
}

fn judge(
    new: &DonationNew,
    about: About,
    standing: &[eligibility::Line],
    today: Day,
) -> Result<Vec<screening::Line>, Fault> {
    let About { sex, kind, first_time } = about;
    let inquiry = book::inquiry(today)?;
    inquiry::complete(inquiry, about, &new.inquiry_version, &new.answers, today)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason))?;
    screening::volume_allowed(kind, new.volume_ml, today)
        .map_err(|refusal| Problem::invalid("volume_ml", new.volume_ml, &refusal.rule, refusal.reason))?;
    let (answers, check) = (&new.answers, &new.check);
    let facts = screening::Facts { sex, kind, first_time, inquiry, answers, check, standing };
    Ok(screening::judge(&facts, today))
}
