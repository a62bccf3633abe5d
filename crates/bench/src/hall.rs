//! A day's units from their receipt to their release: the invented city with as many donors as a real one has, played through the
//! public API by the staff of its hall and its laboratory. Bags are received, go through the machines step by step, are divided
//! and frozen; tubes are received, laid out, read twice and judged; labels are printed and scanned again; two release.

use std::{collections::BTreeMap, time::Duration};

use anyhow::ensure;
use vena_platform::{clock::Clock, config::Config, vault::Vault};
use vena_server::assembly::{assemble, migrate};
use vena_sim::City;

use crate::{day::raw, place::Place, say, timing::Watch};

/// What the city calls the work between receipt and release.
const MEASURED: [&str; 4] = ["制备 preparing", "检验 testing", "贴签 labelling", "放行 releasing"];
/// The city looks at its day on a morning, when everything of the day before is released.
const MORNING: &str = "2026-11-17T02:20:00Z";

/// How long each part of the day has taken, and how many acts it had.
#[derive(Default)]
struct Parts {
    of: BTreeMap<&'static str, (Duration, usize)>,
    now: Option<(&'static str, Watch, usize)>,
}

impl Parts {
    /// Another part begins after so many acts.
    fn begins(&mut self, part: &'static str, acts: usize) {
        if let Some((ended, watch, before)) = self.now.replace((part, Watch::start(), acts)) {
            let (time, done) = self.of.entry(ended).or_default();
            *time += watch.passed();
            *done += acts - before;
        }
    }
}

/// Plays a day on which so many donors come in each round; measures and prints.
pub(crate) async fn run(donors: usize) -> anyhow::Result<()> {
    let place = Place::new(20).await?;
    let until: vena_kernel::clock::Instant = MORNING.parse()?;
    let clock = Clock::standing_at(until.plus_seconds(-24 * 3600));
    let db = place.db.clone().with_clock(clock.clone());
    migrate(&db).await?;
    vena_sim::seed_ground(&db).await?;
    let files = tempfile::tempdir()?;
    let mut config = Config::load(None, &BTreeMap::new())?;
    config.data = files.path().to_owned();
    config.session_seconds = 2 * 24 * 3600;
    let assembly = assemble(db, config, Vault::open_or_create(files.path())?).await?;
    let mut parts = Parts::default();
    let drain = async || assembly.drain().await;
    let report = City::new(2026)
        .after_days(1)
        .with_donors(donors)
        .play(assembly.router.clone(), clock, until, drain, |now| parts.begins(now.doing, now.acts))
        .await?;
    let [bags, units, released] = ["donations", "components", "released"].map(|what| report.count(what));
    ensure!(released > 0, "nothing was released: {report:#?}");
    say(&format!("hall: {bags} bags became {units} units, {released} of them released the next morning"));
    let (mut whole, mut acts) = (Duration::ZERO, 0);
    for what in MEASURED {
        let (time, done) = parts.of.get(what).copied().unwrap_or_default();
        say(&format!("  {what:<44} {:6.1} s   {done} acts", time.as_secs_f64()));
        whole += time;
        acts += done;
    }
    let raw = raw(&place, acts as u64).await?;
    say(&format!("  {:<44} {:6.1} s   (limit 180 s for 2,400 units)", "from receipt to release", whole.as_secs_f64()));
    say(&format!(
        "  as many raw commits ({acts}) {:.1} s   ratio {:.1}",
        raw.as_secs_f64(),
        whole.as_secs_f64() / raw.as_secs_f64()
    ));
    place.close().await
}
