//! What is asked before a donation, in which order, and what the answers mean. Pure.
//!
//! A question is asked of everybody, or only of one sex, of some kinds of donation, of those who give for the first time, or
//! when an earlier question was answered in a certain way. Its answer is yes or no, a day, one of several choices or some of
//! them, a number or a text. A sheet is complete when everything that its own answers ask for is answered and nothing else is.

mod fits;

use std::collections::BTreeMap;

use jiff::ToSpan;
use serde::{Deserialize, Serialize};

pub use fits::fits;

use super::book::{Inquiry, Question};
use crate::{citizen_id::Sex, clock::Day, eligibility::DonationKind, refusal::Refusal, say, text::Text};

/// The answer of somebody who does not remember a day.
pub const UNSURE: &str = "unsure";

/// What was answered to one question: `true`, `37.2`, `"2026-01-31"`, a code of a choice, several of them, or a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = InquiryAnswer))]
#[serde(untagged)]
pub enum Given {
    /// Yes or no.
    YesNo(bool),
    /// A number.
    Number(f64),
    /// A day as `2026-01-31`, the code of a choice, or a text.
    Text(String),
    /// The codes of several choices that hold at once.
    Several(Vec<String>),
}

impl From<bool> for Given {
    fn from(yes: bool) -> Self {
        Self::YesNo(yes)
    }
}

impl From<&str> for Given {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Given {
    /// Yes or no, when it is that.
    pub fn yes_no(&self) -> Option<bool> {
        match self {
            Self::YesNo(yes) => Some(*yes),
            _ => None,
        }
    }

    fn day(&self) -> Option<Day> {
        match self {
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn is_text(&self, wanted: &str) -> bool {
        matches!(self, Self::Text(text) if text == wanted)
    }

    /// Whether it is `wanted`, or `wanted` is among what holds at once.
    fn holds(&self, wanted: &Given) -> bool {
        match (self, wanted) {
            (Self::Several(codes), Self::Text(code)) => codes.contains(code),
            (given, wanted) => given == wanted,
        }
    }

    /// Whether the choice of this code was made.
    pub fn chose(&self, code: &str) -> bool {
        match self {
            Self::Several(codes) => codes.iter().any(|chosen| chosen == code),
            given => given.is_text(code),
        }
    }
}

/// The answers of one sheet, by the codes of the questions.
pub type Answers = BTreeMap<String, Given>;

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = InquiryQuestionKind))]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// By yes or no.
    #[default]
    YesNo,
    /// By a day that has come, or by not remembering it.
    Date,
    /// By one of several choices.
    Choice,
    /// By those of several choices that hold: one or more.
    Several,
    /// In words.
    Text,
    /// By a number.
    Number,
}

/// One of several choices.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stable name.
    pub code: String,
    /// What it says.
    pub text: Text,
    /// Whether the donor may go on with it.
    pub fit: bool,
    /// The deferral that follows.
    pub deferral: Option<String>,
    /// Its case, where the code tells several apart.
    pub case: Option<String>,
}

/// How long nobody gives after a day: exactly one of the three is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// Days.
    pub days: Option<i32>,
    /// Calendar months.
    pub months: Option<i32>,
    /// Calendar years.
    pub years: Option<i32>,
}

impl Wait {
    /// The last day on which nobody gives, counted from `day`; a month that lacks the day ends on its last one. `None`
    /// beyond the calendar.
    pub fn until(self, day: Day) -> Option<Day> {
        let months = self.months.unwrap_or(0);
        let span = self.years.unwrap_or(0).years().months(months).days(self.days.unwrap_or(0));
        day.date().checked_add(span).ok().map(Day::from)
    }
}

/// When a question is asked at all: the question of that code was answered so.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedIf {
    /// Code of an earlier question.
    pub question: String,
    /// Its answer.
    pub is: Given,
}

/// Of whom the sheet is asked. What is not known asks no more than is sure, and accepts what may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Questions differ.
    pub sex: Sex,
    /// What is to be given.
    pub kind: DonationKind,
    /// Whether it would be the first time.
    pub first_time: Option<bool>,
}

