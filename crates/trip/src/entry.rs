//! One step of the day, and its place in the chain.
//!
//! An entry is sealed with the journal's key and chained by hash over what is sealed, so that the chain can be checked
//! by whoever carries it and read by nobody but the vehicle in its hours and the station.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vena_kernel::{
    citizen_id::Sex,
    clock::{Day, Instant},
    collection::screening::{HealthCheck, Line},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{BookingId, TripId, UserId, VisitId},
    product::MediumCode,
};

use crate::{
    Answers,
    seal::{Bytes, Key, SealError, sha256},
};

/// Who somebody is. Never stands in the journal as it is: it is sealed to the station.
#[derive(Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TripIdentity)]
pub struct Identity {
    /// Kind of the document.
    pub document_kind: String,
    /// Its number in normal form.
    pub document_number: String,
    /// Name; absent for a known donor whose card was not read.
    pub name: Option<String>,
    /// Mobile phone, of somebody new.
    pub phone: Option<String>,
    /// Birthday.
    pub born_on: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Agrees to be told what became of the blood.
    #[serde(default)]
    pub consent_to_be_told: bool,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

/// How the donor was asked again before the needle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// The document was scanned.
    Document,
    /// Name and birthday were said.
    Said,
}

/// One kit of bags whose maker numbers every piece.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Piece {
    /// Number of the article (GTIN-14).
    pub article: String,
    /// Serial number.
    pub serial: String,
}

/// A lot of something, as `kit`, `needle`, `tube` or `pouch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedLot {
    /// What it is of.
    pub item: String,
    /// Lot of the maker.
    pub lot: String,
}

/// What the donor has read and agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consented {
    /// Version of the text.
    pub version: String,
    /// The rest of a sample may serve research.
    pub research: bool,
    /// News of the use of the blood are wanted.
    pub notice: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The package was opened, or opened again after the machine had stopped.
    Opened {
        /// Rules of this program.
        rulebook: String,
        /// When the package was made.
        package_made_at: Instant,
    },
    /// The machine's clock was moved while the day went on; steps keep steady time.
    ClockJump {
        /// By how much, milliseconds, positive forward.
        by_ms: i64,
    },
    /// A person was recognised by a document.
    Identified {
        /// Sealed to the station.
        who: Bytes,
        /// Keyed hash of the document.
        identity: Bytes,
        /// The package knows the document.
        known: bool,
        /// Name, masked.
        name_masked: String,
        /// Sex.
        sex: Sex,
        /// Birthday.
        born_on: Day,
        /// The booking that brought them.
        booking: Option<BookingId>,
        /// What is given.
        kind: DonationKind,
    },
    /// The donor has read what is told before a donation, agreed to it, and answered the inquiry.
    Answered {
        /// Version of the inquiry.
        version: String,
        /// Every answer.
        answers: Answers,
        /// What was read and agreed to.
        #[serde(default)]
        consent: Option<Consented>,
        /// Strokes of the donor's signature, sealed to the station.
        strokes: Option<Bytes>,
    },
    /// Measured.
    Checked {
        /// What was measured.
        check: HealthCheck,
    },
    /// The physician's decision.
    Decided {
        /// May give.
        accepted: bool,
        /// The volume that is agreed, mL.
        volume_ml: i32,
        /// Every rule that refused, as the vehicle judged.
        refusals: Vec<Line>,
        /// What else is to be remembered.
        note: Option<String>,
    },
    /// Bag, tubes and record carry one number.
    Bound {
        /// The number.
        number: DonationNumber,
        /// Lot of the kit.
        lot: String,
        /// Anticoagulant.
        medium: MediumCode,
        /// Last day of the kit.
        expires_on: Day,
        /// How many tubes.
        tubes: usize,
        /// Which kit it is, as the station's list names it, where the maker's label was scanned.
        #[serde(default)]
        kit: Option<String>,
        /// The very piece, where the maker numbers them.
        #[serde(default)]
        piece: Option<Piece>,
        /// Lots of needle, pouch and tubes.
        #[serde(default)]
        lots: Vec<UsedLot>,
    },
    /// The needle is in.
    Started {
        /// How the donor was asked again just before.
        #[serde(default)]
        again: Option<Again>,
    },
    /// The donor's sticker was scanned; what it means only the station knows.
    Wish {
        /// Its code, sealed to the station.
        code: Bytes,
    },
    /// The needle is out, the bag is full.
    Ended {
        /// Collected volume, mL.
        volume_ml: i32,
        /// The donor asks that the blood not be used.
        self_excluded: bool,
    },
    /// The donor felt unwell.
    Reaction {
        /// `mild`, `moderate` or `severe`.
        severity: String,
        /// What it was, as the rulebook names it.
        #[serde(default = "unnamed")]
        kind: String,
        /// What was seen and done.
        note: Option<String>,
    },
    /// The reaction is over.
    Over,
    /// The person leaves without a donation; after the needle, the donation has failed; after the rest, the donor goes home.
    Left {
        /// Why.
        reason: String,
    },
    /// A set of labels is spoiled.
    NumberVoid {
        /// Its number.
        number: DonationNumber,
        /// Why.
        reason: String,
    },
    /// The day's work is over.
    Closed,
}

