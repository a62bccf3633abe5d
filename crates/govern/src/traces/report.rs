//! The trace report as it is shown.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, OrgId, ShipmentId, SiteId, UnitId, UserId},
    text::Text,
};
use vena_ledger::{Named, Relation, Trace, TracedEvent, TracedUnit, digest::Digest, note::Checkpoint};

use super::{
    detail::{Names, detail},
    history::{Control, History, Lay, Seen, Stretch},
};

/// An event recorded so many seconds after it happened is a late entry. Technical, not regulation.
const LATE_SECONDS: i64 = 600;

/// What is known of a unit or donation, from donor to patient, without either of them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TraceReport {
    /// When this was true.
    as_of: Instant,
    /// What was asked.
    text: String,
    /// The donation, when everything asked for comes from one.
    donation_number: Option<DonationNumber>,
    /// True when the family or its history was too large to be told in full.
    truncated: bool,
    /// The last seal of the ledger.
    checkpoint: Option<TraceCheckpoint>,
    /// The units: what they were made from, what was asked for, what was made from it.
    units: Vec<TraceUnit>,
}

/// The last seal of the ledger.
#[derive(Debug, Serialize, ToSchema)]
struct TraceCheckpoint {
    /// How many events are sealed.
    size: u64,
    /// The root over them.
    root: Digest,
    /// When they were sealed.
    at: Instant,
}

/// A unit of a trace report.
#[derive(Debug, Serialize, ToSchema)]
struct TraceUnit {
    /// The unit.
    unit: UnitRow,
    /// How it came into the report.
    relation: Relation,
    /// What it was made from.
    parents: Vec<UnitId>,
    /// What was made from it.
    children: Vec<UnitId>,
    /// Who had it, without a gap.
    custody: Vec<CustodyStretch>,
    /// Where it lay.
    places: Vec<PlaceStretch>,
    /// Whether it was under control.
    control: Vec<ControlStretch>,
    /// Which tests were done; never what came out.
    tests: Vec<TestDone>,
    /// Who signed for what.
    signatures: Vec<TraceSignature>,
    /// Every event, oldest first.
    events: Vec<TraceEvent>,
}

/// Who had a unit.
#[derive(Debug, Serialize, ToSchema)]
struct CustodyStretch {
    /// The organisation.
    org: OrgId,
    /// Its name.
    name: Text,
    /// From when.
    from: Instant,
    /// Until when; absent while it lasts.
    to: Option<Instant>,
}

/// Where a unit lay.
#[derive(Debug, Serialize, ToSchema)]
struct PlaceStretch {
    /// The site.
    site_id: SiteId,
    /// Its name.
    name: Text,
    /// Door, rack, drawer.
    position: Option<String>,
    /// From when.
    from: Instant,
    /// Until when; absent while it lasts.
    to: Option<Instant>,
}

/// Whether a unit was under control.
#[derive(Debug, Serialize, ToSchema)]
struct ControlStretch {
    /// `in_control`, `in_transit`, `out_of_control`.
    mode: &'static str,
    /// The journey.
    shipment_id: Option<ShipmentId>,
    /// From when.
    from: Instant,
    /// Until when; absent while it lasts.
    to: Option<Instant>,
}

/// That a test was done.
#[derive(Debug, Serialize, ToSchema)]
struct TestDone {
    /// Which.
    marker: String,
    /// When.
    at: Instant,
    /// When it was recorded.
    recorded_at: Instant,
    /// Who reported it.
    by: String,
}

/// Two persons for one act.
#[derive(Debug, Serialize, ToSchema)]
struct TraceSignature {
    /// Word of the event.
    event: String,
    /// What people call it.
    title: Text,
    /// Who did it.
    person: String,
    /// Who checked it.
    second: Option<String>,
    /// When.
    at: Instant,
}

/// An event of a trace report.
#[derive(Debug, Serialize, ToSchema)]
struct TraceEvent {
    /// Identity.
    event_id: EventId,
    /// Word of the event.
    kind: String,
    /// What people call it.
    title: Text,
    /// When it happened.
    at: Instant,
    /// When it was recorded.
    recorded_at: Instant,
    /// Recorded more than ten minutes after it happened.
    late: bool,
    /// Who did it.
    actor: UserId,
    /// Name of that person.
    actor_name: String,
    /// Who checked it.
    second: Option<UserId>,
    /// Name of that person.
    second_name: Option<String>,
    /// For which organisation.
    org: OrgId,
    /// Its name.
    org_name: Text,
    /// At which site.
    site: SiteId,
    /// Its name.
    site_name: Text,
    /// With which device.
    device: Option<String>,
    /// Why.
    reason: Option<String>,
    /// What it says, flat; empty where the reader may not see it.
    #[schema(value_type = Object)]
    detail: BTreeMap<String, Value>,
    /// The event's hash.
    hash: Digest,
    /// Whether it is under the last seal.
    sealed: bool,
}

