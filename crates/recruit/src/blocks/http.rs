//! Routes of the exchange.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DonorId, UserId},
    refusal::Refusal,
    say,
};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path, Query, SeekQuery},
};

use super::{
    BlockClear, BlockConfigure, BlockExchange, BlockExport, BlockOverview, BlockView, Hasher, db, matches, rules,
};
use crate::{
    book::{Book, Kind},
    donors, today,
};

/// A station of the exchange.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BlockPartner {
    /// Identity.
    partner_id: Uuid,
    /// Name.
    name: String,
    /// Whom to ask about an entry.
    ask_at: String,
    /// The account with which it sends entries by itself.
    account_id: Option<UserId>,
    /// Entries that stand.
    entries: i64,
    /// Entries that it has withdrawn.
    withdrawn: i64,
    /// When it was last heard of.
    heard_at: Option<Instant>,
}

/// How the exchange is set up.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BlockExchangeShown {
    /// By which two stations see that they hold the same key; absent while none is set.
    key_fingerprint: Option<String>,
    /// Since when.
    key_set_at: Option<Instant>,
    /// The stations.
    partners: Vec<BlockPartner>,
    /// When this was true.
    as_of: Instant,
}

/// The key that all stations of the exchange hold.
#[derive(Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct SharingKey {
    /// At least 64 hexadecimal digits. Kept sealed and never shown.
    #[garde(length(chars, min = 1, max = 1024))]
    key: String,
}

impl std::fmt::Debug for SharingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharingKey")
    }
}

/// A station to be added.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockPartnerNew {
    /// Name.
    #[garde(length(chars, min = 2, max = 100))]
    name: String,
    /// Whom to ask about an entry: office and phone.
    #[garde(length(chars, min = 2, max = 200))]
    ask_at: String,
    /// The account with which it sends entries by itself, if it does.
    #[garde(skip)]
    account_id: Option<UserId>,
}

/// Entries of one station.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockEntries {
    /// At most 500 at a time.
    #[garde(length(min = 1, max = 500), dive)]
    entries: Vec<BlockEntry>,
}

/// One entry, as it goes out and comes in.
#[derive(Debug, Serialize, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockEntry {
    /// The sender's own name for it; the same name again replaces what was said.
    #[garde(length(chars, min = 1, max = 80))]
    entry: String,
    /// Hash of a document, 64 hexadecimal digits.
    #[garde(skip)]
    document_hash: Option<String>,
    /// Hash of name and birthday, 64 hexadecimal digits.
    #[garde(skip)]
    person_hash: Option<String>,
    /// Whether it ends by itself.
    #[garde(skip)]
    kind: Kind,
    /// First day.
    #[garde(skip)]
    since: Day,
    /// Last day of a temporary one.
    #[garde(skip)]
    until: Option<Day>,
    /// Since when it no longer counts.
    #[garde(skip)]
    withdrawn_on: Option<Day>,
}

impl BlockEntry {
    fn sent(&self) -> rules::Sent<'_> {
        rules::Sent {
            document_hash: self.document_hash.as_deref(),
            person_hash: self.person_hash.as_deref(),
            kind: self.kind,
            since: self.since,
            until: self.until,
            withdrawn_on: self.withdrawn_on,
        }
    }
}

/// What became of the entries.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BlocksTaken {
    /// New or changed.
    taken: usize,
    /// Known as they are.
    unchanged: usize,
    /// Not kept, with the reason.
    refused: Vec<BlockRefused>,
}

/// An entry that was not kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BlockRefused {
    /// Which.
    entry: String,
    /// The field at fault.
    field: String,
    /// Why.
    refusal: Refusal,
}

/// What another station says of a donor.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonorBlock {
    /// Identity.
    foreign_block_id: Uuid,
    /// Which station.
    station: String,
    /// Whom to ask there.
    ask_at: String,
    /// Whether it ends by itself.
    kind: Kind,
    /// First day.
    since: Day,
    /// Last day.
    until: Option<Day>,
    /// The document is the same; otherwise only name and birthday are, which may be another person.
    by_document: bool,
    /// When a physician found that it does not count.
    cleared_at: Option<Instant>,
    /// Why it does not count.
    cleared_reason: Option<String>,
    /// Who found it.
    cleared_by: Option<String>,
}

/// Why an entry does not count for a donor.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockWhy {
    /// What the other station answered, or why it is another person.
    #[garde(length(chars, min = 4, max = 300))]
    reason: String,
}

/// How the exchange is set up, and what each station has sent.
#[utoipa::path(get, path = "/api/recruit/block-exchange", tag = "recruit", operation_id = "recruit.block.list",
    responses((status = 200, body = BlockExchangeShown)))]
