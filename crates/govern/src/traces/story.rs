//! What the events of a unit tell: who answered for it, where it lay, who tested and who signed.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    id::{EventId, OrgId, SiteId, UserId},
    text::Text,
    unit_state::Fact,
};
use vena_ledger::{Named, Trace, TracedEvent};

/// What is recorded later than this after it happened was written down from memory or paper, seconds. A reader is told
/// so; nothing else follows from it.
const LATE_SECONDS: i64 = 15 * 60;

/// Somebody who answered for the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TraceCustody)]
pub(super) struct Tenure {
    pub(super) org: OrgId,
    pub(super) name: Text,
    pub(super) from: Instant,
    /// Absent while it lasts.
    pub(super) to: Option<Instant>,
}

/// A place where the unit lay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TracePlace)]
pub(super) struct Stay {
    pub(super) site_id: SiteId,
    pub(super) name: Text,
    pub(super) position: Option<String>,
    pub(super) from: Instant,
    /// Absent while it lasts.
    pub(super) to: Option<Instant>,
}

/// A test that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TraceTest)]
pub(super) struct TestDone {
    pub(super) marker: String,
    at: Instant,
    recorded_at: Instant,
    by: String,
}

/// What one or two persons answered for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TraceSignature)]
pub(super) struct Signature {
    /// Word of the event.
    pub(super) event: String,
    pub(super) person: String,
    pub(super) second: Option<String>,
    at: Instant,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TraceEvent)]
pub(super) struct ToldEvent {
    event_id: EventId,
    kind: String,
    title: Text,
    at: Instant,
    recorded_at: Instant,
    /// Recorded well after it happened.
    pub(super) late: bool,
    actor: UserId,
    actor_name: String,
    second: Option<UserId>,
    second_name: Option<String>,
    org: OrgId,
    org_name: Text,
    site: SiteId,
    site_name: Text,
    reason: Option<String>,
    device: Option<String>,
    /// What happened, as far as the reader may know.
    pub(super) detail: Option<Value>,
    /// The event's hash.
    hash: String,
    /// Whether a seal covers it.
    sealed: bool,
}

/// What organisations and sites are called.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Uuid, Text>);

impl Names {
    /// All names of a trace. English ones are known of who took part; the others keep their Chinese name.
    pub(super) fn of(trace: &Trace) -> Self {
        let plain = trace.names.iter().map(|(id, name)| (*id, Text::new(name, name)));
        let mut names: HashMap<Uuid, Text> = plain.collect();
        for event in trace.units.iter().flat_map(|unit| &unit.events) {
            names.insert(event.org.id.uuid(), name(&event.org));
            names.insert(event.site.id.uuid(), name(&event.site));
        }
        Self(names)
    }

    fn get(&self, id: Uuid) -> Text {
        self.0.get(&id).cloned().unwrap_or_else(|| Text::new("", ""))
    }
}

fn name<Id>(named: &Named<Id>) -> Text {
    Text::new(&named.name, named.name_en.as_ref().unwrap_or(&named.name))
}

/// Who answered for the unit: whoever it was born to, was handed to, received or found it.
pub(super) fn custody(events: &[TracedEvent], names: &Names) -> Vec<Tenure> {
    let mut custody: Vec<Tenure> = Vec::new();
    for event in events {
        let org = match (&event.fact, event.kind.as_str()) {
            (Some(Fact::HandedOver { to, .. }), _) => *to,
            (_, "collected" | "prepared" | "taken_over" | "received" | "found") => event.org.id,
            _ => continue,
        };
        if custody.last().is_some_and(|last| last.org == org) {
            continue;
        }
        if let Some(last) = custody.last_mut() {
            last.to = Some(event.at);
        }
        custody.push(Tenure { org, name: names.get(org.uuid()), from: event.at, to: None });
    }
    end(events, custody.last_mut().map(|last| &mut last.to));
    custody
}

/// Where the unit lay: from its birth, through every place it was put or seen in, until it left in a box, was lost or
/// ended. A sighting by somebody who does not have the unit is no arrival.
pub(super) fn places(events: &[TracedEvent], names: &Names) -> Vec<Stay> {
    let mut places: Vec<Stay> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let stray = event.kind == "seen"
            && (places.last().is_none_or(|last| last.to.is_some()) || !is_custodian(event.org.id, &events[..at], names));
        let (found, leaves) = (place(event), ["dispatched", "lost"].contains(&event.kind.as_str()));
        if stray || (found.is_none() && !leaves) {
            continue;
        }
        let open = places.last_mut().filter(|last| last.to.is_none());
        let same = |last: &Stay, (site, position): &Spot| last.site_id == *site && last.position == *position;
        if open.as_ref().zip(found.as_ref()).is_some_and(|(last, found)| same(last, found)) {
            continue;
        }
        if let Some(last) = open {
            last.to = Some(event.at);
        }
        if let Some((site_id, position)) = found {
            places.push(Stay { site_id, name: names.get(site_id.uuid()), position, from: event.at, to: None });
        }
    }
    end(events, places.last_mut().map(|last| &mut last.to));
    places
}

