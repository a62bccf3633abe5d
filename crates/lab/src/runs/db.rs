//! Statements about runs.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{InstrumentId, KitId, LotId, RunId, UserId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    cells::Source,
    layout::{Sample, Well},
    rules::RunState,
    validity::{Raw, Validity},
};

/// A run without its wells.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct RunRecord {
    pub(crate) run_id: RunId,
    pub(crate) run_no: String,
    pub(crate) kit_id: KitId,
    pub(crate) kit_code: String,
    pub(crate) kit_name: String,
    pub(crate) maker: String,
    pub(crate) markers: Vec<String>,
    pub(crate) lot_id: LotId,
    pub(crate) lot: String,
    pub(crate) instrument_id: InstrumentId,
    pub(crate) instrument_code: String,
    pub(crate) instrument_name: String,
    pub(crate) state: RunState,
    pub(crate) donations: i64,
    pub(crate) planned_at: Instant,
    pub(crate) planned_by_name: String,
    pub(crate) validity: Option<Json<Validity>>,
    pub(crate) closed_at: Option<Instant>,
    pub(crate) closed_by_name: Option<String>,
    pub(crate) closed_why: Option<String>,
}

/// A well.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct WellRecord {
    pub(crate) position: i16,
    pub(crate) control: Option<String>,
}

/// A test in a well.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct SampleRecord {
    pub(crate) position: i16,
    pub(crate) donation_number: DonationNumber,
    pub(crate) marker: String,
    pub(crate) round: i16,
    pub(crate) repeat: i16,
    pub(crate) refused: Option<Json<Text>>,
}

/// Something that was typed or sent.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct ReadingRecord {
    pub(crate) position: i16,
    pub(crate) marker: String,
    pub(crate) raw: Json<Raw>,
    pub(crate) entered_by: UserId,
    pub(crate) entered_by_name: String,
    pub(crate) entered_at: Instant,
    pub(crate) source: Source,
}

/// Which runs.
#[derive(Debug)]
pub(super) struct Search {
    /// How far they have come.
    pub(super) state: Option<RunState>,
    /// Laid out on this day.
    pub(super) day: Option<Day>,
    /// Behind this one.
    pub(super) after: Option<RunId>,
    /// How many.
    pub(super) limit: i64,
}

/// Runs, latest first: ids are made in the order of time.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, search: &Search) -> Result<Vec<RunRecord>, Fault> {
    let sql = "select * from lab.v_run
         where org_id = $1 and ($2::text is null or state = $2)
           and ($3::date is null or (planned_at at time zone 'Asia/Shanghai')::date = $3)
           and ($4::uuid is null or run_id < $4)
         order by run_id desc limit $5";
    let found = sqlx::query_as(sql).bind(scope.org).bind(search.state).bind(search.day).bind(search.after);
    Ok(found.bind(search.limit).fetch_all(tx.conn()).await?)
}

