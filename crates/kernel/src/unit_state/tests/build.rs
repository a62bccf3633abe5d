//! Units and events from words, for the table of cases.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::{
    clock::Instant,
    division::Division,
    id::{EventId, OrderId, OrgId, PatientId, ShipmentId, SiteId, UnitId, UserId},
    unit_state::*,
};

pub(super) fn now() -> Instant {
    "2026-02-11T08:00:00Z".parse().expect("an instant")
}

/// The org that a letter names: S the station, H and G hospitals.
pub(super) fn org(letter: &str) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(u128::from(letter.as_bytes()[0])))
}

pub(super) fn number(text: &str) -> u128 {
    text.parse().expect("a number")
}

macro_rules! ids {
    ($($name:ident: $id:ident;)+) => {$(
        pub(super) fn $name(number: u128) -> $id {
            $id::from_uuid(Uuid::from_u128(number))
        }
    )+};
}
ids! { unit: UnitId; user: UserId; site: SiteId; order: OrderId; patient: PatientId; shipment: ShipmentId; event_id: EventId; }

/// `+24h`, `-1h`, `+6m` from now.
pub(super) fn time(text: &str) -> Instant {
    let (sign, rest) = text.split_at(1);
    let (count, scale) = rest.split_at(rest.len() - 1);
    let seconds = i64::try_from(number(count)).expect("small") * if scale == "h" { 3600 } else { 60 };
    now().plus_seconds(if sign == "-" { -seconds } else { seconds })
}

/// The birth of the unit that the cases are about.
pub(super) fn birth() -> Birth {
    let number = "0160226000001".parse().expect("a donation number");
    Birth {
        group: Some("A+".parse().expect("a group")),
        expires_at: Some(time("+240h")),
        ..Birth::new(number, "RBC".parse().expect("a product"), 200, time("-24h"))
    }
}

pub(super) fn event(fact: Fact) -> UnitEvent {
    UnitEvent {
        event_id: event_id(900),
        unit: unit(1),
        at: now(),
        actor: user(1),
        second: Some(user(2)),
        org: org("S"),
        site: site(6),
        device: None,
        reason: Some("test".into()),
        fact,
    }
}

/// The unit that words describe; `-` is none.
pub(super) fn unit_from(words: &str) -> Option<Unit> {
    if words.trim() == "-" {
        return None;
    }
    let recorded = Recorded { at: now(), ahead_seconds_max: 0 };
    let mut unit = apply(None, &event(Fact::Collected(birth())), recorded).expect("a birth");
    unit.state.safety = Safety::Qualified;
    unit.state.label_verified_at = Some(time("-1h"));
    for (index, word) in words.split_whitespace().enumerate() {
        describe(&mut unit, word, index as u128);
    }
    Some(unit)
}

fn describe(unit: &mut Unit, word: &str, index: u128) {
    let mut parts = word.split(':');
    let (key, one, two) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let State { life, safety, promise, custody, label_verified_at, .. } = &mut unit.state;
    if let Some(found) = Life::from_word(key) {
        *life = found;
        return;
    }
    if let Some(found) = Safety::from_word(key) {
        *safety = found;
        return;
    }
    let (later, before, order_id, patient_id) =
        (time("+12h"), time("-1h"), || order(number(one)), || patient(number(one)));
    match key {
        "unlabelled" => *label_verified_at = None,
        "expired" => unit.facts.expires_at = Some(before),
        "expires-now" => unit.facts.expires_at = Some(now()),
        "no-expiry" => unit.facts.expires_at = None,
        "no-group" => unit.facts.group = None,
        "at" => custody.org = org(one),
        "out" => custody.mode = Mode::OutOfControl { since: before },
        "transit" => custody.mode = Mode::InTransit { shipment: shipment(number(one)), to: org(two) },
        "promised" => *promise = Promise::Promised { order: order_id(), until: later },
        "lapsed-promise" => *promise = Promise::Promised { order: order_id(), until: now() },
        "committed" => *promise = Promise::Committed { order: order_id(), to: org(two) },
        "matched" => *promise = Promise::Matched { patient: patient_id(), sample: "1".into(), until: later },
        "lapsed-match" => *promise = Promise::Matched { patient: patient_id(), sample: "1".into(), until: now() },
        "dispensed" => *promise = Promise::Dispensed { patient: patient_id() },
        "transfusing" => {
            unit.state.transfusion = Some(Transfusion { patient: patient_id(), started_at: before, ended_at: None });
        }
        "held" => unit.state.open(hold(index, HoldKind::from_word(one).expect("a kind of hold"))),
        _ => panic!("unknown word for a unit: {word}"),
    }
}

