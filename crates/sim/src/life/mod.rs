//! Seven days of the city, played through the same doors that everybody uses, on a clock that is turned by hand.
//!
//! A day is a timetable ([`day`]); each entry is a phase in which many people act at the same moment. What is refused is
//! counted and life goes on, as it would; only a failing server stops the play.

mod bench;
mod collecting;
mod confirmations;
mod crew;
mod day;
mod days_end;
mod dice;
mod files;
mod hall;
mod instruments;
mod invented;
mod laboratory;
mod oddities;
mod ordering;
mod pooling;
mod rooms;
mod samples;
mod sampling;
mod stage;
mod steps;
mod ward;

use std::collections::BTreeMap;

use anyhow::ensure;
use axum::Router;
use vena_kernel::{clock::Instant, say, text::Text, zone};
use vena_platform::clock::Clock;

use stage::Stage;

const SECONDS_PER_DAY: i64 = 86_400;
/// How long the city has lived when a demo begins, days.
pub const DAYS: i64 = 7;

/// How many donors come in one round of a day: one to each place that is open.
const DONORS: usize = 8;

/// The seed of the demo city.
const SEED: u64 = 2026;

/// The invented city.
#[derive(Debug, Clone, Copy)]
pub struct City {
    seed: u64,
    days: i64,
    donors: usize,
}

/// How far the play has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The moment of the city.
    pub at: Instant,
    /// What is going on.
    pub doing: &'static str,
    /// Done, per cent.
    pub percent: u8,
    /// How many acts were done before.
    pub acts: usize,
}

/// What has happened in seven days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How often each thing was done: `donations`, `units`, `released`, `issued`, `received`, `transfused`, …
    pub done: BTreeMap<&'static str, usize>,
    /// How often each rule refused something.
    pub refused: BTreeMap<String, usize>,
}

impl Report {
    /// How often `what` was done.
    pub fn count(&self, what: &str) -> usize {
        self.done.get(what).copied().unwrap_or(0)
    }

    /// The report in one sentence.
    pub fn summary(&self) -> Text {
        let [donations, released, received, transfused] =
            ["donations", "released", "received", "transfused"].map(|what| self.count(what));
        say!(
            "演示城市就绪：{donations} 次献血，放行 {released} 袋，医院签收 {received} 袋，输注 {transfused} 袋",
            "the demo city is ready: {donations} donations, {released} units released, {received} received by hospitals, {transfused} transfused"
        )
    }
}

impl City {
    /// The city that grows out of `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { seed, days: DAYS, donors: DONORS }
    }

    /// The same city after fewer or more days.
    #[must_use]
    pub const fn after_days(self, days: i64) -> Self {
        Self { days, ..self }
    }

    /// The same city when so many donors come in each of the six rounds of a day; its hall has machines for them.
    #[must_use]
    pub const fn with_donors(self, donors: usize) -> Self {
        Self { donors, ..self }
    }

    /// Plays the days before `until` on a ground laid by [`crate::seed_ground`]. `clock` is the virtual clock that
    /// stamps the database behind `router`; it ends at `until`. `drain` delivers all news and does all waiting jobs.
    ///
    /// # Errors
    /// When the clock cannot be turned or the server fails. Refusals by rules are part of life and stand in the report.
    pub async fn play<D>(
        &self,
        router: Router,
        clock: Clock,
        until: Instant,
        drain: D,
        mut progress: impl FnMut(Progress),
    ) -> anyhow::Result<Report>
    where
        D: AsyncFn() -> anyhow::Result<()>,
    {
        ensure!(matches!(clock, Clock::Virtual(_)), "the city lives on a virtual clock only");
        let begin = until.plus_seconds(-self.days * SECONDS_PER_DAY);
        clock.set(begin);
        let mut stage = Stage::new((self.seed, self.donors), router, clock.clone(), begin);
        stage.instruments().await?;
        stage.equip_laboratory().await?;
        stage.equip_hall().await?;
        for (at, phase) in day::calendar(begin, until) {
            clock.set(at);
            progress(Progress { at, doing: phase.doing(), percent: percent(begin, until, at), acts: stage.acts() });
            stage.perform(phase).await?;
            if phase.tells() {
                drain().await?;
            }
        }
        clock.set(until);
        drain().await?;
        Ok(stage.report())
    }
}

/// Plays the demo city up to `end`, telling each day of it to `progress`; says at the end what has happened.
///
/// # Errors
/// As [`City::play`].
pub async fn play<D>(
    router: Router,
    clock: &Clock,
    end: Instant,
    drain: D,
    progress: impl Fn(Text),
) -> anyhow::Result<Text>
where
    D: AsyncFn() -> anyhow::Result<()>,
{
    let mut told = None;
    let tell = |now: Progress| {
        let (day, percent) = (now.at.day_in(&zone::china()), now.percent);
        if told.replace(day) != Some(day) {
            progress(say!("演示城市 {day}（{percent}%）", "demo city {day} ({percent}%)"));
        }
    };
    let report = City::new(SEED).play(router, clock.clone(), end, drain, tell).await?;
    Ok(report.summary())
}

fn percent(begin: Instant, until: Instant, at: Instant) -> u8 {
    let (passed, all) = (at.seconds_since(begin), until.seconds_since(begin).max(1));
    u8::try_from((passed * 100 / all).clamp(0, 100)).unwrap_or(100)
}
