//! Routes of donors' files.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{citizen_id::Sex, clock::Day, id::DonorId, masking::mask_name, refusal::Refusal, say};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, PersonSearch, Query, SeekQuery},
    vault::Vault,
};

use super::{
    Document, DocumentKind, Donor, DonorCreate, DonorList, DonorSearch, DonorUnmask, DonorView, Phone, Search, db,
    db::DonorRecord,
    rules,
    view::{DonorCandidate, DonorRow, donor_or_404, sex_of},
};

/// How many files a recorded search names: people who share a phone.
const FILES_NAMED_MAX: usize = 5;

/// A document as typed.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonorDocumentNew {
    /// Which kind.
    #[garde(skip)]
    kind: DocumentKind,
    /// Its number.
    #[garde(length(chars, min = 1, max = 40))]
    number: String,
}

/// A person to be registered.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonorNew {
    /// By which document the person is known.
    #[garde(dive)]
    document: DonorDocumentNew,
    /// Name.
    #[garde(length(chars, min = 1, max = 60))]
    name: String,
    /// Mobile phone.
    #[garde(length(chars, min = 1, max = 30))]
    phone: String,
    /// Birthday; needed with a passport, otherwise absent or as the number says.
    #[garde(skip)]
    born_on: Option<Day>,
    /// Sex; needed with a passport, otherwise absent or as the number says.
    #[garde(skip)]
    sex: Option<Sex>,
    /// Agrees to be told what became of the blood.
    #[garde(skip)]
    consent_to_be_told: bool,
    /// Donors of the same name and birthday who are other people: every candidate of the answer before.
    #[garde(length(max = 50))]
    #[serde(default)]
    confirm_not_duplicate_of: Vec<DonorId>,
}

/// What became of a registration.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[schema(as = DonorRegistration)]
pub(super) enum Registration {
    /// A new file.
    Registered {
        /// The file.
        donor: Box<Donor>,
    },
    /// Nothing was registered: these have the same name and birthday, and somebody has to look.
    Candidates {
        /// Who it may be.
        candidates: Vec<DonorCandidate>,
    },
}

/// Why somebody wants to know who it is.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct DonorViewReason {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    pub(crate) reason: String,
}

/// Who a donor is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonorIdentity {
    /// Identity.
    donor_id: DonorId,
    /// Name.
    name: String,
    /// Document.
    document: DonorDocumentFull,
    /// Phone.
    phone: String,
    /// Birthday.
    born_on: Day,
    /// Sex.
    sex: Sex,
}

/// A document in full.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonorDocumentFull {
    /// Which kind.
    kind: DocumentKind,
    /// The number.
    number: String,
}

/// Every donor, by pinyin.
#[utoipa::path(get, path = "/api/recruit/donors", tag = "recruit", operation_id = "recruit.donor.list", params(SeekQuery),
    responses((status = 200, body = Page<DonorRow>)))]
pub(super) async fn list(
    auth: Allowed<DonorList>,
    Query(page): Query<SeekQuery>,
) -> Result<Json<Page<DonorRow>>, Fault> {
    let mut tx = auth.read().await?;
    let wanted = Wanted { search: &Search::All, cursor: page.cursor.as_deref(), limit: page.limit() };
    Ok(Json(found(&mut tx, &auth.scope, &auth.app.vault, wanted).await?))
}

/// Finds donors by the beginning of name, pinyin or initials, or by exactly a phone or document number. Only reads. Which
/// files a whole number has led to is recorded, the number is not.
#[utoipa::path(post, path = "/api/recruit/donors/search", tag = "recruit", operation_id = "recruit.donor.search",
    request_body = PersonSearch, responses((status = 200, body = Page<DonorRow>)))]
pub(super) async fn search(
    auth: Allowed<DonorSearch>,
    Body(asked): Body<PersonSearch>,
) -> Result<Json<Page<DonorRow>>, Fault> {
    let vault = &auth.app.vault;
    let search = Search::read(asked.text(), vault);
    let mut tx = auth.read().await?;
    let wanted = Wanted { search: &search, cursor: asked.cursor.as_deref(), limit: asked.limit() };
    let page = found(&mut tx, &auth.scope, vault, wanted).await?;
    if search.is_whole_number() && !page.items.is_empty() {
        let files: Vec<String> = page.items.iter().take(FILES_NAMED_MAX).map(DonorRow::cursor).collect();
        auth.note_view(&format!("按完整号码查找：{}", files.join(" "))).await?;
    }
    Ok(Json(page))
}

/// Which page of which donors.
struct Wanted<'a> {
    search: &'a Search,
    cursor: Option<&'a str>,
    limit: i64,
}

async fn found(tx: &mut Tx, scope: &Scope, vault: &Vault, wanted: Wanted<'_>) -> Result<Page<DonorRow>, Fault> {
    let after = wanted.cursor.map(cursor).transpose()?;
    let records = db::search(tx, scope, wanted.search, after, wanted.limit + 1).await?;
    let now = tx.now();
    let rows: Result<Vec<_>, Fault> = records.iter().map(|record| DonorRow::of(record, vault, now)).collect();
    Ok(Page::cut(rows?, wanted.limit, now, DonorRow::cursor))
}

