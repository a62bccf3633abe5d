//! The verification: reads everything, believes nothing, and names what was altered, removed or reordered.
//!
//! Three passes in one consistent picture of the database, a page at a time, so that memory stays flat:
//! 1. units in the order of their ids: every event's hash, the chain from event to event, the columns beside the text,
//!    the state that the events fold to, the genealogy;
//! 2. leaves in their order: each is the hash of its event, the stored nodes and every signed root follow from them;
//! 3. whether everything that must be sealed is.

mod chain;
pub(crate) mod db;
mod finding;
mod tree;

use serde::{Deserialize, Serialize};
use vena_kernel::clock::Instant;
use vena_platform::{
    db::{Db, Tx},
    fault::Fault,
};

pub use finding::{Finding, What};

use crate::{note::Verifier, seal::db as seal_db};

/// Most findings of a report; the verification goes on counting after that.
pub const FINDINGS_MAX: usize = 200;

/// What the verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = VerifyReport)]
pub struct Report {
    /// True when nothing is wrong.
    pub intact: bool,
    /// As of when.
    pub as_of: Instant,
    /// Events read.
    pub events: u64,
    /// Units read.
    pub units: u64,
    /// Events that are sealed.
    pub sealed: u64,
    /// Events that are committed but not sealed yet; their chains were checked.
    pub unsealed: u64,
    /// Seals whose root and signature were checked.
    pub seals: u64,
    /// How many things are wrong.
    pub finding_count: u64,
    /// What is wrong, in the order found: the first [`FINDINGS_MAX`].
    pub findings: Vec<Finding>,
    /// The last checkpoint; keep it elsewhere and give it to the next verification.
    pub checkpoint: Option<String>,
}

impl Report {
    fn new(as_of: Instant) -> Self {
        Self {
            intact: true,
            as_of,
            events: 0,
            units: 0,
            sealed: 0,
            unsealed: 0,
            seals: 0,
            finding_count: 0,
            findings: Vec::new(),
            checkpoint: None,
        }
    }

    fn add(&mut self, finding: Finding) {
        self.intact = false;
        self.finding_count += 1;
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        }
    }
}

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Events and leaves checked.
    pub done: u64,
    /// Events and leaves there are, estimated at the beginning.
    pub of: u64,
}

/// Verifies the whole ledger.
///
/// `known` is a checkpoint that was kept elsewhere: with it even a ledger that was rewritten and sealed anew by somebody
/// who had the key is found out. `progress` is told after every page.
///
/// # Errors
/// Broken infrastructure only; whatever is wrong with the records is in the report.
pub async fn verify(db: &Db, known: Option<&str>, mut progress: impl FnMut(Progress)) -> Result<Report, Fault> {
    let mut tx = db.begin_read().await?;
    let mut report = Report::new(tx.now());
    let profile = seal_db::profile(&mut tx).await?;
    let of = db::size(&mut tx).await?;
    chain::check(&mut tx, profile, &mut report, &mut |done| progress(Progress { done, of })).await?;
    let chained = report.events;
    let told = &mut |done: u64| progress(Progress { done: chained + done, of });
    tree::check(&mut tx, profile, known, &mut report, told).await?;
    db::unsealed(&mut tx, &mut report).await?;
    Ok(report)
}

/// The public keys that have ever signed this ledger.
pub async fn verifiers(tx: &mut Tx) -> Result<Vec<Verifier>, Fault> {
    db::keys(tx).await
}
