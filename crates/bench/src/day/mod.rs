//! A whole day of a city through the public API: every visitor from the door to the way out, by many people at once over all
//! houses and vehicles, then the end of each place's day. Beside as many raw commits of the same run.

pub(crate) mod hand;
mod people;
mod place;

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::ensure;
use serde_json::Value;
use tokio::sync::Mutex;

use self::{
    hand::{Hand, Times},
    people::{End, Visitor},
    place::Station,
};
use crate::{
    db,
    place::Place,
    say,
    server::Server,
    timing::{Watch, percentile},
};

/// Houses and vehicles that are open; the vehicle for emergencies stays in.
const PLACES: usize = 29;
/// People who work at the same moment.
const CLIENTS: usize = 40;
/// About as much text as a step keeps.
const RAW_BYTES: usize = 1_000;

/// What the clients share.
struct Day {
    stations: Vec<Station>,
    visitors: Vec<Visitor>,
    inquiry: Value,
    times: Times,
    next: AtomicUsize,
    /// Numbers of the bags of each place.
    filled: Vec<Mutex<Vec<String>>>,
}

/// Plays `donations` donations, and those who may not give, on a fresh demo city; measures, verifies and prints.
pub(crate) async fn run(vena: &Path, donations: usize) -> anyhow::Result<()> {
    let place = Place::new(CLIENTS as u32).await?;
    let data = tempfile::tempdir()?;
    std::fs::set_permissions(data.path(), std::fs::Permissions::from_mode(0o755))?;
    let server = Server::start_on(vena, data.path(), place.url(), &["--demo"]).await?;
    let day = Arc::new(open(&server.address, donations).await?);
    let visitors = day.visitors.len();
    say(&format!("day: {donations} donations among {visitors} visitors, {PLACES} places, {CLIENTS} clients"));
    let watch = Watch::start();
    together(&day, visitors, |day, n, client| Box::pin(async move { visit(day, n, client).await })).await?;
    let served = watch.passed();
    together(&day, PLACES, |day, n, _| Box::pin(async move { close(day, n).await })).await?;
    let whole = watch.passed();
    let steps = report(&day, served, whole).await;
    let raw = raw(&place, steps).await?;
    say(&format!(
        "  as many raw commits ({steps}) by as many clients {:.1} s   ratio {:.1}",
        raw.as_secs_f64(),
        whole.as_secs_f64() / raw.as_secs_f64()
    ));
    server.stop().await?;
    verify(&place, &day, donations).await?;
    place.close().await
}

/// The morning: everybody signs in. Not measured.
async fn open(address: &str, donations: usize) -> anyhow::Result<Day> {
    let technician = Hand::open(address, "technician").await?;
    let opening = (0..PLACES).map(|index| Station::open(address, index, &technician));
    let stations = futures::future::try_join_all(opening).await?;
    let inquiry = stations[0].inquiry().await?;
    let filled = (0..PLACES).map(|_| Mutex::default()).collect();
    let visitors = Visitor::all(donations);
    Ok(Day { stations, visitors, inquiry, times: Times::default(), next: AtomicUsize::new(0), filled })
}

/// `count` pieces of work by all clients at once.
async fn together<F>(day: &Arc<Day>, count: usize, work: F) -> anyhow::Result<()>
where
    F: Fn(Arc<Day>, usize, usize) -> futures::future::BoxFuture<'static, anyhow::Result<()>> + Copy + Send + 'static,
{
    day.next.store(0, Ordering::Relaxed);
    let clients = (0..CLIENTS).map(|client| {
        let day = day.clone();
        tokio::spawn(async move {
            loop {
                let n = day.next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return Ok::<_, anyhow::Error>(());
                }
                work(day.clone(), n, client).await?;
            }
        })
    });
    for done in futures::future::join_all(clients).await {
        done??;
    }
    Ok(())
}

async fn visit(day: Arc<Day>, n: usize, client: usize) -> anyhow::Result<()> {
    let visitor = &day.visitors[n];
    let place = visitor.place(PLACES);
    let chair = format!("{}", client + 1);
    let number = day.stations[place].serve(&day.times, &day.inquiry, (visitor, &chair)).await?;
    day.filled[place].lock().await.extend(number);
    Ok(())
}

async fn close(day: Arc<Day>, index: usize) -> anyhow::Result<()> {
    let numbers = day.filled[index].lock().await.clone();
    let judged = day.visitors.iter().filter(|visitor| visitor.place(PLACES) == index).count();
    day.stations[index].close(&day.times, (&numbers, judged)).await
}

/// Prints the day; how many requests wrote.
async fn report(day: &Day, served: Duration, whole: Duration) -> u64 {
    let mut steps = 0;
    for (step, times) in day.times.lock().await.iter_mut() {
        steps += times.len() as u64;
        let (median, p99) = (percentile(times, 50), percentile(times, 99));
        let step = step.split_once(' ').map_or(*step, |(_, name)| name);
        say(&format!("    {step:<16} {:>5} times   median {median:8.1} ms   p99 {p99:8.1} ms", times.len()));
    }
    let (served, whole) = (served.as_secs_f64(), whole.as_secs_f64());
    say(&format!("  the whole day {whole:.1} s (limit 120 s), the last bag after {served:.1} s, {steps} requests"));
    steps
}

/// As many single rows, each in a commit of its own.
pub(crate) async fn raw(place: &Place, count: u64) -> anyhow::Result<Duration> {
    db::make_raw(&place.db).await?;
    let (body, next) = (Arc::new("v".repeat(RAW_BYTES)), Arc::new(AtomicUsize::new(0)));
    let watch = Watch::start();
    let tasks = (0..CLIENTS).map(|_| {
        let (db, body, next) = (place.db.clone(), body.clone(), next.clone());
        tokio::spawn(async move {
            while (next.fetch_add(1, Ordering::Relaxed) as u64) < count {
                db::commit_one(&db, &body).await?;
            }
            Ok::<_, anyhow::Error>(())
        })
    });
    for task in futures::future::join_all(tasks).await {
        task??;
    }
    Ok(watch.passed())
}

/// The ledger is whole, and every bag of the day is in it.
async fn verify(place: &Place, day: &Day, donations: usize) -> anyhow::Result<()> {
    let mut bags = 0;
    for filled in &day.filled {
        bags += filled.lock().await.len();
    }
    let gave = day.visitors.iter().filter(|visitor| visitor.end == End::Gives).count();
    ensure!(bags == donations && gave == donations, "{bags} bags of {donations} donations");
    let watch = Watch::start();
    let report = vena_ledger::verify(&place.db, None, |_| ()).await?;
    ensure!(report.intact, "the ledger of the day is not intact: {report:?}");
    say(&format!("  {bags} bags; the ledger verified in {:.1} s: intact", watch.passed().as_secs_f64()));
    Ok(())
}
