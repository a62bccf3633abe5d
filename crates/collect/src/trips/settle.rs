//! Everybody who is finished is settled: judged again, registered, and held where something does not agree.

use vena_contracts::{
    collect::{DonationCompleted, DonationFailed},
    trips::{Met, Seen},
};
use vena_kernel::{
    donation_number::DonationNumber,
    id::{DonationId, DonorId, EventId, TripId, UnitId},
    refusal::Refusal,
    say,
    text::Text,
    unit_state::{Fact, HoldKind},
};
use vena_platform::{
    app::App,
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};
use vena_trip::{
    entry::Identity,
    seal,
    state::{Stage, Visit},
};

use super::{
    Afield, came,
    db::{self, TripSecret},
    deciders, reactions,
    replay::{self, Folded},
    rules::{self, Conflict, Decided},
    unit::{self, Returned},
};
use crate::{donations, wishes};

/// Settles whoever is finished and is not settled yet. Stopped anywhere, it goes on where it was.
pub(super) async fn everybody(app: &App, scope: &Scope, afield: &Afield, id: TripId) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let trip = db::lock(&mut tx, scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    let folded = replay::journal(&mut tx, scope, &app.vault, &trip).await?;
    let settled = db::settled(&mut tx, id).await?;
    if let Some(counter) = folded.unreadable.first() {
        let reason = say!("第 {counter} 条记录无法解密", "entry {counter} cannot be read");
        db::open_case(&mut tx, &db::NewCase::of_trip(id, "unreadable", &reason)).await?;
    }
    db::voids(&mut tx, id, &folded.journal.void).await?;
    if let Some(at) = folded.journal.closed_at {
        db::vehicle_closed(&mut tx, id, at).await?;
    }
    tx.commit().await?;
    for visit in folded.journal.visits.values().filter(|visit| visit.stage.is_final()) {
        if !settled.contains_key(&visit.visit_id) {
            one(app, scope, afield, (&trip, &folded, visit)).await?;
        }
        if !visit.reactions.is_empty() {
            reactions::told(app, scope, &trip, visit).await?;
        }
    }
    Ok(())
}

/// One person, one transaction.
async fn one(
    app: &App,
    scope: &Scope,
    afield: &Afield,
    (trip, folded, visit): (&TripSecret, &Folded, &Visit),
) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    db::lock(&mut tx, scope, trip.trip_id).await?;
    if db::settled(&mut tx, trip.trip_id).await?.contains_key(&visit.visit_id) {
        return Ok(());
    }
    let settling = Settling { app, afield, trip, folded, visit, number: visit.kit.as_ref().map(|kit| kit.number) };
    settling.run(&mut tx, scope).await?;
    tx.announce("donations", Some(scope.org)).await?;
    tx.announce("units", Some(scope.org)).await?;
    tx.commit().await
}

/// One person who is being settled.
pub(super) struct Settling<'a> {
    pub(super) app: &'a App,
    pub(super) afield: &'a Afield,
    pub(super) trip: &'a TripSecret,
    pub(super) folded: &'a Folded,
    pub(super) visit: &'a Visit,
    /// The number: of the kit, or the one that a person gave the blood later.
    pub(super) number: Option<DonationNumber>,
}

/// What came of it.
#[derive(Debug, Default)]
struct Outcome {
    donor: Option<DonorId>,
    donation: Option<DonationId>,
    unit: Option<UnitId>,
    hold: Option<EventId>,
}

