//! A deferral that was entered by mistake: one person says so, another with a medical role confirms it within the rulebook's
//! time. The entry, what was said and what was decided all stay.

pub(super) mod db;
pub(super) mod http;
pub(super) mod rules;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::shown::Person;
use vena_kernel::{
    clock::{Day, Instant},
    refusal::Refusal,
};

use super::db::DeferralRecord;
use crate::{book::Book, today};

/// What was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DeferralMistake)]
pub(crate) enum Mistake {
    /// It is somebody else's. 登记错人
    WrongPerson,
    /// Another reason was meant, and is entered. 代码有误
    WrongCode,
}

/// What was said to be a mistake, and what was decided.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeferralCorrection)]
pub(crate) struct Correction {
    /// What was wrong.
    mistake: Mistake,
    /// Why; absent to those who may not know, or where the reason of the deferral is confidential.
    reason: Option<String>,
    /// When it was said.
    proposed_at: Instant,
    /// Who said it.
    proposed_by: Option<Person>,
    /// The last day on which it may be confirmed.
    good_until: Day,
    /// When it was decided.
    decided_at: Option<Instant>,
    /// Who decided.
    decided_by: Option<Person>,
    /// It was a mistake.
    confirmed: Option<bool>,
    /// Why it was decided so.
    decision_reason: Option<String>,
}

impl Correction {
    pub(super) fn of(record: &db::CorrectionRecord) -> Self {
        Self {
            mistake: record.mistake,
            reason: Some(record.reason.clone()),
            proposed_at: record.proposed_at,
            proposed_by: Person::of(Some(record.proposed_by), Some(record.proposed_by_name.clone())),
            good_until: record.good_until,
            decided_at: record.decided_at,
            decided_by: Person::of(record.decided_by, record.decided_by_name.clone()),
            confirmed: record.confirmed,
            decision_reason: record.decision_reason.clone(),
        }
    }

    /// The same without what people wrote, which may tell why.
    pub(super) fn without_words(self) -> Self {
        Self { reason: None, decision_reason: None, ..self }
    }
}

/// The correction of a deferral that waits for a decision.
pub(super) fn open(all: &[db::CorrectionRecord], deferral: Uuid, day: Day) -> Option<&db::CorrectionRecord> {
    let waits = |one: &&db::CorrectionRecord| one.decided_at.is_none() && one.good_until >= day;
    all.iter().filter(|one| one.deferral_id == deferral).find(waits)
}

/// Whether `mistake` may be said of a deferral; of either kind when absent.
pub(super) fn proposing(
    record: &DeferralRecord,
    all: &[DeferralRecord],
    open: Option<&db::CorrectionRecord>,
    day: Day,
    mistake: Option<Mistake>,
) -> Result<(), Refusal> {
    let days = Book::get().correction(day).map(|times| times.propose_days);
    let asked = rules::Asked {
        made_on: today::day(record.made_at),
        open: open.is_some(),
        another_code: all.iter().any(|other| other.code != record.code && other.stands_on(day)),
        mistake,
    };
    rules::may_propose(&record.standing(day), &asked, days, day)
}
