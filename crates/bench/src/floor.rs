//! From the label to the release, and back again: two thousand labelled units released in one action, and a look-back of one
//! donor's sixty donations with their parts and pools, through the public API of a demo city. Beside as many single rows in one
//! transaction of raw PostgreSQL.

use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use anyhow::ensure;
use serde_json::{Value, json};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrgId, SiteId, UnitId, UserId},
    unit_state::{Birth, Fact, Label, Making, Parent, Role, Share, UnitEvent},
};
use vena_ledger::append_all_or_refuse;

use crate::{
    blood,
    day::hand::{Hand, text},
    db,
    place::Place,
    say,
    server::Server,
    timing::Watch,
};

/// Donations of the donor who is looked back at.
const OF_ONE_DONOR: usize = 60;
/// Numbers of this benchmark begin here: the demo city has used others.
const FIRST: u64 = 70_000_000;

/// Who does it, where.
struct Station {
    org: OrgId,
    site: SiteId,
    by: UserId,
}

/// A labelled bag of the benchmark.
#[derive(Debug, Clone, Copy)]
struct Bag {
    unit: UnitId,
    number: DonationNumber,
}

/// Measures with `units` units on a fresh demo city.
pub(crate) async fn run(vena: &Path, units: usize) -> anyhow::Result<()> {
    let place = Place::new(20).await?;
    let data = tempfile::tempdir()?;
    std::fs::set_permissions(data.path(), std::fs::Permissions::from_mode(0o755))?;
    let server = Server::start_on(vena, data.path(), place.url(), &["--demo"]).await?;
    let [first, second] =
        [Hand::open(&server.address, "release1").await?, Hand::open(&server.address, "release2").await?];
    let before = Hand::open(&server.address, "quality").await?;
    // What the demo city has left labelled goes first, so that the benchmark counts its own.
    drop(first.post("/api/process/releases", json!({ "all_ready": true })).await);
    let station = station(&place, &first).await?;
    let bags = labelled(&place, &station, units).await?;
    let proposing = Watch::start();
    let release = first.post("/api/process/releases", json!({ "units": ids(&bags) })).await?;
    let proposed = proposing.passed();
    ensure!(release["counts"]["ready"] == units, "{:#}", release["counts"]);
    let path = format!("/api/process/releases/{}/confirm", text(&release, "release_id")?);
    let confirming = Watch::start();
    let confirmed = second.post(&path, json!({})).await?;
    let released = confirming.passed();
    ensure!(confirmed["counts"]["released"] == units, "{:#}", confirmed["counts"]);
    db::make_raw(&place.db).await?;
    let raw = rows(&place, units).await?;
    say(&format!("floor: {units} labelled units"));
    told("proposed in one action, each judged", proposed, raw);
    told("released in one action, each judged again", released, raw);
    look_back(&place, &station, &before, &bags).await?;
    server.stop().await?;
    place.close().await
}

fn ids(bags: &[Bag]) -> Vec<UnitId> {
    bags.iter().map(|bag| bag.unit).collect()
}

fn told(what: &str, took: Duration, raw: Duration) {
    let (took, raw) = (took.as_secs_f64(), raw.as_secs_f64());
    say(&format!(
        "  {what:<44} {took:6.2} s   as many rows in one raw transaction {raw:.2} s   ratio {:.1}",
        took / raw
    ));
}

async fn station(place: &Place, hand: &Hand) -> anyhow::Result<Station> {
    let session = hand.get("/api/session").await?;
    let org = text(&session["organisation"], "org_id")?.parse()?;
    let by = text(&session["user"], "user_id")?.parse()?;
    Ok(Station { org, by, site: db::hall(place, org).await? })
}

/// Bags that wait for nothing but their release: collected, tested and issued, labelled.
async fn labelled(place: &Place, station: &Station, units: usize) -> anyhow::Result<Vec<Bag>> {
    let now = place.db.begin_read().await?.now();
    let mut bags = Vec::with_capacity(units);
    for index in 0..units {
        bags.push(Bag { unit: UnitId::from_uuid(blood::new_id()), number: blood::number(FIRST + index as u64)? });
    }
    let group = db::copies(place, &bags.iter().map(|bag| bag.number).collect::<Vec<_>>(), OF_ONE_DONOR).await?;
    for page in bags.chunks(500) {
        let mut tx = place.db.begin().await?;
        let mut events = Vec::new();
        for bag in page {
            let mut birth = Birth::new(bag.number, "WB".parse()?, 400, now.plus_seconds(-3600));
            birth.expires_at = Some(now.plus_seconds(20 * 86_400));
            birth.medium = Some("CPDA-1".parse()?);
            birth.group = Some(group);
            let label = Label {
                donation_number: birth.donation_number,
                product: birth.product,
                division: birth.division,
                group: birth.group,
                expires_at: birth.expires_at,
            };
            events.push(station.event(bag.unit, now, Fact::Collected(birth)));
            events.push(station.event(bag.unit, now, Fact::LabelVerified(label)));
        }
        append_all_or_refuse(&mut tx, &events).await?;
        tx.commit().await?;
    }
    db::looked_at(place, &ids(&bags), station.by, now).await?;
    Ok(bags)
}

