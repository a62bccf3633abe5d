//! What other scenes may ask about a donor.

use vena_contracts::{
    Answer,
    recruit::{Contact, DonorBrief, DonorDesk},
};
use vena_kernel::{
    abo::BloodGroup, citizen_id::Sex, clock::Day, id::DonorId, masking::mask_name, refusal::Refusal, say,
};
use vena_platform::{auth::Scope, db::Tx, vault::Vault};

use crate::{
    donors::{self, db},
    eligibility,
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

    fn objections<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, donor: DonorId, on: Day) -> Answer<'a, Vec<Refusal>> {
        Box::pin(async move {
            let record = db::donor(tx, scope, donor).await?;
            Ok(record.map_or_else(unknown, |record| eligibility::objections(&donors::facts(&record), on)))
        })
    }

    fn contact<'a>(&'a self, tx: &'a mut Tx, donor: DonorId) -> Answer<'a, Option<Contact>> {
        Box::pin(async move {
            let Some((name, sealed, true)) = db::contact(tx, donor).await? else { return Ok(None) };
            Ok(Some(Contact { phone: self.vault.open(&sealed)?, name }))
        })
    }

    fn confirm_group<'a>(&'a self, tx: &'a mut Tx, donor: DonorId, group: BloodGroup) -> Answer<'a, ()> {
        Box::pin(db::confirm_group(tx, donor, group))
    }
}

/// Who has no file gives no blood.
fn unknown() -> Vec<Refusal> {
    vec![Refusal::new("donor.unknown", say!("没有该献血者的档案", "there is no file of this donor"))]
}