fn cursor(text: &str) -> Result<DonorId, Fault> {
    text.parse().map_err(|_| {
        let detail = say!("翻页位置无效，请从第一页开始", "the cursor is not one of ours; begin with the first page");
        Problem::invalid("cursor", text, "page.cursor", detail).into()
    })
}

/// Registers a person, or shows who it may already be.
#[utoipa::path(post, path = "/api/recruit/donors", tag = "recruit", operation_id = "recruit.donor.create", request_body = DonorNew,
    responses((status = 201, body = Registration), (status = 200, body = Registration)))]
pub(super) async fn create(
    auth: Allowed<DonorCreate>,
    Body(new): Body<DonorNew>,
) -> Result<Answer<Registration>, Fault> {
    station_only(&auth.scope)?;
    let vault = &auth.app.vault;
    let mut tx = auth.write().await?;
    let checked = checked(&new, tx.now())?;
    let sealed = db::Sealed::of(&checked.document, &checked.phone, vault)?;
    db::lock_person(&mut tx, &checked.name, checked.born_on).await?;
    if let Some(known) = db::by_document(&mut tx, &auth.scope, &sealed.document_fingerprint).await? {
        return Err(same_document(&known).into());
    }
    let namesakes = db::namesakes(&mut tx, &auth.scope, &checked.name, checked.born_on).await?;
    let ruled_out: Vec<DonorId> = namesakes.iter().map(|record| record.donor_id).collect();
    if ruled_out.iter().any(|id| !new.confirm_not_duplicate_of.contains(id)) {
        let candidates = namesakes.iter().map(|record| DonorCandidate::of(record, vault, tx.now()));
        let candidates = candidates.collect::<Result<Vec<_>, Fault>>()?;
        return tx.ok(Registration::Candidates { candidates }).await;
    }
    let id = DonorId::from_uuid(tx.new_id());
    if !db::insert(&mut tx, &auth.scope, id, &checked, &sealed, (new.consent_to_be_told, &ruled_out)).await? {
        let known = db::by_document(&mut tx, &auth.scope, &sealed.document_fingerprint).await?;
        return Err(known.map_or_else(|| Problem::not_found("donor", id).into(), |known| same_document(&known).into()));
    }
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = Box::new(donor_or_404(&mut tx, &auth.scope, vault, id).await?);
    tx.created(Registration::Registered { donor }).await
}

/// Files of donors are kept by the station.
pub(crate) fn station_only(scope: &Scope) -> Result<(), Refusal> {
    if scope.org_kind == vena_platform::auth::OrgKind::Station {
        return Ok(());
    }
    Err(Refusal::new(
        "donor.station-only",
        say!("献血者档案只由采供血机构登记", "donors' files are kept by the station only"),
    ))
}

fn checked(new: &DonorNew, now: vena_kernel::clock::Instant) -> Result<rules::Checked, Fault> {
    // The number itself is never repeated in a problem document.
    let wrong = |field: &'static str, refusal: Refusal| -> Fault {
        Problem::invalid(field, "", &refusal.rule, refusal.reason).into()
    };
    let document = Document::read(new.document.kind, &new.document.number);
    let document = document.map_err(|refusal| wrong("document.number", refusal))?;
    let typed = rules::Typed { document, name: &new.name, phone: &new.phone, born_on: new.born_on, sex: new.sex };
    rules::check(typed, now).map_err(|(field, refusal)| wrong(field, refusal))
}

fn same_document(known: &DonorRecord) -> Refusal {
    let (name, id) = (mask_name(&known.name), known.donor_id);
    let reason = say!(
        "该证件已登记：{name}（{id}），请使用原档案",
        "this document is registered already: {name} ({id}); use that file"
    );
    Refusal::new("donor.same-document", reason)
}

/// A donor's file, masked.
#[utoipa::path(get, path = "/api/recruit/donors/{id}", tag = "recruit", operation_id = "recruit.donor.view",
    params(("id" = DonorId, Path)), responses((status = 200, body = Donor)))]
pub(super) async fn view(auth: Allowed<DonorView>, Path(id): Path<DonorId>) -> Result<Json<Donor>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(donor_or_404(&mut tx, &auth.scope, &auth.app.vault, id).await?))
}

/// Who a donor is. The viewing is recorded with its reason before anything is shown.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/unmask", tag = "recruit", operation_id = "recruit.donor.unmask",
    params(("id" = DonorId, Path)), request_body = DonorViewReason, responses((status = 200, body = DonorIdentity)))]
pub(super) async fn unmask(
    auth: Allowed<DonorUnmask>,
    Path(id): Path<DonorId>,
    Body(why): Body<DonorViewReason>,
) -> Result<Json<DonorIdentity>, Fault> {
    let mut tx = auth.read().await?;
    let record = db::donor(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("donor", id))?;
    auth.note_view(&why.reason).await?;
    let vault = &auth.app.vault;
    let document = Document::read(record.document_kind, &vault.open(&record.document_sealed)?)?;
    let phone = Phone::read(&vault.open(&record.phone_sealed)?)?;
    Ok(Json(DonorIdentity {
        donor_id: id,
        name: record.name,
        document: DonorDocumentFull { kind: document.kind(), number: document.expose().to_owned() },
        phone: phone.expose().to_owned(),
        born_on: record.born_on,
        sex: sex_of(&record.sex),
    }))
}
