//! Second pass: leaves, nodes, roots, signatures.

use std::collections::HashMap;

use vena_kernel::say;
use vena_platform::{db::Tx, fault::Fault};

use super::{
    Finding, Report, What,
    db::{self, LeafRow, SealRow},
};
use crate::{
    digest::{Digest, Profile},
    merkle::{Frontier, Head, NodeId, leaf_hash},
    note::{self, Verifier},
    seal::db as seal_db,
    stored,
};

/// Registered keys by name.
type Keys = HashMap<String, Verifier>;

/// The tree as it is rebuilt.
struct Rebuilt {
    frontier: Frontier,
    /// The inner nodes that the last page completed.
    nodes: Vec<(NodeId, Digest)>,
    inner_nodes: i64,
    /// A leaf is damaged: every later root differs, and saying so again would hide the cause.
    damaged: bool,
}

pub(super) async fn check(
    tx: &mut Tx,
    profile: Profile,
    known: Option<&str>,
    report: &mut Report,
    told: &mut (dyn FnMut(u64) + '_),
) -> Result<(), Fault> {
    let keys: Keys = db::keys(tx).await?.into_iter().map(|key| (key.name.clone(), key)).collect();
    let kept = known.map(|note| kept_head(note, &keys, report)).unwrap_or_default();
    let mut tree = Rebuilt { frontier: Frontier::empty(profile), nodes: Vec::new(), inner_nodes: 0, damaged: false };
    loop {
        let from = stored::big(tree.frontier.size())?;
        let leaves = db::leaves(tx, from - 1).await?;
        let Some(last) = leaves.last() else { break };
        let seals = db::seals(tx, from, last.leaf_index + 1).await?;
        page(profile, &leaves, &seals, &keys, kept, &mut tree, report);
        if tree.frontier.size() < stored::size(last.leaf_index + 1)? {
            // a gap: what follows cannot be placed
            break;
        }
        check_nodes(tx, &mut tree, report).await?;
        told(tree.frontier.size());
    }
    report.sealed = tree.frontier.size();
    ending(tx, &tree, kept, report).await
}

/// The head of a checkpoint that was kept elsewhere.
fn kept_head(text: &str, keys: &Keys, report: &mut Report) -> Option<Head> {
    let opened = note::signer_name(text).and_then(|name| keys.get(name)).map(|key| note::open(text, key));
    if let Some(Ok(checkpoint)) = opened {
        return Some(checkpoint.head);
    }
    let says =
        say!("保留的检查点不是本台账签名的", "the checkpoint that was kept is not signed by a key of this ledger");
    report.add(Finding::new(What::HistoryRewritten, says));
    None
}

fn page(
    profile: Profile,
    leaves: &[LeafRow],
    seals: &[SealRow],
    keys: &Keys,
    kept: Option<Head>,
    tree: &mut Rebuilt,
    report: &mut Report,
) {
    let mut seals = seals.iter().peekable();
    for leaf in leaves {
        let expected = i64::try_from(tree.frontier.size()).unwrap_or(i64::MAX);
        if leaf.leaf_index != expected {
            let says = say!("第 {expected} 个封存叶被删除", "leaf number {expected} was removed");
            report.add(Finding::new(What::LeafRemoved, says).of(None, None, expected));
            tree.damaged = true;
            return;
        }
        push(profile, leaf, tree, report);
        let size = expected + 1;
        if let Some(seal) = seals.next_if(|seal| seal.tree_size == size) {
            report.seals += 1;
            check_seal(seal, keys, tree, report);
        }
        let head = Head { size: tree.frontier.size(), root: tree.frontier.root() };
        if kept.is_some_and(|kept| kept.size == head.size && kept != head) && !tree.damaged {
            report.add(rewritten(head.size));
        }
    }
}

fn rewritten(size: u64) -> Finding {
    let says = say!(
        "前 {size} 个事件与保留的检查点不符，历史被重写",
        "the first {size} events are not those of the checkpoint that was kept"
    );
    Finding::new(What::HistoryRewritten, says).of(None, None, size)
}

/// Adds a leaf. A leaf whose event is gone, or is another one, is named; the tree goes on with what was sealed.
fn push(profile: Profile, row: &LeafRow, tree: &mut Rebuilt, report: &mut Report) {
    let Some(hash) = Digest::from_bytes(&row.hash) else { return };
    let (event, index) = (row.event_id, row.leaf_index);
    let leaf = leaf_hash(profile, &hash.0);
    if row.node.as_deref() != Some(&leaf.0) {
        let says = say!("第 {index} 个封存叶（事件 {event}）被改动", "leaf number {index} (event {event}) was altered");
        report.add(Finding::new(What::LeafAltered, says).of(Some(event), row.unit_id, index));
        tree.damaged = true;
    } else {
        match &row.event_hash {
            None => {
                let says = say!("已封存的事件 {event} 被删除", "the sealed event {event} was removed");
                report.add(Finding::new(What::EventRemoved, says).of(Some(event), None, index));
            }
            Some(found) if *found != hash.0 => {
                let says = say!("事件 {event} 在封存后被改动", "event {event} was altered after it was sealed");
                report.add(Finding::new(What::EventAltered, says).of(Some(event), row.unit_id, index));
            }
            Some(_) => {}
        }
    }
    let nodes = &mut tree.nodes;
    tree.frontier.push(leaf, |id, hash| {
        if id.level > 0 {
            nodes.push((id, hash));
        }
    });
}

fn check_seal(seal: &SealRow, keys: &Keys, tree: &mut Rebuilt, report: &mut Report) {
    let size = seal.tree_size;
    let opened = note::signer_name(&seal.checkpoint)
        .and_then(|name| keys.get(name))
        .map(|key| note::open(&seal.checkpoint, key));
    let Some(Ok(checkpoint)) = opened else {
        let says = say!(
            "第 {size} 个事件处的检查点签名无效",
            "the checkpoint at {size} events is not signed by a registered key"
        );
        report.add(Finding::new(What::SealAltered, says).of(None, None, size));
        return;
    };
    let row = Head { size: tree.frontier.size(), root: Digest::from_bytes(&seal.root).unwrap_or(Digest::ZERO) };
    if checkpoint.head != row {
        let says = say!(
            "第 {size} 个事件处的检查点与其记录不符",
            "the checkpoint at {size} events says something else than its record"
        );
        report.add(Finding::new(What::SealAltered, says).of(None, None, size));
    }
    if checkpoint.head.root != tree.frontier.root() && !tree.damaged {
        tree.damaged = true;
        let says = say!("前 {size} 个事件与签名的根不符", "the first {size} events do not give the signed root");
        report.add(Finding::new(What::RootDiffers, says).of(None, None, size));
    }
}

/// The stored inner nodes equal those that were rebuilt from this page.
async fn check_nodes(tx: &mut Tx, tree: &mut Rebuilt, report: &mut Report) -> Result<(), Fault> {
    let nodes = std::mem::take(&mut tree.nodes);
    tree.inner_nodes += nodes.len() as i64;
    let ids: Vec<NodeId> = nodes.iter().map(|(id, _)| *id).collect();
    let stored = seal_db::nodes(tx, &ids).await?;
    let equal = stored.len() == nodes.len() && stored.iter().zip(&nodes).all(|(stored, (_, hash))| stored == hash);
    if !equal && !tree.damaged {
        report.add(node_altered());
        tree.damaged = true;
    }
    Ok(())
}

fn node_altered() -> Finding {
    let says = say!("封存树的中间节点被改动", "inner nodes of the tree of seals were altered");
    Finding::new(What::NodeAltered, says)
}

/// What only shows at the end: leaves cut off, seals or nodes without leaves, a kept checkpoint from beyond the end.
async fn ending(tx: &mut Tx, tree: &Rebuilt, kept: Option<Head>, report: &mut Report) -> Result<(), Fault> {
    report.checkpoint = seal_db::last(tx).await?.map(|last| last.checkpoint);
    let size = tree.frontier.size();
    let sealed = stored::size(db::last_size(tx).await?)?;
    if sealed != size && !tree.damaged {
        let says =
            say!("封存了 {sealed} 个事件，只剩 {size} 个叶", "{sealed} events were sealed but {size} leaves are there");
        report.add(Finding::new(What::LeafRemoved, says).of(None, None, size.min(sealed)));
    } else if db::node_count(tx).await? != tree.inner_nodes && !tree.damaged {
        report.add(node_altered());
    }
    if let Some(kept) = kept.filter(|kept| kept.size > size) {
        report.add(rewritten(kept.size));
    }
    Ok(())
}
