//! Statements of the exchange.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    id::{DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Checked, Sent};
use crate::book::Kind;

/// An entry of another station.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Foreign {
    pub(super) foreign_block_id: Uuid,
    pub(super) partner_name: String,
    pub(super) ask_at: String,
    pub(super) document_hash: Option<Vec<u8>>,
    pub(super) person_hash: Option<Vec<u8>>,
    pub(super) kind: Kind,
    pub(super) since: Day,
    pub(super) until: Option<Day>,
}

impl Foreign {
    /// Which station, and whom to ask there.
    pub(super) fn asked_at(&self) -> String {
        format!("{} {}", self.partner_name, self.ask_at)
    }
}

/// One document of a donor's person.
#[derive(Debug, FromRow)]
pub(super) struct Identity {
    pub(super) donor_id: DonorId,
    pub(super) kind: String,
    pub(super) number_sealed: Vec<u8>,
    pub(super) name: String,
    pub(super) born_on: Day,
}

/// A match that a physician has cleared.
#[derive(Debug, FromRow)]
pub(super) struct Clearance {
    pub(super) donor_id: DonorId,
    pub(super) foreign_block_id: Uuid,
    pub(super) reason: String,
    pub(super) cleared_at: Instant,
    pub(super) cleared_by_name: String,
}

/// A station of the exchange, with what it has sent.
#[derive(Debug, FromRow)]
pub(super) struct Partner {
    pub(super) partner_id: Uuid,
    pub(super) name: String,
    pub(super) ask_at: String,
    pub(super) account_id: Option<UserId>,
    pub(super) entries: i64,
    pub(super) withdrawn: i64,
    pub(super) heard_at: Option<Instant>,
}

