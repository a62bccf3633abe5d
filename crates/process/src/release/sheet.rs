//! Releases as they are shown.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, UnitRow};
use vena_kernel::{
    clock::Instant,
    id::{ReleaseId, UserId},
    refusal::Refusal,
};
use vena_platform::auth::Scope;

use super::{
    db::{HeadRow, LineRow},
    gate::GateLine,
    rules,
};

/// A release without its units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReleaseHead {
    /// Identity.
    pub(super) release_id: ReleaseId,
    /// `proposed` or `confirmed`.
    state: &'static str,
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
    /// What the proposer wrote.
    note: Option<String>,
    /// How many units of each kind.
    counts: ReleaseCounts,
}

/// How many units a release has.
#[derive(Debug, Serialize, ToSchema)]
struct ReleaseCounts {
    /// All.
    units: i64,
    /// Whose gate was open when it was last computed.
    ready: i64,
    /// Released.
    released: i64,
    /// Refused at the confirmation.
    refused: i64,
}

/// A release with its units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Release {
    /// The release.
    #[serde(flatten)]
    head: ReleaseHead,
    /// The units with their gates, in the order of the proposal.
    units: Vec<ReleaseUnit>,
    /// `confirm`.
    can: BTreeMap<String, Can>,
}

/// A unit of a release.
#[derive(Debug, Serialize, ToSchema)]
struct ReleaseUnit {
    /// The unit as it is now.
    unit: UnitRow,
    /// Whether its gate was open: at the proposal, and from the confirmation on as it was then.
    ok: bool,
    /// The lines of that gate.
    lines: Vec<GateLine>,
    /// `released`, `refused`; nothing before the confirmation.
    outcome: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
    /// Digest of what the gate saw at the release.
    evidence: Option<String>,
}

impl From<HeadRow> for ReleaseHead {
    fn from(row: HeadRow) -> Self {
        Self {
            release_id: row.release_id,
            state: if row.confirmed_at.is_some() { "confirmed" } else { "proposed" },
            proposed_by: row.proposed_by,
            proposed_by_name: row.proposed_by_name,
            proposed_at: row.proposed_at,
            confirmed_by: row.confirmed_by,
            confirmed_by_name: row.confirmed_by_name,
            confirmed_at: row.confirmed_at,
            note: row.note,
            counts: ReleaseCounts { units: row.units, ready: row.ready, released: row.released, refused: row.refused },
        }
    }
}

impl Release {
    /// The release as `scope` sees it.
    pub(super) fn of(scope: &Scope, head: HeadRow, lines: Vec<LineRow>) -> Self {
        let decision = rules::may_confirm(head.proposed_by, head.confirmed_at.is_some(), scope.user);
        let confirm = Can::by(scope, "process.release.confirm", decision);
        Self {
            head: head.into(),
            units: lines.into_iter().map(|line| ReleaseUnit::of(scope, line)).collect(),
            can: BTreeMap::from([("confirm".to_owned(), confirm)]),
        }
    }
}

impl ReleaseUnit {
    fn of(scope: &Scope, line: LineRow) -> Self {
        Self {
            unit: line.unit.for_scope(scope),
            ok: line.ready,
            lines: line.gate.0,
            outcome: line.outcome,
            refusal: line.refusal.map(|refusal| refusal.0),
            evidence: line.evidence,
        }
    }
}
