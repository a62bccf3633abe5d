//! The Merkle tree of RFC 6962 (RFC 9162 §2.1), pure: roots, inclusion proofs, consistency proofs.
//!
//! Complete subtrees never change once they are complete. They are addressed as (level, index): level 0 are the leaf
//! hashes, (l, i) is the subtree over the 2^l leaves from i·2^l. Everything is computed from such nodes.

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Profile};

/// Address of a complete subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId {
    /// Height above the leaves.
    pub level: u32,
    /// Number among the subtrees of that height, from the left.
    pub index: u64,
}

impl NodeId {
    const fn parent(self) -> Self {
        Self { level: self.level + 1, index: self.index / 2 }
    }
}

/// The hash of a leaf with this content.
pub fn leaf_hash(profile: Profile, content: &[u8]) -> Digest {
    profile.hash(&[&[0], content])
}

/// The hash of two subtrees side by side.
pub fn node_hash(profile: Profile, left: Digest, right: Digest) -> Digest {
    profile.hash(&[&[1], &left.0, &right.0])
}

/// The root of the empty tree.
pub fn empty_root(profile: Profile) -> Digest {
    profile.hash(&[])
}

/// The complete subtrees that make up the first `size` leaves, largest and leftmost first.
pub fn peaks(size: u64) -> Vec<NodeId> {
    range(0, size)
}

/// The complete subtrees over the leaves from `from` to before `to`, left to right, where `from` is a multiple of the
/// largest power of two that is not greater than `to - from`, as everywhere in RFC 6962.
fn range(from: u64, to: u64) -> Vec<NodeId> {
    let mut nodes = Vec::new();
    let mut at = from;
    while at < to {
        let level = (to - at).ilog2();
        nodes.push(NodeId { level, index: at >> level });
        at += 1 << level;
    }
    nodes
}

/// Folds subtrees that stand side by side into one hash; a smaller one on the right always goes deeper.
fn fold(profile: Profile, hashes: impl DoubleEndedIterator<Item = Digest>) -> Option<Digest> {
    hashes.rev().reduce(|right, left| node_hash(profile, left, right))
}

/// The root of a tree from the hashes of its [`peaks`].
pub fn root(profile: Profile, peaks: &[Digest]) -> Digest {
    fold(profile, peaks.iter().copied()).unwrap_or_else(|| empty_root(profile))
}

/// A tree that only grows: what has to be kept is its size and the hashes of its peaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frontier {
    profile: Profile,
    size: u64,
    /// Hash of the peak of each height that has one; at most 64, from the leaves up.
    peaks: Vec<(u32, Digest)>,
}

impl Frontier {
    /// The empty tree.
    pub fn empty(profile: Profile) -> Self {
        Self { profile, size: 0, peaks: Vec::new() }
    }

    /// A tree of `size` leaves whose [`peaks`] have these hashes; `None` when there are more or fewer.
    pub fn resume(profile: Profile, size: u64, hashes: &[Digest]) -> Option<Self> {
        let ids = peaks(size);
        let peaks: Vec<_> = ids.iter().zip(hashes).rev().map(|(id, hash)| (id.level, *hash)).collect();
        (ids.len() == hashes.len()).then_some(Self { profile, size, peaks })
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over all leaves so far.
    pub fn root(&self) -> Digest {
        let hashes = self.peaks.iter().rev().map(|(_, hash)| *hash);
        fold(self.profile, hashes).unwrap_or_else(|| empty_root(self.profile))
    }

    /// Adds a leaf hash; `complete` is told of every subtree that it completes, the leaf itself first.
    pub fn push(&mut self, leaf: Digest, mut complete: impl FnMut(NodeId, Digest)) {
        let mut id = NodeId { level: 0, index: self.size };
        let mut hash = leaf;
        complete(id, hash);
        while id.index % 2 == 1 {
            let Some(position) = self.peaks.iter().position(|(level, _)| *level == id.level) else { break };
            let (_, left) = self.peaks.remove(position);
            hash = node_hash(self.profile, left, hash);
            id = id.parent();
            complete(id, hash);
        }
        self.peaks.insert(0, (id.level, hash));
        self.size += 1;
    }
}

/// One hash of a proof: several subtrees side by side, folded.
type Step = Vec<NodeId>;

/// Which subtrees make up each hash of an inclusion proof for leaf `index` in a tree of `size`, nearest first.
pub fn inclusion_steps(index: u64, size: u64) -> Vec<Step> {
    if index >= size {
        return Vec::new();
    }
    let mut steps = Vec::new();
    // the smallest power of two that leaves the leaf on one side: RFC 6962 §2.1.1, from the root down
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let split = from + largest_power_below(to - from);
        if index < split {
            steps.push(range(split, to));
            to = split;
        } else {
            steps.push(range(from, split));
            from = split;
        }
    }
    steps.reverse();
    steps
}

/// The largest power of two smaller than `count`, for `count` > 1.
const fn largest_power_below(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// Which subtrees make up each hash of a consistency proof from `old` to `new` leaves: RFC 6962 §2.1.2. Empty when there
/// is nothing to prove.
pub fn consistency_steps(old: u64, new: u64) -> Vec<Step> {
    if old == 0 || old >= new {
        return Vec::new();
    }
    let mut steps = Vec::new();
    let (mut from, mut to, mut whole) = (0, new, true);
    while old != to {
        let split = from + largest_power_below(to - from);
        if old <= split {
            steps.push(range(split, to));
            to = split;
        } else {
            steps.push(range(from, split));
            from = split;
            whole = false;
        }
    }
    if !whole {
        steps.push(range(from, to));
    }
    steps.reverse();
    steps
}

/// The hashes of a proof from its steps; `None` when `find` does not know a node.
pub fn fill(profile: Profile, steps: &[Step], find: impl Fn(NodeId) -> Option<Digest>) -> Option<Vec<Digest>> {
    steps
        .iter()
        .map(|step| {
            let hashes: Option<Vec<Digest>> = step.iter().map(|id| find(*id)).collect();
            fold(profile, hashes?.into_iter())
        })
        .collect()
}

/// Whether `proof` shows that the leaf `leaf` stands at `index` in the tree of `size` leaves with this root: RFC 9162 §2.1.3.2.
pub fn includes(profile: Profile, leaf: Digest, index: u64, size: u64, proof: &[Digest], root: Digest) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(profile, *step, hash);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = node_hash(profile, hash, *step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && hash == root
}

/// The size and root of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number of leaves.
    pub size: u64,
    /// Root hash.
    pub root: Digest,
}

/// Whether `proof` shows that the tree `new` begins with all leaves of `old`: RFC 9162 §2.1.4.2.
pub fn extends(profile: Profile, old: Head, new: Head, proof: &[Digest]) -> bool {
    if old.size == 0 {
        return proof.is_empty() && old.root == empty_root(profile);
    }
    if old.size >= new.size {
        return old == new && proof.is_empty();
    }
    let (mut node, mut last) = (old.size - 1, new.size - 1);
    while node & 1 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let (first, rest) = match (old.size.is_power_of_two(), proof) {
        (true, rest) => (old.root, rest),
        (false, [first, rest @ ..]) => (*first, rest),
        (false, []) => return false,
    };
    let (mut old_hash, mut new_hash) = (first, first);
    for step in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(profile, *step, old_hash);
            new_hash = node_hash(profile, *step, new_hash);
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            new_hash = node_hash(profile, new_hash, *step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && old_hash == old.root && new_hash == new.root
}

#[cfg(test)]
mod tests;
