//! The routes of documents.

use axum::{
    Extension, Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{clock::Day, id::DocumentId, say, zone};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    documents::{Draft, Drawn, Form},
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, cursor},
};

use super::{
    DocumentCreate, DocumentFile, DocumentList, DocumentView, DocumentWithdraw, FormList,
    db::{self, NewDocument, Search},
    rules,
    view::{self, Document, DocumentRow},
    words::{DocumentState, DocumentStep},
};
use crate::{Desk, digest};

/// The forms in force today that the caller may fill in.
#[utoipa::path(get, path = "/api/records/forms", tag = "records", operation_id = "records.form.list",
    responses((status = 200, body = Vec<Form>)))]
pub(super) async fn forms(auth: Allowed<FormList>, Extension(desk): Extension<Desk>) -> Json<Vec<Form>> {
    let mut forms = desk.press.forms(auth.app.db.clock().now().day_in(&zone::china()));
    forms.retain(|form| auth.scope.may(&form.seen_with));
    Json(forms)
}

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
    /// What is filled in, by the fields of the form.
    #[garde(skip)]
    #[schema(value_type = Object)]
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
    let number = number(day, db::next_number(&mut tx, &auth.scope, day).await?);
    let drawn = draw(&mut tx, &auth.scope, &desk, (&form, &number, &new)).await?;
    let id = keep(&mut tx, &auth, (&form, &number, &new), drawn).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.scope, id).await?;
    tx.created(document).await
}

/// `202611220001`
fn number(day: Day, number: i32) -> String {
    format!("{}{number:04}", day.to_string().replace('-', ""))
}

type Filled<'a> = (&'a Form, &'a str, &'a DocumentNew);

async fn draw(tx: &mut Tx, scope: &Scope, desk: &Desk, (form, number, new): Filled<'_>) -> Result<Drawn, Fault> {
    let organisation = db::organisation(tx, scope.org).await?;
    let (press, at, lang, version) = (desk.press.clone(), tx.now(), scope.lang, form.version);
    let (name, number, data) = (form.form.clone(), number.to_owned(), new.data.clone());
    let drawn = tokio::task::spawn_blocking(move || {
        press.draw(&Draft {
            form: &name,
            version,
            lang,
            organisation: &organisation,
            number: &number,
            at,
            check_url: None,
            data: &data,
        })
    });
    Ok(drawn.await.map_err(anyhow::Error::from)??)
}

async fn keep(
    tx: &mut Tx,
    auth: &Allowed<DocumentCreate>,
    (form, number, new): Filled<'_>,
    drawn: Drawn,
) -> Result<DocumentId, Fault> {
    let vault = &auth.app.vault;
    let document_id = DocumentId::from_uuid(tx.new_id());
    let row = NewDocument {
        document_id,
        number,
        form: &form.form,
        form_version: i32::try_from(form.version).unwrap_or(i32::MAX),
        form_code: &form.code,
        title: &form.title,
        template: &drawn.template,
        subject: new.subject.as_ref().map(|subject| (subject.kind.as_str(), subject.id.as_str())),
        lang: auth.scope.lang,
        seen_with: &form.seen_with,
        data_sealed: &vault.seal(&new.data.to_string())?,
        pdf_sealed: &vault.seal_bytes(&drawn.pdf)?,
        pdf_bytes: i32::try_from(drawn.pdf.len()).unwrap_or(i32::MAX),
        digest: &digest(&drawn.pdf),
        boxes: &drawn.boxes,
    };
    db::insert(tx, &auth.scope, &row, &form.slots).await?;
    db::note(tx, document_id, DocumentStep::Drawn, auth.scope.user, None).await?;
    Ok(document_id)
}

/// Which documents.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentQuery {
    /// Beginning of the number.
    #[garde(length(chars, max = 40))]
    q: Option<String>,
    /// Which form.
    #[garde(length(chars, max = 60))]
    form: Option<String>,
    /// How far they have come.
    #[garde(skip)]
    #[param(inline)]
    state: Option<DocumentState>,
    /// What they are about: kind and id, `shipment:shipment_…`.
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
    Query(query): Query<DocumentQuery>,
) -> Result<Json<Page<DocumentRow>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let digest = query.sha256.as_deref().map(hexadecimal).transpose()?;
    let search = Search {
        number: query.q.as_deref().unwrap_or("").trim(),
        form: query.form.as_deref(),
        state: query.state,
        subject: query.subject.as_deref().and_then(|subject| subject.split_once(':')),
        waiting_for: query.mine.unwrap_or(false).then_some(auth.scope.user),
        digest: digest.as_deref(),
        before: cursor(query.cursor.as_deref())?,
        limit: limit + 1,
    };
    let mut tx = auth.read().await?;
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
    Ok(Json(view::document(&mut tx, &auth.scope, id).await?))
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
    rules::may_withdraw(&view::facts(head.state, head.created_by, &slots), auth.scope.user)?;
    tx.because(&asked.reason);
    db::close(&mut tx, id, DocumentState::Withdrawn, None).await?;
    db::note(&mut tx, id, DocumentStep::Withdrawn, auth.scope.user, Some(&asked.reason)).await?;
    tx.announce("documents", Some(auth.scope.org)).await?;
    let document = view::document(&mut tx, &auth.scope, id).await?;
    tx.ok(document).await
}
