//! Statements about trips. Hospitals see none: every statement about a trip takes the caller's scope.

mod cases;
mod kept;
mod way_back;

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{SiteId, TripId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};
use vena_trip::package::Duty;

use super::keys::NewKeys;

pub(super) use cases::{
    CaseRecord, NewCase, Wanted, cases, cases_open, close_case, lock_case, open_case, others_open, propose,
};
pub(super) use kept::{Kept, insert_donation, lock_donor, needles, number_used, piece_used};
pub(super) use way_back::{
    Heard, Settled, entries, entry_is, heard, insert_entry, reacted, reaction_is, settle, settled, sums, units,
    use_number, vehicle_closed, visit_of, voids,
};

/// A trip with what has come back.
#[derive(Debug, FromRow)]
pub(super) struct TripRecord {
    pub(super) trip_id: TripId,
    pub(super) site_id: SiteId,
    pub(super) site_name: String,
    pub(super) day: Day,
    pub(super) expected: i32,
    pub(super) package_made_at: Option<Instant>,
    pub(super) package_bytes: Option<i32>,
    pub(super) counter: i64,
    pub(super) broken_from: Option<i64>,
    pub(super) last_contact_at: Option<Instant>,
    pub(super) clock_off_ms: Option<i64>,
    pub(super) waiting: i32,
    pub(super) vehicle_closed_at: Option<Instant>,
    pub(super) closed_at: Option<Instant>,
    pub(super) numbers: i64,
    pub(super) numbers_used: i64,
    pub(super) numbers_void: i64,
    pub(super) first_number: Option<String>,
    pub(super) last_number: Option<String>,
    pub(super) visits: i64,
    pub(super) ended: i64,
    pub(super) refused: i64,
    pub(super) failed: i64,
    pub(super) gone: i64,
    pub(super) tubes: i64,
    pub(super) cases_open: i64,
}

/// A trip with its sealed keys.
#[derive(FromRow)]
pub(super) struct TripSecret {
    pub(super) trip_id: TripId,
    pub(super) site_id: SiteId,
    pub(super) site_name: String,
    pub(super) day: Day,
    pub(super) code_sealed: Vec<u8>,
    pub(super) identity_key_sealed: Vec<u8>,
    pub(super) journal_key_sealed: Vec<u8>,
    pub(super) secret_sealed: Vec<u8>,
    pub(super) public_key: Vec<u8>,
    pub(super) package_made_at: Option<Instant>,
    pub(super) counter: i64,
    pub(super) digest: Vec<u8>,
    pub(super) broken_from: Option<i64>,
    pub(super) clock_off_ms: Option<i64>,
    pub(super) waiting: i32,
    pub(super) vehicle_closed_at: Option<Instant>,
    pub(super) closed_at: Option<Instant>,
}

/// A new trip.
pub(super) struct NewTrip<'a> {
    pub(super) trip_id: TripId,
    pub(super) site_id: SiteId,
    pub(super) day: Day,
    pub(super) expected: i32,
    pub(super) keys: &'a NewKeys,
    pub(super) digest: &'a [u8],
}

/// Keeps a new trip.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewTrip<'_>) -> Result<(), sqlx::Error> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.trip (trip_id, org_id, site_id, day, expected, created_at, created_by, code_sealed,
             identity_key_sealed, journal_key_sealed, secret_sealed, public_key, digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(new.trip_id)
    .bind(scope.org)
    .bind(new.site_id)
    .bind(new.day)
    .bind(new.expected)
    .bind(now)
    .bind(scope.user)
    .bind(&new.keys.code)
    .bind(&new.keys.identity)
    .bind(&new.keys.journal)
    .bind(&new.keys.secret)
    .bind(&new.keys.public)
    .bind(new.digest)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Reserves numbers for a trip; the first one that is taken, if one is. Two planners cannot take the same.
pub(super) async fn reserve(
    tx: &mut Tx,
    trip: TripId,
    numbers: &[DonationNumber],
) -> Result<Option<DonationNumber>, Fault> {
    let texts: Vec<&str> = numbers.iter().map(DonationNumber::as_str).collect();
    let taken: Option<DonationNumber> = sqlx::query_scalar(
        "select n from unnest($1::text[]) n
         where exists (select from collect.donation d where d.donation_number = n)
            or exists (select from collect.number u where u.donation_number = n)
            or exists (select from ledger.v_unit u where u.donation_number = n)
            or exists (select from collect.trip_number t where t.donation_number = n)
         order by n limit 1",
    )
    .bind(&texts)
    .fetch_optional(tx.conn())
    .await?;
    if taken.is_some() {
        return Ok(taken);
    }
    let kept: Vec<DonationNumber> = sqlx::query_scalar(
        "insert into collect.trip_number (donation_number, trip_id, state) select n, $2, 'reserved' from unnest($1::text[]) n
         on conflict (donation_number) do nothing returning donation_number",
    )
    .bind(&texts)
    .bind(trip)
    .fetch_all(tx.conn())
    .await?;
    Ok(numbers.iter().find(|number| !kept.contains(number)).copied())
}

