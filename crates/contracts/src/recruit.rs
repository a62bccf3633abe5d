//! 招 What recruit knows about donors, as far as others may ask.

use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    id::DonorId,
    refusal::Refusal,
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx};

use crate::Answer;

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

    /// Every reason why `donor` may not give blood on `on`: deferrals and age; intervals are known to collect. Empty when none.
    fn objections<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, donor: DonorId, on: Day) -> Answer<'a, Vec<Refusal>>;

    /// How to reach `donor`, if the donor has agreed to be told.
    fn contact<'a>(&'a self, tx: &'a mut Tx, donor: DonorId) -> Answer<'a, Option<Contact>>;

    /// Keeps the group that two independent judgements of the laboratory agree on.
    fn confirm_group<'a>(&'a self, tx: &'a mut Tx, donor: DonorId, group: BloodGroup) -> Answer<'a, ()>;
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
