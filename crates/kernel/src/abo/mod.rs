//! Blood groups: ABO and RhD, in the spellings of labels, forms, national value domains and ISBT 128.

mod isbt;
mod spelling;
#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

pub use isbt::{GroupCode, IntendedUse, SpecialLabel, read_gg};

use crate::{chars::quoted, refusal::Refusal, say, wire};

/// The ABO group. ABO 血型
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Abo {
    /// O 型
    O,
    /// A 型
    A,
    /// B 型
    B,
    /// AB 型
    Ab,
}

/// The RhD group. Weak and partial D are phenotypes; this is what a label says. RhD 血型
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rhd {
    /// 阴性
    Negative,
    /// 阳性
    Positive,
}

/// ABO and RhD together: what stands on the upper right of a label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BloodGroup {
    /// ABO group.
    pub abo: Abo,
    /// RhD group.
    pub rhd: Rhd,
}

impl Abo {
    /// The four groups.
    pub const ALL: [Self; 4] = [Self::O, Self::A, Self::B, Self::Ab];

    /// `O`, `A`, `B`, `AB`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::O => "O",
            Self::A => "A",
            Self::B => "B",
            Self::Ab => "AB",
        }
    }

    /// The code of value domain CV04.50.005: 1 A, 2 B, 3 O, 4 AB.
    pub const fn national_code(self) -> &'static str {
        match self {
            Self::A => "1",
            Self::B => "2",
            Self::O => "3",
            Self::Ab => "4",
        }
    }

    /// Reads a code of value domain CV04.50.005; codes for "unknown" and "not examined" are refused.
    pub fn from_national_code(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|abo| abo.national_code() == code).ok_or_else(|| {
            let code = quoted(code, 20);
            Refusal::new(
                "abo.national-code",
                say!(
                    "代码“{code}”（CV04.50.005）不表示 A、B、O 或 AB 型",
                    "code '{code}' (CV04.50.005) does not name group A, B, O or AB"
                ),
            )
        })
    }
}

impl Rhd {
    /// Both groups.
    pub const ALL: [Self; 2] = [Self::Negative, Self::Positive];

    /// `+` or `-`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Negative => "-",
            Self::Positive => "+",
        }
    }

    /// The code of value domain CV04.50.020: 1 negative, 2 positive.
    pub const fn national_code(self) -> &'static str {
        match self {
            Self::Negative => "1",
            Self::Positive => "2",
        }
    }

    /// Reads a code of value domain CV04.50.020; 3 (unknown) and 4 (not examined) are refused.
    pub fn from_national_code(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|rhd| rhd.national_code() == code).ok_or_else(|| {
            let code = quoted(code, 20);
            Refusal::new(
                "rhd.national-code",
                say!(
                    "代码“{code}”（CV04.50.020）不表示 RhD 阴性或阳性",
                    "code '{code}' (CV04.50.020) names neither RhD negative nor positive"
                ),
            )
        })
    }
}

impl BloodGroup {
    /// The eight groups, O− first, AB+ last.
    pub const ALL: [Self; 8] = [
        Self::new(Abo::O, Rhd::Negative),
        Self::new(Abo::O, Rhd::Positive),
        Self::new(Abo::A, Rhd::Negative),
        Self::new(Abo::A, Rhd::Positive),
        Self::new(Abo::B, Rhd::Negative),
        Self::new(Abo::B, Rhd::Positive),
        Self::new(Abo::Ab, Rhd::Negative),
        Self::new(Abo::Ab, Rhd::Positive),
    ];

    /// The group `abo` with `rhd`.
    pub const fn new(abo: Abo, rhd: Rhd) -> Self {
        Self { abo, rhd }
    }

    /// `O+`, `AB-`.
    pub const fn as_str(&self) -> &'static str {
        match (self.abo, self.rhd) {
            (Abo::O, Rhd::Negative) => "O-",
            (Abo::O, Rhd::Positive) => "O+",
            (Abo::A, Rhd::Negative) => "A-",
            (Abo::A, Rhd::Positive) => "A+",
            (Abo::B, Rhd::Negative) => "B-",
            (Abo::B, Rhd::Positive) => "B+",
            (Abo::Ab, Rhd::Negative) => "AB-",
            (Abo::Ab, Rhd::Positive) => "AB+",
        }
    }

    /// As a Chinese label spells it: `O型 RhD阳性`.
    pub fn label_zh(&self) -> String {
        let rhd = if self.rhd == Rhd::Positive { "阳性" } else { "阴性" };
        format!("{}型 RhD{rhd}", self.abo)
    }
}

macro_rules! shown_and_stored_as_text {
    ($($name:ty, $pattern:literal;)+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        wire::text_in_json!($name, |own| own.as_str());
        wire::text_outside!($name, |own| own.as_str(), $pattern);
    )+};
}

shown_and_stored_as_text! {
    Abo, "^(O|A|B|AB)$";
    Rhd, "^[+-]$";
    BloodGroup, "^(O|A|B|AB)[+-]$";
}

impl FromStr for Abo {
    type Err = Refusal;

    /// Reads `O`, `o型`, `AB 型`. Refuses by `abo.spelling`, also when an RhD group follows.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        match spelling::split(text) {
            Some((abo, None)) => Ok(abo),
            _ => Err(unknown("abo.spelling", text)),
        }
    }
}

impl FromStr for Rhd {
    type Err = Refusal;

    /// Reads `+`, `阴性`, `RhD阳性`, `Rh(D)-`, `D+`, `positive`. Refuses by `rhd.spelling`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        spelling::rhd(text).ok_or_else(|| unknown("rhd.spelling", text))
    }
}

impl FromStr for BloodGroup {
    type Err = Refusal;

    /// Reads Chinese and Western spellings: `O+`, `AB型RhD阴性`, `A Rh(D)阳性`, `B RhD neg`.
    ///
    /// Refuses by `blood-group.rhd-missing` a group without RhD, which is never assumed, and by `blood-group.spelling`.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        match spelling::split(text) {
            Some((abo, Some(rhd))) => Ok(Self { abo, rhd }),
            Some((abo, None)) => Err(Refusal::new(
                "blood-group.rhd-missing",
                say!(
                    "只写了 {abo} 型，缺 RhD 血型：请写明阳性或阴性",
                    "only group {abo} is given, RhD is missing: say positive or negative"
                ),
            )),
            None => Err(unknown("blood-group.spelling", text)),
        }
    }
}

fn unknown(rule: &str, text: &str) -> Refusal {
    let text = quoted(text, 40);
    Refusal::new(rule, say!("“{text}”不是可识别的血型写法", "'{text}' is not a known spelling of a blood group"))
}
