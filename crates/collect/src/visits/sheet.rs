//! The questions of one visit, and their answers. Who answers sees one question after the other; which comes next follows
//! from the answers so far, and is asked of the server with them: nothing is kept before the sheet is complete.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    collection::{
        book::{self, Inquiry, Question},
        inquiry::{self, About, Answers, QuestionKind},
    },
    id::{DonorId, VisitId},
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
    vault::Vault,
};

use super::{
    VisitAnswer, VisitSheet,
    db::{self, VisitRecord},
    door, home,
    proof::{self, Answerer},
    rules, view,
    view::Visit,
    words::{AnsweredWhere, VisitState},
};
use crate::{Donors, day, decisions::VisitDecide};

/// Answers so far.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitAnswersSoFar)]
pub(super) struct SoFar {
    /// By the codes of the questions.
    #[garde(length(max = 200))]
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, vena_kernel::collection::inquiry::Given>)]
    pub(super) answers: Answers,
    /// Leave out what was answered at home: everything is asked anew.
    #[garde(skip)]
    #[serde(default)]
    pub(super) anew: bool,
}

/// A whole sheet.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = VisitAnswers)]
pub(super) struct Sheet {
    /// Version of the questions that were asked.
    #[garde(length(chars, min = 1, max = 60))]
    pub(super) version: String,
    /// By the codes of the questions.
    #[garde(length(max = 200))]
    #[schema(value_type = std::collections::BTreeMap<String, vena_kernel::collection::inquiry::Given>)]
    pub(super) answers: Answers,
    /// Why a physician changes what the donor has said; nobody else needs it.
    #[garde(length(chars, min = 2, max = 300))]
    #[serde(default)]
    pub(super) reason: Option<String>,
}

/// What may be chosen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InquiryChoice)]
pub(crate) struct ChoiceAsked {
    /// Stable name.
    code: String,
    /// What it says.
    text: Text,
}

/// A question as it is asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InquiryAsked)]
pub(crate) struct Asked {
    /// Stable name.
    code: String,
    /// The question.
    text: Text,
    /// What helps to answer it.
    help: Option<Text>,
    /// How it is answered.
    kind: QuestionKind,
    /// What may be chosen.
    choices: Vec<ChoiceAsked>,
    /// The smallest number that can be true.
    min: Option<f64>,
    /// The largest.
    max: Option<f64>,
    /// Only the physician reads the answer.
    confidential: bool,
}

impl From<&Question> for Asked {
    fn from(question: &Question) -> Self {
        let choice = |choice: &inquiry::Choice| ChoiceAsked { code: choice.code.clone(), text: choice.text.clone() };
        Self {
            code: question.code.clone(),
            text: question.text.clone(),
            help: question.help.clone(),
            kind: question.kind,
            choices: question.choices.iter().map(choice).collect(),
            min: question.min,
            max: question.max,
            confidential: question.confidential,
        }
    }
}

/// A sheet that is being filled in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VisitSheet)]
pub(crate) struct Filling {
    /// Version of the questions; goes back with the answers.
    version: String,
    /// Everything that is asked after these answers, in order.
    questions: Vec<Asked>,
    /// The answers that still count.
    #[schema(value_type = std::collections::BTreeMap<String, vena_kernel::collection::inquiry::Given>)]
    answers: Answers,
    /// The first question without an answer; none when the sheet is complete.
    next: Option<String>,
    /// When the answers were given at home; they are to be confirmed here.
    home_at: Option<Instant>,
}

impl Filling {
    /// What is asked of `about` after `answers`.
    pub(crate) fn of(inquiry: &Inquiry, about: About, answers: Answers, home_at: Option<Instant>) -> Self {
        let answers = inquiry::kept(inquiry, about, answers);
        Self {
            version: inquiry.version.clone(),
            questions: inquiry::asked(inquiry, about, &answers).into_iter().map(Asked::from).collect(),
            next: inquiry::next(inquiry, about, &answers).map(|question| question.code.clone()),
            answers,
            home_at,
        }
    }
}

/// Of whom the sheet of a visit is asked.
pub(crate) async fn about(tx: &mut Tx, donors: &Donors, record: &VisitRecord) -> Result<About, Fault> {
    rules::may_answer(&view::stand(record))?;
    let (Some(donor), Some(sex)) = (record.donor_id, record.sex()) else {
        return Err(Problem::not_found("donor", record.visit_id).into());
    };
    let files = door::same_person(tx, donors, donor).await?;
    let first_time = Some(first_time(tx, donors, &files).await?);
    Ok(About { sex, kind: record.kind(), first_time })
}

/// Whether the person of these files never completed a donation, neither here nor at another station.
pub(super) async fn first_time(tx: &mut Tx, donors: &Donors, files: &[DonorId]) -> Result<bool, Fault> {
    Ok(!db::gave_before(tx, files).await? && !donors.gave_elsewhere(tx, files).await?)
}

