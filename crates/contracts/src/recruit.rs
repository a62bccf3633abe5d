//! 招 What recruit knows about donors, as far as others may ask.

use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    eligibility::{DonationKind, Needle, Verdict},
    id::DonorId,
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx};

use crate::{
    Answer,
    care::{Channel, Purpose, Reach},
};

/// What may be known of a donor at the chair.
#[derive(Debug, Clone)]
pub struct DonorBrief {
    /// The donor.
    pub donor_id: DonorId,
    /// Name as shown: masked.
    pub name_masked: String,
    /// `true` for a man, `false` for a woman: limits differ.
    pub male: bool,
    /// Birthday, for the age limits.
    pub born_on: Day,
    /// Group of earlier donations.
    pub group: Option<BloodGroup>,
}

/// How a donor may be reached.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Phone number, for the sending channel only; never shown.
    pub phone: String,
    /// Name for the salutation.
    pub name: String,
}

/// Questions about donors.
pub trait DonorDesk: Send + Sync {
    /// The donor, or `None`.
    fn brief<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, donor: DonorId) -> Answer<'a, Option<DonorBrief>>;

    /// Whether and from when `donor` may give, seen from `on`: one verdict a kind, in the order of
    /// [`DonationKind::ALL`]; empty when there is no file of this donor. `own` are needles that the caller knows and that
    /// may not have been heard of here yet.
    fn verdicts<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        on: Day,
        own: &'a [Needle],
    ) -> Answer<'a, Vec<Verdict>>;

    /// Every reason why `donor` may not give whole blood on `on`, but for the interval, which who holds the needle knows
    /// better. Empty when none.
    fn objections<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, donor: DonorId, on: Day) -> Answer<'a, Vec<Refusal>> {
        Box::pin(async move {
            let verdicts = self.verdicts(tx, scope, donor, on, &[]).await?;
            let Some(whole_blood) = verdicts.iter().find(|verdict| verdict.kind == DonationKind::WholeBlood) else {
                return Ok(vec![unknown()]);
            };
            let lines = whole_blood.lines.iter().filter(|line| line.rule != "donor.interval");
            Ok(lines.map(vena_kernel::eligibility::Line::refusal).collect())
        })
    }

    /// From when on everybody who is known may give, found by a keyed hash of each document: what a vehicle takes along. No
    /// names, no documents.
    fn standing_table<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        key: &'a [u8; 32],
        day: Day,
    ) -> Answer<'a, Vec<StandingRow>> {
        let _ = (tx, scope, key, day);
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Whose whole document number this is, in any writing; `None` when nobody's. Whoever asks has the document in front of
    /// them; the number goes no further.
    fn by_document<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _number: &'a str) -> Answer<'a, Option<DonorId>> {
        Box::pin(async { Ok(None) })
    }

    /// Every file of the person behind `donor`, the surviving one first; `donor` alone while nothing was merged.
    fn same_person<'a>(&'a self, _: &'a mut Tx, donor: DonorId) -> Answer<'a, Vec<DonorId>> {
        Box::pin(async move { Ok(vec![donor]) })
    }

    /// Whether one of these files holds a completed donation at another station.
    fn gave_elsewhere<'a>(&'a self, _: &'a mut Tx, _files: &'a [DonorId]) -> Answer<'a, bool> {
        Box::pin(async { Ok(false) })
    }

    /// How to reach `donor`, if the donor has agreed to be told.
    fn contact<'a>(&'a self, tx: &'a mut Tx, donor: DonorId) -> Answer<'a, Option<Contact>>;

    /// How to reach `donor` for `purpose`, if there is a file; its channels are those that the donor has agreed to.
    fn reach<'a>(&'a self, tx: &'a mut Tx, donor: DonorId, purpose: Purpose) -> Answer<'a, Option<Reach>> {
        Box::pin(async move {
            let Some(Contact { name, phone }) = self.contact(tx, donor).await? else { return Ok(None) };
            let channels = if purpose == Purpose::Service { vec![Channel::Sms, Channel::App] } else { Vec::new() };
            Ok(Some(Reach { name, phone, channels }))
        })
    }

    /// Keeps the group that two independent judgements of the laboratory agree on.
    fn confirm_group<'a>(&'a self, tx: &'a mut Tx, donor: DonorId, group: BloodGroup) -> Answer<'a, ()>;
}

/// From when on the owner of one document may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingRow {
    /// The first half of HMAC-SHA256 of `document:<kind>:<number>` under the key that was given.
    pub key: [u8; 16],
    /// The first day for each kind, in the order of [`DonationKind::ALL`]; absent when never.
    pub first: [Option<Day>; 3],
}

/// Where a deferral comes from, apart from the laboratory's judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeferralSource {
    /// A physician's decision before a donation.
    Physician,
    /// A physician's decision on a vehicle, where nobody could say a length that the rulebook leaves open.
    Vehicle,
    /// A call of the donor after a donation. 献血后回告
    CallBack,
    /// A reaction during or after a donation.
    Reaction,
}

/// A deferral that another scene asks for.
#[derive(Debug, Clone)]
pub struct DeferralEntry<'a> {
    /// Whose.
    pub donor: DonorId,
    /// Code of the rulebook.
    pub code: &'a str,
    /// Which case of the code, where the rulebook tells several apart.
    pub case: Option<&'a str>,
    /// The day from which the rulebook counts: of the operation, of the cure, of the last dose. Today when absent.
    pub event_on: Option<Day>,
    /// Another last day than the rulebook's.
    pub until: Option<Day>,
    /// For physicians; kept sealed.
    pub note: Option<&'a str>,
    /// Where it comes from.
    pub source: DeferralSource,
    /// What it is about, for example a donation: the same code is entered once about one thing.
    pub about: String,
}

/// A deferral that was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeferralEntered {
    /// Its identity.
    pub deferral_id: uuid::Uuid,
    /// Last day; never when absent.
    pub until: Option<Day>,
}

/// Enters deferrals for other scenes.
pub trait DonorDeferrals: Send + Sync {
    /// Enters a deferral, or finds the one that was entered about the same thing. Refuses by `deferral.…`.
    fn enter<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, entry: DeferralEntry<'a>) -> Answer<'a, DeferralEntered>;
}

/// Who has no file gives no blood.
fn unknown() -> Refusal {
    Refusal::new("donor.unknown", say!("没有该献血者的档案", "there is no file of this donor"))
}

/// What the papers of a donation say of the donor. The name stands there in full, for who signs them; document and phone are
/// masked.
#[derive(Clone)]
pub struct DonorOnPaper {
    /// Name in full.
    pub name: String,
    /// `true` for a man, `false` for a woman.
    pub male: bool,
    /// Birthday.
    pub born_on: Day,
    /// Kind of document.
    pub id_kind: Text,
    /// Its number, masked.
    pub id_shown: String,
    /// Phone number, masked.
    pub phone_shown: String,
    /// Group that two donations agree on.
    pub group: Option<BloodGroup>,
    /// Donations that ended before the one that the paper is about.
    pub donations_before: i64,
    /// The day of the last of them.
    pub last_donation_on: Option<Day>,
    /// Agrees to be told what became of the blood.
    pub told: bool,
}

/// Answers for papers. Whoever asks has shown a reason: a paper is drawn up, and that is recorded.
pub trait DonorPapers: Send + Sync {
    /// The donor as a paper about a donation of `at` says it, if `scope` may see donors.
    fn on_paper<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        at: Instant,
    ) -> Answer<'a, Option<DonorOnPaper>>;
}
