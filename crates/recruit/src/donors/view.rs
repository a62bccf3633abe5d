//! How a donor is shown: masked, with what eligibility says.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    abo::BloodGroup,
    citizen_id::Sex,
    clock::{Day, Instant},
    id::DonorId,
    masking::mask_name,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    vault::Vault,
};

use super::{Document, DocumentKind, DonorUnmask, Phone, db, db::DonorRecord};
use crate::{
    deferrals::{self, DeferralCreate, DonorDeferral},
    eligibility::{self, DonorFacts, Standing},
    today,
};

/// The permission under which the next scene begins a donation; only its name is known here.
const DONATE: &str = "collect.donation.create";

/// A donor in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorRow {
    /// Identity.
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// Sex.
    sex: Sex,
    /// Age today, whole years.
    age: i16,
    /// Group, once two donations agree on it.
    group: Option<BloodGroup>,
    /// Document number, masked.
    document_masked: String,
    /// Phone, masked.
    phone_masked: String,
    /// Day of the last donation.
    last_donation_on: Option<Day>,
    /// Whether whole blood may be given today.
    may_give: bool,
    /// The first day on which it may be given; absent when never.
    from: Option<Day>,
}

/// Somebody who may be the person at the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorCandidate {
    /// Identity.
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// Document number, masked.
    document_masked: String,
    /// Phone, masked.
    phone_masked: String,
    /// Sex.
    sex: Sex,
    /// Age today, whole years.
    age: i16,
    /// Day of the last donation.
    last_donation_on: Option<Day>,
}

/// A document as shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorDocument {
    /// Which kind.
    kind: DocumentKind,
    /// The number, masked.
    number_masked: String,
}

/// What may be given from when on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorEligibility {
    /// Whole blood.
    whole_blood: eligibility::Verdict,
}

/// What is possible with a donor now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorCan {
    /// Begin a donation.
    donate: Can,
    /// See who it is.
    unmask: Can,
    /// Enter a deferral.
    defer: Can,
}

/// A donor's file, masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Donor {
    /// Identity.
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// Sex.
    sex: Sex,
    /// Age today, whole years.
    age: i16,
    /// Group, once two donations agree on it.
    group: Option<BloodGroup>,
    /// Document.
    document: DonorDocument,
    /// Phone, masked.
    phone_masked: String,
    /// Agrees to be told what became of the blood.
    consent_to_be_told: bool,
    /// Since when the file exists.
    registered_at: Instant,
    /// Completed donations.
    donations: i64,
    /// Day of the last donation.
    last_donation_on: Option<Day>,
    /// From when on what may be given.
    eligibility: DonorEligibility,
    /// Deferrals that stand; why, only for those who may know.
    deferrals: Vec<DonorDeferral>,
    /// What is possible now.
    can: DonorCan,
}

/// Sex as the column spells it.
pub(crate) fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// Sex as the column spells it, read back; the column allows nothing else.
pub(crate) fn sex_of(word: &str) -> Sex {
    if word == "male" { Sex::Male } else { Sex::Female }
}

/// Masked document and phone of a record.
pub(crate) fn masked(record: &DonorRecord, vault: &Vault) -> Result<(String, String), Fault> {
    let document = Document::read(record.document_kind, &vault.open(&record.document_sealed)?)?;
    let phone = Phone::read(&vault.open(&record.phone_sealed)?)?;
    Ok((document.masked(), phone.masked()))
}

/// What eligibility depends on.
pub(crate) fn facts(record: &DonorRecord) -> DonorFacts {
    let forever = record.permanent.then_some(Standing { until: None });
    let timed = record.deferred_until.map(|until| Standing { until: Some(until) });
    DonorFacts {
        born_on: record.born_on,
        donations: record.donations,
        reactions: record.reactions,
        last_needle_on: record.last_needle_at.map(today::day),
        deferrals: forever.into_iter().chain(timed).collect(),
    }
}

impl DonorRow {
    pub(super) fn of(record: &DonorRecord, vault: &Vault, now: Instant) -> Result<Self, Fault> {
        let (document_masked, phone_masked) = masked(record, vault)?;
        let day = today::day(now);
        let verdict = eligibility::whole_blood(&facts(record), day);
        Ok(Self {
            donor_id: record.donor_id,
            name_masked: mask_name(&record.name),
            sex: sex_of(&record.sex),
            age: record.born_on.years_until(day),
            group: record.blood_group,
            document_masked,
            phone_masked,
            last_donation_on: record.last_ended_at.map(today::day),
            may_give: verdict.may,
            from: verdict.from,
        })
    }

    /// Where the next page begins.
    pub(super) fn cursor(&self) -> String {
        self.donor_id.to_string()
    }
}

impl DonorCandidate {
    pub(super) fn of(record: &DonorRecord, vault: &Vault, now: Instant) -> Result<Self, Fault> {
        let (document_masked, phone_masked) = masked(record, vault)?;
        Ok(Self {
            donor_id: record.donor_id,
            name_masked: mask_name(&record.name),
            document_masked,
            phone_masked,
            sex: sex_of(&record.sex),
            age: record.born_on.years_until(today::day(now)),
            last_donation_on: record.last_ended_at.map(today::day),
        })
    }
}

/// The donor as `scope` may see it, or a 404.
pub(crate) async fn donor_or_404(tx: &mut Tx, scope: &Scope, vault: &Vault, id: DonorId) -> Result<Donor, Fault> {
    let record = db::donor(tx, scope, id).await?.ok_or_else(|| Problem::not_found("donor", id))?;
    let day = today::day(tx.now());
    let deferrals = deferrals::standing(tx, scope, id, day).await?;
    let (number_masked, phone_masked) = masked(&record, vault)?;
    let whole_blood = eligibility::whole_blood(&facts(&record), day);
    Ok(Donor {
        donor_id: id,
        name_masked: mask_name(&record.name),
        sex: sex_of(&record.sex),
        age: record.born_on.years_until(day),
        group: record.blood_group,
        document: DonorDocument { kind: record.document_kind, number_masked },
        phone_masked,
        consent_to_be_told: record.consent_to_be_told,
        registered_at: record.registered_at,
        donations: record.donations,
        last_donation_on: record.last_ended_at.map(today::day),
        can: DonorCan {
            donate: Can::by(scope, DONATE, whole_blood.decision()),
            unmask: Can::by(scope, DonorUnmask::INFO.name, Ok(())),
            defer: Can::by(scope, DeferralCreate::INFO.name, Ok(())),
        },
        eligibility: DonorEligibility { whole_blood },
        deferrals,
    })
}

/// Sex and age of a donor, for the scan field.
pub(crate) fn age_words(record: &DonorRecord, now: Instant) -> Text {
    let age = record.born_on.years_until(today::day(now));
    match sex_of(&record.sex) {
        Sex::Male => say!("男，{age} 岁", "male, {age}"),
        Sex::Female => say!("女，{age} 岁", "female, {age}"),
    }
}
