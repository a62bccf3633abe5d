//! What the random histories try next: everything, and often the right thing.

use proptest::prelude::*;

use super::build::{event_id, order, org, patient, shipment, site, user};
use crate::{
    abo::BloodGroup,
    id::{OrgId, PatientId, ShipmentId},
    unit_state::*,
};

/// The dice of one step.
#[derive(Debug, Clone)]
pub(super) struct Dice {
    /// Which event to try.
    event: u8,
    /// Below this share of 100 the sensible next step is tried instead.
    sense: u8,
    /// Below this share of 100 the fields fit the state.
    fit: u8,
    /// For every other choice.
    small: [u8; 4],
    /// Minutes that pass before.
    pub(super) minutes: u16,
    /// Minutes by which the record is late.
    late: u16,
}

/// Any dice.
pub(super) fn dice() -> impl Strategy<Value = Dice> {
    (any::<u8>(), 0..100_u8, 0..100_u8, any::<[u8; 4]>(), 0..180_u16, prop_oneof![4 => Just(0), 1 => 0..600_u16])
        .prop_map(|(event, sense, fit, small, minutes, late)| Dice { event, sense, fit, small, minutes, late })
}

/// The kinds of events, without births.
const KINDS: &[&str] = &[
    "divided",
    "treated",
    "tested",
    "label_verified",
    "released",
    "rejected",
    "held",
    "lifted",
    "put_away",
    "seen",
    "promised",
    "freed",
    "issued",
    "dispatched",
    "handed_over",
    "received",
    "matched",
    "dispensed",
    "returned",
    "transfusion_started",
    "transfusion_ended",
    "discarded",
    "exported",
    "recalled",
    "lost",
    "found",
    "corrected",
];

/// What a sensible person would do next.
fn sensible(unit: &Unit) -> &'static str {
    let state = &unit.state;
    match (state.life, &state.promise, &state.custody.mode) {
        _ if !state.holds.is_empty() => "lifted",
        (Life::Collected, ..) => "label_verified",
        (Life::InProcess, ..) if state.label_verified_at.is_none() => "label_verified",
        (Life::InProcess, ..) => "released",
        (Life::Stock, _, Mode::InTransit { .. }) => "received",
        (Life::Stock, ..) if state.label_verified_at.is_none() => "label_verified",
        (Life::Stock, ..) if state.safety == Safety::Pending => "released",
        (Life::Stock, Promise::Free, _) if state.custody.org == org("S") => "promised",
        (Life::Stock, Promise::Promised { .. }, _) => "issued",
        (Life::Stock, Promise::Committed { .. }, _) => "dispatched",
        (Life::Stock, Promise::Free, _) => "matched",
        (Life::Stock, Promise::Matched { .. }, _) => "dispensed",
        (Life::Issued, ..) => "transfusion_started",
        (Life::Transfused, ..) => "transfusion_ended",
        (Life::Lost, ..) => "found",
        _ => "seen",
    }
}

/// An event that the dice choose, mostly with fields that fit the unit.
pub(super) fn propose(unit: &Unit, dice: &Dice, id: u128, clock: Instant) -> UnitEvent {
    let kind = if dice.sense < 75 { sensible(unit) } else { KINDS[usize::from(dice.event) % KINDS.len()] };
    let fits = dice.fit < 85;
    let receiver = unit.state.heading_to().filter(|_| kind == "received");
    let by = if fits {
        receiver.unwrap_or(unit.state.custody.org)
    } else {
        org(["S", "H", "G"][usize::from(dice.small[0] % 3)])
    };
    UnitEvent {
        event_id: event_id(id),
        unit: super::build::unit(1),
        at: clock.plus_seconds(-60 * i64::from(dice.late)),
        actor: user(1),
        second: (fits || dice.small[1].is_multiple_of(2)).then(|| user(2)),
        org: by,
        site: site(u128::from(dice.small[1] % 4)),
        device: None,
        reason: (fits || dice.small[2].is_multiple_of(2)).then(|| "test".to_owned()),
        fact: fact(kind, unit, dice, fits, clock),
    }
}

/// What the fields of a fact are taken from: the unit, the dice, and what fits.
struct Fields<'a> {
    unit: &'a Unit,
    dice: &'a Dice,
    fits: bool,
    clock: Instant,
    group: BloodGroup,
    hospital: OrgId,
}

fn fact(kind: &str, unit: &Unit, dice: &Dice, fits: bool, clock: Instant) -> Fact {
    let [a, _, c, _] = dice.small;
    let group = if c.is_multiple_of(8) { "B+" } else { "A+" }.parse().expect("a group");
    let hospital = org(if a.is_multiple_of(2) { "H" } else { "G" });
    let fields = Fields { unit, dice, fits, clock, group, hospital };
    let found = fields.of_the_bench(kind).or_else(|| fields.of_the_store(kind));
    found
        .or_else(|| fields.of_the_road(kind))
        .or_else(|| fields.of_the_bedside(kind))
        .unwrap_or_else(|| fields.correction())
}

