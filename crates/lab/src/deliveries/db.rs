//! Statements about deliveries.

use std::collections::BTreeMap;

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::Instant,
    id::{DeliveryId, InstrumentId, RunId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A delivery without its lines.
#[derive(Debug, Clone, FromRow)]
pub(super) struct DeliveryRecord {
    pub(super) delivery_id: DeliveryId,
    pub(super) instrument_id: InstrumentId,
    pub(super) instrument_code: String,
    pub(super) instrument_name: String,
    pub(super) protocol: String,
    pub(super) message_no: Option<String>,
    pub(super) received_at: Instant,
    pub(super) received_by_name: String,
    pub(super) lines: i64,
    pub(super) taken: i64,
    pub(super) kept: i64,
}

/// A line and what became of it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct LineRecord {
    pub(super) line: i32,
    pub(super) specimen: String,
    pub(super) run_no: Option<String>,
    pub(super) well: Option<String>,
    pub(super) test: String,
    pub(super) value: String,
    pub(super) unit: String,
    pub(super) flags: Vec<String>,
    pub(super) status: String,
    pub(super) outcome: String,
    pub(super) rule: Option<String>,
    pub(super) why: Option<Json<Text>>,
    pub(super) run_id: Option<RunId>,
    pub(super) position: Option<i16>,
    pub(super) marker: Option<String>,
    pub(super) settled_why: Option<String>,
    pub(super) settled_at: Option<Instant>,
    pub(super) settled_by_name: Option<String>,
}

/// An instrument with its own codes of tests.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Analyser {
    pub(super) instrument_id: InstrumentId,
    pub(super) codes: Json<BTreeMap<String, String>>,
}

/// The instrument with this code.
pub(super) async fn analyser(tx: &mut Tx, scope: &Scope, code: &str) -> Result<Option<Analyser>, Fault> {
    let sql = "select instrument_id, codes from lab.instrument where org_id = $1 and code = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(code).fetch_optional(tx.conn()).await?)
}

/// The codes of an instrument.
pub(super) async fn analyser_of(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<Option<Analyser>, Fault> {
    let sql = "select instrument_id, codes from lab.instrument where org_id = $1 and instrument_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Makes those who bring something of an instrument wait for each other, and locks its open runs in one order.
pub(super) async fn open_runs(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<Vec<RunId>, Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended(concat('lab.delivery:', $1::uuid), 0))")
        .bind(id)
        .execute(tx.conn())
        .await?;
    let sql = "select run_id from lab.run where org_id = $1 and instrument_id = $2 and state = 'planned'
         order by run_id for update";
    Ok(sqlx::query_scalar(sql).bind(scope.org).bind(id).fetch_all(tx.conn()).await?)
}

/// The open runs of an instrument.
pub(super) async fn runs_of(tx: &mut Tx, scope: &Scope, id: InstrumentId) -> Result<Vec<RunId>, Fault> {
    let sql = "select run_id from lab.run where org_id = $1 and instrument_id = $2 and state = 'planned'
         order by planned_at, run_id";
    Ok(sqlx::query_scalar(sql).bind(scope.org).bind(id).fetch_all(tx.conn()).await?)
}

/// The delivery of this body, if it came before.
pub(super) async fn known(tx: &mut Tx, id: InstrumentId, digest: &[u8]) -> Result<Option<DeliveryId>, Fault> {
    let sql = "select delivery_id from lab.delivery where instrument_id = $1 and digest = $2";
    Ok(sqlx::query_scalar(sql).bind(id).bind(digest).fetch_optional(tx.conn()).await?)
}

/// A delivery to be kept.
#[derive(Debug)]
pub(super) struct NewDelivery<'a> {
    pub(super) instrument: InstrumentId,
    pub(super) protocol: &'a str,
    pub(super) message_no: Option<&'a str>,
    pub(super) digest: &'a [u8],
    pub(super) body: &'a [u8],
}

