//! Statements about draws and samples.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DrawId, SampleId, UnitId},
    product::ProductCode,
    refusal::Refusal,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// Waits for everybody else who draws for this month.
pub(super) async fn lock_month(tx: &mut Tx, scope: &Scope, month: Day) -> Result<(), Fault> {
    let sql = "insert into process.quality_month (org_id, month) values ($1, $2::text::date) on conflict do nothing";
    sqlx::query(sql).bind(scope.org).bind(month.to_string()).execute(tx.conn()).await?;
    let sql = "select month::text from process.quality_month where org_id = $1 and month = $2::text::date for update";
    sqlx::query(sql).bind(scope.org).bind(month.to_string()).fetch_one(tx.conn()).await?;
    Ok(())
}

/// What the station has made of a product between two moments.
#[derive(Debug, FromRow)]
pub(crate) struct MadeRow {
    pub(crate) product: ProductCode,
    pub(crate) made: i64,
}

/// How many units of each product the own station has made. What is only collected, or became something else, is no product:
/// else whole blood would be due that nobody can ever take.
pub(crate) async fn made(tx: &mut Tx, scope: &Scope, from: Instant, to: Instant) -> Result<Vec<MadeRow>, Fault> {
    let sql = "select u.product, count(*) as made from ledger.v_event e join ledger.v_unit u using (unit_id)
         where e.version = 1 and e.org = $1 and e.recorded_at >= $2 and e.recorded_at < $3
           and u.life not in ('collected', 'consumed')
         group by u.product order by u.product limit 200";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(from).bind(to).fetch_all(tx.conn()).await?)
}

/// How many samples of each product stand, those that were replaced left out.
pub(super) async fn standing(tx: &mut Tx, scope: &Scope, month: Day) -> Result<Vec<MadeRow>, Fault> {
    let sql =
        "select d.product, count(*) as made from process.quality_draw d join process.quality_sample s using (draw_id)
         where d.org_id = $1 and d.month = $2::text::date and s.replaced_at is null group by d.product limit 200";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(month.to_string()).fetch_all(tx.conn()).await?)
}

/// What may be drawn of a product: whole units made here since `from`, free, not expired, that were never drawn.
pub(super) async fn candidates(
    tx: &mut Tx,
    scope: &Scope,
    product: ProductCode,
    (from, to): (Instant, Instant),
) -> Result<Vec<UnitId>, Fault> {
    let now = tx.now();
    let sql = "select u.unit_id from ledger.v_event e join ledger.v_unit u using (unit_id)
         where e.version = 1 and e.org = $1 and e.recorded_at >= $2 and e.recorded_at < $3 and u.product = $4
           and u.custodian = $1 and u.life in ('in_process', 'stock') and u.promise = 'free' and u.mode = 'in_control'
           and u.division = '00' and (u.expires_at is null or u.expires_at > $5)
           and not exists (select from process.quality_sample s where s.unit_id = u.unit_id)
         order by u.unit_id limit 100000";
    let found = sqlx::query_scalar(sql).bind(scope.org).bind(from).bind(to).bind(product).bind(now);
    Ok(found.fetch_all(tx.conn()).await?)
}

/// A draw to be written.
#[derive(Debug)]
pub(super) struct NewDraw<'a> {
    pub(super) draw: DrawId,
    pub(super) month: Day,
    pub(super) product: ProductCode,
    pub(super) seed: &'a str,
    pub(super) candidates: &'a [UnitId],
    pub(super) wanted: u32,
    pub(super) made: u32,
    pub(super) due: u32,
    pub(super) drawn: &'a [(SampleId, UnitId)],
}

