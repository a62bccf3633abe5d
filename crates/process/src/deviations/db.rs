//! Statements about deviations.

use sqlx::{FromRow, types::Json};
use vena_contracts::shown::UnitText;
use vena_kernel::{
    clock::{Day, Instant},
    id::{ActionId, DeviationId, UnitId, UserId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::open::{NewDeviation, Origin};

/// Writes a new deviation with the next number of its year; false when a rule has opened this one before.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    id: DeviationId,
    new: &NewDeviation,
    (year, due_on): (i32, Day),
) -> Result<bool, Fault> {
    let now = tx.now();
    // Numbers have no gaps: whoever opens next waits until this one is kept or dropped.
    let sql = "select pg_advisory_xact_lock(hashtextextended('process.deviation:' || $1::uuid::text, 0))";
    sqlx::query(sql).bind(scope.org).execute(tx.conn()).await?;
    let written = sqlx::query(
        "insert into process.deviation
             (deviation_id, org_id, site_id, year, serial, origin, key, title, units, lots, place, opened_at, opened_by, due_on)
         select $1, $2, $3, $4,
             (select coalesce(max(serial), 0) + 1 from process.deviation where org_id = $2 and year = $4),
             $5, $6, $7, $8, $9, $10, $11, $12, $13::text::date
         on conflict (org_id, key) do nothing",
    )
    .bind(id)
    .bind(scope.org)
    .bind(scope.site)
    .bind(year)
    .bind(new.origin)
    .bind(new.key.as_deref())
    .bind(Json(&new.title))
    .bind(&new.units)
    .bind(&new.lots)
    .bind(new.place.as_deref())
    .bind(now)
    .bind(scope.user)
    .bind(due_on.to_string())
    .execute(tx.conn())
    .await?;
    Ok(written.rows_affected() == 1)
}

/// A deviation with its counts.
#[derive(Debug, FromRow)]
pub(super) struct DeviationRow {
    pub(super) deviation_id: DeviationId,
    pub(super) year: i32,
    pub(super) serial: i32,
    pub(super) origin: Origin,
    pub(super) title: Json<Text>,
    pub(super) units: Vec<UnitId>,
    pub(super) lots: Vec<String>,
    pub(super) place: Option<String>,
    pub(super) opened_at: Instant,
    pub(super) opened_by: UserId,
    pub(super) opened_by_name: String,
    pub(super) due_on: String,
    pub(super) closed_at: Option<Instant>,
    pub(super) closed_by_name: Option<String>,
    pub(super) actions: i64,
    pub(super) verified: i64,
    pub(super) late: i64,
}

/// Which deviations.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) closed: Option<bool>,
    pub(super) before: Option<DeviationId>,
    pub(super) limit: i64,
}

/// The deviations of the own station, newest first.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, wanted: &Wanted, today: Day) -> Result<Vec<DeviationRow>, Fault> {
    let sql = "select d.deviation_id, d.year, d.serial, d.origin, d.title, d.units, d.lots, d.place, d.opened_at, d.opened_by,
             o.display_name as opened_by_name, d.due_on::text as due_on, d.closed_at, c.display_name as closed_by_name,
             a.actions, a.verified, a.late
         from process.deviation d join platform.v_user o on o.user_id = d.opened_by
         left join platform.v_user c on c.user_id = d.closed_by
         cross join lateral (select count(*) as actions, count(verified_at) as verified,
                 count(*) filter (where done_at is null and due_on < $4::text::date) as late
             from process.deviation_action a where a.deviation_id = d.deviation_id) a
         where d.org_id = $1 and ($2::boolean is null or (d.closed_at is not null) = $2)
           and ($3::uuid is null or d.deviation_id < $3)
         order by d.deviation_id desc limit $5";
    let found = sqlx::query_as(sql).bind(scope.org).bind(wanted.closed).bind(wanted.before);
    Ok(found.bind(today.to_string()).bind(wanted.limit).fetch_all(tx.conn()).await?)
}

