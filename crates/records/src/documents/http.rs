//! The routes of documents.

use axum::{
    Extension, Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::Day,
    id::{DocumentId, OrgId, UserId},
    say, zone,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    documents::{Draft, Drawn, Form},
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    DocumentCreate, DocumentFile, DocumentList, DocumentView, DocumentWithdraw,
    db::{self, NewDocument, Search},
    rules,
    view::{self, Document, DocumentRow},
    words::{DocumentState, DocumentStep},
};
use crate::{Desk, digest, filling, pads};

/// What a document is about.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = DocumentSubject)]
pub(super) struct Subject {
    /// Kind of thing, such as `shipment`.
    #[garde(length(chars, min = 1, max = 40))]
    kind: String,
    /// Its id.
    #[garde(length(chars, min = 1, max = 80))]
    id: String,
}

/// A form filled in.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentNew {
    /// Which form.
    #[garde(length(chars, min = 1, max = 60))]
    form: String,
    /// What is filled in by hand, by the fields of the form; with a subject that fills in the form, only what it left out.
    #[garde(skip)]
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    data: Value,
    /// What it is about.
    #[garde(dive)]
    subject: Option<Subject>,
}

impl std::fmt::Debug for DocumentNew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentNew").field("form", &self.form).finish_non_exhaustive()
    }
}

#[utoipa::path(post, path = "/api/records/documents", tag = "records", operation_id = "records.document.create",
    request_body = DocumentNew, responses((status = 201, body = Document)))]
pub(super) async fn create(
    auth: Allowed<DocumentCreate>,
    Extension(desk): Extension<Desk>,
    Body(new): Body<DocumentNew>,
) -> Result<Answer<Document>, Fault> {
    let mut tx = auth.write().await?;
    let day = tx.now().day_in(&zone::china());
    let form = desk.press.forms(day).into_iter().find(|form| form.form == new.form).ok_or_else(|| {
        let detail = say!("没有这种文书", "there is no such form");
        Problem::invalid("form", &new.form, "form.known", detail)
    })?;
    if !auth.scope.may(&form.seen_with) {
        return Err(Problem::forbidden(&form.seen_with).into());
    }
    let subject = new.subject.as_ref().map(|subject| (subject.kind.as_str(), subject.id.as_str()));
    let given = if new.data.is_null() { json!({}) } else { new.data };
    let filled = filling::data(&mut tx, &auth.scope, (&desk.sources, &form), subject, &given).await?;
    let subject_known = subject.filter(|_| filled.by_scene);
    let named = match subject_known {
        Some(subject) => desk.subjects.signers(&mut tx, subject, &form.form).await?,
        None => Vec::new(),
    };
    let parties = match subject_known {
        Some(subject) => desk.subjects.parties(&mut tx, subject).await?,
        None => Vec::new(),
    };
    let number = number(day, db::next_number(&mut tx, &auth.scope, day).await?);
    let filled = Filled { form: &form, number: &number, subject, parties: &parties, named: &named, data: &filled.data };
    let drawn = draw(&mut tx, &auth, &desk, &filled).await?;
    if let Some(subject) = subject_known.filter(|_| pads::policy::by_hand(&form.form, day).is_some()) {
        newer(&mut tx, &auth.scope, subject, &form.form, &number).await?;
    }
    let id = keep(&mut tx, &auth, &filled, drawn).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    for other in parties.iter().filter(|party| **party != auth.scope.org) {
        tx.announce("documents", Some(*other)).await?;
    }
    let document = view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.created(document).await
}

/// Of the papers that a donor signs the newest alone counts: what was drawn before about the same thing is superseded.
async fn newer(tx: &mut Tx, scope: &Scope, subject: (&str, &str), form: &str, number: &str) -> Result<(), Fault> {
    let who = (scope.org, scope.user);
    db::supersede(tx, who, subject, Some(form), &format!("→ {number}")).await?;
    Ok(())
}

/// `202611220001`
fn number(day: Day, number: i32) -> String {
    format!("{}{number:04}", day.to_string().replace('-', ""))
}