/// The crew.
pub(super) async fn insert_crew(tx: &mut Tx, trip: TripId, crew: &[(UserId, Duty)]) -> Result<(), Fault> {
    for (user, duty) in crew {
        sqlx::query(
            "insert into collect.trip_crew (trip_id, user_id, duty) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(trip)
        .bind(user)
        .bind(DutyWord::from(*duty))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Whether an account belongs to the caller's organisation.
pub(super) async fn is_staff(tx: &mut Tx, scope: &Scope, user: UserId) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from platform.v_user where user_id = $1 and org_id = $2)")
        .bind(user)
        .bind(scope.org)
        .fetch_one(tx.conn())
        .await?)
}

/// Accounts of the caller's organisation where blood is collected, those of `site` first.
pub(super) async fn staff(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Vec<(UserId, String, bool)>, Fault> {
    Ok(sqlx::query_as(
        "select u.user_id, u.display_name, u.site_id = $2 from platform.v_user u
         join platform.v_site s on s.site_id = u.site_id
         where u.org_id = $1 and s.kind in ('house', 'vehicle') order by u.site_id = $2 desc, u.username limit 300",
    )
    .bind(scope.org)
    .bind(site)
    .fetch_all(tx.conn())
    .await?)
}

/// Sets the PIN of one of the crew; `false` for somebody else.
pub(super) async fn set_pin(tx: &mut Tx, trip: TripId, user: UserId, pin: &str) -> Result<bool, Fault> {
    let done = sqlx::query("update collect.trip_crew set pin = $3 where trip_id = $1 and user_id = $2")
        .bind(trip)
        .bind(user)
        .bind(pin)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The key that signs packages, sealed, and its public half; `sealed` and `public` when there is none yet.
pub(super) async fn signing(tx: &mut Tx, sealed: &[u8], public: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    sqlx::query("insert into collect.trip_signing (secret_sealed, public_key) values ($1, $2) on conflict do nothing")
        .bind(sealed)
        .bind(public)
        .execute(tx.conn())
        .await?;
    Ok(sqlx::query_as("select secret_sealed, public_key from collect.trip_signing").fetch_one(tx.conn()).await?)
}

/// The public half of the key that signs packages.
pub(super) async fn signing_public(tx: &mut Tx) -> Result<Option<Vec<u8>>, Fault> {
    Ok(sqlx::query_scalar("select public_key from collect.trip_signing").fetch_optional(tx.conn()).await?)
}

/// What somebody of the crew does, as the database says it.
#[derive(Debug, Clone, Copy, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(super) enum DutyWord {
    Physician,
    Nurse,
}

impl From<Duty> for DutyWord {
    fn from(duty: Duty) -> Self {
        match duty {
            Duty::Physician => Self::Physician,
            Duty::Nurse => Self::Nurse,
        }
    }
}

impl From<DutyWord> for Duty {
    fn from(word: DutyWord) -> Self {
        match word {
            DutyWord::Physician => Self::Physician,
            DutyWord::Nurse => Self::Nurse,
        }
    }
}

/// One of the crew.
#[derive(Debug, FromRow)]
pub(super) struct CrewRecord {
    pub(super) user_id: UserId,
    pub(super) name: String,
    pub(super) duty: DutyWord,
    pub(super) pin: Option<String>,
}

/// The crew, physicians first.
pub(super) async fn crew(tx: &mut Tx, trip: TripId) -> Result<Vec<CrewRecord>, Fault> {
    Ok(sqlx::query_as(
        "select c.user_id, u.display_name as name, c.duty, c.pin from collect.trip_crew c
         join platform.v_user u on u.user_id = c.user_id where c.trip_id = $1 order by c.duty desc, u.username",
    )
    .bind(trip)
    .fetch_all(tx.conn())
    .await?)
}

/// A trip with what has come back, if `scope` sees trips.
pub(super) async fn record(tx: &mut Tx, scope: &Scope, id: TripId) -> Result<Option<TripRecord>, Fault> {
    Ok(sqlx::query_as("select * from collect.v_trip where trip_id = $1 and $2::uuid is null")
        .bind(id)
        .bind(scope.only_org())
        .fetch_optional(tx.conn())
        .await?)
}

/// A page of trips, latest first.
pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    (site, open): (Option<SiteId>, bool),
    after: Option<TripId>,
    limit: i64,
) -> Result<Vec<TripRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from collect.v_trip
         where $1::uuid is null and ($2::uuid is null or site_id = $2) and (not $3 or closed_at is null)
           and ($4::uuid is null or (day, trip_id) < (select day, trip_id from collect.trip where trip_id = $4))
         order by day desc, trip_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(site)
    .bind(open)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// A trip with its keys, if `scope` sees trips.