/// One deviation of the own station.
pub(super) async fn one(
    tx: &mut Tx,
    scope: &Scope,
    id: DeviationId,
    today: Day,
) -> Result<Option<DeviationRow>, Fault> {
    let sql = "select d.deviation_id, d.year, d.serial, d.origin, d.title, d.units, d.lots, d.place, d.opened_at, d.opened_by,
             o.display_name as opened_by_name, d.due_on::text as due_on, d.closed_at, c.display_name as closed_by_name,
             a.actions, a.verified, a.late
         from process.deviation d join platform.v_user o on o.user_id = d.opened_by
         left join platform.v_user c on c.user_id = d.closed_by
         cross join lateral (select count(*) as actions, count(verified_at) as verified,
                 count(*) filter (where done_at is null and due_on < $3::text::date) as late
             from process.deviation_action a where a.deviation_id = d.deviation_id) a
         where d.org_id = $1 and d.deviation_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).bind(today.to_string()).fetch_optional(tx.conn()).await?)
}

/// Keeps a deviation of the own station from everybody else until the transaction ends; whether it is closed.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: DeviationId) -> Result<Option<bool>, Fault> {
    let sql = "select closed_at is not null from process.deviation where deviation_id = $1 and org_id = $2 for update";
    Ok(sqlx::query_scalar(sql).bind(id).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// What was written at a step.
#[derive(Debug, FromRow)]
pub(super) struct EntryRow {
    pub(super) step: String,
    pub(super) said: String,
    pub(super) said_at: Instant,
    pub(super) said_by: UserId,
    pub(super) said_by_name: String,
}

/// What was written into a deviation of the own station, oldest first; at most 500 entries.
pub(super) async fn entries(tx: &mut Tx, scope: &Scope, id: DeviationId) -> Result<Vec<EntryRow>, Fault> {
    let sql = "select e.step, e.said, e.said_at, e.said_by, u.display_name as said_by_name
         from process.deviation_entry e join process.deviation d using (deviation_id)
         join platform.v_user u on u.user_id = e.said_by
         where e.deviation_id = $1 and d.org_id = $2 order by e.entry_id limit 500";
    Ok(sqlx::query_as(sql).bind(id).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// Adds what somebody says at a step.
pub(super) async fn write(
    tx: &mut Tx,
    scope: &Scope,
    id: DeviationId,
    (step, said): (&str, &str),
) -> Result<(), Fault> {
    let (now, entry) = (tx.now(), tx.new_id());
    let sql = "insert into process.deviation_entry (entry_id, deviation_id, step, said, said_at, said_by)
         values ($1, $2, $3, $4, $5, $6)";
    let query = sqlx::query(sql).bind(entry).bind(id).bind(step).bind(said).bind(now).bind(scope.user);
    query.execute(tx.conn()).await?;
    Ok(())
}

/// Closes a deviation.
pub(super) async fn close(tx: &mut Tx, scope: &Scope, id: DeviationId) -> Result<(), Fault> {
    let now = tx.now();
    let sql = "update process.deviation set closed_at = $3, closed_by = $4 where deviation_id = $1 and org_id = $2";
    sqlx::query(sql).bind(id).bind(scope.org).bind(now).bind(scope.user).execute(tx.conn()).await?;
    Ok(())
}

/// An action.
#[derive(Debug, FromRow)]
pub(super) struct ActionRow {
    pub(super) action_id: ActionId,
    pub(super) kind: String,
    pub(super) what: String,
    pub(super) owner_name: String,
    pub(super) due_on: String,
    pub(super) done_at: Option<Instant>,
    pub(super) done_by: Option<UserId>,
    pub(super) done_by_name: Option<String>,
    pub(super) done_note: Option<String>,
    pub(super) verified_at: Option<Instant>,
    pub(super) verified_by_name: Option<String>,
}

/// The actions of a deviation of the own station, oldest first; at most 200.
pub(super) async fn actions(tx: &mut Tx, scope: &Scope, id: DeviationId) -> Result<Vec<ActionRow>, Fault> {
    let sql = "select a.action_id, a.kind, a.what, w.display_name as owner_name, a.due_on::text as due_on, a.done_at, a.done_by,
             b.display_name as done_by_name, a.done_note, a.verified_at, v.display_name as verified_by_name
         from process.deviation_action a join process.deviation d using (deviation_id)
         join platform.v_user w on w.user_id = a.owner left join platform.v_user b on b.user_id = a.done_by
         left join platform.v_user v on v.user_id = a.verified_by
         where a.deviation_id = $1 and d.org_id = $2 order by a.action_id limit 200";
    Ok(sqlx::query_as(sql).bind(id).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// The person of the own station with this sign-in name.
pub(super) async fn person(tx: &mut Tx, scope: &Scope, username: &str) -> Result<Option<UserId>, Fault> {
    let sql = "select user_id from platform.v_user where username = $1 and org_id = $2";
    Ok(sqlx::query_scalar(sql).bind(username).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// An action to be added.
#[derive(Debug)]
pub(super) struct NewAction<'a> {
    pub(super) kind: &'a str,
    pub(super) what: &'a str,
    pub(super) owner: UserId,
    pub(super) due_on: Day,
}

/// Adds an action.
pub(super) async fn add(tx: &mut Tx, scope: &Scope, id: DeviationId, new: &NewAction<'_>) -> Result<(), Fault> {
    let (now, action) = (tx.now(), tx.new_id());
    let sql =
        "insert into process.deviation_action (action_id, deviation_id, kind, what, owner, due_on, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6::text::date, $7, $8)";
    let query = sqlx::query(sql).bind(action).bind(id).bind(new.kind).bind(new.what).bind(new.owner);
    query.bind(new.due_on.to_string()).bind(now).bind(scope.user).execute(tx.conn()).await?;
    Ok(())
}

/// The deviation of an action.
pub(super) async fn of_action(tx: &mut Tx, scope: &Scope, id: ActionId) -> Result<Option<DeviationId>, Fault> {
    let sql = "select d.deviation_id from process.deviation_action a join process.deviation d using (deviation_id)
         where a.action_id = $1 and d.org_id = $2";
    Ok(sqlx::query_scalar(sql).bind(id).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// Notes that an action was done.
pub(super) async fn finish(tx: &mut Tx, scope: &Scope, id: ActionId, note: &str) -> Result<(), Fault> {
    let now = tx.now();
    let sql = "update process.deviation_action set done_at = $2, done_by = $3, done_note = $4 where action_id = $1";
    sqlx::query(sql).bind(id).bind(now).bind(scope.user).bind(note).execute(tx.conn()).await?;
    Ok(())
}

/// Notes that an action was verified.
pub(super) async fn verify(tx: &mut Tx, scope: &Scope, id: ActionId) -> Result<(), Fault> {
    let now = tx.now();
    let sql = "update process.deviation_action set verified_at = $2, verified_by = $3 where action_id = $1";
    sqlx::query(sql).bind(id).bind(now).bind(scope.user).execute(tx.conn()).await?;
    Ok(())
}

/// The units in the own custody that a scanned text means, whatever became of them; at most 50.
pub(super) async fn meant(tx: &mut Tx, scope: &Scope, text: &UnitText) -> Result<Vec<UnitId>, Fault> {
    let sql = "select unit_id from ledger.v_unit
         where custodian = $1
           and (unit_id = $2 or (donation_number = $3 and ($4::text is null or product = $4) and ($5::text is null or division = $5)))
         order by unit_id limit 50";
    let found = sqlx::query_scalar(sql).bind(scope.org).bind(text.id).bind(text.number);
    Ok(found.bind(text.product).bind(text.division).fetch_all(tx.conn()).await?)
}
