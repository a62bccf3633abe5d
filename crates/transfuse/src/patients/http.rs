//! Registering and looking at patients.

use axum::Json;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{abo::BloodGroup, clock::Day, id::PatientId, say, zone};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
    http::{Body, Page, PageQuery, Path, Query},
    pinyin,
};

use super::{
    PatientCreate, PatientList, PatientView, db, rules,
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
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PatientReason {
    /// With a reason the full name is shown, and that it was shown is recorded.
    #[garde(length(chars, min = 2, max = 200))]
    reason: Option<String>,
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

#[utoipa::path(get, path = "/api/transfuse/patients", tag = "transfuse", operation_id = "transfuse.patient.list",
    params(PageQuery), responses((status = 200, body = Page<PatientEntry>)))]
pub(super) async fn list(
    auth: Allowed<PatientList>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<PatientEntry>>, Fault> {
    let mut tx = auth.read().await?;
    let after = page.cursor.clone().unwrap_or_default();
    let rows = db::patients(&mut tx, &auth.scope, page.q(), &after, page.limit() + 1).await?;
    let ids: Vec<PatientId> = rows.iter().map(|row| row.patient_id).collect();
    let results = db::results(&mut tx, &auth.scope, &ids).await?;
    let entries = rows.into_iter().map(|row| {
        let own = results.iter().filter(|result| result.patient_id == row.patient_id).cloned().collect();
        view::entry(row, own, false)
    });
    Ok(Json(Page::cut(entries.collect(), page.limit(), tx.now(), |entry| entry.record_no.clone())))
}

#[utoipa::path(get, path = "/api/transfuse/patients/{id}", tag = "transfuse", operation_id = "transfuse.patient.view",
    params(("id" = PatientId, Path), PatientReason), responses((status = 200, body = Patient)))]
pub(super) async fn view(
    auth: Allowed<PatientView>,
    Path(id): Path<PatientId>,
    Query(asked): Query<PatientReason>,
) -> Result<Json<Patient>, Fault> {
    let mut tx = auth.read().await?;
    let patient = view::patient(&mut tx, &auth.scope, id, asked.reason.is_some()).await?;
    if let Some(reason) = &asked.reason {
        auth.note_view(reason).await?;
    }
    Ok(Json(patient))
}
