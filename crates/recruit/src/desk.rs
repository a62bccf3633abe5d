//! What other scenes may ask about a donor.

use vena_contracts::{
    Answer,
    care::{Channel, Purpose, Reach},
    recruit::{Contact, DonorBrief, DonorDesk, DonorOnPaper, DonorPapers, StandingRow},
};
use vena_kernel::{
    abo::BloodGroup,
    citizen_id::Sex,
    clock::{Day, Instant},
    eligibility::{Needle, Verdict},
    id::DonorId,
    masking::mask_name,
};
use vena_platform::{auth::Scope, db::Tx, vault::Vault};

use crate::{
    donors::{self, db},
    eligibility, today,
};

/// The desk: reads the donors' files for others.
pub(crate) struct Desk {
    vault: Vault,
}

impl Desk {
    pub(crate) fn new(vault: Vault) -> Self {
        Self { vault }
    }
}

impl DonorDesk for Desk {
    fn brief<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, donor: DonorId) -> Answer<'a, Option<DonorBrief>> {
        Box::pin(async move {
            let record = db::donor(tx, scope, donor).await?;
            Ok(record.map(|record| DonorBrief {
                donor_id: donor,
                name_masked: mask_name(&record.name),
                male: donors::sex_of(&record.sex) == Sex::Male,
                born_on: record.born_on,
                group: record.blood_group,
            }))
        })
    }

    fn verdicts<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        on: Day,
        own: &'a [Needle],
    ) -> Answer<'a, Vec<Verdict>> {
        Box::pin(eligibility::verdicts(tx, scope, &self.vault, (donor, on, own)))
    }

    fn standing_table<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        key: &'a [u8; 32],
        day: Day,
    ) -> Answer<'a, Vec<StandingRow>> {
        Box::pin(eligibility::standing_table(tx, scope, &self.vault, (key, day)))
    }

    fn by_document<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, number: &'a str) -> Answer<'a, Option<DonorId>> {
        Box::pin(async move {
            if scope.only_org().is_some() {
                return Ok(None);
            }
            for document in donors::Document::guesses(number) {
                if let Some(found) = donors::documents::db::holder(tx, &document.fingerprint(&self.vault)).await? {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        })
    }

    fn contact<'a>(&'a self, tx: &'a mut Tx, donor: DonorId) -> Answer<'a, Option<Contact>> {
        Box::pin(async move {
            let channels = donors::consents::channels(tx, donor, Purpose::Service).await?;
            let Some((name, sealed)) = db::contact(tx, donor).await? else { return Ok(None) };
            let agreed = channels.contains(&Channel::Sms);
            agreed.then(|| Ok(Contact { phone: self.vault.open(&sealed)?, name })).transpose()
        })
    }

    fn reach<'a>(&'a self, tx: &'a mut Tx, donor: DonorId, purpose: Purpose) -> Answer<'a, Option<Reach>> {
        Box::pin(async move {
            let Some((name, sealed)) = db::contact(tx, donor).await? else { return Ok(None) };
            let channels = donors::consents::channels(tx, donor, purpose).await?;
            Ok(Some(Reach { name, phone: self.vault.open(&sealed)?, channels }))
        })
    }

    fn same_person<'a>(&'a self, tx: &'a mut Tx, donor: DonorId) -> Answer<'a, Vec<DonorId>> {
        Box::pin(async move {
            let family = db::family(tx, donor).await?;
            Ok(if family.is_empty() { vec![donor] } else { family })
        })
    }

    fn gave_elsewhere<'a>(&'a self, tx: &'a mut Tx, files: &'a [DonorId]) -> Answer<'a, bool> {
        Box::pin(crate::history::db::gave_elsewhere(tx, files))
    }

    fn confirm_group<'a>(&'a self, tx: &'a mut Tx, donor: DonorId, group: BloodGroup) -> Answer<'a, ()> {
        Box::pin(db::confirm_group(tx, donor, group))
    }
}

impl DonorPapers for Desk {
    fn on_paper<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        at: Instant,
    ) -> Answer<'a, Option<DonorOnPaper>> {
        Box::pin(async move {
            let Some(record) = db::donor(tx, scope, donor).await? else { return Ok(None) };
            let (donations_before, last) = db::donations_before(tx, scope, donor, at).await?;
            let (id_shown, phone_shown) = donors::masked(&record, &self.vault)?;
            Ok(Some(DonorOnPaper {
                male: donors::sex_of(&record.sex) == Sex::Male,
                name: record.name,
                born_on: record.born_on,
                id_kind: record.document_kind.title(),
                id_shown,
                phone_shown,
                group: record.blood_group,
                donations_before,
                last_donation_on: last.map(today::day),
                told: record.consent_to_be_told,
            }))
        })
    }
}
