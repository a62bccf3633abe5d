//! 招 What recruit knows about donors, as far as others may ask.

use vena_kernel::{abo::BloodGroup, clock::Day, id::DonorId, refusal::Refusal};
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