/// The report of a trace; `rows` are its units as shown, `checkpoint` is its checkpoint, opened.
pub(super) fn report(trace: Trace, mut rows: HashMap<UnitId, UnitRow>, checkpoint: Option<Checkpoint>) -> TraceReport {
    let size = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.head.size);
    let reader = Reader { names: &trace.names, english: english(&trace), sealed_below: size };
    let mut numbers: Vec<DonationNumber> = trace
        .units
        .iter()
        .filter(|unit| unit.relation == Relation::Asked)
        .map(|unit| unit.record.facts.donation_number)
        .collect();
    numbers.dedup();
    let units = trace.units.iter().filter_map(|unit| Some(reader.unit(unit, rows.remove(&unit.unit_id)?))).collect();
    TraceReport {
        as_of: trace.as_of,
        donation_number: numbers.first().copied().filter(|_| numbers.len() == 1),
        truncated: trace.truncated,
        checkpoint: checkpoint.map(|checkpoint| TraceCheckpoint {
            size,
            root: checkpoint.head.root,
            at: checkpoint.sealed_at,
        }),
        units,
        text: trace.asked,
    }
}

struct Reader<'a> {
    names: &'a Names,
    english: BTreeMap<uuid::Uuid, String>,
    sealed_below: u64,
}

impl Reader<'_> {
    fn unit(&self, unit: &TracedUnit, row: UnitRow) -> TraceUnit {
        let seen = unit.events.iter().map(|event| Seen {
            kind: &event.kind,
            at: event.at,
            org: event.org.id,
            site: event.site.id,
            fact: event.fact.as_ref(),
        });
        let history = History::of(seen, unit.record.state.life.is_end());
        TraceUnit {
            unit: row,
            relation: unit.relation,
            parents: unit.parents.iter().map(|parent| parent.unit).collect(),
            children: unit.children.clone(),
            custody: history.custody.into_iter().map(|stretch| self.custody(stretch)).collect(),
            places: history.places.into_iter().map(|stretch| self.place(stretch)).collect(),
            control: history.control.into_iter().map(control).collect(),
            tests: unit.events.iter().filter_map(test).collect(),
            signatures: unit.events.iter().filter_map(signature).collect(),
            events: unit.events.iter().map(|event| self.event(event)).collect(),
        }
    }

    fn custody(&self, Stretch { value, from, to }: Stretch<OrgId>) -> CustodyStretch {
        CustodyStretch { org: value, name: self.name(value.uuid()), from, to }
    }

    fn place(&self, Stretch { value: Lay { site, position }, from, to }: Stretch<Lay>) -> PlaceStretch {
        PlaceStretch { site_id: site, name: self.name(site.uuid()), position, from, to }
    }

    fn name(&self, id: uuid::Uuid) -> Text {
        let zh = self.names.get(&id).cloned().unwrap_or_default();
        let en = self.english.get(&id).cloned().unwrap_or_else(|| zh.clone());
        Text::new(zh, en)
    }

    fn event(&self, event: &TracedEvent) -> TraceEvent {
        let told = event.fact.as_ref().map(|fact| detail(fact, self.names)).unwrap_or_default();
        TraceEvent {
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
            org_name: text(&event.org),
            site: event.site.id,
            site_name: text(&event.site),
            device: event.device.clone(),
            reason: event.reason.clone(),
            detail: told.into_iter().collect(),
            hash: event.hash,
            sealed: event.leaf_index.is_some_and(|leaf| leaf < self.sealed_below),
        }
    }
}

fn text<Id>(named: &Named<Id>) -> Text {
    Text::new(&named.name, named.name_en.as_ref().unwrap_or(&named.name))
}

/// English names, as far as the events tell them.
fn english(trace: &Trace) -> BTreeMap<uuid::Uuid, String> {
    let events = trace.units.iter().flat_map(|unit| &unit.events);
    let named = events.flat_map(|event| {
        [(event.org.id.uuid(), event.org.name_en.clone()), (event.site.id.uuid(), event.site.name_en.clone())]
    });
    let places = trace.units.iter().filter_map(|unit| unit.place.as_ref());
    let places = places.map(|place| (place.id.uuid(), place.name_en.clone()));
    named.chain(places).filter_map(|(id, name)| Some((id, name?))).collect()
}

fn control(Stretch { value, from, to }: Stretch<Control>) -> ControlStretch {
    let (mode, shipment_id) = match value {
        Control::Kept => ("in_control", None),
        Control::Travelling(shipment) => ("in_transit", shipment),
        Control::Unkept => ("out_of_control", None),
    };
    ControlStretch { mode, shipment_id, from, to }
}

fn test(event: &TracedEvent) -> Option<TestDone> {
    let vena_kernel::unit_state::Fact::Tested(test) = event.fact.as_ref()? else { return None };
    let by = event.actor.name.clone();
    Some(TestDone { marker: test.marker.clone(), at: event.at, recorded_at: event.recorded_at, by })
}

/// Acts of two persons.
fn signature(event: &TracedEvent) -> Option<TraceSignature> {
    let second = event.second.as_ref()?;
    Some(TraceSignature {
        event: event.kind.clone(),
        title: event.title.clone(),
        person: event.actor.name.clone(),
        second: Some(second.name.clone()),
        at: event.at,
    })
}