impl Settling<'_> {
    /// Settles the person and keeps that it is done.
    pub(super) async fn run(&self, tx: &mut Tx, scope: &Scope) -> Result<(), Fault> {
        let mut found = Vec::new();
        let outcome = if self.visit.stage == Stage::Left {
            Outcome::default()
        } else {
            self.given(tx, scope, &mut found).await?
        };
        for Conflict { kind, reason } in &found {
            let case = db::NewCase {
                trip: self.trip.trip_id,
                visit: Some(self.visit.visit_id),
                kind,
                reason,
                donation: outcome.donation,
                unit: outcome.unit,
                hold: outcome.hold,
            };
            db::open_case(tx, &case).await?;
        }
        if let Some(number) = self.number {
            db::use_number(tx, self.trip.trip_id, number).await?;
        }
        let given = outcome.donation.filter(|_| outcome.unit.is_some());
        came::keep_place(tx, scope, self, (outcome.donor, given)).await?;
        let row = db::Settled {
            visit: self.visit.visit_id,
            stage: stage_word(self.visit.stage),
            donor: outcome.donor,
            donation: outcome.donation,
            number: self.number,
            consent: self.visit.consent.as_ref(),
        };
        db::settle(tx, self.trip.trip_id, &row).await
    }

    /// Somebody who was judged: the file, the donation, the unit.
    async fn given(&self, tx: &mut Tx, scope: &Scope, found: &mut Vec<Conflict>) -> Result<Outcome, Fault> {
        let scope = self.in_the_name_of(scope);
        let met = self.meet(tx, &scope).await?;
        let (donor, differs, alike) = match met {
            Met::Known { donor, differs } => (donor, differs, 0),
            Met::New { donor, alike } => (donor, false, alike.len()),
            Met::Unusable(refusal) => {
                let Text { zh, en } = refusal.reason;
                let reason = say!("无法建立献血者档案：{zh}", "no file can be made of this person: {en}");
                found.push(Conflict { kind: "identity_unusable", reason });
                return Ok(Outcome::default());
            }
        };
        db::lock_donor(tx, donor).await?;
        let mut outcome = Outcome { donor: Some(donor), ..Outcome::default() };
        if self.visit.stage == Stage::Ended && !self.can_be_a_bag() {
            found.push(rules::incomplete());
        } else if self.visit.stage == Stage::Ended {
            let number_used = match self.number {
                Some(number) => db::number_used(tx, number).await?,
                None => false,
            };
            let standing = self.standing(tx, &scope, donor).await?;
            found.extend(self.conflicts((&mut *tx, &scope), &standing, (number_used, differs, alike)).await?);
            if number_used {
                self.hold_the_other(tx, &scope).await?;
                return Ok(outcome);
            }
            if self.piece_used(tx).await? {
                found.push(rules::kit_used());
            }
            if let Some(unclear) = self.sticker_unclear(tx, &scope).await? {
                found.push(unclear);
            }
            self.collected(tx, &scope, donor, found, &mut outcome).await?;
        } else {
            let (then, still) = deciders::of(tx, self.app, self.trip.trip_id, self.visit).await?;
            found.extend(rules::decision(&Decided { by: self.visit.decided_by, then: then.as_deref(), still }));
            let donation = self.kept(tx, &scope, donor, None).await?;
            outcome.donation = Some(donation);
            found.extend(self.deferred(tx, &scope, (donor, donation)).await?);
            if let (Stage::Failed, Some(donation_id), Some(needle_at)) =
                (self.visit.stage, outcome.donation, self.visit.started_at)
            {
                tx.tell(&DonationFailed { donation_id, donor_id: donor, needle_at, kind: self.visit.kind }).await?;
            }
        }
        Ok(outcome)
    }

    /// The unit is born when the needle came out, by whoever took it out; and everybody hears of it.
    async fn collected(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        donor: DonorId,
        found: &[Conflict],
        outcome: &mut Outcome,
    ) -> Result<(), Fault> {
        let incomplete = || Fault::from(Problem::not_found("kit", self.visit.visit_id));
        let visit = self.visit;
        let (kit, number) = visit.kit.as_ref().zip(self.number).ok_or_else(incomplete)?;
        let (ended_at, volume_ml) = visit.ended_at.zip(visit.collected_ml).ok_or_else(incomplete)?;
        let unit = UnitId::from_uuid(tx.new_id());
        let held_for = (!found.is_empty()).then(|| {
            let kinds: Vec<&str> = found.iter().map(|conflict| conflict.kind).collect();
            format!("外采核对：{}", kinds.join("、"))
        });
        let bag = Returned {
            unit,
            number,
            kit,
            site: self.trip.site_id,
            ended_at,
            volume_ml,
            nominal_ml: visit.volume_ml.unwrap_or(volume_ml),
            self_excluded: visit.self_excluded,
            held_for,
        };
        outcome.hold = unit::collect(tx, scope, &bag).await?;
        outcome.unit = Some(unit);
        let donation_id = self.kept(tx, scope, donor, Some(unit)).await?;
        outcome.donation = Some(donation_id);
        if let Some(code) = self.sticker() {
            let record = donations::opened(tx, scope, donation_id).await?;
            // What cannot be read is a case already.
            let _ = wishes::sticker(tx, scope, &record, &code).await?;
        }
        tx.tell(&DonationCompleted {
            donation_id,
            donation_number: number,
            donor_id: donor,
            kind: visit.kind,
            unit_id: unit,
            unit_ids: vec![unit],
            site_id: self.trip.site_id,
            ended_at,
            volume_ml,
            reaction: visit.reaction.is_some(),
            news_unwanted: visit.consent.as_ref().is_some_and(|given| !given.notice),
        })
        .await
    }

    /// Keeps the donation as the vehicle recorded it.
    async fn kept(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        donor: DonorId,
        unit: Option<UnitId>,
    ) -> Result<DonationId, Fault> {
        let donation_id = DonationId::from_uuid(tx.new_id());
        let row = db::Kept {
            donation_id,
            donor_id: donor,
            site_id: self.trip.site_id,
            visit: self.visit,
            number: self.number,
            unit_id: unit,
        };
        db::insert_donation(tx, scope, &row).await?;
        let why = "采血车数据在关闭后回传，重新清点";
        crate::sessions::late(tx, scope, (self.trip.site_id, self.trip.day), why).await?;
        Ok(donation_id)
    }

    /// Writes are made in the name of whoever did the last step.
    fn in_the_name_of(&self, scope: &Scope) -> Scope {
        let visit = self.visit;
        let who = visit.ended_by.or(visit.decided_by);
        Scope { user: who.unwrap_or(scope.user), site: self.trip.site_id, ..scope.clone() }
    }

    async fn meet(&self, tx: &mut Tx, scope: &Scope) -> Result<Met, Fault> {
        let secret = self.app.vault.open_bytes(&self.trip.secret_sealed)?;
        let identity = match opened(&secret, &self.visit.who.0) {
            Ok(identity) => identity,
            Err(refusal) => return Ok(Met::Unusable(refusal)),
        };
        let seen = Seen {
            document_kind: identity.document_kind,
            document_number: identity.document_number,
            name: identity.name,
            phone: identity.phone,
            born_on: self.visit.born_on,
            sex: self.visit.sex,
            consent_to_be_told: identity.consent_to_be_told,
        };
        self.afield.people.meet(tx, scope, &seen).await
    }

    /// A number on two bags: whatever carries it already is held too.
    async fn hold_the_other(&self, tx: &mut Tx, scope: &Scope) -> Result<(), Fault> {
        let Some(number) = self.number else { return Ok(()) };
        let at = tx.now();
        let held = Fact::Held { hold: HoldKind::Investigation };
        let reason = format!("编号 {number} 在外采车上又用于另一袋血");
        let units = vena_ledger::units_of_donation(tx, number).await?;
        let events: Vec<_> = units
            .iter()
            .map(|unit| {
                unit::event(tx, scope, (unit.unit_id, self.trip.site_id, at), held.clone(), Some(reason.clone()))
            })
            .collect();
        // Blood that was used or discarded takes no hold; the case tells of it all the same.
        for event in &events {
            vena_ledger::append(tx, std::slice::from_ref(event)).await?;
        }
        Ok(())
    }
}

/// Who it was, as the vehicle sealed it. Refuses by `trip.identity-unreadable`.
pub(super) fn opened(secret: &[u8], sealed: &[u8]) -> Result<Identity, Refusal> {
    let plain = unsealed(secret, sealed).ok();
    plain.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(unreadable)
}

/// What the vehicle sealed to the station. Refuses by `trip.identity-unreadable`.
pub(super) fn unsealed(secret: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
    seal::open_sealed(secret, sealed).map_err(|_| unreadable())
}

/// Refuses by `trip.identity-unreadable`.
pub(super) fn unreadable() -> Refusal {
    let reason = say!("封存的个人信息无法解密", "what was sealed about the person cannot be read");
    Refusal::new("trip.identity-unreadable", reason)
}

fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Refused => "refused",
        Stage::Ended => "ended",
        Stage::Failed => "failed",
        _ => "left",
    }
}
