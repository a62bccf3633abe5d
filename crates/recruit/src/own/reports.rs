//! What donors tell us: how they feel after a donation, an illness that came later, a complaint, thanks, the wish to leave.
//! Each is a case for staff until somebody has answered it; the answer goes to the donor.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::care::{Message, Purpose};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonorId, ReportId},
    masking::mask_name,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer, AsDonor, Write},
    fault::{Fault, Problem},
    http::{Body, Path, Query},
    vault::Vault,
};

use super::{
    OwnReport, OwnReports, ReportClose, ReportList, ReportView,
    book::OwnBook,
    db::{self, ReportRow},
    files, rules,
};
use crate::{Messages, today};

/// How many reports a list has.
const LIST_MAX: i64 = 200;

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReportKind {
    /// 献血后不适
    Unwell,
    /// 献血后患病、用药或风险 (回告)
    Illness,
    /// 投诉或建议
    Complaint,
    /// 感谢
    Thanks,
    /// 注销账号
    Leave,
    /// 其他
    Other,
}

impl ReportKind {
    fn word(self) -> &'static str {
        match self {
            Self::Unwell => "unwell",
            Self::Illness => "illness",
            Self::Complaint => "complaint",
            Self::Thanks => "thanks",
            Self::Leave => "leave",
            Self::Other => "other",
        }
    }
}

/// What people call a kind.
fn kind_title(word: &str) -> Text {
    match word {
        "unwell" => say!("献血后不适", "unwell after a donation"),
        "illness" => say!("献血后回告", "call back after a donation"),
        "complaint" => say!("投诉或建议", "complaint or proposal"),
        "thanks" => say!("感谢", "thanks"),
        "leave" => say!("注销账号", "wants to leave"),
        _ => say!("其他", "other"),
    }
}

/// Something that a donor tells us.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnReportNew {
    /// What it is about.
    #[garde(skip)]
    kind: ReportKind,
    /// In the donor's words.
    #[garde(length(chars, max = 5000))]
    words: String,
    /// The donation that it is about.
    #[garde(skip)]
    donation_number: Option<DonationNumber>,
    /// Whether the donor wants to be called.
    #[garde(skip)]
    #[serde(default)]
    call_back: bool,
}

/// A report as its donor sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnReportView {
    /// Identity.
    report_id: ReportId,
    /// What it is about.
    kind_title: Text,
    /// The donor's words.
    words: String,
    /// When it was told.
    reported_at: Instant,
    /// When somebody answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Instant>,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

impl OwnReportView {
    fn of(row: ReportRow, vault: &Vault) -> Result<Self, Fault> {
        Ok(Self {
            report_id: row.report_id,
            kind_title: kind_title(&row.kind),
            words: vault.open(&row.words_sealed)?,
            reported_at: row.reported_at,
            closed_at: row.closed_at,
            answer: row.answer,
        })
    }
}

/// What the donor has told us, newest first.
#[utoipa::path(get, path = "/api/recruit/own/reports", tag = "recruit", operation_id = "recruit.own.reports",
    responses((status = 200, body = Vec<OwnReportView>), (status = 401)))]
pub(super) async fn own(auth: AsDonor<OwnReports>) -> Result<Json<Vec<OwnReportView>>, Fault> {
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let rows = db::reports_of(&mut tx, &all).await?;
    let shown = rows.into_iter().map(|row| OwnReportView::of(row, &auth.app.vault));
    Ok(Json(shown.collect::<Result<Vec<_>, Fault>>()?))
}

/// Tells us something; somebody will answer.
#[utoipa::path(post, path = "/api/recruit/own/reports", tag = "recruit", operation_id = "recruit.own.report",
    request_body = OwnReportNew, responses((status = 201, body = OwnReportView), (status = 401), (status = 409)))]
pub(super) async fn report(
    auth: AsDonor<OwnReport>,
    Extension(messages): Messages,
    Body(new): Body<OwnReportNew>,
) -> Result<Answer<OwnReportView>, Fault> {
    let vault = &auth.app.vault;
    let mut tx = auth.write().await?;
    let all = files(&mut tx, auth.donor).await?;
    let open = db::open_reports(&mut tx, &all).await?;
    rules::may_report(OwnBook::get().report(today::day(tx.now()))?, &new.words, open)?;
    if let Some(number) = &new.donation_number
        && db::own_donation(&mut tx, &all, number).await?.is_none()
    {
        return Err(Problem::not_found("donation", number.as_str()).into());
    }
    let id = ReportId::from_uuid(tx.new_id());
    let words = vault.seal(new.words.trim())?;
    let (kind, donation, call_back) = (new.kind.word(), new.donation_number, new.call_back);
    db::insert_report(&mut tx, &db::NewReport { id, donor: all[0], kind, words: &words, donation, call_back }).await?;
    let text = say!(
        "{{name}}，您好！我们已收到您的反馈，工作人员会尽快答复。身体不适且加重时请立即就医。",
        "Dear {{name}}, we have your report and will answer soon. If you feel worse, see a doctor at once."
    );
    tell(&mut tx, messages.as_ref(), all[0], (id, "received", text)).await?;
    tx.announce("donor_reports", Some(auth.scope.org)).await?;
    let row = db::report(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("report", id))?;
    let shown = OwnReportView::of(row, vault)?;
    tx.created(shown).await
}