/// Writes a draw and its samples.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewDraw<'_>) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into process.quality_draw
             (draw_id, org_id, month, product, seed, candidates, wanted, made, due, drawn_at, drawn_by)
         values ($1, $2, $3::text::date, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(new.draw)
    .bind(scope.org)
    .bind(new.month.to_string())
    .bind(new.product)
    .bind(new.seed)
    .bind(new.candidates)
    .bind(i32::try_from(new.wanted).unwrap_or(i32::MAX))
    .bind(i64::from(new.made))
    .bind(i32::try_from(new.due).unwrap_or(i32::MAX))
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    let sql = "insert into process.quality_sample (sample_id, draw_id, unit_id)
         select sample_id, $1, unit_id from unnest($2::uuid[], $3::uuid[]) as n (sample_id, unit_id)";
    let (samples, units): (Vec<SampleId>, Vec<UnitId>) = new.drawn.iter().copied().unzip();
    sqlx::query(sql).bind(new.draw).bind(samples).bind(units).execute(tx.conn()).await?;
    Ok(())
}

/// A draw.
#[derive(Debug, FromRow)]
pub(super) struct DrawRow {
    pub(super) draw_id: DrawId,
    pub(super) product: ProductCode,
    pub(super) seed: String,
    pub(super) candidates: Vec<UnitId>,
    pub(super) wanted: i32,
    pub(super) made: i64,
    pub(super) due: i32,
    pub(super) drawn_at: Instant,
    pub(super) drawn_by_name: String,
    pub(super) units: Vec<UnitId>,
}

/// The draws of a month and product, newest first.
pub(super) async fn draws(
    tx: &mut Tx,
    scope: &Scope,
    month: Day,
    product: ProductCode,
    (before, limit): (Option<DrawId>, i64),
) -> Result<Vec<DrawRow>, Fault> {
    let sql = "select d.draw_id, d.product, d.seed, d.candidates, d.wanted, d.made, d.due, d.drawn_at,
             u.display_name as drawn_by_name,
             array(select s.unit_id from process.quality_sample s where s.draw_id = d.draw_id order by s.unit_id) as units
         from process.quality_draw d join platform.v_user u on u.user_id = d.drawn_by
         where d.org_id = $1 and d.month = $2::text::date and d.product = $3 and ($4::uuid is null or d.draw_id < $4)
         order by d.draw_id desc limit $5";
    let found = sqlx::query_as(sql).bind(scope.org).bind(month.to_string()).bind(product).bind(before).bind(limit);
    Ok(found.fetch_all(tx.conn()).await?)
}

/// A sample with its unit.
#[derive(Debug, FromRow)]
pub(crate) struct SampleRow {
    pub(crate) sample_id: SampleId,
    pub(crate) unit_id: UnitId,
    pub(crate) product: ProductCode,
    pub(crate) donation_number: DonationNumber,
    pub(crate) position: Option<String>,
    pub(crate) site_name: Option<String>,
    pub(crate) month: String,
    pub(crate) drawn_at: Instant,
    pub(crate) drawn_ml: Option<i32>,
    pub(crate) pooled: i64,
    pub(crate) taken_at: Option<Instant>,
    pub(crate) taken_by_name: Option<String>,
    pub(crate) taken_as: Option<String>,
    pub(crate) replaced_at: Option<Instant>,
    pub(crate) replaced_why: Option<Json<Refusal>>,
    pub(crate) confirmed: Vec<String>,
    pub(crate) outside: i64,
    pub(crate) waiting: bool,
}

/// Which samples.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) month: Day,
    pub(super) product: Option<ProductCode>,
    pub(super) before: Option<SampleId>,
    pub(super) limit: i64,
}