impl About {
    /// Somebody who gives whole blood, perhaps for the first time.
    pub fn whole_blood(sex: Sex) -> Self {
        Self { sex, kind: DonationKind::WholeBlood, first_time: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Yes,
    Perhaps,
    No,
}

/// Whether a question is asked of `about` after `answers`.
fn asks(question: &Question, about: About, answers: &Answers) -> Asks {
    let other_sex = question.sex.is_some_and(|only| only != about.sex);
    let other_kind = !question.kinds.is_empty() && !question.kinds.contains(&about.kind);
    let holds = |condition: &AskedIf| answers.get(&condition.question).is_some_and(|given| given.holds(&condition.is));
    let not_asked = |condition: &AskedIf| !holds(condition);
    if other_sex || other_kind || question.asked_if.as_ref().is_some_and(not_asked) {
        return Asks::No;
    }
    match (question.first_time, about.first_time) {
        (None, _) => Asks::Yes,
        (Some(_), None) => Asks::Perhaps,
        (Some(only), Some(first)) if only == first => Asks::Yes,
        _ => Asks::No,
    }
}

/// The questions that are asked of `about` after `answers`, in their order. Follow-ups appear once their condition holds.
pub fn asked<'a>(inquiry: &'a Inquiry, about: About, answers: &Answers) -> Vec<&'a Question> {
    inquiry.questions.iter().filter(|question| asks(question, about, answers) == Asks::Yes).collect()
}

/// The first question that is asked and not answered.
pub fn next<'a>(inquiry: &'a Inquiry, about: About, answers: &Answers) -> Option<&'a Question> {
    asked(inquiry, about, answers).into_iter().find(|question| !answers.contains_key(&question.code))
}

/// Answers without those that nobody asks for any more, because an earlier one was changed.
pub fn kept(inquiry: &Inquiry, about: About, mut answers: Answers) -> Answers {
    // A follow-up may hang on a follow-up: until nothing falls away any more.
    loop {
        let before = answers.len();
        let open = |code: &String| {
            let question = inquiry.questions.iter().find(|question| question.code == *code);
            question.is_some_and(|question| asks(question, about, &answers) != Asks::No)
        };
        let stay: Vec<String> = answers.keys().filter(|code| open(code)).cloned().collect();
        answers.retain(|code, _| stay.contains(code));
        if answers.len() == before {
            return answers;
        }
    }
}

/// The field at fault, and why.
pub type Wrong = (String, Refusal);

/// Whether the sheet is the one in force, everything that is asked is answered, nothing else is, and each answer is of its
/// kind. `today` bounds the days.
///
/// # Errors
/// `inquiry.version`, `inquiry.incomplete`, `inquiry.unknown-question`, and those of [`fits`].
pub fn complete(inquiry: &Inquiry, about: About, version: &str, answers: &Answers, today: Day) -> Result<(), Wrong> {
    same_version(inquiry, version)?;
    known(inquiry, about, answers, today)?;
    if let Some(question) = next(inquiry, about, answers) {
        let (code, Text { zh, en }) = (&question.code, &question.text);
        let reason = say!("还有问题未回答：{zh}", "a question is not answered: {en}");
        return Err((format!("answers.{code}"), Refusal::new("inquiry.incomplete", reason)));
    }
    Ok(())
}

/// The same for a sheet that is still being filled in: nothing unknown, and each answer of its kind.
///
/// # Errors
/// As [`complete`], but for `inquiry.incomplete`.
pub fn begun(inquiry: &Inquiry, about: About, version: &str, answers: &Answers, today: Day) -> Result<(), Wrong> {
    same_version(inquiry, version)?;
    known(inquiry, about, answers, today)
}

fn same_version(inquiry: &Inquiry, version: &str) -> Result<(), Wrong> {
    if version == inquiry.version {
        return Ok(());
    }
    let current = &inquiry.version;
    let reason = say!("征询表已更新为 {current}，请重新填写", "the inquiry is now {current}: ask again");
    Err(("version".to_owned(), Refusal::new("inquiry.version", reason)))
}

