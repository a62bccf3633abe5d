//! The number of a donation: one needle, one number, on the bag, the tubes and the record. 献血编号
//!
//! Canonical form: 13 characters, facility 5 + year 2 + serial 6, without hyphen, spaces, flags or check character.
//! The ISBT 128 donation identification number and the number of Chinese stations have this same shape.

mod check;
mod flags;
mod parse;
#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use check::{check_character, check_value};
pub use flags::{FlagKind, Flags};
pub use parse::{Form, Reading, parse};

use crate::{refusal::Refusal, wire};

/// A donation number in canonical form. Equal characters are the same donation, however the number was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DonationNumber([u8; 13]);

/// By whose rules a donation number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = DonationNumberScheme))]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// ISBT 128: the facility code holds a letter.
    Isbt128,
    /// Chinese stations: 13 digits, printed `01602-22096813`. A code that begins with 0 can only be one of these.
    National,
}

impl DonationNumber {
    /// Accepts the canonical 13 characters only; [`parse`] reads every form in which a number is scanned or typed.
    pub fn from_canonical(text: &str) -> Option<Self> {
        let characters: [u8; 13] = text.as_bytes().try_into().ok()?;
        parse::is_canonical(&characters).then_some(Self(characters))
    }

    /// The 13 characters, for labels, keys and other systems.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The five characters of the facility that drew the blood: `01602`, `G1234`.
    pub fn facility(&self) -> &str {
        &self.as_str()[..5]
    }

    /// The two digits of the year of the number.
    pub fn year(&self) -> &str {
        &self.as_str()[5..7]
    }

    /// The six digits of the serial number.
    pub fn serial(&self) -> &str {
        &self.as_str()[7..]
    }

    /// Digits only are written by the national scheme, a letter in the facility code makes it ISBT 128.
    pub fn scheme(&self) -> Scheme {
        if self.0.iter().all(u8::is_ascii_digit) { Scheme::National } else { Scheme::Isbt128 }
    }

    /// The check character for keyboard entry (ISO/IEC 7064 MOD 37-2). It is printed in a box and is not part of the number.
    pub fn check_character(&self) -> char {
        check_character(self.as_str())
    }

    /// The number as ISBT 128 prints it for eyes, with its check character: `G1234 98 654321 H`.
    pub fn eye_readable(&self) -> String {
        format!("{} {} {} {}", self.facility(), self.year(), self.serial(), self.check_character())
    }
}

/// As people read it: `01602-22096813` for a national number, the bare 13 characters for an ISBT 128 number.
impl fmt::Display for DonationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scheme() {
            Scheme::National => write!(f, "{}-{}", self.facility(), &self.as_str()[5..]),
            Scheme::Isbt128 => f.write_str(self.as_str()),
        }
    }
}

impl fmt::Debug for DonationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DonationNumber {
    type Err = Refusal;

    /// Reads every form that [`parse`] reads and drops the flags.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        parse(text).map(|reading| reading.number)
    }
}

wire::text_in_json!(DonationNumber, |own| own.as_str());
wire::text_outside!(DonationNumber, |own| own.as_str(), "^[A-NP-Z0-9][A-NP-Z0-9]{2}[0-9]{10}$");
