//! A donor takes the chair: answers and measurements are judged, and kept whatever comes out.

use vena_contracts::{collect::DonorTurnedAway, recruit::DonorDesk};
use vena_kernel::{
    clock::Day,
    collection::inquiry::{self, About, Answers},
    eligibility,
    id::{DonationId, DonorId, SiteId, VisitId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use super::db;
use crate::{
    book, chair, day,
    screening::{self, HealthCheck},
    sessions,
};

/// What was asked and measured of a visitor, and what is agreed.
#[derive(Debug)]
pub(crate) struct DonationNew {
    /// Who sits in the chair.
    pub(crate) donor_id: DonorId,
    /// Where.
    pub(crate) site_id: SiteId,
    /// Version of the inquiry that was asked.
    pub(crate) inquiry_version: String,
    /// The answer to every question that was asked.
    pub(crate) answers: Answers,
    /// What was measured.
    pub(crate) check: HealthCheck,
    /// Of whom the questions were asked, and what is given.
    pub(crate) about: About,
    /// The visit that comes to its decision here.
    pub(crate) visit_id: VisitId,
    /// The volume that is agreed, mL; of a machine, what its products come to.
    pub(crate) volume_ml: i32,
    /// What else is to be remembered.
    pub(crate) note: Option<String>,
}

/// The deferrals that a sheet and a check leave when they refuse.
pub(crate) fn left_by(new: &DonationNew, today: Day) -> Vec<screening::Due> {
    let inquiry = book::inquiry_named(&new.inquiry_version);
    inquiry.map_or_else(Vec::new, |inquiry| screening::dues(new.about, inquiry, &new.answers, &new.check, today))
}

/// Registers and judges a donation: accepted, or refused with every clause; `more` are reasons that are known besides. The one
/// way here is a physician's decision about a visit.
pub(crate) async fn register(
    tx: &mut Tx,
    scope: &Scope,
    donors: &std::sync::Arc<dyn DonorDesk>,
    new: &DonationNew,
    more: Vec<screening::Line>,
) -> Result<DonationId, Fault> {
    let now = tx.now();
    sessions::open_or_refuse(tx, new.site_id, now).await?;
    let donor = donors.brief(tx, scope, new.donor_id).await?;
    let donor = donor.ok_or_else(|| Problem::not_found("donor", new.donor_id))?;
    db::lock_donor(tx, donor.donor_id).await?;
    none_open(tx, donor.donor_id).await?;
    let refusals = judged(tx, scope, donors, new, more).await?;
    let donation_id = DonationId::from_uuid(tx.new_id());
    let row = db::NewDonation {
        donation_id,
        donor_id: donor.donor_id,
        donor_name_masked: &donor.name_masked,
        male: donor.male,
        site_id: new.site_id,
        inquiry_version: &new.inquiry_version,
        answers: &new.answers,
        check: &new.check,
        kind: new.about.kind,
        visit: new.visit_id,
        nominal_ml: new.volume_ml,
        note: new.note.as_deref(),
        refusals: &refusals,
    };
    db::insert(tx, scope, &row).await?;
    let visit = new.visit_id;
    if !chair::db::decide_visit(tx, visit, donor.donor_id, donation_id).await? {
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
    new: &DonationNew,
    more: Vec<screening::Line>,
) -> Result<Vec<screening::Line>, Fault> {
    let today = day(tx.now());
    let own = db::needles_of(tx, new.donor_id).await?;
    let verdicts = donors.verdicts(tx, scope, new.donor_id, today, &own).await?;
    let verdict = verdicts.into_iter().find(|verdict| verdict.kind == new.about.kind);
    let standing = verdict.ok_or_else(|| Problem::not_found("donor", new.donor_id))?.lines;
    let mut lines = judge(new, &standing, today)?;
    lines.extend(more);
    Ok(lines)
}

fn judge(new: &DonationNew, standing: &[eligibility::Line], today: Day) -> Result<Vec<screening::Line>, Fault> {
    let about = new.about;
    let inquiry = book::inquiry(today)?;
    inquiry::complete(inquiry, about, &new.inquiry_version, &new.answers, today)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason))?;
    screening::volume_allowed(about.kind, new.volume_ml, today)
        .map_err(|refusal| Problem::invalid("volume_ml", new.volume_ml, &refusal.rule, refusal.reason))?;
    let About { sex, kind, first_time } = about;
    let (answers, check) = (&new.answers, &new.check);
    let facts = screening::Facts { sex, kind, first_time, inquiry, answers, check, standing };
    Ok(screening::judge(&facts, today))
}
