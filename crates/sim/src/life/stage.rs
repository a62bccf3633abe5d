//! What is known while the city is played, and how people act on it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::Router;
use futures::{StreamExt, future::BoxFuture, stream};
use serde_json::Value;
use vena_kernel::{clock::Instant, zone};
use vena_platform::clock::Clock;

use super::{
    Report,
    crew::Crew,
    day::Phase,
    days_end::{Sent, Table},
    dice::Dice,
    steps::Way,
};
use crate::client::Person;

/// People who act at the same time. More only wait for each other on a small machine.
const AT_ONCE: usize = 6;

/// A donation on its way.
#[derive(Debug, Clone)]
pub(super) struct Bag {
    /// Which donor, counted from 0.
    pub(super) index: usize,
    /// At which house or vehicle.
    pub(super) place: usize,
    pub(super) donation_id: String,
    pub(super) number: String,
    pub(super) group: String,
    pub(super) volume_ml: i64,
    /// The unit of whole blood, once it is collected.
    pub(super) unit_id: String,
    /// What was collected, mL.
    pub(super) collected_ml: i64,
    /// How long it took, seconds.
    pub(super) filling_seconds: i64,
    /// The donor's reaction, where there was one.
    pub(super) reaction: Option<String>,
}

/// A component.
#[derive(Debug, Clone)]
pub(super) struct Component {
    pub(super) unit_id: String,
    pub(super) number: String,
    pub(super) product: String,
}

/// A delivery, or what a hospital has of it.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) hospital: usize,
    pub(super) shipment_id: String,
    /// Unit, product and group.
    pub(super) units: Vec<(String, String, String)>,
}

/// An order that the station has not looked at.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) hospital: usize,
    pub(super) order_id: String,
}

/// What a hospital has and nobody was matched to.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) hospital: usize,
    pub(super) unit_id: String,
    pub(super) product: String,
    pub(super) group: String,
}

/// A match on its way to the patient.
#[derive(Debug, Clone)]
pub(super) struct Match {
    pub(super) hospital: usize,
    pub(super) match_id: String,
    pub(super) unit_id: String,
    pub(super) record_no: String,
    pub(super) volume_ml: i64,
}

/// Where things wait for their next phase.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    pub(super) bind: Vec<Bag>,
    pub(super) needle: Vec<Bag>,
    /// Bags whose donors rest.
    pub(super) rest: Vec<Bag>,
    pub(super) pack: Vec<Bag>,
    pub(super) receive: Vec<Sent>,
    pub(super) split: Vec<Bag>,
    /// Bags that wait for the next session at the machines.
    pub(super) left_over: Vec<Way>,
    /// Bags whose steps are behind them.
    pub(super) make: Vec<Way>,
    /// Batches in the freezers.
    pub(super) freezing: Vec<String>,
    /// The shift that nobody has taken over yet.
    pub(super) shift: Option<String>,
    pub(super) test: Vec<Bag>,
    pub(super) check: Vec<String>,
    pub(super) label: Vec<Component>,
    pub(super) release: Vec<Component>,
    pub(super) confirm: Vec<(String, Vec<Component>)>,
    pub(super) put_away: Vec<Component>,
    pub(super) issue: Vec<Order>,
    pub(super) hand_over: Vec<Delivery>,
    pub(super) deliver: Vec<Delivery>,
    /// What hospitals have and nobody has been matched to.
    pub(super) at_hospital: Vec<Held>,
    pub(super) dispense: Vec<Match>,
    pub(super) bedside: Vec<Match>,
    pub(super) finish: Vec<Match>,
    /// Donations that were rejected or are of interest: number by what happened.
    pub(super) rejected: Vec<String>,
}

/// The stage.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) seed: u64,
    /// How many donors come in one round.
    pub(super) round: usize,
    pub(super) crew: Crew,
    pub(super) clock: Clock,
    /// How many donors, orders, patients and boxes there were so far.
    pub(super) donors: usize,
    pub(super) orders: usize,
    pub(super) patients: usize,
    pub(super) boxes: usize,
    /// How many batches were ended in the hall.
    pub(super) batches: usize,
    /// How many retention tubes stand in boxes.
    pub(super) retained: usize,
    /// How many reports of confirmations came back.
    pub(super) reports: usize,
    /// How many pools were made.
    pub(super) pools: usize,
    pub(super) waiting: Waiting,
    /// What lies on the table of each place that is open today.
    pub(super) tables: BTreeMap<usize, Table>,
    tally: Arc<Mutex<Report>>,
    /// What was asked once: the inquiry, the markers, the sites.
    pub(super) known: BTreeMap<&'static str, Value>,
    pub(super) year: i64,
}

