//! The agent: lines in, journal, server and browser out.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    sync::{Notify, broadcast, mpsc},
    time::{sleep, timeout},
};
use uuid::Uuid;
use vena_devices::{
    Measured, Said,
    drivers::{StationKind, driver},
    run::{LineEvent, Link, run},
};
use vena_kernel::{
    clock::Instant,
    collection::reading::{ReadingKind, ReadingSent},
    id::ReadingId,
};

use super::{
    clock::SiteClock,
    config::{Config, Device},
    journal::{Journal, Waiting},
    server::{Trouble, Way},
};

/// Most readings in one request.
const BATCH: u32 = 100;
/// First and longest wait after the server did not answer.
const BACKOFF: Duration = Duration::from_secs(1);
const BACKOFF_MOST: Duration = Duration::from_secs(30);

/// Something that the browser of this machine is told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) event: &'static str,
    pub(super) data: Value,
}

/// What is known of one instrument.
#[derive(Debug, Clone)]
struct Known {
    link: Link,
    detail: String,
    last_reading_at: Option<Instant>,
}

/// What all parts of the agent share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) clock: SiteClock,
    pub(super) events: broadcast::Sender<Told>,
    pub(super) origins: Vec<String>,
    journal: Mutex<Journal>,
    known: Mutex<BTreeMap<(StationKind, String), Known>>,
    server: Mutex<Option<String>>,
    run: String,
    /// Something waits, or a line has changed.
    work: Notify,
}

impl Shared {
    pub(super) fn new(config: &Config, journal: Journal, clock: SiteClock) -> Self {
        let known = |device: &Device| {
            let key = (device.kind().ok()?, device.serial.clone());
            Some((key, Known { link: Link::Disconnected, detail: "starting".to_owned(), last_reading_at: None }))
        };
        Self {
            clock,
            events: broadcast::channel(256).0,
            origins: config.agent.origins.clone(),
            journal: Mutex::new(journal),
            known: Mutex::new(config.devices.iter().filter_map(known).collect()),
            server: Mutex::new(Some("not asked yet".to_owned())),
            run: Uuid::new_v4().simple().to_string(),
            work: Notify::new(),
        }
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<(StationKind, String), Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that this machine's browser may see of the instruments.
    pub(super) fn shown(&self) -> Value {
        let known = self.known();
        let devices: Vec<Value> = known
            .iter()
            .map(|((kind, serial), known)| {
                json!({
                    "kind": kind.as_str(), "serial": serial, "link": known.link, "detail": known.detail,
                    "last_reading_at": known.last_reading_at,
                })
            })
            .collect();
        let journal = self.journal();
        let refused = journal.refused().map_or((0, None), |found| found);
        let trouble = self.server.lock().unwrap_or_else(PoisonError::into_inner).clone();
        json!({
            "devices": devices, "waiting": journal.waiting().unwrap_or(0), "refused": refused.0,
            "last_refused_by": refused.1, "server_trouble": trouble,
            "clock_ahead_ms": self.clock.ahead_micros().map(|micros| micros / 1000),
            "version": env!("CARGO_PKG_VERSION"),
        })
    }

    fn tell(&self, event: &'static str, data: Value) {
        // Nobody listening is no fault.
        let _ = self.events.send(Told { event, data });
    }
}

/// Watches one instrument until the program ends.
pub(super) async fn watch(shared: Arc<Shared>, device: Device) {
    let (Ok(kind), Ok(address)) = (device.kind(), device.address()) else { return };
    let Ok(speaker) = driver(kind, &device.language) else { return };
    let (sender, mut events) = mpsc::channel(64);
    tokio::spawn(run(speaker, address, device.timing(), sender));
    while let Some(event) = events.recv().await {
        match event {
            LineEvent::Link(link, detail) => linked(&shared, kind, &device.serial, link, detail),
            LineEvent::Said(Said::Measured(measured)) => {
                if let StationKind::Instrument(of) = kind {
                    keep(&shared, of, &device.serial, measured).await;
                }
            }
            LineEvent::Said(Said::Card(card)) => {
                let at = shared.clock.now().clock_at;
                shared.tell("card", json!({ "serial": device.serial, "at": at, "card": card }));
            }
            LineEvent::Said(Said::Scanned(text)) => {
                let at = shared.clock.now().clock_at;
                shared.tell("scan", json!({ "serial": device.serial, "at": at, "text": text }));
            }
        }
    }
}

fn linked(shared: &Shared, kind: StationKind, serial: &str, link: Link, detail: String) {
    tracing::info!(kind = kind.as_str(), serial, ?link, detail, "the line to an instrument has changed");
    let data = json!({ "kind": kind.as_str(), "serial": serial, "link": link, "detail": detail });
    if let Some(known) = shared.known().get_mut(&(kind, serial.to_owned())) {
        (known.link, known.detail) = (link, detail);
    }
    shared.tell("link", data);
    shared.work.notify_one();
}

/// Keeps a reading on the disk before anybody is told of it.
async fn keep(shared: &Arc<Shared>, kind: ReadingKind, serial: &str, measured: Measured) {
    let now = shared.clock.now();
    let server_time = shared.clock.server_time(now.since_start_micros);
    let sent = ReadingSent {
        reading_id: Some(ReadingId::from_uuid(new_id(now.clock_at))),
        device: serial.to_owned(),
        kind,
        at: server_time.unwrap_or(now.clock_at),
        clock_at: now.clock_at,
        clock_compared: server_time.is_some(),
        values: measured.values,
        about: measured.about,
    };
    let (keeper, reading) = (shared.clone(), sent.clone());
    let kept = tokio::task::spawn_blocking(move || keeper.journal().add(&reading, &keeper.run, now.since_start_micros));
    match kept.await {
        Ok(Ok(())) => {
            if let Some(known) = shared.known().get_mut(&(StationKind::Instrument(kind), serial.to_owned())) {
                known.last_reading_at = Some(sent.at);
            }
            shared.tell("reading", json!(sent));
            shared.work.notify_one();
        }
        Ok(Err(error)) => {
            tracing::error!(%error, serial, "a reading is lost");
            linked(shared, StationKind::Instrument(kind), serial, Link::Faulty, error.to_string());
        }
        Err(error) => tracing::error!(%error, serial, "a reading is lost"),
    }
}

/// A time-ordered id.
fn new_id(now: Instant) -> Uuid {
    let micros = now.micros().max(0).unsigned_abs();
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0) * 1000;
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, micros / 1_000_000, nanos))
}

