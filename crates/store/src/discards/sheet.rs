//! Discards as they are shown.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::shown::{Can, UnitRow};
use vena_kernel::{clock::Instant, id::UserId, refusal::Refusal, text::Text};
use vena_platform::auth::Scope;

use super::{
    book,
    db::{HeadRow, LineRow},
    rules,
};

/// A discard without its units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StoreDiscardHead {
    /// Identity.
    pub(super) discard_id: Uuid,
    /// `proposed` or `confirmed`.
    state: &'static str,
    /// Code of the reason.
    reason_code: String,
    /// Name of the reason.
    reason_name: Text,
    /// What the proposer wrote.
    note: Option<String>,
    /// Who proposed.
    proposed_by: UserId,
    /// Name of that person.
    proposed_by_name: String,
    /// When.
    proposed_at: Instant,
    /// Who confirmed.
    confirmed_by: Option<UserId>,
    /// Name of that person.
    confirmed_by_name: Option<String>,
    /// When.
    confirmed_at: Option<Instant>,
    /// How many units.
    bags: i64,
    /// How many of them were discarded.
    discarded: i64,
}

/// A discard with its units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StoreDiscard {
    /// The discard.
    #[serde(flatten)]
    head: StoreDiscardHead,
    /// The units, in the order of the proposal.
    units: Vec<StoreDiscardUnit>,
    /// `confirm`.
    can: BTreeMap<String, Can>,
}

/// A unit of a discard.
#[derive(Debug, Serialize, ToSchema)]
struct StoreDiscardUnit {
    /// The unit as it is now.
    unit: UnitRow,
    /// `discarded`, `refused`; nothing before the confirmation.
    outcome: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
}

impl From<HeadRow> for StoreDiscardHead {
    fn from(row: HeadRow) -> Self {
        Self {
            discard_id: row.discard_id,
            state: if row.confirmed_at.is_some() { "confirmed" } else { "proposed" },
            reason_name: book::name(&row.reason_code),
            reason_code: row.reason_code,
            note: row.note,
            proposed_by: row.proposed_by,
            proposed_by_name: row.proposed_by_name,
            proposed_at: row.proposed_at,
            confirmed_by: row.confirmed_by,
            confirmed_by_name: row.confirmed_by_name,
            confirmed_at: row.confirmed_at,
            bags: row.bags,
            discarded: row.discarded,
        }
    }
}

impl StoreDiscard {
    /// The discard as `scope` sees it.
    pub(super) fn of(scope: &Scope, head: HeadRow, lines: Vec<LineRow>) -> Self {
        let decision = rules::may_confirm(head.proposed_by, head.confirmed_at.is_some(), scope.user);
        let confirm = Can::by(scope, "store.discard.confirm", decision);
        let unit = |line: LineRow| StoreDiscardUnit {
            unit: line.unit.for_scope(scope),
            outcome: line.outcome,
            refusal: line.refusal.map(|refusal| refusal.0),
        };
        Self {
            head: head.into(),
            units: lines.into_iter().map(unit).collect(),
            can: BTreeMap::from([("confirm".to_owned(), confirm)]),
        }
    }
}