impl Fields<'_> {
    fn small(&self) -> [u128; 4] {
        self.dice.small.map(u128::from)
    }

    /// Until when a promise or a match shall stand.
    fn until(&self) -> Instant {
        let dice_seconds = i64::from(self.dice.small[3]) * 60 - 3600;
        self.clock.plus_seconds(if self.fits { 6 * 3600 } else { dice_seconds })
    }

    fn spot(&self) -> Spot {
        Spot { place: site(self.small()[0] % 5), position: None }
    }

    fn patient(&self) -> PatientId {
        self.unit.state.promise.patient().filter(|_| self.fits).unwrap_or(patient(self.small()[1] % 2))
    }

    /// Where the unit goes.
    fn to(&self) -> OrgId {
        self.unit.state.heading_to().filter(|_| self.fits).unwrap_or(self.hospital)
    }

    fn journey(&self) -> ShipmentId {
        self.unit.state.custody.mode.shipment().filter(|_| self.fits).unwrap_or(shipment(self.small()[0] % 2))
    }

    /// Making, testing, labelling, release.
    fn of_the_bench(&self, kind: &str) -> Option<Fact> {
        let [a, b, _, _] = self.small();
        Some(match kind {
            "divided" => self.division(),
            "treated" => Fact::Treated {
                attribute: Attribute::Irradiated,
                expires_at: self.clock.plus_seconds(3600 * i64::from(self.dice.small[0] % 48)),
            },
            "tested" => Fact::Tested(Test {
                marker: "any".into(),
                outcome: if b.is_multiple_of(16) { Outcome::Reactive } else { Outcome::NonReactive },
                group: (a.is_multiple_of(2)).then_some(self.group),
            }),
            "label_verified" => self.label(),
            "released" => Fact::Released { evidence: if self.fits { "digest".into() } else { String::new() } },
            "rejected" => Fact::Rejected,
            _ => return None,
        })
    }

    fn division(&self) -> Fact {
        let volume_ml = self.unit.facts.volume_ml;
        let rest_ml = if self.dice.small[1].is_multiple_of(2) { volume_ml / 2 } else { 0 };
        let child = Share { unit: super::build::unit(50), volume_ml: volume_ml - rest_ml };
        Fact::Divided(Making { children: vec![child], added_ml: 0, loss_ml: 0, rest_ml })
    }

    fn label(&self) -> Fact {
        let facts = &self.unit.facts;
        Fact::LabelVerified(Label {
            donation_number: facts.donation_number,
            product: facts.product,
            division: facts.division,
            group: if self.fits { facts.group } else { Some(self.group) },
            expires_at: facts.expires_at,
        })
    }

    /// Holding, keeping, promising, ending.
    fn of_the_store(&self, kind: &str) -> Option<Fact> {
        let (dice, order_id) = (self.dice, order(self.small()[0] % 2));
        Some(match kind {
            "held" => Fact::Held { hold: HoldKind::ALL[usize::from(dice.small[0]) % HoldKind::ALL.len()] },
            "lifted" => self.lift(),
            "put_away" => Fact::PutAway(self.spot()),
            "seen" => Fact::Seen(self.spot()),
            "found" => Fact::Found(self.spot()),
            "lost" => Fact::Lost,
            "promised" => Fact::Promised { order: order_id, until: self.until() },
            "freed" => Fact::Freed,
            "discarded" => Fact::Discarded { cause: "any".into() },
            "exported" => {
                Fact::Exported { purpose: Purpose::ALL[usize::from(dice.small[0]) % 2], recipient: "plant".into() }
            }
            "recalled" => Fact::Recalled { recall: "1".into() },
            _ => return None,
        })
    }

    fn lift(&self) -> Fact {
        let (holds, at) = (&self.unit.state.holds, self.dice.small[0]);
        let open = holds.get(usize::from(at) % holds.len().max(1));
        Fact::Lifted { hold_id: open.map_or(event_id(u128::from(at)), |hold| hold.hold_id) }
    }

    /// Leaving, travelling, arriving, coming back.
    fn of_the_road(&self, kind: &str) -> Option<Fact> {
        let (a, shipment) = (self.small()[0], self.journey());
        Some(match kind {
            "issued" => {
                let promised = self.unit.state.promise.order().filter(|_| self.fits);
                Fact::Issued { order: promised.unwrap_or(order(a % 2)), to: self.hospital }
            }
            "dispatched" => {
                let other = Travel::ALL[usize::from(self.dice.small[1]) % 3];
                let purpose = if self.fits { Travel::Delivery } else { other };
                Fact::Dispatched(Dispatch { shipment, to: self.to(), purpose })
            }
            "handed_over" => Fact::HandedOver { shipment, to: self.to() },
            "received" => Fact::Received { shipment, position: None },
            "returned" => Fact::Returned(Return {
                thermal_ok: !a.is_multiple_of(4),
                evidence: "digest".into(),
                seal_intact: true,
                spiked: false,
            }),
            _ => return None,
        })
    }

    /// Matching, dispensing, transfusing.
    fn of_the_bedside(&self, kind: &str) -> Option<Fact> {
        let b = self.small()[1];
        let emergency = || Emergency { physician: user(4), signature: "digest".into() };
        Some(match kind {
            "matched" => Fact::Matched { patient: patient(b % 2), sample: "1".into(), until: self.until() },
            "dispensed" => Fact::Dispensed {
                patient: self.patient(),
                ward: None,
                emergency: (b.is_multiple_of(8)).then(emergency),
            },
            "transfusion_started" => {
                let identifiers = vec!["name".into(), "wristband".into()];
                Fact::TransfusionStarted { patient: self.patient(), identifiers }
            }
            "transfusion_ended" => Fact::TransfusionEnded { patient: self.patient(), volume_ml: 1, reaction: false },
            _ => return None,
        })
    }

    fn correction(&self) -> Fact {
        let amended = Amendment { group: Some(self.group), ..Amendment::default() };
        let facts = if self.dice.small[0].is_multiple_of(2) { Amendment::default() } else { amended };
        Fact::Corrected(Correction { event: event_id(0), facts })
    }
}