/// A form with everything that stands on it.
struct Filled<'a> {
    form: &'a Form,
    number: &'a str,
    subject: Option<(&'a str, &'a str)>,
    /// Who besides the caller's organisation takes part.
    parties: &'a [OrgId],
    /// Who has to sign where.
    named: &'a [(String, UserId)],
    data: &'a Value,
}

impl Filled<'_> {
    /// What is printed on it as a code: who scans it finds the document.
    fn codes(&self) -> Vec<&str> {
        self.form.codes.iter().filter_map(|field| self.data[field].as_str()).filter(|text| !text.is_empty()).collect()
    }
}

async fn draw(tx: &mut Tx, auth: &Allowed<DocumentCreate>, desk: &Desk, filled: &Filled<'_>) -> Result<Drawn, Fault> {
    let organisation = db::organisation(tx, auth.scope.org).await?;
    let (press, at, lang, version) = (desk.press.clone(), tx.now(), auth.scope.lang, filled.form.version);
    let (name, number, data) = (filled.form.form.clone(), filled.number.to_owned(), filled.data.clone());
    let check_url = rules::check_url(&auth.app.config.public_address(), filled.number);
    let drawn = tokio::task::spawn_blocking(move || {
        press.draw(&Draft {
            form: &name,
            version,
            lang,
            organisation: &organisation,
            number: &number,
            at,
            check_url: Some(&check_url),
            data: &data,
        })
    });
    Ok(drawn.await.map_err(anyhow::Error::from)??)
}

async fn keep(
    tx: &mut Tx,
    auth: &Allowed<DocumentCreate>,
    filled: &Filled<'_>,
    drawn: Drawn,
) -> Result<DocumentId, Fault> {
    let (form, vault) = (filled.form, &auth.app.vault);
    let document_id = DocumentId::from_uuid(tx.new_id());
    let row = NewDocument {
        document_id,
        number: filled.number,
        form: &form.form,
        form_version: i32::try_from(form.version).unwrap_or(i32::MAX),
        form_code: &form.code,
        title: &form.title,
        template: &drawn.template,
        subject: filled.subject,
        codes: &filled.codes(),
        parties: filled.parties,
        lang: auth.scope.lang,
        seen_with: &form.seen_with,
        data_sealed: &vault.seal(&filled.data.to_string())?,
        pdf_sealed: &vault.seal_bytes(&drawn.pdf)?,
        pdf_bytes: i32::try_from(drawn.pdf.len()).unwrap_or(i32::MAX),
        digest: &digest(&drawn.pdf),
        boxes: &drawn.boxes,
    };
    db::insert(tx, &auth.scope, &row, (&form.slots, filled.named)).await?;
    db::note(tx, document_id, DocumentStep::Drawn, auth.scope.user, None).await?;
    Ok(document_id)
}

/// Which documents.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentQuery {
    /// Beginning of the number, or a whole number that is printed on them as a code.
    #[garde(length(chars, max = 60))]
    q: Option<String>,
    /// Which form.
    #[garde(length(chars, max = 60))]
    form: Option<String>,
    /// Code of the form in the quality system: `M14-P01-S38-R02`.
    #[garde(length(chars, max = 40))]
    code: Option<String>,
    /// Drawn up on this day or later, on Chinese clocks.
    #[garde(skip)]
    from: Option<Day>,
    /// Drawn up on this day or earlier.
    #[garde(skip)]
    to: Option<Day>,
    /// How far they have come.
    #[garde(skip)]
    #[param(inline)]
    state: Option<DocumentState>,
    /// What they are about: kind and id, `shipment:shipment_…`; `donor:donor_…` finds the papers of the donations.
    #[garde(length(chars, max = 140))]
    subject: Option<String>,
    /// Only those that the caller may be the next to sign.
    #[garde(skip)]
    mine: Option<bool>,
    /// Only the one whose file has this SHA-256, hexadecimal.
    #[garde(length(chars, min = 64, max = 64))]
    sha256: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/records/documents", tag = "records", operation_id = "records.document.list",
    params(DocumentQuery), responses((status = 200, body = Page<DocumentRow>)))]
