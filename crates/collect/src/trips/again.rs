//! One person of a trip, judged again with what the station knows now.

use vena_kernel::{
    clock::{Day, Instant},
    collection::{book, screening},
    eligibility,
    id::{DonorId, UserId},
    say,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};
use vena_trip::{rulebook_version, rules::about, seal};

use super::{
    db, deciders,
    policy::policy,
    rules::{self, Conflict, Decided, Known},
    settle::Settling,
};
use crate::{lots, visits, wishes};

impl Settling<'_> {
    /// Whether there is what a bag needs: a kit with a number, the time, a volume that can be true.
    pub(super) fn can_be_a_bag(&self) -> bool {
        let volume = self.visit.collected_ml.is_some_and(|volume_ml| (1..=1000).contains(&volume_ml));
        self.visit.kit.is_some() && self.number.is_some() && self.visit.ended_at.is_some() && volume
    }

    pub(super) async fn piece_used(&self, tx: &mut Tx) -> Result<bool, Fault> {
        match self.visit.kit.as_ref().and_then(|kit| Some((&kit.lot, kit.piece.as_ref()?))) {
            Some((lot, piece)) => db::piece_used(tx, lot, piece).await,
            None => Ok(false),
        }
    }

    /// The sticker that was scanned, as text.
    pub(super) fn sticker(&self) -> Option<String> {
        let secret = self.app.vault.open_bytes(&self.trip.secret_sealed).ok()?;
        let plain = seal::open_sealed(&secret, &self.visit.wish.as_ref()?.0).ok()?;
        String::from_utf8(plain).ok()
    }

    pub(super) async fn sticker_unclear(&self, tx: &mut Tx, scope: &Scope) -> Result<Option<Conflict>, Fault> {
        if self.visit.wish.is_none() {
            return Ok(None);
        }
        let free = match self.sticker() {
            Some(code) => wishes::is_free(tx, scope, &code).await?,
            None => false,
        };
        let why = say!("贴纸不是本站的或已使用", "it is none of ours, or was used");
        Ok((!free).then(|| rules::wish_unclear(why)))
    }

    /// What the file and every other needle speak against it, seen from the day of the needle.
    pub(super) async fn standing(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        donor: DonorId,
    ) -> Result<Vec<eligibility::Line>, Fault> {
        let on = crate::day(self.needle_at());
        let own = db::needles(tx, donor).await?;
        let verdicts = self.afield.desk.verdicts(tx, scope, donor, on, &own).await?;
        Ok(verdicts
            .into_iter()
            .find(|verdict| verdict.kind == self.visit.kind)
            .map(|verdict| verdict.lines)
            .unwrap_or_default())
    }

    pub(super) fn needle_at(&self) -> Instant {
        self.visit.started_at.unwrap_or(self.visit.since)
    }

    pub(super) async fn conflicts(
        &self,
        (tx, scope): (&mut Tx, &Scope),
        standing: &[eligibility::Line],
        (number_used, differs, alike): (bool, bool, usize),
    ) -> Result<Vec<Conflict>, Fault> {
        let needle_at = self.needle_at();
        let on = crate::day(needle_at);
        let judged = self.judged_again(on);
        let strangers = self.strangers(tx).await?;
        let (then, still) = deciders::of(tx, self.app, self.trip.trip_id, self.visit).await?;
        let used = self.visit.kit.as_ref().map(vena_trip::state::Kit::all_lots).unwrap_or_default();
        let lots = lots::judged_again(tx, scope, (self.trip.site_id, on), &used).await?;
        let signed_papers = visits::signed_before_needle(tx, self.trip.site_id, on).await?.is_some();
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
            decided: Decided { by: self.visit.decided_by, then: then.as_deref(), still },
            irregular: self.visit.irregular || self.visit.answers.is_none() || self.visit.check.is_none(),
            consent: self.visit.consent.as_ref().map(|given| given.version.as_str()),
            consent_now: visits::consent::in_force(on),
            not_asked_again: self.visit.again.is_none(),
            unsigned: signed_papers && self.visit.strokes.is_none(),
            lots: &lots,
        }))
    }

    /// Answers and measurements by the rules of this program.
    pub(super) fn judged_again(&self, on: Day) -> Vec<screening::Line> {
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

    pub(super) async fn strangers(&self, tx: &mut Tx) -> Result<Vec<UserId>, Fault> {
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
}