impl Station {
    fn event(&self, unit: UnitId, at: Instant, fact: Fact) -> UnitEvent {
        UnitEvent { actor: self.by, org: self.org, site: self.site, ..blood::event(unit, at, fact) }
    }

    /// Makes one unit of 100 mL of each parent.
    async fn make(&self, place: &Place, number: DonationNumber, parents: &[UnitId]) -> anyhow::Result<UnitId> {
        let mut tx = place.db.begin().await?;
        let (child, now, pooled) = (UnitId::from_uuid(blood::new_id()), tx.now(), parents.len() > 1);
        let mut events = Vec::new();
        for parent in vena_ledger::units(&mut tx, parents).await? {
            let children = vec![Share { unit: child, volume_ml: 100 }];
            let making = Making { children, added_ml: 0, loss_ml: 0, rest_ml: parent.facts.volume_ml - 100 };
            let fact = if pooled { Fact::Pooled(making) } else { Fact::Divided(making) };
            events.push(self.event(parent.unit_id, now, fact));
        }
        let volume = 100 * u32::try_from(parents.len())?;
        let mut birth =
            Birth::new(number, if pooled { "PLT-P" } else { "RBC-S" }.parse()?, volume, now.plus_seconds(-3600));
        birth.prepared_at = Some(now);
        birth.expires_at = Some(now.plus_seconds(86_400));
        let role = if pooled { Role::Pooled } else { Role::Divided };
        birth.parents = parents.iter().map(|unit| Parent { unit: *unit, role, volume_ml: 100 }).collect();
        events.push(self.event(child, now, Fact::Prepared(birth)));
        append_all_or_refuse(&mut tx, &events).await?;
        tx.commit().await?;
        Ok(child)
    }
}

/// As many rows, one statement each, in one transaction.
async fn rows(place: &Place, count: usize) -> anyhow::Result<Duration> {
    let body = "v".repeat(1_000);
    let watch = Watch::start();
    db::insert_together(&place.db, &body, count).await?;
    Ok(watch.passed())
}

/// Everything of one donor is stopped: parts of two in three donations, and pools with strangers' blood.
async fn look_back(place: &Place, station: &Station, quality: &Hand, bags: &[Bag]) -> anyhow::Result<()> {
    let (own, strangers) = bags.split_at(OF_ONE_DONOR);
    let mut next = FIRST + 900_000;
    for (index, bag) in own.iter().enumerate() {
        if index % 3 > 0 {
            station.make(place, bag.number, &[bag.unit]).await?;
        }
        if index % 10 == 0 {
            next += 1;
            let pool = station.make(place, blood::number(next)?, &[bag.unit, strangers[index].unit]).await?;
            next += 1;
            station.make(place, blood::number(next)?, &[pool]).await?;
        }
    }
    let raw = rows(place, OF_ONE_DONOR).await?;
    let about = json!({ "kind": "donations", "numbers": [own[7].number], "same_donor": true });
    let watch = Watch::start();
    let recall =
        quality.post("/api/govern/recalls", json!({ "cause": "reactive", "about": about, "reason": "基准" })).await?;
    let took = watch.passed();
    let walked = db::walked(place, &own.iter().map(|bag| bag.number).collect::<Vec<_>>()).await?;
    let listed = recall["units_listed"].as_array().map_or(0, Vec::len);
    ensure!(listed == walked && recall["donations"] == OF_ONE_DONOR, "{listed} units, {walked} by another way");
    let held = recall["units_listed"].as_array().into_iter().flatten();
    let free: Vec<&Value> = held.filter(|one| one["unit"]["holds"].as_array().is_none_or(Vec::is_empty)).collect();
    ensure!(free.is_empty(), "{} units are not held", free.len());
    say(&format!("look-back: one donor, {OF_ONE_DONOR} donations, {walked} units with parts and pools"));
    told("opened, everything held", took, raw);
    Ok(())
}
