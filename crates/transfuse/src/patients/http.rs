//! Registering and looking at patients.

use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::{abo::BloodGroup, clock::Day, id::PatientId, say, zone};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, PersonSearch, Query, SeekQuery},
    pinyin,
};

use super::{
    PatientCreate, PatientList, PatientSearch, PatientUnmask, PatientView, db, rules,
    view::{self, Patient, PatientEntry},
};

/// A patient to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PatientNew {
    /// Number of the hospital's record, as on the wristband.
    #[garde(length(chars, min = 1, max = 40), custom(plain))]
    record_no: String,
    /// Name.
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    /// Sex.
    #[garde(skip)]
    sex: Sex,
    /// Birthday.
    #[garde(skip)]
    born_on: Option<Day>,
    /// Ward, as the hospital calls it.
    #[garde(length(chars, max = 60))]
    ward: Option<String>,
    /// Group in a valid older record; counts as one of two results.
    #[garde(skip)]
    group: Option<BloodGroup>,
}

/// Sex of a patient.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    const fn word(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }
}

/// A record number is scanned: no spaces around it and nothing that a bar code cannot hold.
fn plain(record_no: &str, (): &()) -> garde::Result {
    let good = record_no.chars().all(|letter| letter.is_ascii_graphic());
    if good { Ok(()) } else { Err(garde::Error::new("printable ASCII without spaces only")) }
}

/// Why a full name is asked for.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PatientReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

#[utoipa::path(post, path = "/api/transfuse/patients", tag = "transfuse", operation_id = "transfuse.patient.create",
    request_body = PatientNew, responses((status = 201, body = Patient)))]
pub(super) async fn create(
    auth: Allowed<PatientCreate>,
    Body(new): Body<PatientNew>,
) -> Result<Answer<Patient>, Fault> {
    rules::hospital_only(auth.scope.org_kind)?;
    let mut tx = auth.write().await?;
    if new.born_on.is_some_and(|born| born > tx.now().day_in(&zone::china())) {
        let detail = say!("出生日期在将来", "the birthday lies ahead");
        return Err(Problem::invalid(
            "born_on",
            new.born_on.map_or_else(String::new, |day| day.to_string()),
            "patient.born-on",
            detail,
        )
        .into());
    }
    let patient_id = PatientId::from_uuid(tx.new_id());
    let name = new.name.trim();
    let row = db::NewPatient {
        patient_id,
        record_no: &new.record_no,
        name,
        pinyin: &pinyin::sortable(name),
        sex: new.sex.word(),
        born_on: new.born_on,
        ward: new.ward.as_deref().map(str::trim).filter(|ward| !ward.is_empty()),
    };
    if !db::insert(&mut tx, &auth.scope, &row).await? {
        let detail = say!("病案号已登记", "this record number is registered already");
        return Err(Problem::invalid("record_no", &new.record_no, "patient.record-no-unique", detail).into());
    }
    if let Some(group) = new.group {
        db::insert_history(&mut tx, &auth.scope, patient_id, group).await?;
    }
    let patient = view::patient(&mut tx, &auth.scope, patient_id, false).await?;
    tx.created(patient).await
}

/// The patients of the caller's hospital by record number, names masked.
#[utoipa::path(get, path = "/api/transfuse/patients", tag = "transfuse", operation_id = "transfuse.patient.list",
    params(SeekQuery), responses((status = 200, body = Page<PatientEntry>)))]
pub(super) async fn list(
    auth: Allowed<PatientList>,
    Query(page): Query<SeekQuery>,
) -> Result<Json<Page<PatientEntry>>, Fault> {
    let mut tx = auth.read().await?;
    let wanted = Wanted { text: "", cursor: page.cursor.as_deref(), limit: page.limit() };
    Ok(Json(found(&mut tx, &auth.scope, wanted).await?))
}

/// Finds patients of the caller's hospital by the beginning of record number, name or pinyin. Only reads.
#[utoipa::path(post, path = "/api/transfuse/patients/search", tag = "transfuse",
    operation_id = "transfuse.patient.search", request_body = PersonSearch,
    responses((status = 200, body = Page<PatientEntry>)))]
pub(super) async fn search(
    auth: Allowed<PatientSearch>,
    Body(asked): Body<PersonSearch>,
) -> Result<Json<Page<PatientEntry>>, Fault> {
    let mut tx = auth.read().await?;
    let wanted = Wanted { text: asked.text(), cursor: asked.cursor.as_deref(), limit: asked.limit() };
    Ok(Json(found(&mut tx, &auth.scope, wanted).await?))
}

/// Which page of which patients.
struct Wanted<'a> {
    text: &'a str,
    cursor: Option<&'a str>,
    limit: i64,
}

async fn found(tx: &mut Tx, scope: &Scope, wanted: Wanted<'_>) -> Result<Page<PatientEntry>, Fault> {
    let after = wanted.cursor.map(cursor).transpose()?;
    let rows = db::patients(tx, scope, wanted.text, after, wanted.limit + 1).await?;
    let ids: Vec<PatientId> = rows.iter().map(|row| row.patient_id).collect();
    let results = db::results(tx, scope, &ids).await?;
    let entries = rows.into_iter().map(|row| {
        let own = results.iter().filter(|result| result.patient_id == row.patient_id).cloned().collect();
        view::entry(row, own, false)
    });
    Ok(Page::cut(entries.collect(), wanted.limit, tx.now(), |entry| entry.patient_id.to_string()))
}

fn cursor(text: &str) -> Result<PatientId, Fault> {
    text.parse().map_err(|_| {
        let detail = say!("翻页位置无效，请从第一页开始", "the cursor is not one of ours; begin with the first page");
        Problem::invalid("cursor", text, "page.cursor", detail).into()
    })
}

/// A patient, the name masked.
#[utoipa::path(get, path = "/api/transfuse/patients/{id}", tag = "transfuse", operation_id = "transfuse.patient.view",
    params(("id" = PatientId, Path)), responses((status = 200, body = Patient)))]
pub(super) async fn view(auth: Allowed<PatientView>, Path(id): Path<PatientId>) -> Result<Json<Patient>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::patient(&mut tx, &auth.scope, id, false).await?))
}

/// A patient with the full name. The viewing is recorded with its reason before anything is shown.
#[utoipa::path(post, path = "/api/transfuse/patients/{id}/unmask", tag = "transfuse",
    operation_id = "transfuse.patient.unmask", params(("id" = PatientId, Path)), request_body = PatientReason,
    responses((status = 200, body = Patient)))]
pub(super) async fn unmask(
    auth: Allowed<PatientUnmask>,
    Path(id): Path<PatientId>,
    Body(why): Body<PatientReason>,
) -> Result<Json<Patient>, Fault> {
    let mut tx = auth.read().await?;
    let patient = view::patient(&mut tx, &auth.scope, id, true).await?;
    auth.note_view(&why.reason).await?;
    Ok(Json(patient))
}
