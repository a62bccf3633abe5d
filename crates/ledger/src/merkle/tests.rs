//! Against published vectors and against the definitions of RFC 6962, written down as they stand there.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

const P: Profile = Profile::Sha256;

/// MTH of RFC 6962 §2.1, by the definition.
fn mth(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => empty_root(P),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(largest_power_below(leaves.len() as u64) as usize);
            node_hash(P, mth(left), mth(right))
        }
    }
}

/// PATH of RFC 6962 §2.1.1, by the definition.
fn path(index: usize, leaves: &[Digest]) -> Vec<Digest> {
    if leaves.len() <= 1 {
        return vec![];
    }
    let k = largest_power_below(leaves.len() as u64) as usize;
    let (left, right) = leaves.split_at(k);
    let (mut path, last) =
        if index < k { (path(index, left), mth(right)) } else { (path(index - k, right), mth(left)) };
    path.push(last);
    path
}

/// SUBPROOF of RFC 6962 §2.1.2, by the definition.
fn subproof(old: usize, leaves: &[Digest], whole: bool) -> Vec<Digest> {
    if old == leaves.len() {
        return if whole { vec![] } else { vec![mth(leaves)] };
    }
    let k = largest_power_below(leaves.len() as u64) as usize;
    let (left, right) = leaves.split_at(k);
    let (mut proof, last) =
        if old <= k { (subproof(old, left, whole), mth(right)) } else { (subproof(old - k, right, false), mth(left)) };
    proof.push(last);
    proof
}

/// The eight leaves that the reference tests of Certificate Transparency use.
fn reference_leaves() -> Vec<Digest> {
    let contents: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    contents.iter().map(|content| leaf_hash(P, content)).collect()
}

fn grown(leaves: &[Digest]) -> (Frontier, HashMap<NodeId, Digest>) {
    let (mut frontier, mut nodes) = (Frontier::empty(P), HashMap::new());
    for leaf in leaves {
        frontier.push(*leaf, |id, hash| assert_eq!(nodes.insert(id, hash), None, "{id:?} completed twice"));
    }
    (frontier, nodes)
}

#[test]
fn the_roots_of_the_certificate_transparency_reference() {
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaves = reference_leaves();
    for (size, expected) in roots.iter().enumerate() {
        assert_eq!(grown(&leaves[..size]).0.root().to_string(), *expected, "{size} leaves");
    }
}

#[test]
fn the_proofs_of_the_certificate_transparency_reference() {
    let leaves = reference_leaves();
    let (_, nodes) = grown(&leaves);
    let hex = |hashes: Vec<Digest>| hashes.iter().map(Digest::to_string).collect::<Vec<_>>();
    let proof = |steps: Vec<Step>| hex(fill(P, &steps, |id| nodes.get(&id).copied()).expect("all nodes"));
    // leaf 5 of 8 (index 5), then 0 of 8
    assert_eq!(
        proof(inclusion_steps(5, 8)),
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert_eq!(
        proof(inclusion_steps(0, 8)),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(
        proof(consistency_steps(6, 8)),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert_eq!(
        proof(consistency_steps(2, 5)),
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
    );
}

fn leaves(count: usize) -> Vec<Digest> {
    (0..count).map(|index| leaf_hash(P, &index.to_be_bytes())).collect()
}

#[test]
fn every_tree_up_to_seventy_leaves_agrees_with_the_definitions() {
    let leaves = leaves(70);
    let (_, nodes) = grown(&leaves);
    let find = |id| nodes.get(&id).copied();
    for size in 0..=leaves.len() {
        let root = mth(&leaves[..size]);
        let (frontier, _) = grown(&leaves[..size]);
        let hashes: Vec<Digest> = peaks(size as u64).into_iter().map(|id| nodes[&id]).collect();
        assert_eq!((frontier.root(), super::root(P, &hashes)), (root, root));
        assert_eq!(Frontier::resume(P, size as u64, &hashes), Some(frontier));
        for index in 0..size {
            let proof = fill(P, &inclusion_steps(index as u64, size as u64), find).expect("all nodes");
            assert_eq!(proof, path(index, &leaves[..size]));
            assert!(includes(P, leaves[index], index as u64, size as u64, &proof, root));
        }
        for old in 1..=size {
            let proof = fill(P, &consistency_steps(old as u64, size as u64), find).expect("all nodes");
            assert_eq!(proof, subproof(old, &leaves[..size], true));
            let (before, after) =
                (Head { size: old as u64, root: mth(&leaves[..old]) }, Head { size: size as u64, root });
            assert!(extends(P, before, after, &proof), "{old} to {size}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_proof_with_anything_changed_proves_nothing(
        size in 2..300_usize, at in any::<prop::sample::Index>(), what in 0..5_usize, step in any::<prop::sample::Index>(), bit in 0..256_usize
    ) {
        let leaves = leaves(size);
        let (frontier, nodes) = grown(&leaves);
        let index = at.index(size);
        let mut proof = fill(P, &inclusion_steps(index as u64, size as u64), |id| nodes.get(&id).copied()).expect("all nodes");
        let (mut leaf, mut place, mut root) = (leaves[index], index as u64, frontier.root());
        prop_assert!(includes(P, leaf, place, size as u64, &proof, root));
        let flip = |digest: &mut Digest| digest.0[bit / 8] ^= 1 << (bit % 8);
        match what {
            0 => flip(&mut leaf),
            1 => flip(&mut root),
            2 => { let step = step.index(proof.len()); flip(&mut proof[step]); }
            3 => { proof.remove(step.index(proof.len())); }
            _ => place = (place + 1) % size as u64,
        }
        prop_assert!(!includes(P, leaf, place, size as u64, &proof, root));
    }

    #[test]
    fn a_shrunken_or_rewritten_tree_does_not_extend(old in 1..200_usize, more in 1..100_usize, changed in any::<prop::sample::Index>()) {
        let new = leaves(old + more);
        let mut rewritten = new.clone();
        rewritten[changed.index(old)] = leaf_hash(P, b"something else");
        let before = Head { size: old as u64, root: mth(&new[..old]) };
        let after = Head { size: (old + more) as u64, root: mth(&rewritten) };
        let (_, nodes) = grown(&rewritten);
        let proof = fill(P, &consistency_steps(before.size, after.size), |id| nodes.get(&id).copied()).expect("all nodes");
        prop_assert!(!extends(P, before, after, &proof));
        prop_assert!(!extends(P, after, before, &[]));
    }
}
