//! Statements about instruments and readings. Hospitals see none: every statement takes the organisation of the caller.

use sqlx::{FromRow, types::Json};
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    collection::reading::{Mark, ReadingKind, ReadingValues},
    id::{DeviceId, ReadingId, SiteId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::words::{DeviceLink, DeviceState};

/// An instrument with what is known of its last reading and its agent.
#[derive(Debug, FromRow)]
pub(crate) struct DeviceRecord {
    pub(crate) device_id: DeviceId,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) kind: ReadingKind,
    pub(crate) serial: String,
    pub(crate) state: DeviceState,
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) calibrated_until: Option<Day>,
    pub(crate) first_seen_at: Instant,
    pub(crate) entered_by_name: Option<String>,
    pub(crate) retired_reason: Option<String>,
    pub(crate) last_reading_at: Option<Instant>,
    pub(crate) last_marks: Option<Json<Vec<Mark>>>,
    pub(crate) link: DeviceLink,
    pub(crate) link_detail: String,
    pub(crate) link_since: Option<Instant>,
    pub(crate) dropped: i64,
    pub(crate) agent_heard_at: Option<Instant>,
}

/// A reading that is kept.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ReadingRecord {
    pub(crate) reading_id: ReadingId,
    pub(crate) device_id: DeviceId,
    pub(crate) site_id: SiteId,
    pub(crate) kind: ReadingKind,
    pub(crate) serial: String,
    pub(crate) device_name: String,
    pub(crate) device_place: String,
    pub(crate) at: Instant,
    pub(crate) clock_at: Instant,
    pub(crate) received_at: Instant,
    pub(crate) reading_values: Json<ReadingValues>,
    pub(crate) about: Option<String>,
    pub(crate) marks: Json<Vec<Mark>>,
    pub(crate) taken_for: Option<Uuid>,
}

/// Instruments of the caller's organisation, by site; at most 1000.
pub(super) async fn devices(tx: &mut Tx, scope: &Scope, site: Option<SiteId>) -> Result<Vec<DeviceRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from collect.v_device
         where org_id = $1 and ($2::uuid is null or site_id = $2)
         order by site_name, site_id, (state = 'retired'), kind, name, serial limit 1000",
    )
    .bind(scope.org)
    .bind(site)
    .fetch_all(tx.conn())
    .await?)
}

/// One instrument.
pub(super) async fn device(tx: &mut Tx, scope: &Scope, id: DeviceId) -> Result<Option<DeviceRecord>, Fault> {
    let query = sqlx::query_as("select * from collect.v_device where org_id = $1 and device_id = $2");
    Ok(query.bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes everybody else who changes this instrument wait.
pub(super) async fn lock_device(tx: &mut Tx, scope: &Scope, id: DeviceId) -> Result<(), Fault> {
    sqlx::query("select device_id from collect.device where org_id = $1 and device_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The instrument of this kind with this serial number, wherever it is.
pub(super) async fn by_serial(
    tx: &mut Tx,
    scope: &Scope,
    kind: ReadingKind,
    serial: &str,
) -> Result<Option<DeviceRecord>, Fault> {
    Ok(sqlx::query_as("select * from collect.v_device where org_id = $1 and kind = $2 and serial = $3")
        .bind(scope.org)
        .bind(kind)
        .bind(serial)
        .fetch_optional(tx.conn())
        .await?)
}

/// How many instruments have reported at the caller's site and were entered by nobody.
pub(super) async fn unknown_here(tx: &mut Tx, scope: &Scope) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar("select count(*) from collect.device where site_id = $1 and state = 'unknown'")
        .bind(scope.site)
        .fetch_one(tx.conn())
        .await?)
}

/// Notes an instrument that nobody has entered, unless somebody notes it at the same moment.
pub(super) async fn note_unknown(tx: &mut Tx, scope: &Scope, kind: ReadingKind, serial: &str) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into collect.device (device_id, org_id, site_id, kind, serial, state, first_seen_at)
         values ($1, $2, $3, $4, $5, 'unknown', $6) on conflict (org_id, kind, serial) do nothing",
    )
    .bind(id)
    .bind(scope.org)
    .bind(scope.site)
    .bind(kind)
    .bind(serial)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An instrument as it is entered.
#[derive(Debug)]
pub(super) struct Entered<'a> {
    pub(super) site: SiteId,
    pub(super) kind: ReadingKind,
    pub(super) serial: &'a str,
    pub(super) name: &'a str,
    pub(super) place: &'a str,
    pub(super) calibrated_until: Option<Day>,
}

