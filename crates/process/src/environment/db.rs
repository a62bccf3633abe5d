//! Statements about the monitoring of rooms.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    id::{DeviationId, PlateId, PointId, ReadingId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Level, Steps};

/// A place that is measured.
#[derive(Debug, FromRow)]
pub(super) struct PointRow {
    pub(super) point_id: PointId,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) class: String,
    pub(super) kind: String,
    pub(super) added_at: Instant,
    pub(super) added_by_name: String,
    pub(super) closed_at: Option<Instant>,
    pub(super) closed_by_name: Option<String>,
    pub(super) closed_why: Option<String>,
}

/// All points, by their codes; at most 1,000.
pub(super) async fn points(tx: &mut Tx, scope: &Scope) -> Result<Vec<PointRow>, Fault> {
    let sql = "select p.point_id, p.code, p.name, p.class, p.kind, p.added_at, a.display_name as added_by_name,
             p.closed_at, c.display_name as closed_by_name, p.closed_why
         from process.environment_point p join platform.v_user a on a.user_id = p.added_by
         left join platform.v_user c on c.user_id = p.closed_by
         where p.org_id = $1 order by p.closed_at is not null, p.code limit 1000";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// One point.
pub(super) async fn point(tx: &mut Tx, scope: &Scope, id: PointId) -> Result<Option<PointRow>, Fault> {
    let sql = "select p.point_id, p.code, p.name, p.class, p.kind, p.added_at, a.display_name as added_by_name,
             p.closed_at, c.display_name as closed_by_name, p.closed_why
         from process.environment_point p join platform.v_user a on a.user_id = p.added_by
         left join platform.v_user c on c.user_id = p.closed_by
         where p.org_id = $1 and p.point_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes those who do something at a point wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: PointId) -> Result<(), Fault> {
    sqlx::query("select point_id from process.environment_point where org_id = $1 and point_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A new point.
#[derive(Debug)]
pub(super) struct NewPoint<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) class: &'a str,
    pub(super) kind: &'a str,
}

/// Adds a point; `None` when its code is taken.
pub(super) async fn add(tx: &mut Tx, scope: &Scope, new: &NewPoint<'_>) -> Result<Option<PointId>, Fault> {
    let (id, now) = (PointId::from_uuid(tx.new_id()), tx.now());
    let done = sqlx::query(
        "insert into process.environment_point (point_id, org_id, code, name, class, kind, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (org_id, code) do nothing",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.code)
    .bind(new.name)
    .bind(new.class)
    .bind(new.kind)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok((done.rows_affected() == 1).then_some(id))
}

/// Closes a point.
pub(super) async fn close(tx: &mut Tx, scope: &Scope, id: PointId, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.environment_point set closed_at = $3, closed_by = $4, closed_why = $5
         where org_id = $1 and point_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(why)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A dish, or a look at an instrument.
#[derive(Debug, FromRow)]
pub(super) struct PlateRow {
    pub(super) plate_id: PlateId,
    pub(super) point_id: PointId,
    pub(super) label: Option<String>,
    pub(super) lot: Option<String>,
    pub(super) put_at: Instant,
    pub(super) put_by_name: String,
    pub(super) taken_at: Option<Instant>,
    pub(super) taken_by_name: Option<String>,
    pub(super) void_at: Option<Instant>,
    pub(super) void_by_name: Option<String>,
    pub(super) void_why: Option<String>,
    /// What was read waits for a second person.
    pub(super) waiting: bool,
    /// What was read is confirmed.
    pub(super) confirmed: bool,
}

impl PlateRow {
    /// What happened to it, for the rules.
    pub(super) fn steps(&self) -> Steps {
        Steps {
            put_at: self.put_at,
            taken_at: self.taken_at,
            void: self.void_at.is_some(),
            waiting: self.waiting,
            confirmed: self.confirmed,
        }
    }
}

/// The dishes that are on their way; at most 1,000.
pub(super) async fn running(tx: &mut Tx, scope: &Scope) -> Result<Vec<PlateRow>, Fault> {
    let sql = "select * from process.v_environment_plate where org_id = $1 and not ended order by plate_id limit 1000";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// The newest 200 dishes of a point, newest first.
pub(super) async fn of_point(tx: &mut Tx, scope: &Scope, id: PointId) -> Result<Vec<PlateRow>, Fault> {
    let sql = "select * from process.v_environment_plate where org_id = $1 and point_id = $2
         order by put_at desc, plate_id desc limit 200";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_all(tx.conn()).await?)
}

/// One dish.
pub(super) async fn plate(tx: &mut Tx, scope: &Scope, id: PlateId) -> Result<Option<PlateRow>, Fault> {
    let sql = "select * from process.v_environment_plate where org_id = $1 and plate_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// True when a dish with this label is on its way.
pub(super) async fn labelled(tx: &mut Tx, scope: &Scope, label: &str) -> Result<bool, Fault> {
    let sql = "select exists (select from process.environment_plate where org_id = $1 and label = $2 and not ended)";
    Ok(sqlx::query_scalar(sql).bind(scope.org).bind(label).fetch_one(tx.conn()).await?)
}

/// Puts a dish out; `taken` when it does not stand open.
pub(super) async fn put(
    tx: &mut Tx,
    scope: &Scope,
    point: PointId,
    (label, lot): (Option<&str>, Option<&str>),
    taken: bool,
) -> Result<PlateId, Fault> {
    let (id, now) = (PlateId::from_uuid(tx.new_id()), tx.now());
    sqlx::query(
        "insert into process.environment_plate (plate_id, org_id, point_id, label, lot, put_at, put_by, taken_at, taken_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(point)
    .bind(label)
    .bind(lot)
    .bind(now)
    .bind(scope.user)
    .bind(taken.then_some(now))
    .bind(taken.then_some(scope.user))
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Takes a dish in.
pub(super) async fn take(tx: &mut Tx, scope: &Scope, id: PlateId) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.environment_plate set taken_at = $3, taken_by = $4 where org_id = $1 and plate_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A dish does not count.
pub(super) async fn void(tx: &mut Tx, scope: &Scope, id: PlateId, why: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.environment_plate set void_at = $3, void_by = $4, void_why = $5, ended = true
         where org_id = $1 and plate_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(why)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What somebody read.
#[derive(Debug)]
pub(super) struct NewReading<'a> {
    pub(super) value: f64,
    pub(super) organism: Option<&'a str>,
    pub(super) level: Level,
    pub(super) minimum: Option<f64>,
    pub(super) alert: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) source: &'a str,
}

/// Keeps what was read.
pub(super) async fn read(tx: &mut Tx, scope: &Scope, plate: PlateId, new: &NewReading<'_>) -> Result<(), Fault> {
    let (id, now) = (ReadingId::from_uuid(tx.new_id()), tx.now());
    sqlx::query(
        "insert into process.environment_reading (reading_id, plate_id, value, organism, level, minimum, alert, maximum,
             source, read_at, read_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(id)
    .bind(plate)
    .bind(new.value)
    .bind(new.organism)
    .bind(new.level)
    .bind(new.minimum)
    .bind(new.alert)
    .bind(new.maximum)
    .bind(new.source)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was read of a dish.
#[derive(Debug, FromRow)]
pub(super) struct ReadingRow {
    pub(super) reading_id: ReadingId,
    pub(super) plate_id: PlateId,
    pub(super) value: f64,
    pub(super) organism: Option<String>,
    pub(super) level: Level,
    pub(super) minimum: Option<f64>,
    pub(super) alert: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) source: String,
    pub(super) read_at: Instant,
    pub(super) read_by: UserId,
    pub(super) read_by_name: String,
    pub(super) decided_at: Option<Instant>,
    pub(super) decided_by_name: Option<String>,
    pub(super) decision: Option<String>,
    pub(super) note: Option<String>,
    pub(super) deviation_id: Option<DeviationId>,
}

/// What was read of these dishes, oldest first; at most 2,000.
pub(super) async fn readings(tx: &mut Tx, plates: &[PlateId]) -> Result<Vec<ReadingRow>, Fault> {
    let sql = "select r.reading_id, r.plate_id, r.value, r.organism, r.level, r.minimum, r.alert, r.maximum, r.source,
             r.read_at, r.read_by, t.display_name as read_by_name, r.decided_at, c.display_name as decided_by_name,
             r.decision, r.note, r.deviation_id
         from process.environment_reading r join platform.v_user t on t.user_id = r.read_by
         left join platform.v_user c on c.user_id = r.decided_by
         where r.plate_id = any($1) order by r.reading_id limit 2000";
    Ok(sqlx::query_as(sql).bind(plates).fetch_all(tx.conn()).await?)
}

/// One reading of the own station, locked until the transaction ends: of which dish, by whom, and whether it is decided.
pub(super) async fn lock_reading(
    tx: &mut Tx,
    scope: &Scope,
    id: ReadingId,
) -> Result<Option<(PlateId, UserId, bool)>, Fault> {
    let sql = "select r.plate_id, r.read_by, r.decided_at is not null from process.environment_reading r
         join process.environment_plate p using (plate_id) where r.reading_id = $1 and p.org_id = $2 for update of r";
    Ok(sqlx::query_as(sql).bind(id).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// Writes down what the second person decided; a confirmed reading ends its dish.
pub(super) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    (id, plate): (ReadingId, PlateId),
    (decision, note): (&str, Option<&str>),
    deviation: Option<DeviationId>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update process.environment_reading
         set decided_at = $2, decided_by = $3, decision = $4, note = $5, deviation_id = $6 where reading_id = $1",
    )
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(decision)
    .bind(note)
    .bind(deviation)
    .execute(tx.conn())
    .await?;
    sqlx::query("update process.environment_plate set ended = $2 where plate_id = $1")
        .bind(plate)
        .bind(decision == "confirmed")
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The last confirmed value of a point.
#[derive(Debug, FromRow)]
pub(super) struct LastRow {
    pub(super) point_id: PointId,
    pub(super) put_at: Instant,
    pub(super) value: f64,
    pub(super) level: Level,
}

/// The last confirmed value of every point that has one; at most 1,000.
pub(super) async fn lasts(tx: &mut Tx, scope: &Scope) -> Result<Vec<LastRow>, Fault> {
    let sql = "select distinct on (point_id) point_id, put_at, value, level from process.v_environment_value
         where org_id = $1 order by point_id, put_at desc, plate_id desc limit 1000";
    Ok(sqlx::query_as(sql).bind(scope.org).fetch_all(tx.conn()).await?)
}