/// One run.
pub(super) async fn run(tx: &mut Tx, scope: &Scope, id: RunId) -> Result<Option<RunRecord>, Fault> {
    let sql = "select * from lab.v_run where org_id = $1 and run_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes those who do something with a run wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: RunId) -> Result<(), Fault> {
    sqlx::query("select run_id from lab.run where org_id = $1 and run_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The wells of a run in their order.
pub(super) async fn wells(tx: &mut Tx, id: RunId) -> Result<Vec<WellRecord>, Fault> {
    let sql = "select position, control from lab.run_well where run_id = $1 order by position";
    Ok(sqlx::query_as(sql).bind(id).fetch_all(tx.conn()).await?)
}

/// The tests of a run.
pub(super) async fn samples(tx: &mut Tx, id: RunId) -> Result<Vec<SampleRecord>, Fault> {
    let sql = "select position, donation_number, marker, round, repeat, refused from lab.run_sample where run_id = $1
         order by position, donation_number, marker";
    Ok(sqlx::query_as(sql).bind(id).fetch_all(tx.conn()).await?)
}

/// Everything that was typed or sent about a run, oldest first.
pub(super) async fn readings(tx: &mut Tx, id: RunId) -> Result<Vec<ReadingRecord>, Fault> {
    let sql =
        "select r.position, r.marker, r.raw, r.entered_by, u.display_name as entered_by_name, r.entered_at, r.source
         from lab.run_reading r join platform.v_user u on u.user_id = r.entered_by
         where r.run_id = $1 order by r.reading_id";
    Ok(sqlx::query_as(sql).bind(id).fetch_all(tx.conn()).await?)
}

/// What a run is made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct With {
    pub(super) kit: KitId,
    pub(super) lot: LotId,
    pub(super) instrument: InstrumentId,
}

/// Keeps a run with its wells; runs are numbered through the day.
pub(super) async fn keep(
    tx: &mut Tx,
    scope: &Scope,
    with: With,
    day: Day,
    wells: &[(i16, &Well)],
) -> Result<RunId, Fault> {
    let (id, now) = (RunId::from_uuid(tx.new_id()), tx.now());
    sqlx::query("select pg_advisory_xact_lock(hashtextextended(concat('lab.run_no:', $1::uuid), 0))")
        .bind(scope.org)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "insert into lab.run (run_id, org_id, run_no, kit_id, lot_id, instrument_id, state, planned_at, planned_by)
         select $1, $2, to_char($3::date, 'YYYYMMDD') || '-' || lpad((count(*) + 1)::text, 3, '0'), $4, $5, $6, 'planned',
             $7, $8
         from lab.run where org_id = $2 and starts_with(run_no, to_char($3::date, 'YYYYMMDD'))",
    )
    .bind(id)
    .bind(scope.org)
    .bind(day)
    .bind(with.kit)
    .bind(with.lot)
    .bind(with.instrument)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    keep_wells(tx, id, wells).await?;
    Ok(id)
}

