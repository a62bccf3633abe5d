//! The way back: whatever the station does not have yet, in portions, whenever it can be reached.

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};
use vena_kernel::{clock::Instant, id::TripId};
use vena_trip::entry::Sealed;

use super::Vehicle;

/// Entries of one portion.
const PORTION: i64 = 100;
/// How long the station may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the station may take to make a day package: it reads the whole file of donors.
const PATIENCE_FOR_PACKAGE: Duration = Duration::from_secs(600);

/// The station's server as the vehicle knows it.
pub(crate) struct Server {
    url: String,
    user: String,
    password_file: PathBuf,
    agent: ureq::Agent,
    cookie: Mutex<Option<String>>,
    state: Mutex<Reach>,
}

/// Whether the station was reached the last time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach {
    pub(crate) online: bool,
    pub(crate) problem: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Replayed {
    counter: i64,
    server_now: Instant,
}

impl Server {
    pub(crate) fn new(url: &str, user: &str, password_file: &Path) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build();
        Self {
            url: url.trim_end_matches('/').to_owned(),
            user: user.to_owned(),
            password_file: password_file.to_owned(),
            agent: config.into(),
            cookie: Mutex::default(),
            state: Mutex::default(),
        }
    }

    pub(crate) fn reach(&self) -> Reach {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn note(&self, found: Result<(), String>) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *state = Reach { online: found.is_ok(), problem: found.err() };
    }

    /// Signs in, if no session is at hand.
    fn session(&self) -> Result<String, String> {
        let mut held = self.cookie.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(cookie) = &*held {
            return Ok(cookie.clone());
        }
        let password = std::fs::read_to_string(&self.password_file).map_err(|error| error.to_string())?;
        let body = json!({ "username": self.user, "password": password.trim() }).to_string();
        let answer = self.agent.post(format!("{}/api/session", self.url)).header("content-type", "application/json");
        let answer = answer.send(body.as_bytes()).map_err(|error| error.to_string())?;
        if answer.status() != 200 {
            return Err(format!("sign-in: {}", answer.status()));
        }
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|value| value.split(';').next()).ok_or("sign-in without a session")?;
        *held = Some(cookie.to_owned());
        Ok(cookie.to_owned())
    }

    fn forget_session(&self) {
        *self.cookie.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }

    /// Asks twice when the session has ended meanwhile.
    fn ask(&self, path: &str, body: Option<&Value>) -> Result<Vec<u8>, String> {
        let answer = self.ask_once(path, body)?;
        let (status, bytes) = if answer.0 == 401 {
            self.forget_session();
            self.ask_once(path, body)?
        } else {
            answer
        };
        if (200..300).contains(&status) {
            return Ok(bytes);
        }
        let problem: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        Err(format!("{status} {}", problem["detail"].as_str().unwrap_or_default()))
    }

    fn ask_once(&self, path: &str, body: Option<&Value>) -> Result<(u16, Vec<u8>), String> {
        let (cookie, url) = (self.session()?, format!("{}{path}", self.url));
        let answer = match body {
            None => {
                let patience = if path.ends_with("/package") { PATIENCE_FOR_PACKAGE } else { PATIENCE };
                let asked = self.agent.get(url).config().timeout_global(Some(patience)).build();
                asked.header("cookie", cookie).call()
            }
            Some(body) => self
                .agent
                .post(url)
                .header("cookie", cookie)
                .header("content-type", "application/json")
                .send(body.to_string().as_bytes()),
        };
        let mut answer = answer.map_err(|error| error.to_string())?;
        let status = answer.status().as_u16();
        let bytes =
            answer.body_mut().with_config().limit(256 << 20).read_to_vec().map_err(|error| error.to_string())?;
        Ok((status, bytes))
    }
}

/// Sends what waits. Whatever goes wrong is noted and tried again later.
pub(crate) fn now(vehicle: &Vehicle) -> Result<(), String> {
    let found = all(vehicle);
    vehicle.server.note(found.clone());
    found
}

