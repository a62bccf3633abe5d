//! What is known of a donor when somebody asks whether they may give: facts only.

use serde::{Deserialize, Serialize};

use super::DonationKind;
use crate::{clock::Day, id::DonationId};

/// What became of a needle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NeedleOutcome {
    /// A donation. 完成
    Completed,
    /// In vain, or stopped before it was a donation. 未成功
    Failed,
    /// A donation at another station. 外地献血
    Elsewhere,
}

/// A needle that went in, whatever came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needle {
    /// The donation, when it is one of ours; two needles of one donation are one.
    pub donation: Option<DonationId>,
    /// The day on Chinese clocks.
    pub on: Day,
    /// What was to be given.
    pub kind: DonationKind,
    /// What became of it.
    pub outcome: NeedleOutcome,
    /// What was taken, mL, without samples and anticoagulant; 0 when nobody knows.
    pub volume_ml: i32,
    /// The donor had a reaction.
    pub reaction: bool,
}

impl Needle {
    /// Whether both speak of one needle: the same donation, or, where one side does not know which donation it was, the
    /// same day and kind.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self.donation, other.donation) {
            (Some(own), Some(theirs)) => own == theirs,
            _ => (self.on, self.kind) == (other.on, other.kind) && self.elsewhere() == other.elsewhere(),
        }
    }

    fn elsewhere(&self) -> bool {
        self.outcome == NeedleOutcome::Elsewhere
    }
}

/// A deferral that was not lifted. Why it was entered is not known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferral {
    /// What may not be given; everything when empty.
    pub kinds: Vec<DonationKind>,
    /// Last day; never when absent.
    pub until: Option<Day>,
}

/// Another station says that this donor may not give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Which station, and whom to ask.
    pub station: String,
    /// What may not be given; everything when absent.
    pub kind: Option<DonationKind>,
    /// Last day; never when absent.
    pub until: Option<Day>,
}

/// What a physician may permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PermitKind {
    /// A shorter interval for a patient who needs this donor's blood. 特殊配型需要，缩短间隔
    Interval,
    /// A repeat donor beyond the usual age has asked in writing. 超龄献血，本人书面要求
    Age,
}

/// A special permission that was neither used nor withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// What it permits.
    pub permits: PermitKind,
    /// What may be given by it.
    pub kind: DonationKind,
    /// First day.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

impl Permit {
    /// Whether it permits `what` for `kind` on `day`.
    pub fn covers(&self, what: PermitKind, kind: DonationKind, day: Day) -> bool {
        (self.permits, self.kind) == (what, kind) && (self.from..=self.until).contains(&day)
    }
}

/// Everything that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Birthday.
    pub born_on: Day,
    /// Every needle that is known, of whatever station, in any order.
    pub needles: Vec<Needle>,
    /// Deferrals that were not lifted.
    pub deferrals: Vec<Deferral>,
    /// What other stations say.
    pub blocks: Vec<Block>,
    /// Special permissions that are open.
    pub permits: Vec<Permit>,
}

impl History {
    /// Of a person of whom nothing is known but the birthday.
    pub fn new(born_on: Day) -> Self {
        Self { born_on, needles: Vec::new(), deferrals: Vec::new(), blocks: Vec::new(), permits: Vec::new() }
    }

    /// Adds the needles that are not known yet.
    pub fn learn(&mut self, needles: &[Needle]) {
        for needle in needles {
            if !self.needles.iter().any(|known| known.is_same(needle)) {
                self.needles.push(*needle);
            }
        }
    }

    /// How many donations there were, here and elsewhere, and whether one of them had a reaction.
    pub(super) fn donations(&self) -> (i64, bool) {
        let gave = |needle: &&Needle| needle.outcome != NeedleOutcome::Failed;
        let count = i64::try_from(self.needles.iter().filter(gave).count()).unwrap_or(i64::MAX);
        (count, self.needles.iter().any(|needle| needle.reaction))
    }
}