pub(super) async fn overview(auth: Allowed<BlockOverview>) -> Result<Json<BlockExchangeShown>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(shown(&mut tx, &auth.scope).await?))
}

async fn shown(tx: &mut Tx, scope: &Scope) -> Result<BlockExchangeShown, Fault> {
    let (key_fingerprint, key_set_at) = db::key_shown(tx, scope).await?.unzip();
    let partners = db::partners(tx, scope).await?.into_iter().map(|partner| BlockPartner {
        partner_id: partner.partner_id,
        name: partner.name,
        ask_at: partner.ask_at,
        account_id: partner.account_id,
        entries: partner.entries,
        withdrawn: partner.withdrawn,
        heard_at: partner.heard_at,
    });
    Ok(BlockExchangeShown { key_fingerprint, key_set_at, partners: partners.collect(), as_of: tx.now() })
}

/// Sets the key of the exchange. Entries that came in under another key are found again only if their sender sends them anew.
#[utoipa::path(post, path = "/api/recruit/block-exchange/configure", tag = "recruit",
    operation_id = "recruit.block.configure", request_body = SharingKey, responses((status = 200, body = BlockExchangeShown)))]
pub(super) async fn set_key(
    auth: Allowed<BlockConfigure>,
    Body(new): Body<SharingKey>,
) -> Result<Answer<BlockExchangeShown>, Fault> {
    donors::station_only(&auth.scope)?;
    let mut tx = auth.write().await?;
    let wrong = |refusal: Refusal| Problem::invalid("key", "", &refusal.rule, refusal.reason);
    let key = rules::key(&new.key).map_err(wrong)?;
    let fingerprint = Hasher::new(&key)?.fingerprint();
    let sealed = auth.app.vault.seal_bytes(&key)?;
    db::insert_key(&mut tx, &auth.scope, &sealed, &fingerprint).await?;
    let shown = shown(&mut tx, &auth.scope).await?;
    tx.ok(shown).await
}

/// Adds a station to the exchange.
#[utoipa::path(post, path = "/api/recruit/block-partners", tag = "recruit", operation_id = "recruit.block.add_partner",
    request_body = BlockPartnerNew, responses((status = 201, body = BlockExchangeShown)))]
pub(super) async fn add_partner(
    auth: Allowed<super::BlockAddPartner>,
    Body(new): Body<BlockPartnerNew>,
) -> Result<Answer<BlockExchangeShown>, Fault> {
    donors::station_only(&auth.scope)?;
    let mut tx = auth.write().await?;
    if let Some(account) = new.account_id
        && !db::own_account(&mut tx, &auth.scope, account).await?
    {
        return Err(Problem::not_found("user", account).into());
    }
    let id = tx.new_id();
    let (name, ask_at) = (new.name.trim(), new.ask_at.trim());
    if !db::insert_partner(&mut tx, &auth.scope, id, (name, ask_at, new.account_id)).await? {
        let reason = say!("已有同名血站：{name}", "there is a station of this name already: {name}");
        return Err(Problem::invalid("name", name, "block.partner-known", reason).into());
    }
    let shown = shown(&mut tx, &auth.scope).await?;
    tx.created(shown).await
}

/// Takes in what another station says. An entry that is sent again is counted once; one that says something else replaces it.
#[utoipa::path(post, path = "/api/recruit/block-partners/{id}/entries", tag = "recruit",
    operation_id = "recruit.block.exchange", params(("id" = Uuid, Path)), request_body = BlockEntries,
    responses((status = 200, body = BlocksTaken)))]
pub(super) async fn take_in(
    auth: Allowed<BlockExchange>,
    Path(id): Path<Uuid>,
    Body(sent): Body<BlockEntries>,
) -> Result<Answer<BlocksTaken>, Fault> {
    let mut tx = auth.write().await?;
    let partner = db::partner_for(&mut tx, &auth.scope, id).await?;
    let partner = partner.ok_or_else(|| Problem::not_found("partner", id))?;
    let today = today::day(tx.now());
    let mut answer = BlocksTaken { taken: 0, unchanged: 0, refused: Vec::new() };
    for entry in &sent.entries {
        let sent = entry.sent();
        match rules::check(&sent, today) {
            Ok(checked) => {
                let new = db::put(&mut tx, &auth.scope, (partner, &entry.entry), (&sent, &checked)).await?;
                *(if new { &mut answer.taken } else { &mut answer.unchanged }) += 1;
            }
            Err((field, refusal)) => {
                answer.refused.push(BlockRefused { entry: entry.entry.clone(), field: field.to_owned(), refusal });
            }
        }
    }
    tx.announce("donors", Some(auth.scope.org)).await?;
    tx.ok(answer).await
}

