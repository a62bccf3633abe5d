//! Proof files: the history of one unit, with everything that an outsider needs to verify it without us and without a
//! database.

pub(crate) mod db;
mod offline;

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::Instant,
    id::{EventId, OrgId, UnitId},
};
use vena_platform::{
    db::{Db, Tx},
    fault::{Fault, Problem},
};

pub use offline::{OfflineReport, verify_offline};

use crate::{
    digest::{Digest, Profile},
    merkle::{self, NodeId},
    note::{self, Verifier},
    read::{Sight, sees},
    seal::db as seal_db,
};

/// Names the form of a proof file.
pub const PROOF_FORMAT: &str = "vena-ledger-proof/1";

/// The history of one unit as far as it is sealed, with proofs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProofFile {
    /// [`PROOF_FORMAT`].
    pub format: String,
    /// The unit.
    pub unit: UnitId,
    /// When this file was made.
    pub made_at: Instant,
    /// Which hash.
    pub hash: Profile,
    /// The signed note whose root the proofs lead to.
    pub checkpoint: String,
    /// The public key in the form `name+id+base64`. Compare it with the one that the station publishes.
    pub key: String,
    /// The events, oldest first, without a gap.
    pub events: Vec<ProvenEvent>,
    /// How many later events of the unit are not sealed yet and therefore not in this file.
    pub not_yet_sealed: u32,
}

/// One event with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProvenEvent {
    /// Number in the unit's history.
    pub version: u32,
    /// The exact text that was hashed; absent where the reader of this file may not see it.
    pub body: Option<String>,
    /// The event's hash, over the hash before and the text.
    pub hash: Digest,
    /// Number of its leaf.
    pub leaf_index: u64,
    /// The inclusion proof (RFC 6962), nearest first.
    pub inclusion: Vec<Digest>,
}

/// The proof file of a unit, as far as `sight` reaches: what a hospital may not see is proven without its text.
///
/// # Errors
/// 404 when there is no such unit or `sight` does not reach it; 409 `ledger.not-sealed-yet` when none of its events is
/// sealed (sealing is a matter of seconds).
pub async fn proof(db: &Db, unit: UnitId, sight: Sight) -> Result<ProofFile, Fault> {
    let mut tx = db.begin_read().await?;
    if !sees(&mut tx, sight, unit).await? {
        return Err(Problem::not_found("unit", unit).into());
    }
    let history = db::history(&mut tx, unit).await?;
    if history.is_empty() {
        return Err(Problem::not_found("unit", unit).into());
    }
    let (last, key) = checkpoint(&mut tx).await?.ok_or_else(not_sealed)?;
    let sealed: Vec<db::Line> =
        history.iter().take_while(|line| line.leaf_index.is_some_and(|index| index < last.size)).cloned().collect();
    if sealed.is_empty() {
        return Err(not_sealed());
    }
    let hash = seal_db::profile(&mut tx).await?;
    Ok(ProofFile {
        format: PROOF_FORMAT.to_owned(),
        unit,
        made_at: tx.now(),
        hash,
        checkpoint: last.checkpoint,
        key: key.encoded(),
        not_yet_sealed: u32::try_from(history.len() - sealed.len()).unwrap_or(u32::MAX),
        events: proven(&mut tx, hash, last.size, sealed, sight).await?,
    })
}

fn not_sealed() -> Fault {
    let detail = vena_kernel::say!(
        "该单位的事件尚未封存，请稍后再试",
        "the unit's events are not sealed yet, try again in a moment"
    );
    Problem::conflict("ledger.not-sealed-yet", detail).into()
}

async fn checkpoint(tx: &mut Tx) -> Result<Option<(seal_db::Last, Verifier)>, Fault> {
    let Some(last) = seal_db::last(tx).await? else { return Ok(None) };
    let name = note::signer_name(&last.checkpoint).unwrap_or_default().to_owned();
    let key = crate::verify::verifiers(tx).await?.into_iter().find(|key| key.name == name);
    Ok(key.map(|key| (last, key)))
}

async fn proven(
    tx: &mut Tx,
    profile: Profile,
    size: u64,
    lines: Vec<db::Line>,
    sight: Sight,
) -> Result<Vec<ProvenEvent>, Fault> {
    let mut events = Vec::with_capacity(lines.len());
    for line in lines {
        let leaf_index = line.leaf_index.unwrap_or_default();
        let steps = merkle::inclusion_steps(leaf_index, size);
        let wanted: Vec<NodeId> = steps.iter().flatten().copied().collect();
        let found = seal_db::nodes(tx, &wanted).await?;
        let find = |id: NodeId| wanted.iter().position(|wanted| *wanted == id).and_then(|at| found.get(at).copied());
        let inclusion = merkle::fill(profile, &steps, find);
        let damaged = || Fault::Internal(anyhow::anyhow!("the tree has lost a node; run the verification"));
        events.push(ProvenEvent {
            version: line.version,
            body: (!hidden(&line.kind, line.org, sight)).then_some(line.body),
            hash: line.hash,
            leaf_index,
            inclusion: inclusion.filter(|_| found.len() == wanted.len()).ok_or_else(damaged)?,
        });
    }
    Ok(events)
}

/// Whether an event of this kind, recorded for `org`, says something that a hospital never sees: about the donor, the
/// tests, or the patients of another hospital.
pub(crate) fn hidden(kind: &str, org: OrgId, sight: Sight) -> bool {
    let Some(own) = sight.only() else { return false };
    let of_patients = ["matched", "dispensed", "transfusion_started", "transfusion_ended"].contains(&kind);
    ["collected", "tested", "rejected"].contains(&kind) || (of_patients && org != own)
}

/// The id of the event in a text, for messages.
pub(crate) fn event_id(body: Option<&str>) -> Option<EventId> {
    body.and_then(|body| crate::entry::Entry::read(body).ok()).map(|entry| entry.event.event_id)
}
