//! The answer: may, may not, or from when, with every rule that says so.

use serde::{Deserialize, Serialize};

use super::{DonationKind, PermitKind};
use crate::{clock::Day, refusal::Refusal, say, text::Text};

/// One rule that says not yet, or never.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = EligibilityLine))]
pub struct Line {
    /// Stable name of the rule.
    pub rule: String,
    /// What it says, for people.
    pub reason: Text,
    /// Last day on which it says so; absent when it will not change by waiting.
    pub until: Option<Day>,
    /// Where the rule comes from.
    pub clause: String,
}

impl Line {
    /// The line as a refusal, with its clause in the sentence.
    pub fn refusal(&self) -> Refusal {
        let (Text { zh, en }, clause) = (&self.reason, &self.clause);
        Refusal::new(self.rule.clone(), say!("{zh}（依据：{clause}）", "{en} (by: {clause})"))
    }
}

/// Whether one kind of donation may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = EligibilityVerdict))]
pub struct Verdict {
    /// What is to be given.
    pub kind: DonationKind,
    /// On the day that was asked.
    pub may: bool,
    /// The first day on which it may be given, that day included; absent when never.
    pub from: Option<Day>,
    /// Every rule that says no on that day.
    pub lines: Vec<Line>,
    /// The special permissions without which the answer were no.
    pub by_permit: Vec<PermitKind>,
    /// The most that may still be given within the limit of a year, mL; absent where no such limit is set.
    pub rest_ml: Option<i32>,
}

impl Verdict {
    /// `Ok` when blood may be given, else the first rule that says no.
    pub fn decision(&self) -> Result<(), Refusal> {
        self.lines.first().map_or(Ok(()), |line| Err(line.refusal()))
    }
}
