//! Who may give from when: one row of 22 bytes for each document of a donor, sorted by keyed hash. No name, no reason.

use jiff::{ToSpan, civil::Date};
use vena_kernel::{clock::Day, eligibility::DonationKind};

/// Length of a row: 16 of the hash, and the first day of each of three kinds.
const ROW_LEN: usize = 22;
/// Days are counted from here, so that two bytes reach beyond anybody's working life.
const EPOCH: Date = Date::constant(2000, 1, 1);
const NEVER: u16 = u16::MAX;

/// When one kind may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// At once.
    Now,
    /// Not before this day.
    On(Day),
    /// Not at all.
    Never,
}

impl From {
    fn code(self) -> u16 {
        match self {
            Self::Now => 0,
            Self::Never => NEVER,
            Self::On(day) => {
                let days = day.date().duration_since(EPOCH).as_hours() / 24;
                u16::try_from(days.max(0)).unwrap_or(NEVER)
            }
        }
    }

    fn read(code: u16) -> Self {
        match code {
            0 => Self::Now,
            NEVER => Self::Never,
            days => EPOCH.checked_add(i64::from(days).days()).map_or(Self::Never, |date| Self::On(Day::from(date))),
        }
    }
}

/// One document of a donor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Keyed hash of the document.
    pub hash: [u8; 16],
    /// First day for whole blood, apheresis platelets, apheresis plasma.
    pub from: [From; 3],
}

/// The table as it travels.
#[derive(Clone, Default)]
pub struct Table(Vec<u8>);

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Table({} rows)", self.len())
    }
}

impl Table {
    /// The table of these rows. Of two rows for one document the stricter days count.
    pub fn new(mut rows: Vec<Row>) -> Self {
        rows.sort_unstable_by_key(|row| row.hash);
        rows.dedup_by(|later, kept| {
            let same = later.hash == kept.hash;
            if same {
                for (kept, later) in kept.from.iter_mut().zip(later.from) {
                    *kept = if later.code() > kept.code() { later } else { *kept };
                }
            }
            same
        });
        let mut bytes = Vec::with_capacity(rows.len() * ROW_LEN);
        for row in rows {
            bytes.extend_from_slice(&row.hash);
            row.from.iter().for_each(|from| bytes.extend_from_slice(&from.code().to_be_bytes()));
        }
        Self(bytes)
    }

    /// The table that these bytes are; `None` for another length than whole rows.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        bytes.len().is_multiple_of(ROW_LEN).then_some(Self(bytes))
    }

    /// The bytes, to be sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// How many documents it knows.
    pub fn len(&self) -> usize {
        self.0.len() / ROW_LEN
    }

    /// Whether it knows nobody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When the owner of the document may give `kind`; `None` for somebody whom the station does not know.
    pub fn from(&self, hash: &[u8; 16], kind: DonationKind) -> Option<From> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            let row = &self.0[middle * ROW_LEN..(middle + 1) * ROW_LEN];
            match row[..16].cmp(&hash[..]) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let at = 16 + 2 * place(kind);
                    return Some(From::read(u16::from_be_bytes([row[at], row[at + 1]])));
                }
            }
        }
        None
    }
}

fn place(kind: DonationKind) -> usize {
    match kind {
        DonationKind::WholeBlood => 0,
        DonationKind::ApheresisPlatelets => 1,
        DonationKind::ApheresisPlasma => 2,
    }
}