fn known(inquiry: &Inquiry, about: About, answers: &Answers, today: Day) -> Result<(), Wrong> {
    for (code, given) in answers {
        let question = inquiry.questions.iter().find(|question| question.code == *code);
        let question = question.filter(|question| asks(question, about, answers) != Asks::No);
        let field = || format!("answers.{code}");
        let Some(question) = question else {
            let reason = say!("征询表没有向这位献血者问这一题", "the inquiry has no such question for this donor");
            return Err((field(), Refusal::new("inquiry.unknown-question", reason)));
        };
        fits(question, given, today).map_err(|refusal| (field(), refusal))?;
    }
    Ok(())
}

/// One answer with which the donor may not go on today.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding<'a> {
    /// The question.
    pub question: &'a Question,
    /// What it says, for people.
    pub reason: Text,
    /// The deferral that follows.
    pub deferral: Option<&'a str>,
    /// Its case, where the code tells several apart.
    pub case: Option<&'a str>,
    /// The day from which it counts, where the answer says it.
    pub event_on: Option<Day>,
    /// Its last day, where the answer says it.
    pub until: Option<Day>,
}

impl Finding<'_> {
    /// The rule that speaks.
    pub fn rule(&self) -> String {
        format!("inquiry.{}", self.question.code)
    }
}

/// Every answer with which the donor may not go on `today`. A question that is asked and not answered is one.
pub fn findings<'a>(inquiry: &'a Inquiry, about: About, answers: &Answers, today: Day) -> Vec<Finding<'a>> {
    asked(inquiry, about, answers).into_iter().flat_map(|question| found(question, answers, today)).collect()
}

fn found<'a>(question: &'a Question, answers: &Answers, today: Day) -> Vec<Finding<'a>> {
    let Text { zh, en } = &question.text;
    let plain = Finding {
        question,
        reason: say!("健康征询：{zh}", "Inquiry: {en}"),
        deferral: question.deferral.as_deref(),
        case: question.case.as_deref(),
        event_on: None,
        until: None,
    };
    let Some(given) = answers.get(&question.code) else { return vec![plain] };
    match question.kind {
        QuestionKind::YesNo => {
            let expected = question.follow_up_decides || given.yes_no() == question.expected;
            if expected { Vec::new() } else { vec![plain] }
        }
        QuestionKind::Choice | QuestionKind::Several => {
            let unfit = question.choices.iter().filter(|choice| !choice.fit && given.chose(&choice.code));
            unfit.map(|choice| chosen(&plain, choice)).collect()
        }
        QuestionKind::Date => still_waiting(plain, given, today).into_iter().collect(),
        QuestionKind::Text | QuestionKind::Number => Vec::new(),
    }
}

/// A choice with which nobody goes on.
fn chosen<'a>(plain: &Finding<'a>, choice: &'a Choice) -> Finding<'a> {
    let (Text { zh, en }, Text { zh: what, en: which }) = (&plain.question.text, &choice.text);
    let reason = say!("健康征询：{zh}（{what}）", "Inquiry: {en} ({which})");
    let own = choice.deferral.as_deref();
    let case = if own.is_some() { choice.case.as_deref() } else { plain.case };
    Finding { reason, deferral: own.or(plain.deferral), case, ..plain.clone() }
}

/// A day after which one waits; without a wait the day is only noted, and a day that nobody remembers is the physician's.
fn still_waiting<'a>(plain: Finding<'a>, given: &Given, today: Day) -> Option<Finding<'a>> {
    let wait = plain.question.wait?;
    // Not over yet, or nobody remembers: from today on.
    let Some(day) = given.day() else { return Some(Finding { event_on: Some(today), ..plain }) };
    let until = wait.until(day)?;
    let Text { zh, en } = &plain.question.text;
    let reason =
        say!("健康征询：{zh}（{day}），{until} 之后可献血", "Inquiry: {en} ({day}): blood may be given after {until}");
    (today <= until).then_some(Finding { reason, event_on: Some(day), until: Some(until), ..plain })
}