/// The samples of a month, newest first.
pub(super) async fn samples(tx: &mut Tx, scope: &Scope, wanted: &Wanted) -> Result<Vec<SampleRow>, Fault> {
    let sql = "select s.sample_id, s.unit_id, d.product, v.donation_number, v.position, v.site_name, d.month::text as month,
             d.drawn_at, a.drawn_ml, p.pooled, s.taken_at, t.display_name as taken_by_name, s.taken_as,
             s.replaced_at, s.replaced_why, c.confirmed, c.outside,
             exists (select from process.quality_sheet h where h.sample_id = s.sample_id and h.decided_at is null) as waiting
         from process.quality_sample s join process.quality_draw d using (draw_id)
         join ledger.v_unit_shown v using (unit_id)
         left join platform.v_user t on t.user_id = s.taken_by
         left join lateral (select drawn_ml from ledger.v_drawn r where r.donation_number = v.donation_number limit 1) a on true
         cross join lateral (select count(*) as pooled from ledger.v_parent r where r.child = s.unit_id and r.role = 'pooled') p
         cross join lateral (select coalesce(array_agg(r.indicator), '{}') as confirmed, count(*) filter (where not r.inside) as outside
             from process.v_quality_value r where r.sample_id = s.sample_id) c
         where d.org_id = $1 and d.month = $2::text::date and ($3::text is null or d.product = $3)
           and ($4::uuid is null or s.sample_id < $4)
         order by s.sample_id desc limit $5";
    let found = sqlx::query_as(sql).bind(scope.org).bind(wanted.month.to_string()).bind(wanted.product);
    Ok(found.bind(wanted.before).bind(wanted.limit).fetch_all(tx.conn()).await?)
}

/// One sample of the own station.
pub(crate) async fn sample(tx: &mut Tx, scope: &Scope, id: SampleId) -> Result<Option<SampleRow>, Fault> {
    let sql = "select s.sample_id, s.unit_id, d.product, v.donation_number, v.position, v.site_name, d.month::text as month,
             d.drawn_at, a.drawn_ml, p.pooled, s.taken_at, t.display_name as taken_by_name, s.taken_as,
             s.replaced_at, s.replaced_why, c.confirmed, c.outside,
             exists (select from process.quality_sheet h where h.sample_id = s.sample_id and h.decided_at is null) as waiting
         from process.quality_sample s join process.quality_draw d using (draw_id)
         join ledger.v_unit_shown v using (unit_id)
         left join platform.v_user t on t.user_id = s.taken_by
         left join lateral (select drawn_ml from ledger.v_drawn r where r.donation_number = v.donation_number limit 1) a on true
         cross join lateral (select count(*) as pooled from ledger.v_parent r where r.child = s.unit_id and r.role = 'pooled') p
         cross join lateral (select coalesce(array_agg(r.indicator), '{}') as confirmed, count(*) filter (where not r.inside) as outside
             from process.v_quality_value r where r.sample_id = s.sample_id) c
         where d.org_id = $1 and s.sample_id = $2";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(id).fetch_optional(tx.conn()).await?)
}

/// Keeps a sample of the own station from everybody else until the transaction ends.
pub(crate) async fn lock_sample(tx: &mut Tx, scope: &Scope, id: SampleId) -> Result<(), Fault> {
    let sql = "select s.sample_id from process.quality_sample s join process.quality_draw d using (draw_id)
         where s.sample_id = $1 and d.org_id = $2 for update of s";
    sqlx::query(sql).bind(id).bind(scope.org).fetch_optional(tx.conn()).await?;
    Ok(())
}

/// Notes that a sample was taken.
pub(super) async fn take(tx: &mut Tx, scope: &Scope, id: SampleId, taken_as: &str) -> Result<(), Fault> {
    let now = tx.now();
    let sql = "update process.quality_sample set taken_at = $2, taken_by = $3, taken_as = $4 where sample_id = $1";
    sqlx::query(sql).bind(id).bind(now).bind(scope.user).bind(taken_as).execute(tx.conn()).await?;
    Ok(())
}

/// Notes that a sample could not be taken.
pub(super) async fn replace(tx: &mut Tx, scope: &Scope, id: SampleId, why: &Refusal) -> Result<(), Fault> {
    let now = tx.now();
    let sql =
        "update process.quality_sample set replaced_at = $2, replaced_by = $3, replaced_why = $4 where sample_id = $1";
    sqlx::query(sql).bind(id).bind(now).bind(scope.user).bind(Json(why)).execute(tx.conn()).await?;
    Ok(())
}
