//! What the physician reads before deciding: the answers that matter, everything that the rules will say, what deferral follows,
//! what was changed and what was refused earlier that day. Reading it is recorded.

use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    collection::inquiry::{About, Answers, Finding, Given, QuestionKind, UNSURE, findings},
    id::{DonationId, DonorId, VisitId},
    text::Text,
};
use vena_platform::{
    auth::{Allowed, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::Path,
};

use super::{VisitFindings, db};
use crate::{
    Donors,
    book::{self, Inquiry, Question},
    checks, day, donations,
    screening::{self, Due, HealthCheck, Line},
    visits::{self, AnsweredWhere, VisitRecord, db::AnsweredRecord},
};

/// The longest that a day lasts, seconds: what is older is of an earlier day.
const DAY_SECONDS: i64 = 24 * 3600;

/// An answer that is worth reading.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingAnswer {
    /// The question, by its code.
    code: String,
    /// The question.
    text: Text,
    /// What was answered, in words.
    said: Text,
    /// In the donor's own words, or a number: no rule reads it, the physician does.
    free: bool,
    /// The donor may not go on with it.
    deviates: bool,
    /// Told to nobody but the physician.
    confidential: bool,
}

/// A deferral that follows from an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingDeferral {
    /// Code of the rulebook.
    code: String,
    /// The rule that speaks.
    rule: String,
    /// Its case, where the code tells several apart.
    case: Option<String>,
    /// The day from which the rulebook counts, where the answer says it.
    event_on: Option<Day>,
    /// Its last day, where the answer says it.
    until: Option<Day>,
}

/// An answer that was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AnswerChanged {
    /// The question.
    text: Text,
    /// What was answered before; nothing when absent.
    before: Option<Text>,
    /// What was answered then.
    now: Option<Text>,
    /// Told to nobody but the physician.
    confidential: bool,
}

/// The questions were answered once more.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AnswersChanged {
    /// When.
    at: Instant,
    /// Where.
    place: AnsweredWhere,
    /// Under whose account.
    by_name: String,
    /// Why, when a physician did.
    reason: Option<String>,
    /// What differs.
    changed: Vec<AnswerChanged>,
}

/// A refusal earlier that day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingEarlier {
    /// The donation that was refused.
    donation_id: DonationId,
    /// When.
    at: Instant,
    /// Where.
    site_name: String,
    /// Every rule that refused.
    lines: Vec<Line>,
}

/// What the physician reads before deciding.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VisitFindings)]
pub(super) struct Findings {
    /// Version of the questions; nobody was asked yet when absent.
    inquiry_version: Option<String>,
    /// Answers that are worth reading: in own words first, then those with which the donor may not go on, then what was asked
    /// because of another answer.
    answers: Vec<FindingAnswer>,
    /// How many answers there are in all.
    answered: usize,
    /// Everything that the rules say today by file, answers and check.
    lines: Vec<Line>,
    /// Deferrals that follow.
    deferrals: Vec<FindingDeferral>,
    /// What was changed, the last first.
    changes: Vec<AnswersChanged>,
    /// What was refused to the same person earlier today, the last first.
    earlier: Vec<FindingEarlier>,
}

/// What was answered and measured, for whoever decides. The reading is recorded before anything is shown.
#[utoipa::path(get, path = "/api/collect/visits/{id}/findings", tag = "collect",
    operation_id = "collect.visit.view_findings", params(("id" = VisitId, Path)),
    responses((status = 200, body = Findings)))]