fn hold(index: u128, kind: HoldKind) -> Hold {
    Hold {
        hold_id: event_id(500 + index),
        kind,
        reason: "test".into(),
        opened_by: user(3),
        org: org("S"),
        since: time("-1h"),
    }
}

/// The words of an event: `key` or `key:value`.
pub(super) struct Words<'a>(HashMap<&'a str, &'a str>);

impl<'a> Words<'a> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.0.get(key).copied()
    }
}

/// An event from its words, for a unit in this state, and its record time.
pub(super) fn event_from(words: &str, before: Option<&Unit>) -> (UnitEvent, Instant) {
    let kind = words.split_whitespace().next().expect("a word for the event");
    let rest = words.split_whitespace().skip(1);
    let words = Words(rest.map(|word| word.split_once(':').unwrap_or((word, ""))).collect());
    let mut event = event(fact_from(kind, &words, before));
    event.at = words.get("at").map_or(event.at, time);
    event.org = words.get("by").map_or(event.org, org);
    if words.has("alone") {
        event.second = None;
    }
    if words.has("same-second") {
        event.second = Some(event.actor);
    }
    if words.has("no-reason") {
        event.reason = Some("  ".into());
    }
    (event, words.get("recorded").map_or(now(), time))
}

fn fact_from(kind: &str, words: &Words<'_>, before: Option<&Unit>) -> Fact {
    let evidence = if words.has("no-evidence") { String::new() } else { "digest".to_owned() };
    let spot = || Spot { place: site(7), position: Some("A-1".into()) };
    let to = || org(words.get("to").unwrap_or("H"));
    let until = words.get("until").map_or(time("+12h"), time);
    match kind {
        "collected" => Fact::Collected(birth_from(words)),
        "prepared" => Fact::Prepared(prepared_from(words)),
        "taken_over" => Fact::TakenOver(birth_from(words)),
        "divided" => Fact::Divided(making_from(words)),
        "pooled" => Fact::Pooled(making_from(words)),
        "modified" => Fact::Modified(making_from(words)),
        "treated" => {
            Fact::Treated { attribute: Attribute::Irradiated, expires_at: time(words.get("expires").unwrap_or("+24h")) }
        }
        "tested" => Fact::Tested(Test {
            marker: "any".into(),
            outcome: if words.has("reactive") { Outcome::Reactive } else { Outcome::NonReactive },
            group: words.get("group").map(|group| group.parse().expect("a group")),
        }),
        "label_verified" => Fact::LabelVerified(label_from(words)),
        "released" => Fact::Released { evidence },
        "rejected" => Fact::Rejected,
        "held" => Fact::Held { hold: HoldKind::from_word(words.get("hold").unwrap_or("damaged")).expect("a hold") },
        "lifted" => {
            let open = before.and_then(|unit| unit.state.holds.first()).map(|hold| hold.hold_id);
            Fact::Lifted { hold_id: open.filter(|_| !words.has("other-hold")).unwrap_or(event_id(1)) }
        }
        "put_away" => Fact::PutAway(spot()),
        "moved" => Fact::Moved(spot()),
        "seen" => Fact::Seen(spot()),
        "promised" => Fact::Promised { order: order(1), until },
        "freed" => Fact::Freed,
        "issued" => Fact::Issued { order: order(1), to: to() },
        "dispatched" => {
            let purpose = Travel::from_word(words.get("travel").unwrap_or("delivery")).expect("a purpose");
            Fact::Dispatched(Dispatch { shipment: shipment(1), to: to(), purpose })
        }
        "handed_over" => Fact::HandedOver { shipment: shipment(1), to: to() },
        "received" => Fact::Received { shipment: shipment(1), position: None },
        "matched" => Fact::Matched { patient: patient(1), sample: "2".into(), until },
        "dispensed" => Fact::Dispensed {
            patient: patient(1),
            ward: Some(site(8)),
            emergency: words.has("emergency").then(|| Emergency { physician: user(4), signature: evidence }),
        },
        "returned" => Fact::Returned(Return {
            thermal_ok: !words.has("warm"),
            evidence,
            seal_intact: !words.has("unsealed"),
            spiked: words.has("spiked"),
        }),
        "transfusion_started" => Fact::TransfusionStarted {
            patient: patient(1),
            identifiers: vec!["name".into(), if words.has("one-identifier") { " name" } else { "wristband" }.into()],
        },
        "transfusion_ended" => Fact::TransfusionEnded { patient: patient(1), volume_ml: 200, reaction: false },
        "discarded" => Fact::Discarded { cause: "expired".into() },
        "exported" => Fact::Exported {
            purpose: if words.has("research") { Purpose::Research } else { Purpose::Fractionation },
            recipient: "plant".into(),
        },
        "recalled" => Fact::Recalled { recall: "1".into() },
        "lost" => Fact::Lost,
        "found" => Fact::Found(spot()),
        "corrected" => Fact::Corrected(Correction { event: event_id(2), facts: amendment_from(words) }),
        _ => panic!("unknown event: {kind}"),
    }
}