/// Our exclusions for the other stations: hashes and days, no name and no reason; lifted ones say since when.
#[utoipa::path(get, path = "/api/recruit/block-exchange/entries", tag = "recruit", operation_id = "recruit.block.export",
    params(SeekQuery), responses((status = 200, body = Page<BlockEntry>)))]
pub(super) async fn export(
    auth: Allowed<BlockExport>,
    Query(page): Query<SeekQuery>,
) -> Result<Json<Page<BlockEntry>>, Fault> {
    let mut tx = auth.read().await?;
    let vault = &auth.app.vault;
    let hasher = Hasher::load(&mut tx, vault).await?.ok_or_else(|| {
        let reason = say!("尚未设置共享密钥", "the key of the exchange is not set yet");
        Refusal::new("block.no-key", reason)
    })?;
    let after = vena_platform::http::cursor(page.cursor.as_deref())?;
    let codes = Book::get().shared_codes();
    let own = db::own(&mut tx, &auth.scope, &codes, after, page.limit() + 1).await?;
    let mut entries = Vec::with_capacity(own.len());
    for own in own {
        let mut documents = Vec::new();
        for (kind, sealed) in own.document_kinds.iter().zip(&own.documents_sealed) {
            documents.push(hasher.document(&format!("document:{kind}:{}", vault.open(sealed)?)));
        }
        entries.push(BlockEntry {
            entry: own.deferral_id.to_string(),
            document_hash: documents.first().map(|hash| rules::hex(hash)),
            person_hash: Some(rules::hex(&hasher.person(&own.name, own.born_on))),
            kind: own.kind,
            since: own.since,
            until: own.until,
            withdrawn_on: own.withdrawn_on,
        });
    }
    Ok(Json(Page::cut(entries, page.limit(), tx.now(), |entry| entry.entry.clone())))
}

/// What other stations say of a donor.
#[utoipa::path(get, path = "/api/recruit/donors/{id}/foreign-blocks", tag = "recruit", operation_id = "recruit.block.view",
    params(("id" = DonorId, Path)), responses((status = 200, body = Vec<DonorBlock>)))]
pub(super) async fn of_donor(
    auth: Allowed<BlockView>,
    Path(id): Path<DonorId>,
) -> Result<Json<Vec<DonorBlock>>, Fault> {
    let mut tx = auth.read().await?;
    donors::db::donor(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("donor", id))?;
    let found = matches(&mut tx, &auth.scope, &auth.app.vault, &[id]).await?;
    Ok(Json(found.into_iter().map(DonorBlock::of).collect()))
}

impl DonorBlock {
    fn of(found: super::Match) -> Self {
        Self {
            foreign_block_id: found.entry.foreign_block_id,
            station: found.entry.partner_name,
            ask_at: found.entry.ask_at,
            kind: found.entry.kind,
            since: found.entry.since,
            until: found.entry.until,
            by_document: found.by_document,
            cleared_at: found.cleared_at,
            cleared_reason: found.cleared_reason,
            cleared_by: found.cleared_by,
        }
    }
}

/// A physician finds that an entry does not count for this donor: it is another person, or the other station says so.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/foreign-blocks/{block}/clear", tag = "recruit",
    operation_id = "recruit.block.clear", params(("id" = DonorId, Path), ("block" = Uuid, Path)), request_body = BlockWhy,
    responses((status = 200, body = Vec<DonorBlock>)))]
pub(super) async fn clear(
    auth: Allowed<BlockClear>,
    Path((id, block)): Path<(DonorId, Uuid)>,
    Body(why): Body<BlockWhy>,
) -> Result<Answer<Vec<DonorBlock>>, Fault> {
    let (vault, mut tx) = (&auth.app.vault, auth.write().await?);
    if !donors::db::lock(&mut tx, &auth.scope, id).await? {
        return Err(Problem::not_found("donor", id).into());
    }
    let found = matches(&mut tx, &auth.scope, vault, &[id]).await?;
    if !found.iter().any(|found| found.entry.foreign_block_id == block) {
        return Err(Problem::not_found("block", block).into());
    }
    tx.because(&why.reason);
    if !db::clear(&mut tx, &auth.scope, (id, block), &why.reason).await? {
        let reason = say!("该条外站屏蔽已核实排除", "this entry was cleared before");
        return Err(Refusal::new("block.cleared", reason).into());
    }
    tx.announce("donors", Some(auth.scope.org)).await?;
    let found = matches(&mut tx, &auth.scope, vault, &[id]).await?;
    tx.ok(found.into_iter().map(DonorBlock::of).collect()).await
}