pub(super) async fn view(
    auth: Allowed<VisitFindings>,
    Extension(donors): Donors,
    Path(id): Path<VisitId>,
) -> Result<Json<Findings>, Fault> {
    let mut tx = auth.read().await?;
    let visit = visits::view::record_or_404(&mut tx, &auth.scope, id).await?;
    auth.note_view(&format!("判定前查看 {id}")).await?;
    let donors = Extension(donors);
    let mut found = Findings {
        inquiry_version: visit.inquiry_version.clone(),
        answers: Vec::new(),
        answered: visit.answers.as_ref().map_or(0, |answers| answers.len()),
        lines: Vec::new(),
        deferrals: Vec::new(),
        changes: changes(visits::db::answerings(&mut tx, id).await?),
        earlier: Vec::new(),
    };
    if let Some(donor) = visit.donor_id {
        found.lines = on_file(&mut tx, &auth.scope, &donors, (&visit, donor)).await?;
        found.earlier = earlier(&mut tx, &auth.scope, &donors, (&visit, donor)).await?;
    }
    let check = checks::db::latest(&mut tx, id).await?;
    if let Some(about) = visits::about(&mut tx, &donors, &visit).await? {
        found.read(&visit, check.as_ref().map(|check| &check.health_check.0), about, day(tx.now()));
    }
    found.lines.extend(check.map(|check| check.lines.0).unwrap_or_default());
    Ok(Json(found))
}

impl From<Due> for FindingDeferral {
    fn from(due: Due) -> Self {
        let Due { rule, code, case, event_on, until } = due;
        Self { code, rule, case, event_on, until }
    }
}

impl FindingDeferral {
    fn of(finding: &Finding<'_>) -> Option<Self> {
        let (rule, code) = (finding.rule(), finding.deferral?.to_owned());
        let case = finding.case.map(ToOwned::to_owned);
        Some(Self { code, rule, case, event_on: finding.event_on, until: finding.until })
    }
}

impl Findings {
    /// Reads the sheet: what deviates, what follows, what is in the donor's own words.
    fn read(&mut self, visit: &VisitRecord, check: Option<&HealthCheck>, about: About, today: Day) {
        let inquiry = visit.inquiry_version.as_deref().and_then(book::inquiry_named);
        let Some((inquiry, answers)) = inquiry.zip(visit.answers.as_ref()) else { return };
        let found = findings(inquiry, about, &answers.0, today);
        self.answers = worth_reading(inquiry, &answers.0, |code| found.iter().any(|one| one.question.code == code));
        self.deferrals = match check {
            Some(check) => {
                screening::dues(about, inquiry, &answers.0, check, today).into_iter().map(Into::into).collect()
            }
            None => found.iter().filter_map(FindingDeferral::of).collect(),
        };
        self.lines.extend(found.into_iter().map(|one| Line {
            rule: one.rule(),
            reason: one.reason,
            clause: inquiry.clause.clone(),
            confidential: one.question.confidential,
        }));
    }
}

/// The answers that somebody should read, in this order: own words and numbers; what deviates; what was asked because of
/// another answer.
fn worth_reading(inquiry: &Inquiry, answers: &Answers, deviates: impl Fn(&str) -> bool) -> Vec<FindingAnswer> {
    let told = |question: &Question| {
        let given = answers.get(&question.code)?;
        let free = matches!(question.kind, QuestionKind::Text | QuestionKind::Number);
        let deviates = deviates(&question.code);
        let unusual = question.kind == QuestionKind::YesNo && given.yes_no() != question.expected;
        let asked_for = question.kind != QuestionKind::YesNo;
        (free || deviates || unusual || asked_for).then(|| FindingAnswer {
            code: question.code.clone(),
            text: question.text.clone(),
            said: said(question, given),
            free,
            deviates,
            confidential: question.confidential,
        })
    };
    let mut told: Vec<FindingAnswer> = inquiry.questions.iter().filter_map(told).collect();
    // The order of asking stays within each of the three.
    told.sort_by_key(|answer| (!answer.free, !answer.deviates));
    told
}

