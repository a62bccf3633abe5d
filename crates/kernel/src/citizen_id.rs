//! The citizen identity number of GB 11643: 18 characters with birth date, sex and check character. 公民身份号码

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    chars::{half_width, without_spaces},
    clock::Day,
    refusal::Refusal,
    say, wire,
};

/// A valid citizen identity number.
///
/// Personal data: it has no `Display` and no `Serialize`, its `Debug` is masked. [`CitizenId::expose`] is the one way
/// to the characters, for encryption and keyed search only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenId([u8; 18]);

/// Sex as the number states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [u8; 11] = *b"10X98765432";

impl CitizenId {
    /// The 18 characters in clear.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `370***********1234`: the first three and the last four characters.
    pub fn masked(&self) -> String {
        format!("{}***********{}", &self.expose()[..3], &self.expose()[14..])
    }

    /// The birth date.
    pub fn birth_date(&self) -> Day {
        birth_date(self.expose()).unwrap_or_else(|| unreachable!("checked when it was read"))
    }

    /// The sex.
    pub fn sex(&self) -> Sex {
        if self.0[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The region code of six digits at the time of registration.
    pub fn region(&self) -> &str {
        &self.expose()[..6]
    }
}

fn birth_date(text: &str) -> Option<Day> {
    Day::new(text[6..10].parse().ok()?, text[10..12].parse().ok()?, text[12..14].parse().ok()?)
}

fn check_character(digits: &[u8]) -> u8 {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS[(sum % 11) as usize]
}

impl FromStr for CitizenId {
    type Err = Refusal;

    /// Reads 18 characters, spaces and a small x allowed. Refuses by `citizen-id.length`, `.fifteen`, `.form`, `.date` and
    /// `.check`. The reasons never repeat the number.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let text = without_spaces(&half_width(text)).to_ascii_uppercase();
        let characters: [u8; 18] = text.as_bytes().try_into().map_err(|_| wrong_length(&text))?;
        let digits = &characters[..17];
        if !digits.iter().all(u8::is_ascii_digit) || digits[0] == b'0' || !matches!(characters[17], b'0'..=b'9' | b'X')
        {
            return Err(Refusal::new(
                "citizen-id.form",
                say!(
                    "身份号码应为 17 位数字加 1 位校验码（0–9 或 X）",
                    "an identity number is 17 digits and a check character 0–9 or X"
                ),
            ));
        }
        if birth_date(&text).is_none() {
            return Err(Refusal::new(
                "citizen-id.date",
                say!(
                    "身份号码第 7–14 位不是日历中的日期",
                    "characters 7 to 14 of the identity number are no date of the calendar"
                ),
            ));
        }
        if check_character(digits) != characters[17] {
            return Err(Refusal::new(
                "citizen-id.check",
                say!(
                    "身份号码的校验码不符：请核对每一位",
                    "the check character of the identity number does not fit: compare every digit"
                ),
            ));
        }
        Ok(Self(characters))
    }
}

fn wrong_length(text: &str) -> Refusal {
    let count = text.chars().count();
    if count == 15 && crate::chars::all_digits(text) {
        return Refusal::new(
            "citizen-id.fifteen",
            say!(
                "15 位号码是第一代身份证号，已停用且无校验码：请使用 18 位号码",
                "15 digits are a number of the first generation, no longer valid and without check character: use the 18 characters"
            ),
        );
    }
    Refusal::new(
        "citizen-id.length",
        say!("身份号码应为 18 位，实为 {count} 位", "an identity number has 18 characters, this one has {count}"),
    )
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

wire::text_from_json!(CitizenId);

wire::text_in_document!(CitizenId, "^[1-9][0-9]{16}[0-9X]$");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::{check, verdict};

    #[test]
    fn numbers() {
        check(
            "
            110***********002X 1949-12-31 Female | 11010519491231002X
            110***********002X 1949-12-31 Female | 110105 19491231 002x
            110***********002X 1949-12-31 Female | １１０１０５１９４９１２３１００２Ｘ
            refused citizen-id.check   | 110105194912310021
            refused citizen-id.check   | 110105194912310030
            refused citizen-id.date    | 110105194913310020
            refused citizen-id.date    | 110105194902290020
            refused citizen-id.form    | 1101051949123100X2
            refused citizen-id.form    | 010105194912310022
            refused citizen-id.form    | 11010519491231002Y
            refused citizen-id.fifteen | 110105491231002
            refused citizen-id.length  | 11010549123100X
            refused citizen-id.length  | 11010519491231002
            refused citizen-id.length  | 1101051949123100211
            refused citizen-id.form    | 血血血血血血
            refused citizen-id.length  | 血
            refused citizen-id.length  | <EMPTY>
            ",
            |input| verdict(input.parse::<CitizenId>().map(|id| format!("{id:?} {} {:?}", id.birth_date(), id.sex()))),
        );
    }

    #[test]
    fn a_refusal_and_debug_never_repeat_the_number() {
        let id: CitizenId = "11010519491231002X".parse().expect("an id");
        assert!(!format!("{id:?} {:?}", Some(id)).contains("19491231"));
        let refusal = "110105194912310021".parse::<CitizenId>().expect_err("a wrong check character");
        assert!(!format!("{refusal:?} {refusal}").contains("19491231"));
        assert_eq!(id.region(), "110105");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = text.parse::<CitizenId>();
        }

        #[test]
        fn one_wrong_digit_is_always_found(serial in 0u32..1000, at in 0usize..17, by in 1u8..10) {
            let digits = format!("37020219900101{serial:03}");
            let check = char::from(check_character(digits.as_bytes()));
            let right = format!("{digits}{check}");
            prop_assert!(right.parse::<CitizenId>().is_ok());
            let mut wrong = digits.into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
            let wrong = String::from_utf8(wrong).expect("digits");
            let wrong = format!("{wrong}{check}");
            prop_assert!(wrong.parse::<CitizenId>().is_err());
        }
    }
}
