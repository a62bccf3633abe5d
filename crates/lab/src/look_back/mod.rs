//! 回溯: a donation is reactive, so the donor's other donations of the window are held, whatever their own results said.
//!
//! Whose they are is not known here: collect says which other numbers belong together. Each of them is looked back at once
//! for one reactive donation; a hold that quality has lifted since is not opened again. What was transfused or handed over
//! for good is held as well: so it stands in the list of holds until somebody has followed it to its patient.

mod db;
mod rules;
#[cfg(test)]
mod tests;

use vena_contracts::lab::LookBackOpened;
use vena_kernel::{
    donation_number::DonationNumber,
    id::{EventId, UserId},
    unit_state::{Fact, HoldKind, Life, UnitEvent},
};
use vena_ledger::{Family, Outcome, UnitRecord, append_to_family};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::{
    Ports,
    donations::db::Head,
    judging::rules::{Book, Reading},
};

/// Said of every unit that is held. Which donation was reactive, and for what, is not said.
const REASON: &str = "献血者回溯";

/// Who looks back at what.
pub(crate) struct LookBack<'a> {
    /// The checker of the reactive report.
    pub(crate) scope: &'a Scope,
    /// Its tester.
    pub(crate) second: Option<UserId>,
    /// The reactive donation.
    pub(crate) head: &'a Head,
}

impl LookBack<'_> {
    /// Holds what the donor's other donations of the window have become, in the transaction that judges.
    pub(crate) async fn open(&self, tx: &mut Tx, ports: &Ports, book: &Book, reading: &Reading) -> Result<(), Fault> {
        let siblings = ports.donations.siblings(tx, &self.head.donation_number).await?;
        let concerned = rules::concerned(book, reading, self.head.collected_at, &siblings);
        let others = db::open(tx, self.scope, self.head.donation_number, &concerned).await?;
        for number in &others {
            self.hold(tx, *number).await?;
        }
        let (org_id, opened_by) = (self.scope.org, self.scope.user);
        tx.tell(&LookBackOpened { reactive: self.head.donation_number, others, org_id, opened_by }).await
    }

    async fn hold(&self, tx: &mut Tx, number: DonationNumber) -> Result<(), Fault> {
        let now = tx.now();
        let held = append_to_family(tx, Family::Donation(number), |unit| {
            let event_id = EventId::from_uuid(vena_platform::clock::new_id(now));
            follows(unit).then(|| UnitEvent {
                event_id,
                unit: unit.unit_id,
                at: now,
                actor: self.scope.user,
                second: self.second,
                org: self.scope.org,
                site: self.scope.site,
                device: None,
                reason: Some(REASON.to_owned()),
                fact: Fact::Held { hold: HoldKind::LookBack },
            })
        })
        .await?;
        match held.iter().find_map(|relative| Outcome::refusal(&relative.outcome)) {
            Some(refusal) => Err(refusal.clone().into()),
            None => Ok(()),
        }
    }
}

/// Somebody may still receive it, or already has: everything but what was destroyed or became other units.
fn follows(unit: &UnitRecord) -> bool {
    !matches!(unit.state.life, Life::Discarded | Life::Consumed)
}