/// Brings readings to the server, and says every now and then which instruments are connected.
pub(super) async fn deliver(shared: Arc<Shared>, way: Way, heartbeat: Duration) {
    let way = Arc::new(Mutex::new(way));
    let mut backoff = BACKOFF;
    loop {
        let (worker, to) = (shared.clone(), way.clone());
        let done = tokio::task::spawn_blocking(move || {
            let mut way = to.lock().unwrap_or_else(PoisonError::into_inner);
            round(&worker, &mut way)
        });
        let trouble = match done.await {
            Ok(Ok(())) => None,
            Ok(Err(trouble)) => Some(trouble.to_string()),
            Err(error) => Some(error.to_string()),
        };
        let failed = trouble.is_some();
        noted(&shared, trouble);
        if failed {
            sleep(backoff).await;
            backoff = (backoff * 2).min(BACKOFF_MOST);
        } else {
            backoff = BACKOFF;
            // Whatever comes first: work, or the time to say that we live.
            let _ = timeout(heartbeat, shared.work.notified()).await;
        }
    }
}

fn noted(shared: &Shared, trouble: Option<String>) {
    let mut known = shared.server.lock().unwrap_or_else(PoisonError::into_inner);
    if *known != trouble {
        match &trouble {
            Some(trouble) => tracing::warn!(trouble, "the server does not take readings; they wait here"),
            None => tracing::info!("the server takes readings"),
        }
        *known = trouble;
    }
}

/// One visit to the server: how the lines are, then everything that waits. The lines come first, so that the clocks are
/// compared before the first reading is dated.
fn round(shared: &Shared, way: &mut Way) -> Result<(), Trouble> {
    way.ready()?;
    let lines = lines(shared);
    let asked = shared.clock.now();
    let server = way.seen(&lines)?;
    shared.clock.compare(asked, shared.clock.now(), server);
    loop {
        let readings = shared.journal().oldest(BATCH).map_err(|error| Trouble::Away(error.to_string()))?;
        if readings.is_empty() {
            return Ok(());
        }
        send(shared, way, readings)?;
    }
}

fn lines(shared: &Shared) -> Value {
    let known = shared.known();
    let devices: Vec<Value> = known
        .iter()
        .filter(|((kind, _), _)| matches!(kind, StationKind::Instrument(_)))
        .map(|((kind, serial), known)| {
            let detail: String = known.detail.chars().take(200).collect();
            json!({ "kind": kind.as_str(), "serial": serial, "link": known.link, "detail": detail })
        })
        .collect();
    let waiting = shared.journal().waiting().unwrap_or(0);
    let clock_at = shared.clock.now().clock_at;
    json!({ "clock_at": clock_at, "version": env!("CARGO_PKG_VERSION"), "waiting": waiting, "devices": devices })
}

fn send(shared: &Shared, way: &mut Way, mut readings: Vec<Waiting>) -> Result<(), Trouble> {
    let broken = |error: super::journal::JournalError| Trouble::Away(error.to_string());
    for waiting in readings.iter_mut().filter(|waiting| !waiting.settled) {
        date(shared, waiting);
    }
    shared.journal().settle(&readings).map_err(broken)?;
    let bodies: Vec<&ReadingSent> = readings.iter().map(|waiting| &waiting.sent).collect();
    let fates = match way.send(&bodies) {
        Ok((_, fates)) => readings
            .iter()
            .zip(fates)
            .map(|(waiting, fate)| {
                let refused = (fate.outcome == "refused").then(|| fate.rule.unwrap_or_default());
                (waiting.sequence, refused)
            })
            .collect(),
        // One that cannot even be read spoils the others: each for itself, so that only that one is given up.
        Err(Trouble::Refused(reason)) if readings.len() == 1 => vec![(readings[0].sequence, Some(reason))],
        Err(Trouble::Refused(_)) => {
            return readings.into_iter().try_for_each(|waiting| send(shared, way, vec![waiting]));
        }
        Err(trouble) => return Err(trouble),
    };
    for (sequence, rule) in fates.iter().filter(|(_, rule)| rule.is_some()) {
        tracing::warn!(sequence, rule, "the server refuses a reading; it is put aside");
    }
    shared.journal().done(&fates).map_err(broken)
}

/// Dates a reading by the server's clock when it could not be dated as it came. One of an earlier run of the program is
/// dated by the distance of the clocks now, and says that nobody compared them then.
fn date(shared: &Shared, waiting: &mut Waiting) {
    if waiting.sent.clock_compared {
        return;
    }
    if waiting.run == shared.run {
        if let Some(at) = shared.clock.server_time(waiting.since_start_micros) {
            (waiting.sent.at, waiting.sent.clock_compared) = (at, true);
        }
    } else if let Some(ahead) = shared.clock.ahead_micros() {
        let corrected = Instant::from_micros(waiting.sent.clock_at.micros().saturating_sub(ahead));
        waiting.sent.at = corrected.unwrap_or(waiting.sent.clock_at);
    }
}
