//! A donor's own file: who they are, from when on they may give, who looked at it.

use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup,
    citizen_id::Sex,
    clock::{Day, Instant},
    eligibility::Verdict,
    id::DonorId,
    masking::mask_name,
    text::Text,
};
use vena_platform::{
    auth::AsDonor,
    fault::{Fault, Problem},
};

use super::{OwnIdentity, OwnLooked, OwnView, db, files, places::OwnBooking};
use crate::{
    Messages,
    bookings::db as booking_db,
    donors::{self, Document, Phone, db as donor_db},
    eligibility, today,
};

/// How many open bookings the first page shows.
const OPEN_MAX: i64 = 20;

/// A donor's own file, as the first page of the app needs it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnFile {
    /// The file that stands for the person.
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// Sex.
    sex: Sex,
    /// Age today, whole years.
    age: i16,
    /// Group, once two donations agree on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<BloodGroup>,
    /// What kind of document is known.
    document_title: Text,
    /// Its number, masked.
    document_masked: String,
    /// Phone, masked.
    phone_masked: String,
    /// Donations here and, as far as they are known, elsewhere.
    donations: i64,
    /// Whole blood given, mL.
    whole_blood_ml: i64,
    /// Apheresis donations.
    apheresis: i64,
    /// Day of the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_donation_on: Option<Day>,
    /// From when on what may be given, with every rule that says no today; why somebody is deferred is never told here.
    verdicts: Vec<Verdict>,
    /// Bookings that stand, the next one first.
    bookings: Vec<OwnBooking>,
    /// The booking that we took back, with places nearby; none once another one is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_back: Option<OwnBooking>,
    /// Messages that were not opened yet.
    unread: i64,
    /// When this was true.
    as_of: Instant,
}

/// The donor's own file.
#[utoipa::path(get, path = "/api/recruit/own/me", tag = "recruit", operation_id = "recruit.own.view",
    responses((status = 200, body = OwnFile), (status = 401)))]
pub(super) async fn view(auth: AsDonor<OwnView>, Extension(messages): Messages) -> Result<Json<OwnFile>, Fault> {
    let vault = &auth.app.vault;
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let me = all[0];
    let record = donor_db::donor(&mut tx, &auth.scope, me).await?.ok_or_else(|| Problem::not_found("donor", me))?;
    let today = today::day(tx.now());
    let given = db::given(&mut tx, &all).await?;
    let elsewhere = db::elsewhere(&mut tx, &all).await?;
    let kinds = given.iter().map(|row| (row.kind.as_str(), row.volume_ml));
    let everything: Vec<(&str, Option<i32>)> =
        kinds.chain(elsewhere.iter().map(|(_, _, kind, volume)| (kind.as_str(), *volume))).collect();
    let whole_blood = everything.iter().filter(|(kind, _)| *kind == "whole_blood");
    let last_here = given.first().map(|row| today::day(row.ended_at));
    let rows = booking_db::of_person(&mut tx, &auth.scope, &all, OPEN_MAX).await?;
    let (document_masked, phone_masked) = donors::masked(&record, vault)?;
    Ok(Json(OwnFile {
        donor_id: me,
        name_masked: mask_name(&record.name),
        sex: donors::sex_of(&record.sex),
        age: record.born_on.years_until(today),
        group: record.blood_group,
        document_title: record.document_kind.title(),
        document_masked,
        phone_masked,
        donations: i64::try_from(everything.len()).unwrap_or(i64::MAX),
        whole_blood_ml: whole_blood.clone().map(|(_, volume)| i64::from(volume.unwrap_or(0))).sum(),
        apheresis: i64::try_from(everything.len() - whole_blood.count()).unwrap_or(i64::MAX),
        last_donation_on: last_here.max(elsewhere.first().map(|row| row.1)),
        verdicts: eligibility::verdicts(&mut tx, &auth.scope, vault, (me, today, &[])).await?,
        taken_back: OwnBooking::taken_back(&mut tx, &auth.scope, &rows).await?,
        bookings: OwnBooking::open(&mut tx, &auth.scope, rows).await?,
        unread: messages.unread(&mut tx, &all).await?,
        as_of: tx.now(),
    }))
}

/// What is masked everywhere else.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnIdentityFull {
    /// Name.
    name: String,
    /// Document.
    document: String,
    /// Phone.
    phone: String,
    /// Birthday.
    born_on: Day,
}

/// The donor's own name, document and phone in full; that they were shown is recorded.
#[utoipa::path(get, path = "/api/recruit/own/identity", tag = "recruit", operation_id = "recruit.own.identity",
    responses((status = 200, body = OwnIdentityFull), (status = 401)))]
pub(super) async fn identity(auth: AsDonor<OwnIdentity>) -> Result<Json<OwnIdentityFull>, Fault> {
    let vault = &auth.app.vault;
    let mut tx = auth.read().await?;
    let me = files(&mut tx, auth.donor).await?[0];
    let record = donor_db::donor(&mut tx, &auth.scope, me).await?.ok_or_else(|| Problem::not_found("donor", me))?;
    auth.note_view("own document and phone").await?;
    let document = Document::read(record.document_kind, &vault.open(&record.document_sealed)?)?;
    let phone = Phone::read(&vault.open(&record.phone_sealed)?)?;
    Ok(Json(OwnIdentityFull {
        name: record.name,
        document: document.expose().to_owned(),
        phone: phone.expose().to_owned(),
        born_on: record.born_on,
    }))
}

/// Somebody looked at the file with a recorded reason.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnLook {
    /// When.
    at: Instant,
    /// Who, masked.
    who_masked: String,
    /// For which organisation.
    organisation: String,
    /// Why, in their words.
    reason: String,
}

/// Who looked at the donor's file in full, newest first.
#[utoipa::path(get, path = "/api/recruit/own/looked", tag = "recruit", operation_id = "recruit.own.looked",
    responses((status = 200, body = Vec<OwnLook>), (status = 401)))]
pub(super) async fn looked(auth: AsDonor<OwnLooked>) -> Result<Json<Vec<OwnLook>>, Fault> {
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let rows = db::looked(&mut tx, &all).await?;
    let shown = rows.into_iter().map(|row| OwnLook {
        at: row.at,
        who_masked: row.user_name.as_deref().map(mask_name).unwrap_or_default(),
        organisation: row.org_name.unwrap_or_default(),
        reason: row.reason.unwrap_or_default(),
    });
    Ok(Json(shown.collect()))
}
