//! People whom a vehicle met while the city was out of reach: found by their document, or registered now.

use vena_contracts::{
    Answer,
    care::{Channel, Purpose},
    trips::{Met, Seen, TripDonors},
};
use vena_kernel::{id::DonorId, refusal::Refusal, text::Lang};
use vena_platform::{auth::Scope, db::Tx, fault::Fault, vault::Vault};

use crate::donors::{self, Checked, Document, DocumentKind, Registered, Registering, Typed, duplicates, sex_of};

/// The desk for vehicles.
pub(crate) struct Afield {
    vault: Vault,
}

impl Afield {
    pub(crate) fn new(vault: Vault) -> Self {
        Self { vault }
    }
}

impl TripDonors for Afield {
    fn meet<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, seen: &'a Seen) -> Answer<'a, Met> {
        Box::pin(async move {
            let document = match document(seen) {
                Ok(document) => document,
                Err(refusal) => return Ok(Met::Unusable(refusal)),
            };
            let fingerprint = document.fingerprint(&self.vault);
            donors::documents::db::lock_fingerprint(tx, &fingerprint).await?;
            if let Some(donor) = donors::documents::db::holder(tx, &fingerprint).await? {
                return known(tx, scope, donor, seen).await;
            }
            match checked(document, seen, tx) {
                Ok(checked) => new(tx, scope, &self.vault, (&checked, seen.consent_to_be_told)).await,
                Err(refusal) => Ok(Met::Unusable(refusal)),
            }
        })
    }
}

/// Reads the document of a kind that the donor's file knows.
fn document(seen: &Seen) -> Result<Document, Refusal> {
    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.word() == seen.document_kind);
    Document::read(kind.unwrap_or(DocumentKind::Other), &seen.document_number)
}

fn checked(document: Document, seen: &Seen, tx: &Tx) -> Result<Checked, Refusal> {
    let typed = Typed {
        document,
        name: seen.name.as_deref().unwrap_or_default(),
        phone: seen.phone.as_deref().unwrap_or_default(),
        born_on: Some(seen.born_on),
        sex: Some(seen.sex),
    };
    donors::check(typed, tx.now()).map_err(|(_, refusal)| refusal)
}

async fn known(tx: &mut Tx, scope: &Scope, donor: DonorId, seen: &Seen) -> Result<Met, Fault> {
    let record = donors::record_or_404(tx, scope, donor).await?;
    let plain = |name: &str| name.split_whitespace().collect::<String>().to_lowercase();
    let other_name = seen.name.as_deref().is_some_and(|name| plain(name) != plain(&record.name));
    let differs = other_name || record.born_on != seen.born_on || sex_of(&record.sex) != seen.sex;
    Ok(Met::Known { donor, differs })
}

/// Opens a file. Files that may be of the same person do not stop it, since the blood is here already; they wait for review.
async fn new(tx: &mut Tx, scope: &Scope, vault: &Vault, (checked, told): (&Checked, bool)) -> Result<Met, Fault> {
    let consents = [(Channel::Sms, Purpose::Service, told), (Channel::App, Purpose::Service, told)];
    let mut registering = Registering {
        checked,
        naming: None,
        valid_until: None,
        consents: &consents,
        district: None,
        occupation: None,
        language: Lang::Zh,
        emergency: None,
        ruled_out: &[],
    };
    match donors::register(tx, scope, vault, &registering).await? {
        Registered::Opened(donor) => Ok(Met::New { donor, alike: Vec::new() }),
        Registered::Known(donor) => Ok(Met::Known { donor, differs: false }),
        Registered::Alike(candidates) => {
            let alike: Vec<DonorId> = candidates.iter().map(|candidate| candidate.donor).collect();
            registering.ruled_out = &alike;
            let Registered::Opened(donor) = donors::register(tx, scope, vault, &registering).await? else {
                return Err(Fault::from(vena_platform::fault::Problem::not_found("donor", "alike")));
            };
            for other in &alike {
                duplicates::db::reopen(tx, donor, *other).await?;
            }
            duplicates::look_again(tx, donor).await?;
            Ok(Met::New { donor, alike })
        }
    }
}
