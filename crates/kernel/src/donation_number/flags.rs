//! The two flag characters behind a scanned ISBT 128 number. They tell which label was scanned, not which donation.

use std::fmt;

use serde::Serialize;

/// The flag characters `ff` of data structure 001.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags([u8; 2]);

/// What a pair of flag characters says.
///
/// Source: ISBT 128 Standard Technical Specification, table of flag characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = DonationNumberFlag))]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// Flags not used.
    Unused,
    /// The label of one container of a set.
    Container(u8),
    /// A second label printed on demand.
    SecondDemandLabel,
    /// A pilot tube.
    PilotTube,
    /// A test tube.
    TestTube,
    /// The donor record.
    DonorRecord,
    /// A sample tube for nucleic acid testing.
    NatTube,
    /// A sample for bacterial testing.
    BacterialSample,
    /// A label to match with the unit.
    MatchWithUnit,
    /// A partial label, affixed or attached.
    PartialLabel,
    /// Defined by the station that printed it; another station must not interpret it.
    Local,
    /// Holds 60 + check value of the number.
    CheckValue(u8),
    /// Reserved for later use.
    Reserved,
}

impl Flags {
    /// Accepts two characters of the alphabet `0-9 A-H J-N P R-Y`.
    pub fn new(text: &str) -> Option<Self> {
        let characters: [u8; 2] = text.as_bytes().try_into().ok()?;
        let known = |c: &u8| matches!(c, b'0'..=b'9' | b'A'..=b'H' | b'J'..=b'N' | b'P' | b'R'..=b'Y');
        characters.iter().all(known).then_some(Self(characters))
    }

    /// The two characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// What the flags say.
    pub fn kind(&self) -> FlagKind {
        let Ok(number) = self.as_str().parse::<u8>() else { return FlagKind::Reserved };
        match number {
            0 => FlagKind::Unused,
            1..=4 => FlagKind::Container(number),
            5 => FlagKind::SecondDemandLabel,
            6 => FlagKind::PilotTube,
            7 => FlagKind::TestTube,
            8 => FlagKind::DonorRecord,
            9 => FlagKind::NatTube,
            10 => FlagKind::BacterialSample,
            11 => FlagKind::MatchWithUnit,
            12 | 13 => FlagKind::PartialLabel,
            15..=19 => FlagKind::Container(number - 10),
            20..=59 => FlagKind::Local,
            60..=96 => FlagKind::CheckValue(number - 60),
            _ => FlagKind::Reserved,
        }
    }
}

impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Flags {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

crate::wire::text_in_document!(Flags, "^[0-9A-HJ-NPR-Y]{2}$");