async fn keep_wells(tx: &mut Tx, id: RunId, wells: &[(i16, &Well)]) -> Result<(), Fault> {
    let control = |well: &Well| match well {
        Well::Control(code) => Some(code.clone()),
        Well::Samples(_) => None,
    };
    sqlx::query(
        "insert into lab.run_well (run_id, position, control) select $1, * from unnest($2::smallint[], $3::text[])",
    )
    .bind(id)
    .bind(wells.iter().map(|(at, _)| *at).collect::<Vec<_>>())
    .bind(wells.iter().map(|(_, well)| control(well)).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    let samples: Vec<(i16, &Sample)> = wells
        .iter()
        .filter_map(|(at, well)| match well {
            Well::Samples(samples) => Some(samples.iter().map(move |sample| (*at, sample))),
            Well::Control(_) => None,
        })
        .flatten()
        .collect();
    sqlx::query(
        "insert into lab.run_sample (run_id, position, donation_number, marker, round, repeat, open)
         select $1, n.position, n.number, n.marker, n.round, n.repeat, true
         from unnest($2::smallint[], $3::text[], $4::text[], $5::smallint[], $6::smallint[])
             as n (position, number, marker, round, repeat)",
    )
    .bind(id)
    .bind(samples.iter().map(|(at, _)| *at).collect::<Vec<_>>())
    .bind(samples.iter().map(|(_, sample)| sample.number).collect::<Vec<_>>())
    .bind(samples.iter().map(|(_, sample)| sample.need.marker.clone()).collect::<Vec<_>>())
    .bind(samples.iter().map(|(_, sample)| sample.need.round).collect::<Vec<_>>())
    .bind(samples.iter().map(|(_, sample)| sample.need.repeat).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A test that stands in a run that is not closed.
#[derive(Debug, Clone, FromRow)]
pub(super) struct OpenTest {
    pub(super) donation_number: DonationNumber,
    pub(super) marker: String,
    pub(super) round: i16,
    pub(super) repeat: i16,
    pub(super) run_no: String,
}

/// The tests of these donations that stand in runs that are not closed.
pub(super) async fn open_tests(tx: &mut Tx, numbers: &[DonationNumber]) -> Result<Vec<OpenTest>, Fault> {
    let sql = "select s.donation_number, s.marker, s.round, s.repeat, u.run_no
         from lab.run_sample s join lab.run u on u.run_id = s.run_id where s.open and s.donation_number = any($1)";
    Ok(sqlx::query_as(sql).bind(numbers).fetch_all(tx.conn()).await?)
}

/// A reading to be kept.
#[derive(Debug, Clone)]
pub(super) struct NewReading<'a> {
    pub(super) position: i16,
    pub(super) marker: &'a str,
    pub(super) raw: &'a Raw,
}

/// Adds readings in the order in which they were given.
pub(super) async fn enter(
    tx: &mut Tx,
    scope: &Scope,
    id: RunId,
    source: Source,
    readings: &[NewReading<'_>],
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into lab.run_reading (run_id, position, marker, raw, entered_by, entered_at, source)
         select $1, n.position, n.marker, n.raw, $5, $6, $7
         from unnest($2::smallint[], $3::text[], $4::jsonb[]) with ordinality as n (position, marker, raw, line)
         order by line",
    )
    .bind(id)
    .bind(readings.iter().map(|reading| reading.position).collect::<Vec<_>>())
    .bind(readings.iter().map(|reading| reading.marker).collect::<Vec<_>>())
    .bind(readings.iter().map(|reading| Json(reading.raw)).collect::<Vec<_>>())
    .bind(scope.user)
    .bind(now)
    .bind(source)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// How a run ends.
#[derive(Debug)]
pub(super) struct End<'a> {
    pub(super) state: RunState,
    pub(super) validity: Option<&'a Validity>,
    pub(super) why: Option<&'a str>,
}

/// Closes a run: its tests are no longer planned.
pub(super) async fn end(tx: &mut Tx, scope: &Scope, id: RunId, end: &End<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.run set state = $3, validity = $4, closed_at = $5, closed_by = $6, closed_why = $7
         where org_id = $1 and run_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(end.state)
    .bind(end.validity.map(Json))
    .bind(now)
    .bind(scope.user)
    .bind(end.why)
    .execute(tx.conn())
    .await?;
    sqlx::query("update lab.run_sample set open = false where run_id = $1").bind(id).execute(tx.conn()).await?;
    Ok(())
}

/// A result that a run has given.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) sample: SampleRecord,
    pub(super) value: crate::words::Value,
    pub(super) pooled: bool,
    pub(super) combined: bool,
}

/// Adds what a run has given to the current versions of the reports.
pub(super) async fn give(tx: &mut Tx, scope: &Scope, run: &RunRecord, given: &[Given]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into lab.result (donation_number, version, marker, round, repeat, value, pooled, combined,
             reagent_maker, reagent_lot, instrument, typed_by, typed_at, run_id, position)
         select n.number, d.version, n.marker, n.round, n.repeat, n.value, n.pooled, n.combined, $8, $9, $10, $11, $12, $13,
             n.position
         from unnest($1::text[], $2::text[], $3::smallint[], $4::smallint[], $5::jsonb[], $6::boolean[], $7::smallint[],
             $14::boolean[])
             with ordinality as n (number, marker, round, repeat, value, pooled, position, combined, line)
         join lab.donation d on d.donation_number = n.number order by line",
    )
    .bind(given.iter().map(|one| one.sample.donation_number).collect::<Vec<_>>())
    .bind(given.iter().map(|one| one.sample.marker.clone()).collect::<Vec<_>>())
    .bind(given.iter().map(|one| one.sample.round).collect::<Vec<_>>())
    .bind(given.iter().map(|one| one.sample.repeat).collect::<Vec<_>>())
    .bind(given.iter().map(|one| Json(one.value)).collect::<Vec<_>>())
    .bind(given.iter().map(|one| one.pooled).collect::<Vec<_>>())
    .bind(given.iter().map(|one| one.sample.position).collect::<Vec<_>>())
    .bind(&run.maker)
    .bind(&run.lot)
    .bind(&run.instrument_code)
    .bind(scope.user)
    .bind(now)
    .bind(run.run_id)
    .bind(given.iter().map(|one| one.combined).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps why nothing came of a test.
pub(super) async fn refuse(tx: &mut Tx, id: RunId, sample: &SampleRecord, why: &Text) -> Result<(), Fault> {
    sqlx::query(
        "update lab.run_sample set refused = $5
         where run_id = $1 and position = $2 and donation_number = $3 and marker = $4",
    )
    .bind(id)
    .bind(sample.position)
    .bind(sample.donation_number)
    .bind(&sample.marker)
    .bind(Json(why))
    .execute(tx.conn())
    .await?;
    Ok(())
}
