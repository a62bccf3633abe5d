//! Who may not give is shared between stations: keyed hashes go out and come in, never a name or a reason.
//!
//! All stations of an exchange hold one key. What another station says is compared with every donor at each verdict, so
//! an entry that comes in today counts at once and one that is withdrawn is gone at once. A match may be wrong: a
//! physician clears it for this donor with a reason.
//! Who may: see the permissions. Tells nothing.

mod db;
mod http;
mod identity;
mod import;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use vena_kernel::{clock::Day, eligibility::Block, id::DonorId};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
    vault::Vault,
};

pub(crate) use identity::Hasher;
pub(crate) use import::BlockImport;

permission! {
    pub(crate) BlockConfigure = "recruit.block.configure", "设置血站间屏蔽交换", "Set up the exchange of exclusions";
    pub(crate) BlockAddPartner = "recruit.block.add_partner", "登记交换血站", "Add stations to the exchange";
    pub(crate) BlockOverview = "recruit.block.list", "查看屏蔽交换情况", "See the exchange of exclusions";
    pub(crate) BlockExport = "recruit.block.export", "导出本站屏蔽名单（散列）", "Export our exclusions as hashes";
    pub(crate) BlockExchange = "recruit.block.exchange", "接收其他血站屏蔽名单", "Take in exclusions of other stations";
    pub(crate) BlockView = "recruit.block.view", "查看献血者的外站屏蔽", "See what other stations say of a donor";
    pub(crate) BlockClear = "recruit.block.clear", "核实并排除外站屏蔽", "Clear an exclusion of another station";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        BlockConfigure::INFO,
        BlockAddPartner::INFO,
        BlockOverview::INFO,
        BlockExport::INFO,
        BlockExchange::INFO,
        BlockView::INFO,
        BlockClear::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::overview))
        .routes(routes!(http::set_key))
        .routes(routes!(http::add_partner))
        .routes(routes!(http::take_in))
        .routes(routes!(http::export))
        .routes(routes!(http::of_donor))
        .routes(routes!(http::clear))
}

/// What other stations say of several donors, without what a physician has cleared.
pub(crate) async fn standing(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    donors: &[DonorId],
) -> Result<Vec<(DonorId, Block)>, Fault> {
    let matches = matches(tx, scope, vault, donors).await?;
    Ok(matches
        .into_iter()
        .filter(|found| found.cleared_at.is_none())
        .map(|found| (found.donor_id, found.block()))
        .collect())
}

/// An entry of another station that speaks of a donor of ours.
#[derive(Debug)]
struct Match {
    donor_id: DonorId,
    entry: db::Foreign,
    by_document: bool,
    cleared_at: Option<vena_kernel::clock::Instant>,
    cleared_reason: Option<String>,
    cleared_by: Option<String>,
}

impl Match {
    fn block(&self) -> Block {
        Block { station: self.entry.asked_at(), kind: None, until: self.entry.until }
    }
}

async fn matches(tx: &mut Tx, scope: &Scope, vault: &Vault, donors: &[DonorId]) -> Result<Vec<Match>, Fault> {
    let Some(hasher) = Hasher::load(tx, vault).await? else { return Ok(Vec::new()) };
    let mut owners: HashMap<Vec<u8>, Vec<(DonorId, bool)>> = HashMap::new();
    for row in db::identities(tx, scope, donors).await? {
        let number = vault.open(&row.number_sealed)?;
        let document = hasher.document(&format!("document:{}:{number}", row.kind)).to_vec();
        let person = hasher.person(&row.name, row.born_on).to_vec();
        for (hash, by_document) in [(document, true), (person, false)] {
            let known = owners.entry(hash).or_default();
            if !known.contains(&(row.donor_id, by_document)) {
                known.push((row.donor_id, by_document));
            }
        }
    }
    let hashes: Vec<Vec<u8>> = owners.keys().cloned().collect();
    let entries = db::entries_of(tx, scope, &hashes).await?;
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let cleared = db::clearances(tx, scope, donors).await?;
    let mut found: Vec<Match> = Vec::new();
    let mut seen: HashSet<(DonorId, Uuid)> = HashSet::new();
    for by_document in [true, false] {
        for entry in &entries {
            let hash = if by_document { &entry.document_hash } else { &entry.person_hash };
            let owner = hash.as_ref().and_then(|hash| owners.get(hash)).into_iter().flatten();
            for (donor, _) in
                owner.filter(|(donor, by)| *by == by_document && seen.insert((*donor, entry.foreign_block_id)))
            {
                let clearance =
                    cleared.iter().find(|c| (c.donor_id, c.foreign_block_id) == (*donor, entry.foreign_block_id));
                found.push(Match {
                    donor_id: *donor,
                    entry: entry.clone(),
                    by_document,
                    cleared_at: clearance.map(|clearance| clearance.cleared_at),
                    cleared_reason: clearance.map(|clearance| clearance.reason.clone()),
                    cleared_by: clearance.map(|clearance| clearance.cleared_by_name.clone()),
                });
            }
        }
    }
    Ok(found)
}

/// Everything that other stations say, by hash, for whoever asks about everybody.
pub(crate) struct Everything {
    hasher: Hasher,
    entries: Vec<db::Foreign>,
    by_hash: HashMap<Vec<u8>, Vec<usize>>,
    cleared: HashSet<(DonorId, Uuid)>,
}

/// All of it; `None` without a key or without entries.
pub(crate) async fn everything(tx: &mut Tx, vault: &Vault) -> Result<Option<Everything>, Fault> {
    let Some(hasher) = Hasher::load(tx, vault).await? else { return Ok(None) };
    let entries = db::all_entries(tx).await?;
    if entries.is_empty() {
        return Ok(None);
    }
    let mut by_hash: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for hash in [&entry.document_hash, &entry.person_hash].into_iter().flatten() {
            by_hash.entry(hash.clone()).or_default().push(at);
        }
    }
    let cleared = db::all_clearances(tx).await?.into_iter().collect();
    Ok(Some(Everything { hasher, entries, by_hash, cleared }))
}

impl Everything {
    /// What is said of the person with these documents, name and birthday.
    pub(crate) fn about(&self, person: DonorId, documents: &[String], (name, born_on): (&str, Day)) -> Vec<Block> {
        let documents = documents.iter().map(|document| self.hasher.document(document));
        let hashes = documents.chain([self.hasher.person(name, born_on)]);
        let mut found: Vec<usize> =
            hashes.filter_map(|hash| self.by_hash.get(hash.as_slice())).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        let entries = found.into_iter().map(|at| &self.entries[at]);
        let open = entries.filter(|entry| !self.cleared.contains(&(person, entry.foreign_block_id)));
        open.map(|entry| Block { station: entry.asked_at(), kind: None, until: entry.until }).collect()
    }
}
