//! What a verdict does to everything that was made from a donation.

use std::collections::HashSet;

use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{EventId, UnitId, UserId},
    testing::MarkerKind,
    unit_state::{Fact, HoldKind, Life, Test, UnitEvent},
};
use vena_ledger::{
    BATCH_EVENTS_MAX, Family, Outcome, UnitRecord, append_all_or_refuse, append_to_family, members, units,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Final, Judgement, Reading};
use crate::words::VerdictWord;

/// Said of a rejected unit. Which marker it was stays in the laboratory.
const REJECTED: &str = "检验不合格";
/// Said of blood that may have been exchanged.
const CONFLICT: &str = "检验血型与既往不符";
/// Said while a judged report is being corrected.
const CORRECTING: &str = "检验结果更正，待重新判定";
/// Said when the corrected report says the same.
const CONFIRMED: &str = "更正后重新判定：结论不变";

/// Who writes what happens to units.
pub(super) struct Hand<'a> {
    pub(super) scope: &'a Scope,
    pub(super) second: Option<UserId>,
    pub(super) number: DonationNumber,
}

impl Hand<'_> {
    fn event(&self, (event_id, at): (EventId, Instant), unit: UnitId, fact: Fact, reason: Option<&str>) -> UnitEvent {
        UnitEvent {
            event_id,
            unit,
            at,
            actor: self.scope.user,
            second: self.second,
            org: self.scope.org,
            site: self.scope.site,
            device: None,
            reason: reason.map(str::to_owned),
            fact,
        }
    }

    /// The results of every marker, and what follows from them, for the whole family.
    pub(super) async fn tell(&self, tx: &mut Tx, reading: &Reading, judgement: &Judgement) -> Result<(), Fault> {
        let records = locked(tx, Family::Donation(self.number)).await?;
        let now = tx.now();
        let mut events = Vec::new();
        for record in &records {
            let facts = tests(reading, judgement, record.facts.donation_number == self.number);
            let rejected = (judgement.verdict == VerdictWord::Rejected).then_some((Fact::Rejected, Some(REJECTED)));
            let all = facts.into_iter().map(|fact| (fact, None)).chain(rejected);
            events.extend(all.map(|(fact, reason)| {
                self.event((EventId::from_uuid(tx.new_id()), now), record.unit_id, fact, reason)
            }));
        }
        for page in events.chunks(BATCH_EVENTS_MAX) {
            append_all_or_refuse(tx, page).await?;
        }
        Ok(())
    }

    /// Holds what is left of `number`, unless it is held for the same reason already.
    pub(super) async fn hold_conflict(&self, tx: &mut Tx, number: DonationNumber) -> Result<(), Fault> {
        let records = locked(tx, Family::Donation(number)).await?;
        let now = tx.now();
        let free = |record: &&UnitRecord| {
            left(record) && !record.state.holds.iter().any(|hold| hold.kind == HoldKind::GroupConflict)
        };
        let events: Vec<UnitEvent> = records
            .iter()
            .filter(free)
            .map(|record| {
                let fact = Fact::Held { hold: HoldKind::GroupConflict };
                self.event((EventId::from_uuid(tx.new_id()), now), record.unit_id, fact, Some(CONFLICT))
            })
            .collect();
        append_all_or_refuse(tx, &events).await.map(drop)
    }

    /// Lifts the holds that corrections up to `version` have opened, also those that children have inherited.
    pub(super) async fn lift_corrections(&self, tx: &mut Tx, version: i32) -> Result<(), Fault> {
        let records = locked(tx, Family::Donation(self.number)).await?;
        let now = tx.now();
        let ours: HashSet<EventId> = records
            .iter()
            .flat_map(|record| (2..=version).map(|version| correction_id(self.number, version, record.unit_id)))
            .collect();
        let open = |record: &UnitRecord| -> Vec<EventId> {
            record.state.holds.iter().map(|hold| hold.hold_id).filter(|id| ours.contains(id)).collect()
        };
        let mut events = Vec::new();
        for record in &records {
            for hold_id in open(record) {
                let id = EventId::from_uuid(tx.new_id());
                events.push(self.event((id, now), record.unit_id, Fact::Lifted { hold_id }, Some(CONFIRMED)));
            }
        }
        append_all_or_refuse(tx, &events).await.map(drop)
    }
}

/// A judged donation is being corrected in `version`: what is left of it waits until it is judged again.
pub(crate) async fn hold_for_correction(
    tx: &mut Tx,
    scope: &Scope,
    number: DonationNumber,
    version: i32,
) -> Result<(), Fault> {
    let (now, hand) = (tx.now(), Hand { scope, second: None, number });
    let relatives = append_to_family(tx, Family::Donation(number), |record| {
        let id = correction_id(number, version, record.unit_id);
        let fact = Fact::Held { hold: HoldKind::Investigation };
        left(record).then(|| hand.event((id, now), record.unit_id, fact, Some(CORRECTING)))
    })
    .await?;
    if let Some(refusal) = relatives.iter().find_map(|relative| Outcome::refusal(&relative.outcome)) {
        return Err(refusal.clone().into());
    }
    tx.announce("units", None).await
}

/// The event that holds `unit` for the correction that opened `version`; its name says which hold to lift later.
fn correction_id(number: DonationNumber, version: i32, unit: UnitId) -> EventId {
    let name = format!("lab.correction/{}/{version}/{unit}", number.as_str());
    EventId::from_uuid(Uuid::new_v5(&Uuid::nil(), name.as_bytes()))
}

/// The units of a family, locked with nobody new to come until this transaction ends.
async fn locked(tx: &mut Tx, family: Family) -> Result<Vec<UnitRecord>, Fault> {
    append_to_family(tx, family, |_| None).await?;
    let ids = members(tx, family).await?;
    units(tx, &ids).await
}

/// Not gone for good; a lost unit may be found.
fn left(record: &UnitRecord) -> bool {
    !record.state.life.is_end() || record.state.life == Life::Lost
}

/// Every marker as a fact. The group goes with the last group test, into bags of the donation itself and only when it
/// contradicts nothing.
fn tests(reading: &Reading, judgement: &Judgement, own_bag: bool) -> Vec<Fact> {
    let last_group = reading.finals.iter().rposition(|marker| marker.kind == MarkerKind::Group);
    let group = reading.group.filter(|_| own_bag && !judgement.conflict);
    let test = |(at, marker): (usize, &Final)| {
        Fact::Tested(Test {
            marker: marker.marker.clone(),
            outcome: marker.outcome,
            group: group.filter(|_| Some(at) == last_group),
        })
    };
    reading.finals.iter().enumerate().map(test).collect()
}
