//! Proof files: they convince without a database, and nothing in them can be changed.

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use vena_kernel::unit_state::*;
use vena_ledger::{ProofFile, Sight, digest::Digest, note::Verifier, proof, signer::Signer, verify_offline};

use crate::world::*;

struct Proven {
    world: World,
    signer: Signer,
    file: ProofFile,
    _folder: tempfile::TempDir,
}

async fn proven(sight: Sight) -> Proven {
    let (world, folder) = (World::new().await, tempfile::tempdir().expect("a folder"));
    let signer = Signer::open_or_create(folder.path()).expect("a key");
    world.stock(2).await;
    let id = world.at_hospital(1).await;
    world.seal(&signer).await;
    world.promised(3).await;
    let held = by(hospital(), world.event(id, Fact::Held { hold: HoldKind::Damaged }));
    world.must(std::slice::from_ref(&held)).await;
    world.seal(&signer).await;
    world.must(&[by(hospital(), world.event(id, Fact::Lifted { hold_id: held.event_id }))]).await;
    let file = proof(world.db(), id, sight).await.expect("a proof");
    Proven { world, signer, file, _folder: folder }
}

#[tokio::test]
async fn a_proof_goes_through_a_file_and_convinces_without_a_database() {
    let Proven { signer, file, .. } = proven(Sight::All).await;
    let json = serde_json::to_string_pretty(&file).expect("JSON");
    let read: ProofFile = serde_json::from_str(&json).expect("a proof file");
    let report = verify_offline(&read, Some(signer.verifier()));
    assert!(report.intact && report.key_trusted, "{:?}", report.findings);
    assert_eq!((report.events, report.withheld, file.not_yet_sealed), (8, 0, 1));
    let unit = report.unit_state.expect("nothing is withheld");
    assert_eq!((unit.state.version, unit.state.holds.len(), unit.state.custody.org), (8, 1, hospital()));
    let alone = verify_offline(&read, None);
    assert!(alone.intact && !alone.key_trusted, "without the key it only agrees with itself");
}

#[tokio::test]
async fn another_key_does_not_convince() {
    let Proven { file, .. } = proven(Sight::All).await;
    let stranger = Signer::open_or_create(tempfile::tempdir().expect("a folder").path()).expect("a key");
    let report = verify_offline(&file, Some(stranger.verifier()));
    assert!(!report.intact && !report.key_trusted);
    let renamed = ProofFile { key: stranger.verifier().encoded(), ..file };
    assert!(!verify_offline(&renamed, None).intact);
    assert_eq!(Verifier::decode("nonsense"), None);
}

/// Every string, number and list of a proof file, changed one at a time.
fn changed(file: &ProofFile, choice: usize, place: usize, bit: usize) -> ProofFile {
    let mut file = file.clone();
    let at = place % file.events.len();
    let flip = |digest: &mut Digest| digest.0[bit % 32] ^= 1 << (bit % 8);
    match choice {
        0 => {
            let body = file.events[at].body.as_mut().expect("not withheld");
            let index = bit % body.len();
            let other = if body.as_bytes()[index] == b'x' { "y" } else { "x" };
            body.replace_range(index..=index, other);
        }
        1 => flip(&mut file.events[at].hash),
        2 => {
            let count = file.events[at].inclusion.len();
            flip(&mut file.events[at].inclusion[bit % count]);
        }
        3 => file.events[at].leaf_index += 1,
        4 => file.events[at].version += 1,
        5 => drop(file.events.remove(at)),
        6 => {
            let other = (at + 1) % file.events.len();
            file.events.swap(at, other);
        }
        7 => file.checkpoint.insert(bit % 20, 'x'),
        8 => file.events.clear(),
        9 => file.unit = vena_kernel::id::UnitId::from_uuid(fresh()),
        10 => file.format.push('0'),
        _ => file.hash = vena_ledger::digest::Profile::Sm3,
    }
    file
}

#[tokio::test]
async fn nothing_in_a_proof_can_be_changed() {
    let Proven { signer, file, .. } = proven(Sight::All).await;
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    runner
        .run(&(0..12_usize, any::<usize>(), any::<usize>()), |(choice, place, bit)| {
            // the last event cut off is an older proof, not a forged one
            prop_assume!(!(choice == 5 && place % file.events.len() == file.events.len() - 1));
            let forged = changed(&file, choice, place, bit);
            let report = verify_offline(&forged, Some(signer.verifier()));
            prop_assert!(!report.intact, "choice {choice} place {place} bit {bit}");
            prop_assert!(!report.findings.is_empty());
            Ok(())
        })
        .expect("every change is found");
}

#[tokio::test]
async fn a_hospital_proves_its_unit_without_a_word_about_donor_and_tests() {
    let Proven { world, signer, file, .. } = proven(Sight::Of(hospital())).await;
    let report = verify_offline(&file, Some(signer.verifier()));
    assert!(report.intact, "{:?}", report.findings);
    assert_eq!((report.withheld, report.unit_state), (1, None));
    assert_eq!(file.events[0].body, None, "the collection is proven, not told");
    let refused = proof(world.db(), file.unit, Sight::Of(other_hospital())).await.expect_err("not theirs");
    assert_eq!(refused.problem().map(|problem| problem.status.as_u16()), Some(404));
}

#[tokio::test]
async fn what_is_not_sealed_is_not_proven() {
    let world = World::new().await;
    let id = world.stock(1).await;
    let refused = proof(world.db(), id, Sight::All).await.expect_err("not sealed");
    assert_eq!(refused.problem().and_then(|problem| problem.rule.as_deref()), Some("ledger.not-sealed-yet"));
    let unknown =
        proof(world.db(), vena_kernel::id::UnitId::from_uuid(fresh()), Sight::All).await.expect_err("unknown");
    assert_eq!(unknown.problem().map(|problem| problem.status.as_u16()), Some(404));
}
