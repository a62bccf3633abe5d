//! Whether an answer is of the kind of its question.

use super::{Given, QuestionKind, UNSURE};
use crate::{clock::Day, collection::book::Question, refusal::Refusal, say};

/// Longest text that a person may answer with, characters.
const TEXT_MAX: usize = 300;

/// Whether `given` can be an answer to `question` on `today`.
///
/// # Errors
/// `inquiry.answer-kind`, `inquiry.date-ahead`, `inquiry.choice`, `inquiry.none-chosen`, `inquiry.number-range`, `inquiry.text-length`.
pub fn fits(question: &Question, given: &Given, today: Day) -> Result<(), Refusal> {
    match (question.kind, given) {
        (QuestionKind::YesNo, Given::YesNo(_)) => Ok(()),
        (QuestionKind::Date, given) if given.is_text(UNSURE) => Ok(()),
        (QuestionKind::Date, given) => {
            given.day().map_or_else(|| Err(other_kind(question)), |day| has_come(day, today))
        }
        (QuestionKind::Choice, Given::Text(code)) => offered(question, code),
        (QuestionKind::Several, Given::Several(codes)) => all_offered(question, codes),
        (QuestionKind::Number, Given::Number(number)) => in_range(question, *number),
        (QuestionKind::Text, Given::Text(text)) => short(text),
        _ => Err(other_kind(question)),
    }
}

fn other_kind(question: &Question) -> Refusal {
    let (zh, en) = match question.kind {
        QuestionKind::YesNo => ("是或否", "yes or no"),
        QuestionKind::Date => ("日期（如 2026-01-31）或“不确定”", "a day such as 2026-01-31, or unsure"),
        QuestionKind::Choice => ("所列选项之一", "one of the choices"),
        QuestionKind::Several => ("所列选项中的一个或几个", "one or more of the choices"),
        QuestionKind::Text => ("文字", "words"),
        QuestionKind::Number => ("数字", "a number"),
    };
    Refusal::new("inquiry.answer-kind", say!("这一题应回答{zh}", "this question is answered by {en}"))
}

fn has_come(day: Day, today: Day) -> Result<(), Refusal> {
    if day <= today {
        return Ok(());
    }
    let reason = say!("日期 {day} 在未来，请填写已经发生的日期", "the day {day} lies ahead: give one that has come");
    Err(Refusal::new("inquiry.date-ahead", reason))
}

fn offered(question: &Question, code: &str) -> Result<(), Refusal> {
    if question.choices.iter().any(|choice| choice.code == code) {
        return Ok(());
    }
    Err(Refusal::new("inquiry.choice", say!("没有这个选项", "there is no such choice")))
}

/// Each is offered and chosen once, and there is one.
fn all_offered(question: &Question, codes: &[String]) -> Result<(), Refusal> {
    let twice = codes.iter().enumerate().any(|(place, code)| codes[..place].contains(code));
    if codes.is_empty() || twice {
        let reason = say!("请至少选一项，每项只选一次", "choose at least one, each once");
        return Err(Refusal::new("inquiry.none-chosen", reason));
    }
    codes.iter().try_for_each(|code| offered(question, code))
}

fn in_range(question: &Question, number: f64) -> Result<(), Refusal> {
    let (min, max) = (question.min.unwrap_or(f64::MIN), question.max.unwrap_or(f64::MAX));
    if number.is_finite() && (min..=max).contains(&number) {
        return Ok(());
    }
    Err(Refusal::new("inquiry.number-range", say!("应在 {min} 到 {max} 之间", "it lies between {min} and {max}")))
}

fn short(text: &str) -> Result<(), Refusal> {
    let letters = text.chars().count();
    if (1..=TEXT_MAX).contains(&letters) && !text.trim().is_empty() {
        return Ok(());
    }
    let reason = say!("请用 1 到 {TEXT_MAX} 个字说明", "say it in 1 to {TEXT_MAX} characters");
    Err(Refusal::new("inquiry.text-length", reason))
}
