//! The raw statements that the product is compared with.

use anyhow::Context;
use futures::TryStreamExt;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrgId, SiteId, UnitId, UserId},
};
use vena_platform::db::Db;

use crate::{blood::new_id, place::Place};

/// A table like the ledger's event table, without anything that makes it a ledger.
pub(crate) async fn make_raw(db: &Db) -> anyhow::Result<()> {
    sqlx::query("create table public.raw (id uuid primary key, body text not null)").execute(db.pool()).await?;
    Ok(())
}

/// One row, one commit.
pub(crate) async fn commit_one(db: &Db, body: &str) -> anyhow::Result<()> {
    sqlx::query("insert into public.raw (id, body) values ($1, $2)")
        .bind(new_id())
        .bind(body)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// One indexed select.
pub(crate) async fn select_one(db: &Db, unit: uuid::Uuid) -> anyhow::Result<i32> {
    Ok(sqlx::query_scalar("select version from ledger.unit where unit_id = $1").bind(unit).fetch_one(db.pool()).await?)
}

/// How many bags stand in stock.
pub(crate) async fn count_stock(db: &Db) -> anyhow::Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from ledger.unit where life = 'stock'").fetch_one(db.pool()).await?)
}

/// Reads every event of the ledger to this program and keeps none.
pub(crate) async fn read_every_event(db: &Db) -> anyhow::Result<u64> {
    let mut rows = sqlx::query("select * from ledger.event").fetch(db.pool());
    let mut events = 0;
    while let Some(_row) = rows.try_next().await? {
        events += 1;
    }
    Ok(events)
}

/// Statistics and visibility as after a quiet night.
pub(crate) async fn vacuum(db: &Db) -> anyhow::Result<()> {
    sqlx::query("vacuum analyze").execute(db.pool()).await?;
    Ok(())
}

/// So many rows, one statement each, in one transaction.
pub(crate) async fn insert_together(db: &Db, body: &str, count: usize) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    for _ in 0..count {
        let sql = "insert into public.raw (id, body) values ($1, $2)";
        sqlx::query(sql).bind(new_id()).bind(body).execute(tx.conn()).await?;
    }
    Ok(tx.commit().await?)
}

/// The component hall of an organisation.
pub(crate) async fn hall(place: &Place, org: OrgId) -> anyhow::Result<SiteId> {
    let sql = "select site_id from platform.site where org_id = $1 and kind = 'component_hall' limit 1";
    Ok(sqlx::query_scalar(sql).bind(org).fetch_one(place.db.pool()).await?)
}

/// Copies one donation of the demo city whose report is issued, with donation and report, under each of these numbers; the first
/// `of_one_donor` are one donor's. Answers its group.
pub(crate) async fn copies(
    place: &Place,
    numbers: &[DonationNumber],
    of_one_donor: usize,
) -> anyhow::Result<BloodGroup> {
    let (model, group): (DonationNumber, BloodGroup) = sqlx::query_as(
        "select d.donation_number, r.blood_group from collect.donation d
         join lab.donation l on l.donation_number = d.donation_number
         join lab.report r on r.donation_number = l.donation_number and r.version = l.version
         where d.kind = 'whole_blood' and d.nominal_ml = 400 and d.collected_ml between 390 and 410 and not d.self_excluded
           and l.state = 'issued' and l.verdict = 'qualified' and l.version = 1 limit 1",
    )
    .fetch_optional(place.db.pool())
    .await?
    .context("a donation to be copied")?;
    let names: Vec<String> = numbers.iter().map(|number| number.as_str().to_owned()).collect();
    let donors: Vec<uuid::Uuid> = {
        let one = new_id();
        (0..numbers.len()).map(|index| if index < of_one_donor { one } else { new_id() }).collect()
    };
    for sql in [
        "insert into collect.donation select (jsonb_populate_record(null::collect.donation, to_jsonb(m) || jsonb_build_object(
             'donation_id', gen_random_uuid(), 'donation_number', n.number, 'donor_id', n.donor,
             'visit_id', null))).*
         from collect.donation m cross join unnest($2::text[], $3::uuid[]) as n (number, donor) where m.donation_number = $1",
        "insert into lab.donation select (jsonb_populate_record(null::lab.donation, to_jsonb(m) || jsonb_build_object(
             'donation_number', n.number, 'donor_id', n.donor))).*
         from lab.donation m cross join unnest($2::text[], $3::uuid[]) as n (number, donor) where m.donation_number = $1",
        "insert into lab.report select (jsonb_populate_record(null::lab.report, to_jsonb(m) || jsonb_build_object(
             'donation_number', n.number))).*
         from lab.report m cross join unnest($2::text[], $3::uuid[]) as n (number, donor) where m.donation_number = $1",
    ] {
        sqlx::query(sql).bind(model).bind(&names).bind(&donors).execute(place.db.pool()).await?;
    }
    Ok(group)
}

/// Somebody has looked at these bags.
pub(crate) async fn looked_at(place: &Place, units: &[UnitId], by: UserId, at: Instant) -> anyhow::Result<()> {
    let sql = "insert into process.label_check (check_id, unit_id, scans, appearance, checked_at, checked_by)
               select gen_random_uuid(), unit_id, '{}', 'normal', $3, $2 from unnest($1::uuid[]) as n (unit_id)";
    sqlx::query(sql).bind(units).bind(by).bind(at).execute(place.db.pool()).await?;
    Ok(())
}

/// How many relatives these donations have, by a walk over every edge.
pub(crate) async fn walked(place: &Place, numbers: &[DonationNumber]) -> anyhow::Result<usize> {
    let edges: Vec<(UnitId, UnitId)> =
        sqlx::query_as("select parent, child from ledger.parent").fetch_all(place.db.pool()).await?;
    let sql = "select unit_id from ledger.unit where donation_number = any($1)";
    let roots: Vec<UnitId> = sqlx::query_scalar(sql).bind(numbers).fetch_all(place.db.pool()).await?;
    let mut known: std::collections::HashSet<UnitId> = roots.into_iter().collect();
    while edges.iter().any(|(parent, child)| known.contains(parent) && known.insert(*child)) {}
    Ok(known.len())
}