/// The key in use, sealed.
pub(super) async fn sharing_key(tx: &mut Tx) -> Result<Option<Vec<u8>>, Fault> {
    Ok(sqlx::query_scalar(
        "select key_sealed from recruit.sharing_key order by set_at desc, sharing_key_id desc limit 1",
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Since when there is a key, and its fingerprint.
pub(super) async fn key_shown(tx: &mut Tx, scope: &Scope) -> Result<Option<(String, Instant)>, Fault> {
    Ok(sqlx::query_as(
        "select fingerprint, set_at from recruit.sharing_key where $1::uuid is null
         order by set_at desc, sharing_key_id desc limit 1",
    )
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// Keeps a new key.
pub(super) async fn insert_key(tx: &mut Tx, scope: &Scope, sealed: &[u8], fingerprint: &str) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.sharing_key (sharing_key_id, key_sealed, fingerprint, set_at, set_by)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(id)
    .bind(sealed)
    .bind(fingerprint)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The stations of the exchange.
pub(super) async fn partners(tx: &mut Tx, scope: &Scope) -> Result<Vec<Partner>, Fault> {
    Ok(sqlx::query_as(
        "select p.partner_id, p.name, p.ask_at, p.account_id, b.entries, b.withdrawn, b.heard_at
         from recruit.partner p cross join lateral (
             select count(*) filter (where withdrawn_on is null) as entries,
                 count(*) filter (where withdrawn_on is not null) as withdrawn, max(heard_at) as heard_at
             from recruit.foreign_block f where f.partner_id = p.partner_id
         ) b
         where p.org_id = $1 order by p.name limit 500",
    )
    .bind(scope.org)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps a station; `false` when there is one of this name.
pub(super) async fn insert_partner(
    tx: &mut Tx,
    scope: &Scope,
    id: Uuid,
    (name, ask_at, account): (&str, &str, Option<UserId>),
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.partner (partner_id, name, ask_at, account_id, org_id, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint partner_name_key do nothing",
    )
    .bind(id)
    .bind(name)
    .bind(ask_at)
    .bind(account)
    .bind(scope.org)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the account belongs to the caller's organisation.
pub(super) async fn own_account(tx: &mut Tx, scope: &Scope, account: UserId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from platform.v_user where user_id = $1 and org_id = $2)")
        .bind(account)
        .bind(scope.org)
        .fetch_one(tx.conn())
        .await?)
}

/// The station for which the caller may send entries: one's own account's, or any that has no account.
pub(super) async fn partner_for(tx: &mut Tx, scope: &Scope, id: Uuid) -> Result<Option<Uuid>, Fault> {
    Ok(sqlx::query_scalar(
        "select partner_id from recruit.partner
         where partner_id = $1 and org_id = $2 and (account_id is null or account_id = $3) for update",
    )
    .bind(id)
    .bind(scope.org)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// The station of this name, for a table that names it.
pub(super) async fn partner_named(tx: &mut Tx, scope: &Scope, name: &str) -> Result<Option<Uuid>, Fault> {
    Ok(sqlx::query_scalar("select partner_id from recruit.partner where name = $1 and org_id = $2")
        .bind(name)
        .bind(scope.org)
        .fetch_optional(tx.conn())
        .await?)
}

/// Keeps what a station says, or what it says now; `false` when it has said the very same before.
pub(super) async fn put(
    tx: &mut Tx,
    scope: &Scope,
    (partner, entry): (Uuid, &str),
    (sent, checked): (&Sent<'_>, &Checked),
) -> Result<bool, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let done = sqlx::query(
        "insert into recruit.foreign_block (foreign_block_id, partner_id, entry, document_hash, person_hash, kind, since,
             until, withdrawn_on, heard_at, heard_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict on constraint foreign_block_entry_key do update set document_hash = excluded.document_hash,
             person_hash = excluded.person_hash, kind = excluded.kind, since = excluded.since, until = excluded.until,
             withdrawn_on = excluded.withdrawn_on, heard_at = excluded.heard_at, heard_by = excluded.heard_by
         where (foreign_block.document_hash, foreign_block.person_hash, foreign_block.kind, foreign_block.since,
                foreign_block.until, foreign_block.withdrawn_on)
             is distinct from (excluded.document_hash, excluded.person_hash, excluded.kind, excluded.since,
                excluded.until, excluded.withdrawn_on)",
    )
    .bind(id)
    .bind(partner)
    .bind(entry)
    .bind(&checked.document_hash)
    .bind(&checked.person_hash)
    .bind(sent.kind)
    .bind(sent.since)
    .bind(sent.until)
    .bind(sent.withdrawn_on)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every document of the persons behind several files.
pub(super) async fn identities(tx: &mut Tx, scope: &Scope, donors: &[DonorId]) -> Result<Vec<Identity>, Fault> {
    Ok(sqlx::query_as(
        "select p.donor_id, o.kind, o.number_sealed, f.name, f.born_on
         from recruit.donor p join recruit.donor f on f.person_id = p.person_id
         join recruit.document o on o.donor_id = f.donor_id and o.ended_how is distinct from 'corrected'
         where p.donor_id = any($1) and $2::uuid is null",
    )
    .bind(uuids(donors))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// What is said about any of `hashes`.
pub(super) async fn entries_of(tx: &mut Tx, scope: &Scope, hashes: &[Vec<u8>]) -> Result<Vec<Foreign>, Fault> {
    Ok(sqlx::query_as(
        "select b.foreign_block_id, p.name as partner_name, p.ask_at, b.document_hash, b.person_hash, b.kind, b.since,
             b.until
         from recruit.foreign_block b join recruit.partner p using (partner_id)
         where (b.document_hash = any($1) or b.person_hash = any($1)) and b.withdrawn_on is null and $2::uuid is null
         order by b.since, b.foreign_block_id",
    )
    .bind(hashes)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Everything that is said and not withdrawn.
pub(super) async fn all_entries(tx: &mut Tx) -> Result<Vec<Foreign>, Fault> {
    Ok(sqlx::query_as(
        "select b.foreign_block_id, p.name as partner_name, p.ask_at, b.document_hash, b.person_hash, b.kind, b.since,
             b.until
         from recruit.foreign_block b join recruit.partner p using (partner_id) where b.withdrawn_on is null",
    )
    .fetch_all(tx.conn())
    .await?)
}

/// What was cleared for the persons behind several files.
pub(super) async fn clearances(tx: &mut Tx, scope: &Scope, donors: &[DonorId]) -> Result<Vec<Clearance>, Fault> {
    Ok(sqlx::query_as(
        "select p.donor_id, c.foreign_block_id, c.reason, c.cleared_at, u.display_name as cleared_by_name
         from recruit.donor p join recruit.donor f on f.person_id = p.person_id
         join recruit.block_clearance c on c.donor_id = f.donor_id
         join platform.v_user u on u.user_id = c.cleared_by
         where p.donor_id = any($1) and $2::uuid is null",
    )
    .bind(uuids(donors))
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Everything that was cleared, by the file that stands for the person.
pub(super) async fn all_clearances(tx: &mut Tx) -> Result<Vec<(DonorId, Uuid)>, Fault> {
    Ok(sqlx::query_as(
        "select f.person_id, c.foreign_block_id
         from recruit.block_clearance c join recruit.donor f on f.donor_id = c.donor_id",
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Clears an entry for a donor; `false` when it was cleared before.
pub(super) async fn clear(
    tx: &mut Tx,
    scope: &Scope,
    (donor, entry): (DonorId, Uuid),
    reason: &str,
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into recruit.block_clearance (donor_id, foreign_block_id, reason, cleared_at, cleared_by)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
    )
    .bind(donor)
    .bind(entry)
    .bind(reason)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A deferral of ours as others may know it, with the documents of its person.
#[derive(Debug, FromRow)]
pub(super) struct Own {
    pub(super) deferral_id: Uuid,
    pub(super) document_kinds: Vec<String>,
    pub(super) documents_sealed: Vec<Vec<u8>>,
    pub(super) name: String,
    pub(super) born_on: Day,
    pub(super) kind: Kind,
    pub(super) since: Day,
    pub(super) until: Option<Day>,
    pub(super) withdrawn_on: Option<Day>,
}

/// A page of our deferrals with one of `codes`, lifted ones too, oldest first.
pub(super) async fn own(
    tx: &mut Tx,
    scope: &Scope,
    codes: &[&str],
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Own>, Fault> {
    Ok(sqlx::query_as(
        "select x.deferral_id, o.kinds as document_kinds, o.sealed as documents_sealed, s.name, s.born_on, x.kind,
             (x.made_at at time zone interval '8 hours')::date as since, x.until,
             (x.lifted_at at time zone interval '8 hours')::date as withdrawn_on
         from recruit.deferral x join recruit.donor p on p.donor_id = x.donor_id
         join recruit.donor s on s.donor_id = p.person_id
         cross join lateral (
             select array_agg(t.kind order by t.document_id = s.main_document desc, t.document_id) as kinds,
                 array_agg(t.number_sealed order by t.document_id = s.main_document desc, t.document_id) as sealed
             from recruit.donor f join recruit.document t on t.donor_id = f.donor_id
             where f.person_id = s.donor_id and t.ended_how is distinct from 'corrected'
         ) o
         where x.code = any($1) and $2::uuid is null and o.kinds is not null and x.kinds = '{}'
           and ($3::uuid is null or (x.made_at, x.deferral_id) >
                (select y.made_at, y.deferral_id from recruit.deferral y where y.deferral_id = $3))
         order by x.made_at, x.deferral_id limit $4",
    )
    .bind(codes)
    .bind(scope.only_org())
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

fn uuids(donors: &[DonorId]) -> Vec<Uuid> {
    donors.iter().map(|donor| donor.uuid()).collect()
}
