//! A refusal on board leaves its deferrals, as one at a house does: by the rules here, counted from the day of the refusal.

use vena_contracts::recruit::DeferralSource;
use vena_kernel::{
    collection::{
        book,
        screening::{self, Due},
    },
    id::{DonationId, DonorId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};
use vena_trip::{
    rules::about,
    state::{Stage, Visit},
};

use super::{
    rules::{self, Conflict},
    settle::Settling,
};
use crate::decisions::entering::{Refused, enter};

impl Settling<'_> {
    /// Enters what the refusal leaves. What cannot be entered becomes a case for a person: the day comes back all the same.
    pub(super) async fn deferred(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        (donor, donation): (DonorId, DonationId),
    ) -> Result<Option<Conflict>, Fault> {
        let refused = Refused { donor, donation, source: DeferralSource::Vehicle };
        match enter(tx, scope, &self.afield.deferrals, refused, (&dues(self.visit), &[])).await {
            Ok(_) => Ok(None),
            // A problem is found before anything is written.
            Err(Fault::Problem(problem)) => Ok(Some(rules::not_deferred(&problem.detail))),
            Err(fault) => Err(fault),
        }
    }
}

/// The deferrals that answers and measurements of a refused donor leave.
fn dues(visit: &Visit) -> Vec<Due> {
    let (Stage::Refused, Some((version, answers)), Some(check)) = (visit.stage, &visit.answers, &visit.check) else {
        return Vec::new();
    };
    let on = crate::day(visit.decided_at.unwrap_or(visit.since));
    let found = book::inquiry_named(version);
    let dues = found.map_or_else(Vec::new, |inquiry| screening::dues(about(visit), inquiry, answers, check, on));
    dues.into_iter().map(|due| Due { event_on: due.event_on.or(Some(on)), ..due }).collect()
}
