//! Statements about results of quality control.

use sqlx::FromRow;
use vena_kernel::{
    clock::{Day, Instant},
    id::{SampleId, SheetId, UnitId, UserId},
    product::ProductCode,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A typed result with its limits.
#[derive(Debug)]
pub(super) struct NewResult {
    pub(super) indicator: String,
    pub(super) value: f64,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) inside: bool,
    pub(super) source: String,
}

/// Writes a sheet with its results.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    (sheet, sample): (SheetId, SampleId),
    results: &[NewResult],
) -> Result<(), Fault> {
    let now = tx.now();
    let sql = "insert into process.quality_sheet (sheet_id, sample_id, typed_at, typed_by) values ($1, $2, $3, $4)";
    sqlx::query(sql).bind(sheet).bind(sample).bind(now).bind(scope.user).execute(tx.conn()).await?;
    sqlx::query(
        "insert into process.quality_result (sheet_id, indicator, value, minimum, maximum, inside, source)
         select $1, indicator, value, minimum, maximum, inside, source
         from unnest($2::text[], $3::float8[], $4::float8[], $5::float8[], $6::boolean[], $7::text[])
             as n (indicator, value, minimum, maximum, inside, source)",
    )
    .bind(sheet)
    .bind(results.iter().map(|one| one.indicator.clone()).collect::<Vec<_>>())
    .bind(results.iter().map(|one| one.value).collect::<Vec<_>>())
    .bind(results.iter().map(|one| one.minimum).collect::<Vec<_>>())
    .bind(results.iter().map(|one| one.maximum).collect::<Vec<_>>())
    .bind(results.iter().map(|one| one.inside).collect::<Vec<_>>())
    .bind(results.iter().map(|one| one.source.clone()).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A sheet as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct SheetRow {
    pub(super) sheet_id: SheetId,
    pub(super) typed_at: Instant,
    pub(super) typed_by: UserId,
    pub(super) typed_by_name: String,
    pub(super) decided_at: Option<Instant>,
    pub(super) decided_by_name: Option<String>,
    pub(super) decision: Option<String>,
    pub(super) note: Option<String>,
}

/// The sheets of a sample, oldest first; at most 100.
pub(super) async fn sheets(tx: &mut Tx, scope: &Scope, sample: SampleId) -> Result<Vec<SheetRow>, Fault> {
    let sql = "select h.sheet_id, h.typed_at, h.typed_by, t.display_name as typed_by_name, h.decided_at,
             c.display_name as decided_by_name, h.decision, h.note
         from process.quality_sheet h join process.quality_sample s using (sample_id)
         join process.quality_draw d using (draw_id) join platform.v_user t on t.user_id = h.typed_by
         left join platform.v_user c on c.user_id = h.decided_by
         where h.sample_id = $1 and d.org_id = $2 order by h.sheet_id limit 100";
    Ok(sqlx::query_as(sql).bind(sample).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// A result as it is kept.
#[derive(Debug, FromRow)]
pub(super) struct ResultRow {
    pub(super) sheet_id: SheetId,
    pub(super) indicator: String,
    pub(super) value: f64,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) inside: bool,
    pub(super) source: String,
}

/// The results on all sheets of a sample; at most 2,000.
pub(super) async fn results(tx: &mut Tx, scope: &Scope, sample: SampleId) -> Result<Vec<ResultRow>, Fault> {
    let sql = "select r.sheet_id, r.indicator, r.value, r.minimum, r.maximum, r.inside, r.source
         from process.quality_result r join process.quality_sheet h using (sheet_id)
         join process.quality_sample s using (sample_id) join process.quality_draw d using (draw_id)
         where h.sample_id = $1 and d.org_id = $2 order by r.sheet_id, r.indicator limit 2000";
    Ok(sqlx::query_as(sql).bind(sample).bind(scope.org).fetch_all(tx.conn()).await?)
}

/// Who typed a sheet of the own station, of which sample, and whether it is decided; locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: SheetId) -> Result<Option<(UserId, SampleId, bool)>, Fault> {
    let sql = "select h.typed_by, h.sample_id, h.decided_at is not null
         from process.quality_sheet h join process.quality_sample s using (sample_id)
         join process.quality_draw d using (draw_id) where h.sheet_id = $1 and d.org_id = $2 for update of h";
    Ok(sqlx::query_as(sql).bind(id).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// Writes down what the second person decided.
pub(super) async fn decide(
    tx: &mut Tx,
    scope: &Scope,
    id: SheetId,
    (decision, note): (&str, Option<&str>),
) -> Result<(), Fault> {
    let now = tx.now();
    let sql = "update process.quality_sheet set decided_at = $2, decided_by = $3, decision = $4, note = $5 where sheet_id = $1";
    let query = sqlx::query(sql).bind(id).bind(now).bind(scope.user).bind(decision).bind(note);
    query.execute(tx.conn()).await?;
    Ok(())
}

/// How the results of an indicator of a product stand in a month.
#[derive(Debug, FromRow)]
pub(super) struct TallyRow {
    pub(super) product: ProductCode,
    pub(super) indicator: String,
    pub(super) tested: i64,
    pub(super) inside: i64,
    pub(super) units_outside: Vec<UnitId>,
}

/// Of each product and indicator of a month, how many results count and how many of them are inside.
pub(super) async fn tallies(tx: &mut Tx, scope: &Scope, month: Day) -> Result<Vec<TallyRow>, Fault> {
    let sql = "select product, indicator, count(*) as tested, count(*) filter (where inside) as inside,
             coalesce(array_agg(unit_id order by unit_id) filter (where not inside), '{}') as units_outside
         from process.v_quality_value where org_id = $1 and month = $2::text::date
         group by product, indicator order by product, indicator limit 500";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(month.to_string()).fetch_all(tx.conn()).await?)
}

/// How many samples of a product a month has, by step.
#[derive(Debug, FromRow)]
pub(super) struct StepsRow {
    pub(super) product: ProductCode,
    pub(super) due: i32,
    pub(super) drawn: i64,
    pub(super) taken: i64,
    pub(super) replaced: i64,
}

/// The samples of each product of a month, and what the last draw said was due.
pub(super) async fn steps(tx: &mut Tx, scope: &Scope, month: Day) -> Result<Vec<StepsRow>, Fault> {
    let sql = "select d.product, max(d.due) as due, count(*) filter (where s.replaced_at is null) as drawn,
             count(s.taken_at) as taken, count(s.replaced_at) as replaced
         from process.quality_draw d join process.quality_sample s using (draw_id)
         where d.org_id = $1 and d.month = $2::text::date group by d.product order by d.product limit 200";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(month.to_string()).fetch_all(tx.conn()).await?)
}
