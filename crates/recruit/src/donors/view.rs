//! How a donor is shown: masked, with what eligibility says.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{
    abo::BloodGroup,
    citizen_id::Sex,
    clock::{Day, Instant},
    eligibility::{History, Verdict},
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

use super::{
    Document, DocumentKind, DonorUnmask, Phone,
    consents::{self, Consent},
    db,
    db::DonorRecord,
    details::{self, EmergencyMasked, Occupation},
    documents::{self, DonorDocument},
    duplicates::{self, Candidate},
    search,
};
use crate::{
    deferrals::{self, DeferralCreate, DonorDeferral},
    eligibility, today,
};

/// The permission under which the next scene lets somebody in; only its name is known here.
const DONATE: &str = "collect.visit.create";

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
    /// Group, once two donations agree on it.
    group: Option<BloodGroup>,
    /// Day of the last donation.
    last_donation_on: Option<Day>,
    /// How alike, points of the rulebook.
    points: i32,
    /// What is in common.
    grounds: Vec<Text>,
    /// So much alike that somebody has to answer before a file is opened.
    ask: bool,
}

/// The main document as shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorMainDocument {
    /// Which kind.
    kind: DocumentKind,
    /// What a document of another kind is called.
    naming: Option<String>,
    /// The number, masked.
    number_masked: String,
}

/// What may be given from when on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DonorEligibility {
    /// Whole blood.
    whole_blood: Verdict,
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
    /// Change name, phone and the rest.
    update: Can,
}

/// A donor's file, masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Donor {
    /// The file that stands for the person.
    pub(crate) donor_id: DonorId,
    /// Every file of the person, that one first.
    files: Vec<DonorId>,
    /// Name, masked.
    name_masked: String,
    /// Sex.
    sex: Sex,
    /// Age today, whole years.
    age: i16,
    /// Group, once two donations agree on it.
    pub(crate) group: Option<BloodGroup>,
    /// Main document.
    document: DonorMainDocument,
    /// Every document, the main one first.
    documents: Vec<DonorDocument>,
    /// Phone, masked.
    phone_masked: String,
    /// Agrees to be told what became of the blood.
    consent_to_be_told: bool,
    /// What was said about being reached, the latest word of each channel and purpose.
    consents: Vec<Consent>,
    /// District of the address.
    district: Option<String>,
    /// Occupation.
    occupation: Option<Occupation>,
    /// Language of messages: `zh` or `en`.
    language: String,
    /// Somebody to call, masked.
    emergency: Option<EmergencyMasked>,
    /// Files that may be of the same person and wait for review.
    duplicates_open: i64,
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

impl DonorRow {
    pub(super) fn of(record: &DonorRecord, history: &History, vault: &Vault, now: Instant) -> Result<Self, Fault> {
        let (document_masked, phone_masked) = masked(record, vault)?;
        let day = today::day(now);
        let verdict = eligibility::whole_blood(history, day);
        Ok(Self {
            donor_id: record.person_id,
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
}

impl DonorCandidate {
    /// A file as others see it, compared with nobody.
    pub(crate) fn of(record: &DonorRecord, vault: &Vault, now: Instant) -> Result<Self, Fault> {
        let (document_masked, phone_masked) = masked(record, vault)?;
        Ok(Self {
            donor_id: record.donor_id,
            name_masked: mask_name(&record.name),
            document_masked,
            phone_masked,
            sex: sex_of(&record.sex),
            age: record.born_on.years_until(today::day(now)),
            group: record.blood_group,
            last_donation_on: record.last_ended_at.map(today::day),
            points: 0,
            grounds: Vec::new(),
            ask: false,
        })
    }
}

/// Candidates with what they have in common with somebody.
pub(crate) async fn candidates(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    found: Vec<Candidate>,
) -> Result<Vec<DonorCandidate>, Fault> {
    let (now, day) = (tx.now(), today::day(tx.now()));
    let ids: Vec<DonorId> = found.iter().map(|candidate| candidate.donor).collect();
    let records = search::db::load(tx, scope, &ids).await?;
    let shown = |(candidate, record): (Candidate, &DonorRecord)| {
        let grounds = candidate.likeness.grounds.iter().filter_map(|code| duplicates::ground(code, day));
        Ok(DonorCandidate {
            points: candidate.likeness.points,
            ask: candidate.likeness.points >= duplicates::ask_from(day),
            grounds: grounds.collect(),
            ..DonorCandidate::of(record, vault, now)?
        })
    };
    found.into_iter().zip(&records).map(shown).collect()
}

/// A file that `scope` may see, or a 404.
pub(crate) async fn record_or_404(tx: &mut Tx, scope: &Scope, id: DonorId) -> Result<DonorRecord, Fault> {
    db::donor(tx, scope, id).await?.ok_or_else(|| Problem::not_found("donor", id).into())
}

/// The file that stands for the person, kept from being changed by anybody else meanwhile, or a 404.
pub(crate) async fn locked_or_404(tx: &mut Tx, scope: &Scope, id: DonorId) -> Result<DonorId, Fault> {
    db::lock_root(tx, scope, id).await?.ok_or_else(|| Problem::not_found("donor", id).into())
}

/// The donor as `scope` may see it, or a 404.
pub(crate) async fn donor_or_404(tx: &mut Tx, scope: &Scope, vault: &Vault, id: DonorId) -> Result<Donor, Fault> {
    let record = record_or_404(tx, scope, id).await?;
    let (person, day) = (record.person_id, today::day(tx.now()));
    let history = eligibility::histories(tx, scope, vault, &[person]).await?.remove(&person);
    let whole_blood = eligibility::whole_blood(&history.unwrap_or_else(|| History::new(record.born_on)), day);
    let (number_masked, phone_masked) = masked(&record, vault)?;
    Ok(Donor {
        donor_id: person,
        files: db::family(tx, person).await?,
        name_masked: mask_name(&record.name),
        sex: sex_of(&record.sex),
        age: record.born_on.years_until(day),
        group: record.blood_group,
        documents: documents::of_person(tx, scope, vault, person).await?,
        consents: consents::of(tx, person).await?,
        deferrals: deferrals::standing(tx, scope, person, day).await?,
        duplicates_open: duplicates::open_of(tx, person).await?,
        emergency: details::masked(&record, vault)?,
        document: DonorMainDocument { kind: record.document_kind, naming: record.document_naming, number_masked },
        phone_masked,
        consent_to_be_told: record.consent_to_be_told,
        district: record.district,
        occupation: record.occupation,
        language: record.language,
        registered_at: record.registered_at,
        donations: record.donations,
        last_donation_on: record.last_ended_at.map(today::day),
        can: DonorCan {
            donate: Can::by(scope, DONATE, whole_blood.decision()),
            unmask: Can::by(scope, DonorUnmask::INFO.name, Ok(())),
            defer: Can::by(scope, DeferralCreate::INFO.name, Ok(())),
            update: Can::by(scope, details::DonorUpdate::INFO.name, Ok(())),
        },
        eligibility: DonorEligibility { whole_blood },
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
