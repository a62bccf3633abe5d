//! Reads a donation number in every form in which it is scanned or typed. A damaged number is refused, never repaired.

use serde::{Deserialize, Serialize};

use super::{DonationNumber, FlagKind, Flags, check_character, check_value};
use crate::{
    chars::{all_digits, half_width, quoted, without_spaces},
    refusal::Refusal,
    say,
};

/// The form in which a number was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = DonationNumberForm))]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// ISBT 128 data structure 001: `=`, 13 characters, 2 flags.
    IsbtScan,
    /// 13 characters with a letter, typed, spaces allowed, with or without check character.
    IsbtTyped,
    /// 13 digits, with or without the hyphen behind the station code.
    NationalTyped,
    /// Codabar: start letter, 13 digits, stop letter.
    Codabar,
}

/// A number with what was read beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The donation number.
    pub number: DonationNumber,
    /// The flag characters of an ISBT 128 scan; they name the label, not the donation.
    pub flags: Option<Flags>,
    /// The form in which it was read.
    pub form: Form,
    /// Whether a check character or check value was present (and right).
    pub checked: bool,
}

/// Reads a scanned or typed donation number.
///
/// Refuses by `donation-number.form`, `.length`, `.damaged` (12 digits: one was lost), `.check` (the check character
/// contradicts the number) and `.flags`.
pub fn parse(text: &str) -> Result<Reading, Refusal> {
    let text = half_width(text);
    if let Some(content) = text.strip_prefix('=') {
        return isbt_scan(content);
    }
    let compact = without_spaces(&text);
    match codabar_content(&compact) {
        // `C6035 29 846042 A` is an ISBT 128 number with its check character; a Codabar scan of 12 digits looks alike. Only
        // a check character that is right tells that it is the former; scanners give the guards of Codabar in lower case.
        Some(digits) if digits.len() == 12 && compact.starts_with(|c: char| c.is_ascii_uppercase()) => {
            typed(&compact).or_else(|_| codabar(digits))
        }
        Some(digits) => codabar(digits),
        None => typed(&compact.to_ascii_uppercase()),
    }
}

/// Letters of the facility code: no letter O. Facility 1 + 2 alphanumeric, 2 digits; year and serial are digits.
pub(super) fn is_canonical(characters: &[u8; 13]) -> bool {
    let facility = |c: &u8| matches!(c, b'A'..=b'N' | b'P'..=b'Z' | b'0'..=b'9');
    let letters = characters.iter().any(u8::is_ascii_alphabetic);
    characters[..3].iter().all(facility)
        && characters[3..].iter().all(u8::is_ascii_digit)
        // ISBT 128 facility codes never begin with 0; a national number may.
        && (characters[0] != b'0' || !letters)
}

fn isbt_scan(content: &str) -> Result<Reading, Refusal> {
    if !content.is_ascii() || content.len() != 15 {
        return Err(length(content, 15));
    }
    let (number, flags) = content.split_at(13);
    let number = DonationNumber::from_canonical(number)
        .filter(|number| !number.as_str().starts_with('0'))
        .ok_or_else(|| form(content))?;
    let flags = Flags::new(flags).ok_or_else(|| bad_flags(flags))?;
    let checked = match flags.kind() {
        FlagKind::CheckValue(value) if value != check_value(number.as_str()) => {
            return Err(contradiction(number, flags.as_str()));
        }
        FlagKind::CheckValue(_) => true,
        _ => false,
    };
    Ok(Reading { number, flags: Some(flags), form: Form::IsbtScan, checked })
}

/// What stands between the start and the stop letter of a Codabar symbol.
fn codabar_content(text: &str) -> Option<&str> {
    let guard = |c: char| matches!(c, 'a'..='d' | 'A'..='D');
    let inner = text.strip_prefix(guard)?.strip_suffix(guard)?;
    (!inner.is_empty() && all_digits(inner)).then_some(inner)
}

fn codabar(digits: &str) -> Result<Reading, Refusal> {
    let number = national(digits)?;
    Ok(Reading { number, flags: None, form: Form::Codabar, checked: false })
}

fn national(digits: &str) -> Result<DonationNumber, Refusal> {
    match digits.len() {
        12 => Err(damaged(digits)),
        _ => DonationNumber::from_canonical(digits).ok_or_else(|| length(digits, 13)),
    }
}

fn typed(text: &str) -> Result<Reading, Refusal> {
    let joined = join_hyphen(text);
    if all_digits(&joined) && joined.len() <= 13 {
        let number = national(&joined)?;
        return Ok(Reading { number, flags: None, form: Form::NationalTyped, checked: false });
    }
    if joined.contains('-') {
        return Err(form(text));
    }
    if !joined.is_ascii() || !(13..=14).contains(&joined.len()) {
        return Err(length(text, 13));
    }
    let (number, check) = joined.split_at(13);
    let number = DonationNumber::from_canonical(number).ok_or_else(|| form(text))?;
    if !check.is_empty() && check != check_character(number.as_str()).to_string() {
        return Err(contradiction(number, check));
    }
    let form = if all_digits(number.as_str()) { Form::NationalTyped } else { Form::IsbtTyped };
    Ok(Reading { number, flags: None, form, checked: !check.is_empty() })
}

/// Takes out the one hyphen that stands behind the five characters of the station; any other hyphen stays and is refused.
fn join_hyphen(text: &str) -> String {
    match text.split_once('-') {
        Some((station, rest)) if station.len() == 5 => format!("{station}{rest}"),
        _ => text.to_owned(),
    }
}

fn damaged(digits: &str) -> Refusal {
    Refusal::new(
        "donation-number.damaged",
        say!(
            "“{digits}”只有 12 位，献血编号为 13 位：条码缺了一位，不能猜补，请重新扫描原标签",
            "'{digits}' has 12 digits, a donation number has 13: one digit was lost and must not be guessed; scan the original label again"
        ),
    )
}

fn length(text: &str, wanted: usize) -> Refusal {
    let count = text.chars().count();
    let text = quoted(text, 40);
    Refusal::new(
        "donation-number.length",
        say!(
            "“{text}”不是献血编号：应为 {wanted} 位，实为 {count} 位",
            "'{text}' is not a donation number: expected {wanted} characters, found {count}"
        ),
    )
}

fn form(text: &str) -> Refusal {
    let text = quoted(text, 40);
    Refusal::new(
        "donation-number.form",
        say!(
            "“{text}”不是献血编号：应为 5 位机构码（无字母 O，ISBT 128 不以 0 开头）、2 位年份、6 位流水号",
            "'{text}' is not a donation number: expected a facility of 5 (no letter O; ISBT 128 never begins with 0), a year of 2 and a serial of 6 digits"
        ),
    )
}

fn bad_flags(flags: &str) -> Refusal {
    let flags = quoted(flags, 2);
    Refusal::new(
        "donation-number.flags",
        say!("标志位“{flags}”不属于 ISBT 128 字符集", "the flag characters '{flags}' are not of the ISBT 128 alphabet"),
    )
}

fn contradiction(number: DonationNumber, found: &str) -> Refusal {
    let (wanted, value) = (number.check_character(), 60 + check_value(number.as_str()));
    Refusal::new(
        "donation-number.check",
        say!(
            "{number} 的校验符应为 {wanted}（标志位 {value}），读到“{found}”：编号有误，请重新扫描",
            "the check character of {number} is {wanted} (flags {value}) but '{found}' was read: the number is wrong, scan it again"
        ),
    )
}