fn all(vehicle: &Vehicle) -> Result<(), String> {
    let (current, mut trips) = {
        let store = vehicle.store();
        let text = |error: rusqlite::Error| error.to_string();
        (store.trip().map_err(text)?, store.unsent().map_err(text)?)
    };
    trips.extend(current.filter(|trip| !trips.contains(trip)));
    trips.into_iter().try_for_each(|trip| one(vehicle, trip))
}

fn one(vehicle: &Vehicle, trip: TripId) -> Result<(), String> {
    // The station says how far it is; what we believe may come from before a disk was exchanged.
    let mut reached = portion(vehicle, trip, &[])?;
    loop {
        let entries = vehicle.store().behind(trip, reached, PORTION).map_err(|error| error.to_string())?;
        if entries.is_empty() {
            return Ok(());
        }
        let next = portion(vehicle, trip, &entries)?;
        if next <= reached {
            return Err("the station took nothing".to_owned());
        }
        reached = next;
    }
}

/// Plays back a portion; the store is free while the network is waited for.
fn portion(vehicle: &Vehicle, trip: TripId, entries: &[Sealed]) -> Result<i64, String> {
    let text = |error: rusqlite::Error| error.to_string();
    let (end, reached) = {
        let store = vehicle.store();
        (store.end(trip).map_err(text)?.0, store.reached(trip).map_err(text)?.0)
    };
    let last = entries.last().map_or(reached, |entry| entry.counter);
    let vehicle_now = steady(vehicle, trip);
    let body = json!({ "entries": entries, "vehicle_now": vehicle_now, "waiting": (end - last).max(0) });
    let answer = vehicle.server.ask(&format!("/api/collect/trips/{trip}/replay"), Some(&body))?;
    let answer: Replayed = serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
    let offset_ms = (answer.server_now.micros() - vehicle_now.micros()) / 1000;
    vehicle.store().keep_reached(trip, answer.counter, offset_ms, vehicle.machine.wall_ms()).map_err(text)?;
    Ok(answer.counter)
}

/// The vehicle's steady time; the machine's clock while the day is locked.
fn steady(vehicle: &Vehicle, trip: TripId) -> Instant {
    let day = vehicle.day();
    let steady = day.as_ref().filter(|day| day.package.trip_id == trip).map(|day| day.now(vehicle));
    steady
        .or_else(|| Instant::from_micros(vehicle.machine.wall_ms() * 1000))
        .unwrap_or_else(|| unreachable!("a clock shows an instant"))
}

/// Fetches a package from the station: of `trip`, or of the next open trip of this vehicle's account.
pub(crate) fn fetch(vehicle: &Vehicle, trip: Option<TripId>) -> Result<Vec<u8>, String> {
    let trip = match trip {
        Some(trip) => trip,
        None => next_trip(vehicle)?,
    };
    let found = vehicle.server.ask(&format!("/api/collect/trips/{trip}/package"), None);
    vehicle.server.note(found.as_ref().map(|_| ()).map_err(Clone::clone));
    found
}

fn next_trip(vehicle: &Vehicle) -> Result<TripId, String> {
    let me: Value =
        serde_json::from_slice(&vehicle.server.ask("/api/session", None)?).map_err(|error| error.to_string())?;
    let site = me["site"]["site_id"].as_str().unwrap_or_default();
    let path = format!("/api/collect/trips?open=true&site_id={site}&limit=200");
    let page: Value = serde_json::from_slice(&vehicle.server.ask(&path, None)?).map_err(|error| error.to_string())?;
    // The list begins with the latest day; the trip that comes next is the last of it.
    let trips = page["items"].as_array().cloned().unwrap_or_default();
    let next = trips.last().and_then(|trip| trip["trip_id"].as_str()).and_then(|id| id.parse().ok());
    next.ok_or_else(|| "no trip is planned for this vehicle".to_owned())
}