/// What is asked in `record`'s visit after the answers so far; what was answered at home when there are none yet, as far as whoever
/// reads the sheet `place` may know it.
pub(super) async fn filling(
    tx: &mut Tx,
    (donors, vault): (&Donors, &Vault),
    record: &VisitRecord,
    (so_far, place): (SoFar, AnsweredWhere),
) -> Result<Filling, Fault> {
    let answers = so_far.answers;
    let about = about(tx, donors, record).await?;
    let today = day(tx.now());
    let inquiry = book::inquiry(today)?;
    if answers.is_empty()
        && !so_far.anew
        && let Some((answers, at)) = home::standing(tx, (donors, vault), record, inquiry).await?
        && let Some(answers) =
            proof::shown_at_the_door(inquiry, answers, (record.identified_by, record.face_verdict, place))
    {
        return Ok(Filling::of(inquiry, about, answers, Some(at)));
    }
    checked(inquiry, about, &answers, today)?;
    Ok(Filling::of(inquiry, about, answers, None))
}

pub(super) fn checked(inquiry: &Inquiry, about: About, answers: &Answers, today: Day) -> Result<(), Fault> {
    let open = inquiry::kept(inquiry, about, answers.clone());
    inquiry::begun(inquiry, about, &inquiry.version, &open, today)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason).into())
}

/// Keeps the complete sheet of a visit beside the earlier ones, and lets the visit go on.
pub(super) async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    (donors, vault): (&Donors, &Vault),
    record: &VisitRecord,
    (sheet, place): (&Sheet, AnsweredWhere),
) -> Result<(), Fault> {
    let about = about(tx, donors, &for_physician(record, scope)).await?;
    let today = day(tx.now());
    let inquiry = book::inquiry(today)?;
    inquiry::complete(inquiry, about, &sheet.version, &sheet.answers, today)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason))?;
    let asked = record.inquiry_version.as_deref().and_then(book::inquiry_named).unwrap_or(inquiry);
    let before = match &record.answers {
        Some(before) => Some(before.0.clone()),
        None => home::standing(tx, (donors, vault), record, inquiry).await?.map(|(answers, _)| answers),
    };
    if let Some(before) = before {
        proof::keeps_confidence((asked, about, today), (&before, &sheet.answers), answerer(scope, sheet, place))?;
    }
    let (version, answers, reason) = (&*sheet.version, &sheet.answers, sheet.reason.as_deref());
    db::answer(tx, scope, record.visit_id, &db::NewAnswers { version, answers, place, reason }).await?;
    if record.state == VisitState::Arrived {
        db::go(tx, record.visit_id, VisitState::Asked).await?;
    }
    Ok(())
}

/// The visit as it stands for whoever decides about it: a physician may change answers until the decision.
fn for_physician(record: &VisitRecord, scope: &Scope) -> VisitRecord {
    let mut shown = record.clone();
    if scope.may(VisitDecide::INFO.name) && record.state == VisitState::Checked {
        shown.state = VisitState::Asked;
    }
    shown
}

fn answerer(scope: &Scope, sheet: &Sheet, place: AnsweredWhere) -> Answerer {
    match place {
        AnsweredWhere::Kiosk | AnsweredWhere::Home => Answerer::Donor,
        AnsweredWhere::Staff if scope.may(VisitDecide::INFO.name) && sheet.reason.is_some() => Answerer::Physician,
        AnsweredWhere::Staff => Answerer::Staff,
    }
}

/// What is asked of a donor after the answers so far, when the staff asks.
#[utoipa::path(post, path = "/api/collect/visits/{id}/sheet", tag = "collect", operation_id = "collect.visit.sheet",
    params(("id" = VisitId, Path)), request_body = SoFar, responses((status = 200, body = Filling)))]
pub(super) async fn sheet(
    auth: Allowed<VisitSheet>,
    Extension(donors): Donors,
    Path(id): Path<VisitId>,
    Body(so_far): Body<SoFar>,
) -> Result<Json<Filling>, Fault> {
    let mut tx = auth.read().await?;
    let record = for_physician(&view::record_or_404(&mut tx, &auth.scope, id).await?, &auth.scope);
    let desk = (&Extension(donors), &auth.app.vault);
    Ok(Json(filling(&mut tx, desk, &record, (so_far, AnsweredWhere::Staff)).await?))
}

/// Keeps the answers that the staff has asked for.
#[utoipa::path(post, path = "/api/collect/visits/{id}/answers", tag = "collect", operation_id = "collect.visit.answer",
    params(("id" = VisitId, Path)), request_body = Sheet, responses((status = 200, body = Visit)))]
pub(super) async fn answer(
    auth: Allowed<VisitAnswer>,
    Extension(donors): Donors,
    Path(id): Path<VisitId>,
    Body(sheet): Body<Sheet>,
) -> Result<Answer<Visit>, Fault> {
    let mut tx = auth.write().await?;
    let record = view::opened(&mut tx, &auth.scope, id).await?;
    keep(&mut tx, &auth.scope, (&Extension(donors), &auth.app.vault), &record, (&sheet, AnsweredWhere::Staff)).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}
