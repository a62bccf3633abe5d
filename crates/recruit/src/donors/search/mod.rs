//! Finding a person by any part: of the name in any place, of pinyin and initials, the first or last digits of a phone or
//! document, whole numbers, a donation, a donor's card. Exact before the beginning before the middle.
//!
//! Parts are kept for the file that stands for a person, so that every name and number of its merged files leads to it.

pub(crate) mod db;
mod find;
pub(crate) mod names;
pub(crate) mod numbers;

use std::collections::BTreeSet;

use vena_kernel::id::DonorId;
use vena_platform::{app::App, db::Tx, fault::Fault, vault::Vault};

pub(crate) use db::Filter;
pub(crate) use find::{Found, Place, find};

/// How many files one run of the job takes in.
const PORTION: i64 = 500;

/// Makes every name and number of this person lead to the file that stands for the person, and to no other.
pub(crate) async fn reindex(tx: &mut Tx, vault: &Vault, person: DonorId) -> Result<(), Fault> {
    reindex_all(tx, vault, &[person]).await
}

async fn reindex_all(tx: &mut Tx, vault: &Vault, persons: &[DonorId]) -> Result<(), Fault> {
    let (names, numbers) = db::written(tx, persons).await?;
    let mut parts: BTreeSet<(DonorId, names::Part)> = BTreeSet::new();
    for (person, name) in &names {
        parts.extend(names::parts(name).into_iter().map(|part| (*person, part)));
    }
    let mut hashes: BTreeSet<(DonorId, i64)> = BTreeSet::new();
    for (person, is_phone, sealed) in &numbers {
        let kept = numbers::kept(*is_phone, &vault.open(sealed)?, vault);
        hashes.extend(kept.into_iter().map(|hash| (*person, hash)));
    }
    db::replace(tx, persons, &parts, &hashes).await
}

/// Takes in files that the search does not know yet: those of an older version, or of another system.
pub(crate) async fn take_in(app: App) -> Result<(), Fault> {
    loop {
        let mut tx = app.db.begin().await?;
        let waiting = db::unindexed(&mut tx, PORTION).await?;
        reindex_all(&mut tx, &app.vault, &waiting).await?;
        tx.commit().await?;
        if waiting.is_empty() {
            return Ok(());
        }
    }
}