/// A person who acts, and the tally of what comes of it.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    pub(super) person: Person,
    tally: Arc<Mutex<Report>>,
}

impl Actor {
    /// Does something; `None` when a rule refused, which is counted.
    pub(super) async fn act(&self, what: &'static str, path: &str, body: Value) -> anyhow::Result<Option<Value>> {
        let answer = self.person.attempt(path, &body).await?;
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(match answer {
            Ok(value) => {
                *tally.done.entry(what).or_default() += 1;
                Some(value)
            }
            Err(rule) => {
                *tally.refused.entry(format!("{what}: {rule}")).or_default() += 1;
                None
            }
        })
    }
}

impl Stage {
    pub(super) fn new((seed, round): (u64, usize), router: Router, clock: Clock, begin: Instant) -> Self {
        let year = i64::from(begin.day_in(&zone::china()).date().year());
        Self {
            seed,
            round,
            crew: Crew::new(router, clock.clone()),
            clock,
            donors: 0,
            orders: 0,
            patients: 0,
            boxes: 0,
            batches: 0,
            pools: 0,
            reports: 0,
            retained: 0,
            waiting: Waiting::default(),
            tables: BTreeMap::new(),
            tally: Arc::default(),
            known: BTreeMap::new(),
            year,
        }
    }

    pub(super) fn report(&self) -> Report {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many acts were done so far.
    pub(super) fn acts(&self) -> usize {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).done.values().sum()
    }

    /// Counts something that no single act says.
    pub(super) fn note(&self, what: &'static str, how_many: usize) {
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner).done.entry(what).or_default() += how_many;
    }

    pub(super) fn dice(&self, name: &str, index: usize) -> Dice {
        Dice::of(self.seed, name, index)
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(super) async fn actor(&self, username: &str) -> anyhow::Result<Actor> {
        Ok(Actor { person: self.crew.person(username).await?, tally: self.tally.clone() })
    }

    /// Does `act` with each of `items`, one after the other: who comes first gets what there is.
    pub(super) async fn in_turn<'a, I, T>(
        &'a self,
        items: Vec<I>,
        act: impl Fn(&'a Self, usize, I) -> BoxFuture<'a, anyhow::Result<Option<T>>>,
    ) -> anyhow::Result<Vec<T>> {
        let mut found = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            found.extend(act(self, at, item).await?);
        }
        Ok(found)
    }

    /// Does `act` with each of `items`, a few at a time; what came of them, in the order of the items.
    pub(super) async fn each<'a, I, T>(
        &'a self,
        items: Vec<I>,
        act: impl Fn(&'a Self, usize, I) -> BoxFuture<'a, anyhow::Result<Option<T>>>,
    ) -> anyhow::Result<Vec<T>> {
        let mut answers =
            stream::iter(items.into_iter().enumerate().map(|(at, item)| act(self, at, item))).buffered(AT_ONCE);
        let mut found = Vec::new();
        while let Some(answer) = answers.next().await {
            found.extend(answer?);
        }
        Ok(found)
    }

    pub(super) async fn perform(&mut self, phase: Phase) -> anyhow::Result<()> {
        match phase {
            Phase::Arrivals(round) => self.arrivals(round).await,
            Phase::Binding => self.binding().await,
            Phase::Needles => self.needles().await,
            Phase::Packing => self.packing().await,
            Phase::Closing => self.closing().await,
            Phase::Receipt => self.receipt().await,
            Phase::Steps => self.steps().await,
            Phase::Split => self.split().await,
            Phase::Frozen => self.frozen().await,
            Phase::Sampling => self.sampling().await,
            Phase::Rooms(exposure) => self.rooms(exposure).await,
            Phase::ShiftHanded => self.shift_handed().await,
            Phase::ShiftTaken => self.shift_taken().await,
            Phase::SpinNow => self.spin_now().await,
            Phase::Testing => self.testing().await,
            Phase::Checking => self.checking().await,
            Phase::Pooling => self.pooling().await,
            Phase::Labels => self.labels().await,
            Phase::ReleaseProposed => self.release_proposed().await,
            Phase::ReleaseConfirmed => self.release_confirmed().await,
            Phase::PutAway => self.put_away().await,
            Phase::Orders(half) => self.order(half).await,
            Phase::Issue => self.issue().await,
            Phase::HandOver => self.hand_over().await,
            Phase::Delivery => self.delivery().await,
            Phase::Matching => self.matching().await,
            Phase::Dispensing => self.dispensing().await,
            Phase::Bedside => self.bedside().await,
            Phase::Finish => self.finish().await,
            Phase::Oddities(day) => self.oddities(day).await,
        }
    }
}

/// A text of an answer; empty when it is not there.
pub(super) fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
