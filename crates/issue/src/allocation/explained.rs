//! What an allocation saw, took and turned down.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Person;
use vena_kernel::{
    abo::BloodGroup, clock::Instant, donation_number::DonationNumber, id::UnitId, refusal::Refusal, text::Text,
};
use vena_ledger::UnitRecord;

/// So many rejected units are named; the others are counted by rule.
const NAMED_MAX: usize = 20;

/// How the last allocation of a line went.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct Explained {
    /// When.
    pub(crate) at: Instant,
    /// By whom it was asked for.
    pub(crate) by: Person,
    /// How many units were looked at.
    pub(crate) considered: usize,
    /// How many were set aside.
    pub(crate) taken: usize,
    /// How many bags are still missing.
    pub(crate) short: usize,
    /// Units that were passed over, in the order in which they were looked at; the first twenty.
    pub(crate) rejected: Vec<RejectedUnit>,
    /// All that were passed over, counted by rule.
    pub(crate) rejected_by_rule: Vec<RuleCount>,
}

/// A unit that was passed over, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct RejectedUnit {
    /// The unit.
    pub(crate) unit_id: UnitId,
    /// Its number.
    pub(crate) donation_number: DonationNumber,
    /// Its group.
    pub(crate) group: Option<BloodGroup>,
    /// When it expires.
    pub(crate) expires_at: Option<Instant>,
    /// The rule that decided.
    pub(crate) rule: String,
    /// In words.
    pub(crate) reason: Text,
}

/// How often a rule decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct RuleCount {
    /// The rule.
    pub(crate) rule: String,
    /// How many units it turned down.
    pub(crate) count: usize,
}

impl Explained {
    /// Nothing looked at yet.
    pub(crate) fn begin(at: Instant, by: Person, wanted: usize) -> Self {
        Self { at, by, considered: 0, taken: 0, short: wanted, rejected: Vec::new(), rejected_by_rule: Vec::new() }
    }

    /// One more was set aside.
    pub(crate) fn take(&mut self) {
        self.taken += 1;
        self.short -= 1;
    }

    /// One more was passed over.
    pub(crate) fn reject(&mut self, unit: &UnitRecord, why: Refusal) {
        match self.rejected_by_rule.iter_mut().find(|entry| entry.rule == why.rule) {
            Some(entry) => entry.count += 1,
            None => self.rejected_by_rule.push(RuleCount { rule: why.rule.clone(), count: 1 }),
        }
        if self.rejected.len() < NAMED_MAX {
            self.rejected.push(RejectedUnit {
                unit_id: unit.unit_id,
                donation_number: unit.facts.donation_number,
                group: unit.facts.group,
                expires_at: unit.facts.expires_at,
                rule: why.rule,
                reason: why.reason,
            });
        }
    }
}