pub(super) async fn list(
    auth: Allowed<DocumentList>,
    Extension(desk): Extension<Desk>,
    Query(query): Query<DocumentQuery>,
) -> Result<Json<Page<DocumentRow>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let digest = query.sha256.as_deref().map(hexadecimal).transpose()?;
    let mut tx = auth.read().await?;
    let subject = match query.subject.as_deref().map(|subject| subject.split_once(':').unwrap_or((subject, ""))) {
        Some(subject) => Some(desk.subjects.parts(&mut tx, subject).await?),
        None => None,
    };
    let search = Search {
        number: query.q.as_deref().unwrap_or("").trim(),
        form: query.form.as_deref(),
        form_code: query.code.as_deref(),
        from: query.from.and_then(|day| day.start_in(&zone::china())),
        until: query.to.and_then(rules::end_of),
        state: query.state,
        subject: subject.as_ref().map(|(kinds, ids)| (kinds.as_slice(), ids.as_slice())),
        waiting_for: query.mine.unwrap_or(false).then_some(auth.scope.user),
        digest: digest.as_deref(),
        before: cursor(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let rows = db::heads(&mut tx, &auth.scope, &search).await?.into_iter().map(DocumentRow::from).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row: &DocumentRow| row.document_id.to_string())))
}

fn hexadecimal(text: &str) -> Result<Vec<u8>, Fault> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).map(pair).collect::<Option<Vec<u8>>>().ok_or_else(|| {
        Problem::invalid(
            "sha256",
            text,
            "document.sha256",
            say!("应为 64 位十六进制", "64 hexadecimal digits are wanted"),
        )
        .into()
    })
}

#[utoipa::path(get, path = "/api/records/documents/{id}", tag = "records", operation_id = "records.document.view",
    params(("id" = DocumentId, Path)), responses((status = 200, body = Document)))]
pub(super) async fn view(auth: Allowed<DocumentView>, Path(id): Path<DocumentId>) -> Result<Json<Document>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?))
}

/// Why the file is opened.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct FileQuery {
    /// It is printed, not only looked at.
    #[garde(skip)]
    print: Option<bool>,
}

/// The newest bytes of a document. That somebody opened or printed it becomes part of its life.
#[utoipa::path(get, path = "/api/records/documents/{id}/file", tag = "records", operation_id = "records.document.file",
    params(("id" = DocumentId, Path), FileQuery), responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
pub(super) async fn file(
    auth: Allowed<DocumentFile>,
    Path(id): Path<DocumentId>,
    Query(query): Query<FileQuery>,
) -> Result<Response, Fault> {
    let mut tx = auth.app.db.begin().await?;
    let head = db::head(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("document", id))?;
    rules::may_open(head.destroyed_at)?;
    let sealed = db::pdf(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("document", id))?;
    let step = if query.print.unwrap_or(false) { DocumentStep::Printed } else { DocumentStep::Viewed };
    db::note(&mut tx, id, step, auth.scope.user, None).await?;
    tx.commit().await?;
    let pdf = auth.app.vault.open_bytes(&sealed)?;
    let name = format!("inline; filename=\"{id}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

/// Why a document is taken back.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentWithdrawal {
    /// For the record.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

#[utoipa::path(post, path = "/api/records/documents/{id}/withdraw", tag = "records", operation_id = "records.document.withdraw",
    params(("id" = DocumentId, Path)), request_body = DocumentWithdrawal, responses((status = 200, body = Document)))]
pub(super) async fn withdraw(
    auth: Allowed<DocumentWithdraw>,
    Path(id): Path<DocumentId>,
    Body(asked): Body<DocumentWithdrawal>,
) -> Result<Answer<Document>, Fault> {
    let mut tx = auth.write().await?;
    let (head, slots) = crate::signing::locked(&mut tx, &auth.scope, id).await?;
    rules::may_withdraw(&view::facts(&head, &slots), auth.scope.user)?;
    tx.because(&asked.reason);
    db::close(&mut tx, id, DocumentState::Withdrawn, None).await?;
    db::note(&mut tx, id, DocumentStep::Withdrawn, auth.scope.user, Some(&asked.reason)).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.app.vault, &auth.scope, id).await?;
    tx.ok(document).await
}
