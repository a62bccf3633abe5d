//! Verification of a proof file: pure, with nothing but the file and, if one has it, the station's public key.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::Instant,
    id::{EventId, UnitId},
    say,
    text::Text,
    unit_state::{Unit, fold},
};

use super::{PROOF_FORMAT, ProofFile, ProvenEvent, event_id};
use crate::{
    digest::Digest,
    entry::{Entry, event_hash},
    merkle::{includes, leaf_hash},
    note::{self, Checkpoint, Verifier},
    verify::{Finding, What},
};

/// What a proof file proves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfflineReport {
    /// True when everything in the file is proven.
    pub intact: bool,
    /// True when the key is one that the verifier already trusted; otherwise the file only agrees with itself.
    pub key_trusted: bool,
    /// The unit.
    pub unit: UnitId,
    /// How many events are proven.
    pub events: u64,
    /// How many of them are proven without their text.
    pub withheld: u64,
    /// When the checkpoint was signed: the history is complete up to then, but for what the file says is not sealed yet.
    pub sealed_at: Option<Instant>,
    /// The unit as its events add up to, when no text is withheld.
    pub unit_state: Option<Unit>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Verifies a proof file. `trusted` is the public key as the station publishes it; without one the key in the file is used.
pub fn verify_offline(file: &ProofFile, trusted: Option<&Verifier>) -> OfflineReport {
    let mut report = OfflineReport {
        intact: false,
        key_trusted: false,
        unit: file.unit,
        events: 0,
        withheld: 0,
        sealed_at: None,
        unit_state: None,
        findings: Vec::new(),
    };
    match opened(file, trusted) {
        Ok(checkpoint) => {
            report.sealed_at = Some(checkpoint.sealed_at);
            report.key_trusted = trusted.is_some();
            history(file, &checkpoint, &mut report);
        }
        Err(says) => report.findings.push(Finding::new(What::SealAltered, says)),
    }
    report.intact = report.findings.is_empty();
    report
}

fn opened(file: &ProofFile, trusted: Option<&Verifier>) -> Result<Checkpoint, Text> {
    if file.format != PROOF_FORMAT {
        return Err(say!("不是本系统的证明文件", "this is not a proof file of this form"));
    }
    let key = Verifier::decode(&file.key)
        .ok_or_else(|| say!("证明文件中的公钥无效", "the public key in the file is damaged"))?;
    if trusted.is_some_and(|trusted| *trusted != key) {
        return Err(say!("证明文件由另一把密钥签名", "the file is signed by another key than the trusted one"));
    }
    let checkpoint = note::open(&file.checkpoint, &key)
        .map_err(|fault| say!("检查点无效：{fault}", "the checkpoint is not valid: {fault}"))?;
    if checkpoint.profile == file.hash {
        Ok(checkpoint)
    } else {
        Err(say!("散列算法与检查点不符", "the hash is not the one of the checkpoint"))
    }
}

fn history(file: &ProofFile, checkpoint: &Checkpoint, report: &mut OfflineReport) {
    let (mut prev, mut unit) = (Digest::ZERO, None);
    for (expected, event) in (1..).zip(&file.events) {
        if let Err(finding) = step(file, checkpoint, expected, event, prev, &mut unit) {
            report.findings.push(finding);
            return;
        }
        prev = event.hash;
        report.events += 1;
        report.withheld += u64::from(event.body.is_none());
    }
    if file.events.is_empty() {
        let says = say!("证明文件中没有事件", "the file holds no event");
        report.findings.push(Finding::new(What::EventRemoved, says));
    }
    report.unit_state = unit.filter(|_| report.withheld == 0);
}

fn step(
    file: &ProofFile,
    checkpoint: &Checkpoint,
    expected: u32,
    event: &ProvenEvent,
    prev: Digest,
    unit: &mut Option<Unit>,
) -> Result<(), Finding> {
    if event.version != expected {
        return Err(Finding::removed(file.unit, i64::from(expected), None));
    }
    let id = event_id(event.body.as_deref());
    let head = checkpoint.head;
    let leaf = leaf_hash(file.hash, &event.hash.0);
    if !includes(file.hash, leaf, event.leaf_index, head.size, &event.inclusion, head.root) {
        return Err(wrong(file.unit, id, expected));
    }
    let Some(body) = &event.body else { return Ok(()) };
    if event_hash(file.hash, prev, body) != event.hash {
        return Err(wrong(file.unit, id, expected));
    }
    let entry = Entry::read(body).map_err(|_| wrong(file.unit, id, expected))?;
    if entry.version != expected || entry.event.unit != file.unit {
        return Err(wrong(file.unit, id, expected));
    }
    // After a withheld birth there is nothing to fold from.
    if unit.is_some() || expected == 1 {
        *unit = Some(fold(unit.as_ref(), &entry.event).ok_or_else(|| wrong(file.unit, id, expected))?);
    }
    Ok(())
}

fn wrong(unit: UnitId, event: Option<EventId>, version: u32) -> Finding {
    let says = say!("第 {version} 个事件与封存的不符", "event number {version} is not the one that was sealed");
    Finding::new(What::EventAltered, says).of(event, Some(unit), version)
}
