//! Who had a unit, where it lay and in which mode, as intervals without a gap and without an overlap. Pure.
//!
//! A reader may not see every fact, but sees the kind, the organisation and the site of every event; that is enough.

#[cfg(test)]
mod tests;

use vena_kernel::{
    clock::Instant,
    id::{OrgId, ShipmentId, SiteId},
    unit_state::{Fact, Spot},
};

/// What is seen of an event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) kind: &'a str,
    pub(super) at: Instant,
    pub(super) org: OrgId,
    pub(super) site: SiteId,
    /// Absent where the reader may not see it.
    pub(super) fact: Option<&'a Fact>,
}

/// A stretch of time with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch<T> {
    pub(super) value: T,
    pub(super) from: Instant,
    /// Absent while it lasts.
    pub(super) to: Option<Instant>,
}

/// Whether the custodian had the unit under control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    /// In a monitored place.
    Kept,
    /// In a sealed box.
    Travelling(Option<ShipmentId>),
    /// On a ward, or lost.
    Unkept,
}

/// Where a unit lay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lay {
    pub(super) site: SiteId,
    pub(super) position: Option<String>,
}

/// The history of a unit as intervals.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) custody: Vec<Stretch<OrgId>>,
    pub(super) places: Vec<Stretch<Lay>>,
    pub(super) control: Vec<Stretch<Control>>,
}

/// Words of events that end a unit.
const ENDS: &[&str] = &["transfusion_started", "discarded", "exported"];

impl History {
    /// Reads the events of a unit in the order of its history. `ended` says that the unit's life is over, which a
    /// consumed parent does not show by the word of its last event.
    pub(super) fn of<'a>(events: impl IntoIterator<Item = Seen<'a>>, ended: bool) -> Self {
        let mut history = Self::default();
        let mut last = None;
        for event in events {
            // A late entry never moves a stretch into the past of one that is told already.
            let at = last.map_or(event.at, |before: Instant| before.max(event.at));
            last = Some(at);
            history.take(&event, at);
        }
        if let (true, Some(at)) = (ended, last) {
            history.end(at);
        }
        history
    }

    fn take(&mut self, event: &Seen<'_>, at: Instant) {
        match event.kind {
            "collected" | "prepared" | "taken_over" => {
                let position = event.fact.and_then(Fact::birth).and_then(|birth| birth.position.clone());
                self.arrive(event, position, at);
            }
            "received" => {
                let position = event.fact.and_then(|fact| match fact {
                    Fact::Received { position, .. } => position.clone(),
                    _ => None,
                });
                self.arrive(event, position, at);
            }
            "found" => {
                change(&mut self.custody, event.org, at);
                change(&mut self.control, Control::Kept, at);
                self.lie(event.fact.and_then(Fact::spot), at);
            }
            "put_away" | "moved" => self.lie(event.fact.and_then(Fact::spot), at),
            "seen" if self.keeps(event.org) => self.lie(event.fact.and_then(Fact::spot), at),
            "dispatched" => {
                let shipment = event.fact.and_then(Fact::shipment);
                change(&mut self.control, Control::Travelling(shipment), at);
                close(&mut self.places, at);
            }
            "handed_over" => {
                if let Some(to) = event.fact.and_then(Fact::to) {
                    change(&mut self.custody, to, at);
                }
            }
            "dispensed" => {
                change(&mut self.control, Control::Unkept, at);
                self.go_to_ward(event.fact, at);
            }
            "returned" => {
                change(&mut self.control, Control::Kept, at);
                change(&mut self.places, Lay { site: event.site, position: None }, at);
            }
            "lost" => {
                change(&mut self.control, Control::Unkept, at);
                close(&mut self.places, at);
            }
            ended if ENDS.contains(&ended) => self.end(at),
            _ => {}
        }
    }

    fn arrive(&mut self, event: &Seen<'_>, position: Option<String>, at: Instant) {
        change(&mut self.custody, event.org, at);
        change(&mut self.control, Control::Kept, at);
        change(&mut self.places, Lay { site: event.site, position }, at);
    }

    fn lie(&mut self, spot: Option<&Spot>, at: Instant) {
        if let Some(spot) = spot {
            change(&mut self.places, Lay { site: spot.place, position: spot.position.clone() }, at);
        }
    }

    fn go_to_ward(&mut self, fact: Option<&Fact>, at: Instant) {
        match fact {
            Some(Fact::Dispensed { ward: Some(ward), .. }) => {
                change(&mut self.places, Lay { site: *ward, position: None }, at);
            }
            _ => close(&mut self.places, at),
        }
    }

    /// Only what its custodian sees under control says where a unit is.
    fn keeps(&self, org: OrgId) -> bool {
        let open = |stretch: &&Stretch<OrgId>| stretch.to.is_none();
        let own = self.custody.last().filter(open).is_some_and(|custody| custody.value == org);
        own && self.control.last().is_some_and(|control| control.to.is_none() && control.value == Control::Kept)
    }

    fn end(&mut self, at: Instant) {
        close(&mut self.custody, at);
        close(&mut self.places, at);
        close(&mut self.control, at);
    }
}

/// Ends what lasts, if it is another value, and begins the new one.
fn change<T: PartialEq>(stretches: &mut Vec<Stretch<T>>, value: T, at: Instant) {
    if stretches.last().is_some_and(|last| last.to.is_none() && last.value == value) {
        return;
    }
    close(stretches, at);
    stretches.push(Stretch { value, from: at, to: None });
}

fn close<T>(stretches: &mut [Stretch<T>], at: Instant) {
    if let Some(last) = stretches.last_mut().filter(|last| last.to.is_none()) {
        last.to = Some(at);
    }
}