/// An answer in words.
fn said(question: &Question, given: &Given) -> Text {
    let word = |zh: &str, en: &str| Text { zh: zh.to_owned(), en: en.to_owned() };
    if let Some(yes) = given.yes_no() {
        return if yes { word("是", "yes") } else { word("否", "no") };
    }
    let plain = serde_json::to_value(given).ok().map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
    let plain = plain.unwrap_or_default();
    if plain == UNSURE {
        return word("不记得", "does not remember");
    }
    let chosen: Vec<&Text> =
        question.choices.iter().filter(|choice| given.chose(&choice.code)).map(|choice| &choice.text).collect();
    if chosen.is_empty() {
        return word(&plain, &plain);
    }
    let joined = |words: Vec<&str>, between: &str| words.join(between);
    word(
        &joined(chosen.iter().map(|text| text.zh.as_str()).collect(), "、"),
        &joined(chosen.iter().map(|text| text.en.as_str()).collect(), ", "),
    )
}

/// What each answering has changed of the one before, the last first.
fn changes(all: Vec<AnsweredRecord>) -> Vec<AnswersChanged> {
    let before = all.iter().skip(1);
    let pairs = all.iter().zip(before);
    let shown = |(now, before): (&AnsweredRecord, &AnsweredRecord)| AnswersChanged {
        at: now.answered_at,
        place: now.answered_where,
        by_name: now.answered_by_name.clone(),
        reason: now.reason.clone(),
        changed: differing(before, now),
    };
    pairs.map(shown).collect()
}

fn differing(before: &AnsweredRecord, now: &AnsweredRecord) -> Vec<AnswerChanged> {
    let book = |record: &AnsweredRecord| book::inquiry_named(&record.inquiry_version);
    let (old, new) = (book(before), book(now));
    let codes: std::collections::BTreeSet<&String> = before.answers.0.keys().chain(now.answers.0.keys()).collect();
    let of = |code: &String| {
        let (was, is) = (before.answers.0.get(code), now.answers.0.get(code));
        if was == is {
            return None;
        }
        let find = |inquiry: Option<&'static Inquiry>| inquiry?.questions.iter().find(|one| one.code == *code);
        let question = find(new).or_else(|| find(old))?;
        let words = |given: Option<&Given>| given.map(|given| said(question, given));
        let (text, confidential) = (question.text.clone(), question.confidential);
        Some(AnswerChanged { text, before: words(was), now: words(is), confidential })
    };
    codes.into_iter().filter_map(of).collect()
}

/// What file and needles speak against this kind of donation.
async fn on_file(
    tx: &mut Tx,
    scope: &Scope,
    donors: &Donors,
    (visit, donor): (&VisitRecord, DonorId),
) -> Result<Vec<Line>, Fault> {
    let own = donations::db::needles_of(tx, donor).await?;
    let today = day(tx.now());
    let verdicts = donors.verdicts(tx, scope, donor, today, &own).await?;
    let verdict = verdicts.into_iter().find(|verdict| verdict.kind == visit.kind());
    let lines = verdict.ok_or_else(|| Problem::not_found("donor", donor))?.lines;
    let line = |line: vena_kernel::eligibility::Line| Line {
        rule: line.rule,
        reason: line.reason,
        clause: line.clause,
        confidential: false,
    };
    Ok(lines.into_iter().map(line).collect())
}

/// What was refused to the same person earlier today.
async fn earlier(
    tx: &mut Tx,
    scope: &Scope,
    donors: &Donors,
    (visit, donor): (&VisitRecord, DonorId),
) -> Result<Vec<FindingEarlier>, Fault> {
    let files = visits::same_person(tx, donors, donor).await?;
    let now = tx.now();
    let found = db::refused_since(tx, scope, &files, now.plus_seconds(-DAY_SECONDS)).await?;
    let today = found
        .into_iter()
        .filter(|one| day(one.registered_at) == day(now) && Some(one.donation_id) != visit.donation_id);
    let shown = |one: db::RefusedRecord| FindingEarlier {
        donation_id: one.donation_id,
        at: one.registered_at,
        site_name: one.site_name,
        lines: one.refusals.0,
    };
    Ok(today.map(shown).collect())
}
