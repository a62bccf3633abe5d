//! Which part of a divided unit a bag is.

use std::{fmt, str::FromStr};

use crate::{refusal::Refusal, say, wire};

/// The two division characters of a product code: `00` undivided, `A0`–`Z0` a first division, `Aa`–`Zz` a part of it.
///
/// Source: ISBT 128 Standard Technical Specification, data structure 003.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Division([u8; 2]);

impl Division {
    /// The whole unit.
    pub const WHOLE: Self = Self(*b"00");

    /// The `index`th first division: 0 is `A0`, 25 is `Z0`. `None` from 26 on.
    pub fn first_level(index: u8) -> Option<Self> {
        (index < 26).then(|| Self([b'A' + index, b'0']))
    }

    /// The `index`th part of this first division: 0 of `B0` is `Ba`. `None` for the whole, for a part, and from 26 on.
    pub fn part(self, index: u8) -> Option<Self> {
        (self.0[0] != b'0' && self.0[1] == b'0' && index < 26).then(|| Self([self.0[0], b'a' + index]))
    }

    /// The two characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("00")
    }
}

impl Default for Division {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl FromStr for Division {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text.as_bytes() {
            b"00" => Ok(Self::WHOLE),
            &[first @ b'A'..=b'Z', second @ (b'0' | b'a'..=b'z')] => Ok(Self([first, second])),
            _ => {
                let text = crate::chars::quoted(text, 20);
                Err(Refusal::new(
                    "division.form",
                    say!(
                        "“{text}”不是分装码：应为 00（未分装）、A0–Z0 或 Aa–Zz",
                        "'{text}' is not a division: expected 00 (undivided), A0–Z0 or Aa–Zz"
                    ),
                ))
            }
        }
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

wire::text_in_json!(Division, |own| own.as_str());
wire::text_outside!(Division, |own| own.as_str(), "^(00|[A-Z][0a-z])$");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::verdicts;

    #[test]
    fn divisions() {
        verdicts::<Division>(
            "
            00 | 00
            A0 | A0
            Zz | Zz
            refused division.form | 0A
            refused division.form | a0
            refused division.form | A1
            refused division.form | AA
            refused division.form | A
            refused division.form | A00
            refused division.form | 血0
            ",
        );
    }

    #[test]
    fn counting_stops_at_z() {
        assert_eq!(Division::first_level(0).map(|d| d.to_string()), Some("A0".into()));
        assert_eq!(Division::first_level(25).map(|d| d.to_string()), Some("Z0".into()));
        assert_eq!(Division::first_level(26), None);
        let b = Division::first_level(1).expect("B0");
        assert_eq!(b.part(25).map(|d| d.to_string()), Some("Bz".into()));
        assert_eq!(b.part(26), None);
        assert_eq!(Division::WHOLE.part(0), None);
        assert_eq!(b.part(0).and_then(|part| part.part(0)), None);
    }
}