/// Keeps a delivery as it came.
pub(super) async fn keep(tx: &mut Tx, scope: &Scope, new: &NewDelivery<'_>) -> Result<DeliveryId, Fault> {
    let (id, now) = (DeliveryId::from_uuid(tx.new_id()), tx.now());
    sqlx::query(
        "insert into lab.delivery (delivery_id, org_id, instrument_id, protocol, message_no, digest, body, received_at, received_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(new.instrument)
    .bind(new.protocol)
    .bind(new.message_no)
    .bind(new.digest)
    .bind(new.body)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Keeps lines with what became of them.
pub(super) async fn keep_lines(tx: &mut Tx, id: DeliveryId, lines: &[LineRecord]) -> Result<(), Fault> {
    let flags: Vec<Json<&[String]>> = lines.iter().map(|line| Json(line.flags.as_slice())).collect();
    sqlx::query(
        "insert into lab.delivery_line (delivery_id, line, specimen, run_no, well, test, value, unit, flags, status, outcome, rule,
             why, run_id, position, marker)
         select $1, n.line, n.specimen, n.run_no, n.well, n.test, n.value, n.unit,
             array(select jsonb_array_elements_text(n.flags)), n.status, n.outcome, n.rule, n.why, n.run_id, n.position, n.marker
         from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::text[],
                 $11::text[], $12::text[], $13::jsonb[], $14::uuid[], $15::smallint[], $16::text[])
             as n (line, specimen, run_no, well, test, value, unit, flags, status, outcome, rule, why, run_id, position, marker)",
    )
    .bind(id)
    .bind(lines.iter().map(|line| line.line).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.specimen.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.run_no.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.well.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.test.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.value.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.unit.clone()).collect::<Vec<_>>())
    .bind(flags)
    .bind(lines.iter().map(|line| line.status.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.outcome.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.rule.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.why.clone()).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.run_id).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.position).collect::<Vec<_>>())
    .bind(lines.iter().map(|line| line.marker.clone()).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What became of a line that was kept, once it is placed again.
pub(super) async fn replace(tx: &mut Tx, id: DeliveryId, line: &LineRecord) -> Result<(), Fault> {
    sqlx::query(
        "update lab.delivery_line set outcome = $3, rule = $4, why = $5, run_id = $6, position = $7, marker = $8
         where delivery_id = $1 and line = $2 and outcome = 'kept'",
    )
    .bind(id)
    .bind(line.line)
    .bind(&line.outcome)
    .bind(&line.rule)
    .bind(&line.why)
    .bind(line.run_id)
    .bind(line.position)
    .bind(&line.marker)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Settles a line that was kept; `false` when it is not kept any more.
pub(super) async fn settle(tx: &mut Tx, scope: &Scope, id: DeliveryId, line: i32, why: &str) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update lab.delivery_line set outcome = 'settled', settled_why = $3, settled_at = $4, settled_by = $5
         where delivery_id = $1 and line = $2 and outcome = 'kept'",
    )
    .bind(id)
    .bind(line)
    .bind(why)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Which deliveries.
#[derive(Debug)]
pub(super) struct Search {
    /// Those of which something waits for a person.
    pub(super) kept: bool,
    /// Behind this one.
    pub(super) after: Option<DeliveryId>,
    /// How many.
    pub(super) limit: i64,
}

/// Deliveries, latest first: ids are made in the order of time.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, search: &Search) -> Result<Vec<DeliveryRecord>, Fault> {
    let sql = "select * from lab.v_delivery d where org_id = $1
           and (not $2 or exists (select from lab.delivery_line l where l.delivery_id = d.delivery_id and l.outcome = 'kept'))
           and ($3::uuid is null or d.delivery_id < $3)
         order by d.delivery_id desc limit $4";
    let found = sqlx::query_as(sql).bind(scope.org).bind(search.kept).bind(search.after).bind(search.limit);
    Ok(found.fetch_all(tx.conn()).await?)
}

/// One delivery.
pub(super) async fn one(tx: &mut Tx, scope: &Scope, id: DeliveryId) -> Result<Option<DeliveryRecord>, Fault> {
    let sql = "select * from lab.v_delivery where org_id = $1 and delivery_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// The lines of a delivery in their order.
pub(super) async fn lines(tx: &mut Tx, id: DeliveryId) -> Result<Vec<LineRecord>, Fault> {
    let sql = "select l.line, l.specimen, l.run_no, l.well, l.test, l.value, l.unit, l.flags, l.status, l.outcome, l.rule, l.why,
             l.run_id, l.position, l.marker, l.settled_why, l.settled_at, u.display_name as settled_by_name
         from lab.delivery_line l left join platform.v_user u on u.user_id = l.settled_by
         where l.delivery_id = $1 order by l.line";
    Ok(sqlx::query_as(sql).bind(id).fetch_all(tx.conn()).await?)
}