pub(super) async fn trip(tx: &mut Tx, scope: &Scope, id: TripId) -> Result<Option<TripSecret>, Fault> {
    Ok(sqlx::query_as(
        "select t.*, s.name as site_name from collect.trip t join platform.v_site s on s.site_id = t.site_id
         where t.trip_id = $1 and $2::uuid is null",
    )
    .bind(id)
    .bind(scope.only_org())
    .fetch_optional(tx.conn())
    .await?)
}

/// The same, and whoever plays back or closes waits.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: TripId) -> Result<Option<TripSecret>, Fault> {
    sqlx::query("select trip_id from collect.trip where trip_id = $1 for update").bind(id).execute(tx.conn()).await?;
    trip(tx, scope, id).await
}

/// Numbers that carry nothing yet.
pub(super) async fn free_numbers(tx: &mut Tx, trip: TripId) -> Result<Vec<DonationNumber>, Fault> {
    Ok(sqlx::query_scalar(
        "select donation_number from collect.trip_number where trip_id = $1 and state <> 'void' order by donation_number",
    )
    .bind(trip)
    .fetch_all(tx.conn())
    .await?)
}

/// Lots that were called back: what they are of, lot, why.
pub(super) async fn recalled_lots(tx: &mut Tx, scope: &Scope) -> Result<Vec<(String, String, String)>, Fault> {
    Ok(sqlx::query_as("select item, lot, reason from collect.lot_recall where org_id = $1 order by item, lot")
        .bind(scope.org)
        .fetch_all(tx.conn())
        .await?)
}

/// Lots that were received on a vehicle: what they are of, lot, last day, whether their use was ended.
pub(super) async fn lots(tx: &mut Tx, scope: &Scope, site: SiteId) -> Result<Vec<(String, String, Day, bool)>, Fault> {
    Ok(sqlx::query_as(
        "select item, lot, expires_on, state = 'finished' from collect.lot_stock
         where org_id = $1 and site_id = $2 order by item, lot limit 2000",
    )
    .bind(scope.org)
    .bind(site)
    .fetch_all(tx.conn())
    .await?)
}

/// Who could decide when the package of this time was made; `None` for a package that was never made.
pub(super) async fn deciders(tx: &mut Tx, id: TripId, made_at: Instant) -> Result<Option<Vec<UserId>>, Fault> {
    let sql = "select deciders from collect.trip_package where trip_id = $1 and made_at = $2";
    Ok(sqlx::query_scalar(sql).bind(id).bind(made_at).fetch_optional(tx.conn()).await?)
}

/// Those of `users` who have an account here.
pub(super) async fn accounts(tx: &mut Tx, scope: &Scope, users: &[UserId]) -> Result<Vec<UserId>, Fault> {
    Ok(sqlx::query_scalar("select user_id from platform.v_user where user_id = any($1) and org_id = $2")
        .bind(users)
        .bind(scope.org)
        .fetch_all(tx.conn())
        .await?)
}

/// Remembers when the last package was made, and who could decide then.
pub(super) async fn package_made(tx: &mut Tx, id: TripId, bytes: usize, deciders: &[UserId]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.trip_package (trip_id, made_at, deciders) values ($1, $2, $3)
         on conflict (trip_id, made_at) do update set deciders = excluded.deciders",
    )
    .bind(id)
    .bind(now)
    .bind(deciders)
    .execute(tx.conn())
    .await?;
    sqlx::query("update collect.trip set package_made_at = $2, package_bytes = $3 where trip_id = $1")
        .bind(id)
        .bind(now)
        .bind(i32::try_from(bytes).unwrap_or(i32::MAX))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether a number belongs to this trip and is not void.
pub(super) async fn number_of(tx: &mut Tx, trip: TripId, number: DonationNumber) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar(
        "select exists (select from collect.trip_number where donation_number = $2 and trip_id = $1 and state <> 'void')",
    )
    .bind(trip)
    .bind(number)
    .fetch_one(tx.conn())
    .await?)
}

/// Closes a trip; what was not used is void.
pub(super) async fn close(tx: &mut Tx, scope: &Scope, id: TripId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update collect.trip_number set state = 'void', why = '未使用' where trip_id = $1 and state = 'reserved'",
    )
    .bind(id)
    .execute(tx.conn())
    .await?;
    sqlx::query("update collect.trip set closed_at = $2, closed_by = $3 where trip_id = $1")
        .bind(id)
        .bind(now)
        .bind(scope.user)
        .execute(tx.conn())
        .await?;
    Ok(())
}
