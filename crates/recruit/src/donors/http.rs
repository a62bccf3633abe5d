//! Routes of donors' files.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::care::{Channel, Purpose};
use vena_kernel::{
    abo::BloodGroup,
    citizen_id::Sex,
    clock::{Day, Instant},
    eligibility::History,
    id::{DonorId, SiteId},
    masking::mask_name,
    refusal::Refusal,
    say,
    text::Lang,
    zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, PersonSearch, Query, cursor},
    vault::Vault,
};

use super::{
    Donor, DonorCreate, DonorList, DonorSearch, DonorUnmask, DonorView, Phone, Search,
    db::DonorRecord,
    details::{self, Emergency, Occupation},
    documents::{self, DonorDocumentFull, DonorDocumentNew},
    register::{Registered, Registering, register},
    rules,
    search::{Filter, Found, Place, find},
    view::{DonorCandidate, DonorRow, donor_or_404, record_or_404, sex_of},
};
use crate::{eligibility, sites::calendar::later, today};

/// How many files a recorded search names: people who share a phone.
const FILES_NAMED_MAX: usize = 5;

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
    /// Agrees to be told what became of the blood: messages about donations by SMS and app.
    #[garde(skip)]
    consent_to_be_told: bool,
    /// Agrees to invitations by SMS.
    #[garde(skip)]
    #[serde(default)]
    consent_to_invitations: bool,
    /// District of the address.
    #[garde(length(chars, min = 1, max = 40))]
    #[serde(default)]
    district: Option<String>,
    /// Occupation.
    #[garde(skip)]
    #[serde(default)]
    occupation: Option<Occupation>,
    /// Language of messages.
    #[garde(skip)]
    #[serde(default)]
    language: Lang,
    /// Somebody to call.
    #[garde(dive)]
    #[serde(default)]
    emergency: Option<Emergency>,
    /// Donors much alike who are other people: every candidate of the answer before.
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
    /// Nothing was registered: these are much alike, and somebody has to look.
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
    /// Main document.
    document: DonorDocumentFull,
    /// Every document that is not a typing error, the main one first.
    documents: Vec<DonorDocumentFull>,
    /// Somebody to call.
    emergency: Option<Emergency>,
    /// Phone.
    phone: String,
    /// Birthday.
    born_on: Day,
    /// Sex.
    sex: Sex,
}

/// Which donors.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonorQuery {
    /// Of this confirmed group.
    #[garde(skip)]
    group: Option<BloodGroup>,
    /// Whose last donation was on this day or later.
    #[garde(skip)]
    last_from: Option<Day>,
    /// Whose last donation was on this day or earlier.
    #[garde(skip)]
    last_until: Option<Day>,
    /// Who has given at this site.
    #[garde(skip)]
    site_id: Option<SiteId>,
    /// Who is deferred today, or who is not.
    #[garde(skip)]
    deferred: Option<bool>,
    /// Who may be sent short messages for this purpose.
    #[garde(skip)]
    agreed: Option<Purpose>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

impl DonorQuery {
    /// What is asked for besides the page; `None` when nothing is.
    fn filter(&self, today: Day) -> Option<Filter> {
        let start = |day: Day| day.start_in(&zone::china());
        let filter = Filter {
            group: self.group.map(|group| group.to_string()),
            last_from: self.last_from.and_then(start),
            last_before: self.last_until.and_then(|day| start(later(day, 1))),
            site: self.site_id,
            deferred: self.deferred,
            agreed: self.agreed,
            today,
        };
        filter.asks().then_some(filter)
    }
}

/// Every donor, by pinyin; or those who fit what is asked.
#[utoipa::path(get, path = "/api/recruit/donors", tag = "recruit", operation_id = "recruit.donor.list", params(DonorQuery),
    responses((status = 200, body = Page<DonorRow>)))]
pub(super) async fn list(
    auth: Allowed<DonorList>,
    Query(page): Query<DonorQuery>,
) -> Result<Json<Page<DonorRow>>, Fault> {
    let mut tx = auth.read().await?;
    let wanted = (cursor(page.cursor.as_deref())?, page.limit.unwrap_or(50));
    let search = page.filter(today::day(tx.now())).map_or(Search::All, |filter| Search::Filtered(Box::new(filter)));
    let (page, _) = found(&mut tx, &auth.scope, &auth.app.vault, &search, wanted).await?;
    Ok(Json(page))
}

/// Finds donors by any part of name, pinyin or initials, the first or last digits of a phone or document, a whole number, a
/// donation or a donor's card; exact before the beginning before the middle. Only reads. Which files a whole number has led to
/// is recorded, the number is not.
#[utoipa::path(post, path = "/api/recruit/donors/search", tag = "recruit", operation_id = "recruit.donor.search",
    request_body = PersonSearch, responses((status = 200, body = Page<DonorRow>)))]
pub(super) async fn search(
    auth: Allowed<DonorSearch>,
    Body(asked): Body<PersonSearch>,
) -> Result<Json<Page<DonorRow>>, Fault> {
    let vault = &auth.app.vault;
    let search = Search::read(asked.text(), vault);
    let mut tx = auth.read().await?;
    let wanted = (cursor(asked.cursor.as_deref())?, asked.limit());
    let (page, whole) = found(&mut tx, &auth.scope, vault, &search, wanted).await?;
    if search.whole_numbers().is_some() && !whole.is_empty() {
        let files: Vec<String> = whole.iter().take(FILES_NAMED_MAX).map(DonorId::to_string).collect();
        auth.note_view(&format!("按完整号码查找：{}", files.join(" "))).await?;
    }
    Ok(Json(page))
}