async fn tell(
    tx: &mut Write,
    messages: &dyn vena_contracts::care::DonorMessages,
    donor: DonorId,
    (id, step, text): (ReportId, &str, Text),
) -> Result<(), Fault> {
    let message = Message {
        donor,
        kind: "report_received",
        about: format!("{id}:{step}"),
        text,
        not_before: None,
        not_after: None,
        purpose: Purpose::Service,
    };
    messages.send(tx, message).await?;
    Ok(())
}

/// Which reports.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportQuery {
    /// Those that were answered, not those that wait.
    #[garde(skip)]
    #[serde(default)]
    closed: bool,
}

/// A report in a list; its words are read one at a time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonorReportRow {
    report_id: ReportId,
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// What it is about.
    kind_title: Text,
    /// Something about health: to be answered first.
    urgent: bool,
    /// Wants to be called.
    call_back: bool,
    /// The donation that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    donation_number: Option<DonationNumber>,
    /// When it was told.
    reported_at: Instant,
    /// When somebody answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<Instant>,
}

impl From<&ReportRow> for DonorReportRow {
    fn from(row: &ReportRow) -> Self {
        Self {
            report_id: row.report_id,
            donor_id: row.donor_id,
            name_masked: mask_name(&row.name),
            kind_title: kind_title(&row.kind),
            urgent: ["unwell", "illness"].contains(&row.kind.as_str()),
            call_back: row.call_back,
            donation_number: row.donation_number,
            reported_at: row.reported_at,
            closed_at: row.closed_at,
        }
    }
}

/// A report in full.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonorReport {
    #[serde(flatten)]
    row: DonorReportRow,
    /// The donor's words.
    words: String,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

impl DonorReport {
    fn of(row: ReportRow, vault: &Vault) -> Result<Self, Fault> {
        Ok(Self { row: DonorReportRow::from(&row), words: vault.open(&row.words_sealed)?, answer: row.answer })
    }
}

/// What donors have told us: those that wait, longest first, or those that were answered.
#[utoipa::path(get, path = "/api/recruit/reports", tag = "recruit", operation_id = "recruit.report.list",
    params(ReportQuery), responses((status = 200, body = Vec<DonorReportRow>)))]
pub(super) async fn list(
    auth: Allowed<ReportList>,
    Query(asked): Query<ReportQuery>,
) -> Result<Json<Vec<DonorReportRow>>, Fault> {
    let mut tx = auth.read().await?;
    let rows = db::reports(&mut tx, &auth.scope, !asked.closed, LIST_MAX).await?;
    Ok(Json(rows.iter().map(DonorReportRow::from).collect()))
}

/// One report with the donor's words; that they were read is recorded.
#[utoipa::path(get, path = "/api/recruit/reports/{id}", tag = "recruit", operation_id = "recruit.report.view",
    params(("id" = ReportId, Path)), responses((status = 200, body = DonorReport), (status = 404)))]
pub(super) async fn view(auth: Allowed<ReportView>, Path(id): Path<ReportId>) -> Result<Json<DonorReport>, Fault> {
    let mut tx = auth.read().await?;
    let row = db::report(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("report", id))?;
    auth.note_view("to answer it").await?;
    Ok(Json(DonorReport::of(row, &auth.app.vault)?))
}

/// The answer to a donor.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct DonorReportAnswer {
    /// What the donor reads.
    #[garde(length(chars, min = 2, max = 1000))]
    answer: String,
}

/// Answers a report; the donor reads the answer in the app.
#[utoipa::path(post, path = "/api/recruit/reports/{id}/close", tag = "recruit", operation_id = "recruit.report.close",
    params(("id" = ReportId, Path)), request_body = DonorReportAnswer,
    responses((status = 200, body = DonorReport), (status = 404), (status = 409)))]
pub(super) async fn close(
    auth: Allowed<ReportClose>,
    Extension(messages): Messages,
    Path(id): Path<ReportId>,
    Body(new): Body<DonorReportAnswer>,
) -> Result<Answer<DonorReport>, Fault> {
    let mut tx = auth.write().await?;
    let missing = || Problem::not_found("report", id);
    let row = db::report(&mut tx, &auth.scope, id).await?.ok_or_else(missing)?;
    if !db::close_report(&mut tx, &auth.scope, id, &new.answer).await? {
        let detail = say!("这条反馈已有人答复，请刷新", "somebody has answered this report already; look again");
        return Err(Problem::conflict("own.report-closed", detail).into());
    }
    let text = say!(
        "{{name}}，您好！您的反馈已有答复，请在“我的 › 反馈”中查看。",
        "Dear {{name}}, your report was answered; read it under Me › Reports."
    );
    tell(&mut tx, messages.as_ref(), row.donor_id, (id, "answered", text)).await?;
    tx.announce("donor_reports", Some(auth.scope.org)).await?;
    let row = db::report(&mut tx, &auth.scope, id).await?.ok_or_else(missing)?;
    let shown = DonorReport::of(row, &auth.app.vault)?;
    tx.ok(shown).await
}
