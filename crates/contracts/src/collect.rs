//! 采 What collect tells and answers about donations.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    event::Event,
    id::{DonationId, DonorId, SiteId, UnitId},
};
use vena_platform::db::Tx;

use crate::Answer;

/// The needle is out, bag and tubes are bound to the number, the bag is a unit of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DonationCompleted {
    /// The donation.
    pub donation_id: DonationId,
    /// Its number.
    pub donation_number: DonationNumber,
    /// Whose.
    pub donor_id: DonorId,
    /// The whole-blood unit.
    pub unit_id: UnitId,
    /// Where.
    pub site_id: SiteId,
    /// When the needle came out.
    pub ended_at: Instant,
    /// Collected volume.
    #[serde(default)]
    pub volume_ml: i32,
    /// The donor had a reaction: an older donor may then not go on.
    #[serde(default)]
    pub reaction: bool,
}

impl Event for DonationCompleted {
    const NAME: &'static str = "collect.donation_completed";
}

/// A needle went in, and no donation came of it. The interval to the next donation begins here all the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DonationFailed {
    /// The donation that was cancelled.
    pub donation_id: DonationId,
    /// Whose.
    pub donor_id: DonorId,
    /// When the needle went in.
    pub needle_at: Instant,
}

impl Event for DonationFailed {
    const NAME: &'static str = "collect.donation_failed";
}

/// What the release gate needs to know about a donation.
#[derive(Debug, Clone)]
pub struct DonationFacts {
    /// The donation.
    pub donation_id: DonationId,
    /// Whose.
    pub donor_id: DonorId,
    /// When the blood began to flow; with `ended_at` it says how long the bag took, which decides what may be made of it.
    pub started_at: Option<Instant>,
    /// When the needle came out.
    pub ended_at: Option<Instant>,
    /// Collected volume.
    pub volume_ml: Option<i32>,
    /// Bag, tubes and record carry one number.
    pub bound: bool,
    /// The donor has asked that the blood not be used.
    pub self_excluded: bool,
}

/// Another donation of the same donor: enough to find its blood, nothing of whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sibling {
    /// Its number.
    pub donation_number: DonationNumber,
    /// When the needle came out.
    pub ended_at: Instant,
}

/// Questions about donations.
pub trait DonationDesk: Send + Sync {
    /// The donation of this number, or `None`.
    fn facts<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>>;

    /// The donor's other completed donations, oldest first: what a look-back has to reach at once, before another bag of
    /// them leaves. A donor begins no donation while an earlier one is open, so none is missing here that comes to light later.
    fn siblings<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Vec<Sibling>>;
}
