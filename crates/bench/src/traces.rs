//! What grows with the ledger, while the number of units grows a hundredfold: reading a unit's whole life against one
//! indexed select, the stock of the city against counting its bags, and checking every event against reading every one.

use std::time::Duration;

use anyhow::ensure;
use vena_ledger::{Outcome, append, signer::Signer};

use crate::{
    blood, db,
    place::Place,
    say,
    timing::{Watch, percentile},
};

/// Events of one unit in this benchmark.
const EVENTS: u64 = 8;
const SAMPLES: u64 = 500;
/// One unit in so many stands on a shelf; the others are elsewhere, as in a city that remembers years.
const SHELVED: u64 = 50;

/// Measures and prints for 10,000, 100,000, … units up to `units_max`.
pub(crate) async fn run(units_max: u64) -> anyhow::Result<()> {
    let place = Place::new(10).await?;
    say(&format!("traces: {EVENTS} events a unit, {SAMPLES} units read at random"));
    let keys = tempfile::tempdir()?;
    let signer = Signer::open_or_create(keys.path())?;
    let (mut size, mut made) = (10_000, 0);
    while size <= units_max {
        let watch = Watch::start();
        fill(&place, made, size).await?;
        let rate = ((size - made) * EVENTS) as f64 / watch.passed().as_secs_f64();
        made = size;
        db::vacuum(&place.db).await?;
        let (mut select, mut trace) = (Vec::new(), Vec::new());
        for n in 0..SAMPLES {
            let unit = blood::unit(n * 7_919_993 % size);
            select.push(timed(db::select_one(&place.db, unit.uuid())).await?);
            trace.push(timed(read_life(&place, unit)).await?);
        }
        let (select, trace_50, trace_99) =
            (percentile(&mut select, 50), percentile(&mut trace, 50), percentile(&mut trace, 99));
        say(&format!(
            "  {size:>9} units: select {select:.3} ms   trace {trace_50:.3} ms (p99 {trace_99:.3} ms)   ratio {:.1} (limit 10)   filled at {rate:.0} events/s",
            trace_50 / select
        ));
        stock(&place).await?;
        whole(&place, &signer).await?;
        size *= 10;
    }
    place.close().await
}

async fn timed<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<Duration> {
    let watch = Watch::start();
    work.await?;
    Ok(watch.passed())
}

async fn read_life(place: &Place, unit: vena_kernel::id::UnitId) -> anyhow::Result<()> {
    let mut tx = place.db.begin_read().await?;
    let trace = vena_ledger::trace_everything(&mut tx, &unit.to_string()).await?;
    ensure!(trace.units.iter().any(|found| found.unit_id == unit), "the trace has no such unit");
    Ok(())
}

/// The stock of the whole city by product and group, as its page asks for it.
async fn stock(place: &Place) -> anyhow::Result<()> {
    let (mut count, mut grid) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES / 10 {
        count.push(timed(db::count_stock(&place.db)).await?);
        grid.push(timed(read_stock(place)).await?);
    }
    let (count, grid) = (percentile(&mut count, 50), percentile(&mut grid, 50));
    say(&format!(
        "            count of the stock {count:.3} ms   stock of the city {grid:.3} ms   ratio {:.1}",
        grid / count
    ));
    Ok(())
}

async fn read_stock(place: &Place) -> anyhow::Result<()> {
    let mut tx = place.db.begin_read().await?;
    let now = tx.now();
    let counts = vena_ledger::stock_counts(&mut tx, None, now).await?;
    ensure!(!counts.is_empty(), "the shelves are empty");
    Ok(())
}

/// Seals what is new and checks everything there is.
async fn whole(place: &Place, signer: &Signer) -> anyhow::Result<()> {
    let watch = Watch::start();
    let sealed = vena_ledger::seal(&place.db, signer).await?.map_or(0, |sealed| sealed.new_events);
    let seal = sealed as f64 / watch.passed().as_secs_f64();
    let watch = Watch::start();
    let events = db::read_every_event(&place.db).await?;
    let read = watch.passed().as_secs_f64();
    let watch = Watch::start();
    let report = vena_ledger::verify(&place.db, None, |_| ()).await?;
    let verify = watch.passed().as_secs_f64();
    ensure!(report.intact, "the ledger of the benchmark is not intact");
    say(&format!(
        "            sealed at {seal:.0} events/s   {events} events: read {read:.1} s, verified {verify:.1} s ({:.0} events/s)   ratio {:.1}",
        events as f64 / verify,
        verify / read
    ));
    Ok(())
}

async fn fill(place: &Place, from: u64, to: u64) -> anyhow::Result<()> {
    for first in (from..to).step_by(250) {
        let mut tx = place.db.begin().await?;
        let at = tx.now();
        let mut events = Vec::new();
        for n in first..first + 250 {
            events.push(if n % SHELVED == 0 { blood::taken_over(n, at)? } else { blood::birth(n, at)? });
            events.extend((1..EVENTS).map(|_| blood::seen(blood::unit(n), at)));
        }
        ensure!(append(&mut tx, &events).await?.iter().all(Outcome::stands), "an event was refused");
        tx.commit().await?;
    }
    Ok(())
}