fn is_custodian(org: OrgId, before: &[TracedEvent], names: &Names) -> bool {
    custody(before, names).last().is_some_and(|last| last.org == org)
}

/// A site and where in it.
type Spot = (SiteId, Option<String>);

/// The place to which an event brought the unit.
fn place(event: &TracedEvent) -> Option<Spot> {
    match &event.fact {
        Some(Fact::Dispensed { ward, .. }) => ward.map(|ward| (ward, None)),
        Some(Fact::Received { position, .. }) => Some((event.site.id, position.clone())),
        Some(fact) => match (fact.birth(), fact.spot()) {
            (Some(birth), _) => Some((event.site.id, birth.position.clone())),
            (_, Some(spot)) => Some((spot.place, spot.position.clone())),
            _ => None,
        },
        None => (event.kind == "collected").then_some((event.site.id, None)),
    }
}

/// Closes what lasts when the unit's life is over.
fn end(events: &[TracedEvent], open: Option<&mut Option<Instant>>) {
    let over = events.iter().rev().find(|event| {
        let used_up = event.fact.as_ref().and_then(Fact::making).is_some_and(|making| making.rest_ml == 0);
        used_up || ["transfusion_ended", "discarded", "exported"].contains(&event.kind.as_str())
    });
    if let (Some(over), Some(to)) = (over, open)
        && to.is_none()
    {
        *to = Some(over.at);
    }
}

/// Which tests were done, and by whom.
pub(super) fn tests(events: &[TracedEvent]) -> Vec<TestDone> {
    let tested = events.iter().filter_map(|event| match &event.fact {
        Some(Fact::Tested(test)) => Some((event, test.marker.clone())),
        _ => None,
    });
    let done = tested.map(|(event, marker)| TestDone {
        marker,
        at: event.at,
        recorded_at: event.recorded_at,
        by: event.actor.name.clone(),
    });
    done.collect()
}

/// What people answered for: everything two persons did together, and the checks that open a gate.
pub(super) fn signatures(events: &[TracedEvent]) -> Vec<Signature> {
    let gates = ["label_verified", "released", "rejected", "lifted"];
    let signed = events.iter().filter(|event| event.second.is_some() || gates.contains(&event.kind.as_str()));
    let signature = |event: &TracedEvent| Signature {
        event: event.kind.clone(),
        person: event.actor.name.clone(),
        second: event.second.as_ref().map(|second| second.name.clone()),
        at: event.at,
    };
    signed.map(signature).collect()
}

/// The event as `reader` is told it.
pub(super) fn event(event: &TracedEvent, reader: OrgId) -> Result<ToldEvent, serde_json::Error> {
    Ok(ToldEvent {
        event_id: event.event_id,
        kind: event.kind.clone(),
        title: event.title.clone(),
        at: event.at,
        recorded_at: event.recorded_at,
        late: event.recorded_at.seconds_since(event.at) > LATE_SECONDS,
        actor: event.actor.id,
        actor_name: event.actor.name.clone(),
        second: event.second.as_ref().map(|second| second.id),
        second_name: event.second.as_ref().map(|second| second.name.clone()),
        org: event.org.id,
        org_name: name(&event.org),
        site: event.site.id,
        site_name: name(&event.site),
        reason: event.reason.clone(),
        device: event.device.clone(),
        detail: event.fact.as_ref().map(|fact| detail(fact, event.org.id == reader)).transpose()?,
        hash: event.hash.to_string(),
        sealed: event.leaf_index.is_some(),
    })
}

/// What happened: no value of a test for anybody, no patient for other organisations than the one that treats.
fn detail(fact: &Fact, own: bool) -> Result<Value, serde_json::Error> {
    let mut told = serde_json::to_value(fact)?;
    if let Value::Object(words) = &mut told {
        words.remove("kind");
        let secret: &[&str] = match fact {
            Fact::Tested(_) => &["outcome", "group"],
            fact if fact.patient().is_some() && !own => &["patient", "sample", "identifiers"],
            _ => &[],
        };
        words.retain(|word, _| !secret.contains(&word.as_str()));
    }
    Ok(told)
}
