//! One page of persons, in the order of how well they fit.

use std::{collections::BTreeSet, fmt, str::FromStr};

use vena_kernel::id::DonorId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault, vault::Vault};

use super::{db, numbers};
use crate::donors::{
    db::DonorRecord,
    words::{Numbers, Search},
};

/// Persons who share the beginning of a number and are compared with what was typed beyond.
const COMPARED_MAX: i64 = 5_000;

/// Characters of the longest usual document, a citizen's card (GB 11643): whoever has it whole was found, and nobody else's
/// number begins or ends with it.
const LONGEST: usize = 18;

/// Where a person stands in the answer: how well they fit, and who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// 0 whole or from the beginning, 1 inside or part of a number.
    stage: u8,
    donor: DonorId,
}

impl Place {
    /// Whole, or from the beginning.
    pub(crate) fn is_whole(self) -> bool {
        self.stage == 0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.stage, self.donor)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (stage, donor) = text.split_once('.').ok_or(())?;
        let stage = stage.parse().ok().filter(|stage| *stage < 2).ok_or(())?;
        Ok(Self { stage, donor: donor.parse().map_err(|_| ())? })
    }
}

/// Somebody who was found.
#[derive(Debug)]
pub(crate) struct Found {
    /// Where the next page begins when this is the last of one.
    pub(crate) place: Place,
    /// The file.
    pub(crate) record: DonorRecord,
}

/// At most `limit` persons behind `after`.
pub(crate) async fn find(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    search: &Search,
    (after, limit): (Option<Place>, i64),
) -> Result<Vec<Found>, Fault> {
    let mut places: Vec<Place> = Vec::new();
    for stage in after.map_or(0, |place| place.stage)..2 {
        let behind = after.filter(|place| place.stage == stage).map(|place| place.donor);
        let wanted = limit - i64::try_from(places.len()).unwrap_or(limit);
        if wanted <= 0 {
            break;
        }
        let donors = stage_of(tx, scope, vault, search, stage, (behind, wanted)).await?;
        places.extend(donors.into_iter().map(|donor| Place { stage, donor }));
    }
    let donors: Vec<DonorId> = places.iter().map(|place| place.donor).collect();
    let records = db::load(tx, scope, &donors).await?;
    Ok(places.into_iter().zip(records).map(|(place, record)| Found { place, record }).collect())
}

async fn stage_of(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    search: &Search,
    stage: u8,
    (after, limit): (Option<DonorId>, i64),
) -> Result<Vec<DonorId>, Fault> {
    match search {
        Search::All if stage == 0 => db::everybody(tx, scope, after, limit).await,
        Search::Filtered(filter) if stage == 0 => db::filtered(tx, scope, filter, after, limit).await,
        Search::All | Search::Filtered(_) => Ok(Vec::new()),
        Search::Name(prefix) | Search::Latin(prefix) => db::by_part(tx, scope, (stage > 0, prefix), after, limit).await,
        Search::Number(numbers) if stage == 0 => {
            let whole = whole(tx, scope, numbers).await?;
            Ok(page(whole, after, limit))
        }
        Search::Number(numbers) => {
            let whole = whole(tx, scope, numbers).await?;
            let Some(run) = &numbers.run else { return Ok(Vec::new()) };
            if !whole.is_empty() && run.len() >= LONGEST {
                return Ok(Vec::new());
            }
            let parts = by_run(tx, scope, vault, run, after, limit.saturating_add(whole.len() as i64)).await?;
            Ok(page(parts.into_iter().filter(|donor| !whole.contains(donor)).collect(), after, limit))
        }
    }
}

async fn whole(tx: &mut Tx, scope: &Scope, numbers: &Numbers) -> Result<Vec<DonorId>, Fault> {
    db::by_whole(tx, scope, &numbers.fingerprints, numbers.donation.as_ref(), numbers.donor).await
}

/// The first `limit` of a sorted list behind `after`.
fn page(donors: Vec<DonorId>, after: Option<DonorId>, limit: i64) -> Vec<DonorId> {
    let limit = usize::try_from(limit).unwrap_or(0);
    donors.into_iter().filter(|donor| after.is_none_or(|after| *donor > after)).take(limit).collect()
}

async fn by_run(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    run: &str,
    after: Option<DonorId>,
    limit: i64,
) -> Result<Vec<DonorId>, Fault> {
    let (hashes, whole) = numbers::asked(run, vault);
    if whole {
        return db::by_hash(tx, scope, &hashes, after, limit).await;
    }
    let shared = db::by_hash(tx, scope, &hashes, after, COMPARED_MAX).await?;
    let mut fitting = BTreeSet::new();
    for number in db::numbers(tx, &shared).await? {
        if numbers::fits(&vault.open(&number.sealed)?, run) {
            fitting.insert(number.person_id);
        }
    }
    Ok(fitting.into_iter().collect())
}
