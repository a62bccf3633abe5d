//! The questions before a donation.

use serde::Deserialize;

use crate::{
    citizen_id::Sex,
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

/// All versions of the sheet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquiries {
    #[serde(rename = "inquiry")]
    inquiries: Vec<Inquiry>,
}

/// One version of the sheet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    /// Its name, for records.
    pub version: String,
    /// The clause that asks for it.
    pub clause: String,
    /// The questions, in the order in which they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// Where it comes from.
    pub basis: Basis,
}

/// One question, answered by yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable name.
    pub code: String,
    /// The question.
    pub text: Text,
    /// Asked of this sex only; of everybody when absent.
    pub sex: Option<Sex>,
    /// The answer with which the donor may go on.
    pub expected: bool,
    /// The deferral that a physician may enter after another answer.
    pub deferral: Option<String>,
    /// That this answer refused is told to nobody but the physician.
    #[serde(default)]
    pub confidential: bool,
}

impl Inquiries {
    /// Every version.
    pub fn iter(&self) -> impl Iterator<Item = &Inquiry> {
        self.inquiries.iter()
    }

    /// The sheet in force on `day`. Refuses by `inquiry.no-version` a day before the first one.
    pub fn on(&self, day: Day) -> Result<&Inquiry, Refusal> {
        in_force(&self.inquiries, day, |inquiry| &inquiry.basis).ok_or_else(|| {
            Refusal::new(
                "inquiry.no-version",
                say!("规则库中没有 {day} 生效的健康征询表", "the rulebook has no inquiry in force on {day}"),
            )
        })
    }
}

impl Question {
    /// Whether it is asked of `sex`.
    pub fn asked_of(&self, sex: Sex) -> bool {
        self.sex.is_none_or(|only| only == sex)
    }
}
