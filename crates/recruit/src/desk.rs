//! What other scenes may ask about a donor.

use vena_contracts::{
    Answer,
    recruit::{Contact, DonorBrief, DonorDesk, DonorOnPaper, DonorPapers},
};
use vena_kernel::{
    abo::BloodGroup,
    citizen_id::Sex,
    clock::{Day, Instant},
    id::DonorId,
    masking::mask_name,
    refusal::Refusal,
    say,
};
use vena_platform::{auth::Scope, db::Tx, vault::Vault};

use crate::{
    donors::{self, DocumentKind, db},
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
                id_kind: match record.document_kind {
                    DocumentKind::CitizenId => say!("居民身份证", "citizen's card"),
                    DocumentKind::Passport => say!("护照", "passport"),
                },
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

/// Who has no file gives no blood.
fn unknown() -> Vec<Refusal> {
    vec![Refusal::new("donor.unknown", say!("没有该献血者的档案", "there is no file of this donor"))]
}
