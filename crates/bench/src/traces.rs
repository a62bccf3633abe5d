//! Reading a unit's whole life against one indexed select, while the number of units grows a hundredfold.

use std::time::Duration;

use anyhow::ensure;
use vena_ledger::{Outcome, append};

use crate::{
    blood, db,
    place::Place,
    say,
    timing::{Watch, percentile},
};

/// Events of one unit in this benchmark.
const EVENTS: u64 = 8;
const SAMPLES: u64 = 500;

/// Measures and prints for 10,000, 100,000, … units up to `units_max`.
pub(crate) async fn run(units_max: u64) -> anyhow::Result<()> {
    let place = Place::new(10).await?;
    say(&format!("traces: {EVENTS} events a unit, {SAMPLES} units read at random"));
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

async fn fill(place: &Place, from: u64, to: u64) -> anyhow::Result<()> {
    for first in (from..to).step_by(250) {
        let mut tx = place.db.begin().await?;
        let at = tx.now();
        let mut events = Vec::new();
        for n in first..first + 250 {
            events.push(blood::birth(n, at)?);
            events.extend((1..EVENTS).map(|_| blood::seen(blood::unit(n), at)));
        }
        ensure!(append(&mut tx, &events).await?.iter().all(Outcome::stands), "an event was refused");
        tx.commit().await?;
    }
    Ok(())
}