/// Enters an instrument, or brings one that is known here: adopted, moved from another site, or back from retirement.
pub(super) async fn enter(tx: &mut Tx, scope: &Scope, new: &Entered<'_>) -> Result<DeviceId, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    Ok(sqlx::query_scalar(
        "insert into collect.device as d (device_id, org_id, site_id, kind, serial, state, name, place, calibrated_until,
             first_seen_at, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, 'in_use', $6, $7, $8, $9, $9, $10)
         on conflict (org_id, kind, serial) do update set state = 'in_use', site_id = excluded.site_id,
             name = excluded.name, place = excluded.place, calibrated_until = excluded.calibrated_until,
             entered_at = excluded.entered_at, entered_by = excluded.entered_by, retired_reason = null,
             link = case when d.site_id = excluded.site_id then d.link else 'unheard' end
         returning device_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.site)
    .bind(new.kind)
    .bind(new.serial)
    .bind(new.name)
    .bind(new.place)
    .bind(new.calibrated_until)
    .bind(now)
    .bind(scope.user)
    .fetch_one(tx.conn())
    .await?)
}

/// A new calibration.
pub(super) async fn calibrate(tx: &mut Tx, id: DeviceId, until: Day) -> Result<(), Fault> {
    sqlx::query("update collect.device set calibrated_until = $2 where device_id = $1")
        .bind(id)
        .bind(until)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Out of use.
pub(super) async fn retire(tx: &mut Tx, id: DeviceId, reason: &str) -> Result<(), Fault> {
    sqlx::query("update collect.device set state = 'retired', retired_reason = $2 where device_id = $1")
        .bind(id)
        .bind(reason)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Counts a reading that came too fast to be kept.
pub(super) async fn count_dropped(tx: &mut Tx, id: DeviceId) -> Result<(), Fault> {
    let query = sqlx::query("update collect.device set dropped = dropped + 1 where device_id = $1");
    query.bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// How many readings of an instrument were taken within half a minute of `at`.
pub(super) async fn around(tx: &mut Tx, id: DeviceId, at: Instant) -> Result<i64, Fault> {
    Ok(sqlx::query_scalar(
        "select count(*) from collect.reading
         where device_id = $1 and at > $2::timestamptz - interval '30 seconds' and at <= $2::timestamptz + interval '30 seconds'",
    )
    .bind(id)
    .bind(at)
    .fetch_one(tx.conn())
    .await?)
}

/// A reading to be kept.
#[derive(Debug)]
pub(super) struct NewReading<'a> {
    pub(super) reading_id: ReadingId,
    pub(super) device_id: DeviceId,
    pub(super) kind: ReadingKind,
    pub(super) at: Instant,
    pub(super) clock_at: Instant,
    pub(super) values: &'a ReadingValues,
    pub(super) about: Option<&'a str>,
    pub(super) marks: &'a [Mark],
    pub(super) digest: &'a [u8],
}

/// Keeps a reading; false when one of this name is kept already.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewReading<'_>) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "insert into collect.reading (reading_id, device_id, org_id, site_id, kind, at, clock_at, received_at, reported_by,
             reading_values, about, marks, digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (reading_id) do nothing",
    )
    .bind(new.reading_id)
    .bind(new.device_id)
    .bind(scope.org)
    .bind(scope.site)
    .bind(new.kind)
    .bind(new.at)
    .bind(new.clock_at)
    .bind(now)
    .bind(scope.user)
    .bind(Json(new.values))
    .bind(new.about)
    .bind(Json(new.marks))
    .bind(new.digest)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("update collect.device set last_reading_at = greatest(last_reading_at, $2) where device_id = $1")
        .bind(new.device_id)
        .bind(new.at)
        .execute(tx.conn())
        .await?;
    Ok(true)
}