fn birth_from(words: &Words<'_>) -> Birth {
    let mut birth = birth();
    birth.volume_ml = words.get("volume").map_or(200, |volume| number(volume) as u32);
    birth.collected_at = words.get("collected").map_or(birth.collected_at, time);
    birth.prepared_at = words.get("prepared").map(time);
    birth.expires_at = words.get("expires").map(time).or(birth.expires_at);
    if words.has("parent") {
        birth.parents = vec![Parent { unit: unit(9), role: Role::Divided, volume_ml: 200 }];
    }
    match words.get("inherited") {
        Some("held") => birth.inherited.holds = vec![hold(0, HoldKind::Excursion)],
        Some(safety) => birth.inherited.safety = Safety::from_word(safety),
        None => {}
    }
    birth
}

fn prepared_from(words: &Words<'_>) -> Birth {
    let parent =
        |id| Parent { unit: unit(id), role: Role::Divided, volume_ml: if words.has("twice") { 100 } else { 200 } };
    let mut birth = birth_from(words);
    birth.prepared_at = birth.prepared_at.or(Some(time("-1h")));
    birth.parents = match () {
        () if words.has("orphan") => vec![],
        () if words.has("twice") => vec![parent(9), parent(9)],
        () if words.has("own-parent") => vec![parent(1)],
        () => vec![parent(9)],
    };
    birth
}

fn making_from(words: &Words<'_>) -> Making {
    let get = |key: &str, other: u32| words.get(key).map_or(other, |value| number(value) as u32);
    let (loss_ml, rest_ml) = (get("loss", 5), get("rest", 0));
    let second = if words.has("own-child") { 1 } else { 12 };
    let mut children = vec![
        Share { unit: unit(11), volume_ml: 100 },
        Share { unit: unit(second), volume_ml: 115_u32.saturating_sub(rest_ml) },
    ];
    if words.has("childless") {
        children.clear();
    }
    Making { children, added_ml: 20, loss_ml, rest_ml }
}

fn label_from(words: &Words<'_>) -> Label {
    let Birth { donation_number, product, expires_at, group, .. } = birth();
    Label {
        donation_number: words.get("number").map_or(donation_number, |text| text.parse().expect("a number")),
        product: words.get("product").map_or(product, |text| text.parse().expect("a product")),
        division: words.get("division").map_or(Division::WHOLE, |text| text.parse().expect("a division")),
        group: match words.get("group") {
            Some("none") => None,
            Some(text) => Some(text.parse().expect("a group")),
            None => group,
        },
        // labels print minutes
        expires_at: words.get("expires").map_or(expires_at.map(|at| at.plus_seconds(59)), |text| Some(time(text))),
    }
}

fn amendment_from(words: &Words<'_>) -> Amendment {
    Amendment {
        group: words.get("group").map(|text| text.parse().expect("a group")),
        volume_ml: words.get("volume").map(|text| number(text) as u32),
        collected_at: None,
        expires_at: words.get("expires").map(time),
        attributes: None::<BTreeSet<Attribute>>,
    }
}
