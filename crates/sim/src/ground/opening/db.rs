//! Statements that lay the ground of bookings, one for each table.

use uuid::Uuid;
use vena_kernel::{clock::Day, id::OrgId};
use vena_platform::{db::Tx, fault::Fault};

use super::{Area, Lot, Machine, Opening, Site, Stop};

/// Writes sites where blood may be given.
pub(super) async fn insert_sites(tx: &mut Tx, station: OrgId, sites: &[Site]) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.collection_site (site_id, org_id, address, beds, staff)
         select site_id, $2, address, beds, staff from unnest($1::uuid[], $3::text[], $4::int[], $5::int[])
             as given (site_id, address, beds, staff)",
    )
    .bind(sites.iter().map(|site| site.site_id.uuid()).collect::<Vec<Uuid>>())
    .bind(station)
    .bind(sites.iter().map(|site| site.address.clone()).collect::<Vec<String>>())
    .bind(sites.iter().map(|site| site.beds).collect::<Vec<i32>>())
    .bind(sites.iter().map(|site| site.staff).collect::<Vec<i32>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes weekly hours.
pub(super) async fn insert_openings(tx: &mut Tx, openings: &[Opening]) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.opening (site_id, weekday, opens_minute, closes_minute)
         select site_id, weekday, opens, closes from unnest($1::uuid[], $2::int[], $3::int[], $4::int[])
             as given (site_id, weekday, opens, closes)",
    )
    .bind(openings.iter().map(|opening| opening.site_id.uuid()).collect::<Vec<Uuid>>())
    .bind(openings.iter().map(|opening| opening.weekday).collect::<Vec<i32>>())
    .bind(openings.iter().map(|opening| opening.opens).collect::<Vec<i32>>())
    .bind(openings.iter().map(|opening| opening.closes).collect::<Vec<i32>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes machines.
pub(super) async fn insert_machines(tx: &mut Tx, machines: &[Machine]) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.machine (machine_id, site_id, name, kinds)
         select machine_id, site_id, name, array['apheresis_platelets', 'apheresis_plasma']
         from unnest($1::uuid[], $2::uuid[], $3::text[]) as given (machine_id, site_id, name)",
    )
    .bind(machines.iter().map(|machine| machine.machine_id).collect::<Vec<Uuid>>())
    .bind(machines.iter().map(|machine| machine.site_id.uuid()).collect::<Vec<Uuid>>())
    .bind(machines.iter().map(|machine| machine.name.clone()).collect::<Vec<String>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes lots that have arrived, as somebody of each place took them in.
pub(super) async fn insert_lots(tx: &mut Tx, station: OrgId, lots: &[Lot]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.lot_stock (stock_id, org_id, site_id, item, lot, article, expires_on, pieces, state,
             received_at, received_by)
         select g.stock_id, $2, g.site_id, g.item, g.lot, g.article, g.expires_on, 2000, 'received', $3, u.user_id
         from unnest($1::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::date[])
             as g (stock_id, site_id, item, lot, article, expires_on)
         cross join lateral (select user_id from platform.app_user
             where site_id = g.site_id and 'collector' = any (roles) order by username limit 1) as u",
    )
    .bind(lots.iter().map(|lot| lot.stock_id).collect::<Vec<Uuid>>())
    .bind(station)
    .bind(now)
    .bind(lots.iter().map(|lot| lot.site_id.uuid()).collect::<Vec<Uuid>>())
    .bind(lots.iter().map(|lot| lot.item).collect::<Vec<&str>>())
    .bind(lots.iter().map(|lot| lot.lot).collect::<Vec<&str>>())
    .bind(lots.iter().map(|lot| lot.article).collect::<Vec<&str>>())
    .bind(lots.iter().map(|lot| lot.expires_on).collect::<Vec<Day>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes stops of vehicles, from nine to four.
pub(super) async fn insert_stops(tx: &mut Tx, stops: &[Stop]) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into recruit.stop (stop_id, site_id, day, opens_minute, closes_minute, place, district, latitude, longitude, beds,
             staff, target, set_at)
         select stop_id, site_id, day, 540, 960, place, district, latitude, longitude, 4, 4, 40, $8
         from unnest($1::uuid[], $2::uuid[], $3::date[], $4::text[], $5::text[], $6::float8[], $7::float8[])
             as given (stop_id, site_id, day, place, district, latitude, longitude)",
    )
    .bind(stops.iter().map(|stop| stop.stop_id).collect::<Vec<Uuid>>())
    .bind(stops.iter().map(|stop| stop.site_id.uuid()).collect::<Vec<Uuid>>())
    .bind(stops.iter().map(|stop| stop.day).collect::<Vec<Day>>())
    .bind(stops.iter().map(|stop| stop.place.clone()).collect::<Vec<String>>())
    .bind(stops.iter().map(|stop| stop.district.to_owned()).collect::<Vec<String>>())
    .bind(stops.iter().map(|stop| stop.latitude).collect::<Vec<f64>>())
    .bind(stops.iter().map(|stop| stop.longitude).collect::<Vec<f64>>())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes where people live.
pub(super) async fn insert_areas(tx: &mut Tx, areas: &[Area]) -> Result<(), Fault> {
    sqlx::query(
        "insert into recruit.area (area_id, district, district_en, latitude, longitude, people)
         select number, district, district_en, latitude, longitude, people
         from unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::int[])
             with ordinality as given (district, district_en, latitude, longitude, people, number)",
    )
    .bind(areas.iter().map(|area| area.district.to_owned()).collect::<Vec<String>>())
    .bind(areas.iter().map(|area| area.district_en.to_owned()).collect::<Vec<String>>())
    .bind(areas.iter().map(|area| area.latitude).collect::<Vec<f64>>())
    .bind(areas.iter().map(|area| area.longitude).collect::<Vec<f64>>())
    .bind(areas.iter().map(|area| area.people).collect::<Vec<i32>>())
    .execute(tx.conn())
    .await?;
    Ok(())
}
