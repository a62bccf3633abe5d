//! The two characters `gg` of ISBT 128 data structure 002: group and intended use.

use serde::Serialize;

use super::{Abo, BloodGroup, Rhd};

/// What a code `gg` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = IsbtGroupCode))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum GroupCode {
    /// ABO and RhD of one unit.
    Group {
        /// The group.
        group: BloodGroup,
        /// For whom the donation was given.
        intended_use: IntendedUse,
    },
    /// ABO known, RhD not stated on this label.
    AboOnly {
        /// ABO group.
        abo: Abo,
    },
    /// ABO known, a pool of both RhD groups.
    PooledRhd {
        /// ABO group.
        abo: Abo,
    },
    /// A pool of several ABO groups; RhD when the pool has one.
    PooledAbo {
        /// RhD of the whole pool.
        rhd: Option<Rhd>,
    },
    /// The Bombay (Oh) or para-Bombay phenotype, which no ABO table covers.
    RareH {
        /// `true` for para-Bombay.
        para: bool,
        /// RhD group.
        rhd: Rhd,
    },
    /// A label that says how to treat the unit instead of its group.
    Special {
        /// What it says.
        label: SpecialLabel,
    },
}

/// For whom a donation was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = IsbtIntendedUse))]
#[serde(rename_all = "snake_case")]
pub enum IntendedUse {
    /// Not specified: for anybody.
    NotSpecified,
    /// For the named patient only.
    DirectedOnly,
    /// For emergency use only.
    EmergencyOnly,
    /// For the named patient only, biohazard.
    DirectedBiohazard,
    /// For the named patient first, then anybody.
    DirectedCrossover,
    /// For the donor first, then anybody.
    AutologousCrossover,
    /// For the donor only.
    AutologousOnly,
    /// For the donor only, biohazard.
    AutologousBiohazard,
}

/// Labels in the place of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = IsbtSpecialLabel))]
#[serde(rename_all = "snake_case")]
pub enum SpecialLabel {
    /// `00`: no information.
    NoInformation,
    /// `Ma`: autologous.
    Autologous,
    /// `Mb`: biohazard.
    Biohazard,
    /// `Md`: discard.
    Discard,
    /// `Mf`: for fractionation only.
    FractionationOnly,
    /// `Mq`: quarantine, hold.
    Quarantine,
    /// `Mr`: research.
    Research,
    /// `Mx`: not for transfusion.
    NotForTransfusion,
}

impl GroupCode {
    /// The group, when the label names one complete group.
    pub fn group(self) -> Option<BloodGroup> {
        match self {
            Self::Group { group, .. } => Some(group),
            _ => None,
        }
    }
}

/// Default codes: intended use not specified.
const DEFAULTS: [(u8, BloodGroup); 8] = [
    (95, BloodGroup::new(Abo::O, Rhd::Negative)),
    (51, BloodGroup::new(Abo::O, Rhd::Positive)),
    (6, BloodGroup::new(Abo::A, Rhd::Negative)),
    (62, BloodGroup::new(Abo::A, Rhd::Positive)),
    (17, BloodGroup::new(Abo::B, Rhd::Negative)),
    (73, BloodGroup::new(Abo::B, Rhd::Positive)),
    (28, BloodGroup::new(Abo::Ab, Rhd::Negative)),
    (84, BloodGroup::new(Abo::Ab, Rhd::Positive)),
];

/// Reads the characters `gg`. `None` for a code that has no meaning here.
///
/// Source: ISBT 128 Standard Technical Specification, tables of blood group codes.
pub fn read_gg(gg: &str) -> Option<GroupCode> {
    match gg.as_bytes() {
        b"00" => Some(GroupCode::Special { label: SpecialLabel::NoInformation }),
        [b'0'..=b'9', b'0'..=b'9'] => numeric(gg.parse().ok()?),
        [b'M', second] => special(*second).map(|label| GroupCode::Special { label }),
        [first, b'0'] => pooled(*first),
        [first @ (b'D' | b'E' | b'G' | b'H'), b'2'..=b'9'] => Some(rare_h(*first)),
        _ => None,
    }
}

fn numeric(code: u8) -> Option<GroupCode> {
    let not_stated = match code {
        55 => Some(Abo::O),
        66 => Some(Abo::A),
        77 => Some(Abo::B),
        88 => Some(Abo::Ab),
        _ => None,
    };
    if let Some(abo) = not_stated {
        return Some(GroupCode::AboOnly { abo });
    }
    DEFAULTS.into_iter().find_map(|(default, group)| {
        let intended_use = use_at(i16::from(code) - i16::from(default))?;
        Some(GroupCode::Group { group, intended_use })
    })
}

/// The offset of a code from the default code of its group tells the intended use.
fn use_at(offset: i16) -> Option<IntendedUse> {
    Some(match offset {
        -4 => IntendedUse::DirectedOnly,
        -3 => IntendedUse::EmergencyOnly,
        -2 => IntendedUse::DirectedBiohazard,
        -1 => IntendedUse::DirectedCrossover,
        0 => IntendedUse::NotSpecified,
        1 => IntendedUse::AutologousCrossover,
        2 => IntendedUse::AutologousOnly,
        3 => IntendedUse::AutologousBiohazard,
        _ => return None,
    })
}

fn special(second: u8) -> Option<SpecialLabel> {
    Some(match second {
        b'a' => SpecialLabel::Autologous,
        b'b' => SpecialLabel::Biohazard,
        b'd' => SpecialLabel::Discard,
        b'f' => SpecialLabel::FractionationOnly,
        b'q' => SpecialLabel::Quarantine,
        b'r' => SpecialLabel::Research,
        b'x' => SpecialLabel::NotForTransfusion,
        _ => return None,
    })
}

fn pooled(first: u8) -> Option<GroupCode> {
    Some(match first {
        b'A' => GroupCode::PooledRhd { abo: Abo::A },
        b'B' => GroupCode::PooledRhd { abo: Abo::B },
        b'C' => GroupCode::PooledRhd { abo: Abo::Ab },
        b'D' => GroupCode::PooledRhd { abo: Abo::O },
        b'E' => GroupCode::PooledAbo { rhd: Some(Rhd::Positive) },
        b'F' => GroupCode::PooledAbo { rhd: Some(Rhd::Negative) },
        b'G' | b'H' => GroupCode::PooledAbo { rhd: None },
        _ => return None,
    })
}

fn rare_h(first: u8) -> GroupCode {
    let rhd = if matches!(first, b'D' | b'G') { Rhd::Negative } else { Rhd::Positive };
    GroupCode::RareH { para: matches!(first, b'D' | b'E'), rhd }
}
