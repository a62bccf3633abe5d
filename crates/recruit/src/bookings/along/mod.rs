//! The list that a vehicle takes along: who is expected when, and where it stands. No name, no document.

pub(super) mod db;

use vena_contracts::booking::{DayList, DayPlace, DaySession};
use vena_kernel::{clock::Day, eligibility::DonationKind, id::SiteId, masking::mask_name};
use vena_platform::{auth::Scope, db::Tx, fault::Fault, vault::Vault};

use crate::{
    eligibility::DocumentHash,
    sites::{calendar::moment, db as sites, kind_of},
};

/// The list of a site and day; documents are hashed with `key`. Taking it is noted: nobody counts as missed until the vehicle is
/// back.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    (site, day): (SiteId, Day),
    key: &[u8; 32],
) -> Result<DayList, Fault> {
    let hash = DocumentHash::new(key);
    let mut places = Vec::new();
    for row in db::places(tx, scope, (site, day)).await? {
        let mut keys = Vec::with_capacity(row.documents_sealed.len());
        for (kind, sealed) in row.document_kinds.iter().zip(&row.documents_sealed) {
            keys.push(hash.of(kind, &vault.open(sealed)?));
        }
        places.push(DayPlace {
            booking_id: row.booking_id,
            code: row.code,
            kind: kind_of(&row.kind).unwrap_or(DonationKind::WholeBlood),
            starts_at: row.starts_at,
            name_masked: mask_name(&row.donor_name),
            group: row.group_name,
            keys,
        });
    }
    let asked = sites::Asked { sites: &[site], from: day, until: day };
    let stops = sites::stops(tx, &asked).await?;
    let sessions = stops.into_iter().filter_map(|stop| {
        let (from, until) = moment(day, stop.opens_minute).zip(moment(day, stop.closes_minute))?;
        Some(DaySession { place: stop.place, from, until, target: stop.target, group_only: stop.group_only })
    });
    db::away(tx, (site, day)).await?;
    Ok(DayList { places, sessions: sessions.collect() })
}