/// The kind of a reaction that an older program wrote down.
fn unnamed() -> String {
    "other".to_owned()
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Chosen by the screen that asked for it: asking twice is one entry.
    pub entry_id: Uuid,
    /// Whose.
    pub visit_id: Option<VisitId>,
    /// When, by the vehicle's steady clock.
    pub at: Instant,
    /// What to add to come to the station's clock, milliseconds, as far as it was known then.
    pub offset_ms: Option<i64>,
    /// Which run of the machine.
    pub boot: String,
    /// How long that machine had run, milliseconds: steady whatever happens to the clock.
    pub uptime_ms: i64,
    /// Who.
    pub staff: Option<UserId>,
    /// On which screen.
    pub device: String,
    /// What.
    #[serde(flatten)]
    pub step: Step,
}

/// An entry as it lies on the disk and travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TripEntrySealed)]
pub struct Sealed {
    /// Place in the journal, from 1, without a gap.
    pub counter: i64,
    /// The sealed entry.
    pub sealed: Bytes,
    /// SHA-256 over the digest before, the counter and what is sealed.
    pub digest: Bytes,
}

impl Sealed {
    /// Seals `entry` at `counter` behind `before`.
    ///
    /// # Errors
    /// No random numbers.
    pub fn new(key: &Key, trip: TripId, before: &[u8], counter: i64, entry: &Entry) -> Result<Self, SealError> {
        let plain = serde_json::to_vec(entry).map_err(|_| SealError::Unreadable)?;
        let sealed = Bytes(key.seal(&place(trip, counter), &plain)?);
        let digest = Bytes(link(before, counter, &sealed.0));
        Ok(Self { counter, sealed, digest })
    }

    /// Whether it follows on an entry with digest `before`.
    pub fn follows(&self, before: &[u8]) -> bool {
        self.digest.0 == link(before, self.counter, &self.sealed.0)
    }

    /// What is sealed.
    ///
    /// # Errors
    /// Another trip, another place, another key, or damaged.
    pub fn open(&self, key: &Key, trip: TripId) -> Result<Entry, SealError> {
        let plain = key.open(&place(trip, self.counter), &self.sealed.0)?;
        serde_json::from_slice(&plain).map_err(|_| SealError::Unreadable)
    }
}

/// The digest before the first entry of `trip`.
pub fn beginning(trip: TripId) -> Vec<u8> {
    sha256(&[b"vena trip journal 1", trip.to_string().as_bytes()]).to_vec()
}

fn link(before: &[u8], counter: i64, sealed: &[u8]) -> Vec<u8> {
    sha256(&[before, &counter.to_be_bytes(), sealed]).to_vec()
}

fn place(trip: TripId, counter: i64) -> Vec<u8> {
    format!("{trip}:{counter}").into_bytes()
}
