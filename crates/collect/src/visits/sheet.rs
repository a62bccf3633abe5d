//! The questions of one visit, and their answers. Who answers sees one question after the other; which comes next follows
//! from the answers so far, and is asked of the server with them: nothing is kept before the sheet is complete.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    collection::{
        book::{self, Inquiry, Question},
        inquiry::{self, About, Answers, QuestionKind},
    },
    id::{DonorId, VisitId},
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Answer},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    VisitAnswer, VisitSheet,
    db::{self, VisitRecord},
    door, rules, view,
    view::Visit,
    words::{AnsweredWhere, VisitState},
};
use crate::{Donors, day};

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
    /// As answered at home; to be confirmed here.
    from_home: bool,
}

impl Filling {
    /// What is asked of `about` after `answers`.
    pub(crate) fn of(inquiry: &Inquiry, about: About, answers: Answers, from_home: bool) -> Self {
        let answers = inquiry::kept(inquiry, about, answers);
        Self {
            version: inquiry.version.clone(),
            questions: inquiry::asked(inquiry, about, &answers).into_iter().map(Asked::from).collect(),
            next: inquiry::next(inquiry, about, &answers).map(|question| question.code.clone()),
            answers,
            from_home,
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

/// What is asked in `record`'s visit after `answers`; the sheet that was filled in before when there are none yet.
pub(super) async fn filling(
    tx: &mut Tx,
    donors: &Donors,
    record: &VisitRecord,
    answers: Answers,
) -> Result<Filling, Fault> {
    let about = about(tx, donors, record).await?;
    let today = day(tx.now());
    let inquiry = book::inquiry(today)?;
    checked(inquiry, about, &answers, today)?;
    Ok(Filling::of(inquiry, about, answers, false))
}

fn checked(inquiry: &Inquiry, about: About, answers: &Answers, today: Day) -> Result<(), Fault> {
    let open = inquiry::kept(inquiry, about, answers.clone());
    inquiry::begun(inquiry, about, &inquiry.version, &open, today)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason).into())
}

/// Keeps the complete sheet of a visit, and lets the visit go on.
pub(super) async fn keep(
    tx: &mut Tx,
    donors: &Donors,
    record: &VisitRecord,
    sheet: &Sheet,
    place: AnsweredWhere,
) -> Result<(), Fault> {
    let about = about(tx, donors, record).await?;
    let today = day(tx.now());
    let inquiry = book::inquiry(today)?;
    inquiry::complete(inquiry, about, &sheet.version, &sheet.answers, today)
        .map_err(|(field, refusal)| Problem::invalid(&field, "", &refusal.rule, refusal.reason))?;
    db::answer(tx, record.visit_id, &sheet.version, &sheet.answers, place).await?;
    if record.state == VisitState::Arrived {
        db::go(tx, record.visit_id, VisitState::Asked).await?;
    }
    Ok(())
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
    let record = view::record_or_404(&mut tx, &auth.scope, id).await?;
    Ok(Json(filling(&mut tx, &Extension(donors), &record, so_far.answers).await?))
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
    keep(&mut tx, &Extension(donors), &record, &sheet, AnsweredWhere::Staff).await?;
    tx.announce("visits", Some(auth.scope.org)).await?;
    let visit = view::visit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(visit).await
}