/// One reading.
pub(super) async fn reading(tx: &mut Tx, scope: &Scope, id: ReadingId) -> Result<Option<ReadingRecord>, Fault> {
    let query = sqlx::query_as("select * from collect.v_reading where org_id = $1 and reading_id = $2");
    Ok(query.bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// What of this name was sent before, by whomever: its digest.
pub(super) async fn digest_of(tx: &mut Tx, id: ReadingId) -> Result<Option<Vec<u8>>, Fault> {
    let query = sqlx::query_scalar("select digest from collect.reading where reading_id = $1");
    Ok(query.bind(id).fetch_optional(tx.conn()).await?)
}

/// Which readings.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) site: Option<SiteId>,
    pub(super) kinds: Option<Vec<&'a str>>,
    pub(super) device: Option<DeviceId>,
    pub(super) about: Option<&'a str>,
    /// Taken after this.
    pub(super) since: Option<Instant>,
    pub(super) after: Option<(Instant, ReadingId)>,
    pub(super) limit: i64,
}

/// Readings of the caller's organisation, newest first.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, wanted: &Wanted<'_>) -> Result<Vec<ReadingRecord>, Fault> {
    Ok(sqlx::query_as(
        "select * from collect.v_reading
         where org_id = $1 and ($2::uuid is null or site_id = $2) and ($3::text[] is null or kind = any($3))
           and ($4::uuid is null or device_id = $4) and ($5::text is null or about = $5)
           and ($6::timestamptz is null or at > $6)
           and ($7::timestamptz is null or (at, reading_id) < ($7, $8))
         order by at desc, reading_id desc limit $9",
    )
    .bind(scope.org)
    .bind(wanted.site)
    .bind(&wanted.kinds)
    .bind(wanted.device)
    .bind(wanted.about)
    .bind(wanted.since)
    .bind(wanted.after.map(|(at, _)| at))
    .bind(wanted.after.map(|(_, id)| id))
    .bind(wanted.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Gives a reading to the one who uses it; false when another has it.
pub(super) async fn take(tx: &mut Tx, scope: &Scope, id: ReadingId, user: Uuid) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update collect.reading set taken_for = $3, taken_at = coalesce(taken_at, $4), taken_by = coalesce(taken_by, $5)
         where org_id = $1 and reading_id = $2 and (taken_for is null or taken_for = $3)",
    )
    .bind(scope.org)
    .bind(id)
    .bind(user)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What an agent says of itself.
#[derive(Debug)]
pub(super) struct Heard<'a> {
    pub(super) clock_at: Instant,
    pub(super) version: &'a str,
    pub(super) waiting: i64,
}

/// Remembers that the agent spoke.
pub(super) async fn heard(tx: &mut Tx, scope: &Scope, said: &Heard<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.device_agent (user_id, org_id, site_id, heard_at, clock_at, version, waiting)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (user_id) do update set site_id = $3, heard_at = $4, clock_at = $5, version = $6, waiting = $7",
    )
    .bind(scope.user)
    .bind(scope.org)
    .bind(scope.site)
    .bind(now)
    .bind(said.clock_at)
    .bind(said.version)
    .bind(said.waiting)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The agents of the caller's organisation: site, when heard, what their clock showed then, version, readings that wait.
pub(super) async fn agents(
    tx: &mut Tx,
    scope: &Scope,
    site: Option<SiteId>,
) -> Result<Vec<(SiteId, Instant, Instant, String, i64)>, Fault> {
    Ok(sqlx::query_as(
        "select site_id, heard_at, clock_at, version, waiting from collect.device_agent
         where org_id = $1 and ($2::uuid is null or site_id = $2) order by site_id, user_id limit 1000",
    )
    .bind(scope.org)
    .bind(site)
    .fetch_all(tx.conn())
    .await?)
}

/// What an agent says of the line to an instrument of its site; true when that has changed.
pub(super) async fn linked(
    tx: &mut Tx,
    scope: &Scope,
    (kind, serial): (ReadingKind, &str),
    (link, detail): (DeviceLink, &str),
) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update collect.device set link = $5, link_detail = $6, link_since = case when link = $5 then link_since else $7 end
         where org_id = $1 and site_id = $2 and kind = $3 and serial = $4 and (link, link_detail) is distinct from ($5, $6)",
    )
    .bind(scope.org)
    .bind(scope.site)
    .bind(kind)
    .bind(serial)
    .bind(link)
    .bind(detail)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
