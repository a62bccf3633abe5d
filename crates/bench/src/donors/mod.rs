//! What a file of a million donors costs: finding one by any part, who is like a new one, who may give. Through the public API
//! of a server of their own, each beside one raw indexed select of the same run.

mod ask;
pub(crate) mod db;
mod people;

use std::{os::unix::fs::PermissionsExt, path::Path};

use vena_platform::{db::Db, vault::Vault};

use self::ask::Desk;
pub(crate) use self::people::Invented;
use crate::{place::Place, say, server::Server, timing::Watch};

/// How often each thing is asked.
const SAMPLES: u64 = 40;
/// Donors that are written at a time.
const PORTION: u64 = 5_000;

/// Measures and prints for 10,000, 100,000, … donors up to `donors_max`.
pub(crate) async fn run(vena: &Path, donors_max: u64) -> anyhow::Result<()> {
    let place = Place::new(4).await?;
    let data = tempfile::tempdir()?;
    std::fs::set_permissions(data.path(), std::fs::Permissions::from_mode(0o755))?;
    let server = Server::start_on(vena, data.path(), place.url(), &["--demo"]).await?;
    let vault = Vault::open_or_create(data.path())?;
    let desk = Desk::open(&server.address, "registrar").await?;
    say(&format!("donors: {SAMPLES} questions each, through the public API"));
    let (mut size, mut made) = (10_000, 0);
    while size <= donors_max {
        let watch = Watch::start();
        fill(&place.db, &vault, made, size).await?;
        db::index_all(&place.db).await?;
        db::settle(&place.db).await?;
        let seconds = watch.passed().as_secs_f64();
        say(&format!("  {size:>9} donors (filled and taken in by the search in {seconds:.0} s)"));
        made = size;
        measure(&place.db, &desk, size).await?;
        size *= 10;
    }
    server.stop().await?;
    place.close().await
}

/// Writes the files of people number `from` to `to`.
pub(crate) async fn fill(db: &Db, vault: &Vault, from: u64, to: u64) -> anyhow::Result<()> {
    let maker = db::maker(db).await?;
    let mut next = from;
    while next < to {
        let end = (next + PORTION).min(to);
        let people: Vec<Invented> = (next..end).map(Invented::number).collect();
        db::insert(db, vault, &maker, &people).await?;
        next = end;
    }
    Ok(())
}

async fn measure(db: &Db, desk: &Desk, size: u64) -> anyhow::Result<()> {
    let somebody = |n: u64| Invented::number(n * 7_919_993 % size);
    let mut select = Vec::new();
    for n in 0..SAMPLES {
        let watch = Watch::start();
        db::select_one(db, somebody(n).id).await?;
        select.push(watch.passed());
    }
    let select = crate::timing::percentile(&mut select, 50);
    let mut nothing = Vec::new();
    for _ in 0..SAMPLES {
        let watch = Watch::start();
        desk.nothing().await?;
        nothing.push(watch.passed());
    }
    let nothing = crate::timing::percentile(&mut nothing, 50);
    say(&format!("    one raw indexed select {select:.3} ms; a request that does nothing {nothing:.2} ms"));
    for (what, text) in ask::SEARCHES {
        let mut times = Vec::new();
        for n in 0..SAMPLES {
            let asked = text(&somebody(n));
            let watch = Watch::start();
            let found = desk.search(&asked).await?;
            times.push(watch.passed());
            anyhow::ensure!(found > 0, "nobody is found by {what}");
        }
        line(what, &mut times, select, "(limit 50 ms)");
    }
    let (mut alike, mut may) = (Vec::new(), Vec::new());
    for n in 0..SAMPLES {
        let watch = Watch::start();
        desk.alike(&somebody(n), n).await?;
        alike.push(watch.passed());
        let watch = Watch::start();
        desk.eligibility(&somebody(n)).await?;
        may.push(watch.passed());
    }
    line("who is like a new donor", &mut alike, select, "(limit 100 ms)");
    line("from when on a donor may give, three kinds", &mut may, select, "(limit 5 ms)");
    Ok(())
}

fn line(what: &str, times: &mut [std::time::Duration], select: f64, limit: &str) {
    let (median, p99) = (crate::timing::percentile(times, 50), crate::timing::percentile(times, 99));
    let ratio = median / select;
    say(&format!("    {what:<44} median {median:7.2} ms   p99 {p99:7.2} ms   ratio {ratio:6.1}   {limit}"));
}