/// A page of rows, and who of them was found whole or from the beginning.
async fn found(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    search: &Search,
    (after, limit): (Option<Place>, i64),
) -> Result<(Page<DonorRow>, Vec<DonorId>), Fault> {
    let found = find(tx, scope, vault, search, (after, limit + 1)).await?;
    let now = tx.now();
    let page = Page::cut(found, limit, now, |found| found.place.to_string());
    let ids: Vec<DonorId> = page.items.iter().map(|found| found.record.person_id).collect();
    let histories = eligibility::histories(tx, scope, vault, &ids).await?;
    let row = |found: &Found| {
        let record = &found.record;
        let unknown = History::new(record.born_on);
        DonorRow::of(record, histories.get(&record.person_id).unwrap_or(&unknown), vault, now)
    };
    let items = page.items.iter().map(row).collect::<Result<_, Fault>>()?;
    let whole = page.items.iter().filter(|found| found.place.is_whole()).map(|found| found.record.person_id).collect();
    Ok((Page { items, next: page.next, as_of: page.as_of }, whole))
}

/// Registers a person, or shows who it may already be.
#[utoipa::path(post, path = "/api/recruit/donors", tag = "recruit", operation_id = "recruit.donor.create", request_body = DonorNew,
    responses((status = 201, body = Registration), (status = 200, body = Registration)))]
pub(super) async fn create(
    auth: Allowed<DonorCreate>,
    Body(new): Body<DonorNew>,
) -> Result<Answer<Registration>, Fault> {
    station_only(&auth.scope)?;
    let (scope, vault) = (&auth.scope, &auth.app.vault);
    let mut tx = auth.write().await?;
    let (document, checked) = checked(&new, tx.now())?;
    let consents = [
        (Channel::Sms, Purpose::Service, new.consent_to_be_told),
        (Channel::App, Purpose::Service, new.consent_to_be_told),
        (Channel::Sms, Purpose::Marketing, new.consent_to_invitations),
    ];
    let registering = Registering {
        checked: &checked,
        naming: document.naming.as_deref(),
        valid_until: document.valid_until,
        consents: &consents,
        district: new.district.as_deref(),
        occupation: new.occupation,
        language: new.language,
        emergency: new.emergency.as_ref(),
        ruled_out: &new.confirm_not_duplicate_of,
    };
    match register(&mut tx, scope, vault, &registering).await? {
        Registered::Known(known) => Err(same_document(&record_or_404(&mut tx, scope, known).await?).into()),
        Registered::Alike(alike) => {
            let candidates = super::view::candidates(&mut tx, scope, vault, alike).await?;
            tx.ok(Registration::Candidates { candidates }).await
        }
        Registered::Opened(id) => {
            tx.announce("donors", Some(scope.org)).await?;
            let donor = Box::new(donor_or_404(&mut tx, scope, vault, id).await?);
            tx.created(Registration::Registered { donor }).await
        }
    }
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

fn checked(new: &DonorNew, now: Instant) -> Result<(documents::Checked, rules::Checked), Fault> {
    // The number itself is never repeated in a problem document.
    let wrong =
        |field: &str, refusal: Refusal| -> Fault { Problem::invalid(field, "", &refusal.rule, refusal.reason).into() };
    let DonorDocumentNew { kind, number, naming, valid_until } = &new.document;
    let document = documents::check(*kind, number, naming.as_deref(), *valid_until, today::day(now));
    let document = document.map_err(|(field, refusal)| wrong(&format!("document.{field}"), refusal))?;
    if let Some(emergency) = &new.emergency {
        Phone::read(&emergency.phone).map_err(|refusal| wrong("emergency.phone", refusal))?;
    }
    let typed = rules::Typed {
        document: document.document.clone(),
        name: &new.name,
        phone: &new.phone,
        born_on: new.born_on,
        sex: new.sex,
    };
    let checked = rules::check(typed, now).map_err(|(field, refusal)| wrong(field, refusal))?;
    Ok((document, checked))
}

fn same_document(known: &DonorRecord) -> Refusal {
    let (name, id) = (mask_name(&known.name), known.person_id);
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
    let vault = &auth.app.vault;
    let mut tx = auth.read().await?;
    let record = record_or_404(&mut tx, &auth.scope, id).await?;
    auth.note_view(&why.reason).await?;
    let documents = documents::opened(&mut tx, &auth.scope, vault, record.person_id).await?;
    let main = documents.first().cloned().ok_or_else(|| Problem::not_found("document", id))?;
    let phone = Phone::read(&vault.open(&record.phone_sealed)?)?;
    Ok(Json(DonorIdentity {
        donor_id: record.person_id,
        document: main,
        documents,
        emergency: details::open(&record, vault)?,
        name: record.name,
        phone: phone.expose().to_owned(),
        born_on: record.born_on,
        sex: sex_of(&record.sex),
    }))
}
