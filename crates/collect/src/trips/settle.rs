//! Everybody who is finished is settled: judged again, registered, and held where something does not agree.

use vena_contracts::{
    collect::{DonationCompleted, DonationFailed},
    trips::{Met, Seen},
};
use vena_kernel::{
    clock::Instant,
    collection::{book, screening},
    donation_number::DonationNumber,
    eligibility,
    id::{DonationId, DonorId, EventId, TripId, UnitId, UserId},
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
    rulebook_version,
    rules::about,
    seal,
    state::{Stage, Visit},
};

use super::{
    Afield, came,
    db::{self, TripSecret},
    policy::policy,
    reactions,
    replay::{self, Folded},
    rules::{self, Conflict, Known},
    unit::{self, Returned},
};

/// Settles whoever is finished and is not settled yet. Stopped anywhere, it goes on where it was.
pub(super) async fn everybody(app: &App, scope: &Scope, afield: &Afield, id: TripId) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    let trip = db::lock(&mut tx, scope, id).await?.ok_or_else(|| Problem::not_found("trip", id))?;
    let folded = replay::journal(&mut tx, &app.vault, &trip).await?;
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
        let row = (self.visit.visit_id, stage_word(self.visit.stage), outcome.donor, outcome.donation, self.number);
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
        if self.visit.stage == Stage::Ended {
            let number_used = match self.number {
                Some(number) => db::number_used(tx, number).await?,
                None => false,
            };
            let standing = self.standing(tx, &scope, donor).await?;
            found.extend(self.conflicts(tx, &standing, (number_used, differs, alike)).await?);
            if number_used {
                self.hold_the_other(tx, &scope).await?;
                return Ok(outcome);
            }
            self.collected(tx, &scope, donor, found, &mut outcome).await?;
        } else {
            outcome.donation = Some(self.kept(tx, &scope, donor, None).await?);
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
        let who = visit.ended_by.or(visit.decided_by).or_else(|| visit.staff.first().copied());
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

    /// What the file and every other needle speak against it, seen from the day of the needle.
    async fn standing(&self, tx: &mut Tx, scope: &Scope, donor: DonorId) -> Result<Vec<eligibility::Line>, Fault> {
        let on = crate::day(self.needle_at());
        let own = db::needles(tx, donor).await?;
        let verdicts = self.afield.desk.verdicts(tx, scope, donor, on, &own).await?;
        Ok(verdicts
            .into_iter()
            .find(|verdict| verdict.kind == self.visit.kind)
            .map(|verdict| verdict.lines)
            .unwrap_or_default())
    }

    fn needle_at(&self) -> Instant {
        self.visit.started_at.unwrap_or(self.visit.since)
    }

    async fn conflicts(
        &self,
        tx: &mut Tx,
        standing: &[eligibility::Line],
        (number_used, differs, alike): (bool, bool, usize),
    ) -> Result<Vec<Conflict>, Fault> {
        let needle_at = self.needle_at();
        let on = crate::day(needle_at);
        let judged = self.judged_again(on);
        let strangers = self.strangers(tx).await?;
        let number_of_trip = match self.number {
            Some(number) => db::number_of(tx, self.trip.trip_id, number).await?,
            None => false,
        };
        let now = rulebook_version();
        let broken = self.trip.broken_from.zip(self.folded.last.get(&self.visit.visit_id));
        Ok(rules::conflicts(&Known {
            needle_at,
            package_made_at: self.folded.journal.package_made_at,
            package_hours_max: policy(on)?.package_hours_max,
            rules_then: &self.visit.rulebook,
            rules_now: &now,
            broken: broken.is_some_and(|(from, last)| *last >= from) || !self.folded.unreadable.is_empty(),
            number: self.number,
            number_used,
            number_of_trip,
            differs,
            alike,
            standing,
            judged: &judged,
            strangers: &strangers,
        }))
    }

    /// Answers and measurements by the rules of this program.
    fn judged_again(&self, on: vena_kernel::clock::Day) -> Vec<screening::Line> {
        let visit = self.visit;
        let (Some((version, answers)), Some(check)) = (&visit.answers, &visit.check) else { return Vec::new() };
        let Some(inquiry) = book::inquiry_named(version) else { return Vec::new() };
        let about = about(visit);
        let facts = screening::Facts {
            sex: visit.sex,
            kind: visit.kind,
            first_time: about.first_time,
            inquiry,
            answers,
            check,
            standing: &[],
        };
        screening::judge(&facts, on)
    }

    async fn strangers(&self, tx: &mut Tx) -> Result<Vec<UserId>, Fault> {
        let crew = db::crew(tx, self.trip.trip_id).await?;
        let allowed: Vec<UserId> = crew.into_iter().map(|member| member.user_id).collect();
        let mut strangers: Vec<UserId> =
            self.visit.staff.iter().filter(|user| !allowed.contains(user)).copied().collect();
        for user in self.visit.staff.iter().filter(|user| allowed.contains(user)) {
            if !vena_platform::auth::db::is_active(tx, *user).await? {
                strangers.push(*user);
            }
        }
        Ok(strangers)
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
    let plain = seal::open_sealed(secret, sealed).ok();
    plain.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(|| {
        let reason = say!("封存的身份信息无法解密", "the sealed identity cannot be read");
        Refusal::new("trip.identity-unreadable", reason)
    })
}

fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Refused => "refused",
        Stage::Ended => "ended",
        Stage::Failed => "failed",
        _ => "left",
    }
}
